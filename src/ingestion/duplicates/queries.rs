//! The SQL of what looks alike.

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use super::super::Entity;
use super::likeness::{Likeness, Side};
use super::{Key, MOST_OF_A_KEY, Pair};
use crate::audit::{self, Actor, Entry};

/// These rows as far as they are compared; what was removed, archived or is no longer open is like nothing.
pub async fn sides(executor: impl PgExecutor<'_>, entity: Entity, ids: &[Uuid]) -> sqlx::Result<Vec<Side>> {
    match entity {
        Entity::Executive => {
            sqlx::query_as!(
                Side,
                r#"select id, slug::text as "slug!", full_name as name, null::text as company, role_id as role,
                          location_id as place, null::text as place_words, null::text as text, linkedin_key as linkedin,
                          contact_email as email, website_url::text as website, null::timestamptz as posted_at
                     from executives where id = any($1) and removed_at is null and status <> 'ARCHIVED'"#,
                ids
            )
            .fetch_all(executor)
            .await
        }
        Entity::Job => {
            sqlx::query_as!(
                Side,
                r#"select j.id, j.slug::text as "slug!", j.title as name, j.company_name as company, j.role_id as role,
                          j.primary_location_id as place, j.location_summary as place_words,
                          left(j.description, 4000) as text, null::text as linkedin, null::text as email,
                          null::text as website, j.posted_at
                     from jobs j where j.id = any($1) and j.is_open and j.status <> 'ARCHIVED'"#,
                ids
            )
            .fetch_all(executor)
            .await
        }
    }
}

/// Keeps the keys of a batch's rows (all of them in `ids`; those in `changed` had keys before) and finds the rows from before that share one.
pub async fn keep_and_find(
    executor: impl PgExecutor<'_>,
    entity: Entity,
    ids: &[Uuid],
    changed: &[Uuid],
    keys: &[Key],
) -> sqlx::Result<Vec<Pair>> {
    let targets: Vec<Uuid> = keys.iter().map(|key| key.target).collect();
    let kinds: Vec<String> = keys.iter().map(|key| key.kind.to_owned()).collect();
    let digests: Vec<i64> = keys.iter().map(|key| key.digest).collect();
    let rows = sqlx::query!(
        r#"with mine as (
             select * from unnest($1::uuid[], $2::text[], $3::bigint[]) as m(target_id, kind, key)),
           kept as (
             insert into likeness_keys (key, target_id, entity_type, kind)
             select key, target_id, $4, kind from mine
             on conflict on constraint likeness_keys_pkey do nothing),
           gone as (
             delete from likeness_keys k
              where k.target_id = any($7)
                and not exists (select from mine m where m.target_id = k.target_id and m.key = k.key))
           select m.target_id as "mine!", unnest(others.ids) as "other!"
             from mine m
             cross join lateral (
               select array(select k.target_id from likeness_keys k
                             where k.key = m.key and k.target_id <> all($5) limit $6 + 1) as ids) others
            where cardinality(others.ids) between 1 and $6"#,
        &targets,
        &kinds,
        &digests,
        entity.as_str(),
        ids,
        i32::try_from(MOST_OF_A_KEY).unwrap_or(i32::MAX),
        changed
    )
    .fetch_all(executor)
    .await?;
    Ok(rows.into_iter().map(|row| super::pair(row.mine, row.other)).collect())
}

/// Takes back open proposals of changed rows that are no longer alike.
pub async fn withdraw(
    executor: impl PgExecutor<'_>,
    changed: &[Uuid],
    alike: &[(Pair, Likeness)],
) -> sqlx::Result<()> {
    let (first, second): (Vec<Uuid>, Vec<Uuid>) = alike.iter().map(|(pair, _)| *pair).unzip();
    sqlx::query!(
        "delete from duplicate_proposals p
          where p.state = 'PROPOSED' and (p.first_id = any($1) or p.second_id = any($1))
            and not exists (select from unnest($2::uuid[], $3::uuid[]) as alike(first_id, second_id)
                             where alike.first_id = p.first_id and alike.second_id = p.second_id)",
        changed,
        &first,
        &second
    )
    .execute(executor)
    .await?;
    Ok(())
}

/// Proposes pairs; what was decided stays. Gives the open proposals among them with their numbers, likest first.
pub async fn propose(
    executor: impl PgExecutor<'_>,
    entity: Entity,
    alike: &[(Pair, Likeness)],
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<(Pair, i64)>> {
    let ids: Vec<Uuid> = alike.iter().map(|_| Uuid::now_v7()).collect();
    let (first, second): (Vec<Uuid>, Vec<Uuid>) = alike.iter().map(|(pair, _)| *pair).unzip();
    let scores: Vec<f32> = alike.iter().map(|(_, likeness)| likeness.score).collect();
    let reasons: Vec<String> = alike.iter().map(|(_, likeness)| likeness.reasons.join("\n")).collect();
    let rows = sqlx::query!(
        "insert into duplicate_proposals (id, entity_type, first_id, second_id, likeness, reasons, proposed_at)
         select id, $1, first_id, second_id, likeness, string_to_array(reasons, E'\\n'), $2
           from unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::real[], $7::text[])
                as alike(id, first_id, second_id, likeness, reasons)
         on conflict on constraint duplicate_proposals_pair do update
            set likeness = excluded.likeness, reasons = excluded.reasons
          where duplicate_proposals.state = 'PROPOSED'
         returning first_id, second_id, number",
        entity.as_str(),
        now,
        &ids,
        &first,
        &second,
        &scores,
        &reasons
    )
    .fetch_all(executor)
    .await?;
    Ok(rows.into_iter().map(|row| ((row.first_id, row.second_id), row.number)).collect())
}

/// One side of a proposal.
#[derive(Clone, Debug)]
pub struct ProposalSide {
    /// The address's slug.
    pub slug: String,
    /// A person's name, a posting's title.
    pub name: String,
    /// A person's headline, a posting's company and place.
    pub about: String,
    /// Where it came from.
    pub source: String,
    /// `PUBLISHED`, `REVIEW` …
    pub status: String,
}

/// Two rows that look like one.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// What people call it.
    pub number: i64,
    /// What the rows are of.
    pub entity: Entity,
    /// From 0 to 1.
    pub likeness: f32,
    /// What they share.
    pub reasons: Vec<String>,
    /// The rows, the older one first.
    pub sides: [ProposalSide; 2],
}

/// Open proposals whose rows are both still there, likest first.
pub async fn open(
    executor: impl PgExecutor<'_>,
    entity: Option<Entity>,
    limit: i64,
) -> sqlx::Result<Vec<Proposal>> {
    let rows = sqlx::query!(
        r#"with sides as (
             select id, 'executive' as entity_type, slug::text as slug, full_name as name, coalesce(headline, '') as about,
                    source_system, status::text as status
               from executives where removed_at is null
             union all
             select id, 'job', slug::text, title, concat_ws(', ', company_name, location_summary), source_system, status::text
               from jobs)
           select p.number, p.entity_type, p.likeness, p.reasons,
                  one.slug as "slug!", one.name as "name!", one.about as "about!", one.source_system as "source!",
                  one.status as "status!", other.slug as "other_slug!", other.name as "other_name!",
                  other.about as "other_about!", other.source_system as "other_source!", other.status as "other_status!"
             from unnest($1::text[]) as asked(entity_type)
            cross join lateral (
                   select number, entity_type, likeness, reasons, first_id, second_id from duplicate_proposals
                    where state = 'PROPOSED' and entity_type = asked.entity_type
                    order by likeness desc, number limit $2) p
             join sides one on one.id = p.first_id and one.entity_type = p.entity_type
             join sides other on other.id = p.second_id and other.entity_type = p.entity_type
            order by p.likeness desc, p.number
            limit $2"#,
        &asked(entity),
        limit
    )
    .fetch_all(executor)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Proposal {
            number: row.number,
            entity: if row.entity_type == Entity::Job.as_str() { Entity::Job } else { Entity::Executive },
            likeness: row.likeness,
            reasons: row.reasons,
            sides: [
                ProposalSide {
                    slug: row.slug,
                    name: row.name,
                    about: row.about,
                    source: row.source,
                    status: row.status,
                },
                ProposalSide {
                    slug: row.other_slug,
                    name: row.other_name,
                    about: row.other_about,
                    source: row.other_source,
                    status: row.other_status,
                },
            ],
        })
        .collect())
}

/// How many open proposals there are, counted as far as `most`.
pub async fn count_open(
    executor: impl PgExecutor<'_>,
    entity: Option<Entity>,
    most: i64,
) -> sqlx::Result<u64> {
    let count = sqlx::query_scalar!(
        r#"select count(*) as "count!" from (
             select from duplicate_proposals where state = 'PROPOSED' and entity_type = any($1) limit $2) counted"#,
        &asked(entity),
        most
    )
    .fetch_one(executor)
    .await?;
    Ok(count.unsigned_abs())
}

fn asked(entity: Option<Entity>) -> Vec<String> {
    Entity::ALL
        .iter()
        .filter(|known| entity.is_none_or(|entity| entity == **known))
        .map(|known| known.as_str().to_owned())
        .collect()
}

/// Dismisses an open proposal; whether there was one.
pub async fn dismiss(
    connection: &mut PgConnection,
    number: i64,
    actor: &Actor,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let dismissed = sqlx::query_scalar!(
        "update duplicate_proposals set state = 'DISMISSED', decided_at = $3, decided_by = $2
          where number = $1 and state = 'PROPOSED'
         returning id",
        number,
        actor.role.as_ref(),
        now
    )
    .fetch_optional(&mut *connection)
    .await?;
    let Some(id) = dismissed else { return Ok(false) };
    let entry = Entry::new("dismiss", "duplicate", id)
        .before(json!({"state": "PROPOSED"}))
        .after(json!({"state": "DISMISSED", "number": number}));
    audit::write(connection, actor, &entry, now).await?;
    Ok(true)
}
