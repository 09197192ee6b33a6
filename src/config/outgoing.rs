//! What a deployment may ask of other servers, and tell them: all of it off unless somebody says so.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;

use clap::Args;
use url::Url;

use super::PublicOrigin;

/// The settings of what goes out.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Settings, the same for every command")]
pub struct Outgoing {
    /// Whether apply links are looked at, by asking employers' sites; without it, only where the public origin is https
    #[arg(long, env = "QUARTERDECK_CHECK_LINKS", global = true, action = clap::ArgAction::Set, value_name = "BOOL")]
    pub check_links: Option<bool>,

    /// Whether photos that lists name are fetched, from whatever site has them; without it, only where the public origin is https
    #[arg(long, env = "QUARTERDECK_FETCH_PHOTOS", global = true, action = clap::ArgAction::Set, value_name = "BOOL")]
    pub fetch_photos: Option<bool>,

    /// The key by which IndexNow knows this site, 8 to 128 of a-z, 0-9 and dashes; without it, IndexNow is told nothing
    #[arg(long, env = "QUARTERDECK_INDEXNOW_KEY", global = true, value_name = "KEY")]
    pub indexnow_key: Option<IndexNowKey>,

    /// Where IndexNow takes notices
    #[arg(
        long,
        env = "QUARTERDECK_INDEXNOW_URL",
        global = true,
        default_value = "https://api.indexnow.org/indexnow",
        value_name = "URL"
    )]
    pub indexnow_url: Url,

    /// The key file (JSON) of a Google service account that owns the site in Search Console; without it, Google is told nothing
    #[arg(long, env = "QUARTERDECK_GOOGLE_ACCOUNT", global = true, value_name = "FILE")]
    pub google_account: Option<PathBuf>,

    /// Where Google’s Indexing API is
    #[arg(
        long,
        env = "QUARTERDECK_GOOGLE_URL",
        global = true,
        default_value = "https://indexing.googleapis.com/",
        value_name = "URL"
    )]
    pub google_url: Url,

    /// How many addresses Google takes in 24 hours: the project’s quota
    #[arg(long, env = "QUARTERDECK_GOOGLE_QUOTA", global = true, default_value_t = 200, value_name = "N")]
    pub google_quota: u32,
}

impl Outgoing {
    /// Whether apply links are looked at: as it was said, else on public sites alone.
    pub fn checks_links(&self, origin: &PublicOrigin) -> bool {
        self.check_links.unwrap_or_else(|| origin.is_https())
    }

    /// Whether photos that lists name are fetched: as it was said, else by public sites alone.
    pub fn fetches_photos(&self, origin: &PublicOrigin) -> bool {
        self.fetch_photos.unwrap_or_else(|| origin.is_https())
    }
}

/// What tells IndexNow that a notice is ours: it stands in a file of the site. Cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexNowKey(Arc<str>);

impl FromStr for IndexNowKey {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        // The site's addresses are lower case, and the key is one of them.
        if (8..=128).contains(&text.len()) && text.bytes().all(fits) {
            Ok(Self(text.into()))
        } else {
            Err("must be 8 to 128 of a-z, 0-9 and dashes, as `openssl rand -hex 16` makes them")
        }
    }
}

impl fmt::Display for IndexNowKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_a_file_name_of_the_site() {
        assert_eq!("0a1b2c3d-key".parse::<IndexNowKey>().unwrap().to_string(), "0a1b2c3d-key");
        let long = "a".repeat(129);
        for wrong in ["short", "UPPERCASE1", "with/slash", "with.point", "", &long] {
            assert!(wrong.parse::<IndexNowKey>().is_err(), "{wrong}");
        }
    }
}
