//! People's names.

use std::sync::LazyLock;

use regex::Regex;
use serde::Serialize;

use super::{Reading, placeholder::stated, reading::quote, remote::pattern, text};
use crate::taxonomy::vocabulary::fold;

/// The longest name that is kept, in characters.
const MAX_CHARS: usize = 120;

/// A person's name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PersonName {
    /// Given names.
    pub first_name: String,
    /// The family name with its particles; empty when the person has one name only.
    pub last_name: String,
    /// Both, as people read it.
    pub full_name: String,
}

/// Reads a full name ("Dr. Sarah Chen, MBA", "CHEN, SARAH", "ludwig van der berg").
pub fn full_name(text: &str) -> Reading<PersonName> {
    let Some(stated) = stated(text) else { return Reading::nothing() };
    let tidy = tidy(stated);
    if tidy.is_empty() || !tidy.chars().any(char::is_alphabetic) || tidy.contains('@') || tidy.contains("://")
    {
        return Reading::unread(stated, format!("{} is no person's name", quote(stated)));
    }
    let (first, last) = split(&tidy);
    answer(first, last)
}

/// Reads first, last and full name cells, any of which may state nothing; the parts win over the whole.
pub fn name(first: Option<&str>, last: Option<&str>, full: Option<&str>) -> Reading<PersonName> {
    let cell = |cell: Option<&str>| {
        cell.and_then(stated).map(tidy).filter(|cell| cell.chars().any(char::is_alphabetic))
    };
    match (cell(first), cell(last)) {
        (Some(first), Some(last)) => {
            // Some tables hold the full name in the first name's column as well.
            let first = first
                .strip_suffix(&last)
                .map(str::trim)
                .filter(|rest| !rest.is_empty())
                .unwrap_or(&first)
                .to_owned();
            answer(first, last)
        }
        (None, None) => full.map_or_else(Reading::nothing, full_name),
        (Some(only), None) | (None, Some(only)) => match full.map(full_name) {
            Some(reading) if reading.value.is_some() => reading,
            _ => full_name(&only),
        },
    }
}

fn answer(first: String, last: String) -> Reading<PersonName> {
    let whole = format!("{first} {last}");
    let letters = || whole.chars().filter(|c| c.is_alphabetic());
    // Only what was typed in one case throughout has lost its capitals.
    let recase = letters().count() > 2
        && (letters().all(|c| !c.is_lowercase()) || letters().all(|c| !c.is_uppercase()));
    // "CHEN, Sarah" and "Sarah CHEN": capitals that mark the family name.
    let marked = last.chars().filter(|c| c.is_alphabetic()).count() > 2
        && first.chars().any(char::is_lowercase)
        && last.chars().all(|c| !c.is_lowercase() && c != '.');
    let (first, last) = match (recase, marked) {
        (true, _) => (capitalise(&first), capitalise(&last)),
        (false, true) => (first, capitalise(&last)),
        (false, false) => (first, last),
    };
    let full = format!("{first} {last}").trim().to_owned();
    if full.chars().count() > MAX_CHARS {
        return Reading::unread(&full, format!("{} is too long for a name", quote(&full)));
    }
    let reading =
        Reading::of(PersonName { first_name: first, last_name: last.clone(), full_name: full.clone() });
    if last.is_empty() {
        reading.warn(format!("{} is one name only; there is no last name", quote(&full)))
    } else {
        reading
    }
}

/// The name without titles, degrees, pronouns, emoji and what people add behind it.
fn tidy(text: &str) -> String {
    static ASIDE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"\s*[(\[{][^)\]}]*[)\]}]?|\s+[|•·/]\s.*$|\s+[–—-]\s.*$|\s*\b(?:she|he|they)\s*/\s*(?:her|him|them|hers|his|theirs)\b(?:\s*/\s*\w+)?",
        )
    });
    static PREFIX: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"^(?:(?:dr|prof(?:essor)?|mr|mrs|ms|miss|mx|sir|dame|rev|hon|ing|dipl|herr|frau|mme|sr|sra|eng|capt|col|lt)\.\s*|(?:dr|prof(?:essor)?|mr|mrs|ms|mx|herr|frau)\s+|(?:dr|dipl)\.-?\w+\.\s*)+",
        )
    });
    // A nickname in quotes is dropped with them; an apostrophe within a word stays.
    static NICKNAME: LazyLock<Regex> = LazyLock::new(|| pattern(r#"["“”„][^"“”]*["“”]"#));
    let cleaned = text::clean(text);
    let cleaned = ASIDE.replace_all(&cleaned, " ");
    let cleaned = NICKNAME.replace_all(&cleaned, " ");
    let kept: String = cleaned
        .chars()
        .filter(|c| {
            c.is_alphanumeric()
                || c.is_whitespace()
                || is_mark(*c)
                || matches!(c, '\'' | '’' | '-' | '‐' | '.' | ',' | '`' | '@' | ':' | '/' | '·')
        })
        .collect();
    let kept = kept.trim().trim_matches([',', '-', ':', '/', '·']).trim().to_owned();
    let kept = PREFIX.replace(&kept, "").into_owned();
    let mut parts: Vec<&str> = kept.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
    while parts.len() > 1 && parts.last().is_some_and(|part| part.split_whitespace().all(is_credential)) {
        parts.pop();
    }
    let mut name = match parts.as_slice() {
        // "Chen, Sarah", "van der Berg, Jan"
        [last, first] if !first.split_whitespace().any(is_credential) => format!("{first} {last}"),
        [name, ..] => (*name).to_owned(),
        [] => String::new(),
    };
    // "Sarah Chen MBA CPA": credentials behind at least two names.
    loop {
        let words: Vec<&str> = name.split_whitespace().collect();
        let Some((last, rest)) = words.split_last() else { break };
        if rest.len() < 2 || !is_credential(last) || !last.chars().any(char::is_uppercase) {
            name = words.join(" ");
            break;
        }
        name = rest.join(" ");
    }
    name.trim_end_matches('.').trim().to_owned()
}

/// Combining marks that letters of many scripts need.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{900}'..='\u{d7f}' | '\u{e00}'..='\u{eff}' | '\u{591}'..='\u{5c7}' | '\u{610}'..='\u{65f}')
}

fn is_credential(word: &str) -> bool {
    const WORDS: &[&str] = &[
        "mba",
        "emba",
        "cpa",
        "cfa",
        "cma",
        "cia",
        "cgma",
        "acca",
        "fcca",
        "aca",
        "fca",
        "cima",
        "acma",
        "ca",
        "phd",
        "md",
        "jd",
        "llm",
        "llb",
        "esq",
        "esquire",
        "pmp",
        "cissp",
        "cism",
        "cisa",
        "crisc",
        "ccsp",
        "shrm",
        "scp",
        "cp",
        "sphr",
        "phr",
        "gphr",
        "ms",
        "msc",
        "ma",
        "bsc",
        "ba",
        "bs",
        "meng",
        "beng",
        "pe",
        "dba",
        "edd",
        "frm",
        "caia",
        "cfp",
        "cpcu",
        "cfe",
        "ceh",
        "csm",
        "cspo",
        "safe",
        "itil",
        "six",
        "sigma",
        "rn",
        "mph",
        "mpa",
        "mha",
        "facs",
        "facp",
        "fache",
        "iccd",
        "nacd",
        "nacddc",
        "qcd",
        "icdd",
        "gaicd",
        "mcips",
        "cpim",
        "cscp",
        "pgmp",
        "pcc",
        "acc",
        "mcc",
        "obe",
        "mbe",
        "cbe",
        "ccxp",
        "shrmscp",
        "shrmcp",
        "ph",
        "cipp",
        "cippe",
        "cippus",
        "cipm",
        "cdpse",
        "mag",
        "dipl",
        "frsa",
        "fcma",
        "mcim",
        "fcim",
        "chartered",
        "cmgr",
        "cdir",
        "iod",
        "fiod",
        "togaf",
        "cgeit",
        "mbb",
        "lssbb",
        "lssgb",
    ];
    let key = fold(word).replace(' ', "");
    key.len() >= 2 && WORDS.contains(&key.as_str())
}

/// Given names and family name. The family name takes its particles ("van der Berg") and a suffix ("Jr.").
fn split(name: &str) -> (String, String) {
    const PARTICLES: &[&str] = &[
        "van", "von", "der", "den", "de", "del", "della", "di", "da", "das", "do", "dos", "du", "la", "le",
        "las", "los", "el", "al", "bin", "ibn", "ben", "bint", "ter", "ten", "zu", "zum", "zur", "af", "av",
        "st", "saint", "san", "santa", "mac", "mc", "abu", "y", "e", "dal", "dalla", "lo", "vander", "vom",
        "op", "'t", "d'", "o'",
    ];
    const SUFFIXES: &[&str] = &["jr", "sr", "ii", "iii", "iv", "v"];
    let words: Vec<&str> = name.split_whitespace().collect();
    let has_suffix = words.len() > 2
        && words
            .last()
            .is_some_and(|word| SUFFIXES.contains(&word.trim_end_matches('.').to_lowercase().as_str()));
    let core = words.len() - usize::from(has_suffix);
    if core < 2 {
        return (name.to_owned(), String::new());
    }
    let mut start = core - 1;
    while start > 1 && PARTICLES.contains(&words[start - 1].trim_end_matches('.').to_lowercase().as_str()) {
        start -= 1;
    }
    (words[..start].join(" "), words[start..].join(" "))
}

/// "SARAH O'NEIL-MCDONALD" and "sarah o'neil-mcdonald" as people write them.
fn capitalise(name: &str) -> String {
    const SMALL: &[&str] = &[
        "van", "von", "der", "den", "de", "del", "di", "da", "dos", "du", "la", "le", "bin", "ibn", "ter",
        "zu", "y", "e",
    ];
    let words: Vec<String> = name
        .split_whitespace()
        .enumerate()
        .map(|(at, word)| {
            let lower = word.to_lowercase();
            if SMALL.contains(&lower.as_str()) && (at > 0 || name.contains(' ')) {
                return lower;
            }
            if matches!(lower.trim_end_matches('.'), "ii" | "iii" | "iv") {
                return lower.to_uppercase();
            }
            let mut out = String::with_capacity(word.len());
            let mut start = true;
            for c in lower.chars() {
                if start {
                    out.extend(c.to_uppercase());
                } else {
                    out.push(c);
                }
                // "O'Neil", "D'Angelo", "Anne-Marie", "J.P."; not "Sarah's".
                start = matches!(c, '-' | '‐' | '.') || (matches!(c, '\'' | '’') && out.chars().count() == 2);
            }
            let parts: Vec<String> = out
                .split('-')
                .map(|part| match part.strip_prefix("Mc") {
                    Some(rest) if rest.chars().count() > 2 => format!("Mc{}", capitalise(rest)),
                    _ => part.to_owned(),
                })
                .collect();
            parts.join("-")
        })
        .collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const CASES: &[(&str, &str, &str)] = &[
        ("Sarah Chen", "Sarah", "Chen"),
        ("  Sarah   Chen ", "Sarah", "Chen"),
        ("Chen, Sarah", "Sarah", "Chen"),
        ("CHEN, SARAH", "Sarah", "Chen"),
        ("SARAH CHEN", "Sarah", "Chen"),
        ("sarah chen", "Sarah", "Chen"),
        ("Dr. Sarah Chen", "Sarah", "Chen"),
        ("Dr Sarah Chen", "Sarah", "Chen"),
        ("Prof. Dr. Sarah Chen", "Sarah", "Chen"),
        ("Mrs. Sarah Chen", "Sarah", "Chen"),
        ("Sarah Chen, MBA", "Sarah", "Chen"),
        ("Sarah Chen, CPA, MBA", "Sarah", "Chen"),
        ("Sarah Chen MBA", "Sarah", "Chen"),
        ("Sarah Chen CPA CFA", "Sarah", "Chen"),
        ("Sarah Chen, Ph.D.", "Sarah", "Chen"),
        ("Sarah Chen, SHRM-SCP", "Sarah", "Chen"),
        ("Sarah Chen 🚀", "Sarah", "Chen"),
        ("⭐ Sarah Chen ⭐", "Sarah", "Chen"),
        ("Sarah Chen (she/her)", "Sarah", "Chen"),
        ("Sarah Chen she/her", "Sarah", "Chen"),
        ("Sarah Chen | Fractional CFO", "Sarah", "Chen"),
        ("Sarah Chen - Fractional CFO", "Sarah", "Chen"),
        ("Sarah \"Sally\" Chen", "Sarah", "Chen"),
        ("Sarah (Sally) Chen", "Sarah", "Chen"),
        ("Jan van der Berg", "Jan", "van der Berg"),
        ("JAN VAN DER BERG", "Jan", "van der Berg"),
        ("María de la Cruz", "María", "de la Cruz"),
        ("Ludwig von Beethoven", "Ludwig", "von Beethoven"),
        ("Mary Jane Watson", "Mary Jane", "Watson"),
        ("J. P. Morgan", "J. P.", "Morgan"),
        ("Robert Downey Jr.", "Robert", "Downey Jr"),
        ("John Smith III", "John", "Smith III"),
        ("Sean O'Neil", "Sean", "O'Neil"),
        ("SEAN O'NEIL", "Sean", "O'Neil"),
        ("sean mcdonald", "Sean", "McDonald"),
        ("ANNE-MARIE DUPONT", "Anne-Marie", "Dupont"),
        ("José García", "José", "García"),
        ("Łukasz Żak", "Łukasz", "Żak"),
        ("李 小龍", "李", "小龍"),
        ("محمد علي", "محمد", "علي"),
        ("Madonna", "Madonna", ""),
        ("van der Berg, Jan", "Jan", "van der Berg"),
        ("Sarah Ma", "Sarah", "Ma"),
        ("Kim Ba", "Kim", "Ba"),
        ("DeShawn McCoy", "DeShawn", "McCoy"),
        ("bell hooks", "Bell", "Hooks"),
        ("Nguyễn Văn An", "Nguyễn Văn", "An"),
        ("N/A", "", ""),
        ("🚀", "", ""),
        ("sarah@example.com", "", ""),
        ("", "", ""),
    ];

    #[test]
    fn names_come_apart_as_people_carry_them() {
        let mut wrong = Vec::new();
        for (text, first, last) in CASES {
            let read = full_name(text).value;
            let told = read.map_or_else(Default::default, |read| (read.first_name, read.last_name));
            if told != ((*first).to_owned(), (*last).to_owned()) {
                wrong.push(format!("{text:?}: {told:?}"));
            }
        }
        assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    }

    #[test]
    fn parts_win_over_the_whole() {
        let full = |first, last, full| name(first, last, full).value.map(|read| read.full_name);
        assert_eq!(full(Some("Sarah"), Some("Chen"), Some("S. Chen")).as_deref(), Some("Sarah Chen"));
        assert_eq!(full(None, None, Some("Sarah Chen")).as_deref(), Some("Sarah Chen"));
        assert_eq!(full(Some("Sarah"), Some("N/A"), Some("Sarah Chen")).as_deref(), Some("Sarah Chen"));
        assert_eq!(full(Some("Sarah Chen"), None, None).as_deref(), Some("Sarah Chen"));
        assert_eq!(full(Some("Sarah Chen"), Some("Chen"), None).as_deref(), Some("Sarah Chen"));
        assert_eq!(full(Some("SARAH"), Some("CHEN, MBA"), None).as_deref(), Some("Sarah Chen"));
        assert_eq!(full(None, None, None), None);
    }

    proptest! {
        #[test]
        fn names_never_panic(text in any::<String>()) {
            let _ = full_name(&text);
            let _ = name(Some(&text), Some(&text), None);
        }

        #[test]
        fn plain_names_stay(first in "[A-Z][a-z]{2,9}", last in "[A-Z][a-z]{2,9}") {
            let read = full_name(&format!("{first} {last}")).value.unwrap();
            prop_assert_eq!(full_name(&read.full_name).value, Some(read));
        }
    }
}
