//! The contract that a posting offers.

use super::{Reading, placeholder::stated, reading::quote};
use crate::{jobs::EmploymentType, taxonomy::vocabulary::fold};

/// Reads an employment type from words or codes: "F", "P", "Full time", "Contract", "1099", "freelance", "interim".
/// Where a cell names several, the one that says most about a fractional engagement wins, with a warning.
pub fn employment(text: &str) -> Reading<EmploymentType> {
    let Some(text) = stated(text) else { return Reading::nothing() };
    let key = without_denials(&fold(text));
    let words: Vec<&str> = key.split(' ').collect();
    let found: Vec<EmploymentType> = [
        EmploymentType::PartTime,
        EmploymentType::Contractor,
        EmploymentType::Temporary,
        EmploymentType::FullTime,
    ]
    .into_iter()
    .filter(|&kind| names(kind, &key, &words))
    .collect();
    match found.as_slice() {
        [] => Reading::unread(text, format!("{} is no employment type we know", quote(text))),
        [only] => Reading::of(*only),
        [first, others @ ..] => {
            let others: Vec<&str> = others.iter().map(|kind| kind.label()).collect();
            Reading::of(*first).warn(format!(
                "{} also names {}; kept {}",
                quote(text),
                others.join(" and "),
                first.label()
            ))
        }
    }
}

/// The words less what they deny: "not full-time" is no full-time contract.
fn without_denials(key: &str) -> String {
    let mut key = key.to_owned();
    for denied in ["full time", "part time", "permanent", "contract", "temporary"] {
        for not in ["not a", "not", "no", "non"] {
            let phrase = format!("{not} {denied}");
            if contains_words(&key, &phrase) {
                key = key.replace(&phrase, " ");
            }
        }
    }
    key
}

fn names(kind: EmploymentType, key: &str, words: &[&str]) -> bool {
    let phrases: &[&str] = match kind {
        EmploymentType::PartTime => &[
            "part time",
            "parttime",
            "fractional",
            "fractionnel",
            "teilzeit",
            "temps partiel",
            "tiempo parcial",
            "media jornada",
            "deeltijd",
            "half time",
            "reduced hours",
            "days a week",
            "days per week",
            "days week",
            "pt",
            "p t",
            "per diem",
            "tempo parziale",
            "tempo parcial",
            "retainer",
        ],
        EmploymentType::Contractor => &[
            "contract",
            "contractor",
            "contracting",
            "1099",
            "freelance",
            "freelancer",
            "freelancing",
            "c2c",
            "corp to corp",
            "self employed",
            "consultant",
            "consulting",
            "independent",
            "freiberuflich",
            "freie mitarbeit",
            "autonomo",
            "b2b",
            "project",
            "project based",
            "statement of work",
            "sow",
            "ctr",
            "independant",
            "outside ir35",
            "inside ir35",
        ],
        EmploymentType::Temporary => &[
            "temporary",
            "temp",
            "interim",
            "seasonal",
            "fixed term",
            "fixed term contract",
            "ftc",
            "befristet",
            "cdd",
            "acting",
            "maternity cover",
            "term",
            "temporal",
            "temporaire",
            "zeitarbeit",
            "limited term",
            "internship",
            "intern",
            "tijdelijk",
            "provisional",
            "per project",
        ],
        EmploymentType::FullTime => &[
            "full time",
            "fulltime",
            "permanent",
            "vollzeit",
            "festanstellung",
            "temps plein",
            "tiempo completo",
            "jornada completa",
            "cdi",
            "w2",
            "regular",
            "salaried",
            "ft",
            "f t",
            "perm",
            "employee",
            "voltijd",
            "unbefristet",
            "tempo pieno",
            "tempo integral",
            "career",
            "career conditional",
            "direct hire",
        ],
    };
    let codes: &[&str] = match kind {
        EmploymentType::PartTime => &["p", "part"],
        EmploymentType::Contractor => &["c"],
        EmploymentType::Temporary => &["t", "tmp"],
        EmploymentType::FullTime => &["f", "full"],
    };
    if codes.contains(&key) {
        return true;
    }
    phrases
        .iter()
        .any(|phrase| if phrase.contains(' ') { contains_words(key, phrase) } else { words.contains(phrase) })
}

/// Whether folded text holds the phrase as whole words.
pub(super) fn contains_words(key: &str, phrase: &str) -> bool {
    key.match_indices(phrase).any(|(at, _)| {
        (at == 0 || key.as_bytes()[at - 1] == b' ')
            && key[at + phrase.len()..].chars().next().is_none_or(|c| c == ' ')
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PART: Option<EmploymentType> = Some(EmploymentType::PartTime);
    const CONTRACT: Option<EmploymentType> = Some(EmploymentType::Contractor);
    const TEMP: Option<EmploymentType> = Some(EmploymentType::Temporary);
    const FULL: Option<EmploymentType> = Some(EmploymentType::FullTime);

    const CASES: &[(&str, Option<EmploymentType>)] = &[
        ("F", FULL),
        ("P", PART),
        ("Full time", FULL),
        ("Full-time", FULL),
        ("FULL_TIME", FULL),
        ("fulltime", FULL),
        ("Permanent", FULL),
        ("Vollzeit", FULL),
        ("W2", FULL),
        ("W-2", None),
        ("CDI", FULL),
        ("Employee", FULL),
        ("Full-Time, Permanent", FULL),
        ("FT", FULL),
        ("F/T", FULL),
        ("P/T", PART),
        ("Part time", PART),
        ("part-time", PART),
        ("PART_TIME", PART),
        ("Fractional", PART),
        ("Teilzeit", PART),
        ("PT", PART),
        ("2 days a week", PART),
        ("Part-time contract", PART),
        ("Fractional / Contract", PART),
        ("Full-time or part-time", PART),
        ("Retainer", PART),
        ("Contract", CONTRACT),
        ("CONTRACTOR", CONTRACT),
        ("1099", CONTRACT),
        ("Freelance", CONTRACT),
        ("C2C", CONTRACT),
        ("Corp-to-corp", CONTRACT),
        ("Independent contractor", CONTRACT),
        ("Contract (6 months)", CONTRACT),
        ("Consultant", CONTRACT),
        ("Self-employed", CONTRACT),
        ("Contract to hire", CONTRACT),
        ("Interim", TEMP),
        ("Temporary", TEMP),
        ("Temp", TEMP),
        ("Seasonal", TEMP),
        ("Fixed term", TEMP),
        ("Befristet", TEMP),
        ("CDD", TEMP),
        ("Internship", TEMP),
        ("Term", TEMP),
        ("N/A", None),
        ("", None),
        ("Other", None),
        ("Attempt", None),
        ("Volunteer", None),
    ];

    #[test]
    fn employment_types_are_read_from_words_and_codes() {
        for (text, expected) in CASES {
            let read = employment(text);
            assert_eq!(read.value, *expected, "{text:?}");
        }
        assert_eq!(employment("Full-time or part-time").warnings.len(), 1);
        assert_eq!(employment("Volunteer").unread.as_deref(), Some("Volunteer"));
        for kind in EmploymentType::ALL {
            assert_eq!(employment(kind.label()).value, Some(*kind));
            assert_eq!(employment(kind.as_str()).value, Some(*kind));
            assert_eq!(employment(kind.param()).value, Some(*kind));
        }
    }

    proptest! {
        #[test]
        fn nothing_panics(text in any::<String>()) {
            let _ = employment(&text);
        }
    }
}
