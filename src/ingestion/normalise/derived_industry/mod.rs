//! Industries of a posting that names none: read from what it says of its own company, or not at all.
//!
//! A word that merely occurs says nothing. What counts is a sentence about the company itself (`we are a B2B SaaS
//! company`, `Acme, a fintech startup, …`), about where the work is ("CFO for a healthtech startup"), the end of the
//! company's name ("… Bank"), or a part of the title (`(Series B SaaS)`). What speaks of clients, of experience or of
//! what the company is not, is left. More than two industries are none.

#[cfg(test)]
mod cases;
mod sentence;
mod words;

use std::collections::HashSet;

use serde::Serialize;

use super::Reading;
use super::reading::quote;
use crate::taxonomy::{TaxonomyKind, Vocabulary, vocabulary::fold};
use sentence::{Sentence, sentences};
use words::{IN_TITLES, NAME_BEGINS, NAME_ENDS, NO_BANKS, STAGES, TERMS, WITH_SOFTWARE};

/// What of a posting may say in which business its company is.
#[derive(Clone, Copy, Debug, Default)]
pub struct Posting<'a> {
    /// The company's name.
    pub company: Option<&'a str>,
    /// The posting's title.
    pub title: &'a str,
    /// A short text about it.
    pub summary: &'a str,
    /// The whole text, plain or Markdown.
    pub description: &'a str,
}

/// By what an industry was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FoundBy {
    /// The company says what it is: "we are a fintech company".
    Statement,
    /// A part of the title: `(Series B SaaS)`.
    Title,
    /// The company's name: "Harbor Bank".
    CompanyName,
    /// The text says where the work is: "for a fintech startup", "in the healthcare industry".
    Workplace,
}

/// One industry with the words that say it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Evidence {
    /// The industry's slug.
    pub slug: String,
    /// By what it was found.
    pub found_by: FoundBy,
    /// The words, shortened.
    pub words: String,
}

/// The most industries that are believed.
const MOST: usize = 2;

/// The most of a text that is read, in bytes.
const MOST_TEXT: usize = 20_000;

/// The industries of a posting that names none, plainest first; nothing where it is not plain.
pub fn derived(posting: Posting<'_>, vocabulary: &Vocabulary) -> Reading<Vec<Evidence>> {
    let company = company_words(posting.company.unwrap_or_default());
    let (mut plain, mut workplace) = (Vec::new(), Vec::new());
    for text in [posting.summary, posting.description] {
        for sentence in sentences(prefix(text, MOST_TEXT)) {
            let Some((slugs, found_by)) = sentence.industries(&company) else { continue };
            let found = if found_by == FoundBy::Workplace { &mut workplace } else { &mut plain };
            add(found, &slugs, found_by, sentence.text);
        }
    }
    add(&mut plain, &in_title(posting.title), FoundBy::Title, posting.title);
    if let (Some(slug), Some(name)) = (in_name(&company), posting.company) {
        add(&mut plain, &[slug], FoundBy::CompanyName, name);
    }
    // What a company says of itself goes before where the work is said to be.
    let mut found = if plain.is_empty() { workplace } else { plain };
    found.retain(|found: &Evidence| vocabulary.name(TaxonomyKind::Industry, &found.slug).is_some());
    if found.iter().any(|found| found.slug == "saas") {
        found.retain(|found| found.slug != "enterprise-software");
    }
    match found.len() {
        0 => Reading::nothing(),
        1..=MOST => Reading::of(found),
        _ => {
            let named: Vec<&str> = found.iter().map(|found| found.slug.as_str()).collect();
            Reading::unread(
                named.join("; "),
                format!("{} industries are too many to be plain: {}", named.len(), named.join(", ")),
            )
        }
    }
}

fn add(found: &mut Vec<Evidence>, slugs: &[&'static str], found_by: FoundBy, words: &str) {
    for slug in slugs {
        if !found.iter().any(|known| known.slug == *slug) {
            found.push(Evidence {
                slug: (*slug).to_owned(),
                found_by,
                words: quote(&words.replace(['*', '_', '`', '#'], "")),
            });
        }
    }
}

/// As much of a text as is read, whole characters.
fn prefix(text: &str, most: usize) -> &str {
    &text[..text.floor_char_boundary(most)]
}

/// A company's name in words, without its legal form.
fn company_words(name: &str) -> Vec<String> {
    const LEGAL: &[&str] = &[
        "inc",
        "llc",
        "ltd",
        "limited",
        "gmbh",
        "corp",
        "corporation",
        "co",
        "plc",
        "ag",
        "sa",
        "nv",
        "bv",
        "lp",
        "llp",
        "pllc",
        "pc",
        "group",
        "holdings",
        "holding",
        "na",
        "the",
        "and",
        "company",
    ];
    let mut words: Vec<String> = fold(name).split(' ').map(str::to_owned).collect();
    while words.len() > 1 && words.last().is_some_and(|word| LEGAL.contains(&word.as_str())) {
        words.pop();
    }
    if words.len() > 1 && words[0] == "the" {
        words.remove(0);
    }
    words.retain(|word| !word.is_empty());
    words
}

/// The industry that a company's name ends, or begins, with.
fn in_name(company: &[String]) -> Option<&'static str> {
    let name = company.join(" ");
    if name == "city of hope" {
        return None;
    }
    if let Some((_, slug)) = NAME_BEGINS.iter().find(|(begin, _)| name.starts_with(begin)) {
        return Some(slug);
    }
    // The word alone is a name like any other.
    (1..=2.min(company.len().saturating_sub(1))).rev().find_map(|count| {
        let (before, end) = company.split_at(company.len() - count);
        let slug = NAME_ENDS.get(end.join(" ").as_str())?;
        let is_bank = end == ["bank"];
        let no_bank = before.last().is_some_and(|word| NO_BANKS.contains(&word.as_str()));
        (!(is_bank && no_bank)).then_some(*slug)
    })
}

/// The industries that a part of a title names.
fn in_title(title: &str) -> Vec<&'static str> {
    let mut found = Vec::new();
    // "Fractional CFO - SaaS": the first part is the office itself.
    let parts =
        title.split(['(', ')', '[', ']', '|', ',', ';', ':', '–', '—']).flat_map(|part| part.split(" - "));
    for part in parts.skip(1) {
        let part = Sentence::new(part);
        if let Some(slugs) = part.industry_alone() {
            found.extend(slugs);
        }
    }
    if found.is_empty() {
        // "Fractional CFO for a B2B SaaS company"
        if let Some((slugs, _)) = Sentence::new(title).industries(&[]) {
            found = slugs;
        }
    }
    found
}

impl Sentence<'_> {
    /// The industries of a part of a title that says nothing else.
    fn industry_alone(&self) -> Option<Vec<&'static str>> {
        let mut slugs = Vec::new();
        let mut at = 0;
        while at < self.words.len() {
            if let Some((slug, phrase, count)) = self.phrase_at(at, &TERMS) {
                let is_told = IN_TITLES.contains(&phrase.as_str()) || self.names_company(at + count);
                if !is_told {
                    return None;
                }
                slugs.push(slug);
                at += count;
            } else if STAGES.contains(&self.words[at].as_str())
                || self.words[at].chars().all(|c| c.is_ascii_digit())
                || (!slugs.is_empty() && (self.is_company(at) || self.is_between(at)))
            {
                at += 1;
            } else {
                return None;
            }
        }
        settle(&mut slugs, false);
        (!slugs.is_empty()).then_some(slugs)
    }
}

/// Makes one industry of "healthcare software", and leaves "software" out beside what says more.
fn settle(slugs: &mut Vec<&'static str>, with_technology: bool) {
    let has_software = slugs.iter().any(|slug| matches!(*slug, "saas" | "enterprise-software"));
    if has_software || with_technology {
        for slug in slugs.iter_mut() {
            if let Some((_, own)) = WITH_SOFTWARE.iter().find(|(industry, _)| industry == slug) {
                *slug = own;
            }
        }
    }
    if slugs.iter().any(|slug| !matches!(*slug, "enterprise-software" | "artificial-intelligence")) {
        slugs.retain(|slug| *slug != "enterprise-software");
    }
    let mut seen = HashSet::new();
    slugs.retain(|slug| seen.insert(*slug));
}
