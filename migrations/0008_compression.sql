-- Payloads are written once and read seldom; lz4 packs them twice as fast as the default. Servers built without it
-- keep the default.
do $$
declare
  payload record;
begin
  for payload in
    select * from (values
      ('executives', 'raw_payload'), ('executives', 'search_document'), ('executives', 'bio'),
      ('jobs', 'raw_payload'), ('jobs', 'search_document'), ('jobs', 'description'),
      ('ingestion_records', 'raw_payload'), ('ingestion_records', 'normalized_payload'),
      ('source_rows', 'normalized')) as columns (table_name, column_name)
  loop
    execute format('alter table %I alter column %I set compression lz4', payload.table_name, payload.column_name);
  end loop;
exception when feature_not_supported then
  raise notice 'this server has no lz4: payloads keep the default compression';
end $$;
