//! The files that `/sitemap.xml` names, by their names.

use crate::search::hubs::Hub;

/// Profiles and postings are spread over so many files each, by their ids: an address is always in the same one.
/// At 50,000 addresses a file (sitemaps.org) they hold three millions.
pub const BUCKETS: i32 = 64;

const EXECUTIVES: &str = "executives-";
const JOBS: &str = "jobs-";
/// The hubs of one role in places and industries have a file of their own.
const CROSSED: &str = "hubs-";

/// A file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum File {
    /// The pages that are always there.
    Words,
    /// The overviews, and all hubs but those of a role in a place or an industry.
    Hubs,
    /// The hubs of a role in places and industries.
    Crossed {
        /// The role's slug.
        role: String,
    },
    /// Profiles.
    Executives {
        /// Below [`BUCKETS`].
        bucket: i32,
    },
    /// Postings.
    Jobs {
        /// Below [`BUCKETS`].
        bucket: i32,
    },
}

impl File {
    /// The file of a name.
    pub fn named(name: &str) -> Option<Self> {
        let name = name.strip_suffix(".xml")?;
        let bucket = |digits: &str| {
            let bucket = digits.parse().ok().filter(|bucket| (0..BUCKETS).contains(bucket))?;
            (digits == format!("{bucket:02}")).then_some(bucket)
        };
        Some(match name {
            "words" => Self::Words,
            "hubs" => Self::Hubs,
            _ if name.starts_with(EXECUTIVES) => {
                Self::Executives { bucket: bucket(&name[EXECUTIVES.len()..])? }
            }
            _ if name.starts_with(JOBS) => Self::Jobs { bucket: bucket(&name[JOBS.len()..])? },
            _ => Self::Crossed { role: name.strip_prefix(CROSSED)?.to_owned() },
        })
    }

    /// Its name.
    pub fn name(&self) -> String {
        match self {
            Self::Words => "words.xml".into(),
            Self::Hubs => "hubs.xml".into(),
            Self::Crossed { role } => format!("{CROSSED}{role}.xml"),
            Self::Executives { bucket } => format!("{EXECUTIVES}{bucket:02}.xml"),
            Self::Jobs { bucket } => format!("{JOBS}{bucket:02}.xml"),
        }
    }

    /// The file that names a hub.
    pub fn of_hub(hub: &Hub) -> Self {
        match &hub.scope.role {
            Some(role) if hub.scope.parts().count() > 1 => Self::Crossed { role: role.clone() },
            _ => Self::Hubs,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_found_by_its_name_and_by_no_other() {
        let role = || "fractional-cfo".to_owned();
        for file in [
            File::Words,
            File::Hubs,
            File::Crossed { role: role() },
            File::Executives { bucket: 0 },
            File::Executives { bucket: 63 },
            File::Jobs { bucket: 7 },
        ] {
            assert_eq!(File::named(&file.name()), Some(file));
        }
        for name in [
            "executives-1.xml",
            "executives-64.xml",
            "executives--1.xml",
            "jobs-+1.xml",
            "jobs-.xml",
            "words",
            ".xml",
        ] {
            assert_eq!(File::named(name), None, "{name}");
        }
    }
}
