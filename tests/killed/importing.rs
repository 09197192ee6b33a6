//! An import that is killed at any point, and started again, ends as if it had run once.

use std::fmt::Write as _;
use std::fs::File;
use std::hash::{BuildHasher, RandomState};
use std::path::Path;
use std::time::{Duration, Instant};

use quarterdeck::clock::Clock;
use quarterdeck::database::MIGRATIONS;
use quarterdeck::demo::{Plan, table};
use quarterdeck::ingestion::Entity;
use sqlx::{AssertSqlSafe, PgPool};
use tokio::process::{Child, Command};

/// How often each import is killed before it may end.
const KILLS: usize = 3;

/// What nobody would tell apart: ids, times, and what follows from them.
const BARE: &str = "(select jsonb_object_agg(k, v) from jsonb_each(to_jsonb(t)) as x(k, v)
    where (k !~ '_at$' or k in ('posted_at', 'expires_at'))
      and k not in ('id', 'serial', 'slug', 'executive_id', 'job_id', 'target_id', 'last_run_id', 'statement_id', 'delivered_in', 'field_sources'))";

/// Every canonical row, child, source row and inbox term, each as a line.
const CONTENTS: &[(&str, &str)] = &[
    ("executives", "select source_record_id || ' ' || regexp_replace(slug, '-[0-9a-f]{8}$', '-*') || md5({bare}::text) from executives t"),
    ("executive_industries", "{of executive}"),
    ("executive_specialties", "{of executive}"),
    ("executive_experience", "{of executive}"),
    ("executive_education", "{of executive}"),
    ("executive_certifications", "{of executive}"),
    ("executive_reviews", "{of executive}"),
    ("executive_case_studies", "{of executive}"),
    ("jobs", "select source_record_id || ' ' || regexp_replace(slug, '-[0-9a-f]{8}$', '-*') || md5({bare}::text) from jobs t"),
    ("job_industries", "{of job}"),
    ("job_requirements", "{of job}"),
    ("job_responsibilities", "{of job}"),
    (
        "source_rows",
        "select row_key || ' ' || coalesce((select source_record_id from executives e where e.id = t.target_id),
                (select source_record_id from jobs j where j.id = t.target_id)) || md5({bare}::text) from source_rows t",
    ),
    ("the inbox", "select kind || ' ' || alias_key from taxonomy_aliases t where target_id is null"),
];

async fn contents(pool: &PgPool) -> Vec<(&'static str, Vec<String>)> {
    let mut all = Vec::new();
    for &(table, query) in CONTENTS {
        let of = |parent: &str| {
            format!(
                "select (select source_record_id from {parent}s p where p.id = t.{parent}_id) || md5({{bare}}::text) from {table} t"
            )
        };
        let query = query
            .replace("{of executive}", &of("executive"))
            .replace("{of job}", &of("job"))
            .replace("{bare}", BARE);
        let mut lines: Vec<String> = sqlx::query_scalar(AssertSqlSafe(query)).fetch_all(pool).await.unwrap();
        lines.sort();
        all.push((table, lines));
    }
    all
}

/// Both entities; people with a row for each market they work in, postings that two boards carry.
fn write_files(folder: &Path) {
    let plan = Plan { executives: 60, jobs: 60, seed: 7, today: Clock::system().today() };
    table::write(&plan, Entity::Executive, File::create(folder.join("people.csv")).unwrap()).unwrap();
    table::write(&plan, Entity::Job, File::create(folder.join("jobs.csv")).unwrap()).unwrap();
    let mut markets =
        "Clay Record ID,Full Name,LinkedIn Profile,Fractional Role,Location,Industries,Skills,Experience\n"
            .to_owned();
    let mut board = "Clay Record ID,Job Title,Company,Apply URL,Location,Requirements,Industry\n".to_owned();
    for row in 0..1_500 {
        let (thing, again) = (row % 500, row / 500);
        let industry = ["SaaS", "Fintech", "Underwater Basket Weaving"][again];
        writeln!(
            markets,
            "m-{row},Ann {thing:03},https://www.linkedin.com/in/ann-{thing},Fractional CFO,\"Austin, TX\",{industry},\
             Fundraising; Skill {},CFO at Acme {thing} (2015 - 2020)",
            row % 7
        )
        .unwrap();
        writeln!(
            board,
            "b-{row},Fractional CFO,Acme {thing},https://acme.example/{thing}?utm_source={again},\"Austin, TX\",\
             Own the model; Raise {thing},{industry}",
        )
        .unwrap();
    }
    std::fs::write(folder.join("markets.csv"), markets).unwrap();
    std::fs::write(folder.join("board.csv"), board).unwrap();
}

/// The real program, importing.
fn start(database: &str, folder: &Path, what: &str, files: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_quarterdeck"))
        .args(["import", "clay", what])
        .args(files.iter().map(|file| folder.join(file)))
        .env("DATABASE_URL", database)
        .stdout(std::process::Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap()
}

const IMPORTS: [(&str, &[&str]); 2] =
    [("executives", &["people.csv", "markets.csv"]), ("jobs", &["jobs.csv", "board.csv"])];

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_import_that_is_killed_again_and_again_ends_as_if_it_had_run_once(pool: PgPool) {
    quarterdeck::taxonomy::load_shipped(&pool).await.unwrap();
    let database = super::url_of(&pool).await;
    let folder = tempfile::tempdir().unwrap();
    write_files(folder.path());

    let mut lengths = Vec::new();
    for (what, files) in IMPORTS {
        let began = Instant::now();
        assert!(start(database.as_str(), folder.path(), what, files).wait().await.unwrap().success());
        lengths.push(began.elapsed());
    }
    let clean = contents(&pool).await;
    let clear = "truncate executives, jobs, source_rows, sources, ingestion_runs, ingestion_records cascade;
                 delete from taxonomy_aliases where target_id is null";
    sqlx::raw_sql(clear).execute(&pool).await.unwrap();

    let mut delays = Vec::new();
    for ((what, files), length) in IMPORTS.into_iter().zip(lengths) {
        for _ in 0..KILLS {
            let share = f64::from(u32::try_from(RandomState::new().hash_one(()) % 1_000).unwrap()) / 1_000.0;
            let delay: Duration = length.mul_f64(share * 0.9);
            delays.push(delay);
            let mut child = start(database.as_str(), folder.path(), what, files);
            tokio::time::sleep(delay).await;
            // SIGKILL: nothing of the program gets to run any more.
            child.kill().await.unwrap();
        }
        assert!(start(database.as_str(), folder.path(), what, files).wait().await.unwrap().success());
    }

    let killed = contents(&pool).await;
    for ((table, once), (_, again)) in clean.iter().zip(&killed) {
        assert!(!once.is_empty(), "{table} is empty");
        if once != again {
            let only = |these: &[String], others: &[String]| -> Vec<String> {
                these.iter().filter(|line| !others.contains(line)).take(5).cloned().collect()
            };
            panic!(
                "{table} after kills at {delays:?}: {} rows, not {}; missing {:?}, surplus {:?}",
                again.len(),
                once.len(),
                only(once, again),
                only(again, once)
            );
        }
    }
    let open = "select count(*) from ingestion_runs where status = 'PENDING'";
    let open: i64 = sqlx::query_scalar(open).fetch_one(&pool).await.unwrap();
    assert_eq!(open, 0, "a run that was broken off is noted by the next");
}
