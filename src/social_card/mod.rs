//! The pictures of link previews: 1200 × 630 PNG, drawn from a page's own words with the site's fonts.

mod fonts;
mod lettering;
mod picture;

use std::sync::Arc;

use axum::http::header;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use crate::error::{Error, Result};
use crate::web::CachePolicy;

/// What a picture says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct SocialCard {
    /// What kind of page it is, a few words (`Fractional CFO`).
    pub kicker: String,
    /// Whom or what the page is about.
    pub title: String,
    /// One sentence more.
    pub subtitle: String,
    /// Figures and facts, the weightiest first; the first three are shown.
    pub facts: Vec<String>,
    /// The initials of a person, on one of the twelve colours.
    pub face: Option<(String, u8)>,
    /// Their photograph, a square JPEG; instead of the initials.
    pub photo: Option<Bytes>,
}

/// How many bytes of pictures are kept, at about 40 KB each.
const KEPT_BYTES: u64 = 16 << 20;
/// How many pictures are drawn at once: each takes a core for some 20 ms.
const AT_ONCE: usize = 2;

/// Draws pictures and keeps the latest. Cheap to clone.
#[derive(Clone)]
pub struct Artist(Arc<Studio>);

struct Studio {
    kept: Cache<SocialCard, Bytes, ByBytes>,
    easels: Semaphore,
}

/// A picture weighs its bytes, and those of the photograph by which it is known.
#[derive(Clone)]
struct ByBytes;

impl Weighter<SocialCard, Bytes> for ByBytes {
    fn weight(&self, card: &SocialCard, png: &Bytes) -> u64 {
        (png.len() + card.photo.as_ref().map_or(0, Bytes::len)) as u64
    }
}

impl Default for Artist {
    fn default() -> Self {
        let expected = 400;
        Self(Arc::new(Studio {
            kept: Cache::with_weighter(expected, KEPT_BYTES, ByBytes),
            easels: Semaphore::new(AT_ONCE),
        }))
    }
}

impl std::fmt::Debug for Artist {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Artist").field("kept", &self.0.kept.len()).finish()
    }
}

impl Artist {
    /// The picture, as an answer. The same words are drawn once, also where many ask for them at the same time.
    pub async fn answer(&self, card: SocialCard) -> Result<Response> {
        let png = self.0.kept.get_or_insert_async(&card, self.draw(card.clone())).await?;
        Ok((CachePolicy::Page, [(header::CONTENT_TYPE, "image/png")], png).into_response())
    }

    async fn draw(&self, card: SocialCard) -> Result<Bytes> {
        let _turn = self.0.easels.acquire().await.map_err(Error::internal)?;
        let drawn = spawn_blocking(move || picture::draw(&card)).await.map_err(Error::internal)?;
        drawn.map(Bytes::from).map_err(Error::internal)
    }
}
