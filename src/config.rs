//! What a deployment can set: by environment or by flag, each with a default that works on a laptop.

mod outgoing;
mod unclaimed;

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use clap::{Args, Command, ValueEnum};
use url::Url;

pub use outgoing::{IndexNowKey, Outgoing};
pub use unclaimed::Unclaimed;

use crate::values::Network;

/// The settings of a deployment; flatten them into the command line.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Settings, the same for every command")]
pub struct Settings {
    /// The PostgreSQL to use; without it, a private one is kept in the data folder
    #[arg(long, env = "DATABASE_URL", global = true, hide_env_values = true, value_name = "URL")]
    pub database_url: Option<String>,

    /// How many connections requests may hold to the database at once
    #[arg(
        long,
        env = "QUARTERDECK_DATABASE_CONNECTIONS",
        global = true,
        default_value_t = 16,
        value_name = "N"
    )]
    pub database_connections: u32,

    /// Where to listen
    #[arg(long, env = "QUARTERDECK_ADDRESS", global = true, default_value = "127.0.0.1:8080")]
    pub address: SocketAddr,

    /// The site's address as visitors see it: links are built from it, and forms are taken only from there
    #[arg(
        long,
        env = "QUARTERDECK_PUBLIC_ORIGIN",
        global = true,
        default_value = "http://localhost:8080",
        value_name = "ORIGIN"
    )]
    pub public_origin: PublicOrigin,

    /// The folder for what is kept on disk: the private PostgreSQL
    #[arg(long, env = "QUARTERDECK_DATA_DIR", global = true, default_value = "var/", value_name = "FOLDER")]
    pub data_dir: PathBuf,

    /// The server that sends mail, as `smtps://user:password@host:465`; without it, mail is written to `mail` in the data folder
    #[arg(long, env = "QUARTERDECK_SMTP_URL", global = true, hide_env_values = true, value_name = "URL")]
    pub smtp_url: Option<String>,

    /// From whom mail comes
    #[arg(
        long,
        env = "QUARTERDECK_MAIL_FROM",
        global = true,
        default_value = "Quarterdeck <no-reply@localhost>",
        value_name = "ADDRESS"
    )]
    pub mail_from: String,
    /// What keys are derived from, at least 32 bytes that nobody can guess; without it, one is made and kept in the database
    #[arg(long, env = "QUARTERDECK_SECRET", global = true, hide_env_values = true, value_name = "TEXT")]
    pub secret: Option<SecretText>,

    /// Proxies in front, whose X-Forwarded-For is believed: addresses and networks (10.0.0.0/8) with commas between
    #[arg(long, env = "QUARTERDECK_PROXIES", global = true, default_value = "", value_name = "NETWORKS")]
    pub proxies: Proxies,

    /// Who runs this site and how to reach them, in one line, for the privacy page and `security.txt`; where it names an e-mail address, requests of visitors are mailed there
    #[arg(long, env = "QUARTERDECK_OPERATOR", global = true, value_name = "TEXT")]
    pub operator: Option<String>,

    /// Whether profiles in the EEA, the UK and Switzerland wait in review until the person was told of them
    #[arg(
        long,
        env = "QUARTERDECK_NOTICE_GATE",
        global = true,
        default_value_t = true,
        action = clap::ArgAction::Set,
        value_name = "BOOL"
    )]
    pub notice_gate: bool,

    /// What is shown of profiles that nobody claimed: `full`, or `minimal` (name, headline, role, place, industries, where it comes from)
    #[arg(long, env = "QUARTERDECK_UNCLAIMED", global = true, default_value = "full", value_name = "HOW")]
    pub unclaimed: Unclaimed,

    /// Whether what owners write into their profiles waits until somebody looked at it (`quarterdeck edits`)
    #[arg(
        long,
        env = "QUARTERDECK_REVIEW_EDITS",
        global = true,
        default_value_t = false,
        action = clap::ArgAction::Set,
        value_name = "BOOL"
    )]
    pub review_edits: bool,

    /// By how much every limit on requests is multiplied; 2 allows twice as many
    #[arg(
        long,
        env = "QUARTERDECK_RATE_LIMIT_SCALE",
        global = true,
        default_value_t = RateLimitScale(1.0),
        value_name = "FACTOR"
    )]
    pub rate_limit_scale: RateLimitScale,

    /// What other servers are asked and told.
    #[command(flatten)]
    pub outgoing: Outgoing,

    /// What Prometheus shows as its bearer token to read `/metrics`; without it there is no such page
    #[arg(
        long,
        env = "QUARTERDECK_METRICS_TOKEN",
        global = true,
        hide_env_values = true,
        value_name = "TEXT"
    )]
    pub metrics_token: Option<SecretText>,

    /// Memory for finished pages, in MiB; 0 keeps none
    #[arg(
        long,
        env = "QUARTERDECK_PAGE_CACHE",
        global = true,
        default_value_t = 64,
        value_parser = clap::value_parser!(u32).range(..=1_048_576),
        value_name = "MIB"
    )]
    pub page_cache: u32,

    /// How log lines are written
    #[arg(
        long,
        env = "QUARTERDECK_LOG_FORMAT",
        global = true,
        default_value = "text",
        value_name = "FORMAT"
    )]
    pub log_format: LogFormat,

    /// What is logged: a level (error, warn, info, debug, trace), or `target=level` pairs with commas between
    #[arg(
        long,
        env = "QUARTERDECK_LOG",
        global = true,
        default_value = "info,sqlx=warn",
        value_name = "FILTER"
    )]
    pub log: String,
}

/// A secret as the environment holds it. It is never shown.
#[derive(Clone)]
pub struct SecretText(String);

impl SecretText {
    /// The secret itself.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

/// Without the end of the line that a file has.
impl From<String> for SecretText {
    fn from(text: String) -> Self {
        Self(text.trim().to_owned())
    }
}

impl fmt::Debug for SecretText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretText(…)")
    }
}

/// The proxies that stand in front of the site. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Proxies(Arc<[Network]>);

impl Proxies {
    /// Whether an address is one of theirs.
    pub fn contain(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(address))
    }
}

impl FromStr for Proxies {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let networks = text.split(',').filter(|part| !part.trim().is_empty()).map(str::parse);
        Ok(Self(networks.collect::<Result<_, _>>()?))
    }
}

/// A factor above 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RateLimitScale(f64);

impl RateLimitScale {
    /// So many times `limit`, at least one.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "checked: finite and at most a million"
    )]
    pub fn times(self, limit: u32) -> NonZeroU32 {
        let scaled = (f64::from(limit) * self.0).round().clamp(1.0, 1e9);
        NonZeroU32::new(scaled as u32).unwrap_or(NonZeroU32::MIN)
    }
}

impl Default for RateLimitScale {
    fn default() -> Self {
        Self(1.0)
    }
}

impl FromStr for RateLimitScale {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let factor: f64 = text.parse().map_err(|error| format!("not a number: {error}"))?;
        if factor > 0.0 && factor <= 1e6 {
            Ok(Self(factor))
        } else {
            Err("must be above 0, at most 1000000".to_owned())
        }
    }
}

impl fmt::Display for RateLimitScale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.0)
    }
}

impl Settings {
    /// Every setting there is, for the table in the README and the test that holds it to the truth.
    pub fn table() -> Vec<Setting> {
        let command = Self::augment_args(Command::new("quarterdeck"));
        command.get_arguments().filter_map(Setting::of).collect()
    }
}

/// One row of the settings' table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// The environment variable.
    pub env: String,
    /// The flag, with its dashes.
    pub flag: String,
    /// What holds when neither is given.
    pub default: Option<String>,
    /// What it does, one sentence.
    pub help: String,
}

impl Setting {
    fn of(argument: &clap::Arg) -> Option<Self> {
        Some(Self {
            env: argument.get_env()?.to_str()?.to_owned(),
            flag: format!("--{}", argument.get_long()?),
            default: argument
                .get_default_values()
                .first()
                .and_then(|value| value.to_str())
                .map(str::to_owned),
            help: argument.get_help().map(ToString::to_string).unwrap_or_default(),
        })
    }
}

/// How log lines are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people, one line each.
    Text,
    /// For machines, one JSON object a line.
    Json,
}

/// `https://host[:port]` as a browser writes it in `Origin`: lower case, no default port, no path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicOrigin(String);

impl PublicOrigin {
    /// The origin, without a slash at its end.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether visitors come over TLS.
    pub fn is_https(&self) -> bool {
        self.0.starts_with("https:")
    }

    /// The absolute form of an address of ours that begins with `/`.
    pub fn absolute(&self, path: impl fmt::Display) -> String {
        format!("{}{path}", self.0)
    }
}

/// A laptop's.
impl Default for PublicOrigin {
    fn default() -> Self {
        Self("http://localhost:8080".to_owned())
    }
}

impl FromStr for PublicOrigin {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let url = Url::parse(text).map_err(|error| format!("not an address: {error}"))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err("must begin with http:// or https://".to_owned());
        }
        if url.path() != "/"
            || url.query().is_some()
            || url.fragment().is_some()
            || !url.username().is_empty()
        {
            return Err("must be scheme and host only, as in https://example.com".to_owned());
        }
        Ok(Self(url.origin().ascii_serialization()))
    }
}

impl fmt::Display for PublicOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The server's limits: what one client may take, what pages may. Not settings, but for the memory of pages: tests make
/// them smaller, nobody else.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// For a request's header to arrive, and for a kept-alive connection to stay idle.
    pub header_read: Duration,
    /// For a request's whole body to arrive.
    pub body_read: Duration,
    /// For a client to take any of an answer that waits for it.
    pub write_stall: Duration,
    /// For a handler to answer, once the request is there.
    pub handler: Duration,
    /// For an operator's file to arrive whole, and be kept.
    pub upload: Duration,
    /// For requests in flight to finish after the signal to stop.
    pub graceful_stop: Duration,
    /// Open connections; more wait in the kernel's queue.
    pub connections: usize,
    /// Bytes of a request's body.
    pub body_bytes: usize,
    /// Bytes of an operator's file.
    pub upload_bytes: usize,
    /// Memory for finished pages, in bytes.
    pub page_bytes: usize,
    /// For a page to be shown as it is after something changed, while the new one is made.
    pub page_grace: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            header_read: Duration::from_secs(10),
            body_read: Duration::from_secs(15),
            write_stall: Duration::from_secs(15),
            handler: Duration::from_secs(5),
            upload: Duration::from_mins(10),
            graceful_stop: Duration::from_secs(20),
            connections: 2_048,
            body_bytes: 1024 * 1024,
            upload_bytes: 100 * 1024 * 1024,
            page_bytes: 64 * 1024 * 1024,
            page_grace: Duration::from_millis(500),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_has_a_variable_a_flag_and_a_sentence() {
        let table = Settings::table();
        assert_eq!(table.len(), 25);
        for setting in table {
            assert!(setting.env == "DATABASE_URL" || setting.env.starts_with("QUARTERDECK_"), "{setting:?}");
            assert!(!setting.help.is_empty(), "{setting:?}");
            let may_lack_default = [
                "DATABASE_URL",
                "QUARTERDECK_SECRET",
                "QUARTERDECK_OPERATOR",
                "QUARTERDECK_SMTP_URL",
                "QUARTERDECK_CHECK_LINKS",
                "QUARTERDECK_FETCH_PHOTOS",
                "QUARTERDECK_INDEXNOW_KEY",
                "QUARTERDECK_GOOGLE_ACCOUNT",
                "QUARTERDECK_METRICS_TOKEN",
            ]
            .contains(&setting.env.as_str());
            assert!(setting.default.is_some() || may_lack_default, "{setting:?}");
        }
    }

    #[test]
    fn one_factor_scales_every_limit_and_leaves_at_least_one() {
        let scale = |text: &str| text.parse::<RateLimitScale>();
        assert_eq!(scale("0.5").unwrap().times(20).get(), 10);
        assert_eq!(scale("0.001").unwrap().times(20).get(), 1);
        assert_eq!(scale("1000000").unwrap().times(50).get(), 50_000_000);
        for wrong in ["0", "-1", "NaN", "inf", "much", "1e9"] {
            assert!(scale(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn an_origin_is_written_as_browsers_write_it() {
        let origin: PublicOrigin = "https://Example.COM:443/".parse().unwrap();
        assert_eq!(origin.as_str(), "https://example.com");
        assert_eq!(origin.absolute("/jobs"), "https://example.com/jobs");
        assert!(origin.is_https());
        assert_eq!(
            "http://localhost:8080".parse::<PublicOrigin>().unwrap().as_str(),
            "http://localhost:8080"
        );
    }

    #[test]
    fn an_origin_with_a_path_or_another_scheme_is_refused() {
        for wrong in
            ["https://example.com/site", "https://a@example.com", "ftp://example.com", "example.com", ""]
        {
            assert!(wrong.parse::<PublicOrigin>().is_err(), "{wrong}");
        }
    }
}
