//! The handlers of the console.

use axum::Router;
use axum::extract::State;
use axum_extra::routing::RouterExt;
use sqlx::PgPool;

use super::pages::{IndexPage, UsersPage};
use crate::accounts::{AsAdmin, AsOperator, Role, users};
use crate::error::Result;
use crate::state::AppState;
use crate::urls;
use crate::web::page::{Layout, Meta, Page};

/// `/admin` and below.
pub fn routes() -> Router<AppState> {
    Router::new().typed_get(index).typed_get(list_users)
}

async fn index(_: urls::Admin, AsOperator(me): AsOperator, layout: Layout) -> Page<IndexPage> {
    let meta = Meta::for_one("Console", "What this site needs from those who run it.");
    let is_admin = me.user.role == Role::Admin;
    Page::private(IndexPage { layout, meta, email: me.user.email, is_admin })
}

async fn list_users(
    _: urls::AdminUsers,
    AsAdmin(_): AsAdmin,
    layout: Layout,
    State(pool): State<PgPool>,
) -> Result<Page<UsersPage>> {
    let mut connection = pool.acquire().await?;
    let accounts = users::list(&mut connection).await?;
    let meta = Meta::for_one("Accounts", "Who has an account, and what they may do.");
    Ok(Page::private(UsersPage { layout, meta, accounts }))
}
