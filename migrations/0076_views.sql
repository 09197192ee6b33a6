-- How often profiles are looked at, by day: a count, and nothing of who looked.

create table profile_views (
  executive_id uuid not null constraint profile_views_executive_fkey references executives on delete cascade,
  day date not null,
  views bigint not null constraint profile_views_views check (views > 0),
  constraint profile_views_pkey primary key (executive_id, day)
);
create index profile_views_day on profile_views (day);
