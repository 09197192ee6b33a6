//! A visitor looks up what the market costs.

use quarterdeck::database::MIGRATIONS;
use quarterdeck::demo::{Plan, fill};
use quarterdeck::executives::queries::fresh_since;
use quarterdeck::market::Market;
use quarterdeck::search::hubs::{Holding, Hub, KINDS, Scope};
use quarterdeck::taxonomy::TaxonomyKind;
use sqlx::PgPool;

use crate::support::Site;
use crate::support::builders::executives;
use crate::support::site::Silent;

#[sqlx::test(migrator = "MIGRATIONS")]
async fn prices_are_told_by_currency_and_unit_and_hidden_where_they_are_few(pool: PgPool) {
    let site = Site::start(pool).await;
    site.anonymous().get("/rates").await.expect(200).expect_says("Too few");
    let few = site.anonymous().get("/rates/fractional-cfo").await.expect(404);
    assert_eq!(few.text("h1"), "Too few prices to tell");
    assert_eq!(few.attributes(".trouble-near a", "href").last().unwrap(), "/rates");
    let priced = |name: String, price: &str| {
        site.executive().named(&name).role("Fractional CFO").with("Monthly Rate", price)
    };
    let people = [6_000, 8_000, 9_000, 10_000, 12_000].iter().enumerate();
    let mut builders: Vec<_> = people
        .map(|(n, price)| priced(format!("Ann {n}"), &format!("USD {price}/month")).published())
        .collect();
    builders.push(priced("Zoe Zett".into(), "EUR 7000/month").published());
    builders.push(priced("Hidden Bo".into(), "USD 99000/month"));
    executives(builders).await;
    for page in ["/rates", "/rates/fractional-cfo"] {
        let page = site.anonymous().get(page).await.expect(200);
        page.expect_says("$9,000/month (n = 5, half between $8,000 and $10,000)");
        page.expect_silent("€7,000");
        page.expect_silent("99,000");
        assert!(page.is_indexable() && page.has("svg[role=img]") && page.has("details table"));
    }
    site.anonymous().get("/rates/no-such-role").await.expect(404);
    let sitemap = site.anonymous().get("/sitemaps/hubs.xml").await;
    assert!(sitemap.source().contains("/rates/fractional-cfo"), "{}", sitemap.source());
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn every_currency_and_unit_is_told_also_where_not_all_are_drawn(pool: PgPool) {
    let site = Site::start(pool).await;
    let people = ["USD", "EUR", "GBP"].iter().flat_map(|currency| (0..5).map(move |n| (*currency, n)));
    let people = people.map(|(currency, n)| {
        let prices = format!(
            "rate_currency = '{currency}', hourly_min = {}, hourly_max = null, daily_min = 900, daily_max = null,
             monthly_min = 8000, monthly_max = null",
            150 + n
        );
        site.executive().named(&format!("Ann {currency}{n}")).role("Fractional CFO").published().set(&prices)
    });
    executives(people.collect()).await;
    let every = ["EUR", "GBP", "USD"]
        .iter()
        .flat_map(|code| ["day", "hour", "month"].map(|unit| format!("{code} by the {unit}")));
    let every: Vec<String> = every.collect();
    let hub = site.anonymous().get("/roles/fractional-cfo").await.expect(200);
    let availability = hub.text("figure:has(.chart-split) details table");
    assert_eq!(
        availability,
        "Who has time Availability Profiles Share Not stated, or time for new work not confirmed within 75 days 15 100%"
    );
    for (page, links) in [("/roles/fractional-cfo", 0), ("/rates", 6), ("/rates/fractional-cfo", 6)] {
        let page = site.anonymous().get(page).await.expect(200);
        let told = page.select(".price-table").into_iter().find(|table| {
            let table = crate::support::answer::text_of(*table);
            table.starts_with("Starting prices, every currency and unit")
        });
        let told = crate::support::answer::text_of(told.unwrap());
        for quote in &every {
            assert!(told.contains(quote), "{quote} in {told}");
        }
        assert!(told.contains("USD by the hour 5 $151 $152 $153"), "{told}");
        let anchors = page.attributes(".price-table a[href^='#']", "href");
        assert_eq!(anchors.len(), links);
        for anchor in anchors {
            assert!(page.has(&format!("section{anchor}")), "{anchor}");
        }
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn every_figure_of_the_demo_site_is_the_one_of_sql(pool: PgPool) {
    let site = Site::start_today(pool.clone()).await;
    let plan = Plan { executives: 150, jobs: 120, seed: 3, today: site.clock.today() };
    fill::fill(&site.pool, &site.clock, &site.secrets, plan, &mut Silent, &mut Silent).await.unwrap();
    // What nobody may see must not count.
    site.sql("update executives set status = 'REVIEW' where id in (select id from executives order by id limit 30)").await;
    site.sql("update executives set removed_at = now() where id in (select id from executives order by id desc limit 20)").await;
    site.sql("update jobs set closed_at = now(), closed_reason = 'FILLED' where id in (select id from jobs order by id limit 30)").await;
    site.search.catch_up(&site.pool, &site.clock).await.unwrap();
    let hubs = site.search.indexable_hubs(&site.pool).await.unwrap().unwrap();
    assert!(
        hubs.len() > 100 && hubs.iter().any(|surveyed| surveyed.hub.scope.parts().count() == 2),
        "{}",
        hubs.len()
    );
    let (indexed, unindexed) = (site.search.clone(), quarterdeck::app::search());
    let (now, fresh_since) = (site.clock.now(), fresh_since(site.clock.now()));
    let [market, sql] = [&indexed, &unindexed].map(|search| Market { pool: &pool, search });
    // One in five, of all sorts: SQL takes its time.
    for hub in
        hubs.iter().map(|surveyed| &surveyed.hub).step_by(5).chain([&Hub::executives(Scope::default())])
    {
        assert_eq!(
            market.prices(&hub.scope).await.unwrap(),
            sql.prices(&hub.scope).await.unwrap(),
            "{hub:?}"
        );
        assert_eq!(market.pay(hub).await.unwrap(), sql.pay(hub).await.unwrap(), "{hub:?}");
        let (counted, told) =
            (market.supply(hub, fresh_since).await.unwrap(), sql.supply(hub, fresh_since).await.unwrap());
        assert_eq!(counted, told, "{hub:?}");
        let holding = indexed.holding(&pool, hub, now).await.unwrap();
        assert_eq!(holding, unindexed.holding(&pool, hub, now).await.unwrap(), "{hub:?}");
        assert_eq!(
            (holding.executives, holding.jobs),
            (told.executives.unsigned_abs(), told.jobs.unsigned_abs())
        );
    }
    for kind in KINDS {
        let scopes = [
            Scope::default(),
            Scope::of(TaxonomyKind::Role, "fractional-cfo"),
            Scope::of(TaxonomyKind::Industry, "saas"),
        ];
        for scope in scopes {
            let grouped = market.prices_by(&scope, kind).await.unwrap();
            assert_eq!(grouped, sql.prices_by(&scope, kind).await.unwrap(), "{kind:?} of {scope:?}");
        }
        let sorted = |mut holdings: Vec<(String, Holding)>| {
            holdings.sort_by(|a, b| a.0.cmp(&b.0));
            holdings
        };
        let all = sorted(indexed.holdings(&pool, kind, None).await.unwrap());
        assert_eq!(all, sorted(unindexed.holdings(&pool, kind, None).await.unwrap()));
    }
}
