//! An operator sets Clay up: a token that is shown once, a body to copy, a row to try, and what came last.

use axum::body::Body;
use axum::http::Request;
use quarterdeck::accounts::Role;
use quarterdeck::database::MIGRATIONS;
use serde_json::Value;
use sqlx::PgPool;

use crate::support::Site;

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_operator_plugs_clay_in(pool: PgPool) {
    let site = Site::start(pool).await;
    let operator = site.runs_it("operator@site.example", Role::Operator).await;
    let wrong = operator.post("/admin/sources", &[("name", "My Table")]).await.expect(422);
    assert!(wrong.text("#name-error").contains("lower-case letters"));
    assert_eq!(wrong.attributes("#name", "value"), ["My Table"]);

    let made = operator.post("/admin/sources", &[("name", "clay-main")]).await.expect(200);
    let token = made.text("code.secret");
    assert!(token.starts_with("qd_"), "{token}");
    made.expect_says("https://quarterdeck.example/api/v1/ingest/clay/executives");
    let twice = operator.post("/admin/sources", &[("name", "clay-main")]).await.expect(422);
    assert!(twice.text("#name-error").contains("has a token already"));
    let page = operator.get("/admin/sources/clay-main?what=jobs").await.expect(200);
    page.expect_silent(&token);
    page.expect_says("https://quarterdeck.example/api/v1/ingest/clay/jobs");
    let body: Value = serde_json::from_str(&page.text("#body")).unwrap();
    assert!(body["apply_url"].is_null() && body.as_object().unwrap().contains_key("apply_url"), "{body}");

    // The row that the page proposes can be tried as it is.
    let here = "/admin/sources/clay-main?what=jobs";
    let proposed = page.text("#trial");
    let tried = operator.post(here, &[("do", "try"), ("trial", &proposed)]).await.expect(200);
    let answer: Value = serde_json::from_str(&tried.text("pre")).unwrap();
    assert_eq!((&answer["action"], &answer["dry_run"]), (&"INSERT".into(), &true.into()), "{answer}");
    assert_eq!(site.value("select count(*) from jobs").await, "0");
    let broken = operator.post(here, &[("do", "try"), ("trial", "{\"title\": ")]).await.expect(422);
    assert!(broken.text("#trial-error").contains("line 1"), "{}", broken.text("#trial-error"));
    assert!(broken.text("#trial").starts_with("{\"title\":"));

    let send = async |token: &str| {
        let request =
            Request::post("/api/v1/ingest/clay/jobs").header("authorization", format!("Bearer {token}"));
        site.anonymous().send(request.body(Body::from(proposed.clone())).unwrap()).await.status
    };
    assert_eq!(send(&token).await, 200);
    let page = operator.get(here).await.expect(200);
    let row = page.attributes(".records a.row-link", "href").remove(0);
    operator.get(&row).await.expect(200).expect_says("Example Freight");

    let rotated = operator.post(here, &[("do", "rotate")]).await.expect(200).text("code.secret");
    assert!(rotated != token);
    assert_eq!((send(&token).await, send(&rotated).await), (200, 200), "the one before stays valid");
    let ended = operator.post(here, &[("do", "revoke")]).await.expect(303);
    operator.follow(&ended).await.expect_says("No token of this source is valid any more");
    assert_eq!((send(&token).await, send(&rotated).await), (401, 401));
    operator.post(here, &[("do", "rotate")]).await.expect(404);
    let who =
        "select string_agg(action || ' ' || (select email from users where id = actor_id), ', ' order by id)
                 from audit_log where entity_type = 'source'";
    let by = "operator@site.example";
    assert_eq!(site.value(who).await, format!("add token {by}, rotate token {by}, revoke tokens {by}"));
    operator.get("/admin/sources/none").await.expect(404);
    operator.post("/admin/sources/none", &[("do", "try")]).await.expect(404);
}
