create table companies (
  id uuid primary key default uuidv7(),
  name text not null,
  website text,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  -- The parser would keep addresses, hyphenated words and the like whole; split, each of their words can be found.
  search tsvector not null generated always as (
    to_tsvector('simple', translate(name || ' ' || coalesce(website, ''), '@._-+/:&<>''', '           '))
  ) stored
);

create unique index companies_name on companies (lower(name));
create index companies_search on companies using gin (search);

create table contacts (
  id uuid primary key default uuidv7(),
  name text not null,
  email text check (email = lower(email)),
  phone text,
  company_id uuid references companies (id) on delete set null,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  search tsvector not null generated always as (
    to_tsvector(
      'simple',
      translate(
        name || ' ' || coalesce(email, '') || ' ' || coalesce(phone, ''),
        '@._-+/:&<>''',
        '           '
      )
    )
  ) stored,
  constraint contacts_email unique (email)
);

create index contacts_order on contacts (lower(name), id);
create index contacts_company on contacts (company_id, id);
create index contacts_search on contacts using gin (search);
