//! What search engines are told of an open posting: nothing that the page doesn't show.

use serde_json::{Map, Value, json};

use super::RemoteType;
use super::queries::JobRow;
use super::view::Posting;

/// `JobPosting`, where the posting says enough for a valid one: a place with its country, or remote work with the
/// countries that it may be done from.
pub fn job_posting(row: &JobRow, posting: &Posting) -> Option<Value> {
    let mut data = Map::new();
    let mut put = |name: &str, value: Value| {
        data.insert(name.to_owned(), value);
    };
    put("@context", json!("https://schema.org"));
    put("@type", json!("JobPosting"));
    put("title", json!(posting.title));
    put("description", json!(whole_text(posting)));
    put("datePosted", json!(posting.posted_on));
    put("employmentType", json!(row.employment_type.as_str()));
    put("directApply", json!(false));
    put("identifier", json!({"@type": "PropertyValue", "name": posting.company, "value": row.id}));
    let mut employer = json!({"@type": "Organization", "name": posting.company});
    if let Some(url) = &posting.company_url {
        employer["sameAs"] = json!(url);
    }
    put("hiringOrganization", employer);
    if row.remote_type == Some(RemoteType::Remote) {
        let countries = row.applicant_countries();
        if countries.is_empty() {
            return None;
        }
        let required: Vec<Value> =
            countries.iter().map(|code| json!({"@type": "Country", "name": code})).collect();
        put("jobLocationType", json!("TELECOMMUTE"));
        put("applicantLocationRequirements", json!(required));
    } else {
        let country = row.location_country.as_deref().or(row.country_code.as_deref())?;
        let mut address = json!({"@type": "PostalAddress", "addressCountry": country});
        if let Some(city) = &row.city {
            address["addressLocality"] = json!(city);
        }
        if let Some(region) = &row.state_region {
            address["addressRegion"] = json!(region);
        }
        put("jobLocation", json!({"@type": "Place", "address": address}));
    }
    if let Some(pay) = posting.pay {
        let mut value = json!({"@type": "QuantitativeValue", "unitText": pay.period.as_str().to_uppercase()});
        match (pay.min, pay.max) {
            (Some(min), Some(max)) if min != max => {
                value["minValue"] = json!(min);
                value["maxValue"] = json!(max);
            }
            (Some(min), None) => value["minValue"] = json!(min),
            (min, max) => value["value"] = json!(max.or(min)),
        }
        put(
            "baseSalary",
            json!({"@type": "MonetaryAmount", "currency": pay.currency.code(), "value": value}),
        );
    }
    put("validThrough", json!(row.open_until.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)));
    Some(Value::Object(data))
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
