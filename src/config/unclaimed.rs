//! What is shown of people who did not sign up.

use clap::ValueEnum;
use url::Url;

/// How much of a profile that nobody claimed the public sees.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Unclaimed {
    /// All that its list says.
    #[default]
    Full,
    /// Name, headline, role, place, industries, and where it comes from.
    Minimal,
}

impl Unclaimed {
    /// The address of a database whose connections know it: the function `is_minimal` there reads it.
    pub fn in_url(self, url: &str) -> String {
        match (self, Url::parse(url)) {
            (Self::Minimal, Ok(mut url)) => {
                url.query_pairs_mut().append_pair("options[quarterdeck.unclaimed]", "minimal");
                url.into()
            }
            // An address that makes no sense is refused by whoever connects.
            (_, Err(_)) | (Self::Full, _) => url.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use sqlx::postgres::PgConnectOptions;

    use super::*;

    #[test]
    fn connections_are_told_and_the_rest_of_their_address_stays() {
        for url in [
            "postgres://ann:s%40fe@db.example:5433/site?sslmode=require",
            "postgres:///site?host=%2Fvar%2Frun%20dir&options=-c%20work_mem%3D8MB",
        ] {
            assert_eq!(Unclaimed::Full.in_url(url), url);
            let read = |url: &str| url.parse::<PgConnectOptions>().unwrap();
            let (before, after) = (read(url), read(&Unclaimed::Minimal.in_url(url)));
            let told =
                format!("{} -c quarterdeck.unclaimed=minimal", before.get_options().unwrap_or_default());
            assert_eq!(after.get_options().map(str::trim), Some(told.trim()));
            assert_eq!(
                (after.get_host(), after.get_port(), after.get_database(), after.get_username()),
                (before.get_host(), before.get_port(), before.get_database(), before.get_username())
            );
        }
        assert_eq!(Unclaimed::Minimal.in_url("nonsense"), "nonsense");
    }
}
