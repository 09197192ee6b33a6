//! Mail as the outbox delivers it.

use serde_json::Value;
use sqlx::PgPool;
use uuid::Uuid;

use super::{KIND, Mailer, Message};
use crate::clock::Clock;
use crate::outbox::{self, Carried, Carrier, Undelivered};

impl Carrier for Mailer {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn is_kept(&self) -> bool {
        self.is_folder()
    }

    fn carry<'a>(&'a self, id: Uuid, payload: &'a Value) -> Carried<'a> {
        Box::pin(async move {
            let message: Message = serde_json::from_value(payload.clone()).map_err(|error| Undelivered {
                why: format!("not a message: {error}"),
                is_final: true,
                ..Undelivered::default()
            })?;
            self.send(id, &message).await.map_err(|error| Undelivered {
                why: error.to_string(),
                is_final: error.is_final(),
                ..Undelivered::default()
            })
        })
    }
}

/// Sends the mail that is due, at most a batch. Gives how many messages were tried.
pub async fn send_due(pool: &PgPool, mailer: &Mailer, clock: &Clock) -> sqlx::Result<usize> {
    outbox::deliver_due(pool, mailer, clock).await
}
