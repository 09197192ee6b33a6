//! Messages through the site, as far as they wait for those who run it.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::asks_for_all;
use crate::admin::desk::{Desk, Frame, Sent, back, meta};
use crate::audit::Decider;
use crate::contact::desk::{self, DeskError};
use crate::contact::looking::{self, LookingError, Message, Request};
use crate::error::{Error, Result};
use crate::secrets::Purpose;
use crate::urls;
use crate::web::form::{Field, new_key, sent_key};
use crate::web::page::{Layout, Meta, Page};

/// `/admin/messages`
#[derive(Debug, Template)]
#[template(path = "admin/requests/contacts.html")]
pub(super) struct ListPage {
    layout: Layout,
    meta: Meta,
    frame: Frame,
    all: bool,
    requests: Vec<(String, Request)>,
}

/// `/admin/messages/{number}`
#[derive(Debug, Template)]
#[template(path = "admin/requests/contact.html")]
struct ContactPage {
    layout: Layout,
    meta: Meta,
    frame: Frame,
    href: String,
    number: String,
    request: Request,
    messages: Vec<Message>,
    /// Whether it is for those who run the site to answer.
    is_ours: bool,
    answer: Field,
    request_key: String,
    refused: Option<String>,
}

impl ContactPage {
    fn answer_label(&self) -> String {
        format!("Your answer, in {}’s stead", self.request.first_name)
    }
}

pub(super) async fn list(_: urls::AdminContacts, desk: Desk) -> Result<Page<ListPage>> {
    let all = asks_for_all(&desk);
    let mut connection = desk.site.pool.acquire().await?;
    let requests = looking::list(&mut connection, all)
        .await?
        .into_iter()
        .map(|request| (urls::AdminContact::to(looking::number(&request)).to_string(), request));
    let requests = requests.collect();
    let frame = desk.frame();
    Ok(Page::private(ListPage { layout: desk.layout, meta: meta("Messages"), frame, all, requests }))
}

pub(super) async fn show(urls::AdminContact { number }: urls::AdminContact, desk: Desk) -> Result<Response> {
    let found = find(&desk, &number).await?;
    Ok(page(desk, found, Field::blank("message"), new_key(), None))
}

async fn find(desk: &Desk, number: &str) -> Result<(Request, Vec<Message>)> {
    let mut connection = desk.site.pool.acquire().await?;
    looking::find(&mut connection, number).await.map_err(|error| match error {
        LookingError::Database(error) => Error::from(error),
        LookingError::None(_) | LookingError::Several(_) => Error::NotFound,
    })
}

fn page(
    desk: Desk,
    (request, messages): (Request, Vec<Message>),
    answer: Field,
    request_key: String,
    refused: Option<String>,
) -> Response {
    let is_wrong = refused.is_some() || answer.error.is_some();
    let status = if is_wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let number = looking::number(&request);
    let page = ContactPage {
        meta: meta(format!("Message {number}")),
        frame: desk.frame(),
        layout: desk.layout,
        href: urls::AdminContact::to(number.as_str()).to_string(),
        number,
        is_ours: desk::is_ours(&request),
        request,
        messages,
        answer,
        request_key,
        refused,
    };
    (status, Page::private(page)).into_response()
}

pub(super) async fn decide(
    urls::AdminContact { number }: urls::AdminContact,
    desk: Desk,
    sent: Sent,
) -> Result<Response> {
    let found = find(&desk, &number).await?;
    let id = found.0.id;
    let mut answer = Field::typed("message", sent.get("message"));
    let decider = Decider { actor: desk.actor(), origin: &desk.site.origin };
    let mut connection = desk.site.pool.acquire().await?;
    let (result, done) = match sent.get("do") {
        "answer" => {
            let text = answer.required_text(desk::LONGEST, "Type your answer.");
            if answer.error.is_some() {
                drop(connection);
                return Ok(page(desk, found, answer, sent_key(sent.get("request_key")), None));
            }
            let key = desk.site.secrets.keys(&desk.site.pool).await?.key(Purpose::Contacts);
            let answered =
                desk::answer(&mut connection, id, (&text, sent.key()), &key, decider, desk.now()).await;
            (answered, "message-answered")
        }
        "pass-on" => (desk::pass_on(&mut connection, id, decider, desk.now()).await, "message-passed-on"),
        "decline" => (desk::decline(&mut connection, id, decider, desk.now()).await, "message-declined"),
        _ => return Err(Error::BadRequest("Press one of the buttons of the message’s page.".into())),
    };
    drop(connection);
    match result {
        Ok(()) => Ok(back(&urls::AdminContacts, done).into_response()),
        Err(error @ DeskError::NotOurs) => {
            let refused = format!("Nothing was sent: {error}.");
            let found = find(&desk, &number).await?;
            Ok(page(desk, found, answer, new_key(), Some(refused)))
        }
        Err(DeskError::Database(error)) => Err(error.into()),
        Err(error) => Err(Error::internal(error)),
    }
}
