-- What an owner wrote and nobody has looked at they may take back, and what they write for the same fields later replaces it.

alter table profile_edits
  drop constraint profile_edits_status,
  add constraint profile_edits_status check (status in ('APPLIED', 'PENDING', 'REJECTED', 'WITHDRAWN'));
