//! Clay's rows in: read, recognise, normalise (pure), match, write, record.
//!
//! [`run::import`] is the whole journey. `reader` makes rows of files, `fields` gives their cells our names, `executive`
//! and `job` make canonical records of them with the pure functions under [`normalise`], `fold` decides which row of
//! the database they are about and what the rows together say, `write` puts it there. Rows that come over HTTP enter
//! at [`endpoint`] and go the same way, a few in one call (`delivery`).

mod batch;
mod cells;
mod changes;
mod delivery;
pub mod duplicates;
pub mod endpoint;
mod executive;
pub mod explain;
pub mod explain_posting;
mod fields;
mod fold;
mod job;
mod likely;
pub mod merging;
pub mod normalise;
pub mod payloads;
mod preparing;
mod queries;
mod queue;
pub mod reader;
mod record;
mod refold;
mod refusal;
pub mod replay;
pub mod run;
pub mod runs;
mod slugs;
pub mod sources;
mod summary;
pub mod suppression;
pub mod trace;
mod unchanged;
pub mod undo;
pub mod uploads;
mod workbench;
mod write;

use crate::values::terms;

pub use changes::Change;
pub use fields::{Mapping, Origin, UnknownField, is_same_header, known_fields};
pub use summary::{Reason, Summary, meaning};

terms! {
    /// How a run, or one of its rows, ended.
    Status = "ingestion_status" {
        Pending: "PENDING", "pending", "Under way";
        Succeeded: "SUCCEEDED", "succeeded", "Succeeded";
        Failed: "FAILED", "failed", "Failed";
        Skipped: "SKIPPED", "skipped", "Skipped";
    }
}

terms! {
    /// What rows are about.
    Entity = "text" {
        Executive: "executive", "executives", "executive";
        Job: "job", "jobs", "job";
    }
}

terms! {
    /// What became of a row.
    Action = "text" {
        Insert: "INSERT", "insert", "new";
        Update: "UPDATE", "update", "changed";
        Skip: "SKIP", "skip", "unchanged";
        Wait: "WAIT", "wait", "waiting";
        Delete: "DELETE", "delete", "deleted";
        Error: "ERROR", "error", "failed";
    }
}
