//! A few rows in one call, as they come over HTTP: taken whole or not at all, and answered one by one.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};
use sqlx::{PgConnection, PgPool};

use super::cells::Context;
use super::endpoint::queries::{self, Standing};
use super::executive::ExecutiveRecord;
use super::fold::Outcome;
use super::job::JobRecord;
use super::queue::Queue;
use super::reader::RawRow;
use super::record::{Record, Row};
use super::refusal::Refusal;
use super::run::{Batch, count_occurrences, write_batch};
use super::sources::Source;
use super::summary::{Summary, add_metrics};
use super::{Action, Entity};
use crate::error::{Error, Result};
use crate::publishing;
use crate::secrets::Key;
use crate::taxonomy::Catalog;

/// What is delivered, and under which rules.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// What the rows are about.
    pub entity: Entity,
    /// Who sends them.
    pub source: Source,
    /// What canonical rows are called.
    pub catalog: Arc<Catalog>,
    /// Find out everything, change nothing.
    pub dry_run: bool,
    /// What people who stay out are recognised with.
    pub key: Key,
    /// Whether profiles in some countries wait until their person was told.
    pub notice_gate: bool,
    /// When they came.
    pub now: DateTime<Utc>,
}

/// What became of a row.
#[derive(Clone, Debug)]
pub struct Taken {
    /// What was done with it.
    pub outcome: Outcome,
    /// The canonical row as it stands now; none for a row that failed or whose person is left out.
    pub standing: Option<Standing>,
    /// What was left out of it.
    pub warnings: Vec<String>,
    /// Why there is no record of it.
    pub refusal: Option<Refusal>,
    /// The row as it came.
    pub cells: Map<String, Value>,
}

/// Takes rows in, in their order. Fails only where the database does; a row that can't be taken says so.
pub async fn deliver(
    pool: &PgPool,
    queue: &Queue,
    delivery: &Delivery,
    rows: Vec<RawRow>,
) -> Result<Vec<Taken>> {
    match delivery.entity {
        Entity::Executive => take_rows::<ExecutiveRecord>(pool, queue, delivery, rows).await,
        Entity::Job => take_rows::<JobRecord>(pool, queue, delivery, rows).await,
    }
}

async fn take_rows<R: Record>(
    pool: &PgPool,
    queue: &Queue,
    delivery: &Delivery,
    raw: Vec<RawRow>,
) -> Result<Vec<Taken>> {
    let mut rows = prepare::<R>(delivery, raw).await?;
    let _turn = queue.turn(R::ENTITY).await?;
    match transact(pool, delivery, &mut rows).await {
        Err(error) if is_refusal(&error) => {
            // One of the rows is at fault: each by itself, and the faulty one without its record.
            let mut taken = Vec::with_capacity(rows.len());
            for row in rows {
                taken.extend(take_alone(pool, delivery, row).await?);
            }
            Ok(taken)
        }
        result => Ok(result?),
    }
}

async fn take_alone<R: Record>(pool: &PgPool, delivery: &Delivery, row: Row<R>) -> sqlx::Result<Vec<Taken>> {
    let mut rows = [row];
    match transact(pool, delivery, &mut rows).await {
        Err(error) if is_refusal(&error) => {
            tracing::warn!(%error, "the database refused a row");
            let message = "the database can't keep this row: shorten its longest values";
            rows[0].record = Err(Refusal::Row(message.to_owned()));
            transact(pool, delivery, &mut rows).await
        }
        result => result,
    }
}

/// Normalises off the threads that serve requests.
async fn prepare<R: Record>(delivery: &Delivery, raw: Vec<RawRow>) -> Result<Vec<Row<R>>> {
    let (catalog, mapping) = (Arc::clone(&delivery.catalog), delivery.source.mapping.clone());
    let today = delivery.now.date_naive();
    let preparing = tokio::task::spawn_blocking(move || {
        let context = Context { vocabulary: &catalog.vocabulary, today };
        let mut rows: Vec<Row<R>> = raw.into_iter().map(|raw| Row::prepare(raw, &mapping, context)).collect();
        count_occurrences(&mut rows, &mut HashMap::new());
        rows
    });
    preparing.await.map_err(Error::internal)
}

async fn transact<R: Record>(
    pool: &PgPool,
    delivery: &Delivery,
    rows: &mut [Row<R>],
) -> sqlx::Result<Vec<Taken>> {
    let started = Instant::now();
    let Delivery { source, key, now, .. } = delivery;
    let mut transaction = pool.begin().await?;
    let connection: &mut PgConnection = &mut transaction;
    super::queries::lock_entity(connection, R::ENTITY).await?;
    let count = i32::try_from(rows.len()).unwrap_or(i32::MAX);
    let run = queries::continue_http_run(&mut *connection, &source.name, R::ENTITY, count, *now).await?;
    for (position, row) in (run.last_position - count + 1..).zip(rows.iter_mut()) {
        row.position = position;
    }
    let batch = Batch { source: &source.name, run_id: run.id, catalog: &delivery.catalog, key, now: *now };
    let outcomes = write_batch(connection, rows, batch).await?;
    if source.auto_publish {
        publish(connection, delivery, rows, &outcomes).await?;
    }
    let targets: Vec<_> = outcomes.iter().filter_map(|outcome| outcome.target).collect();
    let standings = queries::standings(&mut *connection, R::ENTITY, &targets).await?;
    if delivery.dry_run {
        transaction.rollback().await?;
    } else {
        let mut summary = Summary { seconds: started.elapsed().as_secs_f64(), ..Summary::default() };
        summary.add(rows, &outcomes);
        let metrics = add_metrics(run.metrics.unwrap_or_default(), &summary);
        queries::keep_metrics(&mut *connection, run.id, &metrics).await?;
        transaction.commit().await?;
    }
    let taken = rows.iter_mut().zip(outcomes).map(|(row, outcome)| Taken {
        standing: outcome.target.and_then(|target| standings.get(&target).cloned()),
        outcome,
        warnings: std::mem::take(&mut row.warnings),
        refusal: row.record.as_ref().err().cloned(),
        cells: std::mem::take(&mut row.raw),
    });
    Ok(taken.collect())
}

/// Puts online what a trusted source brings new, if it lacks nothing and nothing of it was left out.
async fn publish<R: Record>(
    connection: &mut PgConnection,
    delivery: &Delivery,
    rows: &[Row<R>],
    outcomes: &[Outcome],
) -> sqlx::Result<()> {
    let is_clean = |target| {
        (rows.iter().zip(outcomes))
            .filter(|(_, outcome)| outcome.target == target)
            .all(|(row, outcome)| row.warnings.is_empty() && outcome.message.is_none())
    };
    let clean: Vec<_> = (outcomes.iter())
        .filter(|outcome| outcome.is_new && outcome.action == Action::Insert && is_clean(outcome.target))
        .filter_map(|outcome| outcome.target)
        .collect();
    if clean.is_empty() {
        return Ok(());
    }
    let actor = format!("source {}", delivery.source.name);
    match R::ENTITY {
        Entity::Executive => {
            publishing::these_executives(connection, &clean, delivery.notice_gate, &actor, delivery.now)
                .await?
        }
        Entity::Job => publishing::these_jobs(connection, &clean, &actor, delivery.now).await?,
    };
    Ok(())
}

/// Whether the database took offence at the data, and not at the moment.
fn is_refusal(error: &sqlx::Error) -> bool {
    let sqlx::Error::Database(error) = error else { return false };
    // Data exceptions, violated constraints, and more than an index or a row can hold.
    error.code().is_some_and(|code| ["22", "23", "54"].iter().any(|class| code.starts_with(class)))
}
