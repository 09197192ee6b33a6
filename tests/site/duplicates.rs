//! Rows that look like one thing: proposed with their reasons, never merged, and once dismissed left alone.

use quarterdeck::audit::Actor;
use quarterdeck::database::MIGRATIONS;
use quarterdeck::ingestion::duplicates::{self, Proposal};
use quarterdeck::ingestion::{Entity, Mapping};
use serde_json::{Value, json};
use sqlx::PgPool;

use crate::support::Site;

const TEXT: &str = "Own the numbers two days a week. Report to the founders and the board, close the books within five days, \
                    prepare the next round and hire the finance team that we will need afterwards.";

fn person(id: &str, name: &str, more: &Value) -> Value {
    let row = json!({
        "Clay Record ID": id, "Full Name": name, "Headline": "Finance leader", "Fractional Role": "Fractional CFO",
        "Location": "Austin, Texas, United States",
    });
    with(row, more)
}

fn posting(id: &str, title: &str, more: &Value) -> Value {
    let row = json!({
        "Clay Record ID": id, "Job Title": title, "Company": "Northwind Analytics", "Location": "Austin, TX",
        "Type": "Contract", "Posted On": "2026-06-01", "Job Description": TEXT,
        "Apply URL": format!("https://jobs.northwind.example/{id}"),
    });
    with(row, more)
}

fn with(mut row: Value, more: &Value) -> Value {
    for (header, value) in more.as_object().unwrap() {
        row[header] = value.clone();
    }
    row
}

/// Reads `/executives/sarah-chen + /executives/sara-chen` and the reasons of each open proposal.
async fn open(site: &Site) -> Vec<(String, String)> {
    let (proposals, count) = duplicates::open(&site.pool, None, 50).await.unwrap();
    assert_eq!(count, proposals.len() as u64);
    let told = |proposal: &Proposal| {
        let addresses = proposal.sides.each_ref().map(|side| side.address(proposal.entity));
        (addresses.join(" + "), proposal.reasons.join(", "))
    };
    proposals.iter().map(told).collect()
}

/// What the record of a row says of duplicates.
async fn warned(site: &Site, record: &str) -> String {
    let warnings = format!(
        "select string_agg(warning, '; ') from ingestion_records r, unnest(r.warnings) warning
          where r.source_record_id = '{record}' and warning like 'duplicate: %'"
    );
    site.value(&warnings).await
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn people_who_look_like_one_are_proposed_and_not_merged(pool: PgPool) {
    let site = Site::start_today(pool).await;
    site.import(Entity::Executive, vec![person("p1", "Robert Miller", &json!({}))]).await;
    let summary = site
        .import(
            Entity::Executive,
            vec![
                person("p2", "Bob Miller, PhD", &json!({})),
                person("p3", "Robert Miller", &json!({"Location": "Boston, MA"})),
                person("p4", "Roberta Miller", &json!({})),
            ],
        )
        .await;
    assert_eq!(summary.warnings["duplicate"].count, 1, "{summary}");
    assert_eq!(
        open(&site).await,
        [(
            "/executives/robert-miller + /executives/bob-miller".to_owned(),
            "a name and its short form, the same role, the same place".to_owned()
        )]
    );
    let warning = warned(&site, "p2").await;
    assert!(
        warning.starts_with("duplicate: looks like /executives/robert-miller (proposal 1): a name"),
        "{warning}"
    );
    assert_eq!(warned(&site, "p1").await, "");
    assert_eq!(site.value("select count(*) from executives").await, "4");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_posting_that_comes_again_under_another_address_is_proposed(pool: PgPool) {
    let site = Site::start_today(pool).await;
    site.import(
        Entity::Job,
        vec![
            posting("j1", "Fractional CFO", &json!({})),
            // In the same delivery; the later row says it.
            posting(
                "j2",
                "CFO, fractional (f/m/d) – Remote",
                &json!({"Company": "Northwind Analytics Inc."}),
            ),
            // The same work in another town, and other work in the same one, are postings of their own.
            posting("j3", "Fractional CFO", &json!({"Location": "Boston, MA"})),
            posting("j4", "Fractional CTO", &json!({"Job Description": "Own the platform."})),
        ],
    )
    .await;
    let slug =
        async |id: &str| site.value(&format!("select slug from jobs where source_record_id = '{id}'")).await;
    let (one, two) = (slug("j1").await, slug("j2").await);
    assert_eq!(
        open(&site).await,
        [(
            format!("/jobs/{one} + /jobs/{two}"),
            "the same title, the same company, the same place, the same text".to_owned()
        )]
    );
    assert!(warned(&site, "j2").await.contains(&format!("looks like /jobs/{one}")));
    assert_eq!(warned(&site, "j1").await, "");

    // From another source, under a third address.
    site.import_from(
        "board",
        &Mapping::default(),
        Entity::Job,
        vec![posting("b1", "Fractional CFO", &json!({}))],
        false,
    )
    .await;
    let proposals = open(&site).await;
    // The third posting looks like both that were there.
    assert_eq!(proposals.len(), 3, "{proposals:?}");
    // A closed posting that is published anew is no duplicate.
    site.sql("update jobs set closed_at = now(), closed_reason = 'FILLED'").await;
    site.import(Entity::Job, vec![posting("j9", "Fractional CFO", &json!({}))]).await;
    assert_eq!(warned(&site, "j9").await, "");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn what_was_dismissed_does_not_come_back(pool: PgPool) {
    let site = Site::start_today(pool).await;
    site.import(
        Entity::Executive,
        vec![person("p1", "Sarah Chen", &json!({})), person("p2", "Sarah J. Chen", &json!({}))],
    )
    .await;
    let number = open(&site).await.len();
    assert_eq!(number, 1);
    duplicates::dismiss(&site.pool, 1, &Actor::named("somebody"), site.clock.now()).await.unwrap();
    assert_eq!(open(&site).await, []);
    let again =
        duplicates::dismiss(&site.pool, 1, &Actor::named("somebody"), site.clock.now()).await.unwrap_err();
    assert!(again.to_string().contains("no open proposal 1"), "{again}");
    assert_eq!(
        site.value("select concat_ws(' ', actor_role, action, entity_type) from audit_log").await,
        "somebody dismiss duplicate"
    );
    // Either of them changes, and they still look alike.
    for id in ["p1", "p2"] {
        let name = if id == "p1" { "Sarah Chen" } else { "Sarah J. Chen" };
        site.import(Entity::Executive, vec![person(id, name, &json!({"Headline": "Something new"}))]).await;
    }
    assert_eq!(open(&site).await, []);
    assert_eq!(
        warned(&site, "p2").await.matches("looks like").count(),
        1,
        "said once, before it was dismissed"
    );
    assert_eq!(site.value("select state from duplicate_proposals").await, "DISMISSED");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_proposal_goes_when_its_rows_are_no_longer_alike(pool: PgPool) {
    let site = Site::start_today(pool).await;
    let pair = || vec![person("p1", "Sarah Chen", &json!({})), person("p2", "Sarah Chen", &json!({}))];
    site.import(Entity::Executive, pair()).await;
    assert_eq!(open(&site).await.len(), 1);
    // A dry run finds out the same and leaves nothing.
    let keys = site.value("select count(*) from likeness_keys").await;
    let dry = vec![person("p3", "Sarah Chen", &json!({}))];
    site.import_from("clay", &Mapping::default(), Entity::Executive, dry, true).await;
    assert_eq!(site.value("select count(*) from likeness_keys").await, keys);
    assert_eq!(open(&site).await.len(), 1);

    site.import(
        Entity::Executive,
        vec![person("p2", "Sarah Chen-Okafor", &json!({"Location": "Boston, MA"}))],
    )
    .await;
    assert_eq!(open(&site).await, []);
    // And with a row that is deleted.
    site.import(Entity::Executive, vec![person("p4", "Sarah Chen", &json!({}))]).await;
    assert_eq!(open(&site).await.len(), 1);
    site.sql("delete from executives where source_record_id = 'p4'").await;
    assert_eq!(site.value("select count(*) from duplicate_proposals").await, "0");
    let lost = "select count(*) from likeness_keys k where not exists (select from executives e where e.id = k.target_id)";
    assert_eq!(site.value(lost).await, "0");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_name_that_many_share_says_nothing(pool: PgPool) {
    let site = Site::start_today(pool).await;
    let rows = (0..40).map(|n| person(&format!("p{n}"), "John Smith", &json!({}))).collect();
    site.import(Entity::Executive, rows).await;
    assert_eq!(open(&site).await, []);
    let more = vec![person("one more", "John Smith", &json!({}))];
    site.import(Entity::Executive, more).await;
    assert_eq!(open(&site).await, []);
    // Somebody who had the profile taken down is not held against anybody.
    site.import(Entity::Executive, vec![person("m1", "Mary Major", &json!({}))]).await;
    site.sql("update executives set removed_at = now() where source_record_id = 'm1'").await;
    site.import(Entity::Executive, vec![person("m2", "Mary Major", &json!({}))]).await;
    assert_eq!(open(&site).await, []);
}
