//! The files under `static/`: embedded, named by their content, compressed once, kept by browsers for ever.

mod file;
mod style_sheet;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::LazyLock;
use std::time::Duration;

use axum::Router;
use axum::http::HeaderMap;
use axum::response::Response;
use axum_extra::routing::RouterExt;
use rust_embed::RustEmbed;

pub use file::File;

use super::CachePolicy;
use super::squeeze::squeezed;
use crate::error::{Error, Result};
use crate::urls;

#[derive(RustEmbed)]
#[folder = "static/"]
struct Embedded;

static FILES: LazyLock<Files> = LazyLock::new(|| {
    let names = Embedded::iter();
    Files::new(names.filter_map(|name| Some((name.to_string(), Embedded::get(&name)?.data))).collect())
});

/// `/static/{file}`.
pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().typed_get(show)
}

async fn show(urls::Asset { file }: urls::Asset, headers: HeaderMap) -> Result<Response> {
    let file = FILES.named.get(&file).ok_or(Error::NotFound)?;
    Ok(file.response(&headers, CachePolicy::Immutable))
}

/// The address of a file by its place under `static/` (`icons/logo.svg`). The style sheets are one, `app.css`, but for
/// that of the console, and the scripts of `js/site/` are one, `app.js`; other scripts may leave out `js/`. An unknown place
/// gets an address that answers 404; a test finds those.
pub fn url(place: &str) -> &'static str {
    find(place).map_or("/static/missing", File::url)
}

/// A file by its place under `static/`, to send it from another address (`/favicon.ico`).
pub fn find(place: &str) -> Option<&'static File> {
    FILES.named.get(FILES.places.get(place)?)
}

/// Compresses every file in the background, soon, so that few visitors wait for one. Call once, at start.
pub fn warm() {
    std::thread::spawn(|| {
        std::thread::sleep(FIRST_PAGES_FIRST);
        FILES.named.values().for_each(File::compress);
    });
}

/// A start has more urgent things to do.
const FIRST_PAGES_FIRST: Duration = Duration::from_secs(1);

/// The one sheet that visitors don't load: only the console links it.
const CONSOLE: &str = "css/console.css";

/// Where the scripts stand that every page loads.
const SCRIPTS: &str = "js/site/";

struct Files {
    /// Place under `static/` → name.
    places: BTreeMap<String, String>,
    /// Name, with the hash → file.
    named: HashMap<String, File>,
}

impl Files {
    fn new(sources: BTreeMap<String, Cow<'static, [u8]>>) -> Self {
        let mut files = Self { places: BTreeMap::new(), named: HashMap::new() };
        let (styles, others): (BTreeMap<_, _>, BTreeMap<_, _>) = sources
            .into_iter()
            .filter(|(place, _)| !is_hidden(place))
            .partition(|(place, _)| is_style(place));
        let (scripts, others): (BTreeMap<_, _>, BTreeMap<_, _>) =
            others.into_iter().partition(|(place, _)| place.starts_with(SCRIPTS));
        for (place, bytes) in others {
            files.add(place, bytes);
        }
        files.add("app.js".to_owned(), script(scripts.values()).into_bytes().into());
        let style_sheet = style_sheet::bundle(&styles, |place| files.url(place));
        files.add("app.css".to_owned(), squeezed(&style_sheet).into_bytes().into());
        if let Some(sheet) = styles.get(CONSOLE) {
            files
                .add("console.css".to_owned(), squeezed(&String::from_utf8_lossy(sheet)).into_bytes().into());
        }
        files
    }

    fn add(&mut self, place: String, bytes: Cow<'static, [u8]>) {
        let file = File::new(&place, bytes);
        let name = file.name().to_owned();
        if let Some(script) = place.strip_prefix("js/") {
            self.places.insert(script.to_owned(), name.clone());
        }
        self.places.insert(place, name.clone());
        self.named.insert(name, file);
    }

    fn url(&self, place: &str) -> Option<&str> {
        self.named.get(self.places.get(place)?).map(File::url)
    }
}

/// Modules that share nothing, as one: each in a block of its own, because they use the same names.
fn script<'a>(modules: impl Iterator<Item = &'a Cow<'static, [u8]>>) -> String {
    let blocks = modules.map(|module| ["{\n", &String::from_utf8_lossy(module), "}\n"].concat());
    blocks.collect()
}

fn is_hidden(place: &str) -> bool {
    place.rsplit('/').next().is_some_and(|name| name.starts_with('.'))
}

fn is_style(place: &str) -> bool {
    place.starts_with("css/") && Path::new(place).extension().is_some_and(|extension| extension == "css")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_that_the_style_sheet_names_exists() {
        let css = String::from_utf8(find("app.css").unwrap().bytes().to_vec()).unwrap();
        for address in css.split("url(").skip(1).filter_map(|rest| rest.split(')').next()) {
            let address = address.trim_matches(['"', '\'']);
            let name = address.strip_prefix("/static/");
            assert!(
                address.starts_with("data:") || name.is_some_and(|name| FILES.named.contains_key(name)),
                "{address}"
            );
        }
    }

    #[test]
    fn a_name_changes_with_the_content_and_only_then() {
        let of = |content: &'static str| {
            let files = Files::new(BTreeMap::from([("icons/a.svg".to_owned(), content.as_bytes().into())]));
            files.url("icons/a.svg").unwrap().to_owned()
        };
        assert_eq!(of("<svg/>"), of("<svg/>"));
        assert_ne!(of("<svg/>"), of("<svg />"));
        assert!(of("<svg/>").starts_with("/static/a."));
    }

    #[test]
    fn fonts_are_named_in_the_style_sheet_by_their_content() {
        let files = Files::new(BTreeMap::from([
            ("fonts/sans.woff2".to_owned(), Cow::from(&b"font"[..])),
            ("css/tokens.css".to_owned(), Cow::from(&b"@font-face{src:url(\"../fonts/sans.woff2\")}"[..])),
            ("css/.gitkeep".to_owned(), Cow::from(&b""[..])),
        ]));
        let css = std::str::from_utf8(files.named[&files.places["app.css"]].bytes()).unwrap();
        assert!(css.contains(files.url("fonts/sans.woff2").unwrap()), "{css}");
        assert_eq!(files.named.len(), 3, "the font, one sheet, one script");
    }

    #[test]
    fn scripts_of_every_page_are_one_and_keep_their_names_to_themselves() {
        let files = Files::new(BTreeMap::from([
            ("js/site/a.js".to_owned(), Cow::from(&b"const show = 1;\n"[..])),
            ("js/site/b.js".to_owned(), Cow::from(&b"const show = 2;\n"[..])),
        ]));
        let script = std::str::from_utf8(files.named[&files.places["app.js"]].bytes()).unwrap();
        assert_eq!(script, "{\nconst show = 1;\n}\n{\nconst show = 2;\n}\n");
        assert_eq!(files.url("site/a.js"), None);
    }

    #[test]
    fn scripts_are_found_with_and_without_their_folder() {
        let files = Files::new(BTreeMap::from([("js/crop.js".to_owned(), Cow::from(&b"1"[..]))]));
        assert_eq!(files.url("crop.js"), files.url("js/crop.js"));
    }
}
