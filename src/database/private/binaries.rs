//! Where this machine keeps `initdb` and `postgres`.

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::Error;

/// Folders that hold one folder for each version, with `bin` inside.
const PLACES: &[&str] = &[
    "/usr/lib/postgresql",                          // Debian, Ubuntu: 15/bin
    "/opt/homebrew/opt",                            // Homebrew on Apple silicon: postgresql@17/bin
    "/usr/local/opt",                               // Homebrew on Intel
    "/home/linuxbrew/.linuxbrew/opt",               // Homebrew on Linux
    "/Applications/Postgres.app/Contents/Versions", // 17/bin
    "/usr",                                         // Fedora's own packages: pgsql-17/bin
];

/// A folder with `initdb` and `postgres` of one major version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Binaries {
    pub(super) folder: PathBuf,
    version: String,
}

/// The server that can read data of `version` (a major version), or the first on PATH, then the newest, if any will do.
pub(super) fn find(version: Option<&str>) -> Result<Binaries, Error> {
    let folders = candidates(env::var_os("PATH").as_deref(), PLACES.iter().map(Path::new));
    choose(folders.into_iter().filter_map(Binaries::in_folder), version)
}

fn candidates<'a>(path: Option<&OsStr>, places: impl Iterator<Item = &'a Path>) -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = path.map(|path| env::split_paths(path).collect()).unwrap_or_default();
    for place in places {
        folders.extend(versions_in(place));
    }
    folders.retain(|folder| folder.join("initdb").is_file() && folder.join("postgres").is_file());
    folders
}

/// The `bin` folders of one place, newest version first.
fn versions_in(place: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(place).into_iter().flatten().flatten();
    let mut versions: Vec<(f32, PathBuf)> = entries
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let number = name.rsplit(['@', '-']).next()?.parse().ok();
            let is_server = number.is_some() || name == "postgresql";
            is_server.then(|| (number.unwrap_or(f32::MAX), entry.path().join("bin")))
        })
        .collect();
    versions.sort_by(|a, b| b.0.total_cmp(&a.0));
    versions.into_iter().map(|(_, folder)| folder).collect()
}

fn choose(found: impl Iterator<Item = Binaries>, version: Option<&str>) -> Result<Binaries, Error> {
    let mut others = Vec::new();
    for binaries in found {
        match version {
            Some(wanted) if wanted != binaries.version => others.push(binaries.version),
            _ => return Ok(binaries),
        }
    }
    match version {
        Some(wanted) if !others.is_empty() => {
            Err(Error::OtherVersion { wanted: wanted.to_owned(), found: others.join(", ") })
        }
        _ => Err(Error::NoServer),
    }
}

impl Binaries {
    /// Asks `postgres --version`, which says "postgres (PostgreSQL) 15.14 (Debian …)".
    fn in_folder(folder: PathBuf) -> Option<Self> {
        let output = Command::new(folder.join("postgres")).arg("--version").output().ok()?;
        let version = major(&String::from_utf8(output.stdout).ok()?)?;
        Some(Self { folder, version })
    }
}

fn major(banner: &str) -> Option<String> {
    let number = banner.split_once("(PostgreSQL) ")?.1;
    let digits: String = number.chars().take_while(char::is_ascii_digit).collect();
    (!digits.is_empty()).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_server_of_a_place_comes_first_and_others_do_not_count() {
        let place = tempfile::tempdir().unwrap();
        for name in ["9.6", "17", "15", "python@3.12", "postgresql@16", "readme"] {
            let bin = place.path().join(name).join("bin");
            fs::create_dir_all(&bin).unwrap();
            if name != "python@3.12" {
                fs::write(bin.join("initdb"), "").unwrap();
                fs::write(bin.join("postgres"), "").unwrap();
            }
        }
        let found = candidates(None, std::iter::once(place.path()));
        let names: Vec<_> = found.iter().map(|bin| bin.parent().unwrap().file_name().unwrap()).collect();
        assert_eq!(names, ["17", "postgresql@16", "15", "9.6"]);
    }

    #[test]
    fn without_a_server_the_message_names_the_package() {
        let message = choose(std::iter::empty(), None).unwrap_err().to_string();
        assert!(
            message.contains("apt-get install postgresql") && message.contains("brew install postgresql@17")
        );
    }

    #[test]
    fn data_of_another_version_is_never_touched() {
        let fifteen = Binaries { folder: PathBuf::from("/bin"), version: "15".to_owned() };
        assert!(choose(std::iter::once(fifteen.clone()), Some("15")).is_ok());
        let message = choose(std::iter::once(fifteen), Some("14")).unwrap_err().to_string();
        assert!(message.contains("PostgreSQL 14") && message.contains("postgresql-14"), "{message}");
    }

    #[test]
    fn the_major_version_is_read_from_the_banner() {
        assert_eq!(major("postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)\n").as_deref(), Some("15"));
        assert_eq!(major("postgres (PostgreSQL) 18beta1\n").as_deref(), Some("18"));
        assert_eq!(major("something else"), None);
    }
}
