-- Messages to people in the directory, through the site: neither side learns the other's address.

alter table contact_requests
  -- The company is asked for, hours and budget may be said.
  add column sender_company text,
  add column budget text,
  add column hours text,
  -- Until when its link confirms it, and for how long the secret in it is known.
  add column expires_at timestamptz,
  -- To whom it went: the profile's owner, or who runs the site where nobody owns it.
  add column went_to text constraint contact_requests_went_to check (went_to in ('OWNER', 'OPERATOR')),
  add column confirmed_at timestamptz,
  -- When somebody last wrote or ended it: from then on counts for how long it is kept.
  add column touched_at timestamptz not null default now(),
  add column erased_at timestamptz,
  alter column sender_name drop not null,
  alter column sender_email drop not null,
  alter column message drop not null,
  drop constraint contact_requests_status,
  add constraint contact_requests_status
    check (status in ('RECEIVED', 'CONFIRMED', 'DELIVERED', 'REPLIED', 'DECLINED', 'CLOSED')),
  add constraint contact_requests_said check (erased_at is not null
    or (sender_name is not null and sender_email is not null and message is not null and sender_company is not null)),
  add constraint contact_requests_erased check (erased_at is null
    or coalesce(sender_name, sender_email, message, sender_company, budget, hours) is null),
  add constraint contact_requests_message_length check (length(message) between 1 and 5000);
-- Answers go by signed links, of which nothing is kept; what is kept is the digest of the link that confirms.
alter table contact_requests rename column reply_token_hash to confirm_token_hash;
alter table contact_requests rename constraint contact_requests_reply_token_hash_key to contact_requests_confirm_token_hash_key;
create index contact_requests_email on contact_requests (sender_email, created_at) where sender_email is not null;
create index contact_requests_touched on contact_requests (touched_at) where erased_at is null;

-- What both sides wrote after the first message.
create table contact_messages (
  id uuid constraint contact_messages_pkey primary key,
  contact_request_id uuid not null constraint contact_messages_request_fkey references contact_requests on delete cascade,
  written_by text not null constraint contact_messages_written_by check (written_by in ('SENDER', 'EXECUTIVE')),
  message text not null constraint contact_messages_message check (length(message) between 1 and 5000),
  request_key uuid not null constraint contact_messages_request_key unique,
  created_at timestamptz not null
);
create index contact_messages_request on contact_messages (contact_request_id, created_at);
