//! What a row says that tells who its person is: pure.

use serde_json::{Map, Value};

use super::companies;
use crate::ingestion::fields::{self, Mapping, field_named, header_key};
use crate::ingestion::normalise::{placeholder, url};
use crate::ingestion::record::Record;
use crate::ingestion::{Entity, executive};
use crate::secrets::Key;
use crate::taxonomy::vocabulary::fold;
use crate::values::terms;

terms! {
    /// By what a person is known.
    Kind = "text" {
        LinkedIn: "linkedin", "linkedin", "LinkedIn address";
        Email: "email", "email", "e-mail address";
        NameCompany: "name_company", "name-company", "name and company";
        SourceRow: "source_row", "source-row", "row of a source";
    }
}

/// One thing by which a person is known, in its one spelling. It is only ever kept as a keyed hash.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Trace {
    /// What it is.
    pub kind: Kind,
    parts: [String; 2],
}

/// Whom a canonical record is about.
#[derive(Clone, Debug)]
pub struct Person<'a> {
    /// The full name.
    pub name: &'a str,
    /// `linkedin.com/in/…`.
    pub linkedin_key: Option<&'a str>,
    /// Lower case.
    pub email: Option<&'a str>,
    /// Every company of the career, present and past.
    pub companies: Vec<&'a str>,
}

impl Trace {
    /// Of `linkedin.com/in/…`.
    pub fn linkedin(key: &str) -> Self {
        Self { kind: Kind::LinkedIn, parts: [key.to_owned(), String::new()] }
    }

    /// Of an address, whatever its case.
    pub fn email(address: &str) -> Self {
        Self { kind: Kind::Email, parts: [address.to_lowercase(), String::new()] }
    }

    /// Of a name at each of these companies.
    pub fn at_companies<'a>(name: &str, companies: impl IntoIterator<Item = &'a str>) -> Vec<Self> {
        let name = fold(name);
        if name.is_empty() {
            return Vec::new();
        }
        let keys = companies.into_iter().flat_map(companies::keys);
        let mut traces: Vec<Self> =
            keys.map(|company| Self { kind: Kind::NameCompany, parts: [name.clone(), company] }).collect();
        traces.sort_unstable();
        traces.dedup();
        traces
    }

    /// Of a source's row.
    pub fn source_row(source: &str, key: &str) -> Self {
        Self { kind: Kind::SourceRow, parts: [source.to_owned(), key.to_owned()] }
    }

    /// What is kept of it.
    pub fn hash(&self, key: &Key) -> [u8; 32] {
        key.sign(&[self.kind.as_str(), &self.parts[0], &self.parts[1]])
    }
}

/// All that a row about a person tells of who it is: every column that holds an address, also those that the record
/// doesn't take, and the name at every company.
pub fn of_row<R: Record>(mapping: &Mapping, cells: &Map<String, Value>, record: Option<&R>) -> Vec<Trace> {
    if R::ENTITY != Entity::Executive {
        return Vec::new();
    }
    let mut traces = of_cells(mapping, cells);
    if let Some(person) = record.and_then(Record::person) {
        traces.extend(person.linkedin_key.map(Trace::linkedin));
        traces.extend(person.email.map(Trace::email));
        let named = companies_of(cells);
        let companies = person.companies.iter().copied().chain(named.iter().map(String::as_str));
        traces.extend(Trace::at_companies(person.name, companies));
    }
    traces.sort_unstable();
    traces.dedup();
    traces
}

/// The addresses in a row's cells.
pub fn of_cells(mapping: &Mapping, cells: &Map<String, Value>) -> Vec<Trace> {
    let mut traces = Vec::new();
    for (header, cell) in cells {
        let texts: Vec<&str> =
            texts(cell).into_iter().filter(|text| text.contains('@') || text.contains("/in/")).collect();
        if texts.is_empty() {
            continue;
        }
        let field = fields::mapped_to(mapping, header).or_else(|| field_named(Entity::Executive, header));
        let key = header_key(header);
        let is = |name: &str, word: &str| field == Some(name) || key.contains(word);
        let may_be_linkedin = is("linkedin_url", "linkedin") || cell.is_object();
        let may_be_email = is("contact_email", "email");
        for text in texts {
            traces.extend(linkedin(text).filter(|_| may_be_linkedin));
            traces.extend(emails(text).filter(|_| may_be_email));
        }
    }
    traces
}

/// The companies that cells name.
pub fn companies_of(cells: &Map<String, Value>) -> Vec<String> {
    cells.iter().flat_map(|(header, cell)| companies::named_under(header, cell)).collect()
}

/// A person's LinkedIn page.
pub fn linkedin(text: &str) -> Option<Trace> {
    url::canonical_linkedin(text).value.map(|read| Trace::linkedin(&read.key))
}

/// The e-mail addresses of a text.
pub fn emails(text: &str) -> impl Iterator<Item = Trace> {
    text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '<' | '>' | '|' | '(' | ')' | '"'))
        .filter(|part| part.contains('@'))
        .filter_map(executive::email)
        .map(|address| Trace::email(&address))
}

/// The texts of a cell; of an object those directly in it. A list holds other people: reviewers, colleagues.
fn texts(cell: &Value) -> Vec<&str> {
    match cell {
        Value::String(text) => vec![text],
        Value::Object(fields) => match placeholder::statement(cell) {
            placeholder::Statement::Value(Value::String(text)) => vec![text],
            _ => fields.values().filter_map(Value::as_str).collect(),
        },
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(row: &Value) -> Vec<Trace> {
        of_cells(&Mapping::default(), row.as_object().unwrap())
    }

    #[test]
    fn every_column_with_an_address_counts() {
        let row = json!({
            "LinkedIn URL (enriched)": "https://uk.linkedin.com/in/Sarah-Chen/?x=1",
            "Work Email": "Sarah <SARAH@acme.com>; s.chen@home.example",
            "Other email": {"value": "third@acme.com", "status": "success"},
            "Enrich person": {"url": "https://www.linkedin.com/in/s-chen-2", "org": "Acme"},
            "Company LinkedIn": "https://www.linkedin.com/company/acme",
            "reviews": [{"author_email": "other@acme.com", "url": "https://www.linkedin.com/in/other"}],
            "Bio": "Write to other@acme.com",
        });
        let mut expected = vec![
            Trace::linkedin("linkedin.com/in/sarah-chen"),
            Trace::linkedin("linkedin.com/in/s-chen-2"),
            Trace::email("sarah@acme.com"),
            Trace::email("s.chen@home.example"),
            Trace::email("third@acme.com"),
        ];
        let mut found = of(&row);
        expected.sort();
        found.sort();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_column_that_was_mapped_counts() {
        let mut mapping = Mapping::default();
        let origin = crate::ingestion::Origin::Column("Reach".to_owned());
        mapping.insert(Entity::Executive, "contact_email", origin).unwrap();
        let row = json!({"Reach": "a@b.example"});
        assert_eq!(of_cells(&mapping, row.as_object().unwrap()), [Trace::email("a@b.example")]);
        assert_eq!(of(&row), []);
    }

    #[test]
    fn a_name_meets_a_company_however_both_are_spelled() {
        assert_eq!(
            Trace::at_companies("Zoë  Albrecht", ["Acme, Inc."]),
            Trace::at_companies("zoe albrecht", ["The ACME Company"])
        );
        assert_ne!(
            Trace::at_companies("Zoë Albrecht", ["Acme"]),
            Trace::at_companies("Zoë Albrecht", ["Beta"])
        );
        assert_eq!(Trace::at_companies("", ["Acme"]), []);
    }
}
