//! A server that is killed again and again while claims are sent: every one that was acknowledged is there once.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use quarterdeck::database::MIGRATIONS;
use sqlx::PgPool;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::{Child, Command};
use tokio::time::{sleep, timeout};

const KILLS: usize = 10;
const PEOPLE: usize = 330;
/// How many send at once.
const AT_ONCE: usize = 6;
/// Claims that are acknowledged before each kill.
const BETWEEN: usize = 25;

/// The real program, serving.
fn serve(database: &str, address: SocketAddr, folder: &Path) -> Child {
    Command::new(env!("CARGO_BIN_EXE_quarterdeck"))
        .arg("serve")
        .env("DATABASE_URL", database)
        .env("QUARTERDECK_ADDRESS", address.to_string())
        .env("QUARTERDECK_DATA_DIR", folder)
        .env("QUARTERDECK_PUBLIC_ORIGIN", "https://quarterdeck.example")
        .env("QUARTERDECK_RATE_LIMIT_SCALE", "1000")
        .env("QUARTERDECK_CHECK_LINKS", "false")
        .env("QUARTERDECK_LOG", "error")
        .stdout(std::process::Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap()
}

/// Everybody has signed in and filled in the first two steps.
async fn plant(pool: &PgPool) {
    quarterdeck::taxonomy::load_shipped(pool).await.unwrap();
    let people = format!(
        "insert into executives (id, slug, first_name, last_name, full_name, headline, role_id, location_id, status,
                                 published_at, source_system)
         select gen_random_uuid(), 'ann-abel', 'Ann', 'Abel', 'Ann Abel', 'Finance', (select id from roles limit 1),
                (select id from locations limit 1), 'PUBLISHED', now(), 'clay';
         insert into users (id, email) select gen_random_uuid(), 'p' || n || '@client.example' from generate_series(1, {PEOPLE}) n;
         insert into sessions (id, id_hash, user_id, device, signed_in_at, idle_expires_at, absolute_expires_at, last_seen_at)
         select gen_random_uuid(), sha256(lpad(to_hex(n), 64, '0')::bytea), u.id, 'a test', now(), now() + interval '1 day',
                now() + interval '1 day', now()
           from generate_series(1, {PEOPLE}) n join users u on u.email = 'p' || n || '@client.example';
         insert into claim_drafts (id, session_id, executive_id, name, email, code, method, note, created_at)
         select gen_random_uuid(), s.id, e.id, 'Ann Abel', u.email, 'x', 'note', 'Ask at the office of Abel Ltd.', now()
           from sessions s join users u on u.id = s.user_id, executives e"
    );
    sqlx::raw_sql(sqlx::AssertSqlSafe(people)).execute(pool).await.unwrap();
}

/// Sends somebody's claim; gives the status, if there was any answer.
async fn send(address: SocketAddr, person: usize) -> Option<u16> {
    let request = format!(
        "POST /executives/ann-abel/claim HTTP/1.1\r\nhost: quarterdeck.example\r\nconnection: close\r\n\
         sec-fetch-site: same-origin\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: 9\r\n\
         cookie: __Host-sid={person:064x}\r\n\r\nstep=send"
    );
    let asked = async {
        let mut stream = TcpStream::connect(address).await.ok()?;
        stream.write_all(request.as_bytes()).await.ok()?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.ok()?;
        String::from_utf8_lossy(&answer).split(' ').nth(1)?.parse().ok()
    };
    timeout(Duration::from_secs(10), asked).await.ok().flatten()
}

/// Whose claims are there.
async fn kept(pool: &PgPool) -> Vec<i32> {
    let kept = "select substring(email from '[0-9]+')::int from profile_claim_requests";
    sqlx::query_scalar(kept).fetch_all(pool).await.unwrap()
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn every_acknowledged_claim_is_there_once_however_often_the_server_is_killed(pool: PgPool) {
    plant(&pool).await;
    let database = super::url_of(&pool).await;
    let folder = tempfile::tempdir().unwrap();
    let address = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let next = Arc::new(AtomicUsize::new(1));
    let acknowledged = Arc::new(std::sync::Mutex::new(BTreeSet::new()));
    let interrupted = Arc::new(AtomicUsize::new(0));
    let mut server = serve(database.as_str(), address, folder.path());
    let senders: Vec<_> = (0..AT_ONCE)
        .map(|_| {
            let (next, acknowledged, interrupted) = (next.clone(), acknowledged.clone(), interrupted.clone());
            tokio::spawn(async move {
                loop {
                    let person = next.fetch_add(1, Ordering::Relaxed);
                    if person > PEOPLE {
                        return;
                    }
                    // Whoever gets no answer sends the form again, and impatient people send it twice.
                    while send(address, person).await != Some(303) {
                        interrupted.fetch_add(1, Ordering::Relaxed);
                        sleep(Duration::from_millis(50)).await;
                    }
                    acknowledged.lock().unwrap().insert(i32::try_from(person).unwrap());
                    if person % 3 == 0 {
                        send(address, person).await;
                    }
                }
            })
        })
        .collect();
    for kill in 1..=KILLS {
        while acknowledged.lock().unwrap().len() < kill * BETWEEN {
            sleep(Duration::from_millis(5)).await;
        }
        // SIGKILL: nothing of the program gets to run any more.
        server.kill().await.unwrap();
        let promised = acknowledged.lock().unwrap().clone();
        let kept = kept(&pool).await;
        let once: BTreeSet<i32> = kept.iter().copied().collect();
        assert_eq!(once.len(), kept.len(), "kill {kill}: a claim is there twice");
        let lost: Vec<&i32> = promised.difference(&once).collect();
        assert!(lost.is_empty(), "kill {kill}: acknowledged, and not there: {lost:?}");
        server = serve(database.as_str(), address, folder.path());
    }
    for sender in senders {
        sender.await.unwrap();
    }
    server.kill().await.unwrap();
    assert!(interrupted.load(Ordering::Relaxed) >= KILLS, "nobody was interrupted");
    for (what, count) in [
        ("profile_claim_requests", PEOPLE),
        ("(select distinct email from profile_claim_requests) x", PEOPLE),
        ("claim_drafts", 0),
        ("audit_log where action = 'claim'", PEOPLE),
        ("outbox where payload ->> 'subject' like 'We have your claim%'", PEOPLE),
        (
            "(select distinct recipient from outbox where payload ->> 'subject' like 'We have your claim%') x",
            PEOPLE,
        ),
    ] {
        let counted: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(format!("select count(*) from {what}")))
            .fetch_one(&pool)
            .await
            .unwrap();
        assert_eq!(usize::try_from(counted).unwrap(), count, "{what}");
    }
}
