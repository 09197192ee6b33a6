//! The tables that a run prints, and the same for programs.

use std::fmt::Write;

use serde::Serialize;

use crate::fresh::Freshness;
use crate::index::IndexFigures;
use crate::load::Measured;

/// A run.
#[derive(Debug, Default, Serialize)]
pub struct Report {
    /// Each size.
    pub sizes: Vec<Sized>,
}

/// What was measured at one size.
#[derive(Debug, Default, Serialize)]
pub struct Sized {
    /// Executives, and as many jobs.
    pub size: u64,
    /// The index in a process of its own.
    pub index: IndexFigures,
    /// Seconds from the start to the first page.
    pub first_answer: f64,
    /// Whether lists were answered while the index was built.
    pub serves_meanwhile: bool,
    /// Seconds from the start to the first list with counts.
    pub facets_warm: f64,
    /// Bytes of memory, now and at most: with the index built, after the pages, and with pages kept.
    pub memory_at_start: (u64, u64),
    pub memory: (u64, u64),
    pub memory_with_pages: (u64, u64),
    /// Pages made for each request; the first of them is P.
    pub made: Vec<Measured>,
    /// Pages sent as they were kept, and what they are compared with.
    pub kept: Vec<Measured>,
    /// Changes and writes.
    pub fresh: Freshness,
}

impl Sized {
    /// CPU microseconds of P.
    fn point(&self) -> f64 {
        self.made.first().map_or(f64::NAN, |point| point.cpu)
    }

    fn made(&self, name: &str) -> Option<&Measured> {
        self.made.iter().find(|measured| measured.name == name)
    }

    fn kept(&self, name: &str) -> f64 {
        self.kept
            .iter()
            .find(|measured| measured.name == name)
            .map_or(f64::NAN, |measured| measured.per_second)
    }
}

/// The tables of one size.
pub fn one(sized: &Sized) -> String {
    let mut text = format!("\n{} executives and {} jobs\n\n", thousands(sized.size), thousands(sized.size));
    let point = sized.point();
    let heading =
        "made for each request      conns     req/s    p50 ms    p99 ms    CPU µs     × P  errors  samples";
    let _ = writeln!(text, "{heading}");
    for row in &sized.made {
        let _ = writeln!(text, "{} {:>7.2} {}", figures(row), row.cpu / point, doubts(row));
    }
    let _ = writeln!(
        text,
        "\nkept                       conns     req/s    p50 ms    p99 ms    CPU µs × nginx  errors  samples"
    );
    for row in &sized.kept {
        let nginx = sized.kept(if row.name.ends_with("br") { "nginx, br" } else { "nginx" });
        let _ = writeln!(text, "{} {:>7.2} {}", figures(row), row.per_second / nginx, doubts(row));
    }
    let megabytes = |bytes: u64| bytes as f64 / f64::from(1 << 20);
    let (words, index) = (megabytes(sized.index.text_bytes), &sized.index);
    let _ = writeln!(text, "\nfirst page after start            {:>9.0} ms", sized.first_answer * 1e3);
    let meanwhile = if sized.serves_meanwhile { "lists served meanwhile" } else { "no lists meanwhile" };
    let _ = writeln!(text, "counts there after                {:>9.2} s    {meanwhile}", sized.facets_warm);
    let _ = writeln!(text, "index built alone in              {:>9.2} s", index.build);
    for (name, memory) in [
        ("index built", sized.memory_at_start),
        ("pages made", sized.memory),
        ("pages kept", sized.memory_with_pages),
    ] {
        let (now, most) = (megabytes(memory.0), megabytes(memory.1));
        let _ = writeln!(
            text,
            "memory, {name:<26}{now:>9.0} MB   {words:.0} of it words, {:.0} the rest; {most:.0} at most",
            now - words
        );
    }
    for (name, micros) in &index.answers {
        let _ = writeln!(text, "page and counts, {name:<40}{micros:>9.0} µs");
    }
    let fresh = &sized.fresh;
    let _ = writeln!(
        text,
        "one change can be found after     {:>9.0} ms   {:.0} at most",
        fresh.one.0, fresh.one.1
    );
    let _ = writeln!(
        text,
        "{:>9} changes after           {:>9.2} s",
        thousands(fresh.many_rows),
        fresh.many / 1e3
    );
    let _ = writeln!(
        text,
        "a row over HTTP                   {:>9.2} ms   {:.2} for a bare durable insert",
        fresh.delivery, fresh.insert
    );
    text
}

fn figures(row: &Measured) -> String {
    format!(
        "{:<26} {:>5} {:>9.0} {:>9.2} {:>9.2} {:>9.0}",
        row.name, row.connections, row.per_second, row.p50, row.p99, row.cpu
    )
}

fn doubts(row: &Measured) -> String {
    let samples = match row.samples {
        0 => format!("none quiet: others took {:.0} %", row.others * 100.0),
        samples => samples.to_string(),
    };
    format!("{:>6.1}% {samples:>8}", row.failed * 100.0)
}

/// How the figures grow from the smallest size to each other one.
pub fn all(report: &Report) -> String {
    let mut text = String::new();
    let [first, others @ ..] = report.sizes.as_slice() else { return text };
    if others.is_empty() {
        return text;
    }
    let _ = write!(text, "\nCPU of a page, beside {:>9}", thousands(first.size));
    for other in others {
        let _ = write!(text, " {:>10}", thousands(other.size));
    }
    text.push('\n');
    for row in &first.made {
        let _ = write!(text, "{:<31}", row.name);
        for other in others {
            let grown = other.made(row.name).map_or(f64::NAN, |there| there.cpu / row.cpu);
            let _ = write!(text, " {grown:>8.2} ×");
        }
        text.push('\n');
    }
    text
}

/// `1,234,567`.
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> = (0..digits.len().div_ceil(3))
        .rev()
        .map(|at| &digits[digits.len().saturating_sub(3 * at + 3)..digits.len() - 3 * at])
        .collect();
    groups.join(",")
}
