//! Correcting a profile before it is public. What it says is shown to nobody but its person, whose mail has a link that is
//! signed; at the form's bare address there is nothing yet.

use uuid::Uuid;

use crate::error::Result;
use crate::secrets::{Key, Purpose, signed};
use crate::state::AppState;
use crate::urls;

/// The parameter of the link, and the field of the form, that shows whose mail it was.
pub(super) const SEAL: &str = "seal";

/// What is signed.
const KIND: &str = "correct before it is public";

/// The address of the form, as a mail to the profile's person has it; the key is that of [`Purpose::Corrections`].
pub fn href(key: &Key, slug: &str, profile: Uuid) -> String {
    format!("{}?{SEAL}={}", urls::CorrectExecutive::to(slug), signed::token(key, KIND, profile))
}

/// Whether a seal is the one of a profile.
pub(super) async fn fits(site: &AppState, seal: &str, profile: Uuid) -> Result<bool> {
    let key = site.secrets.keys(&site.pool).await?.key(Purpose::Corrections);
    Ok(signed::read(&key, KIND, seal) == Some(profile))
}
