//! Lists and hubs for feed readers, and `/jobs/feed.xml` for other boards.

use std::collections::HashSet;
use std::io::Cursor;

use atom_syndication::Feed;
use chrono::{DateTime, Utc};
use quarterdeck::database::MIGRATIONS;
use rss::Channel;
use rss::validation::Validate;
use serde_json::Value;
use sqlx::PgPool;

use crate::support::schema::{Schema, is_well_formed, keeps_to};
use crate::support::site::ORIGIN;
use crate::support::{Answer, Site, builders};

/// A site with postings and people that differ.
async fn filled(pool: PgPool) -> Site {
    let site = Site::start_today(pool).await;
    builders::jobs(vec![
        site.job()
            .titled("Fractional CFO & <Treasurer>")
            .with("Company", "Beans & Sons")
            .industries("SaaS")
            .with("Posted On", "2026-06-01")
            .with("Job Description", "Own **the** numbers. See [our side](/jobs) or <b>ask</b>.")
            .published(),
        site.job()
            .titled("Interim CTO")
            .role("Fractional CTO")
            .with("Remote", "Remote")
            .with("Posted On", "2026-06-09")
            .published(),
        site.job().titled("Part-time CMO").role("Fractional CMO").with("Posted On", "2026-06-05").published(),
    ])
    .await;
    builders::executives(vec![
        site.executive().named("Ann Abel").industries("SaaS").published(),
        site.executive().named("Bea Berg").set("status = 'PUBLISHED', published_at = '2026-06-12 09:00Z'"),
        site.executive()
            .named("Cem Can")
            .with("Fractional Role", "Fractional CTO")
            .set("status = 'PUBLISHED', published_at = '2026-06-11 09:00Z'"),
    ])
    .await;
    site
}

const LISTS: [&str; 12] = [
    "/jobs",
    "/executives",
    "/roles/fractional-cfo",
    "/roles/fractional-cfo/locations/austin-tx",
    "/roles/fractional-cfo/industries/saas",
    "/roles/fractional-cfo/jobs",
    "/roles/fractional-cto/jobs/remote",
    "/locations/austin-tx",
    "/locations/austin-tx/jobs",
    "/industries/saas",
    "/industries/saas/jobs",
    "/jobs?role=fractional-cfo&sort=closing",
];

fn sibling(address: &str, extension: &str) -> String {
    let (path, query) =
        address.split_once('?').map_or((address, String::new()), |(path, query)| (path, format!("?{query}")));
    format!("{path}{extension}{query}")
}

fn atom(answer: &Answer) -> Feed {
    Feed::read_from(Cursor::new(&answer.body)).unwrap_or_else(|error| panic!("{error}: {}", answer.source()))
}

fn titles(answer: &Answer) -> Vec<String> {
    atom(answer).entries.iter().map(|entry| entry.title.value.clone()).collect()
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_atom_feed_keeps_the_rules_of_rfc_4287(pool: PgPool) {
    let site = filled(pool).await;
    let mut feeds = HashSet::new();
    for list in LISTS {
        let address = sibling(list, ".atom");
        let answer = site.anonymous().get(&address).await.expect(200);
        assert_eq!(answer.header("content-type"), "application/atom+xml; charset=utf-8");
        assert!(answer.source().starts_with("<?xml version=\"1.0\""), "{address}");
        keeps_to("atom.rng", answer.source());
        let feed = atom(&answer);
        assert!(!feed.title.value.is_empty() && feed.id.starts_with("urn:uuid:"), "{address}");
        assert!(feeds.insert(feed.id.clone()), "{address}: the id of another feed");
        let links = |rel: &str| -> Vec<String> {
            feed.links.iter().filter(|link| link.rel == rel).map(|link| link.href.clone()).collect()
        };
        let own = sibling(&list.replace("&sort=closing", ""), ".atom");
        assert_eq!(links("self"), [format!("{ORIGIN}{own}")], "{address}");
        assert_eq!(
            links("alternate"),
            [format!("{ORIGIN}{}", list.replace("&sort=closing", ""))],
            "{address}"
        );
        assert!(!feed.entries.is_empty(), "{address}");
        assert_eq!(feed.updated, feed.entries.iter().map(|entry| entry.updated).max().unwrap(), "{address}");
        let mut ids = HashSet::new();
        for entry in &feed.entries {
            assert!(entry.id.starts_with("urn:uuid:") && ids.insert(&entry.id), "{address}: {}", entry.id);
            assert!(!entry.title.value.is_empty() && !entry.authors.is_empty(), "{address}");
            assert_eq!(entry.links.len(), 1, "{address}");
            assert!(entry.links[0].href.starts_with(ORIGIN), "{address}");
            let content = entry.content.as_ref().unwrap();
            assert_eq!(content.content_type.as_deref(), Some("html"));
            assert!(!content.value.as_ref().unwrap().contains("href=\"/"), "{address}: a relative link");
        }
        let newest_first: Vec<DateTime<Utc>> =
            feed.entries.iter().map(|entry| entry.published.unwrap().to_utc()).collect();
        assert!(newest_first.is_sorted_by(|a, b| a >= b), "{address}: {newest_first:?}");
        // What is read and written again is the same feed.
        let again = Feed::read_from(Cursor::new(feed.write_to(Vec::new()).unwrap())).unwrap();
        assert_eq!(again, feed);
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn what_the_place_says_itself_is_not_said_again(pool: PgPool) {
    let site = Site::start_today(pool).await;
    let job = site.job().located("Remote (US)").with("Remote", "Remote").published().post().await;
    let feed = atom(&site.anonymous().get("/jobs.atom").await.expect(200));
    let content = feed.entries[0].content.as_ref().unwrap().value.as_ref().unwrap();
    assert!(content.contains("<li>Remote (US)</li>"), "{content}");
    site.anonymous().get(&job.path).await.expect(200).expect_silent("from USA");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_rss_feed_is_valid_and_says_the_same(pool: PgPool) {
    let site = filled(pool).await;
    for list in LISTS {
        let address = sibling(list, ".rss");
        let answer = site.anonymous().get(&address).await.expect(200);
        assert_eq!(answer.header("content-type"), "application/rss+xml; charset=utf-8");
        is_well_formed(answer.source());
        let channel = Channel::read_from(Cursor::new(&answer.body)).unwrap();
        channel.validate().unwrap_or_else(|error| panic!("{address}: {error:?}"));
        assert!(!channel.description.is_empty() && channel.last_build_date.is_some());
        let own = &channel.extensions["atom"]["link"][0].attrs;
        assert_eq!(own["href"], format!("{ORIGIN}{}", sibling(&list.replace("&sort=closing", ""), ".rss")));
        let other = atom(&site.anonymous().get(&sibling(list, ".atom")).await.expect(200));
        assert_eq!(channel.items.len(), other.entries.len());
        for (item, entry) in channel.items.iter().zip(&other.entries) {
            assert_eq!(item.title.as_deref(), Some(entry.title.value.as_str()));
            assert_eq!(item.link.as_deref(), Some(entry.links[0].href.as_str()));
            let guid = item.guid.as_ref().unwrap();
            assert!(!guid.permalink && guid.value == entry.id);
            assert_eq!(item.content.as_deref(), entry.content.as_ref().unwrap().value.as_deref());
            assert!(item.author.is_none(), "an author is an e-mail address");
        }
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_json_feed_is_valid_and_says_the_same(pool: PgPool) {
    let site = filled(pool).await;
    let schema: Value = serde_json::from_str(include_str!("../schemas/jsonfeed-1.1.json")).unwrap();
    let schema = Schema::new(schema);
    for list in LISTS {
        let answer = site.anonymous().get(&sibling(list, ".feed.json")).await.expect(200);
        assert_eq!(answer.header("content-type"), "application/feed+json");
        let feed: Value = serde_json::from_slice(&answer.body).unwrap();
        assert_eq!(schema.wrong_with(&feed), None, "{list}");
        let other = atom(&site.anonymous().get(&sibling(list, ".atom")).await.expect(200));
        let items = feed["items"].as_array().unwrap();
        assert_eq!(items.len(), other.entries.len());
        for (item, entry) in items.iter().zip(&other.entries) {
            assert_eq!(item["id"], entry.id);
            assert_eq!(item["content_html"], entry.content.as_ref().unwrap().value.as_deref().unwrap());
        }
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_feed_has_what_its_list_has_newest_first(pool: PgPool) {
    let site = filled(pool).await;
    let (cfo, cto, cmo) = (
        "Fractional CFO & <Treasurer> at Beans & Sons",
        "Interim CTO at Northwind Analytics",
        "Part-time CMO at Northwind Analytics",
    );
    for (address, found) in [
        ("/jobs.atom", vec![cto, cmo, cfo]),
        ("/jobs.atom?sort=closing&page=7", vec![cto, cmo, cfo]),
        ("/jobs.atom?role=fractional-cfo", vec![cfo]),
        ("/jobs.atom?industry=saas,fintech", vec![cfo]),
        ("/jobs.atom?q=treasurer", vec![cfo]),
        ("/jobs.atom?role=fractional-coo", vec![]),
        (
            "/executives.atom",
            vec![
                "Bea Berg: Fractional CFO, Austin, TX",
                "Cem Can: Fractional CTO, Austin, TX",
                "Ann Abel: Fractional CFO, Austin, TX",
            ],
        ),
        (
            "/roles/fractional-cfo.atom",
            vec!["Bea Berg: Fractional CFO, Austin, TX", "Ann Abel: Fractional CFO, Austin, TX", cfo],
        ),
    ] {
        let answer = site.anonymous().get(address).await.expect(200);
        assert_eq!(titles(&answer), found, "{address}");
    }
    let title = |answer: &Answer| atom(answer).title.value.clone();
    let feed = site.anonymous().get("/jobs.atom?role=fractional-cfo&industry=saas").await.expect(200);
    assert_eq!(title(&feed), "Fractional CFO jobs (SaaS)");
    let feed = site.anonymous().get("/roles/fractional-cfo.atom").await.expect(200);
    assert_eq!(title(&feed), "Fractional CFOs and jobs");
    let feed = site.anonymous().get("/jobs.atom?role=wizard").await.expect(400);
    feed.expect_says("role “wizard”");
    site.anonymous().get("/roles/wizard.atom").await.expect(404);
    site.anonymous().get("/roles.atom").await.expect(404);
    site.anonymous().get("/executives/ann-abel.atom").await.expect(404);
    site.anonymous().get("/about.atom").await.expect(404);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_reader_that_has_the_feed_gets_nothing_again(pool: PgPool) {
    let site = filled(pool).await;
    for address in ["/jobs.atom", "/jobs.rss", "/jobs.feed.json", "/jobs/feed.xml", "/executives.atom"] {
        let first = site.anonymous().get(address).await.expect(200);
        assert_eq!(first.header("cache-control"), "public, max-age=0, must-revalidate");
        let again = site.anonymous().get_with(address, &[("if-none-match", first.header("etag"))]).await;
        assert!(again.expect(304).body.is_empty(), "{address}");
        let job = "update jobs set summary = 'Other words' where title like 'Interim%'";
        let person = "update executives set headline = 'Other words'";
        site.sql(if address.starts_with("/jobs") { job } else { person }).await;
        let after = site.anonymous().get_with(address, &[("if-none-match", first.header("etag"))]).await;
        assert_ne!(after.expect(200).header("etag"), first.header("etag"), "{address}");
        site.sql("update jobs set summary = 'As before' where title like 'Interim%'").await;
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn lists_and_hubs_name_their_feeds(pool: PgPool) {
    let site = filled(pool).await;
    for (page, feed) in [
        ("/jobs", "/jobs"),
        ("/jobs?role=fractional-cfo&sort=closing", "/jobs?role=fractional-cfo"),
        ("/executives", "/executives"),
        ("/roles/fractional-cfo", "/roles/fractional-cfo"),
        ("/locations/austin-tx", "/locations/austin-tx"),
        ("/", "/jobs"),
    ] {
        let page = site.anonymous().get(page).await.expect(200);
        for (extension, kind) in [
            (".atom", "application/atom+xml"),
            (".rss", "application/rss+xml"),
            (".feed.json", "application/feed+json"),
        ] {
            let named = page.attributes(&format!("head link[rel=alternate][type='{kind}']"), "href");
            assert!(named.contains(&sibling(feed, extension)), "{}: {named:?}", page.path);
        }
        for href in page.attributes("head link[rel=alternate]", "href") {
            site.anonymous().get(&href).await.expect(200);
        }
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn other_boards_get_every_open_job(pool: PgPool) {
    let site = filled(pool).await;
    site.sql("update jobs set comp_min_amount = 9000, comp_max_amount = 12000, comp_period = 'month', comp_currency = 'USD'
               where title like 'Fractional%'").await;
    let answer = site.anonymous().get("/jobs/feed.xml").await.expect(200);
    assert_eq!(answer.header("content-type"), "application/xml; charset=utf-8");
    let xml = answer.source();
    is_well_formed(xml);
    assert!(
        xml.starts_with("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<source>")
            && xml.ends_with("</source>\n")
    );
    // A strict reader takes it as a feed does: well formed, every element closed.
    assert_eq!(elements(xml).iter().filter(|name| *name == "job").count(), 3);
    for needed in ["title", "date", "referencenumber", "url", "company", "country", "description", "jobtype"]
    {
        assert_eq!(elements(xml).iter().filter(|name| *name == needed).count(), 3, "{needed}");
    }
    assert!(xml.contains("<title>Fractional CFO &#38; &#60;Treasurer&#62;</title>"), "{xml}");
    assert!(xml.contains("<salary>$9,000–$12,000/month</salary>") && xml.contains("<city>Austin</city>"));
    let job = site.value("select slug from jobs where title like 'Fractional%'").await;
    assert!(xml.contains(&format!("<url>{ORIGIN}/jobs/{job}</url>")));
    site.sql("update jobs set closed_at = now(), closed_reason = 'FILLED' where title like 'Interim%'").await;
    let after = site.anonymous().get("/jobs/feed.xml").await.expect(200);
    assert!(!after.source().contains("Interim CTO") && after.header("etag") != answer.header("etag"));
}

/// The names of all elements, after a look that each is closed where it should be.
fn elements(xml: &str) -> Vec<String> {
    let (mut open, mut names): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    for tag in xml.split('<').skip(1).map(|rest| rest.split('>').next().unwrap()) {
        match tag.strip_prefix('/') {
            Some(name) => assert_eq!(open.pop().as_deref(), Some(name)),
            None if tag.starts_with('?') => {}
            None => {
                open.push(tag.to_owned());
                names.push(tag.to_owned());
            }
        }
    }
    assert!(open.is_empty(), "{open:?}");
    names
}
