//! Which industries an import would read from a posting that names none, and from which words.

use serde_json::{Value, json};

use super::normalise::derived_industry::{Posting, derived};
use super::normalise::markdown;
use crate::taxonomy::Vocabulary;

/// Explains a posting's text: an object with `input`, `industry_slugs`, the `evidence` for each, `warnings` and `unread`.
/// `title` and `company` are what the other cells of the row say.
pub fn explain_posting(text: &str, title: &str, company: Option<&str>, vocabulary: &Vocabulary) -> Value {
    // A description comes to the reader as an import keeps it.
    let description = markdown::markdown(text, 50_000).value.unwrap_or_default();
    let read = derived(Posting { company, title, summary: "", description: &description }, vocabulary);
    let evidence = read.value.unwrap_or_default();
    let slugs: Vec<&str> = evidence.iter().map(|found| found.slug.as_str()).collect();
    json!({
        "input": text, "industry_slugs": slugs, "evidence": evidence, "warnings": read.warnings, "unread": read.unread,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_derived_is_told_with_its_words() {
        let vocabulary = Vocabulary::shipped();
        let told = |text, title, company| explain_posting(text, title, company, &vocabulary);
        let answer = told("<p>We are a <b>fintech</b> startup.</p>", "", Some("Harbor Bank"));
        assert_eq!(answer["industry_slugs"], json!(["fintech", "banking"]));
        assert_eq!(
            answer["evidence"][0],
            json!({"slug": "fintech", "found_by": "statement", "words": "\"We are a fintech startup.\""})
        );
        assert_eq!(told("SaaS tools experience", "", None)["industry_slugs"], json!([]));
        assert_eq!(told("", "Fractional CFO (SaaS)", None)["evidence"][0]["found_by"], "title");
        let many = told("We are a bank. We are a hospital. We are a brewery.", "", None);
        assert_eq!(many["industry_slugs"], json!([]));
        assert_eq!(many["unread"], "banking; healthcare; food-beverage");
    }
}
