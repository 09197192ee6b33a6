//! `/suggest`: what the search box suggests, for the script that shows it. Without the script nobody misses it.

use axum::extract::{FromRef, RawQuery, State};
use axum::response::IntoResponse;
use axum::{Json, Router};
use axum_extra::routing::RouterExt;
use sqlx::PgPool;

use super::{Filter, Search, Suggestion};
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

/// `?in=executives&q=fin`, with what else is in force on that list.
async fn suggest(
    _: urls::Suggest,
    RawQuery(query): RawQuery,
    State(pool): State<PgPool>,
    State(search): State<Search>,
    State(clock): State<Clock>,
) -> Result<impl IntoResponse> {
    let place = QueryReader::new(query.as_deref()).slug("in");
    let list = search.lists().find(|list| Some(list.plural) == place.as_deref());
    let suggestions: Vec<Suggestion> = match list {
        Some(list) => {
            let (filter, _) = Filter::parse(list, query.as_deref());
            search.suggest(&pool, &filter, clock.now()).await?
        }
        None => Vec::new(),
    };
    Ok((CachePolicy::Page, Json(suggestions)))
}
