-- How a posting ends, how that is found out, and how many went on to apply.

-- A posting that ran out says so in its row, with the moment at which it had left every page. That is a record of time
-- passing and no decision: where it is confirmed afterwards, or gets a later last day, it is open again.
create function reopen_confirmed_posting() returns trigger language plpgsql as $$
begin
  if old.closed_reason = 'EXPIRED' and new.closed_reason = 'EXPIRED' and new.closed_at = old.closed_at
     and open_until(new) is distinct from open_until(old) and open_until(new) > now() then
    new.closed_at := null;
    new.closed_reason := null;
    insert into audit_log (id, actor_role, action, entity_type, entity_id, before, after)
      values (gen_random_uuid(), 'confirmation', 'reopen', 'job', new.id,
              jsonb_build_object('closed_at', old.closed_at, 'closed_reason', old.closed_reason),
              jsonb_build_object('open_until', open_until(new)));
  end if;
  return new;
end $$;
-- Before `jobs_touch`, by its name: being open again is a change that is seen.
create trigger jobs_confirmed before update of expires_at, last_verified_at, source_synced_at on jobs
  for each row execute function reopen_confirmed_posting();

-- That somebody looked again and found all as it was is no change of content, as little as a source's repetition is.
create or replace function touch_job_content() returns trigger language plpgsql as $$
declare
  shown jobs := old;
begin
  -- What nobody sees may differ.
  shown.updated_at := new.updated_at;
  shown.content_updated_at := new.content_updated_at;
  shown.source_record_id := new.source_record_id;
  shown.source_synced_at := new.source_synced_at;
  shown.last_verified_at := new.last_verified_at;
  shown.raw_payload := new.raw_payload;
  shown.content_hash := new.content_hash;
  shown.field_sources := new.field_sources;
  shown.locked_fields := new.locked_fields;
  shown.search_document := new.search_document;
  shown.apply_key := new.apply_key;
  if new is distinct from shown then
    new.content_updated_at := now();
  end if;
  new.updated_at := now();
  return new;
end $$;

-- Each time that somebody looked whether an apply link still leads to its posting.
create table link_checks (
  job_id uuid not null constraint link_checks_job_fkey references jobs on delete cascade,
  checked_at timestamptz not null,
  -- The address that was asked: a later one of the posting starts anew.
  apply_url text not null,
  outcome text not null constraint link_checks_outcome check (outcome in ('open', 'closed', 'unknown')),
  -- The last answer's; nothing where none came.
  http_status integer,
  -- What was seen, in words.
  evidence text not null,
  -- Checks in a row that ended in doubt.
  failures integer not null constraint link_checks_failures check (failures >= 0),
  -- Since when the page has been missing, check for check.
  gone_since timestamptz,
  -- When to look again.
  next_at timestamptz not null,
  constraint link_checks_pkey primary key (job_id, checked_at)
);
create index link_checks_at on link_checks (checked_at);

-- Hosts that asked to be left alone for a while, or that don't answer.
create table link_hosts (
  host text constraint link_hosts_pkey primary key,
  paused_until timestamptz not null,
  failures integer not null constraint link_hosts_failures check (failures > 0),
  reason text not null,
  at timestamptz not null
);

-- How many visitors went on to apply, by day. What tells them apart (`apply_clicks`) is deleted a day later.
create table apply_counts (
  job_id uuid not null constraint apply_counts_job_fkey references jobs on delete cascade,
  day date not null,
  visitors integer not null constraint apply_counts_visitors check (visitors > 0),
  constraint apply_counts_pkey primary key (job_id, day)
);
create index apply_clicks_day on apply_clicks (day);

-- What is deleted some time after it was sent.
create index outbox_sent on outbox (sent_at) where sent_at is not null;
