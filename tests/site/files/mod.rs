//! Files as they reach an operator: every encoding, separator and accident, and what becomes of each row.

mod cases;

use std::fmt::Write;

use quarterdeck::database::MIGRATIONS;
use quarterdeck::ingestion::reader::BytesRead;
use quarterdeck::ingestion::run::{Import, import_file};
use quarterdeck::ingestion::{Entity, Mapping};
use sqlx::PgPool;

use cases::{Case, cut_off, encodings, json, no_tables, separators, sizes};

use crate::support::Site;
use crate::support::site::Silent;

/// Imports the file, and says of each row what became of it.
async fn import(site: &Site, case: &Case) -> (Vec<(String, String)>, Option<String>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(case.name);
    std::fs::write(&path, &case.bytes).unwrap();
    let mapping = Mapping::default();
    let import = Import::new(Entity::Executive, "clay", case.name, &mapping, &site.secrets);
    let result =
        import_file(&site.pool, &site.clock, &import, &path, BytesRead::default(), &mut Silent).await;
    let rows = "select action, coalesce(error_message, '') from ingestion_records order by position";
    let rows = sqlx::query_as(rows).fetch_all(&site.pool).await.unwrap();
    (rows, result.err().map(|error| error.to_string()))
}

/// Holds the import to all cases, each from an empty directory, and shows every one that ends otherwise.
async fn hold(pool: PgPool, cases: Vec<Case>) {
    let site = Site::start(pool).await;
    let mut wrong = String::new();
    for case in &cases {
        site.sql("truncate executives, source_rows, ingestion_runs, ingestion_records cascade").await;
        let (rows, refusal) = import(&site, case).await;
        let as_told = |(row, told): (&(String, String), &&str)| {
            let (action, part) = told.split_once(' ').unwrap_or((told, ""));
            row.0 == action && row.1.contains(part)
        };
        let rows_fit = rows.len() == case.rows.len() && rows.iter().zip(&case.rows).all(as_told);
        let refusal_fits = match (&refusal, case.refusal) {
            (None, None) => true,
            (Some(said), Some(part)) => said.contains(part),
            _ => false,
        };
        // Whatever the encoding, the words are the same.
        let garbled = "select string_agg(concat_ws('|', full_name, headline, location_id is null), '; ') from executives
            where full_name not in ('Ann Abel', 'Bea Berg', 'José Núñez')
              and (full_name, coalesce(headline, 'Größe – €')) not in (('Zoë Müller', 'Größe – €'), ('Zoë Müller', 'Café'))";
        let garbled = site.value(garbled).await;
        if !rows_fit || !refusal_fits || !garbled.is_empty() {
            writeln!(
                wrong,
                "{}: {rows:?} {refusal:?} {garbled}\n    instead of {:?} {:?}",
                case.what, case.rows, case.refusal
            )
            .unwrap();
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn every_encoding_says_the_same(pool: PgPool) {
    hold(pool, encodings()).await;
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn every_separator_and_line_is_understood(pool: PgPool) {
    hold(pool, separators()).await;
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn large_cells_and_wide_tables_come_in(pool: PgPool) {
    hold(pool, sizes()).await;
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_file_that_was_cut_off_says_where(pool: PgPool) {
    hold(pool, cut_off()).await;
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn what_is_no_table_is_refused_with_what_to_do(pool: PgPool) {
    hold(pool, no_tables()).await;
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn json_comes_in_whatever_its_shape(pool: PgPool) {
    hold(pool, json()).await;
}
