//! Clay's HTTP column: what is sent, what is answered, and what of it is kept.

use axum::body::Body;
use axum::http::Request;
use quarterdeck::audit::Actor;
use quarterdeck::database::{self, MIGRATIONS};
use quarterdeck::ingestion::sources;
use quarterdeck::state::Rules;
use serde_json::{Value, json};
use sqlx::PgPool;

use crate::support::site::{ORIGIN, noon};
use crate::support::{Answer, Site};

pub const EXECUTIVES: &str = "/api/v1/ingest/clay/executives";
pub const JOBS: &str = "/api/v1/ingest/clay/jobs";

/// A source with its token.
pub struct Sender<'a> {
    site: &'a Site,
    token: String,
}

impl Site {
    /// A site that lets programs be as quick as they like.
    pub async fn patient(pool: PgPool) -> Self {
        quarterdeck::taxonomy::load_shipped(&pool).await.unwrap();
        let rules = Rules { rate_limit_scale: "10000".parse().unwrap(), ..Rules::default() };
        Self::ruled(pool, quarterdeck::clock::Clock::standing_at(noon()), rules)
    }

    pub async fn source(&self, name: &str, auto_publish: bool) -> Sender<'_> {
        let token = sources::add(&self.pool, name, auto_publish, &Actor::COMMAND_LINE, self.clock.now())
            .await
            .unwrap();
        Sender { site: self, token: token.to_string() }
    }
}

impl Sender<'_> {
    pub fn token(&self) -> &str {
        &self.token
    }

    pub async fn post(&self, path: &str, body: impl Into<Body>) -> Answer {
        let bearer = format!("Bearer {}", self.token);
        let request = Request::post(path).header("authorization", bearer);
        self.site.anonymous().send(request.body(body.into()).unwrap()).await
    }

    pub async fn send(&self, path: &str, row: &Value) -> Answer {
        self.post(path, row.to_string()).await
    }

    /// The status with the token in some header.
    async fn with(&self, header: &str, value: &str) -> u16 {
        let request = Request::post(EXECUTIVES).header(header, value);
        self.site.anonymous().send(request.body(Body::from("[]")).unwrap()).await.status
    }
}

pub fn said(answer: &Answer) -> Value {
    assert!(answer.header("content-type").starts_with("application/json"), "{}", answer.source());
    serde_json::from_slice(&answer.body).unwrap()
}

pub fn sarah() -> Value {
    json!({
        "source_record_id": "r_1",
        "full_name": "Sarah Chen",
        "headline": "Finance leader for growing software companies",
        "role": "Fractional CFO",
        "location": "Austin, Texas, United States",
        "linkedin_url": "https://www.linkedin.com/in/sarah-chen",
    })
}

pub fn posting() -> Value {
    json!({
        "id": "j_1",
        "title": "Fractional CFO",
        "company": "Northwind Analytics",
        "location": "Austin, Texas, United States",
        "type": "Contract",
        "posted_on": "2026-06-01",
        "description": "Own the numbers two days a week. Report to the founders and the board.",
        "apply_url": "https://jobs.northwind.example/1",
    })
}

pub fn with(mut row: Value, field: &str, value: Value) -> Value {
    row[field] = value;
    row
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_sender_learns_in_flat_words_what_became_of_a_row(pool: PgPool) {
    let site = Site::patient(pool).await;
    let clay = site.source("clay", false).await;
    let first = clay.send(EXECUTIVES, &sarah()).await.expect(200);
    let id = site.value("select id from executives").await;
    assert_eq!(
        said(&first),
        json!({"status": "ok", "action": "INSERT", "id": id, "slug": "sarah-chen",
               "url": format!("{ORIGIN}/executives/sarah-chen"), "publish_status": "REVIEW",
               "matched_by": "none", "warnings": []})
    );
    assert!(first.header("ratelimit-remaining").parse::<u32>().is_ok());
    let again = said(&clay.send(EXECUTIVES, &sarah()).await.expect(200));
    assert_eq!((&again["action"], &again["matched_by"]), (&json!("SKIP"), &json!("source_record_id")));
    let changed = with(sarah(), "headline", json!("Finance chief"));
    let changed = said(&clay.send(EXECUTIVES, &changed).await.expect(200));
    assert_eq!((&changed["action"], &changed["id"]), (&json!("UPDATE"), &json!(id)));
    let other_row = with(with(sarah(), "source_record_id", json!("r_2")), "years", json!("12"));
    let other_row = said(&clay.send(EXECUTIVES, &other_row).await.expect(200));
    assert_eq!((&other_row["action"], &other_row["matched_by"]), (&json!("UPDATE"), &json!("linkedin_url")));
    let job = said(&clay.send(JOBS, &posting()).await.expect(200));
    assert_eq!(job["url"], format!("{ORIGIN}/jobs/{}", job["slug"].as_str().unwrap()));
    let other = said(&clay.send(JOBS, &with(posting(), "id", json!("j_2"))).await.expect(200));
    assert_eq!(other["matched_by"], "apply_url");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn every_shape_of_body_is_taken(pool: PgPool) {
    let site = Site::patient(pool).await;
    let clay = site.source("clay", false).await;
    let mut bare = sarah();
    bare.as_object_mut().unwrap().remove("source_record_id");
    let cases = [
        (sarah().to_string(), 200, "INSERT"),
        (json!([sarah()]).to_string(), 207, "SKIP"),
        (json!({"rows": [sarah()]}).to_string(), 207, "SKIP"),
        (json!({"data": sarah()}).to_string(), 200, "SKIP"),
        (json!({"provider": "clay", "payload": bare, "external_id": "r_1"}).to_string(), 200, "SKIP"),
        (sarah().to_string().replacen('{', "{\"bio\": undefined,", 1), 200, "SKIP"),
        (with(sarah(), "bio", json!("N/A")).to_string(), 200, "SKIP"),
        (
            sarah().to_string().replacen('{', "{\"bio\": \"Two lines:\nthis is the other.\",", 1),
            200,
            "UPDATE",
        ),
    ];
    for (body, status, action) in cases {
        let answer = said(&clay.post(EXECUTIVES, body.clone()).await.expect(status));
        let row = if status == 207 { &answer["results"][0] } else { &answer };
        assert_eq!(row["action"], action, "{body}: {answer}");
    }
    assert_eq!(site.value("select count(*) from executives").await, "1");
    assert!(site.value("select bio from executives").await.contains("this is the other"));
    let request = Request::post(EXECUTIVES)
        .header("x-api-key", &clay.token)
        .header("content-type", "application/x-www-form-urlencoded")
        .header("origin", "https://api.clay.com");
    site.anonymous().send(request.body(Body::from(sarah().to_string())).unwrap()).await.expect(200);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_list_is_answered_row_by_row_and_recorded_in_one_run_a_day(pool: PgPool) {
    let site = Site::patient(pool).await;
    let clay = site.source("clay", false).await;
    let rows = json!([sarah(), {"headline": "nobody"}, 7, with(sarah(), "headline", json!("Other words"))]);
    let answer = said(&clay.send(EXECUTIVES, &rows).await.expect(207));
    let results = answer["results"].as_array().unwrap();
    assert_eq!(results.len(), 4);
    assert_eq!(results[0]["action"], "INSERT");
    assert_eq!((&results[1]["status"], &results[1]["field"]), (&json!("error"), &json!("full_name")));
    assert_eq!(results[2]["message"], "not an object");
    clay.send(EXECUTIVES, &sarah()).await.expect(200);
    clay.send(JOBS, &posting()).await.expect(200);
    assert_eq!(
        site.value("select string_agg(entity_type || ' ' || origin || ' ' || last_position || ' ' || (metrics ->> 'rows'), ', ' order by entity_type) from ingestion_runs").await,
        "executive http 5 5, job http 1 1"
    );
    assert_eq!(
        site.value("select string_agg(position || ' ' || action, ', ' order by position) from ingestion_records where entity_type = 'executive'").await,
        "1 INSERT, 2 ERROR, 3 ERROR, 4 SKIP, 5 SKIP"
    );
    let errors =
        "select metrics -> 'actions' ->> 'ERROR' from ingestion_runs where entity_type = 'executive'";
    assert_eq!(site.value(errors).await, "2");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn what_is_refused_says_why(pool: PgPool) {
    let site = Site::patient(pool).await;
    let clay = site.source("clay", false).await;
    let quoted = "{\n  \"full_name\": \"Sarah\",\n  \"role\": \"CFO\",\n  \"headline\": \"\"Finance\"\"\n}";
    let answer = said(&clay.post(EXECUTIVES, quoted).await.expect(400));
    let message = answer["message"].as_str().unwrap();
    assert!(message.ends_with("line 4, column 17: don't put quotes around column chips"), "{message}");
    let no_title = said(&clay.send(JOBS, &json!({"company": "Northwind"})).await.expect(422));
    assert_eq!(
        no_title,
        json!({"status": "error", "field": "title", "message": "no title",
               "hint": "map your 'Job Title' column to title"})
    );
    let waiting = with(posting(), "apply_url", Value::Null);
    let waiting = said(&clay.send(JOBS, &waiting).await.expect(200));
    assert_eq!(
        waiting["warnings"],
        json!(["waits for apply_url", "apply_url: map your 'Job URL' column to apply_url"])
    );
    clay.send(EXECUTIVES, &json!(vec![sarah(); 101])).await.expect(413);
    clay.send(EXECUTIVES, &with(sarah(), "bio", json!("x".repeat(256 * 1024)))).await.expect(413);
    let larger = clay.post(EXECUTIVES, "x".repeat(1024 * 1024 + 1)).await.expect(413);
    assert_eq!(said(&larger)["status"], "error");
    let got = site.anonymous().get(EXECUTIVES).await.expect(405);
    assert_eq!((said(&got)["status"].as_str(), got.header("allow")), (Some("error"), "POST"));
    let kept = clay.post(EXECUTIVES, "[]").await.expect(207);
    assert_eq!(said(&kept), json!({"results": []}));
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_token_opens_the_door_until_it_is_changed_twice_or_revoked(pool: PgPool) {
    let site = Site::patient(pool).await;
    let clay = site.source("clay", false).await;
    let token = &clay.token;
    let bearer = format!("Bearer {token}");
    for (header, value) in [("authorization", &bearer), ("x-api-key", token), ("x-clay-webhook-auth", token)]
    {
        assert_eq!(clay.with(header, value).await, 207, "{header}");
    }
    for (header, value) in [
        ("authorization", "Bearer qd_0000"),
        ("authorization", "Basic YTpi"),
        ("x-api-key", &token[..token.len() - 1]),
        ("x-api-key", ""),
        ("cookie", token),
    ] {
        assert_eq!(clay.with(header, value).await, 401, "{header}: {value}");
    }
    let request = Request::post(EXECUTIVES).body(Body::from("not JSON")).unwrap();
    let stranger = site.anonymous().send(request).await.expect(401);
    assert_eq!(said(&stranger)["status"], "error");
    assert_eq!(stranger.header("www-authenticate"), "Bearer");

    let second = sources::rotate(&site.pool, "clay", &Actor::COMMAND_LINE, noon()).await.unwrap().to_string();
    assert_eq!((clay.with("x-api-key", token).await, clay.with("x-api-key", &second).await), (207, 207));
    let third = sources::rotate(&site.pool, "clay", &Actor::COMMAND_LINE, noon()).await.unwrap().to_string();
    let statuses = [token, &second, &third].map(|token| clay.with("x-api-key", token));
    let [one, two, three] = statuses;
    assert_eq!((one.await, two.await, three.await), (401, 207, 207));
    assert!(
        sources::add(&site.pool, "clay", false, &Actor::COMMAND_LINE, noon()).await.is_err(),
        "it has a token"
    );

    let listed = sources::list(&site.pool).await.unwrap();
    assert_eq!((listed[0].tokens, listed[0].last_used_at), (2, Some(noon())));
    sources::revoke(&site.pool, "clay", &Actor::COMMAND_LINE, noon()).await.unwrap();
    assert_eq!((clay.with("x-api-key", &second).await, clay.with("x-api-key", &third).await), (401, 401));
    assert!(sources::rotate(&site.pool, "clay", &Actor::COMMAND_LINE, noon()).await.is_err());
    let anew =
        sources::add(&site.pool, "clay", false, &Actor::COMMAND_LINE, noon()).await.unwrap().to_string();
    assert_eq!(clay.with("x-api-key", &anew).await, 207);
    let everything = site.value("select string_agg(s::text, '') || (select string_agg(a::text, '') from audit_log a) from sources s").await;
    assert!(!everything.contains(&anew[3..]), "only the hash is kept");
    assert_eq!(site.value("select count(*) from audit_log where entity_type = 'source'").await, "5");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_dry_run_says_what_would_be_and_changes_nothing(pool: PgPool) {
    let site = Site::patient(pool).await;
    let clay = site.source("clay", true).await;
    let dry = format!("{EXECUTIVES}?dry_run=1");
    let answer = said(&clay.send(&dry, &sarah()).await.expect(200));
    assert_eq!(
        (&answer["dry_run"], &answer["action"], &answer["id"]),
        (&json!(true), &json!("INSERT"), &Value::Null)
    );
    assert_eq!((&answer["slug"], &answer["url"]), (&json!("sarah-chen"), &Value::Null));
    assert_eq!(answer["publish_status"], "PUBLISHED");
    let count = "select (select count(*) from executives) + (select count(*) from source_rows)
                      + (select count(*) from ingestion_runs) + (select count(*) from ingestion_records)";
    assert_eq!(site.value(count).await, "0");
    clay.send(EXECUTIVES, &sarah()).await.expect(200);
    let changed = with(sarah(), "headline", json!("Other words"));
    let answer = said(&clay.send(&dry, &changed).await.expect(200));
    assert_eq!((&answer["action"], &answer["slug"]), (&json!("UPDATE"), &json!("sarah-chen")));
    let change = "headline: “Finance leader for growing software companies” → “Other words”";
    assert_eq!(answer["changes"], json!([change]));
    assert_eq!(
        site.value("select headline from executives").await,
        "Finance leader for growing software companies"
    );
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn previews_are_not_kept_and_removed_people_stay_out(pool: PgPool) {
    let site = Site::patient(pool).await;
    let clay = site.source("clay", false).await;
    let preview = format!("{}...", "x".repeat(150));
    let row = with(with(sarah(), "bio", json!(preview)), "experience", json!("✅ 25 posts found"));
    let answer = said(&clay.send(EXECUTIVES, &row).await.expect(200));
    assert_eq!(answer["warnings"].as_array().unwrap().len(), 2, "{answer}");
    assert_eq!(site.value("select bio from executives").await, "");
    site.sql("update executives set removed_at = now()").await;
    let changed = with(sarah(), "headline", json!("Other words"));
    let answer = said(&clay.send(EXECUTIVES, &changed).await.expect(200));
    assert_eq!((&answer["action"], &answer["url"]), (&json!("SKIP"), &Value::Null));
    assert_eq!(answer["warnings"], json!(["left out: this profile was removed"]));
    assert_ne!(site.value("select headline from executives").await, "Other words");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_trusted_source_publishes_what_is_new_complete_and_clean(pool: PgPool) {
    let site = Site::patient(pool).await;
    let trusted = site.source("trusted", true).await;
    let cases = [
        (sarah(), "PUBLISHED"),
        (json!({"id": "r_2", "name": "No Place", "headline": "x", "role": "Fractional CFO"}), "REVIEW"),
        (
            json!({"id": "r_3", "name": "In Berlin", "headline": "x y", "role": "Fractional CFO", "location": "Berlin, Germany"}),
            "REVIEW",
        ),
        (
            json!({"id": "r_4", "name": "Odd Link", "headline": "x y", "role": "Fractional CFO", "location": "Austin, Texas, United States",
                "website": "javascript:alert(1)"}),
            "REVIEW",
        ),
        // Complete now, and known already: an update publishes nothing.
        (
            json!({"id": "r_2", "name": "No Place", "headline": "x", "role": "Fractional CFO", "location": "Austin, Texas, United States"}),
            "REVIEW",
        ),
    ];
    for (row, status) in cases {
        let answer = said(&trusted.send(EXECUTIVES, &row).await.expect(200));
        assert_eq!(answer["publish_status"], status, "{row}: {answer}");
    }
    // The test's June may be long ago on the database's clock.
    let mut open = posting();
    open["valid_through"] = "2099-12-31".into();
    let job = said(&trusted.send(JOBS, &open).await.expect(200));
    assert_eq!(job["publish_status"], "PUBLISHED", "{job}");
    site.anonymous().get("/executives/sarah-chen").await.expect(200);
    assert_eq!(
        site.value("select string_agg(distinct actor_role, ',') from audit_log where action = 'publish'")
            .await,
        "source trusted"
    );
    assert_eq!(site.value("select count(*) from audit_log where action = 'publish'").await, "2");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn whoever_calls_too_often_is_told_when_to_come_back(pool: PgPool) {
    let site = Site::start(pool).await;
    let clay = site.source("clay", false).await;
    let nyc = site.source("nyc", false).await;
    let mut passed = 0;
    let refused = loop {
        let answer = clay.post(EXECUTIVES, "[]").await;
        if answer.status != 207 {
            break answer.expect(429);
        }
        assert_eq!(answer.header("ratelimit-limit"), "50");
        passed += 1;
        assert!(passed < 500, "no limit");
    };
    assert!(passed >= 50, "{passed}");
    assert_eq!(refused.header("retry-after"), "1");
    assert_eq!(said(&refused)["status"], "error");
    nyc.post(EXECUTIVES, "[]").await.expect(207);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_absent_database_is_told_as_json(pool: PgPool) {
    let clock = quarterdeck::clock::Clock::standing_at(noon());
    pool.close().await;
    let nowhere = database::pool_for_requests("postgres://nobody@127.0.0.1:1/nothing", 1).unwrap();
    let site = Site::over(nowhere, clock);
    let sender = Sender { site: &site, token: "qd_any".to_owned() };
    let answer = sender.send(EXECUTIVES, &sarah()).await.expect(503);
    assert_eq!((said(&answer)["status"].as_str(), answer.header("retry-after")), (Some("error"), "5"));
}
