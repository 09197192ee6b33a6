//! The style sheets under `static/css`, as one: one request, in the order of the layers.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write;

/// The layers, lowest first; each is a file `css/<layer>.css` or a folder `css/<layer>/`.
const LAYERS: [&str; 6] = ["reset", "tokens", "base", "layout", "components", "utilities"];

/// Puts the sheets together. A sheet that names no `@layer` itself is put into the one of its file.
/// `address` answers the address of a file by its place under `static/`.
pub(super) fn bundle<'a>(
    sheets: &BTreeMap<String, Cow<'static, [u8]>>,
    address: impl Fn(&str) -> Option<&'a str>,
) -> String {
    let mut css = format!("@layer {};\n", LAYERS.join(", "));
    for layer in LAYERS {
        for sheet in sheets.iter().filter(|(place, _)| layer_of(place) == Some(layer)).map(|(_, sheet)| sheet)
        {
            let sheet = with_addresses(&String::from_utf8_lossy(sheet), &address);
            let _ = if sheet.contains("@layer") {
                writeln!(css, "{sheet}")
            } else {
                writeln!(css, "@layer {layer} {{\n{sheet}\n}}")
            };
        }
    }
    css
}

fn layer_of(place: &str) -> Option<&str> {
    let inside = place.strip_prefix("css/")?;
    Some(inside.split_once('/').map_or_else(|| inside.trim_end_matches(".css"), |(folder, _)| folder))
}

/// Replaces `url(../fonts/a.woff2)` by the address of that file.
fn with_addresses<'a>(sheet: &str, address: &impl Fn(&str) -> Option<&'a str>) -> String {
    let mut pieces = sheet.split("url(");
    let mut css = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (target, rest) = piece.split_once(')').unwrap_or((piece, ""));
        let place = target.trim().trim_matches(['"', '\'']);
        let place = place.trim_start_matches("/static/").trim_start_matches("./").trim_start_matches("../");
        match address(place) {
            Some(found) => _ = write!(css, "url({found}){rest}"),
            None => _ = write!(css, "url({target}){rest}"),
        }
    }
    css
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bundled(sheets: &[(&str, &'static str)]) -> String {
        let sheets = sheets.iter().map(|(place, css)| ((*place).to_owned(), css.as_bytes().into())).collect();
        bundle(&sheets, |place| (place == "fonts/a.woff2").then_some("/static/a.123.woff2"))
    }

    #[test]
    fn sheets_stand_in_the_order_of_their_layers() {
        let css = bundled(&[
            ("css/utilities.css", "u{}"),
            ("css/components/card.css", "@layer components{c{}}"),
            ("css/base.css", "b{}"),
            ("css/reset.css", "r{}"),
        ]);
        assert_eq!(
            css,
            "@layer reset, tokens, base, layout, components, utilities;\n\
             @layer reset {\nr{}\n}\n@layer base {\nb{}\n}\n@layer components{c{}}\n@layer utilities {\nu{}\n}\n"
        );
    }

    #[test]
    fn addresses_of_files_are_replaced_and_others_are_kept() {
        let css = bundled(&[(
            "css/tokens.css",
            "a{src:url(../fonts/a.woff2) format('woff2'),url('/static/fonts/a.woff2')}b{c:url(data:image/png;base64,x)}",
        )]);
        assert!(
            css.contains("a{src:url(/static/a.123.woff2) format('woff2'),url(/static/a.123.woff2)}"),
            "{css}"
        );
        assert!(css.contains("url(data:image/png;base64,x)"));
    }
}
