//! Putting online what is complete.

use quarterdeck::audit::Actor;
use quarterdeck::database::MIGRATIONS;
use quarterdeck::publishing::{self, Publish, Published};
use serde_json::json;
use sqlx::PgPool;

use crate::support::{Site, builders};

async fn publish_people(site: &Site, publish: Publish<'_>) -> Published {
    let mut connection = site.pool.acquire().await.unwrap();
    publishing::executives(&mut connection, publish, &Actor::COMMAND_LINE, site.clock.now()).await.unwrap()
}

async fn publish_jobs(site: &Site, publish: Publish<'_>) -> Published {
    let mut connection = site.pool.acquire().await.unwrap();
    publishing::jobs(&mut connection, publish, &Actor::COMMAND_LINE, site.clock.now()).await.unwrap()
}

const ALL: Publish<'_> =
    Publish { source: None, notice_gate: true, posted_within_days: None, dry_run: false };

#[sqlx::test(migrator = "MIGRATIONS")]
async fn what_is_complete_goes_online_and_the_rest_waits(pool: PgPool) {
    let site = Site::start(pool).await;
    let people = builders::executives(vec![
        site.executive().with("Reviews", json!([{"author_name": "Omar", "rating": 4, "content": "Good."}])),
        site.executive().named("No Role").role("Wizard of Light Bulb Moments"),
        site.executive().named("No Place").without("Location"),
        // Its role and place make a headline.
        site.executive().named("No Headline").without("Headline"),
        site.executive().named("Put Away").set("status = 'ARCHIVED'"),
        site.executive().named("Taken Down").set("removed_at = now()"),
    ])
    .await;
    let dry = publish_people(&site, Publish { dry_run: true, ..ALL }).await;
    assert_eq!((dry.published, site.value("select count(*) from audit_log").await), (2, "0".to_owned()));
    site.anonymous().get(&people[0].path).await.expect(404);

    let done = publish_people(&site, ALL).await;
    assert_eq!(done.published, 2);
    let waiting: Vec<_> = done.waiting.iter().map(|(reason, count)| (reason.as_str(), *count)).collect();
    assert_eq!(waiting, [("location", 1), ("role", 1)]);
    let page = site.anonymous().get(&people[0].path).await.expect(200);
    page.expect_says("Good.");
    site.anonymous().get(&people[3].path).await.expect(200);
    for person in [&people[1], &people[2], &people[4]] {
        site.anonymous().get(&person.path).await.expect(404);
    }
    site.anonymous().get(&people[5].path).await.expect(410);
    assert_eq!(publish_people(&site, ALL).await.published, 0, "once is enough");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn people_in_europe_are_told_before_they_are_shown(pool: PgPool) {
    let site = Site::start(pool).await;
    let people = builders::executives(vec![
        site.executive().named("In Berlin").located("Berlin, Germany"),
        site.executive().named("In London").located("London, England, United Kingdom"),
        site.executive().named("In Zurich").located("Zurich, Switzerland"),
        site.executive().named("In Oslo").located("Oslo, Norway"),
        site.executive().named("In Austin"),
        site.executive().named("In Toronto").located("Toronto, Ontario, Canada"),
    ])
    .await;
    let done = publish_people(&site, ALL).await;
    assert_eq!(done.published, 2, "{done}");
    assert_eq!(done.waiting.values().sum::<i64>(), 4);
    assert!(done.to_string().contains("a notice to the person"), "{done}");
    site.sql("update executives set notice_sent_at = now() where full_name = 'In Berlin'").await;
    assert_eq!(publish_people(&site, ALL).await.published, 1);
    site.anonymous().get(&people[0].path).await.expect(200);
    site.anonymous().get(&people[1].path).await.expect(404);
    // A deployment elsewhere may do without.
    assert_eq!(publish_people(&site, Publish { notice_gate: false, ..ALL }).await.published, 3);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn only_open_postings_of_the_named_source_go_online(pool: PgPool) {
    let site = Site::start(pool).await;
    builders::jobs(vec![
        site.job(),
        site.job().titled("Closed CFO").closed("FILLED"),
        site.job().titled("Past CFO").set("expires_at = now() - interval '1 day'"),
        site.job().titled("Chief of the books").role("Fractional CFO").without("Type"),
        site.job().titled("Elsewhere CFO").set("source_system = 'other'"),
    ])
    .await;
    let done = publish_jobs(&site, Publish { source: Some("clay"), ..ALL }).await;
    assert_eq!(done.published, 1, "{done}");
    assert_eq!(done.waiting["employment_type"], 1);
    assert_eq!(
        site.value("select string_agg(title, ', ') from jobs where status = 'PUBLISHED'").await,
        "Fractional CFO"
    );
    assert_eq!(publish_jobs(&site, ALL).await.published, 1);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn every_publication_is_in_the_audit_log_for_good(pool: PgPool) {
    let site = Site::start(pool).await;
    let sarah = site.executive().create().await;
    let job = site.job().post().await;
    publish_people(&site, ALL).await;
    publish_jobs(&site, ALL).await;
    for (entity, id) in [("executive", sarah.id), ("job", job.id)] {
        let line = format!(
            "select concat_ws('|', actor_role, action, before->>'status', after->>'status') from audit_log
              where entity_type = '{entity}' and entity_id = '{id}'"
        );
        assert_eq!(site.value(&line).await, "command line|publish|REVIEW|PUBLISHED");
    }
    for change in ["update audit_log set action = 'x'", "delete from audit_log", "truncate audit_log"] {
        let error = sqlx::query(change).execute(&site.pool).await.unwrap_err().to_string();
        assert!(error.contains("append-only"), "{change}: {error}");
    }
    assert_eq!(site.value("select count(*) from audit_log").await, "2");
}
