//! Text for a picture: letters that the fonts have, in lines that fit.

use std::sync::{Arc, Mutex, PoisonError};

use deunicode::deunicode_char;
use resvg::usvg::fontdb::{Database, ID};
use resvg::usvg::{FontResolver, Node, Options, Tree};

use super::fonts::FONTS;

/// How a piece of text is set.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Style {
    /// The family's name.
    pub family: &'static str,
    /// 400 to 700.
    pub weight: u16,
    /// Height in pixels.
    pub size: f32,
}

/// The serif, which has one weight.
pub fn serif(size: f32) -> Style {
    Style { family: &FONTS.serif, weight: 500, size }
}

/// The sans.
pub fn sans(weight: u16, size: f32) -> Style {
    Style { family: &FONTS.sans, weight, size }
}

/// How a picture is read; letters that no font has are added to `missing`.
pub fn options(missing: Arc<Mutex<String>>) -> Options<'static> {
    let any = FontResolver::default_fallback_selector();
    let select_fallback = move |letter: char, tried: &[ID], database: &mut Arc<Database>| {
        let family = |id: &ID| Some(database.face(*id)?.families.first()?.0.clone());
        let mine = tried.first().and_then(family);
        // A font's further letters stand in another file of the same family.
        let others =
            database.faces().map(|face| face.id).filter(|id| !tried.contains(id) && family(id) != mine);
        let but_mine: Vec<ID> = tried.iter().copied().chain(others).collect();
        let found = any(letter, &but_mine, database).or_else(|| any(letter, tried, database));
        if found.is_none() {
            missing.lock().unwrap_or_else(PoisonError::into_inner).push(letter);
        }
        found
    };
    Options {
        fontdb: FONTS.database.clone(),
        font_resolver: FontResolver {
            select_font: FontResolver::default_font_selector(),
            select_fallback: Box::new(select_fallback),
        },
        ..Options::default()
    }
}

/// The text with all that no font has spelt in Latin letters instead; what has no such spelling is left out.
pub fn spelt(text: &str) -> String {
    let mut text = one_line(text);
    // Laying out names one letter that is missing, not all.
    while let Some(missing) = missing(&text) {
        // Words of scripts without spaces end with one.
        text = text.replace(missing, deunicode_char(missing).unwrap_or_default());
    }
    one_line(&text)
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A letter that no font has. (Deunicode spells in ASCII, which every font has.)
fn missing(text: &str) -> Option<char> {
    let missing = Arc::default();
    let _ = tree(text, sans(400, 40.0), &missing);
    let letters = missing.lock().unwrap_or_else(PoisonError::into_inner);
    letters.chars().find(|letter| !letter.is_ascii())
}

/// How wide a text is, in pixels.
pub fn width(text: &str, style: Style) -> f32 {
    let missing = Arc::default();
    match tree(text, style, &missing).as_ref().and_then(|tree| tree.root().children().first()) {
        Some(Node::Text(text)) => text.bounding_box().width(),
        _ => 0.0,
    }
}

fn tree(text: &str, style: Style, missing: &Arc<Mutex<String>>) -> Option<Tree> {
    let Style { family, weight, size } = style;
    let text = askama::filters::escape(text, askama::filters::Html).ok()?;
    let svg = format!(
        "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><text font-family=\"'{family}'\" font-weight='{weight}' font-size='{size}'>{text}</text></svg>"
    );
    Tree::from_str(&svg, &options(missing.clone())).ok()
}

/// The text in at most `most` lines of at most `room` pixels; what doesn't fit ends in an ellipsis.
pub fn lines(text: &str, style: Style, room: f32, most: usize) -> Vec<String> {
    let fits = |line: &str| width(line, style) <= room;
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let longer = lines.last().map(|line| format!("{line} {word}"));
        match longer {
            Some(longer) if fits(&longer) => replace_last(&mut lines, longer),
            Some(longer) if lines.len() == most => {
                replace_last(&mut lines, shortened(&longer, fits));
                return lines;
            }
            _ if fits(word) => lines.push(word.to_owned()),
            _ => lines.push(shortened(word, fits)),
        }
    }
    lines
}

fn replace_last(lines: &mut [String], with: String) {
    if let Some(last) = lines.last_mut() {
        *last = with;
    }
}

/// The longest beginning that fits with an ellipsis.
fn shortened(text: &str, fits: impl Fn(&str) -> bool) -> String {
    let with_ellipsis =
        |text: &str| format!("{}…", text.trim_end_matches([' ', ',', ';', '.', '–', '·', '|']));
    let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    let kept = ends.partition_point(|end| fits(&with_ellipsis(&text[..*end])));
    with_ellipsis(&text[..ends.get(kept.saturating_sub(1)).copied().unwrap_or_default()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_other_scripts_stay_and_what_no_font_has_is_spelt() {
        for name in
            ["Zoë Łukasz-Ørsted", "Ольга Ивановна", "Ελένη", "דנה לוי", "ليلى حداد", "अनीता शर्मा", "มานี"]
        {
            assert_eq!(spelt(name), name);
        }
        assert_eq!(spelt("Ann \u{12000} Abel"), "Ann Abel");
        // With a font for it on the machine it stays, else it is spelt.
        assert!(["王小明", "Wang Xiao Ming"].contains(&spelt("王小明").as_str()), "{}", spelt("王小明"));
    }

    #[test]
    fn both_families_of_the_site_have_letters() {
        let text = "Handgloves";
        let [serif, sans] = [serif(40.0), sans(400, 40.0)].map(|style| width(text, style));
        assert!(serif > 100.0 && sans > 100.0 && (serif - sans).abs() > 1.0, "{serif}, {sans}");
    }

    #[test]
    fn lines_keep_within_their_room() {
        let style = sans(600, 40.0);
        let text = "Fractional CFO for founder-led software companies between the first and the third round";
        let found = lines(text, style, 500.0, 3);
        assert_eq!(found.len(), 3);
        assert!(found.iter().all(|line| width(line, style) <= 500.0), "{found:?}");
        assert!(found[2].ends_with('…'), "{found:?}");
        assert_eq!(lines("Short", style, 500.0, 3), ["Short"]);
        assert_eq!(lines("", style, 500.0, 3), Vec::<String>::new());
        let endless = lines(&"W".repeat(400), style, 500.0, 2);
        assert!(endless.len() == 1 && endless[0].ends_with('…') && width(&endless[0], style) <= 500.0);
    }
}
