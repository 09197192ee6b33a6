//! What search engines are told of a profile: nothing that the page doesn't show.

use serde_json::{Value, json};

use super::queries::ProfileRow;
use super::view::Profile;

/// `ProfilePage` with its `Person`. Reviews stay out: a `Person` is no reviewable type.
pub fn profile_page(row: &ProfileRow, profile: &Profile, address: &str) -> Value {
    let mut person = json!({
        "@type": "Person",
        "name": profile.name,
        "jobTitle": row.role_full_title,
        "description": profile.headline,
        "url": address,
        "address": {"@type": "PostalAddress", "addressLocality": row.city, "addressRegion": row.state_region,
                    "addressCountry": row.country_code},
    });
    let same_as: Vec<&String> = [&row.linkedin_url, &row.website_url].into_iter().flatten().collect();
    let alumni_of: Vec<Value> = (profile.education.iter())
        .map(|degree| json!({"@type": "EducationalOrganization", "name": degree.institution}))
        .collect();
    let credentials: Vec<Value> = (profile.certifications.iter())
        .map(|one| json!({"@type": "EducationalOccupationalCredential", "name": one.full_name.as_ref().unwrap_or(&one.name)}))
        .collect();
    let works_for: Vec<Value> = (profile.experience.iter())
        .filter(|entry| entry.current)
        .map(|entry| json!({"@type": "Organization", "name": entry.company}))
        .collect();
    for (name, values) in [
        ("sameAs", json!(same_as)),
        ("knowsAbout", json!(profile.specialties)),
        ("alumniOf", json!(alumni_of)),
        ("hasCredential", json!(credentials)),
        ("worksFor", json!(works_for)),
    ] {
        if values.as_array().is_some_and(|values| !values.is_empty()) {
            person[name] = values;
        }
    }
    if row.state_region.is_none()
        && let Some(address) = person["address"].as_object_mut()
    {
        address.remove("addressRegion");
    }
    json!({"@context": "https://schema.org", "@type": "ProfilePage", "url": address,
           "dateModified": row.content_updated_at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
           "mainEntity": person})
}
