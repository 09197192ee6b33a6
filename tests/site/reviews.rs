//! An owner asks clients for reviews; a client writes by a mailed link; those who run the site decide; the owner answers once.

use chrono::TimeDelta;
use quarterdeck::accounts::Role;
use quarterdeck::clock::Clock;
use quarterdeck::database::MIGRATIONS;
use quarterdeck::ingestion::suppression::{self, Request};
use quarterdeck::secrets::Purpose;
use serde_json::json;
use sqlx::PgPool;

use super::me::{ANN, AT, PUBLIC, owned};
use crate::support::browser::filled_in;
use crate::support::site::noon;
use crate::support::{Answer, Browser, Site};

const BEA: &str = "bea@northwind.example";
const DESK: &str = "desk@acme.example";
pub const MINE: &str = "/me/ann-abel/reviews";

/// What a client types.
const WRITTEN: [(&str, &str); 7] = [
    ("rating", "4"),
    ("content", "She closed our books in four days.\r\n\r\nWe would ask her again."),
    ("engagement", "Fractional CFO, 2023 to 2025"),
    ("name", "Bea Brandt"),
    ("title", "CEO"),
    ("company", "Northwind"),
    ("agrees", "yes"),
];

/// Fills in the form that asks a client.
pub async fn ask(owner: &Browser<'_>, email: &str, note: &str) -> Answer {
    let page = owner.get(MINE).await.expect(200);
    let key = page.attributes("input[name=request_key]", "value").remove(0);
    let form = [
        ("name", "Bea Brandt"),
        ("company", "Northwind"),
        ("email", email),
        ("note", note),
        ("request_key", &key),
        ("do", "ask"),
    ];
    owner.post(MINE, &form).await
}

/// A client presses a button on the page of their link.
async fn press(site: &Site, link: &str, button: &str, changes: &[(&str, &str)]) -> Answer {
    let mut fields = WRITTEN.to_vec();
    for change in changes {
        match fields.iter_mut().find(|(name, _)| *name == change.0) {
            Some(field) => *field = *change,
            None => fields.push(*change),
        }
    }
    fields.push(("do", button));
    site.anonymous().post(link, &filled_in(&fields)).await
}

/// Asks Bea, who writes. Gives her link.
pub async fn written(site: &Site, owner: &Browser<'_>) -> String {
    ask(owner, BEA, "").await.expect(303);
    let link = site.mailbox(BEA).link("/reviews/").await;
    press(site, &link, "send", &[]).await.expect(303);
    link
}

pub async fn operator(site: &Site) -> Browser<'_> {
    site.runs_it("operator@site.example", Role::Operator).await
}

/// Publishes what waits first.
pub async fn publish(operator: &Browser<'_>, more: &[(&str, &str)]) -> String {
    let list = operator.get("/admin/reviews").await.expect(200);
    let one = list.attributes("a.row-link", "href").remove(0);
    let done = operator.post(&one, &[&[("do", "publish")], more].concat()).await.expect(303);
    operator.follow(&done).await.expect(200).expect_says("Published:");
    one
}

/// Reviews that the public sees are those that the profile counts.
pub async fn figures_agree(site: &Site) {
    let differing = site
        .value(
            "select count(*) from executives e,
                    lateral (select count(*)::integer as count, round(avg(r.rating), 2) as average from executive_reviews r
                              where r.executive_id = e.id and r.published_at is not null) figures
              where (review_count_cached, avg_rating_cached) is distinct from (figures.count, figures.average)",
        )
        .await;
    assert_eq!(differing, "0");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_client_writes_a_review_which_is_looked_at_shown_and_answered_once(pool: PgPool) {
    let site = Site::start(pool).await.operated_by(&format!("Acme Ltd, {DESK}"));
    let ann = owned(&site).await;
    ann.get(AT).await.expect(200).expect_says("Ask a client for a review");
    let asked = ask(&ann, BEA, "It was a pleasure, Bea.").await.expect(303);
    ann.follow(&asked).await.expect(200).expect_says("Invited until 15 Jul 2026");
    let letter = site.mailbox(BEA).last().await;
    assert_eq!(letter.subject, "A review of Ann Abel?");
    assert!(
        letter.text.contains("> It was a pleasure, Bea.") && !letter.text.contains(ANN),
        "{}",
        letter.text
    );
    let link = site.mailbox(BEA).link("/reviews/").await;

    let page = site.anonymous().get(&link).await.expect(200);
    page.expect_says("It was a pleasure, Bea.");
    assert_eq!(page.attributes("input[name=company]", "value"), ["Northwind"]);
    assert!(
        !page.is_indexable()
            && page.header("cache-control") == "no-store"
            && page.header("set-cookie").is_empty()
    );

    // Nothing that was typed is lost, and each fault stands at its field.
    let wrong =
        press(&site, &link, "send", &[("rating", "9"), ("name", " "), ("agrees", "")]).await.expect(422);
    for field in ["rating", "name", "agrees"] {
        assert!(wrong.has(&format!("#{field}-error")), "{field}");
    }
    assert!(wrong.text("textarea").contains("She closed our books"));
    let long = "x".repeat(5_001);
    let wrong = press(&site, &link, "send", &[("content", &long)]).await.expect(422);
    assert!(wrong.text("#content-error").contains("5,001") || wrong.text("#content-error").contains("5001"));
    let shown = press(&site, &link, "preview", &[("agrees", "")]).await.expect(200);
    assert!(shown.text("figure.review").contains("CEO, Northwind"), "{}", shown.text("figure.review"));
    assert_eq!(site.value("select status from review_invites").await, "INVITED");

    // However often it is sent, it is one review.
    for _ in 0..2 {
        press(&site, &link, "send", &[]).await.expect(303);
    }
    site.anonymous().get(&link).await.expect(200).expect_says("look at it first");
    assert_eq!(site.mailbox(DESK).letters().await.len(), 1);
    site.anonymous().get(PUBLIC).await.expect(200).expect_silent("She closed our books");
    ann.get(MINE).await.expect(200).expect_silent("She closed our books");
    figures_agree(&site).await;

    let operator = operator(&site).await;
    let home = operator.get("/admin").await.expect(200);
    assert!(
        home.texts(".queues li").iter().any(|queue| queue.starts_with("1 Reviews")),
        "{}",
        home.content()
    );
    publish(&operator, &[]).await;
    let public = site.anonymous().get(PUBLIC).await.expect(200);
    for said in
        ["She closed our books in four days.", "Bea Brandt", "CEO, Northwind", "Fractional CFO, 2023 to 2025"]
    {
        public.expect_says(said);
    }
    public.expect_says("Invited by Ann");
    public.expect_silent("Client confirmed");
    assert!(!public.source().contains(BEA) && !public.source().contains("aggregateRating"));
    let data = site.anonymous().get(&format!("{PUBLIC}.json")).await.expect(200).data();
    assert_eq!((&data["averageRating"], &data["reviews"][0]["invited"]), (&json!(4.0), &json!(true)));
    figures_agree(&site).await;
    assert!(site.mailbox(BEA).last().await.text.contains("stands on their profile"));
    assert!(site.mailbox(ANN).last().await.text.contains("> She closed our books"));

    // The answer: shown first, sent once.
    let review = site.value("select id from executive_reviews").await;
    let field = format!("reply-{review}");
    let empty = ann.post(MINE, &[("do", &format!("reply {review}"))]).await.expect(422);
    assert!(empty.has(&format!("#{field}-error")));
    let answer = |button: &str| {
        vec![(field.clone(), "Thank you, Bea.".to_owned()), ("do".to_owned(), format!("{button} {review}"))]
    };
    let send = async |button: &str| {
        let form = answer(button);
        let form: Vec<(&str, &str)> =
            form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        ann.post(MINE, &form).await
    };
    let preview = send("preview").await.expect(200);
    assert!(
        preview.text(".reply").contains("Ann answers")
            && preview.text("textarea[name^=reply]") == "Thank you, Bea."
    );
    site.anonymous().get(PUBLIC).await.expect_silent("Thank you, Bea.");
    for _ in 0..2 {
        send("reply").await.expect(303);
    }
    site.anonymous().get(PUBLIC).await.expect_says("Thank you, Bea.");
    // Another answer, typed in a tab that was open before, is not taken and not lost.
    let late = [(field.as_str(), "Thank you, again."), ("do", &format!("reply {review}"))];
    let refused = ann.post(MINE, &late).await.expect(409);
    refused.expect_says("Your answer was not taken");
    assert_eq!(refused.text("[role=alert] blockquote"), "Thank you, again.");
    site.anonymous().get(PUBLIC).await.expect_silent("Thank you, again.");
    let log = "select string_agg(action, ', ' order by id) from audit_log where entity_type = 'review'";
    assert_eq!(site.value(log).await, "invite review, write review, publish review, answer review");
    assert_eq!(
        site.value("select count(*) from audit_log where before::text || after::text like '%books%'").await,
        "0"
    );
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_review_that_is_turned_down_is_told_why_and_may_be_asked_for_again(pool: PgPool) {
    let site = Site::start(pool).await;
    let ann = owned(&site).await;
    let link = written(&site, &ann).await;
    let operator = operator(&site).await;
    let one = operator.get("/admin/reviews").await.expect(200).attributes("a.row-link", "href").remove(0);
    let page = operator.get(&one).await.expect(200);
    for said in [BEA, ANN, "Northwind", "She closed our books"] {
        page.expect_says(said);
    }
    let empty = operator.post(&one, &[("do", "reject")]).await.expect(422);
    assert!(empty.has("#reason-error"));
    operator.post(&one, &[("do", "smile")]).await.expect(400);
    let reason = "It names what others earn.";
    operator.post(&one, &[("do", "reject"), ("reason", reason)]).await.expect(303);
    assert!(site.mailbox(BEA).last().await.text.contains(reason));
    site.anonymous().get(&link).await.expect(200).expect_says(reason);
    operator.post(&one, &[("do", "publish")]).await.expect(404);
    assert_eq!(operator.get("/admin/reviews?all=yes").await.texts("tbody tr").len(), 1);
    ann.get(MINE).await.expect(200).expect_says("Not published");

    // Asked again, she writes another, which is known to be a client's; and it can be taken off again.
    let link = written(&site, &ann).await;
    let one = publish(&operator, &[("client", "yes")]).await;
    site.anonymous().get(PUBLIC).await.expect_says("Client confirmed");
    operator
        .post(&one, &[("do", "reject"), ("reason", "She told us that it is not hers.")])
        .await
        .expect(303);
    site.anonymous().get(PUBLIC).await.expect_silent("She closed our books");
    site.anonymous().get(&link).await.expect(200).expect_says("It is not public");
    figures_agree(&site).await;
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn whoever_does_not_want_to_is_forgotten_and_not_asked_again(pool: PgPool) {
    let site = Site::start(pool).await;
    let ann = owned(&site).await;
    ask(&ann, BEA, "").await.expect(303);
    let letter = site.mailbox(BEA).last().await;
    let decline = crate::support::mailbox::path_in(&letter.text, "/reviews/decline/").unwrap();
    site.anonymous().get(&decline).await.expect(200).expect_says("No review of Ann Abel");
    assert_eq!(
        site.value("select status from review_invites").await,
        "INVITED",
        "opening a link changes nothing"
    );
    site.anonymous().post(&decline, "").await.expect(200).expect_says("No review, then");
    for path in [decline.clone(), decline.replace("decline/", "")] {
        site.anonymous().get(&path).await.expect(410).expect_says("You did not want to");
    }
    site.anonymous().post(&decline, "").await.expect(410);
    assert_eq!(
        site.value(
            "select count(*) from review_invites where client_email is not null or client_name is not null"
        )
        .await,
        "0"
    );
    ann.get(MINE).await.expect(200).expect_says("A client, whose name is deleted");

    // The owner is answered as always, and no mail leaves: not for her again, nor for somebody who wants none from anybody or who
    // asked to be kept off the site.
    let answer = ask(&ann, BEA, "Please!").await.expect(303);
    assert_eq!(answer.header("location"), format!("{MINE}?done=asked"));
    assert_eq!(site.mailbox(BEA).letters().await.len(), 1);
    let cem = "cem@can.example";
    ask(&ann, cem, "").await.expect(303);
    let letter = site.mailbox(cem).last().await;
    let decline = crate::support::mailbox::path_in(&letter.text, "/reviews/decline/").unwrap();
    site.anonymous().post(&decline, "whoever=yes").await.expect(200).expect_says("nobody can ask you");
    let ben = site.executive().named("Ben Berg").published().create().await;
    site.owned_by(&ben, "ben@berg.example").await;
    let of_ben = site.member("ben@berg.example").await;
    let form = [("name", "Cem Can"), ("company", "Can"), ("email", cem), ("do", "ask")];
    of_ben.post("/me/ben-berg/reviews", &form).await.expect(303);
    assert_eq!(site.mailbox(cem).letters().await.len(), 1);
    let dan = "dan@dorn.example";
    let key = site.secrets.keys(&site.pool).await.unwrap().key(Purpose::Suppressions);
    let request = Request { email: Some(dan.to_owned()), ..Request::default() };
    let actor = quarterdeck::audit::Actor::COMMAND_LINE;
    let mut connection = site.pool.acquire().await.unwrap();
    suppression::suppress(&mut connection, &key, &request, &actor, site.clock.now()).await.unwrap();
    let asked = ask(&ann, dan, "").await.expect(303);
    assert_eq!(asked.header("location"), format!("{MINE}?done=asked"));
    assert!(site.mailbox(dan).letters().await.is_empty());
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_writer_takes_a_public_review_back_and_nothing_of_them_stays(pool: PgPool) {
    let site = Site::start(pool).await;
    let ann = owned(&site).await;
    let link = written(&site, &ann).await;
    publish(&operator(&site).await, &[]).await;
    let page = site.anonymous().get(&link).await.expect(200);
    page.expect_says("It is public");
    press(&site, &link, "remove", &[]).await.expect(200).expect_says("Your review is deleted");
    site.anonymous().get(PUBLIC).await.expect(200).expect_silent("Bea Brandt");
    site.anonymous().get(&link).await.expect(410).expect_says("Your review is deleted");
    press(&site, &link, "remove", &[]).await.expect(410);
    site.sql("delete from outbox").await;
    for text in [BEA, "Bea Brandt", "She closed our books"] {
        assert_eq!(super::me_account::places(&site, text).await, Vec::<String>::new(), "{text}");
    }
    figures_agree(&site).await;
    ann.get(MINE).await.expect(200).expect_says("Taken back by its writer");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_owner_reminds_once_and_takes_invitations_back(pool: PgPool) {
    let site = Site::start(pool.clone()).await;
    let ann = owned(&site).await;
    ask(&ann, BEA, "").await.expect(303);
    let twice = ask(&ann, BEA, "").await.expect(422);
    assert!(twice.text("#email-error").contains("asked this client already"));
    let own = ask(&ann, ANN, "").await.expect(422);
    assert!(own.text("#email-error").contains("your own address"));
    let wrong = ask(&ann, "nobody", "What I typed.").await.expect(422);
    assert!(wrong.has("#email-error") && wrong.text("textarea[name=note]") == "What I typed.");
    let id = site.value("select id from review_invites").await;
    let remind = format!("remind {id}");
    ann.post(MINE, &[("do", &remind)]).await.expect(303);
    assert_eq!(site.mailbox(BEA).letters().await.len(), 1, "it is too early");

    let later = Site::over(pool.clone(), Clock::standing_at(noon() + TimeDelta::days(8)));
    let ann = later.member(ANN).await;
    ann.get(MINE).await.expect(200).expect_says("Remind them, once");
    for _ in 0..2 {
        ann.post(MINE, &[("do", &remind)]).await.expect(303);
    }
    assert_eq!(later.mailbox(BEA).letters().await.len(), 2);
    assert!(later.mailbox(BEA).last().await.subject.starts_with("Reminder"));
    let link = later.mailbox(BEA).link("/reviews/").await;
    later.anonymous().get(&link).await.expect(200);
    // Somebody else's buttons press nothing.
    let eve = later.member("eve@elsewhere.example").await;
    eve.post(MINE, &[("do", &format!("withdraw {id}"))]).await.expect(404);
    ann.post(MINE, &[("do", "withdraw 0197b2a0-0000-7000-8000-000000000000")]).await.expect(404);
    ann.post(MINE, &[("do", &format!("withdraw {id}"))]).await.expect(303);
    later.anonymous().get(&link).await.expect(410).expect_says("This invitation was taken back");
    press(&later, &link, "send", &[]).await.expect(410);

    // With the profile its invitations go: whoever owns it now does not see whom another asked, and that one's links are dead.
    ask(&ann, BEA, "").await.expect(303);
    let link = later.mailbox(BEA).link("/reviews/").await;
    later.sql("update profile_ownerships set user_id = (select id from users where email = 'eve@elsewhere.example')").await;
    later.anonymous().get(&link).await.expect(410).expect_says("This invitation was taken back");
    eve.get(MINE).await.expect(200).expect_silent(BEA);
    later.sql(&format!("delete from review_invites; update profile_ownerships set user_id = (select id from users where email = '{ANN}')")).await;

    // A link runs out, and another may be sent then.
    ask(&ann, BEA, "").await.expect(303);
    let link = later.mailbox(BEA).link("/reviews/").await;
    let late = Site::over(pool, Clock::standing_at(noon() + TimeDelta::days(40)));
    late.anonymous().get(&link).await.expect(410).expect_says("This invitation has run out");
    press(&late, &link, "send", &[]).await.expect(410);
    let ann = late.member(ANN).await;
    ann.get(MINE).await.expect(200).expect_says("No answer; the link has run out");
    ask(&ann, BEA, "").await.expect(303);
    assert_eq!(late.value("select count(*) from review_invites where status = 'INVITED'").await, "1");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn nobody_asks_too_many_clients_and_no_address_is_asked_too_often(pool: PgPool) {
    let site = Site::start(pool).await;
    let ann = owned(&site).await;
    for number in 0..10 {
        ask(&ann, &format!("client{number}@northwind.example"), "").await.expect(303);
    }
    let refused = ask(&ann, "one.more@northwind.example", "What I typed.").await.expect(422);
    assert!(refused.text("[role=alert]").contains("send it tomorrow"));
    assert_eq!(refused.attributes("input[name=email]", "value"), ["one.more@northwind.example"]);
    // The same form, sent again, is the same invitation.
    let page = ann.get(MINE).await.expect(200);
    let key = page.attributes("input[name=request_key]", "value").remove(0);
    site.sql("update review_invites set created_at = created_at - interval '2 days'").await;
    let form =
        [("name", "Bea"), ("company", "N"), ("email", BEA), ("request_key", key.as_str()), ("do", "ask")];
    for _ in 0..2 {
        ann.post(MINE, &form).await.expect(303);
    }
    assert_eq!(site.mailbox(BEA).letters().await.len(), 1);
    // Three times within a season, whoever asks.
    for name in ["Ben Berg", "Cem Can", "Dan Dorn"] {
        let other = site.executive().named(name).published().create().await;
        let email = format!("{}@client.example", other.slug);
        site.owned_by(&other, &email).await;
        let owner = site.member(&email).await;
        let form = [("name", "Bea"), ("company", "N"), ("email", BEA), ("do", "ask")];
        owner.post(&format!("/me/{}/reviews", other.slug), &form).await.expect(303);
    }
    assert_eq!(site.mailbox(BEA).letters().await.len(), 3);
}
