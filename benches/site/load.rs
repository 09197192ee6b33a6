//! Load, made by wrk: so many connections, each asking for the next address as soon as it has an answer.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use serde::Deserialize;
use tokio::process::Command;

use crate::cpu::{Reading, Watched};
use crate::{Result, http, median};

/// What is asked for: one row of the table.
#[derive(Clone, Debug)]
pub struct Target {
    /// What the row is called.
    pub name: String,
    /// The server's address, as `http://127.0.0.1:1234`.
    pub origin: String,
    /// The paths to ask for in turn.
    pub paths: Vec<String>,
    /// Headers to send, as `Name: value`.
    pub headers: Vec<String>,
    /// How many requests are under way at once.
    pub connections: usize,
    /// Whose CPU time counts.
    pub watched: Watched,
}

/// How a load is measured.
#[derive(Clone, Debug)]
pub struct Method {
    /// How many samples of each target are wanted.
    pub rounds: usize,
    /// How long each takes.
    pub seconds: u64,
    /// A sample counts where other processes took no more than this part of the machine.
    pub others_at_most: f64,
    /// Where files for the load generator are put.
    pub folder: PathBuf,
}

/// What one sample saw.
#[derive(Clone, Copy, Debug)]
struct Sample {
    per_second: f64,
    p50: f64,
    p99: f64,
    cpu: f64,
    failed: f64,
    others: f64,
}

/// What was measured of a target: medians of its samples.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Measured {
    /// What the row is called.
    pub name: String,
    /// How many requests were under way at once.
    pub connections: usize,
    /// Requests answered in a second.
    pub per_second: f64,
    /// Milliseconds until half of the answers were there.
    pub p50: f64,
    /// Milliseconds until 99 of 100 were.
    pub p99: f64,
    /// CPU microseconds of one request, of the server and PostgreSQL together.
    pub cpu: f64,
    /// The part of the answers that were errors.
    pub failed: f64,
    /// How many quiet samples there were.
    pub samples: usize,
    /// The part of the machine that others took; above the limit where no sample was quiet.
    pub others: f64,
}

/// What the load generator prints.
#[derive(Deserialize)]
struct Said {
    requests: f64,
    micros: f64,
    p50: f64,
    p99: f64,
    failed: f64,
}

/// Measures all targets in turn, round after round, so that what changes on the machine meets all of them alike. Samples
/// that others disturbed are taken again, up to as many times; where all were, the quietest one counts.
pub async fn measure(
    targets: &[Target],
    method: &Method,
    mut told: impl FnMut(&str),
) -> Result<Vec<Measured>> {
    let mut samples: Vec<Vec<Sample>> = vec![Vec::new(); targets.len()];
    for target in targets {
        fs::write(file_of(&method.folder, target), target.paths.join("\n"))?;
        if target.paths.len() > 1 {
            told(&format!("each once · {}", target.name));
            each_once(target).await?;
        }
    }
    for round in 0..method.rounds * 2 {
        let is_quiet = |sample: &&Sample| sample.others <= method.others_at_most;
        for (at, target) in targets.iter().enumerate() {
            if samples[at].iter().filter(is_quiet).count() < method.rounds {
                told(&format!("round {} · {}", round + 1, target.name));
                samples[at].push(sample(target, method).await?);
            }
        }
    }
    Ok(targets.iter().zip(samples).map(|(target, samples)| summary(target, samples, method)).collect())
}

fn summary(target: &Target, mut samples: Vec<Sample>, method: &Method) -> Measured {
    samples.sort_by(|a, b| a.others.total_cmp(&b.others));
    let quiet = samples.iter().filter(|sample| sample.others <= method.others_at_most).count();
    samples.truncate(quiet.max(1));
    let of = |figure: fn(&Sample) -> f64| median(samples.iter().map(figure).collect());
    Measured {
        name: target.name.clone(),
        connections: target.connections,
        per_second: of(|sample| sample.per_second),
        p50: of(|sample| sample.p50),
        p99: of(|sample| sample.p99),
        cpu: of(|sample| sample.cpu),
        failed: of(|sample| sample.failed),
        samples: quiet,
        others: of(|sample| sample.others),
    }
}

/// Asks for each address once: what is measured is how pages are made, not how fast the disk is from which rows are read for the first
/// time.
async fn each_once(target: &Target) -> Result {
    let address = target.origin.trim_start_matches("http://");
    for path in &target.paths {
        http::get(address, path, "").await?;
    }
    Ok(())
}

async fn sample(target: &Target, method: &Method) -> Result<Sample> {
    let threads = if target.connections > 16 { "2" } else { "1" };
    wait_until_idle(target.watched).await?;
    let before = Reading::take(target.watched)?;
    let output = Command::new("wrk")
        .args(["--threads", threads, "--connections", &target.connections.to_string()])
        .args(["--duration", &format!("{}s", method.seconds), "--timeout", "10s", "--script"])
        .arg(method.folder.join("load.lua"))
        .arg(&target.origin)
        .arg("--")
        .arg(file_of(&method.folder, target))
        .args(&target.headers)
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output()
        .await?;
    let spent = Reading::since(target.watched, before)?;
    let text = String::from_utf8_lossy(&output.stdout);
    let json = text.lines().rev().find(|line| line.starts_with('{'));
    let said: Said = match json {
        Some(json) => serde_json::from_str(json)?,
        None => return Err(format!("wrk said: {text}{}", String::from_utf8_lossy(&output.stderr)).into()),
    };
    let requests = said.requests.max(1.0);
    Ok(Sample {
        per_second: said.requests / (said.micros / 1e6),
        p50: said.p50 / 1e3,
        p99: said.p99 / 1e3,
        cpu: spent.micros / requests,
        failed: said.failed / requests,
        others: spent.others,
    })
}

/// What a slow page left running is not the next one's cost.
async fn wait_until_idle(watched: Watched) -> Result {
    const LOOK: Duration = Duration::from_millis(100);
    for _ in 0..100 {
        let before = Reading::take(watched)?;
        tokio::time::sleep(LOOK).await;
        if Reading::since(watched, before)?.micros < 20_000.0 {
            break;
        }
    }
    Ok(())
}

fn file_of(folder: &Path, target: &Target) -> PathBuf {
    folder.join(format!("{}.paths", target.name.replace([' ', '/', ':', ','], "-")))
}
