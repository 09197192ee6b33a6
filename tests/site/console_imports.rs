//! An operator imports a file on the console: it is looked at, tried, imported, looked back at, and taken back.

use std::time::{Duration, Instant};

use quarterdeck::accounts::Role;
use quarterdeck::config::Limits;
use quarterdeck::database::MIGRATIONS;
use quarterdeck::state::Rules;
use sqlx::PgPool;

use crate::support::site::{limits, noon};
use crate::support::{Answer, Browser, Site};

const FILE: &str = "\
Vacancy,Agency,Job URL,Location,Type,Posted On,Job Description,Colour
Fractional CFO,Harbour Board,https://jobs.harbour.example/1,\"Austin, TX\",Contract,2026-06-01,Own the numbers.,blue
Chief Fun Officer,Harbour Board,https://jobs.harbour.example/2,\"Austin, TX\",Contract,2026-06-01,Own the fun.,red
";

/// What the columns mean that nobody understands by themselves.
const MEANING: [(&str, &str); 2] = [("Vacancy", "title"), ("Agency", "company_name")];

async fn operator(site: &Site) -> Browser<'_> {
    site.runs_it("operator@site.example", Role::Operator).await
}

/// Uploads the file and gives the address of its page.
async fn upload(operator: &Browser<'_>, content: &str) -> String {
    let sent = [("entity", "jobs"), ("source", "harbour")];
    let taken = operator.upload("/admin/uploads", &sent, "postings.csv", content).await.expect(303);
    taken.header("location").to_owned()
}

/// The form of a file's page, with these fields chosen and a button pressed.
fn pressed(page: &Answer, meaning: &[(&str, &str)], button: &str) -> Vec<(String, String)> {
    let mut pairs = vec![("request_key".to_owned(), key(page)), ("do".to_owned(), button.to_owned())];
    for header in page.attributes("input[name=header]", "value") {
        let field = meaning.iter().find(|(known, _)| *known == header).map_or("", |(_, field)| field);
        pairs.push(("header".to_owned(), header));
        pairs.push(("field".to_owned(), field.to_owned()));
    }
    pairs
}

fn key(page: &Answer) -> String {
    page.attributes("input[name=request_key]", "value").remove(0)
}

async fn send(operator: &Browser<'_>, path: &str, pairs: &[(String, String)]) -> Answer {
    let pairs: Vec<(&str, &str)> =
        pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    operator.post(path, &pairs).await
}

/// The page of work once it has ended.
async fn ended(operator: &Browser<'_>, path: &str) -> Answer {
    let began = Instant::now();
    loop {
        let page = operator.get(path).await.expect(200);
        if !page.has("progress") {
            return page;
        }
        assert_eq!(page.header("refresh"), "2", "it looks again by itself");
        assert!(began.elapsed() < Duration::from_mins(1), "{}", page.content());
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_operator_looks_tries_imports_and_takes_back(pool: PgPool) {
    let site = Site::start(pool).await;
    let operator = operator(&site).await;
    let page = upload(&operator, FILE).await;
    let looked = operator.get(&page).await.expect(200);
    looked.expect_says("No column says title, company_name");
    looked.expect_says("Not used: Vacancy, Agency, Colour");
    looked.expect_says("apply_url, by its name");
    assert_eq!(site.value("select count(*) from jobs").await, "0");

    let tried = send(&operator, &page, &pressed(&looked, &MEANING, "try")).await.expect(303);
    let tried = ended(&operator, tried.header("location")).await;
    tried.expect_says("A dry run: nothing was changed");
    tried.expect_says("1 new");
    tried.expect_says("1 waiting");
    assert_eq!(site.value("select count(*) from jobs").await, "0");

    // From the dry run's own page, which shows no columns: what was chosen stands.
    let form = [("request_key".to_owned(), key(&tried)), ("do".to_owned(), "import".to_owned())];
    let first = send(&operator, &page, &form).await.expect(303);
    let again = send(&operator, &page, &form).await.expect(303);
    assert_eq!(first.header("location"), again.header("location"), "pressed twice, it is one import");
    let done = ended(&operator, first.header("location")).await;
    assert_eq!(site.value("select count(*) from jobs").await, "2");
    assert_eq!(site.value("select count(*) from ingestion_runs").await, "1");
    let who = "select string_agg(action || ' ' || (select email from users where id = actor_id), ', ' order by a.id)
                 from audit_log a where entity_type in ('upload', 'ingestion_run')";
    assert_eq!(
        site.value(who).await,
        "upload operator@site.example, map columns operator@site.example, import operator@site.example"
    );
    assert!(operator.get("/admin/imports").await.has("a.row-link[href^='/admin/runs/']"));

    let run = done.attributes(".console-actions a[href^='/admin/runs/']", "href").remove(0);
    let run_page = operator.get(&run).await.expect(200);
    run_page.expect_says("harbour (postings.csv)");
    for page in [&looked, &done, &run_page] {
        assert_eq!(page.texts(".console-menu [aria-current=true]"), ["Imports"], "where one is in the menu");
    }
    let waiting = operator.get(&format!("{run}?action=wait")).await.expect(200);
    assert_eq!(waiting.texts(".records li a.row-link"), ["Row 2"]);
    let row = operator.get(&format!("{run}/rows/2")).await.expect(200);
    row.expect_says("Chief Fun Officer");
    row.expect_says("employment_type CONTRACTOR");
    operator.get(&format!("{run}/rows/3")).await.expect(404);
    let csv = operator.get(&format!("{run}/failed")).await.expect(200);
    assert_eq!(csv.header("content-disposition"), "attachment; filename=\"run-2-failed.csv\"");
    assert!(
        csv.source().starts_with("Vacancy,Agency,Job URL,") && csv.source().contains("Chief Fun Officer,")
    );
    assert!(!csv.source().contains("Fractional CFO,"));

    let press =
        |button: &str| [("request_key".to_owned(), key(&run_page)), ("do".to_owned(), button.to_owned())];
    let would = send(&operator, &run, &press("try-undo")).await.expect(303);
    ended(&operator, would.header("location")).await.expect_says("2 deleted");
    assert_eq!(site.value("select count(*) from jobs").await, "2");
    let undone = send(&operator, &run, &press("undo")).await.expect(303);
    ended(&operator, undone.header("location")).await.expect_says("2 deleted");
    assert_eq!(site.value("select count(*) from jobs").await, "0");
    let by = "select email from users where id = (select actor_id from audit_log where action = 'undo')";
    assert_eq!(site.value(by).await, "operator@site.example");
    let run_page = operator.get(&run).await.expect(200);
    run_page.expect_says("It was undone");
    let replayed = send(
        &operator,
        &run,
        &[("request_key".to_owned(), key(&run_page)), ("do".to_owned(), "replay".to_owned())],
    )
    .await;
    ended(&operator, replayed.expect(303).header("location")).await.expect_says("1 new");
    assert_eq!(site.value("select count(*) from jobs").await, "2");
    // A second undo of the same run says why not.
    let twice = send(
        &operator,
        &run,
        &[("request_key".to_owned(), key(&run_page)), ("do".to_owned(), "undo".to_owned())],
    )
    .await;
    ended(&operator, twice.expect(303).header("location")).await.expect_says("It failed");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn what_columns_mean_is_kept_and_mistakes_are_told_without_losing_anything(pool: PgPool) {
    let site = Site::start(pool).await;
    let operator = operator(&site).await;
    let page = upload(&operator, FILE).await;
    let looked = operator.get(&page).await.expect(200);
    let twice = [("Vacancy", "title"), ("Colour", "title")];
    let refused = send(&operator, &page, &pressed(&looked, &twice, "import")).await.expect(422);
    assert!(refused.text("[role=alert]").contains("title is chosen twice"));
    let chosen = refused.attributes(".column select option[selected]", "value");
    assert_eq!(chosen, ["title", "title"], "what was chosen is still there");
    let mut fixed = pressed(&looked, &MEANING, "keep");
    fixed.extend([
        ("fixed_field".to_owned(), "industries".to_owned()),
        ("fixed_text".to_owned(), "SaaS".to_owned()),
    ]);
    let kept = send(&operator, &page, &fixed).await.expect(303);
    let kept = operator.follow(&kept).await.expect(200);
    kept.expect_says("Kept: what the columns mean.");
    assert_eq!(kept.attributes(".fixed input[value='SaaS']", "name"), ["fixed_text"]);
    assert_eq!(
        site.value("select count(*) from sources").await,
        "0",
        "nothing is remembered before an import"
    );

    let done = send(&operator, &page, &pressed(&kept, &MEANING, "import")).await.expect(303);
    ended(&operator, done.header("location")).await;
    assert_eq!(
        site.value("select mapping -> 'job' from sources where name = 'harbour'").await,
        r#"{"title": {"column": "Vacancy"}, "company_name": {"column": "Agency"}}"#
    );
    // The next file of the source is understood from the start.
    let next = operator.get(&upload(&operator, FILE).await).await.expect(200);
    next.expect_says("Not used: Colour");
    let gone = upload(&operator, FILE).await;
    let form = operator.get(&gone).await.expect(200);
    let thrown = send(&operator, &gone, &pressed(&form, &[], "discard")).await.expect(303);
    operator.follow(&thrown).await.expect_says("The file is thrown away");
    operator.get(&gone).await.expect(404);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_file_that_is_none_is_refused_with_what_to_do(pool: PgPool) {
    quarterdeck::taxonomy::load_shipped(&pool).await.unwrap();
    let small = Limits { upload_bytes: 400_000, ..limits() };
    let clock = quarterdeck::clock::Clock::standing_at(noon());
    let site = Site::limited(pool, clock, Rules::default(), small);
    let operator = operator(&site).await;
    let send = async |source: &str, name: &str, content: &str| {
        operator.upload("/admin/uploads", &[("entity", "jobs"), ("source", source)], name, content).await
    };
    let wrong = send("Harbour Board", "a.csv", FILE).await.expect(422);
    assert!(wrong.text("#source-error").contains("lower-case letters"));
    assert_eq!(wrong.attributes("#source", "value"), ["Harbour Board"]);
    assert!(send("harbour", "", "").await.expect(422).text("#file-error").contains("Choose a file"));
    assert!(send("harbour", "a.csv", "").await.expect(422).text("#file-error").contains("is empty"));
    let large = send("harbour", "a.csv", &"x,y\n".repeat(200_000)).await.expect(422);
    assert!(large.text("#file-error").contains("larger than 400 kB"));
    assert_eq!(site.value("select count(*) from uploads").await, "0");
    let workbook = send("harbour", "a.xlsx", "PK\u{3}\u{4} [Content_Types].xml").await.expect(303);
    let page = operator.follow(&workbook).await.expect(200);
    assert!(page.text("[role=alert]").contains("this is an Excel workbook"));
    assert!(!page.has("button[value=import]"));
    // More than one part: it comes back whole.
    let row = |n| format!("Fractional CFO {n},Acme,https://acme.example/{n}\n");
    let rows = (0..4_000).map(row).collect::<Vec<String>>().concat();
    let page = send("harbour", "b.csv", &format!("Job Title,Company,Apply URL\n{rows}")).await.expect(303);
    let shown = operator.follow(&page).await.expect(200);
    shown.expect_says("From the first 200 rows of more");
    let try_it = pressed(&shown, &[], "try");
    let tried = self::send(&operator, page.header("location"), &try_it).await.expect(303);
    ended(&operator, tried.header("location")).await.expect_says("4000 rows");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn work_is_stopped_on_its_page_and_says_when_it_was_broken_off(pool: PgPool) {
    let site = Site::start(pool).await;
    let operator = operator(&site).await;
    site.sql(
        "insert into works (id, request_key, kind, about, started_at, beat_at, done, total)
         values ('0197b2a0-0000-7000-8000-000000000001', gen_random_uuid(), 'IMPORT', 'a.csv',
                 '2026-06-15 11:59Z', '2026-06-15 11:59:55Z', 250, 1000)",
    )
    .await;
    let path = "/admin/work/0197b2a0-0000-7000-8000-000000000001";
    let page = operator.get(path).await.expect(200);
    assert_eq!((page.header("refresh"), page.attributes("progress", "value")), ("2", vec!["25".to_owned()]));
    assert_eq!(operator.get(&format!("{path}?still=yes")).await.header("refresh"), "");
    let stopped = operator.post(path, &[]).await.expect(303);
    let page = operator.follow(&stopped).await;
    page.expect_says("Stopping");
    page.expect_says("It stops after the rows that are being written.");
    operator.post(path, &[]).await.expect(303);
    assert_eq!(site.value("select count(*) from audit_log where action = 'stop'").await, "1");
    site.sql("update works set beat_at = '2026-06-15 11:58Z'").await;
    let page = operator.get(path).await.expect(200);
    page.expect_says("It was broken off with the server");
    assert_eq!(page.header("refresh"), "");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_operator_looks_back_at_runs_of_long_ago(pool: PgPool) {
    let site = Site::start(pool).await;
    let operator = operator(&site).await;
    site.sql(
        "insert into ingestion_runs (id, source, entity_type, status, origin, started_at, finished_at)
         select gen_random_uuid(), 'clay', 'executive', 'SUCCEEDED', 'list ' || n, now(), now() from generate_series(1, 120) n",
    )
    .await;
    let mut numbers: Vec<String> = Vec::new();
    let mut page = operator.get("/admin/imports").await.expect(200);
    loop {
        numbers.extend(page.texts("tbody th"));
        let Some(next) = page.attributes("a[rel=next]", "href").pop() else { break };
        page = operator.get(&next).await.expect(200);
    }
    let all: Vec<String> = (1..=120).rev().map(|number: i32| number.to_string()).collect();
    assert_eq!(numbers, all);
    assert_eq!(page.attributes(".console-pages a", "href"), ["/admin/imports"]);
    operator.get("/admin/imports?before=1").await.expect(200).expect_says("There are no earlier ones.");
    operator.get("/admin/imports?before=soon").await.expect(200);
}
