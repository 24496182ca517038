create table stages (
  id uuid primary key default uuidv7(),
  name text not null,
  position integer not null,
  -- Deferrable constraints are checked after the statement, so that one statement can swap two stages.
  constraint stages_name unique (name) deferrable,
  constraint stages_position unique (position) deferrable
);

create table deals (
  id uuid primary key default uuidv7(),
  title text not null,
  amount numeric(14, 2) not null check (amount >= 0),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  status text not null default 'open' check (status in ('open', 'won', 'lost')),
  stage_id uuid references stages (id) on delete set null,
  company_id uuid references companies (id) on delete set null,
  contact_id uuid references contacts (id) on delete set null,
  expected_on date,
  closed_at timestamptz(3),
  lost_reason text,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  search tsvector not null generated always as (
    to_tsvector('simple', translate(title, '@._-+/:&<>''', '           '))
  ) stored,
  -- A stage can be removed once no open deal is in it; closed deals then forget it.
  constraint deals_open_in_stage check (status <> 'open' or stage_id is not null),
  constraint deals_closed_when check ((status = 'open') = (closed_at is null)),
  constraint deals_lost_why check (status = 'lost' or lost_reason is null)
);

create index deals_stage on deals (stage_id, id desc);
create index deals_company on deals (company_id, id desc);
create index deals_contact on deals (contact_id, id desc);
create index deals_search on deals using gin (search);
