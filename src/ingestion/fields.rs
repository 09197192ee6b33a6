//! What a source calls its columns: the names that are understood without help, and what an operator mapped.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::Entity;
use super::normalise::placeholder::{self, Statement};

/// One field of ours and the headers that mean it, the plainest first. Headers are compared by [`header_key`].
struct Field(&'static str, &'static [&'static str]);

/// What every row may say.
const COMMON: &[Field] =
    &[Field("source_record_id", &["externalid", "clayrowid", "clayrecordid", "rowid", "recordid", "id"])];

const EXECUTIVE: &[Field] = &[
    Field("full_name", &["name", "personname", "contactname", "person", "executive"]),
    Field("first_name", &["firstname", "givenname", "forename"]),
    Field("last_name", &["lastname", "surname", "familyname"]),
    Field("headline", &["linkedinheadline", "tagline", "profileheadline"]),
    Field("bio", &["summary", "about", "biography", "description", "linkedinsummary", "profilesummary"]),
    Field(
        "role",
        &[
            "fractionalrole",
            "jobtitle",
            "title",
            "position",
            "function",
            "currenttitle",
            "latestexperiencetitle",
        ],
    ),
    Field("location", &["locationname", "metroarea", "metro", "personlocation", "basedin"]),
    Field("city", &["town"]),
    Field("state_region", &["state", "region", "province", "stateorprovince"]),
    Field("country", &["countryname", "countrycode"]),
    Field(
        "photo_url",
        &["picture", "profilepicture", "imageurl", "photo", "pictureurlorig", "pictureurl", "avatar"],
    ),
    Field(
        "linkedin_url",
        &["linkedinprofile", "linkedin", "personlinkedinurl", "profileurl", "linkedinprofileurl", "url"],
    ),
    Field("website_url", &["personalwebsite", "website", "site", "homepage"]),
    Field("booking_url", &["calendly", "calendarurl", "calendarlink", "bookingurl", "bookinglink"]),
    Field("contact_email", &["email", "workemail", "personalemail", "emailaddress"]),
    Field("industries", &["industry", "companyindustry", "sectors", "sector"]),
    Field("specialties", &["skills", "expertise", "keywords", "specialities", "specialty", "specialisms"]),
    Field("years_experience", &["yearsofexperience", "totalexperience", "experienceyears", "years"]),
    Field("availability", &["available", "availabilitystatus"]),
    Field("available_from", &["availablefrom", "availabilitydate", "startavailability"]),
    Field("last_confirmed_at", &["lastconfirmed", "confirmedon", "lastconfirmeddate", "confirmedat"]),
    Field("hours_per_week", &["weeklyhours", "hoursweek", "hours", "capacity"]),
    Field("hours_per_week_min", &["minhours", "minhoursperweek"]),
    Field("hours_per_week_max", &["maxhours", "maxhoursperweek"]),
    Field("remote_available", &["remote", "worksremotely", "opentoremote", "remoteok"]),
    Field("travel_willingness", &["travel", "willingtotravel", "travelpreference"]),
    Field("minimum_engagement", &["minengagement", "minimumcontract", "minimumterm"]),
    Field("engagement_types", &["engagementtype", "engagements", "worktypes"]),
    Field("stage_focus", &["companystages", "companystage", "stages", "stage"]),
    Field("languages", &["language"]),
    Field("timezone", &["timezonename", "tz"]),
    Field("rate", &["rates", "pricing", "price", "fees", "fee"]),
    Field("hourly_rate", &["hourly", "rateperhour"]),
    Field("day_rate", &["dailyrate", "daily", "rateperday"]),
    Field("monthly_rate", &["retainer", "monthlyretainer", "monthly"]),
    Field("hourly_min", &["hourlyratemin", "minhourlyrate"]),
    Field("hourly_max", &["hourlyratemax", "maxhourlyrate"]),
    Field("daily_min", &["dayratemin", "mindayrate"]),
    Field("daily_max", &["dayratemax", "maxdayrate"]),
    Field("monthly_min", &["monthlyratemin", "retainermin"]),
    Field("monthly_max", &["monthlyratemax", "retainermax"]),
    Field("rate_currency", &["currency"]),
    Field("highlight_outcome", &["keyoutcome", "highlight", "topresult"]),
    Field("experience", &["workhistory", "workexperience", "employmenthistory", "positions"]),
    Field("education", &["schools", "degrees"]),
    Field("certifications", &["certificates", "certification", "credentials", "licenses"]),
    Field("reviews", &["testimonials", "recommendations", "review"]),
    Field("case_studies", &["casestudy", "successstories", "outcomes"]),
];

const JOB: &[Field] = &[
    Field("title", &["jobtitle", "position", "businesstitle", "positiontitle", "name"]),
    Field(
        "company_name",
        &["company", "employer", "organization", "organisation", "hiringcompany", "hiringorganization"],
    ),
    Field("company_url", &["companywebsite", "companydomain", "companyurl", "domain"]),
    Field("company_logo_url", &["companylogo", "logo", "logourl"]),
    Field("role", &["fractionalrole", "function", "roletype"]),
    Field(
        "location_summary",
        &["location", "joblocation", "locationname", "worklocation", "locations", "city"],
    ),
    Field("country", &["countryname", "countrycode"]),
    Field("remote_type", &["remote", "workplacetype", "workplace", "remotestatus"]),
    Field("telework", &["teleworkeligible", "teleworking"]),
    Field("summary", &["shortdescription", "jobsummary", "excerpt"]),
    Field("description", &["jobdescription", "details", "duties", "body"]),
    Field("responsibilities", &["responsibility", "whatyoulldo", "keyresponsibilities"]),
    Field("requirements", &["qualifications", "requirement", "minimumqualifications", "whatyouneed"]),
    Field(
        "apply_url",
        &[
            "joburl",
            "applyurl",
            "joblistingurl",
            "link",
            "applylink",
            "applicationurl",
            "url",
            "jobpostingurl",
        ],
    ),
    Field(
        "posted_at",
        &["postedon", "dateposted", "posteddate", "postingdate", "publishedat", "opendate", "createdat"],
    ),
    Field(
        "expires_at",
        &["validthrough", "closingdate", "closedate", "deadline", "expirydate", "expires", "applyby"],
    ),
    Field("employment_type", &["type", "jobtype", "contracttype", "schedule", "employment"]),
    Field(
        "compensation",
        &["salary", "pay", "rate", "salaryrange", "payrange", "compensationsummary", "budget"],
    ),
    Field("comp_min_amount", &["salarymin", "minsalary", "paymin", "compmin"]),
    Field("comp_max_amount", &["salarymax", "maxsalary", "paymax", "compmax"]),
    Field("comp_period", &["salaryfrequency", "payperiod", "salaryperiod", "payfrequency"]),
    Field("comp_currency", &["currency", "salarycurrency"]),
    Field("hours_per_week", &["weeklyhours", "hours", "hoursweek", "commitment"]),
    Field("hours_per_week_min", &["minhours", "minhoursperweek"]),
    Field("hours_per_week_max", &["maxhours", "maxhoursperweek"]),
    Field("duration_months", &["duration", "contractlength", "length"]),
    Field("industries", &["industry", "companyindustry", "sector", "sectors"]),
    Field("community_topic_hint", &["topic", "communitytopic"]),
];

/// A row by our own field names. Only statements are in it: what says nothing (`N/A`, an empty cell) is absent.
pub type Fields = BTreeMap<&'static str, Value>;

/// Where one of our fields comes from, as an operator said it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// The column with this header.
    Column(String),
    /// A fixed text, in which `{Header}` stands for a column of the row.
    Value(String),
}

/// What an operator said about a source's columns, by our field's name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Mapping(pub BTreeMap<String, Origin>);

/// A field that the entity doesn't have.
#[derive(Debug, thiserror::Error)]
#[error("“{name}” is no field of {entity}s; fields are: {}", known.join(", "))]
pub struct UnknownField {
    name: String,
    entity: Entity,
    known: Vec<&'static str>,
}

impl Mapping {
    /// Adds what an operator says of one field. `name` may be any header that is understood by itself (`Job URL`).
    pub fn insert(&mut self, entity: Entity, name: &str, origin: Origin) -> Result<(), UnknownField> {
        self.0.insert(Self::field(entity, name)?.to_owned(), origin);
        Ok(())
    }

    /// The field that is meant by one of our names, or by a header that is understood by itself.
    pub fn field(entity: Entity, name: &str) -> Result<&'static str, UnknownField> {
        field_named(entity, name).ok_or_else(|| UnknownField {
            name: name.to_owned(),
            entity,
            known: known_fields(entity).collect(),
        })
    }
}

/// The names of an entity's fields.
pub fn known_fields(entity: Entity) -> impl Iterator<Item = &'static str> {
    table(entity).map(|field| field.0)
}

fn table(entity: Entity) -> impl Iterator<Item = &'static Field> {
    let own = match entity {
        Entity::Executive => EXECUTIVE,
        Entity::Job => JOB,
    };
    COMMON.iter().chain(own)
}

/// Every name that is understood: its field, and how plainly it names that, 0 for the field's own name.
type Names = HashMap<String, (&'static str, usize)>;

fn names(entity: Entity) -> &'static Names {
    static EXECUTIVES: LazyLock<Names> = LazyLock::new(|| all_names(Entity::Executive));
    static JOBS: LazyLock<Names> = LazyLock::new(|| all_names(Entity::Job));
    match entity {
        Entity::Executive => &EXECUTIVES,
        Entity::Job => &JOBS,
    }
}

fn all_names(entity: Entity) -> Names {
    let own = table(entity).map(|field| (header_key(field.0), (field.0, 0)));
    let others = table(entity)
        .flat_map(|field| (1..).zip(field.1).map(|(rank, alias)| ((*alias).to_owned(), (field.0, rank))));
    let mut names = Names::new();
    for (key, named) in own.chain(others) {
        names.entry(key).or_insert(named);
    }
    names
}

/// The field that a header means without help.
pub(super) fn field_named(entity: Entity, header: &str) -> Option<&'static str> {
    names(entity).get(&header_key(header)).map(|(field, _)| *field)
}

/// A header without case, spaces and punctuation: `Person Linkedin Url` is `personlinkedinurl`.
pub(super) fn header_key(header: &str) -> String {
    header.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether two headers are one, whatever their case and punctuation.
pub fn is_same_header(one: &str, other: &str) -> bool {
    header_key(one) == header_key(other)
}

/// A row under our own names, and what could not be taken.
#[derive(Debug, Default)]
pub struct Recognised {
    /// The statements.
    pub fields: Fields,
    /// Columns that are cut previews, or hold another column's answer.
    pub warnings: Vec<String>,
}

/// Gives a row's cells our own names. Where several columns mean one field, what the operator mapped comes first, then
/// the plainest header that states anything.
pub fn recognise(entity: Entity, mapping: &Mapping, cells: &Map<String, Value>) -> Recognised {
    let mut recognised = Recognised::default();
    let mut cells_by_field: BTreeMap<&'static str, Vec<(usize, &str)>> = BTreeMap::new();
    let mapped_columns: Vec<String> = mapping
        .0
        .values()
        .filter_map(|origin| match origin {
            Origin::Column(header) => Some(header_key(header)),
            Origin::Value(_) => None,
        })
        .collect();
    let names = names(entity);
    for header in cells.keys() {
        let key = header_key(header);
        // A column that was mapped means that field and no other.
        if mapped_columns.contains(&key) {
            continue;
        }
        if let Some(&(field, rank)) = names.get(&key) {
            cells_by_field.entry(field).or_default().push((rank, header));
        }
    }
    for field in known_fields(entity) {
        if let Some(origin) = mapping.0.get(field) {
            let (value, warning) = origin.value(cells);
            recognised.warnings.extend(warning.map(|text| format!("{field}: {text}")));
            if let Some(value) = value {
                recognised.fields.insert(field, value);
                continue;
            }
        }
        let mut candidates = cells_by_field.remove(field).unwrap_or_default();
        candidates.sort_by_key(|(rank, _)| *rank);
        for (_, header) in candidates {
            let (value, warning) = stated(&cells[header]);
            recognised.warnings.extend(warning.map(|text| format!("{field}: {text}")));
            if let Some(value) = value {
                recognised.fields.insert(field, value);
                break;
            }
        }
    }
    recognised
}

impl Origin {
    fn value(&self, cells: &Map<String, Value>) -> (Option<Value>, Option<String>) {
        match self {
            Self::Column(header) => {
                let key = header_key(header);
                match cells.iter().find(|(name, _)| header_key(name) == key) {
                    Some((_, cell)) => stated(cell),
                    None => (None, Some(format!("there is no column “{header}”, which the mapping names"))),
                }
            }
            Self::Value(template) => match fill(template, cells) {
                Ok(text) => (text.map(Value::String), None),
                Err(header) => {
                    (None, Some(format!("there is no column “{header}”, which the mapping names")))
                }
            },
        }
    }
}

/// What a cell states, or why what it holds is no statement.
fn stated(cell: &Value) -> (Option<Value>, Option<String>) {
    match placeholder::statement(cell) {
        Statement::Value(value) => (Some(value.clone()), None),
        Statement::Nothing => (None, None),
        Statement::Preview => (None, Some(placeholder::PREVIEW_WARNING.to_owned())),
        Statement::NotReady(status) => (None, Some(format!("left unchanged: Clay's column says “{status}”"))),
    }
}

/// Puts the row's cells into `{Header}` marks. Nothing when one of them states nothing, unless it is marked
/// `{Header?}`, which leaves it out; a header that the row lacks is the error.
fn fill<'a>(template: &'a str, cells: &Map<String, Value>) -> Result<Option<String>, &'a str> {
    let mut filled = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((header, after)) = after.split_once('}') else { break };
        filled.push_str(before);
        let (header, optional) = header.strip_suffix('?').map_or((header, false), |header| (header, true));
        let key = header_key(header);
        let cell = cells.iter().find(|(name, _)| header_key(name) == key).map(|(_, cell)| cell);
        match cell.map(|cell| stated(cell).0) {
            Some(Some(Value::String(text))) => filled.push_str(text.trim()),
            Some(Some(other)) if !other.is_array() && !other.is_object() => {
                filled.push_str(&other.to_string());
            }
            _ if optional => {}
            Some(_) => return Ok(None),
            None => return Err(header),
        }
        rest = after;
    }
    filled.push_str(rest);
    Ok(Some(filled))
}

/// The field that an operator mapped a column to.
pub(super) fn mapped_to(mapping: &Mapping, header: &str) -> Option<&'static str> {
    let key = header_key(header);
    let is_it = |origin: &Origin| matches!(origin, Origin::Column(column) if header_key(column) == key);
    let (field, _) = mapping.0.iter().find(|(_, origin)| is_it(origin))?;
    known_fields(Entity::Executive).find(|known| known == field)
}

/// The columns of a row that no field takes.
pub fn unused(entity: Entity, mapping: &Mapping, cells: &Map<String, Value>) -> Vec<String> {
    let is_mapped = |key: &str| {
        mapping.0.values().any(|origin| match origin {
            Origin::Column(header) => header_key(header) == key,
            Origin::Value(template) => template
                .split('{')
                .skip(1)
                .filter_map(|rest| rest.split_once('}'))
                .any(|(header, _)| header_key(header) == key),
        })
    };
    let is_unused =
        |header: &&String| !is_mapped(&header_key(header)) && field_named(entity, header).is_none();
    cells.keys().filter(is_unused).cloned().collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn row(value: Value) -> Map<String, Value> {
        match value {
            Value::Object(map) => map,
            other => panic!("not a row: {other}"),
        }
    }

    #[test]
    fn headers_are_understood_whatever_their_case_and_punctuation() {
        let cases = [
            (Entity::Executive, "Person Linkedin Url", "linkedin_url"),
            (Entity::Executive, "Linked In Profile", "linkedin_url"),
            (Entity::Executive, "Clay Record ID", "source_record_id"),
            (Entity::Executive, "job_title", "role"),
            (Entity::Executive, "Monthly Retainer", "monthly_rate"),
            (Entity::Job, "Job Title", "title"),
            (Entity::Job, "Job Listing URL", "apply_url"),
            (Entity::Job, "Posted On", "posted_at"),
            (Entity::Job, "location-summary", "location_summary"),
        ];
        for (entity, header, field) in cases {
            assert_eq!(field_named(entity, header), Some(field), "{header}");
        }
        assert_eq!(field_named(Entity::Executive, "Waterfall Credits"), None);
    }

    #[test]
    fn a_mapped_column_wins_over_a_header_that_is_understood() {
        let mut mapping = Mapping::default();
        mapping.insert(Entity::Job, "Company", Origin::Column("Agency".into())).unwrap();
        let cells = row(json!({"Company": "Wrong Ltd", "Agency": "Harbour Board"}));
        assert_eq!(recognise(Entity::Job, &mapping, &cells).fields["company_name"], "Harbour Board");
    }

    #[test]
    fn the_plainest_header_that_states_anything_wins() {
        let cells = row(json!({"Title": "Partner", "Fractional Role": "N/A", "Job Title": "Fractional CFO"}));
        assert_eq!(
            recognise(Entity::Executive, &Mapping::default(), &cells).fields["role"],
            "Fractional CFO"
        );
    }

    #[test]
    fn a_fixed_value_may_hold_columns_of_the_row() {
        let mut mapping = Mapping::default();
        let link = Origin::Value("https://jobs.example/{Job ID}".into());
        mapping.insert(Entity::Job, "apply_url", link).unwrap();
        let filled = recognise(Entity::Job, &mapping, &row(json!({"Job ID": "87990"})));
        assert_eq!(filled.fields["apply_url"], "https://jobs.example/87990");
        let number = recognise(Entity::Job, &mapping, &row(json!({"Job ID": 87990})));
        assert_eq!(number.fields["apply_url"], "https://jobs.example/87990");
        let missing = recognise(Entity::Job, &mapping, &row(json!({"Job ID": ""})));
        assert_eq!(missing.fields.get("apply_url"), None);
    }

    #[test]
    fn a_mark_with_a_question_mark_may_stay_empty() {
        let mut mapping = Mapping::default();
        mapping.insert(Entity::Job, "summary", Origin::Value("{Title} at {Unit?}the city".into())).unwrap();
        let filled = recognise(Entity::Job, &mapping, &row(json!({"Title": "Chief of Staff", "Unit": "-"})));
        assert_eq!(filled.fields["summary"], "Chief of Staff at the city");
    }

    #[test]
    fn a_field_that_does_not_exist_is_refused_with_those_that_do() {
        let error = Mapping::default()
            .insert(Entity::Job, "Colour", Origin::Column("Colour".into()))
            .unwrap_err()
            .to_string();
        assert!(error.contains("“Colour” is no field of jobs") && error.contains("apply_url"), "{error}");
    }
}
