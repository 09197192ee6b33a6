-- Who owned a profile when something was written to it: whoever owns it afterwards doesn't read that, and whoever did before
-- doesn't answer it.

alter table contact_requests
  add column ownership_id uuid constraint contact_requests_ownership_fkey references profile_ownerships on delete set null;
alter table contact_messages
  add column ownership_id uuid constraint contact_messages_ownership_fkey references profile_ownerships on delete set null;
create index contact_requests_ownership on contact_requests (ownership_id) where ownership_id is not null;
create index contact_messages_ownership on contact_messages (ownership_id) where ownership_id is not null;

update contact_requests c set ownership_id = o.id
  from profile_ownerships o
 where c.went_to = 'OWNER' and o.executive_id = c.executive_id
   and o.created_at <= c.confirmed_at and coalesce(o.ended_at > c.confirmed_at, true);
update contact_messages m set ownership_id = o.id
  from contact_requests c, profile_ownerships o
 where c.id = m.contact_request_id and c.ownership_id is not null and o.executive_id = c.executive_id
   and o.created_at <= m.created_at and coalesce(o.ended_at > m.created_at, true);
