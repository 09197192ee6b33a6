//! What a profile or a posting says, edited by who runs the site: an edit as an owner's is, with its lock against imports, its
//! source `operator` and its line in the audit log.
//!
//! A form tells of each field what stood there when it was shown ([`form`]). What nobody touched stays, whatever became of it
//! meanwhile; what somebody else changed meanwhile is not overwritten unseen.

mod form;
mod job;
mod job_field;
mod list;
mod profile;

use axum::Router;
use axum_extra::routing::RouterExt;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::audit;
use crate::ingestion::Entity;
use crate::state::AppState;

pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .typed_get(profile::show)
        .typed_post(profile::write)
        .typed_get(list::show)
        .typed_post(list::write)
        .typed_get(job::show)
        .typed_post(job::write)
}

/// Where these edits come from.
pub(super) const SOURCE: &str = "operator";

/// Characters of a reason.
const LONGEST_REASON: usize = 300;

/// What the end of an address has to look like.
const NO_SLUG: &str = "Type small letters, digits and single hyphens between them, as in ann-abel-cfo.";

/// Who wrote fields last, and when: `ann@site.example at 21:04 UTC`; where no edit did, an import.
async fn last_writer(
    connection: &mut PgConnection,
    entity: Entity,
    id: Uuid,
    fields: &[String],
) -> sqlx::Result<String> {
    let asked =
        audit::Asked { entity_type: Some(entity.as_str()), entity_id: Some(id), ..audit::Asked::default() };
    let lines = audit::lines(connection, &asked, 50).await?;
    let writes = |line: &&audit::Line| {
        let written = line.after.as_ref().and_then(|after| after["fields"].as_array());
        written.is_some_and(|written| {
            written.iter().any(|field| fields.iter().any(|known| field.as_str() == Some(known)))
        })
    };
    Ok(lines.iter().find(writes).map_or_else(
        || "an import".to_owned(),
        |line| {
            let who = line.email.clone().unwrap_or_else(|| line.role.clone());
            format!("{who} ({} UTC)", line.at.format("%-d %b %Y, %H:%M"))
        },
    ))
}
