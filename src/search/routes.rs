//! `/suggest`: what the search box suggests, for the script that shows it. Without the script nobody misses it.

use axum::extract::{FromRef, RawQuery, State};
use axum::response::IntoResponse;
use axum::{Json, Router};
use axum_extra::routing::RouterExt;
use sqlx::PgPool;

use super::{Search, Suggestion};
use crate::clock::Clock;
use crate::error::Result;
use crate::urls;
use crate::web::CachePolicy;
use crate::web::query::QueryReader;

/// `/suggest`.
pub fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    PgPool: FromRef<S>,
    Search: FromRef<S>,
    Clock: FromRef<S>,
{
    Router::new().typed_get(suggest)
}

/// `?in=executives&q=fin`
async fn suggest(
    _: urls::Suggest,
    RawQuery(query): RawQuery,
    State(pool): State<PgPool>,
    State(search): State<Search>,
    State(clock): State<Clock>,
) -> Result<impl IntoResponse> {
    let mut query = QueryReader::new(query.as_deref());
    let place = query.slug("in");
    let list = search.lists().find(|list| Some(list.plural) == place.as_deref());
    let suggestions: Vec<Suggestion> = match (list, query.text("q")) {
        (Some(list), Some(typed)) => search.suggest(&pool, list, &typed, clock.now()).await?,
        _ => Vec::new(),
    };
    Ok((CachePolicy::Page, Json(suggestions)))
}
