//! The SQL of reviews that the public sees, and of those from lists that were taken off.

use chrono::{DateTime, Utc};
use sqlx::PgExecutor;
use uuid::Uuid;

/// A review that the public sees.
#[derive(Clone, Debug)]
pub struct Published {
    /// Its id.
    pub id: Uuid,
    /// The profile.
    pub executive_id: Uuid,
    /// Its slug.
    pub slug: String,
    /// Whom it is about.
    pub executive: String,
    /// Where mail reaches the profile's owner.
    pub owner: Option<String>,
    /// Who wrote it.
    pub author: String,
    /// Their title.
    pub author_title: Option<String>,
    /// Their company.
    pub author_company: Option<String>,
    /// What they did together.
    pub engagement: Option<String>,
    /// 1 to 5.
    pub rating: f32,
    /// What it says.
    pub content: String,
    /// Whether it came by an invitation.
    pub is_invited: bool,
    /// Since when it is public, or was taken off.
    pub published_at: DateTime<Utc>,
    /// Why it was taken off; nothing where the public sees it.
    pub taken_off: Option<String>,
    /// What the owner answered.
    pub reply: Option<String>,
    /// When.
    pub replied_at: Option<DateTime<Utc>>,
    /// Whether that waits to be looked at.
    pub reply_waits: bool,
}

macro_rules! reviews {
    ($rest:tt $(, $argument:expr)*) => {
        sqlx::query_as!(
            Published,
            r#"select r.id, r.executive_id, e.slug::text as "slug!", e.full_name as executive,
                      (select u.email from profile_ownerships o join users u on u.id = o.user_id
                        where o.executive_id = e.id and o.status = 'ACTIVE' and u.disabled_at is null) as owner,
                      r.author_name as author, r.author_title, r.author_company, r.engagement,
                      r.rating::float4 as "rating!", r.content, r.is_invited,
                      coalesce(r.published_at, r.taken_off_at) as "published_at!", r.taken_off_reason as taken_off, r.reply,
                      r.replied_at, r.reply_waits
                 from executive_reviews r join executives e on e.id = r.executive_id
                where coalesce(r.published_at, r.taken_off_at) is not null"#
                + $rest
            $(, $argument)*
        )
    };
}

/// The public reviews of a profile, the last first.
pub async fn published(executor: impl PgExecutor<'_>, profile: Uuid) -> sqlx::Result<Vec<Published>> {
    reviews!(
        " and r.executive_id = $1 and r.published_at is not null order by r.published_at desc, r.id",
        profile
    )
    .fetch_all(executor)
    .await
}

/// All that lists brought, the last first; also those that were taken off.
pub async fn from_lists(executor: impl PgExecutor<'_>) -> sqlx::Result<Vec<Published>> {
    reviews!(
        " and not r.is_invited and e.removed_at is null
          order by coalesce(r.published_at, r.taken_off_at) desc, r.id limit 500"
    )
    .fetch_all(executor)
    .await
}

/// The same of one profile.
pub async fn from_lists_of(executor: impl PgExecutor<'_>, profile: Uuid) -> sqlx::Result<Vec<Published>> {
    reviews!(
        " and not r.is_invited and r.executive_id = $1
          order by coalesce(r.published_at, r.taken_off_at) desc, r.id limit 500",
        profile
    )
    .fetch_all(executor)
    .await
}

/// One review, public or taken off, of a profile that stands.
pub async fn find_review(executor: impl PgExecutor<'_>, id: Uuid) -> sqlx::Result<Option<Published>> {
    reviews!(" and r.id = $1 and e.removed_at is null", id).fetch_optional(executor).await
}

/// The same; nobody else changes it before the transaction ends.
pub async fn lock_review(executor: impl PgExecutor<'_>, id: Uuid) -> sqlx::Result<Option<Published>> {
    reviews!(" and r.id = $1 and e.removed_at is null for update of r", id).fetch_optional(executor).await
}

/// Answers that wait to be looked at, the oldest first; all answers, the last first, where that is asked for.
pub async fn replies(executor: impl PgExecutor<'_>, all: bool) -> sqlx::Result<Vec<Published>> {
    reviews!(
        " and e.removed_at is null and r.published_at is not null and r.reply is not null and (r.reply_waits or $1)
          order by r.reply_waits desc, case when r.reply_waits then r.replied_at end, r.replied_at desc limit 500",
        all
    )
    .fetch_all(executor)
    .await
}

/// Answers a public review, unless it was answered.
pub async fn reply(
    executor: impl PgExecutor<'_>,
    profile: Uuid,
    review: Uuid,
    text: &str,
    waits: bool,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update executive_reviews set reply = $3, replied_at = $5, reply_waits = $4
          where id = $2 and executive_id = $1 and published_at is not null and reply is null",
        profile,
        review,
        text,
        waits,
        now
    )
    .execute(executor)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Lets an answer be public, or takes it off.
pub async fn decide_reply(executor: impl PgExecutor<'_>, review: Uuid, stays: bool) -> sqlx::Result<()> {
    sqlx::query!(
        "update executive_reviews
            set reply_waits = false, reply = case when $2 then reply end, replied_at = case when $2 then replied_at end
          where id = $1",
        review,
        stays
    )
    .execute(executor)
    .await?;
    Ok(())
}

/// Takes a review off; its answer, where that waits still, goes.
pub async fn take_off(
    executor: impl PgExecutor<'_>,
    review: Uuid,
    reason: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update executive_reviews
            set published_at = null, taken_off_at = $3, taken_off_reason = $2,
                reply = case when not reply_waits then reply end,
                replied_at = case when not reply_waits then replied_at end, reply_waits = false
          where id = $1",
        review,
        reason,
        now
    )
    .execute(executor)
    .await?;
    Ok(())
}

/// Shows a review again that was taken off.
pub async fn put_back(executor: impl PgExecutor<'_>, review: Uuid, now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!(
        "update executive_reviews set published_at = $2, taken_off_at = null, taken_off_reason = null where id = $1",
        review,
        now
    )
    .execute(executor)
    .await?;
    Ok(())
}
