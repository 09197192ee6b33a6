//! The SQL of requests to be taken off the site.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use super::Status;

/// What somebody asks for.
#[derive(Debug)]
pub struct NewRequest<'a> {
    pub id: Uuid,
    pub receipt: &'a str,
    pub request_key: Uuid,
    pub reason: Option<&'a str>,
    pub contact_email: Option<&'a str>,
    pub decide_by: DateTime<Utc>,
}

/// Notes a request. Not if it was noted before; waits for whoever is noting the same one.
pub async fn note(
    executor: impl PgExecutor<'_>,
    new: &NewRequest<'_>,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "insert into removal_requests (id, receipt, request_key, is_hiding, reason, contact_email, decide_by, created_at)
         values ($1, $2, $3, true, $4, $5, $6, $7)
         on conflict on constraint removal_requests_request_key do nothing",
        new.id,
        new.receipt,
        new.request_key,
        new.reason,
        new.contact_email,
        new.decide_by,
        now
    )
    .execute(executor)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The receipt of a request that was noted.
pub async fn receipt_of(executor: impl PgExecutor<'_>, request_key: Uuid) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!("select receipt from removal_requests where request_key = $1", request_key)
        .fetch_optional(executor)
        .await
}

/// How many requests named this address since a moment.
pub async fn named_since(
    executor: impl PgExecutor<'_>,
    email: &str,
    since: DateTime<Utc>,
) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!" from removal_requests where contact_email = $1 and created_at > $2"#,
        email,
        since
    )
    .fetch_one(executor)
    .await
}

/// Which profile a request is about, and whether it is hidden by it.
pub async fn is_about(
    executor: impl PgExecutor<'_>,
    id: Uuid,
    executive_id: Option<Uuid>,
    is_hiding: bool,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update removal_requests set executive_id = $2, is_hiding = $3 where id = $1",
        id,
        executive_id,
        is_hiding
    )
    .execute(executor)
    .await?;
    Ok(())
}

/// Those of these profiles that an owner has whose word it is already that they stay.
pub async fn staying(executor: impl PgExecutor<'_>, profiles: &[Uuid]) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!(
        "select o.executive_id from profile_ownerships o
          where o.executive_id = any($1) and o.status = 'ACTIVE'
            and exists (select from removal_requests r
                         where r.executive_id = o.executive_id and r.decided_by = 'owner'
                           and r.decided_at >= o.created_at)",
        profiles
    )
    .fetch_all(executor)
    .await
}

/// A profile that a request is about, and where mail reaches its owner.
#[derive(Debug)]
pub struct Profile {
    pub slug: String,
    pub name: String,
    pub owner: Option<String>,
    /// By which it is theirs.
    pub ownership: Option<Uuid>,
}

/// Profiles, public or not.
pub async fn profiles(executor: impl PgExecutor<'_>, ids: &[Uuid]) -> sqlx::Result<Vec<Profile>> {
    sqlx::query_as!(
        Profile,
        r#"select e.slug::text as "slug!", e.full_name as name, o.email as "owner?", o.id as "ownership?"
             from executives e
             left join (select o.id, o.executive_id, u.email
                          from profile_ownerships o join users u on u.id = o.user_id
                         where o.status = 'ACTIVE' and u.disabled_at is null) o on o.executive_id = e.id
            where e.id = any($1) order by e.slug"#,
        ids
    )
    .fetch_all(executor)
    .await
}

/// A request as it stands.
#[derive(Clone, Debug)]
pub struct Request {
    /// Its id.
    pub id: Uuid,
    /// By what to refer to it.
    pub receipt: String,
    /// How it stands.
    pub status: Status,
    /// Whether it took the profile offline.
    pub is_hiding: bool,
    /// Why, in the person's words.
    pub reason: Option<String>,
    /// Where they want to be told.
    pub contact_email: Option<String>,
    /// The profile that was named, by its address.
    pub slug: Option<String>,
    /// Its id.
    pub executive_id: Option<Uuid>,
    /// Whether somebody owns it.
    pub is_owned: bool,
    /// When it came.
    pub created_at: DateTime<Utc>,
    /// Until when it is to be decided.
    pub decide_by: DateTime<Utc>,
    /// When it was.
    pub decided_at: Option<DateTime<Utc>>,
    /// By whom.
    pub decided_by: Option<String>,
    /// Why it was not upheld, as the requester is told.
    pub decided_because: Option<String>,
}

macro_rules! requests {
    ($rest:tt $(, $argument:expr)*) => {
        sqlx::query_as!(
            Request,
            r#"select r.id, r.receipt, r.status as "status: Status", r.is_hiding, r.reason, r.contact_email,
                      e.slug::text as slug, r.executive_id, r.created_at, r.decide_by, r.decided_at, r.decided_by,
                      r.decided_because,
                      exists (select from profile_ownerships o
                               where o.executive_id = r.executive_id and o.status = 'ACTIVE') as "is_owned!"
                 from removal_requests r left join executives e on e.id = r.executive_id"#
                + $rest
            $(, $argument)*
        )
    };
}

/// The request of a receipt.
pub async fn find(executor: impl PgExecutor<'_>, receipt: &str) -> sqlx::Result<Option<Request>> {
    requests!(" where r.receipt = $1", receipt).fetch_optional(executor).await
}

/// The same; nobody else decides on it before the transaction ends.
pub async fn lock(executor: impl PgExecutor<'_>, receipt: &str) -> sqlx::Result<Option<Request>> {
    requests!(" where r.receipt = $1 for update of r", receipt).fetch_optional(executor).await
}

/// The request of an id.
pub async fn find_by_id(executor: impl PgExecutor<'_>, id: Uuid) -> sqlx::Result<Option<Request>> {
    requests!(" where r.id = $1", id).fetch_optional(executor).await
}

/// The ownerships of the profiles that a request is about, and whether each lasts.
pub async fn ownerships(executor: impl PgExecutor<'_>, request: &Request) -> sqlx::Result<Vec<(Uuid, bool)>> {
    let rows = sqlx::query!(
        r#"select o.id, o.status = 'ACTIVE' and u.disabled_at is null as "lasts!"
             from profile_ownerships o join users u on u.id = o.user_id
            where o.executive_id = $1
               or o.executive_id in (select executive_id from suppressed_profiles where receipt = $2)"#,
        request.executive_id,
        request.receipt
    )
    .fetch_all(executor)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.lasts)).collect())
}

/// The request by which a stranger keeps a profile offline and which nobody has decided; the first, where there are several.
pub async fn hiding(executor: impl PgExecutor<'_>, profile: Uuid) -> sqlx::Result<Option<Request>> {
    requests!(
        " where r.status = 'RECEIVED' and r.is_hiding
            and exists (select from suppressed_profiles p where p.receipt = r.receipt and p.executive_id = $1)
          order by r.created_at limit 1",
        profile
    )
    .fetch_optional(executor)
    .await
}

/// Requests: those to be decided, the most urgent first, then the others, the last first; at most so many.
pub async fn list(executor: impl PgExecutor<'_>, all: bool, limit: i64) -> sqlx::Result<Vec<Request>> {
    requests!(
        " where $1 or r.status = 'RECEIVED'
          order by (r.status = 'RECEIVED') desc, case when r.status = 'RECEIVED' then r.decide_by end, r.created_at desc
          limit $2",
        all,
        limit
    )
    .fetch_all(executor)
    .await
}

/// Requests about profiles without an owner that nobody decided in time.
pub async fn overdue(executor: impl PgExecutor<'_>, now: DateTime<Utc>) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar!(
        "select r.receipt from removal_requests r
          where r.status = 'RECEIVED' and r.decide_by <= $1 and r.is_hiding
            and not exists (select from profile_ownerships o
                             join suppressed_profiles p on p.executive_id = o.executive_id
                            where p.receipt = r.receipt and o.status = 'ACTIVE')
          order by r.decide_by limit 100",
        now
    )
    .fetch_all(executor)
    .await
}

/// A request is decided.
pub async fn decide(
    executor: impl PgExecutor<'_>,
    id: Uuid,
    status: Status,
    (by, because): (&str, Option<&str>),
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update removal_requests set status = $2, decided_by = $3, decided_because = $4, decided_at = $5 where id = $1",
        id,
        status.as_str(),
        by,
        because,
        now
    )
    .execute(executor)
    .await?;
    Ok(())
}

/// The profiles that a receipt keeps offline.
pub async fn held(executor: impl PgExecutor<'_>, receipt: &str) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!("select executive_id from suppressed_profiles where receipt = $1", receipt)
        .fetch_all(executor)
        .await
}

/// Erases all that profiles say. What stays is the row, so that their address goes on to answer that it is gone; no
/// receipt holds it any more, and nothing brings it back.
pub async fn erase_profiles(connection: &mut PgConnection, profiles: &[Uuid]) -> sqlx::Result<()> {
    // Mails that name them, sent or not: there is nothing more to say.
    sqlx::query!(
        "delete from outbox o using executives e
          where e.id = any($1)
            and (position('/executives/' || e.slug in o.payload::text) > 0 or position(e.full_name in o.payload::text) > 0)",
        profiles
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!(
        "update executives set
           status = 'ARCHIVED', first_name = 'Removed', last_name = '', full_name = 'Removed', headline = null, bio = null,
           photo_url = null, photo = null, role_id = null, location_id = null, years_experience = null, availability = null,
           available_from = null, remote_available = null, travel_willingness = null, minimum_engagement = null,
           engagement_types = '{}', stage_focus = '{}', languages = '{}', timezone = null, linkedin_url = null,
           linkedin_key = null, website_url = null, booking_url = null, contact_email = null, rate_currency = null,
           hourly_min = null, hourly_max = null, daily_min = null, daily_max = null, monthly_min = null, monthly_max = null,
           hours_per_week_min = null, hours_per_week_max = null, highlight_outcome = null, last_confirmed_at = null,
           claim_status = 'UNCLAIMED', featured = false, source_record_id = null, raw_payload = null, content_hash = null,
           field_sources = '{}', locked_fields = '{}', search_document = ''
         where id = any($1)",
        profiles
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!(
        "with industries as (delete from executive_industries where executive_id = any($1)),
              specialties as (delete from executive_specialties where executive_id = any($1)),
              experience as (delete from executive_experience where executive_id = any($1)),
              education as (delete from executive_education where executive_id = any($1)),
              certifications as (delete from executive_certifications where executive_id = any($1)),
              stories as (delete from executive_case_studies where executive_id = any($1)),
              reviews as (delete from executive_reviews where executive_id = any($1)),
              checks as (delete from executive_verifications where executive_id = any($1)),
              invites as (delete from review_invites where executive_id = any($1)),
              views as (delete from profile_views where executive_id = any($1)),
              drafts as (delete from claim_drafts where executive_id = any($1)),
              portraits as (delete from portraits where executive_id = any($1)),
              sheets as (delete from portrait_drafts where executive_id = any($1)),
              fetches as (delete from portrait_fetches where executive_id = any($1)),
              edits as (delete from profile_edits where executive_id = any($1)),
              claims as (delete from profile_claim_requests where executive_id = any($1)),
              contacts as (delete from contact_requests where executive_id = any($1)),
              corrections as (delete from correction_requests where executive_id = any($1)),
              owners as (update profile_ownerships set status = 'REVOKED', ended_at = now()
                          where executive_id = any($1) and status <> 'REVOKED')
         delete from suppressed_profiles where executive_id = any($1)",
        profiles
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Profiles that nobody owns, confirmed or asks something about, since a moment before which they were made: in the order of
/// their ids, behind one of them.
pub async fn unconfirmed(
    executor: impl PgExecutor<'_>,
    before: DateTime<Utc>,
    after: Uuid,
    limit: i64,
) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!(
        "select e.id from executives e
          where e.id > $2 and e.claim_status = 'UNCLAIMED' and e.removed_at is null and e.created_at < $1
            and (e.last_confirmed_at is null or e.last_confirmed_at < $1)
            and (e.source_synced_at is null or e.source_synced_at < $1)
            and not exists (select from source_rows s where s.target_id = e.id and s.last_seen_at >= $1)
            -- One that was made one with another stands and falls with that.
            and not exists (select from merges m where m.lost_id = e.id and m.unmerged_at is null)
            and not exists (select from profile_ownerships o where o.executive_id = e.id and o.status = 'ACTIVE')
            and not exists (select from profile_edits x where x.executive_id = e.id and x.created_at >= $1)
            and not exists (select from profile_claim_requests c
                             where c.executive_id = e.id and c.status in ('RECEIVED', 'IN_REVIEW'))
            and not exists (select from correction_requests c where c.executive_id = e.id and c.status = 'RECEIVED')
            and not exists (select from removal_requests r where r.executive_id = e.id and r.status = 'RECEIVED')
            and not exists (select from contact_requests c
                             where c.executive_id = e.id and c.status in ('RECEIVED', 'CONFIRMED', 'DELIVERED', 'PASSED_ON', 'REPLIED'))
          order by e.id limit $3",
        before,
        after,
        limit
    )
    .fetch_all(executor)
    .await
}

/// Lets the addresses of profiles answer that they are gone.
pub async fn take_down(
    executor: impl PgExecutor<'_>,
    profiles: &[Uuid],
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!("update executives set removed_at = $2 where id = any($1)", profiles, now)
        .execute(executor)
        .await?;
    Ok(())
}

/// Forgets who asked and why, of requests that were decided before a moment.
pub async fn forget(executor: impl PgExecutor<'_>, before: DateTime<Utc>) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "update removal_requests set reason = null, contact_email = null, decided_because = null
          where decided_at < $1 and (reason is not null or contact_email is not null or decided_because is not null)",
        before
    )
    .execute(executor)
    .await?;
    Ok(done.rows_affected())
}
