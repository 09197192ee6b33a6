//! The index follows the database whatever becomes of those who wait for it, and of what it reads on the way.

use std::time::Duration;

use quarterdeck::database::{MIGRATIONS, OnDemand};
use quarterdeck::executives::search::LIST;
use quarterdeck::executives::view::Card;
use quarterdeck::search::Filter;
use sqlx::PgPool;

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
