-- What leaves the site is told at once, by its address, to everybody who keeps finished pages: they let go of those that
-- show it, without waiting for the search index. (A posting that ends by its time is told by nobody: every process knows
-- the moment.)

create function tell_taken_away() returns trigger language plpgsql as $$
begin
  perform pg_notify('quarterdeck_taken', tg_argv[0] || old.slug);
  return null;
end $$;

create trigger executives_taken_away after update on executives for each row
  when (is_public(old) and (not is_public(new) or new.slug <> old.slug)) execute function tell_taken_away('/executives/');
create trigger executives_deleted after delete on executives for each row
  when (is_public(old)) execute function tell_taken_away('/executives/');
create trigger jobs_taken_away after update on jobs for each row
  when (is_public(old) and (not is_public(new) or new.slug <> old.slug)) execute function tell_taken_away('/jobs/');
create trigger jobs_deleted after delete on jobs for each row
  when (is_public(old)) execute function tell_taken_away('/jobs/');
