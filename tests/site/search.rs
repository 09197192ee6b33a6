//! The search index: it finds what the database holds, counts what a click gives, and keeps in step.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use quarterdeck::database::MIGRATIONS;
use quarterdeck::demo::{Plan, fill};
use quarterdeck::error::{Error, took_too_long};
use quarterdeck::search::{Filter, List, Page, Slice};
use quarterdeck::{executives, jobs};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use sqlx::PgPool;
use sqlx::postgres::PgPoolOptions;

use crate::support::browser::filled_in;
use crate::support::site::Silent;
use crate::support::{Answer, Site, builders};

const LISTS: [&List; 2] = [&executives::search::LIST, &jobs::search::LIST];

/// 150 invented people and 90 jobs of today.
async fn demo(pool: PgPool) -> Site {
    let site = Site::start_today(pool).await;
    let plan = Plan { executives: 150, jobs: 90, seed: 7, today: site.clock.today() };
    fill::fill(&site.pool, &site.clock, &site.secrets, plan, &mut Silent, &mut Silent).await.unwrap();
    site.search.catch_up(&site.pool, &site.clock).await.unwrap();
    site
}

fn names(page: &Answer) -> Vec<String> {
    page.texts("article.card-person h3 bdi")
}

/// Any search that leaves out words, which the database understands less of.
async fn any_filter(list: &'static List, site: &Site, random: &mut StdRng) -> Filter {
    let index = site.search.index(list).unwrap();
    let mut query = Vec::new();
    for parameter in list.parameters {
        if !random.random_bool(0.22) {
            continue;
        }
        let column = if parameter.name == "near" { "location" } else { parameter.name };
        let values: Vec<String> =
            index.values(column).into_iter().map(|(value, _)| value.to_string()).collect();
        let value = match parameter.name {
            "q" => continue,
            "radius" => ["25", "50", "250"].choose(random).map(|radius| (*radius).to_owned()),
            "rate_unit" => ["hour", "day", "month"].choose(random).map(|unit| (*unit).to_owned()),
            "rate_max" | "rate_min" => Some(random.random_range(50..20_000).to_string()),
            "hours_max" | "years_min" => Some(random.random_range(1..40).to_string()),
            "posted_within" => Some(random.random_range(1..400).to_string()),
            "sort" => list.sorts.choose(random).map(|sort| sort.param.to_owned()),
            "location" if random.random_bool(0.3) => {
                ["texas", "united-kingdom", "california"].choose(random).map(|area| (*area).to_owned())
            }
            _ => values.choose(random).cloned(),
        };
        query.extend(value.map(|value| format!("{}={value}", parameter.name)));
        if random.random_bool(0.5) {
            query.extend(values.choose(random).map(|value| format!("{}={value}", parameter.name)));
        }
    }
    let (mut filter, _) = Filter::parse(list, Some(&query.join("&")));
    filter.drop_unknown(&site.search.catalog(&site.pool).await.unwrap(), &mut Vec::new());
    filter
}

async fn by_database(site: &Site, filter: &Filter) -> Page {
    let (pool, now) = (&site.pool, site.clock.now());
    let catalog = site.search.catalog(pool).await.unwrap();
    let found = match filter.list().entity {
        "job" => jobs::Board.search_database(pool, filter, &catalog, 24, now).await,
        _ => executives::Directory.search_database(pool, filter, &catalog, 24, now).await,
    };
    found.unwrap()
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn any_search_finds_what_the_database_finds_in_the_same_order(pool: PgPool) {
    let site = demo(pool).await;
    let mut random = StdRng::seed_from_u64(1);
    let mut found_some = 0;
    for list in LISTS {
        for _ in 0..250 {
            let filter = any_filter(list, &site, &mut random).await;
            let found = site.search.find(&site.pool, &filter, 24, site.clock.now()).await.unwrap();
            assert_eq!(found, by_database(&site, &filter).await, "{filter:?}");
            found_some += usize::from(found.total > 0);
        }
    }
    assert!(found_some > 100, "{found_some} of the searches found anything");
}

/// The page of a list's address, wherever that leads.
async fn arrive(site: &Site, address: &str) -> Answer {
    let answer = site.anonymous().get(address).await;
    let moved = answer.header("location").to_owned();
    if moved.is_empty() { answer.expect(200) } else { site.anonymous().get(&moved).await.expect(200) }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn every_count_is_what_the_click_gives(pool: PgPool) {
    let site = demo(pool).await;
    let mut random = StdRng::seed_from_u64(2);
    let mut counted = 0;
    for list in LISTS {
        for _ in 0..25 {
            let mut filter = any_filter(list, &site, &mut random).await.on_page(1);
            if random.random_bool(0.2) {
                filter = filter
                    .with("q", *["growth", "cfo or saas", "in the -interim"].choose(&mut random).unwrap());
            }
            let page = site.anonymous().get(&filter.href()).await.expect(200);
            let mut options: Vec<(String, String, u64)> = page.counted_options();
            assert!(options.len() > 10, "{filter:?}");
            // Each value stands once in its control.
            let names: BTreeSet<_> = options.iter().map(|(name, value, _)| (name, value)).collect();
            assert_eq!(names.len(), options.len(), "{filter:?}");
            options.retain(|_| random.random_bool(0.08));
            for (name, value, count) in options {
                // The form as it stands, with this value in the place of what its control says.
                let mut sent = page.filled_in();
                sent.retain(|(other, _)| *other != name);
                sent.push((name.clone(), value.clone()));
                let sent: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (&**name, &**value)).collect();
                let click = format!("{}?{}", list.path, filled_in(&sent));
                let found = arrive(&site, &click).await.results();
                assert_eq!(found, count, "{name}={value} of {filter:?}: {click}");
                counted += 1;
            }
        }
    }
    assert!(counted > 200, "{counted}");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_form_that_is_sent_as_it_stands_changes_nothing(pool: PgPool) {
    let site = demo(pool).await;
    let mut random = StdRng::seed_from_u64(4);
    let mut searches = Vec::new();
    for list in LISTS {
        for _ in 0..40 {
            searches.push(any_filter(list, &site, &mut random).await.on_page(1));
        }
        // What no control stands for.
        let hidden = match list.entity {
            "job" => "rate_max=100&rate_unit=day&currency=EUR",
            _ => "location=austin-tx&near=new-york-ny&radius=100",
        };
        searches.push(Filter::parse(list, Some(hidden)).0);
    }
    for filter in searches {
        let page = site.anonymous().get(&filter.href()).await.expect(200);
        let sent = page.filled_in();
        let sent: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (&**name, &**value)).collect();
        let again = arrive(&site, &format!("{}?{}", filter.list().path, filled_in(&sent))).await;
        assert_eq!(again.path, filter.href());
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn what_changes_is_found_as_it_is_now(pool: PgPool) {
    let site = demo(pool).await;
    let mut random = StdRng::seed_from_u64(3);
    for change in [
        "update executives set status = 'REVIEW' where id in (select id from executives where status = 'PUBLISHED' order by id limit 20)",
        "update executives set removed_at = now() where id in (select id from executives where status = 'PUBLISHED' order by id limit 9)",
        "update executives set status = 'PUBLISHED', published_at = now() where status = 'REVIEW' and cardinality(missing_fields(executives)) = 0",
        "update executives set role_id = (select id from roles where slug = 'fractional-cmo'), years_experience = 3 where id in (select id from executives order by id desc limit 12)",
        "delete from executive_industries where executive_id in (select id from executives order by id desc limit 30)",
        "delete from executives where id in (select id from executives order by id limit 5)",
        "update jobs set closed_at = now(), closed_reason = 'FILLED' where id in (select id from jobs j where j.is_public order by id limit 10)",
        "update jobs set expires_at = now() - interval '1 minute' where id in (select id from jobs j where j.is_public order by id limit 10)",
        "update roles set slug = 'part-time-cfo' where slug = 'fractional-cfo'",
    ] {
        site.sql(change).await;
        site.search.catch_up(&site.pool, &site.clock).await.unwrap();
        for list in LISTS {
            let shown: u64 = site.search.index(list).unwrap().len();
            let public = by_database(&site, &Filter::all(list)).await.total;
            assert_eq!(shown, public, "{change}");
            for _ in 0..40 {
                let filter = any_filter(list, &site, &mut random).await;
                let found = site.search.find(&site.pool, &filter, 24, site.clock.now()).await.unwrap();
                assert_eq!(found, by_database(&site, &filter).await, "{change}: {filter:?}");
            }
        }
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_change_that_commits_after_a_later_one_is_not_missed(pool: PgPool) {
    let site = Site::start(pool).await;
    let people = ["Ada Early", "Ben Late"].map(|name| site.executive().named(name).published());
    let people = builders::executives(people.into()).await;
    site.search.catch_up(&site.pool, &site.clock).await.unwrap();
    let mut slow = site.pool.begin().await.unwrap();
    let update = "update executives set years_experience = 40 where id = $1";
    sqlx::query(update).bind(people[0].id).execute(&mut *slow).await.unwrap();
    sqlx::query(update).bind(people[1].id).execute(&site.pool).await.unwrap();
    let experienced = async || {
        let page = site.anonymous().get("/executives?years_min=35").await.expect(200);
        names(&page).into_iter().collect::<BTreeSet<_>>()
    };
    assert_eq!(experienced().await, BTreeSet::from(["Ben Late".to_owned()]));
    slow.commit().await.unwrap();
    assert_eq!(experienced().await.len(), 2);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn several_processes_on_one_database_see_the_same(pool: PgPool) {
    let site = Site::start(pool.clone()).await;
    let other = Site::over(pool, site.clock.clone());
    site.executive().named("Ada Early").published().create().await;
    for site in [&site, &other] {
        assert_eq!(names(&site.anonymous().get("/executives").await.expect(200)), ["Ada Early"]);
    }
    other.executive().named("Ben Late").published().create().await;
    site.sql("update executives set removed_at = now() where last_name = 'Early'").await;
    for site in [&site, &other] {
        assert_eq!(names(&site.anonymous().get("/executives").await.expect(200)), ["Ben Late"]);
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn who_follows_sees_a_change_within_a_moment(pool: PgPool) {
    let site = Site::start(pool).await;
    let search = quarterdeck::app::search();
    let following = tokio::spawn(search.clone().follow(site.pool.clone(), site.clock.clone()));
    let index = search.index(&executives::search::LIST).unwrap();
    let wait = async |count: u64| {
        for _ in 0..200 {
            if index.is_ready() && index.len() == count {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(25)).await;
        }
        panic!("still {} rows, not {count}", index.len());
    };
    wait(0).await;
    site.executive().named("Ada Early").published().create().await;
    wait(1).await;
    site.sql("delete from executives").await;
    wait(0).await;
    // A connection that is lost costs a moment, no change.
    site.sql("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query ilike '%listen%' and pid <> pg_backend_pid()").await;
    site.executive().named("Ben Late").published().create().await;
    wait(1).await;
    following.abort();
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn until_the_index_is_there_the_database_answers(pool: PgPool) {
    let site = Site::start(pool).await;
    let people = ["Ada Early", "Ben Late"].map(|name| site.executive().named(name).published());
    builders::executives(people.into()).await;
    site.job().titled("Fractional CFO for Harbour").published().post().await;
    let unbuilt = quarterdeck::app::search();
    let found = async |list: &'static List, words: &str| {
        let filter = Filter::all(list).with("q", words);
        let page = unbuilt.find(&site.pool, &filter, 24, site.clock.now()).await.unwrap();
        let known = site.search.find(&site.pool, &filter, 24, site.clock.now()).await.unwrap();
        assert_eq!(page.total, known.total, "{words}");
        page.total
    };
    // What is typed means the same as to the index.
    for (words, total) in [
        ("ada", 1),
        ("ada ben", 0),
        ("ada or ben", 2),
        ("-ada", 1),
        ("cfo -late", 1),
        ("the early", 1),
        ("\"early ada\" or \"ben late\"", 1),
        ("-\"ben late\"", 1),
    ] {
        assert_eq!(found(LISTS[0], words).await, total, "{words}");
    }
    // A place by its code is looked for by nobody's text, and finds nothing by itself.
    assert_eq!(found(LISTS[0], "ada or uk").await, 1);
    assert_eq!(found(LISTS[1], "cfo or cmo for harbour").await, 1);
    assert_eq!(found(LISTS[1], "cfo -harbour").await, 0);
    assert!(!unbuilt.is_ready());
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_database_that_takes_too_long_is_left_alone_until_the_index_is_there(pool: PgPool) {
    let site = Site::start(pool).await;
    builders::executives(vec![site.executive().named("Ada Early").published()]).await;
    let unbuilt = quarterdeck::app::search();
    let impatient = PgPoolOptions::new()
        .connect_with((*site.pool.connect_options()).clone().options([("statement_timeout", "700ms")]))
        .await
        .unwrap();
    let find = async |words: &str| {
        let filter = Filter::all(LISTS[0]).with("q", words);
        unbuilt.find(&impatient, &filter, 24, site.clock.now()).await.map(|page| page.total)
    };
    assert_eq!(find("").await.unwrap(), 1);
    let mut busy = site.pool.begin().await.unwrap();
    sqlx::query("lock table executives in access exclusive mode").execute(&mut *busy).await.unwrap();
    let error = find("").await.unwrap_err();
    assert!(took_too_long(&error), "{error}");
    busy.rollback().await.unwrap();
    // It could answer again, and is not asked; what was not too slow still is.
    let error = find("").await.unwrap_err();
    assert!(matches!(error, sqlx::Error::Io(_)), "{error}");
    assert_eq!(Error::from(error).status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(find("ada").await.unwrap(), 1);
    unbuilt.catch_up(&site.pool, &site.clock).await.unwrap();
    assert_eq!(find("").await.unwrap(), 1);
}
