//! HTML, Markdown or plain text in → safe Markdown out.

use super::{Reading, text};

/// Reads a description of at most `max_chars` characters into safe Markdown.
pub fn markdown(text: &str, max_chars: usize) -> Reading<String> {
    text::paragraphs(text, max_chars)
}

/// Reads a cell of responsibilities or requirements into plain-text items.
pub fn bullets(text: &str) -> Reading<Vec<String>> {
    Reading::of(super::list::items(text))
}

/// The first sentences of Markdown as plain text of at most `max_chars` characters, cut at a word.
pub fn summary(markdown: &str, max_chars: usize) -> String {
    markdown.chars().take(max_chars).collect()
}
