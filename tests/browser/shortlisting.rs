//! Choosing people, comparing them and handing the comparison on, with and without scripts.

use sqlx::PgPool;

use crate::browser::{Browser, NARROW};
use crate::site;

const COUNT: &str = "[data-shortlist-count]";

/// The button of the nth card.
fn keep(nth: usize) -> String {
    format!(".cards > :nth-child({nth}) .keep")
}

/// Waits until a text is as it should be.
async fn reads(browser: &Browser, selector: &str, text: &str) {
    for _ in 0..200 {
        if browser.text(selector).await == text {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("{selector} says {:?}, not {text:?}", browser.text(selector).await);
}

async fn columns(browser: &Browser) -> u64 {
    browser.run("return document.querySelectorAll('.compare th[scope=col]').length").await.as_u64().unwrap()
}

#[sqlx::test(migrator = "quarterdeck::database::MIGRATIONS")]
async fn three_people_are_chosen_without_leaving_the_directory_and_compared(pool: PgPool) {
    let browser = Browser::open(&site::serve(pool).await).await;
    browser.visit("/executives").await;
    let person = browser.text(".cards .card-name a").await;
    for nth in 1..=3 {
        browser.click(&keep(nth)).await;
        reads(&browser, COUNT, &nth.to_string()).await;
        reads(&browser, &format!("{} [data-keep-label]", keep(nth)), "Shortlisted").await;
    }
    browser.arrives_at("/executives").await;

    // Both halves of a double click are one.
    browser.run("for (const detail of [1, 2]) document.querySelector('.cards > :nth-child(4) .keep').dispatchEvent(new MouseEvent('click', {bubbles: true, cancelable: true, detail}))").await;
    reads(&browser, COUNT, "4").await;
    browser.click(&keep(4)).await;
    reads(&browser, COUNT, "3").await;
    reads(&browser, &format!("{} [data-keep-label]", keep(4)), "Shortlist").await;

    browser.click(".masthead-list").await;
    browser.arrives_at("/shortlist").await;
    assert_eq!(browser.text(".chosen h2").await, person);
    let link = browser.text(".share-link").await;
    browser.click(".chosen-actions .button").await;
    let compared = browser.arrives("the comparison", |url| url.path() == "/compare").await;
    assert_eq!(compared.as_str(), link);
    assert_eq!(columns(&browser).await, 3);
    reads(&browser, ".compare .keep [data-keep-label]", "Shortlisted").await;

    // One less, by the comparison's own link; the list is as it was.
    browser.click(".compare-ways a").await;
    browser
        .arrives("two of them", |url| url.query().is_some_and(|query| query.matches(',').count() == 1))
        .await;
    assert_eq!(columns(&browser).await, 2);
    reads(&browser, COUNT, "3").await;
    browser.go_back().await;
    browser.find(".compare th[scope=col]:nth-child(4)").await;

    // On a telephone the names of the lines stay where they are while the people pass.
    browser.use_screen(NARROW).await;
    assert_eq!(browser.overflow().await, 0);
    let left = "return document.querySelector('.compare th[scope=row]').getBoundingClientRect().left";
    let before = browser.run(left).await;
    let moved = browser
        .run("const box = document.querySelector('.compare'); box.scrollLeft = 60; return box.scrollLeft")
        .await;
    assert_eq!(moved, 60, "there is more to see to the right");
    assert_eq!(browser.run(left).await, before);
    assert_eq!(browser.complaints().await, [""; 0]);
}

#[sqlx::test(migrator = "quarterdeck::database::MIGRATIONS")]
async fn without_scripts_the_buttons_lead_to_the_list(pool: PgPool) {
    let origin = site::serve(pool).await;
    let browser = Browser::open_without_scripts(&origin).await;
    for nth in 1..=3_u64 {
        browser.visit("/executives").await;
        browser.click(&keep(usize::try_from(nth).unwrap())).await;
        browser.arrives_at("/shortlist").await;
        browser.find(&format!(".chosen > :nth-child({nth})")).await;
        assert_eq!(browser.text(".chosen-actions a[href='/executives']").await, "Back to where you were");
    }
    assert_eq!(browser.text(COUNT).await, "", "only a script could tell");
    browser.click(".chosen > :nth-child(2) .link-button").await;
    while browser.has(".chosen > :nth-child(3)").await {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    let link = browser.text(".share-link").await;
    browser.click(".share-link").await;
    browser.arrives("the comparison", |url| url.as_str() == link).await;

    // Somebody else opens the link, and saves it.
    let other = Browser::open(&origin).await;
    other.visit(&link[origin.len()..]).await;
    assert_eq!(columns(&other).await, 2);
    other.click("button[name=save]").await;
    other.arrives_at("/shortlist").await;
    reads(&other, COUNT, "2").await;
    assert_eq!(other.text(".share-link").await, link);
    assert_eq!(other.complaints().await, [""; 0]);
}
