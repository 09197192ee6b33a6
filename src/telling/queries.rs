//! The SQL of telling people that they have a profile.

use sqlx::PgExecutor;
use uuid::Uuid;

/// Somebody who was not told yet.
#[derive(Debug)]
pub struct Person {
    /// The profile.
    pub id: Uuid,
    /// The last part of its address.
    pub slug: String,
    /// The address that a list names as theirs; nobody sees it.
    pub email: Option<String>,
    /// Whether their profile is public already.
    pub is_public: bool,
}

/// Those of these people who were not told: their profile is complete, nobody's, and neither removed nor put away.
macro_rules! untold {
    ($rest:tt $(, $argument:expr)*) => {
        sqlx::query_as!(
            Person,
            r#"select e.id, e.slug::text as "slug!", e.contact_email as email, e.is_public as "is_public!"
                 from executives e
                where e.notice_sent_at is null and e.removed_at is null and e.claim_status = 'UNCLAIMED'
                  and e.status in ('REVIEW', 'PUBLISHED') and cardinality(e.missing_fields) = 0"#
                + $rest
            $(, $argument)*
        )
    };
}

/// Those of these who were not told. Nobody else tells them before the transaction ends.
pub async fn lock_untold(executor: impl PgExecutor<'_>, ids: &[Uuid]) -> sqlx::Result<Vec<Person>> {
    untold!(" and e.id = any($1) order by e.id for no key update of e", ids).fetch_all(executor).await
}

/// One, if they were not told.
pub async fn untold(executor: impl PgExecutor<'_>, id: Uuid) -> sqlx::Result<Option<Person>> {
    untold!(" and e.id = $1", id).fetch_optional(executor).await
}

/// Those who have to be told before their profile can be published, by id.
pub async fn waiting(
    executor: impl PgExecutor<'_>,
    countries: &[String],
    source: Option<&str>,
    behind: Uuid,
    limit: i64,
) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!(
        "select e.id from executives e join locations l on l.id = e.location_id
          where e.status = 'REVIEW' and e.notice_sent_at is null and e.removed_at is null
            and e.claim_status = 'UNCLAIMED' and cardinality(e.missing_fields) = 0
            and l.country_code = any($1) and ($2::text is null or e.source_system = $2) and e.id > $3
          order by e.id limit $4",
        countries,
        source,
        behind,
        limit
    )
    .fetch_all(executor)
    .await
}

/// The profiles at these slugs.
pub async fn named(executor: impl PgExecutor<'_>, slugs: &[String]) -> sqlx::Result<Vec<(Uuid, String)>> {
    let rows = sqlx::query!(
        r#"select id, slug::text as "slug!" from executives where slug::text = any($1) and removed_at is null"#,
        slugs
    )
    .fetch_all(executor)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.slug)).collect())
}
