//! Cards, profiles and postings are read once, and again as soon as they may be others.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering::SeqCst};

use chrono::TimeDelta;
use quarterdeck::clock::Clock;
use quarterdeck::database::{MIGRATIONS, OnDemand};
use quarterdeck::executives::queries::ProfileRow;
use quarterdeck::executives::view::Card;
use quarterdeck::jobs::queries::JobRow;
use quarterdeck::taxonomy;
use sqlx::PgPool;
use uuid::Uuid;

use crate::support::{Site, builders};

/// The directory's cards as this site shows them now.
async fn cards(site: &Site, ids: &[Uuid]) -> Vec<Card> {
    let catalog = site.search.catalog(&site.pool).await.unwrap();
    site.search
        .entries()
        .read(&mut OnDemand::of(&site.pool), &catalog, ids, site.clock.today())
        .await
        .unwrap()
}

async fn headlines(site: &Site, ids: &[Uuid]) -> Vec<String> {
    cards(site, ids).await.into_iter().map(|card| card.headline).collect()
}

/// Changes what nobody is told of: only who reads the database again finds it.
async fn secretly(site: &Site, statement: &str) {
    let cards = "select keep_executive_cards(array(select id from executives))";
    site.sql(&format!("begin; set local session_replication_role = replica; {statement}; {cards}; commit"))
        .await;
}

async fn ids(site: &Site) -> Vec<Uuid> {
    sqlx::query_scalar("select id from executives order by slug").fetch_all(&site.pool).await.unwrap()
}

async fn catch_up(site: &Site) {
    site.search.catch_up(&site.pool, &site.clock).await.unwrap();
}

/// Ann and Ben are in the directory.
async fn two(pool: PgPool, clock: Clock) -> Site {
    taxonomy::load_shipped(&pool).await.unwrap();
    let site = Site::over(pool, clock);
    let person = |name: &str| site.executive().named(name).set("headline = 'before'").published();
    builders::executives(vec![person("Ann Abel"), person("Ben Bora")]).await;
    site
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_card_is_read_again_once_its_row_was_heard_of_and_no_other_is(pool: PgPool) {
    let site = two(pool, Clock::system()).await;
    let both = ids(&site).await;
    catch_up(&site).await;
    assert_eq!(headlines(&site, &both).await, ["before", "before"]);
    secretly(&site, "update executives set headline = 'secret'").await;
    assert_eq!(
        headlines(&site, &both).await,
        ["before", "before"],
        "nobody was told: they are not read again"
    );
    site.sql("update executives set headline = 'after' where slug = 'ben-bora'").await;
    catch_up(&site).await;
    assert_eq!(headlines(&site, &both).await, ["before", "after"]);
    let reversed = [both[1], both[0]];
    assert_eq!(headlines(&site, &reversed).await, ["after", "before"], "in the order that is asked for");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn who_is_taken_off_the_site_is_on_no_card_from_when_it_is_heard(pool: PgPool) {
    let site = two(pool, Clock::system()).await;
    let both = ids(&site).await;
    catch_up(&site).await;
    assert_eq!(cards(&site, &both).await.len(), 2);
    site.sql("update executives set status = 'ARCHIVED' where slug = 'ann-abel'").await;
    // By the address alone, before the index has it.
    site.search.changes().take_away(["/executives/ann-abel"]);
    let left: Vec<String> = cards(&site, &both).await.into_iter().map(|card| card.slug).collect();
    assert_eq!(left, ["ben-bora"]);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn on_another_day_and_under_other_names_cards_are_others(pool: PgPool) {
    let hours = Arc::new(AtomicI64::new(0));
    let clock = Clock::told_by({
        let (hours, start) = (hours.clone(), Clock::system().now());
        move || start + TimeDelta::hours(hours.load(SeqCst))
    });
    let site = two(pool, clock).await;
    let both = ids(&site).await;
    catch_up(&site).await;
    assert_eq!(headlines(&site, &both).await, ["before", "before"]);
    secretly(&site, "update executives set headline = 'tomorrow'").await;
    hours.store(24, SeqCst);
    catch_up(&site).await;
    assert_eq!(headlines(&site, &both).await, ["tomorrow", "tomorrow"]);
    secretly(&site, "update executives set headline = 'renamed'").await;
    site.sql("update roles set title = 'Money chief' where slug = 'fractional-cfo'").await;
    catch_up(&site).await;
    let renamed = cards(&site, &both).await;
    assert!(
        renamed.iter().all(|card| card.headline == "renamed" && card.role.name == "Money chief"),
        "{renamed:?}"
    );
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn while_nobody_follows_the_database_every_card_is_read(pool: PgPool) {
    let site = two(pool, Clock::system()).await;
    let both = ids(&site).await;
    catch_up(&site).await;
    assert_eq!(headlines(&site, &both).await, ["before", "before"]);
    secretly(&site, "update executives set headline = 'now'").await;
    site.search.changes().doubt();
    assert_eq!(headlines(&site, &both).await, ["now", "now"]);
    catch_up(&site).await;
    assert_eq!(
        headlines(&site, &both).await,
        ["before", "before"],
        "who follows again vouches for what was read"
    );
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_profile_and_a_posting_are_read_again_once_they_were_heard_of(pool: PgPool) {
    let site = two(pool, Clock::system()).await;
    let posting = site.job().named("Fractional CFO for a spring").set("description = 'before'");
    builders::jobs(vec![posting.published()]).await;
    let slug = site.value("select slug from jobs").await;
    catch_up(&site).await;
    let entries = site.search.entries::<Arc<ProfileRow>>();
    let postings = site.search.entries::<Arc<JobRow>>();
    let shown = async || {
        let catalog = site.search.catalog(&site.pool).await.unwrap();
        let (mut connection, today) = (OnDemand::of(&site.pool), site.clock.today());
        let ann = entries.find(&mut connection, &catalog, "ann-abel".into(), today).await.unwrap();
        let posting = postings.find(&mut connection, &catalog, slug.clone(), today).await.unwrap();
        (ann.map(|row| row.headline.clone()), posting.map(|row| row.description.clone()))
    };
    let told = |text: &str| (Some(text.to_owned()), Some(text.to_owned()));
    assert_eq!(shown().await, told("before"));
    secretly(&site, "update executives set headline = 'secret'; update jobs set description = 'secret'")
        .await;
    assert_eq!(shown().await, told("before"), "nobody was told: they are not read again");
    site.sql("update executives set headline = 'after'; update jobs set description = 'after'").await;
    catch_up(&site).await;
    assert_eq!(shown().await, told("after"));
    // Who is renamed is not found by the old name, and who is taken down by none.
    site.sql("update executives set slug = 'ann-cole' where slug = 'ann-abel'; delete from jobs").await;
    catch_up(&site).await;
    assert_eq!(shown().await, (None, None));
}
