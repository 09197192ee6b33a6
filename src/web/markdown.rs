//! Markdown that people and imports write, as HTML that can do no harm.

use std::collections::{HashMap, HashSet};
use std::fmt::{self, Display};
use std::sync::{Arc, LazyLock};

use ammonia::Builder;
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use quick_cache::sync::Cache;

/// Sanitised HTML made of Markdown. Templates print it through the one `markdown` macro only.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Html(Arc<str>);

impl Html {
    /// Renders Markdown: raw HTML is left out, headings start at the third level, links are marked as user content.
    pub fn from_markdown(text: &str) -> Self {
        /// Longer ones are rare, and few of them would fill what is kept.
        const LONGEST_KEPT: usize = 8_000;
        if let Some(rendered) = RENDERED.get(text) {
            return Self(rendered);
        }
        let rendered: Arc<str> = Self::render(text).into();
        if text.len() <= LONGEST_KEPT {
            RENDERED.insert(text.to_owned(), rendered.clone());
        }
        Self(rendered)
    }

    fn render(text: &str) -> String {
        let parse = || Parser::new_ext(text, Options::ENABLE_STRIKETHROUGH);
        let mut lower = Lower { highest: parse().filter_map(heading_level).min(), has_third: false };
        let events = parse()
            .filter(|event| !matches!(event, Event::Html(_) | Event::InlineHtml(_)))
            .map(|event| lower.event(event));
        let mut html = String::with_capacity(text.len() + text.len() / 4);
        pulldown_cmark::html::push_html(&mut html, events);
        SANITISER.clean(&html).to_string()
    }

    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.0.trim().is_empty()
    }

    /// The HTML, for machine formats that want it as text (structured data, feeds).
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The level of the heading that begins here.
#[expect(clippy::needless_pass_by_value, reason = "it stands in an iterator's chain")]
fn heading_level(event: Event<'_>) -> Option<HeadingLevel> {
    if let Event::Start(Tag::Heading { level, .. }) = event { Some(level) } else { None }
}

/// The page's own headings are the first and the second level, so the text's highest becomes the third, and every other the
/// fourth; none is skipped.
struct Lower {
    highest: Option<HeadingLevel>,
    /// Whether there was one of the third level, below which others can stand.
    has_third: bool,
}

impl Lower {
    fn event<'a>(&mut self, event: Event<'a>) -> Event<'a> {
        match event {
            Event::Start(Tag::Heading { level, id, classes, attrs }) => {
                Event::Start(Tag::Heading { level: self.level(level), id, classes, attrs })
            }
            Event::End(TagEnd::Heading(level)) => {
                let level = self.level(level);
                self.has_third = true;
                Event::End(TagEnd::Heading(level))
            }
            other => other,
        }
    }

    fn level(&self, level: HeadingLevel) -> HeadingLevel {
        if Some(level) == self.highest || !self.has_third { HeadingLevel::H3 } else { HeadingLevel::H4 }
    }
}

/// Plain text within Markdown: what would be a mark is a character.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + text.len() / 8);
    let mut begins = true;
    for c in text.chars() {
        let is_mark = matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '~')
            || begins && matches!(c, '#' | '-' | '+' | '=' | '|');
        if is_mark {
            escaped.push('\\');
        }
        escaped.push(c);
        begins = c == '\n' || begins && c.is_whitespace();
    }
    escaped
}

/// Texts that were rendered of late: a page is made anew whenever anything on it changes, its longest text hardly ever, and
/// to sanitise that is a tenth of the work.
static RENDERED: LazyLock<Cache<String, Arc<str>>> = LazyLock::new(|| Cache::new(1_000));

static SANITISER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::empty();
    builder
        .tags(HashSet::from([
            "p",
            "br",
            "strong",
            "em",
            "del",
            "a",
            "ul",
            "ol",
            "li",
            "h3",
            "h4",
            "blockquote",
            "code",
            "pre",
            "hr",
        ]))
        .tag_attributes(HashMap::from([("a", HashSet::from(["href"])), ("ol", HashSet::from(["start"]))]))
        .url_schemes(HashSet::from(["http", "https"]))
        .link_rel(Some("nofollow ugc noopener"));
    builder
});

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn escaped_text_is_read_as_itself(text in "[a-zA-Z *_`#<>~\\[\\]!-]{1,40}") {
            let line = text.trim();
            let html = Html::from_markdown(&escape(line)).to_string();
            let expected = if line.is_empty() { String::new() } else { format!("<p>{}</p>\n", ammonia::clean_text(line)) };
            let plain = |html: &str| scraper::Html::parse_fragment(html).root_element().text().collect::<String>();
            proptest::prop_assert_eq!(plain(&html).trim().to_owned(), plain(&expected).trim().to_owned());
        }
    }

    #[test]
    fn markdown_can_do_no_harm() {
        let cases = [
            ("Hello *you*", "<p>Hello <em>you</em></p>\n"),
            ("# Big", "<h3>Big</h3>\n"),
            ("##### Small", "<h3>Small</h3>\n"),
            ("## A\n\n#### B", "<h3>A</h3>\n<h4>B</h4>\n"),
            ("### A\n\n## B\n\n### C", "<h3>A</h3>\n<h3>B</h3>\n<h4>C</h4>\n"),
            ("a <script>alert(1)</script> b", "<p>a alert(1) b</p>\n"),
            ("<img src=x onerror=alert(1)>", ""),
            ("[x](javascript:alert(1))", "<p><a rel=\"nofollow ugc noopener\">x</a></p>\n"),
            ("![x](https://a.example/x.png)", "<p></p>\n"),
            (
                "[x](https://a.example/)",
                "<p><a href=\"https://a.example/\" rel=\"nofollow ugc noopener\">x</a></p>\n",
            ),
        ];
        for (markdown, html) in cases {
            assert_eq!(Html::from_markdown(markdown).as_str(), html, "{markdown}");
        }
    }
}
