//! What search engines are told of an open posting: nothing that the page doesn't show.

use serde_json::Value;

use super::RemoteType;
use super::queries::JobRow;
use super::view::Posting;
use crate::seo::{Identifier, JobLocation, JobPosting, Organization, Pay, PostalAddress, json_ld};

/// `JobPosting`, where the posting says enough for a valid one: a place with its country, or remote work with the
/// countries that it may be done from.
pub fn job_posting(row: &JobRow, posting: &Posting) -> Option<Value> {
    let data = JobPosting {
        title: posting.title.clone(),
        description: whole_text(posting),
        date_posted: posting.posted_on,
        employment_type: row.employment_type.as_str(),
        direct_apply: false,
        identifier: Identifier { name: posting.company.clone(), value: row.id.to_string() },
        hiring_organization: Organization {
            same_as: posting.company_url.clone(),
            ..Organization::named(&posting.company)
        },
        location: location(row)?,
        base_salary: posting.pay.map(Pay),
        valid_through: row.open_until,
    };
    Some(json_ld(&data))
}

/// Only what is remote entirely counts as that: hybrid work has a place.
fn location(row: &JobRow) -> Option<JobLocation> {
    if row.remote_type == Some(RemoteType::Remote) {
        return JobLocation::remote(row.applicant_countries());
    }
    let address = PostalAddress {
        address_country: row.location_country.clone().or_else(|| row.country_code.clone())?,
        address_locality: row.city.clone(),
        address_region: row.state_region.clone(),
    };
    Some(JobLocation::at(address.as_read(&row.location_summary)))
}

/// The whole text as the page shows it: description, responsibilities, requirements.
pub fn whole_text(posting: &Posting) -> String {
    let mut html = posting.description.as_str().to_owned();
    for (heading, items) in
        [("What you will do", &posting.responsibilities), ("What you bring", &posting.requirements)]
    {
        if items.is_empty() {
            continue;
        }
        html.push_str("<p>");
        html.push_str(heading);
        html.push_str("</p><ul>");
        for item in items {
            html.push_str("<li>");
            html.push_str(&escape(item));
            html.push_str("</li>");
        }
        html.push_str("</ul>");
    }
    html
}

/// Plain text as HTML.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
