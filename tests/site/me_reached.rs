//! How an owner's pages are reached, and their owner: messages, and links that were sent before.

use quarterdeck::accounts::Role;
use quarterdeck::database::MIGRATIONS;
use sqlx::PgPool;

use super::me::{ANN, AT, PUBLIC, filled, owned};
use crate::support::Site;
use crate::support::browser::filled_in;

/// Writes to Ann through her profile, and confirms.
async fn written(site: &Site, message: &str) {
    let fields =
        [("name", "Bea Brandt"), ("email", "bea@client.example"), ("company", "Lumen"), ("message", message)];
    site.anonymous().post(&format!("{PUBLIC}/contact"), &filled_in(&fields)).await.expect(303);
    let confirm = site.mailbox("bea@client.example").link("/contact/confirm/").await;
    site.anonymous().post(&confirm, "").await.expect(200);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_owner_reads_what_came_and_answers_it_and_a_later_owner_reads_none_of_it(pool: PgPool) {
    let site = Site::start(pool).await;
    let ann = owned(&site).await;
    let at = format!("{AT}/messages");
    ann.get(&at).await.expect(200).expect_says("Nobody wrote to you through the site yet");
    written(&site, "We raise a round in spring.").await;
    assert!(ann.get(AT).await.links().contains(&at));
    let page = ann.get(&at).await.expect(200);
    for said in ["Bea Brandt", "Lumen", "We raise a round in spring.", "Not answered yet"] {
        page.expect_says(said);
    }
    assert!(!page.source().contains("bea@client.example"));
    let answer = page.attributes(".alerts a", "href").remove(0);
    ann.get(&answer).await.expect(200).expect_says("We raise a round in spring.");
    ann.post(&answer, &[("message", "Tuesday at ten?")]).await.expect(303);
    ann.get(&at).await.expect(200).expect_says("Answered");
    let founder_s = site.mailbox("bea@client.example").link("/contact/reply/").await;

    // Who signs in and owns nothing, and who owns it next, read none of it.
    let eve = site.member("eve@elsewhere.example").await;
    eve.get(&at).await.expect(404);
    site.sql(
        "update profile_ownerships set status = 'REVOKED', ended_at = now();
         insert into profile_ownerships (id, executive_id, user_id, status, verified_at, created_at)
         select gen_random_uuid(), e.id, u.id, 'ACTIVE', now(), now()
           from executives e, users u where u.email = 'eve@elsewhere.example'",
    )
    .await;
    eve.get(&at).await.expect(200).expect_says("Nobody wrote to you");
    for answer in [ann.get(&answer).await, ann.post(&answer, &[("message", "Still me")]).await] {
        answer.expect(410).expect_says("The profile is not yours any more");
    }
    let end = answer.replace("/reply/", "/decline/");
    ann.post(&end, &[]).await.expect(410);
    assert_eq!(site.value("select status from contact_requests").await, "REPLIED");

    // What is written from then on is theirs, and nothing of what was before.
    site.anonymous().post(&founder_s, "message=Are+you+there%3F").await.expect(303);
    assert!(site.mailbox(ANN).last().await.text.contains("round in spring"), "Ann hears no more of it");
    let letter = site.mailbox("eve@elsewhere.example").last().await;
    assert!(letter.text.contains("> Are you there?") && !letter.text.contains("Tuesday"), "{}", letter.text);
    let page =
        eve.get(&site.mailbox("eve@elsewhere.example").link("/contact/reply/").await).await.expect(200);
    assert_eq!(page.texts(".message blockquote"), ["Are you there?"]);
    page.expect_silent("Lumen");
    let whole = site.anonymous().get(&founder_s).await.expect(200);
    assert_eq!(whole.texts(".message b"), ["You", "Ann Abel", "You"]);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn private_links_to_a_renamed_profile_lead_on(pool: PgPool) {
    let site = Site::start(pool).await;
    let ann = owned(&site).await;
    let form = ann.get(&format!("{AT}/edit")).await.expect(200);
    let typed = filled(&form, &[("headline", "Builds finance teams")]);
    let typed: Vec<(&str, &str)> =
        typed.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    site.sql("update executives set slug = 'ann-abelskjold'").await;
    for (old, new) in [
        (AT.to_owned(), "/me/ann-abelskjold"),
        (format!("{AT}/edit/experience"), "/me/ann-abelskjold/edit/experience"),
        (format!("{AT}?saved=now"), "/me/ann-abelskjold?saved=now"),
    ] {
        let moved = ann.get(&old).await.expect(303);
        assert_eq!(moved.header("location"), new);
        ann.follow(&moved).await.expect(200);
    }
    // A form that was opened before goes there with all that it holds.
    let moved = ann.post(&format!("{AT}/edit"), &typed).await.expect(307);
    ann.post(moved.header("location"), &typed).await.expect(303);
    assert_eq!(site.value("select headline from executives").await, "Builds finance teams");
    for stranger in [site.member("eve@elsewhere.example").await, site.browser()] {
        let answer = stranger.get(AT).await;
        assert!(answer.status == 404 || answer.header("location") == "/signin?next=%2Fme%2Fann-abel");
    }

    let operator = site.runs_it("operator@site.example", Role::Operator).await;
    for (old, new) in [
        ("/admin/executives/ann-abel", "/admin/executives/ann-abelskjold"),
        ("/admin/executives/ann-abel/edit?x=1", "/admin/executives/ann-abelskjold/edit?x=1"),
    ] {
        let moved = operator.get(old).await.expect(303);
        assert_eq!(moved.header("location"), new);
        operator.follow(&moved).await.expect(200);
        ann.get(old).await.expect(404);
    }
    operator.get("/admin/executives/nobody").await.expect(404);
}
