-- Users and what they sign in with. The flows come later; the rows that other tables name stand here.

create type user_role as enum ('OWNER', 'OPERATOR', 'ADMIN');

create table users (
  id uuid constraint users_pkey primary key,
  email text not null constraint users_email_shape check (email = lower(email) and email like '%_@_%' and length(email) <= 254),
  name text,
  role user_role not null default 'OWNER',
  totp_secret bytea,
  totp_confirmed_at timestamptz,
  recovery_code_hashes bytea[] not null default '{}',
  last_signed_in_at timestamptz,
  disabled_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint users_email_key unique (email)
);

-- An e-mailed link: only the hash of its secret is kept; single use; bound to the browser that asked.
create table sign_in_tokens (
  id uuid constraint sign_in_tokens_pkey primary key,
  token_hash bytea not null constraint sign_in_tokens_token_hash_key unique,
  email text not null,
  user_id uuid constraint sign_in_tokens_user_fkey references users on delete cascade,
  browser_hash bytea not null,
  next_path text,
  expires_at timestamptz not null,
  used_at timestamptz,
  created_at timestamptz not null default now()
);
create index sign_in_tokens_expiry on sign_in_tokens (expires_at);

create table sessions (
  id_hash bytea constraint sessions_pkey primary key,
  user_id uuid constraint sessions_user_fkey references users on delete cascade,
  data jsonb not null default '{}',
  idle_expires_at timestamptz not null,
  absolute_expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index sessions_user on sessions (user_id);
create index sessions_expiry on sessions (idle_expires_at);

-- Mail and notices, written in the transaction that causes them and sent after it.
create table outbox (
  id uuid constraint outbox_pkey primary key,
  kind text not null,
  recipient text,
  payload jsonb not null,
  attempts integer not null default 0,
  not_before timestamptz not null default now(),
  last_error text,
  sent_at timestamptz,
  created_at timestamptz not null default now()
);
create index outbox_due on outbox (not_before) where sent_at is null;

-- Who changed what, in the transaction of the change. Rows are only ever added.
create table audit_log (
  id uuid constraint audit_log_pkey primary key,
  at timestamptz not null default now(),
  actor_id uuid,
  actor_role text not null,
  client_address inet,
  request_id text,
  action text not null,
  entity_type text not null,
  entity_id uuid,
  before jsonb,
  after jsonb
);
create index audit_log_entity on audit_log (entity_type, entity_id, at desc);
create index audit_log_at on audit_log (at desc);

create function audit_log_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'audit_log is append-only' using errcode = 'restrict_violation';
end $$;
create trigger audit_log_append_only before update or delete or truncate on audit_log
  for each statement execute function audit_log_is_append_only();

create trigger users_touch before update on users for each row execute function touch_updated_at();
create trigger sessions_touch before update on sessions for each row execute function touch_updated_at();
