//! Writing somebody down who stays out, and taking what is there of them away: all of it in one transaction.

use std::collections::BTreeMap;
use std::fmt;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use sqlx::{Connection, PgConnection};
use uuid::Uuid;

use super::companies;
use super::later::{STAYS_OUT, erase, erase_examples};
use super::queries::{self, Profile};
use super::traces::{self, Kind, Trace};
use crate::audit::{self, Actor, Entry};
use crate::ingestion::Entity;
use crate::ingestion::fields::Mapping;
use crate::ingestion::normalise::person;
use crate::ingestion::queries::lock_entity;
use crate::secrets::{Key, spelled};
use crate::taxonomy::vocabulary::fold;

/// Why nobody was written down.
#[derive(Debug, thiserror::Error)]
pub enum SuppressionError {
    /// Nothing tells who it is.
    #[error("who is it? A LinkedIn address, an e-mail address, or a name with a company")]
    Nobody,
    /// It is not a person's page.
    #[error("“{0}” is no address of a person's LinkedIn page, as linkedin.com/in/…")]
    LinkedIn(String),
    /// It has not the shape of one.
    #[error("“{0}” is no e-mail address")]
    Email(String),
    /// It can't be a name.
    #[error("“{0}” is no person's name")]
    Name(String),
    /// Many people share a name.
    #[error("a name alone is many people's: name a company too, present or past, or its domain")]
    NameAlone,
    /// A company alone is nobody.
    #[error("a company alone is nobody: add the person's name")]
    CompanyAlone,
    /// There is none.
    #[error("there is no receipt {0}")]
    NoReceipt(String),
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
}

/// Who is to stay out. What is given is told apart by *or*: any of it is enough to know the person by.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// A profile of ours.
    pub profile: Option<Uuid>,
    /// The address of their LinkedIn page, in any spelling.
    pub linkedin: Option<String>,
    /// An e-mail address.
    pub email: Option<String>,
    /// The full name, which counts together with each of the companies.
    pub name: Option<String>,
    /// Companies by name or domain.
    pub companies: Vec<String>,
    /// Why, for the operator; it should name nobody.
    pub reason: Option<String>,
}

/// What came of a request.
#[derive(Clone, Debug)]
pub struct Suppressed {
    /// By what to refer to it.
    pub receipt: String,
    /// What was written down, by kind.
    pub kinds: BTreeMap<Kind, usize>,
    /// Profiles that matched; all are offline now.
    pub profiles: Vec<Found>,
    /// Rows of sources that were erased.
    pub source_rows: u64,
    /// Records of deliveries whose content was erased.
    pub records: u64,
    /// Public addresses of profiles with the same name at none of these companies: left as they are.
    pub namesakes: Vec<String>,
}

/// A profile that matched.
#[derive(Clone, Debug)]
pub struct Found {
    /// Its id.
    pub id: Uuid,
    /// Its address.
    pub slug: String,
    /// Whether it had been taken down before.
    pub was_removed: bool,
}

/// A request in canonical terms.
struct Person {
    profile: Option<Uuid>,
    traces: Vec<Trace>,
    linkedin_key: Option<String>,
    email: Option<String>,
    name: Option<String>,
}

impl Request {
    fn read(&self) -> Result<Person, SuppressionError> {
        let linkedin_key = match &self.linkedin {
            None => None,
            Some(text) => Some(
                crate::ingestion::normalise::url::canonical_linkedin(text)
                    .value
                    .ok_or_else(|| SuppressionError::LinkedIn(text.clone()))?
                    .key,
            ),
        };
        let email = match &self.email {
            None => None,
            Some(text) => Some(
                crate::ingestion::executive::email(text)
                    .ok_or_else(|| SuppressionError::Email(text.clone()))?,
            ),
        };
        let name = match &self.name {
            None => None,
            Some(text) => {
                let name = person::full_name(text).value;
                Some(name.ok_or_else(|| SuppressionError::Name(text.clone()))?.full_name)
            }
        };
        if name.is_some() && self.companies.is_empty() {
            return Err(SuppressionError::NameAlone);
        }
        if name.is_none() && !self.companies.is_empty() {
            return Err(SuppressionError::CompanyAlone);
        }
        let mut traces = Vec::new();
        traces.extend(linkedin_key.as_deref().map(Trace::linkedin));
        traces.extend(email.as_deref().map(Trace::email));
        if let Some(name) = &name {
            traces.extend(Trace::at_companies(name, self.companies.iter().map(String::as_str)));
        }
        if traces.is_empty() && self.profile.is_none() {
            return Err(SuppressionError::Nobody);
        }
        Ok(Person { profile: self.profile, traces, linkedin_key, email, name })
    }
}

/// Writes somebody down, takes their profile offline and erases what their rows said. Imports of people wait meanwhile.
pub async fn suppress(
    connection: &mut PgConnection,
    key: &Key,
    request: &Request,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<Suppressed, SuppressionError> {
    let mut transaction = connection.begin().await?;
    let mut done = hide(&mut transaction, key, request, &receipt(), actor, now).await?;
    let erased = erase(&mut transaction, &done.receipt, actor, now).await?;
    done.source_rows = erased.source_rows;
    done.records += erased.records;
    transaction.commit().await?;
    Ok(done)
}

/// Writes somebody down under a receipt and takes their profile offline, in the caller's transaction. What its rows said
/// stays until that is decided ([`erase`], [`super::restore`]); of rows that became no profile nothing does.
pub async fn hide(
    connection: &mut PgConnection,
    key: &Key,
    request: &Request,
    receipt: &str,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<Suppressed, SuppressionError> {
    let person = request.read()?;
    let mut transaction = connection.begin().await?;
    lock_entity(&mut transaction, Entity::Executive).await?;
    let (profiles, namesakes) = find(&mut transaction, &person).await?;
    let ids: Vec<Uuid> = profiles.iter().map(|profile| profile.id).collect();
    let mut traces = person.traces.clone();
    for profile in &profiles {
        traces.extend(known_of(profile));
    }
    for (source, row_key) in queries::source_rows_of(&mut *transaction, &ids).await? {
        traces.push(Trace::source_row(&source, &row_key));
    }
    traces.sort_unstable();
    traces.dedup();
    queries::keep(&mut *transaction, key, &traces, receipt, request.reason.as_deref(), now).await?;
    queries::take_down(&mut transaction, receipt, &ids, now).await?;
    let loose = loose_records(&mut transaction, &person, &traces).await?;
    let erased = queries::erase_records(&mut *transaction, &[], &loose, STAYS_OUT).await?;
    erase_examples(&mut transaction, &erased).await?;
    let mut kinds: BTreeMap<Kind, usize> = BTreeMap::new();
    for trace in &traces {
        *kinds.entry(trace.kind).or_default() += 1;
    }
    let said = json!({"receipt": receipt, "profiles": ids,
                      "kinds": kinds.iter().map(|(kind, count)| (kind.as_str(), count)).collect::<BTreeMap<_, _>>()});
    let taken_down =
        ids.iter().map(|id| Entry::new("take down", "executive", *id).after(json!({"receipt": receipt})));
    let entries: Vec<Entry> =
        std::iter::once(Entry::general("suppress", "suppression").after(said)).chain(taken_down).collect();
    audit::write_all(&mut *transaction, actor, &entries, now).await?;
    transaction.commit().await?;
    let profiles = profiles.into_iter().map(Found::from).collect();
    let records = erased.len() as u64;
    Ok(Suppressed { receipt: receipt.to_owned(), kinds, profiles, source_rows: 0, records, namesakes })
}

/// The profiles that a request is about, as [`hide`] finds them.
pub async fn matching(
    connection: &mut PgConnection,
    request: &Request,
) -> Result<Vec<Uuid>, SuppressionError> {
    let (profiles, _) = find(connection, &request.read()?).await?;
    Ok(profiles.into_iter().map(|profile| profile.id).collect())
}

impl From<Profile> for Found {
    fn from(profile: Profile) -> Self {
        Self { id: profile.id, slug: profile.slug, was_removed: profile.is_removed }
    }
}

/// The profiles that are this person's, and the addresses of those that only share the name.
async fn find(connection: &mut PgConnection, person: &Person) -> sqlx::Result<(Vec<Profile>, Vec<String>)> {
    let mut ids = queries::known_at(
        &mut *connection,
        person.profile,
        person.linkedin_key.as_deref(),
        person.email.as_deref(),
    )
    .await?;
    let known = ids.len();
    if let Some(name) = person.name.as_deref().map(fold) {
        let named = queries::names(&mut *connection).await?;
        ids.extend(named.into_iter().filter(|(_, full_name)| fold(full_name) == name).map(|(id, _)| id));
    }
    let at_address = ids[..known].to_vec();
    ids.sort_unstable();
    ids.dedup();
    let mut profiles = queries::profiles(connection, &ids).await?;
    let mut namesakes = Vec::new();
    profiles.retain(|profile| {
        let is_theirs = at_address.contains(&profile.id)
            || at_all_companies(profile).iter().any(|trace| person.traces.contains(trace));
        if !is_theirs {
            namesakes.push(profile.slug.clone());
        }
        is_theirs
    });
    Ok((profiles, namesakes))
}

/// The name at every company that anything kept of a profile names.
fn at_all_companies(profile: &Profile) -> Vec<Trace> {
    let mut named: Vec<String> = profile.stations.iter().map(|station| station.company.clone()).collect();
    for said in &profile.said {
        named.extend(companies::named_under("", said));
    }
    Trace::at_companies(&profile.full_name, named.iter().map(String::as_str))
}

/// What a profile adds to what its person is known by: addresses, and the name at present companies.
fn known_of(profile: &Profile) -> Vec<Trace> {
    let mut traces = Vec::new();
    traces.extend(profile.linkedin_key.as_deref().map(Trace::linkedin));
    traces.extend(profile.contact_email.as_deref().map(Trace::email));
    let mut present: Vec<String> = (profile.stations.iter())
        .filter(|station| station.is_current)
        .map(|station| station.company.clone())
        .collect();
    for said in profile.said.iter().filter_map(Value::as_object) {
        traces.extend(traces::of_cells(&Mapping::default(), said));
        let flat = said.iter().filter(|(_, cell)| cell.is_string());
        present.extend(flat.flat_map(|(header, cell)| companies::named_under(header, cell)));
    }
    traces.extend(Trace::at_companies(&profile.full_name, present.iter().map(String::as_str)));
    traces
}

/// Records of rows that became no profile and are this person's all the same.
async fn loose_records(
    connection: &mut PgConnection,
    person: &Person,
    known: &[Trace],
) -> sqlx::Result<Vec<Uuid>> {
    let words: Vec<String> = [
        person.linkedin_key.as_deref().and_then(|key| key.rsplit('/').next()),
        person.email.as_deref(),
        person.name.as_deref(),
    ]
    .into_iter()
    .flatten()
    .map(|word| format!("%{}%", word.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")))
    .collect();
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let records = queries::records_without_target(connection, &words).await?;
    let is_theirs = |cells: &Value| {
        let Value::Object(cells) = cells else { return false };
        let mut traces = traces::of_cells(&Mapping::default(), cells);
        let companies = traces::companies_of(cells);
        if let Some(name) = &person.name {
            traces.extend(Trace::at_companies(name, companies.iter().map(String::as_str)));
        }
        traces.iter().any(|trace| known.contains(trace))
    };
    Ok(records.into_iter().filter(|(_, cells)| is_theirs(cells)).map(|(id, _)| id).collect())
}

/// `S-7F3K-Q9XD-2M4W`
pub fn receipt() -> String {
    format!("S-{}", spelled(3))
}

/// For the terminal and for letters.
impl fmt::Display for Suppressed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "Receipt {}", self.receipt)?;
        let kinds: Vec<String> =
            (self.kinds.iter()).map(|(kind, count)| format!("{} ({count})", kind.label())).collect();
        writeln!(f, "Kept out from now on by: {}", kinds.join(", "))?;
        if self.profiles.is_empty() {
            writeln!(f, "No profile matches.")?;
        }
        for profile in &self.profiles {
            let was = if profile.was_removed { "was offline already" } else { "is offline now" };
            writeln!(f, "The profile {} {was}.", crate::urls::Executive::to(&profile.slug))?;
        }
        if self.source_rows + self.records > 0 {
            writeln!(
                f,
                "Erased: {} of sources, and what {} said.",
                count(self.source_rows, "row"),
                count(self.records, "delivered row")
            )?;
        }
        for slug in &self.namesakes {
            let path = crate::urls::Executive::to(slug);
            writeln!(f, "Left as it is: {path} has the same name, but none of these companies.")?;
        }
        Ok(())
    }
}

fn count(number: u64, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_says_who_it_is_about() {
        let request = |linkedin: &str, email: &str, name: &str, companies: &[&str]| {
            let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
            Request {
                linkedin: some(linkedin),
                email: some(email),
                name: some(name),
                companies: companies.iter().map(|&company| company.to_owned()).collect(),
                ..Request::default()
            }
        };
        for (request, traces) in [
            (request("uk.linkedin.com/in/Ann", "", "", &[]), 1),
            (request("", "Ann@B.example", "", &[]), 1),
            (request("", "", "Dr. Ann Abel, MBA", &["Acme Inc.", "acme.com"]), 3),
            (request("in/ann", "a@b.example", "Ann Abel", &["Acme"]), 3),
        ] {
            assert_eq!(request.read().ok().unwrap().traces.len(), traces, "{request:?}");
        }
        for wrong in [
            request("", "", "", &[]),
            request("linkedin.com/company/acme", "", "", &[]),
            request("", "ann", "", &[]),
            request("", "", "Ann Abel", &[]),
            request("", "", "", &["Acme"]),
            request("", "", "4711", &["Acme"]),
        ] {
            assert!(wrong.read().is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn receipts_can_be_read_out() {
        let (one, other) = (receipt(), receipt());
        assert!(one.starts_with("S-") && one.len() == 16 && one != other, "{one}");
    }
}
