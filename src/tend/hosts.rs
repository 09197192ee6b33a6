//! One question at a time for each host, and a pause after it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{Mutex as Turns, OwnedMutexGuard};
use tokio::time::{Instant, sleep_until};

/// Whose turn it is, host by host.
#[derive(Debug)]
pub struct Hosts {
    pause: Duration,
    next: Mutex<HashMap<String, Arc<Turns<Instant>>>>,
}

/// A turn: nobody else asks the host while it lasts.
pub struct Turn {
    next: OwnedMutexGuard<Instant>,
    pause: Duration,
}

impl Hosts {
    pub fn new(pause: Duration) -> Self {
        Self { pause, next: Mutex::default() }
    }

    /// Waits until the host may be asked.
    pub async fn turn(&self, host: &str) -> Turn {
        let turns = {
            let mut all = self.next.lock().unwrap_or_else(PoisonError::into_inner);
            all.entry(host.to_owned()).or_insert_with(|| Arc::new(Turns::new(Instant::now()))).clone()
        };
        let next = turns.lock_owned().await;
        sleep_until(*next).await;
        Turn { next, pause: self.pause }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        *self.next = Instant::now() + self.pause;
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[tokio::test]
    async fn a_host_is_asked_by_one_at_a_time_with_a_pause_between() {
        const PAUSE: Duration = Duration::from_millis(30);
        let hosts = Hosts::new(PAUSE);
        let begun = Instant::now();
        let here = AtomicUsize::new(0);
        let ask = async || {
            let turn = hosts.turn("a.example").await;
            assert_eq!(here.fetch_add(1, Ordering::SeqCst), 0, "somebody else asks");
            tokio::task::yield_now().await;
            here.fetch_sub(1, Ordering::SeqCst);
            drop(turn);
        };
        tokio::join!(ask(), ask(), ask());
        assert!(begun.elapsed() >= 2 * PAUSE);
        // Another host waits for none of them.
        let _a = hosts.turn("a.example").await;
        let _b = hosts.turn("b.example").await;
    }
}
