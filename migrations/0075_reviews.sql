-- Reviews that owners ask their clients for: an invitation by mail, what the client writes, a decision, one answer.

alter table executive_reviews
  -- What they did together (`Fractional CFO, 2023 to 2025`).
  add column engagement text constraint executive_reviews_engagement check (length(engagement) between 1 and 200),
  -- Whether its writer came by an invitation of the owner, over an address that confirmed itself.
  add column is_invited boolean not null default false,
  -- Whether the owner's answer waits until somebody looked at it.
  add column reply_waits boolean not null default false,
  add constraint executive_reviews_reply check (length(reply) between 1 and 2000),
  add constraint executive_reviews_replied check ((reply is null) = (replied_at is null)),
  add constraint executive_reviews_reply_waits check (not reply_waits or reply is not null);

-- The table of migration 4, which nothing has ever written to.
drop table review_invites;

-- Nobody's address is kept longer than it is needed: it goes with a no, and a while after silence.
create table review_invites (
  id uuid constraint review_invites_pkey primary key,
  executive_id uuid not null constraint review_invites_executive_fkey references executives on delete cascade,
  invited_by uuid constraint review_invites_invited_by_fkey references users on delete set null,
  -- The same for a form that is sent twice.
  request_key uuid not null constraint review_invites_request_key unique,
  status text not null default 'INVITED' constraint review_invites_status
    check (status in ('INVITED', 'WRITTEN', 'PUBLISHED', 'REJECTED', 'DECLINED', 'WITHDRAWN', 'REMOVED')),
  client_name text constraint review_invites_client_name check (length(client_name) between 1 and 100),
  client_company text constraint review_invites_client_company check (length(client_company) between 1 and 100),
  client_email text constraint review_invites_client_email
    check (client_email = lower(client_email) and client_email like '%_@_%' and length(client_email) <= 254),
  -- What the owner writes to them.
  note text constraint review_invites_note check (length(note) between 1 and 1000),
  -- Nothing where whoever has the address wants no such mail.
  mailed_at timestamptz,
  reminded_at timestamptz,
  expires_at timestamptz not null,
  -- What the client wrote, until it stands in executive_reviews.
  author_name text,
  author_title text,
  author_company text,
  engagement text,
  rating numeric(2, 1) constraint review_invites_rating check (rating between 1 and 5),
  content text constraint review_invites_content check (length(content) between 1 and 5000),
  written_at timestamptz,
  -- How that was decided, and why not.
  decided_at timestamptz,
  decided_by text,
  reason text,
  review_id uuid constraint review_invites_review_fkey references executive_reviews on delete set null,
  -- Since when it stands as it does.
  touched_at timestamptz not null,
  created_at timestamptz not null,
  constraint review_invites_addressed check (status in ('DECLINED', 'WITHDRAWN', 'REMOVED')
    or num_nonnulls(client_name, client_company, client_email) = 3),
  constraint review_invites_erased check (status not in ('DECLINED', 'WITHDRAWN', 'REMOVED')
    or num_nonnulls(client_name, client_company, client_email, note, author_name, content) = 0),
  constraint review_invites_written check (status not in ('WRITTEN', 'REJECTED')
    or num_nonnulls(author_name, rating, content, written_at) = 4)
);
-- Whoever was asked and has not answered is not asked again.
create unique index review_invites_one_open on review_invites (executive_id, client_email)
  where status in ('INVITED', 'WRITTEN', 'PUBLISHED');
create index review_invites_waiting on review_invites (written_at) where status = 'WRITTEN';
create index review_invites_email on review_invites (client_email) where client_email is not null;
create index review_invites_review on review_invites (review_id) where review_id is not null;
create index review_invites_touched on review_invites (touched_at);
create index executive_reviews_reply_waiting on executive_reviews (replied_at) where reply_waits;

-- Whoever wants no invitation any more: keyed hashes of addresses, of one profile's owner or of anybody.
create table review_refusals (
  hash bytea constraint review_refusals_pkey primary key,
  created_at timestamptz not null
);
