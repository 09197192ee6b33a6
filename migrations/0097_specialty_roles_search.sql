-- Which specialties belong to which role decides which roles are akin: hubs link those, from the catalog in memory.
create trigger specialty_roles_search after insert or update or delete or truncate on specialty_roles
  for each statement execute function note_search_reset('taxonomy');
