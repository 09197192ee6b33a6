//! The second factor of those who run the site.

use chrono::TimeDelta;
use quarterdeck::accounts::{Role, totp, users};
use quarterdeck::audit::Actor;
use quarterdeck::database::MIGRATIONS;
use quarterdeck::values::EmailAddress;
use sqlx::PgPool;

use crate::accounts::ANN;
use crate::accounts_sessions::Hands;
use crate::support::Site;

const PAGE: &str = "/account/second-factor";

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_operator_connects_an_app_and_shows_it_in_each_session(pool: PgPool) {
    let hands = Hands::at_noon();
    let clock = hands.clock();
    let site = Site::over(pool, clock.clone());
    site.give_role(ANN, Role::Operator).await;
    let browser = site.browser();
    let signed_in = browser.sign_in_through("/signin?next=/admin", ANN).await.expect(303);
    assert_eq!(signed_in.header("location"), "/account/second-factor?next=%2Fadmin");
    assert_eq!(
        browser.get("/admin").await.expect(303).header("location"),
        "/account/second-factor?next=%2Fadmin"
    );
    let page = browser.follow(&signed_in).await.expect(200);
    assert!(page.has("svg.square path[d^=M]"));
    assert_eq!(
        page.text("code.secret"),
        browser.get(PAGE).await.text("code.secret"),
        "looking changes nothing"
    );
    let before = browser.cookie("__Host-sid").unwrap();
    let (secret, codes) = browser.set_up_second_factor(&clock).await;
    assert_eq!(codes.len(), 10);
    assert_ne!(browser.cookie("__Host-sid").unwrap(), before, "another id from now on");
    browser.get("/admin").await.expect(200).expect_says("Nothing waits for you.");
    assert_eq!(browser.get(PAGE).await.expect(303).header("location"), "/account");
    let kept = site
        .value("select count(*) from users u where u::text like '%' || encode(totp_nonce, 'hex') || '%'")
        .await;
    let spelled = quarterdeck::secrets::hex(&secret);
    assert_eq!(kept, "1");
    assert_eq!(
        site.value(&format!("select count(*) from users u where u::text like '%{spelled}%'")).await,
        "0"
    );

    // In another session the same code is good for nothing, and the next one once.
    let other = site.member(ANN).await;
    let code = |step| totp::code(&secret, totp::step_of(clock.now()) + step);
    other.get("/admin").await.expect(303);
    let refused = other.post(PAGE, &[("code", &code(0)), ("next", "/admin")]).await.expect(422);
    refused.expect_says("This is neither the code of now nor a recovery code");
    assert_eq!(refused.attributes("input[name=next]", "value"), ["/admin"]);
    hands.pass(TimeDelta::seconds(30));
    let shown = other.post(PAGE, &[("code", &code(0)), ("next", "/admin")]).await.expect(303);
    assert_eq!(shown.header("location"), "/admin");
    other.get("/admin").await.expect(200);
    site.member(ANN).await.post(PAGE, &[("code", &code(0))]).await.expect(422);

    // Without the telephone.
    let third = site.member(ANN).await;
    third.post(PAGE, &[("code", &codes[0].to_lowercase())]).await.expect(303);
    third.get("/admin").await.expect(200);
    let fourth = site.member(ANN).await;
    fourth.post(PAGE, &[("code", &codes[0])]).await.expect(422);
    let renewed = third.post("/account/recovery-codes", &[]).await.expect(200).texts("code.secret");
    fourth.post(PAGE, &[("code", &codes[1])]).await.expect(422);
    fourth.post("/account/recovery-codes", &[]).await.expect(303);
    fourth.post(PAGE, &[("code", &renewed[1])]).await.expect(303);
    let log = "select string_agg(action, ', ' order by id) from audit_log where action like '%factor' or action like '%code%'";
    assert_eq!(
        site.value(log).await,
        "set up second factor, show second factor, use recovery code, renew recovery codes, use recovery code"
    );
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn nobody_guesses_a_code(pool: PgPool) {
    let hands = Hands::at_noon();
    let site = Site::over(pool, hands.clock());
    site.give_role(ANN, Role::Operator).await;
    let browser = site.member(ANN).await;
    let (secret, codes) = browser.set_up_second_factor(&hands.clock()).await;
    hands.pass(TimeDelta::minutes(1));
    let right = totp::code(&secret, totp::step_of(hands.clock().now()));
    let other = site.member(ANN).await;
    for _ in 0..5 {
        other.post(PAGE, &[("code", "000000")]).await.expect(422);
    }
    for code in [right.as_str(), &codes[0], "000000"] {
        let refused = other.post(PAGE, &[("code", code)]).await.expect(429);
        assert_eq!(refused.header("retry-after"), "900");
        refused.expect_says("Too many codes were wrong. Try again in 15 minutes.");
    }
    other.get("/admin").await.expect(303);
    browser.get("/admin").await.expect(200);
    hands.pass(TimeDelta::minutes(15));
    let right = totp::code(&secret, totp::step_of(hands.clock().now()));
    other.post(PAGE, &[("code", &right)]).await.expect(303);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_lost_factor_is_taken_away_at_a_terminal(pool: PgPool) {
    let hands = Hands::at_noon();
    let site = Site::over(pool, hands.clock());
    let browser = site.runs_it(ANN, Role::Admin).await;
    let before = site.value("select totp_nonce from users").await;
    browser.get("/admin/users").await.expect(200).expect_says(ANN);
    let mut connection = site.pool.acquire().await.unwrap();
    let ann = EmailAddress::parse(ANN).unwrap();
    users::reset_second_factor(&mut connection, &ann, &Actor::COMMAND_LINE, site.clock.now()).await.unwrap();
    browser.get("/admin").await.expect(404);
    let again = site.member(ANN).await;
    again.get("/admin").await.expect(303);
    again.set_up_second_factor(&hands.clock()).await;
    again.get("/admin").await.expect(200);
    assert_ne!(site.value("select totp_nonce from users").await, before, "another secret");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_owner_has_no_second_factor_and_no_console(pool: PgPool) {
    let site = Site::start(pool).await;
    let owner = site.member(ANN).await;
    for path in [PAGE, "/admin", "/admin/users"] {
        owner.get(path).await.expect(404);
    }
    owner.post(PAGE, &[("code", "000000")]).await.expect(404);
    owner.post("/account/recovery-codes", &[]).await.expect(404);
    owner.get("/account").await.expect(200).expect_silent("factor");
}
