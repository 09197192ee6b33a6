//! What holds for reviews however they came: no import writes them, answers are looked at where edits are, and what came to nothing
//! is forgotten.

use chrono::TimeDelta;
use quarterdeck::clock::Clock;
use quarterdeck::database::MIGRATIONS;
use quarterdeck::ingestion::Entity;
use quarterdeck::state::Rules;
use quarterdeck::tend::{self, Tending};
use serde_json::json;
use sqlx::PgPool;

use super::me::{ANN, PUBLIC, owned, row};
use super::reviews::{MINE, ask, figures_agree, operator, publish, written};
use crate::support::Site;
use crate::support::site::noon;

#[sqlx::test(migrator = "MIGRATIONS")]
async fn no_import_writes_what_a_client_or_an_owner_wrote(pool: PgPool) {
    let site = Site::start(pool).await;
    let ann = owned(&site).await;
    written(&site, &ann).await;
    publish(&operator(&site).await, &[]).await;
    let review = site.value("select id from executive_reviews").await;
    let form =
        [(format!("reply-{review}"), "Thank you.".to_owned()), ("do".to_owned(), format!("reply {review}"))];
    let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    ann.post(MINE, &form).await.expect(303);
    let before = site.value("select to_jsonb(r) from executive_reviews r").await;
    let mut delivered = row();
    delivered["Headline"] = json!("Finance leader, as a list says");
    delivered["Reviews"] = json!([
        {"author_name": "Bea Brandt", "author_company": "Northwind", "rating": 1, "content": "Never again.", "verified": true,
         "is_invited": true, "published_at": "2026-01-01", "reply": "I am sorry.", "replied_at": "2026-01-02"}]);
    site.import(Entity::Executive, vec![delivered.clone()]).await;
    let own = "select to_jsonb(r) from executive_reviews r where is_invited";
    assert_eq!(site.value(own).await, before);
    let brought = "select verified::text || is_invited || (reply is null) || (published_at is null) from executive_reviews where not is_invited";
    assert_eq!(site.value(brought).await, "falsefalsetruetrue");
    // A run that is taken back takes along what it brought.
    delivered["Reviews"] = json!([]);
    site.import(Entity::Executive, vec![delivered]).await;
    assert_eq!(site.value(own).await, before);
    figures_agree(&site).await;
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn where_edits_are_looked_at_answers_are_too(pool: PgPool) {
    quarterdeck::taxonomy::load_shipped(&pool).await.unwrap();
    let rules = Rules { reviews_edits: true, ..Rules::default() };
    let site = Site::ruled(pool, Clock::standing_at(noon()), rules);
    let ann = owned(&site).await;
    written(&site, &ann).await;
    let operator = operator(&site).await;
    publish(&operator, &[]).await;
    let review = site.value("select id from executive_reviews").await;
    let answer = async |text: &str| {
        let form =
            [(format!("reply-{review}"), text.to_owned()), ("do".to_owned(), format!("reply {review}"))];
        let form: Vec<(&str, &str)> =
            form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let done = ann.post(MINE, &form).await.expect(303);
        ann.follow(&done).await.expect(200)
    };
    answer("You owe me money.").await.expect_says("Your answer waits");
    site.anonymous().get(PUBLIC).await.expect_silent("You owe me money.");
    let data = site.anonymous().get(&format!("{PUBLIC}.json")).await.expect(200);
    assert!(!data.source().contains("You owe me money."));
    let one = operator.get("/admin/reviews").await.expect(200).attributes("a.row-link", "href").remove(0);
    let reason = "That is between the two of you.";
    operator.post(&one, &[("do", "reject"), ("reason", reason)]).await.expect(303);
    assert!(site.mailbox(ANN).last().await.text.contains(reason));
    answer("Thank you.").await;
    operator.post(&one, &[("do", "publish")]).await.expect(303);
    site.anonymous().get(PUBLIC).await.expect_says("Thank you.");
    operator.post(&one, &[("do", "publish")]).await.expect(404);
    assert!(operator.get("/admin/reviews").await.says("No review waits."));
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn what_came_to_nothing_is_forgotten(pool: PgPool) {
    let site = Site::start(pool).await;
    let ann = owned(&site).await;
    written(&site, &ann).await;
    publish(&operator(&site).await, &[]).await;
    for (email, status) in
        [("a@x.example", "INVITED"), ("b@x.example", "REJECTED"), ("c@x.example", "DECLINED")]
    {
        ask(&ann, email, "").await.expect(303);
        let clear = if status == "DECLINED" {
            ", client_name = null, client_company = null, client_email = null, note = null"
        } else {
            ""
        };
        site.sql(&format!(
            "update review_invites set status = '{status}', author_name = case when '{status}' = 'REJECTED' then 'B' end,
                    rating = case when '{status}' = 'REJECTED' then 1 end, content = case when '{status}' = 'REJECTED' then 'x' end,
                    written_at = case when '{status}' = 'REJECTED' then now() end {clear} where client_email = '{email}'"
        ))
        .await;
    }
    for (days, left) in [(29, "4"), (31, "2"), (61, "1"), (4_000, "1")] {
        let later = Clock::standing_at(noon() + TimeDelta::days(days));
        let mut connection = site.pool.acquire().await.unwrap();
        tend::pass(&mut connection, &Tending::default(), &later, &mut |_, _| {}).await.unwrap().unwrap();
        assert_eq!(site.value("select count(*) from review_invites").await, left, "after {days} days");
    }
    assert_eq!(site.value("select status from review_invites").await, "PUBLISHED");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_review_from_a_list_is_taken_off_and_no_import_brings_it_back(pool: PgPool) {
    let site = Site::start(pool).await;
    let operator = operator(&site).await;
    let row = |headline: &str| {
        let review = |author: &str, content: &str| json!({"id": author, "author_name": author, "rating": 5, "content": content});
        json!({"Clay Record ID": "1", "Full Name": "Ann Abel", "Headline": headline, "Fractional Role": "Fractional CFO",
               "Location": "Austin, Texas, United States",
               "Reviews": [review("Omar", "He never met her."), review("Olga", "She closed our books.")]})
    };
    site.import(Entity::Executive, vec![row("Finance leader")]).await;
    let publish = [("do", "publish")];
    operator.post("/admin/executives/ann-abel", &publish).await.expect(303);
    site.sql(&format!(
        "insert into users (id, email, role) values (gen_random_uuid(), '{ANN}', 'OWNER');
         insert into profile_ownerships (id, executive_id, user_id, status, created_at)
         select gen_random_uuid(), e.id, u.id, 'ACTIVE', now() from executives e, users u where u.email = '{ANN}'"
    ))
    .await;
    let public = "/executives/ann-abel";
    site.anonymous().get(public).await.expect(200).expect_says("He never met her.");

    // It stands in the list of all, and on the page of its profile.
    let record = operator.get("/admin/executives/ann-abel").await.expect(200);
    let all = operator.get("/admin/reviews?all=yes").await.expect(200);
    assert_eq!(all.texts("tbody td:nth-child(2)"), ["Review from a list"; 2]);
    let id = site.value("select id from executive_reviews where author_name = 'Omar'").await;
    let one = format!("/admin/reviews/{id}");
    assert!(record.links().contains(&one) && all.links().contains(&one));
    let page = operator.get(&one).await.expect(200);
    assert_eq!(page.attributes("main button[name=do]", "value"), ["take-off"]);
    let empty = operator.post(&one, &[("do", "take-off"), ("reason", " ")]).await.expect(422);
    assert_eq!(empty.text("#reason-error"), "Say why: the owner of the profile reads it.");
    let why = [("do", "take-off"), ("reason", "It is about another Ann Abel.")];
    let done = operator.post(&one, &why).await.expect(303);
    operator.follow(&done).await.expect_says("Taken off: the profile does not show it any more");
    operator.post(&one, &why).await.expect(404);
    assert!(site.mailbox(ANN).last().await.text.contains("It is about another Ann Abel."));

    // Neither the same row nor another one brings it back, nor does publishing.
    site.import(Entity::Executive, vec![row("Finance leader of ten years")]).await;
    for button in ["withdraw", "publish"] {
        operator.post("/admin/executives/ann-abel", &[("do", button)]).await.expect(303);
    }
    let page = site.anonymous().get(public).await.expect(200);
    page.expect_says("Finance leader of ten years");
    page.expect_says("She closed our books.");
    page.expect_silent("He never met her.");
    figures_agree(&site).await;
    let all = operator.get("/admin/reviews?all=yes").await.expect(200);
    let mut states = all.texts("tbody td:last-child");
    states.sort();
    assert_eq!(states, ["Published", "Taken off"]);

    // Who was wrong to do so shows it again.
    let done = operator.post(&one, &[("do", "put-back")]).await.expect(303);
    operator.follow(&done).await.expect_says("The profile shows it again.");
    site.anonymous().get(public).await.expect(200).expect_says("He never met her.");
    figures_agree(&site).await;
    let who =
        "select string_agg(action || ' ' || (select email from users where id = actor_id), ', ' order by id)
                 from audit_log where entity_type = 'review'";
    assert_eq!(
        site.value(who).await,
        "take review off operator@site.example, put review back operator@site.example"
    );
}
