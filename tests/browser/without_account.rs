//! What whoever finds a profile can do without an account: have it removed, and write to its person.

use quarterdeck::ingestion::reader::RawRow;
use quarterdeck::ingestion::run::{Import, Watcher, import_rows};
use quarterdeck::ingestion::{Action, Entity, Mapping, Summary};
use quarterdeck::state::AppState;
use serde_json::{Value, json};
use sqlx::PgPool;

use crate::browser::{Browser, DESK, PHONE};
use crate::site;

const OWNER: &str = "owner@profile.example";

#[sqlx::test(migrator = "quarterdeck::database::MIGRATIONS")]
async fn somebody_has_their_profile_removed_and_no_import_brings_it_back(pool: PgPool) {
    let (origin, state) = site::serve_with_mail(pool.clone()).await;
    let row = json!({
        "Full Name": "Ann Abelskjold", "Headline": "Finance leader", "Fractional Role": "Fractional CFO",
        "Location": "Austin, Texas", "LinkedIn Profile": "linkedin.com/in/ann-abelskjold",
    });
    let summary = import(&state, row.clone()).await;
    assert_eq!(summary.count(Action::Insert), 1, "{summary}");
    publish(&state, "ann-abelskjold").await;
    let browser = Browser::open_without_scripts(&origin).await;
    browser.visit("/executives/ann-abelskjold").await;
    browser.click(".claim a[href$='/remove']").await;
    browser.arrives_at("/executives/ann-abelskjold/remove").await;
    browser.type_into("#email", "ann@private").await;
    browser.click(".form button").await;
    assert!(browser.text("#email-error").await.starts_with("Behind the @"));
    browser.fits_its_screens().await;
    browser.type_into("#email", "ann@private.example").await;
    browser.click(".form button").await;
    browser.arrives("the receipt", |url| url.path().starts_with("/privacy/removal/s-")).await;
    let number = browser.text("dl.terms b").await;
    browser.fits_its_screens().await;
    browser.visit("/executives/ann-abelskjold").await;
    browser.says("h1", "This page has been taken down").await;
    browser.visit("/executives?q=abelskjold").await;
    assert!(!browser.has(".cards .card-name a").await);

    open_last_mail(&browser).await;
    assert!(browser.text(".letter").await.contains(&number));
    let summary = import(&state, row).await;
    assert_eq!(summary.count(Action::Skip), 1, "{summary}");
    publish(&state, "ann-abelskjold").await;
    browser.visit("/executives/ann-abelskjold").await;
    browser.says("h1", "This page has been taken down").await;
}

#[sqlx::test(migrator = "quarterdeck::database::MIGRATIONS")]
async fn a_founder_writes_confirms_and_gets_an_answer(pool: PgPool) {
    let (origin, _) = site::serve_with_mail(pool.clone()).await;
    let slug: String =
        sqlx::query_scalar("select slug::text from executives e where e.is_public order by id limit 1")
            .fetch_one(&pool)
            .await
            .unwrap();
    let owned = "with account as (insert into users (id, email) values (gen_random_uuid(), $2) returning id)
                 insert into profile_ownerships (id, executive_id, user_id, status)
                 select gen_random_uuid(), e.id, account.id, 'ACTIVE' from account, executives e where e.slug = $1";
    sqlx::query(owned).bind(&slug).bind(OWNER).execute(&pool).await.unwrap();
    let browser = Browser::open_without_scripts(&origin).await;
    for (screen, button) in [(DESK, ".answers-contact a"), (PHONE, ".hero-contact a")] {
        browser.use_screen(screen).await;
        browser.visit(&format!("/executives/{slug}")).await;
        assert!(browser.is_seen(button).await, "{button}");
    }
    browser.click(".hero-contact a").await;
    browser.arrives_at(&format!("/executives/{slug}/contact")).await;
    browser.click(".form button").await;
    assert_eq!(browser.text("#name-error").await, "Type your name.");
    browser.fits_its_screens().await;
    for (field, text) in [
        ("#name", "Bea Brandt"),
        ("#email", "bea@client.example"),
        ("#company", "Lumen Freight"),
        ("#message", "Can we talk?"),
    ] {
        browser.type_into(field, text).await;
    }
    browser.click(".form button").await;
    browser.arrives_at(&format!("/executives/{slug}/contact/sent")).await;

    open_last_mail(&browser).await;
    browser.click(".letter a[href*='/contact/confirm/']").await;
    assert!(browser.text(".message").await.contains("Can we talk?"));
    browser.fits_its_screens().await;
    browser.click("main form button").await;
    browser.says("h1", "Your message is sent").await;

    open_last_mail(&browser).await;
    assert!(browser.text("main").await.contains("Bea Brandt"));
    browser.click(".letter a[href*='/contact/reply/']").await;
    browser.fits_its_screens().await;
    browser.type_into("#message", "Tuesday at ten?").await;
    browser.click(".form button").await;
    browser.arrives("the same page", |url| url.query() == Some("sent=yes")).await;

    open_last_mail(&browser).await;
    assert!(browser.text(".letter").await.contains("Tuesday at ten?"));
    browser.click(".letter a[href*='/contact/decline/']").await;
    browser.fits_its_screens().await;
    browser.click("main form button").await;
    browser.says("h1", "That is the end of it").await;
}

/// Imports one row, as from a file of the source `clay`.
async fn import(state: &AppState, row: Value) -> Summary {
    let Value::Object(cells) = row else { panic!("not a row") };
    let mapping = Mapping::default();
    let import = Import::new(Entity::Executive, "clay", "a test", &mapping, &state.secrets);
    let (sender, receiver) = tokio::sync::mpsc::channel(1);
    sender.send(RawRow::new(1, cells)).await.unwrap();
    drop(sender);
    import_rows(&state.pool, &state.clock, &import, receiver, None, &mut Unwatched).await.unwrap()
}

async fn publish(state: &AppState, slug: &str) {
    let publish = "update executives set status = 'PUBLISHED', published_at = now() where slug = $1";
    sqlx::query(publish).bind(slug).execute(&state.pool).await.unwrap();
    state.search.catch_up(&state.pool, &state.clock).await.unwrap();
}

struct Unwatched;

impl Watcher for Unwatched {
    fn progress(&mut self, _: &Summary) {}
}

/// Opens what the site wrote last.
async fn open_last_mail(browser: &Browser) {
    browser.visit("/dev/mail").await;
    browser.click("main li a").await;
    browser.find(".letter").await;
}
