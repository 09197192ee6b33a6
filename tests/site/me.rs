//! The owner's pages: what they write is on the public page, and no import takes it back.

use chrono::Duration;
use quarterdeck::clock::Clock;
use quarterdeck::database::MIGRATIONS;
use quarterdeck::ingestion::Entity;
use quarterdeck::tend::{self, Tending};
use scraper::ElementRef;
use serde_json::{Value, json};
use sqlx::PgPool;

use crate::support::{Answer, Browser, Site};

pub const ANN: &str = "ann@abel.example";
pub const AT: &str = "/me/ann-abel";
pub const PUBLIC: &str = "/executives/ann-abel";

pub fn row() -> Value {
    json!({
        "Row ID": "r_1", "Full Name": "Ann Abel", "Headline": "Finance leader", "Fractional Role": "Fractional CFO",
        "Location": "Austin, Texas, United States", "Website": "https://abel.example", "Monthly Rate": "$9,000",
        "Industries": "SaaS", "Languages": "English", "Bio": "Two decades of closing books.",
        "LinkedIn Profile": "https://www.linkedin.com/in/ann-abel",
        "Experience": "CFO at Northwind (2015 - 2020)",
    })
}

/// What approving a claim does.
pub async fn owned(site: &Site) -> Browser<'_> {
    site.import(Entity::Executive, vec![row()]).await;
    site.sql("update executives set status = 'PUBLISHED', published_at = now()").await;
    let browser = site.member(ANN).await;
    site.sql(&format!(
        "insert into profile_ownerships (id, executive_id, user_id, status, verified_at, created_at)
         select gen_random_uuid(), e.id, u.id, 'ACTIVE', now(), '2026-06-15 12:00Z'
           from executives e, users u where u.email = '{ANN}';
         update executives set claim_status = 'CLAIMED'"
    ))
    .await;
    browser
}

/// The form as it stands, with what is changed in it, sent.
pub async fn edit(browser: &Browser<'_>, at: &str, changes: &[(&str, &str)]) -> Answer {
    let fields = filled(&browser.get(at).await.expect(200), changes);
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.post(at, &fields).await
}

/// The form as it stands, with what is changed in it.
pub fn filled(page: &Answer, changes: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    for field in page.select(".form input[name], .form textarea[name], .form option[selected]") {
        let value = match field.value().name() {
            "textarea" => field.text().collect::<String>(),
            _ => field.attr("value").unwrap_or_default().to_owned(),
        };
        if field.attr("type") == Some("checkbox") && field.attr("checked").is_none() {
            continue;
        }
        if field.value().name() == "option" {
            let select = ElementRef::wrap(field.parent().unwrap()).unwrap();
            fields.push((select.attr("name").unwrap().to_owned(), value));
            continue;
        }
        fields.push((field.attr("name").unwrap().to_owned(), value));
    }
    // What is changed stands instead of all that the form says of it.
    fields.retain(|(known, _)| changes.iter().all(|(name, _)| known != name));
    fields.extend(changes.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    fields
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_owner_edits_what_the_profile_says_and_no_import_takes_it_back(pool: PgPool) {
    let site = Site::start(pool).await;
    let ann = owned(&site).await;
    let home = ann.get("/me").await.expect(303);
    assert_eq!(home.header("location"), AT);
    let page = ann.follow(&home).await.expect(200);
    page.expect_says("Your profile: Ann Abel");
    page.expect_says("When you are available");
    assert!(!page.is_indexable() && page.header("cache-control") == "no-store");

    let same = edit(&ann, &format!("{AT}/edit"), &[]).await.expect(303);
    assert_eq!(same.header("location"), format!("{AT}?saved=nothing"));
    assert_eq!(site.value("select count(*) from profile_edits").await, "0");

    let changes = [
        ("name", "Ann Abelskjold"),
        ("headline", "Builds finance teams"),
        ("role", "Chief Technology Officer"),
        ("location", "Denver, Colorado"),
        ("years", "25"),
        ("highlight", "Cut the close from 15 days to 4"),
        ("about", "Hello.\n\nI **close** books.<script>alert(1)</script>"),
        ("availability", "available"),
        ("availability-day", "2026-07-01"),
        ("price", "USD"),
        ("price-month", "12,000"),
        ("price-month-most", "15000"),
        ("price-hour", "200"),
        ("hours", "10"),
        ("hours-most", "20"),
        ("engagements", "Fractional"),
        ("engagements", "Board seat"),
        ("minimum", "6 months"),
        ("remote", "Yes"),
        ("travel", "Nationwide"),
        ("industries", "Healthcare"),
        ("industries", "SaaS"),
        ("specialties", "Fundraising"),
        ("stages", "Seed, Series A"),
        ("languages", "English"),
        ("languages", "German"),
        ("timezone", "America/Denver"),
        ("website", "https://abelskjold.example"),
        ("linkedin", "linkedin.com/in/ann-abelskjold"),
        ("booking", "https://call.example/ann"),
    ];
    let saved = edit(&ann, &format!("{AT}/edit"), &changes).await.expect(303);
    assert_eq!(saved.header("location"), format!("{AT}?saved=now"));
    ann.follow(&saved).await.expect(200).expect_says("Saved: your profile says it from now on.");

    let check = async || {
        let page = site.anonymous().get(PUBLIC).await.expect(200);
        for said in [
            "Ann Abelskjold",
            "Builds finance teams",
            "Chief Technology Officer",
            "Denver, CO",
            "Cut the close from 15 days to 4",
            "I close books.",
            "$12,000–$15,000/month",
            "$200/hour",
            "10–20 h/week",
            "Available from 1 Jul 2026",
            "Board seat",
            "Nationwide",
            "Healthcare",
            "Series A",
            "German",
            "America/Denver",
        ] {
            page.expect_says(said);
        }
        assert!(page.source().contains("<strong>close</strong>") && !page.source().contains("<script>alert"));
        assert!(page.links().iter().any(|link| link.starts_with("https://abelskjold.example")));
    };
    check().await;
    let mut other = row();
    other["Headline"] = json!("Another headline");
    other["Bio"] = json!("Another biography.");
    other["Industries"] = json!("Fintech");
    site.import(Entity::Executive, vec![other]).await;
    check().await;
    let source = "select field_sources #>> '{headline,from}' || ' ' || ('headline' = any(locked_fields)) from executives";
    assert_eq!(site.value(source).await, "owner true");
    let noted = "select before ->> 'headline' || ' > ' || (after #>> '{columns,headline}') || ' ' || status from profile_edits";
    assert_eq!(site.value(noted).await, "Finance leader > Builds finance teams APPLIED");
    let log = "select actor_role || ' ' || (after -> 'fields' ? 'headline')
                 from audit_log where action = 'edit' and after::text not like '%Builds%'";
    assert_eq!(site.value(log).await, "owner true", "the log names fields, and not what they say");
    site.anonymous().get("/executives?q=abelskjold").await.expect(200).expect_says("Ann Abelskjold");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn what_cannot_be_read_is_said_at_its_field_and_nothing_is_lost(pool: PgPool) {
    let site = Site::start(pool).await;
    let ann = owned(&site).await;
    let wrong = [
        ("role", "Chief of Rockets and Custard"),
        ("price-month", "a lot"),
        ("years", "many"),
        ("about", "New text"),
    ];
    let page = edit(&ann, &format!("{AT}/edit"), &wrong).await.expect(422);
    for field in ["role", "price", "years"] {
        assert!(
            page.has(&format!("[id={field}][aria-invalid=true]")) && page.has(&format!("#{field}-error")),
            "{field}"
        );
    }
    assert_eq!(page.attributes("#role option[selected]", "value"), ["Chief of Rockets and Custard"]);
    assert_eq!(page.attributes("#price-month", "value"), ["a lot"]);
    assert_eq!(page.text("#about"), "New text");
    assert_eq!(site.value("select count(*) from profile_edits").await, "0");
    // A profile can't do without these; without others it can.
    let empty = edit(&ann, &format!("{AT}/edit"), &[("headline", ""), ("name", " ")]).await.expect(422);
    assert_eq!(empty.texts(".field-error").len(), 2);
    edit(
        &ann,
        &format!("{AT}/edit"),
        &[("price-month", ""), ("price-month-most", ""), ("website", ""), ("about", "")],
    )
    .await
    .expect(303);
    let left = "select coalesce(monthly_min::text, bio, website_url::text, 'nothing') from executives";
    assert_eq!(site.value(left).await, "nothing");

    let preview = [("about", "Some *words*."), ("headline", ""), ("preview", "1")];
    let page = edit(&ann, &format!("{AT}/edit"), &preview).await.expect(200);
    assert_eq!(page.texts(".preview em"), ["words"]);
    assert_eq!(page.text("#about"), "Some *words*.");
    assert_eq!(
        site.value("select coalesce(bio, 'nothing') from executives").await,
        "nothing",
        "it is a look alone"
    );

    site.executive()
        .named("Ben Berg")
        .with("LinkedIn Profile", "linkedin.com/in/ben-berg")
        .published()
        .create()
        .await;
    let taken =
        edit(&ann, &format!("{AT}/edit"), &[("linkedin", "linkedin.com/in/ben-berg")]).await.expect(422);
    taken.expect_says("Another profile here names this page.");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_owner_writes_lists_entry_by_entry_without_a_script(pool: PgPool) {
    let site = Site::start(pool).await;
    let ann = owned(&site).await;
    let at = format!("{AT}/edit/experience");
    let page = ann.get(&at).await.expect(200);
    assert_eq!(page.attributes("input[name='0-company_name']", "value"), ["Northwind"]);
    edit(&ann, &at, &[("do", "save")]).await.expect(303);
    assert_eq!(site.value("select count(*) from profile_edits").await, "0", "nothing was changed");

    let more = edit(&ann, &at, &[("0-role_title", "Finance chief"), ("do", "more")]).await.expect(200);
    assert_eq!(
        more.attributes("input[name='0-role_title']", "value"),
        ["Finance chief"],
        "nothing typed is lost"
    );
    assert!(more.has("input[name='1-company_name']") && !more.has("input[name='2-company_name']"));
    let second = [
        ("1-role_title", "CFO"),
        ("1-company_name", "Acme"),
        ("1-start_date", "March 2021"),
        ("1-end_date", "now"),
        ("1-description", "Raised two rounds."),
    ];
    let up = edit(&ann, &at, &[&second[..], &[("do", "up-1")]].concat()).await.expect(200);
    assert_eq!(up.attributes("input[name='0-company_name']", "value"), ["Acme"]);
    assert_eq!(up.attributes("input[name='1-company_name']", "value"), ["Northwind"]);
    assert_eq!(site.value("select count(*) from executive_experience").await, "1", "not before it is saved");
    let wrong = edit(&ann, &at, &[&second[..], &[("1-start_date", "long ago"), ("do", "save")]].concat())
        .await
        .expect(422);
    assert!(wrong.has("[id='1-start_date-error']"));
    let saved = edit(&ann, &at, &[&second[..], &[("do", "save")]].concat()).await.expect(303);
    assert_eq!(saved.header("location"), format!("{AT}?saved=now"));

    let results = format!("{AT}/edit/results");
    let story = [
        ("0-title", "Northwind turnaround"),
        ("0-metric", "15 days to 4"),
        ("0-action", "Rebuilt the close."),
        ("do", "save"),
    ];
    edit(&ann, &results, &story).await.expect(303);
    edit(
        &ann,
        &format!("{AT}/edit/education"),
        &[("0-institution", "Oslo"), ("0-degree", "MBA"), ("0-year_end", "1999"), ("do", "save")],
    )
    .await
    .expect(303);
    edit(&ann, &format!("{AT}/edit/certifications"), &[("0-name", "CPA"), ("do", "save")]).await.expect(303);
    let mut other = row();
    other["Experience"] = json!("CEO at Elsewhere (2010 - 2012)");
    other["Education"] = json!("Harvard");
    site.import(Entity::Executive, vec![other]).await;

    let page = site.anonymous().get(PUBLIC).await.expect(200);
    assert_eq!(page.texts(".timeline h3"), ["CFO", "CFO"]);
    assert_eq!(page.texts(".timeline-where"), ["Northwind", "Acme"]);
    for said in ["Raised two rounds.", "Northwind turnaround", "Oslo", "MBA", "CPA"] {
        page.expect_says(said);
    }
    page.expect_silent("Harvard");
    let gone = edit(&ann, &at, &[("do", "remove-0")]).await.expect(200);
    assert_eq!(gone.attributes("input[name='0-company_name']", "value"), ["Acme"]);
    ann.get(&format!("{AT}/edit/nothing")).await.expect(404);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn what_imports_suggest_is_taken_over_or_left(pool: PgPool) {
    let site = Site::start(pool).await;
    let ann = owned(&site).await;
    let mine = [
        ("headline", "Builds finance teams"),
        ("price-month", "12000"),
        ("price-month-most", ""),
        ("industries", "Healthcare"),
        ("role", "Chief Technology Officer"),
    ];
    edit(&ann, &format!("{AT}/edit"), &mine).await.expect(303);
    let suggestions = format!("{AT}/suggestions");
    ann.get(&suggestions).await.expect(200).expect_says("There are none.");
    let mut other = row();
    for (header, value) in [
        ("Headline", "Finance leader for SaaS"),
        ("Monthly Rate", "$7,000"),
        ("Industries", "Fintech"),
        ("Fractional Role", "Fractional CMO"),
    ] {
        other[header] = json!(value);
    }
    site.import(Entity::Executive, vec![other]).await;
    ann.get(AT).await.expect(200).expect_says("4 suggestions");
    let page = ann.get(&suggestions).await.expect(200);
    for said in [
        "Builds finance teams",
        "Finance leader for SaaS",
        "$7,000",
        "$12,000",
        "Fintech",
        "Healthcare",
        "CMO",
    ] {
        page.expect_says(said);
    }
    ann.post(&suggestions, &[("about", "Headline")]).await.expect(422);
    for (about, decision) in
        [("Headline", "take"), ("Price", "leave"), ("Industries", "take"), ("Role", "leave")]
    {
        ann.post(&suggestions, &[("about", about), ("decision", decision)]).await.expect(303);
    }
    // Sent again, it decides nothing.
    ann.post(&suggestions, &[("about", "Price"), ("decision", "take")]).await.expect(303);
    ann.get(&suggestions).await.expect(200).expect_says("There are none.");
    let page = site.anonymous().get(PUBLIC).await.expect(200);
    for said in ["Finance leader for SaaS", "$12,000", "Fintech", "Chief Technology Officer"] {
        page.expect_says(said);
    }
    page.expect_silent("Healthcare");
    let decided = "select string_agg(distinct field || ' ' || decision, ', ') from suggestions
                    where decided_at is not null and field in ('headline', 'monthly_min', 'industries', 'role_id')";
    assert_eq!(
        site.value(decided).await,
        "headline ACCEPTED, industries ACCEPTED, monthly_min REJECTED, role_id REJECTED"
    );
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_owner_is_asked_after_45_days_and_confirms_by_one_press(pool: PgPool) {
    let site = Site::start(pool).await;
    let ann = owned(&site).await;
    edit(&ann, &format!("{AT}/edit"), &[("availability", "available")]).await.expect(303);
    assert_eq!(site.value("select last_confirmed_at = '2026-06-15 12:00Z' from executives").await, "true");
    site.sql("update executives set last_confirmed_at = '2026-01-01 12:00Z'").await;
    ann.get(AT).await.expect(200).expect_says("Last confirmed 1 Jan 2026");
    let confirmed = ann.post(AT, &[]).await.expect(303);
    ann.follow(&confirmed).await.expect(200).expect_says("your availability holds as of today");
    assert_eq!(site.value("select last_confirmed_at = '2026-06-15 12:00Z' from executives").await, "true");

    let tend = async |days: i64| {
        let mut connection = site.pool.acquire().await.unwrap();
        let clock = Clock::standing_at(site.clock.now() + Duration::days(days));
        let tending = Tending { origin: site.state.origin.clone(), ..Tending::default() };
        tend::pass(&mut connection, &tending, &clock, &mut |_, _| {}).await.unwrap().unwrap().asked
    };
    assert_eq!(tend(45).await, 0);
    assert_eq!(tend(46).await, 1);
    assert_eq!(tend(47).await, 0, "once");
    let link = site.mailbox(ANN).link("/availability/").await;
    let secret = link.rsplit('/').next().unwrap();
    let kept = format!("select count(*) from profile_ownerships o where o::text like '%{secret}%'");
    assert_eq!(site.value(&kept).await, "0", "only its digest is kept");

    // Without signing in; a program that looks through mail confirms nothing.
    let stranger = site.browser();
    for _ in 0..2 {
        stranger.get(&link).await.expect(200).expect_says("available");
    }
    site.sql("update executives set last_confirmed_at = last_confirmed_at - interval '46 days'; update profile_ownerships set availability_asked_at = availability_asked_at - interval '47 days'").await;
    stranger.post(&link, &[]).await.expect(200).expect_says("your availability is confirmed");
    assert_eq!(site.value("select last_confirmed_at = '2026-06-15 12:00Z' from executives").await, "true");
    for answer in [stranger.get(&link).await, stranger.post(&link, &[]).await] {
        answer.expect(200).expect_says("your availability is confirmed");
    }
    let log = "select count(*) from audit_log where action = 'confirm availability' and actor_id is not null";
    assert_eq!(site.value(log).await, "2");
    assert_eq!(tend(46).await, 1, "asked again when it has aged again");

    // No longer by a link of somebody who has lost the profile.
    let later = site.mailbox(ANN).link("/availability/").await;
    site.sql("update profile_ownerships set status = 'REVOKED', ended_at = now()").await;
    for answer in [stranger.get(&later).await, stranger.post(&later, &[]).await, stranger.get(&link).await] {
        answer.expect(404).expect_says("We don’t know this link");
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn nobody_edits_what_is_not_theirs_any_more(pool: PgPool) {
    let site = Site::start(pool).await;
    let ann = owned(&site).await;
    let eve = site.member("eve@elsewhere.example").await;
    eve.get("/me").await.expect(200).expect_says("No profile is yours yet");
    for path in
        [AT.to_owned(), format!("{AT}/edit"), format!("{AT}/edit/experience"), format!("{AT}/suggestions")]
    {
        eve.get(&path).await.expect(404);
        eve.post(&path, &[("headline", "Mine"), ("do", "save"), ("decision", "take")]).await.expect(404);
    }
    ann.get(&format!("{AT}/edit")).await.expect(200);
    site.sql("update profile_ownerships set status = 'REVOKED', ended_at = now()").await;
    ann.post(&format!("{AT}/edit"), &[("headline", "Still mine")]).await.expect(404);
    assert_eq!(site.value("select headline from executives").await, "Finance leader");
    site.sql("update profile_ownerships set status = 'ACTIVE'; update executives set status = 'REVIEW'")
        .await;
    ann.get(&format!("{AT}/edit")).await.expect(200);
    site.sql("update executives set removed_at = now()").await;
    ann.get(AT).await.expect(200).expect_says("Your profile is not online");
    ann.get(&format!("{AT}/edit")).await.expect(404);
}
