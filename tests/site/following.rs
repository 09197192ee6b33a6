//! The index follows the database whatever becomes of those who wait for it, and of what it reads on the way.

use quarterdeck::database::{MIGRATIONS, OnDemand};
use quarterdeck::executives::view::Card;
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
