//! The fields of a profile that can be corrected: what each shows, and how a proposal is read.

use chrono::NaiveDate;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::executives::editing::Edit;
use crate::executives::queries::ProfileRow;
use crate::executives::view::Profile;
use crate::ingestion::normalise::{
    Reading, availability, boolean, compensation, industry, language, location, markdown, person, role,
    specialty, text, url,
};
use crate::taxonomy::{Catalog, TaxonomyKind};
use crate::values::{Period, terms};

terms! {
    /// A field of a profile.
    Field = "text" {
        Name: "full_name", "name", "Name";
        Headline: "headline", "headline", "Headline";
        Role: "role", "role", "Role";
        Location: "location", "location", "Place";
        Rates: "rates", "price", "Price";
        Hours: "hours_per_week", "hours", "Hours a week";
        Availability: "availability", "availability", "Availability";
        Remote: "remote_available", "remote", "Works remotely";
        Industries: "industries", "industries", "Industries";
        Specialties: "specialties", "specialties", "Specialties";
        Languages: "languages", "languages", "Languages";
        LinkedIn: "linkedin_url", "linkedin", "LinkedIn page";
        Website: "website_url", "website", "Website";
        Bio: "bio", "about", "About";
    }
}

/// What readers need besides the text.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// What canonical rows are called.
    pub catalog: &'a Catalog,
    /// The day (UTC).
    pub today: NaiveDate,
    /// The country of the profile, which decides what a bare `$` is.
    pub country: Option<&'a str>,
}

impl Field {
    /// The field of a word in the database.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|field| field.as_str() == word)
    }

    /// Whether a profile may go without it.
    pub const fn may_be_missing(self) -> bool {
        !matches!(self, Self::Name | Self::Headline | Self::Role | Self::Location)
    }

    /// Whether it has several lines.
    pub const fn is_long(self) -> bool {
        matches!(self, Self::Bio)
    }

    /// Characters of a proposal.
    pub const fn longest(self) -> usize {
        match self {
            Self::Bio => 20_000,
            Self::LinkedIn | Self::Website | Self::Industries | Self::Specialties => 1_000,
            _ => 200,
        }
    }

    /// What a proposal looks like.
    pub const fn hint(self) -> &'static str {
        match self {
            Self::Role => "As in CFO or VP Sales",
            Self::Location => "As in Austin, Texas",
            Self::Rates => "As in $9,000 to $12,000 a month",
            Self::Hours => "As in 10 to 20",
            Self::Availability => "As in available now, or from 1 March",
            Self::Remote => "Yes or no",
            Self::Industries | Self::Specialties | Self::Languages => "All of them, with commas between",
            Self::LinkedIn => "As in linkedin.com/in/name",
            _ => "",
        }
    }

    /// What the page shows; nothing where it shows nothing.
    pub fn shown(self, row: &ProfileRow, profile: &Profile) -> Option<String> {
        let joined = |parts: Vec<String>| (!parts.is_empty()).then(|| parts.join(", "));
        match self {
            Self::Name => Some(profile.name.clone()),
            Self::Headline => Some(profile.headline.clone()),
            Self::Role => Some(profile.role_full.clone()),
            Self::Location => profile.location.as_ref().map(|place| place.name.clone()),
            Self::Rates => joined(profile.prices.iter().map(ToString::to_string).collect()),
            Self::Hours => profile.hours.map(|hours| hours.to_string()),
            Self::Availability => profile.availability.stated.then(|| {
                let date = profile.availability.date.map(|date| format!(", {}", date.format("%-d %B %Y")));
                format!("{}{}", profile.availability.state, date.unwrap_or_default())
            }),
            Self::Remote => row.remote_available.map(|remote| if remote { "Yes" } else { "No" }.to_owned()),
            Self::Industries => joined(profile.industries.iter().map(|named| named.name.clone()).collect()),
            Self::Specialties => joined(profile.specialties.iter().map(|named| named.name.clone()).collect()),
            Self::Languages => joined(profile.languages.clone()),
            Self::LinkedIn => row.linkedin_url.clone(),
            Self::Website => row.website_url.clone(),
            Self::Bio => row.bio.clone(),
        }
    }

    /// What a proposal writes into the profile; nothing proposed means that nothing should be there. Fails with what to
    /// do.
    pub fn read(self, proposed: Option<&str>, context: Context<'_>) -> Result<Edit, String> {
        match proposed {
            Some(text) => self.read_text(text, context),
            None if self.may_be_missing() => Ok(self.nothing()),
            None => Err(format!("A profile can’t do without: {}.", self.label().to_lowercase())),
        }
    }

    fn read_text(self, said: &str, context: Context<'_>) -> Result<Edit, String> {
        let vocabulary = &context.catalog.vocabulary;
        match self {
            Self::Name => {
                let name = plain(person::full_name(said), "Type the first and the last name.")?;
                Ok(columns(
                    json!({"first_name": name.first_name, "last_name": name.last_name, "full_name": name.full_name}),
                ))
            }
            Self::Headline => {
                Ok(one("headline", plain(text::line(said, 200), "Type the headline in one line.")?))
            }
            Self::Role => {
                let read = plain(
                    role::role(said, vocabulary),
                    "We know no such role; try its common title, as in CFO.",
                )?;
                Ok(one("role_id", id(context, TaxonomyKind::Role, &read.role_slug)?))
            }
            Self::Location => {
                let unknown = "We know no such place; try the next larger town and its country.";
                let read = plain(location::location(said, vocabulary), unknown)?;
                Ok(one(
                    "location_id",
                    id(context, TaxonomyKind::Location, &read.location_slug.ok_or(unknown)?)?,
                ))
            }
            Self::Rates => rates(said, context),
            Self::Hours => {
                let (low, high) = compensation::hours_per_week(&format!("{said} hours per week"))
                    .or_else(|| compensation::hours_per_week(said))
                    .filter(|(low, high)| 1 <= *low && low <= high && *high <= 80)
                    .ok_or("Type a number of hours from 1 to 80, or two with “to” between.")?;
                Ok(columns(json!({"hours_per_week_min": low, "hours_per_week_max": high})))
            }
            Self::Availability => {
                let read = plain(
                    availability::availability(said, context.today),
                    "Say it as in “available now”, “from 1 March”, “fully booked”.",
                )?;
                Ok(columns(json!({"availability": read.availability, "available_from": read.available_from})))
            }
            Self::Remote => Ok(one("remote_available", plain(boolean::boolean(said), "Type yes or no.")?)),
            Self::Industries => {
                let ids = terms_of(industry::industries(said, vocabulary), TaxonomyKind::Industry, context)?;
                Ok(Edit { industries: Some(ids), ..Edit::default() })
            }
            Self::Specialties => {
                let ids =
                    terms_of(specialty::specialties(said, vocabulary), TaxonomyKind::Specialty, context)?;
                Ok(Edit { specialties: Some(ids), ..Edit::default() })
            }
            Self::Languages => {
                let codes =
                    plain(language::languages(said), "Type languages in English, with commas between.")?;
                Ok(one("languages", codes))
            }
            Self::LinkedIn => {
                let read = plain(
                    url::canonical_linkedin(said),
                    "Copy the address of a person’s page: linkedin.com/in/….",
                )?;
                Ok(columns(json!({"linkedin_url": read.url, "linkedin_key": read.key})))
            }
            Self::Website => Ok(one(
                "website_url",
                plain(url::web(said), "Copy a web address, as in https://example.com.")?,
            )),
            Self::Bio => Ok(one(
                "bio",
                plain(markdown::markdown(said, self.longest()), "Type what should stand there.")?,
            )),
        }
    }

    /// The field without anything in it.
    fn nothing(self) -> Edit {
        let list = || Some(Vec::new());
        match self {
            Self::Industries => Edit { industries: list(), ..Edit::default() },
            Self::Specialties => Edit { specialties: list(), ..Edit::default() },
            Self::Languages => columns(json!({"languages": []})),
            Self::Rates => columns(no_rates()),
            Self::Hours => columns(json!({"hours_per_week_min": null, "hours_per_week_max": null})),
            Self::Availability => columns(json!({"availability": null, "available_from": null})),
            Self::LinkedIn => columns(json!({"linkedin_url": null, "linkedin_key": null})),
            other => Edit {
                columns: Map::from_iter([(other.as_str().to_owned(), Value::Null)]),
                ..Edit::default()
            },
        }
    }
}

fn columns(said: Value) -> Edit {
    let columns = if let Value::Object(columns) = said { columns } else { Map::new() };
    Edit { columns, ..Edit::default() }
}

fn one(column: &str, said: impl serde::Serialize) -> Edit {
    Edit { columns: Map::from_iter([(column.to_owned(), json!(said))]), ..Edit::default() }
}

/// What was read, or what to do.
fn plain<T>(reading: Reading<T>, otherwise: &str) -> Result<T, String> {
    reading.value.ok_or_else(|| otherwise.to_owned())
}

fn id(context: Context<'_>, kind: TaxonomyKind, slug: &str) -> Result<Uuid, String> {
    context.catalog.id(kind, slug).ok_or_else(|| "That is not in use any more; try another one.".to_owned())
}

fn terms_of(
    reading: Reading<industry::Terms>,
    kind: TaxonomyKind,
    context: Context<'_>,
) -> Result<Vec<Uuid>, String> {
    let terms = reading.value.unwrap_or_default();
    if let Some(unknown) = terms.unknown.first() {
        return Err(format!("We don’t know “{unknown}”; try another word for it, or leave it out."));
    }
    if terms.slugs.is_empty() {
        return Err("Type them with commas between.".to_owned());
    }
    terms.slugs.iter().map(|slug| id(context, kind, slug)).collect()
}

/// A price leaves nothing of what stood there: one currency, and the units that are named.
fn rates(said: &str, context: Context<'_>) -> Result<Edit, String> {
    const OTHERWISE: &str = "Name amount, currency and unit, as in $9,000 to $12,000 a month.";
    let reading = compensation::compensations(
        said,
        compensation::Context { country: context.country, ..Default::default() },
    );
    let mut edit = columns(no_rates());
    let mut currency = None;
    for price in reading.value.unwrap_or_default().iter().filter_map(compensation::Compensation::price) {
        let unit = match price.period {
            Period::Hour => "hourly",
            Period::Day => "daily",
            Period::Month => "monthly",
            _ => return Err("Prices here are by the hour, the day or the month.".to_owned()),
        };
        if currency.is_some_and(|known| known != price.currency) {
            return Err("Name all amounts in one currency.".to_owned());
        }
        currency = Some(price.currency);
        edit.columns.insert(format!("{unit}_min"), json!(price.min));
        edit.columns.insert(format!("{unit}_max"), json!(price.max));
    }
    let currency = currency.ok_or(OTHERWISE)?;
    edit.columns.insert("rate_currency".to_owned(), json!(currency));
    Ok(edit)
}

fn no_rates() -> Value {
    json!({"rate_currency": null, "hourly_min": null, "hourly_max": null, "daily_min": null, "daily_max": null,
           "monthly_min": null, "monthly_max": null})
}
