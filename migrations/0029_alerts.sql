-- Searches that somebody saved, to be told by mail of what newly matches, and the links by which an address asks for it.

create type alert_frequency as enum ('DAILY', 'WEEKLY');

-- The table of migration 5, which nothing has ever written to.
drop table saved_searches;

create table saved_searches (
  id uuid constraint saved_searches_pkey primary key,
  -- Whose it is: an address that confirmed it, or somebody who signs in.
  email text constraint saved_searches_email_shape check (email = lower(email) and email like '%_@_%' and length(email) <= 254),
  user_id uuid constraint saved_searches_user_fkey references users on delete cascade,
  list text not null constraint saved_searches_list check (list in ('executives', 'jobs')),
  -- As the list's own address has it, without order and page.
  query text not null constraint saved_searches_query_length check (octet_length(query) <= 16000),
  -- Nothing: it is kept, and no mail is sent.
  frequency alert_frequency,
  -- The serials of the rows that were there when it was saved, and of all that were told since: a roaring treemap.
  known bytea not null,
  next_run_at timestamptz not null,
  paused_at timestamptz,
  last_sent_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint saved_searches_owner check (num_nonnulls(email, user_id) = 1),
  constraint saved_searches_frequency check (frequency is not null or user_id is not null)
);
-- By a digest: an index takes no text as long as a query may be.
create unique index saved_searches_of_email on saved_searches (email, list, md5(query)) where email is not null;
create index saved_searches_of_user on saved_searches (user_id) where user_id is not null;
create index saved_searches_due on saved_searches (next_run_at) where paused_at is null and frequency is not null;
create trigger saved_searches_touch before update on saved_searches for each row execute function touch_updated_at();

-- What somebody asked for with an address alone, and the link that was mailed to it.
create table alert_requests (
  -- Made of the form's own key and of what was filled in: a form that is sent twice is one request.
  id uuid constraint alert_requests_pkey primary key,
  -- Until the link is used or runs out.
  email text constraint alert_requests_email_shape check (email = lower(email) and email like '%_@_%' and length(email) <= 254),
  token_hash bytea not null constraint alert_requests_token_hash_key unique,
  -- The alert that is asked for; nothing where the link leads to all alerts of the address.
  list text constraint alert_requests_list check (list in ('executives', 'jobs')),
  query text constraint alert_requests_query_length check (octet_length(query) <= 16000),
  frequency alert_frequency,
  expires_at timestamptz not null,
  used_at timestamptz,
  saved_search_id uuid constraint alert_requests_saved_search_fkey references saved_searches on delete set null,
  created_at timestamptz not null,
  constraint alert_requests_whole check (num_nonnulls(list, query, frequency) in (0, 3))
);
create index alert_requests_of_email on alert_requests (email, created_at) where email is not null;
create index alert_requests_expiry on alert_requests (expires_at);
create index alert_requests_saved_search on alert_requests (saved_search_id) where saved_search_id is not null;
