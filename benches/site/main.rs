//! Measures the whole site at several sizes, in one run: `bin/bench site`.
//!
//! It loads the data (`scale`), starts the program as its users do (`servers`), drives it with wrk (`load`), counts what
//! the server and PostgreSQL spend together (`cpu`), compares that with two yardsticks (`comparisons`), sees how soon
//! changes show (`fresh`) and what a crawler costs that reads the whole sitemap (`sitemap`), and prints a table (`report`).

#![expect(clippy::cast_precision_loss, reason = "figures are told with three digits")]
#![forbid(unsafe_code)]

mod claims;
mod comparisons;
mod cpu;
mod fresh;
mod http;
mod index;
mod load;
mod report;
mod scale;
mod servers;
mod sitemap;
mod targets;

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{ExitCode, Stdio};

use clap::{Parser, Subcommand};
// The page in `comparisons` stands in the site's own frame, which names these.
use quarterdeck::{urls, web};
use sqlx::PgPool;
use tokio::process::Command;

use load::{Measured, Method, measure};
use report::{Report, Sized};
use servers::Server;
use targets::Sampled;

/// The same as the program's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What the program logs once searches for words are answered by the index, too.
const WORDS_ARE_THERE: &str = "search index has its words";

/// What a step answers.
pub type Result<T = (), E = Box<dyn std::error::Error>> = std::result::Result<T, E>;

/// Says on standard error how far it is.
#[macro_export]
macro_rules! progress {
    ($($text:tt)*) => { eprintln!("· {}", format_args!($($text)*)) };
}

#[derive(Parser)]
#[command(name = "bin/bench site", about = "Measures the whole site at several sizes, in one run")]
struct Arguments {
    #[command(subcommand)]
    part: Option<Part>,

    /// How many executives, and as many jobs; one run for each
    #[arg(default_values_t = [1_000, 100_000, 1_000_000], value_name = "SIZES")]
    sizes: Vec<u64>,

    /// Keep the loaded data in this folder, and use what is there
    #[arg(long, value_name = "FOLDER")]
    data: Option<PathBuf>,

    /// Only load the data into the folder
    #[arg(long, requires = "data")]
    load_only: bool,

    /// Write everything that was measured into this file too
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,

    /// Quiet samples of each page
    #[arg(long, default_value_t = 3, value_name = "N")]
    rounds: usize,

    /// Seconds of each sample
    #[arg(long, default_value_t = 2, value_name = "N")]
    seconds: u64,

    /// A sample counts where other processes took no more than this part of the machine
    #[arg(long, default_value_t = 0.12, value_name = "PART")]
    others: f64,

    /// What cargo says to every benchmark
    #[arg(long, hide = true)]
    bench: bool,
}

/// What this program is when it starts itself.
#[derive(Subcommand)]
#[command(hide = true)]
enum Part {
    #[command(hide = true)]
    Minimal { address: SocketAddr, folder: PathBuf },
    #[command(hide = true)]
    Point { address: SocketAddr, database: String },
    #[command(hide = true)]
    Index { database: String },
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let outcome = tokio::select! {
        outcome = run(arguments) => outcome,
        // What was started ends with what is dropped here.
        _ = tokio::signal::ctrl_c() => Err("stopped".into()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bin/bench: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result {
    match arguments.part {
        Some(Part::Minimal { address, folder }) => comparisons::minimal(address, folder).await,
        Some(Part::Point { address, database }) => comparisons::point(address, database).await,
        Some(Part::Index { database }) => index::run(database).await,
        None => site(arguments).await,
    }
}

async fn site(arguments: Arguments) -> Result {
    // PostgreSQL has to reach it under an account of its own.
    let temporary =
        tempfile::Builder::new().prefix("quarterdeck-bench.").permissions(readable_by_all()).tempdir()?;
    let data = arguments.data.clone().unwrap_or_else(|| temporary.path().join("data"));
    let method = Method {
        rounds: arguments.rounds,
        seconds: arguments.seconds,
        others_at_most: arguments.others,
        folder: temporary.path().to_owned(),
    };
    fs::write(method.folder.join("load.lua"), include_str!("load.lua"))?;
    let mut report = Report::default();
    for size in arguments.sizes {
        let folder = data.join(size.to_string());
        let (postgres, pool) = scale::open(&folder, size).await?;
        if !arguments.load_only {
            let sized = at_size(size, &folder, postgres.url(), &pool, &method).await?;
            println!("{}", report::one(&sized));
            report.sizes.push(sized);
            if let Some(file) = &arguments.json {
                fs::write(file, serde_json::to_string_pretty(&report)?)?;
            }
        }
        pool.close().await;
        postgres.stop().await?;
        if arguments.data.is_none() {
            fs::remove_dir_all(&folder)?;
        }
    }
    print!("{}\n{}", report::all(&report), report::markdown(&report));
    Ok(())
}

fn readable_by_all() -> fs::Permissions {
    use std::os::unix::fs::PermissionsExt;
    fs::Permissions::from_mode(0o755)
}

async fn at_size(rows: u64, data: &Path, url: &str, pool: &PgPool, method: &Method) -> Result<Sized> {
    let postmaster: i32 =
        sqlx::query_scalar("select split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::integer")
            .fetch_one(pool)
            .await?;
    let postmaster = u32::try_from(postmaster)?;
    let sampled = Sampled::take(pool).await?;
    let mut figures = Sized { size: rows, ..Sized::default() };

    progress!("{rows}: the index alone");
    figures.index = index_alone(url).await?;

    progress!("{rows}: cold start, nothing kept");
    let mut site = Server::quarterdeck(data, &method.folder, &[("QUARTERDECK_PAGE_CACHE", "0")])?;
    let job = format!("/jobs/{}", sampled.jobs[0]);
    figures.first_answer = site.first_answer(&job).await?.as_secs_f64();
    figures.serves_meanwhile = http::get(&site.address, "/executives", "").await?.status == 200;
    figures.facets_warm = site.has_logged("search index ready").await?.as_secs_f64();
    figures.words_warm = site.has_logged(WORDS_ARE_THERE).await?.as_secs_f64();
    figures.memory_at_start = cpu::memory(site.process())?;

    let mut point = Server::own("point", &[url], &method.folder)?;
    point.first_answer(&format!("/{}", sampled.executives[0])).await?;
    let targets = sampled.made(&site, &point, postmaster);
    figures.made = measure(&targets, method, |step| progress!("{rows}: {step}")).await?;
    figures.memory = cpu::memory(site.process())?;
    point.stop().await?;
    progress!("{rows}: the sitemap");
    figures.sitemap = sitemap::measure(&site, pool, postmaster).await?;
    progress!("{rows}: changes and writes");
    figures.fresh = fresh::measure(&site, pool, data).await?;
    site.stop().await?;

    let mut site = Server::quarterdeck(data, &method.folder, &[])?;
    site.first_answer(&job).await?;
    site.has_logged(WORDS_ARE_THERE).await?;
    figures.kept = kept(&site, &sampled, postmaster, method, rows).await?;
    figures.memory_with_pages = cpu::memory(site.process())?;
    site.stop().await?;
    Ok(figures)
}

/// A process of its own builds the index and asks it.
async fn index_alone(url: &str) -> Result<index::IndexFigures> {
    let output = Command::new(std::env::current_exe()?)
        .args(["index", url])
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .kill_on_drop(true)
        .output()
        .await?;
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// Pages that are kept, beside servers that do nothing but send the same bytes.
async fn kept(
    site: &Server,
    sampled: &Sampled,
    postmaster: u32,
    method: &Method,
    rows: u64,
) -> Result<Vec<Measured>> {
    const PACKED: &str = "Accept-Encoding: br";
    let list = http::get(&site.address, "/executives", "").await?;
    let tag = list.header("etag").ok_or("a list without an ETag")?;
    let packed = http::get(&site.address, "/executives", &format!("{PACKED}\r\n")).await?;
    let files = method.folder.join("bytes");
    fs::create_dir_all(&files)?;
    let pages = sampled.kept_pages();
    for (at, (_, path)) in pages.iter().enumerate() {
        fs::write(files.join(format!("{at}.html")), &http::get(&site.address, path, "").await?.body)?;
    }
    fs::write(files.join("0.br"), &packed.body)?;
    fs::write(method.folder.join("page.html"), &list.body)?;
    fs::write(method.folder.join("page.br"), &packed.body)?;
    let minimal = Server::own("minimal", &[&files.to_string_lossy()], &method.folder)?;
    let nginx = Server::nginx(&method.folder)?;
    let mut targets = sampled.kept(site, postmaster, tag);
    targets.extend([
        Sampled::static_file("hyper: list, br".to_owned(), &minimal, "/0.br", &[PACKED]),
        Sampled::static_file("nginx: list".to_owned(), &nginx, "/page.html", &[]),
        Sampled::static_file("nginx: list, br".to_owned(), &nginx, "/page.br", &[PACKED]),
    ]);
    targets.extend((pages.iter().enumerate()).map(|(at, (name, _))| {
        Sampled::static_file(format!("hyper: {name}"), &minimal, &format!("/{at}.html"), &[])
    }));
    measure(&targets, method, |step| progress!("{rows}: {step}")).await
}

/// The middle one.
pub fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}
