-- When somebody sent a photograph to be looked at: nobody has too many of them decoded. Kept for a day.
create table photo_uploads (
  user_id uuid not null constraint photo_uploads_user_fkey references users on delete cascade,
  sent_at timestamptz not null
);
create index photo_uploads_user on photo_uploads (user_id, sent_at);
