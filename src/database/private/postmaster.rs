//! The server's process: made, started, found, stopped.

use std::fs::{self, File, OpenOptions};
use std::io::{Read, Seek, SeekFrom};
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread::{sleep, spawn};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process, test_kill_process};

use super::binaries::Binaries;
use super::home::Home;
use super::{Error, NAME};

const POLL: Duration = Duration::from_millis(20);
/// Recovery after a crash reads the log since the last checkpoint, which takes its time.
const READY_WITHIN: Duration = Duration::from_mins(1);
/// A fast shutdown writes a checkpoint.
const STOPPED_WITHIN: Duration = Duration::from_secs(30);
/// Orphaned backends of a killed server notice within a moment.
const ORPHANS_GONE_WITHIN: Duration = Duration::from_secs(15);
const MEGABYTE: u64 = 1024 * 1024;
const LOG_BYTES: u64 = 10 * MEGABYTE;

/// Makes the cluster, whole or not at all: `initdb` works in a folder that is renamed when it is done.
pub(super) fn make_cluster(home: &Home, binaries: &Binaries) -> Result<(), Error> {
    let unfinished = home.data().with_extension("unfinished");
    let mut output = String::new();
    for locale in ["C.UTF-8", "C"] {
        if unfinished.exists() {
            fs::remove_dir_all(&unfinished).map_err(Error::at(&unfinished))?;
        }
        home.make_private(&unfinished)?;
        let mut initdb = command(home, binaries, "initdb");
        initdb
            .arg("--pgdata")
            .arg(&unfinished)
            .arg(format!("--locale={locale}"))
            .arg(format!("--username={NAME}"));
        initdb.args(["--encoding=UTF8", "--auth-local=trust", "--auth-host=reject"]);
        let answer = initdb.output().map_err(Error::at(&binaries.folder))?;
        if answer.status.success() {
            return fs::rename(&unfinished, home.data()).map_err(Error::at(&unfinished));
        }
        output = String::from_utf8_lossy(&answer.stderr).into_owned();
    }
    Err(Error::Failed { what: "initdb", output })
}

/// Starts the server and waits until it answers.
pub(super) fn start(home: &Home, binaries: &Binaries) -> Result<(), Error> {
    let began = Instant::now();
    loop {
        let log_from = fs::metadata(home.log()).map_or(0, |log| log.len());
        let ended = reap(launch(home, binaries)?);
        if wait_until_ready(home, &ended)? {
            return Ok(());
        }
        let output = log_since(home, log_from);
        // What a killed server leaves behind for a moment: backends that still hold its shared memory.
        let is_passing = output.contains("shared memory") || output.contains("postmaster.pid");
        if !is_passing || began.elapsed() > ORPHANS_GONE_WITHIN {
            return Err(Error::Failed { what: "postgres", output });
        }
        sleep(Duration::from_millis(200));
    }
}

fn launch(home: &Home, binaries: &Binaries) -> Result<Child, Error> {
    let path = home.log();
    let is_long = fs::metadata(&path).is_ok_and(|log| log.len() > LOG_BYTES);
    if is_long {
        fs::remove_file(&path).map_err(Error::at(&path))?;
    }
    let log = OpenOptions::new().create(true).append(true).open(&path).map_err(Error::at(&path))?;
    let mut postgres = command(home, binaries, "postgres");
    postgres.arg("-D").arg(home.data());
    postgres.args(["-c", "listen_addresses=", "-c", "port=5432", "-c", "unix_socket_permissions=0700"]);
    postgres.arg("-c").arg(format!("unix_socket_directories={}", home.socket_folder().display()));
    postgres.args(["-c", "logging_collector=off", "-c", "log_timezone=UTC", "-c", "timezone=UTC"]);
    postgres.arg("-c").arg(format!("shared_buffers={}MB", shared_buffers(memory() / MEGABYTE)));
    // What a statement took, glibc would give back to the kernel and take again, page by page, for the next one.
    postgres.env("MALLOC_TRIM_THRESHOLD_", (4 * MEGABYTE).to_string());
    postgres.stderr(log).stdout(Stdio::null());
    // A group of its own: Ctrl-C in our terminal is for us, and we stop it when the last request is answered.
    postgres.process_group(0);
    postgres.spawn().map_err(Error::at(&binaries.folder))
}

/// What the server keeps of the tables in its own memory, in megabytes, of so many that the machine has: an eighth, because
/// the program and the files that the kernel keeps want theirs. It is taken as it is needed.
fn shared_buffers(memory: u64) -> u64 {
    // PostgreSQL's own setting, and what no more of was found to gain anything.
    const LEAST: u64 = 128;
    const MOST: u64 = 4_096;
    (memory / 8).clamp(LEAST, MOST)
}

/// The machine's memory in bytes, or what a container may take of it.
#[cfg(target_os = "linux")]
fn memory() -> u64 {
    let machine = rustix::system::sysinfo();
    let all = machine.totalram.saturating_mul(u64::from(machine.mem_unit));
    let limit = fs::read_to_string("/sys/fs/cgroup/memory.max").ok();
    limit.and_then(|limit| limit.trim().parse().ok()).map_or(all, |limit: u64| limit.min(all))
}

/// Elsewhere nobody is asked, and the server keeps the least.
#[cfg(not(target_os = "linux"))]
const fn memory() -> u64 {
    0
}

fn command(home: &Home, binaries: &Binaries, program: &str) -> Command {
    let mut command = Command::new(binaries.folder.join(program));
    command.current_dir("/").stdin(Stdio::null()).env("LC_ALL", "C").env_remove("PGDATA");
    if let Some(account) = home.account {
        account.run_as(&mut command);
    }
    command
}

/// Waits for the process in the background, so that it never stays as a zombie that looks alive.
fn reap(mut child: Child) -> Receiver<()> {
    let (tell, ended) = channel();
    spawn(move || {
        let _ = child.wait();
        let _ = tell.send(());
    });
    ended
}

/// `false` when it ended instead.
fn wait_until_ready(home: &Home, ended: &Receiver<()>) -> Result<bool, Error> {
    let began = Instant::now();
    while !is_ready(home) {
        if ended.try_recv().is_ok() {
            return Ok(false);
        }
        if began.elapsed() > READY_WITHIN {
            return Err(too_slow(home, PidFile::read(home).map_or(0, |file| file.pid), "start"));
        }
        sleep(POLL);
    }
    Ok(true)
}

fn is_ready(home: &Home) -> bool {
    PidFile::read(home).is_some_and(|file| file.is_ready) && UnixStream::connect(home.socket()).is_ok()
}

/// Whether a server of this cluster answers. Waits for one that is starting or stopping; clears away the note of one
/// that was killed, when its process id has meanwhile gone to another program.
pub(super) fn is_running(home: &Home) -> Result<bool, Error> {
    let began = Instant::now();
    let path = home.data().join("postmaster.pid");
    while path.exists() {
        // A note without a number is what a power cut leaves.
        let Some(file) = PidFile::read(home).filter(|file| is_ours(home, file.pid)) else {
            fs::remove_file(&path).map_err(Error::at(&path))?;
            break;
        };
        if is_ready(home) {
            return Ok(true);
        }
        if began.elapsed() > READY_WITHIN {
            return Err(too_slow(home, file.pid, "answer"));
        }
        sleep(POLL);
    }
    Ok(false)
}

/// Stops the server: fast (clients are cut off, nothing is lost), then at once.
pub(super) fn stop(home: &Home) -> Result<(), Error> {
    let Some(PidFile { pid, .. }) = PidFile::read(home).filter(|file| is_ours(home, file.pid)) else {
        return Ok(());
    };
    for (signal, patience) in [(Signal::INT, STOPPED_WITHIN), (Signal::QUIT, Duration::from_secs(10))] {
        let began = Instant::now();
        if let Some(process) = Pid::from_raw(pid) {
            let _ = kill_process(process, signal);
        }
        while began.elapsed() < patience {
            if !is_ours(home, pid) {
                return Ok(());
            }
            sleep(POLL);
        }
    }
    Err(too_slow(home, pid, "stop"))
}

/// What the server notes about itself in `postmaster.pid`.
struct PidFile {
    pid: i32,
    is_ready: bool,
}

impl PidFile {
    /// Line 1 is the process, line 8 its state.
    fn read(home: &Home) -> Option<Self> {
        let text = fs::read_to_string(home.data().join("postmaster.pid")).ok()?;
        let pid = text.lines().next()?.trim().parse().ok()?;
        let is_ready = text.lines().nth(7).is_some_and(|state| state.trim() == "ready");
        Some(Self { pid, is_ready })
    }
}

/// Whether the process lives and is the server of this cluster, not another program that got its number.
fn is_ours(home: &Home, pid: i32) -> bool {
    let Some(process) = Pid::from_raw(pid) else { return false };
    if test_kill_process(process) == Err(rustix::io::Errno::SRCH) {
        return false;
    }
    let command_line = fs::read(format!("/proc/{pid}/cmdline")).or_else(|_| {
        Command::new("ps")
            .args(["-o", "command=", "-p", &pid.to_string()])
            .output()
            .map(|answer| answer.stdout)
    });
    // A zombie has an empty one. Where nobody can tell, it is taken for ours.
    let data = home.data();
    command_line.map_or(true, |line| String::from_utf8_lossy(&line).contains(&*data.to_string_lossy()))
}

fn log_since(home: &Home, from: u64) -> String {
    let mut text = String::new();
    if let Ok(mut log) = File::open(home.log()) {
        let _ = log.seek(SeekFrom::Start(from)).and_then(|_| log.read_to_string(&mut text));
    }
    text
}

fn too_slow(home: &Home, pid: i32, what: &'static str) -> Error {
    Error::TooSlow { pid, what, log: home.log().display().to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_get_an_eighth_of_the_memory_within_bounds() {
        for (memory, buffers) in [(512, 128), (1_024, 128), (8_000, 1_000), (24_000, 3_000), (512_000, 4_096)]
        {
            assert_eq!(shared_buffers(memory), buffers, "{memory} MB");
        }
        assert!(memory() > 64 * MEGABYTE || !cfg!(target_os = "linux"), "{}", memory());
    }
}
