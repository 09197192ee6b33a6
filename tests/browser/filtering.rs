//! Narrowing a list down, and widening it again.

use sqlx::PgPool;

use crate::browser::{Browser, PHONE};
use crate::site;

const AVAILABLE: &str = "input[name=availability][value=available]";
const CHIP: &str = ".chips a.chip";

#[sqlx::test(migrator = "quarterdeck::database::MIGRATIONS")]
async fn at_a_desk_a_filter_works_as_soon_as_it_is_chosen(pool: PgPool) {
    let browser = Browser::open(&site::serve(pool).await).await;
    browser.visit("/executives").await;
    let all = browser.text(".results-count").await;

    browser.choose("#facet-role", "fractional-cfo").await;
    browser.arrives_at("/executives?role=fractional-cfo").await;
    assert_eq!(browser.text("h1").await, "Fractional CFOs");
    assert_ne!(browser.text(".results-count").await, all);
    assert_eq!(browser.text(".chips .chip-label").await, "CFO");

    browser.click(AVAILABLE).await;
    browser.arrives_at("/executives?role=fractional-cfo&availability=available").await;
    browser.click(CHIP).await;
    browser.arrives_at("/executives?availability=available").await;
    browser.click(CHIP).await;
    browser.arrives_at("/executives").await;
    assert_eq!(browser.text(".results-count").await, all);
    assert!(!browser.has(CHIP).await);

    browser.choose("#sort", "newest").await;
    browser.arrives_at("/executives?sort=newest").await;
    assert_eq!(browser.complaints().await, [""; 0]);
}

#[sqlx::test(migrator = "quarterdeck::database::MIGRATIONS")]
async fn without_scripts_the_buttons_do_it(pool: PgPool) {
    let browser = Browser::open_without_scripts(&site::serve(pool).await).await;
    browser.visit("/jobs").await;
    let all = browser.text(".results-count").await;

    browser.click("input[name=remote][value=remote]").await;
    browser.click(".filters-actions button").await;
    browser.arrives_at("/jobs?remote=remote").await;
    assert_ne!(browser.text(".results-count").await, all);
    browser.click(CHIP).await;
    browser.arrives_at("/jobs").await;

    browser.choose("#sort", "newest").await;
    assert_eq!(browser.address().await, "/jobs", "nothing happens until a button is pressed");
    browser.click(".results-sort button").await;
    browser.arrives("a sorted list", |url| url.path() == "/jobs" && url.query().is_some()).await;

    browser.visit("/executives").await;
    browser.type_into("#q", "growth").await;
    browser.click(".search-list button").await;
    browser.arrives_at("/executives?q=growth").await;

    browser.use_screen(PHONE).await;
    browser.visit("/executives").await;
    browser.click(".sheet-handle").await;
    browser.choose("#facet-role", "fractional-cfo").await;
    browser.click(".filters-actions button").await;
    browser.arrives_at("/executives?role=fractional-cfo").await;
}

#[sqlx::test(migrator = "quarterdeck::database::MIGRATIONS")]
async fn on_a_telephone_filters_are_gathered_in_a_sheet(pool: PgPool) {
    let browser = Browser::open(&site::serve(pool).await).await;
    browser.use_screen(PHONE).await;
    browser.visit("/executives").await;
    assert!(!browser.is_seen(".filters-actions button").await);

    browser.click(".sheet-handle").await;
    assert!(browser.is_seen(".filters-actions button").await);
    assert_eq!(browser.overflow().await, 0);
    browser.choose("#facet-role", "fractional-cfo").await;
    browser.click(AVAILABLE).await;
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    assert_eq!(
        browser.address().await,
        "/executives",
        "several filters are set before the results are asked for"
    );
    browser.click(".filters-actions button").await;
    browser.arrives_at("/executives?role=fractional-cfo&availability=available").await;
    assert!(browser.text(".sheet-handle").await.contains('2'), "two filters are in force");
}
