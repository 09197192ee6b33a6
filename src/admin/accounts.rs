//! Who has an account, and what they may do.

use askama::Template;
use axum::Router;
use axum_extra::routing::RouterExt;

use super::desk::{Desk, Frame, meta};
use crate::accounts::users::Account;
use crate::accounts::{AsAdmin, users};
use crate::error::Result;
use crate::state::AppState;
use crate::urls;
use crate::web::page::{Layout, Meta, Page};

pub(super) fn routes() -> Router<AppState> {
    Router::new().typed_get(list)
}

/// `/admin/users`
#[derive(Debug, Template)]
#[template(path = "admin/users.html")]
struct UsersPage {
    layout: Layout,
    meta: Meta,
    frame: Frame,
    /// All accounts, those who run the site first.
    accounts: Vec<Account>,
}

async fn list(_: urls::AdminUsers, AsAdmin(_): AsAdmin, desk: Desk) -> Result<Page<UsersPage>> {
    let mut connection = desk.site.pool.acquire().await?;
    let accounts = users::list(&mut connection).await?;
    let frame = desk.frame();
    Ok(Page::private(UsersPage { layout: desk.layout, meta: meta("Accounts"), frame, accounts }))
}
