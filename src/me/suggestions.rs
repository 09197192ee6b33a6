//! What imports say instead of what the owner wrote, to be taken over or not. Fields that say one thing together are one
//! suggestion.

use std::collections::HashMap;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use axum_extra::routing::RouterExt;
use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use sqlx::{PgExecutor, PgPool};
use uuid::Uuid;

use super::queries::{self, Suggested};
use super::saving::{SOURCE, Saved, follow, is_linkedin, mine};
use crate::accounts::SignedIn;
use crate::audit::{self, Entry};
use crate::error::{Error, Result};
use crate::executives::Availability;
use crate::executives::editing::{self, Edit, Editor, List};
use crate::executives::queries::Rates;
use crate::state::AppState;
use crate::urls;
use crate::values::Hours;
use crate::web::form::unprocessable;
use crate::web::page::{Layout, Meta, Page};
use crate::web::query::href;

/// Columns that say one thing together, with what it is called.
const GROUPS: [(&str, &[&str]); 6] = [
    ("Name", &["full_name", "first_name", "last_name"]),
    (
        "Price",
        &[
            "rate_currency",
            "hourly_min",
            "hourly_max",
            "daily_min",
            "daily_max",
            "monthly_min",
            "monthly_max",
        ],
    ),
    ("Hours a week", &["hours_per_week_min", "hours_per_week_max"]),
    ("Availability", &["availability", "available_from", "last_confirmed_at"]),
    ("LinkedIn page", &["linkedin_url", "linkedin_key"]),
    ("Place", &["location_id"]),
];

/// Single columns and lists, with what they are called.
const SINGLE: [(&str, &str); 21] = [
    ("headline", "Headline"),
    ("photo", "Photo"),
    ("bio", "About"),
    ("role_id", "Role"),
    ("remote_available", "Works remotely"),
    ("travel_willingness", "Travels"),
    ("minimum_engagement", "Shortest engagement"),
    ("engagement_types", "Takes on"),
    ("stage_focus", "Company stages"),
    ("languages", "Languages"),
    ("timezone", "Time zone"),
    ("website_url", "Website"),
    ("booking_url", "Where to book a call"),
    ("years_experience", "Years of experience"),
    ("highlight_outcome", "One result"),
    ("industries", "Industries"),
    ("specialties", "Specialties"),
    ("experience", "Experience"),
    ("education", "Education"),
    ("certifications", "Certifications"),
    ("case_studies", "Results"),
];

/// `/me/{slug}/suggestions`
pub fn routes() -> Router<AppState> {
    Router::new().typed_get(show).typed_post(decide)
}

/// What a column or list is called.
pub fn label(field: &str) -> String {
    let group = GROUPS.iter().find(|(_, columns)| columns.contains(&field)).map(|(label, _)| *label);
    let single = || SINGLE.iter().find(|(name, _)| *name == field).map(|(_, label)| *label);
    group.or_else(single).map_or_else(|| field.replace('_', " "), str::to_owned)
}

/// A suggestion: all that sources say of one thing.
#[derive(Debug)]
struct Suggestion {
    /// What it is called; by this the form names it.
    label: String,
    /// What stands there now.
    standing: Vec<String>,
    /// What sources say.
    said: Vec<String>,
    /// Who says so.
    source: String,
    /// Since when.
    since: NaiveDate,
}

/// `/me/{slug}/suggestions`
#[derive(Debug, Template)]
#[template(path = "me/suggestions.html")]
struct SuggestionsPage {
    layout: Layout,
    meta: Meta,
    slug: String,
    suggestions: Vec<Suggestion>,
    refused: Option<String>,
}

/// How many there are.
pub async fn count(pool: &PgPool, profile: Uuid) -> sqlx::Result<usize> {
    Ok(grouped(open(pool, profile).await?).len())
}

/// Those that a profile can take over.
async fn open(executor: impl PgExecutor<'_>, profile: Uuid) -> sqlx::Result<Vec<Suggested>> {
    let mut all = queries::suggested(executor, profile).await?;
    // Reviews are their writers' own, and photographs are taken in by another way.
    all.retain(|one| {
        GROUPS.iter().any(|(_, columns)| columns.contains(&one.field.as_str()))
            || SINGLE.iter().any(|(name, _)| *name == one.field)
    });
    Ok(all)
}

/// By what they are called, in the order of the page.
fn grouped(suggested: Vec<Suggested>) -> Vec<(String, Vec<Suggested>)> {
    let mut groups: Vec<(String, Vec<Suggested>)> = Vec::new();
    for one in suggested {
        let label = label(&one.field);
        match groups.iter_mut().find(|(known, _)| *known == label) {
            Some((_, group)) => group.push(one),
            None => groups.push((label, vec![one])),
        }
    }
    groups
}

async fn show(
    urls::MySuggestions { slug }: urls::MySuggestions,
    me: SignedIn,
    layout: Layout,
    State(site): State<AppState>,
) -> Result<Page<SuggestionsPage>> {
    page(&site, &me, slug, layout, None).await
}

async fn page(
    site: &AppState,
    me: &SignedIn,
    slug: String,
    layout: Layout,
    refused: Option<String>,
) -> Result<Page<SuggestionsPage>> {
    let row = mine(site, me, &slug).await?;
    let groups = grouped(open(&site.pool, row.id).await?);
    let fields: Vec<String> = groups.iter().flat_map(|(_, group)| columns(group)).collect();
    let mut connection = site.pool.acquire().await?;
    let standing = editing::standing(&mut *connection, row.id, &fields).await?;
    let ids =
        ids_in(groups.iter().flat_map(|(_, group)| group.iter().map(|one| &one.value)).chain([&standing]));
    let names: HashMap<Uuid, String> = queries::names(&mut *connection, &ids).await?.into_iter().collect();
    let standing = standing.as_object().cloned().unwrap_or_default();
    let suggestion = |(label, group): (String, Vec<Suggested>)| {
        let columns = columns(&group);
        let mut said = standing.clone();
        said.retain(|column, _| columns.contains(column));
        let now = told(&label, &said, &names);
        said.extend(group.iter().map(|one| (one.field.clone(), one.value.clone())));
        Suggestion {
            standing: now,
            said: told(&label, &said, &names),
            source: group.first().map(|one| one.source.clone()).unwrap_or_default(),
            since: group.iter().map(|one| one.at.date_naive()).max().unwrap_or_default(),
            label,
        }
    };
    Ok(Page::private(SuggestionsPage {
        layout,
        meta: Meta::for_one(
            "Suggestions for your profile",
            "What lists say that were read in, to take over or not.",
        ),
        slug,
        suggestions: groups.into_iter().map(suggestion).collect(),
        refused,
    }))
}

/// All columns of the thing that these suggestions are about.
fn columns(group: &[Suggested]) -> Vec<String> {
    let Some(first) = group.first() else { return Vec::new() };
    let together = GROUPS.iter().find(|(_, columns)| columns.contains(&first.field.as_str()));
    together.map_or_else(
        || vec![first.field.clone()],
        |(_, columns)| columns.iter().map(|column| (*column).to_owned()).collect(),
    )
}

/// What the columns of one thing say together, as people read it.
pub fn told(label: &str, said: &Map<String, Value>, names: &HashMap<Uuid, String>) -> Vec<String> {
    let one = |column: &str| said.get(column).map(|value| lines(value, names)).unwrap_or_default();
    let amount =
        |column: &str| said.get(column).and_then(Value::as_i64).and_then(|amount| i32::try_from(amount).ok());
    match label {
        "Name" => one("full_name"),
        "LinkedIn page" => one("linkedin_url"),
        "Price" => {
            let rates = Rates {
                currency: said.get("rate_currency").and_then(Value::as_str).map(str::to_owned),
                hourly: (amount("hourly_min"), amount("hourly_max")),
                daily: (amount("daily_min"), amount("daily_max")),
                monthly: (amount("monthly_min"), amount("monthly_max")),
            };
            rates.prices().iter().map(ToString::to_string).collect()
        }
        "Hours a week" => {
            let hours = Hours::new(amount("hours_per_week_min"), amount("hours_per_week_max"));
            hours.map(|hours| hours.to_string()).into_iter().collect()
        }
        "Availability" => {
            let state = said.get("availability").and_then(|word| Availability::deserialize(word).ok());
            let state = state.map(|state| state.label().to_owned());
            state.into_iter().chain(one("available_from")).collect()
        }
        _ => said.values().flat_map(|value| lines(value, names)).collect(),
    }
}

/// The ids in these values, whatever they are of.
pub fn ids_in<'a>(values: impl IntoIterator<Item = &'a Value>) -> Vec<Uuid> {
    let mut ids = Vec::new();
    for value in values {
        gather(value, &mut ids);
    }
    ids
}

/// The ids in a value, whatever they are of.
fn gather(value: &Value, ids: &mut Vec<Uuid>) {
    match value {
        Value::String(text) => ids.extend(text.parse::<Uuid>()),
        Value::Array(values) => values.iter().for_each(|value| gather(value, ids)),
        Value::Object(fields) => fields.values().for_each(|value| gather(value, ids)),
        _ => {}
    }
}

/// A value as people read it: lists an entry a line.
fn lines(value: &Value, names: &HashMap<Uuid, String>) -> Vec<String> {
    match value {
        Value::Null => Vec::new(),
        Value::Bool(yes) => vec![if *yes { "Yes" } else { "No" }.to_owned()],
        Value::String(text) => {
            let name = text.parse::<Uuid>().ok().and_then(|id| names.get(&id).cloned());
            vec![name.unwrap_or_else(|| text.clone())]
        }
        Value::Array(entries) => entries.iter().flat_map(|entry| lines(entry, names)).collect(),
        Value::Object(entry) => {
            const TOLD: [&str; 9] = [
                "tag_id",
                "role_title",
                "company_name",
                "title",
                "metric",
                "institution",
                "degree",
                "name",
                "full_name",
            ];
            let parts = TOLD.iter().filter_map(|part| lines(entry.get(*part)?, names).pop());
            vec![parts.collect::<Vec<_>>().join(", ")]
        }
        Value::Number(number) => vec![number.to_string()],
    }
}

/// What the buttons send.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Fields {
    about: String,
    decision: String,
}

async fn decide(
    urls::MySuggestions { slug }: urls::MySuggestions,
    me: SignedIn,
    layout: Layout,
    State(site): State<AppState>,
    Form(sent): Form<Fields>,
) -> Result<Response> {
    let row = mine(&site, &me, &slug).await?;
    let now = site.clock.now();
    let takes = match sent.decision.as_str() {
        "take" => true,
        "leave" => false,
        _ => {
            let why = Some("Press one of the two buttons beside a suggestion.".to_owned());
            return Ok(unprocessable(page(&site, &me, slug, layout, why).await?));
        }
    };
    let mut transaction = site.pool.begin().await?;
    if !queries::lock_owned(&mut *transaction, me.user.id, row.id).await? {
        return Err(Error::NotFound);
    }
    let groups = grouped(open(&mut *transaction, row.id).await?);
    if let Some((_, group)) = groups.into_iter().find(|(label, _)| *label == sent.about) {
        let fields: Vec<String> = group.iter().map(|one| one.field.clone()).collect();
        let decision = if takes { "ACCEPTED" } else { "REJECTED" };
        // Before the edit, which settles what is left open for its fields.
        queries::decide_suggestions(&mut *transaction, row.id, &fields, decision, me.user.id, now).await?;
        if takes {
            let editor = Editor { actor: &me.actor, source: SOURCE, reason: None };
            let edit = edit_of(&group);
            let written = if site.rules.reviews_edits {
                editing::propose(&mut transaction, row.id, &edit, editor, now).await
            } else {
                editing::apply(&mut transaction, row.id, &edit, editor, now).await
            };
            match written {
                Err(error) if is_linkedin(&error) => {
                    drop(transaction);
                    let why = Some("Another profile here names this page at LinkedIn.".to_owned());
                    return Ok(unprocessable(page(&site, &me, slug, layout, why).await?));
                }
                done => done?,
            }
        } else {
            let entry =
                Entry::new("leave suggestion", "executive", row.id).after(json!({ "fields": fields }));
            audit::write(&mut *transaction, &me.actor, &entry, now).await?;
        }
    }
    transaction.commit().await?;
    follow(&site).await;
    if takes && site.rules.reviews_edits {
        let here = urls::MyProfile::to(slug);
        return Ok(Redirect::to(&href(&here, Saved::Waits.query())).into_response());
    }
    Ok(Redirect::to(&urls::MySuggestions::to(slug).to_string()).into_response())
}

/// What is to be written.
fn edit_of(group: &[Suggested]) -> Edit {
    let mut edit = Edit::default();
    for Suggested { field, value, .. } in group {
        let tags = || {
            let ids = value.as_array().into_iter().flatten();
            Some(ids.filter_map(|tag| tag.get("tag_id")?.as_str()?.parse().ok()).collect())
        };
        match (field.as_str(), List::of_field(field)) {
            ("industries", _) => edit.industries = tags(),
            ("specialties", _) => edit.specialties = tags(),
            (_, Some(list)) => {
                let rows = value.as_array().into_iter().flatten().filter_map(Value::as_object);
                edit.entries.insert(list, rows.cloned().collect());
            }
            (column, None) => {
                edit.columns.insert(column.to_owned(), value.clone());
            }
        }
    }
    edit
}
