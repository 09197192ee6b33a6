//! Addresses that lead nowhere, or to what is no more.

use sqlx::PgPool;

use crate::browser::Browser;
use crate::site;

#[sqlx::test(migrator = "quarterdeck::database::MIGRATIONS")]
async fn whoever_is_lost_can_search_on(pool: PgPool) {
    let browser = Browser::open(&site::serve(pool).await).await;
    browser.visit("/executives/nobody-of-that-name").await;
    assert_eq!(browser.text(".trouble .eyebrow").await, "404");
    browser.type_into("main input[name=q]", "growth").await;
    browser.click("main form button").await;
    browser.arrives_at("/executives?q=growth").await;
    assert!(browser.has(".cards .card").await);
}
