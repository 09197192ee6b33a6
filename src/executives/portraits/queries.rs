//! The SQL of photographs.

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use crate::pictures::Portrait;

/// What a photograph's address leads to.
#[derive(Debug)]
pub struct Found {
    /// Its bytes, where everybody may see them.
    pub file: Option<Vec<u8>>,
    /// Whether its profile was taken down.
    pub is_removed: bool,
}

/// A photograph that a profile shows, in one of its sizes.
pub async fn public(executor: impl PgExecutor<'_>, name: &str, size: usize) -> sqlx::Result<Option<Found>> {
    sqlx::query_as!(
        Found,
        r#"select case when not e.is_public or e.is_minimal then null when $2 = 0 then p.small when $2 = 1 then p.medium else p.large end as file,
                  e.removed_at is not null as "is_removed!"
             from portraits p join executives e on e.id = p.executive_id
            where p.name = $1 and e.photo = p.name
            order by e.is_public desc, e.removed_at limit 1"#,
        name,
        place(size)
    )
    .fetch_optional(executor)
    .await
}

/// A photograph of a profile, shown or waiting, in one of its sizes.
pub async fn of_profile(
    executor: impl PgExecutor<'_>,
    profile: Uuid,
    name: &str,
    size: usize,
) -> sqlx::Result<Option<Vec<u8>>> {
    sqlx::query_scalar!(
        r#"select case when $3 = 0 then small when $3 = 1 then medium else large end as "file!"
             from portraits where executive_id = $1 and name = $2"#,
        profile,
        name,
        place(size)
    )
    .fetch_optional(executor)
    .await
}

fn place(size: usize) -> i32 {
    i32::try_from(size).unwrap_or_default()
}

/// The name of the photograph that a profile shows, or would show if it were public.
pub async fn shown(executor: impl PgExecutor<'_>, profile: Uuid) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!(r#"select photo as "photo?" from executives where id = $1"#, profile)
        .fetch_optional(executor)
        .await
        .map(Option::flatten)
}

/// Keeps a photograph beside its profile. What shows it is written with it.
pub async fn keep(
    executor: impl PgExecutor<'_>,
    profile: Uuid,
    portrait: &Portrait,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let [small, medium, large] = &portrait.files;
    sqlx::query!(
        "insert into portraits (name, executive_id, small, medium, large, created_at) values ($1, $2, $3, $4, $5, $6)
         on conflict (name, executive_id) do update set created_at = excluded.created_at",
        portrait.name,
        profile,
        small,
        medium,
        large,
        now
    )
    .execute(executor)
    .await?;
    Ok(())
}

/// Forgets photographs of a profile that it neither shows nor is to show.
pub async fn forget_unused(executor: impl PgExecutor<'_>, profile: Uuid) -> sqlx::Result<u64> {
    forget_portraits(executor, Some(profile), None).await
}

async fn forget_portraits(
    executor: impl PgExecutor<'_>,
    profile: Option<Uuid>,
    before: Option<DateTime<Utc>>,
) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "delete from portraits p
          where ($1::uuid is null or p.executive_id = $1) and ($2::timestamptz is null or p.created_at < $2)
            and not exists (select from executives e where e.id = p.executive_id and e.photo = p.name)
            and not exists (select from profile_edits x
                             where x.executive_id = p.executive_id and x.status = 'PENDING'
                               and x.after #>> '{columns,photo}' = p.name)",
        profile,
        before
    )
    .execute(executor)
    .await?;
    Ok(done.rows_affected())
}

/// Forgets what nobody cut, photographs that nothing shows, and when others were sent, of before a moment. Gives how many.
pub async fn forget(connection: &mut PgConnection, before: DateTime<Utc>) -> sqlx::Result<u64> {
    let unused = forget_portraits(&mut *connection, None, Some(before)).await?;
    let drafts = sqlx::query!("delete from portrait_drafts where created_at < $1", before)
        .execute(&mut *connection)
        .await?;
    let sent =
        sqlx::query!("delete from photo_uploads where sent_at < $1", before).execute(connection).await?;
    Ok(unused + drafts.rows_affected() + sent.rows_affected())
}

/// The photograph that waits until somebody looked at it: its name; an empty one where it is to be taken away.
pub async fn waiting(executor: impl PgExecutor<'_>, profile: Uuid) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!(
        r#"select coalesce(after #>> '{columns,photo}', '') as "name!" from profile_edits
            where executive_id = $1 and status = 'PENDING' and 'photo' = any (fields)
            order by created_at desc, id desc limit 1"#,
        profile
    )
    .fetch_optional(executor)
    .await
}

/// What an owner sent and has not cut yet.
#[derive(Clone, Debug)]
pub struct Draft {
    /// JPEG.
    pub sheet: Vec<u8>,
    /// Pixels.
    pub width: i32,
    /// Pixels.
    pub height: i32,
}

/// Notes that somebody sends a photograph. Not if they sent so many since a moment already; answers whether it was noted.
pub async fn note_sent(
    executor: impl PgExecutor<'_>,
    user: Uuid,
    most: i64,
    since: DateTime<Utc>,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "insert into photo_uploads (user_id, sent_at)
         select $1, $4 where (select count(*) from photo_uploads where user_id = $1 and sent_at > $3) < $2",
        user,
        most,
        since,
        now
    )
    .execute(executor)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// What somebody sent for a profile and has not cut yet.
pub async fn draft(executor: impl PgExecutor<'_>, profile: Uuid, user: Uuid) -> sqlx::Result<Option<Draft>> {
    sqlx::query_as!(
        Draft,
        "select sheet, width, height from portrait_drafts where executive_id = $1 and user_id = $2",
        profile,
        user
    )
    .fetch_optional(executor)
    .await
}

/// Keeps it, instead of what they sent before.
pub async fn keep_draft(
    executor: impl PgExecutor<'_>,
    profile: Uuid,
    user: Uuid,
    draft: &Draft,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into portrait_drafts (executive_id, user_id, sheet, width, height, created_at) values ($1, $2, $3, $4, $5, $6)
         on conflict (executive_id, user_id) do update
            set sheet = excluded.sheet, width = excluded.width, height = excluded.height, created_at = excluded.created_at",
        profile,
        user,
        draft.sheet,
        draft.width,
        draft.height,
        now
    )
    .execute(executor)
    .await?;
    Ok(())
}

/// Throws it away.
pub async fn discard_draft(executor: impl PgExecutor<'_>, profile: Uuid, user: Uuid) -> sqlx::Result<()> {
    sqlx::query!("delete from portrait_drafts where executive_id = $1 and user_id = $2", profile, user)
        .execute(executor)
        .await?;
    Ok(())
}

/// A photograph that a source names and that is to be fetched.
#[derive(Clone, Debug)]
pub struct Fetch {
    /// Whose.
    pub profile: Uuid,
    /// Where it is.
    pub url: String,
    /// How often it was asked for in vain.
    pub failures: i32,
}

/// Photographs of public profiles whose time has come, at most so many of one host. What an owner decided about theirs is
/// not asked for.
pub async fn due(
    executor: impl PgExecutor<'_>,
    limit: i64,
    per_host: i64,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<Fetch>> {
    sqlx::query_as!(
        Fetch,
        r#"select profile as "profile!", url as "url!", failures as "failures!"
             from (select f.executive_id as profile, f.url, f.failures, f.due_at,
                          row_number() over (partition by lower(split_part(f.url, '/', 3)) order by f.due_at, f.executive_id) as place
                     from portrait_fetches f join executives e on e.id = f.executive_id
                    where f.due_at <= $3 and e.is_public and not e.is_minimal and not ('photo' = any (e.locked_fields))) waiting
            where place <= $2 order by due_at, profile limit $1"#,
        limit,
        per_host,
        now
    )
    .fetch_all(executor)
    .await
}

/// A photograph came: its profile shows it, if it still names the address and has no photograph of its owner's.
pub async fn fetched(
    connection: &mut PgConnection,
    fetch: &Fetch,
    portrait: &Portrait,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let source = json!({"photo": {"by": "tend", "from": fetch.url, "at": now}});
    let shown = sqlx::query!(
        "update executives set photo = $3, field_sources = field_sources || $4
          where id = $1 and photo_url = $2 and removed_at is null and not ('photo' = any (locked_fields))",
        fetch.profile,
        fetch.url as _,
        portrait.name,
        source
    )
    .execute(&mut *connection)
    .await?;
    if shown.rows_affected() == 0 {
        return Ok(false);
    }
    keep(&mut *connection, fetch.profile, portrait, now).await?;
    forget_unused(&mut *connection, fetch.profile).await?;
    sqlx::query!(
        "update portrait_fetches set due_at = null, failures = 0, failure = null, fetched_at = $3
          where executive_id = $1 and url = $2",
        fetch.profile,
        fetch.url,
        now
    )
    .execute(connection)
    .await?;
    Ok(true)
}

/// A photograph did not come: why, and when it is asked for again, if ever.
pub async fn failed(
    executor: impl PgExecutor<'_>,
    fetch: &Fetch,
    why: &str,
    again_at: Option<DateTime<Utc>>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update portrait_fetches set failures = failures + 1, failure = $3, due_at = $4
          where executive_id = $1 and url = $2",
        fetch.profile,
        fetch.url,
        why,
        again_at
    )
    .execute(executor)
    .await?;
    Ok(())
}

/// How it stands with the photograph that sources name.
#[derive(Clone, Debug)]
pub struct Stand {
    /// Where it is.
    pub url: String,
    /// Why it did not come the last time.
    pub failure: Option<String>,
    /// When it is asked for next.
    pub due_at: Option<DateTime<Utc>>,
    /// When it came.
    pub fetched_at: Option<DateTime<Utc>>,
}

/// How it stands with the photograph that sources name for a profile.
pub async fn fetch_of(executor: impl PgExecutor<'_>, profile: Uuid) -> sqlx::Result<Option<Stand>> {
    sqlx::query_as!(
        Stand,
        "select url, failure, due_at, fetched_at from portrait_fetches where executive_id = $1",
        profile
    )
    .fetch_optional(executor)
    .await
}
