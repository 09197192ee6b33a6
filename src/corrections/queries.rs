//! The SQL of proposed corrections.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use super::Status;

/// What somebody proposes.
#[derive(Debug)]
pub struct NewRequest<'a> {
    pub id: Uuid,
    pub number: &'a str,
    pub request_key: Uuid,
    pub executive_id: Uuid,
    pub remark: Option<&'a str>,
    pub source: Option<&'a str>,
    pub contact_email: Option<&'a str>,
    pub items: &'a [Item],
}

/// One field of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its word.
    pub field: String,
    /// What the page showed.
    pub shown: Option<String>,
    /// What it should show; nothing where it should show nothing.
    pub proposed: Option<String>,
}

/// Keeps a proposal. Not if it was kept before.
pub async fn keep(
    connection: &mut PgConnection,
    new: &NewRequest<'_>,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "insert into correction_requests (id, number, request_key, executive_id, remark, source, contact_email, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict on constraint correction_requests_request_key do nothing",
        new.id,
        new.number,
        new.request_key,
        new.executive_id,
        new.remark,
        new.source,
        new.contact_email,
        now
    )
    .execute(&mut *connection)
    .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    let fields: Vec<String> = new.items.iter().map(|item| item.field.clone()).collect();
    let shown: Vec<Option<String>> = new.items.iter().map(|item| item.shown.clone()).collect();
    let proposed: Vec<Option<String>> = new.items.iter().map(|item| item.proposed.clone()).collect();
    sqlx::query!(
        "insert into correction_items (correction_id, field, shown, proposed)
         select $1, field, shown, proposed from unnest($2::text[], $3::text[], $4::text[]) as n(field, shown, proposed)",
        new.id,
        &fields,
        &shown as &[Option<String>],
        &proposed as &[Option<String>]
    )
    .execute(connection)
    .await?;
    Ok(true)
}

/// A proposal as it stands.
#[derive(Clone, Debug)]
pub struct Request {
    /// Its id.
    pub id: Uuid,
    /// By what to refer to it.
    pub number: String,
    /// The profile.
    pub executive_id: Uuid,
    /// Its address.
    pub slug: String,
    /// Whose name it bears.
    pub profile: String,
    /// Where mail reaches its owner.
    pub owner: Option<String>,
    /// The country of its place.
    pub country: Option<String>,
    /// How it stands.
    pub status: Status,
    /// What no field has a place for.
    pub remark: Option<String>,
    /// Where it can be checked.
    pub source: Option<String>,
    /// Where the proposer wants to be told.
    pub contact_email: Option<String>,
    /// How many fields it is about.
    pub count: i64,
    /// When it came.
    pub created_at: DateTime<Utc>,
    /// When it was decided.
    pub decided_at: Option<DateTime<Utc>>,
}

macro_rules! requests {
    ($rest:tt $(, $argument:expr)*) => {
        sqlx::query_as!(
            Request,
            r#"select c.id, c.number, c.executive_id, e.slug::text as "slug!", e.full_name as profile,
                      (select u.email from profile_ownerships o join users u on u.id = o.user_id
                        where o.executive_id = e.id and o.status = 'ACTIVE' and u.disabled_at is null) as owner,
                      l.country_code::text as "country?",
                      c.status as "status: Status", c.remark, c.source, c.contact_email,
                      (select count(*) from correction_items i where i.correction_id = c.id) as "count!",
                      c.created_at, c.decided_at
                 from correction_requests c join executives e on e.id = c.executive_id
                 left join locations l on l.id = e.location_id"#
                + $rest
            $(, $argument)*
        )
    };
}

/// The proposal of a number.
pub async fn find(executor: impl PgExecutor<'_>, number: &str) -> sqlx::Result<Option<Request>> {
    requests!(" where c.number = $1", number).fetch_optional(executor).await
}

/// The same; nobody else decides on it before the transaction ends.
pub async fn lock(executor: impl PgExecutor<'_>, number: &str) -> sqlx::Result<Option<Request>> {
    requests!(" where c.number = $1 for update of c", number).fetch_optional(executor).await
}

/// Proposals: those to be decided, the oldest first, then the others; at most so many.
pub async fn list(executor: impl PgExecutor<'_>, all: bool, limit: i64) -> sqlx::Result<Vec<Request>> {
    requests!(
        " where $1 or c.status = 'RECEIVED' order by (c.status = 'RECEIVED') desc, c.created_at limit $2",
        all,
        limit
    )
    .fetch_all(executor)
    .await
}

/// What a proposal is about, in the order of the alphabet.
pub async fn items(executor: impl PgExecutor<'_>, id: Uuid) -> sqlx::Result<Vec<Item>> {
    sqlx::query_as!(
        Item,
        "select field, shown, proposed from correction_items where correction_id = $1 order by field",
        id
    )
    .fetch_all(executor)
    .await
}

/// A proposal is decided, and which of its fields were accepted.
pub async fn decide(
    connection: &mut PgConnection,
    id: Uuid,
    status: Status,
    accepted: &[String],
    by: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update correction_requests set status = $2, decided_by = $3, decided_at = $4 where id = $1",
        id,
        status.as_str(),
        by,
        now
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!(
        "update correction_items set was_accepted = field = any($2) where correction_id = $1",
        id,
        accepted
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Another profile that has this page at LinkedIn.
pub async fn with_linkedin(
    executor: impl PgExecutor<'_>,
    key: &str,
    other_than: Uuid,
) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!(
        r#"select slug::text as "slug!" from executives where linkedin_key = $1 and id <> $2"#,
        key,
        other_than
    )
    .fetch_optional(executor)
    .await
}

/// Deletes what was decided before a moment.
pub async fn forget(executor: impl PgExecutor<'_>, before: DateTime<Utc>) -> sqlx::Result<u64> {
    let done = sqlx::query!("delete from correction_requests where decided_at < $1", before)
        .execute(executor)
        .await?;
    Ok(done.rows_affected())
}
