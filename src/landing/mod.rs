//! The pages that people land on: the front page, the indexes of hubs, and the hubs themselves.

mod home_page;
mod hub_page;
mod hub_words;
mod index_pages;
mod neighbours;
pub mod queries;
mod social_card;
mod structured_data;

pub use hub_page::{Visit, by_present_slugs};
pub use hub_words::Names;

use axum::Router;
use axum_extra::routing::RouterExt;

use crate::state::AppState;
use crate::urls;

/// The front page, `/roles`, `/locations`, `/industries` and the hubs below them.
pub fn routes() -> Router<AppState> {
    Router::new()
        .typed_get(home_page::home)
        .typed_get(social_card::of_the_site)
        .typed_get(index_pages::roles)
        .typed_get(index_pages::locations)
        .typed_get(index_pages::industries)
        .typed_get(hub_page::hub::<urls::Role>)
        .typed_get(hub_page::hub::<urls::RoleInLocation>)
        .typed_get(hub_page::hub::<urls::RoleInIndustry>)
        .typed_get(hub_page::hub::<urls::RoleJobs>)
        .typed_get(hub_page::hub::<urls::RemoteRoleJobs>)
        .typed_get(hub_page::hub::<urls::Location>)
        .typed_get(hub_page::hub::<urls::LocationJobs>)
        .typed_get(hub_page::hub::<urls::Industry>)
        .typed_get(hub_page::hub::<urls::IndustryJobs>)
}
