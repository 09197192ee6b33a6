//! PostgreSQL that stands still, and PostgreSQL that goes and comes back, while people read and write.

use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use quarterdeck::database::PrivatePostgres;
use rustix::process::{Pid, Signal, kill_process};
use sqlx::{Connection, PgConnection};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::Command;
use tokio::time::sleep;

/// How many ask at once.
const AT_ONCE: usize = 12;
/// Nobody waits longer for an answer, whatever it is.
const LONGEST: Duration = Duration::from_secs(6);
/// Everything is well again after so long.
const RECOVERY: Duration = Duration::from_secs(10);

/// An answer.
#[derive(Debug)]
struct Answer {
    request: String,
    /// Nothing where the connection was cut.
    status: Option<u16>,
    retry_after: bool,
    took: Duration,
}

impl Answer {
    fn is_what_was_promised(&self) -> bool {
        let is_known = match self.status {
            Some(200) => true,
            // What a form that was taken answers.
            Some(303) => self.request.starts_with("POST"),
            Some(503) => self.retry_after,
            _ => false,
        };
        is_known && self.took < LONGEST
    }
}

async fn ask(address: SocketAddr, request: String) -> Answer {
    let (method, path) = request.split_once(' ').unwrap();
    let body = if method == "POST" { "email=somebody%40client.example&next=" } else { "" };
    let text = format!(
        "{method} {path} HTTP/1.1\r\nhost: quarterdeck.example\r\nconnection: close\r\nsec-fetch-site: same-origin\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let began = Instant::now();
    let answered = async {
        let mut stream = TcpStream::connect(address).await.ok()?;
        stream.write_all(text.as_bytes()).await.ok()?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.ok()?;
        let answer = String::from_utf8_lossy(&answer).to_lowercase();
        let status: u16 = answer.split(' ').nth(1)?.parse().ok()?;
        Some((status, answer.contains("\r\nretry-after: ")))
    };
    // Far beyond what is promised: what hangs is told, and not waited for.
    let answered = tokio::time::timeout(LONGEST * 5, answered).await.ok().flatten();
    let (status, retry_after) = answered.map_or((None, false), |(status, told)| (Some(status), told));
    Answer { request, status, retry_after, took: began.elapsed() }
}

/// The processes of PostgreSQL, stopped until this is dropped.
struct Frozen(Vec<Pid>);

impl Frozen {
    async fn all(url: &str, folder: &Path) -> Self {
        let mut connection = PgConnection::connect(url).await.unwrap();
        let mut pids: Vec<i32> =
            sqlx::query_scalar("select pid from pg_stat_activity where pid <> pg_backend_pid()")
                .fetch_all(&mut connection)
                .await
                .unwrap();
        connection.close().await.unwrap();
        let first = fs::read_to_string(folder.join("postgres/data/postmaster.pid")).unwrap();
        pids.insert(0, first.lines().next().unwrap().parse().unwrap());
        let pids: Vec<Pid> = pids.into_iter().map(|pid| Pid::from_raw(pid).unwrap()).collect();
        for pid in &pids {
            // One that has ended since needs no stopping.
            let _ = kill_process(*pid, Signal::STOP);
        }
        Self(pids)
    }
}

impl Drop for Frozen {
    fn drop(&mut self) {
        for pid in &self.0 {
            let _ = kill_process(*pid, Signal::CONT);
        }
    }
}

/// Asks for what nothing can be kept of until it is there; gives how long that took.
async fn until_well(address: SocketAddr, asked: &AtomicUsize) -> Duration {
    let began = Instant::now();
    loop {
        let number = asked.fetch_add(1, Ordering::Relaxed);
        let list = ask(address, format!("GET /executives?q=number{number}")).await;
        let form = ask(address, "POST /signin".to_owned()).await;
        if list.status == Some(200) && form.status != Some(503) {
            return began.elapsed();
        }
        assert!(began.elapsed() < RECOVERY, "not well after {:?}: {list:?}, {form:?}", began.elapsed());
        sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_stops_or_goes_costs_some_answers_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    // PostgreSQL runs under an account of its own.
    fs::set_permissions(folder.path(), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let postgres = PrivatePostgres::start(folder.path()).await.unwrap();
    let url = postgres.url().to_owned();
    let address = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let program = || {
        let mut program = Command::new(env!("CARGO_BIN_EXE_quarterdeck"));
        program
            .env("DATABASE_URL", &url)
            .env("QUARTERDECK_ADDRESS", address.to_string())
            .env("QUARTERDECK_DATA_DIR", folder.path().join("site"))
            .env("QUARTERDECK_PUBLIC_ORIGIN", "https://quarterdeck.example")
            .env("QUARTERDECK_RATE_LIMIT_SCALE", "100000")
            .env("QUARTERDECK_CHECK_LINKS", "false")
            .env("QUARTERDECK_LOG", "error")
            .stdout(std::process::Stdio::null())
            .kill_on_drop(true);
        program
    };
    assert!(program().arg("migrate").status().await.unwrap().success());
    assert!(program().args(["demo", "--executives", "30", "--jobs", "30"]).status().await.unwrap().success());
    let mut server = program().arg("serve").spawn().unwrap();
    let asked = Arc::new(AtomicUsize::new(0));
    while ask(address, "GET /readyz".to_owned()).await.status != Some(200) {
        sleep(Duration::from_millis(50)).await;
    }

    let (is_over, answers) = (Arc::new(AtomicBool::new(false)), Arc::new(Mutex::new(Vec::new())));
    let readers: Vec<_> = (0..AT_ONCE)
        .map(|_| {
            let (asked, is_over, answers) = (asked.clone(), is_over.clone(), answers.clone());
            tokio::spawn(async move {
                while !is_over.load(Ordering::Relaxed) {
                    let number = asked.fetch_add(1, Ordering::Relaxed);
                    let request = match number % 5 {
                        0 => "GET /executives".to_owned(),
                        1 => "GET /jobs".to_owned(),
                        2 => "POST /signin".to_owned(),
                        3 => format!("GET /jobs?q=number{number}"),
                        _ => format!("GET /executives?q=number{number}"),
                    };
                    let answer = ask(address, request).await;
                    answers.lock().unwrap().push(answer);
                    sleep(Duration::from_millis(5)).await;
                }
            })
        })
        .collect();
    sleep(Duration::from_secs(1)).await;

    let frozen = Frozen::all(&url, folder.path()).await;
    sleep(Duration::from_secs(7)).await;
    drop(frozen);
    until_well(address, &asked).await;
    let unavailable = |answers: &[Answer]| answers.iter().filter(|answer| answer.status == Some(503)).count();
    let while_frozen = unavailable(&answers.lock().unwrap());

    postgres.stop().await.unwrap();
    sleep(Duration::from_secs(2)).await;
    let postgres = PrivatePostgres::start(folder.path()).await.unwrap();
    until_well(address, &asked).await;

    is_over.store(true, Ordering::Relaxed);
    for reader in readers {
        reader.await.unwrap();
    }
    let answers = Arc::into_inner(answers).unwrap().into_inner().unwrap();
    let wrong: Vec<&Answer> = answers.iter().filter(|answer| !answer.is_what_was_promised()).collect();
    assert!(wrong.is_empty(), "{} of {}: {:#?}", wrong.len(), answers.len(), &wrong[..wrong.len().min(5)]);
    assert!(while_frozen > 0, "nobody noticed that the database stood still");
    assert!(unavailable(&answers) > while_frozen, "nobody noticed that it was gone");
    let kept = |answer: &&Answer| answer.request == "GET /executives" && answer.status == Some(200);
    assert!(answers.iter().filter(kept).count() > 0);
    server.kill().await.unwrap();
    postgres.stop().await.unwrap();
}
