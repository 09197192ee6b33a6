//! Walks the demo site as a crawler does: from the front page along every link.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use quarterdeck::database::MIGRATIONS;
use quarterdeck::demo::{Plan, fill};
use sqlx::PgPool;

use crate::machines::sitemap;
use crate::support::site::{ORIGIN, Silent};
use crate::support::{Answer, Site};

/// Filtered lists lead to ever more filtered lists: so many of them are enough.
const MOST_FILTERED: usize = 250;

/// What is kept of a page that was seen.
struct Seen {
    is_indexable: bool,
    title: String,
    description: String,
    canonical: Option<String>,
    /// The people or jobs that it lists.
    results: Vec<String>,
    /// Nothing where the page is for one visitor.
    body: Option<Vec<u8>>,
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn every_link_of_the_demo_site_leads_to_a_sound_page(pool: PgPool) {
    let site = Site::start_today(pool).await;
    let plan = Plan { executives: 120, jobs: 60, seed: 7, today: site.clock.today() };
    fill::fill(&site.pool, &site.clock, &site.secrets, plan, &mut Silent, &mut Silent).await.unwrap();

    let mut queue = VecDeque::from(["/".to_owned()]);
    let mut found_on: HashMap<String, String> = HashMap::new();
    let mut seen: BTreeMap<String, Seen> = BTreeMap::new();
    let mut filtered = 0;
    while let Some(path) = queue.pop_front() {
        if seen.contains_key(&path) {
            continue;
        }
        if path.contains('?') && !path.contains("?page=") {
            filtered += 1;
            if filtered > MOST_FILTERED {
                continue;
            }
        }
        let page = site.anonymous().get(&path).await;
        assert_eq!(page.status, 200, "{path}, linked on {:?}", found_on.get(&path));
        assert!(page.is_html(), "{path}");
        for link in same_site(&page) {
            found_on.entry(link.clone()).or_insert_with(|| path.clone());
            queue.push_back(link);
        }
        seen.insert(
            path,
            Seen {
                is_indexable: page.is_indexable(),
                title: page.title(),
                description: page.description(),
                canonical: page.canonical(),
                results: page.attributes(
                    ".listing-results .card-name a, [aria-labelledby=results] .card-name a",
                    "href",
                ),
                body: (page.header("cache-control") != "no-store").then_some(page.body),
            },
        );
    }
    assert!(seen.len() > 200, "only {} pages", seen.len());
    let made = site.pages().made;
    for (path, first) in seen.iter().filter_map(|(path, page)| Some((path, page.body.as_ref()?))) {
        let again = site.anonymous().get(path).await;
        assert!(again.body == *first, "{path} is another page when it is asked for again");
    }
    assert_eq!(site.pages().made, made, "the second walk is from memory alone");

    let indexable: BTreeMap<&String, &Seen> = seen.iter().filter(|(_, page)| page.is_indexable).collect();
    for (path, page) in &indexable {
        assert_eq!(page.canonical.as_deref(), Some(format!("{ORIGIN}{path}").as_str()));
    }
    expect_unique("title", indexable.iter().map(|(path, page)| (path.as_str(), page.title.as_str())));
    expect_unique(
        "description",
        indexable.iter().map(|(path, page)| (path.as_str(), page.description.as_str())),
    );
    expect_different_results(&indexable);
    let named: BTreeSet<String> = sitemap(&site).await.into_iter().collect();
    // The further pages of a list are found by following it.
    let crawled: BTreeSet<String> =
        indexable.keys().filter(|path| !path.contains("?page=")).map(|path| (*path).clone()).collect();
    let unlinked: Vec<_> = named.difference(&crawled).collect();
    let unnamed: Vec<_> = crawled.difference(&named).collect();
    assert!(unnamed.is_empty(), "indexable, but not in the sitemap: {unnamed:?}");
    assert!(unlinked.is_empty(), "in the sitemap, but not indexable and linked: {unlinked:?}");
}

/// The addresses on this site that a page links, without fragments.
fn same_site(page: &Answer) -> Vec<String> {
    let mut links: Vec<String> =
        (page.attributes("a[href], link[rel=prev], link[rel=next]", "href").into_iter())
            .map(|href| href.strip_prefix(ORIGIN).map_or(href.clone(), str::to_owned))
            .filter(|href| href.starts_with('/') && !is_for_programs(href))
            .map(|href| href.split('#').next().unwrap().to_owned())
            .collect();
    links.sort();
    links.dedup();
    links
}

/// Whether an address is that of data, a feed or a text; `siblings` and `feeds` look at those.
fn is_for_programs(href: &str) -> bool {
    let path = href.split(['?', '#']).next().unwrap();
    [".json", ".atom", ".rss", ".md", ".xml"].iter().any(|extension| path.ends_with(extension))
}

/// No two lists or hubs show the same results, all their pages taken together.
fn expect_different_results(indexable: &BTreeMap<&String, &Seen>) {
    let mut results: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (path, page) in indexable {
        let list = path.split('?').next().unwrap();
        results.entry(list).or_default().extend(page.results.iter().map(String::as_str));
    }
    results.retain(|_, results| !results.is_empty());
    assert!(results.len() > 60, "only {} lists and hubs", results.len());
    assert!(results.keys().any(|path| path.contains("/locations/") && path.starts_with("/roles/")));
    assert!(results.keys().any(|path| path.ends_with("/jobs/remote")));
    let mut first: HashMap<&BTreeSet<&str>, &str> = HashMap::new();
    for (path, results) in &results {
        if let Some(other) = first.insert(results, path) {
            panic!("{path} and {other} show the same: {results:?}");
        }
    }
}

fn expect_unique<'a>(what: &str, texts: impl Iterator<Item = (&'a str, &'a str)>) {
    let mut first: HashMap<&str, &str> = HashMap::new();
    for (path, text) in texts {
        if let Some(other) = first.insert(text, path) {
            panic!("{path} and {other} have the same {what}: {text}");
        }
    }
}
