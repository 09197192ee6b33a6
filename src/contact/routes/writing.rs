//! Writing a first message. It goes nowhere before the address is confirmed.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{FromRequest, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use chrono::TimeDelta;
use serde::Deserialize;
use uuid::Uuid;

use crate::contact::pages::{NewPage, Writing};
use crate::contact::queries::{self, NewRequest};
use crate::contact::{CONFIRM_WITHIN, LONGEST_MESSAGE, mails};
use crate::error::{Error, Result};
use crate::executives::about::{self, About};
use crate::state::AppState;
use crate::values::EmailAddress;
use crate::web::form::{Field, again, new_key, request_key, sent_key, too_often, unprocessable};
use crate::web::links::Link;
use crate::web::page::{Layout, Meta, Page};
use crate::web::{AddressLimit, ClientAddress, said};
use crate::{mail, secrets, urls};

/// Messages from one address within `WRITTEN_WITHIN`.
const MOST_MESSAGES: u32 = 5;
const WRITTEN_WITHIN: TimeDelta = TimeDelta::hours(1);

/// What the form sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Fields {
    name: String,
    email: String,
    company: String,
    message: String,
    budget: String,
    hours: String,
    request_key: String,
}

/// A message on its way.
#[derive(FromRequest)]
#[from_request(state(AppState))]
pub(super) struct Call {
    #[from_request(via(State))]
    site: AppState,
    #[from_request(via(Extension))]
    limit: Arc<AddressLimit>,
    client: ClientAddress,
    layout: Layout,
    #[from_request(via(Form))]
    fields: Fields,
}

/// A message whose fields say what they should.
struct Written {
    name: String,
    email: EmailAddress,
    company: String,
    message: String,
    budget: Option<String>,
    hours: Option<String>,
}

pub(super) async fn new(
    urls::ContactExecutive { slug }: urls::ContactExecutive,
    layout: Layout,
    State(site): State<AppState>,
) -> Result<Response> {
    let form = Writing::new(&Fields { request_key: new_key(), ..Fields::default() });
    match find(&site, &slug).await? {
        about::Found::Moved(response) => Ok(response),
        about::Found::Profile(about) => Ok(page(layout, about, form).into_response()),
    }
}

pub(super) async fn write(
    urls::ContactExecutive { slug }: urls::ContactExecutive,
    call: Call,
) -> Result<Response> {
    let about = match find(&call.site, &slug).await? {
        about::Found::Moved(response) => return Ok(response),
        about::Found::Profile(about) => about,
    };
    let mut form = Writing::new(&call.fields);
    let Some(message) = form.read() else {
        return Ok(unprocessable(page(call.layout, about, form)));
    };
    match call.take(&about, &form.request_key, &message).await? {
        Ok(()) => Ok(Redirect::to(&urls::ContactSent::to(slug).to_string()).into_response()),
        Err((seconds, why)) => {
            form.refused = Some(format!("{why} {}", again(seconds)));
            Ok(too_often(seconds, page(call.layout, about, form)))
        }
    }
}

pub(super) async fn sent(
    urls::ContactSent { slug }: urls::ContactSent,
    layout: Layout,
    State(site): State<AppState>,
) -> Result<Response> {
    let address = |page: urls::Executive| urls::ContactSent::to(page.slug).to_string();
    let about = match about::about(&site.pool, &slug, address).await? {
        about::Found::Moved(response) => return Ok(response),
        about::Found::Profile(about) => about,
    };
    let first = format!(
        "A mail is on its way to the address that you typed. Open the link in it within {} days and press the button there: only then your message goes to {}.",
        CONFIRM_WITHIN.num_days(),
        about.name
    );
    let second = "Nothing there after some minutes? Look among the mail that was sorted out as spam, or write again: perhaps the address was mistyped.";
    let links = vec![
        Link::new("Back to the profile", &about.href()),
        Link::new("Write again", &urls::ContactExecutive::to(slug)),
    ];
    Ok(said(StatusCode::OK, layout, "Look into your mailbox", &[&first, second], links))
}

impl Call {
    /// Notes a message and mails the link that confirms it, once for one form. Refused, it says for how long, and why.
    async fn take(
        &self,
        about: &About,
        key: &str,
        message: &Written,
    ) -> Result<Result<(), (u64, &'static str)>> {
        let site = &self.site;
        let now = site.clock.now();
        let email = message.email.as_str();
        let secret = secrets::random();
        let new = NewRequest {
            id: Uuid::now_v7(),
            executive_id: about.id,
            request_key: request_key(
                key,
                &[&about.slug, email, &message.name, &message.company, &message.message],
            ),
            name: &message.name,
            email,
            company: &message.company,
            message: &message.message,
            budget: message.budget.as_deref(),
            hours: message.hours.as_deref(),
            token_hash: &secrets::digest(&secret),
            expires_at: now + CONFIRM_WITHIN,
        };
        if queries::is_noted(&site.pool, new.request_key).await? {
            // The same form, sent again.
            return Ok(Ok(()));
        }
        let mut transaction = site.pool.begin().await?;
        queries::lock_address(&mut transaction, email).await?;
        if !queries::note(&mut *transaction, &new, now).await? {
            return Ok(Ok(()));
        }
        if let Err(refused) = self.limit.count(self.client) {
            return Ok(Err((refused.seconds, "Several messages came from your network within the hour.")));
        }
        let most = site.rules.rate_limit_scale.times(MOST_MESSAGES).get() as usize;
        let written = queries::written_since(&mut *transaction, email, now - WRITTEN_WITHIN).await?;
        if let Some(oldest) = written.get(most) {
            // With this one gone, the next may come as soon as the last of those that fit is an hour old.
            let seconds = (*oldest + WRITTEN_WITHIN - now).num_seconds().max(1).unsigned_abs();
            return Ok(Err((seconds, "Several messages came from this address within the hour.")));
        }
        let href = site.origin.absolute(urls::ConfirmContact::to(&secret));
        let letter = mails::confirm(&site.origin, email, &about.name, href).map_err(Error::internal)?;
        mail::post(&mut *transaction, &letter, now).await?;
        transaction.commit().await?;
        Ok(Ok(()))
    }
}

impl Writing {
    fn new(fields: &Fields) -> Self {
        Self {
            name: Field::typed("name", &fields.name),
            email: Field::typed("email", &fields.email),
            company: Field::typed("company", &fields.company),
            message: Field::typed("message", &fields.message),
            budget: Field::typed("budget", &fields.budget),
            hours: Field::typed("hours", &fields.hours),
            request_key: sent_key(&fields.request_key),
            refused: None,
        }
    }

    /// What it says; nothing where something is wrong, which then stands at its field.
    fn read(&mut self) -> Option<Written> {
        let name = self.name.required_line(100, "Type your name.");
        let email = self.email.required_email();
        let company =
            self.company.required_line(100, "Type for which company you write, or that it is for yourself.");
        let message = self.message.required_text(LONGEST_MESSAGE, "Say what you are looking for.");
        let budget = self.budget.line(100);
        let hours = self.hours.line(100);
        let email = email.filter(|_| !self.is_wrong())?;
        Some(Written { name, email, company, message, budget, hours })
    }
}

async fn find(site: &AppState, slug: &str) -> Result<about::Found> {
    let address = |page: urls::Executive| urls::ContactExecutive::to(page.slug).to_string();
    about::about(&site.pool, slug, address).await
}

fn page(layout: Layout, about: About, form: Writing) -> Page<NewPage> {
    let meta = Meta::for_one(
        format!("Contact {}", about.name),
        format!("Write to {} through the site; neither of you sees the other’s address.", about.name),
    );
    Page::private(NewPage { layout, meta, about, form })
}
