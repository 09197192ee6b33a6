//! What somebody typed, cut into words, phrases and what stands between them.

use crate::taxonomy::vocabulary::fold;

/// How many words of a search count.
pub(super) const MOST_WORDS: usize = 12;
/// Longer ones are nobody's word.
const LONGEST_WORD: usize = 60;
/// Words that hold others together, or say that somebody is sought, and nothing by themselves.
pub(super) const SMALL_WORDS: [&str; 61] = [
    "a",
    "affordable",
    "an",
    "and",
    "are",
    "around",
    "as",
    "at",
    "based",
    "best",
    "by",
    "can",
    "do",
    "does",
    "experienced",
    "find",
    "finding",
    "for",
    "freelance",
    "freelancer",
    "freelancers",
    "from",
    "good",
    "great",
    "has",
    "have",
    "help",
    "helps",
    "hire",
    "hiring",
    "i",
    "in",
    "is",
    "looking",
    "near",
    "need",
    "needed",
    "needs",
    "of",
    "on",
    "our",
    "outsourced",
    "please",
    "seeking",
    "somebody",
    "someone",
    "speak",
    "speaking",
    "speaks",
    "that",
    "the",
    "to",
    "top",
    "want",
    "wanted",
    "we",
    "which",
    "who",
    "with",
    "within",
    "you",
];
/// What the lists hold, as people say that they look for it.
const LISTED: [&str; 18] = [
    "exec",
    "execs",
    "executive",
    "executives",
    "job",
    "jobs",
    "opening",
    "openings",
    "opportunities",
    "opportunity",
    "position",
    "positions",
    "posting",
    "postings",
    "role",
    "roles",
    "vacancies",
    "vacancy",
];
/// Before these it is a title that hardly anybody lists ("account executive", "non-executive").
const BEFORE_TITLES: [&str; 2] = ["account", "non"];
/// Codes of American states that are words as well, or something else in capitals.
const WORDS_TOO: [&str; 17] =
    ["al", "co", "de", "hi", "id", "in", "la", "ma", "md", "me", "mo", "ms", "oh", "ok", "or", "pa", "va"];
/// After these "us" is a country, as it is after a name; after other words it is who searches ("help us grow").
const BEFORE_PLACES: [&str; 8] = ["around", "at", "based", "from", "in", "near", "the", "within"];

/// One of them.
#[derive(Debug, PartialEq)]
pub(super) enum Token {
    Word(String),
    /// A word that is written as a state's code after a town is ("Austin TX", "Paris, tx", "Gary, IN").
    Code {
        /// The word, folded.
        word: String,
        /// Whether a comma stands before it.
        is_after_comma: bool,
    },
    Phrase(Vec<String>),
    Not(Vec<String>),
    Or,
    /// The same where it may be Oregon: "Portland, OR".
    OrOregon,
}

impl Token {
    /// The word that it is, however it was written.
    pub(super) fn word(&self) -> Option<&str> {
        match self {
            Self::Word(word) | Self::Code { word, .. } => Some(word),
            _ => None,
        }
    }

    /// Whether it is a choice between what stands around it.
    pub(super) fn is_or(&self) -> bool {
        matches!(self, Self::Or | Self::OrOregon)
    }

    /// Whether a place may follow it.
    pub(super) fn stands_before_places(&self) -> bool {
        self.word().is_some_and(|word| BEFORE_PLACES.contains(&word))
    }

    /// Whether it says what is listed: who searches for "jobs" among jobs means all of them.
    pub(super) fn is_what_is_listed(&self) -> bool {
        self.word().is_some_and(|word| LISTED.contains(&word))
    }

    /// Whether it says what is listed, and may as well be part of what somebody is called: one executive is an "executive
    /// assistant", several are none.
    pub(super) fn may_be_of_title(&self) -> bool {
        self.is_what_is_listed() && self.word().is_some_and(|word| !word.ends_with('s'))
    }

    /// Whether what is listed belongs to it, where it follows.
    pub(super) fn makes_title(&self) -> bool {
        self.word().is_some_and(|word| BEFORE_TITLES.contains(&word))
    }

    /// Whether it is something to look for, and no word that holds others together.
    pub(super) fn says_something(&self) -> bool {
        match self {
            Self::Word(word) | Self::Code { word, .. } => {
                !SMALL_WORDS.contains(&word.as_str()) && !self.is_what_is_listed()
            }
            Self::Phrase(_) => true,
            Self::Not(_) | Self::Or | Self::OrOregon => false,
        }
    }
}

/// Cuts up what was typed.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut budget = MOST_WORDS;
    let mut rest = text.trim_start();
    let mut is_next_not = false;
    let mut is_after_comma = false;
    while !rest.is_empty() && budget > 0 {
        let positive = rest.trim_start_matches(['-', '−']);
        let is_not = positive.len() < rest.len() && !positive.starts_with(char::is_whitespace);
        let is_not = std::mem::take(&mut is_next_not) || is_not;
        rest = positive;
        let (piece, is_quoted, after) = piece(rest);
        rest = after.trim_start();
        let is_set_off = std::mem::replace(&mut is_after_comma, piece.ends_with(','));
        let is_last = rest.is_empty() || piece.ends_with([',', ';']);
        let is_code = is_code(piece, is_set_off, is_last)
            && tokens.last().is_some_and(|token: &Token| token.word().is_some());
        // As "OR" is written by those who know it from elsewhere; "not" is a word ("not for profit").
        if piece == "NOT" && !is_quoted && !rest.is_empty() {
            is_next_not = true;
            continue;
        }
        if !is_not && !is_quoted && (piece.eq_ignore_ascii_case("or") || piece == "|") {
            tokens.push(if is_code { Token::OrOregon } else { Token::Or });
            continue;
        }
        let words: Vec<String> = fold(piece)
            .split(' ')
            .filter(|word| !word.is_empty() && word.len() <= LONGEST_WORD)
            .take(budget)
            .map(str::to_owned)
            .collect();
        budget -= words.len();
        match (words.is_empty(), is_not, is_quoted) {
            (true, ..) => {}
            (_, true, _) => tokens.push(Token::Not(words)),
            (_, _, true) => tokens.push(Token::Phrase(words)),
            _ if is_code => {
                let code = |word| Token::Code { word, is_after_comma: is_set_off };
                tokens.extend(words.into_iter().map(code));
            }
            _ => tokens.extend(words.into_iter().map(Token::Word)),
        }
    }
    tokens
}

/// Whether this is written as a state's code is: after a comma, or in capitals where nothing follows. Where it is a word as well,
/// only in capitals after a comma.
fn is_code(piece: &str, is_after_comma: bool, is_last: bool) -> bool {
    let code = piece.trim_end_matches([',', ';', '.']);
    let is_short = code.len() == 2 && code.bytes().all(|letter| letter.is_ascii_alphabetic());
    let is_capital = code.bytes().all(|letter| letter.is_ascii_uppercase());
    let is_word = WORDS_TOO.contains(&code.to_ascii_lowercase().as_str());
    is_short && if is_word { is_after_comma && is_capital } else { is_after_comma || is_capital && is_last }
}

/// The next quoted text or word, and what follows it. A quote that is never closed goes to the end.
fn piece(text: &str) -> (&str, bool, &str) {
    const QUOTES: [char; 4] = ['"', '“', '”', '„'];
    if let Some(inside) = text.strip_prefix(QUOTES) {
        return match inside.find(QUOTES) {
            Some(end) => {
                let quote = inside[end..].chars().next().map_or(1, char::len_utf8);
                (&inside[..end], true, &inside[end + quote..])
            }
            None => (inside, true, ""),
        };
    }
    let end = text.find(|c: char| c.is_whitespace() || QUOTES.contains(&c)).unwrap_or(text.len());
    (&text[..end], false, &text[end..])
}
