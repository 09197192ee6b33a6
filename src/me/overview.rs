//! What somebody's profile shows, what it lacks, what waits, and what came of it.

use askama::Template;
use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::routing::RouterExt;
use chrono::{Days, NaiveDate, TimeDelta};

use super::basics::{Basic, SECTIONS};
use super::entries::{heading, standing, word};
use super::hidden;
use super::photo::theirs;
use super::queries::{self, Claimed, Owned};
use super::saving::{confirm, mine};
use super::suggestions;
use super::waiting::{self, Waiting};
use crate::accounts::SignedIn;
use crate::error::{Error, Result};
use crate::executives::editing::List;
use crate::executives::portraits::Photo;
use crate::executives::queries::{ProfileRow, find_kept};
use crate::executives::view::{AvailabilityLine, Avatar, Profile};
use crate::executives::views;
use crate::market::charts::Daily;
use crate::publishing::queue;
use crate::state::AppState;
use crate::urls;
use crate::values::{PublishStatus, group_thousands};
use crate::web::dates;
use crate::web::links::{Counted, Link};
use crate::web::page::{Layout, Meta, Page};
use crate::web::query::href;
use crate::web::said;

/// For how long messages are counted.
const COUNTED_DAYS: i64 = 90;
/// How many days of views are drawn.
const DRAWN_DAYS: u64 = 30;

/// `/me`, `/me/{slug}`
pub fn routes() -> Router<AppState> {
    Router::new().typed_get(all).typed_get(show).typed_post(still_holds)
}

/// `/me`, where somebody has no profile or several.
#[derive(Debug, Template)]
#[template(path = "me/all.html")]
struct AllPage {
    layout: Layout,
    meta: Meta,
    owned: Vec<Owned>,
    claimed: Vec<Claimed>,
}

async fn all(_: urls::Me, me: SignedIn, layout: Layout, State(site): State<AppState>) -> Result<Response> {
    let owned = queries::owned(&site.pool, me.user.id).await?;
    if let [only] = owned.as_slice() {
        return Ok(Redirect::to(&urls::MyProfile::to(&only.slug).to_string()).into_response());
    }
    let claimed = queries::claimed(&site.pool, me.user.id, me.session.id).await?;
    let meta = Meta::for_one("Your profiles", "The profiles that are yours, and those that you claimed.");
    Ok(Page::private(AllPage { layout, meta, owned, claimed }).into_response())
}

/// `/me/{slug}`
#[derive(Debug, Template)]
#[template(path = "me/profile.html")]
struct ProfilePage {
    layout: Layout,
    meta: Meta,
    slug: String,
    name: String,
    avatar: Avatar,
    notice: Option<&'static str>,
    /// What stands between the profile and the public, with where that can be mended; nothing where it is public.
    offline: Vec<Link>,
    /// Where it can be seen as others see it, or will.
    as_others_see_it: String,
    /// What it shows, under its headings.
    sections: Vec<(&'static str, Vec<Shown>)>,
    /// Its lists, with how many entries each has.
    lists: Vec<Counted>,
    /// What would help, and where it is added.
    missing: Vec<Link>,
    availability: AvailabilityLine,
    confirmed_on: Option<NaiveDate>,
    /// Edits that somebody looks at first.
    waiting: Vec<Waiting>,
    /// What imports suggest.
    suggestions: usize,
    /// Messages that came, and those that were answered.
    contacts: (i64, i64),
    /// How often it was looked at, day by day.
    views: Daily,
    /// Since when somebody else says that it is theirs.
    disputed_since: Option<NaiveDate>,
    /// What else they claimed, which waits or was turned down.
    claimed: Vec<Claimed>,
}

impl ProfilePage {
    /// A photograph that waits.
    fn photo(&self, name: &str) -> Photo {
        theirs(&self.slug, name)
    }
}

/// A field as the page shows it.
#[derive(Debug)]
struct Shown {
    label: &'static str,
    value: Option<String>,
}

async fn show(
    urls::MyProfile { slug }: urls::MyProfile,
    me: SignedIn,
    RawQuery(query): RawQuery,
    layout: Layout,
    State(site): State<AppState>,
) -> Result<Response> {
    let owned = queries::owned(&site.pool, me.user.id).await?;
    let owned = owned.into_iter().find(|owned| owned.slug == slug).ok_or(Error::NotFound)?;
    let catalog = site.search.catalog(&site.pool).await?;
    let mut connection = site.pool.acquire().await?;
    let Some(row) = find_kept(&mut connection, &catalog, &owned.slug).await? else {
        if let Some(page) = hidden::page(&mut connection, layout.clone(), &slug, owned.id).await? {
            return Ok(page.into_response());
        }
        let text = "It was taken off the site, so there is nothing to edit. The people who run the site know why; their address stands on the privacy page.";
        let links = vec![
            Link::new("Privacy, and whom to write to", &urls::Privacy),
            Link::new("Your account", &urls::Account),
        ];
        return Ok(said(StatusCode::OK, layout, "Your profile is not online", &[text], links));
    };
    let as_others_see_it = if owned.is_public {
        urls::Executive::to(&slug).to_string()
    } else {
        urls::MyPreview::to(&slug).to_string()
    };
    let now = site.clock.now();
    let profile = row.to_view(now.date_naive());
    let waiting = waiting::list(&mut connection, &slug, row.id).await?;
    drop(connection);
    let offline = if owned.is_public { Vec::new() } else { offline(&site, &row).await? };
    let sections = SECTIONS.iter().map(|(heading, basics)| {
        let shown =
            |basic: &Basic| Shown { label: basic.label(), value: shortened(basic.shown(&row, &profile)) };
        (*heading, basics.iter().map(shown).collect())
    });
    let lists = List::ALL.iter().map(|list| {
        let count = standing(&row, *list).len() as u64;
        Counted::new(heading(*list), &urls::EditList::to(&slug, word(*list)), count)
    });
    Ok(Page::private(ProfilePage {
        layout,
        meta: Meta::for_one("Your profile", "What your profile shows, what it lacks, and what came of it."),
        name: row.full_name.clone(),
        avatar: profile.avatar.clone().with_photo(row.photo.as_deref().map(|name| theirs(&slug, name))),
        offline,
        as_others_see_it,
        notice: notice(query.as_deref()),
        sections: sections.collect(),
        lists: lists.collect(),
        missing: missing(&row, &profile),
        confirmed_on: row.last_confirmed_at.map(|at| at.date_naive()),
        waiting,
        suggestions: suggestions::count(&site.pool, row.id).await?,
        views: views(&site, &owned, now.date_naive()).await?,
        contacts: queries::contacts(&site.pool, owned.ownership, now - TimeDelta::days(COUNTED_DAYS)).await?,
        availability: profile.availability,
        disputed_since: queries::disputed_since(&site.pool, row.id, me.user.id)
            .await?
            .map(|since| since.date_naive()),
        claimed: queries::claimed(&site.pool, me.user.id, me.session.id).await?,
        slug,
    })
    .into_response())
}

/// Views and messages of the last days, today's too.
async fn views(site: &AppState, owned: &Owned, today: NaiveDate) -> Result<Daily> {
    let first = today - Days::new(DRAWN_DAYS - 1);
    let mut connection = site.pool.acquire().await?;
    let seen = views::by_day(&mut connection, owned.id, first).await?;
    let written = queries::contacts_by_day(&mut *connection, owned.ownership, first).await?;
    let of = |counts: &[(NaiveDate, i64)], day| {
        counts.iter().find(|(known, _)| *known == day).map_or(0, |(_, count)| *count)
    };
    let days = first.iter_days().take_while(|day| *day <= today);
    let rows: Vec<_> = days.map(|day| (day, of(&seen, day), of(&written, day))).collect();
    let all: i64 = rows.iter().map(|(_, views, _)| views).sum();
    let most = rows.iter().max_by_key(|(_, views, _)| *views).filter(|(_, views, _)| *views > 0);
    let times = |count: i64| {
        if count == 1 { "1 view".to_owned() } else { format!("{} views", group_thousands(count)) }
    };
    let words = match most {
        Some((day, views, _)) => format!(
            "{} in {DRAWN_DAYS} days, {} of them on {}.",
            times(all),
            group_thousands(*views),
            dates::day(day)
        ),
        None => format!("No views in {DRAWN_DAYS} days."),
    };
    Ok(Daily::new("Views of your profile".to_owned(), words, rows))
}

/// Why a profile is not public, each with where to go about it.
async fn offline(site: &AppState, row: &ProfileRow) -> Result<Vec<Link>> {
    let mut connection = site.pool.acquire().await?;
    let item = queue::executive(&mut connection, row.id, site.rules.notice_gate).await?;
    let item = item.ok_or(Error::NotFound)?;
    let edit = |field: &str| format!("{}#{field}", urls::EditProfile::to(&row.slug));
    if !matches!(item.status, PublishStatus::Review | PublishStatus::Published) {
        let why = "The people who run the site took it offline; ask them why.";
        return Ok(vec![Link::new(why, &urls::Privacy)]);
    }
    let waits = item.waits_for.iter().map(|word| match word.as_str() {
        "headline" => Link::new("It has no headline: write one.", &edit("headline")),
        "role" => Link::new("It names no role: choose one.", &edit("role")),
        "location" => Link::new("It names no place: say where you live.", &edit("location")),
        "notice" => Link::new("It names a place where people have to be told before they are shown: the people who run the site do that.", &urls::Privacy),
        other => Link::new(queue::reason(other), &urls::EditProfile::to(&row.slug)),
    });
    let mut waits: Vec<Link> = waits.collect();
    if waits.is_empty() {
        let why = "Nothing is missing: the people who run the site look at it, and publish it.";
        waits.push(Link::new(why, &urls::MyPreview::to(&row.slug)));
    }
    Ok(waits)
}

/// What the page says when it is come back to, by the query.
fn notice(query: Option<&str>) -> Option<&'static str> {
    match query? {
        "saved=nothing" => Some("Nothing was changed: your profile says what it said."),
        "saved=now" => Some("Saved: your profile says it from now on."),
        "saved=waits" => Some("Saved: the people who run the site look at it, then your profile says it."),
        "taken-back" => Some("Taken back: nobody looks at that change any more."),
        "looked-at" => Some("That change was looked at meanwhile: your profile says what came of it."),
        "online" => Some("Your profile is online again, and no request of a stranger hides it from now on."),
        "confirmed" => Some("Confirmed: your availability holds as of today."),
        _ => None,
    }
}

/// What would help most, first.
fn missing(row: &ProfileRow, profile: &Profile) -> Vec<Link> {
    let edit =
        |what: &str, field: &str| Link::new(what, &format!("{}#{field}", urls::EditProfile::to(&row.slug)));
    let list = |what: &str, list: List| Link::new(what, &urls::EditList::to(&row.slug, word(list)));
    let lacks = |list: List| standing(row, list).is_empty();
    [
        row.photo.is_none().then(|| Link::new("A photo", &urls::MyPhoto::to(&row.slug))),
        (!profile.availability.stated).then(|| edit("When you are available", "availability")),
        profile.prices.is_empty().then(|| edit("What you charge", "price")),
        row.bio.is_none().then(|| edit("A few paragraphs about you", "about")),
        lacks(List::CaseStudies).then(|| list("A result with a number in it", List::CaseStudies)),
        lacks(List::Experience).then(|| list("Your career", List::Experience)),
        profile.hours.is_none().then(|| edit("How many hours a week", "hours")),
        profile.industries.is_empty().then(|| edit("The industries that you know", "industries")),
        profile.specialties.is_empty().then(|| edit("Your specialties", "specialties")),
        (row.website_url.is_none() && row.linkedin_url.is_none())
            .then(|| edit("Where to read more about you", "website")),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Fields as people read them.
pub fn labels(fields: &[String]) -> String {
    let mut labels: Vec<String> = Vec::new();
    for field in fields.iter().filter(|field| *field != "last_confirmed_at") {
        let label = suggestions::label(field);
        if !labels.contains(&label) {
            labels.push(label);
        }
    }
    labels.join(", ")
}

/// A long text is only begun.
fn shortened(text: Option<String>) -> Option<String> {
    const LONGEST: usize = 200;
    text.map(|text| {
        if text.chars().count() <= LONGEST {
            text
        } else {
            text.chars().take(LONGEST).chain(['…']).collect()
        }
    })
}

async fn still_holds(
    urls::MyProfile { slug }: urls::MyProfile,
    me: SignedIn,
    State(site): State<AppState>,
) -> Result<Redirect> {
    let row = mine(&site, &me, &slug).await?;
    confirm(&site, &me, row.id, site.clock.now()).await?;
    Ok(Redirect::to(&href(&urls::MyProfile::to(&slug), "confirmed")))
}
