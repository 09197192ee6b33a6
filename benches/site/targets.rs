//! What is asked for: the addresses of the site, taken from the data.

use sqlx::PgPool;

use crate::Result;
use crate::cpu::Watched;
use crate::load::Target;
use crate::servers::Server;

/// How many requests are under way at once where pages are made.
const FEW: usize = 8;
/// And where they are there already.
const MANY: usize = 64;
/// How many profiles and postings are looked at in turn.
const SAMPLED: usize = 2_000;
/// More profiles, and postings, than the site keeps rows of in memory, nor the cards that stand below them.
const MORE: usize = 16_000;
/// Results on a page of a list.
const PER_PAGE: u64 = 24;

/// The rows that addresses are made of.
#[derive(Debug)]
pub struct Sampled {
    /// Slugs of public profiles, from all of them: `MORE`, of which `SAMPLED` come first.
    pub executives: Vec<String>,
    /// Slugs of open postings.
    pub jobs: Vec<String>,
    /// Those with most executives first.
    roles: Vec<String>,
    locations: Vec<String>,
    industries: Vec<String>,
    /// Words of names and headlines, five letters and longer.
    words: Vec<String>,
    /// How many are public.
    public_executives: u64,
    public_jobs: u64,
}

impl Sampled {
    /// Looks around in the data. The same data gives the same sample.
    pub async fn take(pool: &PgPool) -> Result<Self> {
        let some = async |sql: &'static str, most: usize| {
            sqlx::query_scalar::<_, String>(sql)
                .bind(i64::try_from(most).unwrap_or(i64::MAX))
                .fetch_all(pool)
                .await
        };
        let texts = async |sql: &'static str| some(sql, SAMPLED).await;
        let count = async |sql: &'static str| sqlx::query_scalar::<_, i64>(sql).fetch_one(pool).await;
        let words =
            texts("select headline from executives e where e.is_public order by md5(id::text) limit $1")
                .await?;
        let mut words: Vec<String> = (words.iter())
            .flat_map(|headline| headline.split(|c: char| !c.is_ascii_alphabetic()))
            .filter(|word| word.len() >= 5)
            .map(str::to_lowercase)
            .collect();
        words.sort_unstable();
        words.dedup();
        Ok(Self {
            executives: some("select slug::text from executives e where e.is_public order by md5(id::text) limit $1", MORE).await?,
            jobs: some("select slug::text from jobs j where j.is_public order by md5(id::text) limit $1", MORE).await?,
            roles: texts(
                "select r.slug::text from roles r join executives e on e.role_id = r.id where e.is_public
                  group by r.slug having count(*) >= 10 order by count(*) desc, r.slug limit $1",
            )
            .await?,
            locations: texts(
                "select l.slug::text from locations l join executives e on e.location_id = l.id where e.is_public
                  group by l.slug having count(*) >= 10 order by count(*) desc, l.slug limit $1",
            )
            .await?,
            industries: texts(
                "select i.slug::text from industries i join executive_industries ei on ei.industry_id = i.id
                  group by i.slug having count(*) >= 10 order by count(*) desc, i.slug limit $1",
            )
            .await?,
            words,
            public_executives: count("select count(*) from executives e where e.is_public").await?.unsigned_abs(),
            public_jobs: count("select count(*) from jobs j where j.is_public").await?.unsigned_abs(),
        })
    }

    /// `P`, and every kind of page as it is when nothing of it is kept.
    pub fn made(&self, site: &Server, point: &Server, postmaster: u32) -> Vec<Target> {
        let target = |name: &str, paths| Self::target(name, site, paths, FEW, Some(postmaster));
        let of = |pattern: &str, slugs: &[String]| -> Vec<String> {
            slugs.iter().map(|slug| pattern.replace("{}", slug)).collect()
        };
        let hubs = [
            of("/roles/{}", few(&self.roles)),
            of("/locations/{}", few(&self.locations)),
            of("/industries/{}", few(&self.industries)),
        ];
        let across = [
            self.pairs("/roles/{}/locations/{}", &self.locations),
            self.pairs("/roles/{}/industries/{}", &self.industries),
            of("/roles/{}/jobs", few(&self.roles)),
        ];
        let deep = |list: &str, rows: u64| -> Vec<String> {
            let last = rows.div_ceil(PER_PAGE).max(1);
            (1..=20).map(|part| format!("/{list}?page={}", (last * part / 20).max(2))).collect()
        };
        let [executives, jobs] = [&self.executives, &self.jobs].map(|all| &all[..all.len().min(SAMPLED)]);
        vec![
            Self::target("P: one point query", point, of("/{}", executives), FEW, Some(postmaster)),
            target("home", vec!["/".into()]),
            target("hub", hubs.concat()),
            target("hub, crossed or of jobs", across.concat()),
            target("profile", of("/executives/{}", executives)),
            target("job", of("/jobs/{}", jobs)),
            target("profile, of many", of("/executives/{}", &self.executives)),
            target("job, of many", of("/jobs/{}", &self.jobs)),
            target("executives", vec!["/executives".into()]),
            target("jobs", vec!["/jobs".into()]),
            target("executives, filtered", self.pairs("/executives?role={}&industry={}", &self.industries)),
            target(
                "jobs, filtered",
                self.pairs("/jobs?role={}&remote={}", &["remote".into(), "hybrid".into()]),
            ),
            target("executives, text", of("/executives?q={}", &self.words)),
            target("executives, slips", of("/executives?q={}", &self.slips())),
            target("jobs, text", of("/jobs?q={}", &self.words)),
            target("executives, deep", deep("executives", self.public_executives)),
            target("jobs, deep", deep("jobs", self.public_jobs)),
        ]
    }

    /// Pages that the site keeps. `tag` is that of the first of them.
    pub fn kept(&self, site: &Server, postmaster: u32, tag: &str) -> Vec<Target> {
        let target = |name: &str, path: &str| {
            Self::target(format!("kept: {name}"), site, vec![path.into()], MANY, Some(postmaster))
        };
        let with = |header: &str, target: Target| Target { headers: vec![header.into()], ..target };
        let mut targets: Vec<Target> =
            self.kept_pages().iter().map(|(name, path)| target(name, path)).collect();
        targets.push(with("Accept-Encoding: br", target("list, br", "/executives")));
        targets.push(with(&format!("If-None-Match: {tag}"), target("list, 304", "/executives")));
        targets
    }

    /// What each of them is called, and its address.
    pub fn kept_pages(&self) -> Vec<(&'static str, String)> {
        vec![
            ("list", "/executives".to_owned()),
            ("jobs", "/jobs".to_owned()),
            ("home", "/".to_owned()),
            ("hub", format!("/roles/{}", self.roles[0])),
            ("profile", format!("/executives/{}", self.executives[0])),
            ("job", format!("/jobs/{}", self.jobs[0])),
            ("filtered", format!("/executives?role={}&industry={}", self.roles[0], self.industries[0])),
            ("text", format!("/executives?q={}", self.words[0])),
        ]
    }

    /// The same bytes from another server.
    pub fn static_file(name: String, server: &Server, path: &str, headers: &[&str]) -> Target {
        let target = Self::target(name, server, vec![path.into()], MANY, None);
        Target { headers: headers.iter().map(|header| (*header).to_owned()).collect(), ..target }
    }

    fn target(
        name: impl Into<String>,
        server: &Server,
        paths: Vec<String>,
        connections: usize,
        postmaster: Option<u32>,
    ) -> Target {
        let watched = Watched { server: server.process(), postmaster };
        Target {
            name: name.into(),
            origin: server.origin(),
            paths,
            headers: Vec::new(),
            connections,
            watched,
        }
    }

    /// Each of the larger roles with each of some others.
    fn pairs(&self, pattern: &str, others: &[String]) -> Vec<String> {
        let with = |role: &String| -> Vec<String> {
            few(others).iter().map(|other| pattern.replacen("{}", role, 1).replacen("{}", other, 1)).collect()
        };
        few(&self.roles).iter().flat_map(with).collect()
    }

    /// The words with two letters swapped.
    fn slips(&self) -> Vec<String> {
        let swap = |word: &String| {
            let mut letters: Vec<char> = word.chars().collect();
            let at = letters.len() / 2;
            letters.swap(at - 1, at);
            letters.into_iter().collect::<String>()
        };
        self.words.iter().map(swap).filter(|word| !self.words.contains(word)).collect()
    }
}

fn few(slugs: &[String]) -> &[String] {
    &slugs[..slugs.len().min(8)]
}
