-- What search engines were told of which address, so that what has changed since is a comparison and no list to keep.
create table notices_told (
  channel text not null constraint notices_told_channel check (channel in ('indexnow', 'google')),
  entity_type text not null constraint notices_told_entity_type check (entity_type in ('executive', 'job')),
  entity_id uuid not null,
  slug slug not null,
  content_updated_at timestamptz not null,
  told_at timestamptz not null,
  constraint notices_told_pkey primary key (channel, entity_type, entity_id)
);

-- Since when a channel is told at all.
create table notice_channels (
  channel text constraint notice_channels_pkey primary key
    constraint notice_channels_channel check (channel in ('indexnow', 'google')),
  since timestamptz not null
);

create index outbox_google on outbox (created_at) where kind = 'google';

-- Whether search engines should keep a public profile: it says more than a name and a headline.
create function is_indexable(e executives) returns boolean language sql stable
  return e.bio is not null or exists (select from executive_experience x where x.executive_id = e.id);
