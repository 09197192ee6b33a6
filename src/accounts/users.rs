//! Accounts as operators see them, and what they may change about them. Each change has its line in the audit log.

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::{Connection, PgConnection};
use uuid::Uuid;

use super::Role;
use super::{queries, second_factor};
use crate::audit::{self, Actor, Entry};
use crate::values::EmailAddress;

pub use super::queries::Account;

/// Why an account can't be changed.
#[derive(Debug, thiserror::Error)]
pub enum UserError {
    /// Nobody has it.
    #[error("there is no account for {0}: see `quarterdeck user list`")]
    NotFound(EmailAddress),
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
}

/// What became of an address that was given a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Added {
    /// It has an account now.
    New,
    /// It had one, with another role.
    Changed {
        /// What it could do before.
        from: Role,
    },
    /// It had that role already.
    Same,
}

/// Lets an address have a role. Its sessions end where that changes.
pub async fn add(
    connection: &mut PgConnection,
    email: &EmailAddress,
    role: Role,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<Added, UserError> {
    let mut transaction = connection.begin().await?;
    let after = json!({ "role": role.as_str() });
    if let Some(id) = queries::create(&mut *transaction, email.as_str(), role, now).await? {
        audit::write(&mut *transaction, actor, &Entry::new("create", "user", id).after(after), now).await?;
        transaction.commit().await?;
        return Ok(Added::New);
    }
    let account = find(&mut transaction, email).await?;
    if account.role == role {
        return Ok(Added::Same);
    }
    queries::set_role(&mut *transaction, account.id, role).await?;
    queries::end_sessions(&mut *transaction, account.id, None).await?;
    let before = json!({ "role": account.role.as_str() });
    let entry = Entry::new("change role", "user", account.id).before(before).after(after);
    audit::write(&mut *transaction, actor, &entry, now).await?;
    transaction.commit().await?;
    Ok(Added::Changed { from: account.role })
}

/// All accounts, those who run the site first.
pub async fn list(connection: &mut PgConnection) -> sqlx::Result<Vec<Account>> {
    let mut accounts = queries::accounts(connection).await?;
    accounts.sort_by_key(|account| std::cmp::Reverse(account.role));
    Ok(accounts)
}

/// Closes an account: its sessions end at once, and it can't sign in.
pub async fn disable(
    connection: &mut PgConnection,
    email: &EmailAddress,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<(), UserError> {
    let mut transaction = connection.begin().await?;
    let account = find(&mut transaction, email).await?;
    if account.disabled_at.is_none() {
        queries::set_disabled(&mut *transaction, account.id, Some(now)).await?;
        queries::end_sessions(&mut *transaction, account.id, None).await?;
        note(&mut transaction, actor, "disable", account.id, now).await?;
    }
    transaction.commit().await?;
    Ok(())
}

/// Opens a closed account again.
pub async fn enable(
    connection: &mut PgConnection,
    email: &EmailAddress,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<(), UserError> {
    let mut transaction = connection.begin().await?;
    let account = find(&mut transaction, email).await?;
    if account.disabled_at.is_some() {
        queries::set_disabled(&mut *transaction, account.id, None).await?;
        note(&mut transaction, actor, "enable", account.id, now).await?;
    }
    transaction.commit().await?;
    Ok(())
}

/// Takes away a second factor that was lost: its owner sets up another one when they next sign in.
pub async fn reset_second_factor(
    connection: &mut PgConnection,
    email: &EmailAddress,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<(), UserError> {
    let mut transaction = connection.begin().await?;
    let account = find(&mut transaction, email).await?;
    second_factor::queries::drop_factor(&mut *transaction, account.id).await?;
    queries::end_sessions(&mut *transaction, account.id, None).await?;
    note(&mut transaction, actor, "reset second factor", account.id, now).await?;
    transaction.commit().await?;
    Ok(())
}

async fn find(connection: &mut PgConnection, email: &EmailAddress) -> Result<Account, UserError> {
    let account = queries::lock_account(connection, email.as_str()).await?;
    account.ok_or_else(|| UserError::NotFound(email.clone()))
}

async fn note(
    connection: &mut PgConnection,
    actor: &Actor,
    action: &'static str,
    user: Uuid,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    audit::write(connection, actor, &Entry::new(action, "user", user), now).await
}
