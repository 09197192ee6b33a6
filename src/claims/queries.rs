//! The SQL of claims.

use chrono::{DateTime, Utc};
use sqlx::PgExecutor;
use uuid::Uuid;

/// A public profile that somebody claims.
#[derive(Clone, Debug)]
pub struct Profile {
    pub id: Uuid,
    pub slug: String,
    pub name: String,
    pub website: Option<String>,
    pub linkedin: Option<String>,
    pub has_owner: bool,
}

/// The public profile at a slug, also at one that it had.
pub async fn profile(executor: impl PgExecutor<'_>, slug: &str) -> sqlx::Result<Option<Profile>> {
    sqlx::query_as!(
        Profile,
        r#"select e.id, e.slug::text as "slug!", e.full_name as name, e.website_url::text as website,
                  e.linkedin_url::text as linkedin,
                  exists (select from profile_ownerships o where o.executive_id = e.id and o.status = 'ACTIVE') as "has_owner!"
             from executives e
            where e.id = coalesce((select id from executives where slug = $1),
                                  (select target_id from slug_redirects
                                    where entity_type = 'executive' and old_slug = $1))
              and e.is_public"#,
        slug as _
    )
    .fetch_optional(executor)
    .await
}

/// What somebody has filled in so far.
#[derive(Clone, Debug)]
pub struct Draft {
    pub id: Uuid,
    pub name: String,
    pub email: String,
    pub code: String,
    pub method: Option<String>,
    pub proof_url: Option<String>,
    pub note: Option<String>,
}

/// What was filled in in a session for a profile.
pub async fn draft(
    executor: impl PgExecutor<'_>,
    session: Uuid,
    profile: Uuid,
) -> sqlx::Result<Option<Draft>> {
    sqlx::query_as!(
        Draft,
        "select id, name, email, code, method, proof_url::text as proof_url, note
           from claim_drafts where session_id = $1 and executive_id = $2",
        session,
        profile
    )
    .fetch_optional(executor)
    .await
}

/// Keeps who somebody is. Another address has to be proven anew.
pub async fn keep_who(
    executor: impl PgExecutor<'_>,
    session: Uuid,
    profile: Uuid,
    (name, email): (&str, &str),
    code: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into claim_drafts (id, session_id, executive_id, name, email, code, created_at)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict on constraint claim_drafts_key do update
            set name = excluded.name, email = excluded.email,
                method = case when claim_drafts.email = excluded.email then claim_drafts.method end",
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
    method: &str,
    url: Option<&str>,
    note: Option<&str>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update claim_drafts set method = $2, proof_url = $3, note = $4 where id = $1",
        draft,
        method,
        url as _,
        note
    )
    .execute(executor)
    .await?;
    Ok(())
}

/// Makes a request of a draft, once. Gives its id, where it is a new one.
pub async fn send(
    executor: impl PgExecutor<'_>,
    draft: Uuid,
    user: Uuid,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<Uuid>> {
    sqlx::query_scalar!(
        "with sent as (delete from claim_drafts where id = $2 and method is not null returning *)
         insert into profile_claim_requests (id, request_key, executive_id, user_id, email, name, code, method, proof_url,
                                             note, status, created_at)
         select $1, id, executive_id, $3, email, name, code, method, proof_url, note, 'RECEIVED', $4 from sent
         on conflict do nothing returning id",
        Uuid::now_v7(),
        draft,
        user,
        now
    )
    .fetch_optional(executor)
    .await
}

/// A claim.
#[derive(Clone, Debug)]
pub struct Claim {
    /// Its id.
    pub id: Uuid,
    /// The profile.
    pub executive_id: Uuid,
    /// Its slug.
    pub slug: String,
    /// Whose name it bears.
    pub profile: String,
    /// Who claims it.
    pub user_id: Option<Uuid>,
    /// What they are called.
    pub name: String,
    /// Their address, which confirmed itself.
    pub email: String,
    /// RECEIVED, IN_REVIEW, APPROVED or REJECTED.
    pub status: String,
    /// How they prove it.
    pub method: String,
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
    /// When it was sent.
    pub created_at: DateTime<Utc>,
    /// When it was decided.
    pub reviewed_at: Option<DateTime<Utc>>,
    /// The website of the profile.
    pub website: Option<String>,
}

/// Claims, the oldest first: one, somebody's of a profile, or all of a kind.
pub async fn claims(
    executor: impl PgExecutor<'_>,
    id: Option<Uuid>,
    of: Option<(Uuid, Uuid)>,
    open_only: bool,
) -> sqlx::Result<Vec<Claim>> {
    let (user, profile) = of.unzip();
    sqlx::query_as!(
        Claim,
        r#"select c.id, c.executive_id, e.slug::text as "slug!", e.full_name as profile, c.user_id, c.name as "name!",
                  c.email as "email!", c.status, c.method as "method!", c.code as "code!", c.proof_url::text as proof_url,
                  c.note, c.is_proven as "is_proven!", c.evidence, c.review_notes, c.created_at, c.reviewed_at,
                  e.website_url::text as website,
                  (select o.user_id from profile_ownerships o
                    where o.executive_id = e.id and o.status = 'ACTIVE') as owner
             from profile_claim_requests c join executives e on e.id = c.executive_id
            where ($1::uuid is null or c.id = $1)
              and ($2::uuid is null or (c.user_id = $2 and c.executive_id = $3))
              and (not $4 or c.status in ('RECEIVED', 'IN_REVIEW'))
            order by c.created_at, c.id"#,
        id,
        user,
        profile,
        open_only
    )
    .fetch_all(executor)
    .await
}

/// The claim that has waited longest for a look at its proof. Nobody else takes it before the transaction ends.
pub async fn take_received(
    executor: impl PgExecutor<'_>,
    before: DateTime<Utc>,
) -> sqlx::Result<Option<Uuid>> {
    sqlx::query_scalar!(
        "select id from profile_claim_requests
          where status = 'RECEIVED' and (checked_at is null or checked_at <= $1)
          order by coalesce(checked_at, created_at) limit 1 for update skip locked",
        before
    )
    .fetch_optional(executor)
    .await
}

/// Notes what was seen of a proof, and whether it is put before somebody now.
pub async fn checked(
    executor: impl PgExecutor<'_>,
    id: Uuid,
    is_proven: bool,
    evidence: Option<&str>,
    status: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update profile_claim_requests set checked_at = $5, is_proven = $2, evidence = $3, status = $4 where id = $1",
        id,
        is_proven,
        evidence,
        status,
        now
    )
    .execute(executor)
    .await?;
    Ok(())
}

/// Lets nobody else decide about a profile before the transaction ends.
pub async fn lock_profile(executor: impl PgExecutor<'_>, profile: Uuid) -> sqlx::Result<()> {
    sqlx::query!("select 1 as one from executives where id = $1 for update", profile)
        .fetch_optional(executor)
        .await?;
    Ok(())
}

/// Decides about a claim that is open. Answers whether it was.
pub async fn decide(
    executor: impl PgExecutor<'_>,
    id: Uuid,
    status: &str,
    notes: Option<&str>,
    by: Option<Uuid>,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update profile_claim_requests set status = $2, review_notes = $3, reviewed_by = $4, reviewed_at = $5
          where id = $1 and status in ('RECEIVED', 'IN_REVIEW')",
        id,
        status,
        notes,
        by,
        now
    )
    .execute(executor)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Ends the ownership of a profile. Gives the address of who had it.
pub async fn end_ownership(
    executor: impl PgExecutor<'_>,
    profile: Uuid,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!(
        "update profile_ownerships o set status = 'REVOKED', ended_at = $2
           from users u where u.id = o.user_id and o.executive_id = $1 and o.status = 'ACTIVE' returning u.email",
        profile,
        now
    )
    .fetch_optional(executor)
    .await
}

/// Makes somebody the owner of a profile.
pub async fn own(
    executor: impl PgExecutor<'_>,
    profile: Uuid,
    user: Uuid,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "with owned as (
           insert into profile_ownerships (id, executive_id, user_id, status, verified_at, created_at)
           values ($1, $2, $3, 'ACTIVE', $4, $4))
         update executives set claim_status = 'CLAIMED' where id = $2 and claim_status = 'UNCLAIMED'",
        Uuid::now_v7(),
        profile,
        user,
        now
    )
    .execute(executor)
    .await?;
    Ok(())
}
