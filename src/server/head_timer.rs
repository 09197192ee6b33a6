//! The time that a client has for saying what it wants: one timer for a connection, where hyper takes a new one for every
//! request, lays it in the runtime's wheel and takes it out again. Setting one later takes nothing of that.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use hyper::rt;
use tokio::time::{Sleep, sleep_until};

type Kept = Arc<Mutex<Option<Pin<Box<Sleep>>>>>;

/// A connection's timer.
#[derive(Default)]
pub(super) struct HeadTimer {
    /// The one that nobody waits for just now. It may still go off, which wakes the connection for nothing, once.
    spare: Kept,
}

/// The timer while somebody waits for it.
struct Lent {
    sleep: Option<Pin<Box<Sleep>>>,
    spare: Kept,
}

impl rt::Timer for HeadTimer {
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn rt::Sleep>> {
        self.sleep_until(self.now() + duration)
    }

    fn sleep_until(&self, deadline: Instant) -> Pin<Box<dyn rt::Sleep>> {
        let spare = self.spare.lock().unwrap_or_else(PoisonError::into_inner).take();
        let sleep = match spare {
            Some(mut sleep) => {
                sleep.as_mut().reset(deadline.into());
                sleep
            }
            None => Box::pin(sleep_until(deadline.into())),
        };
        Box::pin(Lent { sleep: Some(sleep), spare: Arc::clone(&self.spare) })
    }

    fn now(&self) -> Instant {
        tokio::time::Instant::now().into()
    }
}

impl rt::Sleep for Lent {}

impl Future for Lent {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.sleep.as_mut().map_or(Poll::Ready(()), |sleep| sleep.as_mut().poll(cx))
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        *self.spare.lock().unwrap_or_else(PoisonError::into_inner) = self.sleep.take();
    }
}

#[cfg(test)]
mod tests {
    use futures_util::poll;
    use hyper::rt::Timer;
    use tokio::time::timeout;

    use super::*;

    const HOUR: Duration = Duration::from_hours(1);
    const MOMENT: Duration = Duration::from_millis(20);

    #[tokio::test]
    async fn a_timer_goes_off_at_its_time_whatever_it_was_set_to_before() {
        let timer = HeadTimer::default();
        for hours in 1..=3 {
            assert!(poll!(timer.sleep(HOUR * hours)).is_pending());
        }
        for _ in 0..2 {
            let began = timer.now();
            timeout(Duration::from_mins(1), timer.sleep(MOMENT)).await.expect("an earlier time counts");
            assert!(timer.now() - began >= MOMENT, "and not the one at which it went off before");
        }
        assert!(poll!(timer.sleep(HOUR)).is_pending());
    }

    #[tokio::test]
    async fn two_that_are_waited_for_at_once_are_two() {
        let timer = HeadTimer::default();
        let (sooner, mut later) = (timer.sleep(MOMENT), timer.sleep(HOUR));
        assert!(poll!(&mut later).is_pending());
        sooner.await;
        assert!(poll!(later).is_pending());
    }
}
