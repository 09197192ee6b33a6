//! The index follows the database whatever becomes of those who wait for it, and of what it reads on the way.

use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::Request;
use quarterdeck::database::{MIGRATIONS, OnDemand};
use quarterdeck::executives::search::LIST;
use quarterdeck::executives::view::Card;
use quarterdeck::search::Filter;
use quarterdeck::taxonomy::TaxonomyKind;
use sqlx::postgres::PgPoolOptions;
use sqlx::{PgPool, Postgres, Transaction};
use tokio::time::timeout;

use crate::support::{Site, builders};

/// A site of today that has caught up with Ann, in software, in the directory.
async fn with_ann(pool: PgPool) -> Site {
    let site = Site::start_today(pool).await;
    builders::executives(vec![site.executive().named("Ann Abel").industries("SaaS").published()]).await;
    catch_up(&site).await;
    site
}

async fn catch_up(site: &Site) {
    site.search.catch_up(&site.pool, &site.clock).await.unwrap();
}

/// Whether somebody in the index has this value.
fn has(site: &Site, column: &str, value: &str) -> bool {
    site.search.index(&LIST).unwrap().values(column).iter().any(|(of, _)| **of == *value)
}

/// Holds whoever reads postings up until it is dropped.
async fn held_up(site: &Site) -> Transaction<'static, Postgres> {
    let mut holding = site.pool.begin().await.unwrap();
    sqlx::query("lock table jobs in access exclusive mode").execute(&mut *holding).await.unwrap();
    holding
}

/// Waits until somebody is held up.
async fn until_somebody_waits(site: &Site) {
    let waiting = "select count(*) > 0 from pg_stat_activity
                    where datname = current_database() and wait_event_type = 'Lock'";
    for _ in 0..500 {
        if site.value(waiting).await == "true" {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("nobody waits");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_catch_up_that_is_given_up_loses_nothing(pool: PgPool) {
    let site = with_ann(pool).await;
    site.sql("update roles set slug = 'finance-chief' where slug = 'fractional-cfo'").await;
    let holding = held_up(&site).await;
    let waiting = timeout(Duration::from_millis(500), site.search.catch_up(&site.pool, &site.clock)).await;
    assert!(waiting.is_err(), "it reads the postings anew, and can't yet");
    holding.rollback().await.unwrap();
    catch_up(&site).await;
    assert!(has(&site, "role", "finance-chief"));
    assert!(!has(&site, "role", "fractional-cfo"));
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_keeper_that_breaks_off_half_way_starts_over(pool: PgPool) {
    let site = with_ann(pool).await;
    site.sql("update roles set slug = 'finance-chief' where slug = 'fractional-cfo'").await;
    let holding = held_up(&site).await;
    let keeping = tokio::spawn(site.search.clone().follow(site.pool.clone(), site.clock.clone()));
    until_somebody_waits(&site).await;
    keeping.abort();
    assert!(keeping.await.unwrap_err().is_cancelled());
    holding.rollback().await.unwrap();
    catch_up(&site).await;
    assert!(has(&site, "role", "finance-chief"));
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn words_that_were_read_in_part_never_take_the_place_of_all(pool: PgPool) {
    let site = with_ann(pool).await;
    let finds_ann = async || {
        let ann = Filter::all(&LIST).with("q", "ann");
        site.search.count(&site.pool, &ann, site.clock.now()).await.unwrap() == 1
    };
    assert!(finds_ann().await);
    // Everything else of an index can still be read.
    site.sql("alter table executives rename column search_document to mislaid").await;
    site.sql("update roles set slug = 'finance-chief' where slug = 'fractional-cfo'").await;
    site.search.catch_up(&site.pool, &site.clock).await.unwrap_err();
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert!(finds_ann().await, "by the words that were there");
    site.sql("alter table executives rename column mislaid to search_document").await;
    catch_up(&site).await;
    assert!(finds_ann().await);
    assert!(has(&site, "role", "finance-chief"));
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn what_is_renamed_while_it_is_out_of_use_is_found_by_its_new_name_when_it_is_back(pool: PgPool) {
    let site = with_ann(pool).await;
    for step in ["is_active = false", "slug = 'software'", "is_active = true"] {
        site.sql(&format!("update industries set {step} where slug in ('saas', 'software')")).await;
        catch_up(&site).await;
    }
    assert!(has(&site, "industry", "software"));
    site.anonymous().get("/industries/software").await.expect(200).expect_says("Ann Abel");
    assert!(has(&site, "country", "US"));
    site.sql("update locations set country_code = 'CA' where slug = 'austin-tx'").await;
    catch_up(&site).await;
    assert!(has(&site, "country", "CA"), "places are found by their countries, too");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn pages_hear_of_what_a_run_that_failed_had_changed_already(pool: PgPool) {
    let site = with_ann(pool).await;
    // Nobody sees the posting: looking at it again changes nothing.
    site.job().post().await;
    catch_up(&site).await;
    site.sql("update executives set removed_at = now(); update jobs set title = title || '.'").await;
    let options = (*site.pool.connect_options()).clone().options([("lock_timeout", "300ms")]);
    let impatient = PgPoolOptions::new().connect_lazy_with(options);
    let holding = held_up(&site).await;
    site.search.catch_up(&impatient, &site.clock).await.unwrap_err();
    holding.rollback().await.unwrap();
    let makes = async || {
        let before = site.pages().made;
        site.anonymous().ask(Request::get("/roles").body(Body::empty()).unwrap()).await.expect(200);
        site.pages().made > before
    };
    assert!(makes().await);
    catch_up(&site).await;
    assert!(makes().await, "the page of before may have been made while she was still counted");
    assert!(!makes().await);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_card_of_earlier_names_is_not_shown_under_later_ones(pool: PgPool) {
    let site = with_ann(pool).await;
    let id = site.value("select id from executives").await.parse().unwrap();
    let industries = async |catalog| {
        let mut connection = OnDemand::of(&site.pool);
        let cards = site.search.entries::<Card>();
        let card = cards.find(&mut connection, catalog, id, site.clock.today()).await.unwrap().unwrap();
        card.industries.iter().map(|industry| industry.name.clone()).collect::<Vec<_>>()
    };
    site.sql("update industries set is_active = false where slug = 'saas'").await;
    catch_up(&site).await;
    let earlier = site.search.catalog(&site.pool).await.unwrap();
    site.sql("update industries set name = 'Software' where slug = 'saas'").await;
    catch_up(&site).await;
    let later = site.search.catalog(&site.pool).await.unwrap();
    // Whoever began before still goes by the names of then.
    assert_ne!(industries(&earlier).await, ["Software"]);
    assert_eq!(industries(&later).await, ["Software"]);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn who_wrote_something_waits_a_moment_for_an_index_that_is_being_built_and_no_longer(pool: PgPool) {
    let site = with_ann(pool).await;
    site.sql("update roles set slug = 'finance-chief' where slug = 'fractional-cfo'").await;
    let holding = held_up(&site).await;
    let building = tokio::spawn({
        let (search, pool, clock) = (site.search.clone(), site.pool.clone(), site.clock.clone());
        async move { search.catch_up(&pool, &clock).await }
    });
    until_somebody_waits(&site).await;
    site.sql("update executives set headline = 'Counts'").await;
    let begun = Instant::now();
    site.search.catch_up_soon(&site.pool, &site.clock).await;
    assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
    holding.rollback().await.unwrap();
    building.await.unwrap().unwrap();
    assert!(has(&site, "role", "finance-chief"));
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_request_takes_in_what_it_wrote_and_leaves_building_to_the_keeper(pool: PgPool) {
    let site = with_ann(pool).await;
    let follow = async || site.search.catch_up_soon(&site.pool, &site.clock).await;
    let title = async || {
        let catalog = site.search.catalog(&site.pool).await.unwrap();
        catalog.name(TaxonomyKind::Role, "fractional-cfo").map(str::to_owned)
    };
    site.sql("update roles set title = 'Money chief' where slug = 'fractional-cfo'").await;
    follow().await;
    assert_eq!(title().await.as_deref(), Some("Money chief"));
    site.sql("update executives set availability = 'AVAILABLE', last_confirmed_at = now()").await;
    follow().await;
    assert!(has(&site, "availability", "available"));
    // Everybody stands elsewhere now.
    site.sql("update roles set slug = 'finance-chief' where slug = 'fractional-cfo'").await;
    follow().await;
    assert_eq!(title().await.as_deref(), Some("Money chief"), "all or nothing");
    assert!(!has(&site, "role", "finance-chief"));
    catch_up(&site).await;
    assert!(has(&site, "role", "finance-chief"));

    let unbuilt = quarterdeck::app::search();
    unbuilt.catch_up_soon(&site.pool, &site.clock).await;
    assert!(!unbuilt.index(&LIST).unwrap().is_ready());
}
