//! The handlers of claims: one address, whose page is the step that comes next.
//!
//! The address confirms itself by signing in: the third step's button asks for a link as `/signin` does, and leads back here.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Extension, FromRequest, RawQuery, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use axum_extra::routing::RouterExt;
use serde::Deserialize;
use serde_json::json;
use sqlx::{Connection, PgConnection};

use super::limit::SendLimit;
use super::mails::{self, Dispute, News};
use super::pages::{PROOF, ProofPage, SendPage, StatusPage, WHO, WhoPage};
use super::proof::{Method, is_own_page, may_repeat};
use super::queries::{self, Begun, Claim, Draft, Profile};
use crate::accounts::{Guest, Session};
use crate::audit::Entry;
use crate::error::{Error, Result};
use crate::mail::{self, Message};
use crate::state::{AppState, Rules};
use crate::values::EmailAddress;
use crate::web::form::{Field, again, too_often, unprocessable};
use crate::web::moved;
use crate::web::page::{Layout, Page};
use crate::web::query::href;
use crate::{secrets, urls};

/// Characters of a name, of an address and of a note.
const LONGEST_NAME: usize = 200;
const LONGEST_URL: usize = 2_000;
const LONGEST_NOTE: usize = 2_000;

/// `/executives/{slug}/claim`
pub fn routes(rules: Rules) -> Router<AppState> {
    Router::new().typed_get(show).typed_post(fill_in).layer(Extension(Arc::new(SendLimit::new(rules))))
}

/// What the forms send; each step its own fields.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Fields {
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
struct Call {
    #[from_request(via(State))]
    site: AppState,
    #[from_request(via(Extension))]
    limit: Arc<SendLimit>,
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
    let mut connection = site.pool.acquire().await?;
    let Begun { profile, draft, .. } = begun(&mut connection, &slug, &guest).await?;
    if profile.slug != slug {
        return Ok(moved(&urls::ClaimExecutive::to(&profile.slug)));
    }
    let claim = match guest.user() {
        Some(user) => queries::last_of(&mut *connection, user.id, profile.id).await?,
        None => None,
    };
    let claim = claim.map(|claim| StatusPage::new(layout.clone(), profile.clone(), claim));
    drop(connection);
    let step = query.as_deref().filter(|step| [WHO, PROOF].contains(step));
    Ok(match (claim, draft, step) {
        // Nothing is to be done but to wait, or nothing at all.
        (Some(page), ..) if page.again().is_none() => Page::private(page).into_response(),
        (_, Some(draft), None) if draft.method.is_some() => {
            Page::private(SendPage::new(layout, profile, draft, guest.user())).into_response()
        }
        (_, Some(draft), None | Some(PROOF)) => {
            Page::private(ProofPage::new(layout, profile, &draft)).into_response()
        }
        (Some(page), None, None) => Page::private(page).into_response(),
        (_, draft, _) => {
            let mut page = WhoPage::new(layout, profile, guest.user());
            if let Some(draft) = draft {
                page.name = Field::typed("name", &draft.name);
                page.email = Field::typed("email", &draft.email);
            }
            Page::private(page).into_response()
        }
    })
}

/// The profile, and what the guest has filled in for it in their session.
async fn begun(connection: &mut PgConnection, slug: &str, guest: &Guest) -> Result<Begun> {
    let session = guest.session.as_ref().map(|session| session.id);
    queries::begun(connection, slug, session, guest.user()).await?.ok_or(Error::NotFound)
}

async fn fill_in(urls::ClaimExecutive { slug }: urls::ClaimExecutive, call: Call) -> Result<Response> {
    // One for all that a step reads and writes.
    let mut connection = call.site.pool.acquire().await?;
    let begun = begun(&mut connection, &slug, &call.guest).await?;
    match (call.fields.step.as_str(), &begun.draft) {
        ("who", _) => call.keep_who(&mut connection, begun.profile).await,
        ("proof", Some(draft)) => call.keep_proof(&mut connection, begun.profile, draft).await,
        ("send", Some(draft)) => call.send(&mut connection, &begun, draft).await,
        // Sent already, or the session has ended: the page says how it stands.
        _ => Ok(Redirect::to(&begun.profile.claim_href()).into_response()),
    }
}

impl Call {
    async fn keep_who(self, connection: &mut PgConnection, profile: Profile) -> Result<Response> {
        let (id, here) = (profile.id, profile.claim_href());
        let mut page = WhoPage::new(self.layout, profile, self.guest.user());
        page.name = Field::typed("name", &self.fields.name);
        page.email = Field::typed("email", &self.fields.email);
        let name = page.name.required_line(LONGEST_NAME, "Type your name.");
        let email = match self.guest.user() {
            // Theirs has confirmed itself.
            Some(user) => EmailAddress::parse(&user.email).ok(),
            None => page.email.required_email(),
        };
        let Some(email) = email.filter(|_| !page.is_wrong()) else {
            return Ok(unprocessable(Page::private(page)));
        };
        let now = self.site.clock.now();
        let mut transaction = connection.begin().await?;
        let (session, cookie) = if let Some(session) = self.guest.session {
            (session, None)
        } else {
            let opened = Session::open(&mut transaction, &self.headers, &self.site.origin, now).await?;
            (opened.session, Some(opened.cookie))
        };
        let code = format!("quarterdeck-{}", secrets::spelled(3).to_lowercase());
        queries::keep_who(&mut *transaction, session.id, id, (&name, email.as_str()), &code, now).await?;
        transaction.commit().await?;
        let cookie: HeaderMap = cookie.map(|cookie| (header::SET_COOKIE, cookie)).into_iter().collect();
        Ok((cookie, Redirect::to(&href(&here, PROOF))).into_response())
    }

    async fn keep_proof(
        self,
        connection: &mut PgConnection,
        profile: Profile,
        draft: &Draft,
    ) -> Result<Response> {
        let here = profile.claim_href();
        let is_domain = profile.domain_of(&draft.email).is_some();
        let (website, linkedin) = (profile.website.clone(), profile.linkedin.clone());
        let mut page = ProofPage::new(self.layout, profile, draft);
        page.method = Method::from_param(&self.fields.method);
        page.url = Field::typed("url", &self.fields.url);
        page.note = Field::typed("note", &self.fields.note);
        page.method_error = match page.method {
            None => Some("Choose how you prove it."),
            Some(Method::Domain) if !is_domain => Some("Your address is not at the website’s own domain."),
            _ => None,
        };
        let mut url = page.url.line(LONGEST_URL).filter(|_| page.method == Some(Method::Code));
        if page.method == Some(Method::Code) {
            url = url.map(|url| if url.contains("://") { url } else { format!("https://{url}") });
            let typed = url.as_deref().unwrap_or_default();
            if !is_own_page(typed, website.as_deref(), linkedin.as_deref()) {
                page.url.refuse(
                    "Type the address of a page of the website or the LinkedIn page that the profile names.",
                );
            } else if may_repeat(typed, &draft.code) {
                page.url.refuse("The address itself may not contain the code, nor a question mark: the page has to say it.");
            }
        }
        let note = page.note.text(LONGEST_NOTE);
        let is_told = note.as_deref().is_some_and(|note| note.chars().count() >= 20);
        if page.method == Some(Method::Note) && !is_told && page.note.error.is_none() {
            page.note.refuse(
                "Say in a sentence or two how we can find out that it is you: in 20 characters at least.",
            );
        }
        let Some(method) = page.method.filter(|_| !page.is_wrong()) else {
            return Ok(unprocessable(Page::private(page)));
        };
        queries::keep_proof(connection, draft.id, method, url.as_deref(), note.as_deref()).await?;
        Ok(Redirect::to(&here).into_response())
    }

    /// However often it is sent, it is one request.
    async fn send(self, connection: &mut PgConnection, begun: &Begun, draft: &Draft) -> Result<Response> {
        let here = Redirect::to(&begun.profile.claim_href()).into_response();
        let Some(user) = self.guest.user().filter(|user| user.email == draft.email) else {
            return Ok(here);
        };
        let number = format!("K-{}", secrets::spelled(2));
        let Some(claim) = Claim::of(begun, user, number, self.site.clock.now()) else {
            return Ok(here);
        };
        // While a claim of theirs waits, this one comes to nothing, and counts for nothing.
        if !begun.is_waiting
            && let Err(soon) = self.limit.count(self.guest.client, draft.id)
        {
            let mut page = SendPage::new(self.layout, begun.profile.clone(), draft.clone(), Some(user));
            page.refused = Some(format!(
                "Several claims came from your network within the hour. {}",
                again(soon.seconds)
            ));
            return Ok(too_often(soon.seconds, Page::private(page)));
        }
        let mails = mail::rows(&self.mails(&claim)?);
        let entry = Entry::new("claim", "claim", claim.id)
            .after(json!({"status": claim.status, "profile": claim.executive_id, "number": claim.number}));
        let actor = self.guest.acting_as(Some(user));
        queries::send(connection, draft.id, &claim, &mails, (&actor, &entry)).await?;
        Ok(here)
    }

    /// To who claims and to who owns the profile.
    fn mails(&self, claim: &Claim) -> Result<Vec<Message>> {
        let origin = &self.site.origin;
        let mut mails = vec![mails::to_claimant(origin, claim, News::Received).map_err(Error::internal)?];
        if let Some(owner) = claim.owner_email.as_ref().filter(|_| claim.is_dispute()) {
            mails.push(mails::to_owner(origin, owner, claim, Dispute::Begun).map_err(Error::internal)?);
        }
        Ok(mails)
    }
}
