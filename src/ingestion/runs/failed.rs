//! Rows that were not taken, as CSV: the original columns and why, to be mended and imported again.

use std::borrow::Cow;
use std::io::Write;

use serde_json::Value;
use sqlx::PgPool;

use super::{RunRow, queries};

/// The column that says why.
const ERROR: &str = "error";

/// One row that was not taken.
#[derive(Debug)]
pub struct FailedRow {
    /// The how-manieth row of the delivery, from 1.
    pub position: i32,
    /// Why.
    pub error: String,
    /// As the source wrote it.
    pub raw: Option<Value>,
}

/// Why the rows can't be written.
#[derive(Debug, thiserror::Error)]
pub enum FailedError {
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
    /// They are kept for a while only.
    #[error("run {0} began more than 90 days ago, so its rows are not kept as they came any more")]
    Erased(i64),
    /// Nothing can be written there.
    #[error("the rows can't be written: {0}")]
    Write(#[from] csv::Error),
}

impl FailedError {
    /// Whether the reader at the other end has gone.
    pub fn is_broken_pipe(&self) -> bool {
        match self {
            Self::Write(error) => {
                matches!(error.kind(), csv::ErrorKind::Io(error) if error.kind() == std::io::ErrorKind::BrokenPipe)
            }
            Self::Database(_) | Self::Erased(_) => false,
        }
    }
}

/// Writes the failed rows of a run (and those that wait), a header first. Gives how many there are.
pub async fn write_failed(
    pool: &PgPool,
    run: &RunRow,
    waiting: bool,
    out: impl Write,
) -> Result<usize, FailedError> {
    const PAGE: i64 = 1_000;
    if run.payloads_erased_at.is_some() {
        return Err(FailedError::Erased(run.number));
    }
    let mut columns = match &run.columns {
        Some(columns) => columns.clone(),
        None => queries::column_names(pool, run.id).await?,
    };
    // A delivery that is itself such a file: its reasons are those of before.
    columns.retain(|column| column != ERROR);
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(columns.iter().map(|column| guarded(column)).chain([Cow::Borrowed(ERROR)]).map(bytes))?;
    let (mut count, mut after) = (0, 0);
    loop {
        let rows = queries::failed_rows(pool, run.id, waiting, after, PAGE).await?;
        let Some(last) = rows.last() else { break };
        after = last.position;
        count += rows.len();
        for row in &rows {
            let cells = columns.iter().map(|column| {
                let cell = row.raw.as_ref().and_then(|raw| raw.get(column));
                guarded_owned(cell.map_or(Cow::Borrowed(""), text))
            });
            csv.write_record(cells.chain([guarded(&row.error)]).map(bytes))?;
        }
    }
    csv.flush().map_err(csv::Error::from)?;
    Ok(count)
}

fn bytes(cell: Cow<'_, str>) -> Vec<u8> {
    cell.into_owned().into_bytes()
}

/// A cell as a table has it: text as it is, lists and objects as JSON.
fn text(cell: &Value) -> Cow<'_, str> {
    match cell {
        Value::Null => Cow::Borrowed(""),
        Value::String(text) => Cow::Borrowed(text),
        other => Cow::Owned(other.to_string()),
    }
}

/// A cell that no spreadsheet takes for a formula.
fn guarded(cell: &str) -> Cow<'_, str> {
    guarded_owned(Cow::Borrowed(cell))
}

fn guarded_owned(cell: Cow<'_, str>) -> Cow<'_, str> {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { Cow::Owned(format!("'{cell}")) } else { cell }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for formula in ["=1+1", "+49 30 1234", "-5", "@SUM(A1)", "\tx", "\rx"] {
            assert_eq!(guarded(formula), format!("'{formula}"));
        }
        for plain in ["", "a=b", "1-2", "'=1", " =1"] {
            assert_eq!(guarded(plain), plain);
        }
    }

    #[test]
    fn a_cell_that_is_no_text_is_json() {
        assert_eq!(text(&serde_json::json!(["a", 1])), "[\"a\",1]");
        assert_eq!(text(&Value::Null), "");
        assert_eq!(text(&serde_json::json!(12)), "12");
    }
}
