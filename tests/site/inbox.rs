//! An operator says what unknown terms mean.

use quarterdeck::audit::Actor;
use quarterdeck::database::MIGRATIONS;
use quarterdeck::ingestion::{Action, Entity};
use quarterdeck::taxonomy::{TaxonomyKind, inbox};
use serde_json::json;
use sqlx::PgPool;

use crate::support::Site;

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_term_is_mapped_once_and_the_same_file_is_read_anew(pool: PgPool) {
    let site = Site::start(pool).await;
    let rows = vec![
        json!({"Clay Record ID": "1", "Full Name": "Ann Abel", "Fractional Role": "Keeper of Coins",
               "Location": "Old Harbour Quarter", "Headline": "Counts"}),
        json!({"Clay Record ID": "2", "Full Name": "Bea Berg", "Fractional Role": "Keeper of Coins",
               "Location": "Austin, TX", "Headline": "Counts too"}),
    ];
    let first = site.import(Entity::Executive, rows.clone()).await;
    assert_eq!(first.count(Action::Wait), 2, "{first}");
    let terms = inbox::unknown(&site.pool, None, 50).await.unwrap();
    let seen: Vec<_> =
        terms.iter().map(|term| (term.kind.as_str(), term.alias.as_str(), term.seen_count)).collect();
    assert_eq!(seen, [("role", "Keeper of Coins", 2), ("location", "Old Harbour Quarter", 1)]);

    let now = site.clock.now();
    let name = inbox::map(
        &site.pool,
        TaxonomyKind::Role,
        " keeper of  COINS",
        "fractional-cfo",
        &Actor::COMMAND_LINE,
        now,
    )
    .await
    .unwrap();
    assert_eq!(name, site.value("select title from roles where slug = 'fractional-cfo'").await);
    inbox::map(
        &site.pool,
        TaxonomyKind::Location,
        "Old Harbour Quarter",
        "austin-tx",
        &Actor::COMMAND_LINE,
        now,
    )
    .await
    .unwrap();
    assert!(inbox::unknown(&site.pool, None, 50).await.unwrap().is_empty());
    assert_eq!(site.value("select count(*) from audit_log where action = 'map'").await, "2");

    let second = site.import(Entity::Executive, rows).await;
    assert_eq!(second.count(Action::Update), 2, "{second}");
    let complete = "select count(*) from executives e where cardinality(e.missing_fields) = 0";
    assert_eq!(site.value(complete).await, "2");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_term_that_is_ignored_stays_out_and_a_wrong_word_is_refused(pool: PgPool) {
    let site = Site::start(pool).await;
    let row = |headline: &str| {
        json!({"Clay Record ID": "1", "Full Name": "Ann Abel", "Fractional Role": "Fractional CFO",
               "Location": "Austin, TX", "Headline": headline, "Industries": "Basket Weaving"})
    };
    site.import(Entity::Executive, vec![row("One")]).await;
    let now = site.clock.now();
    // What can't be written into the log isn't done.
    site.sql("alter table audit_log add constraint nothing_more check (id is null) not valid").await;
    inbox::ignore(&site.pool, TaxonomyKind::Industry, "basket weaving", &Actor::COMMAND_LINE, now)
        .await
        .unwrap_err();
    assert_eq!(inbox::unknown(&site.pool, None, 50).await.unwrap().len(), 1);
    site.sql("alter table audit_log drop constraint nothing_more").await;
    inbox::ignore(&site.pool, TaxonomyKind::Industry, "basket weaving", &Actor::COMMAND_LINE, now)
        .await
        .unwrap();
    site.import(Entity::Executive, vec![row("Two")]).await;
    assert!(inbox::unknown(&site.pool, None, 50).await.unwrap().is_empty(), "counted, and still ignored");
    let wrong = inbox::ignore(&site.pool, TaxonomyKind::Industry, "never seen", &Actor::COMMAND_LINE, now)
        .await
        .unwrap_err();
    assert!(wrong.to_string().contains("is not in the inbox"), "{wrong}");
    let wrong = inbox::map(&site.pool, TaxonomyKind::Industry, "x", "no-such", &Actor::COMMAND_LINE, now)
        .await
        .unwrap_err();
    assert!(wrong.to_string().contains("no industry with the slug “no-such”"), "{wrong}");
    let wrong = inbox::map(&site.pool, TaxonomyKind::Industry, "!!", "saas", &Actor::COMMAND_LINE, now)
        .await
        .unwrap_err();
    assert!(wrong.to_string().contains("is no term"), "{wrong}");
}
