//! What is kept for a while only: rows as they came, and profiles that nobody claims or confirms.

use chrono::TimeDelta;
use quarterdeck::accounts::Role;
use quarterdeck::audit::Actor;
use quarterdeck::clock::Clock;
use quarterdeck::database::MIGRATIONS;
use quarterdeck::ingestion::replay::{ReplayError, replay};
use quarterdeck::ingestion::run::Unwatched;
use quarterdeck::ingestion::runs;
use quarterdeck::ingestion::undo::undo;
use quarterdeck::ingestion::{Action, Entity, Mapping};
use quarterdeck::tend::{self, Tended, Tending};
use serde_json::{Value, json};
use sqlx::PgPool;

use super::me::{PUBLIC, owned};
use super::merging::merge;
use crate::support::Site;
use crate::support::site::noon;

fn in_days(days: i64) -> Clock {
    Clock::standing_at(noon() + TimeDelta::days(days))
}

/// A pass some days later.
async fn tend_in(site: &Site, days: i64) -> Tended {
    let mut connection = site.pool.acquire().await.unwrap();
    tend::pass(&mut connection, &Tending::default(), &in_days(days), &mut |_, _| {}).await.unwrap().unwrap()
}

async fn foresee_in(site: &Site, days: i64) -> Tended {
    let mut connection = site.pool.acquire().await.unwrap();
    tend::foresee(&mut connection, &Tending::default(), &in_days(days)).await.unwrap()
}

fn person(id: &str, headline: &str) -> Value {
    json!({"Clay Record ID": id, "Full Name": format!("Ann {id}"), "Fractional Role": "Fractional CFO",
           "Location": "Austin, Texas, United States", "Headline": headline})
}

const RAW: &str = "select (select count(*) from ingestion_records where raw_payload is not null)
                     || ' ' || (select count(*) from executives where raw_payload is not null)";

#[sqlx::test(migrator = "MIGRATIONS")]
async fn rows_are_kept_as_they_came_for_ninety_days(pool: PgPool) {
    let site = Site::start(pool.clone()).await;
    let people: Vec<Value> = (0..1_200).map(|id| person(&id.to_string(), "Counts")).collect();
    let first = site.import(Entity::Executive, people).await;
    assert_eq!(first.count(Action::Insert), 1_200);
    // One of them is delivered again later, word for word, and one with something new.
    let later = Site::over(pool, in_days(60));
    let second = later.import(Entity::Executive, vec![person("1", "Counts"), person("2", "Sums")]).await;
    assert_eq!(site.value(RAW).await, "1202 1200");

    assert_eq!(foresee_in(&site, 89).await.payloads, 0);
    assert_eq!(tend_in(&site, 89).await.payloads, 0);
    assert_eq!(foresee_in(&site, 91).await.payloads, 1_200);
    assert_eq!(site.value(RAW).await, "1202 1200", "it was only foreseen");
    assert_eq!(tend_in(&site, 91).await.payloads, 1_200);
    assert_eq!(site.value(RAW).await, "2 2", "what was said again later stays for its own time");
    assert_eq!(tend_in(&site, 91).await.payloads, 0);

    // It can't be read again, nor given back; it can be traced, and taken back.
    let number = first.run_number.unwrap();
    let run = runs::find(&site.pool, &number.to_string()).await.unwrap();
    let again = replay(&site.pool, &site.clock, &site.secrets, &run, false, &mut Unwatched).await;
    assert!(matches!(again, Err(ReplayError::Erased(_))), "{again:?}");
    assert!(again.unwrap_err().to_string().contains("import the file again"));
    let operator = site.runs_it("operator@site.example", Role::Operator).await;
    let page = operator.get(&format!("/admin/runs/{number}")).await.expect(200);
    page.expect_says("can’t be read again");
    assert!(!page.attributes("button[name=do]", "value").contains(&"replay".to_owned()));
    operator.get(&format!("/admin/runs/{number}/failed")).await.expect(410).expect_says("90 days ago");
    operator
        .get(&format!("/admin/runs/{number}/rows/1"))
        .await
        .expect(200)
        .expect_says("this one came before");
    let undone =
        undo(&site.pool, &site.clock, &run, &Actor::COMMAND_LINE, false, &mut Unwatched).await.unwrap();
    assert_eq!((undone.count(Action::Delete), undone.count(Action::Error)), (1_199, 0), "{undone}");
    assert_eq!(site.value("select headline from executives").await, "Sums");
    // The row that was repeated is read as a new one.
    let third = later.import(Entity::Executive, vec![person("1", "Counts")]).await;
    assert_eq!(third.count(Action::Insert), 1);
    assert!(second.run_number.is_some());
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_pass_that_broke_off_is_taken_up_by_the_next(pool: PgPool) {
    let site = Site::start(pool).await;
    let people: Vec<Value> = (0..1_200).map(|id| person(&id.to_string(), "Counts")).collect();
    site.import(Entity::Executive, people).await;
    // The second batch meets something that fails.
    site.sql(
        "create function fail() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$;
         create trigger fail before update on ingestion_records for each row when (old.position = 700) execute function fail()",
    )
    .await;
    let mut connection = site.pool.acquire().await.unwrap();
    let broken = tend::pass(&mut connection, &Tending::default(), &in_days(91), &mut |_, _| {}).await;
    assert!(broken.is_err());
    drop(connection);
    assert_eq!(site.value(RAW).await, "700 700");
    site.sql("drop trigger fail on ingestion_records").await;
    assert_eq!(tend_in(&site, 91).await.payloads, 700);
    assert_eq!(site.value(RAW).await, "0 0");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_profile_that_nobody_claims_or_confirms_lapses_after_a_year(pool: PgPool) {
    let site = Site::start(pool.clone()).await;
    owned(&site).await;
    let names = ["Bea Berg", "Cem Can", "Dan Dorn", "Eva Elm"];
    for name in names {
        let cells = site
            .executive()
            .named(name)
            .with("Work Email", format!("{}@lists.example", &name[..3].to_lowercase()));
        cells.published().create().await;
    }
    site.sql(&format!("update executives set created_at = '{}'", noon().format("%F"))).await;
    // A source still names Bea, somebody corrected Cem, somebody asks to have Dan corrected.
    site.sql(
        "update source_rows set last_seen_at = '2027-03-01' where target_id = (select id from executives where slug = 'bea-berg');
         insert into profile_edits (id, executive_id, source, fields, before, after, status, decided_at, created_at)
           select gen_random_uuid(), id, 'correction', '{}', '{}', '{}', 'APPLIED', '2027-02-01', '2027-02-01' from executives where slug = 'cem-can';
         insert into correction_requests (id, number, request_key, executive_id, remark, created_at)
           select gen_random_uuid(), 'C-2222-2222', gen_random_uuid(), id, 'Wrong.', '2026-07-01' from executives where slug = 'dan-dorn'",
    )
    .await;
    let online = "select count(*) from executives where removed_at is null and status = 'PUBLISHED'";
    assert_eq!(tend_in(&site, 364).await.lapsed, 0);
    assert_eq!((foresee_in(&site, 366).await.lapsed, site.value(online).await), (1, "5".to_owned()));
    assert_eq!(tend_in(&site, 366).await.lapsed, 1);
    assert_eq!(site.value(online).await, "4");
    site.anonymous().get("/executives/eva-elm").await.expect(410);
    for path in ["/executives/bea-berg", "/executives/cem-can", "/executives/dan-dorn", PUBLIC] {
        site.anonymous().get(path).await.expect(200);
    }
    // Nothing of her stays but the address that is gone, and nobody keeps her out.
    for text in ["Eva Elm", "eva@lists.example"] {
        assert_eq!(super::me_account::places(&site, text).await, Vec::<String>::new(), "{text}");
    }
    assert_eq!(site.value("select count(*) from suppressions").await, "0");
    let log = "select actor_role || ': ' || action || ', ' || (after ->> 'because') from audit_log where action = 'erase'";
    assert_eq!(site.value(log).await, "tend: erase, unclaimed and unconfirmed for a year");
    let summary = site.import(Entity::Executive, vec![person("eva", "Counts again")]).await;
    assert_eq!(summary.count(Action::Insert), 1);
    // It is looked for once a day.
    site.sql("update source_rows set last_seen_at = '2026-06-15'").await;
    assert_eq!(tend_in(&site, 366).await.lapsed, 0);
    assert_eq!(tend_in(&site, 368).await.lapsed, 1);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn what_was_made_one_with_a_profile_lapses_with_it_and_not_before(pool: PgPool) {
    let site = Site::start(pool.clone()).await;
    let (kept, lost) = (person("k", "Keeps the books of Dora"), person("l", "Counts for Dora"));
    site.import_from("one", &Mapping::default(), Entity::Executive, vec![kept], false).await;
    site.import_from("two", &Mapping::default(), Entity::Executive, vec![lost], false).await;
    let slugs = site.value("select string_agg(slug, ' ' order by created_at) from executives").await;
    let (kept, lost) = slugs.split_once(' ').unwrap();
    merge(&site, Entity::Executive, kept, lost).await.unwrap();
    site.sql(&format!("update executives set created_at = '{}'", noon().format("%F"))).await;
    // Its source goes on naming them.
    site.sql("update source_rows set last_seen_at = '2027-03-01'").await;
    assert_eq!(tend_in(&site, 366).await.lapsed, 0);
    assert_eq!(site.value("select count(*) from merges").await, "1");
    site.sql("update source_rows set last_seen_at = '2026-06-15'").await;
    assert_eq!(tend_in(&site, 368).await.lapsed, 1);
    for text in ["of Dora", "for Dora"] {
        assert_eq!(super::me_account::places(&site, text).await, Vec::<String>::new(), "{text}");
    }
}
