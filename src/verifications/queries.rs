//! The SQL of verifications.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use super::Finding;
use crate::audit::Actor;
use crate::executives::{CheckType, VerificationStatus};

/// How a check of a profile stands.
#[derive(Clone, Debug)]
pub struct Standing {
    /// What is looked at.
    pub kind: CheckType,
    /// How that stands.
    pub status: VerificationStatus,
    /// How it was done.
    pub detail: Option<String>,
    /// When.
    pub checked_at: Option<DateTime<Utc>>,
    /// Until when it counts.
    pub until: Option<NaiveDate>,
}

/// How the checks of a profile stand.
pub async fn standing(executor: impl PgExecutor<'_>, profile: Uuid) -> sqlx::Result<Vec<Standing>> {
    sqlx::query_as!(
        Standing,
        r#"select check_type as kind, status, detail, checked_at, (valid_until at time zone 'UTC')::date as until
             from executive_verifications where executive_id = $1 order by check_type"#,
        profile
    )
    .fetch_all(executor)
    .await
}

/// A check that an owner asks for, or asked for.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The profile.
    pub executive_id: Uuid,
    /// Its slug.
    pub slug: String,
    /// Whom it is about.
    pub profile: String,
    /// Its owner's address.
    pub email: Option<String>,
    /// What is to be looked at.
    pub kind: CheckType,
    /// What the owner says about it.
    pub note: Option<String>,
    /// When they asked.
    pub asked_at: Option<DateTime<Utc>>,
    /// How it stands.
    pub status: VerificationStatus,
    /// How it was done.
    pub detail: Option<String>,
    /// When it was decided.
    pub checked_at: Option<DateTime<Utc>>,
    /// Until when it counts.
    pub until: Option<NaiveDate>,
    /// Who decided it: an address, or as what they acted.
    pub by: Option<String>,
}

/// Checks that owners ask for, the oldest first, and where all are asked for, those that were decided, the last first: every
/// one, or the one that is named. Each branch is read along an index; the others are never begun.
pub async fn asked(
    executor: impl PgExecutor<'_>,
    all: bool,
    named: Option<(&str, CheckType)>,
) -> sqlx::Result<Vec<Asked>> {
    let (slug, kind) = named.unzip();
    sqlx::query_as!(
        Asked,
        r#"select v.executive_id, e.slug::text as "slug!", e.full_name as profile, u.email as "email?",
                  v.check_type as kind, v.asked_note as note, v.asked_at, v.status, v.detail, v.checked_at,
                  (v.valid_until at time zone 'UTC')::date as until, coalesce(b.email, v.decided_by) as by
             from executive_verifications v join executives e on e.id = v.executive_id and e.removed_at is null
                  left join profile_ownerships o on o.executive_id = e.id and o.status = 'ACTIVE'
                  left join users u on u.id = o.user_id
                  left join users b on b.id = v.checked_by
            where v.id = any(
                    array(select id from executive_verifications
                           where $1::text is null and status = 'PENDING' order by asked_at, id limit 500)
                    || array(select id from executive_verifications
                              where $1 is null and $3 and status <> 'PENDING'
                              order by checked_at desc nulls last, id limit 500)
                    || array(select n.id from executive_verifications n join executives x on x.id = n.executive_id
                              where x.slug = $1::text and n.check_type = $2))
            order by v.status <> 'PENDING', case when v.status = 'PENDING' then v.asked_at end,
                     v.checked_at desc nulls last, v.id"#,
        slug,
        kind as Option<CheckType>,
        all
    )
    .fetch_all(executor)
    .await
}

/// Asks for a check, unless it holds or is asked for already. Answers whether it is new.
pub async fn ask(
    executor: impl PgExecutor<'_>,
    profile: Uuid,
    kind: CheckType,
    note: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "insert into executive_verifications as v (id, executive_id, check_type, status, source, asked_at, asked_note)
         values ($1, $2, $3, 'PENDING', 'owner', $5, $4)
         on conflict on constraint executive_verifications_key do update
            set status = 'PENDING', source = 'owner', asked_at = $5, asked_note = $4, detail = null, checked_at = null,
                valid_until = null
          where v.status = 'UNVERIFIED' or (v.status = 'VERIFIED' and v.valid_until < $5)",
        Uuid::now_v7(),
        profile,
        kind as CheckType,
        note,
        now
    )
    .execute(executor)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// A profile that is decided about.
#[derive(Debug)]
pub struct Locked {
    pub id: Uuid,
    pub owner: Option<String>,
}

/// The profile at a slug, with its owner's address. Nobody else decides about it before the transaction ends.
pub async fn lock(connection: &mut PgConnection, slug: &str) -> sqlx::Result<Option<Locked>> {
    sqlx::query_as!(
        Locked,
        r#"select e.id, (select u.email from profile_ownerships o join users u on u.id = o.user_id
                          where o.executive_id = e.id and o.status = 'ACTIVE') as owner
             from executives e where e.slug = $1 and e.removed_at is null for update of e"#,
        slug as _
    )
    .fetch_optional(connection)
    .await
}

/// Writes what was found out. A profile whose person was checked is verified.
pub async fn verify(
    connection: &mut PgConnection,
    profile: Uuid,
    finding: &Finding,
    by: &Actor,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into executive_verifications (id, executive_id, check_type, status, detail, checked_at, valid_until,
                                              checked_by, decided_by, source)
         values ($1, $2, $3, 'VERIFIED', $4, $5, $6::date, $7, $8, 'operator')
         on conflict on constraint executive_verifications_key do update
            set status = 'VERIFIED', detail = excluded.detail, checked_at = excluded.checked_at,
                valid_until = excluded.valid_until, checked_by = excluded.checked_by, decided_by = excluded.decided_by,
                source = excluded.source, asked_note = null",
        Uuid::now_v7(),
        profile,
        finding.kind as CheckType,
        finding.how,
        now,
        finding.until,
        by.user,
        &by.role
    )
    .execute(&mut *connection)
    .await?;
    if finding.kind == CheckType::Identity {
        sqlx::query!("update executives set claim_status = 'VERIFIED' where id = $1", profile)
            .execute(connection)
            .await?;
    }
    Ok(())
}

/// Takes a check or the request for one back. Gives how it stood.
pub async fn decline(
    connection: &mut PgConnection,
    profile: Uuid,
    kind: CheckType,
    by: &Actor,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<VerificationStatus>> {
    let before = sqlx::query_scalar!(
        "select status from executive_verifications
          where executive_id = $1 and check_type = $2 and status <> 'UNVERIFIED' for update",
        profile,
        kind as CheckType
    )
    .fetch_optional(&mut *connection)
    .await?;
    if before.is_none() {
        return Ok(None);
    }
    sqlx::query!(
        "update executive_verifications
            set status = 'UNVERIFIED', detail = null, checked_at = $3, valid_until = null, checked_by = $4, decided_by = $5,
                asked_note = null
          where executive_id = $1 and check_type = $2",
        profile,
        kind as CheckType,
        now,
        by.user,
        &by.role
    )
    .execute(&mut *connection)
    .await?;
    if kind == CheckType::Identity {
        sqlx::query!(
            "update executives set claim_status = 'CLAIMED' where id = $1 and claim_status = 'VERIFIED'",
            profile
        )
        .execute(connection)
        .await?;
    }
    Ok(before)
}
