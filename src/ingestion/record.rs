//! What every canonical record can do, whichever entity it is of.

use chrono::{DateTime, Utc};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use sqlx::PgConnection;
use uuid::Uuid;

use super::Entity;
use super::cells::{Cells, Context, UnknownTerm};
use super::fields::{Mapping, Recognised, recognise};
use super::fold::Target;
use super::normalise::contact;
use super::reader::{RawRow, Replayed};
use super::refusal::{Problem, Refusal};
use super::suppression::{self, Person, Trace};
use super::unchanged::Fingerprint;
use crate::taxonomy::Catalog;

/// A row in canonical terms: slugs for taxonomy rows, nothing that belongs to the application.
pub trait Record: Clone + Default + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static {
    /// What it is a record of.
    const ENTITY: Entity;

    /// Fields that are read against the day ("3 days ago", "since 2019"): whether they are news, their cells decide.
    const RELATIVE: &'static [&'static str];

    /// Fields that are one statement: a row that states one of them says all of them.
    const GROUPS: &'static [&'static [&'static str]];

    /// Columns that say one thing together, with the fields that they are written from: an owner who locks one of the
    /// columns locks all of them. Fields that stand nowhere here are columns, or lists, of the same name.
    const PARTS: &'static [Part];

    /// Makes the record of a row, or says why there can be none.
    fn read(cells: &mut Cells, context: Context<'_>) -> Result<Self, Problem>;

    /// The source's own id of the row.
    fn source_record_id(&self) -> Option<&str>;

    /// The address by which two rows are known to be about one thing: a person's LinkedIn page, a posting's apply page.
    fn canonical_address(&self) -> Option<String>;

    /// Whom the row is about, if it is about a person.
    fn person(&self) -> Option<Person<'_>> {
        None
    }

    /// Forgets that address, because another row has it.
    fn drop_address(&mut self);

    /// What identifies the row where it has neither id nor address.
    fn likeness(&self) -> String;

    /// Takes what a later row of the same thing adds: the first statement stays, lists join.
    fn absorb(&mut self, later: Self);

    /// The words that tell it apart, plainest first, for its address.
    fn slug_parts(&self) -> Vec<Option<&str>>;

    /// Inserts and updates canonical rows with all their children. One statement a table.
    fn write(
        connection: &mut PgConnection,
        batch: &Batch<'_, Self>,
    ) -> impl Future<Output = sqlx::Result<()>> + Send;
}

/// Fields of a record, and the columns that they fill together.
pub struct Part {
    /// What the record calls them.
    pub fields: &'static [&'static str],
    /// What the table calls them.
    pub columns: &'static [&'static str],
}

impl Part {
    /// Fields whose columns have their names.
    pub const fn same(names: &'static [&'static str]) -> Self {
        Self { fields: names, columns: names }
    }
}

/// Canonical rows on their way into the database.
pub struct Batch<'a, R> {
    /// Those that are new, with their slugs.
    pub new: Vec<(&'a Target<R>, String)>,
    /// Those that change.
    pub changed: Vec<&'a Target<R>>,
    /// What was delivered, in the order to which [`Target::row`] points.
    pub delivered: &'a [Delivered<'a>],
    /// Which row each slug is.
    pub catalog: &'a Catalog,
    /// Where the rows come from.
    pub source: &'a str,
    /// When they came.
    pub now: DateTime<Utc>,
}

/// What is kept of the row that touched a canonical row last.
#[derive(Clone, Copy, Debug)]
pub struct Delivered<'a> {
    /// As the source wrote it.
    pub raw: &'a RawValue,
    /// The source's own id of it.
    pub source_record_id: Option<&'a str>,
    /// The record of it, if it states something.
    pub record_id: Option<Uuid>,
    /// When it came.
    pub at: DateTime<Utc>,
}

/// A row that was read, on its way to the database.
#[derive(Debug)]
pub struct Row<R> {
    /// The how-manieth row of the delivery, from 1.
    pub position: i32,
    /// As the source wrote it: an object, written out.
    pub raw: Box<RawValue>,
    /// What was made of it, or why nothing could be.
    pub record: Result<R, Refusal>,
    /// The record, written out.
    pub written: Written,
    /// What tells whether its person asked to stay out.
    pub traces: Vec<Trace>,
    /// What an operator should know.
    pub warnings: Vec<String>,
    /// Terms for the taxonomy inbox.
    pub unknown: Vec<UnknownTerm>,
    /// Which row of the source it is.
    pub key: String,
    /// The how-manieth row of this key in the delivery, from 0; counted by the run.
    pub occurrence: i32,
    /// A digest of the record: the same record again is no news.
    pub hash: [u8; 32],
    /// The delivery that it was once part of, where it is read again.
    pub replays: Option<Replayed>,
    /// By what the same delivery is known when it comes again.
    pub fingerprint: Option<Fingerprint>,
}

/// A record as it is kept, which is made beside the reading: many rows at a time.
#[derive(Debug, Default)]
pub struct Written {
    /// What it says.
    pub text: Box<RawValue>,
    /// The [`digest`] of that.
    pub digest: [u8; 32],
}

impl Written {
    fn of<R: Record>(record: &R) -> Self {
        let text = to_raw_value(record).unwrap_or_default();
        let digest = Sha256::digest(text.get()).into();
        Self { text, digest }
    }
}

/// What is kept of a row that is to be forgotten.
pub fn no_cells() -> Box<RawValue> {
    to_raw_value(&Map::new()).unwrap_or_default()
}

impl<R> Row<R> {
    /// When it came, if that was before now.
    pub fn came_at(&self) -> Option<DateTime<Utc>> {
        self.replays.map(|delivery| delivery.at)
    }

    /// The source row that it was once a delivery of, where it is read again.
    pub fn replayed_source_row(&self) -> Option<Uuid> {
        self.replays?.source_row
    }
}

impl<R: Record> Row<R> {
    /// Recognises and normalises one row: pure.
    pub fn prepare(raw: RawRow, mapping: &Mapping, context: Context<'_>) -> Self {
        let mut recognised = recognise(R::ENTITY, mapping, &raw.cells);
        withhold_contacts(&mut recognised);
        let mut cells = Cells::new(recognised);
        let relative: Vec<(&str, Option<Value>)> =
            R::RELATIVE.iter().map(|field| (*field, cells.value(field).cloned())).collect();
        let record = match raw.error {
            Some(error) => Err(Refusal::Row(error)),
            None => R::read(&mut cells, context)
                .map_err(|problem| Refusal::Field(problem.with_hint(R::ENTITY, mapping, &raw.cells))),
        };
        let traces = suppression::traces_of_row(mapping, &raw.cells, record.as_ref().ok());
        let (warnings, unknown) = cells.into_warnings();
        let key = record.as_ref().map(row_key).unwrap_or_default();
        let hash = record.as_ref().map(|record| row_digest(record, relative)).unwrap_or_default();
        Self {
            position: raw.position,
            raw: to_raw_value(&raw.cells).unwrap_or_default(),
            written: record.as_ref().map(Written::of).unwrap_or_default(),
            record,
            traces,
            warnings,
            unknown,
            key,
            occurrence: 0,
            hash,
            replays: raw.replays,
            fingerprint: None,
        }
    }
}

/// E-mail addresses and telephone numbers stay out of whatever a page may show, search included.
fn withhold_contacts(row: &mut Recognised) {
    for (field, value) in &mut row.fields {
        // A role is never shown as it was written: `CTO@acme.io` is a title like any other.
        let is_kept =
            matches!(*field, "contact_email" | "source_record_id" | "role") || field.ends_with("_url");
        if !is_kept && contact::withhold_contacts(value) {
            row.warnings.push(format!("{field}: {}", contact::WARNING));
        }
    }
}

/// Which row of its source a record is: by the source's id, else by address, else by what it says of itself.
fn row_key<R: Record>(record: &R) -> String {
    match (record.source_record_id(), record.canonical_address()) {
        (Some(id), _) => format!("id:{id}"),
        (None, Some(address)) => format!("at:{address}"),
        (None, None) => format!("like:{}", hex(&Sha256::digest(record.likeness()))),
    }
}

/// A digest of what a row says, which is the same on every day that it says the same.
fn row_digest<R: Record>(record: &R, relative: Vec<(&str, Option<Value>)>) -> [u8; 32] {
    let mut said = serde_json::to_value(record).unwrap_or_default();
    for (field, cell) in relative {
        said[field] = cell.unwrap_or_default();
    }
    digest(&said)
}

/// A digest of all that a record says.
pub fn digest<R: Serialize>(record: &R) -> [u8; 32] {
    let bytes = serde_json::to_vec(record).unwrap_or_default();
    Sha256::digest(bytes).into()
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(64), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// Takes the later statement where there was none.
pub fn fill<T>(mine: &mut Option<T>, later: Option<T>) {
    if mine.is_none() {
        *mine = later;
    }
}

/// Adds what a later list has more.
pub fn join<T: PartialEq>(mine: &mut Vec<T>, later: Vec<T>) {
    for item in later {
        if !mine.contains(&item) {
            mine.push(item);
        }
    }
}

/// Takes a later list where there was none: its entries belong together.
pub fn fill_list<T>(mine: &mut Vec<T>, later: Vec<T>) {
    if mine.is_empty() {
        *mine = later;
    }
}

/// A source row that comes again with gaps: what it no longer states, it still says.
pub fn inherit<R: Record>(new: R, old: &R) -> R {
    let (Ok(Value::Object(mut fields)), Ok(Value::Object(old))) =
        (serde_json::to_value(&new), serde_json::to_value(old))
    else {
        return new;
    };
    let stated: Vec<String> =
        fields.iter().filter(|(_, value)| !states_nothing(value)).map(|(name, _)| name.clone()).collect();
    for (name, value) in old {
        let group = R::GROUPS.iter().find(|group| group.contains(&name.as_str()));
        let is_stated = match group {
            Some(group) => stated.iter().any(|stated| group.contains(&stated.as_str())),
            None => stated.contains(&name),
        };
        if !is_stated {
            fields.insert(name, value);
        }
    }
    serde_json::from_value(Value::Object(fields)).unwrap_or(new)
}

/// Whether a value of a record says nothing at all.
pub fn states_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(values) => values.iter().all(states_nothing),
        Value::Object(fields) => fields.values().all(states_nothing),
        Value::Bool(_) | Value::Number(_) => false,
    }
}
