//! Which column a sender probably meant for a field that the row seems to lack.

use serde_json::{Map, Value};

use super::Entity;
use super::fields::{Mapping, field_named, unused};
use super::normalise::placeholder::{self, Statement};
use super::normalise::{person, url};

/// What a field's column looks like.
struct Likeness {
    field: &'static str,
    /// Words of its header.
    words: &'static [&'static str],
    /// Words that say it is another one.
    others: &'static [&'static str],
    /// What its cells hold.
    shape: Shape,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Address,
    Person,
    Line,
    Text,
}

const LIKENESSES: &[Likeness] = &[
    Likeness {
        field: "full_name",
        words: &[
            "name",
            "person",
            "contact",
            "candidate",
            "executive",
            "leader",
            "consultant",
            "advisor",
            "expert",
            "who",
        ],
        others: &[
            "company", "school", "file", "list", "table", "view", "campaign", "domain", "user", "job", "role",
        ],
        shape: Shape::Person,
    },
    Likeness {
        field: "title",
        words: &["title", "position", "role", "job", "vacancy", "opening", "opportunity", "headline", "post"],
        others: &[
            "company",
            "url",
            "link",
            "date",
            "id",
            "type",
            "location",
            "description",
            "salary",
            "posted",
            "on",
        ],
        shape: Shape::Line,
    },
    Likeness {
        field: "apply_url",
        words: &[
            "apply",
            "application",
            "job",
            "posting",
            "vacancy",
            "listing",
            "opening",
            "url",
            "link",
            "href",
            "page",
        ],
        others: &["logo", "image", "photo", "picture", "company", "website", "domain", "linkedin", "avatar"],
        shape: Shape::Address,
    },
    Likeness {
        field: "company_name",
        words: &[
            "company",
            "employer",
            "client",
            "organisation",
            "organization",
            "firm",
            "agency",
            "business",
            "account",
        ],
        others: &[
            "url",
            "link",
            "domain",
            "website",
            "logo",
            "size",
            "industry",
            "linkedin",
            "id",
            "description",
        ],
        shape: Shape::Line,
    },
    Likeness {
        field: "location",
        words: &["location", "place", "city", "where", "region", "area", "based", "metro", "geography"],
        others: &["url", "id", "company"],
        shape: Shape::Line,
    },
    Likeness {
        field: "location_summary",
        words: &["location", "place", "city", "where", "region", "area", "based", "metro", "office"],
        others: &["url", "id"],
        shape: Shape::Line,
    },
    Likeness {
        field: "role",
        words: &["role", "title", "position", "function", "job", "occupation", "seniority"],
        others: &["url", "id", "date", "company", "description"],
        shape: Shape::Line,
    },
    Likeness {
        field: "headline",
        words: &["headline", "tagline", "pitch", "slogan", "intro", "subtitle"],
        others: &["url", "id"],
        shape: Shape::Line,
    },
    Likeness {
        field: "description",
        words: &["description", "text", "body", "details", "about", "content", "advert", "ad", "scope"],
        others: &["url", "id", "company", "title"],
        shape: Shape::Text,
    },
];

/// Points that a column needs to be named.
const ENOUGH: i32 = 2;

/// The column of a row that most looks like a field's: one that no field takes, else one that was taken for another.
pub fn likely_column<'a>(
    entity: Entity,
    mapping: &Mapping,
    cells: &'a Map<String, Value>,
    field: &str,
) -> Option<&'a str> {
    let likeness = LIKENESSES.iter().find(|likeness| likeness.field == field)?;
    let unused = unused(entity, mapping, cells);
    let mut best: Option<(i32, &str)> = None;
    for (header, cell) in cells {
        let is_unused = unused.contains(header);
        // What an operator mapped means what they said; what means the field by itself was read, and says nothing.
        if !is_unused && (field_named(entity, header).is_none() || is_read_as(entity, header, cell, likeness))
        {
            continue;
        }
        let points = likeness.points(header, cell) - i32::from(!is_unused);
        if points >= ENOUGH && best.is_none_or(|(most, _)| points > most) {
            best = Some((points, header));
        }
    }
    best.map(|(_, header)| header)
}

/// Whether a column that means the field itself holds nothing better than what was refused.
fn is_read_as(entity: Entity, header: &str, cell: &Value, likeness: &Likeness) -> bool {
    let parts = ["first_name", "last_name"];
    let field = field_named(entity, header);
    let is_same = field == Some(likeness.field)
        || likeness.field == "full_name" && field.is_some_and(|field| parts.contains(&field));
    is_same && !(likeness.shape == Shape::Address && likeness.fits(cell))
}

impl Likeness {
    fn points(&self, header: &str, cell: &Value) -> i32 {
        let words = words(header);
        let has_one_of = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
        if has_one_of(self.others) || !self.fits(cell) {
            return 0;
        }
        let by_header = if has_one_of(self.words) { 3 } else { 0 };
        // An address speaks for itself.
        by_header + if self.shape == Shape::Address { 2 } else { 0 }
    }

    fn fits(&self, cell: &Value) -> bool {
        let Statement::Value(Value::String(text)) = placeholder::statement(cell) else { return false };
        let is_address = || text.trim_start().starts_with("http") && url::web(text).value.is_some();
        match self.shape {
            Shape::Address => is_address(),
            Shape::Person => {
                text.split_whitespace().count() >= 2
                    && !text.chars().any(|c| c.is_ascii_digit())
                    && person::full_name(text).value.is_some()
            }
            Shape::Line => {
                text.chars().count() <= 200 && text.chars().any(char::is_alphabetic) && !is_address()
            }
            Shape::Text => text.split_whitespace().count() >= 5,
        }
    }
}

/// The words of a header: `VacancyTitle`, `vacancy_title` and `Vacancy Title` have the same.
fn words(header: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut after_lower = false;
    for c in header.chars() {
        if !c.is_alphanumeric() || c.is_uppercase() && after_lower {
            words.push(String::new());
        }
        after_lower = c.is_lowercase();
        if c.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(c.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::ingestion::fields::Origin;

    fn likely(entity: Entity, field: &str, row: &Value) -> Option<String> {
        let cells = row.as_object().unwrap();
        likely_column(entity, &Mapping::default(), cells, field).map(str::to_owned)
    }

    #[test]
    fn the_column_that_was_meant_is_named() {
        use Entity::{Executive, Job};
        for (entity, field, row, column) in [
            (
                Job,
                "apply_url",
                json!({"Vacancy Page": "https://a.example/1", "Logo": "https://a.example/l.png"}),
                Some("Vacancy Page"),
            ),
            (Job, "apply_url", json!({"Where": "https://a.example/1"}), Some("Where")),
            (Job, "apply_url", json!({"Job URL": "ask us", "Link": "https://a.example/1"}), Some("Link")),
            (Job, "apply_url", json!({"Job URL": "ask us", "Company Website": "https://a.example"}), None),
            (Job, "apply_url", json!({"Company LinkedIn": "https://linkedin.com/company/a"}), None),
            (Job, "title", json!({"VacancyTitle": "Fractional CFO", "Agency": "Port"}), Some("VacancyTitle")),
            (Job, "title", json!({"Role": "Fractional CFO", "Company": "Acme"}), Some("Role")),
            (Job, "title", json!({"Vacancy": "https://a.example/1"}), None),
            (Job, "title", json!({"Company": "Acme"}), None),
            (
                Executive,
                "full_name",
                json!({"Candidate": "Sarah Chen", "School Name": "Harvard College"}),
                Some("Candidate"),
            ),
            (Executive, "full_name", json!({"Company Name": "Acme Widgets"}), None),
            (Executive, "full_name", json!({"Candidate": "4711"}), None),
            (Executive, "location", json!({"Where they live": "Austin, Texas"}), Some("Where they live")),
            (Executive, "headline", json!({"Elevator pitch": "I mend finances"}), Some("Elevator pitch")),
            (
                Job,
                "description",
                json!({"Advert text": "Own the numbers two days a week"}),
                Some("Advert text"),
            ),
            (Job, "posted_at", json!({"Some day": "2026-06-01"}), None),
        ] {
            assert_eq!(likely(entity, field, &row).as_deref(), column, "{field} {row}");
        }
    }

    #[test]
    fn what_was_mapped_to_another_field_is_not_proposed() {
        let mut mapping = Mapping::default();
        mapping.insert(Entity::Job, "company_url", Origin::Column("Vacancy Link".into())).unwrap();
        let row = json!({"Vacancy Link": "https://a.example/1"});
        assert_eq!(likely_column(Entity::Job, &mapping, row.as_object().unwrap(), "apply_url"), None);
    }
}
