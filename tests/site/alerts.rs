//! Asking for an alert, confirming it, changing and ending it.

use axum::body::Body;
use axum::http::Request;
use quarterdeck::alerts::runner;
use quarterdeck::config::RateLimitScale;
use quarterdeck::database::MIGRATIONS;
use quarterdeck::state::Rules;
use sqlx::PgPool;
use url::form_urlencoded;

use crate::support::{Answer, Site};

pub const ANN: &str = "ann@client.example";
const NEW: &str = "/alerts/new/jobs?role=fractional-cfo";

/// What the form sends.
pub fn filled_in(email: &str, frequency: &str, key: &str) -> String {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("email", email).append_pair("frequency", frequency).append_pair("request_key", key);
    form.finish()
}

/// Opens the form of a search and sends it.
pub async fn ask(site: &Site, form: &str, email: &str, frequency: &str) -> Answer {
    let page = site.anonymous().get(form).await.expect(200);
    let key = page.attributes("input[name=request_key]", "value").remove(0);
    let action = page.attributes("form.form", "action").remove(0);
    site.anonymous().post(&action, &filled_in(email, frequency, &key)).await
}

/// Saves a search and confirms it; gives where the alert is changed.
pub async fn save(site: &Site, form: &str, email: &str, frequency: &str) -> String {
    ask(site, form, email, frequency).await.expect(303);
    let confirm = site.mailbox(email).link("/alerts/confirm/").await;
    let saved = site.anonymous().post(&confirm, "").await.expect(303);
    saved.header("location").strip_suffix("?saved=yes").unwrap().to_owned()
}

/// A day passes, and what is due runs.
pub async fn next_day(site: &Site) -> runner::Round {
    site.sql("update saved_searches set next_run_at = next_run_at - interval '1 day'").await;
    site.search.catch_up(&site.pool, &site.clock).await.unwrap();
    runner::run_due(&site.state).await.unwrap()
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_job_seeker_saves_a_search_confirms_it_and_is_told_once_of_each_new_job(pool: PgPool) {
    let site = Site::start_today(pool).await;
    site.job().titled("Old CFO").published().post().await;
    let list = site.anonymous().get("/jobs?role=fractional-cfo").await.expect(200);
    assert_eq!(list.attributes(".results-alert", "href"), [NEW]);

    let form = site.anonymous().get(NEW).await.expect(200);
    form.expect_says("1 job matches today");
    assert_eq!(form.texts(".tag-search"), ["CFO"]);
    assert_eq!(form.header("cache-control"), "no-store");
    let asked = ask(&site, NEW, " Ann@Client.example ", "daily").await.expect(303);
    let asked = site.anonymous().get(asked.header("location")).await.expect(200);
    asked.expect_says("Look into your mailbox");
    assert!(asked.links().contains(&"/jobs?role=fractional-cfo".to_owned()));

    let letter = site.mailbox(ANN).last().await;
    assert_eq!((letter.subject.as_str(), letter.unsubscribe), ("Confirm your alert for new jobs", None));
    assert!(letter.text.contains("* CFO"), "{}", letter.text);
    assert_eq!(next_day(&site).await, runner::Round::default(), "nothing before it is confirmed");
    let confirm = site.mailbox(ANN).link("/alerts/confirm/").await;
    site.anonymous().get(&confirm).await.expect(200).expect_says("write to a…@client.example");
    let saved = site.anonymous().post(&confirm, "").await.expect(303);
    let saved = site.anonymous().get(saved.header("location")).await.expect(200);
    saved.expect_says("The alert is saved.");
    saved.expect_says("a…@client.example");

    assert_eq!(next_day(&site).await, runner::Round { ran: 1, told: 0 }, "what was there is no news");
    let new = site.job().titled("New CFO").published().post().await;
    site.job().titled("New CMO").role("Fractional CMO").published().post().await;
    assert_eq!(next_day(&site).await, runner::Round { ran: 1, told: 1 });
    let letter = site.mailbox(ANN).last().await;
    assert_eq!(letter.subject, "1 new job: CFO");
    for text in [&letter.text, &letter.html.unwrap()] {
        for said in ["New CFO", "Northwind Analytics", &new.path, "you saved this search"] {
            assert!(text.contains(said), "{said}: {text}");
        }
        assert!(!text.contains("Old CFO") && !text.contains("CMO"), "{text}");
    }
    assert_eq!(next_day(&site).await, runner::Round { ran: 1, told: 0 });
    assert_eq!(site.mailbox(ANN).letters().await.len(), 2);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn opening_a_link_changes_nothing_and_its_button_works_once(pool: PgPool) {
    let site = Site::start_today(pool).await;
    ask(&site, NEW, ANN, "weekly").await.expect(303);
    let confirm = site.mailbox(ANN).link("/alerts/confirm/").await;
    for _ in 0..3 {
        let page = site.anonymous().get(&confirm).await.expect(200);
        assert!(!page.is_indexable() && page.header("cache-control") == "no-store");
    }
    assert_eq!(site.value("select count(*) from saved_searches").await, "0");
    site.anonymous().post(&confirm, "").await.expect(303);
    for answer in [site.anonymous().get(&confirm).await, site.anonymous().post(&confirm, "").await] {
        let answer = answer.expect(410);
        answer.expect_says("You have confirmed this already");
        site.anonymous().get(&answer.attributes(".trouble-ways a", "href")[0]).await.expect(200);
    }
    assert_eq!(
        site.value("select count(*) || ' ' || min(frequency::text) from saved_searches").await,
        "1 WEEKLY"
    );

    // The same search again changes how often.
    save(&site, NEW, ANN, "daily").await;
    assert_eq!(
        site.value("select count(*) || ' ' || min(frequency::text) from saved_searches").await,
        "1 DAILY"
    );
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn of_two_requests_for_one_search_the_later_one_holds(pool: PgPool) {
    let site = Site::start_today(pool).await;
    let mut links = Vec::new();
    for frequency in ["daily", "weekly"] {
        ask(&site, NEW, ANN, frequency).await.expect(303);
        links.push(site.mailbox(ANN).link("/alerts/confirm/").await);
        site.sql("update alert_requests set created_at = created_at - interval '1 minute'").await;
    }
    // One for another search stands by itself.
    ask(&site, "/alerts/new/executives?role=fractional-cmo", ANN, "daily").await.expect(303);
    let other = site.mailbox(ANN).link("/alerts/confirm/").await;
    site.anonymous().post(&links[1], "").await.expect(303);
    let earlier = site.anonymous().post(&links[0], "").await.expect(410);
    earlier.expect_says("You have confirmed this already");
    assert_eq!(site.value("select string_agg(frequency::text, ' ') from saved_searches").await, "WEEKLY");
    site.anonymous().post(&other, "").await.expect(303);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_link_that_ran_out_says_so_and_its_address_is_forgotten(pool: PgPool) {
    let site = Site::start_today(pool).await;
    ask(&site, NEW, ANN, "daily").await.expect(303);
    let confirm = site.mailbox(ANN).link("/alerts/confirm/").await;
    site.sql("update alert_requests set expires_at = expires_at - interval '7 days'").await;
    for _ in ["before it is tidied up", "and after"] {
        for answer in [site.anonymous().get(&confirm).await, site.anonymous().post(&confirm, "").await] {
            let answer = answer.expect(410);
            answer.expect_says("This link has run out");
            assert_eq!(answer.attributes(".trouble-ways a", "href"), [NEW]);
        }
        runner::run_due(&site.state).await.unwrap();
    }
    assert_eq!(site.value("select count(*) from alert_requests where email is not null").await, "0");
    site.sql("update alert_requests set expires_at = expires_at - interval '31 days'").await;
    runner::run_due(&site.state).await.unwrap();
    site.anonymous().get(&confirm).await.expect(404).expect_says("We don’t know this link");
    site.anonymous().post("/alerts/confirm/made-up", "").await.expect(404);
    assert_eq!(site.value("select count(*) from saved_searches").await, "0");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn nobody_learns_from_an_answer_whether_an_address_has_alerts(pool: PgPool) {
    let site = Site::start_today(pool).await;
    let one = save(&site, NEW, ANN, "daily").await;
    let mut answers = Vec::new();
    for email in [ANN, "ben@client.example"] {
        for form in ["/alerts", NEW] {
            let answer = ask(&site, form, email, "daily").await.expect(303);
            let page = site.anonymous().get(answer.header("location")).await.expect(200);
            answers.push((answer.header("location").to_owned(), page.content()));
        }
    }
    let (ann, ben) = answers.split_at(2);
    assert_eq!(ann, ben);
    // Only who has alerts gets a link to them, and it shows them.
    let letters = site.mailbox("ben@client.example").letters().await;
    assert!(letters.iter().all(|letter| letter.subject.starts_with("Confirm")), "{letters:?}");
    ask(&site, "/alerts", ANN, "").await.expect(303);
    let all = site.mailbox(ANN).link("/alerts/all/").await;
    let page = site.anonymous().get(&all).await.expect(200);
    assert!(page.links().contains(&one) && page.texts(".tag-search") == ["CFO"]);
    site.sql("update alert_requests set expires_at = expires_at - interval '24 hours' where list is null")
        .await;
    site.anonymous().get(&all).await.expect(410);
    site.anonymous().post(&all, "").await.expect(410);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_form_that_is_sent_twice_is_one_request_and_a_mended_one_is_another(pool: PgPool) {
    let site = Site::start_today(pool).await;
    let key = "0197b2a0-0000-7000-8000-000000000000";
    for _ in 0..3 {
        site.anonymous().post(NEW, &filled_in("amm@client.example", "daily", key)).await.expect(303);
    }
    site.anonymous().post(NEW, &filled_in(ANN, "daily", key)).await.expect(303);
    assert_eq!(site.mailbox("amm@client.example").letters().await.len(), 1);
    assert_eq!(site.mailbox(ANN).letters().await.len(), 1);
    // Without a key, or with one that is none, it is taken too.
    site.anonymous().post(NEW, &format!("email={ANN}&frequency=weekly")).await.expect(303);
    assert_eq!(site.mailbox(ANN).letters().await.len(), 2);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn who_asks_too_often_waits_and_loses_nothing(pool: PgPool) {
    let site = Site::start_today(pool.clone()).await;
    for _ in 0..5 {
        ask(&site, NEW, ANN, "daily").await.expect(303);
    }
    // Five links an hour to one address, from wherever they are asked for.
    let other = Site::over(pool.clone(), site.clock.clone());
    for form in [NEW, "/alerts"] {
        let refused = ask(&other, form, ANN, "weekly").await.expect(429);
        let seconds: u64 = refused.header("retry-after").parse().unwrap();
        assert!((3_500..=3_600).contains(&seconds), "{seconds}");
        refused.expect_says("Several links went to this address within the hour");
        assert_eq!(refused.attributes("#email", "value"), [ANN]);
    }
    assert_eq!(site.mailbox(ANN).letters().await.len(), 5);
    site.sql("update alert_requests set created_at = created_at - interval '1 hour'").await;
    ask(&other, NEW, ANN, "daily").await.expect(303);
    // One that is used counts no more, nor do those for the same search before it.
    let confirm = site.mailbox(ANN).link("/alerts/confirm/").await;
    site.anonymous().post(&confirm, "").await.expect(303);
    assert_eq!(
        site.value("select count(*) from alert_requests where used_at is not null and email is null").await,
        "6"
    );

    // Ten at once from one client.
    let rules = Rules { rate_limit_scale: "0.2".parse::<RateLimitScale>().unwrap(), ..Rules::default() };
    let strict = Site::ruled(pool, site.clock.clone(), rules);
    for address in ["a@client.example", "b@client.example"] {
        ask(&strict, NEW, address, "daily").await.expect(303);
    }
    let refused = ask(&strict, NEW, "c@client.example", "weekly").await.expect(429);
    assert!(refused.header("retry-after").parse::<u64>().unwrap() > 200);
    refused.expect_says("from your network");
    assert_eq!(refused.attributes("#email", "value"), ["c@client.example"]);
    assert_eq!(refused.attributes("input[name=frequency][checked]", "value"), ["weekly"]);
    assert!(strict.mailbox("c@client.example").letters().await.is_empty());
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn what_is_no_address_is_refused_beside_the_field_and_given_back(pool: PgPool) {
    let site = Site::start_today(pool).await;
    let long = format!("{}@client.example", "a".repeat(5_000));
    for email in [
        "",
        "ann",
        "ann@client",
        "a@b.example\r\nBcc: everybody@client.example",
        "Ann <ann@client.example>",
        "ann@client.example,ben@client.example",
        "\"><script>alert(1)</script>@client.example",
        "jürgen@client.example",
        "ann@client.example\0",
        "ann\u{202e}@client.example",
        &long,
    ] {
        for form in [NEW, "/alerts"] {
            let page = site.anonymous().post(form, &filled_in(email, "daily", "")).await.expect(422);
            assert!(!page.text("#email-error").is_empty(), "{email}");
            assert_eq!(page.attributes("#email", "aria-describedby"), ["email-error"]);
            let kept: String = email.chars().filter(|c| !c.is_control()).take(400).collect();
            assert_eq!(page.attributes("#email", "value"), [kept]);
        }
    }
    let page = site.anonymous().post(NEW, &filled_in(ANN, "hourly", "")).await.expect(422);
    assert_eq!(page.text("#frequency-error"), "Choose how often.");
    assert_eq!(page.attributes("#email", "value"), [ANN]);
    assert_eq!(site.value("select count(*) from outbox").await, "0");
    assert_eq!(site.value("select count(*) from alert_requests").await, "0");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn any_search_can_be_saved_and_what_means_nothing_is_named(pool: PgPool) {
    let site = Site::start_today(pool).await;
    let form = site
        .anonymous()
        .get("/alerts/new/executives?role=wizard&location=austin-tx&sort=newest&page=7")
        .await;
    form.expect_says("Left out, because we do not know it: role “wizard”");
    assert_eq!(form.attributes("form.form", "action"), ["/alerts/new/executives?location=austin-tx"]);
    let all = site.anonymous().get("/alerts/new/jobs").await.expect(200);
    assert_eq!(all.texts(".tag-search"), ["All jobs"]);
    for path in ["/alerts/new/people", "/alerts/new", "/alerts/new/executives/sent/x"] {
        site.anonymous().get(path).await.expect(404);
    }
    for path in ["/alerts/one/x", "/alerts/stop/x"] {
        let page = site.anonymous().get(path).await.expect(404);
        page.expect_says("cut off or changed on its way");
        assert!(page.attributes("main a", "href").contains(&"/alerts".to_owned()), "{path}");
    }
    let long = "%F0%9F%A6%84".repeat(300);
    let industries = (0..30).map(|n| format!("industry-{n}")).collect::<Vec<_>>().join(",");
    for query in [
        "q=%00%0d%0aBcc:x",
        "q=%3Cscript%3Ealert(1)%3C/script%3E",
        "q=%ff%fe",
        &format!("q={long}&industry=saas,fintech,banking,{industries}"),
        "role=&location=&near=&radius=50",
        "rate_max=-1&hours_max=99999999999999999999",
    ] {
        ask(&site, &format!("/alerts/new/jobs?{query}"), ANN, "daily").await.expect(303);
        let confirm = site.mailbox(ANN).link("/alerts/confirm/").await;
        site.anonymous().get(&confirm).await.expect(200);
        let saved = site.anonymous().post(&confirm, "").await.expect(303);
        site.anonymous().get(saved.header("location")).await.expect(200);
    }
    next_day(&site).await;
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_stranger_can_send_nobody_words_of_their_own(pool: PgPool) {
    let site = Site::start_today(pool).await;
    for (words, is_shown) in [
        ("growth finance", true),
        ("buy at evil.example", false),
        ("https://evil.example/win", false),
        ("you have won a prize so call this number at once 0123456789", false),
    ] {
        let query: String = form_urlencoded::byte_serialize(words.as_bytes()).collect();
        ask(&site, &format!("/alerts/new/jobs?q={query}&role=fractional-cfo"), ANN, "daily")
            .await
            .expect(303);
        let letter = site.mailbox(ANN).last().await;
        for text in [&letter.subject, &letter.text, &letter.html.unwrap()] {
            assert!(is_shown || !text.contains(words), "{text}");
        }
        assert!(letter.text.contains("* CFO") && letter.text.contains(words) == is_shown, "{}", letter.text);
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_mail_program_ends_an_alert_by_itself_and_nothing_else_may(pool: PgPool) {
    let site = Site::start_today(pool).await;
    let one = save(&site, NEW, ANN, "daily").await;
    site.job().published().post().await;
    next_day(&site).await;
    let stop = site.mailbox(ANN).link("/alerts/stop/").await;
    assert_eq!(
        site.mailbox(ANN).last().await.unsubscribe.unwrap(),
        format!("https://quarterdeck.example{stop}")
    );
    // As a server elsewhere sends it, without anything that says which page it comes from.
    let from_elsewhere = |path: &str| {
        Request::post(path)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from("List-Unsubscribe=One-Click"))
            .unwrap()
    };
    for path in [one.as_str(), NEW, "/alerts", "/alerts/all/x", "/alerts/confirm/x"] {
        site.anonymous().send(from_elsewhere(path)).await.expect(403);
    }
    let other_end = if stop.ends_with('0') { "1" } else { "0" };
    site.anonymous().send(from_elsewhere(&format!("{}{other_end}", &stop[..stop.len() - 1]))).await;
    site.anonymous().get(&stop).await.expect(200).expect_says("No more mail about this?");
    assert_eq!(site.value("select count(*) from saved_searches").await, "1");

    for _ in ["once", "and again"] {
        let answer = site.anonymous().send(from_elsewhere(&stop)).await.expect(200);
        answer.expect_says("No more mail about this");
    }
    for path in [&one, &stop] {
        site.anonymous().get(path).await.expect(410).expect_says("This alert has ended");
    }
    // Nothing of the address is left, not even the mail that had not left.
    for (table, column) in [("saved_searches", "email"), ("alert_requests", "email")] {
        assert_eq!(site.value(&format!("select count({column}) from {table}")).await, "0");
    }
    assert_eq!(
        site.value("select count(*) from outbox where payload ->> 'unsubscribe' is not null").await,
        "0"
    );
    site.job().published().post().await;
    assert_eq!(next_day(&site).await, runner::Round::default());
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_alert_is_paused_told_less_often_and_goes_on(pool: PgPool) {
    let site = Site::start_today(pool).await;
    let one = save(&site, NEW, ANN, "daily").await;
    site.anonymous().post(&one, "frequency=weekly").await.expect(303);
    site.job().titled("First CFO").published().post().await;
    assert_eq!(next_day(&site).await.told, 0, "not in the first week");
    site.sql("update saved_searches set next_run_at = next_run_at - interval '5 days'").await;
    assert_eq!(next_day(&site).await.told, 1);

    let paused = site.anonymous().post(&one, "frequency=paused").await.expect(303);
    site.anonymous().get(paused.header("location")).await.expect(200).expect_says("The alert is paused.");
    site.job().titled("Second CFO").published().post().await;
    site.sql("update saved_searches set next_run_at = next_run_at - interval '9 days'").await;
    assert_eq!(next_day(&site).await.ran, 0);
    site.anonymous().post(&one, "frequency=daily").await.expect(303);
    assert_eq!(next_day(&site).await.told, 1, "what came in meanwhile");
    assert!(site.mailbox(ANN).last().await.text.contains("Second CFO"));
    site.anonymous().post(&one, "frequency=hourly").await.expect(422);
    site.anonymous().post("/alerts/one/made-up", "frequency=daily").await.expect(404);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn who_deletes_all_alerts_leaves_nothing_behind(pool: PgPool) {
    let site = Site::start_today(pool).await;
    save(&site, NEW, ANN, "daily").await;
    save(&site, "/alerts/new/executives?location=austin-tx", ANN, "weekly").await;
    save(&site, NEW, "ben@client.example", "weekly").await;
    ask(&site, "/alerts", ANN, "").await.expect(303);
    let all = site.mailbox(ANN).link("/alerts/all/").await;
    assert_eq!(
        site.anonymous().get(&all).await.expect(200).texts(".alerts h2"),
        ["New jobs, daily", "New executives, weekly"]
    );
    site.anonymous().post(&all, "").await.expect(200).expect_says("your address with them");
    site.anonymous().get(&all).await.expect(410);
    assert_eq!(site.value("select string_agg(email, ' ') from saved_searches").await, "ben@client.example");
    assert_eq!(site.value("select count(email) from alert_requests").await, "0");
}
