//! What becomes of a request that was written down: what rows said is erased, or all of it is taken back.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use sqlx::{Connection, PgConnection};
use uuid::Uuid;

use super::queries::{self, Back, Listed, Place};
use super::request::{Found, SuppressionError};
use crate::audit::{self, Actor, Entry};
use crate::ingestion::Entity;
use crate::ingestion::queries::lock_entity;

/// What stands in the place of rows that are erased.
pub(super) const STAYS_OUT: &str = "erased: this person asked to stay out";
const LAPSED: &str = "erased: nobody claimed or confirmed this profile for a year";

/// What was erased.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Erased {
    /// Rows of sources.
    pub source_rows: u64,
    /// Records of deliveries.
    pub records: u64,
}

/// Erases what sources say of the profiles that a receipt keeps offline, in the caller's transaction.
pub async fn erase(
    connection: &mut PgConnection,
    receipt: &str,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<Erased, SuppressionError> {
    let mut transaction = connection.begin().await?;
    lock_entity(&mut transaction, Entity::Executive).await?;
    let ids = queries::held(&mut *transaction, receipt).await?;
    let source_rows = queries::erase_source_rows(&mut *transaction, &ids).await?;
    queries::erase_raw(&mut *transaction, &ids).await?;
    let erased = queries::erase_records(&mut *transaction, &ids, &[], STAYS_OUT).await?;
    erase_examples(&mut transaction, &erased).await?;
    queries::forget_uploads(&mut *transaction, &ids).await?;
    let records = erased.len() as u64;
    let said = json!({"receipt": receipt, "profiles": ids, "source_rows": source_rows, "records": records});
    let entry = Entry::general("erase what sources said", "suppression").after(said);
    audit::write(&mut *transaction, actor, &entry, now).await?;
    transaction.commit().await?;
    Ok(Erased { source_rows, records })
}

/// Lets no import of people go on before the transaction ends.
pub async fn wait_for_imports(connection: &mut PgConnection) -> sqlx::Result<()> {
    lock_entity(connection, Entity::Executive).await
}

/// Erases what sources say of profiles, in the caller's transaction, in which imports wait; nobody stays out by it.
pub async fn forget_profiles(connection: &mut PgConnection, profiles: &[Uuid]) -> sqlx::Result<()> {
    queries::erase_source_rows(&mut *connection, profiles).await?;
    let erased = queries::erase_records(&mut *connection, profiles, &[], LAPSED).await?;
    queries::forget_uploads(&mut *connection, profiles).await?;
    erase_examples(connection, &erased).await
}

/// Everybody who stays out, newest first: receipts, kinds and dates.
pub async fn list(connection: &mut PgConnection) -> Result<Vec<Listed>, SuppressionError> {
    Ok(queries::list(connection).await?)
}

/// Takes a request back. Its profiles, unless another request holds them too, wait in review again; gives how many.
pub async fn lift(
    connection: &mut PgConnection,
    receipt: &str,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<Vec<Found>, SuppressionError> {
    let receipt = receipt.trim().to_uppercase();
    let mut transaction = connection.begin().await?;
    lock_entity(&mut transaction, Entity::Executive).await?;
    if queries::forget(&mut *transaction, &receipt).await? == 0 {
        return Err(SuppressionError::NoReceipt(receipt));
    }
    let back = give_back(&mut transaction, &receipt, Back::InReview, actor, now).await?;
    transaction.commit().await?;
    Ok(back)
}

/// Takes a request back as if it had never been made, in the caller's transaction: its profiles, unless another request
/// holds them too, stand where they stood.
pub async fn restore(
    connection: &mut PgConnection,
    receipt: &str,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<Vec<Found>, SuppressionError> {
    let mut transaction = connection.begin().await?;
    lock_entity(&mut transaction, Entity::Executive).await?;
    queries::forget(&mut *transaction, receipt).await?;
    let back = give_back(&mut transaction, receipt, Back::AsItWas, actor, now).await?;
    transaction.commit().await?;
    Ok(back)
}

async fn give_back(
    connection: &mut PgConnection,
    receipt: &str,
    how: Back,
    actor: &Actor,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<Found>> {
    let back = queries::give_back(connection, receipt, how).await?;
    let ids: Vec<Uuid> = back.iter().map(|(id, _)| *id).collect();
    let said = json!({"receipt": receipt, "profiles": ids});
    audit::write(connection, actor, &Entry::general("lift suppression", "suppression").after(said), now)
        .await?;
    Ok(back.into_iter().map(|(id, slug)| Found { id, slug, was_removed: true }).collect())
}

/// A run's counts quote the first row of each kind, and the work that looked at it what rows changed: not of rows that were
/// erased. Work that only tried something kept no rows to know them by; of that no row is quoted any more.
pub(super) async fn erase_examples(connection: &mut PgConnection, erased: &[Place]) -> sqlx::Result<()> {
    let runs: HashSet<Uuid> = erased.iter().map(|place| place.run_id).collect();
    let runs: Vec<Uuid> = runs.into_iter().collect();
    let is_erased = |run_id: Uuid, row: &Value| {
        let position = row.as_i64().and_then(|row| i32::try_from(row).ok());
        position.is_some_and(|position| erased.contains(&Place { run_id, position }))
    };
    for (run_id, mut metrics) in queries::metrics(&mut *connection, &runs).await? {
        if erase_quotes(&mut metrics, |row| is_erased(run_id, row)) {
            queries::keep_metrics(&mut *connection, run_id, &metrics).await?;
        }
    }
    for work in queries::told_of_people(&mut *connection, &runs).await? {
        let mut outcome = work.outcome;
        if erase_quotes(&mut outcome, |row| work.run_id.is_none_or(|run_id| is_erased(run_id, row))) {
            queries::keep_outcome(&mut *connection, work.id, &outcome).await?;
        }
    }
    Ok(())
}

/// Erases what a summary quotes of some rows, which it knows by their numbers. Whether there was anything.
fn erase_quotes(summary: &mut Value, is_erased: impl Fn(&Value) -> bool) -> bool {
    let mut is_changed = false;
    for part in ["reasons", "warnings"] {
        for reason in summary[part].as_object_mut().into_iter().flat_map(|reasons| reasons.values_mut()) {
            if is_erased(&reason["first"]) {
                reason["example"] = "(erased)".into();
                is_changed = true;
            }
        }
    }
    if let Some(changes) = summary.get_mut("changes").and_then(Value::as_array_mut) {
        let before = changes.len();
        changes.retain(|change| !is_erased(&change[0]));
        is_changed |= changes.len() < before;
    }
    is_changed
}
