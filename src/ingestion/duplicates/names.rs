//! People's names as far as they tell people apart: word order, accents, titles, middle names and nicknames aside.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::taxonomy::vocabulary::fold;

/// Given names that are one, the formal one first. Which of two formal ones a short one stands for is often open ("Alex"):
/// then all of them are one.
#[rustfmt::skip]
const NICKNAMES: &[&str] = &[
    "alexander alex alexandra sasha sandy alejandro", "andrew andy drew andre andreas andrea", "anthony tony antonio",
    "benjamin ben benny", "catherine kate katie cathy kathy katherine kathryn katharine cat", "charles charlie chuck chas",
    "christopher chris christina christine christian kris kristin", "daniel dan danny danielle", "david dave davey",
    "deborah deb debbie debra", "donald don donnie", "dorothy dot dottie", "douglas doug", "edward ed eddie ted ned eduardo",
    "elizabeth liz beth lisa betty eliza betsy libby elisabeth", "eugene gene", "francis frank fran francisco frances paco",
    "frederick fred freddie rick", "gabriel gabe gabriela gabrielle", "gerald jerry gerry", "gregory greg", "harold harry hal",
    "henry hank", "isabella bella izzy isabel isabelle", "jacob jake", "james jim jimmy jamie", "jeffrey jeff geoffrey geoff",
    "jennifer jen jenny", "jessica jess jessie", "john johnny jack jon jonathan", "joseph joe joey jose pepe",
    "joshua josh", "judith judy", "katarina kat", "kenneth ken kenny", "kimberly kim", "lawrence larry laurence",
    "leonard leo len lenny", "louis lou luis", "margaret maggie meg peggy marge greta", "martin marty", "matthew matt matthias",
    "maximilian max maxwell", "megan meghan", "michael mike mick mickey miguel mikhail michelle", "nathaniel nate nathan nat",
    "nicholas nick nico nicolas nicole nicky", "pamela pam", "patricia pat patrick patty trish tricia paddy", "peter pete pedro",
    "philip phil phillip", "rachel rae", "raymond ray", "rebecca becky becca", "richard rich rick dick ricardo",
    "robert bob rob bobby robbie roberto bert", "ronald ron ronnie", "samuel sam samantha sammy", "sarah sara sally",
    "stephen steve steven stefan stephanie steph", "susan sue susie suzanne", "theodore ted theo teddy", "theresa terry teresa tess",
    "thomas tom tommy tomas", "timothy tim timmy", "victoria vicky tori vicki", "vincent vince vinny", "walter walt wally",
    "william bill will billy liam guillermo", "zachary zach zack",
];

/// Words of a name that tell nobody apart.
const LEFT_OUT: &[&str] = &[
    "phd", "md", "mba", "cpa", "cfa", "jr", "sr", "ii", "iii", "iv", "dr", "prof", "mr", "mrs", "ms", "esq",
    "van", "von", "der", "den", "de", "del", "della", "di", "da", "dos", "du", "la", "le", "el", "al", "y",
    "e",
];

/// The group of a given name: the formal name that its nicknames share.
pub fn formal(name: &str) -> &str {
    static FORMAL: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
        let mut formal = HashMap::new();
        for group in NICKNAMES {
            let first = group.split(' ').next().unwrap_or_default();
            for name in group.split(' ') {
                formal.entry(name).or_insert(first);
            }
        }
        formal
    });
    FORMAL.get(name).copied().unwrap_or(name)
}

/// A name's words that count, folded, as they stand.
pub fn words(name: &str) -> Vec<String> {
    let folded = fold(&name.replace(['-', '‐'], " "));
    let words: Vec<String> = folded.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect();
    let kept: Vec<String> = words.iter().filter(|word| !LEFT_OUT.contains(&word.as_str())).cloned().collect();
    if kept.len() >= 2 { kept } else { words }
}

/// How much two names are one: 1 for the same words, less for a nickname, a middle name, an initial; 0 for two people.
pub fn likeness(one: &str, other: &str) -> (f32, &'static str) {
    let (one, other) = (words(one), words(other));
    let (mut one_sorted, mut other_sorted) = (one.clone(), other.clone());
    one_sorted.sort();
    other_sorted.sort();
    if one_sorted == other_sorted && one.len() > 1 {
        return (1.0, "the same name");
    }
    let (Some(short), Some(long)) = (ends(&one), ends(&other)) else { return (0.0, "") };
    // "Chen Sarah" is "Sarah Chen".
    let swapped = (long.1, long.0);
    [long, swapped]
        .into_iter()
        .map(|long| of_ends(short, long))
        .fold((0.0, ""), |best, next| if next.0 > best.0 { next } else { best })
}

/// The first and the last word.
fn ends(words: &[String]) -> Option<(&str, &str)> {
    (words.len() > 1).then(|| (words[0].as_str(), words[words.len() - 1].as_str()))
}

fn of_ends(one: (&str, &str), other: (&str, &str)) -> (f32, &'static str) {
    if one.1 != other.1 {
        return (0.0, "");
    }
    let is_initial = |name: &str, of: &str| name.chars().count() == 1 && of.starts_with(name);
    if one.0 == other.0 {
        (0.9, "the same name but for a middle name")
    } else if formal(one.0) == formal(other.0) {
        (0.8, "a name and its short form")
    } else if is_initial(one.0, other.0) || is_initial(other.0, one.0) {
        (0.5, "a name and its initial")
    } else {
        (0.0, "")
    }
}

/// A letter that stands for a name; in other scripts one character is a name.
fn is_initial(word: &str) -> bool {
    word.len() == 1
}

/// What names that may be one share: each two of their words, formally, in one order.
pub fn keys(name: &str) -> Vec<String> {
    let words: Vec<String> = words(name).into_iter().filter(|word| !is_initial(word)).take(4).collect();
    let mut keys = Vec::new();
    for (at, one) in words.iter().enumerate() {
        for other in &words[at + 1..] {
            let mut pair = [formal(one), formal(other)];
            pair.sort_unstable();
            let key = pair.join(" ");
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
    }
    keys
}

/// The family name with the given name's first letter ("chen s"), for those of whom only that is known.
pub fn initial_key(name: &str) -> Option<String> {
    let words = words(name);
    let (first, last) = ends(&words)?;
    Some(format!("{last} {}", first.chars().next()?))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const CASES: &[(&str, &str, f32)] = &[
        ("Sarah Chen", "Sarah Chen", 1.0),
        ("Sarah Chen", "SARAH CHEN", 1.0),
        ("Sarah Chen", "Chen Sarah", 1.0),
        ("José García", "Jose Garcia", 1.0),
        ("Sarah Chen", "Sarah Chen PhD", 1.0),
        ("Sarah Chen", "Dr. Sarah Chen, MBA", 1.0),
        ("Anne-Marie Dupont", "Anne Marie Dupont", 1.0),
        ("Jan van der Berg", "Jan Berg", 1.0),
        ("Robert Downey", "Robert Downey Jr", 1.0),
        ("Sarah Chen", "Sarah J. Chen", 0.9),
        ("Sarah Chen", "Sarah Jane Chen", 0.9),
        ("Robert Miller", "Bob Miller", 0.8),
        ("Bob Miller", "Rob Miller", 0.8),
        ("Kate O'Neil", "Katherine O'Neil", 0.8),
        ("Bill Gray", "William T. Gray", 0.8),
        ("S. Chen", "Sarah Chen", 0.5),
        ("Sarah Chen", "Susan Chen", 0.0),
        ("Sarah Chen", "Sarah Cheng", 0.0),
        ("Sarah Chen", "Omar Chen", 0.0),
        ("T. Chen", "Sarah Chen", 0.0),
        ("Madonna", "Madonna", 0.0),
        ("", "", 0.0),
        ("李 小龍", "小龍 李", 1.0),
    ];

    #[test]
    fn names_are_one_by_their_words() {
        for (one, other, expected) in CASES {
            for (one, other) in [(one, other), (other, one)] {
                assert!(
                    (likeness(one, other).0 - expected).abs() < 0.001,
                    "{one:?} {other:?}: {:?}",
                    likeness(one, other)
                );
            }
        }
    }

    #[test]
    fn names_that_may_be_one_share_a_key() {
        for (one, other, expected) in CASES.iter().filter(|case| case.2 > 0.0) {
            let shared = keys(one).iter().any(|key| keys(other).contains(key));
            let initial = initial_key(one).is_some() && initial_key(one) == initial_key(other);
            assert!(shared || initial || *expected == 0.0, "{one:?} {other:?}");
        }
    }

    proptest! {
        #[test]
        fn no_name_is_too_strange(one in any::<String>(), other in any::<String>()) {
            let (forth, back) = (likeness(&one, &other), likeness(&other, &one));
            prop_assert_eq!(forth, back);
            prop_assert!((0.0..=1.0).contains(&forth.0));
            prop_assert!(keys(&one).len() <= 6);
            let _ = initial_key(&other);
        }
    }
}
