//! Asking to be taken off the site: the forms, and what obeys them.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{FromRequest, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use serde::Deserialize;
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{ASKED_AGAIN, failed, follow, undo};
use crate::audit::{self, Actor, Entry};
use crate::error::{Error, Result};
use crate::executives::about::{self, About};
use crate::ingestion::suppression::{self, SuppressionError};
use crate::removals::pages::{AnybodyPage, Asking, ProfilePage};
use crate::removals::queries::{self, NewRequest, Profile};
use crate::removals::{DECIDED_WITHIN, mails};
use crate::secrets::{Purpose, signed};
use crate::state::AppState;
use crate::web::form::{Field, again, busy, new_key, request_key, sent_key, too_often, unprocessable};
use crate::web::page::{Layout, Meta, Page};
use crate::web::{AddressLimit, ClientAddress, RequestId};
use crate::{mail, urls};

/// Receipts that are mailed to one address within that time; later ones stand on their page alone.
const MOST_MAILS: i64 = 5;

/// Who asks, in the audit log and for the list of people who stay out.
const ACTOR: Actor = Actor::named("anonymous");
const WHY: &str = "asked for on the site";

/// What is said while an import holds it up.
const BUSY: &str = "The list of profiles is being written to just now, so nothing was done yet. Press the button again in a few seconds; what you typed is still here.";

/// What the forms send.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Fields {
    profile: String,
    name: String,
    company: String,
    reason: String,
    email: String,
    request_key: String,
}

/// A form on its way to a receipt.
#[derive(FromRequest)]
#[from_request(state(AppState))]
pub(super) struct Call {
    #[from_request(via(State))]
    site: AppState,
    #[from_request(via(Extension))]
    limit: Arc<AddressLimit>,
    #[from_request(via(Extension))]
    request_id: RequestId,
    client: ClientAddress,
    layout: Layout,
    #[from_request(via(Form))]
    fields: Fields,
}

/// Why a request was not taken.
enum Refused {
    Busy,
    TooOften(u64),
    Wrong(SuppressionError),
}

pub(super) async fn profile(
    urls::RemoveExecutive { slug }: urls::RemoveExecutive,
    layout: Layout,
    State(site): State<AppState>,
) -> Result<Response> {
    let form = Asking::new(&Fields { request_key: new_key(), ..Fields::default() });
    match find(&site, &slug).await? {
        about::Found::Moved(response) => Ok(response),
        about::Found::Profile(about) => Ok(profile_page(layout, about, form).into_response()),
    }
}

pub(super) async fn remove(
    urls::RemoveExecutive { slug }: urls::RemoveExecutive,
    call: Call,
) -> Result<Response> {
    let mut form = Asking::new(&call.fields);
    let reason = form.reason.text(2_000);
    let email = form.email.email();
    let key = request_key(&form.request_key, &[&slug]);
    if let Some(receipt) = queries::receipt_of(&call.site.pool, key).await? {
        return Ok(to_receipt(&receipt));
    }
    let about = match find(&call.site, &slug).await? {
        about::Found::Moved(response) => return Ok(response),
        about::Found::Profile(about) => about,
    };
    if form.is_wrong() {
        return Ok(unprocessable(profile_page(call.layout, about, form)));
    }
    let who = suppression::Request { profile: Some(about.id), ..suppression::Request::default() };
    let asked = Asked { key, who, reason, email: email.map(|email| email.to_string()) };
    match call.take_or_wait(&asked).await? {
        Ok(receipt) => Ok(to_receipt(&receipt)),
        Err(Refused::Busy) => {
            form.refused = Some(BUSY.to_owned());
            Ok(busy(profile_page(call.layout, about, form)))
        }
        Err(Refused::TooOften(seconds)) => {
            form.refused = Some(often(seconds));
            Ok(too_often(seconds, profile_page(call.layout, about, form)))
        }
        Err(Refused::Wrong(error)) => Err(Error::internal(error)),
    }
}

pub(super) async fn anybody(_: urls::Removal, layout: Layout) -> Page<AnybodyPage> {
    anybody_page(layout, Asking::new(&Fields { request_key: new_key(), ..Fields::default() }))
}

pub(super) async fn object(_: urls::Removal, call: Call) -> Result<Response> {
    let mut form = Asking::new(&call.fields);
    let named = form.profile.line(2_000);
    let name = form.name.line(200);
    let company = form.company.line(200);
    let reason = form.reason.text(2_000);
    let email = form.email.email();
    let who = call.who(&mut form, named.as_deref(), name, company).await?;
    let Some(who) = who.filter(|_| !form.is_wrong()) else {
        return Ok(unprocessable(anybody_page(call.layout, form)));
    };
    let content = [form.profile.value.as_str(), &form.name.value, &form.company.value];
    let key = request_key(&form.request_key, &content);
    let asked = Asked { key, who, reason, email: email.map(|email| email.to_string()) };
    match call.take_or_wait(&asked).await? {
        Ok(receipt) => Ok(to_receipt(&receipt)),
        Err(Refused::Busy) => {
            form.refused = Some(BUSY.to_owned());
            Ok(busy(anybody_page(call.layout, form)))
        }
        Err(Refused::TooOften(seconds)) => {
            form.refused = Some(often(seconds));
            Ok(too_often(seconds, anybody_page(call.layout, form)))
        }
        Err(Refused::Wrong(error)) => {
            form.refuse(error)?;
            Ok(unprocessable(anybody_page(call.layout, form)))
        }
    }
}

/// What somebody asks for, read.
struct Asked {
    key: Uuid,
    who: suppression::Request,
    reason: Option<String>,
    email: Option<String>,
}

impl Call {
    /// Who is meant by the general form; notes in it what is wrong.
    async fn who(
        &self,
        form: &mut Asking,
        named: Option<&str>,
        name: Option<String>,
        company: Option<String>,
    ) -> Result<Option<suppression::Request>> {
        let companies = company.into_iter().collect();
        let mut who = suppression::Request { name, companies, ..suppression::Request::default() };
        match named {
            None if who.name.is_none() && who.companies.is_empty() => {
                form.profile.refuse("Say which profile: its address here, your page at LinkedIn, or below your name with a company.");
                return Ok(None);
            }
            None => {}
            Some(address) => {
                match slug_in(address, self.site.origin.as_str()) {
                    None => who.linkedin = Some(address.to_owned()),
                    Some(slug) => match find(&self.site, slug).await {
                        Ok(about::Found::Profile(about)) => who.profile = Some(about.id),
                        Ok(about::Found::Moved(_)) => {
                            form.profile.refuse("That profile has another address now: open it, and copy the one that it leads to.");
                        }
                        Err(Error::Gone { .. }) => {
                            form.profile.refuse("That profile is offline already.");
                        }
                        Err(Error::NotFound) => {
                            form.profile.refuse("There is no profile at this address. Copy it from your browser’s address bar.");
                        }
                        Err(error) => return Err(error),
                    },
                }
            }
        }
        Ok(Some(who))
    }

    /// As [`Call::take`]; where an import or the database holds it up, the form can be sent again.
    async fn take_or_wait(&self, asked: &Asked) -> Result<Result<String, Refused>> {
        match self.take(asked).await {
            Err(error) if error.status() == StatusCode::SERVICE_UNAVAILABLE => {
                tracing::warn!(%error, "a request for removal waits");
                Ok(Err(Refused::Busy))
            }
            taken => taken,
        }
    }

    /// Obeys, once for one form: hides, writes down, tells. Gives the receipt.
    async fn take(&self, asked: &Asked) -> Result<Result<String, Refused>> {
        let site = &self.site;
        let now = site.clock.now();
        let receipt = suppression::receipt();
        let new = NewRequest {
            id: Uuid::now_v7(),
            receipt: &receipt,
            request_key: asked.key,
            reason: asked.reason.as_deref(),
            contact_email: asked.email.as_deref(),
            decide_by: now + DECIDED_WITHIN,
        };
        let keys = site.secrets.keys(&site.pool).await?;
        let mut transaction = site.pool.begin().await?;
        if !queries::note(&mut *transaction, &new, now).await? {
            // The same form, sent again.
            let known = queries::receipt_of(&mut *transaction, asked.key).await?;
            return known.map(Ok).ok_or(Error::NotFound);
        }
        if let Err(refused) = self.limit.count(self.client) {
            return Ok(Err(Refused::TooOften(refused.seconds)));
        }
        let who = suppression::Request { reason: Some(WHY.to_owned()), ..asked.who.clone() };
        let ids = match suppression::matching(&mut transaction, &who).await {
            Err(SuppressionError::Database(error)) => return Err(error.into()),
            Err(error) => return Ok(Err(Refused::Wrong(error))),
            Ok(ids) => ids,
        };
        let is_hiding = queries::staying(&mut *transaction, &ids).await?.is_empty();
        if is_hiding {
            let key = keys.key(Purpose::Suppressions);
            suppression::hide(&mut transaction, &key, &who, &receipt, &ACTOR, now).await.map_err(failed)?;
        }
        queries::is_about(&mut *transaction, new.id, ids.first().copied(), is_hiding).await?;
        let entry = Entry::new("ask for removal", "removal", new.id)
            .after(json!({"receipt": receipt, "profiles": ids, "hides": is_hiding}));
        let actor = Actor::anonymous(self.client.0, self.request_id.to_string());
        audit::write(&mut *transaction, &actor, &entry, now).await?;
        let profiles = queries::profiles(&mut *transaction, &ids).await?;
        self.tell(&mut transaction, &new, &profiles, is_hiding).await?;
        transaction.commit().await?;
        // The one who asked finds it gone, wherever they look next.
        follow(site).await;
        Ok(Ok(receipt))
    }

    /// Writes to who asked, to the owners and to the operator.
    async fn tell(
        &self,
        transaction: &mut PgConnection,
        new: &NewRequest<'_>,
        profiles: &[Profile],
        is_hiding: bool,
    ) -> Result<()> {
        let site = &self.site;
        let now = site.clock.now();
        let key = site.secrets.keys(&site.pool).await?.key(Purpose::Removals);
        let mut letters = Vec::new();
        if let Some(to) = new.contact_email
            && queries::named_since(&mut *transaction, to, now - ASKED_AGAIN).await? <= MOST_MAILS
        {
            letters.push(mails::receipt(&site.origin, to, new.receipt, new.decide_by));
        }
        for profile in profiles {
            let (Some(owner), Some(ownership)) = (&profile.owner, profile.ownership) else { continue };
            let token = signed::token(&key, &undo(ownership), new.id);
            let href = site.origin.absolute(urls::UndoRemoval::to(token));
            letters.push(mails::to_owner(&site.origin, owner, profile, is_hiding, href));
        }
        if let Some(operator) = site.operator.email() {
            let to = operator.as_str();
            letters.push(mails::to_operator(
                &site.origin,
                to,
                new.receipt,
                profiles,
                is_hiding,
                new.decide_by,
            ));
        }
        for letter in letters {
            mail::post(&mut *transaction, &letter.map_err(Error::internal)?, now).await?;
        }
        Ok(())
    }
}

impl Asking {
    fn new(fields: &Fields) -> Self {
        Self {
            profile: Field::typed("profile", &fields.profile),
            name: Field::typed("name", &fields.name),
            company: Field::typed("company", &fields.company),
            reason: Field::typed("reason", &fields.reason),
            email: Field::typed("email", &fields.email),
            request_key: sent_key(&fields.request_key),
            refused: None,
        }
    }

    /// Notes at its field why nobody was found by what was said.
    fn refuse(&mut self, error: SuppressionError) -> Result<()> {
        let (field, why) = match error {
            SuppressionError::LinkedIn(_) | SuppressionError::Nobody => (
                &mut self.profile,
                "That is neither the address of a profile here nor of a person’s page at LinkedIn, as linkedin.com/in/….",
            ),
            SuppressionError::Name(_) => (&mut self.name, "Type the first and the last name."),
            SuppressionError::NameAlone => (
                &mut self.company,
                "Many people share a name: add a company where you are or were, or its domain.",
            ),
            SuppressionError::CompanyAlone => (&mut self.name, "A company alone is nobody: add your name."),
            other => return Err(failed(other)),
        };
        field.refuse(why);
        Ok(())
    }
}

/// The slug of a profile of ours that an address names, however much of it was copied.
fn slug_in<'a>(address: &'a str, origin: &str) -> Option<&'a str> {
    let address = address.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
    let host = origin.split_once("://").map_or(origin, |(_, host)| host);
    let bare = address.split_once("://").map_or(address, |(_, rest)| rest);
    let path = bare.strip_prefix(host).unwrap_or(bare);
    let slug = path.trim_start_matches('/').strip_prefix("executives/")?;
    (!slug.is_empty() && !slug.contains('/')).then_some(slug)
}

async fn find(site: &AppState, slug: &str) -> Result<about::Found> {
    let address = |page: urls::Executive| urls::RemoveExecutive::to(page.slug).to_string();
    about::about_announced(&site.pool, slug, address).await
}

fn profile_page(layout: Layout, about: About, form: Asking) -> Page<ProfilePage> {
    let meta = Meta::for_one(
        format!("Remove the profile of {}", about.name),
        "Takes the profile off the site at once, without an account, and keeps it off.",
    );
    Page::private(ProfilePage { layout, meta, about, form })
}

fn anybody_page(layout: Layout, form: Asking) -> Page<AnybodyPage> {
    let meta = Meta::for_one(
        "Have a profile removed",
        "Takes a profile off the site at once, without an account, and keeps it off.",
    );
    Page::private(AnybodyPage { layout, meta, form })
}

fn to_receipt(receipt: &str) -> Response {
    Redirect::to(&urls::RemovalReceipt::to(receipt.to_lowercase()).to_string()).into_response()
}

fn often(seconds: u64) -> String {
    format!("Several requests came from your network within the hour. {}", again(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_is_known_by_whatever_part_of_its_address_was_copied() {
        let slug = |address| slug_in(address, "https://q.example");
        for address in [
            "https://q.example/executives/ann-abel",
            "http://q.example/executives/ann-abel/?x=1#about",
            "q.example/executives/ann-abel",
            "/executives/ann-abel",
            "executives/ann-abel",
        ] {
            assert_eq!(slug(address), Some("ann-abel"), "{address}");
        }
        for address in [
            "linkedin.com/in/ann",
            "https://q.example/executives",
            "https://q.example/jobs/x",
            "ann-abel",
            "",
        ] {
            assert_eq!(slug(address), None, "{address}");
        }
    }
}
