//! People who stay out: written down as keyed hashes, and asked for by every import before a row is taken.
//!
//! `traces` reads from a row who its person is; a [`Request`] writes somebody down and takes their profile offline, at
//! once for good ([`suppress`]) or until somebody decides ([`hide`], then [`erase`] or [`restore`]); [`withhold`] is what every batch of rows goes through. Nothing readable is kept of anybody.

mod companies;
mod later;
mod queries;
mod request;
mod traces;

use std::collections::HashMap;

use sqlx::PgConnection;

pub use later::{Erased, erase, forget_profiles, lift, list, restore, wait_for_imports};
pub(super) use queries::state;
pub use queries::{Listed, with_merged};
pub use request::{Found, Request, Suppressed, SuppressionError, hide, matching, receipt, suppress};
pub(super) use traces::of_row as traces_of_row;
pub use traces::{Kind, Person, Trace};

use super::Entity;
use super::fold::{Outcome, REMOVED};
use super::record::{Record, Row, Written, no_cells};
use super::refusal::Refusal;
use crate::secrets::Key;

/// Whether whoever has this address asked to stay out: the site has nothing to say to them.
pub async fn is_out(connection: &mut PgConnection, key: &Key, email: &str) -> sqlx::Result<bool> {
    let hash = Trace::email(email).hash(key);
    Ok(!queries::find(connection, key, &[hash.as_slice()]).await?.is_empty())
}

/// Leaves out the rows of people who are to stay out, and forgets all that these rows said. One query a batch; the
/// caller holds the entity's lock, so that nobody is written down meanwhile.
pub(super) async fn withhold<R: Record>(
    connection: &mut PgConnection,
    key: &Key,
    source: &str,
    rows: &mut [Row<R>],
) -> sqlx::Result<()> {
    if R::ENTITY != Entity::Executive || rows.is_empty() {
        return Ok(());
    }
    let hashes: Vec<Vec<[u8; 32]>> = rows.iter().map(|row| hashes_of(key, source, row)).collect();
    let mut asked: Vec<&[u8]> = hashes.iter().flatten().map(<[u8; 32]>::as_slice).collect();
    asked.sort_unstable();
    asked.dedup();
    let found: HashMap<Vec<u8>, String> = queries::find(connection, key, &asked).await?;
    if found.is_empty() {
        return Ok(());
    }
    for (row, hashes) in rows.iter_mut().zip(hashes) {
        if let Some(receipt) = hashes.iter().find_map(|hash| found.get(hash.as_slice())) {
            leave_out(row, receipt);
        }
    }
    Ok(())
}

/// Forgets what rows said whose profile was taken down: they come too late.
pub(super) fn forget_removed<R>(rows: &mut [Row<R>], outcomes: &[Outcome]) {
    for (row, outcome) in rows.iter_mut().zip(outcomes) {
        if outcome.message.as_deref() == Some(REMOVED) {
            row.raw = no_cells();
            row.warnings.clear();
            row.unknown.clear();
        }
    }
}

fn hashes_of<R: Record>(key: &Key, source: &str, row: &Row<R>) -> Vec<[u8; 32]> {
    let itself = row.record.is_ok().then(|| Trace::source_row(source, &row.key));
    row.traces.iter().chain(&itself).map(|trace| trace.hash(key)).collect()
}

/// Of a row that is left out nothing stays but its position.
fn leave_out<R>(row: &mut Row<R>, receipt: &str) {
    row.record = Err(Refusal::LeftOut(receipt.to_owned()));
    row.written = Written::default();
    row.raw = no_cells();
    row.traces.clear();
    row.warnings.clear();
    row.unknown.clear();
    row.key.clear();
    row.hash = [0; 32];
}
