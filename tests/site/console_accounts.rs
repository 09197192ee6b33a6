//! Accounts on the console: found, given roles, suspended, signed out; and nobody locks themselves or everybody out.

use quarterdeck::accounts::Role;
use quarterdeck::accounts::users::{self, UserError};
use quarterdeck::audit::Actor;
use quarterdeck::database::MIGRATIONS;
use quarterdeck::values::EmailAddress;
use sqlx::PgPool;

use crate::support::{Answer, Browser, Site};

const OWNER: &str = "ann_1@client.example";
const OPERATOR: &str = "operator@site.example";
const ADMIN: &str = "admin@site.example";

async fn page_of(site: &Site, email: &str) -> String {
    let id = site.value(&format!("select id from users where email = '{email}'")).await;
    format!("/admin/users/{id}")
}

async fn act(browser: &Browser<'_>, page: &str, what: &str) -> Answer {
    browser.post(page, &[("do", what), ("reason", "They called, and the number is theirs.")]).await
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_operator_finds_an_account_and_suspends_it(pool: PgPool) {
    let site = Site::start(pool).await;
    let ann = site.member(OWNER).await;
    site.member("annx1@client.example").await;
    let operator = site.runs_it(OPERATOR, Role::Operator).await;
    let found = operator.get("/admin/users?q=ANN_1").await.expect(200);
    assert_eq!(found.texts("tbody th"), [OWNER], "an underscore is one");
    assert_eq!(operator.get("/admin/users").await.texts("tbody th").len(), 3);
    operator.get("/admin/users?q=%25").await.expect(200).expect_says("No address of an account holds");
    let one = page_of(&site, OWNER).await;
    let page = operator.get(&one).await.expect(200);
    assert_eq!(page.attributes("button[name=do]", "value"), ["suspend", "end-sessions"]);

    // Without a reason nothing is done.
    let empty = operator.post(&one, &[("do", "suspend"), ("reason", " ")]).await.expect(422);
    assert!(empty.has("#reason-error"));
    ann.get("/account").await.expect(200);
    operator.post(&one, &[("do", "smile"), ("reason", "x")]).await.expect(400);
    let done = act(&operator, &one, "suspend").await.expect(303);
    let page = operator.follow(&done).await.expect(200);
    page.expect_says("They called, and the number is theirs.");
    page.expect_says(OPERATOR);
    assert_eq!(page.attributes("button[name=do]", "value"), ["open", "end-sessions"]);
    ann.get("/account").await.expect(303);
    act(&operator, &one, "open").await.expect(303);
    site.member(OWNER).await.get("/account").await.expect(200);
    let log = "select string_agg(action || ' by ' || (select email from users where id = actor_id), ', ' order by id) from audit_log
                where entity_type = 'user' and action in ('disable', 'enable')";
    assert_eq!(site.value(log).await, format!("disable by {OPERATOR}, enable by {OPERATOR}"));
    assert_eq!(site.value("select count(*) from audit_log where after::text like '%called%'").await, "0");
    let found = operator.get(&format!("/admin/search?q={OWNER}")).await.expect(200);
    assert!(found.links().contains(&one));
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn operators_do_nothing_to_those_who_run_the_site(pool: PgPool) {
    let site = Site::start(pool).await;
    site.member(OWNER).await;
    let operator = site.runs_it(OPERATOR, Role::Operator).await;
    site.runs_it(ADMIN, Role::Admin).await;
    for (email, what) in [
        (OWNER, "role-operator"),
        (OWNER, "role-admin"),
        (ADMIN, "suspend"),
        (ADMIN, "end-sessions"),
        (ADMIN, "reset-second-factor"),
        (ADMIN, "role-owner"),
    ] {
        let refused = act(&operator, &page_of(&site, email).await, what).await.expect(422);
        assert!(
            refused.text("[role=alert]").contains("only an admin")
                || refused.text("[role=alert]").contains("Only an admin"),
            "{email} {what}"
        );
    }
    let mine = page_of(&site, OPERATOR).await;
    let refused = act(&operator, &mine, "suspend").await.expect(422);
    assert!(refused.text("[role=alert]").contains("your own account"));
    assert!(operator.get(&mine).await.expect(200).attributes("button[name=do]", "value").is_empty());
    operator.get("/admin").await.expect(200);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_admin_gives_roles_and_takes_a_lost_second_factor_away(pool: PgPool) {
    let site = Site::start(pool).await;
    let ann = site.member(OWNER).await;
    let operator = site.runs_it(OPERATOR, Role::Operator).await;
    let admin = site.runs_it(ADMIN, Role::Admin).await;
    let of_ann = page_of(&site, OWNER).await;
    act(&admin, &of_ann, "role-operator").await.expect(303);
    // Her session was an owner's: it has ended.
    ann.get("/account").await.expect(303);
    let ann = site.member(OWNER).await;
    ann.get("/admin").await.expect(303);
    act(&admin, &of_ann, "role-owner").await.expect(303);

    let of_operator = page_of(&site, OPERATOR).await;
    act(&admin, &of_operator, "reset-second-factor").await.expect(303);
    operator.get("/admin").await.expect(404);
    let operator = site.member(OPERATOR).await;
    assert_eq!(
        operator.get("/admin").await.expect(303).header("location"),
        "/account/second-factor?next=%2Fadmin"
    );
    act(&admin, &of_operator, "end-sessions").await.expect(303);
    operator.get("/account").await.expect(303);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_site_that_has_an_admin_keeps_one(pool: PgPool) {
    let site = Site::start(pool).await;
    let admin = site.runs_it(ADMIN, Role::Admin).await;
    let mine = page_of(&site, ADMIN).await;
    for what in ["role-owner", "role-operator", "suspend"] {
        assert!(act(&admin, &mine, what).await.expect(422).text("[role=alert]").contains("your own account"));
    }
    // Nor does the command.
    let mut connection = site.pool.acquire().await.unwrap();
    let email = EmailAddress::parse(ADMIN).unwrap();
    let actor = Actor::COMMAND_LINE;
    let last = users::disable(&mut connection, &email, &actor, site.clock.now()).await;
    assert!(matches!(last, Err(UserError::LastAdmin)), "{last:?}");
    let last = users::add(&mut connection, &email, Role::Operator, &actor, site.clock.now()).await;
    assert!(matches!(last, Err(UserError::LastAdmin)), "{last:?}");

    drop(connection);

    // Two admins who suspend each other at the same moment leave one.
    let other = site.runs_it("other@site.example", Role::Admin).await;
    let theirs = page_of(&site, "other@site.example").await;
    let (one, two) = tokio::join!(act(&admin, &theirs, "suspend"), act(&other, &mine, "suspend"));
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    // Who was suspended before their own form arrived is signed out.
    assert!(matches!(statuses, [303, 401 | 422]), "{statuses:?}");
    let admins = "select count(*) from users where role = 'ADMIN' and disabled_at is null";
    assert_eq!(site.value(admins).await, "1");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_admin_adds_somebody_who_is_to_run_the_site(pool: PgPool) {
    let site = Site::start(pool).await;
    let operator = site.runs_it(OPERATOR, Role::Operator).await;
    let admin = site.runs_it(ADMIN, Role::Admin).await;
    let new = [("email", "Bea@Site.example"), ("role", "operator")];
    assert!(!operator.get("/admin/users").await.expect(200).has("input[name=email]"));
    operator.post("/admin/users", &new).await.expect(404);
    let wrong = admin.post("/admin/users", &[("email", "bea at site"), ("role", "admin")]).await.expect(422);
    assert!(wrong.has("#email-error"));
    assert_eq!(wrong.attributes("#email", "value"), ["bea at site"], "what was typed is kept");
    assert_eq!(wrong.attributes("option[selected]", "value"), ["admin"]);

    let added = admin.post("/admin/users", &new).await.expect(303);
    let page = admin.follow(&added).await.expect(200);
    page.expect_says("Added: they sign in with a link");
    assert_eq!(page.text("h1"), "bea@site.example");
    let bea = site.runs_it("bea@site.example", Role::Operator).await;
    bea.get("/admin").await.expect(200);

    // Whoever has an account keeps what they may: that is changed on their page, with a reason.
    let known = admin.post("/admin/users", &[("email", OPERATOR), ("role", "owner")]).await.expect(303);
    admin.follow(&known).await.expect_says("has an account already: nothing was changed");
    operator.get("/admin").await.expect(200);
    let log = "select string_agg((after ->> 'role') || ' by ' || u.email, ', ') from audit_log l join users u on u.id = l.actor_id
                where l.action = 'create' and l.entity_type = 'user'";
    assert_eq!(site.value(log).await, format!("OPERATOR by {ADMIN}"));
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn no_page_sends_anybody_to_a_terminal_for_what_the_console_does(pool: PgPool) {
    let site = Site::start(pool).await;
    let admin = site.runs_it(ADMIN, Role::Admin).await;
    for path in ["/account/erase", "/admin/users", "/admin/imports", "/admin"] {
        admin.get(path).await.expect(200).expect_silent("quarterdeck ");
    }
    // Whoever is made an owner deletes their account themselves.
    let operator = site.runs_it(OPERATOR, Role::Operator).await;
    operator.get("/account/erase").await.expect(200).expect_says("keep a profile, and no more");
    act(&admin, &page_of(&site, OPERATOR).await, "role-owner").await.expect(303);
    let operator = site.member(OPERATOR).await;
    operator.post("/account/erase", &[("email", OPERATOR)]).await.expect(200);
    assert_eq!(site.value(&format!("select count(*) from users where email = '{OPERATOR}'")).await, "0");
}
