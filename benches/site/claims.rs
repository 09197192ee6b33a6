//! What a write costs that somebody waits for: the last step of a claim, beside one durable insert of the same words.

use std::time::Instant;

use sqlx::PgPool;
use uuid::Uuid;

use crate::servers::Server;
use crate::{Result, http, median, progress};

/// Who claims, and in what session; only here.
const CLAIMANT: &str = "claimant@bench.example";
const SESSION: &str = "0000000000000000000000000000000000000000000000000000000000000007";
/// What the claim says.
const NOTE: &str = "Ask at the office: they have known me for years, and will say so. ";

/// Sends claims of so many profiles and inserts as many rows, in turn: the medians, in milliseconds.
pub async fn measure(site: &Server, pool: &PgPool) -> Result<(f64, f64)> {
    const TIMES: i64 = 60;
    forget(pool).await?;
    sqlx::raw_sql(
        "create table bench_claims (id uuid primary key, body text not null, created_at timestamptz not null default now())",
    )
    .execute(pool)
    .await?;
    sign_in(pool).await?;
    let slugs: Vec<String> = sqlx::query_scalar(
        "select slug from executives e where e.is_public and e.claim_status = 'UNCLAIMED' order by md5(id::text) limit $1",
    )
    .bind(TIMES)
    .fetch_all(pool)
    .await?;
    let headers = format!("Cookie: sid={SESSION}\r\nSec-Fetch-Site: same-origin\r\n");
    let note = NOTE.repeat(5);
    let (mut claims, mut inserts) = (Vec::new(), Vec::new());
    for slug in &slugs {
        let path = format!("/executives/{slug}/claim");
        let steps: [&[(&str, &str)]; 3] = [
            &[("step", "who"), ("name", "Claimant")],
            &[("step", "proof"), ("method", "note"), ("note", &note)],
            &[("step", "send")],
        ];
        let mut took = 0.0;
        for fields in steps {
            let began = Instant::now();
            let answer = http::post_form(&site.address, &path, &headers, fields).await?;
            took = began.elapsed().as_secs_f64() * 1e3;
            if answer.status != 303 {
                return Err(format!("{path} answered {} to {fields:?}", answer.status).into());
            }
        }
        claims.push(took);
        let began = Instant::now();
        sqlx::query("insert into bench_claims (id, body) values ($1, $2)")
            .bind(Uuid::now_v7())
            .bind(&note)
            .execute(pool)
            .await?;
        inserts.push(began.elapsed().as_secs_f64() * 1e3);
    }
    let sent: i64 = sqlx::query_scalar("select count(*) from profile_claim_requests where email = $1")
        .bind(CLAIMANT)
        .fetch_one(pool)
        .await?;
    if usize::try_from(sent)? != slugs.len() {
        return Err(format!("{} claims were sent, {sent} are there", slugs.len()).into());
    }
    progress!("{sent} claims sent");
    forget(pool).await?;
    Ok((median(claims), median(inserts)))
}

async fn sign_in(pool: &PgPool) -> Result {
    let user = Uuid::now_v7();
    sqlx::query("insert into users (id, email) values ($1, $2)")
        .bind(user)
        .bind(CLAIMANT)
        .execute(pool)
        .await?;
    sqlx::query(
        "insert into sessions (id, id_hash, user_id, device, idle_expires_at, absolute_expires_at, signed_in_at, last_seen_at)
         values (gen_random_uuid(), sha256($2::text::bytea), $1, 'bench', now() + interval '1 day', now() + interval '1 day',
                 now(), now())",
    )
    .bind(user)
    .bind(SESSION)
    .execute(pool)
    .await?;
    Ok(())
}

/// Takes back what was written.
async fn forget(pool: &PgPool) -> Result {
    sqlx::raw_sql(sqlx::AssertSqlSafe(format!(
        "drop table if exists bench_claims;
         delete from outbox where recipient = '{CLAIMANT}';
         delete from profile_claim_requests where email = '{CLAIMANT}';
         delete from users where email = '{CLAIMANT}'"
    )))
    .execute(pool)
    .await?;
    Ok(())
}
