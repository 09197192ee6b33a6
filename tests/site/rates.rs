//! A visitor looks up what the market costs.

use quarterdeck::database::MIGRATIONS;
use sqlx::PgPool;

use crate::support::Site;
use crate::support::builders::executives;

#[sqlx::test(migrator = "MIGRATIONS")]
async fn prices_are_told_by_currency_and_unit_and_hidden_where_they_are_few(pool: PgPool) {
    let site = Site::start(pool).await;
    site.anonymous().get("/rates").await.expect(200).expect_says("Too few");
    site.anonymous().get("/rates/fractional-cfo").await.expect(404);
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
