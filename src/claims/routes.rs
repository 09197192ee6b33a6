//! The handlers of claims: one address, whose page is the step that comes next.
//!
//! The address confirms itself by signing in: the third step's button asks for a link as `/signin` does, and leads back here.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{Extension, FromRequest, RawQuery, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use axum_extra::routing::RouterExt;
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use super::deciding::{State as Told, tell};
use super::pages::{ProofPage, SendPage, StatusPage, WhoPage};
use super::proof::{Method, is_at, is_own_page};
use super::queries::{self, Draft, Profile};
use crate::accounts::{Guest, Session};
use crate::audit::{self, Entry};
use crate::error::{Error, Result};
use crate::secrets::spelled;
use crate::state::{AppState, Rules};
use crate::urls;
use crate::values::EmailAddress;
use crate::web::form::{Field, in_minutes, refused, too_often};
use crate::web::page::{Layout, Meta, Page};
use crate::web::query::href;
use crate::web::{AddressLimit, moved};

/// Claims that one client may send at once, and after how long as many again.
const SENT_AT_ONCE: u32 = 5;
const SENT_AGAIN: Duration = Duration::from_hours(1);

/// `/executives/{slug}/claim`
pub fn routes(rules: Rules) -> Router<AppState> {
    let limit = AddressLimit::new(rules.rate_limit_scale.times(SENT_AT_ONCE), SENT_AGAIN);
    Router::new().typed_get(show).typed_post(fill_in).layer(Extension(Arc::new(limit)))
}

/// What the forms send; each step its own fields.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Fields {
    step: String,
    name: String,
    email: String,
    method: String,
    url: String,
    note: String,
}

/// A form on its way.
#[derive(FromRequest)]
#[from_request(state(AppState))]
pub(super) struct Call {
    #[from_request(via(State))]
    site: AppState,
    #[from_request(via(Extension))]
    limit: Arc<AddressLimit>,
    guest: Guest,
    headers: HeaderMap,
    layout: Layout,
    #[from_request(via(Form))]
    fields: Fields,
}

async fn show(
    urls::ClaimExecutive { slug }: urls::ClaimExecutive,
    guest: Guest,
    RawQuery(query): RawQuery,
    layout: Layout,
    State(site): State<AppState>,
) -> Result<Response> {
    let profile = queries::profile(&site.pool, &slug).await?.ok_or(Error::NotFound)?;
    if profile.slug != slug {
        return Ok(moved(&urls::ClaimExecutive::to(&profile.slug)));
    }
    let draft = draft_of(&site, &guest, &profile).await?;
    let goes_back_to = |step: &str| query.as_deref() == Some(step);
    Ok(match draft {
        Some(draft) if draft.method.is_some() && !goes_back_to("step=who") && !goes_back_to("step=proof") => {
            send_page(layout, &guest, &profile, &draft, None).into_response()
        }
        Some(draft) if !goes_back_to("step=who") => proof_page(layout, &profile, &draft).into_response(),
        None if !goes_back_to("step=who") && guest.user().is_some() => {
            match status_page(&site, &guest, layout.clone(), &profile).await? {
                Some(page) => page.into_response(),
                None => who_page(layout, &guest, &profile, None).into_response(),
            }
        }
        draft => who_page(layout, &guest, &profile, draft.as_ref()).into_response(),
    })
}

async fn draft_of(site: &AppState, guest: &Guest, profile: &Profile) -> Result<Option<Draft>> {
    let Some(session) = &guest.session else { return Ok(None) };
    Ok(queries::draft(&site.pool, session.id, profile.id).await?)
}

async fn fill_in(urls::ClaimExecutive { slug }: urls::ClaimExecutive, call: Call) -> Result<Response> {
    let profile = queries::profile(&call.site.pool, &slug).await?.ok_or(Error::NotFound)?;
    let draft = draft_of(&call.site, &call.guest, &profile).await?;
    let here = urls::ClaimExecutive::to(&profile.slug).to_string();
    match (call.fields.step.as_str(), draft) {
        ("who", _) => call.keep_who(&profile, &here).await,
        ("proof", Some(draft)) => call.keep_proof(&profile, &draft, &here).await,
        ("send", Some(draft)) => call.send(&profile, &draft, &here).await,
        // Sent already, or the session has ended: the page says how it stands.
        _ => Ok(Redirect::to(&here).into_response()),
    }
}

impl Call {
    async fn keep_who(self, profile: &Profile, here: &str) -> Result<Response> {
        /// Characters of a name, and of what is shown again.
        const LONGEST: usize = 200;
        let name = Field::typed(&self.fields.name, LONGEST).value.trim().to_owned();
        let email = EmailAddress::parse(&self.fields.email);
        let name_error = name.is_empty().then_some("Type your name.");
        let (Ok(email), None) = (&email, name_error) else {
            let mut page = who(self.layout, profile);
            page.name = Field::of(name).with_error(name_error);
            page.email =
                Field::typed(&self.fields.email, 400).with_error(email.err().map(|error| error.to_string()));
            return Ok(refused(Page::private(page)));
        };
        let now = self.site.clock.now();
        let mut transaction = self.site.pool.begin().await?;
        let (session, cookie) = if let Some(session) = self.guest.session {
            (session, None)
        } else {
            let opened = Session::open(&mut transaction, &self.headers, &self.site.origin, now).await?;
            (opened.session, Some(opened.cookie))
        };
        let code = format!("quarterdeck-{}", spelled(3).to_lowercase());
        queries::keep_who(&mut *transaction, session.id, profile.id, (&name, email.as_str()), &code, now)
            .await?;
        transaction.commit().await?;
        let cookie: HeaderMap = cookie.map(|cookie| (header::SET_COOKIE, cookie)).into_iter().collect();
        Ok((cookie, Redirect::to(&href(&here, "step=proof"))).into_response())
    }

    async fn keep_proof(self, profile: &Profile, draft: &Draft, here: &str) -> Result<Response> {
        const LONGEST_NOTE: usize = 2_000;
        let method = Method::parse(&self.fields.method);
        let url = Field::typed(self.fields.url.trim(), LONGEST_NOTE);
        let note = Field::typed(self.fields.note.trim(), LONGEST_NOTE);
        let (website, linkedin) = (profile.website.as_deref(), profile.linkedin.as_deref());
        let is_domain = website.is_some_and(|website| is_at(&draft.email, website));
        let method_error = match method {
            None => Some("Choose how you prove it."),
            Some(Method::Domain) if !is_domain => Some("Your address is not at the website’s own domain."),
            _ => None,
        };
        let url_error = (method == Some(Method::Code) && !is_own_page(&url.value, website, linkedin))
            .then_some(
                "Type the address of a page of the website or the LinkedIn page that the profile names.",
            );
        let note_error = (method == Some(Method::Note) && note.value.chars().count() < 20)
            .then_some("Say in a sentence or two how we can find out that it is you.");
        let (Some(method), None, None, None) = (method, method_error, url_error, note_error) else {
            let mut page = proof(self.layout, profile, draft);
            (page.method, page.method_error) = (method, method_error);
            (page.url, page.note) = (url.with_error(url_error), note.with_error(note_error));
            return Ok(refused(Page::private(page)));
        };
        let url = (method == Method::Code).then_some(url.value.as_str());
        let note = (!note.value.is_empty()).then_some(note.value.as_str());
        queries::keep_proof(&self.site.pool, draft.id, method.as_str(), url, note).await?;
        Ok(Redirect::to(here).into_response())
    }

    /// However often it is sent, it is one request.
    async fn send(self, profile: &Profile, draft: &Draft, here: &str) -> Result<Response> {
        let Some(user) = self.guest.user().filter(|user| user.email == draft.email) else {
            return Ok(Redirect::to(here).into_response());
        };
        if let Err(soon) = self.limit.count(self.guest.client) {
            let why = format!(
                "Too many claims came from your network. Try again {}; nothing is lost.",
                in_minutes(soon.seconds)
            );
            return Ok(too_often(
                soon.seconds,
                send_page(self.layout, &self.guest, profile, draft, Some(why)),
            ));
        }
        let now = self.site.clock.now();
        let mut transaction = self.site.pool.begin().await?;
        if let Some(id) = queries::send(&mut *transaction, draft.id, user.id, now).await?
            && let Some(claim) = queries::claims(&mut *transaction, Some(id), None, true).await?.pop()
        {
            tell(&mut transaction, &claim, &claim.email, &self.site.origin, Told::Received, now)
                .await
                .map_err(Error::internal)?;
            let entry = Entry::new("send", "claim", id)
                .after(json!({ "status": "RECEIVED", "executive": profile.id }));
            audit::write(&mut *transaction, &self.guest.actor(), &entry, now).await?;
        }
        transaction.commit().await?;
        Ok(Redirect::to(here).into_response())
    }
}

fn meta(profile: &Profile) -> Meta {
    Meta::for_one(
        format!("Claim the profile of {}", profile.name),
        "Prove that a profile is yours, and keep it from then on.",
    )
}

fn profile_href(profile: &Profile) -> String {
    urls::Executive::to(&profile.slug).to_string()
}

fn who(layout: Layout, profile: &Profile) -> WhoPage {
    WhoPage {
        layout,
        meta: meta(profile),
        profile: profile.name.clone(),
        profile_href: profile_href(profile),
        has_owner: profile.has_owner,
        name: Field::of(&profile.name),
        email: Field::default(),
    }
}

fn who_page(layout: Layout, guest: &Guest, profile: &Profile, draft: Option<&Draft>) -> Page<WhoPage> {
    let mut page = who(layout, profile);
    if let Some(draft) = draft {
        (page.name, page.email) = (Field::of(&draft.name), Field::of(&draft.email));
    } else if let Some(user) = guest.user() {
        page.email = Field::of(&user.email);
    }
    Page::private(page)
}

fn proof(layout: Layout, profile: &Profile, draft: &Draft) -> ProofPage {
    ProofPage {
        layout,
        meta: meta(profile),
        profile: profile.name.clone(),
        domain_of: profile.website.clone().filter(|website| is_at(&draft.email, website)),
        code: draft.code.clone(),
        has_page: profile.website.is_some() || profile.linkedin.is_some(),
        method: draft.method.as_deref().and_then(Method::parse),
        method_error: None,
        url: Field::of(draft.proof_url.clone().unwrap_or_default()),
        note: Field::of(draft.note.clone().unwrap_or_default()),
    }
}

fn proof_page(layout: Layout, profile: &Profile, draft: &Draft) -> Page<ProofPage> {
    Page::private(proof(layout, profile, draft))
}

fn send_page(
    layout: Layout,
    guest: &Guest,
    profile: &Profile,
    draft: &Draft,
    refused: Option<String>,
) -> Page<SendPage> {
    Page::private(SendPage {
        layout,
        meta: meta(profile),
        profile: profile.name.clone(),
        here: urls::ClaimExecutive::to(&profile.slug).to_string(),
        name: draft.name.clone(),
        email: draft.email.clone(),
        method: draft.method.as_deref().and_then(Method::parse).map_or("", Method::label),
        is_confirmed: guest.user().is_some_and(|user| user.email == draft.email),
        request_key: Uuid::now_v7().to_string(),
        refused,
    })
}

async fn status_page(
    site: &AppState,
    guest: &Guest,
    layout: Layout,
    profile: &Profile,
) -> Result<Option<Page<StatusPage>>> {
    let Some(user) = guest.user() else { return Ok(None) };
    let claim = queries::claims(&site.pool, None, Some((user.id, profile.id)), false).await?.pop();
    let Some(claim) = claim else { return Ok(None) };
    let (heading, text) = match claim.status.as_str() {
        "RECEIVED" => ("We have your claim", "Its proof is looked at next. You are told by mail."),
        "IN_REVIEW" => (
            "Your claim is in review",
            "Its proof was looked at. Whoever runs this site decides now; you are told by mail.",
        ),
        "APPROVED" if claim.owner == Some(user.id) => ("This profile is yours", "Your claim is approved."),
        "APPROVED" => ("This profile was yours", "Your claim was approved, and another one after it."),
        _ => ("Your claim was not approved", "You can claim it again with another proof."),
    };
    let is_over = matches!(claim.status.as_str(), "REJECTED")
        || (claim.status == "APPROVED" && claim.owner != Some(user.id));
    let again = is_over.then(|| href(&urls::ClaimExecutive::to(&profile.slug), "step=who"));
    let reason = claim.review_notes.filter(|_| claim.status == "REJECTED");
    Ok(Some(Page::private(StatusPage {
        layout,
        meta: meta(profile),
        profile: profile.name.clone(),
        profile_href: profile_href(profile),
        heading,
        text,
        reason,
        again,
    })))
}
