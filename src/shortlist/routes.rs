//! The handlers of the shortlist and of people side by side.

use axum::Router;
use axum::extract::{RawForm, RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum_extra::routing::{RouterExt, TypedPath};
use sqlx::PgPool;
use url::form_urlencoded;

use super::compare_page::{Column, ComparePage};
use super::comparison::comparison;
use super::cookie::Kept;
use super::index_page::{IndexPage, Newcomer, Trouble};
use super::queries::{self, Listed};
use super::{Chosen, MOST};
use crate::clock::Clock;
use crate::config::PublicOrigin;
use crate::error::{Error, Result};
use crate::search::Search;
use crate::state::AppState;
use crate::web::page::{Layout, Meta, Page};
use crate::web::query::{QueryReader, QueryWriter, href, is_slug};
use crate::web::{CachePolicy, moved};
use crate::{executives, urls};

/// `/shortlist` and `/compare`.
pub fn routes() -> Router<AppState> {
    Router::new().typed_get(index).typed_post(change).typed_get(compare)
}

async fn index(
    _: urls::Shortlist,
    Kept { chosen, cookie }: Kept,
    headers: HeaderMap,
    layout: Layout,
    State(site): State<AppState>,
) -> Result<Response> {
    let mut answer = page(&site, layout, &headers, &chosen, None).await?.into_response();
    // What we did not write, or no longer can read, would be shown on buttons for ever.
    if chosen.is_empty() && cookie.is_there(&headers) {
        answer.headers_mut().insert(header::SET_COOKIE, cookie.write(&chosen)?);
    }
    Ok(answer)
}

/// What a button asks for.
enum Change {
    Add(String),
    Remove(String),
    Clear,
    /// All who are compared, besides those who are there.
    Save(Vec<String>),
    /// All who are compared, instead of those who are there.
    Replace(Vec<String>),
    /// Whoever is no longer listed goes, as with every change.
    Tidy,
}

impl Change {
    /// What the first field says that says anything.
    fn read(form: &[u8]) -> Result<Self> {
        let slugs = |value: &str| value.split(',').map(str::to_owned).collect();
        form_urlencoded::parse(form)
            .find_map(|(name, value)| match &*name {
                "add" => Some(Self::Add(value.into_owned())),
                "remove" => Some(Self::Remove(value.into_owned())),
                "clear" => Some(Self::Clear),
                "save" => Some(Self::Save(slugs(&value))),
                "replace" => Some(Self::Replace(slugs(&value))),
                "tidy" => Some(Self::Tidy),
                _ => None,
            })
            .ok_or(Error::BadRequest(
                "The form does not say whom to put on the shortlist or to take off it.".into(),
            ))
    }
}

async fn change(
    _: urls::Shortlist,
    Kept { chosen, cookie }: Kept,
    headers: HeaderMap,
    layout: Layout,
    State(site): State<AppState>,
    RawForm(form): RawForm,
) -> Result<Response> {
    let pool = &site.pool;
    // Whoever is no longer listed takes up no place.
    let before = listed(pool, chosen.slugs()).await?;
    let after = match Change::read(&form)? {
        Change::Add(slug) => match listed(pool, Chosen::of([slug]).slugs()).await?.slugs() {
            [] => Err(Trouble::Gone),
            [one, ..] => match before.with(std::slice::from_ref(one)) {
                Some(after) => Ok(after),
                None => Err(Trouble::Full(newcomer(&site, one, before).await?)),
            },
        },
        Change::Remove(slug) => Ok(before.without(&slug)),
        Change::Clear => Ok(Chosen::default()),
        Change::Save(slugs) => {
            let these = listed(pool, Chosen::of(slugs).slugs()).await?;
            before.with(these.slugs()).ok_or(Trouble::TooMany(these))
        }
        Change::Replace(slugs) => Ok(listed(pool, Chosen::of(slugs).slugs()).await?),
        Change::Tidy => Ok(before),
    };
    match after {
        Ok(after) => {
            let mut answer = answer_to(&headers);
            answer.headers_mut().insert(header::SET_COOKIE, cookie.write(&after)?);
            Ok(answer)
        }
        Err(trouble) => {
            let page = page(&site, layout, &headers, &chosen, Some(trouble)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// The page of ours on which a button was pressed; the list itself is none to go back to.
fn came_from(headers: &HeaderMap, origin: &PublicOrigin) -> Option<String> {
    let page = headers.get(header::REFERER)?.to_str().ok()?.strip_prefix(origin.as_str())?;
    let is_ours = page.starts_with('/') && !page.starts_with("//");
    (is_ours && !page.starts_with(urls::Shortlist::PATH)).then(|| page.to_owned())
}

/// A browser goes on to the list; a script knows all it needs from the cookie.
fn answer_to(headers: &HeaderMap) -> Response {
    let accepts = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if accepts.contains("text/html") {
        let list = HeaderValue::from_static(urls::Shortlist::PATH);
        (StatusCode::SEE_OTHER, CachePolicy::Private, [(header::LOCATION, list)]).into_response()
    } else {
        (StatusCode::NO_CONTENT, CachePolicy::Private, ()).into_response()
    }
}

async fn compare(
    _: urls::Compare,
    RawQuery(query): RawQuery,
    layout: Layout,
    State(pool): State<PgPool>,
    State(search): State<Search>,
    State(clock): State<Clock>,
) -> Result<Response> {
    /// How many are looked at, so that it can be said how many don't fit.
    const LOOK_AT: usize = 20;
    let asked: Vec<String> = (QueryReader::new(query.as_deref()).many("ids").into_iter())
        .filter(|slug| is_slug(slug))
        .take(LOOK_AT)
        .collect();
    let found = queries::listed(&pool, &asked).await?;
    // One comparison has one address: nobody twice, and everybody by the name of today.
    let mut names: Vec<&str> = Vec::new();
    for slug in &asked {
        let name = found.iter().find(|one| one.asked == *slug).map_or(slug.as_str(), |one| &one.slug);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let address = QueryWriter::default().many("ids", &names).finish();
    if address != query.unwrap_or_default() {
        return Ok(moved(&href(&urls::Compare, &address)));
    }
    let shown: Vec<&str> = found.iter().map(|one| one.slug.as_str()).take(MOST).collect();
    let catalog = search.catalog(&pool).await?;
    let rows = executives::queries::find_all_public(&pool, &catalog, &shown).await?;
    let people: Vec<_> = rows.iter().map(|row| row.to_view(clock.today())).collect();
    let chosen = Chosen::of(people.iter().map(|person| person.slug.clone()));
    let columns = (people.iter())
        .map(|person| Column {
            slug: person.slug.clone(),
            name: person.name.clone(),
            avatar: person.avatar.clone(),
            is_minimal: person.is_minimal,
            without: (people.len() > 1).then(|| chosen.without(&person.slug).compare_href()),
        })
        .collect();
    let names: Vec<&str> = people.iter().map(|person| person.name.as_str()).collect();
    let meta = Meta {
        title: if names.is_empty() {
            "Compare executives".to_owned()
        } else {
            format!("Compare {}", names.join(", "))
        },
        description:
            "Fractional executives side by side: price, hours, availability, experience, checks and reviews."
                .to_owned(),
        ..Meta::default()
    };
    Ok(Page::new(ComparePage {
        layout,
        meta: meta.noindex(),
        people: columns,
        lines: comparison(&people),
        gone: asked.len() - found.len(),
        left_out: found.len().saturating_sub(MOST),
        slugs: chosen.slugs().join(","),
    })
    .into_response())
}

async fn page(
    site: &AppState,
    layout: Layout,
    headers: &HeaderMap,
    chosen: &Chosen,
    trouble: Option<Trouble>,
) -> Result<Page<IndexPage>> {
    let found = queries::listed(&site.pool, chosen.slugs()).await?;
    let ids: Vec<_> = found.iter().map(|one| one.id).collect();
    let catalog = site.search.catalog(&site.pool).await?;
    let people =
        executives::queries::cards(&mut *site.pool.acquire().await?, &catalog, &ids, site.clock.today())
            .await?;
    let compare = names(found).compare_href();
    let meta = Meta {
        title: "Shortlist".to_owned(),
        description: "The people whom you chose, kept in this browser alone.".to_owned(),
        robots: Some("noindex"),
        ..Meta::default()
    };
    Ok(Page::private(IndexPage {
        share: layout.absolute(&compare),
        layout,
        meta,
        gone: chosen.slugs().len() - people.len(),
        people,
        compare,
        trouble,
        back: came_from(headers, &site.origin),
    }))
}

/// Somebody for whom there is no room.
async fn newcomer(site: &AppState, slug: &str, chosen: Chosen) -> Result<Newcomer> {
    let ids: Vec<_> =
        queries::listed(&site.pool, &[slug.to_owned()]).await?.iter().map(|one| one.id).collect();
    let catalog = site.search.catalog(&site.pool).await?;
    let connection = &mut *site.pool.acquire().await?;
    let cards = executives::queries::cards(connection, &catalog, &ids, site.clock.today()).await?;
    let name = cards.into_iter().next().map(|card| card.name).ok_or(Error::NotFound)?;
    Ok(Newcomer { slug: slug.to_owned(), name, chosen })
}

/// Those of these who are public, by the names of today.
async fn listed(pool: &PgPool, slugs: &[String]) -> Result<Chosen> {
    Ok(names(queries::listed(pool, slugs).await?))
}

fn names(found: Vec<Listed>) -> Chosen {
    Chosen::of(found.into_iter().map(|one| one.slug))
}
