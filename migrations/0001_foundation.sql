-- What every table uses: shared states, the clock of `updated_at`, the rules of safe text.

create type publish_status as enum ('DRAFT', 'REVIEW', 'PUBLISHED', 'ARCHIVED');

create function touch_updated_at() returns trigger language plpgsql as $$
begin
  new.updated_at := now();
  return new;
end $$;

-- A slug as `data/README.md` writes them.
create domain slug as text
  constraint slug_shape check (value ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(value) <= 120);

-- An absolute http(s) address without credentials; `values::SafeUrl` says the same in Rust.
create domain safe_url as text
  constraint safe_url_shape check (value ~* '^https?://[^/@[:space:]]+([/?#][^[:space:]]*)?$' and octet_length(value) <= 2000);

-- ISO 4217, upper case.
create domain currency_code as text
  constraint currency_code_shape check (value ~ '^[A-Z]{3}$');

-- A place to which old slugs lead for ever. It names the row, not another slug, so there are no chains.
create table slug_redirects (
  entity_type text not null,
  old_slug slug not null,
  target_id uuid not null,
  created_at timestamptz not null default now(),
  constraint slug_redirects_pkey primary key (entity_type, old_slug),
  constraint slug_redirects_entity_type check (entity_type in ('executive', 'job', 'role', 'industry', 'location', 'specialty'))
);
create index slug_redirects_target on slug_redirects (target_id);

-- Keeps a renamed row's old address alive, and gives an address that is taken again to its new holder.
create function remember_slug() returns trigger language plpgsql as $$
begin
  delete from slug_redirects where entity_type = tg_argv[0] and old_slug = new.slug;
  insert into slug_redirects (entity_type, old_slug, target_id) values (tg_argv[0], old.slug, new.id)
    on conflict on constraint slug_redirects_pkey do update set target_id = excluded.target_id, created_at = now();
  return null;
end $$;
