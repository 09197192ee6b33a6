//! A profile as the forms about it need it: whose it is, and where mail reaches its owner.

mod queries;

use axum::response::Response;
use sqlx::PgPool;
use uuid::Uuid;

use crate::error::Result;
use crate::urls;

pub use queries::owner;

/// A public profile, or one whose person was told of it before.
#[derive(Clone, Debug)]
pub struct About {
    /// Its id.
    pub id: Uuid,
    /// The address's slug.
    pub slug: String,
    /// The full name.
    pub name: String,
    /// The given name.
    pub first_name: String,
    /// What they do, in their words.
    pub headline: String,
    /// The address of the account that owns it, where one does. Never one that an import brought.
    pub owner: Option<String>,
    /// Whether it has a page to go back to.
    pub is_public: bool,
}

/// What stands at a form's address.
#[derive(Debug)]
pub enum Found {
    /// A public profile.
    Profile(About),
    /// The way to where it stands now.
    Moved(Response),
}

/// The profile that a form is about; `address` says where the same form of another stands.
pub async fn about(pool: &PgPool, slug: &str, address: impl Fn(urls::Executive) -> String) -> Result<Found> {
    found(pool, slug, queries::find(pool, slug).await?.filter(|about| about.is_public), address).await
}

/// The same for what whoever it is about may do before it is public, once they were told.
pub async fn about_announced(
    pool: &PgPool,
    slug: &str,
    address: impl Fn(urls::Executive) -> String,
) -> Result<Found> {
    found(pool, slug, queries::find(pool, slug).await?, address).await
}

async fn found(
    pool: &PgPool,
    slug: &str,
    about: Option<About>,
    address: impl Fn(urls::Executive) -> String,
) -> Result<Found> {
    match about {
        Some(about) => Ok(Found::Profile(about)),
        None => super::elsewhere(&mut *pool.acquire().await?, slug, address).await.map(Found::Moved),
    }
}

impl About {
    /// Its page.
    pub fn href(&self) -> String {
        urls::Executive::to(&self.slug).to_string()
    }
}
