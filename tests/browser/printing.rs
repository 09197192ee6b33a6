//! Pages on paper.

use sqlx::PgPool;

use crate::browser::Browser;
use crate::site;

#[sqlx::test(migrator = "quarterdeck::database::MIGRATIONS")]
async fn whoever_prints_a_page_has_its_content_and_no_controls(pool: PgPool) {
    let browser = Browser::open(&site::serve(pool).await).await;
    for path in ["/", "/roles/fractional-cfo", "/roles/fractional-cfo/jobs", "/rates"] {
        browser.visit(path).await;
        browser.use_paper().await;
        let unprinted = "return [...document.querySelectorAll('main :is(section, .card, .chart, h1)')]
                           .filter((part) => !part.checkVisibility()).map((part) => part.outerHTML.slice(0, 60))";
        assert_eq!(browser.run(unprinted).await, serde_json::json!([]), "{path}");
        assert!(browser.has("main section").await, "{path}");
        for control in ["main form", ".masthead", ".colophon", ".band-alert", ".band-head > a", ".keep"] {
            let is_printed = browser.has(control).await && browser.is_seen(control).await;
            assert!(!is_printed, "{control} of {path} is printed");
        }
    }

    // What else there is, below a profile, is not about it.
    browser.visit("/executives").await;
    browser.click(".cards .card-name a").await;
    browser.find("#similar").await;
    browser.use_paper().await;
    assert!(browser.is_seen("h1").await && !browser.is_seen("#similar").await);
}
