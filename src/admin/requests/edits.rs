//! What owners wrote, where somebody looks at it before it is public; and any edit of a profile, to be looked back at.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use uuid::Uuid;

use super::follow;
use crate::admin::desk::{Desk, Frame, Sent, back, meta};
use crate::admin::review::desk_photo;
use crate::audit::Decider;
use crate::error::{Error, Result};
use crate::executives::portraits::Photo;
use crate::me::reviewing::{self, Change, Pending, ReviewingError};
use crate::urls;
use crate::web::form::Field;
use crate::web::page::{Layout, Meta, Page};

/// Characters of a reason.
const LONGEST: usize = 1_000;

/// `/admin/edits`
#[derive(Debug, Template)]
#[template(path = "admin/requests/edits.html")]
pub(super) struct ListPage {
    layout: Layout,
    meta: Meta,
    frame: Frame,
    edits: Vec<(String, Pending)>,
}

/// `/admin/edits/{id}`
#[derive(Debug, Template)]
#[template(path = "admin/requests/edit.html")]
struct EditPage {
    layout: Layout,
    meta: Meta,
    frame: Frame,
    href: String,
    edit: Pending,
    changes: Vec<Change>,
    reason: Field,
    refused: Option<String>,
}

impl EditPage {
    fn stands(&self) -> &'static str {
        match &self.edit {
            edit if edit.is_waiting => "Waits to be looked at",
            edit if edit.is_rejected => "Turned down",
            _ => "Written into the profile",
        }
    }

    fn photo(&self, name: &str) -> Photo {
        desk_photo(&self.edit.slug, name)
    }
}

fn href(edit: &Pending) -> String {
    urls::AdminEdit::to(edit.id.to_string()).to_string()
}

pub(super) async fn list(_: urls::AdminEdits, desk: Desk) -> Result<Page<ListPage>> {
    let mut connection = desk.site.pool.acquire().await?;
    let edits = reviewing::list(&mut connection).await?;
    let edits = edits.into_iter().map(|edit| (href(&edit), edit)).collect();
    let frame = desk.frame();
    Ok(Page::private(ListPage { layout: desk.layout, meta: meta("Edits"), frame, edits }))
}

pub(super) async fn show(urls::AdminEdit { id }: urls::AdminEdit, desk: Desk) -> Result<Response> {
    page(desk, read(&id)?, Field::blank("reason"), None).await
}

fn read(id: &str) -> Result<Uuid> {
    id.parse().map_err(|_| Error::NotFound)
}

async fn page(desk: Desk, id: Uuid, reason: Field, refused: Option<String>) -> Result<Response> {
    let mut connection = desk.site.pool.acquire().await?;
    let (edit, changes) = reviewing::find(&mut connection, id).await.map_err(failed)?;
    let is_wrong = refused.is_some() || reason.error.is_some();
    let status = if is_wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = EditPage {
        meta: meta(format!("Edit of {}", edit.profile)),
        frame: desk.frame(),
        layout: desk.layout,
        href: href(&edit),
        edit,
        changes,
        reason,
        refused,
    };
    Ok((status, Page::private(page)).into_response())
}

pub(super) async fn decide(
    urls::AdminEdit { id }: urls::AdminEdit,
    desk: Desk,
    sent: Sent,
) -> Result<Response> {
    let id = read(&id)?;
    let mut reason = Field::typed("reason", sent.get("reason"));
    let mut connection = desk.site.pool.acquire().await?;
    let (edit, _) = reviewing::find(&mut connection, id).await.map_err(failed)?;
    if !edit.is_waiting {
        return Err(Error::NotFound);
    }
    let decider = Decider { actor: desk.actor(), origin: &desk.site.origin };
    let (result, done) = match sent.get("do") {
        "publish" => (reviewing::publish(&mut connection, id, decider, desk.now()).await, "edit-published"),
        "reject" => {
            let why = reason.required_text(LONGEST, "Say why: who wrote it reads it.");
            if reason.error.is_some() {
                drop(connection);
                return page(desk, id, reason, None).await;
            }
            (reviewing::reject(&mut connection, id, &why, decider, desk.now()).await, "edit-rejected")
        }
        _ => return Err(Error::BadRequest("Press one of the buttons of the edit’s page.".into())),
    };
    drop(connection);
    match result {
        Ok(_) => {
            follow(&desk).await;
            Ok(back(&urls::AdminEdits, done).into_response())
        }
        Err(ReviewingError::LinkedIn) => {
            let why = "Another profile names the same page at LinkedIn: look among the duplicates, or reject the edit.";
            page(desk, id, reason, Some(why.to_owned())).await
        }
        Err(error) => Err(failed(error)),
    }
}

fn failed(error: ReviewingError) -> Error {
    match error {
        ReviewingError::NoEdit(_) => Error::NotFound,
        ReviewingError::Database(error) => error.into(),
        error => Error::internal(error),
    }
}
