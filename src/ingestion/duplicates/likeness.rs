//! How much two canonical rows look like one thing, from 0 to 1, and why: pure.

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::super::Entity;
use super::{names, titles};

/// From here on a pair is proposed.
pub const PROPOSED_FROM: f32 = 0.65;

/// What of a canonical row tells whether it is another one. Of a posting, `name` is its title.
#[derive(Clone, Debug, Default)]
pub struct Side {
    pub id: Uuid,
    pub slug: String,
    pub name: String,
    pub company: Option<String>,
    pub role: Option<Uuid>,
    pub place: Option<Uuid>,
    pub place_words: Option<String>,
    pub text: Option<String>,
    pub linkedin: Option<String>,
    pub email: Option<String>,
    pub website: Option<String>,
    pub posted_at: Option<DateTime<Utc>>,
}

/// How much two rows are one, and what they share.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Likeness {
    /// From 0 (two things) to 1 (one thing).
    pub score: f32,
    /// What they share, and what speaks against it.
    pub reasons: Vec<String>,
}

impl Likeness {
    fn say(&mut self, by: f32, reason: &str) {
        self.score += by;
        if !reason.is_empty() {
            self.reasons.push(reason.to_owned());
        }
    }
}

/// Compares two rows of an entity; the order doesn't matter.
pub fn likeness(entity: Entity, one: &Side, other: &Side) -> Likeness {
    let mut likeness = match entity {
        Entity::Executive => of_people(one, other),
        Entity::Job => of_postings(one, other),
    };
    // Hundredths are as fine as this is known.
    likeness.score = (likeness.score.clamp(0.0, 1.0) * 100.0).round() / 100.0;
    likeness
}

fn of_people(one: &Side, other: &Side) -> Likeness {
    let mut likeness = Likeness::default();
    let (name, reason) = names::likeness(&one.name, &other.name);
    if name == 0.0 {
        return likeness;
    }
    likeness.say(0.1 + 0.4 * name, reason);
    match same(one.role.as_ref(), other.role.as_ref()) {
        Some(true) => likeness.say(0.2, "the same role"),
        Some(false) => likeness.say(-0.05, "another role"),
        None => likeness.say(0.08, ""),
    }
    match same(one.place.as_ref(), other.place.as_ref()) {
        Some(true) => likeness.say(0.2, "the same place"),
        Some(false) => likeness.say(-0.1, "another place"),
        None => likeness.say(0.08, ""),
    }
    if same(one.email.as_ref(), other.email.as_ref()) == Some(true) {
        likeness.say(0.3, "the same e-mail address");
    }
    let website = |side: &Side| side.website.as_deref().map(bare);
    if same(website(one).as_ref(), website(other).as_ref()) == Some(true) {
        likeness.say(0.2, "the same website");
    }
    if same(one.linkedin.as_ref(), other.linkedin.as_ref()) == Some(false) {
        likeness.say(-0.35, "two LinkedIn pages");
    }
    likeness
}

fn of_postings(one: &Side, other: &Side) -> Likeness {
    let mut likeness = Likeness::default();
    if titles::title(&one.name) == titles::title(&other.name) {
        likeness.say(0.3, "the same title");
    } else {
        likeness.say(0.0, "another title");
    }
    let company = |side: &Side| side.company.as_deref().map(titles::company);
    match same(company(one).as_ref(), company(other).as_ref()) {
        Some(true) => likeness.say(0.25, "the same company"),
        Some(false) => likeness.say(-0.1, "another company"),
        None => likeness.say(0.05, ""),
    }
    let words = |side: &Side| side.place_words.as_deref().map(titles::place);
    let is_same_place = match same(one.place.as_ref(), other.place.as_ref()) {
        None => same(words(one).as_ref(), words(other).as_ref()).map(|is_same| is_same.then_some(())),
        Some(is_same) => Some(is_same.then_some(())),
    };
    let is_told = one.place.is_some() && other.place.is_some();
    match is_same_place {
        Some(Some(())) => likeness.say(0.2, "the same place"),
        // Words for places differ sooner than places do.
        Some(None) if !is_told => likeness.say(0.0, "perhaps another place"),
        Some(None) => likeness.say(-0.25, "another place"),
        None => likeness.say(0.1, ""),
    }
    match (&one.text, &other.text) {
        (Some(text), Some(others)) if text == others => likeness.say(0.3, "the same text"),
        (Some(text), Some(others)) => match titles::alike(text, others) {
            Some(0.98..) => likeness.say(0.3, "the same text"),
            Some(0.6..) => likeness.say(0.2, "nearly the same text"),
            Some(..0.3) => likeness.say(-0.15, "another text"),
            // Hardly a text, or a text in other words.
            _ => likeness.say(0.05, ""),
        },
        _ => likeness.say(0.05, ""),
    }
    if let (Some(one), Some(other)) = (one.posted_at, other.posted_at)
        && (one - other).num_days().abs() > 120
    {
        likeness.say(-0.1, "posted months apart");
    }
    likeness
}

/// Whether two statements are one; nothing where either is missing.
fn same<T: PartialEq>(one: Option<&T>, other: Option<&T>) -> Option<bool> {
    Some(one? == other?)
}

/// An address without its scheme, `www.` and slash.
fn bare(address: &str) -> String {
    let address = address.to_lowercase();
    let bare = address.split_once("://").map_or(address.as_str(), |(_, rest)| rest);
    bare.strip_prefix("www.").unwrap_or(bare).trim_end_matches('/').to_owned()
}

/// What a row is looked up by: rows that may be one share at least one of these. Kind and key.
pub fn keys(entity: Entity, side: &Side) -> Vec<(&'static str, i64)> {
    let mut said: Vec<(&'static str, String)> = Vec::new();
    match entity {
        Entity::Executive => {
            said.extend(names::keys(&side.name).into_iter().map(|key| ("name", key)));
            if let (Some(name), Some(role), Some(place)) =
                (names::initial_key(&side.name), side.role, side.place)
            {
                said.push(("initial", format!("{name} {role} {place}")));
            }
        }
        Entity::Job => {
            let title = titles::title(&side.name);
            if let Some(company) = &side.company {
                said.push(("title", format!("{title}\n{}", titles::company(company))));
            }
            said.extend(side.text.as_deref().and_then(titles::text).map(|text| ("text", text)));
        }
    }
    said.into_iter().map(|(kind, said)| (kind, digest(entity, kind, &said))).collect()
}

fn digest(entity: Entity, kind: &str, said: &str) -> i64 {
    let digest = Sha256::digest(format!("{entity} {kind} {said}", entity = entity.as_str()));
    let mut bytes = [0; 8];
    bytes.copy_from_slice(&digest[..8]);
    i64::from_be_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;
    use proptest::prelude::*;

    use super::*;

    const TEXT: &str = "Own the numbers two days a week. Report to the founders and the board, close the books within five \
                        days, prepare the next round and hire the finance team that this company will need afterwards.";
    const OTHER: &str = "We make pumps. As our finance chief you negotiate with banks, run treasury across three plants, \
                         and bring a new planning system to life together with operations, sales and our auditors.";

    /// `name|role|place|linkedin|email`; a place or role is a digit.
    fn person(said: &str) -> Side {
        let cells: Vec<&str> = said.split('|').collect();
        let cell = |at: usize| cells.get(at).copied().filter(|cell| !cell.is_empty());
        let id = |at: usize| cell(at).map(|cell| Uuid::from_u128(cell.parse().unwrap()));
        Side {
            name: cells[0].to_owned(),
            role: id(1),
            place: id(2),
            linkedin: cell(3).map(str::to_owned),
            email: cell(4).map(str::to_owned),
            website: cell(5).map(str::to_owned),
            ..Side::default()
        }
    }

    /// `title|company|place|place's words|text|day`.
    fn posting(said: &str) -> Side {
        let cells: Vec<&str> = said.split('|').collect();
        let cell = |at: usize| cells.get(at).copied().filter(|cell| !cell.is_empty());
        Side {
            name: cells[0].to_owned(),
            company: cell(1).map(str::to_owned),
            place: cell(2).map(|cell| Uuid::from_u128(cell.parse().unwrap())),
            place_words: cell(3).map(str::to_owned),
            text: cell(4).map(|cell| match cell {
                "text" => TEXT.to_owned(),
                "edited" => TEXT.replace("two days", "three days"),
                _ => OTHER.to_owned(),
            }),
            posted_at: cell(5).map(|day| Utc.timestamp_opt(day.parse::<i64>().unwrap() * 86_400, 0).unwrap()),
            ..Side::default()
        }
    }

    const PEOPLE: &[(&str, &str, f32)] = &[
        ("Sarah Chen|1|1", "Sarah Chen|1|1", 0.9),
        ("Sarah Chen|1|1", "Chen Sarah|1|1", 0.9),
        ("Sarah Chen|1|1", "Sarah Chen PhD|1|1", 0.9),
        ("José García|1|1", "Jose Garcia|1|1", 0.9),
        ("Sarah Chen|1|1", "Sarah J. Chen|1|1", 0.86),
        ("Bob Miller|1|1", "Robert Miller|1|1", 0.82),
        ("S. Chen|1|1", "Sarah Chen|1|1", 0.7),
        ("Sarah Chen|1|1|linkedin.com/in/a", "Sarah Chen|1|1", 0.9),
        ("Sarah Chen|2|1", "Sarah Chen|1|1", 0.65),
        ("Sarah Chen||1", "Sarah Chen|1|1", 0.78),
        ("Sarah Chen|1|2||s@acme.example", "Sarah Chen|1|1||s@acme.example", 0.9),
        ("Sarah Chen|1|2|||https://www.chen.example/", "Sarah Chen|1|1|||http://chen.example", 0.8),
        // Two people.
        ("Sarah Chen|1|1", "Sarah Chen|1|2", 0.6),
        ("Sarah Chen|1|1|linkedin.com/in/a", "Sarah Chen|1|1|linkedin.com/in/b", 0.55),
        ("Bob Miller|2|1", "Robert Miller|1|1", 0.57),
        ("S. Chen|1|1", "Sarah Chen|1|2", 0.4),
        ("S. Chen||", "Sarah Chen|1|1", 0.46),
        ("Sarah Chen|1|1", "Susan Chen|1|1", 0.0),
        ("Sarah Chen|1|1", "Sarah Cheng|1|1", 0.0),
        ("Madonna|1|1", "Madonna|1|1", 0.0),
    ];

    const POSTINGS: &[(&str, &str, f32)] = &[
        ("Fractional CFO|Acme|1||text", "Fractional CFO|Acme|1||text", 1.0),
        ("Fractional CFO|Acme|1||text", "Fractional CFO (f/m/d)|Acme GmbH|1||text", 1.0),
        ("Fractional CFO|Acme|1||text", "CFO, fractional – Remote|ACME Inc.|1||edited", 0.95),
        ("Sr. Finance Dir|Acme|1", "Senior Finance Director|Acme|1", 0.8),
        ("Part-time CFO|Acme|1||text", "Fractional Chief Financial Officer|Acme|1", 0.8),
        ("Fractional CFO|Acme||Remote (US)|text", "Fractional CFO|Acme||United States – remote|text", 1.0),
        ("Fractional CFO|Acme||Remote|text", "Fractional CFO|Acme|1|Austin|text", 0.85),
        ("Fractional CFO|Acme|1||text", "Fractional CFO|Acme|||text", 0.95),
        ("Fractional CFO|Acme|1||text", "Head of Finance|Acme|1||text", 0.75),
        ("Fractional CFO|Acme|1||text", "Fractional CFO|Talent Search Ltd|1||text", 0.7),
        ("Fractional CFO|Acme|1||text|0", "Fractional CFO|Acme|1||text|200", 0.95),
        // Two postings.
        ("Fractional CFO|Acme|1||text", "Fractional CFO|Acme|2||text", 0.6),
        ("Fractional CFO|Acme|1||text", "Fractional CFO|Acme|1||other", 0.6),
        ("Fractional CFO|Acme|1||text", "Fractional CFO|Birch|1||other", 0.25),
        ("Fractional CFO|Acme|1||text", "Fractional CTO|Acme|1||other", 0.3),
        ("Fractional CFO|Acme|1||text", "Fractional CTO|Birch|2||text", 0.0),
        ("Interim CFO|Acme|1", "Fractional CFO|Acme|1", 0.5),
    ];

    #[test]
    fn rows_are_one_by_what_they_share() {
        let tables = [
            (Entity::Executive, PEOPLE, person as fn(&str) -> Side),
            (Entity::Job, POSTINGS, posting as fn(&str) -> Side),
        ];
        let mut wrong = Vec::new();
        for (entity, cases, side) in tables {
            for (one, other, expected) in cases {
                for (one, other) in [(one, other), (other, one)] {
                    let (one, other) = (side(one), side(other));
                    let found = likeness(entity, &one, &other);
                    if (found.score - expected).abs() > 0.001 {
                        wrong.push(format!("{one:?}\n{other:?}: {found:?}, not {expected}"));
                    }
                    let shares = keys(entity, &one).iter().any(|key| keys(entity, &other).contains(key));
                    if found.score >= PROPOSED_FROM && !shares {
                        wrong.push(format!("{one:?}\n{other:?} share no key"));
                    }
                }
            }
        }
        assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    }

    #[test]
    fn what_is_shared_is_said() {
        let found = likeness(Entity::Executive, &person("Bob Miller|1|1"), &person("Robert Miller|1|1"));
        assert_eq!(found.reasons, ["a name and its short form", "the same role", "the same place"]);
    }

    proptest! {
        #[test]
        fn no_row_is_too_strange(name in any::<String>(), other in any::<String>(), text in any::<String>()) {
            for entity in [Entity::Executive, Entity::Job] {
                let one = Side { name: name.clone(), company: Some(other.clone()), text: Some(text.clone()), ..Side::default() };
                let two = Side { name: other.clone(), company: Some(name.clone()), text: Some(text.clone()), ..Side::default() };
                let (forth, back) = (likeness(entity, &one, &two), likeness(entity, &two, &one));
                prop_assert_eq!(&forth, &back);
                prop_assert!((0.0..=1.0).contains(&forth.score));
                prop_assert!(keys(entity, &one).len() <= 8);
            }
        }
    }
}
