//! Being told by mail of what is new.

use quarterdeck::alerts::runner;
use sqlx::PgPool;

use crate::browser::Browser;
use crate::site;

const ANN: &str = "ann@client.example";

#[sqlx::test(migrator = "quarterdeck::database::MIGRATIONS")]
async fn a_job_seeker_filters_saves_confirms_is_told_of_a_new_job_and_leaves_again(pool: PgPool) {
    let (origin, state) = site::serve_with_mail(pool.clone()).await;
    let browser = Browser::open_without_scripts(&origin).await;
    browser.visit("/jobs?role=fractional-cfo").await;
    browser.click(".results-alert").await;
    browser.arrives_at("/alerts/new/jobs?role=fractional-cfo").await;
    browser.type_into("#email", "ann@client").await;
    browser.click(".form button").await;
    assert!(browser.text("#email-error").await.starts_with("Behind the @"));
    browser.fits_its_screens().await;
    browser.type_into("#email", ANN).await;
    browser.click("input[value=weekly]").await;
    browser.click(".form button").await;
    browser.arrives_at("/alerts/new/jobs/sent?role=fractional-cfo").await;
    browser.fits_its_screens().await;

    open_last_mail(&browser).await;
    browser.click("a[href*='/alerts/confirm/']").await;
    assert_eq!(browser.text(".tag-search").await, "CFO");
    browser.fits_its_screens().await;
    browser.click("main form button").await;
    browser.arrives("the alert", |url| url.path().starts_with("/alerts/one/")).await;
    assert!(browser.text("main .notice").await.starts_with("The alert is saved."));
    browser.fits_its_screens().await;

    // A week later, one of the jobs that had closed is open again.
    let reopened = "update jobs set closed_at = null, closed_reason = null, expires_at = null, source_synced_at = now(),
                           title = 'Reopened CFO', role_id = (select id from roles where slug = 'fractional-cfo')
                     where id = (select id from jobs where closed_at is not null and status = 'PUBLISHED' limit 1)";
    assert_eq!(sqlx::query(reopened).execute(&pool).await.unwrap().rows_affected(), 1);
    let later = "update saved_searches set next_run_at = next_run_at - interval '7 days'";
    sqlx::query(later).execute(&pool).await.unwrap();
    state.search.catch_up(&pool, &state.clock).await.unwrap();
    assert_eq!(runner::run_due(&state).await.unwrap().told, 1);

    open_last_mail(&browser).await;
    assert_eq!(browser.text("h1").await, "1 new job: CFO");
    assert!(browser.text(".letter").await.contains("Reopened CFO"));
    browser.click("a[href*='/alerts/stop/']").await;
    browser.fits_its_screens().await;
    browser.click("main form button").await;
    browser.says("h1", "No more mail about this").await;
    let left: i64 = sqlx::query_scalar("select count(*) from saved_searches").fetch_one(&pool).await.unwrap();
    assert_eq!(left, 0);
}

#[sqlx::test(migrator = "quarterdeck::database::MIGRATIONS")]
async fn who_finds_nothing_can_ask_to_be_told(pool: PgPool) {
    let browser = Browser::open(&site::serve(pool).await).await;
    browser.visit("/executives?q=nobody+has+this+word").await;
    browser.click(".empty-actions a.button").await;
    browser.arrives_at("/alerts/new/executives?q=nobody+has+this+word").await;
    assert_eq!(browser.text(".tag-search").await, "“nobody has this word”");
    assert_eq!(browser.complaints().await, [""; 0]);
}

/// Opens what the site wrote last.
async fn open_last_mail(browser: &Browser) {
    browser.visit("/dev/mail").await;
    browser.click("main li a").await;
    browser.find(".letter").await;
}
