//! What a row is found by: its words in one column, without case, accents and punctuation.

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_its_words_folded_each_after_a_space() {
        assert_eq!(search_document(["Zoë O’Neill", "Fractional CFO"]), " zoe oneill fractional cfo");
        assert_eq!(search_document([" ?! "]), "");
    }
}
