//! A sentence of a posting in plain words, and what it says of the company.

use std::collections::HashMap;

use super::words::{
    BETWEEN, BREAKS, COMPANIES, HEADINGS_OF_OTHERS, HEADS, LONGEST, NO_BANKS, NOT_AFTER, OF_OTHERS,
    SELF_NAMES, TERMS, TRADES,
};
use super::{FoundBy, settle};

/// A sentence in lower-case words; commas and brackets are words too.
pub struct Sentence<'a> {
    /// As it was written.
    pub text: &'a str,
    /// Its words.
    pub words: Vec<String>,
}

/// The sentences of a text that speak of the company: what stands under "Requirements" or "Our clients" is left out.
pub fn sentences(text: &str) -> Vec<Sentence<'_>> {
    let mut found = Vec::new();
    let mut speaks_of_others = false;
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if let Some(heading) = heading(line) {
            speaks_of_others = HEADINGS_OF_OTHERS.iter().any(|words| heading.contains(words));
            // "About us: we are …" is more than a heading.
            if heading.len() > 60 {
                found.extend(split(line).map(Sentence::new));
            }
        } else if !speaks_of_others {
            found.extend(split(line).map(Sentence::new));
        }
    }
    found
}

/// The words of a line that is a heading, lower case.
fn heading(line: &str) -> Option<String> {
    let is_marked = line.starts_with('#') || (line.starts_with("**") && line.ends_with("**"));
    let is_bullet = line.starts_with(['-', '*', '•', '+', '–']) && !line.starts_with("**");
    let plain = line.trim_matches(['#', '*', ' ', ':']);
    let is_short = plain.split_whitespace().count() <= 6 && !plain.ends_with(['.', '!', '?', ',']);
    let is_heading =
        is_marked || line.trim_end_matches('*').ends_with(':') && plain.len() < 60 || is_short && !is_bullet;
    is_heading.then(|| plain.to_lowercase().replace('’', "'"))
}

/// A line in sentences.
fn split(line: &str) -> impl Iterator<Item = &str> {
    const NO_ENDS: &[&str] =
        &["inc", "ltd", "co", "corp", "eg", "ie", "us", "uk", "st", "dr", "vs", "approx", "no"];
    let mut rest = line;
    std::iter::from_fn(move || {
        rest = rest.trim_start();
        if rest.is_empty() {
            return None;
        }
        let ends = rest.char_indices().filter(|(_, c)| matches!(c, '.' | '!' | '?' | ';'));
        let end = ends.map(|(at, c)| (at, at + c.len_utf8())).find(|(at, next)| {
            let word = rest[..*at].rsplit(char::is_whitespace).next().unwrap_or_default();
            let word: String = word.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
            rest[*next..].starts_with(char::is_whitespace) && !NO_ENDS.contains(&word.as_str())
        });
        let (sentence, later) = rest.split_at(end.map_or(rest.len(), |(_, next)| next));
        rest = later;
        Some(sentence)
    })
}

/// The phrases of a sentence before a company's noun.
struct Phrase {
    /// Where its "a", "the" or "our" stands.
    article: usize,
    /// The industries that it names, first to last.
    slugs: Vec<&'static str>,
}

impl<'a> Sentence<'a> {
    pub fn new(text: &'a str) -> Self {
        Self { text: text.trim(), words: words(text) }
    }

    /// The industries of the company that the sentence speaks of.
    pub fn industries(&self, company: &[String]) -> Option<(Vec<&'static str>, FoundBy)> {
        (0..self.words.len()).find_map(|at| {
            self.company_at(at, company).or_else(|| self.head_at(at, company)).or_else(|| self.sector_at(at))
        })
    }

    /// `… a growing B2B SaaS company`: the noun stands at `noun`.
    fn company_at(&self, noun: usize, company: &[String]) -> Option<(Vec<&'static str>, FoundBy)> {
        if !self.is_company(noun) || self.word(noun + 1).is_some_and(|word| NOT_AFTER.contains(&word)) {
            return None;
        }
        let (slug, from, end) = (0..=2).find_map(|back| {
            let end = noun.checked_sub(back)?;
            let is_close = (end..noun).all(|at| self.is_between(at));
            let (slug, count) = self.phrase_before(end, &TERMS)?;
            is_close.then_some((slug, end - count, end))
        })?;
        let technology = self.words[end..noun].iter().any(|word| word.starts_with("tech"));
        let mut phrase = self.phrase_to(from, slug)?;
        settle(&mut phrase.slugs, technology);
        let is_whose = COMPANIES.contains(&self.words[noun].as_str());
        let found_by = self.told_by(phrase.article, noun + 1, company, is_whose)?;
        Some((phrase.slugs, found_by))
    }

    /// "… a challenger bank": a company by itself.
    fn head_at(&self, at: usize, company: &[String]) -> Option<(Vec<&'static str>, FoundBy)> {
        const AFTER: &[&str] = &[
            ",",
            "that",
            "which",
            "with",
            "based",
            "headquartered",
            "in",
            "for",
            "serving",
            "helping",
            "focused",
            "founded",
            "building",
            "of",
            "on",
            "backed",
            "from",
            "where",
            "whose",
            "we",
        ];
        let (slug, phrase, count) = self.phrase_at(at, &HEADS)?;
        let end = at + count;
        let is_end = self.word(end).is_none_or(|word| AFTER.contains(&word));
        let is_no_bank = phrase == "bank"
            && (self.word(end) == Some("of")
                || at.checked_sub(1).is_some_and(|before| NO_BANKS.contains(&self.words[before].as_str())));
        if !is_end || is_no_bank {
            return None;
        }
        let article = self.article_before(at)?;
        let found_by = self.told_by(article, end, company, true)?;
        let is_near = article > 0 && matches!(self.words[article - 1].as_str(), "join" | "joining" | "at");
        (found_by == FoundBy::Statement || is_near).then(|| (vec![slug], found_by))
    }

    /// "… operates in the healthcare industry".
    fn sector_at(&self, noun: usize) -> Option<(Vec<&'static str>, FoundBy)> {
        const WHO: &[&str] = &[
            "operate",
            "operates",
            "operating",
            "company",
            "startup",
            "scaleup",
            "firm",
            "business",
            "organization",
            "leader",
            "player",
            "provider",
            "manufacturer",
            "operator",
            "group",
            "role",
            "position",
            "pioneer",
            "brand",
        ];
        if !matches!(self.words[noun].as_str(), "industry" | "sector" | "space" | "market") {
            return None;
        }
        let (slug, count) = self.phrase_before(noun, &TERMS)?;
        let mut from = noun - count;
        let mut slugs = vec![slug];
        if let Some((slug, count)) = self.phrase_before(from, &TERMS) {
            slugs.insert(0, slug);
            from -= count;
        }
        if from > 0 && self.words[from - 1] == "the" {
            from -= 1;
        }
        let is_in = from > 1 && self.words[from - 1] == "in" && WHO.contains(&self.words[from - 2].as_str());
        if !is_in || self.speaks_of_others() {
            return None;
        }
        settle(&mut slugs, false);
        Some((slugs, FoundBy::Workplace))
    }

    /// What stands between the article and the last industry, which begins at `from`.
    fn phrase_to(&self, from: usize, last: &'static str) -> Option<Phrase> {
        let mut slugs = vec![last];
        let is_trade = |slug: &&str| TRADES.contains(slug);
        let is_software = |slug: &str| matches!(slug, "saas" | "enterprise-software");
        let mut at = from;
        while at > 0 && from - at < 12 {
            let word = self.words[at - 1].as_str();
            if self.is_article(at - 1) {
                // A trade works for the others that are named before it.
                if is_trade(&last) {
                    slugs = vec![last];
                }
                return Some(Phrase { article: at - 1, slugs });
            }
            if BREAKS.contains(&word) {
                return None;
            }
            if let Some((slug, count)) = self.phrase_before(at, &TERMS) {
                at -= count;
                // "Marketing software" is one thing; "a marketing and retail company" is not plain.
                if !is_trade(&slug) || is_software(slugs[0]) {
                    slugs.insert(0, slug);
                }
            } else {
                at -= 1;
            }
        }
        None
    }

    /// Whether the word begins what is said of a company; the A of "Series A" doesn't.
    fn is_article(&self, at: usize) -> bool {
        let is_series = at > 0 && self.words[at - 1] == "series";
        matches!(self.words[at].as_str(), "a" | "an" | "the" | "our" | "this") && !is_series
    }

    /// Where the article before a noun stands.
    fn article_before(&self, noun: usize) -> Option<usize> {
        for at in (noun.saturating_sub(6)..noun).rev() {
            let word = self.words[at].as_str();
            if self.is_article(at) {
                return Some(at);
            }
            if BREAKS.contains(&word) {
                return None;
            }
        }
        None
    }

    /// Whether the company of the phrase from `article` to `end` is the posting's own, and by what that is told.
    fn told_by(&self, article: usize, end: usize, company: &[String], is_whose: bool) -> Option<FoundBy> {
        const ADVERBS: &[&str] =
            &["currently", "now", "also", "today", "proudly", "simply", "already", "essentially"];
        const IMPERATIVES: &[&str] =
            &["help", "support", "lead", "scale", "guide", "build", "grow", "run", "steer"];
        const WHERE: &[&str] = &["at", "for", "with", "join", "joining", "within", "inside"];
        let mut at = article;
        while at > 0 && ADVERBS.contains(&self.words[at - 1].as_str()) {
            at -= 1;
        }
        let before = at.checked_sub(1).map_or("", |at| self.words[at].as_str());
        let is_stated = match before {
            "is" | "are" => self.is_own(at - 1, company),
            "run" | "operate" | "own" => at > 1 && self.words[at - 2] == "we",
            "," => {
                let subject = at.checked_sub(2).map(|at| self.words[at].as_str());
                subject.is_some_and(|subject| subject == "client" || is_name(subject, company))
                    && !self.speaks_of_others()
            }
            "as" if at == 1 => {
                let next = if self.word(end) == Some(",") { end + 1 } else { end };
                matches!(self.word(next), Some("we" | "our"))
            }
            _ => false,
        };
        if is_stated {
            return Some(FoundBy::Statement);
        }
        let is_where = WHERE.contains(&before)
            || (at == 1 && IMPERATIVES.contains(&before))
            || (self.words[article] == "our"
                && matches!(self.words[end - 1].as_str(), "company" | "startup" | "business" | "firm"));
        (is_whose && is_where && !self.speaks_of_others()).then_some(FoundBy::Workplace)
    }

    /// Whether the subject that ends before the verb at `verb` is the posting's own company.
    fn is_own(&self, verb: usize, company: &[String]) -> bool {
        let Some(subject) = verb.checked_sub(1).map(|at| self.words[at].as_str()) else { return false };
        let whose = verb.checked_sub(2).map(|at| self.words[at].as_str());
        match subject {
            "we" => whose != Some("if"),
            "company" | "client" | "business" | "organization" | "firm" | "startup" | "employer" => {
                matches!(whose, Some("our" | "the" | "my" | "this"))
            }
            name => is_name(name, company),
        }
    }

    /// Whether the sentence speaks of what others are, want or have done.
    fn speaks_of_others(&self) -> bool {
        const OF_ITSELF: &[&str] = &["are", "need", "seek", "want", "hire", "have", "operate"];
        const DONE: &[&str] =
            &["led", "built", "scaled", "run", "been", "held", "managed", "served", "helped", "grown"];
        self.words.iter().enumerate().any(|(at, word)| {
            let next = self.word(at + 1);
            match word.as_str() {
                "serve" => next != Some("as"),
                "have" | "has" => next.is_some_and(|next| DONE.contains(&next)),
                // What a company does for others, and not what it looks for.
                "we" => next.is_none_or(|next| !OF_ITSELF.contains(&next)),
                word => OF_OTHERS.contains(&word),
            }
        })
    }

    fn word(&self, at: usize) -> Option<&str> {
        self.words.get(at).map(String::as_str)
    }

    /// Whether the word is one for a company.
    pub fn is_company(&self, at: usize) -> bool {
        self.word(at).is_some_and(|word| COMPANIES.contains(&word) || SELF_NAMES.contains(&word))
    }

    /// Whether the word may stand between an industry and its company.
    pub fn is_between(&self, at: usize) -> bool {
        self.word(at).is_some_and(|word| BETWEEN.contains(&word))
    }

    /// Whether a company is named there: "services company".
    pub fn names_company(&self, at: usize) -> bool {
        let skipped = (at..self.words.len()).take_while(|at| self.is_between(*at)).count().min(2);
        self.is_company(at + skipped)
    }

    /// The longest phrase of a table that begins at a word: what it means, the phrase, its words.
    pub fn phrase_at(
        &self,
        at: usize,
        table: &HashMap<&'static str, &'static str>,
    ) -> Option<(&'static str, String, usize)> {
        let most = LONGEST.min(self.words.len().saturating_sub(at));
        (1..=most).rev().find_map(|count| {
            let phrase = joined(&self.words[at..at + count]);
            Some((*table.get(phrase.as_str())?, phrase, count))
        })
    }

    /// The longest phrase of a table that ends before a word: what it means, and its words.
    fn phrase_before(
        &self,
        end: usize,
        table: &HashMap<&'static str, &'static str>,
    ) -> Option<(&'static str, usize)> {
        (1..=LONGEST.min(end)).rev().find_map(|count| {
            let slug = table.get(joined(&self.words[end - count..end]).as_str())?;
            Some((*slug, count))
        })
    }
}

/// Whether a word is the company's name, or ends it.
fn is_name(word: &str, company: &[String]) -> bool {
    company.last().is_some_and(|last| last == word) || company.first().is_some_and(|first| first == word)
}

/// Words as a phrase; "real-estate" is "real estate".
fn joined(words: &[String]) -> String {
    words.join(" ").replace('-', " ")
}

/// A text in lower-case words, without marks of Markdown.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut in_target = false;
    let lower = text.to_lowercase();
    let mut chars = lower.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            // A link's target, not its words.
            '(' if word.is_empty() && in_target => {
                while chars.next_if(|c| *c != ')').is_some() {}
                chars.next();
                in_target = false;
                continue;
            }
            c if c.is_alphanumeric() || c == '-' || (c == '&' && !word.is_empty()) => word.push(c),
            '\'' | '’' if !word.is_empty() => word.push('\''),
            '.' if !word.is_empty() => {}
            '*' | '_' | '`' | '[' | '#' | '"' | '“' | '”' => {}
            _ => {
                push(&mut words, &mut word);
                match c {
                    ',' | '(' | ')' | '–' | '—' | ':' => words.push(",".to_owned()),
                    '&' | '/' | '+' => words.push("and".to_owned()),
                    _ => {}
                }
            }
        }
        in_target = c == ']';
    }
    push(&mut words, &mut word);
    words
}

fn push(words: &mut Vec<String>, word: &mut String) {
    let taken = std::mem::take(word);
    let plain = taken.trim_matches(['-', '\'', '&']);
    match plain {
        "" => {}
        "start-up" => words.push("startup".to_owned()),
        "scale-up" => words.push("scaleup".to_owned()),
        "e-commerce" => words.push("ecommerce".to_owned()),
        "non-profit" | "not-for-profit" => words.push("nonprofit".to_owned()),
        "organisation" => words.push("organization".to_owned()),
        "we're" => words.extend(["we".to_owned(), "are".to_owned()]),
        plain => words.push(plain.to_owned()),
    }
}
