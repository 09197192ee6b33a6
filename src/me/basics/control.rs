//! How each field is typed: as text, by choosing, by ticking, with suggestions, or in several inputs that say one thing.
//!
//! Whatever the inputs are, what they say together is one text, as the field's reader reads it: so an error gives everything
//! back, and a field whose text is what the page shows was not touched.

use super::Basic;
use super::extra::Extra;
use super::parts::{self, Part};
use crate::corrections::field::Field;
use crate::executives::queries::ProfileRow;
use crate::executives::view::Profile;
use crate::executives::{EngagementType, Travel};
use crate::taxonomy::{Catalog, TaxonomyKind};
use crate::values::{LANGUAGES, TIME_ZONES};

/// How a field is typed.
#[derive(Clone, Debug)]
pub enum Control {
    /// In one line.
    Line,
    /// In several.
    Text,
    /// As a whole number between these.
    Number(u32, u32),
    /// In one line, for which a list suggests.
    Suggested(&'static str),
    /// One of these.
    Pick(Vec<Choice>),
    /// Any of these, and what else there may be.
    Tick(Vec<Choice>, Option<String>),
    /// One after the other, for each of which a list suggests.
    Each(Vec<String>, &'static str),
    /// In several inputs.
    Parts(Vec<Part>),
}

/// Something that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What people read.
    pub label: String,
    /// Whether it is.
    pub is_chosen: bool,
}

/// Company stages that are offered, the youngest first.
const STAGES: [&str; 9] = [
    "Pre-seed",
    "Seed",
    "Series A",
    "Series B",
    "Series C",
    "Series D+",
    "Private equity",
    "Family-owned",
    "Public",
];

/// Places that are suggested: the largest. Others are found all the same.
const PLACES: usize = 300;

/// Empty inputs that wait for more.
const SPARE: usize = 2;

/// Of a list that people read.
const BETWEEN: &str = ", ";

/// A choice with what is chosen; what is chosen and not among them is one more, so that nothing is lost.
pub fn choices(offered: impl IntoIterator<Item = (String, String)>, chosen: &[&str]) -> Vec<Choice> {
    let mut choices: Vec<Choice> = (offered.into_iter())
        .map(|(value, label)| Choice { is_chosen: chosen.contains(&value.as_str()), value, label })
        .collect();
    for value in chosen.iter().filter(|value| !value.is_empty()) {
        if choices.iter().all(|choice| choice.value != *value) {
            choices.push(Choice { value: (*value).to_owned(), label: (*value).to_owned(), is_chosen: true });
        }
    }
    choices
}

fn same(words: impl IntoIterator<Item = impl ToString>) -> impl Iterator<Item = (String, String)> {
    words.into_iter().map(|word| (word.to_string(), word.to_string()))
}

/// The entries of a list that people read.
fn entries(text: &str) -> Vec<&str> {
    text.split(',').map(str::trim).filter(|entry| !entry.is_empty()).collect()
}

impl Control {
    /// The inputs of a field, filled with a text.
    pub fn of(basic: Basic, text: &str, catalog: &Catalog) -> Self {
        let pick = |offered: Vec<(String, String)>, nothing: &str| {
            let nothing = [(String::new(), nothing.to_owned())];
            Self::Pick(choices(nothing.into_iter().chain(offered), &[text]))
        };
        let each = |list| {
            let mut entries: Vec<String> = entries(text).into_iter().map(str::to_owned).collect();
            entries.extend(std::iter::repeat_n(String::new(), SPARE));
            Self::Each(entries, list)
        };
        match basic {
            Basic::Field(Field::Bio) => Self::Text,
            Basic::Field(Field::Role) => pick(same(roles(catalog)).collect(), "Choose one"),
            Basic::Field(Field::Remote) => pick(same(["Yes", "No"]).collect(), "Not said"),
            Basic::Field(Field::Location) => Self::Suggested("places"),
            Basic::Field(Field::Industries) => each("industries-known"),
            Basic::Field(Field::Specialties) => each("specialties-known"),
            Basic::Field(Field::Languages) => each("languages-known"),
            Basic::Field(Field::Availability | Field::Rates | Field::Hours) => {
                Self::Parts(parts::filled(basic, text))
            }
            Basic::Extra(Extra::Years) => Self::Number(0, 80),
            Basic::Extra(Extra::Travel) => pick(same(Travel::ALL).collect(), "Not said"),
            Basic::Extra(Extra::Timezone) => Self::Suggested("timezones"),
            Basic::Extra(Extra::Engagements) => {
                Self::Tick(choices(same(EngagementType::ALL), &entries(text)), None)
            }
            Basic::Extra(Extra::Stages) => {
                let offered = same(STAGES);
                Self::Tick(choices(offered, &entries(text)), Some("Others, with commas between".to_owned()))
            }
            Basic::Field(_) | Basic::Extra(_) => Self::Line,
        }
    }
}

/// The roles by their full titles, in their order.
fn roles(catalog: &Catalog) -> Vec<String> {
    let mut slugs: Vec<&str> = catalog.slugs(TaxonomyKind::Role).collect();
    slugs.sort_by_key(|slug| catalog.rank(TaxonomyKind::Role, slug));
    let name = |slug| catalog.vocabulary.full_name(TaxonomyKind::Role, slug).map(str::to_owned);
    slugs.into_iter().filter_map(name).collect()
}

/// What is suggested, by the lists' ids.
pub fn suggestions(catalog: &Catalog) -> Vec<(&'static str, Vec<String>)> {
    let names = |kind| {
        let mut names: Vec<String> =
            catalog.slugs(kind).filter_map(|slug| catalog.name(kind, slug)).map(str::to_owned).collect();
        names.sort_unstable();
        names
    };
    let mut places: Vec<_> = catalog.vocabulary.places().iter().collect();
    places.sort_by_key(|place| std::cmp::Reverse(place.population));
    let places = places.into_iter().take(PLACES).map(|place| place.display_name.clone());
    vec![
        ("places", places.collect()),
        ("industries-known", names(TaxonomyKind::Industry)),
        ("specialties-known", names(TaxonomyKind::Specialty)),
        ("languages-known", LANGUAGES.iter().map(|(_, name)| (*name).to_owned()).collect()),
        ("timezones", TIME_ZONES.iter().map(|zone| (*zone).to_owned()).collect()),
    ]
}

/// What the page shows, as the form's inputs say it together.
pub fn shown(basic: Basic, row: &ProfileRow, profile: &Profile) -> Option<String> {
    match basic {
        Basic::Field(Field::Availability | Field::Rates | Field::Hours) => parts::shown(basic, row),
        // In the order of the boxes, and not in that in which a list named them.
        Basic::Extra(Extra::Engagements) => {
            in_order(&same_words(EngagementType::ALL), basic.shown(row, profile))
        }
        Basic::Extra(Extra::Stages) => in_order(&STAGES.map(str::to_owned), basic.shown(row, profile)),
        basic => basic.shown(row, profile),
    }
}

fn same_words(words: &[impl ToString]) -> Vec<String> {
    words.iter().map(ToString::to_string).collect()
}

fn in_order(offered: &[String], text: Option<String>) -> Option<String> {
    let text = text?;
    let mut entries = entries(&text);
    entries.sort_by_key(|entry| offered.iter().position(|known| known == entry).unwrap_or(usize::MAX));
    Some(entries.join(BETWEEN))
}

/// What a form's inputs say of a field together; nothing where the field was not sent.
pub fn sent(basic: Basic, fields: &[(String, String)]) -> Option<String> {
    if let Some(names) = parts::names(basic) {
        return parts::joined(names, fields);
    }
    let mut values = fields.iter().filter(|(name, _)| name == basic.param()).map(|(_, value)| value.as_str());
    match basic {
        Basic::Field(Field::Industries | Field::Specialties | Field::Languages)
        | Basic::Extra(Extra::Engagements | Extra::Stages) => {
            let first = values.next()?;
            Some(std::iter::once(first).chain(values).flat_map(entries).collect::<Vec<_>>().join(BETWEEN))
        }
        _ => values.next().map(str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingestion::normalise::{language, role, travel};
    use crate::taxonomy::Vocabulary;

    #[test]
    fn every_choice_is_read_as_what_it_is() {
        let vocabulary = Vocabulary::shipped();
        let catalog = crate::taxonomy::VocabularySource::shipped();
        assert!(catalog.roles.len() > 20);
        for known in &catalog.roles {
            let title = known.full_name.as_deref().unwrap();
            let read = role::role(title, &vocabulary).value.map(|read| read.role_slug);
            assert_eq!(read.as_deref(), Some(known.slug.as_str()), "{title}");
        }
        for known in Travel::ALL {
            assert_eq!(travel::travel(known.label()).value, Some(*known));
        }
        for (code, name) in LANGUAGES {
            assert_eq!(language::languages(name).value, Some(vec![*code]), "{name}");
        }
        for zone in TIME_ZONES {
            assert!(Extra::Timezone.read(Some(zone)).is_ok(), "{zone}");
        }
        for kind in EngagementType::ALL {
            let read = Extra::Engagements.read(Some(kind.label())).unwrap();
            assert_eq!(read.columns["engagement_types"], serde_json::json!([kind]));
        }
    }

    #[test]
    fn what_several_inputs_say_is_one_text_and_comes_back() {
        let fields = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
            pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
        };
        let engagements = Basic::Extra(Extra::Engagements);
        let ticked = [("engagements", ""), ("engagements", "Fractional"), ("engagements", "Board seat")];
        assert_eq!(sent(engagements, &fields(&ticked)).as_deref(), Some("Fractional, Board seat"));
        assert_eq!(sent(engagements, &fields(&ticked[..1])).as_deref(), Some(""), "none is ticked");
        assert_eq!(sent(engagements, &[]), None, "it was not sent");
        let stages = [("stages", "Seed"), ("stages", "Roll-ups,  Carve-outs ,")];
        assert_eq!(
            sent(Basic::Extra(Extra::Stages), &fields(&stages)).as_deref(),
            Some("Seed, Roll-ups, Carve-outs")
        );
        let headline = [("headline", "Books, closed"), ("headline", "again")];
        assert_eq!(sent(Basic::Field(Field::Headline), &fields(&headline)).as_deref(), Some("Books, closed"));
        let chosen = choices(same(["Seed", "Series A"]), &["Series A", "Roll-ups"]);
        let chosen: Vec<_> = chosen.iter().map(|choice| (choice.value.as_str(), choice.is_chosen)).collect();
        assert_eq!(chosen, [("Seed", false), ("Series A", true), ("Roll-ups", true)]);
        let ordered = in_order(&["Seed".into(), "Series A".into()], Some("Roll-ups, Series A, Seed".into()));
        assert_eq!(ordered.as_deref(), Some("Seed, Series A, Roll-ups"));
    }
}
