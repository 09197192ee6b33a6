-- Which shipped data were loaded last, so that a start that has no others need not compare 4,000 rows.
create table shipped_data (
  singleton boolean primary key default true constraint shipped_data_singleton check (singleton),
  digest text not null,
  loaded_at timestamptz not null default now()
);
