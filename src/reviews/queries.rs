//! The SQL of reviews that owners ask for.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use super::inviting::{Invitation, REMINDED_AFTER};
use super::{KEPT_AFTER, Status};
use crate::audit::Actor;

/// An invitation, and what became of it.
#[derive(Clone, Debug)]
pub struct Invite {
    /// Its id.
    pub id: Uuid,
    /// The profile.
    pub executive_id: Uuid,
    /// Its slug.
    pub slug: String,
    /// Whom it is about.
    pub executive: String,
    /// Their given name.
    pub first_name: String,
    /// Whether the profile is public.
    pub is_public: bool,
    /// Whether whoever sent it owns the profile still.
    pub is_by_owner: bool,
    /// Where mail reaches its owner.
    pub owner: Option<String>,
    /// How it stands.
    pub status: Status,
    /// Who was asked; nothing of this where it came to an end.
    pub client_name: Option<String>,
    /// Of which company.
    pub client_company: Option<String>,
    /// Where mail reaches them.
    pub client_email: Option<String>,
    /// What the owner wrote to them.
    pub note: Option<String>,
    /// When the mail left, if one did.
    pub mailed_at: Option<DateTime<Utc>>,
    /// When they were reminded.
    pub reminded_at: Option<DateTime<Utc>>,
    /// Until when the link can be followed.
    pub expires_at: DateTime<Utc>,
    /// Who wrote, as the review says it.
    pub author_name: Option<String>,
    /// Their title.
    pub author_title: Option<String>,
    /// Their company.
    pub author_company: Option<String>,
    /// What they did together.
    pub engagement: Option<String>,
    /// 1 to 5.
    pub rating: Option<f32>,
    /// What was written.
    pub content: Option<String>,
    /// When.
    pub written_at: Option<DateTime<Utc>>,
    /// Why it is not public.
    pub reason: Option<String>,
    /// The public review.
    pub review_id: Option<Uuid>,
    /// When it was sent.
    pub created_at: DateTime<Utc>,
}

impl Invite {
    /// Whether its link has run out.
    pub fn is_late(&self, now: DateTime<Utc>) -> bool {
        self.status == Status::Invited && self.expires_at <= now
    }

    /// Whether whoever was asked may be reminded.
    pub fn may_be_reminded(&self, now: DateTime<Utc>) -> bool {
        self.status == Status::Invited
            && self.reminded_at.is_none()
            && !self.is_late(now)
            && self.created_at + REMINDED_AFTER <= now
    }
}

macro_rules! invites {
    ($rest:tt $(, $argument:expr)*) => {
        sqlx::query_as!(
            Invite,
            r#"select i.id, i.executive_id, e.slug::text as "slug!", e.full_name as executive, e.first_name,
                      e.is_public as "is_public!",
                      exists (select from profile_ownerships o
                               where o.executive_id = e.id and o.user_id = i.invited_by and o.status = 'ACTIVE') as "is_by_owner!",
                      (select u.email from profile_ownerships o join users u on u.id = o.user_id
                        where o.executive_id = e.id and o.status = 'ACTIVE' and u.disabled_at is null) as owner,
                      i.status as "status: Status", i.client_name, i.client_company, i.client_email, i.note, i.mailed_at,
                      i.reminded_at, i.expires_at, coalesce(r.author_name, i.author_name) as author_name,
                      coalesce(r.author_title, i.author_title) as author_title,
                      coalesce(r.author_company, i.author_company) as author_company,
                      coalesce(r.engagement, i.engagement) as engagement, coalesce(r.rating, i.rating)::float4 as rating,
                      coalesce(r.content, i.content) as content, i.written_at, i.reason, i.review_id, i.created_at
                 from review_invites i join executives e on e.id = i.executive_id
                      left join executive_reviews r on r.id = i.review_id"#
                + $rest
            $(, $argument)*
        )
    };
}

/// One invitation.
pub async fn find(executor: impl PgExecutor<'_>, id: Uuid) -> sqlx::Result<Option<Invite>> {
    invites!(" where i.id = $1", id).fetch_optional(executor).await
}

/// The same; nobody else changes it before the transaction ends.
pub async fn lock(executor: impl PgExecutor<'_>, id: Uuid) -> sqlx::Result<Option<Invite>> {
    invites!(" where i.id = $1 for update of i", id).fetch_optional(executor).await
}

/// All invitations that somebody sent of a profile, the last first.
pub async fn of_profile(executor: impl PgExecutor<'_>, profile: Uuid, by: Uuid) -> sqlx::Result<Vec<Invite>> {
    invites!(
        " where i.executive_id = $1 and i.invited_by = $2 order by i.created_at desc, i.id desc limit 500",
        profile,
        by
    )
    .fetch_all(executor)
    .await
}

/// Reviews that wait to be looked at, the oldest first; all that were written, the last first, where that is asked for.
pub async fn written(executor: impl PgExecutor<'_>, all: bool) -> sqlx::Result<Vec<Invite>> {
    invites!(
        " where e.removed_at is null and (i.status = 'WRITTEN' or ($1 and i.status in ('PUBLISHED', 'REJECTED')))
          order by (i.status = 'WRITTEN') desc, case when i.status = 'WRITTEN' then i.written_at end, i.written_at desc
          limit 500",
        all
    )
    .fetch_all(executor)
    .await
}

/// Whether a form was taken.
pub async fn is_noted(executor: impl PgExecutor<'_>, request_key: Uuid) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (select from review_invites where request_key = $1) as "is_noted!""#,
        request_key
    )
    .fetch_one(executor)
    .await
}

/// How an address stands that a profile's owner has asked already and that is not to be asked again. An invitation that ran out
/// makes room for another.
pub async fn asked_already(
    connection: &mut PgConnection,
    profile: Uuid,
    email: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<Status>> {
    sqlx::query!(
        "delete from review_invites
          where executive_id = $1 and client_email = $2 and status = 'INVITED' and expires_at <= $3",
        profile,
        email,
        now
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query_scalar!(
        r#"select status as "status: Status" from review_invites
            where executive_id = $1 and client_email = $2 and status in ('INVITED', 'WRITTEN', 'PUBLISHED')"#,
        profile,
        email
    )
    .fetch_optional(connection)
    .await
}

/// How many clients a profile's owner asked.
#[derive(Debug)]
pub struct Counts {
    /// Since a moment.
    pub since: i64,
    /// Those who have not answered and still can.
    pub open: i64,
}

/// How many clients a profile's owner asked since a moment, and how many have not answered.
pub async fn counts(
    executor: impl PgExecutor<'_>,
    profile: Uuid,
    since: DateTime<Utc>,
    now: DateTime<Utc>,
) -> sqlx::Result<Counts> {
    sqlx::query_as!(
        Counts,
        r#"select count(*) filter (where created_at > $2) as "since!",
                  count(*) filter (where status = 'INVITED' and expires_at > $3) as "open!"
             from review_invites where executive_id = $1"#,
        profile,
        since,
        now
    )
    .fetch_one(executor)
    .await
}

/// How many invitations reached an address since a moment, whoever sent them.
pub async fn reached(executor: impl PgExecutor<'_>, email: &str, since: DateTime<Utc>) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!" from review_invites where client_email = $1 and mailed_at > $2"#,
        email,
        since
    )
    .fetch_one(executor)
    .await
}

/// Whether any of these refusals was said.
pub async fn is_refused(executor: impl PgExecutor<'_>, hashes: &[Vec<u8>]) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (select from review_refusals where hash = any($1)) as "is_refused!""#,
        hashes
    )
    .fetch_one(executor)
    .await
}

/// Notes that somebody wants no more.
pub async fn refuse(executor: impl PgExecutor<'_>, hash: &[u8], now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into review_refusals (hash, created_at) values ($1, $2) on conflict do nothing",
        hash,
        now
    )
    .execute(executor)
    .await?;
    Ok(())
}

/// A new invitation.
#[derive(Debug)]
pub struct NewInvite<'a> {
    pub id: Uuid,
    pub executive_id: Uuid,
    pub invited_by: Option<Uuid>,
    pub invitation: &'a Invitation,
    pub mailed_at: Option<DateTime<Utc>>,
    pub expires_at: DateTime<Utc>,
}

/// Notes an invitation.
pub async fn note(
    executor: impl PgExecutor<'_>,
    new: &NewInvite<'_>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let Invitation { name, company, email, note, request_key } = new.invitation;
    sqlx::query!(
        "insert into review_invites (id, executive_id, invited_by, request_key, client_name, client_company, client_email,
                                     note, mailed_at, expires_at, touched_at, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)",
        new.id,
        new.executive_id,
        new.invited_by,
        request_key,
        name,
        company,
        email.as_str(),
        note.as_deref(),
        new.mailed_at,
        new.expires_at,
        now
    )
    .execute(executor)
    .await?;
    Ok(())
}

/// A client is reminded.
pub async fn reminded(executor: impl PgExecutor<'_>, id: Uuid, now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!("update review_invites set reminded_at = $2 where id = $1", id, now)
        .execute(executor)
        .await?;
    Ok(())
}

/// An invitation comes to its end: nothing stays of who was asked and of what they wrote, and the review is public no more.
pub async fn end(
    connection: &mut PgConnection,
    id: Uuid,
    status: Status,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from executive_reviews where id = (select review_id from review_invites where id = $1)",
        id
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!(
        "update review_invites
            set status = $2, touched_at = $3, client_name = null, client_company = null, client_email = null, note = null,
                author_name = null, author_title = null, author_company = null, engagement = null, rating = null,
                content = null, reason = null, review_id = null
          where id = $1",
        id,
        status.as_str(),
        now
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// A review as a client wrote it.
#[derive(Clone, Debug)]
pub struct Written {
    pub name: String,
    pub title: Option<String>,
    pub company: String,
    pub engagement: Option<String>,
    pub rating: i32,
    pub content: String,
}

/// Keeps what a client wrote until it is decided.
pub async fn write(
    executor: impl PgExecutor<'_>,
    id: Uuid,
    written: &Written,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update review_invites
            set status = 'WRITTEN', author_name = $2, author_title = $3, author_company = $4, engagement = $5,
                rating = $6::int4, content = $7, written_at = $8::timestamptz, touched_at = $8, note = null
          where id = $1",
        id,
        written.name,
        written.title,
        written.company,
        written.engagement,
        written.rating,
        written.content,
        now
    )
    .execute(executor)
    .await?;
    Ok(())
}

/// Puts a review on its profile, and takes what it says out of the invitation. Gives the review's id.
pub async fn publish(
    connection: &mut PgConnection,
    id: Uuid,
    is_client: bool,
    by: &Actor,
    now: DateTime<Utc>,
) -> sqlx::Result<Uuid> {
    let review = Uuid::now_v7();
    sqlx::query!(
        "insert into executive_reviews (id, executive_id, author_name, author_title, author_company, engagement, rating,
                                        content, verified, is_invited, published_at)
         select $2, executive_id, author_name, author_title, author_company, engagement, rating, content, $3, true, $4
           from review_invites where id = $1",
        id,
        review,
        is_client,
        now
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!(
        "update review_invites
            set status = 'PUBLISHED', review_id = $2, decided_at = $4::timestamptz, decided_by = $3, touched_at = $4,
                author_name = null, author_title = null, author_company = null, engagement = null, rating = null,
                content = null, reason = null
          where id = $1",
        id,
        review,
        &by.role,
        now
    )
    .execute(connection)
    .await?;
    Ok(review)
}

/// Turns a review down, or takes a public one off its profile; what it says goes back into the invitation for a while.
pub async fn reject(
    connection: &mut PgConnection,
    id: Uuid,
    reason: &str,
    by: &Actor,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update review_invites i
            set author_name = r.author_name, author_title = r.author_title, author_company = r.author_company,
                engagement = r.engagement, rating = r.rating, content = r.content
           from executive_reviews r where i.id = $1 and r.id = i.review_id",
        id
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!(
        "with taken as (delete from executive_reviews where id = (select review_id from review_invites where id = $1))
         update review_invites
            set status = 'REJECTED', review_id = null, reason = $2, decided_by = $3, decided_at = $4::timestamptz,
                touched_at = $4
          where id = $1",
        id,
        reason,
        &by.role,
        now
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Deletes what came to nothing a while ago. Gives how many.
pub async fn forget(executor: impl PgExecutor<'_>, now: DateTime<Utc>) -> sqlx::Result<u64> {
    let before: DateTime<Utc> = now - KEPT_AFTER;
    let done = sqlx::query!(
        "delete from review_invites
          where touched_at < $1
            and ((status = 'INVITED' and expires_at < $1) or status in ('REJECTED', 'DECLINED', 'WITHDRAWN', 'REMOVED')
                 or (status = 'PUBLISHED' and review_id is null))",
        before
    )
    .execute(executor)
    .await?;
    Ok(done.rows_affected())
}

/// Deletes what bears an address: invitations that went to it, and the reviews that came of them.
pub async fn erase_writer(connection: &mut PgConnection, email: &str) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from executive_reviews where id in (select review_id from review_invites where client_email = $1)",
        email
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!("delete from review_invites where client_email = $1", email).execute(connection).await?;
    Ok(())
}

/// How many reviews and answers wait to be looked at.
pub async fn count_waiting(executor: impl PgExecutor<'_>) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select (select count(*) from review_invites i join executives e on e.id = i.executive_id
                    where i.status = 'WRITTEN' and e.removed_at is null)
                + (select count(*) from executive_reviews where reply_waits) as "count!""#
    )
    .fetch_one(executor)
    .await
}
