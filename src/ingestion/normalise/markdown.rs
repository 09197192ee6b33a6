//! HTML, Markdown or plain text in → safe Markdown out.
//!
//! What has neither `<` nor a link is only put in order. Everything else goes the same way round, whatever it was:
//! Markdown to HTML, HTML through the sanitiser, HTML to Markdown.

use std::{collections::HashSet, sync::LazyLock};

use ammonia::Builder;
use htmd::{
    HtmlToMarkdown,
    options::{BulletListMarker, HeadingStyle, Options},
};
use pulldown_cmark::{Event, Parser, Tag, TagEnd};
use regex::Regex;
use serde_json::Value;

use super::{Reading, list, placeholder::stated, reading::quote, text};

/// Longer cells are cut before they are parsed, in characters.
const MAX_INPUT: usize = 400_000;

/// Reads a description of at most `max_chars` characters into safe Markdown: no HTML, no scripts, links to http(s) and
/// mail only, no images.
pub fn markdown(text: &str, max_chars: usize) -> Reading<String> {
    let Some(text) = stated(text) else { return Reading::nothing() };
    let text: String = text::clean(text).chars().take(MAX_INPUT).collect();
    let text = unescape_html(text);
    let safe = if BLOCK_HTML.is_match(&text) { from_html(&text) } else { from_markdown(&text) };
    let safe = safe.trim().to_owned();
    if safe.is_empty() {
        return Reading::nothing();
    }
    cut(safe, max_chars)
}

/// Reads a cell of responsibilities or requirements into plain-text items: a JSON array, an HTML or Markdown list, lines,
/// `;`, "• a • b", numbered prose, or sentences.
pub fn bullets(text: &str) -> Reading<Vec<String>> {
    let Some(text) = stated(text) else { return Reading::nothing() };
    if text.starts_with('[')
        && let Ok(value @ Value::Array(_)) = serde_json::from_str(text)
    {
        return bullets_of(&value);
    }
    let Some(safe) = markdown(text, MAX_INPUT).value else { return Reading::nothing() };
    let mut items = list_items(&safe);
    if items.len() < 2 {
        let plain = plain(&safe);
        let lines: Vec<&str> = plain.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        items = if lines.len() > 1 {
            lines.into_iter().map(str::to_owned).collect()
        } else if plain.matches(';').count() >= 2 || (plain.contains(';') && !plain.contains(". ")) {
            plain.split(';').map(str::to_owned).collect()
        } else {
            sentences(&plain).map(str::to_owned).collect()
        };
    }
    let mut seen = HashSet::new();
    let items: Vec<String> = items
        .into_iter()
        .filter_map(|item| {
            Some(stated(item.trim().trim_start_matches(['-', '*', '•', '–']).trim())?.to_owned())
        })
        .filter(|item| item.chars().any(char::is_alphanumeric) && seen.insert(item.to_lowercase()))
        .collect();
    if items.is_empty() { Reading::nothing() } else { Reading::of(items) }
}

/// Reads a JSON cell of responsibilities or requirements: text, or an array of strings or objects.
pub fn bullets_of(value: &Value) -> Reading<Vec<String>> {
    match value {
        Value::String(text) => bullets(text),
        Value::Array(values) => {
            // Unlike a list of terms, these are sentences: their full stops and commas stay.
            let texts = values.iter().filter_map(|value| match value {
                Value::String(text) => Some(text.clone()),
                other => list::items_of(other).into_iter().next(),
            });
            let items: Vec<String> = texts
                .filter_map(|text| Some(plain(&markdown(&text, MAX_INPUT).value?)))
                .map(|item| item.split_whitespace().collect::<Vec<_>>().join(" "))
                .filter(|item| !item.is_empty())
                .collect();
            if items.is_empty() { Reading::nothing() } else { Reading::of(items) }
        }
        _ => Reading::nothing(),
    }
}

/// The first sentences of Markdown as one line of plain text of at most `max_chars` characters: whole sentences where
/// the first fits, otherwise cut at a word with `…`.
pub fn summary(markdown: &str, max_chars: usize) -> String {
    // Cards show two hundred characters; a long description needn't be parsed to its end.
    let head: String = markdown.chars().take(max_chars.saturating_mul(8).max(2_000)).collect();
    let mut text = String::new();
    for line in plain(&head).lines().map(str::trim).filter(|line| !line.is_empty()) {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(&line.split_whitespace().collect::<Vec<_>>().join(" "));
        if text.chars().count() >= max_chars {
            break;
        }
    }
    let mut kept = String::new();
    for sentence in sentences(&text) {
        let length = kept.chars().count() + usize::from(!kept.is_empty()) + sentence.chars().count();
        if length > max_chars {
            break;
        }
        if !kept.is_empty() {
            kept.push(' ');
        }
        kept.push_str(sentence);
    }
    if kept.chars().count() * 3 >= max_chars || kept.len() == text.len() {
        return kept;
    }
    cut_at_word(&text, max_chars)
}

/// The text of Markdown without its marks: a line for each paragraph, heading and list item.
pub fn plain(markdown: &str) -> String {
    let mut out = String::with_capacity(markdown.len());
    for event in Parser::new(markdown) {
        match event {
            Event::Text(text) | Event::Code(text) => out.push_str(&text),
            Event::SoftBreak => out.push(' '),
            Event::HardBreak
            | Event::Rule
            | Event::Start(Tag::List(_))
            | Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item | TagEnd::CodeBlock)
                if !out.ends_with('\n') && !out.is_empty() =>
            {
                out.push('\n');
            }
            _ => {}
        }
    }
    out.trim_end().to_owned()
}

/// The items of the Markdown's lists, as plain text; a nested list's items stand for themselves.
fn list_items(markdown: &str) -> Vec<String> {
    let mut items = Vec::new();
    let mut item: Option<String> = None;
    let flush = |item: &mut Option<String>, items: &mut Vec<String>| {
        if let Some(text) = item.take()
            && !text.trim().is_empty()
        {
            items.push(text.split_whitespace().collect::<Vec<_>>().join(" "));
        }
    };
    for event in Parser::new(markdown) {
        match event {
            Event::Start(Tag::Item) => {
                flush(&mut item, &mut items);
                item = Some(String::new());
            }
            Event::End(TagEnd::Item) => flush(&mut item, &mut items),
            Event::Text(text) | Event::Code(text) => {
                if let Some(item) = &mut item {
                    item.push_str(&text);
                }
            }
            Event::SoftBreak | Event::HardBreak | Event::End(TagEnd::Paragraph) => {
                if let Some(item) = &mut item {
                    item.push(' ');
                }
            }
            _ => {}
        }
    }
    items
}

/// Text at its sentences' ends. "e.g.", "Inc." and initials end none.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text.trim();
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let mut end = rest.len();
        let mut chars = rest.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            let closes = matches!(c, '.' | '!' | '?' | '。' | '！' | '？');
            let spaced =
                chars.peek().is_none_or(|&(_, next)| next.is_whitespace()) || matches!(c, '。' | '！' | '？');
            if closes && spaced && !is_abbreviation(&rest[..at]) {
                end = at + c.len_utf8();
                break;
            }
        }
        let (sentence, tail) = rest.split_at(end);
        rest = tail.trim_start();
        Some(sentence.trim_end())
    })
}

fn is_abbreviation(before_dot: &str) -> bool {
    const WORDS: &[&str] = &[
        "e.g", "i.e", "inc", "ltd", "co", "corp", "mr", "mrs", "ms", "dr", "st", "vs", "etc", "approx", "no",
        "jr", "sr", "dept", "u.s", "u.k", "a.m", "p.m", "z.b", "ca",
    ];
    let word = before_dot.rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or_default();
    // A number alone is a list mark: "1. Lead the team."
    let is_initial = word.chars().count() == 1 && word.chars().all(char::is_alphanumeric);
    is_initial || WORDS.contains(&word.to_lowercase().as_str())
}

fn cut_at_word(text: &str, max_chars: usize) -> String {
    let Some((end, _)) = text.char_indices().nth(max_chars) else { return text.to_owned() };
    let Some((room, _)) = text.char_indices().nth(max_chars.saturating_sub(1)) else { return String::new() };
    let head = &text[..room];
    let at_word = if text[room..end].starts_with(char::is_whitespace) {
        head
    } else {
        head.rfind(char::is_whitespace).map_or(head, |at| &head[..at])
    };
    // One endless word is cut where it has to be.
    let kept = if at_word.len() * 2 < head.len() { head } else { at_word };
    let kept = kept.trim_end().trim_end_matches([',', ';', ':', '–', '-', '.']).trim_end();
    if kept.is_empty() { String::new() } else { format!("{kept}…") }
}

/// At a paragraph's end where there is one near, else at a word.
fn cut(text: String, max_chars: usize) -> Reading<String> {
    let Some((at, _)) = text.char_indices().nth(max_chars) else { return Reading::of(text) };
    let head = &text[..at];
    let end = head
        .rfind("\n\n")
        .filter(|&end| end * 10 > head.len() * 8)
        .or_else(|| head.rfind(char::is_whitespace))
        .unwrap_or(at);
    let kept = head[..end].trim_end().to_owned();
    let warning = format!(
        "the text has {} characters and was cut to {max_chars}: {}",
        text.chars().count(),
        quote(&kept)
    );
    // A cut through a link or code span leaves its marks open; once more through the cleaner closes them.
    let kept = if needs_cleaning(&kept) {
        html_to_markdown(&markdown_to_html(&kept)).trim().to_owned()
    } else {
        kept
    };
    Reading {
        value: (!kept.is_empty()).then_some(kept),
        warnings: vec![warning],
        unread: Some(text[end..].trim_start().to_owned()),
    }
}

fn from_html(html: &str) -> String {
    guarded(order_lines(&html_to_markdown(html)))
}

fn from_markdown(markdown: &str) -> String {
    let ordered = order_lines(markdown);
    if needs_cleaning(&ordered) { from_html(&markdown_to_html(&ordered)) } else { ordered }
}

/// The Markdown, if a reader of it finds no HTML and no unsafe link; else its text with every such mark escaped.
/// The converter should leave none, but this is the door, and the parser is the one that will render it.
fn guarded(markdown: String) -> String {
    if is_safe(&markdown) {
        return markdown;
    }
    markdown
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace("](", "] (")
        .replace("]:", "] :")
        .replace("][", "] [")
}

/// Whether Markdown renders without HTML of its own, images, or links other than to http(s) and mail.
pub fn is_safe(markdown: &str) -> bool {
    Parser::new(markdown).all(|event| match event {
        Event::Html(_) | Event::InlineHtml(_) | Event::Start(Tag::Image { .. }) => false,
        Event::Start(Tag::Link { dest_url, .. }) => {
            let start: String = dest_url.chars().take(8).flat_map(char::to_lowercase).collect();
            start.starts_with("http://") || start.starts_with("https://") || start.starts_with("mailto:")
        }
        _ => true,
    })
}

/// Tags that only HTML text has; inline ones alone may stand in Markdown.
static BLOCK_HTML: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)<\s*/?\s*(?:p|br|div|ul|ol|li|h[1-6]|table|tr|td|th|section|article|script|style|body|html|head|blockquote|pre|hr|span|iframe|svg|font)\b[^<>]*>").expect("the pattern is fixed")
});

/// HTML that was escaped once too often ("&lt;p&gt;", as Greenhouse delivers it) as HTML.
fn unescape_html(text: String) -> String {
    static ESCAPED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)&lt;/?(?:p|br|div|ul|ol|li|h[1-6]|strong|span)\b").expect("the pattern is fixed")
    });
    if !text.contains("&lt;") || BLOCK_HTML.is_match(&text) || !ESCAPED.is_match(&text) {
        return text;
    }
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}

/// Whether Markdown could hold HTML, a link or an entity. Without these there is nothing that could do harm.
fn needs_cleaning(text: &str) -> bool {
    text.contains(['<', '&'])
        || text.contains("](")
        || text.contains("]:")
        || text.contains("![")
        || text.contains("][")
}

fn markdown_to_html(markdown: &str) -> String {
    let mut html = String::with_capacity(markdown.len() * 3 / 2);
    pulldown_cmark::html::push_html(&mut html, Parser::new(markdown));
    html
}

fn html_to_markdown(html: &str) -> String {
    static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(|| {
        let mut builder = Builder::default();
        builder
            .tags(HashSet::from([
                "p",
                "br",
                "ul",
                "ol",
                "li",
                "h1",
                "h2",
                "h3",
                "h4",
                "h5",
                "h6",
                "strong",
                "b",
                "em",
                "i",
                "a",
                "blockquote",
                "code",
                "pre",
                "hr",
                "div",
            ]))
            .clean_content_tags(HashSet::from([
                "script", "style", "title", "head", "noscript", "template", "iframe", "object", "svg", "math",
            ]))
            .tag_attributes(
                [("a", HashSet::from(["href"])), ("ol", HashSet::from(["start"]))].into_iter().collect(),
            )
            .generic_attributes(HashSet::new())
            .url_schemes(HashSet::from(["http", "https", "mailto"]))
            .url_relative(ammonia::UrlRelative::Deny)
            .link_rel(None);
        builder
    });
    let cleaned = CLEANER.clean(html).to_string();
    let converter = HtmlToMarkdown::builder()
        .options(Options {
            heading_style: HeadingStyle::Atx,
            bullet_list_marker: BulletListMarker::Dash,
            ul_bullet_spacing: 1,
            ol_number_spacing: 1,
            ..Options::default()
        })
        .build();
    // An error can only come from reading the string; then nothing is better than something unsafe.
    converter.convert(&cleaned).map(|markdown| text::clean(&markdown)).unwrap_or_default()
}

/// Plain text or Markdown with its lists as Markdown lists and its lines as paragraphs.
fn order_lines(text: &str) -> String {
    static INLINE_BULLETS: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"[ \t]+[•●▪◦‣■○]\s*").expect("the pattern is fixed"));
    static BULLET: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^(?:[•●▪◦‣■○·∙✓✔➢➤►▸]\s*|[*+\-–—]\s+)").expect("the pattern is fixed"));
    static NUMBER: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^(\d{1,3})[.)]\s+").expect("the pattern is fixed"));
    let spread = INLINE_BULLETS.replace_all(text, "\n• ");
    let mut out = String::with_capacity(spread.len() + 64);
    let mut previous = Line { kind: Kind::Empty, text: String::new() };
    let mut blank = true;
    let mut fenced = false;
    for raw in spread.lines() {
        let raw = raw.trim_end();
        let is_fence = raw.trim_start().starts_with("```");
        if fenced || is_fence {
            if !out.is_empty() {
                out.push_str(if blank && !fenced { "\n\n" } else { "\n" });
            }
            out.push_str(raw);
            fenced ^= is_fence;
            blank = !fenced;
            previous = Line { kind: Kind::Empty, text: String::new() };
            continue;
        }
        let trimmed = raw.trim_start();
        if trimmed.is_empty() {
            blank = true;
            continue;
        }
        let indent = raw
            .chars()
            .take_while(|c| c.is_whitespace())
            .map(|c| if c == '\t' { 4 } else { 1 })
            .sum::<usize>();
        let is_rule = trimmed.len() >= 3
            && trimmed.chars().all(|c| matches!(c, '-' | '*' | '_' | '=' | ' ' | '–' | '—'));
        let line = if is_rule {
            Line { kind: Kind::Empty, text: String::new() }
        } else if let Some(mark) = BULLET.find(trimmed) {
            Line { kind: Kind::Item, text: format!("- {}", &trimmed[mark.end()..]) }
        } else if let Some(mark) = NUMBER.captures(trimmed) {
            Line { kind: Kind::Item, text: format!("{}. {}", &mark[1], &trimmed[mark[0].len()..]) }
        } else if trimmed.starts_with('#') || trimmed.starts_with('>') || trimmed.starts_with('|') {
            Line { kind: Kind::Mark, text: trimmed.to_owned() }
        } else {
            Line { kind: Kind::Prose, text: trimmed.to_owned() }
        };
        if line.text.is_empty() || line.text == "- " {
            blank = true;
            continue;
        }
        // Nested items keep two or four spaces; other indents would read as code.
        let nests = line.kind == Kind::Item && indent >= 2 && previous.kind == Kind::Item;
        let continues = line.kind == Kind::Prose && indent >= 2 && previous.kind == Kind::Item && !blank;
        if !out.is_empty() {
            out.push_str(match (previous.kind, line.kind) {
                (Kind::Item, Kind::Item) => "\n",
                (Kind::Item, Kind::Prose) if continues => "\n",
                (Kind::Prose, Kind::Prose) if !blank && is_wrapped(&previous.text, &line.text) => "\n",
                (Kind::Mark, Kind::Mark) if !blank && line.text.starts_with(['>', '|']) => "\n",
                _ => "\n\n",
            });
        }
        if nests {
            out.push_str(if indent >= 4 { "    " } else { "  " });
        } else if continues {
            out.push_str("  ");
        }
        out.push_str(&line.text);
        blank = false;
        previous = if continues { Line { kind: Kind::Item, text: line.text } } else { line };
    }
    out
}

struct Line {
    kind: Kind,
    text: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Empty,
    Item,
    Mark,
    Prose,
}

/// Whether a line break is only where an editor wrapped: a full line that ends in the middle of a sentence.
fn is_wrapped(line: &str, next: &str) -> bool {
    let length = line.chars().count();
    (45..=110).contains(&length)
        && !line.ends_with(['.', '!', '?', ':', ';'])
        && next.starts_with(|c: char| c.is_lowercase() || c.is_ascii_digit())
        || (60..=110).contains(&length) && line.ends_with([',', '-'])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const CASES: &[(&str, &str)] = &[
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("<ul><li>One</li><li>Two <b>bold</b></li></ul>", "- One\n- Two **bold**"),
        ("<ol><li>One</li><li>Two</li></ol>", "1. One\n2. Two"),
        ("<h2>About</h2>Text", "## About\n\nText"),
        ("One<br>Two<br/>Three", "One\n\nTwo\n\nThree"),
        ("<p>Hi</p><script>alert(1)</script>", "Hi"),
        ("<style>p{}</style><div>Hi</div>", "Hi"),
        ("<p onclick=\"x()\">Hi</p>", "Hi"),
        ("<a href=\"javascript:alert(1)\">Hi</a>", "Hi"),
        ("<p><a href=\"https://example.com/a\">Hi</a></p>", "[Hi](https://example.com/a)"),
        ("[Hi](javascript:alert(1))", "Hi"),
        ("[Hi](JaVa&#115;cript:alert(1))", "Hi"),
        ("[Hi](https://example.com/a)", "[Hi](https://example.com/a)"),
        ("![x](https://example.com/t.gif) Hi", "Hi"),
        ("&lt;p&gt;One&lt;/p&gt;&lt;p&gt;Two &amp;amp; three&lt;/p&gt;", "One\n\nTwo & three"),
        ("• One\n• Two", "- One\n- Two"),
        ("* One\n* Two", "- One\n- Two"),
        ("You will: • lead • build • hire", "You will:\n\n- lead\n- build\n- hire"),
        ("1) One\n2) Two", "1. One\n2. Two"),
        ("- One\n  - Deep\n- Two", "- One\n  - Deep\n- Two"),
        ("About us\nWe build things.\nJoin us.", "About us\n\nWe build things.\n\nJoin us."),
        ("**Bold** and _it_", "**Bold** and _it_"),
        ("    indented is not code", "indented is not code"),
        ("# Head\ntext", "# Head\n\ntext"),
        ("one\r\n\r\n\r\ntwo", "one\n\ntwo"),
        ("Weâ€™re hiring", "We’re hiring"),
        ("שלום עולם 👩🏽‍💻", "שלום עולם 👩🏽‍💻"),
        ("N/A", ""),
        ("<p></p>", ""),
    ];

    #[test]
    fn descriptions_become_safe_markdown() {
        for (input, expected) in CASES {
            let read = markdown(input, 10_000).value.unwrap_or_default();
            assert_eq!(read, *expected, "{input:?}");
            assert_eq!(markdown(&read, 10_000).value.unwrap_or_default(), *expected, "again: {input:?}");
        }
    }

    #[test]
    fn text_that_looks_like_tags_stays_text() {
        for input in [
            "a </script> b",
            "revenue < $5M & growing",
            "x <y> z",
            "1 < 2 > 0",
            "`<script>`",
            "\\<img src=x onerror=a>",
        ] {
            let read = markdown(input, 10_000).value.unwrap();
            assert!(is_safe(&read), "{read}");
            assert_eq!(markdown(&read, 10_000).value.unwrap(), read, "{input}");
        }
        assert!(
            plain(&markdown("revenue < $5M & growing", 100).value.unwrap())
                .contains("revenue < $5M & growing")
        );
    }

    #[test]
    fn long_text_survives_and_is_cut_with_a_warning() {
        let long = "Lead the team. </script> 🚀 שלום\n\n".repeat(1_000);
        let read = markdown(&long, 100_000);
        assert!(read.warnings.is_empty());
        assert!(read.value.unwrap().chars().count() > 20_000);
        let read = markdown(&long, 1_000);
        assert!(read.value.unwrap().chars().count() <= 1_000);
        assert_eq!(read.warnings.len(), 1);
    }

    const BULLETS: &[(&str, &[&str])] = &[
        ("[\"Lead finance.\", \"Build models\"]", &["Lead finance.", "Build models"]),
        ("• Lead finance\n• Build models", &["Lead finance", "Build models"]),
        ("<ul><li>Lead</li><li>Build</li></ul>", &["Lead", "Build"]),
        ("Lead; build; hire", &["Lead", "build", "hire"]),
        (
            "Lead the team. Build models, e.g. for the board. Hire.",
            &["Lead the team.", "Build models, e.g. for the board.", "Hire."],
        ),
        ("1. Lead\n2. Build", &["Lead", "Build"]),
        ("Lead\nBuild", &["Lead", "Build"]),
        ("10+ years in senior finance leadership.", &["10+ years in senior finance leadership."]),
        ("[{\"text\":\"Lead\"},{\"text\":\"Build\"}]", &["Lead", "Build"]),
        ("n/a", &[]),
    ];

    #[test]
    fn lists_are_found_in_any_shape() {
        for (input, expected) in BULLETS {
            assert_eq!(bullets(input).value.unwrap_or_default(), *expected, "{input:?}");
        }
    }

    #[test]
    fn a_summary_is_plain_and_ends_at_a_sentence_or_a_word() {
        let text = "## About\n\nWe build **things** for [people](https://e.com). We hire. And a third sentence that is long.";
        assert_eq!(summary(text, 60), "About We build things for people. We hire.");
        assert_eq!(summary("one two three four five", 12), "one two…");
        assert_eq!(summary("Short", 100), "Short");
        assert_eq!(summary("", 100), "");
        assert!(summary(&"x".repeat(500), 100).chars().count() <= 100);
    }

    proptest! {
        #[test]
        fn whatever_comes_is_safe(text in "[a-z<>/\\[\\]()!:\"'=&;#*_`~ \\n\\\\-]{0,80}") {
            if let Some(read) = markdown(&text, 10_000).value {
                prop_assert!(is_safe(&read), "{:?} -> {:?}", text, read);
            }
        }

        #[test]
        fn nasty_pieces_are_safe(pieces in prop::collection::vec(prop::sample::select(vec![
            "<script>", "</script>", "<a href=\"javascript:x\">", "</a>", "[a](", "javascript:x)", "](", "<javascript:x>", "\n[a]: javascript:x\n", "[a]",
            "![", "<img src=x onerror=y>", "`", "```\n", "\n", "&lt;script&gt;", "<!--", "-->", "<p>", "\\", "- ", "    ", "&#60;b&#62;", "x", "<svg onload=x>", "<https://e.com>",
        ]), 0..12)) {
            let text = pieces.concat();
            if let Some(read) = markdown(&text, 10_000).value {
                prop_assert!(is_safe(&read), "{:?} -> {:?}", text, read);
            }
        }

        #[test]
        fn nothing_panics(text in any::<String>(), max in 0_usize..50) {
            let _ = markdown(&text, max);
            let _ = bullets(&text);
            prop_assert!(summary(&text, max).chars().count() <= max);
        }
    }
}
