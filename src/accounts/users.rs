//! Accounts as operators see them, and what they may change about them: by the command for an address, on the console for an account
//! and with a reason. Each change has its line in the audit log, and a site that has an admin keeps one.

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::{Connection, PgConnection};
use uuid::Uuid;

use super::{Role, SignedIn};
use super::{queries, second_factor};
use crate::audit::{self, Actor, Entry};
use crate::values::EmailAddress;

pub use super::queries::{Account, Noted};

/// Why an account can't be changed.
#[derive(Debug, thiserror::Error)]
pub enum UserError {
    /// Nobody has it.
    #[error("there is no account for {0}: see `quarterdeck user list`")]
    NotFound(EmailAddress),
    /// The same, where it was named by its page.
    #[error("there is no such account any more")]
    Gone,
    /// Nobody could give roles any more.
    #[error("it is the last admin: make somebody else one first")]
    LastAdmin,
    /// They would lock themselves out.
    #[error("it is your own account: have somebody else who runs the site do it")]
    Yourself,
    /// They may not do that to this account.
    #[error("only an admin gives roles, and changes the accounts of those who run the site")]
    NotAllowed,
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
}

/// What is done to an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// It may something else from now on; its sessions end.
    Role(Role),
    /// It is closed: its sessions end at once, and it can't sign in.
    Disable,
    /// It is open again.
    Enable,
    /// All its sessions end.
    EndSessions,
    /// Its second factor is taken away, because it was lost; its sessions end.
    ResetSecondFactor,
}

impl Deed {
    /// How the audit log calls it.
    const fn action(self) -> &'static str {
        match self {
            Self::Role(_) => "change role",
            Self::Disable => "disable",
            Self::Enable => "enable",
            Self::EndSessions => "end all sessions",
            Self::ResetSecondFactor => "reset second factor",
        }
    }
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
    if create(connection, email, role, actor, now).await?.is_some() {
        return Ok(Added::New);
    }
    let mut transaction = connection.begin().await?;
    let account = find(&mut transaction, email).await?;
    let is_changed = apply(&mut transaction, &account, Deed::Role(role), actor, now).await?;
    transaction.commit().await?;
    Ok(if is_changed { Added::Changed { from: account.role } } else { Added::Same })
}

/// Makes an account for an address that has none. Gives its id; nothing where it has one.
pub async fn create(
    connection: &mut PgConnection,
    email: &EmailAddress,
    role: Role,
    actor: &Actor,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<Uuid>> {
    let mut transaction = connection.begin().await?;
    let id = queries::create(&mut *transaction, email.as_str(), role, now).await?;
    if let Some(id) = id {
        let entry = Entry::new("create", "user", id).after(json!({ "role": role.as_str() }));
        audit::write(&mut *transaction, actor, &entry, now).await?;
    }
    transaction.commit().await?;
    Ok(id)
}

/// All accounts, those who run the site first.
pub async fn list(connection: &mut PgConnection) -> sqlx::Result<Vec<Account>> {
    queries::accounts(connection, None, i64::MAX).await
}

/// Accounts whose address holds a text, those who run the site first, at most so many.
pub async fn search(
    connection: &mut PgConnection,
    text: Option<&str>,
    most: i64,
) -> sqlx::Result<Vec<Account>> {
    let escaped = text.map(|text| text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"));
    let pattern = escaped.map(|text| format!("%{}%", text.to_lowercase()));
    queries::accounts(connection, pattern.as_deref(), most).await
}

/// One account.
pub async fn find_by_id(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Account>> {
    queries::account(connection, id).await
}

/// In how many browsers somebody is signed in.
pub async fn count_sessions(
    connection: &mut PgConnection,
    id: Uuid,
    now: DateTime<Utc>,
) -> sqlx::Result<usize> {
    Ok(queries::sessions_of(connection, id, now).await?.len())
}

/// What was done to an account on the console, and why; the last first.
pub async fn noted(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Vec<Noted>> {
    queries::noted(connection, id).await
}

/// Closes an account: its sessions end at once, and it can't sign in.
pub async fn disable(
    connection: &mut PgConnection,
    email: &EmailAddress,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<(), UserError> {
    of_address(connection, email, Deed::Disable, actor, now).await
}

/// Opens a closed account again.
pub async fn enable(
    connection: &mut PgConnection,
    email: &EmailAddress,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<(), UserError> {
    of_address(connection, email, Deed::Enable, actor, now).await
}

/// Takes away a second factor that was lost: its owner sets up another one when they next sign in.
pub async fn reset_second_factor(
    connection: &mut PgConnection,
    email: &EmailAddress,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<(), UserError> {
    of_address(connection, email, Deed::ResetSecondFactor, actor, now).await
}

async fn of_address(
    connection: &mut PgConnection,
    email: &EmailAddress,
    deed: Deed,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<(), UserError> {
    let mut transaction = connection.begin().await?;
    let account = find(&mut transaction, email).await?;
    apply(&mut transaction, &account, deed, actor, now).await?;
    transaction.commit().await?;
    Ok(())
}

/// Does something to somebody's account for a reason, which is kept with it. Operators do so to owners alone; nobody to themselves.
/// Answers whether it made a difference.
pub async fn act(
    connection: &mut PgConnection,
    id: Uuid,
    deed: Deed,
    reason: &str,
    by: &SignedIn,
    now: DateTime<Utc>,
) -> Result<bool, UserError> {
    if by.user.id == id {
        return Err(UserError::Yourself);
    }
    let mut transaction = connection.begin().await?;
    // Before any account, so that two who change each other's take turns.
    queries::lock_admins(&mut transaction).await?;
    let account = queries::lock_account_of(&mut *transaction, id).await?.ok_or(UserError::Gone)?;
    if !may(by.user.role, account.role, deed) {
        return Err(UserError::NotAllowed);
    }
    let is_done = apply(&mut transaction, &account, deed, &by.actor, now).await?;
    if is_done {
        queries::keep_reason(&mut *transaction, id, deed.action(), reason, by.user.id, now).await?;
        transaction.commit().await?;
    }
    Ok(is_done)
}

/// Whether somebody of a role may do that to an account of one.
pub fn may(by: Role, of: Role, deed: Deed) -> bool {
    by == Role::Admin || (by == Role::Operator && of == Role::Owner && !matches!(deed, Deed::Role(_)))
}

/// Does something to an account, with its line in the audit log. Answers whether it made a difference; nothing is written where not.
async fn apply(
    transaction: &mut PgConnection,
    account: &Account,
    deed: Deed,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<bool, UserError> {
    let is_so = match deed {
        Deed::Role(role) => account.role == role,
        Deed::Disable => account.disabled_at.is_some(),
        Deed::Enable => account.disabled_at.is_none(),
        Deed::EndSessions | Deed::ResetSecondFactor => false,
    };
    if is_so {
        return Ok(false);
    }
    let loses_admin = matches!(deed, Deed::Role(_) | Deed::Disable)
        && account.role == Role::Admin
        && account.disabled_at.is_none();
    if loses_admin && queries::lock_admins(&mut *transaction).await? == [account.id] {
        return Err(UserError::LastAdmin);
    }
    let mut entry = Entry::new(deed.action(), "user", account.id);
    match deed {
        Deed::Role(role) => {
            queries::set_role(&mut *transaction, account.id, role).await?;
            let of = |role: Role| json!({ "role": role.as_str() });
            entry = entry.before(of(account.role)).after(of(role));
        }
        Deed::Disable => queries::set_disabled(&mut *transaction, account.id, Some(now)).await?,
        Deed::Enable => queries::set_disabled(&mut *transaction, account.id, None).await?,
        Deed::EndSessions => {}
        Deed::ResetSecondFactor => {
            second_factor::queries::drop_factor(&mut *transaction, account.id).await?;
        }
    }
    if deed != Deed::Enable {
        queries::end_sessions(&mut *transaction, account.id, None).await?;
    }
    audit::write(transaction, actor, &entry, now).await?;
    Ok(true)
}

/// The account of an address; nobody else changes it before the transaction ends, where there is one.
pub async fn find(connection: &mut PgConnection, email: &EmailAddress) -> Result<Account, UserError> {
    let account = queries::lock_account(connection, email.as_str()).await?;
    account.ok_or_else(|| UserError::NotFound(email.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operators_look_after_owners_and_admins_after_all() {
        use Role::{Admin, Operator, Owner};
        let deeds =
            [Deed::Disable, Deed::Enable, Deed::EndSessions, Deed::ResetSecondFactor, Deed::Role(Operator)];
        for deed in deeds {
            for of in [Owner, Operator, Admin] {
                assert!(may(Admin, of, deed) && !may(Owner, of, deed), "{deed:?} {of}");
                let is_theirs = of == Owner && !matches!(deed, Deed::Role(_));
                assert_eq!(may(Operator, of, deed), is_theirs, "{deed:?} {of}");
            }
        }
    }
}
