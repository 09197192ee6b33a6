//! What came of a run, counted, for people and for `ingestion_runs.metrics`.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use super::Action;
use super::changes::Change;
use super::fold::Outcome;
use super::record::{Record, Row};

/// Counts of a run.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    /// The run's id.
    pub run_id: Option<Uuid>,
    /// The run's number, by which people look back at it; a dry run leaves none.
    pub run_number: Option<i64>,
    /// Rows by what became of them.
    pub actions: BTreeMap<&'static str, usize>,
    /// Why rows failed or wait: how many, and the first row's position.
    pub reasons: BTreeMap<String, Reason>,
    /// What was left out of rows that were taken: how many by field, and an example.
    pub warnings: BTreeMap<String, Reason>,
    /// Columns of the first row that no field takes.
    pub unused: Vec<String>,
    /// The first rows that change something that was there: position, and what changes.
    pub changes: Vec<(i32, Vec<Change>)>,
    /// How many rows of before a full delivery lacks.
    pub missing: u64,
    /// How long it took.
    pub seconds: f64,
    /// Whether it was stopped before the end.
    pub stopped: bool,
}

/// How often something was said of a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// How many rows.
    pub count: usize,
    /// The first row's position, from 1.
    pub first: i32,
    /// What was said of that row.
    pub example: String,
}

impl Summary {
    /// How many rows were taken in.
    pub fn rows(&self) -> usize {
        self.actions.values().sum()
    }

    /// How many rows ended in an action.
    pub fn count(&self, action: Action) -> usize {
        self.actions.get(action.as_str()).copied().unwrap_or_default()
    }

    /// Counts a batch.
    pub(super) fn add<R: Record>(&mut self, rows: &[Row<R>], outcomes: &[Outcome]) {
        for (row, outcome) in rows.iter().zip(outcomes) {
            self.count_row(outcome.action, row.position, outcome.message.as_deref(), &row.warnings);
        }
    }

    /// Counts rows that came before, letter for letter.
    pub(super) fn add_unchanged(&mut self, count: usize) {
        if count > 0 {
            *self.actions.entry(Action::Skip.as_str()).or_default() += count;
        }
    }

    /// Notes what rows change, as long as it can be read in one go.
    pub(super) fn add_changes<R>(&mut self, rows: &[Row<R>], outcomes: &[Outcome]) {
        const MOST: usize = 50;
        let changed = rows.iter().zip(outcomes).filter(|(_, outcome)| !outcome.changes.is_empty());
        let room = MOST.saturating_sub(self.changes.len());
        self.changes.extend(changed.take(room).map(|(row, outcome)| (row.position, outcome.changes.clone())));
    }

    /// Counts one row.
    pub(super) fn count_row(
        &mut self,
        action: Action,
        position: i32,
        message: Option<&str>,
        warnings: &[String],
    ) {
        *self.actions.entry(action.as_str()).or_default() += 1;
        if let Some(message) = message {
            note(&mut self.reasons, &format!("{} {}", action.as_str(), kind(message)), position, message);
        }
        if action != Action::Skip {
            for warning in warnings {
                let field = warning.split_once(':').map_or("row", |(field, _)| field);
                note(&mut self.warnings, field, position, warning);
            }
        }
    }

    /// What [`Summary::metrics`] kept; nothing where a run never counted.
    pub(super) fn of_metrics(metrics: &Value) -> Option<Self> {
        let counted = metrics.get("actions")?.as_object()?;
        let actions = (Action::ALL.iter())
            .filter_map(|action| {
                Some((action.as_str(), usize::try_from(counted.get(action.as_str())?.as_u64()?).ok()?))
            })
            .collect();
        let reasons = |key: &str| {
            let kept = metrics.get(key).cloned().unwrap_or_default();
            serde_json::from_value(kept).unwrap_or_default()
        };
        Some(Self {
            run_id: None,
            run_number: None,
            actions,
            reasons: reasons("reasons"),
            warnings: reasons("warnings"),
            unused: serde_json::from_value(metrics.get("unused_columns").cloned().unwrap_or_default())
                .unwrap_or_default(),
            changes: Vec::new(),
            missing: metrics.get("missing").and_then(Value::as_u64).unwrap_or_default(),
            seconds: metrics.get("seconds").and_then(Value::as_f64).unwrap_or_default(),
            stopped: metrics.get("stopped").and_then(Value::as_bool).unwrap_or_default(),
        })
    }

    /// All of it, for who looks at it later: what a run keeps, and besides what the first rows change.
    pub fn kept(&self) -> Value {
        let mut kept = self.metrics();
        kept["run"] = self.run_number.into();
        kept["changes"] = json!(self.changes);
        kept
    }

    /// What [`Summary::kept`] kept.
    pub fn of_kept(kept: &Value) -> Option<Self> {
        let changes =
            serde_json::from_value(kept.get("changes").cloned().unwrap_or_default()).unwrap_or_default();
        let run_number = kept.get("run").and_then(Value::as_i64);
        Some(Self { run_number, changes, ..Self::of_metrics(kept)? })
    }

    /// As `ingestion_runs.metrics` keeps it.
    pub fn metrics(&self) -> Value {
        json!({"rows": self.rows(), "actions": self.actions, "reasons": self.reasons,
               "warnings": self.warnings, "unused_columns": self.unused, "missing": self.missing, "seconds": self.seconds,
               "stopped": self.stopped})
    }
}

/// The most kinds of reasons that a run's metrics tell apart once they are added to each other.
const MOST_KINDS: usize = 200;

/// What a run had counted, with what came since.
pub(super) fn add_metrics(mut counted: Value, later: &Summary) -> Value {
    let later = later.metrics();
    if !counted.is_object() {
        return later;
    }
    let sum = |one: &Value, other: &Value| one.as_u64().unwrap_or(0) + other.as_u64().unwrap_or(0);
    counted["rows"] = sum(&counted["rows"], &later["rows"]).into();
    counted["seconds"] =
        (counted["seconds"].as_f64().unwrap_or(0.0) + later["seconds"].as_f64().unwrap_or(0.0)).into();
    for (action, count) in later["actions"].as_object().into_iter().flatten() {
        counted["actions"][action] = sum(&counted["actions"][action], count).into();
    }
    for part in ["reasons", "warnings"] {
        for (kind, reason) in later[part].as_object().into_iter().flatten() {
            let known = counted[part].as_object().map_or(0, serde_json::Map::len);
            if !counted[part][kind].is_null() {
                counted[part][kind]["count"] = sum(&counted[part][kind]["count"], &reason["count"]).into();
            } else if known < MOST_KINDS {
                counted[part][kind] = reason.clone();
            }
        }
    }
    counted
}

/// A message without what differs from row to row.
fn kind(message: &str) -> String {
    let cut = [" (not known", " (receipt"].iter().filter_map(|aside| message.find(aside)).min();
    let message = &message[..cut.unwrap_or(message.len())];
    // A quotation of the row.
    if let Some((before, rest)) = message.split_once('"')
        && let Some((_, after)) = rest.rsplit_once('"')
    {
        return format!("{before}\"…\"{after}");
    }
    match message.split_once(": ") {
        Some((place, what)) if place.starts_with("line ") => what.to_owned(),
        _ => message.to_owned(),
    }
}

fn note(reasons: &mut BTreeMap<String, Reason>, kind: &str, position: i32, example: &str) {
    let reason = reasons.entry(kind.to_owned()).or_insert_with(|| Reason {
        count: 0,
        first: position,
        example: example.to_owned(),
    });
    reason.count += 1;
}

/// A table for the terminal.
impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows = crate::values::group_thousands(i64::try_from(self.rows()).unwrap_or(i64::MAX));
        let rows = if self.rows() == 1 { "1 row".to_owned() } else { format!("{rows} rows") };
        if self.seconds > 0.0 {
            writeln!(f, "{rows} in {:.1} s", self.seconds)?;
        } else {
            writeln!(f, "{rows}")?;
        }
        for action in Action::ALL {
            let count = self.count(*action);
            if count > 0 {
                writeln!(f, "  {:<7} {count:>7}  {}", action.as_str(), meaning(*action))?;
            }
        }
        section(f, "Why", &self.reasons)?;
        section(f, "Warnings, by field (the rest of the row was taken)", &self.warnings)?;
        if !self.unused.is_empty() {
            writeln!(f, "Columns not used: {}", self.unused.join(", "))?;
        }
        if self.missing > 0 {
            write!(f, "Rows of before that this delivery lacks: {} (flagged, not deleted)", self.missing)?;
            let unread = self.count(Action::Error);
            if unread > 0 {
                write!(f, "; rows that could not be read may be among them: {unread}")?;
            }
            writeln!(f)?;
        }
        if self.stopped {
            writeln!(f, "Stopped before the end. Run it again to do the rest.")?;
        }
        Ok(())
    }
}

impl Summary {
    /// What the first rows would change, or changed, field by field.
    pub fn changes_text(&self) -> String {
        use std::fmt::Write;
        let mut text = String::new();
        for (position, changes) in &self.changes {
            let _ = writeln!(text, "row {position}");
            for change in changes {
                let _ = writeln!(text, "    {change}");
            }
        }
        let changed = self.count(Action::Update);
        if !self.changes.is_empty() && changed > self.changes.len() {
            let _ = writeln!(text, "and more: {changed} rows change something");
        }
        text
    }
}

/// What an action means for a row.
pub fn meaning(action: Action) -> &'static str {
    match action {
        Action::Insert => "new, complete, in review",
        Action::Update => "changed",
        Action::Skip => "nothing new, or left out",
        Action::Wait => "kept, and waiting for something that publishing needs",
        Action::Delete => "deleted",
        Action::Error => "not taken",
    }
}

/// The commonest first; a terminal is no place for a thousand lines.
fn section(f: &mut fmt::Formatter<'_>, title: &str, reasons: &BTreeMap<String, Reason>) -> fmt::Result {
    const MOST: usize = 12;
    if reasons.is_empty() {
        return Ok(());
    }
    writeln!(f, "{title}:")?;
    let mut sorted: Vec<_> = reasons.iter().collect();
    sorted.sort_by_key(|(_, reason)| std::cmp::Reverse(reason.count));
    for (kind, reason) in sorted.iter().take(MOST) {
        writeln!(f, "  {:>7}  {kind}", reason.count)?;
        if !reason.example.starts_with(kind.as_str()) || reason.example.len() > kind.len() {
            let example: String = reason.example.chars().take(140).collect();
            writeln!(f, "           row {}: {example}", reason.first)?;
        }
    }
    if sorted.len() > MOST {
        writeln!(f, "           and {} more kinds; all are kept with the run", sorted.len() - MOST)?;
    }
    Ok(())
}
