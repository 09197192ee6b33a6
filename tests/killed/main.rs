//! What was promised holds, at whatever moment the program is killed.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod claiming;
mod importing;

use sqlx::PgPool;

/// Where a test's own database is.
async fn url_of(pool: &PgPool) -> url::Url {
    let name: String = sqlx::query_scalar("select current_database()").fetch_one(pool).await.unwrap();
    let mut database: url::Url = std::env::var("DATABASE_URL").unwrap().parse().unwrap();
    database.set_path(&name);
    database
}
