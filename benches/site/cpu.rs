//! What processes cost: CPU time and memory, as the kernel counts them. Linux alone.

use std::fs;
use std::time::{Duration, Instant};

use crate::Result;

/// The kernel counts CPU time in hundredths of a second, on every architecture that Linux shows to programs.
const TICKS: u64 = 100;

/// Whose CPU time is measured: the server that answers, and PostgreSQL where it takes part.
#[derive(Clone, Copy, Debug)]
pub struct Watched {
    /// The server's process.
    pub server: u32,
    /// PostgreSQL's first process.
    pub postmaster: Option<u32>,
}

/// CPU time up to a moment, in ticks.
#[derive(Clone, Copy, Debug)]
pub struct Reading {
    at: Instant,
    watched: u64,
    /// What we ourselves spent, the load generator included.
    ours: u64,
    machine: u64,
}

/// What went between two readings.
#[derive(Clone, Copy, Debug)]
pub struct Spent {
    /// CPU time of those who are watched, in microseconds.
    pub micros: f64,
    /// The part of the machine that others took.
    pub others: f64,
}

impl Reading {
    /// Reads the clocks.
    pub fn take(watched: Watched) -> Result<Self> {
        let mut sum = 0;
        for stat in processes() {
            // PostgreSQL answers in children, nginx too.
            let is_child = watched.postmaster == Some(stat.parent) || stat.parent == watched.server;
            if stat.id == watched.server || is_child {
                sum += stat.own;
            } else if watched.postmaster == Some(stat.id) {
                // Its children that ended meanwhile too.
                sum += stat.own + stat.ended_children;
            }
        }
        let ours =
            processes().find(|stat| stat.id == std::process::id()).ok_or("no /proc: this needs Linux")?;
        Ok(Self { at: Instant::now(), watched: sum, ours: ours.own + ours.ended_children, machine: busy()? })
    }

    /// What went since.
    pub fn since(watched: Watched, before: Self) -> Result<Spent> {
        let now = Self::take(watched)?;
        let all = std::thread::available_parallelism()?.get() as f64 * seconds(now.at - before.at);
        let own = now.watched.saturating_sub(before.watched);
        let known = own + now.ours.saturating_sub(before.ours);
        let others = now.machine.saturating_sub(before.machine).saturating_sub(known);
        let in_seconds = |ticks: u64| ticks as f64 / TICKS as f64;
        Ok(Spent { micros: in_seconds(own) * 1e6, others: in_seconds(others) / all })
    }
}

fn seconds(duration: Duration) -> f64 {
    duration.as_secs_f64()
}

/// One process as `/proc/PID/stat` has it.
struct Stat {
    id: u32,
    parent: u32,
    own: u64,
    ended_children: u64,
}

fn processes() -> impl Iterator<Item = Stat> {
    fs::read_dir("/proc").into_iter().flatten().flatten().filter_map(|entry| {
        let id = entry.file_name().to_str()?.parse().ok()?;
        let text = fs::read_to_string(entry.path().join("stat")).ok()?;
        // The name stands in parentheses and may hold anything.
        let fields: Vec<&str> = text[text.rfind(')')? + 1..].split_whitespace().collect();
        let number = |at: usize| fields.get(at)?.parse::<u64>().ok();
        Some(Stat {
            id,
            parent: fields.get(1)?.parse().ok()?,
            own: number(11)? + number(12)?,
            ended_children: number(13)? + number(14)?,
        })
    })
}

/// Ticks in which any processor was not idle.
fn busy() -> Result<u64> {
    let text = fs::read_to_string("/proc/stat")?;
    let line = text.lines().next().unwrap_or_default();
    let ticks: Vec<u64> = line.split_whitespace().skip(1).filter_map(|field| field.parse().ok()).collect();
    // user nice system idle iowait irq softirq steal
    Ok(ticks.iter().take(8).sum::<u64>() - ticks.get(3).unwrap_or(&0) - ticks.get(4).unwrap_or(&0))
}

/// The memory that a process holds now, and held at most, in bytes.
pub fn memory(process: u32) -> Result<(u64, u64)> {
    let text = fs::read_to_string(format!("/proc/{process}/status"))?;
    let kilobytes = |name: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(name))?;
        line.trim().split(' ').next()?.parse::<u64>().ok()
    };
    Ok((kilobytes("VmRSS:").unwrap_or(0) * 1024, kilobytes("VmHWM:").unwrap_or(0) * 1024))
}
