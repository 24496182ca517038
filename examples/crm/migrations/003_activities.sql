create table activities (
  id uuid primary key default uuidv7(),
  kind text not null check (kind in ('note', 'call', 'email', 'meeting', 'moved', 'won', 'lost', 'reopened')),
  text text not null,
  author text not null,
  happened_at timestamptz(3) not null default now(),
  contact_id uuid references contacts (id) on delete cascade,
  company_id uuid references companies (id) on delete cascade,
  deal_id uuid references deals (id) on delete cascade,
  constraint activities_subject check (num_nonnulls(contact_id, company_id, deal_id) = 1)
);

create index activities_order on activities (happened_at desc, id desc);
create index activities_contact on activities (contact_id, happened_at desc, id desc) where contact_id is not null;
create index activities_company on activities (company_id, happened_at desc, id desc) where company_id is not null;
create index activities_deal on activities (deal_id, happened_at desc, id desc) where deal_id is not null;
