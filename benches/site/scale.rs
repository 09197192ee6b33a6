//! The scale data: some thousands of invented rows through the real import, then as many as wanted made of them in SQL.

use std::fs;
use std::path::Path;
use std::process::Stdio;

use quarterdeck::database::{self, PrivatePostgres};
use quarterdeck::taxonomy::load_shipped;
use quarterdeck::taxonomy::vocabulary::fold;
use sqlx::{Connection, PgConnection, PgPool, Row, raw_sql};

use crate::servers::PROGRAM;
use crate::{Result, progress};

/// How many rows of each kind come through the import; the rest is made of them.
const BASE: u64 = 5_000;
/// How many are made in a transaction.
const CHUNK: u64 = 25_000;
/// The name of what is made here. Kept data of another one is refused.
const EDITION: &str = "1";

/// Opens the database of `size` executives and as many jobs in a folder, and fills it where that was not done yet.
pub async fn open(folder: &Path, size: u64) -> Result<(PrivatePostgres, PgPool)> {
    let mark = folder.join("loaded");
    let loaded = fs::read_to_string(&mark).ok();
    if loaded.as_deref().is_some_and(|edition| edition != EDITION) {
        return Err(format!("{} holds the data of another edition: remove it", folder.display()).into());
    }
    fs::create_dir_all(folder)?;
    let postgres = PrivatePostgres::start(folder).await?;
    let pool = database::pool_for_maintenance(postgres.url()).await?;
    if loaded.is_none() {
        // Half a load is no load.
        raw_sql("drop schema if exists bench cascade; drop schema public cascade; create schema public")
            .execute(&pool)
            .await?;
    }
    database::migrate(&pool).await?;
    if loaded.is_none() {
        load_shipped(&pool).await?;
        fill(folder, &pool, postgres.url(), size).await?;
        fs::write(mark, EDITION)?;
    }
    Ok((postgres, pool))
}

async fn fill(folder: &Path, pool: &PgPool, url: &str, size: u64) -> Result {
    let base = size.min(BASE).to_string();
    progress!("{size}: {base} executives and jobs through the import");
    let status = tokio::process::Command::new(PROGRAM)
        .args(["demo", "--executives", &base, "--jobs", &base, "--log", "warn", "--data-dir"])
        .arg(folder)
        .env_remove("DATABASE_URL")
        .stdout(Stdio::null())
        .kill_on_drop(true)
        .status()
        .await?;
    if !status.success() {
        return Err("the demo could not be loaded".into());
    }
    if size > BASE {
        raw_sql(include_str!("scale.sql")).execute(pool).await?;
        fold_names(pool).await?;
        // A log that is kept small is written again and again by checkpoints.
        raw_sql("alter system set max_wal_size = '4GB'").execute(pool).await?;
        raw_sql("select pg_reload_conf()").execute(pool).await?;
        tokio::try_join!(multiply(url, "executives", size), multiply(url, "jobs", size))?;
        progress!("{size}: cards");
        raw_sql("select keep_executive_cards(array(select id from executives)), keep_job_cards(array(select id from jobs))")
            .execute(pool)
            .await?;
        raw_sql("alter system reset max_wal_size").execute(pool).await?;
        raw_sql("select pg_reload_conf(); drop schema bench cascade").execute(pool).await?;
    }
    progress!("{size}: vacuum, analyze, checkpoint");
    raw_sql("truncate search_changes").execute(pool).await?;
    raw_sql("vacuum (analyze, parallel 2)").execute(pool).await?;
    raw_sql("checkpoint").execute(pool).await?;
    Ok(())
}

/// The names as the search has them, and the rest of each person's words.
async fn fold_names(pool: &PgPool) -> Result {
    let rows = sqlx::query("select n, first_name, last_name, search_document from bench.executives")
        .fetch_all(pool)
        .await?;
    let mut folded: (Vec<i64>, Vec<String>, Vec<String>, Vec<String>) = Default::default();
    for row in rows {
        let (first, last): (String, String) = (fold(row.try_get(1)?), fold(row.try_get(2)?));
        let document: String = row.try_get(3)?;
        let name = format!(" {first} {last}");
        let words = document.strip_prefix(&name).unwrap_or(&document).to_owned();
        folded.0.push(row.try_get(0)?);
        folded.1.push(first);
        folded.2.push(last);
        folded.3.push(words);
    }
    sqlx::query(
        "update bench.executives b set first_folded = f.first, last_folded = f.last, words = f.words
           from unnest($1::bigint[], $2::text[], $3::text[], $4::text[]) as f(n, first, last, words)
          where b.n = f.n",
    )
    .bind(&folded.0)
    .bind(&folded.1)
    .bind(&folded.2)
    .bind(&folded.3)
    .execute(pool)
    .await?;
    raw_sql("analyze bench.executives; analyze bench.jobs").execute(pool).await?;
    Ok(())
}

/// On a connection of its own: triggers are off there.
async fn multiply(url: &str, what: &str, size: u64) -> Result {
    let mut connection = PgConnection::connect(url).await?;
    raw_sql("set session_replication_role = replica; set synchronous_commit = off; set work_mem = '64MB'")
        .execute(&mut connection)
        .await?;
    let mut first = BASE;
    while first < size {
        let last = (first + CHUNK).min(size);
        let statement = match what {
            "executives" => "select bench.multiply_executives($1, $2)",
            _ => "select bench.multiply_jobs($1, $2)",
        };
        sqlx::query(statement)
            .bind(i64::try_from(first)?)
            .bind(i64::try_from(last)?)
            .execute(&mut connection)
            .await?;
        first = last;
        if first % (CHUNK * 4) < CHUNK || first == size {
            progress!("{size}: {first} {what}");
        }
    }
    connection.close().await?;
    Ok(())
}
