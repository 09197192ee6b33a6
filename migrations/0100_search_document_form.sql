-- What profiles are found by (`executives.search_document`) came to be made of more than before. Of which form all of them are,
-- and up to which profile, while those that stood already are written anew.
create table search_document_form (
  singleton boolean primary key default true constraint search_document_form_singleton check (singleton),
  form integer not null,
  -- Nothing when all are of it.
  up_to uuid
);
insert into search_document_form (form) select case when exists (select from executives) then 1 else 2 end;
