-- People who stay out, and the secret that their hashes are keyed with.

-- What keys are derived from where the deployment names no secret; and what tells one secret from another.
create table deployment_secret (
  is_the_one boolean default true
    constraint deployment_secret_pkey primary key
    constraint deployment_secret_is_the_one check (is_the_one),
  -- Made at random; null where QUARTERDECK_SECRET holds it.
  secret text constraint deployment_secret_length check (octet_length(secret) >= 32),
  -- Derived from it. A wrong secret is noticed, and not taken for a list on which nobody stands.
  fingerprint bytea not null,
  created_at timestamptz not null default now()
);
revoke all on deployment_secret from public;

-- A request has its own lines, also where another one named the same person: lifting one leaves the other.
alter table suppressions
  drop constraint suppressions_hash_key,
  drop constraint suppressions_kind,
  -- A source row is the row of a source that made a profile which was taken offline: it may name nothing else.
  add constraint suppressions_kind check (kind in ('linkedin', 'email', 'name_company', 'source_row')),
  alter column receipt set not null,
  add constraint suppressions_receipt_key unique (receipt, kind, hash);
create index suppressions_hash on suppressions (hash);

-- The profiles that a request took offline. Lifting the request puts those into review that no other one holds.
create table suppressed_profiles (
  receipt text not null,
  executive_id uuid not null constraint suppressed_profiles_executive_fkey references executives on delete cascade,
  created_at timestamptz not null default now(),
  constraint suppressed_profiles_pkey primary key (receipt, executive_id)
);
create index suppressed_profiles_executive on suppressed_profiles (executive_id);

-- Rows that became no profile: few, and looked through when a person is to be forgotten.
create index ingestion_records_without_target on ingestion_records (entity_type) where target_id is null;

-- By which a person's rows are found, whatever profile they are part of.
create index source_rows_linkedin on source_rows ((normalized ->> 'linkedin_key')) where normalized ->> 'linkedin_key' is not null;
create index source_rows_email on source_rows ((normalized ->> 'contact_email')) where normalized ->> 'contact_email' is not null;
create index executives_email on executives (lower(contact_email)) where contact_email is not null;
