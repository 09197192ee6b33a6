//! Canonical rows folded anew, because their source rows became others: what was folded before, what is now, and writing the
//! difference.

mod queries;

pub(super) use queries::restore_bookkeeping as bookkeep;

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};
use sqlx::PgConnection;
use uuid::Uuid;

use super::changes::{Change, changes};
use super::fold::{Target, fold_records};
use super::queries::{TargetState, rows_of_targets, targets_at};
use super::record::{Delivered, Record, digest, no_cells};
use super::{Action, duplicates, write};
use crate::audit::Actor;
use crate::taxonomy::Catalog;

/// With what rows are written again.
#[derive(Clone, Copy)]
pub(super) struct Again<'a> {
    /// What canonical rows are called.
    pub catalog: &'a Catalog,
    /// Where the rows come from.
    pub source: &'a str,
    /// Who does it.
    pub actor: &'a Actor,
    /// Now.
    pub now: DateTime<Utc>,
}

/// A canonical row, before and after.
pub(super) struct Fate<R> {
    pub before: Option<R>,
    pub after: Option<R>,
    pub state: TargetState,
    pub action: Action,
    pub message: Option<&'static str>,
    pub changes: Vec<Change>,
}

/// What becomes of each canonical row.
pub(super) fn fates<R: Record>(
    states: Vec<TargetState>,
    mut before: HashMap<Uuid, R>,
    mut after: HashMap<Uuid, R>,
) -> HashMap<Uuid, Fate<R>> {
    let fate = |state: TargetState| {
        let (before, after) = (before.remove(&state.id), after.remove(&state.id));
        let changes = match (&before, &after) {
            (Some(before), Some(after)) => changes(before, after, Some(&state)),
            _ => Vec::new(),
        };
        let (action, message) = if before == after {
            (Action::Skip, Some("later deliveries say the same"))
        } else {
            (Action::Update, None)
        };
        (state.id, Fate { before, after, state, action, message, changes })
    };
    states.into_iter().map(fate).collect()
}

/// What the source rows of canonical rows say together.
pub(super) async fn fold_targets<R: Record>(
    connection: &mut PgConnection,
    targets: &[Uuid],
) -> sqlx::Result<HashMap<Uuid, R>> {
    let mut rows: HashMap<Uuid, Vec<R>> = HashMap::new();
    for (target, _, normalized) in rows_of_targets(connection, targets).await? {
        rows.entry(target).or_default().push(serde_json::from_value(normalized).unwrap_or_default());
    }
    Ok(rows.into_iter().filter_map(|(id, rows)| Some((id, fold_records(rows.iter())?))).collect())
}

/// An address that another row has by now stays with it.
pub(super) async fn leave_taken_addresses<R: Record>(
    connection: &mut PgConnection,
    fates: &mut HashMap<Uuid, Fate<R>>,
) -> sqlx::Result<()> {
    let addresses: Vec<String> =
        fates.values().filter_map(|fate| fate.after.as_ref()?.canonical_address()).collect();
    let holders = targets_at(connection, R::ENTITY, &addresses).await?;
    for (id, fate) in fates {
        let Some(after) = &mut fate.after else { continue };
        let holder = after.canonical_address().and_then(|address| holders.get(&address));
        if holder.is_some_and(|holder| holder != id) {
            after.drop_address();
        }
    }
    Ok(())
}

/// Writes what the remaining rows say. What lacks something that publishing needs goes back to review.
pub(super) async fn restore<R: Record>(
    again: Again<'_>,
    connection: &mut PgConnection,
    fates: &HashMap<Uuid, Fate<R>>,
) -> sqlx::Result<()> {
    let changed: Vec<Uuid> =
        fates.iter().filter(|(_, fate)| fate.action == Action::Update).map(|(id, _)| *id).collect();
    if changed.is_empty() {
        return Ok(());
    }
    let last = queries::last_statements(&mut *connection, &changed).await?;
    let raw: Vec<Box<RawValue>> = (changed.iter())
        .map(|id| match last.get(id).and_then(|last| last.raw.as_ref()) {
            Some(raw @ Value::Object(_)) => to_raw_value(raw).unwrap_or_default(),
            _ => no_cells(),
        })
        .collect();
    let delivered: Vec<Delivered<'_>> = (changed.iter().zip(&raw))
        .map(|(id, raw)| {
            let last = last.get(id);
            Delivered {
                raw,
                source_record_id: last.and_then(|last| last.source_record_id.as_deref()),
                record_id: last.map(|last| last.id),
                at: again.now,
            }
        })
        .collect();
    let targets: Vec<Target<R>> = (changed.iter().enumerate())
        .filter_map(|(row, id)| {
            let fate = fates.get(id)?;
            let record = fate.after.clone()?;
            let hash = digest(&record);
            let state = Some(fate.state.clone());
            Some(Target { id: *id, hash, record, before: fate.before.clone(), row, state })
        })
        .collect();
    let online = queries::take_offline(&mut *connection, R::ENTITY, &changed).await?;
    write::write(connection, &targets, &delivered, again.catalog, again.source, again.now).await?;
    duplicates::propose(connection, &targets, &mut [], again.now).await?;
    queries::restore_bookkeeping(&mut *connection, R::ENTITY, &changed).await?;
    queries::put_online(connection, R::ENTITY, &online, again.actor, again.now).await
}
