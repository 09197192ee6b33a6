//! Somebody's profile as others see it, or will once it is public.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum_extra::routing::RouterExt;

use super::photo::theirs;
use super::saving::mine;
use crate::accounts::SignedIn;
use crate::error::Result;
use crate::executives::view::Profile;
use crate::state::AppState;
use crate::urls;
use crate::web::links::Link;
use crate::web::page::{Crumbs, Layout, Meta, Page};

/// `/me/{slug}/preview`
pub fn routes() -> Router<AppState> {
    Router::new().typed_get(show)
}

/// `/me/{slug}/preview`
#[derive(Debug, Template)]
#[template(path = "me/preview.html")]
struct PreviewPage {
    layout: Layout,
    meta: Meta,
    crumbs: Crumbs,
    executive: Profile,
}

async fn show(
    urls::MyPreview { slug }: urls::MyPreview,
    me: SignedIn,
    layout: Layout,
    State(site): State<AppState>,
) -> Result<Page<PreviewPage>> {
    let row = mine(&site, &me, &slug).await?;
    let mut executive = row.to_view(site.clock.today());
    executive.avatar = executive.avatar.with_photo(row.photo.as_deref().map(|name| theirs(&slug, name)));
    // Nobody can be written to yet.
    executive.contact.href = urls::MyPreview::to(&slug).to_string();
    let crumbs =
        Crumbs::new(vec![Link::new("Your profile", &urls::MyProfile::to(&slug))], "As others see it");
    let meta = Meta::for_one("As others see it", "Your profile as others see it, or will once it is public.");
    Ok(Page::private(PreviewPage { layout, meta, crumbs, executive }))
}
