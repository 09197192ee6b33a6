//! The SQL of the console's search.

use sqlx::PgExecutor;
use uuid::Uuid;

/// A row that was found.
#[derive(Clone, Debug)]
pub struct Found {
    /// `executive`, `job`, `run` …
    pub sort: String,
    /// What its address is made of.
    pub key: String,
    /// What it is called.
    pub name: String,
    /// More about it.
    pub about: String,
}

/// What is looked for.
#[derive(Clone, Copy, Debug)]
pub struct Sought<'a> {
    /// Profiles that are called so.
    pub executives: &'a [Uuid],
    /// Postings that are.
    pub jobs: &'a [Uuid],
    /// The text, as `like` has it.
    pub like: &'a str,
    /// The text as a number, where it is one.
    pub number: Option<i64>,
}

/// Rows of every sort: the profiles and postings that were found; others that hold a text, or whose number it is; so many
/// of each.
pub async fn search(
    executor: impl PgExecutor<'_>,
    sought: Sought<'_>,
    most: i64,
) -> sqlx::Result<Vec<Found>> {
    sqlx::query_as!(
        Found,
        r#"(select 'executive' as "sort!", slug::text as "key!", full_name as "name!",
                   concat_ws(', ', lower(status::text), headline) as "about!"
              from executives
             where id = any($4) order by full_name, id limit $3)
           union all
           (select 'job', slug::text, title, concat_ws(', ', lower(status::text), company_name) from jobs
             where id = any($5) order by created_at desc, id limit $3)
           union all
           (select 'removal', receipt, receipt, lower(status) from removal_requests
             where receipt ilike $1 or contact_email ilike $1 order by created_at desc limit $3)
           union all
           (select 'correction', number, number, lower(status) from correction_requests
             where number ilike $1 or contact_email ilike $1 order by created_at desc limit $3)
           union all
           (select 'run', number::text, 'Run ' || number, concat_ws(', ', entity_type, source, origin) from ingestion_runs
             where source ilike $1 or origin ilike $1 or number = $2 order by number desc limit $3)
           union all
           (select 'source', name, name, '' from sources where name ilike $1 order by name limit $3)
           union all
           (select 'user', id::text, email, lower(role::text) from users where email ilike $1 order by email limit $3)"#,
        sought.like,
        sought.number,
        most,
        sought.executives,
        sought.jobs
    )
    .fetch_all(executor)
    .await
}
