//! The SQL of the console's search.

use sqlx::PgExecutor;

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

/// Rows of every sort that hold a text (as `like` has it), or whose number it is; so many of each.
pub async fn search(
    executor: impl PgExecutor<'_>,
    like: &str,
    number: Option<i64>,
    most: i64,
) -> sqlx::Result<Vec<Found>> {
    sqlx::query_as!(
        Found,
        r#"(select 'executive' as "sort!", slug::text as "key!", full_name as "name!",
                   concat_ws(', ', lower(status::text), headline) as "about!"
              from executives
             where removed_at is null and (full_name ilike $1 or slug ilike $1 or headline ilike $1 or contact_email ilike $1)
             order by full_name limit $3)
           union all
           (select 'job', slug::text, title, concat_ws(', ', lower(status::text), company_name) from jobs
             where title ilike $1 or company_name ilike $1 or slug ilike $1 or apply_url ilike $1
             order by created_at desc limit $3)
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
        like,
        number,
        most
    )
    .fetch_all(executor)
    .await
}
