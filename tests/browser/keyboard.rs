//! Getting about without a mouse.

use fantoccini::key::Key;
use sqlx::PgPool;

use crate::browser::Browser;
use crate::site;

#[sqlx::test(migrator = "quarterdeck::database::MIGRATIONS")]
async fn the_keyboard_reaches_the_content_and_the_search(pool: PgPool) {
    let browser = Browser::open(&site::serve(pool).await).await;
    browser.visit("/executives").await;
    let focus = "return document.activeElement";

    browser.press(&Key::Tab.to_string()).await;
    assert_eq!(browser.run(&format!("{focus}.textContent")).await, "Skip to the content");
    let skip = browser
        .run(&format!(
            "const at = {}.getBoundingClientRect(); return at.top >= 0 && at.height > 0",
            "document.activeElement"
        ))
        .await;
    assert_eq!(skip, true, "the skip link is seen once it has the focus");
    browser.press(&Key::Enter.to_string()).await;
    assert_eq!(browser.run(&format!("{focus}.id")).await, "main");

    browser.press("/").await;
    assert_eq!(browser.run(&format!("{focus}.id")).await, "q");
    assert_eq!(
        browser.run(&format!("{focus}.value")).await,
        "",
        "the key opens the box and is not typed into it"
    );
    browser.press("a/b").await;
    assert_eq!(
        browser.run(&format!("{focus}.value")).await,
        "a/b",
        "inside the box it is a letter like others"
    );

    // Past the filters, of which there are a hundred.
    browser.visit("/executives").await;
    browser.press(&Key::Tab.to_string()).await;
    browser.press(&Key::Tab.to_string()).await;
    assert_eq!(browser.run(&format!("{focus}.textContent")).await, "Skip to the results");
    browser.press(&Key::Enter.to_string()).await;
    assert_eq!(browser.run(&format!("{focus}.id")).await, "results");

    browser.visit("/about").await;
    browser.press("/").await;
    assert_eq!(browser.run(&format!("{focus}.id")).await, "site-q");
}
