//! The plain text search: a row's words in one column, and the patterns that find them.
//!
//! Both sides are folded alike (no case, no accents, no punctuation), and what is typed begins a word.

use super::vocabulary::fold;

/// What a row is found by: its words, each after a space, the most telling texts first.
pub fn search_document<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    const LONGEST: usize = 20_000;
    let mut document = String::new();
    for text in texts {
        for word in fold(text).split(' ').filter(|word| !word.is_empty()) {
            if document.len() + word.len() > LONGEST {
                return document;
            }
            document.push(' ');
            document.push_str(word);
        }
    }
    document
}

/// `LIKE` patterns of a search: a document must match all of them. None when nothing is searched for.
pub fn search_patterns(q: Option<&str>) -> Vec<String> {
    const MOST: usize = 12;
    let folded = fold(q.unwrap_or_default());
    let escape = |word: &str| word.replace('\\', r"\\").replace('%', r"\%").replace('_', r"\_");
    folded
        .split(' ')
        .filter(|word| !word.is_empty())
        .take(MOST)
        .map(|word| format!("% {}%", escape(word)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_and_searches_are_folded_alike() {
        assert_eq!(search_document(["Zoë O’Neill", "Fractional CFO"]), " zoe oneill fractional cfo");
        assert_eq!(search_patterns(Some("ZOE  cfo")), ["% zoe%", "% cfo%"]);
        assert_eq!(search_patterns(Some(" ?! ")), Vec::<String>::new());
        assert_eq!(search_patterns(None), Vec::<String>::new());
    }
}
