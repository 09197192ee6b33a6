//! A file before it is imported: what each column is taken for, its first cells, what nothing takes.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde_json::json;
use uuid::Uuid;

use super::start;
use crate::admin::desk::{Desk, Frame, Sent, back, meta};
use crate::audit::{self, Entry};
use crate::error::{Error, Result};
use crate::ingestion::uploads::{self, Column, Preview, Upload, preview};
use crate::ingestion::{Entity, Mapping, Origin, is_same_header, known_fields};
use crate::urls;
use crate::values::bytes_label;
use crate::web::form::new_key;
use crate::web::page::{Layout, Meta, Page};
use crate::work;

/// Fields without which a row waits, or is nothing: each with others that say the same.
const EXECUTIVES_NEED: &[&[&str]] =
    &[&["full_name", "first_name"], &["headline"], &["role"], &["location", "city"]];
const JOBS_NEED: &[&[&str]] = &[
    &["title"],
    &["company_name"],
    &["location_summary"],
    &["description", "summary"],
    &["apply_url"],
    &["posted_at"],
    &["employment_type"],
];

/// Fixed texts that a form has room for beyond those that are there.
const FREE: usize = 2;

/// `/admin/uploads/{id}`
#[derive(Debug, Template)]
#[template(path = "admin/imports/mapping.html")]
pub(super) struct MappingPage {
    layout: Layout,
    meta: Meta,
    frame: Frame,
    href: String,
    upload: Upload,
    size: String,
    /// Why it can't be read.
    unreadable: Option<String>,
    preview: Preview,
    columns: Vec<ColumnLine>,
    fields: Vec<&'static str>,
    fixed: Vec<(String, String)>,
    /// What nothing states.
    lacks: String,
    unused: String,
    wrong: Option<String>,
    works: Vec<(String, String)>,
    request_key: String,
}

/// A column with what was chosen for it.
#[derive(Debug)]
struct ColumnLine {
    column: Column,
    chosen: String,
}

async fn find(desk: &Desk, id: &str) -> Result<Upload> {
    let id: Uuid = id.parse().map_err(|_| Error::NotFound)?;
    uploads::find(&desk.site.pool, id).await?.ok_or(Error::NotFound)
}

pub(super) async fn show(urls::AdminUpload { id }: urls::AdminUpload, desk: Desk) -> Result<Response> {
    let upload = find(&desk, &id).await?;
    Ok(Page::private(page(desk, upload, None).await?).into_response())
}

async fn page(desk: Desk, upload: Upload, wrong: Option<(String, &Sent)>) -> Result<MappingPage> {
    let file = uploads::put_down_head(&desk.site.pool, &upload).await.map_err(Error::internal)?;
    let (entity, mapping) = (upload.entity, upload.mapping.clone());
    let looked = tokio::task::spawn_blocking(move || preview(&file.path, file.is_cut, entity, &mapping));
    let (mut preview, unreadable) = match looked.await.map_err(Error::internal)? {
        Ok(preview) => (preview, None),
        Err(error) => (Preview::default(), Some(error.to_string())),
    };
    let unused: Vec<&str> = (preview.columns.iter())
        .filter(|column| column.field().is_none() && !is_in_a_text(&upload.mapping, &column.header))
        .map(|column| column.header.as_str())
        .collect();
    let needs = if entity == Entity::Job { JOBS_NEED } else { EXECUTIVES_NEED };
    let lacks = needs.iter().filter(|names| !names.iter().any(|name| preview.stated.contains_key(name)));
    let lacks = lacks.map(|names| names[0]).collect::<Vec<_>>().join(", ");
    let unused = unused.join(", ");
    let chosen = wrong.as_ref().map(|(_, sent)| Chosen::of(sent));
    let columns = std::mem::take(&mut preview.columns).into_iter().enumerate();
    let columns = columns.map(|(at, column)| {
        let kept = || column.mapped.unwrap_or_default().to_owned();
        let chosen = chosen.as_ref().and_then(|chosen| chosen.fields.get(at).cloned()).unwrap_or_else(kept);
        ColumnLine { column, chosen }
    });
    let mut fixed: Vec<(String, String)> =
        chosen.as_ref().map_or_else(|| texts(&upload.mapping), |chosen| chosen.fixed.clone());
    fixed.extend(std::iter::repeat_n((String::new(), String::new()), FREE));
    let works = work::of_upload(&desk.site.pool, upload.id).await?.into_iter();
    let now = desk.now();
    let works = works.map(|work| {
        let state = work.state(now).label().to_lowercase();
        (format!("{}: {state}", work.kind), urls::AdminWork::to(work.id.to_string()).to_string())
    });
    Ok(MappingPage {
        meta: meta(format!("Import {}", upload.name)),
        frame: desk.frame(),
        layout: desk.layout,
        href: urls::AdminUpload::to(upload.id.to_string()).to_string(),
        size: bytes_label(upload.bytes),
        unreadable,
        columns: columns.collect(),
        fields: known_fields(entity).collect(),
        fixed,
        lacks,
        unused,
        preview,
        upload,
        wrong: wrong.map(|(why, _)| why),
        works: works.collect(),
        request_key: new_key(),
    })
}

/// Whether a fixed text of the mapping holds the column.
fn is_in_a_text(mapping: &Mapping, header: &str) -> bool {
    let marks = [format!("{{{header}}}"), format!("{{{header}?}}")];
    texts(mapping).iter().any(|(_, text)| marks.iter().any(|mark| text.contains(mark)))
}

/// The fixed texts of a mapping.
fn texts(mapping: &Mapping) -> Vec<(String, String)> {
    let text = |(field, origin): (&String, &Origin)| match origin {
        Origin::Value(text) => Some((field.clone(), text.clone())),
        Origin::Column(_) => None,
    };
    mapping.0.iter().filter_map(text).collect()
}

/// What was chosen on the page.
struct Chosen {
    headers: Vec<String>,
    fields: Vec<String>,
    fixed: Vec<(String, String)>,
}

impl Chosen {
    fn of(sent: &Sent) -> Self {
        let owned =
            |name: &'static str| sent.all(name).map(|text| text.trim().to_owned()).collect::<Vec<_>>();
        let headers = sent.all("header").map(str::to_owned).collect();
        let fixed = owned("fixed_field").into_iter().zip(owned("fixed_text"));
        let fixed = fixed.filter(|(field, text)| !field.is_empty() || !text.is_empty());
        Self { headers, fields: owned("field"), fixed: fixed.collect() }
    }

    /// As a mapping, or what is wrong with it. What a column outside of the file was mapped to stays.
    fn mapping(&self, entity: Entity, before: &Mapping) -> Result<Mapping, String> {
        let is_here = |column: &String| self.headers.iter().any(|header| is_same_header(header, column));
        let mut mapping = Mapping::default();
        for (field, origin) in &before.0 {
            if matches!(origin, Origin::Column(column) if !is_here(column)) {
                mapping.0.insert(field.clone(), origin.clone());
            }
        }
        let columns = self.headers.iter().zip(&self.fields).filter(|(_, field)| !field.is_empty());
        let columns = columns.map(|(header, field)| (field, Origin::Column(header.clone())));
        let texts = self.fixed.iter().map(|(field, text)| (field, Origin::Value(text.clone())));
        let mut taken: Vec<&str> = Vec::new();
        for (field, origin) in columns.chain(texts) {
            if field.is_empty() {
                return Err("Choose the field that the fixed text is for.".to_owned());
            }
            if matches!(&origin, Origin::Value(text) if text.is_empty()) {
                return Err(format!("Type the text that stands for {field}, or choose no field."));
            }
            if taken.contains(&field.as_str()) {
                return Err(format!("{field} is chosen twice: leave it to one column or text."));
            }
            taken.push(field);
            mapping.insert(entity, field, origin).map_err(|error| error.to_string())?;
        }
        Ok(mapping)
    }
}

/// Keeps what was chosen, and goes on with it.
pub(super) async fn change(
    urls::AdminUpload { id }: urls::AdminUpload,
    desk: Desk,
    sent: Sent,
) -> Result<Response> {
    let mut upload = find(&desk, &id).await?;
    let href = urls::AdminUpload::to(id);
    let pool = &desk.site.pool;
    if sent.get("do") == "discard" {
        let mut transaction = pool.begin().await?;
        uploads::delete(&mut *transaction, upload.id).await?;
        let entry = Entry::new("discard", "upload", upload.id).before(json!({"name": upload.name}));
        audit::write(&mut *transaction, desk.actor(), &entry, desk.now()).await?;
        transaction.commit().await?;
        return Ok(back(&urls::AdminImports, "discarded").into_response());
    }
    // From the page of a dry run, which shows no columns, all stays as it was.
    if sent.all("header").next().is_some() {
        match Chosen::of(&sent).mapping(upload.entity, &upload.mapping) {
            Err(why) => {
                let page = page(desk, upload, Some((why, &sent))).await?;
                return Ok((StatusCode::UNPROCESSABLE_ENTITY, Page::private(page)).into_response());
            }
            Ok(mapping) if mapping != upload.mapping => {
                let mut transaction = pool.begin().await?;
                uploads::set_mapping(&mut *transaction, upload.id, &mapping).await?;
                let entry = Entry::new("map columns", "upload", upload.id)
                    .before(json!(upload.mapping))
                    .after(json!(mapping));
                audit::write(&mut *transaction, desk.actor(), &entry, desk.now()).await?;
                transaction.commit().await?;
                upload.mapping = mapping;
            }
            Ok(_) => {}
        }
    }
    match sent.get("do") {
        "try" | "import" => {
            let work = start(&desk, upload, sent.get("do") == "try", sent.key()).await?;
            Ok(Redirect::to(&urls::AdminWork::to(work.to_string()).to_string()).into_response())
        }
        _ => Ok(back(&href, "mapping").into_response()),
    }
}
