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
                   concat_ws(', ', case when exists (select from merges m where m.lost_id = executives.id and m.unmerged_at is null)
                                        then 'merged into another one' else lower(status::text) end, headline) as "about!"
              from executives
             where id = any($4) order by full_name, id limit $3)
           union all
           (select 'job', slug::text, title,
                   concat_ws(', ', case when exists (select from merges m where m.lost_id = jobs.id and m.unmerged_at is null)
                                        then 'merged into another one' else lower(status::text) end, company_name)
              from jobs
             where id = any($5) order by created_at desc, id limit $3)
           union all
           (select 'removal', receipt, receipt, lower(status) from removal_requests
             where receipt ilike $1 or contact_email ilike $1 order by created_at desc limit $3)
           union all
           (select 'correction', number, number, lower(status) from correction_requests
             where number ilike $1 or contact_email ilike $1 order by created_at desc limit $3)
           union all
           (select 'claim', c.number, c.number, concat_ws(', ', lower(replace(c.status, '_', ' ')), e.full_name)
              from profile_claim_requests c join executives e on e.id = c.executive_id
             where c.number ilike $1 or c.email ilike $1 or c.name ilike $1 order by c.created_at desc limit $3)
           union all
           (select 'message', right(replace(c.id::text, '-', ''), 8), coalesce(c.sender_name, '(erased)'),
                   concat_ws(', ', lower(replace(c.status, '_', ' ')), c.sender_company, 'to ' || e.full_name)
              from contact_requests c join executives e on e.id = c.executive_id
             where c.confirmed_at is not null and c.erased_at is null
               and (c.sender_name ilike $1 or c.sender_email ilike $1 or c.sender_company ilike $1
                    or right(replace(c.id::text, '-', ''), 8) ilike $1)
             order by c.touched_at desc limit $3)
           union all
           (select 'review', i.id::text, coalesce(i.author_name, i.client_name, ''),
                   concat_ws(', ', lower(i.status), 'of ' || e.full_name)
              from review_invites i join executives e on e.id = i.executive_id
             where i.status in ('WRITTEN', 'PUBLISHED', 'REJECTED')
               and (i.author_name ilike $1 or i.client_name ilike $1 or i.client_email ilike $1
                    or i.client_company ilike $1 or i.executive_id = any($4))
             order by i.written_at desc limit $3)
           union all
           (select 'verification', e.slug::text || '/' || v.check_type, e.full_name,
                   concat_ws(', ', lower(v.check_type::text), lower(v.status::text))
              from executive_verifications v join executives e on e.id = v.executive_id
             where v.executive_id = any($4) order by e.full_name, v.check_type limit $3)
           union all
           (select 'edit', p.id::text, e.full_name,
                   concat_ws(', ', lower(p.status), to_char(p.created_at at time zone 'UTC', 'FMDD Mon YYYY'),
                             array_to_string(p.fields, ', '))
              from profile_edits p join executives e on e.id = p.executive_id
             where p.executive_id = any($4) order by p.created_at desc limit $3)
           union all
           (select 'term', kind || '/' || slug, name, kind
              from (select 'role' as kind, slug::text as slug, title as name from roles
                    union all select 'industry', slug::text, name from industries
                    union all select 'location', slug::text, display_name from locations
                    union all select 'specialty', slug::text, name from specialties) terms
             where name ilike $1 order by length(name), name, kind limit $3)
           union all
           (select 'upload', id::text, name, concat_ws(', ', entity_type || 's', source) from uploads
             where name ilike $1 or source ilike $1 order by created_at desc limit $3)
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
