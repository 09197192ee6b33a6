//! Somebody who did not sign up is told that they have a profile, and does something about it before it is public.

use quarterdeck::accounts::Role;
use quarterdeck::audit::Actor;
use quarterdeck::database::MIGRATIONS;
use quarterdeck::ingestion::suppression;
use quarterdeck::secrets::Purpose;
use sqlx::PgPool;

use crate::support::builders::{self, Executive};
use crate::support::mailbox::path_in;
use crate::support::{Browser, Site};

const BEA: &str = "bea@berg.example";

async fn operator(site: &Site) -> Browser<'_> {
    site.runs_it("operator@site.example", Role::Operator).await
}

/// Two in Berlin, of one of whom an address is known.
async fn two(site: &Site) -> Vec<Executive> {
    let berlin =
        |name| site.executive().named(name).located("Berlin, Germany").without("Work Email").without("Email");
    builders::executives(vec![
        berlin("Bea Berg").with("Work Email", BEA).with("Bio", "Bea turned round a brewery."),
        berlin("Cem Can"),
    ])
    .await
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_operator_sends_the_notice_once_and_is_told_who_has_no_address(pool: PgPool) {
    let site = Site::start(pool).await.operated_by("Acme Ltd, hello@acme.example");
    let operator = operator(&site).await;
    two(&site).await;
    let waiting = "/admin/review?what=executives&stand=waiting";
    let page = operator.get(waiting).await.expect(200);
    let ids = page.attributes("input[name=id]", "value");
    let mut form: Vec<(&str, &str)> = ids.iter().map(|id| ("id", id.as_str())).collect();
    form.push(("do", "notice"));
    let done = operator.post(waiting, &form).await.expect(303);
    let page = operator.follow(&done).await.expect(200);
    page.expect_says("Notices sent: 1. No address known, so still to be told otherwise: 1.");
    assert_eq!(page.texts("tbody th"), ["Cem Can"], "who was told waits no longer");
    // Whoever sends it again, or presses twice, sends nothing.
    let again = operator.post(waiting, &form).await.expect(303);
    operator.follow(&again).await.expect_says("Notices sent: 0. No address known, so still to be told otherwise: 1. Left out, because they were told, are kept out, have claimed it, or it is not complete: 1.");
    let letters = site.mailbox(BEA).letters().await;
    assert_eq!(letters.len(), 1);
    let letter = &letters[0];
    assert_eq!(letter.reply_to.as_deref(), Some("hello@acme.example"));
    for words in [
        "put together from a list kept in Clay, last read",
        "It is not online yet.",
        "Responsible for it: Acme Ltd",
        "Name: Bea Berg",
        "Place: Berlin",
        "Also: a biography",
        "/executives/bea-berg/claim",
        "/executives/bea-berg/correct?seal=",
        "/executives/bea-berg/remove",
        "/privacy",
    ] {
        assert!(letter.text.contains(words), "{words}: {}", letter.text);
    }
    assert!(!letter.text.contains(BEA) && !letter.text.contains("brewery"), "{}", letter.text);
    let told = "select string_agg(e.slug || ' ' || a.action, ', ' order by a.id) from audit_log a
                  join executives e on e.id = a.entity_id::uuid where a.action = 'send notice'";
    assert_eq!(site.value(told).await, "bea-berg send notice");
    operator.post("/admin/executives/bea-berg", &[("do", "publish")]).await.expect(303);
    site.anonymous().get("/executives/bea-berg").await.expect(200);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn who_gets_the_notice_claims_corrects_or_removes_before_anybody_sees_it(pool: PgPool) {
    let site = Site::start(pool).await;
    let operator = operator(&site).await;
    two(&site).await;
    // Before she is told, her profile is nowhere.
    for form in ["claim", "correct", "remove"] {
        site.anonymous().get(&format!("/executives/bea-berg/{form}")).await.expect(404);
    }
    let page = operator.get("/admin/executives/bea-berg").await.expect(200);
    assert!(page.text("textarea#notice").contains("There is a profile of you"));
    page.expect_says("Send the notice to bea@berg.example");
    operator.post("/admin/executives/bea-berg", &[("do", "notice")]).await.expect(303);

    let bea = site.browser();
    let letter = site.mailbox(BEA).last().await.text;
    bea.get(&path_in(&letter, "/executives/bea-berg/claim").unwrap())
        .await
        .expect(200)
        .expect_says("Bea Berg");
    let correct = path_in(&letter, "/executives/bea-berg/correct").unwrap();
    // What it says is shown to whoever has the letter alone.
    bea.get("/executives/bea-berg/correct").await.expect(404);
    bea.get(&format!("{correct}0")).await.expect(404);
    bea.get("/executives/bea-berg/contact").await.expect(404);
    bea.get("/executives/bea-berg").await.expect(404);
    let form = bea.get(&correct).await.expect(200);
    form.expect_says("Bea turned round a brewery.");
    let hidden = |name: &str| form.attributes(&format!("input[name={name}]"), "value").remove(0);
    let (key, seal) = (hidden("request_key"), hidden("seal"));
    let mut fields = vec![("headline", "Fractional CFO for breweries"), ("request_key", key.as_str())];
    bea.post("/executives/bea-berg/correct", &fields).await.expect(404);
    fields.push(("seal", &seal));
    let sent = bea.post("/executives/bea-berg/correct", &fields).await.expect(303);
    bea.follow(&sent).await.expect(200).expect_says("the correction is noted");
    assert_eq!(site.value("select count(*)::text from correction_requests").await, "1");

    let remove = path_in(&letter, "/executives/bea-berg/remove").unwrap();
    let form = bea.get(&remove).await.expect(200);
    let key = form.attributes("input[name=request_key]", "value").remove(0);
    let done = bea.post(&remove, &[("request_key", &key)]).await.expect(303);
    bea.follow(&done).await.expect(200);
    bea.get(&remove).await.expect(410);
    bea.get(&correct).await.expect(410);
    operator.get("/admin/executives/bea-berg").await.expect(404);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn nobody_who_left_or_is_kept_out_or_has_claimed_theirs_is_written_to(pool: PgPool) {
    let site = Site::start(pool).await;
    let operator = operator(&site).await;
    let berlin = |name: &str| {
        let email = format!("{}@site.example", name.split(' ').next().unwrap().to_lowercase());
        site.executive().named(name).located("Berlin, Germany").with("Work Email", email)
    };
    let all = builders::executives(vec![
        berlin("Dan Dietz").set("removed_at = now()"),
        berlin("Eva Ernst").set("claim_status = 'CLAIMED'"),
        berlin("Fay Falk").set("headline = null"),
        berlin("Gil Gans").set("notice_sent_at = now()"),
        berlin("Hal Hess"),
    ])
    .await;
    let key = site.secrets.keys(&site.pool).await.unwrap().key(Purpose::Suppressions);
    let out = suppression::Request {
        email: Some("hal@site.example".to_owned()),
        ..suppression::Request::default()
    };
    let mut connection = site.pool.acquire().await.unwrap();
    let (receipt, now) = (suppression::receipt(), site.clock.now());
    suppression::hide(&mut connection, &key, &out, &receipt, &Actor::COMMAND_LINE, now).await.unwrap();
    drop(connection);
    // An import before his request was obeyed, as it were: the profile is there, the address is out.
    site.sql("update executives set removed_at = null where full_name = 'Hal Hess'").await;
    let ids: Vec<String> = all.iter().map(|executive| executive.id.to_string()).collect();
    let mut form: Vec<(&str, &str)> = ids.iter().map(|id| ("id", id.as_str())).collect();
    form.push(("do", "notice"));
    let done = operator.post("/admin/review?what=executives", &form).await.expect(303);
    operator.follow(&done).await.expect_says("Notices sent: 0. No address known, so still to be told otherwise: 0. Left out, because they were told, are kept out, have claimed it, or it is not complete: 5.");
    assert_eq!(
        site.value("select count(*)::text from outbox where payload::text like '%profile of you%'").await,
        "0"
    );
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn where_no_address_is_known_the_text_is_there_to_be_copied(pool: PgPool) {
    let site = Site::start(pool).await;
    let operator = operator(&site).await;
    two(&site).await;
    let page = operator.get("/admin/executives/cem-can").await.expect(200);
    page.expect_silent("Send the notice to");
    assert!(page.text("textarea#notice").contains("/executives/cem-can/correct?seal="));
    operator.post("/admin/executives/cem-can", &[("do", "told")]).await.expect(303);
    let page = operator.get("/admin/executives/cem-can").await.expect(200);
    assert!(!page.has("textarea#notice"));
    let correct = path_in(&page.content(), "/executives/");
    assert_eq!(correct, None);
    site.anonymous().get("/executives/cem-can/remove").await.expect(200);
}
