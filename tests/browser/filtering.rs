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
async fn whoever_ticks_a_filter_goes_on_from_there(pool: PgPool) {
    const LAST: &str = "input[name=verified]";
    let browser = Browser::open(&site::serve(pool).await).await;
    browser.visit("/executives").await;
    let place = "Math.round(document.querySelector('input[name=verified]').getBoundingClientRect().top)";
    browser.run(&format!("document.querySelector({LAST:?}).scrollIntoView({{ block: 'center' }})")).await;
    let before = browser.run(&format!("return {place}")).await.as_i64().unwrap();
    browser.click(LAST).await;
    browser.arrives_at("/executives?verified=yes").await;
    assert_eq!(browser.run("return document.activeElement.name").await, "verified");
    let after = browser.run(&format!("return {place}")).await.as_i64().unwrap();
    assert!((before - after).abs() <= 2, "it stood at {before} and stands at {after}");

    // Another page begins at its head, and so does this one when it is come to by a link.
    browser.visit("/jobs").await;
    browser.visit("/executives?verified=yes").await;
    assert_eq!(
        browser.run("return [scrollY, document.activeElement.localName]").await,
        serde_json::json!([0, "body"])
    );
    assert_eq!(browser.complaints().await, [""; 0]);
}

/// A list as a visitor sees it.
#[derive(Debug, PartialEq)]
struct Seen {
    role: String,
    is_available: bool,
    chips: String,
    count: String,
}

impl Seen {
    async fn in_browser(browser: &Browser) -> Self {
        Self {
            role: browser.value("#facet-role").await,
            is_available: browser.is_ticked(AVAILABLE).await,
            chips: if browser.has(".chips").await { browser.text(".chips").await } else { String::new() },
            count: browser.text(".results-count").await,
        }
    }
}

#[sqlx::test(migrator = "quarterdeck::database::MIGRATIONS")]
async fn back_and_forward_the_fields_say_what_the_results_are_of(pool: PgPool) {
    let browser = Browser::open(&site::serve(pool).await).await;
    browser.visit("/executives").await;
    let all = Seen::in_browser(&browser).await;
    browser.choose("#facet-role", "fractional-cfo").await;
    browser.arrives_at("/executives?role=fractional-cfo").await;
    let by_role = Seen::in_browser(&browser).await;
    browser.click(AVAILABLE).await;
    browser.arrives_at("/executives?role=fractional-cfo&availability=available").await;
    let by_both = Seen::in_browser(&browser).await;
    let said = [&all, &by_role, &by_both].map(|seen| (seen.role.as_str(), seen.is_available));
    assert_eq!(said, [("", false), ("fractional-cfo", false), ("fractional-cfo", true)]);

    browser.go_back().await;
    browser.arrives_at("/executives?role=fractional-cfo").await;
    assert_eq!(Seen::in_browser(&browser).await, by_role);
    browser.go_back().await;
    browser.arrives_at("/executives").await;
    assert_eq!(Seen::in_browser(&browser).await, all);
    browser.go_forward().await;
    browser.arrives_at("/executives?role=fractional-cfo").await;
    assert_eq!(Seen::in_browser(&browser).await, by_role);

    // And from there filters work as ever.
    browser.click(AVAILABLE).await;
    browser.arrives_at("/executives?role=fractional-cfo&availability=available").await;
    assert_eq!(Seen::in_browser(&browser).await, by_both);
}

#[sqlx::test(migrator = "quarterdeck::database::MIGRATIONS")]
async fn a_price_and_a_place_are_typed(pool: PgPool) {
    let browser = Browser::open(&site::serve(pool).await).await;
    browser.visit("/executives").await;
    // The price is not asked for before its unit is said, too.
    browser.write_over("#facet-rate_max", "8000").await;
    browser.click("#facet-rate_unit").await;
    browser.choose("#facet-rate_unit", "month").await;
    browser.arrives_at("/executives?rate_max=8000&rate_unit=month").await;
    assert_eq!(browser.text(".chips .chip-label").await, "Up to $8,000/month");
    // By the hour it would be another price.
    browser.choose("#facet-rate_unit", "hour").await;
    browser.arrives_at("/executives").await;
    assert_eq!(browser.value("#facet-rate_max").await, "");

    browser.write_over("#facet-rate_max", "200\n").await;
    browser.arrives_at("/executives?rate_max=200").await;
    browser.write_over("#facet-place", "Round Rock\n").await;
    browser.arrives_at("/executives?near=round-rock-tx&rate_max=200").await;
    assert_eq!(browser.value("#facet-location").await, "round-rock-tx");
    browser.write_over("#facet-place", "Atlantis\n").await;
    browser
        .arrives("a page that says what is not known", |url| {
            url.query().unwrap_or_default().contains("Atlantis")
        })
        .await;
    assert!(browser.text("#left-out").await.contains("place “Atlantis”"));
    assert_eq!(browser.value("#facet-place").await, "Atlantis");
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
    browser.write_over("#facet-place", "Round Rock, TX").await;
    browser.write_over("#facet-rate_max", "200").await;
    browser.click(".filters-actions button").await;
    browser.arrives_at("/executives?near=round-rock-tx&rate_max=200").await;

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
