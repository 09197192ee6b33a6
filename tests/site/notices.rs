//! Search engines are told what is new, changed or gone. They are a server of the test's own.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use quarterdeck::clock::Clock;
use quarterdeck::database::MIGRATIONS;
use quarterdeck::notices::{self, Channels, Google, IndexNow, Queued, ServiceAccount};
use quarterdeck::outbound::{Client, Reach};
use quarterdeck::outbox;
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
use serde_json::Value;
use sqlx::PgPool;

use crate::support::builders::{executives, jobs};
use crate::support::site::{INDEX_NOW_KEY, ORIGIN};
use crate::support::{Site, World};

const BOTH: Channels = Channels { index_now: true, google: Some(200) };

async fn queue(site: &Site, channels: &Channels, hours: i64) -> Queued {
    let mut connection = site.pool.acquire().await.unwrap();
    notices::queue(&mut connection, channels, site.clock.now() + TimeDelta::hours(hours)).await.unwrap()
}

fn client() -> Client {
    Client::new(Reach::Named, ORIGIN)
}

fn index_now(site: &Site, world: &World) -> IndexNow {
    let key = INDEX_NOW_KEY.parse().unwrap();
    IndexNow::new(client(), world.address("/indexnow"), key, ORIGIN.parse().unwrap(), site.clock.clone())
}

fn account(world: &World) -> ServiceAccount {
    let mut file: Value = serde_json::from_str(include_str!("../samples/service_account.json")).unwrap();
    file["token_uri"] = world.address("/token").to_string().into();
    ServiceAccount::parse(&file.to_string()).unwrap()
}

fn google(site: &Site, world: &World) -> Google {
    Google::new(client(), world.address("/"), account(world), ORIGIN.parse().unwrap(), site.clock.clone())
}

/// What Google answers to a batch, a status for each call.
fn answers(world: &World, statuses: &[u16]) {
    let parts: Vec<String> = (statuses.iter().enumerate())
        .map(|(n, status)| {
            format!("--b\r\nContent-Type: application/http\r\nContent-ID: <response-item-{n}>\r\n\r\nHTTP/1.1 {status} X\r\n\r\n{{}}\r\n")
        })
        .collect();
    let body = format!("{}--b--", parts.concat());
    world.says_with("here/batch", 200, &[("content-type", "multipart/mixed; boundary=b")], &body);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn indexnow_is_told_what_is_new_changed_and_gone(pool: PgPool) {
    let (site, world) = (Site::start_today(pool).await, World::open().await);
    let here = site.executive().named("Already Here").published().create().await;
    let only = Channels { google: None, ..BOTH };
    assert_eq!(queue(&site, &only, 0).await.index_now, 0, "what was there before is no news");
    let job = site.job().published().post().await;
    let hidden = site.job().titled("CMO in review").post().await;
    site.executive().named("Thin Profile").without("Bio").published().create().await;
    // It changes ten times, and is told once.
    for n in 0..10 {
        site.sql(&format!("update executives set headline = 'Version {n}' where id = '{}'", here.id)).await;
    }
    assert_eq!(queue(&site, &only, 0).await.index_now, 2);
    assert_eq!(queue(&site, &only, 0).await.index_now, 0);
    let carrier = index_now(&site, &world);
    world.says("here/indexnow", 202, "");
    assert_eq!(outbox::deliver_due(&site.pool, &carrier, &site.clock).await.unwrap(), 1, "one notice");
    let asked = world.asked().remove(0);
    let sent: Value = serde_json::from_str(&asked.body).unwrap();
    assert_eq!(sent["host"], "quarterdeck.example");
    assert_eq!(sent["key"], INDEX_NOW_KEY);
    let mut urls: Vec<&str> =
        sent["urlList"].as_array().unwrap().iter().map(|url| url.as_str().unwrap()).collect();
    urls.sort_unstable();
    assert_eq!(urls, [format!("{ORIGIN}{}", here.path), format!("{ORIGIN}{}", job.path)]);
    assert!(!asked.body.contains(&hidden.path));
    // The key stands where the notice says.
    let file = sent["keyLocation"].as_str().unwrap().strip_prefix(ORIGIN).unwrap();
    let file = site.anonymous().get(file).await.expect(200);
    assert_eq!((file.source(), file.header("content-type")), (INDEX_NOW_KEY, "text/plain; charset=utf-8"));

    // Gone, by whatever way: closed, taken down, renamed, deleted.
    site.sql(&format!("update jobs set closed_at = now(), closed_reason = 'FILLED' where id = '{}'", job.id))
        .await;
    site.sql(&format!("update executives set slug = 'new-name' where id = '{}'", here.id)).await;
    assert_eq!(queue(&site, &only, 0).await.index_now, 3);
    site.sql(&format!("delete from executives where id = '{}'", here.id)).await;
    assert_eq!(queue(&site, &only, 0).await.index_now, 1);
    let paths =
        site.value("select string_agg(payload ->> 'paths', ' ') from outbox where sent_at is null").await;
    for path in [&job.path, &here.path, "/executives/new-name"] {
        assert!(paths.contains(path), "{path} is not in {paths}");
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_import_of_thousands_makes_a_few_notices(pool: PgPool) {
    let site = Site::start_today(pool).await;
    let only = Channels { google: None, ..BOTH };
    queue(&site, &only, 0).await;
    let job = site.job().published().post().await;
    site.sql(&format!(
        "insert into jobs (id, slug, title, company_name, location_summary, role_id, summary, description, apply_url,
                           posted_at, employment_type, published_at, status, source_system, source_synced_at)
         select gen_random_uuid(), 'copy-' || n, title, company_name, location_summary, role_id, summary, description, apply_url,
                posted_at, employment_type, published_at, status, source_system, source_synced_at
           from jobs, generate_series(1, 25000) n where id = '{}'",
        job.id
    ))
    .await;
    assert_eq!(queue(&site, &only, 0).await.index_now, 25_001);
    let sizes =
        "select string_agg(jsonb_array_length(payload -> 'paths')::text, ',' order by id) from outbox";
    assert_eq!(site.value(sizes).await, "10000,10000,5001");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn google_is_told_of_postings_with_a_token_that_it_can_verify(pool: PgPool) {
    let (site, world) = (Site::start_today(pool).await, World::open().await);
    site.executive().published().create().await;
    let made = jobs(vec![site.job().published(), site.job().titled("CMO").published()]).await;
    let only = Channels { index_now: false, ..BOTH };
    assert_eq!(queue(&site, &only, 0).await.google, 2, "postings alone");
    world.says_with(
        "here/token",
        200,
        &[("content-type", "application/json")],
        r#"{"access_token":"t-1","expires_in":3599}"#,
    );
    answers(&world, &[200, 503]);
    let carrier = google(&site, &world);
    outbox::deliver_due(&site.pool, &carrier, &site.clock).await.unwrap();
    let asked = world.asked();
    assert_eq!(
        asked.iter().map(|asked| asked.line.as_str()).collect::<Vec<_>>(),
        ["POST here/token", "POST here/batch"]
    );

    let form: Vec<(String, String)> =
        url::form_urlencoded::parse(asked[0].body.as_bytes()).into_owned().collect();
    assert_eq!(form[0], ("grant_type".into(), "urn:ietf:params:oauth:grant-type:jwt-bearer".into()));
    let (signed, signature) = form[1].1.rsplit_once('.').unwrap();
    let account = account(&world);
    let key = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, account.public_key());
    key.verify(signed.as_bytes(), &URL_SAFE_NO_PAD.decode(signature).unwrap()).expect("the signature");
    let claims = URL_SAFE_NO_PAD.decode(signed.split('.').nth(1).unwrap()).unwrap();
    let claims: Value = serde_json::from_slice(&claims).unwrap();
    assert_eq!(claims["scope"], "https://www.googleapis.com/auth/indexing");
    assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 3_600);

    assert_eq!(asked[1].headers["authorization"], "Bearer t-1");
    let batch = &asked[1].body;
    assert_eq!(batch.matches("POST /v3/urlNotifications:publish").count(), 2, "{batch}");
    assert!(
        batch.contains(&format!(r#"{{"url":"{ORIGIN}{}","type":"URL_UPDATED"}}"#, made[0].path)),
        "{batch}"
    );

    // One was not taken: only that one is told again, with the same token.
    let left = "select jsonb_array_length(payload -> 'changes') || ' ' || last_error from outbox where sent_at is null";
    assert!(site.value(left).await.starts_with("1 Google answered 503"), "{}", site.value(left).await);
    answers(&world, &[200]);
    site.sql("update outbox set not_before = not_before - interval '1 hour'").await;
    outbox::deliver_due(&site.pool, &carrier, &site.clock).await.unwrap();
    assert_eq!(world.lines(), ["POST here/batch"]);
    assert_eq!(site.value("select count(*) from outbox where sent_at is null").await, "0");

    close_first(&site).await;
    assert_eq!(queue(&site, &only, 0).await.google, 1);
    let kinds = "select payload -> 'changes' -> 0 ->> 'type' from outbox where sent_at is null";
    assert_eq!(site.value(kinds).await, "URL_DELETED");
}

async fn close_first(site: &Site) {
    site.sql("update jobs set closed_at = now(), closed_reason = 'FILLED' where id = (select min(id::text)::uuid from jobs)")
        .await;
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn google_takes_no_more_than_its_quota_and_what_is_gone_comes_first(pool: PgPool) {
    let site = Site::start_today(pool).await;
    let made = (0..7).map(|n| site.job().titled(&format!("Fractional CFO {n}")).published()).collect();
    jobs(made).await;
    let few = Channels { index_now: false, google: Some(3) };
    assert_eq!(queue(&site, &few, 0).await.google, 3);
    assert_eq!(queue(&site, &few, 1).await.google, 0);
    // One of those that were told, and one that was not.
    site.sql("update jobs set closed_at = now(), closed_reason = 'FILLED' where id in \
              ((select entity_id from notices_told limit 1), (select id from jobs where id not in (select entity_id from notices_told) limit 1))")
        .await;
    assert_eq!(queue(&site, &few, 25).await.google, 3);
    let last = "select string_agg(c ->> 'type', ',') from (select payload from outbox order by id desc limit 1) o, jsonb_array_elements(payload -> 'changes') c";
    assert_eq!(site.value(last).await, "URL_DELETED,URL_UPDATED,URL_UPDATED");
    assert_eq!(queue(&site, &few, 50).await.google, 1, "nobody is told of what was never told and is gone");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_notice_that_fails_is_tried_again_when_the_other_side_says(pool: PgPool) {
    let (site, world) = (Site::start_today(pool).await, World::open().await);
    let only = Channels { google: None, ..BOTH };
    queue(&site, &only, 0).await;
    executives(vec![site.executive().published()]).await;
    queue(&site, &only, 0).await;
    let carrier = index_now(&site, &world);
    world.says_with("here/indexnow", 429, &[("retry-after", "3600")], "slow down");
    assert_eq!(outbox::deliver_due(&site.pool, &carrier, &site.clock).await.unwrap(), 1);
    assert!(site.value("select last_error from outbox").await.contains("429 Too Many Requests: slow down"));
    let later = |minutes| Clock::standing_at(site.clock.now() + TimeDelta::minutes(minutes));
    assert_eq!(outbox::deliver_due(&site.pool, &carrier, &later(59)).await.unwrap(), 0);
    world.says("here/indexnow", 200, "");
    assert_eq!(outbox::deliver_due(&site.pool, &carrier, &later(60)).await.unwrap(), 1);
    assert_eq!(site.value("select count(*) from outbox where sent_at is not null").await, "1");
    // Without a key nothing is kept and nothing waits; with it again, everything begins anew.
    queue(&site, &Channels::default(), 0).await;
    assert_eq!(site.value("select count(*) from notices_told").await, "0");
    assert_eq!(queue(&site, &Channels::default(), 0).await, Queued::default());
}
