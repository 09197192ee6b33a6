//! `quarterdeck index check`: it is silent where index and database agree, and says what differs where they don't.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use quarterdeck::database::MIGRATIONS;
use quarterdeck::demo::{Plan, fill};
use quarterdeck::search::List;
use quarterdeck::values::Quoted;
use quarterdeck::{executives, jobs};
use sqlx::PgPool;

use crate::support::Site;
use crate::support::site::Silent;

/// 60 invented people and 40 jobs of today.
async fn demo(pool: PgPool) -> Site {
    let site = Site::start_today(pool).await;
    let plan = Plan { executives: 60, jobs: 40, seed: 11, today: site.clock.today() };
    fill::fill(&site.pool, &site.clock, &site.secrets, plan, &mut Silent, &mut Silent).await.unwrap();
    site.search.catch_up(&site.pool, &site.clock).await.unwrap();
    site
}

async fn differences(site: &Site, list: &'static List) -> Vec<String> {
    site.search.differences(&site.pool, list, site.clock.now(), |_| ()).await.unwrap()
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_index_that_followed_its_database_agrees_with_it(pool: PgPool) {
    let site = demo(pool).await;
    for change in [
        "delete from executive_specialties where executive_id in (select id from executives order by id limit 9)",
        "update executives set status = 'REVIEW' where id in (select id from executives order by id desc limit 5)",
        "update executives set years_experience = 7, headline = 'Somebody else now' where id in (select id from executives order by id limit 20)",
        "update jobs set remote_type = 'REMOTE', title = 'Interim head of nothing' where id in (select id from jobs order by id limit 20)",
    ] {
        site.sql(change).await;
        site.search.catch_up(&site.pool, &site.clock).await.unwrap();
        for list in [&executives::search::LIST, &jobs::search::LIST] {
            assert_eq!(differences(&site, list).await, [""; 0], "after: {change}");
        }
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn prices_by_other_units_are_reckoned_alike_in_the_index_and_in_the_database(pool: PgPool) {
    let mut runner = TestRunner::deterministic();
    let price = || prop::option::of(prop_oneof![1..20_000_i64, 1..i64::from(i32::MAX)]);
    let quoted = (
        price(),
        price(),
        price(),
        prop_oneof![Just(1_i64), Just(12), Just(52)],
        prop::option::of(1..=80_i64),
    );
    let quoted = quoted.prop_map(|(hourly, daily, amount, times, hours)| Quoted {
        hourly,
        daily,
        yearly: amount.map(|amount| amount * times),
        hours,
    });
    let all: Vec<Quoted> = (0..2_000).map(|_| quoted.new_tree(&mut runner).unwrap().current()).collect();
    let each = |of: fn(&Quoted) -> Option<i64>| all.iter().map(of).collect::<Vec<Option<i64>>>();
    let reckoned: Vec<(Option<i32>, Option<i32>, Option<i32>)> = sqlx::query_as(
        "select rate_per('hour', h, d, y, w), rate_per('day', h, d, y, w), rate_per('month', h, d, y, w)
           from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[]) with ordinality as q(h, d, y, w, at) order by at",
    )
    .bind(each(|one| one.hourly))
    .bind(each(|one| one.daily))
    .bind(each(|one| one.yearly))
    .bind(each(|one| one.hours))
    .fetch_all(&pool)
    .await
    .unwrap();
    assert_eq!(reckoned.len(), all.len());
    for (one, reckoned) in all.iter().zip(reckoned) {
        assert_eq!((one.by_hour(), one.by_day(), one.by_month()), reckoned, "{one:?}");
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn what_an_index_missed_is_said(pool: PgPool) {
    let site = demo(pool).await;
    for (change, back, said) in [
        (
            "update executives set years_experience = 71 where years_experience = 20",
            "update executives set years_experience = 20 where years_experience = 71",
            "has years 20 and not 71",
        ),
        (
            "update executives set monthly_min = monthly_min + 1, monthly_max = null where monthly_min is not null",
            "",
            "asked_month",
        ),
        ("update executives set remote_available = not remote_available", "", "remote"),
        ("update executives set headline = 'Another one'", "", "has a card that says something else"),
        ("delete from executive_specialties", "", "has specialty"),
        (
            "update executives set full_name = 'Quite Another', search_document = 'quite another' where id in (select id from executives where status = 'PUBLISHED')",
            "",
            "is not found by “quite another",
        ),
        (
            "update executives set status = 'REVIEW' where id in (select id from executives where status = 'PUBLISHED' order by id limit 1)",
            "",
            "is found and not public",
        ),
        (
            "update executives set status = 'ARCHIVED' where id in (select id from executives where status = 'PUBLISHED' order by id limit 1)",
            "",
            "is not public and has a card",
        ),
    ] {
        assert!(differences(&site, &executives::search::LIST).await.is_empty(), "before: {change}");
        // As if nobody had been told.
        let unnoticed = |sql: &str| {
            format!("set session_replication_role = replica; {sql}; reset session_replication_role")
        };
        sqlx::raw_sql(sqlx::AssertSqlSafe(unnoticed(change))).execute(&site.pool).await.unwrap();
        let found = differences(&site, &executives::search::LIST).await;
        assert!(found.iter().any(|difference| difference.contains(said)), "{change}: {found:?}");
        if back.is_empty() {
            // Told at last.
            site.sql("update executives set updated_at = now()").await;
            site.search.catch_up(&site.pool, &site.clock).await.unwrap();
        } else {
            sqlx::raw_sql(sqlx::AssertSqlSafe(unnoticed(back))).execute(&site.pool).await.unwrap();
        }
    }
}
