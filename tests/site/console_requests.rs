//! An operator decides what people ask, and says what words and likenesses mean.

use std::time::{Duration, Instant};

use quarterdeck::accounts::Role;
use quarterdeck::clock::Clock;
use quarterdeck::database::MIGRATIONS;
use quarterdeck::ingestion::Entity;
use quarterdeck::state::Rules;
use serde_json::json;
use sqlx::PgPool;

use super::me::{ANN, AT, PUBLIC, edit, owned};
use super::removals::form;
use crate::support::site::noon;
use crate::support::{Browser, Site};

async fn operator(site: &Site) -> Browser<'_> {
    site.runs_it("operator@site.example", Role::Operator).await
}

/// Somebody asks for a profile to be taken off; gives the number, as addresses have it.
async fn asked(site: &Site, path: &str) -> String {
    let page = site.anonymous().get(&format!("{path}/remove")).await.expect(200);
    let key = page.attributes("input[name=request_key]", "value").remove(0);
    let fields = [("email", "ann@private.example"), ("request_key", key.as_str())];
    let sent = site.anonymous().post(&format!("{path}/remove"), &form(&fields)).await.expect(303);
    sent.header("location").rsplit('/').next().unwrap().to_owned()
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_operator_upholds_one_removal_and_rejects_another(pool: PgPool) {
    let site = Site::start(pool).await;
    let operator = operator(&site).await;
    let ann = site.executive().named("Ann Abel").published().create().await;
    let bea = site.executive().named("Bea Berg").published().create().await;
    let (of_ann, of_bea) = (asked(&site, &ann.path).await, asked(&site, &bea.path).await);
    let home = operator.get("/admin").await.expect(200);
    assert!(
        home.texts(".queues li")
            .iter()
            .any(|queue| queue.starts_with("2 Removals the first to be decided by"))
    );
    let list = operator.get("/admin/removals").await.expect(200);
    assert_eq!(list.texts("tbody tr").len(), 2);

    let page = operator.get(&format!("/admin/removals/{of_ann}")).await.expect(200);
    page.expect_says("ann@private.example");
    let upheld = operator.post(&format!("/admin/removals/{of_ann}"), &[("do", "uphold")]).await.expect(303);
    operator.follow(&upheld).await.expect_says("Upheld: what was known is erased");
    site.anonymous().get(&ann.path).await.expect(410);
    assert_eq!(site.value("select count(*) from executives where full_name = 'Ann Abel'").await, "0");
    let why = "It was not you who asked";
    let reject = [("do", "reject"), ("reason", why)];
    let again = operator.post(&format!("/admin/removals/{of_ann}"), &reject).await.expect(422);
    assert!(again.text("[role=alert]").contains("was decided already: upheld"));

    let at = format!("/admin/removals/{of_bea}");
    let silent = operator.post(&at, &[("do", "reject"), ("reason", " ")]).await.expect(422);
    assert_eq!(silent.text("#reason-error"), "Say why: who asked reads it.");
    let rejected = operator.post(&at, &reject).await.expect(303);
    operator.follow(&rejected).await.expect_says("Nothing is to be decided.");
    site.anonymous().get(&bea.path).await.expect(200);
    operator.get(&at).await.expect(200).expect_says(why);
    site.anonymous().get(&format!("/privacy/removal/{of_bea}")).await.expect(200).expect_says(why);
    let letters = site.mailbox("ann@private.example").letters().await;
    assert!(letters.iter().any(|letter| letter.text.contains(why)), "{letters:?}");
    let who =
        "select string_agg(action || ' ' || (select email from users where id = actor_id), ', ' order by id)
                 from audit_log where entity_type = 'removal' and action <> 'ask for removal'";
    assert_eq!(
        site.value(who).await,
        "uphold removal operator@site.example, reject removal operator@site.example"
    );
    assert_eq!(operator.get("/admin/removals?all=yes").await.texts("tbody tr").len(), 2);
    assert!(operator.get("/admin").await.texts(".queues li").iter().all(|queue| !queue.contains("Removals")));
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_operator_accepts_a_part_of_a_correction(pool: PgPool) {
    let site = Site::start(pool).await;
    let operator = operator(&site).await;
    let ann = site.executive().named("Ann Abel").published().create().await;
    let correct = format!("{}/correct", ann.path);
    let page = site.anonymous().get(&correct).await.expect(200);
    let key = page.attributes("input[name=request_key]", "value").remove(0);
    let fields = [("headline", "Sails boats"), ("role", "CMO"), ("request_key", key.as_str())];
    site.anonymous().post(&correct, &form(&fields)).await.expect(303);
    let list = operator.get("/admin/corrections").await.expect(200);
    let one = list.attributes("a.row-link", "href").remove(0);
    let page = operator.get(&one).await.expect(200);
    assert_eq!(page.attributes("input[name=only][checked]", "value"), ["headline", "role"]);
    page.expect_says("Sails boats");
    page.expect_silent("owns this profile");
    site.owned_by(&ann, ANN).await;
    operator.get(&one).await.expect(200).expect_says(&format!("{ANN} owns this profile"));
    let none = operator.post(&one, &[("do", "accept")]).await.expect(422);
    assert!(none.text("[role=alert]").contains("Tick what is right"));
    let accepted = operator.post(&one, &[("do", "accept"), ("only", "headline")]).await.expect(303);
    operator.follow(&accepted).await.expect_says("Accepted: the profile says so from now on.");
    let profile = site.anonymous().get(&ann.path).await.expect(200);
    profile.expect_says("Sails boats");
    profile.expect_silent("CMO");
    let by = "select field_sources -> 'headline' ->> 'by' from executives";
    assert_eq!(site.value(by).await, "operator");
    let letter = site.mailbox(ANN).last().await;
    assert_eq!(letter.subject, "Your profile was corrected");
    assert!(letter.text.contains("Headline: Sails boats"), "{}", letter.text);
    assert!(letter.text.contains("/me/ann-abel/edit") && !letter.text.contains("CMO"), "{}", letter.text);
    let again = operator.post(&one, &[("do", "reject")]).await.expect(422);
    assert!(again.text("[role=alert]").contains("decided already"));
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_operator_maps_a_term_and_the_rows_that_waited_for_it_are_read_again(pool: PgPool) {
    let site = Site::start(pool).await;
    let operator = operator(&site).await;
    site.job().titled("Keeper of Coins").post().await;
    site.job().titled("Chief Fun Officer").post().await;
    let page = operator.get("/admin/terms").await.expect(200);
    page.expect_says("Keeper of Coins");
    let example = page.attributes(".pairs a[href*='/rows/']", "href").remove(0);
    operator.get(&example).await.expect(200).expect_says("Job Title");
    let map = |term: &'static str, means: &'static str, button: &'static str| {
        [("kind", "role"), ("term", term), ("means", means), ("do", button)]
    };
    let wrong = operator.post("/admin/terms", &map("Keeper of Coins", "Wizard", "map")).await.expect(422);
    assert_eq!(wrong.text(".field-error"), "There is none that is called so.");
    assert_eq!(wrong.attributes("input[name=means][aria-invalid]", "value"), ["Wizard"]);
    let empty = operator.post("/admin/terms", &map("Keeper of Coins", "", "map")).await.expect(422);
    assert_eq!(empty.text(".field-error"), "Say what it means.");
    let mapped =
        operator.post("/admin/terms", &map("Keeper of Coins", "Fractional CFO", "map")).await.expect(303);
    let page = operator.follow(&mapped).await.expect(200);
    page.expect_says("Mapped. The rows that named it are being read again.");
    page.expect_says("Chief Fun Officer");
    let role = "select count(*) from jobs where role_id is not null";
    let began = Instant::now();
    while site.value(role).await != "1" {
        assert!(began.elapsed() < Duration::from_secs(30), "the row waits still");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let ignored = operator.post("/admin/terms", &map("Chief Fun Officer", "", "ignore")).await.expect(303);
    operator.follow(&ignored).await.expect_says("Every term of this kind is known.");
    let who =
        "select string_agg(action || ' ' || (select email from users where id = actor_id), ', ' order by id)
                 from audit_log where entity_type = 'taxonomy_alias'";
    assert_eq!(site.value(who).await, "map operator@site.example, ignore operator@site.example");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_operator_says_that_two_who_look_alike_are_two(pool: PgPool) {
    let site = Site::start(pool).await;
    let operator = operator(&site).await;
    let person = |id: &str, name: &str| {
        json!({"Clay Record ID": id, "Full Name": name, "Headline": "Finance leader", "Fractional Role": "Fractional CFO",
               "Location": "Austin, Texas, United States"})
    };
    site.import(Entity::Executive, vec![person("1", "Sarah Chen"), person("2", "Sara Chen")]).await;
    let page = operator.get("/admin/duplicates").await.expect(200);
    for link in page.attributes(".pairs a", "href") {
        operator.get(&link).await.expect(200);
    }
    let none = operator.post("/admin/duplicates", &[("number", "x")]).await.expect(303);
    operator.follow(&none).await.expect_says("Nothing was chosen");
    let number = page.attributes("input[name=number]", "value").remove(0);
    let done = operator.post("/admin/duplicates", &[("number", &number)]).await.expect(303);
    let page = operator.follow(&done).await;
    page.expect_says("Said to be two things, and not proposed again: 1.");
    page.expect_says("Nothing looks like anything else.");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_operator_reads_a_message_and_answers_in_the_executive_s_stead(pool: PgPool) {
    let site = Site::start(pool).await;
    let operator = operator(&site).await;
    let ann = site.executive().named("Ann Abel").published().create().await;
    let path = format!("{}/contact", ann.path);
    let page = site.anonymous().get(&path).await.expect(200);
    let key = page.attributes("input[name=request_key]", "value").remove(0);
    let typed = [
        ("name", "Bea Brandt"),
        ("email", "bea@client.example"),
        ("company", "Lumen Freight"),
        ("message", "Can we talk?"),
        ("request_key", &key),
    ];
    site.anonymous().post(&path, &form(&typed)).await.expect(303);
    operator.get("/admin/messages").await.expect(200).expect_says("No message waits.");
    let confirm = site.mailbox("bea@client.example").link("/contact/confirm/").await;
    site.anonymous().post(&confirm, "").await.expect(200);
    let list = operator.get("/admin/messages").await.expect(200);
    let one = operator.get(&list.attributes("a.row-link", "href").remove(0)).await.expect(200);
    one.expect_says("Can we talk?");
    let here = list.attributes("a.row-link", "href").remove(0);
    let empty = operator.post(&here, &[("do", "answer"), ("message", " ")]).await.expect(422);
    assert_eq!(empty.text("#message-error"), "Type your answer.");
    let key = one.attributes("input[name=request_key]", "value").remove(0);
    let said = [("do", "answer"), ("message", "Ann is at sea."), ("request_key", key.as_str())];
    for _ in 0..2 {
        let done = operator.post(&here, &said).await.expect(303);
        operator.follow(&done).await.expect_says("No message waits.");
    }
    let letters = site.mailbox("bea@client.example").letters().await;
    assert_eq!(letters.iter().filter(|letter| letter.text.contains("> Ann is at sea.")).count(), 1);

    // What its sender writes back comes to whoever runs the site again, and each of them sees who did what.
    let reply = site.mailbox("bea@client.example").link("/contact/reply/").await;
    let write_back = async |text: &str| {
        let page = site.anonymous().get(&reply).await.expect(200);
        let key = page.attributes("input[name=request_key]", "value").remove(0);
        let fields = [("message", text), ("request_key", key.as_str())];
        site.anonymous().post(&reply, &form(&fields)).await.expect(303);
        let list = operator.get("/admin/messages").await.expect(200);
        assert_eq!(list.attributes("a.row-link", "href"), [here.as_str()], "{text}");
    };
    write_back("When is she back?").await;
    operator.get(&here).await.expect(200).expect_says("When is she back?");
    let done = operator.post(&here, &[("do", "pass-on")]).await.expect(303);
    operator.follow(&done).await.expect_says("No message waits.");
    assert_eq!(operator.get("/admin/messages?all=yes").await.texts("td:last-child"), ["Passed on"]);
    write_back("Is anybody there?").await;
    let done = operator.post(&here, &[("do", "decline")]).await.expect(303);
    operator.follow(&done).await.expect_says("No message waits.");
    assert_eq!(site.mailbox("bea@client.example").last().await.subject, "Your message to Ann Abel");
    let late = operator.post(&here, &[("do", "answer"), ("message", "Too late?")]).await.expect(422);
    assert!(late.text("[role=alert]").starts_with("Nothing was sent: this correspondence has ended"));
    late.expect_says("Too late?");
    let who = "select string_agg(concat_ws(' ', action, (select email from users where id = actor_id)), ', ' order by id)
                 from audit_log where entity_type = 'contact' and action <> 'send message'";
    assert_eq!(
        site.value(who).await,
        "answer message operator@site.example, answer message, pass message on operator@site.example, \
         answer message, end correspondence operator@site.example"
    );
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_operator_publishes_one_edit_and_rejects_another(pool: PgPool) {
    quarterdeck::taxonomy::load_shipped(&pool).await.unwrap();
    let rules = Rules { reviews_edits: true, ..Rules::default() };
    let site = Site::ruled(pool, Clock::standing_at(noon()), rules);
    let operator = operator(&site).await;
    let ann = owned(&site).await;
    let first =
        [("headline", "Builds finance teams"), ("industries", "Healthcare"), ("name", "Ann Abelskjold")];
    edit(&ann, &format!("{AT}/edit"), &first).await.expect(303);
    let career = [("0-description", "Closed the books in three days."), ("do", "save")];
    edit(&ann, &format!("{AT}/edit/experience"), &career).await.expect(303);
    let home = operator.get("/admin").await.expect(200);
    assert!(home.texts(".queues li").iter().any(|queue| queue.starts_with("2 Edits")));
    let list = operator.get("/admin/edits").await.expect(200);
    assert_eq!(list.texts("tbody td")[0], "Name, Headline, Industries");
    let [published, rejected] = <[String; 2]>::try_from(list.attributes("a.row-link", "href")).unwrap();

    let page = operator.get(&published).await.expect(200);
    assert_eq!(page.texts("del"), ["Ann Abel", "Finance leader", "SaaS"]);
    assert_eq!(page.texts("ins"), ["Ann Abelskjold", "Builds finance teams", "Healthcare"]);
    site.anonymous().get(PUBLIC).await.expect(200).expect_silent("Builds finance teams");
    let done = operator.post(&published, &[("do", "publish")]).await.expect(303);
    operator.follow(&done).await.expect_says("Published: the profile says it from now on");
    site.anonymous().get(PUBLIC).await.expect(200).expect_says("Builds finance teams");
    operator.post(&published, &[("do", "reject"), ("reason", "Too late.")]).await.expect(404);

    // What was decided is looked back at, from the log: with what stood there before, whatever the profile says since.
    let back = operator.get("/admin/log?entity=executive").await.expect(200);
    assert!(back.links().contains(&published), "{:?}", back.links());
    let career = [("headline", "Builds finance teams of ten")];
    edit(&ann, &format!("{AT}/edit"), &career).await.expect(303);
    let page = operator.get(&published).await.expect(200);
    page.expect_says("Written into the profile");
    assert_eq!(page.texts("del"), ["Ann Abel", "Finance leader", "SaaS"]);
    assert_eq!(page.texts("ins"), ["Ann Abelskjold", "Builds finance teams", "Healthcare"]);
    assert!(!page.has("main form"), "there is nothing more to decide");

    let page = operator.get(&rejected).await.expect(200);
    assert!(page.text("ins").contains("What you did: Closed the books in three days."));
    let empty = operator.post(&rejected, &[("do", "reject"), ("reason", " ")]).await.expect(422);
    assert_eq!(empty.text("#reason-error"), "Say why: who wrote it reads it.");
    let long = "Name no client. ".repeat(100);
    let long = operator.post(&rejected, &[("do", "reject"), ("reason", &long)]).await.expect(422);
    assert!(long.text("#reason").starts_with("Name no client. Name no client."), "what was typed is kept");
    let done = operator.post(&rejected, &[("do", "reject"), ("reason", "Name no client.")]).await.expect(303);
    operator.follow(&done).await.expect(200);
    operator.get(&rejected).await.expect(200).expect_says("Turned down");
    operator.get(&rejected).await.expect(200).expect_says("Name no client.");
    site.anonymous().get(PUBLIC).await.expect(200).expect_silent("three days");
    assert!(site.mailbox(ANN).last().await.text.contains("Name no client."));
    let who =
        "select string_agg(action || ' ' || (select email from users where id = actor_id), ', ' order by id)
                 from audit_log where action in ('edit', 'reject edit')";
    assert_eq!(site.value(who).await, "edit operator@site.example, reject edit operator@site.example");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_operator_says_what_a_check_found(pool: PgPool) {
    let site = Site::start(pool).await.operated_by("Acme Ltd, desk@acme.example");
    let operator = operator(&site).await;
    let ann = owned(&site).await;
    for check in ["identity", "credentials"] {
        let note = format!("note-{check}");
        ann.post(&format!("{AT}/checks"), &[("check", check), (&note, "Call me at Abel Ltd.")])
            .await
            .expect(303);
    }
    let home = operator.get("/admin").await.expect(200);
    assert!(home.texts(".queues li").iter().any(|queue| queue.starts_with("2 Verifications")));
    let list = operator.get("/admin/verifications").await.expect(200);
    let [identity, credentials] = <[String; 2]>::try_from(list.attributes("a.row-link", "href")).unwrap();
    assert_eq!(site.mailbox("desk@acme.example").link("/admin/verifications/").await, credentials);
    let page = operator.get(&identity).await.expect(200);
    page.expect_says("Call me at Abel Ltd.");
    page.expect_says(ANN);

    let verify = |how: &'static str, until: &'static str| [("do", "verify"), ("how", how), ("until", until)];
    let empty = operator.post(&identity, &verify("", "2026-07-15")).await.expect(422);
    assert_eq!(empty.text("#how-error"), "Say how you checked it: the profile shows it.");
    assert_eq!(empty.attributes("#until", "value"), ["2026-07-15"], "what was typed is kept");
    for (until, why) in [("soon", "Type a day as in 2028-06-30"), ("2026-06-14", "2026-06-14 has passed")] {
        let wrong = operator.post(&identity, &verify("Spoke by video", until)).await.expect(422);
        assert!(wrong.text("#until-error").starts_with(why));
        assert_eq!(wrong.text("#how"), "Spoke by video");
        assert_eq!(wrong.attributes("#until", "value"), [until]);
    }
    let done = operator.post(&identity, &verify("Spoke by video", "2026-07-15")).await.expect(303);
    operator.follow(&done).await.expect_says("The profile says it from now on");
    site.anonymous().get(PUBLIC).await.expect(200).expect_says("Spoke by video");
    let late = operator.post(&identity, &[("do", "decline"), ("reason", "Too late.")]).await.expect(422);
    assert!(late.text("[role=alert]").starts_with("Nothing was changed: somebody decided this"));

    let empty = operator.post(&credentials, &[("do", "decline")]).await.expect(422);
    assert_eq!(empty.text("#reason-error"), "Say why: the owner reads it.");
    let decline = [("do", "decline"), ("reason", "The institute does not know it.")];
    let done = operator.post(&credentials, &decline).await.expect(303);
    operator.follow(&done).await.expect_says("No check is asked for.");
    site.anonymous().get(PUBLIC).await.expect(200).expect_silent("being checked");
    assert!(site.mailbox(ANN).last().await.text.contains("The institute does not know it."));
    let found = "select valid_until::date || ' ' || u.email from executive_verifications v join users u on u.id = v.checked_by
                  where v.status = 'VERIFIED'";
    assert_eq!(site.value(found).await, "2026-07-15 operator@site.example");
    let who =
        "select string_agg(action || ' ' || (select email from users where id = actor_id), ', ' order by id)
                 from audit_log where action in ('verify', 'decline check')";
    assert_eq!(site.value(who).await, "verify operator@site.example, decline check operator@site.example");

    // What was found wrong later is taken back, from the list of all or the profile's own page.
    let all = operator.get("/admin/verifications?all=yes").await.expect(200);
    assert_eq!(all.texts("tbody td:last-child"), ["Verified, until 15 Jul 2026", "Not verified"]);
    assert!(operator.get("/admin/executives/ann-abel").await.expect(200).links().contains(&identity));
    let page = operator.get(&identity).await.expect(200);
    page.expect_says("Spoke by video");
    assert_eq!(page.attributes("button[name=do]", "value"), ["take-back"]);
    let empty = operator.post(&identity, &[("do", "take-back"), ("reason", " ")]).await.expect(422);
    assert_eq!(empty.text("#reason-error"), "Say why: the owner reads it.");
    let back = [("do", "take-back"), ("reason", "It was somebody else’s passport.")];
    let done = operator.post(&identity, &back).await.expect(303);
    operator.follow(&done).await.expect_says("Taken back: the profile does not say it any more");
    site.anonymous().get(PUBLIC).await.expect(200).expect_silent("Spoke by video");
    let letter = site.mailbox(ANN).last().await;
    assert!(
        letter.subject.contains("does not count any more")
            && letter.text.contains("somebody else’s passport")
    );
    assert_eq!(site.value("select claim_status from executives").await, "CLAIMED");
    operator.post(&identity, &back).await.expect(422);
    let log = "select before ->> 'status' from audit_log where action = 'take check back'";
    assert_eq!(site.value(log).await, "VERIFIED");
}
