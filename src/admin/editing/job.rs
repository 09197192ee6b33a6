//! A posting's fields, and its address.

use axum::response::{IntoResponse, Response};

use super::form::{Came, Line, Section, has_faults};
use super::job_field::{JobField, SECTIONS};
use super::profile::EditPage;
use super::{LONGEST_REASON, NO_SLUG, SOURCE, last_writer};
use crate::admin::desk::{Desk, Sent, back, meta};
use crate::admin::requests::follow;
use crate::corrections::field::Context;
use crate::error::{Error, Result};
use crate::ingestion::Entity;
use crate::jobs::editing::{self, Edit, Editor, Standing};
use crate::terms::is_slug;
use crate::urls;
use crate::values::PublishStatus;
use crate::web::form::Field;

fn form(job: &Standing, sent: Option<&Sent>) -> Vec<Section> {
    let section = |(heading, fields): &(&'static str, &[JobField])| {
        let lines = fields.iter().map(|field| {
            let (label, shown) = (field.label(job.status), field.shown(job));
            match sent {
                Some(sent) => Line::sent(label, shown, sent),
                None => Line::standing(label, shown),
            }
        });
        Section { heading, lines: lines.collect() }
    };
    SECTIONS.iter().map(section).collect()
}

fn lines_mut(sections: &mut [Section]) -> impl Iterator<Item = (JobField, &mut Line)> {
    let fields = SECTIONS.iter().flat_map(|(_, fields)| fields.iter().copied());
    fields.zip(sections.iter_mut().flat_map(|section| &mut section.lines))
}

fn page(
    desk: Desk,
    job: &Standing,
    sections: Vec<Section>,
    [reason, address]: [Field; 2],
    is_crossed: bool,
) -> Response {
    let page = EditPage {
        meta: meta(format!("Edit {}", job.title)),
        frame: desk.frame(),
        layout: desk.layout,
        name: job.title.clone(),
        item: urls::AdminJob::to(&job.slug).to_string(),
        sections,
        lists: Vec::new(),
        owner: None,
        reason,
        address,
        above: format!("{}/", urls::Jobs),
        is_crossed,
    };
    page.answer()
}

pub(super) async fn show(urls::AdminEditJob { slug }: urls::AdminEditJob, desk: Desk) -> Result<Response> {
    let job = editing::find(&desk.site.pool, &slug).await?.ok_or(Error::NotFound)?;
    let sections = form(&job, None);
    Ok(page(desk, &job, sections, [Field::blank("reason"), Field::typed("slug", &job.slug)], false))
}

pub(super) async fn write(
    urls::AdminEditJob { slug }: urls::AdminEditJob,
    desk: Desk,
    sent: Sent,
) -> Result<Response> {
    let catalog = desk.site.search.catalog(&desk.site.pool).await?;
    let mut transaction = desk.site.pool.begin().await?;
    if !editing::lock(&mut *transaction, &slug).await? {
        return Err(Error::NotFound);
    }
    let job = editing::find(&mut *transaction, &slug).await?.ok_or(Error::NotFound)?;
    if sent.get("do") == "rename" {
        let mut address = Field::typed("slug", sent.get("slug"));
        let asked = address.value.trim().to_owned();
        if !is_slug(&asked) {
            address.refuse(NO_SLUG);
        } else if asked == slug {
            return Ok(back(&urls::AdminJob::to(slug), "unchanged").into_response());
        } else if editing::rename(&mut transaction, job.id, &asked, desk.actor(), desk.now()).await?.is_some()
        {
            transaction.commit().await?;
            follow(&desk).await;
            return Ok(back(&urls::AdminJob::to(asked), "renamed").into_response());
        } else {
            address.refuse("Another job stands there: type another one.");
        }
        let sections = form(&job, None);
        return Ok(page(desk, &job, sections, [Field::blank("reason"), address], false));
    }
    let mut reason = Field::typed("reason", sent.get("reason"));
    let why = reason.line(LONGEST_REASON);
    let mut sections = form(&job, Some(&sent));
    let context =
        Context { catalog: &catalog, today: desk.site.clock.today(), country: job.country_code.as_deref() };
    let mut edit = Edit::default();
    let mut crossed = Vec::new();
    for (place, (field, line)) in lines_mut(&mut sections).enumerate() {
        let came = line.came();
        if came == Came::Untouched {
            line.follow();
            continue;
        }
        let Some(read) = read(field, line, job.status, context) else { continue };
        if came == Came::Crossed {
            crossed.push((place, read.fields()));
        }
        edit.join(read);
    }
    let is_crossed = !crossed.is_empty();
    for (place, written) in crossed {
        let who = last_writer(&mut transaction, Entity::Job, job.id, &written).await?;
        if let Some((_, line)) = lines_mut(&mut sections).nth(place) {
            line.cross(&who);
        }
    }
    let address = Field::typed("slug", &job.slug);
    if has_faults(&sections) || reason.error.is_some() {
        return Ok(page(desk, &job, sections, [reason, address], is_crossed));
    }
    let here = urls::AdminJob::to(&slug);
    if edit.is_empty() {
        return Ok(back(&here, "unchanged").into_response());
    }
    let editor = Editor { actor: desk.actor(), source: SOURCE, reason: why.as_deref() };
    match editing::apply(&mut transaction, job.id, &edit, editor, desk.now()).await {
        Err(error) if is_apply_key(&error) => {
            transaction.rollback().await?;
            if let Some((_, line)) = lines_mut(&mut sections).find(|(field, _)| *field == JobField::ApplyUrl)
            {
                line.typed.refuse("Another job is applied for there: look among the duplicates.");
            }
            Ok(page(desk, &job, sections, [reason, address], false))
        }
        written => {
            written?;
            transaction.commit().await?;
            follow(&desk).await;
            Ok(back(&here, "edited").into_response())
        }
    }
}

/// What is to be written; what can't be read, or can't be missing, is said at its field.
fn read(field: JobField, line: &mut Line, status: PublishStatus, context: Context<'_>) -> Option<Edit> {
    let typed = line.read();
    if line.typed.error.is_some() {
        return None;
    }
    if typed.is_none() && field.label(status).is_required {
        line.typed.refuse(if field == JobField::Title {
            "A job can’t do without its title."
        } else {
            "A published job can’t do without it: take the job off the site first."
        });
        return None;
    }
    field.read(typed.as_deref(), context).map_err(|why| line.typed.refuse(why)).ok()
}

/// Whether two postings would be applied for at one address.
fn is_apply_key(error: &sqlx::Error) -> bool {
    error.as_database_error().and_then(|error| error.constraint()) == Some("jobs_apply_key")
}
