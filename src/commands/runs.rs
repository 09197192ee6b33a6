//! `quarterdeck runs`, and what can be done with one run: `show`, `failed`, `missing`, `undo`, `replay`.

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};
use indicatif::ProgressBar;
use quarterdeck::audit::Actor;
use quarterdeck::clock::Clock;
use quarterdeck::config::Settings;
use quarterdeck::ingestion::replay::{Replayed, replay};
use quarterdeck::ingestion::run::Watcher;
use quarterdeck::ingestion::runs::{self, RecordRow, RunRow, RunState};
use quarterdeck::ingestion::undo::undo;
use quarterdeck::ingestion::{Action, Entity, Summary};
use quarterdeck::secrets::Secrets;
use sqlx::PgPool;

use super::import::{bar_style, listen_for_stop};
use super::{Result, open_with_tables};

#[derive(Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "Examples:
  quarterdeck runs
  quarterdeck runs show 12 --action error,wait
  quarterdeck runs failed 12 --output again.csv     # mend it, then import it again
  quarterdeck runs undo 12 --dry-run                # what would go, and what would be as before
  quarterdeck runs replay 12                        # with the mapping and the terms of today"
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
    /// The rows that a full delivery lacked and its source had before
    Missing(Missing),
    /// Take a run back: what it brought goes, what it changed is as before; later runs and owners' edits stand
    Undo(Again),
    /// Read a run's rows again, with the mapping and the terms of today
    Replay(Again),
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

#[derive(Args)]
struct Missing {
    /// The run's number, or its id
    #[arg(value_name = "N|ID")]
    run: String,

    /// How many rows to list
    #[arg(long, default_value_t = 50, value_name = "N")]
    limit: u32,
}

#[derive(Args)]
struct Again {
    /// The run's number, or its id
    #[arg(value_name = "N|ID")]
    run: String,

    /// Say what would happen, change nothing
    #[arg(long)]
    dry_run: bool,
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
            Some(Look::Missing(missing)) => print(&missing.text(&pool).await?)?,
            Some(Look::Undo(again)) => again.undo(&pool).await?,
            Some(Look::Replay(again)) => again.replay(&pool, &Secrets::new(settings.secret.clone())?).await?,
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
            RunState::Undone => {
                writeln!(text, "It was undone: `quarterdeck runs replay {}` takes it in again.", run.number)?;
            }
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
        if run.missing > 0 {
            writeln!(
                text,
                "`quarterdeck runs missing {number}` lists the {} rows of before that it lacked.",
                run.missing
            )?;
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
    for change in row.changes.iter().flat_map(|changes| &changes.0) {
        writeln!(text, "           {change}")?;
    }
    Ok(())
}

impl Missing {
    async fn text(&self, pool: &PgPool) -> Result<String> {
        let run = runs::find(pool, &self.run).await?;
        let rows = runs::missing_rows(pool, run.id, i64::from(self.limit)).await?;
        if rows.is_empty() {
            return Ok(format!(
                "No rows are flagged by run {}. `quarterdeck import … --full` says that a file has all rows of its source.\n",
                run.number
            ));
        }
        let mut text = format!("{:<16}  {:<40}  row\n", "last came (UTC)", "about");
        for row in &rows {
            let about = row.slug.as_deref().unwrap_or("nothing any more");
            writeln!(text, "{}  {about:<40}  {}", row.last_seen_at.format("%Y-%m-%d %H:%M"), row.row_key)?;
        }
        let more = run.missing - i64::try_from(rows.len()).unwrap_or(i64::MAX);
        if more > 0 {
            writeln!(text, "and {more} more: --limit {} lists all", run.missing)?;
        }
        Ok(text)
    }
}

impl Again {
    async fn undo(&self, pool: &PgPool) -> Result {
        let run = runs::find(pool, &self.run).await?;
        let mut watcher = RowBar::new(&run);
        let summary =
            undo(pool, &Clock::system(), &run, &Actor::COMMAND_LINE, self.dry_run, &mut watcher).await?;
        watcher.finish();
        let done = if self.dry_run { "Undoing would do this" } else { "Undone" };
        let mut text = format!("{done}, run {}: {summary}", run.number);
        if summary.stopped {
            writeln!(text, "`quarterdeck runs undo {}` does the rest.", run.number)?;
        }
        if let Some(number) = summary.run_number {
            writeln!(
                text,
                "Run {number} holds what became of each row: `quarterdeck runs show {number} --action delete,update,skip`."
            )?;
        }
        print(&text)
    }

    async fn replay(&self, pool: &PgPool, secrets: &Secrets) -> Result {
        let run = runs::find(pool, &self.run).await?;
        let mut watcher = RowBar::new(&run);
        let Replayed { summary, superseded } =
            replay(pool, &Clock::system(), secrets, &run, self.dry_run, &mut watcher).await?;
        watcher.finish();
        let number = summary.run_number.map(|number| format!(" (run {number})")).unwrap_or_default();
        let mut text = format!("Run {} read again{number}: {summary}", run.number);
        if superseded > 0 {
            writeln!(text, "Left alone: {superseded}, of which a later delivery said something else.")?;
        }
        if self.dry_run {
            text.push_str(&summary.changes_text());
        }
        print(&text)
    }
}

/// A bar over the rows of a run.
struct RowBar {
    bar: ProgressBar,
    stop: Arc<AtomicBool>,
}

impl RowBar {
    fn new(run: &RunRow) -> Self {
        let rows = Action::ALL.iter().map(|action| run.count(*action)).sum();
        let bar = ProgressBar::new(rows).with_prefix(format!("run {}", run.number));
        bar.set_style(bar_style("{prefix} {bar:32} {pos}/{len} rows {eta}"));
        let stop = Arc::new(AtomicBool::new(false));
        listen_for_stop(stop.clone());
        Self { bar, stop }
    }

    fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

impl Watcher for RowBar {
    fn progress(&mut self, summary: &Summary) {
        self.bar.set_position(summary.rows() as u64);
    }

    fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
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
