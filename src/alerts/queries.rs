//! The SQL of alerts.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use super::Frequency;

/// What somebody asks for with an address.
#[derive(Debug)]
pub struct NewRequest<'a> {
    /// The same for a form that is sent twice.
    pub id: Uuid,
    /// To whom the link goes.
    pub email: &'a str,
    /// What is kept of the link's secret.
    pub token_hash: &'a [u8],
    /// List, query and frequency of the alert; nothing for a link to all alerts.
    pub alert: Option<(&'a str, &'a str, Frequency)>,
    /// When the link runs out.
    pub expires_at: DateTime<Utc>,
}

/// Lets nobody else ask for links to this address before the transaction ends.
pub async fn lock_address(connection: &mut PgConnection, email: &str) -> sqlx::Result<()> {
    sqlx::query!("select pg_advisory_xact_lock(hashtext('alert requests'), hashtext($1))", email)
        .execute(connection)
        .await?;
    Ok(())
}

/// Notes a request. Not if it was noted before.
pub async fn request(
    executor: impl PgExecutor<'_>,
    new: &NewRequest<'_>,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let (list, query, frequency) = match new.alert {
        Some((list, query, frequency)) => (Some(list), Some(query), Some(frequency)),
        None => (None, None, None),
    };
    let done = sqlx::query!(
        "insert into alert_requests (id, email, token_hash, list, query, frequency, expires_at, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict on constraint alert_requests_pkey do nothing",
        new.id,
        new.email,
        new.token_hash,
        list,
        query,
        frequency as Option<Frequency>,
        new.expires_at,
        now
    )
    .execute(executor)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// When links to this address were asked for since a moment, the last first; those that were used don't count.
pub async fn requests_since(
    executor: impl PgExecutor<'_>,
    email: &str,
    since: DateTime<Utc>,
) -> sqlx::Result<Vec<DateTime<Utc>>> {
    sqlx::query_scalar!(
        "select created_at from alert_requests where email = $1 and created_at > $2 order by created_at desc",
        email,
        since
    )
    .fetch_all(executor)
    .await
}

/// A request, as its link finds it.
#[derive(Debug)]
pub struct Request {
    pub id: Uuid,
    pub email: Option<String>,
    pub list: Option<String>,
    pub query: Option<String>,
    pub frequency: Option<Frequency>,
    pub expires_at: DateTime<Utc>,
    pub used_at: Option<DateTime<Utc>>,
    pub saved_search_id: Option<Uuid>,
}

/// The request of a link.
pub async fn find_request(executor: impl PgExecutor<'_>, token_hash: &[u8]) -> sqlx::Result<Option<Request>> {
    sqlx::query_as!(
        Request,
        r#"select id, email, list, query, frequency, expires_at, used_at, saved_search_id
             from alert_requests where token_hash = $1"#,
        token_hash
    )
    .fetch_optional(executor)
    .await
}

/// The same; nobody else uses it before the transaction ends.
pub async fn lock_request(executor: impl PgExecutor<'_>, token_hash: &[u8]) -> sqlx::Result<Option<Request>> {
    sqlx::query_as!(
        Request,
        r#"select id, email, list, query, frequency, expires_at, used_at, saved_search_id
             from alert_requests where token_hash = $1 for update"#,
        token_hash
    )
    .fetch_optional(executor)
    .await
}

/// A request's link was used; the address is known by its alert from now on. What the address asked for the same search before
/// that is settled by it, too: those links change nothing any more.
pub async fn used(
    executor: impl PgExecutor<'_>,
    request: Uuid,
    saved_search: Uuid,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update alert_requests r set used_at = $3, saved_search_id = $2, email = null
           from alert_requests this
          where this.id = $1
            and (r.id = this.id
                 or (r.email = this.email and r.list = this.list and r.query = this.query and r.used_at is null
                     and r.created_at <= this.created_at))",
        request,
        saved_search,
        now
    )
    .execute(executor)
    .await?;
    Ok(())
}

/// An alert that was confirmed.
#[derive(Debug)]
pub struct NewAlert<'a> {
    pub email: &'a str,
    pub list: &'a str,
    pub query: &'a str,
    pub frequency: Frequency,
    /// What it finds now.
    pub known: Vec<u8>,
    pub next_run_at: DateTime<Utc>,
}

/// Saves an alert; one that the address has already is changed. Gives its id.
pub async fn save(
    executor: impl PgExecutor<'_>,
    new: &NewAlert<'_>,
    now: DateTime<Utc>,
) -> sqlx::Result<Uuid> {
    sqlx::query_scalar!(
        "insert into saved_searches (id, email, list, query, frequency, known, next_run_at, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (email, list, md5(query)) where email is not null do update
            set frequency = excluded.frequency, next_run_at = excluded.next_run_at, paused_at = null,
                -- The last mail is no reason to pause it again.
                last_sent_at = case when saved_searches.paused_at is null then saved_searches.last_sent_at end
         returning id",
        Uuid::now_v7(),
        new.email,
        new.list,
        new.query,
        new.frequency as Frequency,
        new.known,
        new.next_run_at,
        now
    )
    .fetch_one(executor)
    .await
}

/// A saved search with its alert, as its owner sees it.
#[derive(Debug)]
pub struct Alert {
    pub id: Uuid,
    pub email: String,
    pub list: String,
    pub query: String,
    pub frequency: Frequency,
    pub paused_at: Option<DateTime<Utc>>,
    pub last_sent_at: Option<DateTime<Utc>>,
    pub next_run_at: DateTime<Utc>,
    pub created_at: DateTime<Utc>,
}

/// The alert of an id.
pub async fn find(executor: impl PgExecutor<'_>, id: Uuid) -> sqlx::Result<Option<Alert>> {
    sqlx::query_as!(
        Alert,
        r#"select s.id, coalesce(s.email, u.email) as "email!", s.list, s.query, s.frequency as "frequency!",
                  s.paused_at, s.last_sent_at, s.next_run_at, s.created_at
             from saved_searches s left join users u on u.id = s.user_id
            where s.id = $1 and s.frequency is not null"#,
        id
    )
    .fetch_optional(executor)
    .await
}

/// All alerts of an address, in the order in which they were saved.
pub async fn of_address(executor: impl PgExecutor<'_>, email: &str) -> sqlx::Result<Vec<Alert>> {
    sqlx::query_as!(
        Alert,
        r#"select id, email as "email!", list, query, frequency as "frequency!", paused_at, last_sent_at, next_run_at,
                  created_at
             from saved_searches where email = $1 order by created_at, id"#,
        email
    )
    .fetch_all(executor)
    .await
}

/// Pauses an alert. What comes in meanwhile is told when it goes on.
pub async fn pause(executor: impl PgExecutor<'_>, id: Uuid, now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!("update saved_searches set paused_at = coalesce(paused_at, $2) where id = $1", id, now)
        .execute(executor)
        .await?;
    Ok(())
}

/// Lets an alert run so often from now on.
pub async fn go_on(
    executor: impl PgExecutor<'_>,
    id: Uuid,
    frequency: Frequency,
    next_run_at: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update saved_searches set frequency = $2, next_run_at = $3, paused_at = null,
                -- The last mail is no reason to pause it again.
                last_sent_at = case when paused_at is null then last_sent_at end
          where id = $1",
        id,
        frequency as Frequency,
        next_run_at
    )
    .execute(executor)
    .await?;
    Ok(())
}

/// Deletes an alert, and with the last one of an address everything that holds it. Gives the address.
pub async fn delete(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<String>> {
    let email = sqlx::query_scalar!("delete from saved_searches where id = $1 returning email", id)
        .fetch_optional(&mut *connection)
        .await?
        .flatten();
    if let Some(email) = &email {
        sqlx::query!(
            "delete from alert_requests r
              where r.email = $1 and r.list is null
                and not exists (select from saved_searches s where s.email = $1)",
            email
        )
        .execute(connection)
        .await?;
    }
    Ok(email)
}

/// An alert whose time has come.
#[derive(Debug)]
pub struct Due {
    pub id: Uuid,
    pub email: String,
    pub list: String,
    pub query: String,
    pub frequency: Frequency,
    pub known: Vec<u8>,
    pub next_run_at: DateTime<Utc>,
    pub created_at: DateTime<Utc>,
}

/// The alert that has been due for longest. Nobody else takes it before the transaction ends.
pub async fn take_due(executor: impl PgExecutor<'_>, now: DateTime<Utc>) -> sqlx::Result<Option<Due>> {
    sqlx::query_as!(
        Due,
        r#"select s.id, coalesce(s.email, u.email) as "email!", s.list, s.query, s.frequency as "frequency!", s.known,
                  s.next_run_at, s.created_at
             from saved_searches s left join users u on u.id = s.user_id
            where s.next_run_at <= $1 and s.paused_at is null and s.frequency is not null and u.disabled_at is null
            order by s.next_run_at limit 1
              for update of s skip locked"#,
        now
    )
    .fetch_optional(executor)
    .await
}

/// It ran; nothing was new.
pub async fn ran(executor: impl PgExecutor<'_>, id: Uuid, next_run_at: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!("update saved_searches set next_run_at = $2 where id = $1", id, next_run_at)
        .execute(executor)
        .await?;
    Ok(())
}

/// It ran, and what was new is on its way and known.
pub async fn told(
    executor: impl PgExecutor<'_>,
    id: Uuid,
    known: &[u8],
    next_run_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update saved_searches set known = $2, next_run_at = $3, last_sent_at = $4 where id = $1",
        id,
        known,
        next_run_at,
        now
    )
    .execute(executor)
    .await?;
    Ok(())
}

/// What a mail tells, and of which alert.
#[derive(Debug)]
pub struct Letter<'a> {
    pub outbox_id: Uuid,
    pub saved_search_id: Uuid,
    pub shown: &'a [Uuid],
    pub told: &'a [u8],
    pub due_at: DateTime<Utc>,
}

/// Keeps what a mail tells.
pub async fn keep_letter(
    executor: impl PgExecutor<'_>,
    letter: &Letter<'_>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into alert_letters (outbox_id, saved_search_id, shown, told, due_at, created_at)
         values ($1, $2, $3, $4, $5, $6)",
        letter.outbox_id,
        letter.saved_search_id,
        letter.shown,
        letter.told,
        letter.due_at,
        now
    )
    .execute(executor)
    .await?;
    Ok(())
}

/// A mail that is no longer as true as when it was written.
#[derive(Debug)]
pub struct Stale {
    pub outbox_id: Uuid,
    pub saved_search_id: Uuid,
    pub told: Vec<u8>,
    pub known: Vec<u8>,
    pub due_at: DateTime<Utc>,
}

/// One that waits since before a moment, or waits for another try and names what isn't public any more; never one that is
/// being delivered. Nobody else takes it before the transaction ends.
pub async fn stale_letter(
    executor: impl PgExecutor<'_>,
    before: DateTime<Utc>,
) -> sqlx::Result<Option<Stale>> {
    sqlx::query_as!(
        Stale,
        "select l.outbox_id, l.saved_search_id, l.told, s.known, l.due_at
           from alert_letters l join outbox o on o.id = l.outbox_id join saved_searches s on s.id = l.saved_search_id
          where o.sent_at is null and o.not_before < 'infinity' and (o.attempts = 0 or o.last_error is not null)
            and (l.created_at <= $1 or (o.last_error is not null and cardinality(l.shown) > (
                   select count(*) from (
                     select from jobs j where s.list = 'jobs' and j.id = any(l.shown) and j.is_public
                     union all
                     select from executives e where s.list = 'executives' and e.id = any(l.shown) and e.is_public) public)))
          limit 1
            for update of o, s skip locked",
        before
    )
    .fetch_optional(executor)
    .await
}

/// Its mail was taken back: it is due again, as it was then.
pub async fn told_back(
    executor: impl PgExecutor<'_>,
    id: Uuid,
    known: &[u8],
    due_at: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update saved_searches set known = $2, next_run_at = least(next_run_at, $3) where id = $1",
        id,
        known,
        due_at
    )
    .execute(executor)
    .await?;
    Ok(())
}

/// Those of these profiles that are public at this moment.
pub async fn public_executives(executor: impl PgExecutor<'_>, ids: &[Uuid]) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!("select e.id from executives e where e.id = any($1) and e.is_public", ids)
        .fetch_all(executor)
        .await
}

/// Those of these postings that are open at this moment.
pub async fn public_jobs(executor: impl PgExecutor<'_>, ids: &[Uuid]) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!("select j.id from jobs j where j.id = any($1) and j.is_public", ids)
        .fetch_all(executor)
        .await
}

/// Forgets the addresses of links that ran out, and later the links.
pub async fn forget_requests(
    connection: &mut PgConnection,
    now: DateTime<Utc>,
    before: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!("update alert_requests set email = null where email is not null and expires_at <= $1", now)
        .execute(&mut *connection)
        .await?;
    sqlx::query!("delete from alert_requests where expires_at <= $1", before).execute(connection).await?;
    Ok(())
}

/// Pauses alerts whose last mail was refused for good. Gives how many.
pub async fn pause_refused(executor: impl PgExecutor<'_>, now: DateTime<Utc>) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "update saved_searches s set paused_at = $1
           from outbox o
          where o.kind = 'mail' and o.sent_at is null and o.not_before = 'infinity'
            and o.recipient = s.email and o.created_at >= s.last_sent_at and s.paused_at is null",
        now
    )
    .execute(executor)
    .await?;
    Ok(done.rows_affected())
}
