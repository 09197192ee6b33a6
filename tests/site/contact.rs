//! Writing to somebody through the site: confirmed, relayed, answered, ended; and nobody's address is shown.

use axum::body::Body;
use axum::http::Request;
use chrono::TimeDelta;
use quarterdeck::contact::looking;
use quarterdeck::database::MIGRATIONS;
use quarterdeck::mail::Message;
use quarterdeck::tend::{self, Tending};
use sqlx::PgPool;

use super::removals::form;
use crate::support::builders::Executive;
use crate::support::{Answer, Site};

const FOUNDER: &str = "bea@client.example";
const OWNER: &str = "sarah@owner.example";
const DESK: &str = "desk@acme.example";
const KEY: &str = "0197b2a0-0000-7000-8000-000000000000";

/// What a founder types.
const TYPED: [(&str, &str); 6] = [
    ("name", "Bea Brandt"),
    ("email", FOUNDER),
    ("company", "Lumen Freight"),
    ("message", "We raise a round in spring.\r\n\r\nCan we talk?"),
    ("budget", "$8,000 a month"),
    ("hours", ""),
];

async fn write(site: &Site, executive: &Executive, fields: &[(&str, &str)]) -> Answer {
    let path = format!("{}/contact", executive.path);
    let page = site.anonymous().get(&path).await.expect(200);
    let key = page.attributes("input[name=request_key]", "value").remove(0);
    site.anonymous().post(&path, &form(&[fields, &[("request_key", &key)]].concat())).await
}

/// Writes and confirms.
async fn send(site: &Site, executive: &Executive) {
    write(site, executive, &TYPED).await.expect(303);
    let confirm = site.mailbox(FOUNDER).link("/contact/confirm/").await;
    site.anonymous().post(&confirm, "").await.expect(200).expect_says("Your message is sent");
}

/// Says something on the page where both sides answer.
async fn answer(site: &Site, link: &str, text: &str) -> Answer {
    let page = site.anonymous().get(link).await.expect(200);
    let key = page.attributes("input[name=request_key]", "value").remove(0);
    site.anonymous().post(link, &form(&[("message", text), ("request_key", &key)])).await
}

/// Says something without having opened the page.
async fn answer_by(site: &Site, link: &str, text: &str) -> Answer {
    site.anonymous().post(link, &form(&[("message", text)])).await
}

/// That a letter names none of these addresses.
fn hides(letter: &Message, addresses: &[&str]) {
    let whole = serde_json::to_string(&Message { to: String::new(), ..letter.clone() }).unwrap();
    for address in addresses {
        assert!(!whole.contains(address), "{address}: {whole}");
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_founder_writes_confirms_and_both_talk_without_seeing_an_address(pool: PgPool) {
    let site = Site::start(pool).await.operated_by(&format!("Acme, {DESK}"));
    let sarah = site.executive().with("Work Email", "imported@clay.example").published().create().await;
    site.owned_by(&sarah, OWNER).await;
    let profile = site.anonymous().get(&sarah.path).await.expect(200);
    assert_eq!(profile.attributes(".hero-contact a", "href"), [format!("{}/contact", sarah.path)]);
    assert_eq!(profile.texts(".answers-contact a"), ["Contact Sarah"]);
    assert_eq!(profile.texts(".profile-end a"), ["Contact Sarah"], "for whoever has read it all");

    let sent = write(&site, &sarah, &TYPED).await.expect(303);
    site.anonymous().get(sent.header("location")).await.expect(200).expect_says("Look into your mailbox");
    let letter = site.mailbox(FOUNDER).last().await;
    assert!(!letter.text.contains("round in spring"), "a stranger's words go to nobody's address");
    assert!(site.mailbox(OWNER).letters().await.is_empty());
    let confirm = site.mailbox(FOUNDER).link("/contact/confirm/").await;
    for _ in 0..2 {
        site.anonymous().get(&confirm).await.expect(200).expect_says("Can we talk?");
    }
    assert!(site.mailbox(OWNER).letters().await.is_empty(), "opening a link sends nothing");
    site.anonymous().post(&confirm, "").await.expect(200).expect_says("It goes to Sarah Chen by mail.");
    for answer in [site.anonymous().get(&confirm).await, site.anonymous().post(&confirm, "").await] {
        answer.expect(410).expect_says("You have sent this already");
    }
    assert_eq!(site.mailbox(OWNER).letters().await.len(), 1);

    let letter = site.mailbox(OWNER).last().await;
    for said in ["Bea Brandt", "Lumen Freight", "Can we talk?", "$8,000 a month"] {
        assert!(
            letter.text.contains(said) && letter.html.as_ref().unwrap().contains(said),
            "{said}: {}",
            letter.text
        );
    }
    hides(&letter, &[FOUNDER, OWNER, DESK, "imported@clay.example"]);
    let owner_s = site.mailbox(OWNER).link("/contact/reply/").await;
    let empty = answer(&site, &owner_s, " ").await.expect(422);
    assert_eq!(empty.text("#message-error"), "Type your answer.");
    let done = answer(&site, &owner_s, "Tuesday at ten?").await.expect(303);
    site.anonymous().get(done.header("location")).await.expect(200).expect_says("Your answer is on its way.");
    let letter = site.mailbox(FOUNDER).last().await;
    assert_eq!(letter.subject, "Sarah Chen answers your message");
    assert!(letter.text.contains("> Tuesday at ten?"));
    hides(&letter, &[FOUNDER, OWNER, DESK, "imported@clay.example"]);
    let founder_s = site.mailbox(FOUNDER).link("/contact/reply/").await;
    assert_ne!(owner_s, founder_s);
    answer(&site, &founder_s, "Yes, gladly.").await.expect(303);
    let letter = site.mailbox(OWNER).last().await;
    assert!(letter.subject.starts_with("Bea Brandt answers") && letter.text.contains("> Yes, gladly."));
    hides(&letter, &[FOUNDER, OWNER, DESK]);
    let page = site.anonymous().get(&owner_s).await.expect(200);
    assert_eq!(page.texts(".message b"), ["Bea Brandt", "You", "Bea Brandt"]);
    assert!(!page.source().contains('@') && !page.is_indexable());
    assert!(
        site.mailbox(DESK).letters().await.is_empty()
            && site.mailbox("imported@clay.example").letters().await.is_empty()
    );
    assert_eq!(site.value("select status || ' ' || went_to from contact_requests").await, "REPLIED OWNER");

    // Whose account is closed answers for nobody, until it is opened again.
    site.sql("update users set disabled_at = now()").await;
    site.anonymous().get(&owner_s).await.expect(410).expect_says("The profile is not yours any more");
    site.sql("update users set disabled_at = null").await;
    site.anonymous().get(&owner_s).await.expect(200);

    // Whoever owned the profile does not any more: an answer reaches somebody all the same.
    site.sql("update profile_ownerships set status = 'REVOKED', ended_at = now()").await;
    site.anonymous().get(&owner_s).await.expect(410);
    answer_by(&site, &owner_s, "It is still me").await.expect(410);
    answer(&site, &founder_s, "Are you there?").await.expect(303);
    let letter = site.mailbox(DESK).last().await;
    assert!(letter.text.contains("> Are you there?"), "{}", letter.text);
    hides(&letter, &[FOUNDER, OWNER]);
    let mut connection = site.pool.acquire().await.unwrap();
    assert_eq!(looking::list(&mut connection, false).await.unwrap().len(), 1, "and waits for them");
    let desk_s = site.mailbox(DESK).link("/contact/reply/").await;
    answer(&site, &desk_s, "They left.").await.expect(303);
    let page = site.anonymous().get(&founder_s).await.expect(200);
    let desk = "The people who run this site, about Sarah Chen";
    assert_eq!(page.texts(".message b"), ["You", "Sarah Chen", "You", "You", desk]);
    site.anonymous().get(&owner_s).await.expect(410);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_message_to_an_unclaimed_profile_goes_to_the_operator_and_never_to_an_imported_address(
    pool: PgPool,
) {
    let site = Site::start(pool.clone()).await.operated_by(&format!("Acme Ltd, {DESK}"));
    let sarah = site.executive().with("Work Email", "imported@clay.example").published().create().await;
    let page = site.anonymous().get(&format!("{}/contact", sarah.path)).await.expect(200);
    page.expect_says("Messages to this profile don’t reach its person directly yet.");
    send(&site, &sarah).await;
    let letter = site.mailbox(DESK).last().await;
    assert!(letter.text.contains("whose profile nobody has claimed"), "{}", letter.text);
    hides(&letter, &[FOUNDER, "imported@clay.example"]);
    assert!(site.mailbox("imported@clay.example").letters().await.is_empty());
    answer(&site, &site.mailbox(DESK).link("/contact/reply/").await, "We passed it on.").await.expect(303);
    assert_eq!(
        site.mailbox(FOUNDER).last().await.subject,
        "The people who run Quarterdeck answer your message"
    );

    // Where mail reaches nobody, it waits for the command line.
    let silent = Site::over(pool, site.clock.clone());
    let bob = silent.executive().named("Bob Baker").published().create().await;
    send(&silent, &bob).await;
    assert_eq!(
        silent.value("select string_agg(status, ' ' order by created_at, id) from contact_requests").await,
        "REPLIED CONFIRMED"
    );
    let mut connection = silent.pool.acquire().await.unwrap();
    let waiting = looking::list(&mut connection, false).await.unwrap();
    assert_eq!(waiting.len(), 1);
    let (request, _) = looking::find(&mut connection, &looking::number(&waiting[0])).await.unwrap();
    assert_eq!((request.executive.as_str(), request.email.as_deref()), ("Bob Baker", Some(FOUNDER)));
    assert!(looking::find(&mut connection, "ffffffff").await.is_err());
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn one_press_ends_it_and_the_sender_is_told_kindly(pool: PgPool) {
    let site = Site::start(pool).await;
    let sarah = site.executive().published().create().await;
    site.owned_by(&sarah, OWNER).await;
    send(&site, &sarah).await;
    let end = site.mailbox(OWNER).link("/contact/decline/").await;
    let reply = site.mailbox(OWNER).link("/contact/reply/").await;
    site.anonymous().get(&end).await.expect(200).expect_says("Not interested?");
    site.anonymous().get(&reply).await.expect(200);
    site.anonymous().post(&end, "").await.expect(200).expect_says("That is the end of it");
    assert_eq!(site.mailbox(FOUNDER).last().await.subject, "Your message to Sarah Chen");
    for path in [&end, &reply] {
        site.anonymous().get(path).await.expect(410);
        site.anonymous().post(path, "message=still+there").await.expect(410);
    }
    assert_eq!(site.mailbox(FOUNDER).letters().await.len(), 2);
    for made_up in ["/contact/reply/made-up", "/contact/decline/made-up", "/contact/confirm/made-up"] {
        site.anonymous().get(made_up).await.expect(404);
        site.anonymous().post(made_up, "").await.expect(404);
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn what_is_wrong_is_said_at_its_field_and_forged_posts_are_refused(pool: PgPool) {
    let site = Site::start(pool).await;
    let sarah = site.executive().published().create().await;
    let long = "x".repeat(5_001);
    for (field, value) in [
        ("name", ""),
        ("email", "bea@client"),
        ("email", "bea@client.example\r\nBcc: all@client.example"),
        ("company", " "),
        ("message", ""),
        ("message", long.as_str()),
        ("budget", &long[..101]),
        ("hours", &long[..101]),
    ] {
        let fields: Vec<(&str, &str)> =
            TYPED.iter().map(|(name, typed)| (*name, if *name == field { value } else { typed })).collect();
        let answer = write(&site, &sarah, &fields).await.expect(422);
        assert_eq!(answer.select("[aria-invalid=true]").len(), 1, "{field}");
        assert!(!answer.text(&format!("#{field}-error")).is_empty());
        if field != "message" {
            assert_eq!(answer.texts("#message"), ["We raise a round in spring. Can we talk?"]);
        }
    }
    let empty = write(&site, &sarah, &[]).await.expect(422);
    assert_eq!(empty.select("[aria-invalid=true]").len(), 4);
    assert_eq!(empty.attributes("[autofocus]", "name"), ["name"], "one begins at the first that is wrong");
    assert_eq!(
        empty.title(),
        format!("Error: {}", site.anonymous().get(&empty.path).await.expect(200).title())
    );

    let path = format!("{}/contact", sarah.path);
    for headers in [vec![], vec![("sec-fetch-site", "cross-site")], vec![("origin", "https://evil.example")]]
    {
        let mut request = Request::post(&path).header("content-type", "application/x-www-form-urlencoded");
        for (name, value) in headers {
            request = request.header(name, value);
        }
        site.anonymous().send(request.body(Body::from(form(&TYPED))).unwrap()).await.expect(403);
    }
    assert_eq!(site.value("select count(*) from contact_requests").await, "0");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_form_that_is_sent_again_is_one_message_and_limits_hold(pool: PgPool) {
    let site = Site::start(pool).await;
    let sarah = site.executive().published().create().await;
    site.owned_by(&sarah, OWNER).await;
    let path = format!("{}/contact", sarah.path);
    let sent = form(&[&TYPED[..], &[("request_key", KEY)]].concat());
    for _ in 0..50 {
        let answers =
            futures_util::future::join_all((0..20).map(|_| site.anonymous().post(&path, &sent))).await;
        for answer in answers {
            answer.expect(303);
        }
    }
    assert_eq!(site.value("select count(*) from contact_requests").await, "1");
    assert_eq!(site.mailbox(FOUNDER).letters().await.len(), 1);
    for _ in 0..4 {
        write(&site, &sarah, &TYPED).await.expect(303);
    }
    let refused = write(&site, &sarah, &TYPED).await.expect(429);
    assert!(refused.header("retry-after").parse::<u64>().unwrap() > 60);
    assert_eq!(refused.attributes("#name", "value"), ["Bea Brandt"]);

    // Twenty a day reach one profile.
    site.sql("insert into contact_requests (id, executive_id, sender_name, sender_email, sender_company, message, status, confirmed_at)
              select gen_random_uuid(), id, 'A', 'a@b.example', 'C', 'D', 'DELIVERED', timestamptz '2026-06-15 11:00Z' from executives, generate_series(1, 20)").await;
    let confirm = site.mailbox(FOUNDER).link("/contact/confirm/").await;
    site.anonymous().post(&confirm, "").await.expect(429).expect_says("Not today");
    site.sql("update contact_requests set confirmed_at = confirmed_at - interval '1 day'").await;
    site.anonymous().post(&confirm, "").await.expect(200);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_profile_that_went_gets_no_message_and_what_ended_is_forgotten(pool: PgPool) {
    let site = Site::start(pool).await;
    let sarah = site.executive().published().create().await;
    site.owned_by(&sarah, OWNER).await;
    send(&site, &sarah).await;
    let reply = site.mailbox(OWNER).link("/contact/reply/").await;
    answer(&site, &reply, "Tuesday?").await.expect(303);
    write(&site, &sarah, &TYPED).await.expect(303);
    let confirm = site.mailbox(FOUNDER).link("/contact/confirm/").await;
    site.sql("update executives set removed_at = now()").await;
    site.anonymous().get(&confirm).await.expect(410).expect_says("This profile is no longer here");
    site.anonymous().post(&confirm, "").await.expect(410);
    site.sql("update executives set removed_at = null").await;

    let tended = async |days: i64| {
        let later = quarterdeck::clock::Clock::standing_at(site.clock.now() + TimeDelta::days(days));
        let mut connection = site.pool.acquire().await.unwrap();
        tend::pass(&mut connection, &Tending::default(), &later, &mut |_, _| {}).await.unwrap().unwrap();
    };
    let kept = "select count(*) || ' ' || count(sender_email) from contact_requests";
    tended(6).await;
    assert_eq!(site.value(kept).await, "2 2");
    tended(8).await;
    assert_eq!(site.value(kept).await, "1 1");
    tended(179).await;
    assert_eq!(site.value(kept).await, "1 1");
    tended(181).await;
    assert_eq!(site.value(kept).await, "1 0");
    assert_eq!(site.value("select count(*) from contact_messages").await, "0");
    let all = site.value("select string_agg(to_jsonb(c)::text, ' ') from contact_requests c").await;
    assert!(!all.contains("Bea") && !all.contains("client.example") && !all.contains("spring"), "{all}");
}
