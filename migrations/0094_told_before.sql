-- A profile that is complete and not public yet, whose person was told of it: what they may do about it once it is public,
-- they may do before.
create function is_announced(e executives) returns boolean language sql stable
  return e.status = 'REVIEW' and e.removed_at is null and e.notice_sent_at is not null
     and e.headline is not null and e.role_id is not null and e.location_id is not null;
