//! An open posting.

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use super::{Organization, PostalAddress};
use crate::values::Price;

/// An open posting. A closed one says nothing.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "@type", rename_all = "camelCase")]
pub struct JobPosting {
    /// The job's title and nothing else: no employer, no place, no pay.
    pub title: String,
    /// The whole text as HTML, as the page shows it.
    pub description: String,
    /// The day on which it was posted.
    pub date_posted: NaiveDate,
    /// `PART_TIME`, `CONTRACTOR`, `TEMPORARY`, `FULL_TIME`.
    pub employment_type: &'static str,
    /// Whether one applies on this site.
    pub direct_apply: bool,
    /// The employer's name with our number for it.
    pub identifier: Identifier,
    /// The employer, never this site.
    pub hiring_organization: Organization,
    /// Where the work is done.
    #[serde(flatten)]
    pub location: JobLocation,
    /// The employer's own figures.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base_salary: Option<Pay>,
    /// Until when it is open.
    #[serde(serialize_with = "to_the_second")]
    pub valid_through: DateTime<Utc>,
}

/// A number that is the employer's or ours.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "@type", rename = "PropertyValue")]
pub struct Identifier {
    /// Whose posting it numbers.
    pub name: String,
    /// The number.
    pub value: String,
}

/// Where the work is done.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum JobLocation {
    /// Entirely remote, from these countries; at least one.
    #[serde(rename_all = "camelCase")]
    Remote {
        /// `TELECOMMUTE`.
        job_location_type: &'static str,
        /// From where it may be done.
        applicant_location_requirements: Vec<Country>,
    },
    /// At a place, at least now and then.
    #[serde(rename_all = "camelCase")]
    At {
        /// The place.
        job_location: Place,
    },
}

impl JobLocation {
    /// Entirely remote; nothing where no country is known.
    pub fn remote(countries: &[String]) -> Option<Self> {
        let countries: Vec<Country> = countries.iter().map(|code| Country { name: code.clone() }).collect();
        (!countries.is_empty()).then_some(Self::Remote {
            job_location_type: "TELECOMMUTE",
            applicant_location_requirements: countries,
        })
    }

    /// At a place.
    pub fn at(address: PostalAddress) -> Self {
        Self::At { job_location: Place { address } }
    }
}

/// A country by its ISO 3166-1 code.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "@type")]
pub struct Country {
    /// The code.
    pub name: String,
}

/// A place of work.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "@type")]
pub struct Place {
    /// Where it is.
    pub address: PostalAddress,
}

/// What it pays.
#[derive(Clone, Copy, Debug)]
pub struct Pay(pub Price);

impl Serialize for Pay {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Price { min, max, period, currency } = self.0;
        let mut value = json!({"@type": "QuantitativeValue", "unitText": period.as_str().to_uppercase()});
        match (min, max) {
            (Some(min), Some(max)) if min == max => value["value"] = json!(min),
            (min, max) => {
                // "From" stays a floor, "up to" a ceiling.
                for (name, bound) in [("minValue", min), ("maxValue", max)] {
                    if let Some(bound) = bound {
                        value[name] = Value::from(bound);
                    }
                }
            }
        }
        json!({"@type": "MonetaryAmount", "currency": currency.code(), "value": value}).serialize(serializer)
    }
}

fn to_the_second<S: Serializer>(moment: &DateTime<Utc>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&moment.to_rfc3339_opts(SecondsFormat::Secs, true))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seo::json_ld;
    use crate::values::{Currency, Period};

    fn posting() -> JobPosting {
        JobPosting {
            title: "Fractional CFO".into(),
            description: "<p>Own the numbers.</p>".into(),
            date_posted: NaiveDate::from_ymd_opt(2026, 6, 1).unwrap(),
            employment_type: "CONTRACTOR",
            direct_apply: false,
            identifier: Identifier { name: "Northwind".into(), value: "17".into() },
            hiring_organization: Organization::named("Northwind"),
            location: JobLocation::remote(&["US".into()]).unwrap(),
            base_salary: None,
            valid_through: DateTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn what_is_required_is_always_there_and_what_is_unknown_never() {
        let said = json_ld(&posting());
        assert_eq!(
            said,
            json!({
                "@context": "https://schema.org", "@type": "JobPosting", "title": "Fractional CFO",
                "description": "<p>Own the numbers.</p>", "datePosted": "2026-06-01", "employmentType": "CONTRACTOR",
                "directApply": false,
                "identifier": {"@type": "PropertyValue", "name": "Northwind", "value": "17"},
                "hiringOrganization": {"@type": "Organization", "name": "Northwind"},
                "jobLocationType": "TELECOMMUTE",
                "applicantLocationRequirements": [{"@type": "Country", "name": "US"}],
                "validThrough": "1970-01-01T00:00:00Z",
            })
        );
    }

    #[test]
    fn remote_work_names_its_countries_or_is_not_said() {
        assert!(JobLocation::remote(&[]).is_none());
    }

    #[test]
    fn a_place_always_has_its_country() {
        let address =
            PostalAddress { address_country: "GB".into(), address_locality: None, address_region: None };
        let said = json_ld(&JobPosting { location: JobLocation::at(address), ..posting() });
        assert_eq!(
            said["jobLocation"],
            json!({"@type": "Place", "address": {"@type": "PostalAddress", "addressCountry": "GB"}})
        );
        assert!(said.get("jobLocationType").is_none());
    }

    #[test]
    fn pay_keeps_what_the_employer_said() {
        let value = |min, max| {
            let price = Price { min, max, period: Period::Month, currency: Currency::EUR };
            json_ld(&JobPosting { base_salary: Some(Pay(price)), ..posting() })["baseSalary"]["value"].clone()
        };
        let unit = json!("MONTH");
        for (min, max, expected) in [
            (
                Some(1),
                Some(2),
                json!({"@type": "QuantitativeValue", "unitText": unit, "minValue": 1, "maxValue": 2}),
            ),
            (Some(1), Some(1), json!({"@type": "QuantitativeValue", "unitText": unit, "value": 1})),
            (Some(1), None, json!({"@type": "QuantitativeValue", "unitText": unit, "minValue": 1})),
            (None, Some(2), json!({"@type": "QuantitativeValue", "unitText": unit, "maxValue": 2})),
        ] {
            assert_eq!(value(min, max), expected);
        }
    }
}
