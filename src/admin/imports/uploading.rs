//! The runs there were, and the form for a file of rows, which is kept as it arrives.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::FromRequest;
use axum::extract::multipart::{Field as Part, MultipartError};
use axum::extract::{Multipart, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde_json::json;
use uuid::Uuid;

use super::RunLine;
use crate::admin::desk::{Desk, Frame, meta};
use crate::audit::{self, Entry};
use crate::error::{Error, Result};
use crate::ingestion::uploads::{self, NewUpload, Receiving};
use crate::ingestion::{Entity, runs, sources};
use crate::urls;
use crate::values::bytes_label;
use crate::web::form::Field;
use crate::web::page::{Layout, Meta, Page};

/// Bytes that a file may have.
pub(super) struct Most(pub usize);

/// Runs on a page.
const RUNS: usize = 50;

/// `/admin/imports`
#[derive(Debug, Template)]
#[template(path = "admin/imports/index.html")]
pub(super) struct ImportsPage {
    layout: Layout,
    meta: Meta,
    frame: Frame,
    form: UploadForm,
    sources: Vec<String>,
    /// Files that were uploaded and not imported: address, name, what they hold.
    uploads: Vec<(String, String, String)>,
    runs: Vec<RunLine>,
    /// The list from its beginning, where this is not it.
    newest: Option<String>,
    /// Where it goes on.
    next: Option<String>,
}

#[derive(Debug)]
struct UploadForm {
    entity: Entity,
    source: Field,
    is_full: bool,
    file: Field,
}

impl Default for UploadForm {
    fn default() -> Self {
        Self {
            entity: Entity::Executive,
            source: Field::typed("source", "clay"),
            is_full: false,
            file: Field::blank("file"),
        }
    }
}

pub(super) async fn list(_: urls::AdminImports, desk: Desk) -> Result<Page<ImportsPage>> {
    page(desk, UploadForm::default()).await
}

async fn page(desk: Desk, form: UploadForm) -> Result<Page<ImportsPage>> {
    let pool = &desk.site.pool;
    let sources = sources::list(pool).await?.into_iter().map(|source| source.name).collect();
    let uploads = uploads::newest(pool, 20).await?.into_iter().map(|upload| {
        let href = urls::AdminUpload::to(upload.id.to_string()).to_string();
        let size = bytes_label(upload.bytes);
        (href, upload.name, format!("{} of {}, {size}", upload.entity.param(), upload.source))
    });
    let uploads = uploads.collect();
    let before: Option<i64> = desk.asked("before").and_then(|number| number.parse().ok());
    let mut rows = runs::before(pool, before, u32::try_from(RUNS + 1).unwrap_or(u32::MAX)).await?;
    let is_more = rows.len() > RUNS;
    rows.truncate(RUNS);
    let last = rows.last().filter(|_| is_more).map(|run| run.number.to_string());
    let runs = rows.iter().map(RunLine::of).collect();
    let frame = desk.frame();
    Ok(Page::private(ImportsPage {
        newest: before.map(|_| urls::AdminImports.to_string()),
        next: last.map(|number| format!("{}?before={number}", urls::AdminImports)),
        layout: desk.layout,
        meta: meta("Imports"),
        frame,
        form,
        sources,
        uploads,
        runs,
    }))
}

/// Whoever may not learns so before anything of their file is read.
pub(super) async fn take(
    _: urls::AdminUploads,
    desk: Desk,
    Extension(most): Extension<Arc<Most>>,
    request: Request,
) -> Result<Response> {
    let mut form = UploadForm::default();
    let Ok(mut parts) = Multipart::from_request(request, &desk.site).await else {
        form.file.refuse("Choose a file.");
        return refuse(desk, form).await;
    };
    while let Some(part) = parts.next_field().await.map_err(broken)? {
        match part.name().unwrap_or_default() {
            "entity" => {
                let entity = Entity::from_param(&short(part).await?);
                form.entity = entity.unwrap_or(Entity::Executive);
            }
            "source" => form.source = Field::typed("source", short(part).await?.trim()),
            "full" => form.is_full = !short(part).await?.is_empty(),
            "file" => {
                if !sources::is_name(&form.source.value) {
                    form.source.refuse(
                        "A source’s name is made of lower-case letters, digits, - and _, at most 63. Choose the file again, too.",
                    );
                    return refuse(desk, form).await;
                }
                return match receive(&desk, &form, part, most.0).await? {
                    Ok(id) => {
                        Ok(Redirect::to(&urls::AdminUpload::to(id.to_string()).to_string()).into_response())
                    }
                    Err(why) => {
                        form.file.refuse(why);
                        refuse(desk, form).await
                    }
                };
            }
            _ => {}
        }
    }
    form.file.refuse("Choose a file.");
    refuse(desk, form).await
}

async fn refuse(desk: Desk, form: UploadForm) -> Result<Response> {
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page(desk, form).await?).into_response())
}

/// Keeps a file. Gives its id, or why it isn't kept.
async fn receive(
    desk: &Desk,
    form: &UploadForm,
    mut part: Part<'_>,
    most: usize,
) -> Result<Result<Uuid, String>> {
    let name: String =
        part.file_name().unwrap_or_default().chars().filter(|c| !c.is_control()).take(200).collect();
    if name.is_empty() {
        return Ok(Err("Choose a file.".to_owned()));
    }
    let (pool, now) = (&desk.site.pool, desk.now());
    let source = form.source.value.as_str();
    let mapping = sources::mapping(pool, source, form.entity).await?;
    let id = Uuid::now_v7();
    let (entity, is_full, by) = (form.entity, form.is_full, desk.me.user.id);
    let new = NewUpload { id, name: &name, source, entity, mapping: &mapping, is_full, by };
    uploads::begin(pool, &new, now).await?;
    let mut receiving = Receiving::default();
    while let Some(bytes) = part.chunk().await.map_err(broken)? {
        if receiving.bytes() + bytes.len() > most {
            uploads::delete(pool, id).await?;
            let most = bytes_label(i64::try_from(most).unwrap_or(i64::MAX));
            return Ok(Err(format!(
                "The file is larger than {most}: compress it with gzip, or cut it into several."
            )));
        }
        receiving.take(pool, id, &bytes).await?;
    }
    if receiving.bytes() == 0 {
        uploads::delete(pool, id).await?;
        return Ok(Err("The file is empty: choose another one.".to_owned()));
    }
    let bytes = receiving.bytes();
    let mut transaction = pool.begin().await?;
    receiving.end(&mut transaction, id).await?;
    let said = json!({"name": name, "source": source, "entity": entity, "bytes": bytes});
    let entry = Entry::new("upload", "upload", id).after(said);
    audit::write(&mut *transaction, desk.actor(), &entry, now).await?;
    transaction.commit().await?;
    Ok(Ok(id))
}

/// A field of a few characters.
async fn short(mut part: Part<'_>) -> Result<String> {
    const MOST: usize = 1_000;
    let mut text = Vec::new();
    while let Some(bytes) = part.chunk().await.map_err(broken)? {
        text.extend_from_slice(&bytes);
        if text.len() > MOST {
            return Err(Error::PayloadTooLarge);
        }
    }
    Ok(String::from_utf8_lossy(&text).into_owned())
}

fn broken(_: MultipartError) -> Error {
    Error::BadRequest("The file broke off on its way. Open the page again and retry.".into())
}
