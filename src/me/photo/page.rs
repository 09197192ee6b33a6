//! The page of a photograph.

use askama::Template;

use super::{PREVIEW, SHEET, theirs};
use crate::executives::portraits::Photo;
use crate::executives::queries::ProfileRow;
use crate::pictures::{Crop, LEAST_SIDE};
use crate::urls;
use crate::web::form::Field;
use crate::web::page::{Layout, Meta};

/// `/me/{slug}/photo`
#[derive(Debug, Template)]
#[template(path = "me/photo.html")]
pub struct PhotoPage {
    layout: Layout,
    meta: Meta,
    slug: String,
    name: String,
    /// What the profile shows.
    photo: Option<Photo>,
    /// What it is to show once somebody looked at it.
    waiting: Option<Photo>,
    /// Whether it is to show nothing, once somebody looked at that.
    waits_to_go: bool,
    /// What was sent and is to be cut.
    sheet: Option<ToCut>,
    file: Field,
}

/// A picture that is to be cut.
#[derive(Debug)]
struct ToCut {
    href: String,
    preview: String,
    width: i32,
    height: i32,
    crop: Crop,
}

impl PhotoPage {
    /// With what was sent, as its width and height, and how it is to be cut.
    pub fn new(
        layout: Layout,
        row: &ProfileRow,
        draft: Option<(i32, i32)>,
        crop: Crop,
        waiting: Option<&str>,
        file: Field,
    ) -> Self {
        let address = |file: &str| urls::MyPhotoFile::to(&row.slug, file).to_string();
        let preview = format!("{}?zoom={}&x={}&y={}", address(PREVIEW), crop.zoom(), crop.x(), crop.y());
        let sheet = draft.map(|(width, height)| ToCut { href: address(SHEET), preview, width, height, crop });
        let shown = |name: &str| (!name.is_empty()).then(|| theirs(&row.slug, name));
        Self {
            layout,
            meta: Meta::for_one("Your photo", "The photograph that your profile shows."),
            slug: row.slug.clone(),
            name: row.full_name.clone(),
            photo: row.photo.as_deref().and_then(shown),
            waiting: waiting.and_then(shown),
            waits_to_go: waiting == Some(""),
            sheet,
            file,
        }
    }
}
