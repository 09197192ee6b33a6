-- Sessions, links that sign in, and what proves that it is really somebody. The tables of migration 3, which nothing has
-- ever written to, get their final shape.

delete from sign_in_tokens;
delete from sessions;

alter table sessions
  drop column data,
  -- Names the session on pages; the cookie's own secret is known by its hash alone, and changes at sign-in.
  add column id uuid not null,
  add constraint sessions_id_key unique (id),
  -- `Firefox on Linux`: by which its owner knows it again.
  add column device text not null,
  add column signed_in_at timestamptz,
  -- When the second factor was shown.
  add column proven_at timestamptz,
  add column last_seen_at timestamptz not null,
  add constraint sessions_signed_in check ((user_id is null) = (signed_in_at is null)),
  add constraint sessions_device check (length(device) <= 100);
drop trigger sessions_touch on sessions;
alter table sessions drop column updated_at;

alter table sign_in_tokens
  -- Who it is, is found out when the link is used.
  drop column user_id,
  drop column browser_hash,
  -- The browser that asked.
  add column session_id uuid not null constraint sign_in_tokens_session_fkey references sessions (id) on delete cascade,
  add constraint sign_in_tokens_email_shape check (email = lower(email) and email like '%_@_%' and length(email) <= 254);
create index sign_in_tokens_of_email on sign_in_tokens (email, created_at);
create index sign_in_tokens_session on sign_in_tokens (session_id);

alter table users
  -- What the secret of the second factor is derived from; the secret itself is kept nowhere.
  drop column totp_secret,
  add column totp_nonce bytea constraint users_totp_nonce check (octet_length(totp_nonce) = 16),
  -- The half minute of the last code that was taken: each is good once.
  add column totp_last_step bigint,
  add constraint users_totp_whole check (num_nonnulls(totp_nonce, totp_confirmed_at, totp_last_step) in (0, 3));

-- Codes that somebody tried as their second factor: few of them are wrong ones of the account's owner.
create table second_factor_attempts (
  id uuid constraint second_factor_attempts_pkey primary key,
  user_id uuid not null constraint second_factor_attempts_user_fkey references users on delete cascade,
  at timestamptz not null
);
create index second_factor_attempts_of_user on second_factor_attempts (user_id, at);
