//! How soon a change can be seen, and what a write costs.

use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde::Serialize;
use sqlx::PgPool;
use tokio::process::Command;
use tokio::time::sleep;
use uuid::Uuid;

use crate::report::thousands;
use crate::servers::{PROGRAM, Server};
use crate::{Result, claims, http, median, progress};

/// What was measured, in milliseconds.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Freshness {
    /// From the commit of one changed profile until a search for its new word finds it: the median and the most.
    pub one: (f64, f64),
    /// How many profiles were changed at once.
    pub many_rows: u64,
    /// From their commit until a search finds all of them.
    pub many: f64,
    /// The last step of a claim, the median.
    pub claim: f64,
    /// A durable insert of its words and nothing else, the median.
    pub claim_insert: f64,
    /// A row that comes over HTTP, the median.
    pub delivery: f64,
    /// A durable insert of the same bytes and nothing else, the median.
    pub insert: f64,
}

/// Changes profiles, and looks for the change; leaves the data as it was.
pub async fn measure(site: &Server, pool: &PgPool, data: &Path) -> Result<Freshness> {
    let mut fresh = Freshness { one: one(site, pool).await?, ..Freshness::default() };
    (fresh.many_rows, fresh.many) = many(site, pool).await?;
    (fresh.claim, fresh.claim_insert) = claims::measure(site, pool).await?;
    (fresh.delivery, fresh.insert) = writes(site, pool, data).await?;
    Ok(fresh)
}

async fn one(site: &Server, pool: &PgPool) -> Result<(f64, f64)> {
    const TIMES: i64 = 11;
    let ids: Vec<Uuid> =
        sqlx::query_scalar("select id from executives e where e.is_public order by md5(id::text) limit $1")
            .bind(TIMES)
            .fetch_all(pool)
            .await?;
    let mut times = Vec::new();
    for (at, id) in ids.iter().enumerate() {
        let word = format!("qvzword{}", letters(at));
        // Asked for before, so that a kept page would be the wrong one.
        wait_for(site, &format!("/executives?q={word}"), "0 executives").await?;
        change(
            pool,
            "update executives set search_document = search_document || $2 where id = $1",
            *id,
            &word,
        )
        .await?;
        let began = Instant::now();
        wait_for(site, &format!("/executives?q={word}"), "1 executive").await?;
        times.push(began.elapsed().as_secs_f64() * 1e3);
        change(
            pool,
            "update executives set search_document = replace(search_document, $2, '') where id = $1",
            *id,
            &word,
        )
        .await?;
    }
    let most = times.iter().copied().fold(0.0, f64::max);
    Ok((median(times), most))
}

async fn change(pool: &PgPool, sql: &'static str, id: Uuid, word: &str) -> Result {
    sqlx::query(sql).bind(id).bind(format!(" {word}")).execute(pool).await?;
    Ok(())
}

/// One in ten profiles at once.
async fn many(site: &Server, pool: &PgPool) -> Result<(u64, f64)> {
    let path = "/executives?q=qvzmany";
    let tenth = "from executives e where e.is_public and ('x' || left(md5(e.id::text), 6))::bit(24)::integer % 10 = 0";
    let sql = format!(
        "update executives set search_document = search_document || ' qvzmany' where id in (select id {tenth})"
    );
    let done = sqlx::query(sqlx::AssertSqlSafe(sql)).execute(pool).await?.rows_affected();
    let began = Instant::now();
    let noun = if done == 1 { "executive" } else { "executives" };
    wait_for(site, path, &format!("{} {noun}", thousands(done))).await?;
    let took = began.elapsed().as_secs_f64() * 1e3;
    let sql = format!(
        "update executives set search_document = replace(search_document, ' qvzmany', '') where id in (select id {tenth})"
    );
    sqlx::query(sqlx::AssertSqlSafe(sql)).execute(pool).await?;
    wait_for(site, path, "0 executives").await?;
    Ok((done, took))
}

async fn wait_for(site: &Server, path: &str, words: &str) -> Result {
    let began = Instant::now();
    loop {
        let answer = http::get(&site.address, path, "").await?;
        if answer.status == 200 && answer.says(&format!(">{words}")) {
            return Ok(());
        }
        if began.elapsed() > Duration::from_mins(2) {
            return Err(format!("{path} never said {words:?}").into());
        }
        sleep(Duration::from_millis(2)).await;
    }
}

/// A row over HTTP beside a bare durable insert, in turn.
async fn writes(site: &Server, pool: &PgPool, data: &Path) -> Result<(f64, f64)> {
    const TIMES: usize = 60;
    forget(pool).await?;
    let output = Command::new(PROGRAM)
        .args(["source", "add", "bench", "--data-dir"])
        .arg(data)
        .env_remove("DATABASE_URL")
        .stdin(Stdio::null())
        .output()
        .await?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let token =
        said.split_whitespace().find(|word| word.starts_with("qd_")).ok_or("no token for the endpoint")?;
    let authorization = format!("Authorization: Bearer {token}\r\n");
    sqlx::raw_sql("create table if not exists bench_inserts (id uuid primary key, body text)")
        .execute(pool)
        .await?;
    let (mut deliveries, mut inserts) = (Vec::new(), Vec::new());
    for at in 0..TIMES {
        let name = letters(at);
        let body = format!(
            r#"{{"source_record_id": "bench-{at}", "full_name": "Ada {name}", "headline": "Finance chief for small makers",
               "role": "Fractional CFO", "location": "Austin, Texas", "monthly_rate": "USD 9,000", "bio": "{}"}}"#,
            "Built the books, the board pack and the team. ".repeat(12)
        );
        let began = Instant::now();
        let answer =
            http::post(&site.address, "/api/v1/ingest/clay/executives", &authorization, &body).await?;
        deliveries.push(began.elapsed().as_secs_f64() * 1e3);
        if answer.status != 200 {
            return Err(format!(
                "the endpoint answered {}: {}",
                answer.status,
                String::from_utf8_lossy(&answer.body)
            )
            .into());
        }
        let began = Instant::now();
        sqlx::query("insert into bench_inserts values ($1, $2)")
            .bind(Uuid::now_v7())
            .bind(&body)
            .execute(pool)
            .await?;
        inserts.push(began.elapsed().as_secs_f64() * 1e3);
    }
    progress!("{TIMES} rows delivered");
    forget(pool).await?;
    Ok((median(deliveries), median(inserts)))
}

/// Takes back what was written.
async fn forget(pool: &PgPool) -> Result {
    sqlx::raw_sql(
        "drop table if exists bench_inserts;
         delete from executives where source_system = 'bench';
         delete from source_rows where source_system = 'bench';
         delete from ingestion_runs where source = 'bench';
         delete from sources where name = 'bench'",
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// A number as a word of letters, which no reader takes for anything else.
fn letters(mut number: usize) -> String {
    let mut word = String::new();
    for _ in 0..4 {
        word.push(char::from(b'a' + u8::try_from(number % 26).unwrap_or_default()));
        number /= 26;
    }
    word
}
