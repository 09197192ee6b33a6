-- Why those who run the site ended an ownership: told to who had it, kept with it, and gone with their account.

alter table profile_ownerships
  add column ended_reason text constraint profile_ownerships_ended_reason check (length(ended_reason) between 1 and 2000),
  add constraint profile_ownerships_reason_of_end check (ended_reason is null or ended_at is not null);
