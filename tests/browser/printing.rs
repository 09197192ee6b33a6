//! Pages on paper.

use sqlx::PgPool;

use crate::browser::{Browser, Screen};
use crate::site;

/// A sheet of A4 within its margins.
const SHEET: Screen = Screen { width: 718, height: 1000, dark: false };

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

#[sqlx::test(migrator = "quarterdeck::database::MIGRATIONS")]
async fn whoever_prints_a_comparison_has_all_of_the_people_and_all_of_their_rows(pool: PgPool) {
    let browser = Browser::open(&site::serve(pool).await).await;
    browser.visit("/executives").await;
    let slugs = "return [...document.querySelectorAll('.cards .card-name a')].slice(0, 6)
                   .map((link) => link.pathname.split('/').pop()).join(',')";
    let slugs = browser.run(slugs).await;
    browser.visit(&format!("/compare?ids={}", slugs.as_str().unwrap())).await;
    browser.use_screen(SHEET).await;
    browser.use_paper().await;
    let hidden = "const frame = document.querySelector('.compare').getBoundingClientRect()
                  return [...document.querySelectorAll('.compare :is(th, td)')].filter((cell) => {
                    const { right, bottom } = cell.getBoundingClientRect()
                    return right > Math.min(frame.right, innerWidth) + 1 || bottom > frame.bottom + 1
                  }).map((cell) => cell.textContent.trim())";
    assert_eq!(browser.run(hidden).await, serde_json::json!([]));
    assert_eq!(browser.run("return document.querySelectorAll('.compare th[scope=col]').length").await, 6);
}
