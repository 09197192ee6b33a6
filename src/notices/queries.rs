//! The SQL of notices: what search engines were told, beside what is public now.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

/// A row of which a channel was told something else than is true now.
#[derive(Debug)]
pub struct Change {
    /// What it is of.
    pub entity: String,
    /// Which row.
    pub id: Uuid,
    /// The slug that was told.
    pub told: Option<String>,
    /// Its slug, if it is public.
    pub slug: Option<String>,
    /// Its last change, if it is public.
    pub content_updated_at: Option<DateTime<Utc>>,
}

/// What a channel has to be told: what is gone first, then what is new, then what changed; of each the newest.
pub async fn changes(
    connection: &mut PgConnection,
    channel: &str,
    entities: &[String],
    limit: i64,
) -> sqlx::Result<Vec<Change>> {
    sqlx::query_as!(
        Change,
        r#"with public as (
             select 'executive' as entity, e.id, e.slug, e.content_updated_at
               from executives e where e.is_public and e.is_indexable and 'executive' = any($2)
             union all
             select 'job', j.id, j.slug, j.content_updated_at from jobs j where j.is_public and 'job' = any($2)),
           told as (select * from notices_told where channel = $1)
           select coalesce(p.entity, t.entity_type) as "entity!", coalesce(p.id, t.entity_id) as "id!",
                  t.slug::text as told, p.slug::text as slug, p.content_updated_at
             from public p full join told t on t.entity_type = p.entity and t.entity_id = p.id
            where p.id is null or t.entity_id is null or p.slug <> t.slug or p.content_updated_at <> t.content_updated_at
            order by p.id is not null, t.entity_id is not null, p.content_updated_at desc, 2
            limit $3"#,
        channel,
        entities,
        limit
    )
    .fetch_all(connection)
    .await
}

/// Notes what was told, as of these changes.
pub async fn note(
    connection: &mut PgConnection,
    channel: &str,
    changes: &[Change],
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let (mut gone, mut entities, mut ids, mut slugs, mut moments) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for change in changes {
        match (&change.slug, change.content_updated_at) {
            (Some(slug), Some(at)) => {
                entities.push(change.entity.clone());
                ids.push(change.id);
                slugs.push(slug.clone());
                moments.push(at);
            }
            _ => gone.push(change.id),
        }
    }
    sqlx::query!("delete from notices_told where channel = $1 and entity_id = any($2)", channel, &gone)
        .execute(&mut *connection)
        .await?;
    sqlx::query!(
        "insert into notices_told (channel, entity_type, entity_id, slug, content_updated_at, told_at)
         select $1, entity, id, slug, at, $6 from unnest($2::text[], $3::uuid[], $4::text[], $5::timestamptz[]) as t(entity, id, slug, at)
             on conflict on constraint notices_told_pkey do update
                set slug = excluded.slug, content_updated_at = excluded.content_updated_at, told_at = excluded.told_at",
        channel,
        &entities,
        &ids,
        &slugs,
        &moments,
        now
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Notes that a channel is told from now on. Answers whether it wasn't before.
pub async fn open_channel(
    connection: &mut PgConnection,
    channel: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "insert into notice_channels (channel, since) values ($1, $2) on conflict on constraint notice_channels_pkey do nothing",
        channel,
        now
    )
    .execute(connection)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Forgets what a channel was told that is told nothing more: turned on again, it begins anew.
pub async fn close_channel(connection: &mut PgConnection, channel: &str) -> sqlx::Result<()> {
    let closed = sqlx::query!("delete from notice_channels where channel = $1", channel)
        .execute(&mut *connection)
        .await?;
    if closed.rows_affected() > 0 {
        sqlx::query!("delete from notices_told where channel = $1", channel)
            .execute(&mut *connection)
            .await?;
        sqlx::query!("delete from outbox where kind = $1 and sent_at is null", channel)
            .execute(connection)
            .await?;
    }
    Ok(())
}

/// How many addresses were written for Google since a moment, sent or not.
pub async fn taken_by_google(connection: &mut PgConnection, since: DateTime<Utc>) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select coalesce(sum((payload ->> 'taken')::bigint), 0)::bigint as "taken!"
             from outbox where kind = 'google' and created_at > $1"#,
        since
    )
    .fetch_one(connection)
    .await
}

/// How each channel stands: what it was told, what is written and not sent, and why.
#[derive(Debug)]
pub struct Standing {
    /// Which.
    pub channel: String,
    /// Rows of which it was told.
    pub told: i64,
    /// Notices that wait.
    pub waiting: i64,
    /// The last reason for waiting.
    pub last_error: Option<String>,
}

/// How the channels stand that are told anything.
pub async fn standing(connection: &mut PgConnection) -> sqlx::Result<Vec<Standing>> {
    sqlx::query_as!(
        Standing,
        r#"select c.channel,
                  (select count(*) from notices_told t where t.channel = c.channel) as "told!",
                  (select count(*) from outbox o where o.kind = c.channel and o.sent_at is null) as "waiting!",
                  (select o.last_error from outbox o where o.kind = c.channel and o.sent_at is null and o.last_error is not null
                    order by o.created_at desc limit 1) as last_error
             from notice_channels c order by c.channel"#
    )
    .fetch_all(connection)
    .await
}
