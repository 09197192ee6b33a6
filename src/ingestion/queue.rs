//! One request of an entity writes at a time. They wait here, and not each with a connection that readers need.

use std::time::Duration;

use tokio::sync::{Mutex, MutexGuard};
use tokio::time::timeout;

use crate::error::{Error, Result};
use crate::ingestion::Entity;

/// How long a request waits; the handler's five seconds must suffice for the writing, too.
const PATIENCE: Duration = Duration::from_secs(2);

/// The queues, first come, first served.
#[derive(Default)]
pub struct Queue {
    executives: Mutex<()>,
    jobs: Mutex<()>,
}

impl Queue {
    /// The right to write, until it is dropped.
    pub async fn turn(&self, entity: Entity) -> Result<MutexGuard<'_, ()>> {
        let queue = match entity {
            Entity::Executive => &self.executives,
            Entity::Job => &self.jobs,
        };
        timeout(PATIENCE, queue.lock())
            .await
            .map_err(|_| Error::Unavailable("Many rows are on their way. Please send this one again.".into()))
    }
}
