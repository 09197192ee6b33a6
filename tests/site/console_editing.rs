//! An operator mends what profiles and jobs say; imports only suggest from then on, and nobody is overwritten unseen.

use quarterdeck::accounts::Role;
use quarterdeck::database::MIGRATIONS;
use quarterdeck::ingestion::Entity;
use serde_json::json;
use sqlx::PgPool;

use crate::support::{Answer, Browser, Site, builders};

async fn operator(site: &Site) -> Browser<'_> {
    site.runs_it("operator@site.example", Role::Operator).await
}

/// The form as it stands on a page, with some fields of one's own.
fn filled_in(page: &Answer, typed: &[(&str, &str)]) -> Vec<(String, String)> {
    let field = |element: &scraper::ElementRef<'_>| {
        let name = element.value().attr("name")?.to_owned();
        let value = match element.value().name() {
            "textarea" => element.text().collect(),
            _ => element.value().attr("value").unwrap_or_default().to_owned(),
        };
        let typed = typed.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        Some((name, typed.unwrap_or(value)))
    };
    let first = page.select(".console-page form.form").into_iter().next().expect("the page has a form");
    let fields = scraper::Selector::parse("input, textarea").unwrap();
    first.select(&fields).filter_map(|element| field(&element)).collect()
}

async fn send(browser: &Browser<'_>, path: &str, page: &Answer, typed: &[(&str, &str)]) -> Answer {
    let form = filled_in(page, typed);
    let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.post(path, &form).await
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_operator_mends_a_profile_and_an_import_only_suggests(pool: PgPool) {
    let site = Site::start(pool).await;
    let operator = operator(&site).await;
    site.executive().named("Ann Abel").industries("SaaS").published().create().await;
    operator.get("/admin/executives/ann-abel").await.expect(200).expect_says("Edit");
    let path = "/admin/executives/ann-abel/edit";
    let page = operator.get(path).await.expect(200);
    let same = send(&operator, path, &page, &[]).await.expect(303);
    operator.follow(&same).await.expect_says("Nothing was different");
    let saved = send(
        &operator,
        path,
        &page,
        &[
            ("headline", "Closes books in five days"),
            ("industries", "SaaS, Fintech"),
            ("reason", "She wrote to us"),
        ],
    )
    .await
    .expect(303);
    operator.follow(&saved).await.expect_says("Saved: it says so from now on");
    let shown = site.anonymous().get("/executives/ann-abel").await.expect(200);
    shown.expect_says("Closes books in five days");
    shown.expect_says("Fintech");
    assert_eq!(
        site.value(
            "select source || ': ' || reason || ', ' || array_to_string(fields, ' ') from profile_edits"
        )
        .await,
        "operator: She wrote to us, headline industries"
    );
    assert_eq!(
        site.value(
            "select actor_role || ' ' || (after -> 'fields')::text from audit_log where action = 'edit'"
        )
        .await,
        "operator [\"headline\", \"industries\"]"
    );
    // What the same source says later waits as a suggestion.
    let id = site.value("select source_record_id from executives").await;
    let row = json!({"Clay Record ID": id, "Full Name": "Ann Abel", "Headline": "Something else",
                     "Fractional Role": "Fractional CFO", "Location": "Austin, TX"});
    site.import(Entity::Executive, vec![row]).await;
    site.anonymous().get("/executives/ann-abel").await.expect_says("Closes books in five days");
    operator.get("/admin/executives/ann-abel").await.expect(200).expect_says("Something else");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_owner_is_told_what_an_operator_wrote_into_their_profile(pool: PgPool) {
    let site = Site::start(pool).await;
    let operator = operator(&site).await;
    let (ann, own) = (
        site.executive().named("Ann Abel").published().create().await,
        site.executive().named("Own One").published().create().await,
    );
    site.owned_by(&ann, "ann@abel.example").await;
    site.sql(
        "insert into profile_ownerships (id, executive_id, user_id, status, verified_at, created_at)
         select gen_random_uuid(), e.id, u.id, 'ACTIVE', now(), now() from executives e, users u
          where e.slug = 'own-one' and u.email = 'operator@site.example'",
    )
    .await;
    for slug in [&ann.slug, &own.slug] {
        let path = format!("/admin/executives/{slug}/edit");
        let page = operator.get(&path).await.expect(200);
        let changes = [("headline", "Closes books in five days"), ("reason", "It named a client")];
        send(&operator, &path, &page, &changes).await.expect(303);
        let page = operator.get(&format!("{path}/education")).await.expect(200);
        send(&operator, &format!("{path}/education"), &page, &[("0-institution", "Northwind")])
            .await
            .expect(303);
    }
    let told = async |address| {
        let letters = site.mailbox(address).letters().await;
        letters.into_iter().filter(|letter| letter.subject == "Your profile was edited").collect::<Vec<_>>()
    };
    let letters = told("ann@abel.example").await;
    assert_eq!(letters.len(), 2);
    let said: String = letters.iter().map(|letter| letter.text.as_str()).collect();
    for words in ["of: Headline.", "The reason: It named a client.", "of: Education.", "/me/ann-abel"] {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert_eq!(told("operator@site.example").await.len(), 0, "who wrote it knows");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn of_two_who_edit_one_field_the_second_is_told_who_was_first(pool: PgPool) {
    let site = Site::start(pool).await;
    let first = operator(&site).await;
    let second = site.runs_it("second@site.example", Role::Operator).await;
    site.executive().named("Ann Abel").published().create().await;
    let path = "/admin/executives/ann-abel/edit";
    let page = first.get(path).await.expect(200);
    send(&first, path, &page, &[("headline", "First")]).await.expect(303);
    // Another field is nobody's business of both.
    send(&second, path, &page, &[("about", "A long life.")]).await.expect(303);
    site.anonymous().get("/executives/ann-abel").await.expect_says("First");
    let crossed = send(&second, path, &page, &[("headline", "Second")]).await.expect(409);
    let fault = crossed.text("#headline-error");
    assert!(fault.contains("operator@site.example") && fault.contains("“First”"), "{fault}");
    assert_eq!(crossed.attributes("#headline", "value"), ["Second"]);
    site.anonymous().get("/executives/ann-abel").await.expect_says("First");
    // Sent again, it stands.
    send(&second, path, &crossed, &[]).await.expect(303);
    site.anonymous().get("/executives/ann-abel").await.expect_says("Second");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_list_is_edited_as_its_owner_would_and_not_over_somebody_else(pool: PgPool) {
    let site = Site::start(pool).await;
    let operator = operator(&site).await;
    site.executive().named("Ann Abel").published().create().await;
    let path = "/admin/executives/ann-abel/edit/experience";
    let page = operator.get(path).await.expect(200);
    let more = [("do", "more"), ("was", ""), ("0-role_title", "CFO"), ("0-company_name", "Northwind")];
    let longer = operator.post(path, &more).await.expect(200);
    assert_eq!(longer.select("fieldset.entry").len(), 2);
    assert_eq!(longer.attributes("[name='0-role_title']", "value"), ["CFO"]);
    let entry = [("0-role_title", "CFO"), ("0-company_name", "Northwind"), ("0-start_date", "March 2019")];
    let wrong = send(&operator, path, &page, &[("0-role_title", "CFO")]).await.expect(422);
    wrong.expect_says("Name the company.");
    send(&operator, path, &page, &entry).await.expect(303);
    site.anonymous().get("/executives/ann-abel").await.expect_says("Northwind");
    // The page from before knows nothing of it.
    let crossed = send(&operator, path, &page, &[("0-role_title", "CTO"), ("0-company_name", "Acme")])
        .await
        .expect(409);
    crossed.expect_says("Company: Northwind");
    assert_eq!(crossed.attributes("[name='0-role_title']", "value"), ["CTO"]);
    send(&operator, path, &crossed, &[]).await.expect(303);
    site.anonymous().get("/executives/ann-abel").await.expect_says("Acme");
    operator.get("/admin/executives/ann-abel/edit/poems").await.expect(404);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_profile_that_waits_is_completed_by_hand_and_published(pool: PgPool) {
    let site = Site::start(pool).await;
    let operator = operator(&site).await;
    builders::executives(vec![site.executive().named("Cem Can").without("Location")]).await;
    let path = "/admin/executives/cem-can/edit";
    let page = operator.get(path).await.expect(200);
    let unknown = send(&operator, path, &page, &[("location", "Nowhereville")]).await.expect(422);
    assert!(unknown.text("#location-error").contains("no such place"), "{}", unknown.content());
    send(&operator, path, &page, &[("location", "Austin, Texas")]).await.expect(303);
    operator.post("/admin/executives/cem-can", &[("do", "publish")]).await.expect(303);
    site.anonymous().get("/executives/cem-can").await.expect(200);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_address_is_changed_and_the_old_one_leads_there(pool: PgPool) {
    let site = Site::start_today(pool).await;
    let operator = operator(&site).await;
    builders::executives(
        ["Ann Abel", "Bea Berg"].map(|name| site.executive().named(name).published()).into(),
    )
    .await;
    let job = site.job().published().post().await;
    for (page, from, to) in [
        ("/admin/executives/ann-abel/edit", "/executives/ann-abel", "/executives/ann-abelskjold"),
        (
            &*format!("{}/edit", job.path.replace("/jobs/", "/admin/jobs/")),
            &*job.path,
            "/jobs/chief-of-numbers",
        ),
    ] {
        let slug = to.rsplit('/').next().unwrap();
        operator
            .post(page, &[("do", "rename"), ("slug", "Not a slug")])
            .await
            .expect(422)
            .expect_says("Type small letters");
        let moved = operator.post(page, &[("do", "rename"), ("slug", slug)]).await.expect(303);
        operator.follow(&moved).await.expect(200).expect_says("the old one leads there");
        site.anonymous().get(from).await.expect_moved(to);
        site.anonymous().get(to).await.expect(200);
    }
    let taken = operator
        .post("/admin/executives/bea-berg/edit", &[("do", "rename"), ("slug", "ann-abelskjold")])
        .await
        .expect(422);
    taken.expect_says("Another profile stands there");
    assert_eq!(
        site.value("select count(*) from audit_log where action = 'rename' and (before::text like '%ann%' or after::text like '%ann%')").await,
        "0",
        "the log is for ever, and names nobody"
    );
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_operator_mends_a_job_and_the_log_says_what_stood_there(pool: PgPool) {
    let site = Site::start_today(pool).await;
    let operator = operator(&site).await;
    let job = site.job().titled("CFO wanted").published().post().await;
    let path = &format!("{}/edit", job.path.replace("/jobs/", "/admin/jobs/"));
    let page = operator.get(path).await.expect(200);
    let saved = send(
        &operator,
        path,
        &page,
        &[
            ("title", "Fractional CFO, two days a week"),
            ("pay", "$150 to $200 an hour"),
            ("hours", "10 to 16"),
            ("responsibilities", "- Close the books\n- Report to the board"),
            ("industries", "Fintech"),
            ("reason", "Its employer wrote"),
        ],
    )
    .await
    .expect(303);
    operator.follow(&saved).await.expect_says("Saved: it says so from now on");
    let shown = site.anonymous().get(&job.path).await.expect(200);
    for words in
        ["Fractional CFO, two days a week", "$150", "Close the books", "Report to the board", "Fintech"]
    {
        shown.expect_says(words);
    }
    site.anonymous().get("/jobs?q=board").await.expect(200).expect_says("Fractional CFO, two days a week");
    let logged = "select before ->> 'title' || ' > ' || (after ->> 'title') || ', ' || (after ->> 'reason')
                    from audit_log where action = 'edit' and entity_type = 'job'";
    assert_eq!(site.value(logged).await, "CFO wanted > Fractional CFO, two days a week, Its employer wrote");
    // A published job can't lose what it is published with; what can't be read is said where it stands.
    let page = operator.get(path).await.expect(200);
    let wrong = send(
        &operator,
        path,
        &page,
        &[
            ("summary", ""),
            ("apply_url", "javascript:alert(1)"),
            ("role", "Juggler"),
            ("last_day", "soon"),
            ("title", "Kept"),
        ],
    )
    .await
    .expect(422);
    for field in ["summary", "apply_url", "role", "last_day"] {
        assert!(wrong.has(&format!("#{field}-error")), "{field}");
    }
    assert_eq!(wrong.attributes("#title", "value"), ["Kept"]);
    site.anonymous().get(&job.path).await.expect_silent("Kept");
    // Two jobs can't be applied for at one address.
    let other =
        site.job().titled("CTO").with("Apply URL", "https://other.example/cto").published().post().await;
    drop(other);
    let page = operator.get(path).await.expect(200);
    let taken = send(&operator, path, &page, &[("apply_url", "https://other.example/cto?utm_source=x")])
        .await
        .expect(422);
    assert!(taken.text("#apply_url-error").contains("Another job"));
}
