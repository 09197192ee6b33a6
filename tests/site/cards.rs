//! A card says what its row says, whoever writes what at the same moment.

use std::time::Duration;

use quarterdeck::clock::Clock;
use quarterdeck::database::MIGRATIONS;
use quarterdeck::{executives, jobs, taxonomy};
use sqlx::{Executor, PgPool};

use crate::support::{Site, builders};

#[sqlx::test(migrator = "MIGRATIONS")]
async fn what_two_change_of_one_profile_at_once_is_both_on_its_card(pool: PgPool) {
    taxonomy::load_shipped(&pool).await.unwrap();
    let site = Site::over(pool.clone(), Clock::system());
    builders::executives(vec![site.executive().named("Ann Abel").industries("SaaS").published()]).await;
    assert_eq!(site.value("select card -> 'checks' from executive_cards").await, "[]");
    let mut one = pool.begin().await.unwrap();
    one.execute("delete from executive_industries").await.unwrap();
    let other = tokio::spawn({
        let pool = pool.clone();
        async move {
            pool.execute(
                "insert into executive_verifications (id, executive_id, check_type, status, checked_at)
                 select gen_random_uuid(), id, 'IDENTITY', 'VERIFIED', now() from executives",
            )
            .await
        }
    });
    // Long enough for the second to come to where it waits for the first.
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(!other.is_finished(), "who changes the same profile is waited for");
    one.commit().await.unwrap();
    other.await.unwrap().unwrap();
    let card = "select concat(card -> 'industry_ids', card -> 'checks') from executive_cards";
    assert_eq!(site.value(card).await, r#"[][["IDENTITY",null]]"#);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn what_a_source_delivers_again_makes_no_card_anew_but_keeps_a_posting_open(pool: PgPool) {
    taxonomy::load_shipped(&pool).await.unwrap();
    let site = Site::over(pool, Clock::system());
    builders::executives(vec![site.executive().named("Ann Abel").published()]).await;
    builders::jobs(vec![site.job().named("Fractional CFO for a spring").published()]).await;
    let versions = "select concat((select xmin from executive_cards), ' ', (select xmin from job_cards))";
    let before = site.value(versions).await;
    site.sql("update executives set source_synced_at = now(), headline = headline").await;
    site.sql("update jobs set search_document = search_document || ' again'").await;
    assert_eq!(site.value(versions).await, before);
    site.sql("update jobs set expires_at = null, source_synced_at = now() + interval '9 days'").await;
    site.sql("update jobs set source_synced_at = now() + interval '10 days'").await;
    let days = "select extract(day from open_until - now())::text from job_cards";
    assert_eq!(site.value(days).await, "69");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_day_far_off_takes_nobody_off_a_list(pool: PgPool) {
    taxonomy::load_shipped(&pool).await.unwrap();
    let site = Site::over(pool, Clock::system());
    let ann =
        site.executive().named("Ann Abel").set("availability = 'AVAILABLE', available_from = '12345-01-01'");
    builders::executives(vec![ann.published()]).await;
    builders::jobs(vec![site.job().set("expires_at = '12345-01-01'").published()]).await;
    site.sql(
        "insert into executive_verifications (id, executive_id, check_type, status, checked_at)
         select gen_random_uuid(), id, 'IDENTITY', 'VERIFIED', now() from executives",
    )
    .await;
    for far in ["12345-01-01", "0044-03-15 BC", "infinity", "-infinity"] {
        site.sql(&format!("update executives set available_from = '{far}'")).await;
        site.sql(&format!("update executive_verifications set valid_until = '{far}'")).await;
        site.sql(&format!("update jobs set last_verified_at = '{far}'")).await;
        let (people, jobs) = ("select id from executives", "select id from jobs");
        let ids = async |of: &'static str| sqlx::query_scalar(of).fetch_all(&site.pool).await.unwrap();
        let catalog = site.search.catalog(&site.pool).await.unwrap();
        let mut connection = site.pool.acquire().await.unwrap();
        let today = site.clock.today();
        let people =
            executives::queries::cards(&mut connection, &catalog, &ids(people).await, today).await.unwrap();
        let jobs = jobs::queries::cards(&mut connection, &catalog, &ids(jobs).await).await.unwrap();
        assert_eq!((people.len(), jobs.len()), (1, 1), "{far}");
    }
}
