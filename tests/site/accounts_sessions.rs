//! Sessions: how long they last, and how they end.

use std::sync::{Arc, Mutex};

use chrono::{DateTime, TimeDelta, Utc};
use quarterdeck::accounts::{Role, totp, users};
use quarterdeck::audit::Actor;
use quarterdeck::clock::Clock;
use quarterdeck::database::MIGRATIONS;
use quarterdeck::values::EmailAddress;
use sqlx::PgPool;

use crate::accounts::{ANN, BEN};
use crate::me;
use crate::support::site::noon;
use crate::support::{Answer, Site};

/// A clock whose hands a test moves.
#[derive(Clone)]
pub struct Hands(Arc<Mutex<DateTime<Utc>>>);

impl Hands {
    pub fn at_noon() -> Self {
        Self(Arc::new(Mutex::new(noon())))
    }

    pub fn clock(&self) -> Clock {
        let hands = self.clone();
        Clock::told_by(move || *hands.0.lock().unwrap())
    }

    pub fn pass(&self, time: TimeDelta) {
        *self.0.lock().unwrap() += time;
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn reading_sets_no_cookie_and_opens_no_session(pool: PgPool) {
    let site = Site::start(pool).await;
    site.executive().published().create().await;
    for path in [
        "/",
        "/executives",
        "/executives/sarah-chen",
        "/signin",
        "/signin/sent",
        "/account",
        "/admin",
        "/shortlist",
    ] {
        let browser = site.browser();
        browser.put("__Host-sid", "made-up");
        let answer = browser.get(path).await;
        assert!(!answer.headers.contains_key("set-cookie"), "{path}");
    }
    assert_eq!(site.value("select count(*) from sessions").await, "0");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn signing_out_is_final_also_for_what_is_still_in_flight(pool: PgPool) {
    let site = Site::start(pool).await;
    let browser = site.member(ANN).await;
    let cookie = browser.cookie("__Host-sid").unwrap();
    let stolen = site.browser();
    stolen.put("__Host-sid", &cookie);
    stolen.get("/account").await.expect(200);
    site.sql("update sessions set last_seen_at = last_seen_at - interval '1 hour'").await;

    // Requests that note their session as used, while it ends.
    let (_, signed_out, _) =
        tokio::join!(stolen.get("/account"), browser.post("/account/signout", &[]), stolen.get("/account"));
    let signed_out = signed_out.expect(303);
    assert_eq!(signed_out.header("clear-site-data"), "\"cache\", \"storage\"");
    assert!(signed_out.header("set-cookie").starts_with("__Host-sid=; Max-Age=0; "));
    browser.follow(&signed_out).await.expect(200).expect_says("You are signed out");

    assert_eq!(site.value("select count(*) from sessions").await, "0");
    for _ in 0..3 {
        assert_eq!(stolen.get("/account").await.expect(303).header("location"), "/signin?next=%2Faccount");
    }
    assert_eq!(site.value("select count(*) from sessions").await, "0", "nothing revives it");
    // Once more does no harm.
    stolen.post("/account/signout", &[]).await.expect(303);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn somebody_sees_their_sessions_and_ends_one_or_all_others(pool: PgPool) {
    let site = Site::start(pool).await;
    let ben = site.member(BEN).await;
    let phone = site
        .browser()
        .called("Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) Version/18.6 Safari/604.1");
    phone.sign_in(ANN).await.expect(303);
    let desk = site.member(ANN).await;
    let third = site.member(ANN).await;

    let page = desk.get("/account").await.expect(200);
    let mut devices = page.texts(".alerts h3");
    devices.sort();
    assert_eq!(devices, ["Firefox on Linux", "Firefox on Linux, this one", "Safari on iPhone"]);
    let at = page
        .texts(".alerts li")
        .iter()
        .filter(|text| !text.contains("this one"))
        .position(|text| text.contains("iPhone"));
    let end = page.attributes(".alerts form", "action").remove(at.unwrap());
    ben.post(&end, &[]).await.expect(404);
    phone.get("/account").await.expect(200);
    let ended = desk.post(&end, &[]).await.expect(303);
    desk.follow(&ended).await.expect(200).expect_says("That session has ended.");
    phone.get("/account").await.expect(303);
    desk.post(&end, &[]).await.expect(404);

    third.get("/account").await.expect(200);
    let ended = desk.post("/account/sessions", &[]).await.expect(303);
    let page = desk.follow(&ended).await.expect(200);
    page.expect_says("All other sessions have ended.");
    assert!(!page.has("form[action='/account/sessions']"));
    third.get("/account").await.expect(303);
    ben.get("/account").await.expect(200);
    let log = "select string_agg(action, ', ' order by id) from audit_log where action like 'end%'";
    assert_eq!(site.value(log).await, "end session, end other sessions");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_session_ends_without_requests_and_in_any_case(pool: PgPool) {
    let hands = Hands::at_noon();
    let site = Site::over(pool, hands.clock());
    let (idle, busy) = (site.member(ANN).await, site.member(ANN).await);
    for _ in 0..5 {
        hands.pass(TimeDelta::days(6));
        busy.get("/account").await;
    }
    hands.pass(TimeDelta::seconds(-1));
    busy.get("/account").await.expect(200);
    idle.get("/account").await.expect(303);
    hands.pass(TimeDelta::seconds(1));
    busy.get("/account").await.expect(303);

    site.give_role(BEN, Role::Operator).await;
    let operator = site.member(BEN).await;
    operator.set_up_second_factor(&hands.clock()).await;
    for _ in 0..24 {
        hands.pass(TimeDelta::minutes(29));
        operator.get("/admin").await.expect(200);
    }
    hands.pass(TimeDelta::minutes(24));
    operator.get("/admin").await.expect(404);
    site.member(BEN).await;
    assert_eq!(site.value("select count(*) from sessions where user_id is not null").await, "4");
    let mut connection = site.pool.acquire().await.unwrap();
    let now = hands.clock().now();
    quarterdeck::accounts::forget(&mut connection, now - TimeDelta::days(1), now).await.unwrap();
    assert_eq!(site.value("select count(*) from sessions").await, "1", "those that ended are forgotten");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn who_is_closed_or_gets_another_role_is_signed_out_everywhere_at_once(pool: PgPool) {
    let site = Site::start(pool).await;
    let (one, two) = (site.member(ANN).await, site.member(ANN).await);
    let ann = EmailAddress::parse(ANN).unwrap();
    let mut connection = site.pool.acquire().await.unwrap();
    let (actor, now) = (Actor::COMMAND_LINE, site.clock.now());
    users::disable(&mut connection, &ann, &actor, now).await.unwrap();
    for browser in [&one, &two] {
        browser.get("/account").await.expect(303);
    }
    assert_eq!(site.value("select count(*) from sessions where user_id is not null").await, "0");
    // A link that was asked for before signs nobody in.
    let browser = site.browser();
    users::enable(&mut connection, &ann, &actor, now).await.unwrap();
    browser.ask_for_link("/signin", ANN).await.expect(303);
    let link = site.mailbox(ANN).link("/signin/link/").await;
    users::disable(&mut connection, &ann, &actor, now).await.unwrap();
    browser.post(&link, &[]).await.expect(403).expect_says("This account is closed");
    users::enable(&mut connection, &ann, &actor, now).await.unwrap();
    browser.post(&link, &[]).await.expect(303);
    browser.get("/account").await.expect(200);
    site.give_role(ANN, Role::Admin).await;
    browser.get("/account").await.expect(303);
    let log = "select string_agg(action || ' by ' || actor_role, ', ' order by id) from audit_log where actor_role = 'command line'";
    assert_eq!(
        site.value(log).await,
        "disable by command line, enable by command line, disable by command line, enable by command line, change role by command line"
    );
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_session_that_somebody_else_planted_is_no_use_to_them(pool: PgPool) {
    let site = Site::start(pool).await;
    let attacker = site.browser();
    attacker.ask_for_link("/signin", BEN).await.expect(303);
    let planted = attacker.cookie("__Host-sid").unwrap();
    let victim = site.browser();
    victim.put("__Host-sid", &planted);
    victim.sign_in(ANN).await.expect(303);
    victim.get("/account").await.expect(200).expect_says(ANN);
    attacker.get("/account").await.expect(303);
}

/// What a page's one form sends.
fn hidden(page: &Answer) -> Vec<(String, String)> {
    let inputs = page.select("main form input[type=hidden]");
    let pair = |name: &str, input: &scraper::ElementRef<'_>| input.attr(name).unwrap().to_owned();
    inputs.iter().map(|input| (pair("name", input), pair("value", input))).collect()
}

fn borrowed(pairs: &[(String, String)]) -> Vec<(&str, &str)> {
    pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn what_was_typed_while_a_session_ended_comes_back_and_is_sent_again(pool: PgPool) {
    let hands = Hands::at_noon();
    quarterdeck::taxonomy::load_shipped(&pool).await.unwrap();
    let site = Site::over(pool, hands.clock());
    let ann = me::owned(&site).await;
    let about = "Two decades.\n\n\"Closed\" <b>500</b> & more books.";
    let at = format!("{}/edit", me::AT);
    let form = ann.get(&at).await.expect(200);
    hands.pass(TimeDelta::days(8));
    let typed = me::filled(&form, &[("about", about)]);
    let kept = ann.post(&at, &borrowed(&typed)).await.expect(401);
    kept.expect_says("You are not signed in any more");
    kept.expect_says("500</b> & more books.");
    assert!(!kept.is_indexable() && kept.header("cache-control") == "no-store");
    assert_eq!(kept.header("www-authenticate"), "Cookie form-action=\"/signin\"");
    assert_eq!(kept.attributes("main form", "action"), [at.as_str()]);
    assert_eq!(kept.attributes("main ol a", "href"), ["/signin?next=%2Fme"]);
    assert_eq!(hidden(&kept), typed, "every field, in its order");
    assert_eq!(site.value("select count(*) from profile_edits").await, "0");

    // Not yet; then by another tab of the same browser.
    let kept = ann.post(&at, &borrowed(&hidden(&kept))).await.expect(401);
    ann.sign_in(me::ANN).await.expect(303);
    let saved = ann.post(&at, &borrowed(&hidden(&kept))).await.expect(303);
    assert_eq!(saved.header("location"), format!("{}?saved=now", me::AT));
    assert_eq!(site.value("select bio from executives").await, about);

    // Whoever signs out twice is not asked to sign in first, and a file can't be kept.
    site.browser().post("/account/signout", &[]).await.expect(303);
    let page = site.browser().upload(&format!("{}/photo", me::AT), &[], "ann.jpg", b"x").await.expect(401);
    page.expect_says("What you sent held a file");
    assert!(!page.has("main form"));
    let long = "x".repeat(300 * 1024);
    site.browser().post(&at, &[("about", &long)]).await.expect(401).expect_says("was very long");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_operator_who_was_away_loses_nothing_and_a_stranger_learns_nothing(pool: PgPool) {
    let hands = Hands::at_noon();
    quarterdeck::taxonomy::load_shipped(&pool).await.unwrap();
    let site = Site::over(pool, hands.clock());
    site.executive().published().create().await;
    let ben = site.browser();
    site.give_role(BEN, Role::Operator).await;
    ben.sign_in(BEN).await.expect(303);
    let (secret, _) = ben.set_up_second_factor(&hands.clock()).await;
    let at = "/admin/executives/sarah-chen/edit";
    let form = ben.get(at).await.expect(200);
    let typed = me::filled(&form, &[("headline", "Builds finance teams")]);
    hands.pass(TimeDelta::minutes(31));
    let kept = ben.post(at, &borrowed(&typed)).await.expect(401);
    assert_eq!(hidden(&kept), typed);
    assert_eq!(kept.attributes("main ol a", "href"), ["/signin?next=%2Fadmin"]);

    // Signed in, and the second factor still to be shown.
    ben.sign_in(BEN).await.expect(303);
    let kept = ben.post(at, &borrowed(&typed)).await.expect(401);
    kept.expect_says("Your second factor first");
    assert_eq!(kept.attributes("main ol a", "href"), ["/account/second-factor?next=%2Fadmin"]);
    let code = totp::code(&secret, totp::step_of(hands.clock().now()));
    ben.post("/account/second-factor", &[("code", &code)]).await.expect(303);
    ben.post(at, &borrowed(&hidden(&kept))).await.expect(303);
    assert_eq!(site.value("select headline from executives").await, "Builds finance teams");

    // Strangers are answered the same, whatever there is; who is somebody else finds nothing.
    let stranger = site.browser();
    let bare = |page: &Answer| page.source().replace(&page.path, "/x");
    let here = stranger.post(at, &[("headline", "Mine")]).await.expect(401);
    for nowhere in ["/admin/executives/nobody/edit", "/admin/no/such/page", "/admin/log"] {
        let there = stranger.post(nowhere, &[("headline", "Mine")]).await.expect(401);
        assert_eq!(bare(&there), bare(&here), "{nowhere}");
    }
    site.member(ANN).await.post(at, &[("headline", "Mine")]).await.expect(404);

    // And a page that isn't there for them says where to sign in, as does one that isn't there.
    for path in ["/admin", "/admin/executives/sarah-chen/edit", "/no/such/page", "/admin?q=%3Ca%3E"] {
        let page = stranger.get(path).await.expect(404);
        let encoded: String = url::form_urlencoded::byte_serialize(path.as_bytes()).collect();
        assert_eq!(page.attributes("main p a[rel=nofollow]", "href"), [format!("/signin?next={encoded}")]);
    }
}
