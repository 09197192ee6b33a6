//! The SQL of claims.

use chrono::{DateTime, Utc};
use sqlx::PgExecutor;
use uuid::Uuid;

use super::proof::is_at;
use super::{Method, Status};
use crate::accounts::User;
use crate::audit::{Actor, Entry};
use crate::outbox::Rows;

/// A profile that somebody claims: a public one, or one whose person was told of it before.
#[derive(Clone, Debug)]
pub struct Profile {
    pub id: Uuid,
    pub slug: String,
    pub name: String,
    pub website: Option<String>,
    pub linkedin: Option<String>,
    pub has_owner: bool,
    /// Whether it has a page to look at.
    pub is_public: bool,
    /// Whether it shows neither its website nor its LinkedIn page.
    pub is_minimal: bool,
}

impl Profile {
    /// Its website, where a mail address is at that domain.
    pub fn domain_of(&self, email: &str) -> Option<&str> {
        self.website.as_deref().filter(|website| is_at(email, website))
    }
}

/// What somebody has filled in so far.
#[derive(Clone, Debug)]
pub struct Draft {
    pub id: Uuid,
    pub name: String,
    pub email: String,
    pub code: String,
    pub method: Option<Method>,
    pub proof_url: Option<String>,
    pub note: Option<String>,
}

/// A profile, and how far somebody is with claiming it.
#[derive(Clone, Debug)]
pub struct Begun {
    pub profile: Profile,
    /// What they have filled in.
    pub draft: Option<Draft>,
    /// Whether a claim of theirs to it waits to be decided.
    pub is_waiting: bool,
    /// Whose the profile is, and their address; no page is given these.
    pub owner: Option<(Uuid, String)>,
}

/// The profile at a slug, also at one that it had; with what was filled in for it in a session, but nothing of somebody else's
/// who used the browser before.
pub async fn begun(
    executor: impl PgExecutor<'_>,
    slug: &str,
    session: Option<Uuid>,
    user: Option<&User>,
) -> sqlx::Result<Option<Begun>> {
    let found = sqlx::query!(
        r#"select e.id, e.slug::text as "slug!", e.full_name as profile, e.website_url::text as website,
                  e.linkedin_url::text as linkedin, o.user_id as "owner?", owner.email as "owner_email?",
                  e.is_public as "is_public!", e.is_minimal as "is_minimal!", d.id as "draft?", d.name as "name?",
                  d.email as "email?", d.code as "code?", d.method as "method?: Method", d.proof_url::text as proof_url, d.note,
                  exists (select from profile_claim_requests c
                           where c.executive_id = e.id and c.user_id = $3 and c.status in ('RECEIVED', 'IN_REVIEW')) as "is_waiting!"
             from executives e
             left join profile_ownerships o on o.executive_id = e.id and o.status = 'ACTIVE'
             left join users owner on owner.id = o.user_id
             left join claim_drafts d
               on d.session_id = $2 and d.executive_id = e.id and d.email = coalesce($4, d.email)
            where e.id = coalesce((select id from executives where slug = $1),
                                  (select target_id from slug_redirects
                                    where entity_type = 'executive' and old_slug = $1))
              and (e.is_public or e.is_announced)"#,
        slug as _,
        session,
        user.map(|user| user.id),
        user.map(|user| &*user.email)
    )
    .fetch_optional(executor)
    .await?;
    Ok(found.map(|row| Begun {
        draft: match (row.draft, row.name, row.email, row.code) {
            (Some(id), Some(name), Some(email), Some(code)) => {
                let (method, proof_url, note) = (row.method, row.proof_url, row.note);
                Some(Draft { id, name, email, code, method, proof_url, note })
            }
            _ => None,
        },
        profile: Profile {
            id: row.id,
            slug: row.slug,
            name: row.profile,
            website: row.website,
            linkedin: row.linkedin,
            has_owner: row.owner.is_some(),
            is_public: row.is_public,
            is_minimal: row.is_minimal,
        },
        is_waiting: row.is_waiting,
        owner: row.owner.zip(row.owner_email),
    }))
}

/// Keeps who somebody is. Another address is another claim: nothing of the first one is left.
pub async fn keep_who(
    executor: impl PgExecutor<'_>,
    session: Uuid,
    profile: Uuid,
    (name, email): (&str, &str),
    code: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into claim_drafts as d (id, session_id, executive_id, name, email, code, created_at)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict on constraint claim_drafts_key do update
            set name = excluded.name, email = excluded.email,
                id = case when d.email = excluded.email then d.id else excluded.id end,
                code = case when d.email = excluded.email then d.code else excluded.code end,
                method = case when d.email = excluded.email then d.method end,
                proof_url = case when d.email = excluded.email then d.proof_url end,
                note = case when d.email = excluded.email then d.note end",
        Uuid::now_v7(),
        session,
        profile,
        name,
        email,
        code,
        now
    )
    .execute(executor)
    .await?;
    Ok(())
}

/// Keeps how they prove it.
pub async fn keep_proof(
    executor: impl PgExecutor<'_>,
    draft: Uuid,
    method: Method,
    url: Option<&str>,
    note: Option<&str>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update claim_drafts set method = $2, proof_url = $3, note = $4 where id = $1",
        draft,
        method.as_str(),
        url as _,
        note
    )
    .execute(executor)
    .await?;
    Ok(())
}

/// Makes a request of a draft, once, with the mails that tell it and its line in the audit log. Who claims waits for this: it is
/// one statement, which is its own transaction (decision 75).
pub async fn send(
    executor: impl PgExecutor<'_>,
    draft: Uuid,
    claim: &Claim,
    mails: &Rows,
    (actor, entry): (&Actor, &Entry),
) -> sqlx::Result<()> {
    sqlx::query!(
        "with sent as (delete from claim_drafts where id = $2 and method is not null returning *),
              claim as (
                insert into profile_claim_requests (id, request_key, number, executive_id, user_id, email, name, code, method,
                                                    proof_url, note, status, created_at)
                select $1, id, $3, executive_id, $4, email, name, code, method, proof_url, note, $5, $6 from sent
                on conflict do nothing returning id),
              mails as (
                insert into outbox (id, kind, recipient, payload, not_before, created_at)
                select mail.id, $7, mail.recipient, mail.payload, $6, $6
                  from claim, unnest($8::uuid[], $9::text[], $10::jsonb[]) as mail(id, recipient, payload))
         insert into audit_log (id, at, actor_id, actor_role, client_address, request_id, action, entity_type, entity_id,
                                before, after)
         select $11, $6, $12, $13, $14::text::inet, $15, $16, $17, claim.id, $18, $19 from claim",
        claim.id,
        draft,
        claim.number,
        claim.user_id,
        claim.status.as_str(),
        claim.created_at,
        mails.kind,
        &mails.ids,
        &mails.recipients as &[Option<String>],
        &mails.payloads,
        Uuid::now_v7(),
        actor.user,
        actor.role.as_ref(),
        actor.origin(),
        actor.request_id,
        entry.action,
        entry.entity_type,
        entry.before,
        entry.after
    )
    .execute(executor)
    .await?;
    Ok(())
}

/// A claim.
#[derive(Clone, Debug)]
pub struct Claim {
    /// Its id.
    pub id: Uuid,
    /// By which people name it.
    pub number: String,
    /// The profile.
    pub executive_id: Uuid,
    /// Its slug.
    pub slug: String,
    /// Whose name it bears.
    pub profile: String,
    /// The website of the profile.
    pub website: Option<String>,
    /// The page at LinkedIn that it names.
    pub linkedin: Option<String>,
    /// Who claims it; nobody where their account is gone or closed.
    pub user_id: Option<Uuid>,
    /// What they are called.
    pub name: String,
    /// Their address, which confirmed itself.
    pub email: String,
    /// How it stands.
    pub status: Status,
    /// How they prove it.
    pub method: Method,
    /// What they were to put on their page.
    pub code: String,
    /// Where.
    pub proof_url: Option<String>,
    /// What they tell the operator.
    pub note: Option<String>,
    /// Whether that holds.
    pub is_proven: bool,
    /// What was seen.
    pub evidence: Option<String>,
    /// Why it was decided so.
    pub review_notes: Option<String>,
    /// Whose the profile is.
    pub owner: Option<Uuid>,
    /// The owner's address.
    pub owner_email: Option<String>,
    /// When it was sent.
    pub created_at: DateTime<Utc>,
    /// When it was decided.
    pub reviewed_at: Option<DateTime<Utc>>,
}

impl Claim {
    /// What the draft of a claim becomes when it is sent; nothing while there is none, or it says no proof.
    pub fn of(begun: &Begun, user: &User, number: String, now: DateTime<Utc>) -> Option<Self> {
        let Begun { profile, draft, owner, .. } = begun.clone();
        let (draft, (owner, owner_email)) = (draft?, owner.unzip());
        Some(Self {
            id: Uuid::now_v7(),
            number,
            executive_id: profile.id,
            slug: profile.slug,
            profile: profile.name,
            website: profile.website,
            linkedin: profile.linkedin,
            user_id: Some(user.id),
            name: draft.name,
            email: draft.email,
            status: Status::Received,
            method: draft.method?,
            code: draft.code,
            proof_url: draft.proof_url,
            note: draft.note,
            is_proven: false,
            evidence: None,
            review_notes: None,
            owner,
            owner_email,
            created_at: now,
            reviewed_at: None,
        })
    }

    /// Whether somebody else owns the profile.
    pub fn is_dispute(&self) -> bool {
        self.owner.is_some() && self.owner != self.user_id
    }
}

/// Claims with what is shown of them, the oldest first, from wherever the rest of the statement says.
macro_rules! claims {
    ($executor:expr, $where:tt $(, $argument:expr)*) => {
        sqlx::query_as!(
            Claim,
            r#"select c.id, c.number, c.executive_id, e.slug::text as "slug!", e.full_name as profile,
                      e.website_url::text as website, e.linkedin_url::text as linkedin, u.id as "user_id?", c.name, c.email,
                      c.status as "status: Status", c.method as "method: Method", c.code, c.proof_url::text as proof_url,
                      c.note, c.is_proven, c.evidence, c.review_notes, o.user_id as "owner?", owner.email as "owner_email?",
                      c.created_at, c.reviewed_at
                 from profile_claim_requests c
                 join executives e on e.id = c.executive_id
                 left join users u on u.id = c.user_id and u.disabled_at is null
                 left join profile_ownerships o on o.executive_id = e.id and o.status = 'ACTIVE'
                 left join users owner on owner.id = o.user_id "#
                + $where
                + " order by c.created_at, c.id"
            $(, $argument)*
        )
        .fetch_all($executor)
        .await
    };
}

/// The claim of an id.
pub async fn find_by_id(executor: impl PgExecutor<'_>, id: Uuid) -> sqlx::Result<Option<Claim>> {
    Ok(claims!(executor, "where c.id = $1", id)?.pop())
}

/// The claim of a number.
pub async fn find(executor: impl PgExecutor<'_>, number: &str) -> sqlx::Result<Option<Claim>> {
    Ok(claims!(executor, "where c.number = $1", number)?.pop())
}

/// Somebody's last claim to a profile.
pub async fn last_of(
    executor: impl PgExecutor<'_>,
    user: Uuid,
    profile: Uuid,
) -> sqlx::Result<Option<Claim>> {
    Ok(claims!(executor, "where c.user_id = $1 and c.executive_id = $2", user, profile)?.pop())
}

/// Claims, the oldest first.
pub async fn list(executor: impl PgExecutor<'_>, open_only: bool) -> sqlx::Result<Vec<Claim>> {
    if open_only {
        claims!(executor, "where c.status in ('RECEIVED', 'IN_REVIEW')")
    } else {
        claims!(executor, "")
    }
}

/// Takes the claim that has waited longest for a look at its proof: nobody else takes it before `again` has passed.
pub async fn take_received(
    executor: impl PgExecutor<'_>,
    now: DateTime<Utc>,
    again: DateTime<Utc>,
) -> sqlx::Result<Option<Uuid>> {
    sqlx::query_scalar!(
        "update profile_claim_requests set checked_at = $1
          where id = (select id from profile_claim_requests
                       where status = 'RECEIVED' and (checked_at is null or checked_at <= $2)
                       order by coalesce(checked_at, created_at) limit 1 for update skip locked)
          returning id",
        now,
        again
    )
    .fetch_optional(executor)
    .await
}

/// Notes what was seen of a proof, and whether it is put before somebody now. Not where it was decided meanwhile.
pub async fn checked(
    executor: impl PgExecutor<'_>,
    id: Uuid,
    is_proven: bool,
    evidence: Option<&str>,
    status: Status,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update profile_claim_requests set is_proven = $2, evidence = $3, status = $4
          where id = $1 and status = 'RECEIVED'",
        id,
        is_proven,
        evidence,
        status.as_str()
    )
    .execute(executor)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Lets nobody else decide about a profile before the transaction ends.
pub async fn lock_profile(executor: impl PgExecutor<'_>, profile: Uuid) -> sqlx::Result<()> {
    sqlx::query!("select 1 as one from executives where id = $1 for update", profile)
        .fetch_optional(executor)
        .await?;
    Ok(())
}

/// Decides on a claim.
pub async fn decide(
    executor: impl PgExecutor<'_>,
    id: Uuid,
    status: Status,
    notes: Option<&str>,
    by: &Actor,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update profile_claim_requests
            set status = $2, review_notes = $3, reviewed_by = $4, decided_by = $5, reviewed_at = $6
          where id = $1",
        id,
        status.as_str(),
        notes,
        by.user,
        by.role.as_ref(),
        now
    )
    .execute(executor)
    .await?;
    Ok(())
}

/// Deletes claims of which nothing comes any more since before a moment: they were turned down, the profile is not theirs
/// any more, or nobody is left who could get it.
pub async fn forget(executor: impl PgExecutor<'_>, before: DateTime<Utc>) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "delete from profile_claim_requests c
          where case c.status
                  when 'REJECTED' then c.reviewed_at < $1
                  when 'APPROVED' then
                    c.reviewed_at < $1
                    and not exists (select from profile_ownerships o
                                     where o.executive_id = c.executive_id and o.user_id = c.user_id
                                       and (o.status = 'ACTIVE' or o.ended_at >= $1))
                  else
                    c.created_at < $1
                    and not exists (select from users u where u.id = c.user_id and u.disabled_at is null)
                end",
        before
    )
    .execute(executor)
    .await?;
    Ok(done.rows_affected())
}
