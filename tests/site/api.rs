//! `/api/v1/…`: the same rows and filters as the pages, for programs.

use std::collections::HashSet;

use axum::body::Body;
use axum::http::Request;
use quarterdeck::clock::Clock;
use quarterdeck::database::MIGRATIONS;
use quarterdeck::state::Rules;
use serde_json::Value;
use sqlx::PgPool;

use crate::support::site::{ORIGIN, noon};
use crate::support::{Answer, Site, builders};

const NAMES: [&str; 7] = ["Ann Abel", "Bea Berg", "Cem Can", "Dan Dor", "Eva Ek", "Flo Fry", "Gus Gem"];

async fn seven_people(pool: PgPool) -> Site {
    let site = Site::start(pool).await;
    let people = NAMES.iter().enumerate().map(|(at, name)| {
        let builder = site.executive().named(name).with("Years of Experience", (10 + at).to_string());
        builder.set(&format!("status = 'PUBLISHED', published_at = '2026-06-{:02} 09:00Z'", at + 1))
    });
    builders::executives(people.collect()).await;
    site
}

fn names(answer: &Answer) -> Vec<String> {
    let data = answer.data();
    data["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["fullName"].as_str().unwrap().to_owned())
        .collect()
}

/// Where the next page stands, on this site.
fn next(answer: &Answer) -> Option<String> {
    Some(answer.data()["next"].as_str()?.strip_prefix(ORIGIN).unwrap().to_owned())
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn pages_follow_each_other_and_lose_or_double_nobody(pool: PgPool) {
    let site = seven_people(pool).await;
    for (query, expected) in [
        ("sort=newest&", ["Gus Gem", "Flo Fry", "Eva Ek", "Dan Dor", "Cem Can", "Bea Berg", "Ann Abel"]),
        ("sort=experience&", ["Gus Gem", "Flo Fry", "Eva Ek", "Dan Dor", "Cem Can", "Bea Berg", "Ann Abel"]),
        ("q=finance&", ["Gus Gem", "Flo Fry", "Eva Ek", "Dan Dor", "Cem Can", "Bea Berg", "Ann Abel"]),
    ] {
        let mut address = Some(format!("/api/v1/executives?{query}limit=2"));
        let (mut seen, mut pages) = (Vec::new(), 0);
        while let Some(at) = address {
            let page = site.anonymous().get(&at).await.expect(200);
            assert_eq!(page.data()["total"], 7, "{at}");
            let link = page.header("link");
            assert_eq!(next(&page).is_some(), link.contains("rel=\"next\""), "{at}: {link}");
            seen.extend(names(&page));
            address = next(&page);
            pages += 1;
        }
        assert_eq!(seen, expected, "{query}");
        assert_eq!(pages, 4, "{query}: no page after the last result");
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn what_comes_and_goes_between_pages_moves_nobody(pool: PgPool) {
    let site = seven_people(pool).await;
    let first = site.anonymous().get("/api/v1/executives?sort=newest&limit=3").await.expect(200);
    assert_eq!(names(&first), ["Gus Gem", "Flo Fry", "Eva Ek"]);
    // The very one at which the page ended goes, another before it, and a newer one comes.
    site.sql("update executives set status = 'REVIEW' where full_name in ('Eva Ek', 'Gus Gem')").await;
    site.executive()
        .named("Hal Hun")
        .set("status = 'PUBLISHED', published_at = '2026-06-14 09:00Z'")
        .create()
        .await;
    let second = site.anonymous().get(&next(&first).unwrap()).await.expect(200);
    assert_eq!(names(&second), ["Dan Dor", "Cem Can", "Bea Berg"]);
    let third = site.anonymous().get(&next(&second).unwrap()).await.expect(200);
    assert_eq!(names(&third), ["Ann Abel"]);
    assert_eq!(next(&third), None);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_filter_finds_the_same_as_on_the_page(pool: PgPool) {
    let site = seven_people(pool).await;
    site.sql("update executives set years_experience = 30 where full_name = 'Ann Abel'").await;
    for query in
        ["years_min=14", "q=ann", "role=fractional-cfo&location=austin-tx", "sort=experience", "remote=yes"]
    {
        let page = site.anonymous().get(&format!("/executives?{query}")).await.expect(200);
        for address in [format!("/api/v1/executives?{query}"), format!("/executives.json?{query}")] {
            let data = site.anonymous().get(&address).await.expect(200);
            assert_eq!(names(&data), page.texts("article.card-person h3 a"), "{address}");
        }
    }
    // A page by its number, as on the site.
    let second = site.anonymous().get("/api/v1/executives?sort=newest&limit=5&page=2").await.expect(200);
    assert_eq!(names(&second), ["Bea Berg", "Ann Abel"]);
    site.anonymous().get("/api/v1/executives?limit=5&page=3").await.expect(404);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn what_means_nothing_is_refused_by_name(pool: PgPool) {
    let site = seven_people(pool).await;
    let first = site.anonymous().get("/api/v1/executives?limit=2").await.expect(200);
    let cursor = next(&first).unwrap().split("cursor=").nth(1).unwrap().to_owned();
    for (address, named) in [
        ("/api/v1/executives?role=wizard", "role “wizard”"),
        ("/api/v1/executives?industry=saas,Alchemy", "industry “alchemy”"),
        ("/api/v1/executives?rolle=fractional-cfo", "“rolle”"),
        ("/api/v1/executives?limit=0", "limit “0”"),
        ("/api/v1/executives?limit=101", "limit “101”"),
        ("/api/v1/executives?page=minus", "page “minus”"),
        ("/api/v1/executives?cursor=%00%FF", "cursor"),
        ("/api/v1/executives?cursor=abc", "cursor"),
        (&format!("/api/v1/executives?role=fractional-cfo&cursor={cursor}"), "cursor"),
        (&format!("/api/v1/jobs?cursor={cursor}"), "cursor"),
        ("/api/v1/jobs?employment=forever", "employment “forever”"),
        ("/api/v1/roles?cursor=%21", "cursor"),
        ("/api/v1/roles?role=cfo", "“role”"),
        ("/api/v1/rates?role=wizard", "role “wizard”"),
        ("/api/v1/rates?colour=red", "“colour”"),
        ("/executives.json?role=wizard", "role “wizard”"),
        ("/executives.json?place=Atlantis", "place “Atlantis”"),
    ] {
        let refused = site.anonymous().get(address).await.expect(400);
        let problem = problem(&refused, 400);
        assert!(problem["detail"].as_str().unwrap().contains(named), "{address}: {problem}");
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_place_is_named_as_in_the_form_of_the_page(pool: PgPool) {
    let site = Site::start(pool).await;
    site.executive().named("Ann Abel").located("Austin, TX").published().create().await;
    site.executive().named("Bea Berg").located("Boston, MA").published().create().await;
    for address in ["/executives.json?place=Austin", "/api/v1/executives?place=Austin,+TX"] {
        let answer = site.anonymous().get(address).await.expect(200);
        assert_eq!(names(&answer), ["Ann Abel"], "{address}");
    }
}

/// An error as RFC 9457 has it.
fn problem(answer: &Answer, status: u16) -> Value {
    assert_eq!(answer.header("content-type"), "application/problem+json", "{}", answer.path);
    assert_eq!(answer.header("access-control-allow-origin"), "*", "{}", answer.path);
    let problem = answer.data();
    assert_eq!(problem["status"], status, "{}", answer.path);
    for member in ["type", "title", "detail", "request_id"] {
        assert!(problem[member].as_str().is_some_and(|text| !text.is_empty()), "{}: {problem}", answer.path);
    }
    problem
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn one_thing_is_found_by_its_slug(pool: PgPool) {
    let site = Site::start_today(pool).await;
    let sarah = site.executive().industries("SaaS").published().create().await;
    let job = site.job().industries("SaaS").published().post().await;
    let slug = job.path.strip_prefix("/jobs/").unwrap().to_owned();
    for (address, found) in [
        (format!("/api/v1/executives/{}", sarah.slug), "fullName"),
        (format!("/api/v1/jobs/{slug}"), "companyName"),
        ("/api/v1/roles/fractional-cfo".to_owned(), "fullTitle"),
        ("/api/v1/locations/austin-tx".to_owned(), "displayName"),
        ("/api/v1/industries/saas".to_owned(), "name"),
    ] {
        let answer = site.anonymous().get(&address).await.expect(200);
        assert_eq!(answer.header("content-type"), "application/json");
        assert!(answer.data()[found].is_string(), "{address}");
        let page = answer.header("link").split(['<', '>']).nth(1).unwrap().to_owned();
        let page = site.anonymous().get(page.strip_prefix(ORIGIN).unwrap()).await.expect(200);
        assert_eq!(page.canonical().unwrap(), answer.data()["url"].as_str().unwrap(), "{address}");
    }
    for (list, at_least) in [("roles", 1), ("locations", 1), ("industries", 1)] {
        let data = site.anonymous().get(&format!("/api/v1/{list}")).await.expect(200).data();
        assert_eq!(data["total"], at_least, "{list}");
        assert_eq!((&data["items"][0]["executives"], &data["items"][0]["jobs"]), (&1.into(), &1.into()));
    }
    for nothing in [
        "executives/nobody",
        "jobs/nothing",
        "roles/wizard",
        "locations/atlantis",
        "industries/alchemy",
        "rates/wizard",
    ] {
        problem(&site.anonymous().get(&format!("/api/v1/{nothing}")).await.expect(404), 404);
    }
    site.sql("update executives set slug = 'sarah-chen-cfo'").await;
    site.anonymous()
        .get("/api/v1/executives/sarah-chen")
        .await
        .expect_moved("/api/v1/executives/sarah-chen-cfo");
    site.sql("update executives set removed_at = now()").await;
    let gone = site.anonymous().get("/api/v1/executives/sarah-chen").await.expect(410);
    assert!(problem(&gone, 410)["detail"].as_str().unwrap().contains("taken down"));
    site.sql("update jobs set closed_at = now(), closed_reason = 'FILLED'").await;
    let gone = site.anonymous().get(&format!("/api/v1/jobs/{slug}")).await.expect(410);
    assert!(problem(&gone, 410)["detail"].as_str().unwrap().contains("was filled on"));
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn roles_come_in_pages_too(pool: PgPool) {
    let site = Site::start(pool).await;
    let people = ["Fractional CFO", "Fractional CMO", "Fractional CTO"].iter().zip(NAMES);
    builders::executives(
        people
            .map(|(role, name)| site.executive().named(name).with("Fractional Role", *role).published())
            .collect(),
    )
    .await;
    let (mut address, mut seen) = (Some("/api/v1/roles?limit=1".to_owned()), Vec::new());
    while let Some(at) = address {
        let page = site.anonymous().get(&at).await.expect(200);
        assert_eq!(page.data()["total"], 3);
        seen.push(page.data()["items"][0]["slug"].as_str().unwrap().to_owned());
        // One executive is too little for a page of its own.
        assert_eq!(page.data()["items"][0]["url"], Value::Null);
        address = next(&page);
    }
    assert_eq!(seen, ["fractional-cfo", "fractional-cmo", "fractional-cto"]);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn rates_are_those_of_the_page(pool: PgPool) {
    let site = Site::start(pool).await;
    let people = NAMES[..5].iter().enumerate().map(|(at, name)| {
        let price = format!("USD {},000 per month", 6 + at);
        site.executive().named(name).industries("SaaS").with("Monthly Rate", price).published()
    });
    builders::executives(people.collect()).await;
    for address in [
        "/api/v1/rates",
        "/api/v1/rates/fractional-cfo",
        "/rates.json",
        "/rates/fractional-cfo.json",
        "/api/v1/rates?role=fractional-cfo&location=austin-tx&industry=saas",
    ] {
        let data = site.anonymous().get(address).await.expect(200).data();
        let prices = &data["prices"][0];
        assert_eq!(
            (&prices["currency"], &prices["unit"], &prices["n"]),
            (&"USD".into(), &"month".into(), &5.into()),
            "{address}"
        );
        assert_eq!(
            (&prices["lowerQuartile"], &prices["median"], &prices["upperQuartile"]),
            (&7000.into(), &8000.into(), &9000.into())
        );
        assert_eq!(data["byLocation"][0]["slug"], "austin-tx");
        assert_eq!(data["byLocation"][0]["median"], 8000);
    }
    site.anonymous().get("/rates").await.expect_says("$8,000/month (n = 5, half between $7,000 and $9,000)");
    assert_eq!(
        site.anonymous().get("/api/v1/rates?role=fractional-cto").await.expect(200).data()["prices"],
        Value::Array(vec![])
    );
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn scripts_of_any_site_may_read_and_nothing_else(pool: PgPool) {
    let site = seven_people(pool).await;
    for address in [
        "/api/v1/executives",
        "/executives.json",
        "/executives/ann-abel.json",
        "/executives.atom",
        "/api/openapi.json",
    ] {
        let answer =
            site.anonymous().get_with(address, &[("origin", "https://elsewhere.example")]).await.expect(200);
        assert_eq!(answer.header("access-control-allow-origin"), "*", "{address}");
        assert!(answer.header("access-control-allow-credentials").is_empty());
        assert_eq!(answer.header("vary"), "accept-encoding", "{address}: one answer for all");
        let ask = Request::options(address)
            .header("origin", "https://elsewhere.example")
            .header("access-control-request-method", "GET")
            .header("access-control-request-headers", "if-none-match");
        let allowed = site.anonymous().send(ask.body(Body::empty()).unwrap()).await.expect(200);
        assert_eq!(allowed.header("access-control-allow-methods"), "GET,HEAD", "{address}");
        assert!(allowed.header("access-control-allow-headers").contains("if-none-match"));
        let post =
            Request::post(address).header("sec-fetch-site", "same-origin").body(Body::empty()).unwrap();
        site.anonymous().send(post).await.expect(405);
    }
    for address in ["/executives", "/api/v1/ingest/clay/executives"] {
        assert!(
            site.anonymous().get(address).await.header("access-control-allow-origin").is_empty(),
            "{address}"
        );
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn who_asks_too_often_waits(pool: PgPool) {
    let rules = Rules { rate_limit_scale: "0.05".parse().unwrap(), ..Rules::default() };
    quarterdeck::taxonomy::load_shipped(&pool).await.unwrap();
    let site = Site::ruled(pool, Clock::standing_at(noon()), rules);
    let mut left = HashSet::new();
    let refused = loop {
        let answer = site.anonymous().get("/api/v1/jobs").await;
        assert_eq!(answer.header("ratelimit-policy"), "\"reads\";q=5;w=10");
        left.insert(answer.header("ratelimit").to_owned());
        if answer.status != 200 {
            break answer;
        }
    };
    assert!(left.contains("\"reads\";r=4") && left.contains("\"reads\";r=0"), "{left:?}");
    problem(&refused.expect(429), 429);
    let again = site.anonymous().get("/jobs.json").await.expect(429);
    assert!((1..=10).contains(&again.header("retry-after").parse::<u32>().unwrap()));
    // Pages are not counted.
    site.anonymous().get("/jobs").await.expect(200);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn what_has_not_changed_is_not_sent_again(pool: PgPool) {
    let site = seven_people(pool).await;
    for address in [
        "/api/v1/executives",
        "/api/v1/executives/ann-abel",
        "/executives/ann-abel.json",
        "/executives/ann-abel.md",
        "/api/v1/roles",
        "/llms.txt",
    ] {
        let first = site.anonymous().get(address).await.expect(200);
        let again = site.anonymous().get_with(address, &[("if-none-match", first.header("etag"))]).await;
        assert!(again.expect(304).body.is_empty(), "{address}");
    }
}
