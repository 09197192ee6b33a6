//! Every file that a page names is there.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;

use quarterdeck::web::assets;
use regex::Regex;

#[test]
fn every_file_that_a_template_or_a_handler_names_exists() {
    let named = Regex::new(r#"assets::(?:url|find)\("([^"]+)"\)"#).unwrap();
    let mut missing = Vec::new();
    for folder in ["templates", "src"] {
        visit(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut |text| {
            let places = named.captures_iter(text).map(|found| found[1].to_owned());
            missing.extend(places.filter(|place| assets::find(place).is_none()));
        });
    }
    missing.retain(|place| !place.ends_with("nowhere")); // What tests of their absence name.
    assert!(missing.is_empty(), "named but not under static/: {missing:?}");
}

#[test]
fn an_unknown_file_has_an_address_that_answers_404() {
    assert_eq!(assets::url("nowhere"), "/static/missing");
}

fn visit(folder: &Path, see: &mut impl FnMut(&str)) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            visit(&path, see);
        } else if let Ok(text) = fs::read_to_string(&path) {
            see(&text);
        }
    }
}
