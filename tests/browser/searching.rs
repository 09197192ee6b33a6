//! Looking for somebody, and for something to do.

use sqlx::PgPool;

use crate::browser::{Browser, NARROW, PHONE};
use crate::site;

const FIRST_RESULT: &str = ".cards .card-name a";

#[sqlx::test(migrator = "quarterdeck::database::MIGRATIONS")]
async fn a_visitor_searches_opens_a_profile_and_comes_back_to_the_same_results(pool: PgPool) {
    let browser = Browser::open(&site::serve(pool).await).await;
    browser.visit("/").await;
    browser.type_into("main input[name=q]", "growth\n").await;
    browser.arrives_at("/executives?q=growth").await;
    assert_eq!(browser.attribute("#q", "value").await, "growth");
    let count = browser.text(".results-count").await;
    let name = browser.text(FIRST_RESULT).await;

    browser.click(FIRST_RESULT).await;
    browser.arrives("a profile", |url| url.path().starts_with("/executives/")).await;
    assert_eq!(browser.text("h1").await, name);

    browser.go_back().await;
    browser.arrives_at("/executives?q=growth").await;
    assert_eq!(browser.text(".results-count").await, count);
    assert_eq!(browser.text(FIRST_RESULT).await, name);

    // From the results on, the field says what was searched for, and another search starts there.
    browser.type_into("#q", "nobody has this word\n").await;
    browser.arrives_at("/executives?q=nobody+has+this+word").await;
    assert!(browser.text(".empty h2").await.starts_with("No executives match"));
}

#[sqlx::test(migrator = "quarterdeck::database::MIGRATIONS")]
async fn what_may_be_meant_stands_below_the_search_box_and_is_chosen_by_keyboard(pool: PgPool) {
    const ARROW_DOWN: char = '\u{E015}';
    const ESCAPE: char = '\u{E00C}';
    const ENTER: char = '\u{E007}';
    const LIST: &str = "#q-suggestions";
    const TOLD: &str = "return document.querySelector('#q-suggestions + [role=status]').textContent";
    let browser = Browser::open(&site::serve(pool).await).await;
    browser.visit("/executives").await;
    assert_eq!(browser.attribute("#q", "aria-expanded").await, "false");
    browser.type_into("#q", "chief fin").await;
    browser.find(&format!("{LIST}:not([hidden]) li")).await;
    assert_eq!(browser.attribute("#q", "aria-expanded").await, "true");
    assert_eq!(browser.text(&format!("{LIST} .suggestion-label")).await, "CFO");
    let many = browser.run("return document.querySelectorAll('#q-suggestions li').length").await;
    assert_eq!(browser.run(TOLD).await, format!("{many} suggestion{}", if many == 1 { "" } else { "s" }));

    // Escape closes it, and what was typed stays.
    browser.press(&ESCAPE.to_string()).await;
    assert!(!browser.is_seen(LIST).await);
    assert_eq!(browser.run(TOLD).await, "");
    assert_eq!(browser.value("#q").await, "chief fin");

    browser.type_into("#q", "chief fina").await;
    browser.find(&format!("{LIST}:not([hidden]) li")).await;
    browser.press(&ARROW_DOWN.to_string()).await;
    let chosen = browser.attribute("#q", "aria-activedescendant").await;
    assert_eq!(browser.attribute(&format!("#{chosen}"), "aria-selected").await, "true");
    let outline = "return getComputedStyle(document.querySelector('[aria-selected=true] a')).outlineStyle";
    assert_eq!(browser.run(outline).await, "solid");
    browser.press(&ENTER.to_string()).await;
    browser.arrives_at("/roles/fractional-cfo").await;
    assert_eq!(browser.text("h1").await, "Fractional CFOs");
}

#[sqlx::test(migrator = "quarterdeck::database::MIGRATIONS")]
async fn what_is_chosen_below_the_search_box_is_added_to_the_filters_in_force(pool: PgPool) {
    const PICK_THE_FIRST: &str = "\u{E015}\u{E007}";
    let browser = Browser::open(&site::serve(pool).await).await;
    browser.visit("/executives?role=fractional-cfo&rate_max=900").await;
    browser.type_into("#q", "saas").await;
    browser.find("#q-suggestions:not([hidden]) li").await;
    browser.press(PICK_THE_FIRST).await;
    browser.arrives_at("/executives?role=fractional-cfo&industry=saas&rate_max=900").await;

    // On the front page it goes with the other fields.
    browser.visit("/").await;
    browser.choose("#role", "fractional-cfo").await;
    browser.type_into("#q", "saas").await;
    browser.find("#q-suggestions:not([hidden]) li").await;
    browser.press(PICK_THE_FIRST).await;
    browser.arrives_at("/executives?role=fractional-cfo&industry=saas").await;
}

#[sqlx::test(migrator = "quarterdeck::database::MIGRATIONS")]
async fn on_a_telephone_suggestions_are_as_wide_as_the_screen(pool: PgPool) {
    let browser = Browser::open(&site::serve(pool).await).await;
    for screen in [PHONE, NARROW] {
        browser.use_screen(screen).await;
        browser.visit("/roles/fractional-cfo").await;
        browser.type_into("#site-q", "chief").await;
        browser.find("#site-q-suggestions:not([hidden]) li").await;
        let measure = "const list = document.querySelector('#site-q-suggestions').getBoundingClientRect(),
                             box = document.querySelector('#site-q').getBoundingClientRect();
                       return [list.width, list.top - box.bottom]";
        let measured = browser.run(measure).await;
        let [width, gap] = [0, 1].map(|at| measured[at].as_f64().unwrap());
        assert!(width > f64::from(screen.width) - 40.0, "{width} of {} px", screen.width);
        assert!((0.0..12.0).contains(&gap), "{gap} px below the box");
        assert_eq!(browser.overflow().await, 0);
    }
}

#[sqlx::test(migrator = "quarterdeck::database::MIGRATIONS")]
async fn a_job_seeker_is_handed_over_to_the_employer(pool: PgPool) {
    let browser = Browser::open(&site::serve(pool).await).await;
    browser.visit("/jobs").await;
    browser.click(FIRST_RESULT).await;
    browser.arrives("a posting", |url| url.path().starts_with("/jobs/")).await;
    let posting = browser.address().await;
    let host = browser.text("form[action$='/apply'] + p bdi").await;

    // The page in between names the employer's host and links to it, for browsers that don't follow a refresh.
    let between = browser
        .run_async(
            "const answer = await fetch(document.querySelector(\"form[action$='/apply']\").action, {method: 'POST'});
             const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
             return {status: answer.status, refresh: answer.headers.get('refresh'), text: page.body.textContent,
                     link: page.querySelector('main a.button').href};",
        )
        .await;
    let link = between["link"].as_str().unwrap();
    assert_eq!(between["status"], 200, "{between}");
    assert_eq!(between["refresh"], format!("0; url={link}"));
    assert!(link.starts_with("https://") && link.contains(&host), "{link} and {host}");
    assert!(between["text"].as_str().unwrap().contains(&host));

    // And a browser that does arrives there. Demo employers live in .example, where nobody answers.
    browser.click("form[action$='/apply'] button").await;
    let there = browser.arrives(&host, |url| url.host_str() == Some(host.as_str())).await;
    assert_eq!(there.as_str(), link, "from {posting}");
}
