//! Saying what is wrong in a profile, without an account; and what becomes of it.

use axum::body::Body;
use axum::http::Request;
use chrono::TimeDelta;
use quarterdeck::audit::{Actor, Decider};
use quarterdeck::config::PublicOrigin;
use quarterdeck::corrections::deciding::{self, DecidingError};
use quarterdeck::corrections::field::Field;
use quarterdeck::database::MIGRATIONS;
use quarterdeck::ingestion::Entity;
use quarterdeck::taxonomy::Catalog;
use quarterdeck::tend::{self, Tending};
use serde_json::{Value, json};
use sqlx::PgPool;

use super::removals::form;
use crate::support::site::ORIGIN;
use crate::support::{Answer, Site};

const READER: &str = "cleo@reader.example";
const PATH: &str = "/executives/ann-able/correct";

fn row() -> Value {
    json!({
        "Row ID": "r_1", "Full Name": "Ann Able", "Headline": "Finance leader", "Fractional Role": "Fractional CFO",
        "Location": "Austin, Texas, United States", "Website": "https://able.example", "Monthly Rate": "$9,000",
        "Industries": "SaaS", "Languages": "English", "Bio": "Twenty years of closing books.",
    })
}

async fn start(pool: PgPool) -> Site {
    let site = Site::start(pool).await.operated_by("Acme Ltd, desk@acme.example");
    site.import(Entity::Executive, vec![row()]).await;
    site.sql("update executives set status = 'PUBLISHED', published_at = now()").await;
    site
}

async fn propose(site: &Site, fields: &[(&str, &str)]) -> Answer {
    let page = site.anonymous().get(PATH).await.expect(200);
    let key = page.attributes("input[name=request_key]", "value").remove(0);
    site.anonymous().post(PATH, &form(&[fields, &[("request_key", &key)]].concat())).await
}

async fn accept(site: &Site, number: &str, only: &[&str]) -> Result<Vec<Field>, DecidingError> {
    let origin: PublicOrigin = ORIGIN.parse().unwrap();
    let catalog = Catalog::load(&mut site.pool.acquire().await.unwrap()).await.unwrap();
    let only: Vec<String> = only.iter().map(|&field| field.to_owned()).collect();
    let mut connection = site.pool.acquire().await.unwrap();
    let decider = Decider { actor: &Actor::named("a test"), origin: &origin };
    let done = deciding::accept(&mut connection, number, &only, &catalog, decider, site.clock.now()).await;
    done.map(|(_, fields)| fields)
}

async fn number(site: &Site) -> String {
    site.value("select number from correction_requests order by created_at desc, id desc limit 1").await
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_reader_corrects_every_field_and_no_import_takes_it_back(pool: PgPool) {
    let site = start(pool).await;
    let page = site.anonymous().get(PATH).await.expect(200);
    assert!(!page.is_indexable());
    for shown in [
        "Ann Able",
        "Finance leader",
        "Chief Financial Officer",
        "Austin, TX",
        "$9,000",
        "https://able.example",
    ] {
        assert!(
            page.texts(".correction-shown").iter().any(|text| text.contains(shown)),
            "{shown}: {:?}",
            page.texts(".correction-shown")
        );
    }
    let corrections = [
        ("name", "Ann Abelskjold"),
        ("headline", "Builds finance teams"),
        ("role", "CTO"),
        ("location", "Denver, Colorado"),
        ("price", "€1,200 to €1,500 a day"),
        ("hours", "10 to 20"),
        ("availability", "fully booked"),
        ("remote", "yes"),
        ("industries", "Fintech, Healthcare"),
        ("languages", "German, English"),
        ("linkedin", "linkedin.com/in/Ann-Abelskjold/"),
        ("drop", "website"),
        ("about", "Thirty years\r\nof closing books."),
        ("remark", "The second station is not mine."),
        ("source", "https://abelskjold.example/about"),
        ("email", READER),
    ];
    let sent = propose(&site, &corrections).await.expect(303);
    site.anonymous()
        .get(sent.header("location"))
        .await
        .expect(200)
        .expect_says("Thank you, the correction is noted");
    site.anonymous().get("/executives/ann-able").await.expect(200).expect_says("Finance leader");
    let number = number(&site).await;
    let letter = site.mailbox("desk@acme.example").last().await;
    assert!(letter.text.contains(&format!("quarterdeck corrections show {number}")), "{}", letter.text);
    assert!(site.mailbox(READER).letters().await.is_empty());

    let accepted = accept(&site, &number.to_lowercase(), &[]).await.unwrap();
    assert_eq!(accepted.len(), 13);
    let told = site.mailbox(READER).last().await;
    assert!(
        told.subject.starts_with("Your correction was taken over") && !told.text.contains("Abelskjold"),
        "{told:?}"
    );
    let says = async || {
        let page = site.anonymous().get("/executives/ann-able").await.expect(200);
        for said in [
            "Ann Abelskjold",
            "Builds finance teams",
            "Denver, CO",
            "€1,200",
            "Booked",
            "Fintech",
            "German",
            "Thirty years",
        ] {
            page.expect_says(said);
        }
        assert!(page.links().contains(&"https://www.linkedin.com/in/ann-abelskjold".to_owned()));
        assert!(!page.source().contains("able.example"));
    };
    says().await;
    let mut again = row();
    again["Headline"] = "Another headline".into();
    again["Industries"] = "SaaS, Logistics".into();
    again["Website"] = "https://new.able.example".into();
    site.import(Entity::Executive, vec![again]).await;
    says().await;
    assert_eq!(
        site.value("select string_agg(field, ',' order by field) from suggestions").await,
        "headline,industries,website_url"
    );
    site.anonymous().get("/executives?q=abelskjold").await.expect(200).expect_says("Builds finance teams");
    let source = site.value("select field_sources -> 'headline' ->> 'from' from executives").await;
    assert_eq!(source, format!("correction {number}"));
    assert!(matches!(accept(&site, &number, &[]).await, Err(DecidingError::Decided { .. })));
    let audit = "select string_agg(action || ' by ' || actor_role, ', ' order by at, id) from audit_log where action like '%correction' or action = 'edit'";
    assert_eq!(
        site.value(audit).await,
        "propose correction by anonymous, edit by a test, accept correction by a test"
    );
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_operator_takes_over_a_part_or_nothing(pool: PgPool) {
    let site = start(pool).await;
    propose(
        &site,
        &[("headline", "Builds finance teams"), ("location", "Denver, Colorado"), ("email", READER)],
    )
    .await
    .expect(303);
    let first = number(&site).await;
    assert!(matches!(accept(&site, &first, &["price"]).await, Err(DecidingError::NotAbout { .. })));
    accept(&site, &first, &["headline"]).await.unwrap();
    let page = site.anonymous().get("/executives/ann-able").await.expect(200);
    page.expect_says("Builds finance teams");
    page.expect_says("Austin, TX");
    assert_eq!(
        site.value(
            "select string_agg(field || ' ' || was_accepted, ', ' order by field) from correction_items"
        )
        .await,
        "headline true, location false"
    );

    propose(&site, &[("headline", "Vandalised"), ("email", READER)]).await.expect(303);
    let mut connection = site.pool.acquire().await.unwrap();
    let origin: PublicOrigin = ORIGIN.parse().unwrap();
    let second = number(&site).await;
    deciding::reject(
        &mut connection,
        &second,
        Decider { actor: &Actor::named("a test"), origin: &origin },
        site.clock.now(),
    )
    .await
    .unwrap();
    site.anonymous().get("/executives/ann-able").await.expect(200).expect_silent("Vandalised");
    assert!(site.mailbox(READER).last().await.subject.starts_with("Your correction was not taken over"));

    propose(&site, &[("remark", "A word on the career.")]).await.expect(303);
    let third = number(&site).await;
    assert_eq!(accept(&site, &third, &[]).await.unwrap(), []);
    assert_eq!(deciding::list(&mut connection, false).await.unwrap().len(), 0);
    assert_eq!(deciding::list(&mut connection, true).await.unwrap().len(), 3);

    // Two profiles are never made one person's.
    site.executive()
        .named("Bea Bold")
        .with("LinkedIn Profile", "linkedin.com/in/bea-bold")
        .published()
        .create()
        .await;
    propose(&site, &[("linkedin", "linkedin.com/in/bea-bold")]).await.expect(303);
    let fourth = number(&site).await;
    assert!(matches!(accept(&site, &fourth, &[]).await, Err(DecidingError::Another(_))));

    let later = quarterdeck::clock::Clock::standing_at(site.clock.now() + TimeDelta::days(31));
    tend::pass(&mut connection, &Tending::default(), &later, &mut |_, _| {}).await.unwrap();
    assert_eq!(site.value("select string_agg(status, ',') from correction_requests").await, "RECEIVED");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn what_cant_be_read_is_said_at_its_field_and_nothing_typed_is_lost(pool: PgPool) {
    let site = start(pool).await;
    let long = "x".repeat(201);
    for (field, typed) in [
        ("name", "4711"),
        ("headline", long.as_str()),
        ("role", "wizard of words"),
        ("location", "Nowhereville Xyz"),
        ("price", "a lot"),
        ("price", "$100,000 a year"),
        ("hours", "all of them"),
        ("hours", "300"),
        ("remote", "perhaps"),
        ("industries", "Fintech, Wizardry"),
        ("specialties", "Wizardry of words"),
        ("languages", "Klingon of sorts"),
        ("linkedin", "linkedin.com/company/acme"),
        ("website", "javascript:alert(1)"),
        ("email", "cleo@reader"),
    ] {
        let answer = propose(&site, &[(field, typed), ("remark", "kept as it is")]).await.expect(422);
        assert_eq!(answer.select("[aria-invalid=true]").len(), 1, "{field} {typed}");
        assert!(!answer.text(&format!("#{field}-error")).is_empty(), "{field}");
        assert_eq!(answer.attributes(&format!("#{field}"), "value"), [typed]);
        assert_eq!(answer.text("#remark"), "kept as it is");
    }
    let answer = propose(&site, &[]).await.expect(422);
    answer.expect_says("Nothing is corrected yet");
    propose(&site, &[("headline", "Finance leader")])
        .await
        .expect(422)
        .expect_says("Nothing is corrected yet");
    let both = propose(&site, &[("website", "https://other.example"), ("drop", "website")]).await.expect(422);
    assert!(both.has("input[name=drop][value=website][checked]") && both.has("#website-error"));
    propose(&site, &[("drop", "name")]).await.expect(422);
    assert_eq!(site.value("select count(*) from correction_requests").await, "0");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_form_that_is_sent_again_is_one_proposal_and_forged_or_too_many_are_refused(pool: PgPool) {
    let site = start(pool).await;
    let sent = form(&[("headline", "Builds"), ("request_key", "0197b2a0-0000-7000-8000-000000000000")]);
    for _ in 0..50 {
        let answers =
            futures_util::future::join_all((0..20).map(|_| site.anonymous().post(PATH, &sent))).await;
        for answer in answers {
            answer.expect(303);
        }
    }
    assert_eq!(site.value("select count(*) from correction_requests").await, "1");
    for headers in [vec![], vec![("sec-fetch-site", "cross-site")], vec![("origin", "https://evil.example")]]
    {
        let mut request = Request::post(PATH).header("content-type", "application/x-www-form-urlencoded");
        for (name, value) in headers {
            request = request.header(name, value);
        }
        site.anonymous().send(request.body(Body::from("headline=Forged")).unwrap()).await.expect(403);
    }
    for _ in 0..4 {
        propose(&site, &[("headline", "Builds")]).await.expect(303);
    }
    let refused = propose(&site, &[("headline", "Builds more")]).await.expect(429);
    assert_eq!(refused.attributes("#headline", "value"), ["Builds more"]);
    assert_eq!(site.value("select count(*) from correction_requests").await, "5");
}
