//! What the database itself sees to.

use chrono::{DateTime, Utc};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use quarterdeck::database::MIGRATIONS;
use serde_json::json;
use sqlx::PgPool;

use crate::support::{Site, builders};

/// One thing that happens to the reviews of two profiles.
#[derive(Clone, Debug)]
enum Change {
    Insert { of: usize, half_stars: i32, is_published: bool },
    Rate { nth: usize, half_stars: i32 },
    Publish { nth: usize, is_published: bool },
    Move { nth: usize, to: usize },
    Delete { nth: usize },
    DeleteAll,
}

fn any_change() -> impl Strategy<Value = Change> {
    prop_oneof![
        4 => (0..2_usize, 2..=10, any::<bool>())
            .prop_map(|(of, half_stars, is_published)| Change::Insert { of, half_stars, is_published }),
        2 => (0..6_usize, 2..=10).prop_map(|(nth, half_stars)| Change::Rate { nth, half_stars }),
        2 => (0..6_usize, any::<bool>()).prop_map(|(nth, is_published)| Change::Publish { nth, is_published }),
        1 => (0..6_usize, 0..2_usize).prop_map(|(nth, to)| Change::Move { nth, to }),
        2 => (0..6_usize).prop_map(|nth| Change::Delete { nth }),
        1 => Just(Change::DeleteAll),
    ]
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn the_review_figures_are_those_of_the_reviews_whatever_happens(pool: PgPool) {
    let site = Site::start(pool).await;
    let people = builders::executives(vec![
        site.executive(),
        site.executive().named("Ben Okafor").role("Fractional CMO"),
    ])
    .await;
    let mut runner = TestRunner::deterministic();
    let changes = proptest::collection::vec(any_change(), 120).new_tree(&mut runner).unwrap().current();
    for change in changes {
        let nth =
            |nth: usize| format!("id = (select id from executive_reviews order by id offset {nth} limit 1)");
        let statement = match &change {
            Change::Insert { of, half_stars, is_published } => format!(
                "insert into executive_reviews (id, executive_id, author_name, rating, content, published_at)
                 values (gen_random_uuid(), '{}', 'A', {}, 'B', {})",
                people[*of].id,
                f64::from(*half_stars) / 2.0,
                if *is_published { "now()" } else { "null" }
            ),
            Change::Rate { nth: at, half_stars } => {
                format!(
                    "update executive_reviews set rating = {} where {}",
                    f64::from(*half_stars) / 2.0,
                    nth(*at)
                )
            }
            Change::Publish { nth: at, is_published } => format!(
                "update executive_reviews set published_at = {} where {}",
                if *is_published { "now()" } else { "null" },
                nth(*at)
            ),
            Change::Move { nth: at, to } => {
                format!("update executive_reviews set executive_id = '{}' where {}", people[*to].id, nth(*at))
            }
            Change::Delete { nth: at } => format!("delete from executive_reviews where {}", nth(*at)),
            Change::DeleteAll => "delete from executive_reviews".to_owned(),
        };
        site.sql(&statement).await;
        let wrong = "select count(*) from executives e
            left join lateral (select count(*) as n, round(avg(rating), 2) as average from executive_reviews r
                                where r.executive_id = e.id and r.published_at is not null) real on true
           where (e.review_count_cached, e.avg_rating_cached) is distinct from (real.n::int, real.average)";
        assert_eq!(site.value(wrong).await, "0", "after {change:?}");
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn the_date_of_the_content_moves_with_what_is_seen_and_nothing_else(pool: PgPool) {
    let site = Site::start(pool).await;
    site.executive()
        .industries("SaaS")
        .with("Experience", json!([{"company": "Mill", "title": "CFO", "start_date": "2020-01"}]))
        .published()
        .create()
        .await;
    site.job().with("Requirements", json!(["CPA"])).published().post().await;
    let moves = async |table: &str, statement: &str| {
        let at = format!("select content_updated_at from {table}");
        let before: DateTime<Utc> =
            sqlx::query_scalar(sqlx::AssertSqlSafe(at.clone())).fetch_one(&site.pool).await.unwrap();
        site.sql(statement).await;
        let after: DateTime<Utc> =
            sqlx::query_scalar(sqlx::AssertSqlSafe(at)).fetch_one(&site.pool).await.unwrap();
        after > before
    };
    for unseen in [
        "update executives set source_synced_at = now(), raw_payload = '{}', content_hash = 'x', contact_email = 'a@b.example'",
        "update executives set headline = headline",
        "update executives set locked_fields = '{bio}', field_sources = '{\"bio\": 1}', notice_sent_at = now()",
        "update executives set search_document = ' other'",
    ] {
        assert!(!moves("executives", unseen).await, "{unseen}");
    }
    for seen in [
        "update executives set headline = 'Something new'",
        "update executives set status = 'ARCHIVED'",
        "update executive_experience set role_title = 'Chair'",
        "delete from executive_industries",
        "insert into executive_reviews (id, executive_id, author_name, rating, content, published_at)
           select gen_random_uuid(), id, 'A', 5, 'B', now() from executives",
    ] {
        assert!(moves("executives", seen).await, "{seen}");
    }
    for unseen in
        ["update jobs set source_synced_at = now(), raw_payload = '{}'", "update jobs set title = title"]
    {
        assert!(!moves("jobs", unseen).await, "{unseen}");
    }
    for seen in [
        "update jobs set title = 'Something new'",
        "update jobs set closed_at = now(), closed_reason = 'FILLED'",
        "delete from job_requirements",
    ] {
        assert!(moves("jobs", seen).await, "{seen}");
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn redirects_never_chain(pool: PgPool) {
    let site = Site::start(pool).await;
    let people = builders::executives(vec![site.executive(), site.executive().named("Ben Okafor")]).await;
    let rename = |id: uuid::Uuid, slug: &'static str| {
        format!("update executives set slug = '{slug}' where id = '{id}'")
    };
    for slug in ["a", "b", "c", "a", "d"] {
        site.sql(&rename(people[0].id, slug)).await;
        let dangling = "select count(*) from slug_redirects s join executives e on e.slug = s.old_slug";
        assert_eq!(
            site.value(dangling).await,
            "0",
            "an address both leads on and is somebody's, after {slug}"
        );
    }
    let from = "select string_agg(old_slug, ' ' order by old_slug) from slug_redirects";
    assert_eq!(site.value(from).await, "a b c sarah-chen");
    // An address that its first holder gave up may be taken: it is the new holder's then.
    site.sql(&rename(people[1].id, "b")).await;
    assert_eq!(site.value(from).await, "a ben-okafor c sarah-chen");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn public_means_published_and_not_taken_back(pool: PgPool) {
    let site = Site::start(pool).await;
    site.executive().published().create().await;
    site.job().published().post().await;
    for (state, is_public) in [("DRAFT", "f"), ("REVIEW", "f"), ("PUBLISHED", "t"), ("ARCHIVED", "f")] {
        for table in ["executives", "jobs"] {
            site.sql(&format!("update {table} set status = '{state}'")).await;
            let value = site
                .value(&format!("select case when is_public(x) then 't' else 'f' end from {table} x"))
                .await;
            assert_eq!(value, is_public, "{table} {state}");
        }
    }
    site.sql("update executives set status = 'PUBLISHED', removed_at = now()").await;
    assert_eq!(site.value("select count(*) from executives e where e.is_public").await, "0");
    for (state, is_public) in [
        ("expires_at = now() + interval '1 minute'", "1"),
        ("expires_at = now() - interval '1 minute'", "0"),
        ("expires_at = null, closed_at = now(), closed_reason = 'WITHDRAWN'", "0"),
    ] {
        site.sql(&format!("update jobs set status = 'PUBLISHED', {state}")).await;
        assert_eq!(site.value("select count(*) from jobs j where j.is_public").await, is_public, "{state}");
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn the_database_refuses_what_makes_no_sense_by_name(pool: PgPool) {
    let site = Site::start(pool).await;
    site.executive().published().create().await;
    site.job().published().post().await;
    for (statement, constraint) in [
        ("update executives set headline = null", "executives_published_complete"),
        (
            "update executives set hourly_min = 10, hourly_max = 5, rate_currency = 'USD'",
            "executives_hourly_range",
        ),
        ("update executives set monthly_min = 10, monthly_max = 10", "executives_rate_has_currency"),
        ("update executives set years_experience = 99", "executives_years_experience"),
        ("update executives set slug = 'Not A Slug'", "slug_shape"),
        ("update executives set website_url = 'javascript:alert(1)'", "safe_url_shape"),
        ("update executives set website_url = 'https://user:secret@host.example/'", "safe_url_shape"),
        ("update executives set rate_currency = 'usd'", "currency_code_shape"),
        ("update jobs set apply_url = null", "jobs_published_complete"),
        ("update jobs set closed_at = now()", "jobs_closed_has_reason"),
        ("update jobs set comp_min_amount = 5", "jobs_comp_has_unit"),
        (
            "insert into executive_reviews (id, executive_id, author_name, rating, content)
               select gen_random_uuid(), id, 'A', 6, 'B' from executives",
            "executive_reviews_rating",
        ),
        (
            "insert into executive_verifications (id, executive_id, check_type, status)
               select gen_random_uuid(), id, 'IDENTITY', 'VERIFIED' from executives",
            "executive_verifications_checked",
        ),
    ] {
        let error = sqlx::query(sqlx::AssertSqlSafe(statement)).execute(&site.pool).await.unwrap_err();
        let named = error.as_database_error().unwrap().constraint().map(str::to_owned);
        assert_eq!(named.as_deref(), Some(constraint), "{statement}: {error}");
    }
    let unnamed =
        "select string_agg(conname, ', ') from pg_constraint c join pg_class t on t.oid = c.conrelid
        where c.contype in ('c', 'u', 'p', 'f') and t.relname !~ '^_sqlx'
          and c.conname !~ ('^' || left(t.relname, 20))";
    assert_eq!(site.value(unnamed).await, "", "a constraint without its table's name");
    let generated =
        "select string_agg(conname, ', ') from pg_constraint c join pg_class t on t.oid = c.conrelid
        where c.contype = 'c' and c.conname ~ '_check[0-9]*$' and t.relname !~ '^_sqlx'";
    assert_eq!(site.value(generated).await, "", "a constraint that nobody named");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn the_shipped_taxonomies_load_as_often_as_one_likes(pool: PgPool) {
    let site = Site::start(pool).await;
    let counts = "select concat_ws(' ', (select count(*) from roles), (select count(*) from industries),
                    (select count(*) from locations), (select count(*) from specialties), (select count(*) from taxonomy_aliases),
                    (select max(updated_at) from locations))";
    let before = site.value(counts).await;
    site.sql("update roles set title = 'Money Chief', edited_at = now() where slug = 'fractional-cfo'").await;
    quarterdeck::taxonomy::load_shipped(&site.pool).await.unwrap();
    assert_eq!(site.value(counts).await, before);
    assert_eq!(site.value("select title from roles where slug = 'fractional-cfo'").await, "Money Chief");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn what_is_shipped_is_loaded_once_until_it_is_something_else(pool: PgPool) {
    let load = || quarterdeck::taxonomy::load_shipped_once(&pool);
    let count = async || -> i64 {
        sqlx::query_scalar("select count(*) from specialties").fetch_one(&pool).await.unwrap()
    };
    load().await.unwrap();
    let all = count().await;
    assert!(all > 100);
    sqlx::query("delete from specialties").execute(&pool).await.unwrap();
    load().await.unwrap();
    assert_eq!(count().await, 0, "nothing is compared");
    sqlx::query("update shipped_data set digest = 'of another version'").execute(&pool).await.unwrap();
    load().await.unwrap();
    assert_eq!(count().await, all);
    assert_eq!(
        sqlx::query("update shipped_data set digest = digest").execute(&pool).await.unwrap().rows_affected(),
        1
    );
}
