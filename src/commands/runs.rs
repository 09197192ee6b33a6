//! `quarterdeck runs`, `quarterdeck runs show N` and `quarterdeck runs failed N`.

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};
use quarterdeck::config::Settings;
use quarterdeck::ingestion::runs::{self, RecordRow, RunRow, RunState};
use quarterdeck::ingestion::{Action, Entity};
use sqlx::PgPool;

use super::{Result, open_with_tables};

#[derive(Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "Examples:
  quarterdeck runs
  quarterdeck runs show 12 --action error,wait
  quarterdeck runs failed 12 --output again.csv     # mend it, then import it again"
)]
pub struct RunsArgs {
    #[command(subcommand)]
    look: Option<Look>,

    /// How many to list, newest first
    #[arg(long, default_value_t = 20, value_name = "N")]
    limit: u32,
}

#[derive(Subcommand)]
enum Look {
    /// What came of one run, and why
    Show(Show),
    /// The rows that one run did not take, as CSV: the original columns and an `error` column
    Failed(Failed),
}

#[derive(Args)]
struct Show {
    /// The run's number, or its id
    #[arg(value_name = "N|ID")]
    run: String,

    /// List the rows that ended so, too
    #[arg(long, value_delimiter = ',', value_name = "ACTION", value_parser = action())]
    action: Vec<Action>,

    /// How many rows to list
    #[arg(long, default_value_t = 50, value_name = "N", requires = "action")]
    limit: u32,
}

#[derive(Args)]
struct Failed {
    /// The run's number, or its id
    #[arg(value_name = "N|ID")]
    run: String,

    /// Where to write; standard output when left out
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Rows that were kept and wait for something, too
    #[arg(long)]
    waiting: bool,
}

fn action() -> impl TypedValueParser<Value = Action> {
    PossibleValuesParser::new(Action::ALL.iter().map(|action| action.param()))
        .try_map(|word| Action::from_param(&word).ok_or("not an action"))
}

impl RunsArgs {
    pub async fn run(self, settings: &Settings) -> Result {
        let (database, pool) = open_with_tables(settings).await?;
        match self.look {
            None => print(&list(&runs::newest(&pool, self.limit).await?))?,
            Some(Look::Show(show)) => print(&show.text(&pool).await?)?,
            Some(Look::Failed(failed)) => failed.write(&pool).await?,
        }
        pool.close().await;
        Ok(database.close().await?)
    }
}

/// A line a run.
fn list(runs: &[RunRow]) -> String {
    if runs.is_empty() {
        return "No rows were imported yet: `quarterdeck import clay executives FILE`.\n".to_owned();
    }
    let mut text = format!(
        "{:>5}  {:<16}  {:<10}  {:<10}  {:>7} {:>7} {:>9} {:>7} {:>7}  from\n",
        "run", "began (UTC)", "status", "what", "new", "changed", "unchanged", "waiting", "failed"
    );
    for run in runs {
        let [new, changed, unchanged, waiting, failed] =
            [Action::Insert, Action::Update, Action::Skip, Action::Wait, Action::Error]
                .map(|action| run.count(action));
        let _ = writeln!(
            text,
            "{:>5}  {}  {:<10}  {:<10}  {new:>7} {changed:>7} {unchanged:>9} {waiting:>7} {failed:>7}  {}",
            run.number,
            run.started_at.format("%Y-%m-%d %H:%M"),
            run.state().label(),
            what(run),
            from(run)
        );
    }
    text
}

fn what(run: &RunRow) -> &'static str {
    if run.entity_type == Entity::Job.as_str() { Entity::Job.param() } else { Entity::Executive.param() }
}

fn from(run: &RunRow) -> String {
    match &run.origin {
        Some(origin) => format!("{} ({origin})", run.source),
        None => run.source.clone(),
    }
}

impl Show {
    async fn text(&self, pool: &PgPool) -> Result<String> {
        let run = runs::find(pool, &self.run).await?;
        let mut text = String::new();
        writeln!(text, "Run {}: {} from {}, {}", run.number, what(&run), from(&run), run.state().label())?;
        write!(text, "Began {} UTC", run.started_at.format("%Y-%m-%d %H:%M:%S"))?;
        match run.finished_at {
            Some(at) if run.state() != RunState::BrokenOff => {
                writeln!(text, ", ended {}", at.format("%Y-%m-%d %H:%M:%S"))?;
            }
            _ => writeln!(text)?,
        }
        writeln!(text, "Id    {}", run.id)?;
        match run.state() {
            RunState::BrokenOff => {
                writeln!(text, "It never came to its end. Import the same again: it does the rest.")?;
            }
            RunState::Failed => writeln!(text, "It failed: {}", run.error().unwrap_or("no reason was kept"))?,
            _ => {}
        }
        writeln!(text, "\n{}", runs::summary(pool, &run).await?)?;
        if !self.action.is_empty() {
            self.records(pool, &run, &mut text).await?;
        }
        let number = run.number;
        if run.count(Action::Error) > 0 {
            writeln!(text, "`quarterdeck runs failed {number}` gives the rows that were not taken, as CSV.")?;
        }
        if run.count(Action::Wait) > 0 && self.action.is_empty() {
            writeln!(text, "`quarterdeck runs show {number} --action wait` lists the rows that wait.")?;
        }
        Ok(text)
    }

    async fn records(&self, pool: &PgPool, run: &RunRow, text: &mut String) -> Result {
        let actions: Vec<&str> = self.action.iter().map(|action| action.as_str()).collect();
        let rows = runs::records(pool, run.id, &actions, 0, i64::from(self.limit)).await?;
        let all: u64 = self.action.iter().map(|action| run.count(*action)).sum();
        for row in &rows {
            record(row, text)?;
        }
        let more = all.saturating_sub(rows.len() as u64);
        if more > 0 {
            writeln!(text, "and {more} more: --limit {all} lists all")?;
        }
        writeln!(text)?;
        Ok(())
    }
}

fn record(row: &RecordRow, text: &mut String) -> Result {
    write!(text, "row {:<6} {}", row.position, row.action)?;
    for name in [&row.slug, &row.source_record_id].into_iter().flatten() {
        write!(text, " {name}")?;
    }
    writeln!(text)?;
    for line in row.message.iter().chain(&row.warnings) {
        writeln!(text, "           {line}")?;
    }
    Ok(())
}

impl Failed {
    async fn write(&self, pool: &PgPool) -> Result {
        let run = runs::find(pool, &self.run).await?;
        let written = match &self.output {
            Some(path) => {
                let file =
                    std::fs::File::create(path).map_err(|error| format!("{}: {error}", path.display()))?;
                runs::write_failed(pool, &run, self.waiting, io::BufWriter::new(file)).await
            }
            None => runs::write_failed(pool, &run, self.waiting, io::stdout()).await,
        };
        match written {
            Ok(count) => {
                let rows = if count == 1 { "row" } else { "rows" };
                let place = self.output.as_ref().map(|path| format!(" in {}", path.display()));
                eprintln!("{count} {rows} of run {}{}", run.number, place.unwrap_or_default());
                Ok(())
            }
            Err(error) if error.is_broken_pipe() => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

/// Prints what may quote a source: nothing in it moves the cursor. Whoever reads may stop reading.
pub fn print(text: &str) -> Result {
    let plain: String = text.chars().map(|c| if c.is_control() && c != '\n' { ' ' } else { c }).collect();
    match io::stdout().lock().write_all(plain.as_bytes()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => Ok(written?),
    }
}
