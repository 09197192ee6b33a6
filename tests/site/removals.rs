//! Being taken off the site without an account: hidden at once, decided later, and kept out.

use axum::body::Body;
use axum::http::Request;
use chrono::TimeDelta;
use quarterdeck::audit::{Actor, Decider};
use quarterdeck::config::PublicOrigin;
use quarterdeck::database::MIGRATIONS;
use quarterdeck::ingestion::{Action, Entity};
use quarterdeck::removals::deciding::{self, DecidingError};
use quarterdeck::secrets::Purpose;
use quarterdeck::state::Rules;
use quarterdeck::tend::{self, Tending};
use serde_json::{Value, json};
use sqlx::PgPool;
use url::form_urlencoded;

use crate::support::builders::Executive;
use crate::support::site::ORIGIN;
use crate::support::{Answer, Site};

const ASKER: &str = "ann@private.example";
const OWNER: &str = "ann@owner.example";
const KEY: &str = "0197b2a0-0000-7000-8000-000000000000";

/// A form's content.
pub fn form(fields: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

fn ann() -> Value {
    json!({
        "Row ID": "r_1", "Full Name": "Ann Abelskjold", "Headline": "Finance leader", "Fractional Role": "Fractional CFO",
        "Location": "Austin, Texas, United States", "LinkedIn Profile": "https://www.linkedin.com/in/ann-abelskjold",
        "Work Email": "ann@abelskjold.example", "Current Company": "Quarrystone Inc.", "Bio": "What Abelskjold did.",
        "Experience": [{"company": "Old Mill Ltd", "title": "CFO", "start_date": "2012-01", "end_date": "2015-01"}],
    })
}

impl Site {
    /// A public profile that was imported whole.
    async fn ann(&self) -> Executive {
        self.import(Entity::Executive, vec![ann()]).await;
        self.sql("update executives set status = 'PUBLISHED', published_at = now()").await;
        let id = self.value("select id from executives").await.parse().unwrap();
        let path = "/executives/ann-abelskjold".to_owned();
        Executive { id, slug: "ann-abelskjold".to_owned(), path }
    }

    /// Somebody signed in and proved that a profile is theirs.
    pub async fn owned_by(&self, executive: &Executive, email: &str) {
        self.sql(&format!(
            "with account as (insert into users (id, email) values (gen_random_uuid(), '{email}') returning id)
             insert into profile_ownerships (id, executive_id, user_id, status, verified_at, created_at)
             select gen_random_uuid(), '{}', id, 'ACTIVE', now(), '2026-01-01' from account",
            executive.id
        ))
        .await;
        self.sql(&format!("update executives set claim_status = 'CLAIMED' where id = '{}'", executive.id))
            .await;
    }

    async fn uphold(&self, receipt: &str) -> Result<(), DecidingError> {
        let key = self.secrets.keys(&self.pool).await.unwrap().key(Purpose::Suppressions);
        let mut connection = self.pool.acquire().await.unwrap();
        let origin: PublicOrigin = ORIGIN.parse().unwrap();
        let decider = Decider { actor: &Actor::named("a test"), origin: &origin };
        deciding::uphold(&mut connection, &key, receipt, decider, self.clock.now()).await.map(drop)
    }

    async fn reject(&self, receipt: &str) -> Result<(), DecidingError> {
        let mut connection = self.pool.acquire().await.unwrap();
        let origin: PublicOrigin = ORIGIN.parse().unwrap();
        let decider = Decider { actor: &Actor::named("a test"), origin: &origin };
        let why = Some("It was not them who asked.");
        deciding::reject(&mut connection, receipt, why, decider, self.clock.now()).await.map(drop)
    }

    /// All that is kept of people and rows, as text.
    async fn kept_of_people(&self) -> String {
        let mut kept = String::new();
        for table in [
            "executives",
            "executive_experience",
            "source_rows",
            "ingestion_records",
            "ingestion_runs",
            "suppressions",
            "suppressed_profiles",
            "removal_requests",
            "audit_log",
            "likeness_keys",
            "suggestions",
        ] {
            kept += &self.value(&format!("select string_agg(to_jsonb(t)::text, ' ') from {table} t")).await;
        }
        kept
    }
}

/// Opens the form at an address, fills it in and sends it.
async fn ask(site: &Site, path: &str, fields: &[(&str, &str)]) -> Answer {
    let page = site.anonymous().get(path).await.expect(200);
    let key = page.attributes("input[name=request_key]", "value").remove(0);
    let action = page.attributes("form.form", "action").remove(0);
    site.anonymous().post(&action, &form(&[fields, &[("request_key", &key)]].concat())).await
}

/// The number on the page to which an answer leads.
async fn number(site: &Site, answer: Answer) -> String {
    let answer = answer.expect(303);
    let page = site.anonymous().get(answer.header("location")).await.expect(200);
    assert!(!page.is_indexable() && page.header("cache-control") == "no-store");
    page.text("dl.terms b")
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn whoever_asks_is_gone_at_once_everywhere_and_stays_out(pool: PgPool) {
    let site = Site::start(pool).await;
    let ann_s = site.ann().await;
    for path in ["/executives", "/"] {
        site.anonymous().get(path).await.expect(200).expect_says("Ann Abelskjold");
    }
    let profile = site.anonymous().get(&ann_s.path).await.expect(200);
    let links = profile.attributes(".claim a", "href");
    let ways = ["claim", "correct", "remove"].map(|way| format!("{}/{way}", ann_s.path));
    assert_eq!(links, ways);

    let answer =
        ask(&site, &links[2], &[("reason", "It is mine."), ("email", " Ann@Private.example ")]).await;
    let receipt = number(&site, answer).await;
    assert!(receipt.starts_with("S-") && receipt.len() == 16, "{receipt}");
    for path in ["/executives", "/", "/roles/fractional-cfo"] {
        assert!(!site.anonymous().get(path).await.source().contains("Abelskjold"), "{path}");
    }
    for path in ["", "/remove", "/correct", "/contact", ".json", ".md"] {
        site.anonymous().get(&format!("{}{path}", ann_s.path)).await.expect(410);
    }
    let letter = site.mailbox(ASKER).last().await;
    assert!(letter.text.contains(&receipt) && !letter.text.contains("Abelskjold"), "{}", letter.text);
    assert_eq!(
        site.mailbox(ASKER).link("/privacy/removal/").await,
        format!("/privacy/removal/{}", receipt.to_lowercase())
    );

    // Nothing is lost before it is decided, and no list brings it back.
    assert!(site.kept_of_people().await.contains("What Abelskjold did."));
    let summary = site
        .import(
            Entity::Executive,
            vec![ann(), json!({"Full Name": "A. A.", "LinkedIn Profile": "linkedin.com/in/ann-abelskjold"})],
        )
        .await;
    assert_eq!(summary.count(Action::Skip), 2, "{summary}");
    site.anonymous().get(&ann_s.path).await.expect(410);

    site.uphold(&receipt.to_lowercase()).await.unwrap();
    let kept = site.kept_of_people().await.to_lowercase().replace("ann-abelskjold", "");
    for word in ["abelskjold", "quarrystone", "old mill", "finance leader"] {
        assert!(!kept.contains(word), "{word}: {kept}");
    }
    site.anonymous().get(&ann_s.path).await.expect(410);
    let summary = site.import(Entity::Executive, vec![ann()]).await;
    assert_eq!(summary.count(Action::Skip), 1, "{summary}");
    assert_eq!(site.value("select count(*) from executives").await, "1");
    let told = site.mailbox(ASKER).last().await;
    assert!(told.subject.starts_with("Your request was upheld") && told.text.contains(&receipt), "{told:?}");
    site.anonymous()
        .get(&format!("/privacy/removal/{}", receipt.to_lowercase()))
        .await
        .expect(200)
        .expect_says("Your request was upheld");
    assert!(matches!(site.reject(&receipt).await, Err(DecidingError::Decided { .. })));
    let audit = "select string_agg(action || ' by ' || actor_role, ', ' order by at, id) from audit_log where entity_type = 'removal'";
    assert_eq!(site.value(audit).await, "ask for removal by anonymous, uphold removal by a test");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_rejected_request_leaves_everything_as_it_was(pool: PgPool) {
    let site = Site::start(pool).await;
    let ann_s = site.ann().await;
    let before =
        site.value("select to_jsonb(e) - 'updated_at' - 'content_updated_at' from executives e").await;
    let answer = ask(&site, "/executives/ann-abelskjold/remove", &[("email", ASKER)]).await;
    let receipt = number(&site, answer).await;
    site.anonymous().get(&ann_s.path).await.expect(410);
    site.reject(&receipt).await.unwrap();
    site.anonymous().get(&ann_s.path).await.expect(200).expect_says("What Abelskjold did.");
    assert_eq!(
        site.value("select to_jsonb(e) - 'updated_at' - 'content_updated_at' from executives e").await,
        before
    );
    assert_eq!(site.value("select count(*) from suppressions").await, "0");
    let changed = json!({"Row ID": "r_1", "Full Name": "Ann Abelskjold", "LinkedIn Profile": "linkedin.com/in/ann-abelskjold", "Headline": "Another headline"});
    assert_eq!(site.import(Entity::Executive, vec![changed]).await.count(Action::Update), 1);
    let told = site.mailbox(ASKER).last().await;
    assert!(told.subject.starts_with("Your request was not upheld"), "{told:?}");
    assert!(matches!(site.uphold(&receipt).await, Err(DecidingError::Decided { .. })));
    assert!(matches!(site.uphold("S-NONE").await, Err(DecidingError::NoRequest(_))));
    // Whoever asks again is believed again.
    let answer = ask(&site, "/executives/ann-abelskjold/remove", &[]).await;
    assert_ne!(number(&site, answer).await, receipt);
    site.anonymous().get(&ann_s.path).await.expect(410);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_owner_is_told_puts_the_profile_back_and_is_not_bothered_twice(pool: PgPool) {
    let site = Site::start(pool).await;
    let ann_s = site.ann().await;
    site.owned_by(&ann_s, OWNER).await;
    let answer = ask(&site, "/executives/ann-abelskjold/remove", &[("email", ASKER)]).await;
    let receipt = number(&site, answer).await;
    site.anonymous().get(&ann_s.path).await.expect(410);
    let undo = site.mailbox(OWNER).link("/privacy/removal/undo/").await;
    for _ in 0..2 {
        site.anonymous().get(&undo).await.expect(200).expect_says("Put your profile back online?");
    }
    site.anonymous().get(&ann_s.path).await.expect(410);
    site.anonymous().post(&undo, "").await.expect(200).expect_says("Your profile is online again");
    site.anonymous().get(&ann_s.path).await.expect(200);
    for answer in [site.anonymous().get(&undo).await, site.anonymous().post(&undo, "").await] {
        answer.expect(410).expect_says("You put the profile back online by this link before.");
    }
    site.anonymous().get("/privacy/removal/undo/made-up").await.expect(404);
    assert_eq!(
        site.value("select status || ' by ' || decided_by from removal_requests").await,
        "REJECTED by owner"
    );

    // The next request waits for the operator; the profile does not.
    let answer = ask(&site, "/privacy/removal", &[("profile", "linkedin.com/in/ann-abelskjold")]).await;
    let second = number(&site, answer).await;
    site.anonymous().get(&ann_s.path).await.expect(200);
    let receipt_page =
        site.anonymous().get(&format!("/privacy/removal/{}", second.to_lowercase())).await.expect(200);
    receipt_page.expect_says("It is online until we have decided.");
    assert_eq!(site.mailbox(OWNER).last().await.subject, "Somebody asked for your profile to be removed");
    site.uphold(&second).await.unwrap();
    site.anonymous().get(&ann_s.path).await.expect(410);
    assert_eq!(site.value("select status from profile_ownerships").await, "REVOKED");
    assert_ne!(receipt, second);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_thousand_posts_of_one_form_are_one_request(pool: PgPool) {
    let site = Site::start(pool).await;
    let ann_s = site.ann().await;
    let sent = form(&[("reason", "twice"), ("email", ASKER), ("request_key", KEY)]);
    let path = format!("{}/remove", ann_s.path);
    let first = site.anonymous().post(&path, &sent).await.expect(303);
    for _ in 0..100 {
        let answers =
            futures_util::future::join_all((0..10).map(|_| site.anonymous().post(&path, &sent))).await;
        for answer in answers {
            assert_eq!(answer.expect(303).header("location"), first.header("location"));
        }
    }
    assert_eq!(site.value("select count(*) from removal_requests").await, "1");
    assert_eq!(site.mailbox(ASKER).letters().await.len(), 1);
    assert_eq!(site.value("select count(distinct receipt) from suppressions").await, "1");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn two_who_press_at_once_are_both_answered(pool: PgPool) {
    let site = Site::start(pool).await;
    let ann_s = site.ann().await;
    let path = format!("{}/remove", ann_s.path);
    let sent = form(&[("request_key", KEY)]);
    let (one, other) = tokio::join!(site.anonymous().post(&path, &sent), site.anonymous().post(&path, &sent));
    assert_eq!(one.expect(303).header("location"), other.expect(303).header("location"));
    assert_eq!(site.value("select count(*) from removal_requests").await, "1");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(pool: PgPool) {
    let site = Site::start(pool).await;
    let ann_s = site.ann().await;
    let long = "x".repeat(2_001);
    for (path, fields, field) in [
        ("/executives/ann-abelskjold/remove", vec![("email", "ann@private")], "email"),
        ("/executives/ann-abelskjold/remove", vec![("reason", long.as_str())], "reason"),
        ("/privacy/removal", vec![], "profile"),
        ("/privacy/removal", vec![("profile", "linkedin.com/company/acme")], "profile"),
        ("/privacy/removal", vec![("profile", "/executives/nobody")], "profile"),
        ("/privacy/removal", vec![("name", "Ann Abelskjold")], "company"),
        ("/privacy/removal", vec![("company", "Quarrystone")], "name"),
        ("/privacy/removal", vec![("name", "4711"), ("company", "Quarrystone")], "name"),
    ] {
        let answer = ask(&site, path, &fields).await.expect(422);
        assert!(answer.has(&format!("#{field}[aria-invalid=true]")), "{path} {fields:?}");
        assert_eq!(answer.attributes(&format!("#{field}"), "aria-describedby").len(), 1);
        assert!(!answer.text(&format!("#{field}-error")).is_empty());
        for (name, value) in &fields {
            let kept = [
                answer.attributes(&format!("input#{name}"), "value"),
                answer.texts(&format!("textarea#{name}")),
            ]
            .concat();
            assert_eq!(kept, [*value], "{path} {name}");
        }
    }
    site.anonymous().get(&ann_s.path).await.expect(200);
    assert_eq!(site.value("select count(*) from removal_requests").await, "0");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn somebody_without_a_profile_is_kept_out_and_learns_nothing_of_others(pool: PgPool) {
    let site = Site::start(pool).await;
    site.import(Entity::Executive, vec![ann()]).await; // In review: nobody sees it.
    let mut pages = Vec::new();
    for fields in [
        vec![("profile", "https://uk.linkedin.com/in/Ann-Abelskjold/?trk=x")],
        vec![("profile", "linkedin.com/in/nobody-here")],
        vec![("name", "Bob Baker"), ("company", "Quarrystone")],
    ] {
        let answer = ask(&site, "/privacy/removal", &fields).await.expect(303);
        let page = site.anonymous().get(answer.header("location")).await.expect(200);
        pages.push(page.content().replace(&page.text("dl.terms b"), "NUMBER"));
    }
    assert_eq!((&pages[0], &pages[1]), (&pages[1], &pages[2]));
    let rows = vec![
        ann(),
        json!({"Full Name": "N. H.", "LinkedIn Profile": "linkedin.com/in/nobody-here"}),
        json!({"Full Name": "Bob Baker", "Company": "Quarrystone, Inc."}),
        json!({"Full Name": "Bob Baker", "Company": "Another"}),
    ];
    let summary = site.import(Entity::Executive, rows).await;
    assert_eq!((summary.count(Action::Skip), summary.count(Action::Wait)), (3, 1), "{summary}");
    let by_address =
        ask(&site, "/privacy/removal", &[("profile", "quarterdeck.example/executives/bob-baker")]).await;
    by_address.expect(422); // It is not public.
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn forged_posts_are_refused_and_too_many_wait(pool: PgPool) {
    let site = Site::start(pool.clone()).await;
    let ann_s = site.ann().await;
    for path in [format!("{}/remove", ann_s.path), "/privacy/removal".to_owned()] {
        for headers in [
            vec![],
            vec![("origin", "https://evil.example")],
            vec![("sec-fetch-site", "cross-site")],
            vec![("sec-fetch-site", "same-site"), ("origin", ORIGIN)],
            vec![("sec-fetch-site", "none")],
            vec![("origin", "null")],
        ] {
            let mut request =
                Request::post(&path).header("content-type", "application/x-www-form-urlencoded");
            for (name, value) in headers {
                request = request.header(name, value);
            }
            let body = Body::from(form(&[("profile", "linkedin.com/in/ann-abelskjold")]));
            site.anonymous().send(request.body(body).unwrap()).await.expect(403);
        }
    }
    site.anonymous().get(&ann_s.path).await.expect(200);

    let rules = Rules { rate_limit_scale: "0.4".parse().unwrap(), ..Rules::default() };
    let strict = Site::ruled(pool, site.clock.clone(), rules);
    for person in ["one", "two"] {
        ask(&strict, "/privacy/removal", &[("profile", &format!("linkedin.com/in/{person}-person"))])
            .await
            .expect(303);
    }
    let refused =
        ask(&strict, "/privacy/removal", &[("profile", "linkedin.com/in/three-person")]).await.expect(429);
    assert!(refused.header("retry-after").parse::<u64>().unwrap() > 1_000);
    assert_eq!(refused.attributes("#profile", "value"), ["linkedin.com/in/three-person"]);
    assert_eq!(site.value("select count(*) from removal_requests").await, "2");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn what_nobody_decides_in_time_is_upheld_unless_it_has_an_owner_and_who_asked_is_forgotten(
    pool: PgPool,
) {
    let site = Site::start(pool).await.operated_by("Acme Ltd, desk@acme.example");
    let ann_s = site.ann().await;
    let bob = site.executive().named("Bob Baker").published().create().await;
    site.owned_by(&bob, OWNER).await;
    for executive in [&ann_s, &bob] {
        ask(&site, &format!("{}/remove", executive.path), &[("email", ASKER), ("reason", "secret reason")])
            .await
            .expect(303);
    }
    site.mailbox("desk@acme.example").link("/admin/removals/s-").await;
    let tended = async |days: i64| {
        let later = quarterdeck::clock::Clock::standing_at(site.clock.now() + TimeDelta::days(days));
        let mut connection = site.pool.acquire().await.unwrap();
        tend::pass(&mut connection, &Tending::default(), &later, &mut |_, _| {}).await.unwrap().unwrap()
    };
    assert_eq!(tended(29).await.upheld, 0);
    assert_eq!(tended(31).await.upheld, 1);
    let stand = "select string_agg(status || coalesce(' ' || decided_by, ''), ', ' order by created_at, id) from removal_requests";
    assert_eq!(site.value(stand).await, "UPHELD tend, RECEIVED");
    assert!(site.kept_of_people().await.contains("secret reason"));
    tended(62).await;
    assert_eq!(
        site.value("select count(*) from removal_requests where reason is null and contact_email is null")
            .await,
        "1"
    );
    let first = site.value("select string_agg(coalesce(contact_email, '-'), ' ' order by created_at, id) from removal_requests").await;
    assert_eq!(first, format!("- {ASKER}"));
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_owner_who_signs_in_finds_why_the_profile_is_hidden_and_puts_it_back(pool: PgPool) {
    let site = Site::start(pool).await;
    let ann_s = site.ann().await;
    site.owned_by(&ann_s, OWNER).await;
    let ann = site.member(OWNER).await;
    let (at, back) = ("/me/ann-abelskjold", "/me/ann-abelskjold/online");
    let answer = ask(&site, "/executives/ann-abelskjold/remove", &[("email", ASKER)]).await;
    number(&site, answer).await;
    site.anonymous().get(&ann_s.path).await.expect(410);
    let page = ann.get(at).await.expect(200);
    page.expect_says("Somebody asked without signing in");
    assert_eq!(page.attributes("main form", "action"), [back]);
    let eve = site.member("eve@elsewhere.example").await;
    eve.post(back, &[]).await.expect(404);
    site.anonymous().get(&ann_s.path).await.expect(410);

    let done = ann.post(back, &[]).await.expect(303);
    ann.follow(&done).await.expect(200).expect_says("Your profile is online again");
    site.anonymous().get(&ann_s.path).await.expect(200);
    let by = "select r.status || ' by ' || r.decided_by || ' ' || (l.actor_id is not null)
                from removal_requests r join audit_log l on l.entity_id = r.id and l.action = 'reject removal'";
    assert_eq!(site.value(by).await, "REJECTED by owner true");
    assert!(site.mailbox(ASKER).last().await.subject.starts_with("Your request was not upheld"));
    // The next one doesn't hide it, and once more does no harm.
    ask(&site, "/executives/ann-abelskjold/remove", &[]).await;
    site.anonymous().get(&ann_s.path).await.expect(200);
    ann.post(back, &[]).await.expect(303);
    assert_eq!(site.value("select count(*) from removal_requests where status = 'RECEIVED'").await, "1");

    // What those who run the site took down is theirs to put back.
    site.sql("update executives set removed_at = now()").await;
    ann.get(at).await.expect(200).expect_says("The people who run the site know why");
    ann.post(back, &[]).await.expect(303);
    assert_eq!(site.value("select removed_at is not null from executives").await, "true");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn whoever_owned_a_profile_before_no_longer_decides_whether_it_is_online(pool: PgPool) {
    let site = Site::start(pool).await;
    let ann_s = site.ann().await;
    site.owned_by(&ann_s, OWNER).await;
    let answer = ask(&site, "/executives/ann-abelskjold/remove", &[]).await;
    number(&site, answer).await;
    let undo = site.mailbox(OWNER).link("/privacy/removal/undo/").await;
    site.sql("update profile_ownerships set status = 'REVOKED', ended_at = now()").await;
    for answer in [site.anonymous().get(&undo).await, site.anonymous().post(&undo, "").await] {
        answer.expect(410).expect_says("The profile is not yours any more");
    }
    site.anonymous().get(&ann_s.path).await.expect(410);
    assert_eq!(site.value("select status from removal_requests").await, "RECEIVED");
}
