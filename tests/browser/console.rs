//! An operator at the console, without scripts: a file is uploaded, mapped, tried, imported, published and taken back; a
//! removal is upheld, and its row stays out.

use quarterdeck::accounts::{Role, totp, users};
use quarterdeck::audit::Actor;
use quarterdeck::clock::Clock;
use quarterdeck::state::AppState;
use quarterdeck::values::EmailAddress;
use sqlx::PgPool;

use crate::browser::{Browser, DESK, NARROW};
use crate::site;

const OPERATOR: &str = "operator@site.example";
const HEADERS: &str = "Who,Headline,Fractional Role,Location,LinkedIn Profile\n";

#[sqlx::test(migrator = "quarterdeck::database::MIGRATIONS")]
async fn an_operator_uploads_maps_publishes_and_takes_back(pool: PgPool) {
    let (origin, state) = site::serve_with_mail(pool).await;
    let browser = Browser::open_without_scripts(&origin).await;
    sign_in(&browser, &state).await;
    browser.visit("/admin").await;
    browser.fits_its_screens().await;
    let rows =
        "Ann Abelskjold,Finance leader,Fractional CFO,\"Austin, Texas\",linkedin.com/in/ann-abelskjold\n";
    upload(&browser, rows).await;
    assert!(browser.text(".notice").await.contains("No column says full_name"));
    browser.fits_its_screens().await;
    browser.choose("#field-1", "full_name").await;
    browser.click("button[value=try]").await;
    browser.says(".lede", "A dry run: nothing was changed. This is what would happen.").await;
    browser.fits_its_screens().await;
    browser.click("button[value=import]").await;
    browser.says(".lede", "Done.").await;
    let work = browser.address().await;

    browser.visit("/admin/review?what=executives&q=Abelskjold").await;
    browser.fits_its_screens().await;
    reads_on_a_phone(&browser).await;
    browser.click("input[name=id]").await;
    browser.click("button[value=publish]").await;
    browser.says(".notice", "Published: 1. What is not complete stays in review.").await;
    browser.visit("/executives/ann-abelskjold").await;
    browser.says("h1", "Ann Abelskjold").await;

    browser.visit(&work).await;
    browser.click(".console-actions a[href^='/admin/runs/']").await;
    browser.says(".records .action", "new").await;
    browser.fits_its_screens().await;
    browser.click(".records a.row-link").await;
    assert!(browser.text(".beside").await.contains("Ann Abelskjold"));
    browser.fits_its_screens().await;
    browser.go_back().await;
    browser.click("button[value=undo]").await;
    browser.says(".lede", "Done.").await;
    browser.visit("/executives/ann-abelskjold").await;
    browser.says("h1", "There is no page at this address").await;
}

#[sqlx::test(migrator = "quarterdeck::database::MIGRATIONS")]
async fn a_removal_is_upheld_and_the_next_import_leaves_its_row_out(pool: PgPool) {
    let (origin, state) = site::serve_with_mail(pool).await;
    let browser = Browser::open_without_scripts(&origin).await;
    sign_in(&browser, &state).await;
    let rows = "Bea Berglund,Finance leader,Fractional CFO,\"Austin, Texas\",linkedin.com/in/bea-berglund\n";
    import(&browser, rows).await;
    browser.visit("/admin/executives/bea-berglund").await;
    browser.click("button[value=publish]").await;
    browser.says(".notice", "Published: 1. What is not complete stays in review.").await;
    browser.visit("/executives/bea-berglund/remove").await;
    browser.click(".form button").await;
    browser.arrives("the receipt", |url| url.path().starts_with("/privacy/removal/s-")).await;

    browser.visit("/admin").await;
    browser.click(".queues a[href='/admin/removals']").await;
    browser.fits_its_screens().await;
    browser.click("a.row-link").await;
    browser.fits_its_screens().await;
    browser.click("button[value=uphold]").await;
    browser.says(".notice", "Upheld: what was known is erased, and no import brings it back.").await;
    browser.visit("/executives/bea-berglund").await;
    browser.says("h1", "This page has been taken down").await;
    import(&browser, rows).await;
    assert!(browser.text(".tally").await.contains("unchanged"));
    browser.visit("/admin/search?q=Berglund").await;
    assert!(!browser.has(".console-list a[href^='/admin/executives/']").await);
}

async fn upload(browser: &Browser, rows: &str) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("people.csv");
    std::fs::write(&file, format!("{HEADERS}{rows}")).unwrap();
    browser.visit("/admin/imports").await;
    browser.find("#file").await.send_keys(file.to_str().unwrap()).await.unwrap();
    browser.click(".console-form .button").await;
    browser.says("h1", "people.csv").await;
}

async fn import(browser: &Browser, rows: &str) {
    upload(browser, rows).await;
    if browser.has(".column-unused").await {
        browser.choose("#field-1", "full_name").await;
    }
    browser.click("button[value=import]").await;
    browser.says(".lede", "Done.").await;
}

/// Signs in by the mailed link, and connects an authenticator app.
pub async fn sign_in(browser: &Browser, state: &AppState) {
    let email = EmailAddress::parse(OPERATOR).unwrap();
    let now = Clock::system().now();
    let mut connection = state.pool.acquire().await.unwrap();
    users::add(&mut connection, &email, Role::Operator, &Actor::COMMAND_LINE, now).await.unwrap();
    drop(connection);
    browser.visit("/signin").await;
    browser.type_into("#email", OPERATOR).await;
    browser.click(".form button").await;
    browser.arrives_at("/signin/sent").await;
    browser.visit("/dev/mail").await;
    browser.click("main li a").await;
    browser.click(".letter a[href*='/signin/link/']").await;
    browser.click("main form button").await;
    browser.arrives("the set-up of the second factor", |url| url.path() == "/account/second-factor").await;
    let secret = from_base32(&browser.text("code.secret").await);
    browser.type_into("#code", &totp::code(&secret, totp::step_of(Clock::system().now()))).await;
    browser.click(".form .button").await;
    browser.find(".codes").await;
}

/// What a person types into an app, as the app reads it.
fn from_base32(text: &str) -> Vec<u8> {
    let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let fives = text.chars().filter(|c| *c != ' ').map(|c| letters.find(c).unwrap());
    let bits: Vec<usize> = fives.flat_map(|five| (0..5).rev().map(move |place| five >> place & 1)).collect();
    let byte = |bits: &[usize]| bits.iter().fold(0, |byte, bit| byte * 2 + u8::try_from(*bit).unwrap());
    bits.chunks_exact(8).map(byte).collect()
}

/// On a phone nothing scrolls sideways, neither the rows nor the menu, which opens and leads on.
async fn reads_on_a_phone(browser: &Browser) {
    browser.use_screen(NARROW).await;
    for part in [".table-wide", ".console-menu-small"] {
        let hidden = format!(
            "const part = document.querySelector('{part}'); return part.scrollWidth - part.clientWidth"
        );
        assert_eq!(browser.run(&hidden).await, 0, "{part}");
    }
    assert!(!browser.is_seen(".console-menu a[href='/admin/log']").await);
    assert!(!browser.is_seen(".console-menu-small a[href='/admin/log']").await);
    browser.click(".console-menu-small > summary").await;
    assert_eq!(browser.overflow().await, 0);
    assert!(browser.is_seen(".console-menu-small a[href='/admin/log']").await);
    assert!(browser.is_seen(".row-edit").await);
    browser.click(".console-menu-small > summary").await;
    browser.use_screen(DESK).await;
    assert!(browser.is_seen(".console-menu a[href='/admin/log']").await);
}
