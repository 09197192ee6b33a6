//! People who asked to stay out: found, taken offline, forgotten, and recognised in every import.

use quarterdeck::audit::Actor;
use quarterdeck::config::SecretText;
use quarterdeck::database::MIGRATIONS;
use quarterdeck::ingestion::suppression::{self, Request, Suppressed, SuppressionError};
use quarterdeck::ingestion::{Action, Entity, Summary};
use quarterdeck::secrets::{Purpose, SecretError, Secrets};
use serde_json::{Value, json};
use sqlx::PgPool;

use super::endpoint::{EXECUTIVES, said};
use crate::support::Site;

impl Site {
    async fn suppress(&self, request: Request) -> Suppressed {
        let key = self.secrets.keys(&self.pool).await.unwrap().key(Purpose::Suppressions);
        let mut connection = self.pool.acquire().await.unwrap();
        suppression::suppress(&mut connection, &key, &request, &Actor::named("a test"), self.clock.now())
            .await
            .unwrap()
    }

    async fn lift(&self, receipt: &str) -> Result<usize, SuppressionError> {
        let mut connection = self.pool.acquire().await.unwrap();
        let back =
            suppression::lift(&mut connection, receipt, &Actor::named("a test"), self.clock.now()).await?;
        Ok(back.len())
    }

    /// Everything that is kept anywhere but of profiles themselves, as text.
    async fn kept_beside_profiles(&self) -> String {
        let mut kept = String::new();
        for table in [
            "source_rows",
            "ingestion_records",
            "ingestion_runs",
            "suppressions",
            "suppressed_profiles",
            "audit_log",
            "taxonomy_aliases",
            "sources",
        ] {
            kept += &self
                .value(&format!(
                    "select string_agg(t::text, ' ') from {table} t where t::text not like '%shipped%'"
                ))
                .await;
        }
        kept
    }
}

fn linkedin(address: &str) -> Request {
    Request { linkedin: Some(address.to_owned()), ..Request::default() }
}

fn at(name: &str, company: &str) -> Request {
    Request { name: Some(name.to_owned()), companies: vec![company.to_owned()], ..Request::default() }
}

fn ann() -> Value {
    json!({
        "Row ID": "r_1",
        "Full Name": "Ann Abelskjold",
        "Headline": "Finance leader for growing software companies",
        "Fractional Role": "Fractional CFO",
        "Location": "Austin, Texas, United States",
        "LinkedIn Profile": "https://www.linkedin.com/in/ann-abelskjold",
        "Work Email": "ann@abelskjold.example",
        "Current Company": "Quarrystone Inc.",
        "Years of Experience": "many of abelskjold",
        "Experience": [{"company": "Old Mill Ltd", "title": "CFO", "start_date": "2012-01", "end_date": "2015-01"}],
    })
}

fn bob() -> Value {
    json!({"Row ID": "r_2", "Full Name": "Bob Baker", "Fractional Role": "Fractional CTO"})
}

async fn take(site: &Site, rows: Vec<Value>) -> Summary {
    site.import(Entity::Executive, rows).await
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_profile_goes_offline_at_once_and_what_its_rows_said_is_gone(pool: PgPool) {
    let site = Site::start(pool).await;
    take(
        &site,
        vec![ann(), json!({"Headline": "x", "LinkedIn Profile": "linkedin.com/in/ann-abelskjold"}), bob()],
    )
    .await;
    take(&site, vec![ann()]).await;
    site.sql("update executives set status = 'PUBLISHED', published_at = now() where full_name like 'Ann%'")
        .await;
    site.anonymous().get("/executives/ann-abelskjold").await.expect(200);
    assert!(site.kept_beside_profiles().await.to_lowercase().contains("abelskjold"));

    let done = site.suppress(linkedin("https://uk.linkedin.com/in/Ann-Abelskjold/?trk=x")).await;
    assert_eq!((done.profiles.len(), done.source_rows, done.records), (1, 1, 3), "{done}");
    let told = done.to_string();
    for words in [
        &format!("Receipt {}", done.receipt),
        "LinkedIn address (1)",
        "/executives/ann-abelskjold is offline now",
        "Erased: 1 row of sources, and what 3 delivered rows said",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
    site.anonymous().get("/executives/ann-abelskjold").await.expect(410);
    let kept = site.kept_beside_profiles().await;
    for word in ["abelskjold", "quarrystone", "old mill"] {
        assert!(!kept.to_lowercase().contains(word), "{word}: {kept}");
    }
    assert!(kept.contains("Bob Baker"), "others stay");
    assert_eq!(site.value("select raw_payload from executives where removed_at is not null").await, "");
    let audit = "select string_agg(action || ' by ' || actor_role, ', ' order by action) from audit_log";
    assert_eq!(
        site.value(audit).await,
        "erase what sources said by a test, suppress by a test, take down by a test"
    );
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn whatever_a_row_tells_of_the_person_it_is_left_out(pool: PgPool) {
    let site = Site::start(pool).await;
    take(&site, vec![ann()]).await;
    site.suppress(linkedin("in/ann-abelskjold")).await;
    site.suppress(at("Cleo Marchetti", "Quarrystone")).await;
    site.suppress(at("Cleo Marchetti", "https://www.quarrystone.example/about")).await;
    site.suppress(Request { email: Some("Dan@Danske.example".to_owned()), ..Request::default() }).await;
    let rows = vec![
        json!({"Full Name": "A. A.", "Headline": "marker", "LinkedIn Profile": "linkedin.com/in/ann-abelskjold/"}),
        json!({"Full Name": "A. A.", "Headline": "marker", "Personal email": "x@y.example; ANN@abelskjold.example"}),
        json!({"Full Name": "ABELSKJOLD, ANN", "Headline": "marker", "Company": "The Quarrystone Company"}),
        json!({"Row ID": "r_1", "Full Name": "Somebody", "Headline": "marker", "Bio": "what the same row says now"}),
        json!({"Headline": "marker", "LinkedIn URL (found)": "linkedin.com/in/ann-abelskjold", "Rate": "marker"}),
        json!({"First Name": "Cléo", "Last Name": "Marchetti", "Headline": "marker",
               "experience": "[{\"company\": \"Quarrystone, Inc.\", \"title\": \"CMO\"}]"}),
        json!({"Full Name": "Cleo Marchetti", "Headline": "marker", "Company Domain": "quarrystone.example"}),
        json!({"Full Name": "Dan D", "Headline": "marker", "Email": {"value": "dan@danske.example", "status": "success"}}),
    ];
    let count = rows.len();
    let summary = take(&site, rows).await;
    assert_eq!(summary.count(Action::Skip), count, "{summary}");
    assert_eq!(summary.rows(), count);
    assert!(summary.warnings.is_empty() && summary.reasons.len() == 1, "{summary}");
    let kept = site.kept_beside_profiles().await;
    assert!(!kept.contains("marker") && !kept.contains("Cleo") && !kept.contains("danske"), "{kept}");
    let records = "select count(*) from ingestion_records where action = 'SKIP' and status = 'SKIPPED'
                     and error_message like 'left out: this person asked to stay out (receipt S-%)'
                     and raw_payload = '{}' and normalized_payload is null and warnings = '{}' and target_id is null";
    assert_eq!(site.value(records).await, count.to_string());
    assert_eq!(site.value("select count(*) || ' ' || count(removed_at) from executives").await, "1 1");

    let others = vec![
        json!({"Full Name": "Cleo Marchetti", "Current Company": "Elsewhere Ltd"}),
        json!({"Full Name": "Cleo Marchettini", "Current Company": "Quarrystone"}),
        json!({"Full Name": "Ann Abelskjold", "Current Company": "Old Mill Ltd"}),
        bob(),
    ];
    let summary = take(&site, others).await;
    assert_eq!(summary.count(Action::Skip) + summary.count(Action::Error), 0, "{summary}");
    let job = json!({"Job Title": "Fractional CFO", "Company": "Quarrystone", "Name": "Cleo Marchetti"});
    assert_eq!(site.import(Entity::Job, vec![job]).await.count(Action::Wait), 1);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn the_endpoint_and_a_dry_run_leave_them_out_too(pool: PgPool) {
    let site = Site::patient(pool).await;
    let clay = site.source("clay", true).await;
    site.suppress(linkedin("in/ann-abelskjold")).await;
    for path in [EXECUTIVES.to_owned(), format!("{EXECUTIVES}?dry_run=1")] {
        let answer = said(&clay.send(&path, &ann()).await.expect(200));
        assert_eq!(
            (&answer["action"], &answer["id"], &answer["url"]),
            (&json!("SKIP"), &Value::Null, &Value::Null)
        );
        let warnings = answer["warnings"].to_string();
        assert!(warnings.contains("asked to stay out") && !warnings.contains("bels"), "{warnings}");
    }
    let both = said(&clay.send(EXECUTIVES, &json!([ann(), bob()])).await.expect(207));
    assert_eq!(
        (&both["results"][0]["action"], &both["results"][1]["action"]),
        (&json!("SKIP"), &json!("INSERT"))
    );
    assert!(!site.kept_beside_profiles().await.to_lowercase().contains("abelskjold"));
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_name_needs_one_of_the_companies_to_be_somebody(pool: PgPool) {
    let site = Site::start(pool).await;
    let namesake = json!({"Row ID": "r_9", "Full Name": "Ann Abelskjold", "Current Company": "Elsewhere"});
    take(&site, vec![ann(), namesake]).await;
    let done = site.suppress(at("ann abelskjold", "old mill limited")).await;
    assert_eq!((done.profiles.len(), done.namesakes.len()), (1, 1), "{done}");
    assert!(done.to_string().contains("has the same name, but none of these companies"), "{done}");
    let nothing = site.suppress(at("Nobody Known", "Elsewhere")).await;
    assert!(nothing.to_string().contains("No profile matches."), "{nothing}");
    let found =
        site.suppress(Request { email: Some("ANN@abelskjold.example".into()), ..Request::default() }).await;
    assert!(found.profiles.iter().all(|profile| profile.was_removed), "{found}");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn lifting_a_request_puts_the_profile_into_review_unless_another_holds_it(pool: PgPool) {
    let site = Site::start(pool).await;
    take(&site, vec![ann()]).await;
    site.sql("update executives set status = 'PUBLISHED', published_at = now()").await;
    let first = site.suppress(linkedin("in/ann-abelskjold")).await;
    let second = site.suppress(at("Ann Abelskjold", "Quarrystone")).await;
    assert_eq!(second.profiles.len(), 0, "nothing readable tells the company any more");
    let third = site.suppress(linkedin("in/ann-abelskjold")).await;
    assert_eq!((third.profiles.len(), third.profiles[0].was_removed), (1, true));
    let listed = suppression::list(&mut site.pool.acquire().await.unwrap()).await.unwrap();
    assert_eq!(listed.iter().map(|request| request.profiles).sum::<i64>(), 2);
    assert_eq!(site.lift(&first.receipt.to_lowercase()).await.unwrap(), 0);
    assert!(matches!(site.lift(&first.receipt).await, Err(SuppressionError::NoReceipt(_))));
    assert_eq!(take(&site, vec![ann()]).await.count(Action::Skip), 1);
    assert_eq!(site.lift(&third.receipt).await.unwrap(), 1);
    assert_eq!(
        site.value("select status || ' ' || (removed_at is null) from executives").await,
        "REVIEW true"
    );
    assert_eq!(
        take(&site, vec![ann()]).await.count(Action::Skip),
        1,
        "the other request still names the person"
    );
    site.lift(&second.receipt).await.unwrap();
    assert_eq!(take(&site, vec![ann()]).await.count(Action::Skip), 0);
    assert_eq!(site.value("select count(*) from executives").await, "1");
    assert_eq!(site.value("select count(*) from suppressions").await, "0");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn another_secret_is_noticed_before_anybody_slips_through(pool: PgPool) {
    let site = Site::start(pool).await;
    let named = |text: &str| Secrets::new(Some(SecretText::from(text.repeat(40)))).unwrap();
    let key = |secrets: Secrets| {
        let pool = site.pool.clone();
        async move { secrets.keys(&pool).await.map(|keys| keys.key(Purpose::Suppressions).sign(&["x"])) }
    };
    let made = key(Secrets::default()).await.unwrap();
    assert_eq!(key(Secrets::default()).await.unwrap(), made, "every process has the same");
    assert_eq!(site.value("select length(secret) from deployment_secret").await, "64");
    // Nobody is written down yet: any other will do.
    assert_ne!(key(named("a")).await.unwrap(), made);
    assert_eq!(site.value("select secret is null from deployment_secret").await, "true");
    key(named("b")).await.unwrap();
    key(Secrets::default()).await.unwrap();
    site.suppress(linkedin("in/ann-abelskjold")).await;
    assert!(matches!(key(named("b")).await, Err(SecretError::Another)));
    // What the database holds may move into the environment; from then on it has to be there.
    let held = site.value("select secret from deployment_secret").await;
    key(Secrets::new(Some(SecretText::from(format!("{held}\n")))).unwrap()).await.unwrap();
    assert!(matches!(key(Secrets::default()).await, Err(SecretError::Missing)));
    assert_eq!(take(&site, vec![ann()]).await.count(Action::Skip), 1);
    // A process that runs on with a secret that was exchanged behind its back takes nobody.
    site.sql("update deployment_secret set fingerprint = '\\x00'").await;
    let (sender, rows) = tokio::sync::mpsc::channel(1);
    let Value::Object(cells) = ann() else { unreachable!() };
    sender.send(quarterdeck::ingestion::reader::RawRow::new(1, cells)).await.unwrap();
    drop(sender);
    let mapping = quarterdeck::ingestion::Mapping::default();
    let import = quarterdeck::ingestion::run::Import::new(
        Entity::Executive,
        "clay",
        "a test",
        &mapping,
        &site.secrets,
    );
    let mut silent = crate::support::site::Silent;
    let result =
        quarterdeck::ingestion::run::import_rows(&site.pool, &site.clock, &import, rows, None, &mut silent)
            .await;
    assert!(result.unwrap_err().to_string().contains("secret was changed"));
}
