//! The program as somebody at a terminal meets it: what it prints, where, and how it ends.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Output, Stdio};

use quarterdeck::database::MIGRATIONS;
use serde_json::Value;
use sqlx::PgPool;

/// The program with no database to be had: one would be kept where no folder can be.
fn quarterdeck() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_quarterdeck"));
    command.env_remove("DATABASE_URL").env("QUARTERDECK_DATA_DIR", "/dev/null/nowhere");
    command
}

fn lines(output: &Output) -> Vec<Value> {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn texts_are_explained_without_a_database() {
    let output = quarterdeck()
        .args(["explain", "location", "Remote (US) with monthly Boston travel", "Gondolin"])
        .output()
        .unwrap();
    let [boston, gondolin] = &lines(&output)[..] else { panic!("{output:?}") };
    assert_eq!(boston["remote_type"], "HYBRID");
    assert_eq!(boston["location_slug"], "boston-ma");
    assert_eq!(gondolin["unread"], "Gondolin");
}

#[test]
fn what_else_the_row_says_can_be_said() {
    let arguments = ["explain", "compensation", "--country", "ca", "$200/hr"];
    let read = lines(&quarterdeck().args(arguments).output().unwrap());
    assert_eq!(read[0]["currency"], "CAD");
    let arguments = ["explain", "date", "yesterday", "--today", "2026-03-01"];
    let read = lines(&quarterdeck().args(arguments).output().unwrap());
    assert_eq!(read[0]["date"], "2026-02-28");
    let arguments = ["explain", "title", "CPO", "--headline", "I lead hiring and culture"];
    let read = lines(&quarterdeck().args(arguments).output().unwrap());
    assert_eq!(read[0]["role_slug"], "fractional-chro");
    for wrong in [["--country", "Atlantis"], ["--currency", "pebbles"], ["--today", "soon"]] {
        let output = quarterdeck().args(["explain", "date", "x"]).args(wrong).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{wrong:?}");
    }
}

#[test]
fn what_a_posting_says_of_its_company_can_be_asked() {
    let arguments =
        ["explain", "industry", "--from-text", "--company", "Harbor Bank", "We are a fintech company."];
    let read = lines(&quarterdeck().args(arguments).output().unwrap());
    assert_eq!(read[0]["industry_slugs"], serde_json::json!(["fintech", "banking"]));
    assert_eq!(read[0]["evidence"][1]["found_by"], "company_name");
    let output = quarterdeck().args(["explain", "title", "--from-text", "x"]).output().unwrap();
    assert!(String::from_utf8_lossy(&output.stderr).contains("explain industry --from-text"), "{output:?}");
}

#[test]
fn every_line_of_standard_input_gets_its_answer_at_once() {
    let mut child = quarterdeck()
        .args(["explain", "title"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap()).lines();
    for (line, expected) in [
        (&b"\xef\xbb\xbfFractional CFO\r\n"[..], "Fractional CFO"),
        (b"\n", ""),
        (b"Chef\xff\n", "Chef\u{fffd}"),
    ] {
        input.write_all(line).unwrap();
        let answer: Value = serde_json::from_str(&output.next().unwrap().unwrap()).unwrap();
        assert_eq!(answer["input"], expected);
    }
    drop(input);
    assert!(output.next().is_none());
    assert!(child.wait().unwrap().success());
}

#[test]
fn a_reader_who_has_seen_enough_is_no_error() {
    let mut child = quarterdeck()
        .args(["explain", "industry"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut input = child.stdin.take().unwrap();
    // The program may be gone before it was told everything.
    let _ = input.write_all("SaaS\n".repeat(50_000).as_bytes());
    drop(input);
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

/// The program over a test's own database.
async fn over(pool: &PgPool, arguments: &[&str]) -> Output {
    over_with(pool, arguments, &[]).await
}

async fn over_with(pool: &PgPool, arguments: &[&str], settings: &[(&str, &str)]) -> Output {
    let name: String = sqlx::query_scalar("select current_database()").fetch_one(pool).await.unwrap();
    let mut url: url::Url = std::env::var("DATABASE_URL").unwrap().parse().unwrap();
    url.set_path(&name);
    let output = tokio::process::Command::new(env!("CARGO_BIN_EXE_quarterdeck"))
        .args(arguments)
        .env("DATABASE_URL", url.as_str())
        .envs(settings.iter().copied())
        .output();
    output.await.unwrap()
}

fn printed(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_operator_imports_looks_back_and_gets_the_failed_rows(pool: PgPool) {
    quarterdeck::taxonomy::load_shipped(&pool).await.unwrap();
    let none = printed(&over(&pool, &["runs"]).await);
    assert!(none.starts_with("No rows were imported yet"), "{none}");

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("people.csv");
    let people = "Full Name,Job Title,Location,Headline\n\
                  Ann Abel,Fractional CFO,\"Austin, TX\",Counts\n\
                  ,Fractional CMO,\"Denver, CO\",\x1b[31mred\n";
    std::fs::write(&file, people).unwrap();
    let imported = printed(&over(&pool, &["import", "clay", "executives", file.to_str().unwrap()]).await);
    assert!(imported.contains("people.csv (run 1): 2 rows"), "{imported}");

    let listed = printed(&over(&pool, &["runs"]).await);
    let row: Vec<&str> = listed.lines().nth(1).unwrap().split_whitespace().collect();
    assert_eq!(row[0], "1");
    assert_eq!(row[3..], ["succeeded", "executives", "1", "0", "0", "0", "1", "clay", "(people.csv)"]);

    let shown = printed(&over(&pool, &["runs", "show", "1", "--action", "error,insert"]).await);
    for words in ["Run 1: executives from clay (people.csv), succeeded", "row 1 ", "ann-abel", "no name"] {
        assert!(shown.contains(words), "{words}: {shown}");
    }

    let output = over(&pool, &["runs", "failed", "1"]).await;
    let csv = printed(&output);
    assert!(csv.starts_with("Full Name,Job Title,Location,Headline,error\n,Fractional CMO,"), "{csv}");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "1 row of run 1\n");
    let again = folder.path().join("again.csv");
    let output = over(&pool, &["runs", "failed", "1", "--output", again.to_str().unwrap()]).await;
    assert_eq!(printed(&output), "");
    assert_eq!(std::fs::read_to_string(&again).unwrap(), csv);

    let unknown = over(&pool, &["runs", "show", "7"]).await;
    assert_eq!(unknown.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("there is no run 7"));
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_deployments_own_names_are_known_when_asked_for(pool: PgPool) {
    quarterdeck::taxonomy::load_shipped(&pool).await.unwrap();
    let mapped = "insert into taxonomy_aliases (id, kind, alias, alias_key, target_id, mapped_at, first_seen_at, last_seen_at)
                  select gen_random_uuid(), 'role', 'Keeper of Coins', 'keeper of coins', id, now(), now(), now()
                    from roles where slug = 'fractional-cfo'";
    sqlx::query(mapped).execute(&pool).await.unwrap();
    let shipped = lines(&over(&pool, &["explain", "title", "Keeper of Coins"]).await);
    assert_eq!(shipped[0]["role_slug"], Value::Null);
    let own = lines(&over(&pool, &["explain", "title", "Keeper of Coins", "--from-database"]).await);
    assert_eq!(own[0]["role_slug"], "fractional-cfo");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_operator_sees_what_looks_alike_and_says_that_it_is_two(pool: PgPool) {
    quarterdeck::taxonomy::load_shipped(&pool).await.unwrap();
    assert_eq!(printed(&over(&pool, &["duplicates"]).await), "Nothing looks like anything else.\n");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("people.csv");
    let people = "Full Name,Job Title,Location,Headline,External Id\n\
                  Robert Miller,Fractional CFO,\"Austin, TX\",Counts,1\n\
                  Bob Miller,Fractional CFO,\"Austin, TX\",Counts too,2\n";
    std::fs::write(&file, people).unwrap();
    let imported = printed(&over(&pool, &["import", "clay", "executives", file.to_str().unwrap()]).await);
    assert!(imported.contains("looks like /executives/robert-miller (proposal 1)"), "{imported}");
    let listed = printed(&over(&pool, &["duplicates", "--of", "executives"]).await);
    for words in
        ["0.82  a name and its short form", "Robert Miller, Counts", "/executives/bob-miller (clay, review)"]
    {
        assert!(listed.contains(words), "{listed}");
    }
    assert!(printed(&over(&pool, &["duplicates", "--of", "jobs"]).await).starts_with("Nothing"));
    assert!(printed(&over(&pool, &["duplicates", "dismiss", "1"]).await).contains("dismissed"));
    assert!(printed(&over(&pool, &["duplicates"]).await).starts_with("Nothing"));
    let again = over(&pool, &["duplicates", "dismiss", "1"]).await;
    assert!(String::from_utf8_lossy(&again.stderr).contains("no open proposal 1"), "{again:?}");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_operator_keeps_somebody_out_and_takes_it_back(pool: PgPool) {
    quarterdeck::taxonomy::load_shipped(&pool).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("people.csv");
    std::fs::write(&file, "Full Name,LinkedIn Profile\nAnn Abel,linkedin.com/in/ann-abel\nBob Baker,\n")
        .unwrap();
    let import = ["import", "clay", "executives", file.to_str().unwrap()];
    printed(&over(&pool, &import).await);

    let added = printed(
        &over(&pool, &["suppress", "add", "--linkedin", "in/ann-abel", "--reason", "a letter"]).await,
    );
    let receipt = added.lines().next().unwrap().strip_prefix("Receipt ").unwrap().to_owned();
    for words in ["LinkedIn address (1)", "/executives/ann-abel is offline now", "1 row of sources"] {
        assert!(added.contains(words), "{words}: {added}");
    }
    let listed = printed(&over(&pool, &["suppress", "list"]).await);
    let row = listed.lines().nth(1).unwrap();
    assert!(
        row.starts_with(&receipt) && row.contains("LinkedIn address") && row.ends_with("(a letter)"),
        "{listed}"
    );
    assert!(!listed.contains("ann-abel"), "{listed}");
    let again = printed(&over(&pool, &import).await);
    assert!(again.contains("SKIP          2") && again.contains("this person asked to stay out"), "{again}");

    for (wrong, said) in [
        (&["add"][..], "required"),
        (&["add", "--name", "Ann Abel"], "--company"),
        (&["add", "--email", "ann"], "“ann” is no e-mail address"),
        (&["lift", "S-0000"], "there is no receipt S-0000"),
    ] {
        let output = over(&pool, &[&["suppress"], wrong].concat()).await;
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success() && error.contains(said), "{wrong:?}: {error}");
    }
    let lifted = printed(&over(&pool, &["suppress", "lift", &receipt]).await);
    assert!(lifted.contains("/executives/ann-abel waits in review"), "{lifted}");
    assert_eq!(printed(&over(&pool, &["suppress", "list"]).await), "Nobody is kept out.\n");
    let short = over(&pool, &["--secret", "too short", "suppress", "list"]).await;
    let error = String::from_utf8_lossy(&short.stderr);
    assert!(error.contains("at least 32 bytes") && !error.contains("too short\n"), "{error}");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_operator_sees_and_forgets_a_mapping(pool: PgPool) {
    quarterdeck::taxonomy::load_shipped(&pool).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("jobs.csv");
    std::fs::write(&file, "Business Title,Agency\nFractional CFO,Port\n").unwrap();
    let import = ["import", "clay", "jobs", file.to_str().unwrap(), "--source", "nyc"];
    let map = ["--map", "title=Business Title", "--map", "Company=Agency"];
    printed(&over(&pool, &[&import[..], &map].concat()).await);
    let shown = printed(&over(&pool, &["source", "show", "nyc"]).await);
    for words in ["mapping of jobs:", "the column “Agency”", "tokens: none", "last use of a token: never"]
    {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    printed(&over(&pool, &[&import[..], &["--unmap", "Company"]].concat()).await);
    let shown = printed(&over(&pool, &["source", "show", "nyc"]).await);
    assert!(!shown.contains("Agency") && shown.contains("Business Title"), "{shown}");
    let again = over(&pool, &[&import[..], &["--unmap", "Company"]].concat()).await;
    let error = String::from_utf8_lossy(&again.stderr);
    assert!(error.contains("nothing is remembered for company_name of “nyc”: mapped is title"), "{error}");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_operator_says_who_runs_the_site(pool: PgPool) {
    let none = printed(&over(&pool, &["user", "list"]).await);
    assert!(none.starts_with("Nobody has an account"), "{none}");
    let added = printed(&over(&pool, &["user", "add", " Ann@Client.example", "--operator"]).await);
    assert!(
        added.starts_with("ann@client.example has an account, as operator.\nThey sign in at "),
        "{added}"
    );
    let again = printed(&over(&pool, &["user", "add", "ann@client.example", "--operator"]).await);
    assert!(again.starts_with("ann@client.example is operator already."), "{again}");
    let raised = printed(&over(&pool, &["user", "add", "ann@client.example", "--admin"]).await);
    assert!(raised.starts_with("ann@client.example is admin now, and was operator before."), "{raised}");
    // Who runs the site is told to every command, and is no flag of this one.
    let told = |arguments: &'static [&'static str]| {
        over_with(&pool, arguments, &[("QUARTERDECK_OPERATOR", "Ann Abel, ann@client.example")])
    };
    let again = printed(&told(&["user", "add", "ann@client.example", "--admin"]).await);
    assert!(again.starts_with("ann@client.example is admin already."), "{again}");
    let other = printed(&told(&["user", "add", "eve@client.example", "--operator"]).await);
    assert!(other.starts_with("eve@client.example has an account, as operator."), "{other}");
    let none = told(&["user", "add", "eve@client.example"]).await;
    assert!(!none.status.success() && String::from_utf8_lossy(&none.stderr).contains("--admin"), "{none:?}");
    let last = over(&pool, &["user", "disable", "ann@client.example"]).await;
    assert!(String::from_utf8_lossy(&last.stderr).contains("the last admin"), "{last:?}");
    printed(&over(&pool, &["user", "add", "zoe@client.example", "--admin"]).await);
    printed(&over(&pool, &["user", "disable", "ann@client.example"]).await);
    let listed = printed(&over(&pool, &["user", "list"]).await);
    let row: Vec<&str> = listed.lines().nth(1).unwrap().split_whitespace().collect();
    assert_eq!(row, ["admin", "not", "yet", "never", "closed", "ann@client.example"]);
    printed(&over(&pool, &["user", "enable", "ann@client.example"]).await);
    printed(&over(&pool, &["user", "reset-second-factor", "ann@client.example"]).await);
    for (wrong, why) in [
        (&["user", "add", "ann@client.example"][..], "--operator"),
        (&["user", "add", "ann", "--admin"], "“ann” is no address."),
        (&["user", "disable", "ben@client.example"], "there is no account for ben@client.example"),
    ] {
        let output = over(&pool, wrong).await;
        assert!(!output.status.success());
        assert!(String::from_utf8_lossy(&output.stderr).contains(why), "{wrong:?}: {output:?}");
    }
}
