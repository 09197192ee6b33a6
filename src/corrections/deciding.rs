//! Deciding on proposed corrections.

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::{Connection, PgConnection};

use super::field::{Context, Field};
use super::queries;
use super::{KEPT_AFTER, Status, mails};
use crate::audit::{self, Decider, Entry};
use crate::executives::editing::{self, Edit, Editor};
use crate::mail;
use crate::taxonomy::Catalog;

pub use queries::{Item, Request};

/// Why nothing is decided.
#[derive(Debug, thiserror::Error)]
pub enum DecidingError {
    /// There is none.
    #[error("there is no correction {0}")]
    NoRequest(String),
    /// It was.
    #[error("{number} was decided already: {}", status.label().to_lowercase())]
    Decided {
        /// The request.
        number: String,
        /// How.
        status: Status,
    },
    /// The request is not about this field.
    #[error("{number} says nothing of “{field}”; it is about: {}", known.join(", "))]
    NotAbout {
        /// The request.
        number: String,
        /// What was named.
        field: String,
        /// What it is about.
        known: Vec<String>,
    },
    /// A proposal makes no sense any more.
    #[error("{}: {why} Accept the others with --only.", field.label())]
    Unreadable {
        /// Of what.
        field: Field,
        /// Why.
        why: String,
    },
    /// Two profiles would be one person's.
    #[error("the LinkedIn page is that of {0}: perhaps both are one person: look among the duplicates")]
    Another(String),
    /// A mail can't be written.
    #[error("a mail can't be written: {0}")]
    Mail(#[from] askama::Error),
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
}

/// Proposals: those to be decided, the oldest first; all of them where that is asked for.
pub async fn list(connection: &mut PgConnection, all: bool) -> sqlx::Result<Vec<Request>> {
    const MOST: i64 = 500;
    queries::list(connection, all, MOST).await
}

/// The proposal of a number, in any case, and what it is about.
pub async fn find(
    connection: &mut PgConnection,
    number: &str,
) -> Result<(Request, Vec<Item>), DecidingError> {
    let number = number.trim().to_uppercase();
    let request = queries::find(&mut *connection, &number).await?.ok_or(DecidingError::NoRequest(number))?;
    let items = queries::items(connection, request.id).await?;
    Ok((request, items))
}

/// Writes a proposal into the profile, or those fields of it that are named (as the address of a form names them). Gives
/// the fields that were written.
pub async fn accept(
    connection: &mut PgConnection,
    number: &str,
    only: &[String],
    catalog: &Catalog,
    decider: Decider<'_>,
    now: DateTime<Utc>,
) -> Result<(Request, Vec<Field>), DecidingError> {
    let mut transaction = connection.begin().await?;
    let request = open(&mut transaction, number).await?;
    let items = queries::items(&mut *transaction, request.id).await?;
    let chosen = choose(&request, &items, only)?;
    let context = Context { catalog, today: now.date_naive(), country: request.country.as_deref() };
    let mut edit = Edit::default();
    for (field, item) in &chosen {
        let read = field.read(item.proposed.as_deref(), context);
        edit.join(read.map_err(|why| DecidingError::Unreadable { field: *field, why })?);
    }
    if let Some(key) = edit.columns.get("linkedin_key").and_then(serde_json::Value::as_str)
        && let Some(slug) = queries::with_linkedin(&mut *transaction, key, request.executive_id).await?
    {
        return Err(DecidingError::Another(crate::urls::Executive::to(slug).to_string()));
    }
    if edit != Edit::default() {
        let source = format!("correction {}", request.number);
        let editor = Editor { actor: decider.actor, source: &source, reason: None };
        editing::apply(&mut transaction, request.executive_id, &edit, editor, now).await?;
    }
    let fields: Vec<Field> = chosen.iter().map(|(field, _)| *field).collect();
    if let Some(owner) = request.owner.as_deref().filter(|_| !edit.is_empty()) {
        let message = mails::to_owner(decider.origin, owner, &request, &chosen)?;
        mail::post(&mut *transaction, &message, now).await?;
    }
    close(&mut transaction, &request, Status::Accepted, &fields, decider, now).await?;
    transaction.commit().await?;
    Ok((request, fields))
}

/// Leaves the profile as it is.
pub async fn reject(
    connection: &mut PgConnection,
    number: &str,
    decider: Decider<'_>,
    now: DateTime<Utc>,
) -> Result<Request, DecidingError> {
    let mut transaction = connection.begin().await?;
    let request = open(&mut transaction, number).await?;
    close(&mut transaction, &request, Status::Rejected, &[], decider, now).await?;
    transaction.commit().await?;
    Ok(request)
}

/// Deletes what was decided long ago. Gives how many.
pub async fn forget(connection: &mut PgConnection, now: DateTime<Utc>) -> sqlx::Result<u64> {
    queries::forget(connection, now - KEPT_AFTER).await
}

/// The items that are meant, by their fields.
fn choose<'a>(
    request: &Request,
    items: &'a [Item],
    only: &[String],
) -> Result<Vec<(Field, &'a Item)>, DecidingError> {
    let known: Vec<(Field, &Item)> =
        items.iter().filter_map(|item| Some((Field::from_word(&item.field)?, item))).collect();
    if only.is_empty() {
        return Ok(known);
    }
    let find = |name: &String| {
        let found = known.iter().find(|(field, _)| field.param() == name || field.as_str() == name);
        found.copied().ok_or_else(|| DecidingError::NotAbout {
            number: request.number.clone(),
            field: name.clone(),
            known: known.iter().map(|(field, _)| field.param().to_owned()).collect(),
        })
    };
    only.iter().map(find).collect()
}

/// A proposal that waits for a decision; nobody else decides on it before the transaction ends.
async fn open(connection: &mut PgConnection, number: &str) -> Result<Request, DecidingError> {
    let number = number.trim().to_uppercase();
    let request = queries::lock(connection, &number).await?.ok_or(DecidingError::NoRequest(number))?;
    if request.status == Status::Received {
        Ok(request)
    } else {
        Err(DecidingError::Decided { number: request.number, status: request.status })
    }
}

async fn close(
    connection: &mut PgConnection,
    request: &Request,
    status: Status,
    accepted: &[Field],
    decider: Decider<'_>,
    now: DateTime<Utc>,
) -> Result<(), DecidingError> {
    let words: Vec<String> = accepted.iter().map(|field| field.as_str().to_owned()).collect();
    queries::decide(&mut *connection, request.id, status, &words, &decider.actor.role, now).await?;
    let action = if status == Status::Accepted { "accept correction" } else { "reject correction" };
    let entry = Entry::new(action, "correction", request.id).before(json!({"status": request.status})).after(
        json!({"status": status, "number": request.number, "profile": request.executive_id, "fields": words}),
    );
    audit::write(&mut *connection, decider.actor, &entry, now).await?;
    if let Some(to) = &request.contact_email {
        let message = mails::decided(decider.origin, to, request, status, accepted)?;
        mail::post(connection, &message, now).await?;
    }
    Ok(())
}
