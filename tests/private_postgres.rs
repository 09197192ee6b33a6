//! The private PostgreSQL against a real one: started, shared, killed, started again.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use quarterdeck::database::PrivatePostgres;
use rustix::process::{Pid, Signal, kill_process, test_kill_process};
use sqlx::{Connection, PgConnection};

const HELPER: &str = "QUARTERDECK_TEST_HELPER_DATA_DIR";

#[tokio::test]
async fn it_starts_answers_keeps_its_data_and_stops() {
    let folder = folder();
    let first = PrivatePostgres::start(folder.path()).await.unwrap();
    query(first.url(), "create table kept (n integer)").await.unwrap();
    let pid = postmaster(folder.path());
    let encoding = ask(first.url(), "show server_encoding").await;
    assert_eq!(encoding, "UTF8");
    first.stop().await.unwrap();
    assert!(!is_alive(pid));

    let began = Instant::now();
    let second = PrivatePostgres::start(folder.path()).await.unwrap();
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
    query(second.url(), "insert into kept values (1)").await.unwrap();
    second.stop().await.unwrap();
}

#[tokio::test]
async fn nobody_else_on_the_machine_can_reach_it() {
    use std::os::unix::fs::MetadataExt;

    let folder = folder();
    let postgres = PrivatePostgres::start(folder.path()).await.unwrap();
    assert_eq!(ask(postgres.url(), "show listen_addresses").await, "");
    let socket = PathBuf::from(ask(postgres.url(), "show unix_socket_directories").await);
    assert_eq!(socket.metadata().unwrap().mode() & 0o777, 0o700);
    postgres.stop().await.unwrap();
}

#[tokio::test]
async fn a_second_process_joins_and_the_last_one_out_stops_it() {
    let folder = folder();
    let mut helper = Helper::start(folder.path());
    let pid = postmaster(folder.path());
    let ours = PrivatePostgres::start(folder.path()).await.unwrap();
    assert_eq!(postmaster(folder.path()), pid);
    query(ours.url(), "select 1").await.unwrap();

    helper.leave();
    query(ours.url(), "select 1").await.unwrap();
    ours.stop().await.unwrap();
    assert!(!is_alive(pid));
}

#[tokio::test]
async fn the_one_that_joined_may_leave_first() {
    let folder = folder();
    let first = PrivatePostgres::start(folder.path()).await.unwrap();
    let second = PrivatePostgres::start(folder.path()).await.unwrap();
    second.stop().await.unwrap();
    query(first.url(), "select 1").await.unwrap();
    let pid = postmaster(folder.path());
    drop(first); // Without `stop`, dropping does it.
    assert!(!is_alive(pid));
}

#[tokio::test]
async fn kill_9_of_the_process_leaves_a_server_that_the_next_one_takes_over() {
    let folder = folder();
    let mut helper = Helper::start(folder.path());
    helper.kill();
    let began = Instant::now();
    let next = PrivatePostgres::start(folder.path()).await.unwrap();
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
    query(next.url(), "select 1").await.unwrap();
    let pid = postmaster(folder.path());
    next.stop().await.unwrap();
    assert!(!is_alive(pid));
}

#[tokio::test]
async fn kill_9_of_the_server_itself_loses_nothing_that_was_committed() {
    let folder = folder();
    let first = PrivatePostgres::start(folder.path()).await.unwrap();
    query(first.url(), "create table kept as select 7 as n").await.unwrap();
    let pid = postmaster(folder.path());
    kill_process(Pid::from_raw(pid).unwrap(), Signal::KILL).unwrap();

    let began = Instant::now();
    let next = PrivatePostgres::start(folder.path()).await.unwrap();
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
    assert_eq!(ask(next.url(), "select n::text from kept").await, "7");
    first.stop().await.unwrap();
    query(next.url(), "select 1").await.unwrap();
    next.stop().await.unwrap();
}

#[tokio::test]
async fn a_note_of_a_dead_server_whose_number_another_program_has_is_cleared_away() {
    let folder = folder();
    let first = PrivatePostgres::start(folder.path()).await.unwrap();
    let note = std::fs::read_to_string(pid_file(folder.path())).unwrap();
    first.stop().await.unwrap();
    let ours = std::process::id().to_string();
    let stale = note.lines().enumerate().map(|(n, line)| if n == 0 { ours.as_str() } else { line });
    std::fs::write(pid_file(folder.path()), stale.collect::<Vec<_>>().join("\n")).unwrap();

    let next = PrivatePostgres::start(folder.path()).await.unwrap();
    query(next.url(), "select 1").await.unwrap();
    next.stop().await.unwrap();
}

#[tokio::test]
async fn an_empty_note_left_by_a_power_cut_is_cleared_away() {
    let folder = folder();
    PrivatePostgres::start(folder.path()).await.unwrap().stop().await.unwrap();
    std::fs::write(pid_file(folder.path()), "").unwrap();
    let next = PrivatePostgres::start(folder.path()).await.unwrap();
    query(next.url(), "select 1").await.unwrap();
    next.stop().await.unwrap();
}

#[tokio::test]
async fn a_cluster_that_was_half_made_is_made_again() {
    let folder = folder();
    let home = folder.path().join("postgres");
    std::fs::create_dir_all(home.join("data.unfinished/base")).unwrap();
    let postgres = PrivatePostgres::start(folder.path()).await.unwrap();
    query(postgres.url(), "select 1").await.unwrap();
    postgres.stop().await.unwrap();
    assert!(!home.join("data.unfinished").exists());
}

#[tokio::test]
async fn a_data_folder_behind_a_closed_door_still_gets_a_server() {
    let closed = folder_with(0o700); // As root, `postgres` may not walk through it.
    let postgres = PrivatePostgres::start(closed.path()).await.unwrap();
    query(postgres.url(), "select 1").await.unwrap();
    let data = PathBuf::from(ask(postgres.url(), "show data_directory").await);
    postgres.stop().await.unwrap();
    if !data.starts_with(closed.path()) {
        std::fs::remove_dir_all(data.parent().unwrap()).unwrap();
    }
}

/// Not a test: the other process of the tests above.
#[tokio::test]
#[ignore = "started by the tests that need a second process"]
async fn helper() {
    let Some(folder) = std::env::var_os(HELPER) else { return };
    let postgres = PrivatePostgres::start(Path::new(&folder)).await.unwrap();
    println!("\nready");
    let _ = std::io::stdin().read_line(&mut String::new());
    postgres.stop().await.unwrap();
}

/// The process, and its output, which stays open as long as it.
struct Helper(Child, #[expect(dead_code, reason = "held open")] BufReader<ChildStdout>);

impl Helper {
    fn start(folder: &Path) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "helper", "--ignored", "--nocapture"]).env(HELPER, folder);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        assert!(output.by_ref().lines().map_while(Result::ok).any(|line| line == "ready"));
        Self(child, output)
    }

    /// Ends its input, upon which it leaves in good order.
    fn leave(&mut self) {
        drop(self.0.stdin.take());
        self.0.wait().unwrap();
    }

    fn kill(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

/// A data folder that every user can walk to.
fn folder() -> tempfile::TempDir {
    folder_with(0o755)
}

fn folder_with(mode: u32) -> tempfile::TempDir {
    use std::os::unix::fs::PermissionsExt;

    let folder = tempfile::tempdir().unwrap();
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(mode)).unwrap();
    folder
}

fn pid_file(folder: &Path) -> PathBuf {
    folder.join("postgres/data/postmaster.pid")
}

fn postmaster(folder: &Path) -> i32 {
    std::fs::read_to_string(pid_file(folder)).unwrap().lines().next().unwrap().parse().unwrap()
}

/// Orphans may stay as zombies where process 1 is no init; those have no command line.
fn is_alive(pid: i32) -> bool {
    let is_there = test_kill_process(Pid::from_raw(pid).unwrap()).is_ok();
    is_there && std::fs::read(format!("/proc/{pid}/cmdline")).map_or(true, |line| !line.is_empty())
}

async fn query(url: &str, sql: &'static str) -> sqlx::Result<()> {
    let mut connection = PgConnection::connect(url).await?;
    sqlx::query(sql).execute(&mut connection).await?;
    connection.close().await
}

async fn ask(url: &str, sql: &'static str) -> String {
    let mut connection = PgConnection::connect(url).await.unwrap();
    sqlx::query_scalar(sql).fetch_one(&mut connection).await.unwrap()
}
