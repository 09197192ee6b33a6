//! The tables that a run prints, and the same for programs.

use std::fmt::Write;

use serde::Serialize;

use crate::fresh::Freshness;
use crate::index::IndexFigures;
use crate::load::Measured;
use crate::sitemap::SitemapFigures;

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
    /// Seconds from the start until words are found by the index.
    pub words_warm: f64,
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
    /// The whole sitemap.
    pub sitemap: SitemapFigures,
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
        "\nkept                       conns     req/s    p50 ms    p99 ms    CPU µs × hyper  errors  samples"
    );
    for row in &sized.kept {
        // The same bytes from a server that does nothing else.
        let same = row.name.strip_prefix("kept: ").map(|name| sized.kept(&format!("hyper: {name}")));
        let ratio = same.filter(|same| same.is_finite()).map(|same| format!("{:.2}", row.per_second / same));
        let _ = writeln!(text, "{} {:>7} {}", figures(row), ratio.unwrap_or_default(), doubts(row));
    }
    let megabytes = |bytes: u64| bytes as f64 / f64::from(1 << 20);
    let (words, index) = (megabytes(sized.index.text_bytes), &sized.index);
    let _ = writeln!(text, "\nfirst page after start            {:>9.0} ms", sized.first_answer * 1e3);
    let meanwhile = if sized.serves_meanwhile { "lists served meanwhile" } else { "no lists meanwhile" };
    let _ = writeln!(text, "counts there after                {:>9.2} s    {meanwhile}", sized.facets_warm);
    let _ = writeln!(text, "words there after                 {:>9.2} s", sized.words_warm);
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
        "a claim is sent in                {:>9.2} ms   {:.2} for a bare durable insert",
        fresh.claim, fresh.claim_insert
    );
    let _ = writeln!(
        text,
        "a row over HTTP                   {:>9.2} ms   {:.2} for a bare durable insert",
        fresh.delivery, fresh.insert
    );
    let sitemap = &sized.sitemap;
    let _ = writeln!(
        text,
        "sitemap, {:>9} addresses      {:>9.2} s    CPU {:.2} s; known already {:.2} s, {:.2} s; COPY {:.2} s, {:.2} s",
        thousands(sitemap.addresses),
        sitemap.read.seconds,
        sitemap.read.cpu,
        sitemap.known.seconds,
        sitemap.known.cpu,
        sitemap.copied.seconds,
        sitemap.copied.cpu
    );
    let _ = writeln!(
        text,
        "sitemap, memory                   {:>9.0} MB   more after its {} files, {:.0} at most; its index at first {:.0} ms",
        sitemap.grown.0 as f64 / f64::from(1 << 20),
        sitemap.files,
        sitemap.grown.1 as f64 / f64::from(1 << 20),
        sitemap.index
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

/// The table of `docs/performance.md`.
pub fn markdown(report: &Report) -> String {
    type Told = fn(&Sized) -> String;
    const ROWS: [(&str, &str, Told); 28] = [
        ("kept list, requests/s against nginx, plain", "0.85 ×", |sized| {
            against(sized, "kept: list", "nginx: list")
        }),
        ("the same with brotli", "0.85 ×", |sized| against(sized, "kept: list, br", "nginx: list, br")),
        ("304, requests/s against the kept list", "1 ×", |sized| {
            against(sized, "kept: list, 304", "kept: list")
        }),
        ("kept home, hub, profile, job against hyper with the same bytes", "", |sized| {
            let of =
                |name: &str| sized.kept(&format!("kept: {name}")) / sized.kept(&format!("hyper: {name}"));
            format!("{:.2}, {:.2}, {:.2}, {:.2} ×", of("home"), of("hub"), of("profile"), of("job"))
        }),
        ("P, CPU of one request", "", |sized| format!("{:.0} µs", sized.point())),
        ("home", "", |sized| points(sized, "home")),
        ("profile", "4 P", |sized| points(sized, "profile")),
        ("job", "4 P", |sized| points(sized, "job")),
        ("profile, one of 16,000 in turn", "4 P", |sized| points(sized, "profile, of many")),
        ("job, one of 16,000 in turn", "4 P", |sized| points(sized, "job, of many")),
        ("list of executives, four facet groups", "4 P", |sized| points(sized, "executives")),
        ("list of jobs", "4 P", |sized| points(sized, "jobs")),
        ("executives, filtered, with facets; p99", "12 P; 10 ms", |sized| {
            points_p99(sized, "executives, filtered")
        }),
        ("jobs, filtered, with facets; p99", "12 P; 10 ms", |sized| points_p99(sized, "jobs, filtered")),
        ("counts and page in the index, one role", "0.5 ms", |sized| answer(sized, "executives: one role")),
        ("executives by words; p99", "15 ms", |sized| points_p99(sized, "executives, text")),
        ("executives by words with slips; p99", "15 ms", |sized| points_p99(sized, "executives, slips")),
        ("hub of two, or of jobs; p99", "50 ms", |sized| points_p99(sized, "hub, crossed or of jobs")),
        ("hub with its figures; p99", "50 ms", |sized| points_p99(sized, "hub")),
        ("a deep page of executives against the first", "3 ×", |sized| {
            let of = |name| sized.made(name).map_or(f64::NAN, |row| row.cpu);
            format!("{:.2} ×", of("executives, deep") / of("executives"))
        }),
        ("one change is seen after; at most", "1 s", |sized| {
            format!("{:.0} ms; {:.0} ms", sized.fresh.one.0, sized.fresh.one.1)
        }),
        ("every tenth profile changed at once is seen after", "", |sized| {
            format!("{:.1} s", sized.fresh.many / 1e3)
        }),
        ("a claim is sent, against a bare durable insert", "3 ×", |sized| {
            let fresh = &sized.fresh;
            format!("{:.1} × ({:.1} ms)", fresh.claim / fresh.claim_insert, fresh.claim)
        }),
        ("a row over HTTP against a bare durable insert", "", |sized| {
            let fresh = &sized.fresh;
            format!("{:.1} × ({:.1} ms)", fresh.delivery / fresh.insert, fresh.delivery)
        }),
        ("the whole sitemap against COPY of its rows, CPU, time; memory more", "2 ×; 64 MB", |sized| {
            let sitemap = &sized.sitemap;
            let (read, copied) = (sitemap.read, sitemap.copied);
            format!(
                "{:.1} ×, {:.1} ×; {:.0} MB",
                read.cpu / copied.cpu,
                read.seconds / copied.seconds,
                sitemap.grown.0 as f64 / f64::from(1 << 20)
            )
        }),
        ("first page after a start", "250 ms", |sized| format!("{:.0} ms", sized.first_answer * 1e3)),
        ("counts there after; words", "6 s", |sized| {
            format!("{:.1} s; {:.1} s", sized.facets_warm, sized.words_warm)
        }),
        ("memory with the index built; after the pages; of it words", "96 MB and words", |sized| {
            let megabytes = |bytes: u64| bytes as f64 / f64::from(1 << 20);
            let [built, pages, words] =
                [sized.memory_at_start.0, sized.memory.0, sized.index.text_bytes].map(megabytes);
            format!("{built:.0}; {pages:.0}; {words:.0} MB")
        }),
    ];
    let mut text = "| what | target |".to_owned();
    for sized in &report.sizes {
        let _ = write!(text, " {} |", thousands(sized.size));
    }
    let _ = writeln!(text, "\n|---|---|{}", "---|".repeat(report.sizes.len()));
    for (what, target, told) in ROWS {
        let _ = write!(text, "| {what} | {target} |");
        for sized in &report.sizes {
            let _ = write!(text, " {} |", told(sized));
        }
        text.push('\n');
    }
    text.push_str("| CPU against the smallest size: list, job, filtered | 1.3, 1.3, 3 × |");
    for sized in &report.sizes {
        let of = |name| grown(report.sizes.first(), sized, name);
        let _ =
            write!(text, " {:.2}, {:.2}, {:.2} × |", of("executives"), of("job"), of("executives, filtered"));
    }
    text.push('\n');
    text
}

/// How much more CPU a page takes at a size than at another one.
fn grown(first: Option<&Sized>, sized: &Sized, name: &str) -> f64 {
    let cpu = |sized: &Sized| sized.made(name).map_or(f64::NAN, |row| row.cpu);
    cpu(sized) / first.map_or(f64::NAN, cpu)
}

fn against(sized: &Sized, name: &str, other: &str) -> String {
    format!("{:.2} ×", sized.kept(name) / sized.kept(other))
}

fn points(sized: &Sized, name: &str) -> String {
    sized.made(name).map_or_else(String::new, |row| format!("{:.1} P", row.cpu / sized.point()))
}

fn points_p99(sized: &Sized, name: &str) -> String {
    sized
        .made(name)
        .map_or_else(String::new, |row| format!("{:.1} P; {:.1} ms", row.cpu / sized.point(), row.p99))
}

fn answer(sized: &Sized, name: &str) -> String {
    let found = sized.index.answers.iter().find(|(told, _)| told == name);
    found.map_or_else(String::new, |(_, micros)| format!("{:.2} ms", micros / 1e3))
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
            let _ = write!(text, " {:>8.2} ×", grown(Some(first), other, &row.name));
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
