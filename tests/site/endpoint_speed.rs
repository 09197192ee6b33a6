//! Many rows at once: each is taken once, each sender gets an answer, and readers don't wait for them.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use futures_util::future::{join, join_all};
use quarterdeck::database::MIGRATIONS;
use serde_json::{Value, json};
use sqlx::PgPool;

use super::endpoint::{EXECUTIVES, JOBS, posting, said, sarah, with};
use crate::support::Site;

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_thousand_of_one_row_at_once_make_one_profile(pool: PgPool) {
    let site = Site::patient(pool).await;
    let clay = site.source("clay", false).await;
    let row = sarah();
    let mut bare = row.clone();
    bare.as_object_mut().unwrap().remove("source_record_id");
    let sent = (0..1_000).map(|n| clay.send(EXECUTIVES, if n % 2 == 0 { &row } else { &bare }));
    let answers = join_all(sent).await;
    assert!(answers.iter().all(|answer| answer.status == 200), "nobody is sent away");
    let told = |action: &str| answers.iter().filter(|answer| said(answer)["action"] == action).count();
    assert_eq!((told("INSERT"), told("INSERT") + told("UPDATE") + told("SKIP")), (1, 1_000));
    assert_eq!(site.value("select count(*) from executives").await, "1");
    assert_eq!(site.value("select count(*) from source_rows").await, "2");
    assert_eq!(site.value("select count(*) from ingestion_runs").await, "1");
    assert_eq!(
        site.value("select count(*) || ' ' || max(position) from ingestion_records").await,
        "1000 1000"
    );
    assert_eq!(site.value("select metrics ->> 'rows' from ingestion_runs").await, "1000");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn rows_that_come_together_are_each_answered_for_themselves(pool: PgPool) {
    let site = Site::patient(pool).await;
    let (clay, other) = (site.source("clay", false).await, site.source("other", false).await);
    let nobody = json!({"headline": "nobody"});
    let dry = format!("{EXECUTIVES}?dry_run=1");
    // The database refuses this one, and no reader of cells does.
    let broken = with(person(3), "source_record_id", json!("r_3".to_owned() + &"y".repeat(150)));
    let broken = with(broken, "minimum_engagement", json!("x"));
    site.sql("alter table executives add constraint no_x check (minimum_engagement <> 'x')").await;
    let rows = [person(1), person(2), nobody, broken, person(4), with(person(1), "headline", json!("Anew"))];
    let sent = join_all(rows.iter().map(|row| clay.send(EXECUTIVES, row)));
    let (fifth, sixth) = (person(5), person(6));
    let elsewhere = join(other.send(EXECUTIVES, &fifth), clay.send(&dry, &sixth));
    let (answers, (of_other, of_dry)) = join(sent, elsewhere).await;
    let mut actions: Vec<Value> = answers.iter().map(|answer| said(answer)["action"].clone()).collect();
    // Of two rows of one person, either may come first.
    let came_last =
        if actions[5] == "INSERT" { "Finance leader for growing software companies" } else { "Anew" };
    if actions[5] == "INSERT" {
        actions.swap(0, 5);
    }
    let statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
    assert_eq!(statuses, [200, 200, 422, 422, 200, 200]);
    assert_eq!(
        actions,
        [json!("INSERT"), json!("INSERT"), Value::Null, Value::Null, json!("INSERT"), json!("UPDATE")]
    );
    assert_eq!(said(&answers[0])["slug"], "person-numberb");
    assert_eq!(said(&answers[4])["slug"], "person-numbere");
    assert_eq!(said(&answers[2])["field"], "full_name");
    assert!(said(&answers[3])["message"].as_str().unwrap().contains("can't keep this row"));
    assert_eq!((of_other.status, of_dry.status), (200, 200));
    assert_eq!(site.value("select count(*) from executives").await, "4");
    assert_eq!(site.value("select headline from executives where slug = 'person-numberb'").await, came_last);
    let counted =
        "select string_agg(source || ' ' || (metrics ->> 'rows'), ', ' order by source) from ingestion_runs";
    assert_eq!(site.value(counted).await, "clay 6, other 1");
    let jobs = join_all((0..5).map(|_| async { clay.send(JOBS, &posting()).await.status })).await;
    assert_eq!((jobs, site.value("select count(*) from jobs").await.as_str()), (vec![200; 5], "1"));
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_sender_who_hangs_up_takes_nothing_from_the_others(pool: PgPool) {
    let site = Site::patient(pool).await;
    let clay = site.source("clay", false).await;
    clay.send(EXECUTIVES, &person(0)).await.expect(200);
    // The writer has to wait, so that all of them stand in the line when the first one leaves.
    let mut blocker = site.pool.begin().await.unwrap();
    sqlx::query("select pg_advisory_xact_lock(hashtext('ingestion'), hashtext('executive'))")
        .execute(&mut *blocker)
        .await
        .unwrap();
    let (first, second) = (person(1), person(2));
    let leaves = tokio::time::timeout(Duration::from_millis(300), clay.send(EXECUTIVES, &first));
    let stays = clay.send(EXECUTIVES, &second);
    let lets_go = async {
        tokio::time::sleep(Duration::from_millis(600)).await;
        blocker.commit().await.unwrap();
    };
    let (left, (stayed, ())) = join(leaves, join(stays, lets_go)).await;
    assert!(left.is_err());
    stayed.expect(200);
    assert_eq!(site.value("select count(*) from executives where slug = 'person-numberc'").await, "1");
}

fn person(n: u8) -> Value {
    row(usize::from(n), &char::from(b'a' + n).to_string())
}

fn row(n: usize, name: &str) -> Value {
    let row = with(sarah(), "source_record_id", json!(format!("r_{n}")));
    let row = with(row, "linkedin_url", json!(format!("https://www.linkedin.com/in/person-{n}")));
    let experience = json!([{"title": "CFO", "company": format!("Acme {n}"), "start_date": "2019-01"}]);
    let row = with(with(row, "experience", experience), "industries", json!("SaaS; Fintech"));
    with(row, "full_name", json!(format!("Person Number{name}")))
}

/// Prints figures: `bin/test the_endpoint_keeps_up -- --ignored --nocapture`, best with `--release`.
#[sqlx::test(migrator = "MIGRATIONS")]
#[ignore = "a measurement"]
async fn the_endpoint_keeps_up(pool: PgPool) {
    let site = Site::patient(pool).await;
    let clay = site.source("clay", true).await;
    for n in 1..=50 {
        clay.send(EXECUTIVES, &row(90_000 + n, &format!("reader{n}"))).await.expect(200);
    }
    let timed = async |n: usize| {
        let began = Instant::now();
        clay.send(EXECUTIVES, &row(n, &n.to_string())).await.expect(200);
        began.elapsed()
    };
    let reading = async |path: &str, times: &Mutex<Vec<Duration>>| {
        let began = Instant::now();
        site.anonymous().get(path).await.expect(200);
        times.lock().unwrap().push(began.elapsed());
    };
    let profile = format!("/executives/{}", site.value("select min(slug) from executives").await);
    let readers = async |stop: &AtomicBool, lists: &Mutex<Vec<Duration>>, profiles: &Mutex<Vec<Duration>>| {
        while !stop.load(Ordering::Relaxed) {
            join(reading("/executives", lists), reading(&profile, profiles)).await;
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };

    let began = Instant::now();
    let mut times = Vec::new();
    for n in 1..=300 {
        times.push(timed(n).await);
    }
    show("rows one after the other", times, began.elapsed());

    let burst = async |first: usize| {
        let times = Mutex::new(Vec::new());
        let began = Instant::now();
        let mut ticks = tokio::time::interval(Duration::from_millis(400));
        for burst in 0..25 {
            ticks.tick().await;
            let sent = (0..20).map(async |at| {
                let time = timed(first + burst * 20 + at).await;
                times.lock().unwrap().push(time);
            });
            join_all(sent).await;
        }
        show("50 rows/s in bursts of 20", times.into_inner().unwrap(), began.elapsed());
    };
    burst(1_000).await;

    for beside in [false, true] {
        let (lists, profiles, stop) = (Mutex::default(), Mutex::default(), AtomicBool::new(false));
        let began = Instant::now();
        let writing = async {
            if beside {
                burst(2_000).await;
            } else {
                tokio::time::sleep(Duration::from_secs(5)).await;
            }
            stop.store(true, Ordering::Relaxed);
        };
        join(readers(&stop, &lists, &profiles), writing).await;
        let when = if beside { "beside rows" } else { "alone" };
        show(&format!("/executives {when}"), lists.into_inner().unwrap(), began.elapsed());
        show(&format!("a profile {when}"), profiles.into_inner().unwrap(), began.elapsed());
    }
    let began = Instant::now();
    let sent = (0..1_000).map(async |n| timed(10_000 + n).await);
    show("1,000 rows at once", join_all(sent).await, began.elapsed());
}

fn show(what: &str, mut times: Vec<Duration>, all: Duration) {
    times.sort();
    let rate = f64::from(u32::try_from(times.len()).unwrap()) / all.as_secs_f64();
    let (median, late, last) =
        (times[times.len() / 2], times[times.len() * 95 / 100], times.last().copied().unwrap_or_default());
    println!(
        "{what:<28} {:>5} in all, {rate:>5.0}/s, p50 {median:>9.1?}, p95 {late:>9.1?}, last {last:>9.1?}",
        times.len()
    );
}
