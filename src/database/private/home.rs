//! The folders and locks of the private PostgreSQL.
//!
//! `<home>/data` (the cluster) and `<home>/socket` belong to the account that runs it and to nobody else; the home
//! itself, its log and its locks belong to us.

use std::fs::{self, DirBuilder, File, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};

use rustix::fs::{FlockOperation, Gid, Uid, chown, flock};
use sha2::{Digest, Sha256};

use super::account::Account;
use super::{Error, NAME};

/// The port in the socket's name; nothing listens on it.
const PORT: u16 = 5432;
/// The kernel's limit on the path of a socket, with `/.s.PGSQL.5432.lock` kept free.
const SOCKET_FOLDER_BYTES: usize = 107 - 19;

/// How long another process may take to start or stop the server.
const OTHERS_DONE_WITHIN: Duration = Duration::from_secs(90);

/// Where the server of one data folder lives.
#[derive(Debug)]
pub(super) struct Home {
    root: PathBuf,
    socket: PathBuf,
    pub(super) account: Option<Account>,
}

impl Home {
    /// Makes the folders where they are missing.
    pub(super) fn prepare(data_dir: &Path, account: Option<Account>) -> Result<Self, Error> {
        fs::create_dir_all(data_dir).map_err(Error::at(data_dir))?;
        let data_dir = data_dir.canonicalize().map_err(Error::at(data_dir))?;
        let root = choose_root(&data_dir, account)?;
        let socket = choose_socket(&root);
        let home = Self { root, socket, account };
        home.make_private(&home.socket)?;
        Ok(home)
    }

    /// The cluster.
    pub(super) fn data(&self) -> PathBuf {
        self.root.join("data")
    }

    /// What the server has to say.
    pub(super) fn log(&self) -> PathBuf {
        self.root.join("log")
    }

    /// The folder of the socket.
    pub(super) fn socket_folder(&self) -> &Path {
        &self.socket
    }

    /// The socket itself.
    pub(super) fn socket(&self) -> PathBuf {
        self.socket.join(format!(".s.PGSQL.{PORT}"))
    }

    /// Where to connect to a database of it.
    pub(super) fn url(&self, database: &str) -> String {
        let host: String =
            url::form_urlencoded::byte_serialize(self.socket.as_os_str().as_encoded_bytes()).collect();
        format!("postgres://{NAME}@localhost:{PORT}/{database}?host={host}")
    }

    /// The major version that wrote the cluster; `None` where there is no cluster yet.
    pub(super) fn version(&self) -> Result<Option<String>, Error> {
        let path = self.data().join("PG_VERSION");
        match fs::read_to_string(&path) {
            Ok(version) => Ok(Some(version.trim().to_owned())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Error::at(&path)(error)),
        }
    }

    /// A folder for the account's eyes only.
    pub(super) fn make_private(&self, folder: &Path) -> Result<(), Error> {
        make_folder(folder, 0o700, self.account.map_or(own_uid(), |account| account.uid))?;
        if let Some(Account { uid, gid }) = self.account {
            chown(folder, Some(Uid::from_raw(uid)), Some(Gid::from_raw(gid))).map_err(Error::at(folder))?;
        }
        Ok(())
    }

    /// Waits until nobody else holds the lock, but not for ever.
    pub(super) fn lock_alone(&self, name: &str) -> Result<Lock, Error> {
        let began = Instant::now();
        loop {
            match Lock::take(self.root.join(name), FlockOperation::NonBlockingLockExclusive) {
                Err(Error::Io { source, .. }) if source.kind() == io::ErrorKind::WouldBlock => {}
                outcome => return outcome,
            }
            if began.elapsed() > OTHERS_DONE_WITHIN {
                return Err(Error::Busy(self.root.display().to_string()));
            }
            sleep(Duration::from_millis(20));
        }
    }

    /// Waits until nobody holds the lock alone.
    pub(super) fn lock_shared(&self, name: &str) -> Result<Lock, Error> {
        Lock::take(self.root.join(name), FlockOperation::LockShared)
    }
}

/// `postgres` inside the data folder, unless the account can't walk there (`/root` is closed to it).
fn choose_root(data_dir: &Path, account: Option<Account>) -> Result<PathBuf, Error> {
    let inside = data_dir.join("postgres");
    let Some(account) = account else {
        make_folder(&inside, 0o700, own_uid())?;
        return Ok(inside);
    };
    if account.can_reach(&inside) {
        make_folder(&inside, 0o711, own_uid())?;
        return Ok(inside);
    }
    let name = name_for(data_dir);
    let elsewhere = [Path::new("/var/lib").join(&name), Path::new("/var/tmp").join(&name)];
    let usable = elsewhere.into_iter().find(|root| make_folder(root, 0o711, own_uid()).is_ok());
    let root = usable.ok_or_else(|| Error::NotOurs(format!("/var/tmp/{name}")))?;
    tracing::warn!(
        "the user `postgres` cannot reach {}, so the private PostgreSQL lives in {}",
        data_dir.display(),
        root.display()
    );
    Ok(root)
}

/// Inside the home where the path is short and plain enough for a socket, else under /tmp.
fn choose_socket(root: &Path) -> PathBuf {
    let inside = root.join("socket");
    let bytes = inside.as_os_str().as_encoded_bytes();
    let is_plain = bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || b"/._-".contains(byte));
    if is_plain && bytes.len() <= SOCKET_FOLDER_BYTES {
        inside
    } else {
        Path::new("/tmp").join(name_for(root))
    }
}

/// The same for the same path, different for others.
fn name_for(path: &Path) -> String {
    let hash = Sha256::digest(path.as_os_str().as_encoded_bytes());
    format!(
        "quarterdeck-{:02x}{:02x}{:02x}{:02x}{:02x}{:02x}",
        hash[0], hash[1], hash[2], hash[3], hash[4], hash[5]
    )
}

/// Makes the folder, or sees that the one there is `owner`'s and not a trap laid by somebody else.
fn make_folder(folder: &Path, mode: u32, owner: u32) -> Result<(), Error> {
    match DirBuilder::new().mode(mode).create(folder) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            let found = folder.symlink_metadata().map_err(Error::at(folder))?;
            let is_ours = found.is_dir() && (found.uid() == owner || found.uid() == own_uid());
            if is_ours { Ok(()) } else { Err(Error::NotOurs(folder.display().to_string())) }
        }
        outcome => outcome.map_err(Error::at(folder)),
    }?;
    fs::set_permissions(folder, Permissions::from_mode(mode)).map_err(Error::at(folder))
}

fn own_uid() -> u32 {
    rustix::process::geteuid().as_raw()
}

/// An advisory lock on a file; the kernel lets go of it when the process ends, however it ends.
#[derive(Debug)]
pub(super) struct Lock {
    file: File,
    path: PathBuf,
}

impl Lock {
    fn take(path: PathBuf, operation: FlockOperation) -> Result<Self, Error> {
        let opened = OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(&path);
        let file = opened.map_err(Error::at(&path))?;
        flock(&file, operation).map_err(Error::at(&path))?;
        Ok(Self { file, path })
    }

    /// Whether nobody else shares it any more. Either way, we don't either: drop it.
    pub(super) fn try_alone(&mut self) -> Result<bool, Error> {
        match flock(&self.file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => Ok(true),
            Err(rustix::io::Errno::WOULDBLOCK) => Ok(false),
            Err(error) => Err(Error::at(&self.path)(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_socket_moves_to_tmp_when_its_path_is_too_long_or_odd() {
        assert_eq!(
            choose_socket(Path::new("/srv/site/var/postgres")),
            Path::new("/srv/site/var/postgres/socket")
        );
        for root in
            [PathBuf::from(format!("/{}", "long/".repeat(30))), PathBuf::from("/srv/my site, \"new\"/var")]
        {
            let socket = choose_socket(&root);
            assert!(
                socket.starts_with("/tmp") && socket.as_os_str().len() <= SOCKET_FOLDER_BYTES,
                "{socket:?}"
            );
        }
    }

    #[test]
    fn a_link_laid_by_somebody_else_is_not_walked_into() {
        let folder = tempfile::tempdir().unwrap();
        let link = folder.path().join("socket");
        std::os::unix::fs::symlink("/etc", &link).unwrap();
        assert!(matches!(make_folder(&link, 0o700, own_uid()), Err(Error::NotOurs(_))));
    }

    #[test]
    fn a_shared_lock_is_held_alone_only_by_the_last() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        let mut first = Lock::take(path.clone(), FlockOperation::LockShared).unwrap();
        let mut second = Lock::take(path, FlockOperation::LockShared).unwrap();
        assert!(!first.try_alone().unwrap());
        drop(first);
        assert!(second.try_alone().unwrap());
    }
}
