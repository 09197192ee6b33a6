//! Fields that only the owner of a profile knows.

use serde_json::{Map, Value, json};

use crate::executives::editing::Edit;
use crate::executives::queries::ProfileRow;
use crate::ingestion::normalise::{engagement, list, number, text, travel, url};
use crate::values::terms;

/// Company stages that are shown.
const MOST_STAGES: usize = 8;

terms! {
    /// A field of a profile.
    Extra = "text" {
        Years: "years_experience", "years", "Years of experience";
        Highlight: "highlight_outcome", "highlight", "One result";
        Engagements: "engagement_types", "engagements", "Takes on";
        Minimum: "minimum_engagement", "minimum", "Shortest engagement";
        Travel: "travel_willingness", "travel", "Travels";
        Stages: "stage_focus", "stages", "Company stages";
        Timezone: "timezone", "timezone", "Time zone";
        Booking: "booking_url", "booking", "Where to book a call";
    }
}

impl Extra {
    /// What to type.
    pub const fn hint(self) -> &'static str {
        match self {
            Self::Years => "A number",
            Self::Highlight => "The one with a number in it, as in “Cut the monthly close from 15 days to 4”",
            Self::Engagements | Self::Travel | Self::Stages => "",
            Self::Minimum => "As in 3 months",
            Self::Timezone => "As in Europe/Berlin",
            Self::Booking => "A web address",
        }
    }

    /// What the page shows.
    pub fn shown(self, row: &ProfileRow) -> Option<String> {
        let joined = |parts: Vec<&str>| (!parts.is_empty()).then(|| parts.join(", "));
        match self {
            Self::Years => row.years_experience.map(|years| years.to_string()),
            Self::Highlight => row.highlight_outcome.clone(),
            Self::Engagements => joined(row.engagement_types.iter().map(|kind| kind.label()).collect()),
            Self::Minimum => row.minimum_engagement.clone(),
            Self::Travel => row.travel_willingness.map(|travel| travel.label().to_owned()),
            Self::Stages => joined(row.stage_focus.iter().map(String::as_str).collect()),
            Self::Timezone => row.timezone.clone(),
            Self::Booking => row.booking_url.clone(),
        }
    }

    /// What a text writes; none leaves nothing there. Fails with what to do.
    pub fn read(self, typed: Option<&str>) -> Result<Edit, String> {
        let value = match typed {
            None if matches!(self, Self::Engagements | Self::Stages) => json!([]),
            None => Value::Null,
            Some(typed) => self.value(typed)?,
        };
        Ok(Edit { columns: Map::from_iter([(self.as_str().to_owned(), value)]), ..Edit::default() })
    }

    fn value(self, typed: &str) -> Result<Value, String> {
        let or = |value: Option<Value>, why: &str| value.ok_or_else(|| why.to_owned());
        match self {
            Self::Years => {
                let years = number::years(typed).value.filter(|years| (0..=80).contains(years));
                or(years.map(Value::from), "Type a number of years from 0 to 80.")
            }
            Self::Highlight => or(text::line(typed, 200).value.map(Value::from), "Type it in one line."),
            Self::Engagements => {
                let kinds = engagement::engagements(typed).value.filter(|kinds| !kinds.is_empty());
                or(
                    kinds.map(|kinds| json!(kinds)),
                    "Name at least one of: fractional, interim, advisory, project, board.",
                )
            }
            Self::Minimum => {
                or(text::line(typed, 80).value.map(Value::from), "Type it in 80 characters, as in 3 months.")
            }
            Self::Travel => {
                let travel = travel::travel(typed).value;
                or(
                    travel.map(|travel| json!(travel)),
                    "Type one of: locally, within the region, nationwide, internationally.",
                )
            }
            Self::Stages => {
                let stages = list::items(typed);
                let fits =
                    stages.len() <= MOST_STAGES && stages.iter().all(|stage| stage.chars().count() <= 40);
                or(
                    fits.then(|| json!(stages)),
                    "Name up to eight stages of at most 40 characters, with commas between.",
                )
            }
            Self::Timezone => {
                let is_zone = |zone: &str| {
                    zone == "UTC"
                        || zone.split_once('/').is_some_and(|(area, city)| {
                            let is_word = |word: &str| {
                                word.chars()
                                    .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '+' | '/'))
                            };
                            area.len() > 2 && !city.is_empty() && is_word(area) && is_word(city)
                        })
                };
                let zone = typed.replace(' ', "_");
                or(is_zone(&zone).then(|| Value::from(zone)), "Type area and city, as in Europe/Berlin.")
            }
            Self::Booking => or(
                url::web(typed).value.map(|url| json!(url)),
                "Copy a web address, as in https://example.com.",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_owner_types_is_read_or_refused() {
        for (extra, typed, expected) in [
            (Extra::Years, "25", Some(json!(25))),
            (Extra::Years, "a few", None),
            (Extra::Years, "200", None),
            (Extra::Engagements, "Fractional, board seat", Some(json!(["FRACTIONAL", "BOARD"]))),
            (Extra::Engagements, "gardening", None),
            (Extra::Travel, "Nationwide", Some(json!("NATIONAL"))),
            (Extra::Travel, "Within the region", Some(json!("REGIONAL"))),
            (Extra::Travel, "to the moon", None),
            (Extra::Stages, "Seed, Series A", Some(json!(["Seed", "Series A"]))),
            (Extra::Timezone, "America/New York", Some(json!("America/New_York"))),
            (Extra::Timezone, "Berlin", None),
            (Extra::Booking, "javascript:alert(1)", None),
        ] {
            let read = extra.read(Some(typed)).ok().map(|edit| edit.columns[extra.as_str()].clone());
            assert_eq!(read, expected, "{extra:?} {typed}");
        }
        assert_eq!(Extra::Stages.read(None).unwrap().columns["stage_focus"], json!([]));
        assert_eq!(Extra::Minimum.read(None).unwrap().columns["minimum_engagement"], Value::Null);
    }
}
