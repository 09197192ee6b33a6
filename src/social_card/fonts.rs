//! The fonts of pictures: the site's own, then Noto's for the scripts that those lack, then what the machine has.

use std::sync::{Arc, LazyLock};

use resvg::usvg::fontdb::{Database, Source};

use crate::web::assets;

/// Files under `static/`, in the order in which they are tried for a letter.
const SHIPPED: [&str; 12] = [
    SERIF,
    "fonts/newsreader-latin.woff2",
    "fonts/newsreader-latin-ext.woff2",
    SANS,
    "fonts/public-sans-latin.woff2",
    "fonts/public-sans-latin-ext.woff2",
    "fonts/noto-sans-cyrillic.woff2",
    "fonts/noto-sans-greek.woff2",
    "fonts/noto-sans-hebrew.woff2",
    "fonts/noto-sans-arabic.woff2",
    "fonts/noto-sans-devanagari.woff2",
    "fonts/noto-sans-thai.woff2",
];
const SERIF: &str = "fonts/newsreader-core.woff2";
const SANS: &str = "fonts/public-sans-core.woff2";

/// The fonts, and what the two families of the site call themselves.
pub struct Fonts {
    pub database: Arc<Database>,
    pub serif: String,
    pub sans: String,
}

/// Unpacked when the first picture is drawn.
pub static FONTS: LazyLock<Fonts> = LazyLock::new(|| {
    let mut database = Database::new();
    let (mut serif, mut sans) = (String::new(), String::new());
    for place in SHIPPED {
        let Some(family) = load(&mut database, place) else {
            tracing::error!(place, "a font can't be read");
            continue;
        };
        match place {
            SERIF => serif = family,
            SANS => sans = family,
            _ => {}
        }
    }
    // Chinese, Japanese and Korean fonts are too large to ship: a machine may have some.
    database.load_system_fonts();
    Fonts { database: Arc::new(database), serif, sans }
});

/// Adds a font; gives its family's name.
fn load(database: &mut Database, place: &str) -> Option<String> {
    let unpacked = wuff::decompress_woff2(assets::find(place)?.bytes()).ok()?;
    let ids = database.load_font_source(Source::Binary(Arc::new(unpacked)));
    let face = database.face(*ids.first()?)?;
    Some(face.families.first()?.0.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_font_that_is_shipped_can_be_read() {
        let mut database = Database::new();
        for place in SHIPPED {
            assert!(load(&mut database, place).is_some(), "{place}");
        }
    }
}
