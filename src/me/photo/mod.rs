//! Somebody's photograph: sent as a file, cut as they like it, shown, taken away.
//!
//! What is sent is read at once, and kept as a sheet of pixels to be cut. Which square is cut out of it are three numbers of a
//! form: the server shows what they give, and a script, where one runs, lets them be dragged. What is cut is an edit like any
//! other.

mod page;

use axum::Router;
use axum::extract::multipart::{Field as Part, MultipartError};
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, RawQuery, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use axum_extra::routing::RouterExt;
use chrono::TimeDelta;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use self::page::PhotoPage;
use super::queries;
use super::saving::{Refused, mine, save, save_with};
use crate::accounts::SignedIn;
use crate::error::{Error, Result};
use crate::executives::editing::Edit;
use crate::executives::portraits::{self, Draft, Photo};
use crate::pictures::{self, Crop, LARGEST_FILE, Refusal, Sheet};
use crate::state::AppState;
use crate::urls;
use crate::web::CachePolicy;
use crate::web::form::{Field, too_often, unprocessable};
use crate::web::page::{Layout, Page};
use crate::web::query::href;

/// How much of a file that is too large is read on and thrown away, so that whoever sends it is told why it isn't taken.
const READ_ON: usize = 8 * LARGEST_FILE;

/// Photographs that one account may send within an hour.
const SENT_AN_HOUR: u32 = 20;

/// The picture that is to be cut, and how it would look.
const SHEET: &str = "sheet.jpg";
const PREVIEW: &str = "preview.jpg";

/// `/me/{slug}/photo` and below.
pub fn routes() -> Router<AppState> {
    // The handler counts the bytes itself, and says how many there may be.
    let receiving = Router::new().typed_post(receive).layer(DefaultBodyLimit::disable());
    receiving.typed_get(show).typed_post(cut).typed_post(remove).typed_get(file)
}

/// A photograph of theirs, also where nobody else sees it yet.
pub fn theirs(slug: &str, name: &str) -> Photo {
    Photo::at(name, |file| urls::MyPhotoFile::to(slug, file).to_string())
}

async fn show(
    urls::MyPhoto { slug }: urls::MyPhoto,
    me: SignedIn,
    RawQuery(query): RawQuery,
    layout: Layout,
    State(site): State<AppState>,
) -> Result<Page<PhotoPage>> {
    page(&site, &me, layout, &slug, crop_of(query.as_deref()), Field::blank("file")).await
}

/// The numbers of a query.
fn crop_of(query: Option<&str>) -> Crop {
    let sent: Vec<_> = url::form_urlencoded::parse(query.unwrap_or_default().as_bytes()).collect();
    let sent = |name| sent.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_ref());
    Crop::typed(sent("zoom"), sent("x"), sent("y"))
}

async fn page(
    site: &AppState,
    me: &SignedIn,
    layout: Layout,
    slug: &str,
    crop: Crop,
    file: Field,
) -> Result<Page<PhotoPage>> {
    let row = mine(site, me, slug).await?;
    let draft = portraits::draft(&site.pool, row.id, me.user.id).await?;
    let waiting = portraits::waiting(&site.pool, row.id).await?;
    let draft = draft.map(|draft| (draft.width, draft.height));
    Ok(Page::private(PhotoPage::new(layout, &row, draft, crop, waiting.as_deref(), file)))
}

async fn receive(
    urls::MyPhoto { slug }: urls::MyPhoto,
    me: SignedIn,
    layout: Layout,
    State(site): State<AppState>,
    request: Request,
) -> Result<Response> {
    let row = mine(&site, &me, &slug).await?;
    let sent = sent_file(request, &site).await?;
    let now = site.clock.now();
    let most = site.rules.rate_limit_scale.times(SENT_AN_HOUR).get();
    if sent.is_ok()
        && !portraits::note_sent(&site.pool, me.user.id, most.into(), now - TimeDelta::hours(1), now).await?
    {
        let mut file = Field::blank("file");
        file.refuse(
            "You sent many photos within an hour. What you have stays as it is: try again in an hour.",
        );
        let page = page(&site, &me, layout, &slug, Crop::default(), file).await?;
        return Ok(too_often(TimeDelta::hours(1).num_seconds().unsigned_abs(), page));
    }
    let read = match sent {
        Ok(file) => {
            let read = pictures::in_turn(move || {
                let sheet = pictures::read(&file)?;
                Ok((sheet.to_jpeg()?, sheet.size()))
            });
            read.await?.map_err(|refusal| format!("{refusal} {}", remedy(refusal)))
        }
        Err(why) => Err(why),
    };
    let (sheet, (width, height)) = match read {
        Ok(read) => read,
        Err(why) => {
            let mut file = Field::blank("file");
            file.refuse(why);
            return Ok(unprocessable(page(&site, &me, layout, &slug, Crop::default(), file).await?));
        }
    };
    let pixels = |side| i32::try_from(side).map_err(Error::internal);
    let draft = Draft { sheet, width: pixels(width)?, height: pixels(height)? };
    let mut transaction = site.pool.begin().await?;
    if !queries::lock_owned(&mut *transaction, me.user.id, row.id).await? {
        return Err(Error::NotFound);
    }
    portraits::keep_draft(&mut *transaction, row.id, me.user.id, &draft, now).await?;
    transaction.commit().await?;
    Ok(Redirect::to(&urls::MyPhoto::to(slug).to_string()).into_response())
}

/// The file of a form, or why there is none.
async fn sent_file(request: Request, site: &AppState) -> Result<std::result::Result<Vec<u8>, String>> {
    let Ok(mut parts) = Multipart::from_request(request, site).await else {
        return Ok(Err("Choose a file.".to_owned()));
    };
    while let Some(part) = parts.next_field().await.map_err(broken)? {
        if part.name() == Some("file") {
            return whole(part).await;
        }
    }
    Ok(Err("Choose a file.".to_owned()))
}

async fn whole(mut part: Part<'_>) -> Result<std::result::Result<Vec<u8>, String>> {
    let mut file = Vec::new();
    let mut came = 0;
    while let Some(bytes) = part.chunk().await.map_err(broken)? {
        came += bytes.len();
        if came <= LARGEST_FILE {
            file.extend_from_slice(&bytes);
        } else if came > READ_ON {
            break;
        }
    }
    Ok(match came {
        0 => Err("Choose a file.".to_owned()),
        came if came > LARGEST_FILE => Err(format!("{} {}", Refusal::Large, remedy(Refusal::Large))),
        _ => Ok(file),
    })
}

fn broken(_: MultipartError) -> Error {
    Error::BadRequest("The file broke off on its way. Open the page again and retry.".into())
}

/// What to do.
const fn remedy(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::Large | Refusal::Pixels(..) => "Save a smaller copy of it, and send that.",
        Refusal::Format => "Open it, save it as one of these, and send that.",
        Refusal::Small(..) => "Choose a larger one.",
        Refusal::Broken => "Choose it again, or another one.",
    }
}

/// What the crop's form sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Cut {
    zoom: String,
    x: String,
    y: String,
}

async fn cut(
    urls::CutMyPhoto { slug }: urls::CutMyPhoto,
    me: SignedIn,
    State(site): State<AppState>,
    Form(sent): Form<Cut>,
) -> Result<Redirect> {
    let row = mine(&site, &me, &slug).await?;
    let Some(draft) = portraits::draft(&site.pool, row.id, me.user.id).await? else {
        // Sent twice, or thrown away meanwhile: the page shows what there is.
        return Ok(Redirect::to(&urls::MyPhoto::to(slug).to_string()));
    };
    let crop = Crop::typed(&sent.zoom, &sent.x, &sent.y);
    let portrait = pictures::in_turn(move || pictures::cut(&Sheet::kept(&draft.sheet)?, crop)).await?;
    let portrait = portrait.map_err(|refusal| Error::internal(refusal.to_string()))?;
    let edit =
        Edit { columns: Map::from_iter([("photo".to_owned(), json!(portrait.name))]), ..Edit::default() };
    let (profile, user, now) = (row.id, me.user.id, site.clock.now());
    let saved = save_with(&site, &me, profile, edit, async |connection| {
        portraits::keep(&mut *connection, profile, &portrait, now).await?;
        portraits::discard_draft(connection, profile, user).await
    });
    led(&slug, saved.await?)
}

/// What the buttons that take away send.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Remove {
    what: String,
}

async fn remove(
    urls::RemoveMyPhoto { slug }: urls::RemoveMyPhoto,
    me: SignedIn,
    State(site): State<AppState>,
    Form(sent): Form<Remove>,
) -> Result<Redirect> {
    let row = mine(&site, &me, &slug).await?;
    if sent.what == "sheet" {
        portraits::discard_draft(&site.pool, row.id, me.user.id).await?;
        return Ok(Redirect::to(&urls::MyPhoto::to(slug).to_string()));
    }
    let is_waiting = portraits::waiting(&site.pool, row.id).await?.is_some_and(|name| !name.is_empty());
    if row.photo.is_none() && !is_waiting {
        return Ok(Redirect::to(&urls::MyPhoto::to(slug).to_string()));
    }
    let edit = Edit { columns: Map::from_iter([("photo".to_owned(), Value::Null)]), ..Edit::default() };
    led(&slug, save(&site, &me, row.id, edit).await?)
}

fn led(slug: &str, saved: std::result::Result<super::saving::Saved, Refused>) -> Result<Redirect> {
    let saved = saved.map_err(|_| Error::NotFound)?;
    Ok(Redirect::to(&href(&urls::MyProfile::to(slug), saved.query())))
}

async fn file(
    urls::MyPhotoFile { slug, file }: urls::MyPhotoFile,
    me: SignedIn,
    RawQuery(query): RawQuery,
    State(site): State<AppState>,
) -> Result<Response> {
    let row = mine(&site, &me, &slug).await?;
    let jpeg = match file.as_str() {
        SHEET | PREVIEW => {
            let draft = portraits::draft(&site.pool, row.id, me.user.id).await?.ok_or(Error::NotFound)?;
            if file == SHEET {
                draft.sheet
            } else {
                let crop = crop_of(query.as_deref());
                let drawn =
                    pictures::in_turn(move || pictures::preview(&Sheet::kept(&draft.sheet)?, crop)).await?;
                drawn.map_err(|refusal| Error::internal(refusal.to_string()))?
            }
        }
        file => {
            let (name, wide) = portraits::file_of(file).ok_or(Error::NotFound)?;
            portraits::of_profile(&site.pool, row.id, name, wide).await?.ok_or(Error::NotFound)?
        }
    };
    Ok(portraits::picture(jpeg, CachePolicy::Private))
}
