-- A small number for each row, given once and never again: large sets of rows are kept by it, as bitmaps.

alter table executives add column serial bigint generated always as identity;
alter table jobs add column serial bigint generated always as identity;
