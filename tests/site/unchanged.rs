//! Rows that come again letter for letter.

use chrono::Duration;
use quarterdeck::audit::Actor;
use quarterdeck::clock::Clock;
use quarterdeck::database::MIGRATIONS;
use quarterdeck::ingestion::{Action, Entity, Mapping};
use quarterdeck::taxonomy::{TaxonomyKind, inbox};
use serde_json::{Value, json};
use sqlx::PgPool;

use crate::support::Site;

fn ann(headline: &str) -> Value {
    json!({"Row ID": "r_1", "Full Name": "Ann Abel", "Fractional Role": "CFO", "Location": "Austin, TX",
           "Headline": headline, "Skills": "Fundraising; Basket weaving"})
}

/// Which deliveries source rows were last read from, by the number of the run and the position in it.
async fn read_from(site: &Site) -> String {
    site.value(
        "select string_agg(runs.number || '/' || r.position, ' ' order by s.row_key, s.occurrence)
           from source_rows s join ingestion_records r on r.id = s.delivered_in join ingestion_runs runs on runs.id = r.run_id",
    )
    .await
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_row_that_comes_again_letter_for_letter_is_kept_and_not_read(pool: PgPool) {
    let site = Site::start(pool).await;
    site.import(Entity::Executive, vec![ann("Counts")]).await;
    let again = site.import(Entity::Executive, vec![ann("Counts")]).await;
    assert_eq!((again.count(Action::Skip), again.rows()), (1, 1), "{again}");
    assert_eq!(read_from(&site).await, "1/1");
    let same = "select count(distinct (raw_payload, source_record_id, target_id, source_row_id, warnings, unknown_terms))
                  from ingestion_records";
    assert_eq!(site.value(same).await, "1");
    assert_eq!(site.value("select count(*) from ingestion_records where action = 'SKIP'").await, "1");
    assert_eq!(
        site.value("select last_run_id = (select id from ingestion_runs where number = 2) from source_rows")
            .await,
        "true"
    );
    let dry =
        site.import_from("clay", &Mapping::default(), Entity::Executive, vec![ann("Counts")], true).await;
    assert_eq!(dry.count(Action::Skip), 1, "{dry}");
    let elsewhere =
        site.import_from("other", &Mapping::default(), Entity::Executive, vec![ann("Counts")], false).await;
    assert_eq!(elsewhere.count(Action::Skip), 0, "{elsewhere}");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn whatever_decides_how_a_row_is_read_has_it_read_again(pool: PgPool) {
    let mut site = Site::start(pool).await;
    let run = async |site: &Site| {
        site.import(Entity::Executive, vec![ann("Counts")])
            .await
            .run_number
            .map(|number| format!("{number}/1"))
    };
    let first = run(&site).await;
    run(&site).await;
    assert_eq!(Some(read_from(&site).await), first);

    let now = site.clock.now();
    inbox::map(
        &site.pool,
        TaxonomyKind::Specialty,
        "Basket weaving",
        "fundraising",
        &Actor::COMMAND_LINE,
        now,
    )
    .await
    .unwrap();
    let mapped = run(&site).await;
    assert_eq!(Some(read_from(&site).await), mapped, "a term was made known");
    run(&site).await;
    assert_eq!(Some(read_from(&site).await), mapped);

    site.sql(
        "insert into suppressions (id, kind, hash, receipt) values (gen_random_uuid(), 'email', 'x', 'S-1')",
    )
    .await;
    let kept_out = run(&site).await;
    assert_eq!(Some(read_from(&site).await), kept_out, "somebody asked to stay out");

    site.clock = Clock::standing_at(now + Duration::days(1));
    let next_day = run(&site).await;
    assert_eq!(Some(read_from(&site).await), next_day, "another day");

    let mut mapping = Mapping::default();
    mapping
        .insert(Entity::Executive, "bio", quarterdeck::ingestion::Origin::Column("Headline".into()))
        .unwrap();
    let rows = vec![ann("Counts")];
    let remapped = site.import_from("clay", &mapping, Entity::Executive, rows, false).await;
    assert_eq!(remapped.count(Action::Update) + remapped.count(Action::Wait), 1, "{remapped}");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn rows_of_one_id_are_known_by_their_places(pool: PgPool) {
    let site = Site::start(pool).await;
    site.import(Entity::Executive, vec![ann("Counts"), ann("Counts twice")]).await;
    site.import(Entity::Executive, vec![ann("Counts"), ann("Counts twice")]).await;
    assert_eq!(read_from(&site).await, "1/1 1/2");
    let exchanged = site.import(Entity::Executive, vec![ann("Counts twice"), ann("Counts")]).await;
    assert_eq!(exchanged.rows(), 2, "{exchanged}");
    assert_eq!(read_from(&site).await, "3/1 3/2");
    assert_eq!(site.value("select headline from executives").await, "Counts twice");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn what_another_delivery_replaced_is_read_when_it_comes_back(pool: PgPool) {
    let site = Site::start(pool).await;
    for headline in ["Counts", "Recounts", "Counts"] {
        site.import(Entity::Executive, vec![ann(headline)]).await;
        assert_eq!(site.value("select headline from executives").await, headline);
    }
    assert_eq!(read_from(&site).await, "3/1");
}
