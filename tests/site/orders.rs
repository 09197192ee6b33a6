//! Orders that the rest of a search has a say in: by price, by pay, by the way from a place; and what a price was likely meant by.

use quarterdeck::database::MIGRATIONS;
use sqlx::PgPool;

use crate::support::{Answer, Site, builders};

const NO_PRICE: &str = "hourly_min = null, hourly_max = null, daily_min = null, daily_max = null, monthly_min = null, monthly_max = null";

fn names(page: &Answer) -> Vec<String> {
    page.texts("article.card-person h3 bdi")
}

/// People in and around Austin, each with another price.
async fn priced_people(pool: PgPool) -> Site {
    let site = Site::start(pool).await;
    let person = |name: &str, place: &str, price: &str| {
        let person = site.executive().named(name).located(place);
        person.set(NO_PRICE).set(price).published()
    };
    builders::executives(vec![
        person(
            "Ann Hour",
            "Dallas, Texas, United States",
            "rate_currency = 'USD', hourly_min = 300, hours_per_week_min = 10",
        ),
        person(
            "Ben Month",
            "Austin, Texas, United States",
            "rate_currency = 'USD', monthly_min = 6500, hours_per_week_min = 10",
        ),
        person(
            "Cat Euro",
            "Round Rock, Texas, United States",
            "rate_currency = 'EUR', hourly_min = 100, hours_per_week_min = 10",
        ),
        person("Dan None", "Austin, Texas, United States", "rate_currency = 'USD'"),
        person(
            "Eve Day",
            "San Antonio, Texas, United States",
            "rate_currency = 'USD', daily_min = 1800, hours_per_week_min = null",
        ),
    ])
    .await;
    site
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn the_lowest_price_comes_first_and_whoever_has_none_of_the_kind_last(pool: PgPool) {
    let site = priced_people(pool).await;
    let order =
        async |query: &str| names(&site.anonymous().get(&format!("/executives?{query}")).await.expect(200));
    // By the hour in USD: 150 of 6500 a month, 225 of 1800 a day, 300.
    assert_eq!(order("sort=price").await[..3], ["Ben Month", "Eve Day", "Ann Hour"]);
    // By the month, who says no hours has no price.
    assert_eq!(order("rate_unit=month&sort=price").await[..2], ["Ben Month", "Ann Hour"]);
    assert_eq!(order("currency=EUR&sort=price").await[0], "Cat Euro");
    let page = site.anonymous().get("/executives?rate_unit=month&currency=EUR&sort=price").await.expect(200);
    let sorts = page.texts("#sort option");
    assert!(sorts.contains(&"Lowest price (EUR/month)".to_owned()), "{sorts:?}");
    // What was worked out is said, and where the price was said by that unit, nothing is.
    let page = site.anonymous().get("/executives?sort=price").await.expect(200);
    assert_eq!(page.texts("article.card-person .card-why"), ["Comes to $150/hour", "Comes to $225/hour"]);
    page.expect_says("By price in USD per hour.");
    // The order stays as it was meant when the price goes.
    let bounded = "/executives?rate_max=9000&rate_unit=month&sort=price";
    let bounded = site.anonymous().get(bounded).await.expect(200);
    assert_eq!(bounded.attributes(".chips .chip", "href"), ["/executives?rate_unit=month&sort=price"]);
    // For programs the same, page by page.
    let (mut next, mut read) = (Some("/api/v1/executives?sort=price&limit=2".to_owned()), Vec::new());
    while let Some(address) = next {
        let data = site.anonymous().get(&address).await.expect(200).data();
        read.extend(
            data["items"].as_array().unwrap().iter().map(|one| one["fullName"].as_str().unwrap().to_owned()),
        );
        next = data["next"].as_str().map(|next| next[next.find("/api").unwrap()..].to_owned());
    }
    assert_eq!(read, order("sort=price").await);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn around_a_place_the_nearest_can_come_first_and_each_says_how_far(pool: PgPool) {
    let site = priced_people(pool).await;
    let page = site.anonymous().get("/executives?near=austin-tx&radius=250&sort=nearest").await.expect(200);
    let found = names(&page);
    assert_eq!(found[2..], ["Cat Euro", "Eve Day"], "Dallas is farther, those in Austin come first");
    let far = page.texts("article.card-person .card-why");
    assert_eq!(far.len(), 2, "{far:?}");
    assert!(far.iter().all(|far| far.ends_with(" from Austin, TX") && far.contains(" km (")), "{far:?}");
    // The way from nowhere is no order.
    let whole = site.anonymous().get("/executives").await.expect(200);
    assert!(!whole.attributes("#sort option", "value").contains(&"nearest".to_owned()));
    site.anonymous().get("/executives?sort=nearest").await.expect_moved("/executives");
    site.anonymous()
        .get("/executives?role=fractional-cfo&sort=nearest")
        .await
        .expect_moved("/executives?role=fractional-cfo");
    assert_eq!(page.attributes(".chips .chip", "href"), ["/executives"]);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn whom_a_price_leaves_out_is_said_and_the_currency_offered_in_which_they_quote(pool: PgPool) {
    let site = priced_people(pool).await;
    let get = async |query: &str| site.anonymous().get(&format!("/executives?{query}")).await.expect(200);
    let by_month = get("rate_max=9000&rate_unit=month").await;
    assert_eq!(names(&by_month), ["Ben Month"]);
    by_month.expect_says(
        "Not compared, and left out: 1 in other currencies and 2 without a price that can be worked out by the month.",
    );
    by_month.expect_silent("Did you mean");
    // In Round Rock nobody quotes dollars.
    let euros = get("location=round-rock-tx&rate_max=150").await;
    euros.expect_says("Did you mean Up to €150/hour ? 1 executive.");
    euros.expect_says("Not compared, and left out: 1 in other currencies.");
    let meant = "/executives?location=round-rock-tx&rate_max=150&currency=EUR";
    assert_eq!(euros.attributes(".notice a", "href"), [meant]);
    let meant = site.anonymous().get(meant).await.expect(200);
    assert_eq!(names(&meant), ["Cat Euro"]);
    meant.expect_silent("Not compared");
    // Likewise where prices only put them in order.
    let sorted = get("location=round-rock-tx&sort=price").await;
    sorted.expect_says("Did you mean prices in EUR ? 1 executive.");
    get("sort=price").await.expect_silent("Did you mean");
    get("location=round-rock-tx").await.expect_silent("Did you mean");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_price_that_nobody_asks_by_the_hour_is_offered_by_the_month(pool: PgPool) {
    let site = priced_people(pool).await;
    let page = site.anonymous().get("/executives?rate_max=8000").await.expect(200);
    page.expect_says("Did you mean Up to $8,000/month ? 1 executive.");
    let meant = "/executives?rate_max=8000&rate_unit=month";
    assert_eq!(page.attributes(".notice a", "href"), [meant]);
    let meant = site.anonymous().get(meant).await.expect(200);
    assert_eq!(names(&meant), ["Ben Month"]);
    meant.expect_silent("Did you mean");
    let usual = site.anonymous().get("/executives?rate_max=200").await.expect(200);
    usual.expect_silent("Did you mean");
    // Among the words it is a price by the month from the start.
    let said = "/executives?q=in+Austin+under+%248k+a+month";
    site.anonymous().get(said).await.expect_moved("/executives?q=in+Austin&rate_max=8000&rate_unit=month");
    // What is no currency is named, and codes may be small.
    let metal = site.anonymous().get("/executives?currency=XXX&sort=price").await.expect(200);
    metal.expect_says("Left out, because we do not know it: currency “XXX”.");
    site.anonymous()
        .get("/executives?currency=eur&sort=price")
        .await
        .expect_moved("/executives?currency=EUR&sort=price");
    // What finds nothing is not offered.
    let none = site.anonymous().get("/executives?rate_max=90&rate_unit=month&currency=EUR").await.expect(200);
    none.expect_silent("Did you mean");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn the_best_paid_job_comes_first_and_cards_name_the_last_day(pool: PgPool) {
    let site = Site::start(pool).await;
    let job = |title: &str, pay: &str| site.job().titled(title).published().set(pay);
    builders::jobs(vec![
        job("Fractional CFO, by the hour", "comp_currency = 'USD', comp_period = 'hour', comp_min_amount = 100, comp_max_amount = 180"),
        job("Fractional CFO, by the day", "comp_currency = 'USD', comp_period = 'day', comp_min_amount = 1600, comp_max_amount = 2000"),
        job("Fractional CFO, who knows", "comp_period = null, comp_min_amount = null, comp_max_amount = null, expires_at = '2099-07-09 12:00Z'"),
    ])
    .await;
    let page = site.anonymous().get("/jobs?sort=pay").await.expect(200);
    assert_eq!(
        page.texts("article.card-job h3 a"),
        ["Fractional CFO, by the day", "Fractional CFO, by the hour", "Fractional CFO, who knows"]
    );
    page.expect_says("Apply by 9 Jul 2099");
}
