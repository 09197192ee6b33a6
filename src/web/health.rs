//! For those who keep the site running: does it live, can it serve?

use axum::Router;
use axum::extract::{FromRef, State};
use axum_extra::routing::RouterExt;
use sqlx::PgPool;

use crate::database;
use crate::error::{Error, Result};
use crate::urls;

/// `/healthz` and `/readyz`.
pub fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    PgPool: FromRef<S>,
{
    Router::new().typed_get(healthz).typed_get(readyz)
}

/// Asks nobody else: a site whose database is away must not be restarted for it.
async fn healthz(_: urls::Healthz) -> &'static str {
    "alive\n"
}

/// Whether to send visitors here: the database answers, with the schema that this program was written for.
async fn readyz(_: urls::Readyz, State(pool): State<PgPool>) -> Result<&'static str> {
    if database::is_migrated(&pool).await? {
        Ok("ready\n")
    } else {
        Err(Error::Unavailable("The database has not been brought up to date.".into()))
    }
}
