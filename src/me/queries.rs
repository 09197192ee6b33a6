//! The SQL of the owner's pages.

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::Value;
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use crate::claims::Status;
use crate::executives::Availability;

/// A profile of somebody's.
#[derive(Clone, Debug)]
pub struct Owned {
    pub id: Uuid,
    /// By which it is theirs.
    pub ownership: Uuid,
    pub slug: String,
    pub name: String,
    pub is_public: bool,
}

/// Somebody's profiles, the first first.
pub async fn owned(executor: impl PgExecutor<'_>, user: Uuid) -> sqlx::Result<Vec<Owned>> {
    sqlx::query_as!(
        Owned,
        r#"select e.id, o.id as ownership, e.slug::text as "slug!", e.full_name as name, e.is_public as "is_public!"
             from profile_ownerships o join executives e on e.id = o.executive_id
            where o.user_id = $1 and o.status = 'ACTIVE' order by o.created_at, e.id"#,
        user
    )
    .fetch_all(executor)
    .await
}

/// Whether a profile is somebody's; it stays so until the transaction ends.
pub async fn lock_owned(executor: impl PgExecutor<'_>, user: Uuid, profile: Uuid) -> sqlx::Result<bool> {
    let found = sqlx::query!(
        "select 1 as one from profile_ownerships
          where user_id = $1 and executive_id = $2 and status = 'ACTIVE' for update",
        user,
        profile
    )
    .fetch_optional(executor)
    .await?;
    Ok(found.is_some())
}

/// A claim of somebody's from which no profile has come.
#[derive(Clone, Debug)]
pub struct Claimed {
    pub slug: String,
    pub name: String,
    /// Nothing where it was not sent yet.
    pub status: Option<Status>,
    /// Why it was turned down.
    pub reason: Option<String>,
}

impl Claimed {
    /// How it stands.
    pub fn stands(&self) -> String {
        match (&self.reason, self.status.map(Status::is_open)) {
            (_, None) => "not sent yet: go on where you stopped".to_owned(),
            (_, Some(true)) => "to be decided".to_owned(),
            (Some(reason), Some(false)) => format!("not approved: {reason}"),
            (None, Some(false)) => "not approved".to_owned(),
        }
    }
}

/// Somebody's claims that they began and did not send, that wait, or that were turned down and are still kept; the oldest first.
pub async fn claimed(executor: impl PgExecutor<'_>, user: Uuid, session: Uuid) -> sqlx::Result<Vec<Claimed>> {
    sqlx::query_as!(
        Claimed,
        r#"select slug as "slug!", name as "name!", status as "status?: Status", reason from (
             select e.slug::text, e.full_name as name, c.status, c.review_notes as reason, c.created_at
               from profile_claim_requests c join executives e on e.id = c.executive_id
              where c.user_id = $1 and c.status in ('RECEIVED', 'IN_REVIEW', 'REJECTED')
                and not exists (select from profile_ownerships o
                                 where o.executive_id = c.executive_id and o.user_id = c.user_id and o.status = 'ACTIVE')
             union all
             select e.slug::text, e.full_name, null, null, d.created_at
               from claim_drafts d join executives e on e.id = d.executive_id join users u on u.email = d.email
              where d.session_id = $2 and u.id = $1 and (e.is_public or e.is_announced)) as claims
            order by created_at"#,
        user,
        session
    )
    .fetch_all(executor)
    .await
}

/// Since when somebody else claims a profile, where nobody has decided on it.
pub async fn disputed_since(
    executor: impl PgExecutor<'_>,
    executive: Uuid,
    owner: Uuid,
) -> sqlx::Result<Option<DateTime<Utc>>> {
    sqlx::query_scalar!(
        "select min(created_at) from profile_claim_requests
          where executive_id = $1 and user_id is distinct from $2 and status in ('RECEIVED', 'IN_REVIEW')",
        executive,
        owner
    )
    .fetch_one(executor)
    .await
}

/// How many messages reached an owner since a moment, and how many of them were answered.
pub async fn contacts(
    executor: impl PgExecutor<'_>,
    ownership: Uuid,
    since: DateTime<Utc>,
) -> sqlx::Result<(i64, i64)> {
    let row = sqlx::query!(
        r#"select count(*) as "reached!", count(answered_at) as "answered!" from contact_requests
            where ownership_id = $1 and delivered_at >= $2 and went_to = 'OWNER'"#,
        ownership,
        since
    )
    .fetch_one(executor)
    .await?;
    Ok((row.reached, row.answered))
}

/// Messages that reached an owner, by day (UTC), since a day; days without any are left out.
pub async fn contacts_by_day(
    executor: impl PgExecutor<'_>,
    ownership: Uuid,
    since: NaiveDate,
) -> sqlx::Result<Vec<(NaiveDate, i64)>> {
    let rows = sqlx::query!(
        r#"select (delivered_at at time zone 'UTC')::date as "day!", count(*) as "count!" from contact_requests
            where ownership_id = $1 and (delivered_at at time zone 'UTC')::date >= $2 and went_to = 'OWNER'
            group by 1 order by 1"#,
        ownership,
        since
    )
    .fetch_all(executor)
    .await?;
    Ok(rows.into_iter().map(|row| (row.day, row.count)).collect())
}

/// What an import says of a field that the owner wrote.
#[derive(Clone, Debug)]
pub struct Suggested {
    pub field: String,
    pub value: Value,
    pub source: String,
    pub at: DateTime<Utc>,
}

/// What imports suggest for a profile and nobody decided, in no order. They stay so until the transaction ends.
pub async fn suggested(executor: impl PgExecutor<'_>, profile: Uuid) -> sqlx::Result<Vec<Suggested>> {
    sqlx::query_as!(
        Suggested,
        r#"select s.field, s.value, coalesce(u.source, '') as "source!", s.created_at as at
             from suggestions s
             left join ingestion_records r on r.id = s.record_id left join ingestion_runs u on u.id = r.run_id
            where s.entity_type = 'executive' and s.target_id = $1 and s.decided_at is null
            order by s.field for update of s"#,
        profile
    )
    .fetch_all(executor)
    .await
}

/// Notes how suggestions for these fields were decided.
pub async fn decide_suggestions(
    executor: impl PgExecutor<'_>,
    profile: Uuid,
    fields: &[String],
    decision: &str,
    user: Uuid,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update suggestions set decision = $3, decided_by = $4, decided_at = $5
          where entity_type = 'executive' and target_id = $1 and field = any($2) and decided_at is null",
        profile,
        fields,
        decision,
        user,
        now
    )
    .execute(executor)
    .await?;
    Ok(())
}

/// What taxonomy rows are called, whatever they are.
pub async fn names(executor: impl PgExecutor<'_>, ids: &[Uuid]) -> sqlx::Result<Vec<(Uuid, String)>> {
    let rows = sqlx::query!(
        r#"select id as "id!", title as "name!" from roles where id = any($1)
           union all select id, display_name from locations where id = any($1)
           union all select id, name from industries where id = any($1)
           union all select id, name from specialties where id = any($1)"#,
        ids
    )
    .fetch_all(executor)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}

/// An owner who is to be asked whether their availability still holds.
#[derive(Debug)]
pub struct Unconfirmed {
    pub ownership: Uuid,
    pub slug: String,
    pub name: String,
    pub email: String,
    pub availability: Availability,
    pub confirmed_at: Option<DateTime<Utc>>,
}

/// Owners of public profiles whose availability was last confirmed before a moment, and who were not asked since.
pub async fn unconfirmed(
    executor: impl PgExecutor<'_>,
    before: DateTime<Utc>,
) -> sqlx::Result<Vec<Unconfirmed>> {
    sqlx::query_as!(
        Unconfirmed,
        r#"select o.id as ownership, e.slug::text as "slug!", e.full_name as name, u.email,
                  e.availability as "availability!", e.last_confirmed_at as confirmed_at
             from profile_ownerships o
             join executives e on e.id = o.executive_id
             join users u on u.id = o.user_id and u.disabled_at is null
            where o.status = 'ACTIVE' and e.is_public and e.availability is not null
              and coalesce(e.last_confirmed_at, o.created_at) < $1
              and (o.availability_asked_at is null or o.availability_asked_at < e.last_confirmed_at)
            order by o.id limit 500 for update of o skip locked"#,
        before
    )
    .fetch_all(executor)
    .await
}

/// An owner is asked, with a link of this digest.
pub async fn asked(
    executor: impl PgExecutor<'_>,
    ownership: Uuid,
    token_hash: &[u8],
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update profile_ownerships set availability_asked_at = $3, availability_token_hash = $2 where id = $1",
        ownership,
        token_hash,
        now
    )
    .execute(executor)
    .await?;
    Ok(())
}

/// The profile that a link is about.
#[derive(Clone, Debug)]
pub struct Asked {
    pub id: Uuid,
    pub slug: String,
    pub name: String,
    pub user: Uuid,
    pub availability: Option<Availability>,
    pub available_from: Option<NaiveDate>,
    pub is_confirmed: bool,
}

/// The profile that a link is about, while its owner is the same and it is public.
pub async fn asked_about(executor: impl PgExecutor<'_>, token_hash: &[u8]) -> sqlx::Result<Option<Asked>> {
    sqlx::query_as!(
        Asked,
        r#"select e.id, e.slug::text as "slug!", e.full_name as name, o.user_id as "user", e.availability, e.available_from,
                  coalesce(e.last_confirmed_at >= o.availability_asked_at, false) as "is_confirmed!"
             from profile_ownerships o join executives e on e.id = o.executive_id
            where o.availability_token_hash = $1 and o.status = 'ACTIVE' and e.is_public"#,
        token_hash
    )
    .fetch_optional(executor)
    .await
}

/// An availability holds as of now.
pub async fn confirm(executor: impl PgExecutor<'_>, profile: Uuid, now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!("update executives set last_confirmed_at = $2 where id = $1", profile, now)
        .execute(executor)
        .await?;
    Ok(())
}

/// All that is kept of somebody, table by table.
pub async fn everything(executor: impl PgExecutor<'_>, user: Uuid, email: &str) -> sqlx::Result<Value> {
    sqlx::query_scalar!(
        r#"with mine as (select executive_id as id from profile_ownerships where user_id = $1 and status = 'ACTIVE')
           select jsonb_build_object(
             'account', (select jsonb_build_object('id', u.id, 'email', u.email, 'name', u.name, 'role', u.role,
                                  'created_at', u.created_at, 'last_signed_in_at', u.last_signed_in_at)
                           from users u where u.id = $1),
             'sessions', (select coalesce(jsonb_agg(jsonb_build_object('device', s.device, 'signed_in_at', s.signed_in_at,
                                  'last_seen_at', s.last_seen_at) order by s.created_at), '[]')
                            from sessions s where s.user_id = $1),
             'ownerships', (select coalesce(jsonb_agg(to_jsonb(o) - 'availability_token_hash' order by o.created_at), '[]')
                              from profile_ownerships o where o.user_id = $1),
             'claims', (select coalesce(jsonb_agg(to_jsonb(c) - 'request_key' - 'reviewed_by' order by c.created_at), '[]')
                          from profile_claim_requests c where c.user_id = $1),
             'profiles', (select coalesce(jsonb_agg(
                 (to_jsonb(e) - 'search_document' - 'content_hash' - 'raw_payload' - 'serial') || jsonb_build_object(
                   'industries', (select coalesce(jsonb_agg(i.name order by x.sort_order), '[]')
                                    from executive_industries x join industries i on i.id = x.industry_id
                                   where x.executive_id = e.id),
                   'specialties', (select coalesce(jsonb_agg(s.name order by x.sort_order), '[]')
                                     from executive_specialties x join specialties s on s.id = x.specialty_id
                                    where x.executive_id = e.id),
                   'experience', (select coalesce(jsonb_agg(to_jsonb(x) order by x.sort_order), '[]')
                                    from executive_experience x where x.executive_id = e.id),
                   'education', (select coalesce(jsonb_agg(to_jsonb(x) order by x.sort_order), '[]')
                                   from executive_education x where x.executive_id = e.id),
                   'certifications', (select coalesce(jsonb_agg(to_jsonb(x) order by x.sort_order), '[]')
                                        from executive_certifications x where x.executive_id = e.id),
                   'case_studies', (select coalesce(jsonb_agg(to_jsonb(x) order by x.sort_order), '[]')
                                      from executive_case_studies x where x.executive_id = e.id),
                   'reviews', (select coalesce(jsonb_agg(to_jsonb(x) order by x.created_at), '[]')
                                 from executive_reviews x where x.executive_id = e.id),
                   'reviews_asked_for', (select coalesce(jsonb_agg(jsonb_build_object('name', x.client_name,
                                            'company', x.client_company, 'note', x.note, 'status', x.status,
                                            'at', x.created_at) order by x.created_at), '[]')
                                           from review_invites x where x.executive_id = e.id),
                   'views', (select coalesce(jsonb_agg(jsonb_build_object('day', x.day, 'views', x.views) order by x.day), '[]')
                               from profile_views x where x.executive_id = e.id),
                   'verifications', (select coalesce(jsonb_agg(to_jsonb(x) - 'checked_by' order by x.check_type), '[]')
                                       from executive_verifications x where x.executive_id = e.id),
                   'photos', (select coalesce(jsonb_agg(jsonb_build_object('name', x.name, 'created_at', x.created_at,
                                     'jpeg_base64', translate(encode(x.large, 'base64'), E'\n', '')) order by x.created_at), '[]')
                                from portraits x where x.executive_id = e.id),
                   'photo_to_cut', (select translate(encode(x.sheet, 'base64'), E'\n', '')
                                      from portrait_drafts x where x.executive_id = e.id and x.user_id = $1),
                   'edits', (select coalesce(jsonb_agg(to_jsonb(x) - 'user_id' order by x.created_at), '[]')
                               from profile_edits x
                              where x.executive_id = e.id and (x.source <> 'owner' or x.user_id = $1)),
                   'suggestions', (select coalesce(jsonb_agg(jsonb_build_object('field', x.field, 'value', x.value,
                                            'created_at', x.created_at, 'decision', x.decision) order by x.created_at), '[]')
                                     from suggestions x where x.entity_type = 'executive' and x.target_id = e.id),
                   'delivered_by_sources', (select coalesce(jsonb_agg(jsonb_build_object('raw', x.raw_payload,
                                            'read_as', x.normalized_payload, 'at', x.created_at) order by x.created_at), '[]')
                                              from ingestion_records x where x.target_id = e.id),
                   'messages', (select coalesce(jsonb_agg(jsonb_build_object('from', x.sender_name, 'company', x.sender_company,
                                            'message', x.message, 'status', x.status, 'at', x.created_at) order by x.created_at), '[]')
                                  from contact_requests x
                                  where x.executive_id = e.id and x.went_to = 'OWNER'
                                    and x.ownership_id in (select o.id from profile_ownerships o where o.user_id = $1)))
                 order by e.id), '[]') from executives e where e.id in (select id from mine)),
             'messages_sent', (select coalesce(jsonb_agg(jsonb_build_object('message', c.message, 'status', c.status,
                                  'at', c.created_at) order by c.created_at), '[]')
                                 from contact_requests c where c.sender_email = $2),
             'reviews_written', (select coalesce(jsonb_agg(jsonb_build_object('about', e.full_name, 'status', i.status,
                                  'asked_as', i.client_name, 'rating', coalesce(r.rating, i.rating),
                                  'content', coalesce(r.content, i.content), 'name', coalesce(r.author_name, i.author_name),
                                  'at', coalesce(i.written_at, i.created_at)) order by i.created_at), '[]')
                                   from review_invites i join executives e on e.id = i.executive_id
                                        left join executive_reviews r on r.id = i.review_id
                                  where i.client_email = $2),
             'account_actions', (select coalesce(jsonb_agg(jsonb_build_object('action', a.action, 'reason', a.reason,
                                  'at', a.done_at) order by a.done_at), '[]')
                                   from account_actions a where a.user_id = $1),
             'alerts', (select coalesce(jsonb_agg(jsonb_build_object('list', a.list, 'query', a.query,
                                  'created_at', a.created_at) order by a.created_at), '[]')
                          from saved_searches a where a.user_id = $1 or a.email = $2),
             'log', (select coalesce(jsonb_agg(jsonb_build_object('at', l.at, 'action', l.action, 'what', l.entity_type,
                                  'address', l.client_address) order by l.at), '[]')
                       from audit_log l where l.actor_id = $1)) as "everything!""#,
        user,
        email
    )
    .fetch_one(executor)
    .await
}

/// Deletes an account with all that bears its address. What it owned is erased before.
pub async fn erase_account(connection: &mut PgConnection, user: Uuid, email: &str) -> sqlx::Result<()> {
    sqlx::query!(
        "with links as (delete from sign_in_tokens where email = $1),
              mails as (delete from outbox where recipient = $1),
              claims as (delete from profile_claim_requests where email = $1),
              drafts as (delete from claim_drafts where email = $1),
              searches as (delete from saved_searches where email = $1),
              requests as (delete from alert_requests where email = $1),
              removals as (update removal_requests set contact_email = null, reason = null, decided_because = null
                            where contact_email = $1),
              -- What else it says of others is left to be decided; what was only said in their words goes with them.
              corrections as (update correction_requests c set contact_email = null, remark = null, source = null
                               where contact_email = $1
                                 and (status <> 'RECEIVED' or exists (select from correction_items i where i.correction_id = c.id))),
              remarks as (delete from correction_requests c
                           where contact_email = $1 and status = 'RECEIVED'
                             and not exists (select from correction_items i where i.correction_id = c.id)),
              letters as (delete from contact_messages m using contact_requests c
                           where c.id = m.contact_request_id and c.sender_email = $1)
         delete from contact_requests where sender_email = $1",
        email
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!("delete from users where id = $1", user).execute(connection).await?;
    Ok(())
}
