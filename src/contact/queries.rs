//! The SQL of messages to people in the directory.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use super::{KEPT, KEPT_AFTER_END, Seat, Side, Status};

/// What somebody wrote.
#[derive(Debug)]
pub struct NewRequest<'a> {
    pub id: Uuid,
    pub executive_id: Uuid,
    pub request_key: Uuid,
    pub name: &'a str,
    pub email: &'a str,
    pub company: &'a str,
    pub message: &'a str,
    pub budget: Option<&'a str>,
    pub hours: Option<&'a str>,
    /// What is kept of the link's secret.
    pub token_hash: &'a [u8],
    /// When the link runs out.
    pub expires_at: DateTime<Utc>,
}

/// Lets nobody else write from this address before the transaction ends.
pub async fn lock_address(connection: &mut PgConnection, email: &str) -> sqlx::Result<()> {
    sqlx::query!("select pg_advisory_xact_lock(hashtext('contact requests'), hashtext($1))", email)
        .execute(connection)
        .await?;
    Ok(())
}

/// Notes a message. Not if it was noted before.
pub async fn note(
    executor: impl PgExecutor<'_>,
    new: &NewRequest<'_>,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "insert into contact_requests (id, executive_id, request_key, sender_name, sender_email, sender_company, message,
                                       budget, hours, confirm_token_hash, expires_at, created_at, touched_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12)
         on conflict on constraint contact_requests_request_key do nothing",
        new.id,
        new.executive_id,
        new.request_key,
        new.name,
        new.email,
        new.company,
        new.message,
        new.budget,
        new.hours,
        new.token_hash,
        new.expires_at,
        now
    )
    .execute(executor)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Whether a message was noted.
pub async fn is_noted(executor: impl PgExecutor<'_>, request_key: Uuid) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (select from contact_requests where request_key = $1) as "is_noted!""#,
        request_key
    )
    .fetch_one(executor)
    .await
}

/// When an address wrote since a moment, the last first.
pub async fn written_since(
    executor: impl PgExecutor<'_>,
    email: &str,
    since: DateTime<Utc>,
) -> sqlx::Result<Vec<DateTime<Utc>>> {
    sqlx::query_scalar!(
        "select created_at from contact_requests where sender_email = $1 and created_at > $2 order by created_at desc",
        email,
        since
    )
    .fetch_all(executor)
    .await
}

/// How many messages to a profile were confirmed since a moment.
pub async fn confirmed_since(
    executor: impl PgExecutor<'_>,
    executive_id: Uuid,
    since: DateTime<Utc>,
) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!" from contact_requests where executive_id = $1 and confirmed_at > $2"#,
        executive_id,
        since
    )
    .fetch_one(executor)
    .await
}

/// A correspondence as it stands.
#[derive(Clone, Debug)]
pub struct Request {
    /// Its id.
    pub id: Uuid,
    /// The profile.
    pub executive_id: Uuid,
    /// Its address.
    pub slug: String,
    /// Whose it is.
    pub executive: String,
    /// The given name.
    pub first_name: String,
    /// Whether the profile is public.
    pub is_public: bool,
    /// Where mail reaches its owner.
    pub owner: Option<String>,
    /// By which ownership it is theirs.
    pub ownership: Option<Uuid>,
    /// How it stands.
    pub status: Status,
    /// To whom it went.
    pub went_to: Option<String>,
    /// To which ownership, where it went to an owner; that may have ended.
    pub sent_to: Option<Uuid>,
    /// Who wrote; nothing of this once it is erased.
    pub name: Option<String>,
    /// Where answers reach them.
    pub email: Option<String>,
    /// For which company.
    pub company: Option<String>,
    /// What they want.
    pub message: Option<String>,
    /// What they would pay.
    pub budget: Option<String>,
    /// How much work it is.
    pub hours: Option<String>,
    /// When it was written.
    pub created_at: DateTime<Utc>,
    /// Until when its link confirms it.
    pub expires_at: Option<DateTime<Utc>>,
    /// When somebody last wrote.
    pub touched_at: DateTime<Utc>,
}

impl Request {
    /// Who answers it at present; nobody where its owner is gone and nobody noticed yet.
    pub(super) fn seat(&self) -> Option<Seat> {
        match self.went_to.as_deref() {
            Some("OWNER") => self.ownership.map(Seat::Owner),
            _ => Some(Seat::Desk),
        }
    }
}

macro_rules! requests {
    ($rest:tt $(, $argument:expr)*) => {
        sqlx::query_as!(
            Request,
            r#"select c.id, c.executive_id, e.slug::text as "slug!", e.full_name as executive, e.first_name,
                      e.is_public as "is_public!",
                      o.email as "owner?", o.id as "ownership?", c.status as "status: Status", c.went_to,
                      c.ownership_id as sent_to, c.sender_name as name, c.sender_email as email,
                      c.sender_company as company, c.message, c.budget, c.hours, c.created_at, c.expires_at, c.touched_at
                 from contact_requests c
                 join executives e on e.id = c.executive_id
                 left join (select o.id, o.executive_id, o.user_id, u.email
                              from profile_ownerships o join users u on u.id = o.user_id
                             where o.status = 'ACTIVE' and u.disabled_at is null) o on o.executive_id = e.id"#
                + $rest
            $(, $argument)*
        )
    };
}

/// The message of a link that confirms.
pub async fn find_by_token(
    executor: impl PgExecutor<'_>,
    token_hash: &[u8],
) -> sqlx::Result<Option<Request>> {
    requests!(" where c.confirm_token_hash = $1", token_hash).fetch_optional(executor).await
}

/// The same; nobody else uses it before the transaction ends.
pub async fn lock_by_token(
    executor: impl PgExecutor<'_>,
    token_hash: &[u8],
) -> sqlx::Result<Option<Request>> {
    requests!(" where c.confirm_token_hash = $1 for update of c", token_hash).fetch_optional(executor).await
}

/// The correspondence of an id.
pub async fn find(executor: impl PgExecutor<'_>, id: Uuid) -> sqlx::Result<Option<Request>> {
    requests!(" where c.id = $1", id).fetch_optional(executor).await
}

/// The same; nobody else changes it before the transaction ends.
pub async fn lock(executor: impl PgExecutor<'_>, id: Uuid) -> sqlx::Result<Option<Request>> {
    requests!(" where c.id = $1 for update of c", id).fetch_optional(executor).await
}

/// Those whose id ends so, in lower case.
pub async fn find_by_end(executor: impl PgExecutor<'_>, end: &str) -> sqlx::Result<Vec<Request>> {
    requests!(" where right(c.id::text, length($1)) = $1 limit 2", end).fetch_all(executor).await
}

/// Those that were confirmed, the last first; where not all are asked for, those that are open and with the operator.
pub async fn list(executor: impl PgExecutor<'_>, all: bool, limit: i64) -> sqlx::Result<Vec<Request>> {
    requests!(
        " where c.confirmed_at is not null and c.erased_at is null
            and ($1 or (c.went_to = 'OPERATOR' and c.status in ('CONFIRMED', 'DELIVERED')))
          order by c.touched_at desc limit $2",
        all,
        limit
    )
    .fetch_all(executor)
    .await
}

/// What came to a profile's owner, while they owned it: the last first.
pub async fn list_of_owner(
    executor: impl PgExecutor<'_>,
    user: Uuid,
    profile: Uuid,
    limit: i64,
) -> sqlx::Result<Vec<Request>> {
    requests!(
        " where o.user_id = $1 and c.executive_id = $2 and c.went_to = 'OWNER' and c.erased_at is null
            and (c.ownership_id = o.id or exists (select from contact_messages m
                                                   where m.contact_request_id = c.id and m.ownership_id = o.id))
          order by c.touched_at desc, c.id limit $3",
        user,
        profile,
        limit
    )
    .fetch_all(executor)
    .await
}

/// All ownerships that a profile ever had.
pub async fn ownerships(executor: impl PgExecutor<'_>, profile: Uuid) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!("select id from profile_ownerships where executive_id = $1", profile)
        .fetch_all(executor)
        .await
}

/// A message was confirmed, and is on its way to somebody: to an ownership, or else to who runs the site.
pub async fn confirmed(
    executor: impl PgExecutor<'_>,
    id: Uuid,
    ownership: Option<Uuid>,
    is_mailed: bool,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update contact_requests set status = case when $3 then 'DELIVERED' else 'CONFIRMED' end,
                went_to = case when $2::uuid is null then 'OPERATOR' else 'OWNER' end, ownership_id = $2,
                confirmed_at = $4::timestamptz, touched_at = $4, delivered_at = case when $3 then $4 end
          where id = $1",
        id,
        ownership,
        is_mailed,
        now
    )
    .execute(executor)
    .await?;
    Ok(())
}

/// Whoever runs the site answers from now on, because nobody owns the profile any more.
pub async fn hand_over(executor: impl PgExecutor<'_>, id: Uuid) -> sqlx::Result<()> {
    sqlx::query!("update contact_requests set went_to = 'OPERATOR', status = 'DELIVERED' where id = $1", id)
        .execute(executor)
        .await?;
    Ok(())
}

/// One side wrote, to an ownership or for it where the profile has one. Not if the same was written before. What waited for
/// whoever runs the site does so again where its sender writes once more.
pub async fn write(
    connection: &mut PgConnection,
    request: Uuid,
    (side, ownership): (Side, Option<Uuid>),
    message: &str,
    request_key: Uuid,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "insert into contact_messages (id, contact_request_id, written_by, message, request_key, created_at, ownership_id)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict on constraint contact_messages_request_key do nothing",
        Uuid::now_v7(),
        request,
        side.as_str(),
        message,
        request_key,
        now,
        ownership
    )
    .execute(&mut *connection)
    .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    sqlx::query!(
        "update contact_requests set touched_at = $3,
                status = case when $2 = 'EXECUTIVE' then 'REPLIED'
                              when went_to = 'OPERATOR' then 'DELIVERED' else status end,
                answered_at = case when $2 = 'EXECUTIVE' then coalesce(answered_at, $3) else answered_at end
          where id = $1",
        request,
        side.as_str(),
        now
    )
    .execute(connection)
    .await?;
    Ok(true)
}

/// How many messages one side wrote since a moment.
pub async fn answers_since(
    executor: impl PgExecutor<'_>,
    request: Uuid,
    side: Side,
    since: DateTime<Utc>,
) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!" from contact_messages
            where contact_request_id = $1 and written_by = $2 and created_at > $3"#,
        request,
        side.as_str(),
        since
    )
    .fetch_one(executor)
    .await
}

/// It stands otherwise from now on: one side ended it, or it was passed on.
pub async fn set(
    executor: impl PgExecutor<'_>,
    id: Uuid,
    status: Status,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update contact_requests set status = $2, touched_at = $3 where id = $1",
        id,
        status.as_str(),
        now
    )
    .execute(executor)
    .await?;
    Ok(())
}

/// What was written after the first message.
#[derive(Clone, Debug)]
pub struct Message {
    /// By whom.
    pub side: Side,
    /// To which ownership of the profile, or for which; nothing where who runs the site answers.
    pub ownership: Option<Uuid>,
    /// What.
    pub message: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// What was written after the first message, in its order.
pub async fn messages(executor: impl PgExecutor<'_>, request: Uuid) -> sqlx::Result<Vec<Message>> {
    sqlx::query_as!(
        Message,
        r#"select written_by as "side: Side", ownership_id as ownership, message, created_at as at from contact_messages
            where contact_request_id = $1 order by created_at, id"#,
        request
    )
    .fetch_all(executor)
    .await
}

/// Deletes what was never confirmed, and erases who wrote what where that ended or fell silent. Gives how many.
pub async fn forget(connection: &mut PgConnection, now: DateTime<Utc>) -> sqlx::Result<u64> {
    let never =
        sqlx::query!("delete from contact_requests where status = 'RECEIVED' and expires_at <= $1", now)
            .execute(&mut *connection)
            .await?;
    let erased = sqlx::query!(
        "with ended as (
           update contact_requests
              set sender_name = null, sender_email = null, sender_company = null, message = null, budget = null,
                  hours = null, confirm_token_hash = null, erased_at = $1
            where erased_at is null and status <> 'RECEIVED'
              and touched_at < case when status in ('DECLINED', 'CLOSED') then $2::timestamptz else $3 end
           returning id),
         letters as (delete from contact_messages where contact_request_id in (select id from ended))
         select from ended",
        now,
        now - KEPT_AFTER_END,
        now - KEPT
    )
    .execute(connection)
    .await?;
    Ok(never.rows_affected() + erased.rows_affected())
}
