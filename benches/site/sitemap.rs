//! What the sitemap costs, beside the cheapest way to have the same rows: `COPY` of their slugs and dates.

use std::time::Instant;

use futures_util::TryStreamExt;
use serde::Serialize;
use sqlx::PgPool;
use sqlx::postgres::PgPoolCopyExt;

use crate::cpu::{self, Reading, Watched};
use crate::servers::Server;
use crate::{Result, http};

/// What was measured.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SitemapFigures {
    /// How many addresses its files of profiles and postings name.
    pub addresses: u64,
    /// How many files these are.
    pub files: usize,
    /// All of them, one after the other.
    pub read: Cost,
    /// The same by somebody who has them already.
    pub known: Cost,
    /// `COPY` of the same rows.
    pub copied: Cost,
    /// The first answer of its index, when nothing of it was counted yet, in milliseconds.
    pub index: f64,
    /// Bytes of memory that the server took more after than before, and at most meanwhile.
    pub grown: (i64, i64),
}

/// Time, and CPU time of the server and PostgreSQL together, in seconds.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Cost {
    /// By the clock.
    pub seconds: f64,
    /// Of processors.
    pub cpu: f64,
}

/// Reads the whole sitemap, twice.
pub async fn measure(site: &Server, pool: &PgPool, postmaster: u32) -> Result<SitemapFigures> {
    let mut figures = SitemapFigures::default();
    let watched = Watched { server: site.process(), postmaster: Some(postmaster) };
    let began = Instant::now();
    let index = http::get(&site.address, "/sitemap.xml", "").await?;
    if index.status != 200 {
        return Err(format!("/sitemap.xml answered {}", index.status).into());
    }
    figures.index = began.elapsed().as_secs_f64() * 1e3;
    let index = String::from_utf8_lossy(&index.body).into_owned();
    let mut files: Vec<(String, String)> = Vec::new();
    for address in index.split("<loc>").skip(1).filter_map(|rest| rest.split('<').next()) {
        let name = address.rsplit('/').next().unwrap_or_default();
        if name.starts_with("executives-") || name.starts_with("jobs-") {
            files.push((format!("/sitemaps/{name}"), String::new()));
        }
    }
    figures.files = files.len();
    let before = cpu::memory(site.process())?;

    let clock = Clock::start(watched)?;
    for (path, tag) in &mut files {
        let answer = http::get(&site.address, path, "").await?;
        figures.addresses += u64::try_from(String::from_utf8_lossy(&answer.body).matches("<loc>").count())?;
        answer.header("etag").ok_or("a file of the sitemap without an ETag")?.clone_into(tag);
    }
    figures.read = clock.stop()?;
    let after = cpu::memory(site.process())?;
    let more = |now: u64, before: u64| i64::try_from(now).unwrap_or(0) - i64::try_from(before).unwrap_or(0);
    figures.grown = (more(after.0, before.0), more(after.1, before.1));

    let clock = Clock::start(watched)?;
    for (path, tag) in &files {
        let answer = http::get(&site.address, path, &format!("If-None-Match: {tag}\r\n")).await?;
        if answer.status != 304 {
            return Err(format!("{path} was {} for who has it", answer.status).into());
        }
    }
    figures.known = clock.stop()?;

    let clock = Clock::start(watched)?;
    for rows in [
        "copy (select slug, content_updated_at from executives e where e.is_public and e.is_indexable) to stdout",
        "copy (select slug, content_updated_at from jobs j where j.is_public) to stdout",
    ] {
        pool.copy_out_raw(rows).await?.try_for_each(|_| async { Ok(()) }).await?;
    }
    figures.copied = clock.stop()?;
    Ok(figures)
}

struct Clock {
    watched: Watched,
    began: Instant,
    reading: Reading,
}

impl Clock {
    fn start(watched: Watched) -> Result<Self> {
        Ok(Self { watched, began: Instant::now(), reading: Reading::take(watched)? })
    }

    fn stop(self) -> Result<Cost> {
        let spent = Reading::since(self.watched, self.reading)?;
        Ok(Cost { seconds: self.began.elapsed().as_secs_f64(), cpu: spent.micros / 1e6 })
    }
}
