//! What a run counted, as its page shows it.

use serde_json::Value;

use crate::ingestion::{Action, Change, Reason, Summary, meaning};

/// Reasons of one sort that are shown.
const MOST: usize = 20;

/// A summary, ready to be read.
#[derive(Debug, Default)]
pub(in crate::admin) struct SummaryView {
    pub rows: usize,
    pub seconds: String,
    /// What became of rows: the action, what it means, how many.
    pub actions: Vec<(Action, &'static str, usize)>,
    reasons: Vec<Line>,
    warnings: Vec<Line>,
    pub unused: String,
    pub missing: u64,
    pub stopped: bool,
    /// Rows with what they change.
    pub changes: Vec<(i32, Vec<ChangeLine>)>,
    /// How many rows change something and are not shown.
    pub more_changes: usize,
}

/// A reason, how often, and its first row.
#[derive(Debug)]
pub(in crate::admin) struct Line {
    pub what: String,
    pub count: usize,
    pub first: i32,
    pub example: Option<String>,
}

/// A field that changes.
#[derive(Debug)]
pub(in crate::admin) struct ChangeLine {
    pub field: String,
    pub was: String,
    pub is: String,
    /// Whether an owner's value stays.
    pub kept: bool,
}

impl SummaryView {
    /// Why rows failed or wait, the commonest first.
    pub fn why(&self) -> &[Line] {
        &self.reasons
    }

    /// What was left out of rows that were taken, the commonest first.
    pub fn left_out(&self) -> &[Line] {
        &self.warnings
    }

    pub fn of(summary: &Summary) -> Self {
        let actions = Action::ALL.iter().map(|action| (*action, meaning(*action), summary.count(*action)));
        Self {
            rows: summary.rows(),
            seconds: format!("{:.1}", summary.seconds),
            actions: actions.filter(|(.., count)| *count > 0).collect(),
            reasons: lines(&summary.reasons),
            warnings: lines(&summary.warnings),
            unused: summary.unused.join(", "),
            missing: summary.missing,
            stopped: summary.stopped,
            changes: (summary.changes.iter())
                .map(|(row, changes)| (*row, changes.iter().map(ChangeLine::of).collect()))
                .collect(),
            more_changes: summary.count(Action::Update).saturating_sub(summary.changes.len()),
        }
    }
}

fn lines(reasons: &std::collections::BTreeMap<String, Reason>) -> Vec<Line> {
    let mut lines: Vec<Line> = (reasons.iter())
        .map(|(kind, reason)| {
            // `ERROR no title`: the action stands above already.
            let (action, words) = kind.split_once(' ').unwrap_or(("", kind));
            let what = if Action::ALL.iter().any(|known| known.as_str() == action) { words } else { kind };
            let example = (reason.example != what).then(|| reason.example.clone());
            Line { what: what.to_owned(), count: reason.count, first: reason.first, example }
        })
        .collect();
    lines.sort_by_key(|line| std::cmp::Reverse(line.count));
    lines.truncate(MOST);
    lines
}

impl ChangeLine {
    pub fn of(change: &Change) -> Self {
        Self {
            field: change.field.clone(),
            was: words(&change.was),
            is: words(&change.is),
            kept: change.kept,
        }
    }
}

/// A value as people read it.
pub(in crate::admin) fn words(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(values) if values.iter().all(|value| !value.is_array() && !value.is_object()) => {
            values.iter().map(words).collect::<Vec<_>>().join(", ")
        }
        other => serde_json::to_string_pretty(other).unwrap_or_default(),
    }
}
