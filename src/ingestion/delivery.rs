//! A few rows in one call, as they come over HTTP: answered one by one, and written together with what else waits.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};
use sqlx::{PgConnection, PgPool};
use tokio::sync::oneshot;
use tokio::time::timeout;
use tracing::Instrument;

use super::batch::{Batch, write_batch};
use super::cells::Context;
use super::endpoint::queries::{self, Standing};
use super::executive::ExecutiveRecord;
use super::fold::Outcome;
use super::job::JobRecord;
use super::preparing::count_occurrences;
use super::queue::{self, Line, Queue, Waiting};
use super::reader::RawRow;
use super::record::{Record, Row};
use super::refusal::Refusal;
use super::sources::Source;
use super::summary::{Summary, add_metrics};
use super::{Action, Entity};
use crate::audit::Actor;
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

/// For how long a request waits for its answer: less than the five seconds that a handler has.
const PATIENCE: Duration = Duration::from_millis(4_500);

/// Takes rows in, in their order. Fails only where the database does; a row that can't be taken says so.
pub async fn deliver(
    pool: &PgPool,
    queue: &Queue,
    delivery: &Delivery,
    rows: Vec<RawRow>,
) -> Result<Vec<Taken>> {
    match delivery.entity {
        Entity::Executive => take_rows::<ExecutiveRecord>(pool, &queue.executives, delivery, rows).await,
        Entity::Job => take_rows::<JobRecord>(pool, &queue.jobs, delivery, rows).await,
    }
}

async fn take_rows<R: Record>(
    pool: &PgPool,
    line: &Arc<Line<R>>,
    delivery: &Delivery,
    raw: Vec<RawRow>,
) -> Result<Vec<Taken>> {
    let rows = prepare::<R>(delivery, raw).await?;
    let (answer, answered) = oneshot::channel();
    line.join(Waiting { delivery: delivery.clone(), rows, answer });
    // On its own feet: a sender who hangs up takes nothing away from the others of a group.
    tokio::spawn(serve_next(pool.clone(), Arc::clone(line)).in_current_span());
    match timeout(PATIENCE, answered).await {
        Ok(Ok(taken)) => taken,
        _ => Err(Error::Unavailable("Many rows are on their way. Please send this one again.".into())),
    }
}

/// Waits for the turn and takes all that may go together. Finds nothing when somebody else took it along.
async fn serve_next<R: Record>(pool: PgPool, line: Arc<Line<R>>) {
    let _turn = line.turn().await;
    let together = line.next();
    let Some(first) = together.first() else { return };
    let delivery = first.delivery.clone();
    let mut rows = Vec::new();
    let mut answers = Vec::new();
    for Waiting { rows: of_request, answer, .. } in together {
        answers.push((of_request.len(), answer));
        rows.extend(of_request);
    }
    match take_group(&pool, &delivery, rows).await {
        Ok(taken) => {
            let mut taken = taken.into_iter();
            for (count, answer) in answers {
                // Nobody may wait any more; what was written is written.
                let _ = answer.send(Ok(taken.by_ref().take(count).collect()));
            }
        }
        Err(error) => {
            let mut error = Some(Error::from(error));
            for (_, answer) in answers {
                let again =
                    || Error::Unavailable("The database did not answer. Please send this again.".into());
                let _ = answer.send(Err(error.take().unwrap_or_else(again)));
            }
        }
    }
}

/// Rows in one transaction, in rounds; if the database refuses one of them, each by itself.
async fn take_group<R: Record>(
    pool: &PgPool,
    delivery: &Delivery,
    rows: Vec<Row<R>>,
) -> sqlx::Result<Vec<Taken>> {
    let in_rounds = queue::rounds(&rows);
    let last = in_rounds.iter().copied().max().unwrap_or_default();
    let mut rounds: Vec<Vec<Row<R>>> = (0..=last).map(|_| Vec::new()).collect();
    for (row, round) in rows.into_iter().zip(&in_rounds) {
        rounds[*round].push(row);
    }
    let taken = match transact(pool, delivery, &mut rounds).await {
        Err(error) if is_refusal(&error) => {
            let mut taken = Vec::with_capacity(rounds.len());
            for round in rounds {
                let mut of_round = Vec::with_capacity(round.len());
                for row in round {
                    of_round.extend(take_alone(pool, delivery, row).await?);
                }
                taken.push(of_round);
            }
            taken
        }
        result => result?,
    };
    let mut taken: Vec<_> = taken.into_iter().map(Vec::into_iter).collect();
    Ok(in_rounds.into_iter().filter_map(|round| taken[round].next()).collect())
}

async fn take_alone<R: Record>(pool: &PgPool, delivery: &Delivery, row: Row<R>) -> sqlx::Result<Vec<Taken>> {
    let mut rounds = [vec![row]];
    let taken = match transact(pool, delivery, &mut rounds).await {
        Err(error) if is_refusal(&error) => {
            tracing::warn!(%error, "the database refused a row");
            let message = "the database can't keep this row: shorten its longest values";
            rounds[0][0].record = Err(Refusal::Row(message.to_owned()));
            transact(pool, delivery, &mut rounds).await
        }
        result => result,
    };
    Ok(taken?.into_iter().flatten().collect())
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
    rounds: &mut [Vec<Row<R>>],
) -> sqlx::Result<Vec<Vec<Taken>>> {
    let started = Instant::now();
    let Delivery { source, key, now, .. } = delivery;
    let mut transaction = pool.begin().await?;
    let connection: &mut PgConnection = &mut transaction;
    super::queries::lock_entity(connection, R::ENTITY).await?;
    let count = i32::try_from(rounds.iter().map(Vec::len).sum::<usize>()).unwrap_or(i32::MAX);
    let run = queries::continue_http_run(&mut *connection, &source.name, R::ENTITY, count, *now).await?;
    for (position, row) in (run.last_position - count + 1..).zip(rounds.iter_mut().flatten()) {
        row.position = position;
    }
    let batch = Batch { source: &source.name, run_id: run.id, catalog: &delivery.catalog, key, now: *now };
    let mut outcomes = Vec::with_capacity(rounds.len());
    for rows in rounds.iter_mut() {
        outcomes.push(write_batch(connection, rows, batch).await?);
    }
    let ended: Vec<(&Row<R>, &Outcome)> = rounds.iter().flatten().zip(outcomes.iter().flatten()).collect();
    if source.auto_publish {
        publish(connection, delivery, &ended).await?;
    }
    let targets: Vec<_> = ended.iter().filter_map(|(_, outcome)| outcome.target).collect();
    let standings = queries::standings(&mut *connection, R::ENTITY, &targets).await?;
    if delivery.dry_run {
        transaction.rollback().await?;
    } else {
        let mut summary = Summary { seconds: started.elapsed().as_secs_f64(), ..Summary::default() };
        rounds.iter().zip(&outcomes).for_each(|(rows, outcomes)| summary.add(rows, outcomes));
        let metrics = add_metrics(run.metrics.unwrap_or_default(), &summary);
        queries::keep_metrics(&mut *connection, run.id, &metrics).await?;
        transaction.commit().await?;
    }
    let taken = |(row, outcome): (&mut Row<R>, Outcome)| Taken {
        standing: outcome.target.and_then(|target| standings.get(&target).cloned()),
        outcome,
        warnings: std::mem::take(&mut row.warnings),
        refusal: row.record.as_ref().err().cloned(),
        cells: serde_json::from_str(row.raw.get()).unwrap_or_default(),
    };
    let of_round = |(rows, outcomes): (&mut Vec<Row<R>>, Vec<Outcome>)| {
        rows.iter_mut().zip(outcomes).map(taken).collect()
    };
    Ok(rounds.iter_mut().zip(outcomes).map(of_round).collect())
}

/// Puts online what a trusted source brings new, if it lacks nothing and nothing of it was left out.
async fn publish<R: Record>(
    connection: &mut PgConnection,
    delivery: &Delivery,
    ended: &[(&Row<R>, &Outcome)],
) -> sqlx::Result<()> {
    let is_clean = |target| {
        (ended.iter())
            .filter(|(_, outcome)| outcome.target == target)
            .all(|(row, outcome)| row.warnings.is_empty() && outcome.message.is_none())
    };
    let clean: Vec<_> = (ended.iter())
        .map(|(_, outcome)| outcome)
        .filter(|outcome| outcome.is_new && outcome.action == Action::Insert && is_clean(outcome.target))
        .filter_map(|outcome| outcome.target)
        .collect();
    if clean.is_empty() {
        return Ok(());
    }
    let actor = Actor::called(format!("source {}", delivery.source.name));
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
