//! Photographs of people: kept beside their profiles, and served by us for as long as the profile that shows them is public.

mod queries;

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use sqlx::PgPool;

use super::queries::ProfileRow;
use crate::error::{Error, Link, Result};
use crate::pictures::SIZES;
use crate::urls;
use crate::web::CachePolicy;

pub use queries::{
    Draft, Fetch, Stand, discard_draft, draft, due, failed, fetch_of, fetched, forget, forget_unused, keep,
    keep_draft, note_sent, of_profile, shown, waiting,
};

/// A photograph, by the addresses of its sizes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Photo([String; 3]);

impl Photo {
    /// One that everybody may see.
    pub fn public(name: &str) -> Self {
        Self::at(name, |file| urls::Photo::to(file).to_string())
    }

    /// One that is shown at other addresses.
    pub fn at(name: &str, address: impl Fn(String) -> String) -> Self {
        Self(SIZES.map(|size| address(format!("{name}-{size}.jpg"))))
    }

    /// 96 pixels wide.
    pub fn small(&self) -> &str {
        &self.0[0]
    }

    /// 192 pixels wide.
    pub fn medium(&self) -> &str {
        &self.0[1]
    }

    /// 512 pixels wide.
    pub fn large(&self) -> &str {
        &self.0[2]
    }
}

/// A photograph's name, and which of its sizes.
pub fn file_of(file: &str) -> Option<(&str, usize)> {
    let (name, size) = file.strip_suffix(".jpg")?.split_once('-')?;
    let at = SIZES.iter().position(|known| known.to_string() == size)?;
    Some((name, at))
}

/// Shows a photograph to everybody, while its profile is public. Its address is made of its content, so whoever has it has it for
/// good.
pub async fn show(pool: &PgPool, file: &str) -> Result<Response> {
    let (name, size) = file_of(file).ok_or(Error::NotFound)?;
    let found = queries::public(pool, name, size).await?.ok_or(Error::NotFound)?;
    match found.file {
        Some(jpeg) => Ok(picture(jpeg, CachePolicy::Immutable)),
        None if found.is_removed => Err(Error::Gone {
            detail: "This profile was taken down, and its photograph with it.".into(),
            instead: vec![Link { label: "All executives".into(), href: urls::Executives.to_string() }],
        }),
        None => Err(Error::NotFound),
    }
}

/// The photograph of a profile as link previews draw it.
pub async fn face(pool: &PgPool, row: &ProfileRow) -> Result<Option<Bytes>> {
    let Some(name) = &row.photo else { return Ok(None) };
    Ok(of_profile(pool, row.id, name, SIZES.len() - 1).await?.map(Bytes::from))
}

/// A JPEG as an answer.
pub fn picture(jpeg: Vec<u8>, policy: CachePolicy) -> Response {
    (policy, [(header::CONTENT_TYPE, HeaderValue::from_static("image/jpeg"))], jpeg).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_a_name_and_one_of_the_sizes() {
        let photo = Photo::public("0a1b");
        assert_eq!(
            [photo.small(), photo.medium(), photo.large()],
            ["/photos/0a1b-96.jpg", "/photos/0a1b-192.jpg", "/photos/0a1b-512.jpg"]
        );
        assert_eq!(file_of("0a1b-192.jpg"), Some(("0a1b", 1)));
        for none in ["0a1b-192", "0a1b-200.jpg", "0a1b.jpg", "-", ""] {
            assert_eq!(file_of(none), None, "{none}");
        }
    }
}
