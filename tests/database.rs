//! Connecting, with a database that is there, away, or in the way.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::time::{Duration, Instant};

use axum::http::StatusCode;
use quarterdeck::database::{self, PrivatePostgres};
use quarterdeck::error::Error;

#[tokio::test]
async fn a_request_gives_up_on_a_slow_statement_and_a_command_does_not() {
    let folder = tempfile::tempdir().unwrap();
    let postgres = PrivatePostgres::start(folder.path()).await.unwrap();
    let requests = database::pool_for_requests(postgres.url(), 2).unwrap();
    let began = Instant::now();
    let cut_off = sqlx::query("select pg_sleep(5)").execute(&requests).await.unwrap_err();
    assert!(began.elapsed() < Duration::from_secs(4));
    assert_eq!(Error::from(cut_off).status(), StatusCode::SERVICE_UNAVAILABLE);

    let commands = database::pool_for_maintenance(postgres.url()).await.unwrap();
    let limit: String = sqlx::query_scalar("show statement_timeout").fetch_one(&commands).await.unwrap();
    assert_eq!(limit, "0");

    assert!(!database::is_migrated(&commands).await.unwrap() || database::MIGRATIONS.iter().next().is_none());
    database::migrate(&commands).await.unwrap();
    database::migrate(&commands).await.unwrap();
    assert!(database::is_migrated(&requests).await.unwrap());

    requests.close().await;
    commands.close().await;
    postgres.stop().await.unwrap();
}

#[tokio::test]
async fn a_pool_made_before_the_database_is_there_heals_by_itself() {
    let folder = tempfile::tempdir().unwrap();
    let first = PrivatePostgres::start(folder.path()).await.unwrap();
    let url = first.url().to_owned();
    first.stop().await.unwrap();

    let pool = database::pool_for_requests(&url, 2).unwrap();
    let began = Instant::now();
    let away = sqlx::query("select 1").execute(&pool).await.unwrap_err();
    assert!(began.elapsed() < Duration::from_secs(3));
    assert_eq!(Error::from(away).status(), StatusCode::SERVICE_UNAVAILABLE);

    let second = PrivatePostgres::start(folder.path()).await.unwrap();
    sqlx::query("select 1").execute(&pool).await.unwrap();

    // Restarted under an open connection: at most the first request notices.
    second.stop().await.unwrap();
    let third = PrivatePostgres::start(folder.path()).await.unwrap();
    sqlx::query("select 1").execute(&pool).await.unwrap();
    pool.close().await;
    third.stop().await.unwrap();
}
