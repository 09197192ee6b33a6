//! Messages through the site, as far as they wait for those who run it.

use askama::Template;

use super::asks_for_all;
use crate::admin::desk::{Desk, Frame, meta};
use crate::contact::looking::{self, LookingError, Message, Request};
use crate::error::{Error, Result};
use crate::secrets::Purpose;
use crate::urls;
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
pub(super) struct ContactPage {
    layout: Layout,
    meta: Meta,
    frame: Frame,
    number: String,
    request: Request,
    messages: Vec<Message>,
    /// Where the operator answers in the executive's stead.
    answer: Option<String>,
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

pub(super) async fn show(
    urls::AdminContact { number }: urls::AdminContact,
    desk: Desk,
) -> Result<Page<ContactPage>> {
    let mut connection = desk.site.pool.acquire().await?;
    let (request, messages) = looking::find(&mut connection, &number).await.map_err(|error| match error {
        LookingError::Database(error) => Error::from(error),
        LookingError::None(_) | LookingError::Several(_) => Error::NotFound,
    })?;
    let key = desk.site.secrets.keys(&desk.site.pool).await?.key(Purpose::Contacts);
    let is_ours = request.status.is_open() && request.went_to.as_deref() != Some("OWNER");
    let answer = is_ours.then(|| looking::answer_href(&key, &desk.site.origin, &request));
    // On this site, whatever name it is seen by.
    let answer = answer.map(|href| href.trim_start_matches(desk.site.origin.as_str()).to_owned());
    let number = looking::number(&request);
    let frame = desk.frame();
    let meta = meta(format!("Message {number}"));
    Ok(Page::private(ContactPage { layout: desk.layout, meta, frame, number, request, messages, answer }))
}
