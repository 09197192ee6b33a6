//! `/roles`, `/locations`, `/industries` and the hubs below them.

use quarterdeck::database::MIGRATIONS;
use sqlx::PgPool;

use crate::support::{Answer, Site, builders};

/// Where Ann, Bea and Cem stand.
const HUBS: [&str; 5] = [
    "/roles/fractional-cfo",
    "/locations/austin-tx",
    "/industries/saas",
    "/roles/fractional-cfo/locations/austin-tx",
    "/roles/fractional-cfo/industries/saas",
];
const JOB_HUBS: [&str; 4] = [
    "/roles/fractional-cfo/jobs",
    "/locations/austin-tx/jobs",
    "/industries/saas/jobs",
    "/roles/fractional-cfo/jobs/remote",
];
const INDEXES: [&str; 3] = ["/roles", "/locations", "/industries"];
const BOSTON: &str = "Boston, Massachusetts, United States";

/// So many CFOs in Austin who know software.
async fn people(site: &Site, count: usize) {
    let names = ["Ann Abel", "Bea Berg", "Cem Can", "Dan Dor", "Eva Ek"];
    let people = names[..count].iter().map(|name| {
        site.executive()
            .named(name)
            .industries("SaaS")
            .with("Monthly Rate", "USD 8,000 per month")
            .available()
            .published()
    });
    builders::executives(people.collect()).await;
}

/// One more for each of the role, the place, the industry and their crossings, so that no two of them have the same people.
async fn others(site: &Site) {
    let (cmo, fintech) = ("Fractional CMO", "FinTech");
    builders::executives(vec![
        site.executive().named("Role Rolf").located(BOSTON).industries(fintech).published(),
        site.executive().named("Place Pia").role(cmo).industries(fintech).published(),
        site.executive().named("Industry Ina").role(cmo).located(BOSTON).industries("SaaS").published(),
        site.executive().named("Austin Abe").industries(fintech).published(),
        site.executive().named("Saas Sue").located(BOSTON).industries("SaaS").published(),
    ])
    .await;
}

/// How many results a list or a hub says it has.
fn results(page: &Answer) -> String {
    let text = page.texts(".results-count b, #results").remove(0);
    text.split(' ').next().unwrap().to_owned()
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_hub_with_nothing_is_no_page(pool: PgPool) {
    let site = Site::start(pool).await;
    let unknown = [
        "/roles/wizard",
        "/locations/atlantis",
        "/industries/alchemy",
        "/roles/wizard/jobs/remote",
        "/roles/fractional-cfo/locations/atlantis",
    ];
    for path in HUBS.into_iter().chain(JOB_HUBS).chain(unknown) {
        site.anonymous().get(path).await.expect(404);
    }
    // A row in review is nothing.
    site.executive().industries("SaaS").create().await;
    site.job().industries("SaaS").published().closed("FILLED").post().await;
    for path in HUBS.into_iter().chain(JOB_HUBS) {
        site.anonymous().get(path).await.expect(404);
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_hub_below_the_bar_is_linked_from_nowhere(pool: PgPool) {
    let site = Site::start(pool).await;
    people(&site, 2).await;
    let profile = "/executives/ann-abel";
    for path in HUBS {
        let page = site.anonymous().get(path).await.expect(200);
        assert!(!page.is_indexable(), "{path}");
        page.expect_says("Ann Abel");
    }
    for path in JOB_HUBS {
        site.anonymous().get(path).await.expect(404);
    }
    let mut surfaces =
        vec!["/", "/executives", profile, "/rates", "/sitemap.xml", "/suggest?in=executives&q=saas"];
    surfaces.extend(INDEXES);
    surfaces.extend(HUBS);
    for surface in surfaces {
        let page = site.anonymous().get(surface).await.expect(200);
        for hub in HUBS.into_iter().chain(JOB_HUBS).filter(|hub| *hub != surface) {
            for form in [format!("\"{hub}\""), format!("example{hub}\""), format!("example{hub}<")] {
                assert!(!page.source().contains(&form), "{surface} names {hub}");
            }
        }
    }
    for file in ["hubs.xml", "hubs-fractional-cfo.xml"] {
        site.anonymous().get(&format!("/sitemaps/{file}")).await.expect(404);
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_hub_above_the_bar_is_linked_and_indexed(pool: PgPool) {
    let site = Site::start(pool).await;
    people(&site, 3).await;
    others(&site).await;
    let sitemap = crate::machines::sitemap(&site).await;
    let profile = site.anonymous().get("/executives/ann-abel").await.expect(200);
    for hub in HUBS {
        let page = site.anonymous().get(hub).await.expect(200);
        assert!(page.is_indexable(), "{hub}");
        assert_eq!(page.canonical().unwrap(), format!("https://quarterdeck.example{hub}"));
        assert!(sitemap.iter().any(|path| path == hub), "{hub}: {sitemap:?}");
        page.expect_silent("median");
    }
    for hub in &HUBS[..4] {
        assert!(profile.links().iter().any(|link| link == hub), "{hub}");
    }
    for (hub, index) in HUBS.into_iter().zip(INDEXES) {
        let list = site.anonymous().get(index).await.expect(200);
        assert!(list.is_indexable() && list.links().iter().any(|link| link == hub), "{hub}");
        assert!(
            site.anonymous().get(hub).await.links().iter().any(|link| *link == HUBS[3] || *link == HUBS[4])
        );
    }
    let suggested = site.anonymous().get("/suggest?in=executives&q=saas").await.expect(200);
    assert!(suggested.source().contains("\"/industries/saas\""), "{}", suggested.source());
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn one_executive_and_one_open_job_reach_the_bar(pool: PgPool) {
    let site = Site::start(pool).await;
    people(&site, 1).await;
    site.executive().named("Far Faye").role("Fractional CMO").located(BOSTON).published().create().await;
    let job = site.job().industries("SaaS").published().post().await;
    let sitemap = crate::machines::sitemap(&site).await;
    for (place, hub) in HUBS.into_iter().enumerate() {
        let page = site.anonymous().get(hub).await.expect(200);
        page.expect_says("1 executive and 1 open job");
        // All of them show the same person: the role's is the one to be found.
        assert_eq!(page.is_indexable(), place == 0, "{hub}");
        assert_eq!(sitemap.iter().any(|path| path == hub), place == 0, "{hub}");
    }
    site.sql(&format!("update jobs set closed_at = now(), closed_reason = 'FILLED' where id = '{}'", job.id))
        .await;
    for hub in HUBS {
        let page = site.anonymous().get(hub).await.expect(200);
        assert!(!page.is_indexable(), "{hub}");
        page.expect_silent("Northwind");
    }
    for hub in JOB_HUBS {
        site.anonymous().get(hub).await.expect(404);
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn one_open_job_makes_the_hubs_of_its_jobs(pool: PgPool) {
    let site = Site::start(pool).await;
    let cto = || site.job().titled("Fractional CTO").role("Fractional CTO").located(BOSTON);
    builders::jobs(vec![
        site.job()
            .titled("Finance on site")
            .role("Fractional CFO")
            .industries("SaaS")
            .with("Remote", "On-site")
            .published(),
        site.job()
            .titled("Finance from afar")
            .role("Fractional CFO")
            .located(BOSTON)
            .with("Remote", "Remote")
            .published(),
        site.job().titled("Marketing").role("Fractional CMO").industries("SaaS").published(),
        site.job().titled("Hidden Finance").role("Fractional CFO").industries("SaaS"),
        cto().with("Remote", "Remote").published(),
    ])
    .await;
    let expected = [
        ("/roles/fractional-cfo/jobs", "2 open jobs, 1 of them fully remote.", true),
        ("/roles/fractional-cfo/jobs/remote", "1 open job that asks for no presence at all.", true),
        ("/roles/fractional-cto/jobs", "1 open job, fully remote.", true),
        // Nothing but what the page of all the role's jobs shows.
        ("/roles/fractional-cto/jobs/remote", "1 open job that asks for no presence at all.", false),
        ("/locations/austin-tx/jobs", "2 open jobs", true),
        // The same two again.
        ("/industries/saas/jobs", "2 open jobs", false),
    ];
    let sitemap = crate::machines::sitemap(&site).await;
    for (hub, says, is_indexable) in expected {
        let page = site.anonymous().get(hub).await.expect(200);
        page.expect_says(says);
        page.expect_silent("Hidden");
        assert_eq!(page.is_indexable(), is_indexable, "{hub}");
        assert_eq!(sitemap.iter().any(|path| path == hub), is_indexable, "{hub}");
    }
    // Nobody works as one of them: there is no hub of people, or only one that nothing leads to.
    let role = site.anonymous().get("/roles/fractional-cfo").await.expect(200);
    assert!(!role.is_indexable());
    let posting = site.anonymous().get("/jobs/finance-on-site").await.expect(200);
    for link in ["/roles/fractional-cfo/jobs", "/locations/austin-tx/jobs", "/industries/saas/jobs"] {
        assert!(posting.links().iter().any(|known| known == link), "{link}");
    }
    let home = site.anonymous().get("/").await.expect(200);
    assert!(home.links().iter().any(|link| link == "/roles/fractional-cfo/jobs"));
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_crossing_that_holds_all_of_its_role_is_not_indexed_beside_it(pool: PgPool) {
    let site = Site::start(pool).await;
    people(&site, 3).await;
    builders::executives(vec![
        site.executive().named("Place Pia").role("Fractional CMO").industries("SaaS").published(),
        site.executive().named("Far Faye").role("Fractional CMO").located(BOSTON).published(),
    ])
    .await;
    for (hub, is_indexable) in [
        ("/executives", true),
        ("/roles/fractional-cfo", true),
        ("/roles/fractional-cfo/locations/austin-tx", false),
        ("/roles/fractional-cfo/industries/saas", false),
        ("/locations/austin-tx", true),
        ("/industries/saas", false),
        // A search with the filter of a hub is not the hub.
        ("/executives?role=fractional-cfo", false),
        ("/executives?role=fractional-cfo&location=austin-tx", false),
    ] {
        let page = site.anonymous().get(hub).await.expect(200);
        assert_eq!(page.is_indexable(), is_indexable, "{hub}");
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn figures_stand_on_five_prices_at_least(pool: PgPool) {
    let site = Site::start(pool).await;
    people(&site, 5).await;
    for hub in HUBS {
        let page = site.anonymous().get(hub).await.expect(200);
        page.expect_says("$8,000/month");
        page.expect_says("5 profiles");
        page.expect_says("5 have confirmed time for new work");
    }
    // One of them counts in euros now: four dollars are too few, and nothing is converted.
    site.sql("update executives set rate_currency = 'EUR' where slug = 'ann-abel'").await;
    for hub in HUBS {
        site.anonymous().get(hub).await.expect(200).expect_silent("median");
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_renamed_slug_keeps_all_of_its_old_addresses(pool: PgPool) {
    let site = Site::start(pool).await;
    people(&site, 3).await;
    site.job().industries("SaaS").with("Remote", "Remote").published().post().await;
    site.sql("update roles set slug = 'finance-chief' where slug = 'fractional-cfo'").await;
    site.sql("update locations set slug = 'austin' where slug = 'austin-tx'").await;
    site.sql("update industries set slug = 'software' where slug = 'saas'").await;
    for hub in HUBS.into_iter().chain(JOB_HUBS) {
        let now = hub.replace("fractional-cfo", "finance-chief").replace("austin-tx", "austin");
        let now = now.replace("saas", "software");
        site.anonymous().get(hub).await.expect_moved(&now);
        site.anonymous().get(&format!("{hub}?page=2")).await.expect_moved(&format!("{now}?page=2"));
        site.anonymous().get(&now).await.expect(200);
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_hub_lists_all_of_its_results_page_by_page(pool: PgPool) {
    let site = Site::start(pool).await;
    let cfo = |n: usize| site.executive().named(&format!("Person N{n}")).published();
    builders::executives((0..50).map(cfo).collect()).await;
    site.executive().named("Other Otto").role("Fractional CMO").located(BOSTON).published().create().await;
    let hub = "/roles/fractional-cfo";
    let mut seen = Vec::new();
    for page in 1..=3 {
        let path = if page == 1 { hub.to_owned() } else { format!("{hub}?page={page}") };
        let answer = site.anonymous().get(&path).await.expect(200);
        assert!(answer.is_indexable(), "{path}");
        assert_eq!(answer.canonical().unwrap(), format!("https://quarterdeck.example{path}"));
        assert_eq!(answer.title().contains(&format!("page {page} of 3")), page > 1, "{}", answer.title());
        assert_eq!(answer.description().contains("page"), page > 1, "{}", answer.description());
        let listed = answer.attributes("[aria-labelledby=results] .card-name a", "href");
        let told = answer.json_ld_of("ItemList").unwrap();
        assert_eq!(told["itemListElement"].as_array().unwrap().len(), listed.len());
        seen.extend(listed);
    }
    assert_eq!(seen.len(), 50);
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 50);
    let past = site.anonymous().get(&format!("{hub}?page=4")).await.expect(404);
    assert_eq!(past.attributes(".trouble-near a", "href"), [format!("{hub}?page=3"), hub.to_owned()]);
    for (sent, one) in [("?page=1", ""), ("?page=0", ""), ("?page=x", ""), ("?utm=1&page=2", "?page=2")] {
        site.anonymous().get(&format!("{hub}{sent}")).await.expect_moved(&format!("{hub}{one}"));
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_hub_that_is_asked_for_more_is_a_search_of_its_list(pool: PgPool) {
    let site = Site::start(pool).await;
    people(&site, 3).await;
    site.job().industries("SaaS").with("Remote", "Remote").published().post().await;
    for (asked, search) in [
        ("/roles/fractional-cfo?rate_max=200", "/executives?role=fractional-cfo&rate_max=200"),
        ("/roles/fractional-cfo?page=3&q=saas", "/executives?q=saas&role=fractional-cfo"),
        (
            "/roles/fractional-cfo?role=fractional-cmo&sort=newest",
            "/executives?role=fractional-cfo&sort=newest",
        ),
        ("/locations/austin-tx?radius=100", "/executives?near=austin-tx&radius=100"),
        (
            "/industries/saas?industry=fintech&utm_source=x&verified=yes",
            "/executives?industry=saas&verified=yes",
        ),
        (
            "/roles/fractional-cfo/jobs/remote?rate_min=90",
            "/jobs?role=fractional-cfo&remote=remote&rate_min=90",
        ),
        ("/roles/fractional-cfo.atom?rate_max=200", "/executives.atom?role=fractional-cfo&rate_max=200"),
        ("/locations/austin-tx/jobs.rss?q=saas", "/jobs.rss?q=saas&location=austin-tx"),
        // Where it is said that they mean nothing.
        ("/roles/fractional-cfo?industries=saas", "/executives?role=fractional-cfo&industries=saas"),
        ("/roles/fractional-cfo?rate_max=cheap", "/executives?role=fractional-cfo&rate_max=cheap"),
        // Nothing is asked for.
        ("/roles/fractional-cfo?rate_max=&utm_source=x", "/roles/fractional-cfo"),
    ] {
        site.anonymous().get(asked).await.expect_moved(search);
    }
    let page = site.anonymous().get("/executives?role=fractional-cfo&industries=saas").await.expect(200);
    assert!(page.says("Left out, because we do not know it: industries “saas”."));
    assert!(!page.is_indexable());
    assert_eq!(page.canonical().unwrap(), "https://quarterdeck.example/executives?role=fractional-cfo");
    site.anonymous()
        .get("/executives?role=fractional-cfo&gclid=1")
        .await
        .expect_moved("/executives?role=fractional-cfo");
    // A reader of feeds would never learn that it gets more than it asked for.
    site.anonymous().get("/executives.atom?industries=saas").await.expect(400);
    site.anonymous().get("/executives.atom?utm_source=x").await.expect(200);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn every_number_beside_a_link_is_what_the_link_gives(pool: PgPool) {
    let site = Site::start(pool).await;
    people(&site, 3).await;
    others(&site).await;
    builders::jobs(vec![
        site.job().industries("SaaS").with("Remote", "Remote").published(),
        site.job().titled("Two").role("Fractional CFO").industries("FinTech").located(BOSTON).published(),
    ])
    .await;
    for hub in HUBS.into_iter().chain(JOB_HUBS) {
        let page = site.anonymous().get(hub).await.expect(200);
        let counted = page.select(".counted a, [aria-labelledby=beside] .band-head a");
        assert!(!counted.is_empty(), "{hub}");
        for counted in counted {
            let link = counted.attr("href").unwrap();
            let text = crate::support::answer::text_of(counted);
            let number = text.rsplit(' ').next().unwrap().trim_matches(['(', ')']).to_owned();
            let list = site.anonymous().get(link).await.expect(200);
            assert_eq!(results(&list), number, "{hub} → {link}: {text}");
        }
        for link in page.attributes("a[rel=nofollow]:not(.band-alert)", "href") {
            let list = site.anonymous().get(&link).await.expect(200);
            assert_eq!(results(&list), results(&page), "{hub} → {link}");
        }
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_place_names_the_places_near_it(pool: PgPool) {
    let site = Site::start(pool).await;
    let mut builders = Vec::new();
    for (place, names) in [
        ("Austin, Texas, United States", ["A1 Ab", "A2 Ab", "A3 Ab"]),
        ("San Antonio, Texas, United States", ["B1 Bo", "B2 Bo", "B3 Bo"]),
        ("Dallas, Texas, United States", ["C1 Cy", "C2 Cy", "C3 Cy"]),
        (BOSTON, ["D1 Do", "D2 Do", "D3 Do"]),
    ] {
        builders.extend(names.map(|name| site.executive().named(name).located(place).published()));
    }
    // Near, and not enough for a page of its own: a search finds the same.
    builders.push(site.executive().named("E1 El").located("Houston, Texas, United States").published());
    builders::executives(builders).await;
    let austin = site.anonymous().get("/locations/austin-tx").await.expect(200);
    let links = austin.attributes(".counted a", "href");
    let is_near =
        |link: &&String| link.starts_with("/locations/") || link.starts_with("/executives?location");
    let near: Vec<&String> = links.iter().filter(is_near).collect();
    let houston = "/executives?location=houston-tx";
    assert_eq!(near, ["/locations/san-antonio-tx", houston, "/locations/dallas-tx"]);
    austin.expect_says("San Antonio, TX, 1");
    let found = site.anonymous().get(houston).await.expect(200);
    assert_eq!(results(&found), "1");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_hub_changed_when_somebody_on_it_came_changed_or_left(pool: PgPool) {
    let site = Site::start_today(pool).await;
    people(&site, 3).await;
    others(&site).await;
    let job = site.job().industries("SaaS").published().post().await;
    for trigger in ["executives disable trigger executives_touch", "jobs disable trigger jobs_touch"] {
        site.sql(&format!("alter table {trigger}")).await;
    }
    site.sql(
        "update executives set content_updated_at = '2026-02-01 04:05:06Z', published_at = '2026-01-01Z'",
    )
    .await;
    site.sql("update jobs set content_updated_at = '2026-02-02Z', published_at = '2026-01-01Z', posted_at = '2026-01-01Z'").await;
    let changed = |hub: &'static str| {
        let site = &site;
        async move {
            let file = if hub.matches('/').count() > 2 && !hub.contains("/jobs") {
                "hubs-fractional-cfo.xml"
            } else {
                "hubs.xml"
            };
            let file = site.anonymous().get(&format!("/sitemaps/{file}")).await.expect(200);
            let after = file
                .source()
                .split(&format!("{hub}</loc>"))
                .nth(1)
                .unwrap_or_else(|| panic!("{hub}"))
                .to_owned();
            after.split("<lastmod>").nth(1).unwrap()[..10].to_owned()
        }
    };
    assert_eq!(changed(HUBS[0]).await, "2026-02-02");
    assert_eq!(changed("/locations/boston-ma").await, "2026-02-01");
    site.sql("update executives set content_updated_at = '2026-02-03Z' where slug = 'ann-abel'").await;
    for hub in HUBS {
        assert_eq!(changed(hub).await, "2026-02-03", "{hub}");
    }
    // Who leaves changes the page, too.
    site.sql("update executives set removed_at = '2026-02-04Z' where slug = 'austin-abe'").await;
    assert_eq!(changed(HUBS[0]).await, "2026-02-04");
    assert_eq!(changed(HUBS[4]).await, "2026-02-03");
    site.sql(&format!(
        "update jobs set closed_at = '2026-02-05Z', closed_reason = 'FILLED' where id = '{}'",
        job.id
    ))
    .await;
    assert_eq!(changed(HUBS[0]).await, "2026-02-05");
}
