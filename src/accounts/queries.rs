//! The SQL of accounts.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use super::Role;

/// When a session ends: sooner without requests, later in any case.
#[derive(Clone, Copy, Debug)]
pub struct Ends {
    pub idle: DateTime<Utc>,
    pub absolute: DateTime<Utc>,
}

impl Ends {
    /// Of a session that begins now.
    pub fn of(role: Role, now: DateTime<Utc>) -> Self {
        Self { idle: now + role.idle(), absolute: now + role.absolute() }
    }
}

/// A session as its cookie finds it.
#[derive(Debug)]
pub struct Found {
    pub id: Uuid,
    pub proven_at: Option<DateTime<Utc>>,
    pub last_seen_at: DateTime<Utc>,
    pub user_id: Option<Uuid>,
    pub email: Option<String>,
    pub role: Option<Role>,
    pub has_second_factor: bool,
}

/// The session of a secret, while it lasts.
pub async fn find_session(
    executor: impl PgExecutor<'_>,
    hash: &[u8],
    now: DateTime<Utc>,
) -> sqlx::Result<Option<Found>> {
    sqlx::query_as!(
        Found,
        r#"select s.id, s.proven_at, s.last_seen_at, u.id as "user_id?", u.email as "email?", u.role as "role?",
                  u.totp_confirmed_at is not null as "has_second_factor!"
             from sessions s left join users u on u.id = s.user_id
            where s.id_hash = $1 and s.idle_expires_at > $2 and s.absolute_expires_at > $2 and u.disabled_at is null"#,
        hash,
        now
    )
    .fetch_optional(executor)
    .await
}

/// Notes that a session is used. Not where it ended.
pub async fn touch_session(
    executor: impl PgExecutor<'_>,
    hash: &[u8],
    idle: DateTime<Utc>,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update sessions set last_seen_at = $3, idle_expires_at = $2 where id_hash = $1",
        hash,
        idle,
        now
    )
    .execute(executor)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Opens a session of nobody.
pub async fn open_session(
    executor: impl PgExecutor<'_>,
    id: Uuid,
    hash: &[u8],
    device: &str,
    ends: Ends,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into sessions (id, id_hash, device, idle_expires_at, absolute_expires_at, last_seen_at, created_at)
         values ($1, $2, $3, $4, $5, $6, $6)",
        id,
        hash,
        device,
        ends.idle,
        ends.absolute,
        now
    )
    .execute(executor)
    .await?;
    Ok(())
}

/// Makes a session somebody's, under another secret. Not where it ended.
pub async fn sign_in(
    executor: impl PgExecutor<'_>,
    hash: &[u8],
    new_hash: &[u8],
    user: Uuid,
    ends: Ends,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update sessions set id_hash = $2, user_id = $3, signed_in_at = $6, proven_at = null, last_seen_at = $6,
                idle_expires_at = $4, absolute_expires_at = $5
          where id_hash = $1",
        hash,
        new_hash,
        user,
        ends.idle,
        ends.absolute,
        now
    )
    .execute(executor)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Notes that the second factor was shown, under another secret. Not where the session ended.
pub async fn prove_session(
    executor: impl PgExecutor<'_>,
    hash: &[u8],
    new_hash: &[u8],
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update sessions set id_hash = $2, proven_at = $3 where id_hash = $1",
        hash,
        new_hash,
        now
    )
    .execute(executor)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// A session as its owner sees it.
#[derive(Debug)]
pub struct Listed {
    pub id: Uuid,
    pub device: String,
    pub signed_in_at: DateTime<Utc>,
    pub last_seen_at: DateTime<Utc>,
}

/// Somebody's sessions that last, the last used first.
pub async fn sessions_of(
    executor: impl PgExecutor<'_>,
    user: Uuid,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<Listed>> {
    sqlx::query_as!(
        Listed,
        r#"select id, device, signed_in_at as "signed_in_at!", last_seen_at from sessions
            where user_id = $1 and idle_expires_at > $2 and absolute_expires_at > $2
            order by last_seen_at desc, id"#,
        user,
        now
    )
    .fetch_all(executor)
    .await
}

/// Ends one session of somebody's. Answers whether there was one.
pub async fn end_session(executor: impl PgExecutor<'_>, user: Uuid, id: Uuid) -> sqlx::Result<bool> {
    let done = sqlx::query!("delete from sessions where user_id = $1 and id = $2", user, id)
        .execute(executor)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Ends all sessions of somebody's but for one, or all of them. Gives how many.
pub async fn end_sessions(executor: impl PgExecutor<'_>, user: Uuid, but: Option<Uuid>) -> sqlx::Result<u64> {
    let done = sqlx::query!("delete from sessions where user_id = $1 and id is distinct from $2", user, but)
        .execute(executor)
        .await?;
    Ok(done.rows_affected())
}

/// Lets nobody else ask for links to this address before the transaction ends.
pub async fn lock_address(connection: &mut PgConnection, email: &str) -> sqlx::Result<()> {
    sqlx::query!("select pg_advisory_xact_lock(hashtext('sign-in links'), hashtext($1))", email)
        .execute(connection)
        .await?;
    Ok(())
}

/// A link that is asked for.
#[derive(Debug)]
pub struct NewLink<'a> {
    /// The same for a form that is sent twice.
    pub id: Uuid,
    pub email: &'a str,
    pub token_hash: &'a [u8],
    /// The browser that asks.
    pub session: Uuid,
    pub next: Option<&'a str>,
    pub expires_at: DateTime<Utc>,
}

/// Whether this form was sent before.
pub async fn is_asked(executor: impl PgExecutor<'_>, id: Uuid) -> sqlx::Result<bool> {
    sqlx::query_scalar!(r#"select exists (select from sign_in_tokens where id = $1) as "is_asked!""#, id)
        .fetch_one(executor)
        .await
}

/// Notes a link.
pub async fn ask(executor: impl PgExecutor<'_>, new: &NewLink<'_>, now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into sign_in_tokens (id, email, token_hash, session_id, next_path, expires_at, created_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
        new.id,
        new.email,
        new.token_hash,
        new.session,
        new.next,
        new.expires_at,
        now
    )
    .execute(executor)
    .await?;
    Ok(())
}

/// When links to an address were asked for since a moment and not used, the last first.
pub async fn asked_since(
    executor: impl PgExecutor<'_>,
    email: &str,
    since: DateTime<Utc>,
) -> sqlx::Result<Vec<DateTime<Utc>>> {
    sqlx::query_scalar!(
        "select created_at from sign_in_tokens
          where email = $1 and created_at > $2 and used_at is null order by created_at desc",
        email,
        since
    )
    .fetch_all(executor)
    .await
}

/// A link as whoever opens it finds it.
#[derive(Debug)]
pub struct Link {
    pub email: String,
    pub session: Uuid,
    pub next: Option<String>,
    pub expires_at: DateTime<Utc>,
    pub used_at: Option<DateTime<Utc>>,
}

/// The link of a token. Nobody else uses it before the transaction ends.
pub async fn lock_link(executor: impl PgExecutor<'_>, token_hash: &[u8]) -> sqlx::Result<Option<Link>> {
    sqlx::query_as!(
        Link,
        "select email, session_id as session, next_path as next, expires_at, used_at
           from sign_in_tokens where token_hash = $1 for update",
        token_hash
    )
    .fetch_optional(executor)
    .await
}

/// A link was used: no other one of this address is good any more.
pub async fn used(executor: impl PgExecutor<'_>, email: &str, now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!("update sign_in_tokens set used_at = $2 where email = $1 and used_at is null", email, now)
        .execute(executor)
        .await?;
    Ok(())
}

/// An account.
#[derive(Debug)]
pub struct Account {
    /// Its id.
    pub id: Uuid,
    /// The address by which they sign in.
    pub email: String,
    /// What they may do.
    pub role: Role,
    /// Since when there is a second factor.
    pub second_factor_since: Option<DateTime<Utc>>,
    /// When they last signed in.
    pub last_signed_in_at: Option<DateTime<Utc>>,
    /// Since when they can't.
    pub disabled_at: Option<DateTime<Utc>>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

macro_rules! accounts {
    ($rest:tt, $($argument:expr),+) => {
        sqlx::query_as!(
            Account,
            r#"select id, email, role as "role!", totp_confirmed_at as second_factor_since, last_signed_in_at, disabled_at,
                      created_at
                 from users"#
                + $rest,
            $($argument),+
        )
    };
}

/// Makes an account, unless the address has one. Gives its id.
pub async fn create(
    executor: impl PgExecutor<'_>,
    email: &str,
    role: Role,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<Uuid>> {
    sqlx::query_scalar!(
        "insert into users (id, email, role, created_at, updated_at) values ($1, $2, $3, $4, $4)
         on conflict on constraint users_email_key do nothing returning id",
        Uuid::now_v7(),
        email,
        role as Role,
        now
    )
    .fetch_optional(executor)
    .await
}

/// The account of an address. Nobody else changes it before the transaction ends.
pub async fn lock_account(executor: impl PgExecutor<'_>, email: &str) -> sqlx::Result<Option<Account>> {
    accounts!(" where email = $1 for update", email).fetch_optional(executor).await
}

/// Accounts whose address is like a pattern, those who run the site first, at most so many.
pub async fn accounts(
    executor: impl PgExecutor<'_>,
    pattern: Option<&str>,
    most: i64,
) -> sqlx::Result<Vec<Account>> {
    accounts!(" where $1::text is null or email like $1 order by role desc, email limit $2", pattern, most)
        .fetch_all(executor)
        .await
}

/// One account.
pub async fn account(executor: impl PgExecutor<'_>, id: Uuid) -> sqlx::Result<Option<Account>> {
    accounts!(" where id = $1", id).fetch_optional(executor).await
}

/// The same. Nobody else changes it before the transaction ends.
pub async fn lock_account_of(executor: impl PgExecutor<'_>, id: Uuid) -> sqlx::Result<Option<Account>> {
    accounts!(" where id = $1 for update", id).fetch_optional(executor).await
}

/// The admins who can sign in. None is lost before the transaction ends, so that two don't take each other's place.
pub async fn lock_admins(connection: &mut PgConnection) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query!("select pg_advisory_xact_lock(hashtext('admins'))").execute(&mut *connection).await?;
    sqlx::query_scalar!("select id from users where role = 'ADMIN' and disabled_at is null")
        .fetch_all(connection)
        .await
}

/// What was done to an account, and why.
#[derive(Debug)]
pub struct Noted {
    /// What.
    pub action: String,
    /// Why.
    pub reason: String,
    /// The address of who did it, while they have an account.
    pub by: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}

/// What was done to an account, the last first.
pub async fn noted(executor: impl PgExecutor<'_>, user: Uuid) -> sqlx::Result<Vec<Noted>> {
    sqlx::query_as!(
        Noted,
        r#"select a.action, a.reason, u.email as "by?", a.done_at as at
             from account_actions a left join users u on u.id = a.done_by
            where a.user_id = $1 order by a.done_at desc, a.id desc limit 100"#,
        user
    )
    .fetch_all(executor)
    .await
}

/// Keeps why something was done to an account.
pub async fn keep_reason(
    executor: impl PgExecutor<'_>,
    user: Uuid,
    action: &str,
    reason: &str,
    by: Uuid,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into account_actions (id, user_id, action, reason, done_by, done_at) values ($1, $2, $3, $4, $5, $6)",
        Uuid::now_v7(),
        user,
        action,
        reason,
        by,
        now
    )
    .execute(executor)
    .await?;
    Ok(())
}

/// Somebody signed in.
pub async fn signed_in(executor: impl PgExecutor<'_>, user: Uuid, now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!("update users set last_signed_in_at = $2 where id = $1", user, now)
        .execute(executor)
        .await?;
    Ok(())
}

/// Gives an account another role.
pub async fn set_role(executor: impl PgExecutor<'_>, user: Uuid, role: Role) -> sqlx::Result<()> {
    sqlx::query!("update users set role = $2 where id = $1", user, role as Role).execute(executor).await?;
    Ok(())
}

/// Closes an account as of a moment, or opens it again.
pub async fn set_disabled(
    executor: impl PgExecutor<'_>,
    user: Uuid,
    at: Option<DateTime<Utc>>,
) -> sqlx::Result<()> {
    sqlx::query!("update users set disabled_at = $2 where id = $1", user, at).execute(executor).await?;
    Ok(())
}

/// Forgets sessions that ended, and links and attempts that count for nothing any more. Gives how many rows.
pub async fn forget(
    connection: &mut PgConnection,
    before: DateTime<Utc>,
    now: DateTime<Utc>,
) -> sqlx::Result<u64> {
    let links = sqlx::query!("delete from sign_in_tokens where expires_at < $1", before)
        .execute(&mut *connection)
        .await?;
    let attempts = sqlx::query!("delete from second_factor_attempts where at < $1", before)
        .execute(&mut *connection)
        .await?;
    let sessions =
        sqlx::query!("delete from sessions where idle_expires_at <= $1 or absolute_expires_at <= $1", now)
            .execute(connection)
            .await?;
    Ok(links.rows_affected() + attempts.rows_affected() + sessions.rows_affected())
}
