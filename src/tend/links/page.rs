//! What a page says of a posting, read without a browser.

use std::sync::LazyLock;

use chrono::{DateTime, NaiveDate};
use regex::Regex;
use unicode_normalization::UnicodeNormalization;

/// Whether a heading of a page names a title. A word in running text is no sign: it may stand in a list of other jobs.
pub fn is_headed(html: &str, title: &str) -> bool {
    static HEADING: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?is)<(?:title|h1|h2)\b[^>]*>(.*?)</(?:title|h1|h2)\s*>").expect("a constant")
    });
    let title = words(title);
    !title.trim().is_empty() && HEADING.captures_iter(html).any(|found| words(&found[1]).contains(&title))
}

/// Words by which a page says that a posting is over; what it says of itself is quoted.
pub fn says_it_is_over(html: &str) -> Option<String> {
    static OVER: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(concat!(
            r"(?i)\bno longer (?:available|accepting|open|active|exists?|listed|being advertised)\b",
            r"|\b(?:position|job|role|vacancy|posting|opening|requisition|advert|listing)",
            r" (?:has been|has|have been|is|was|may have been) (?:now |already )?(?:filled|closed|expired|removed|ended)\b",
            r"|\b(?:applications?|job|position) (?:is|are) (?:now )?closed\b",
            r"|\b(?:job|position|posting|vacancy|page) (?:was |could )?not (?:be )?found\b",
            r"|\b(?:job|posting) (?:does not|doesn.?t) exist\b",
        ))
        .expect("a constant")
    });
    let text = text(html);
    OVER.find(&text).map(|found| found.as_str().to_lowercase())
}

/// The last day that a page's structured data names.
pub fn valid_through(html: &str) -> Option<NaiveDate> {
    static UNTIL: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r#""validThrough"\s*:\s*"([^"]{10,40})""#).expect("a constant"));
    let text = &UNTIL.captures(html)?[1];
    let moment = DateTime::parse_from_rfc3339(text).map(|moment| moment.to_utc().date_naive());
    moment.ok().or_else(|| text.get(..10)?.parse().ok())
}

/// The board that an embedded Greenhouse page loads its postings from.
pub fn greenhouse_board(html: &str) -> Option<&str> {
    static BOARD: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"greenhouse\.io/embed/job_(?:board|app)(?:/js)?\?(?:[^"'\s<>]*&(?:amp;)?)?for=([A-Za-z0-9_-]+)"#)
            .expect("a constant")
    });
    BOARD.captures(html).and_then(|found| found.get(1)).map(|board| board.as_str())
}

/// What a reader sees: no tags, no scripts.
fn text(html: &str) -> String {
    static HIDDEN: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?is)<script\b.*?</script\s*>|<style\b.*?</style\s*>|<template\b.*?</template\s*>|<!--.*?-->|<[^>]*>")
            .expect("a constant")
    });
    let shown =
        HIDDEN.replace_all(html, " ").replace("&nbsp;", " ").replace("&#39;", "'").replace("&rsquo;", "’");
    shown.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Words alone, with a space around each: letters and digits, small, without accents.
fn words(html: &str) -> String {
    let mut words = String::from(" ");
    for char in text(&html.replace("&amp;", " ")).nfkd().filter(|char| !is_accent(*char)) {
        if char.is_alphanumeric() {
            words.extend(char.to_lowercase());
        } else if !words.ends_with(' ') {
            words.push(' ');
        }
    }
    if !words.ends_with(' ') {
        words.push(' ');
    }
    words
}

fn is_accent(char: char) -> bool {
    unicode_normalization::char::is_combining_mark(char)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_about_a_job_whose_title_heads_it() {
        for (html, title, is_headed_so) in [
            ("<title>Fractional CFO | Acme</title>", "Fractional CFO", true),
            ("<h1 class=x>\n Fractional  <b>CFO</b></h1>", "Fractional CFO", true),
            ("<h2>Head of R&amp;D – Zürich</h2>", "Head of R&D, Zurich", true),
            ("<TITLE>fractional cfo</TITLE >", "Fractional CFO", true),
            ("<title>Careers</title><p>Fractional CFO</p>", "Fractional CFO", false),
            ("<title>Fractional CFOs</title>", "Fractional CFO", false),
            ("<title></title><script>'<h1>CFO</h1>'</script>", "", false),
            ("", "CFO", false),
        ] {
            assert_eq!(is_headed(html, title), is_headed_so, "{html} {title}");
        }
    }

    #[test]
    fn words_of_an_end_are_heard_and_others_are_not() {
        for over in [
            "<p>This job is no longer available.</p>",
            "We are no longer accepting applications",
            "The position has been <b>filled</b>.",
            "<h1>Job not found</h1>",
            "Applications are closed",
            "This posting has expired",
            "Sorry, this position&nbsp;is closed",
        ] {
            assert!(says_it_is_over(over).is_some(), "{over}");
        }
        for open in [
            "<p>You have closed deals and filled positions.</p>",
            "<script>var t = 'no longer available'</script><h1>CFO</h1>",
            "<!-- job not found --> Apply now",
            "The role reports to the CEO",
        ] {
            assert_eq!(says_it_is_over(open), None, "{open}");
        }
    }

    #[test]
    fn a_page_names_its_last_day_and_its_board() {
        let day = |text: &str| valid_through(text).map(|day| day.to_string());
        assert_eq!(day(r#"{"validThrough": "2026-05-31"}"#).as_deref(), Some("2026-05-31"));
        assert_eq!(day(r#"{"validThrough":"2026-05-31T23:00:00-05:00"}"#).as_deref(), Some("2026-06-01"));
        assert_eq!(day(r#"{"validThrough":"next Tuesday"}"#), None);
        for html in [
            r#"<script src="https://boards.greenhouse.io/embed/job_board/js?for=acme_co"></script>"#,
            r"<iframe src='https://job-boards.greenhouse.io/embed/job_app?b=1&amp;for=acme_co&amp;token=1'>",
        ] {
            assert_eq!(greenhouse_board(html), Some("acme_co"), "{html}");
        }
        assert_eq!(greenhouse_board("greenhouse.io/embed/job_board/js?for="), None);
    }
}
