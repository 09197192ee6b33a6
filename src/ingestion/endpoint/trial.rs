//! A row that an operator sends to see what would become of it: taken as any other, by the same code, and left out again.

use serde_json::{Value, json};

use super::answer::RowAnswer;
use super::body::{self, Refused};
use super::sources::Source;
use crate::error::Result;
use crate::ingestion::Entity;
use crate::ingestion::delivery::{self, Delivery};
use crate::ingestion::queue::Queue;
use crate::secrets::Purpose;
use crate::state::AppState;

/// What would become of it: the answer that Clay would keep, or why no row can be read.
pub type Trial = Result<Value, String>;

/// Tries a body as a source would send it. Nothing of it stays.
pub async fn try_out(site: &AppState, source: Source, entity: Entity, body: &str) -> Result<Trial> {
    let rows = match body::read(body.as_bytes()) {
        Ok(delivered) => delivered.rows,
        Err(Refused::NotRows(message) | Refused::TooLarge(message)) => return Ok(Err(message)),
    };
    if rows.is_empty() {
        return Ok(Err("there is no row in it".to_owned()));
    }
    let catalog = site.search.catalog(&site.pool).await?;
    let key = site.secrets.keys(&site.pool).await?.key(Purpose::Suppressions);
    let (notice_gate, now) = (site.rules.notice_gate, site.clock.now());
    let delivery = Delivery { entity, source, catalog, dry_run: true, key, notice_gate, now };
    let taken = delivery::deliver(&site.pool, &Queue::default(), &delivery, rows).await?;
    let answers = taken.into_iter().map(|taken| json!(RowAnswer::of(taken, &delivery, &site.origin)));
    let mut answers: Vec<Value> = answers.collect();
    Ok(Ok(if answers.len() == 1 { answers.remove(0) } else { json!({ "results": answers }) }))
}
