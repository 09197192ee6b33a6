//! The servers that are measured, each a process of its own: the program, the two that it is compared with, nginx.

use std::fs::{self, File};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process, kill_process_group};
use tokio::process::{Child, Command};
use tokio::time::sleep;

use crate::{Result, http};

/// The program as cargo has just built it, as its users do.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_quarterdeck");
/// What the servers may log: no line for each request, in none of them.
pub const LOG: &str = "warn,quarterdeck::search=info";

/// A running server. Dropping it ends it.
pub struct Server {
    child: Child,
    /// Host and port.
    pub address: String,
    log: PathBuf,
    began: Instant,
}

impl Server {
    /// The program, on the data in a folder; `settings` are further variables of its environment.
    pub fn quarterdeck(data: &Path, folder: &Path, settings: &[(&str, &str)]) -> Result<Self> {
        let address = free_address()?;
        let mut command = Command::new(PROGRAM);
        command.arg("serve").arg("--data-dir").arg(data).args(["--address", &address, "--log", LOG]);
        command.args(["--public-origin", &format!("http://{address}"), "--rate-limit-scale", "100000"]);
        command.env_remove("DATABASE_URL").envs(settings.iter().copied());
        Self::start(command, address, folder.join("quarterdeck.log"))
    }

    /// This very program as another server: `what` is its subcommand, `arguments` follow the address.
    pub fn own(what: &str, arguments: &[&str], folder: &Path) -> Result<Self> {
        let address = free_address()?;
        let mut command = Command::new(std::env::current_exe()?);
        command.arg(what).arg(&address).args(arguments);
        Self::start(command, address, folder.join(format!("{what}.log")))
    }

    /// nginx with two files, one of them compressed already.
    pub fn nginx(folder: &Path) -> Result<Self> {
        let address = free_address()?;
        let folder_name = folder.display();
        let user = if rustix::process::geteuid().is_root() { "user root;" } else { "" };
        let config = format!(
            "{user} worker_processes auto; daemon off; pid {folder_name}/nginx.pid; error_log {folder_name}/nginx.log;
             events {{ worker_connections 1024; }}
             http {{
               access_log off; sendfile on; tcp_nopush on; open_file_cache max=10; keepalive_requests 100000000;
               client_body_temp_path {folder_name}; proxy_temp_path {folder_name}; fastcgi_temp_path {folder_name};
               uwsgi_temp_path {folder_name}; scgi_temp_path {folder_name};
               types {{ text/html html; }}
               server {{
                 listen {address}; root {folder_name};
                 location /page.br {{ default_type text/html; add_header Content-Encoding br; }}
               }}
             }}"
        );
        let path = folder.join("nginx.conf");
        fs::write(&path, config)?;
        let mut command = Command::new("nginx");
        command.arg("-c").arg(path).arg("-p").arg(folder).env("PATH", with_sbin());
        Self::start(command, address, folder.join("nginx.out"))
    }

    fn start(mut command: Command, address: String, log: PathBuf) -> Result<Self> {
        let out = File::create(&log)?;
        command.stdin(Stdio::null()).stdout(out.try_clone()?).stderr(out).kill_on_drop(true);
        // With what it starts, as nginx starts workers: who ends it ends those as well.
        command.process_group(0);
        let began = Instant::now();
        let child = command.spawn()?;
        Ok(Self { child, address, log, began })
    }

    /// Its process.
    pub fn process(&self) -> u32 {
        self.child.id().unwrap_or_default()
    }

    /// Its address as an origin.
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Waits for the first good answer; how long after the start it came.
    pub async fn first_answer(&mut self, path: &str) -> Result<Duration> {
        loop {
            if http::get(&self.address, path, "").await.is_ok_and(|answer| answer.status == 200) {
                return Ok(self.began.elapsed());
            }
            self.is_alive()?;
            sleep(Duration::from_millis(2)).await;
        }
    }

    /// Waits until these words stand in its log; how long after the start that was.
    pub async fn has_logged(&mut self, words: &str) -> Result<Duration> {
        while !fs::read_to_string(&self.log)?.contains(words) {
            self.is_alive()?;
            sleep(Duration::from_millis(10)).await;
        }
        Ok(self.began.elapsed())
    }

    fn is_alive(&mut self) -> Result {
        if let Some(status) = self.child.try_wait()? {
            return Err(format!("a server ended with {status}: {}", fs::read_to_string(&self.log)?).into());
        }
        Ok(())
    }

    /// Asks it to stop, and waits.
    pub async fn stop(mut self) -> Result {
        if let Some(process) = self.pid() {
            let _ = kill_process(process, Signal::TERM);
        }
        self.child.wait().await?;
        Ok(())
    }

    fn pid(&self) -> Option<Pid> {
        i32::try_from(self.process()).ok().and_then(Pid::from_raw)
    }
}

impl Drop for Server {
    /// Sees it end: what it holds of the database has to be free before that is stopped.
    fn drop(&mut self) {
        if let Some(process) = self.pid() {
            let _ = kill_process_group(process, Signal::KILL);
        }
        for _ in 0..400 {
            if !matches!(self.child.try_wait(), Ok(None)) {
                break;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

/// Some port that nobody listens on.
fn free_address() -> Result<String> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string())
}

/// Debian keeps nginx off the path of users.
fn with_sbin() -> String {
    format!("{}:/usr/sbin", std::env::var("PATH").unwrap_or_default())
}
