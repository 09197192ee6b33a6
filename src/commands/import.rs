//! `quarterdeck import clay executives|jobs FILE…`.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::{Args, Subcommand, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use quarterdeck::audit::Actor;
use quarterdeck::clock::Clock;
use quarterdeck::config::Settings;
use quarterdeck::ingestion::reader::BytesRead;
use quarterdeck::ingestion::run::{Import, Watcher, import_file};
use quarterdeck::ingestion::{Entity, Mapping, Origin, Summary, known_fields, sources};
use quarterdeck::publishing::{self, Publish};
use quarterdeck::secrets::Secrets;
use sqlx::PgPool;

use super::{Result, open_with_tables};

#[derive(Args)]
pub struct ImportArgs {
    #[command(subcommand)]
    from: From,
}

#[derive(Subcommand)]
enum From {
    /// From a table as Clay exports it, or from any other whose columns you map
    Clay(Clay),
}

#[derive(Args)]
#[command(after_help = after_help())]
struct Clay {
    /// What the rows are about
    #[arg(value_enum)]
    what: What,

    /// Files: .csv, .tsv, .json, .ndjson, .jsonl, each also .gz
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,

    /// A name for where the rows come from: ids are told apart by it, and mappings remembered with it
    #[arg(long, default_value = "clay", value_name = "NAME", value_parser = source_name)]
    source: String,

    /// Which column holds one of our fields, as 'our field=Their header'
    #[arg(long, value_name = "FIELD=HEADER", value_parser = pair)]
    map: Vec<(String, String)>,

    /// A fixed value for one of our fields, in which {Header} stands for a column ({Header?} may be empty), as 'our field=text'
    #[arg(long, value_name = "FIELD=TEXT", value_parser = pair)]
    set: Vec<(String, String)>,

    /// Forget what was remembered for one of our fields; its header is understood by itself again, if it can be
    #[arg(long, value_name = "FIELD")]
    unmap: Vec<String>,

    /// Say what would happen to each row and which fields would change, change nothing
    #[arg(long)]
    dry_run: bool,

    /// This file has all rows of its source: rows that came before and are not in it are flagged, never deleted
    #[arg(long)]
    full: bool,

    /// Put online what is complete, right after
    #[arg(long, conflicts_with = "dry_run")]
    publish: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum What {
    Executives,
    Jobs,
}

fn after_help() -> String {
    let fields = |entity| known_fields(entity).collect::<Vec<_>>().join(" ");
    format!(
        "Headers that Clay uses are understood by themselves, whatever their case and punctuation. Others are mapped \
once with --map, and remembered with the source; `quarterdeck source show NAME` tells what is remembered, --unmap \
forgets it. Rows land in review; `quarterdeck publish` puts online what is \
complete. Importing the same file again changes nothing.

Fields of executives: {}

Fields of jobs: {}

Example:
  quarterdeck import clay jobs postings.csv --source city \\
      --map 'title=Business Title' --map 'company_name=Agency' \\
      --set 'apply_url=https://jobs.example/{{Job ID}}'",
        fields(Entity::Executive),
        fields(Entity::Job)
    )
}

/// As the table `sources` takes them.
fn source_name(text: &str) -> Result<String, String> {
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_');
    let is_name = text.chars().all(is_plain) && text.starts_with(|c: char| c.is_ascii_alphanumeric());
    if is_name && text.len() <= 63 {
        Ok(text.to_owned())
    } else {
        Err("a source's name is made of lower-case letters, digits, - and _, at most 63".to_owned())
    }
}

/// `field=value`.
fn pair(text: &str) -> Result<(String, String), String> {
    let (field, value) =
        text.split_once('=').ok_or_else(|| format!("“{text}” has no “=”: write 'our field=…'"))?;
    let (field, value) = (field.trim(), value.trim());
    if field.is_empty() || value.is_empty() {
        return Err(format!("“{text}” lacks one side of its “=”"));
    }
    Ok((field.to_owned(), value.to_owned()))
}

impl ImportArgs {
    pub async fn run(self, settings: &Settings) -> Result {
        let From::Clay(clay) = self.from;
        clay.run(settings).await
    }
}

impl Clay {
    async fn run(self, settings: &Settings) -> Result {
        let mapping = self.mapping()?;
        let unmap = (self.unmap.iter())
            .map(|field| Mapping::field(self.entity(), field))
            .collect::<Result<Vec<_>, _>>()?;
        let secrets = Secrets::new(settings.secret.clone())?;
        for file in &self.files {
            // Before anything is started: the commonest mistake.
            std::fs::metadata(file).map_err(|error| format!("{}: {error}", file.display()))?;
        }
        let (database, pool) = open_with_tables(settings).await?;
        let remembered = sources::mapping(&pool, &self.source, self.entity()).await?;
        if let Some(field) = unmap.iter().find(|field| !remembered.0.contains_key(**field)) {
            let known: Vec<&str> = remembered.0.keys().map(String::as_str).collect();
            let known = if known.is_empty() { "nothing".to_owned() } else { known.join(", ") };
            return Err(
                format!("nothing is remembered for {field} of “{}”: mapped is {known}", self.source).into()
            );
        }
        let stop = Arc::new(AtomicBool::new(false));
        listen_for_stop(stop.clone());
        if self.dry_run {
            say!("A dry run: nothing changes.");
        }
        let how = How { mapping: &mapping, unmap: &unmap, secrets: &secrets };
        for file in &self.files {
            let summary = self.import(&pool, how, file, stop.clone()).await?;
            let run = summary.run_number.map(|number| format!(" (run {number})")).unwrap_or_default();
            say!("{}{run}: {summary}", file.display());
            if self.dry_run {
                say_part!("{}", summary.changes_text());
            }
            if summary.stopped {
                break;
            }
        }
        if self.publish && !stop.load(Ordering::Relaxed) {
            self.publish(&pool, settings.notice_gate).await?;
        }
        pool.close().await;
        Ok(database.close().await?)
    }

    fn entity(&self) -> Entity {
        match self.what {
            What::Executives => Entity::Executive,
            What::Jobs => Entity::Job,
        }
    }

    fn mapping(&self) -> Result<Mapping> {
        let mut mapping = Mapping::default();
        for (field, header) in &self.map {
            mapping.insert(self.entity(), field, Origin::Column(header.clone()))?;
        }
        for (field, text) in &self.set {
            mapping.insert(self.entity(), field, Origin::Value(text.clone()))?;
        }
        Ok(mapping)
    }

    async fn import(
        &self,
        pool: &PgPool,
        how: How<'_>,
        file: &Path,
        stop: Arc<AtomicBool>,
    ) -> Result<Summary> {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let import = Import {
            is_full: self.full,
            unmap: how.unmap,
            dry_run: self.dry_run,
            ..Import::new(self.entity(), &self.source, &name, how.mapping, how.secrets)
        };
        let size = std::fs::metadata(file)?.len();
        let bytes_read = BytesRead::default();
        let bar = ProgressBar::new(size).with_prefix(name.to_string());
        bar.set_style(bar_style("{prefix} {bar:32} {bytes}/{total_bytes} {msg} {eta}"));
        let mut watcher = FileBar { bar: bar.clone(), bytes_read: bytes_read.clone(), stop };
        let summary = import_file(pool, &Clock::system(), &import, file, bytes_read, &mut watcher).await;
        bar.finish_and_clear();
        Ok(summary.map_err(|error| format!("{}: {error}", file.display()))?)
    }

    async fn publish(&self, pool: &PgPool, notice_gate: bool) -> Result {
        let publish = Publish {
            source: Some(&self.source),
            notice_gate,
            posted_within_days: Some(publishing::POSTED_WITHIN_DAYS),
            dry_run: false,
        };
        let now = Clock::system().now();
        let mut connection = pool.acquire().await?;
        let published = match self.what {
            What::Executives => {
                publishing::executives(&mut connection, publish, &Actor::COMMAND_LINE, now).await?
            }
            What::Jobs => publishing::jobs(&mut connection, publish, &Actor::COMMAND_LINE, now).await?,
        };
        say_part!("{}: {published}", if matches!(self.what, What::Jobs) { "Jobs" } else { "Executives" });
        Ok(())
    }
}

/// What all files of a command have in common.
#[derive(Clone, Copy)]
struct How<'a> {
    mapping: &'a Mapping,
    unmap: &'a [&'static str],
    secrets: &'a Secrets,
}

/// A bar over the file's bytes, with the rows that were taken.
struct FileBar {
    bar: ProgressBar,
    bytes_read: BytesRead,
    stop: Arc<AtomicBool>,
}

impl Watcher for FileBar {
    fn progress(&mut self, summary: &Summary) {
        self.bar.set_position(self.bytes_read.load(Ordering::Relaxed));
        self.bar.set_message(format!("{} rows", summary.rows()));
    }

    fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

/// The first Ctrl-C ends the run after its batch, the second one at once.
pub fn listen_for_stop(stop: Arc<AtomicBool>) {
    tokio::spawn(async move {
        while tokio::signal::ctrl_c().await.is_ok() {
            if stop.swap(true, Ordering::Relaxed) {
                std::process::exit(130);
            }
            eprintln!("Stopping after this batch; Ctrl-C again stops at once.");
        }
    });
}

/// A bar's look; the template is a constant, so it reads.
pub fn bar_style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}
