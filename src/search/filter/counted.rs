//! Hours a week and years among the words: "a CFO for 10 hours a week with 20 years of experience".

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::{Filter, Kind};
use crate::search::words::Words;

/// So many hours a week; of two, the more.
static HOURS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?xi)
        (?: \b (?: up\s+to|under|below|less\s+than|at\s+most|max(?:imum)?|about|around|for ) \s+ )?
        \b (?: \d{1,2} \s* (?: - | – | to ) \s* )? (\d{1,2})
        \s* (?: hours?|hrs?|h ) \s* (?: / | \b(?:an?|per|each|every)\b ) \s* (?: week|wk|w )\b",
    )
    .expect("written here")
});

/// So many years, said to be a least or of experience.
static YEARS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?xi)
          \b (?: over|above|more\s+than|at\s+least|min(?:imum)? ) \s+ (\d{1,2}) \s* \+? \s* (?: years?|yrs? ) \b
             (?: \s+ (?: of\s+ )? exp(?:erience)? \b )?
        | \b (\d{1,2}) \s* \+ \s* (?: years?|yrs? ) \b (?: \s+ (?: of\s+ )? exp(?:erience)? \b )?
        | \b (?: with\s+ )? (\d{1,2}) \s* (?: years?|yrs? ) '? \s+ (?: of\s+ )? exp(?:erience)? \b",
    )
    .expect("written here")
});

impl Filter {
    /// Takes the weekly hours and the years that the words name out of them and searches by them.
    pub(super) fn read_numbers(&mut self) {
        for (number, name) in [(&*HOURS, "hours_max"), (&*YEARS, "years_min")] {
            let Some(typed) = self.value("q").filter(|typed| !is_quoted(typed)) else { return };
            let Some(found) = number.captures(typed) else { continue };
            let said = found.iter().skip(1).flatten().next().and_then(|said| said.as_str().parse().ok());
            let read = said.and_then(|said| self.by_number(name, said, found.get_match().range()));
            if let Some(read) = read {
                *self = read;
            }
        }
    }

    /// The same search by a figure that the words name in this range, and without it in them; nothing where there is no such figure.
    pub(super) fn by_number(&self, name: &str, number: u64, said: Range<usize>) -> Option<Self> {
        let (typed, parameter) = (self.value("q")?, &self.list.parameters[self.list.place(name)?]);
        let is_one = matches!(parameter.kind, Kind::Number(least, most) if (least..=most).contains(&number));
        let words = self.list.place("q").filter(|_| is_one)?;
        let rest = without(typed, said);
        let says_something = !Words::read(&rest, None).is_empty();
        let mut read = self.with(name, number.to_string());
        read.values[words] = Some(rest).filter(|_| says_something).into_iter().collect();
        Some(Self { page: self.page, ..read })
    }
}

/// What was typed, without a part of it.
pub(super) fn without(typed: &str, said: Range<usize>) -> String {
    let rest = [&typed[..said.start], &typed[said.end..]].join(" ");
    let rest = rest.split_whitespace().collect::<Vec<_>>().join(" ");
    rest.trim_matches([',', ';', ' ']).to_owned()
}

/// Whether something is quoted, which is meant as it stands.
pub(super) fn is_quoted(typed: &str) -> bool {
    typed.contains(['"', '“', '”', '„'])
}

#[cfg(test)]
mod tests {
    use crate::{executives, jobs};

    #[test]
    fn hours_and_years_among_the_words_are_such_and_what_only_looks_like_it_is_not() {
        for (typed, read_as) in [
            ("cfo 10 hours a week", "q=cfo&hours_max=10"),
            ("cfo for 10-20 hrs per week", "q=cfo&hours_max=20"),
            ("up to 15h/week cmo", "q=cmo&hours_max=15"),
            ("cfo with 20 years of experience", "q=cfo&years_min=20"),
            ("cfo 20 years experience", "q=cfo&years_min=20"),
            ("cfo over 10 years", "q=cfo&years_min=10"),
            ("15+ yrs experience cto", "q=cto&years_min=15"),
            ("at least 5 years, saas", "q=saas&years_min=5"),
            ("cfo 10 hours a week 20+ years", "q=cfo&hours_max=10&years_min=20"),
            ("3 year plan", "q=3+year+plan"),
            ("5 years of losses", "q=5+years+of+losses"),
            ("24 hours", "q=24+hours"),
            ("99 hours a week", "q=99+hours+a+week"),
            ("\"10 hours a week\"", "q=%2210+hours+a+week%22"),
            ("10 years experiment", "q=10+years+experiment"),
        ] {
            let mut filter = executives::search::all().with("q", typed);
            filter.read_numbers();
            assert_eq!(filter.to_query(), read_as, "{typed}");
        }
    }

    #[test]
    fn a_list_without_years_keeps_the_words() {
        let mut filter = jobs::search::all().with("q", "cfo 10 hours a week 20+ years");
        filter.read_numbers();
        assert_eq!(filter.to_query(), "q=cfo+20%2B+years&hours_max=10");
    }
}
