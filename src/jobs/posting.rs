//! From a posting's row to what its pages show.

use chrono::{DateTime, Utc};

use super::queries::{JobRow, price};
use super::view::{Closed, Posting};
use super::{ClosedReason, RemoteType};
use crate::taxonomy::Vocabulary;
use crate::taxonomy::shipped::{COUNTRIES, REGIONS};
use crate::taxonomy::vocabulary::fold;
use crate::values::Hours;
use crate::web::links::Named;
use crate::web::markdown::Html;

impl JobRow {
    /// Decides what the page of an open posting shows.
    pub fn to_view(&self) -> Posting {
        let pay = price(
            self.comp_min_amount,
            self.comp_max_amount,
            self.comp_period.as_deref(),
            self.comp_currency.as_deref(),
        );
        let day = |at: Option<DateTime<Utc>>| at.map(|at| at.date_naive());
        Posting {
            slug: self.slug.clone(),
            title: self.title.clone(),
            company: self.company_name.clone(),
            company_url: self.company_url.clone(),
            role: self.role(),
            location: self.location_summary.clone(),
            place: self
                .location_slug
                .as_ref()
                .zip(self.location_name.as_ref())
                .map(|(slug, name)| Named::new(slug, name)),
            remote: self.remote_type,
            remote_countries: self.unsaid_countries(),
            employment: self.employment_type,
            pay,
            pay_note: self.compensation_summary.clone(),
            hours: Hours::new(self.hours_per_week_min, self.hours_per_week_max),
            duration_months: self.duration_months,
            industries: self.industries.iter().map(|(slug, name)| Named::new(slug, name)).collect(),
            industries_are_derived: self.industries_are_derived,
            summary: self.summary.clone(),
            description: Html::from_markdown(&self.description),
            responsibilities: self.responsibilities.clone(),
            requirements: self.requirements.clone(),
            posted_on: self.posted_at.date_naive(),
            checked_on: day(self.last_verified_at),
            listed_on: day(self.source_synced_at).filter(|listed| Some(*listed) > day(self.last_verified_at)),
            open_until: self.open_until.date_naive(),
            expires_on: self.expires_at.map(|at| at.date_naive()),
            apply_host: host(&self.apply_url),
        }
    }

    /// Decides what is said of a posting that closed, or whose last day has passed.
    pub fn to_closed_view(&self) -> Closed {
        // Running out is the same, whether it was already written down or not.
        let ran_out = match (self.closed_at, self.closed_reason) {
            (Some(at), Some(ClosedReason::Expired)) => at == self.open_until,
            (closed_at, _) => closed_at.is_none(),
        };
        let is_stale = ran_out && self.expires_at.is_none();
        Closed {
            title: self.title.clone(),
            company: self.company_name.clone(),
            role: self.role(),
            closed_on: self.closed_at.unwrap_or(self.open_until).date_naive(),
            reason: if ran_out { Some(ClosedReason::Expired) } else { self.closed_reason },
            stale_since: is_stale.then(|| self.confirmed_at().unwrap_or(self.posted_at).date_naive()),
            posted_on: self.posted_at.date_naive(),
        }
    }

    /// The newest sign that it is open: somebody looked, or its source still had it.
    pub fn confirmed_at(&self) -> Option<DateTime<Utc>> {
        self.last_verified_at.max(self.source_synced_at)
    }

    /// From which countries a remote job may be done: those that it names, else its own.
    pub fn applicant_countries(&self) -> &[String] {
        match self.remote_type {
            Some(RemoteType::Remote) if self.remote_countries.is_empty() => self.country_code.as_slice(),
            Some(RemoteType::Remote) => &self.remote_countries,
            _ => &[],
        }
    }

    /// From which countries a remote job may be done, unless the location says so itself ("Remote (US)").
    fn unsaid_countries(&self) -> Vec<String> {
        let codes = self.applicant_countries();
        let are_said = codes.iter().all(|code| names_country(&self.location_summary, code));
        if are_said { Vec::new() } else { codes.iter().map(|code| country(code)).collect() }
    }

    fn role(&self) -> Named {
        Named::new(&self.role_slug, &self.role_title)
    }
}

/// What people read for a country code.
fn country(code: &str) -> String {
    Vocabulary::country_by_code(code).map_or_else(|| code.to_owned(), |country| country.name.clone())
}

/// Whether a location's own words have a country in them, by a name or its code.
fn names_country(location: &str, code: &str) -> bool {
    let Some(country) = Vocabulary::country_by_code(code) else { return false };
    let words = format!(" {} ", fold(location));
    let mut names = std::iter::once(&country.name).chain(&country.aliases);
    names.any(|name| words.contains(&format!(" {} ", fold(name)))) || says_code(location, code)
}

/// Whether a location says a country by its code. One that is an American state's as well, it says only where there is no place
/// beside it: "Remote (San Francisco, CA)" is not in Canada.
fn says_code(location: &str, code: &str) -> bool {
    const BESIDE: [&str; 9] = ["and", "anywhere", "based", "from", "fully", "in", "only", "or", "remote"];
    let mut words = location.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let is_state = REGIONS.iter().any(|region| region.country_code == "US" && region.code == code);
    let is_beside = |word: &str| {
        BESIDE.contains(&word.to_lowercase().as_str()) || COUNTRIES.iter().any(|country| country.code == word)
    };
    words.clone().any(|word| word == code) && (!is_state || words.all(is_beside))
}

/// The host of an address, without `www.`.
fn host(address: &str) -> String {
    let host =
        url::Url::parse(address).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default();
    host.strip_prefix("www.").unwrap_or(&host).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_location_names_a_country_by_its_name_another_name_or_its_code() {
        for (location, code, is_named) in [
            ("Remote (US)", "US", true),
            ("Remote (U.S.)", "US", true),
            ("Remote, United States", "US", true),
            ("Remote (US or Canada)", "CA", true),
            ("Remote (UK)", "GB", true),
            ("Remote, DE", "DE", true),
            ("Remote (CA)", "CA", true),
            ("Remote (US, CA)", "CA", true),
            ("US only (remote)", "US", true),
            ("Remote (Lyon, FR)", "FR", true),
            // A state by the same code is none.
            ("Remote (San Francisco, CA)", "CA", false),
            ("Remote (Gary, IN)", "IN", false),
            ("Denver, CO (remote)", "CO", false),
            ("Wilmington, DE", "DE", false),
            ("Remote", "US", false),
            ("Remote (Europe)", "DE", false),
            ("Remote, Indiana", "IN", false),
            ("Work in the open", "IN", false),
        ] {
            assert_eq!(names_country(location, code), is_named, "{location}, {code}");
        }
    }
}
