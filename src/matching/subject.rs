//! The profile or the posting for which something is sought.

use std::sync::{Arc, OnceLock};

use uuid::Uuid;

use crate::executives::queries::ProfileRow;
use crate::executives::view::Profile;
use crate::jobs::RemoteType;
use crate::jobs::queries::JobRow;
use crate::jobs::view::Posting;
use crate::values::{Hours, Price};
use crate::web::links::Named;

/// What matters of a profile or a posting to those that are held against it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subject {
    /// Whose it is.
    pub id: Uuid,
    /// The slug of the role.
    pub role: String,
    /// The slugs of the industries, most important first.
    pub industries: Vec<String>,
    /// The slugs of the specialties, most important first; postings have none.
    pub specialties: Vec<String>,
    /// The slug of the place, where there is a known one.
    pub place: Option<String>,
    /// Where the work is done: of a person nothing, unless they also work remotely.
    pub presence: Option<RemoteType>,
    /// The countries from which a remote job may be done, by their codes; none where that is any.
    pub applicants: Vec<String>,
    /// What is asked or paid, as it is quoted.
    pub prices: Vec<Price>,
    /// The hours a week that somebody has, or that a job takes.
    pub hours: Option<Hours>,
    /// The places around, once they were asked for.
    pub(super) around: OnceLock<[Arc<[String]>; 3]>,
}

impl Subject {
    /// A person.
    pub fn person(row: &ProfileRow, profile: &Profile) -> Self {
        Self {
            id: row.id,
            role: row.role_slug.clone(),
            industries: slugs(&profile.industries),
            specialties: row.specialties.iter().map(|(slug, _)| slug.clone()).collect(),
            place: Some(row.location_slug.clone()),
            presence: profile.remote.then_some(RemoteType::Remote),
            applicants: Vec::new(),
            prices: profile.prices.clone(),
            hours: profile.hours,
            around: OnceLock::new(),
        }
    }

    /// A job, open or closed.
    pub fn job(row: &JobRow, posting: &Posting) -> Self {
        Self {
            id: row.id,
            role: row.role_slug.clone(),
            industries: slugs(&posting.industries),
            specialties: Vec::new(),
            place: row.location_slug.clone(),
            presence: row.remote_type,
            applicants: row.applicant_countries().to_vec(),
            prices: posting.pay.into_iter().collect(),
            hours: posting.hours,
            around: OnceLock::new(),
        }
    }

    /// The places around at three distances: who goes with a page is sought twice, from the same place.
    pub fn around(&self, find: impl FnOnce() -> [Arc<[String]>; 3]) -> &[Arc<[String]>; 3] {
        self.around.get_or_init(find)
    }
}

fn slugs(named: &[Named]) -> Vec<String> {
    named.iter().map(|named| named.slug.clone()).collect()
}
