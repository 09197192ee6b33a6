//! What search engines are told of a profile: nothing that the page doesn't show.

use serde_json::Value;

use super::portraits::Photo;
use super::queries::ProfileRow;
use super::view::Profile;
use crate::seo::{Credential, Organization, Person, PostalAddress, ProfilePage, School, json_ld};
use crate::web::page::Layout;

/// `ProfilePage` with its `Person`.
pub fn profile_page(row: &ProfileRow, profile: &Profile, layout: &Layout, address: &str) -> Value {
    let person = Person {
        name: profile.name.clone(),
        job_title: row.role_full_title.clone(),
        description: profile.headline.clone(),
        url: address.to_owned(),
        address: PostalAddress {
            address_country: row.country_code.clone(),
            address_locality: Some(row.city.clone()),
            address_region: row.state_region.clone(),
        }
        .as_read(&row.location_name),
        image: row.photo.as_deref().map(|photo| layout.absolute(Photo::public(photo).large())),
        same_as: [&row.linkedin_url, &row.website_url].into_iter().flatten().cloned().collect(),
        knows_about: profile.specialties.iter().map(|specialty| specialty.name.clone()).collect(),
        alumni_of: (profile.education.iter())
            .map(|degree| School { name: degree.institution.clone() })
            .collect(),
        has_credential: (profile.certifications.iter())
            .map(|one| Credential { name: one.full_name.as_ref().unwrap_or(&one.name).clone() })
            .collect(),
        works_for: (profile.experience.iter())
            .filter(|entry| entry.current)
            .filter(|entry| is_organization(&entry.company))
            .map(|entry| Organization::named(&entry.company))
            .collect(),
    };
    json_ld(&ProfilePage::new(person, row.content_updated_at))
}

/// Whether a name is one of a company: people who work for themselves say so in its place.
fn is_organization(name: &str) -> bool {
    const NOBODY: [&str; 6] = [
        "independent",
        "self-employed",
        "self employed",
        "freelance",
        "freelancer",
        "independent consultant",
    ];
    !NOBODY.contains(&name.trim().to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_works_for_themselves_works_for_no_organization() {
        for (name, expected) in [
            ("Lumen Freight", true),
            ("Independent", false),
            (" Self-Employed ", false),
            ("Independent News", true),
        ] {
            assert_eq!(is_organization(name), expected, "{name}");
        }
    }
}
