//! One entry of a feed.

use askama::Template;
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use crate::config::PublicOrigin;
use crate::executives::queries::ProfileRow;
use crate::executives::view::Profile;
use crate::jobs::queries::JobRow;
use crate::jobs::view::Posting;
use crate::urls;
use crate::web::dates;

/// One entry of a feed.
#[derive(Debug)]
pub struct Entry {
    /// The row's.
    pub id: Uuid,
    /// The absolute address of its page.
    pub url: String,
    /// What it is.
    pub title: String,
    /// Who stands behind it: the employer, the person.
    pub author: String,
    /// When it was posted or listed.
    pub published: DateTime<Utc>,
    /// When its content last changed.
    pub updated: DateTime<Utc>,
    /// One or two sentences of plain text.
    pub summary: String,
    /// The whole of it as HTML, with absolute links.
    pub content: String,
    /// Role and industries: slug and name.
    pub categories: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "feeds/executive.html")]
struct ExecutiveContent<'a> {
    executive: &'a Profile,
}

#[derive(Template)]
#[template(path = "feeds/job.html")]
struct JobContent<'a> {
    job: &'a Posting,
}

impl Entry {
    /// A profile.
    pub fn of_executive(row: &ProfileRow, origin: &PublicOrigin, today: NaiveDate) -> askama::Result<Self> {
        let executive = row.to_view(today);
        let content = ExecutiveContent { executive: &executive }.render()?;
        let place = executive.location.as_ref().map(|place| format!(", {}", place.name)).unwrap_or_default();
        Ok(Self {
            id: row.id,
            url: origin.absolute(urls::Executive::to(&row.slug)),
            title: format!("{}: Fractional {}{place}", executive.name, executive.role.name),
            author: executive.name.clone(),
            published: row.published_at,
            updated: row.content_updated_at,
            summary: executive.headline.clone(),
            content: absolute(&content, origin),
            categories: categories(&row.role_slug, &row.role_title, &row.industries),
        })
    }

    /// An open posting.
    pub fn of_job(row: &JobRow, origin: &PublicOrigin) -> askama::Result<Self> {
        let job = row.to_view();
        let content = JobContent { job: &job }.render()?;
        Ok(Self {
            id: row.id,
            url: origin.absolute(urls::Job::to(&row.slug)),
            title: format!("{} at {}", job.title, job.company),
            author: job.company.clone(),
            published: row.posted_at,
            updated: row.content_updated_at.max(row.posted_at),
            summary: job.summary.clone(),
            content: absolute(&content, origin),
            categories: categories(&row.role_slug, &row.role_title, &row.industries),
        })
    }
}

fn categories(slug: &str, title: &str, industries: &[(String, String)]) -> Vec<(String, String)> {
    std::iter::once((slug.to_owned(), title.to_owned())).chain(industries.iter().cloned()).collect()
}

/// A reader elsewhere knows no site that `/jobs` belongs to.
fn absolute(html: &str, origin: &PublicOrigin) -> String {
    html.trim().replace(" href=\"/", &format!(" href=\"{}/", origin.as_str()))
}
