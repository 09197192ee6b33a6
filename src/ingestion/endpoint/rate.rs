//! How often a token may call: 20 times a second, 50 at once. In memory, for this process.

use std::num::NonZeroU32;

use governor::clock::{Clock, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};
use sha2::{Digest, Sha256};

use crate::config::RateLimitScale;

/// Requests a second, sustained.
const EACH_SECOND: u32 = 20;

/// Requests at once.
const BURST: u32 = 50;

/// A token's hash.
type Key = [u8; 32];

/// The counts of all tokens. Only valid ones are counted, so there are few.
pub struct Limits {
    limiter: RateLimiter<Key, DashMapStateStore<Key>, DefaultClock, StateInformationMiddleware>,
    clock: DefaultClock,
    burst: NonZeroU32,
}

/// A request that may pass.
pub struct Passed {
    /// How many may come at once.
    pub limit: u32,
    /// How many of these are left.
    pub remaining: u32,
}

/// A request that came too soon.
pub struct TooSoon {
    /// How many may come at once.
    pub limit: u32,
    /// When the next one may, rounded up.
    pub seconds: u64,
}

impl Limits {
    /// Limits, multiplied.
    pub fn new(scale: RateLimitScale) -> Self {
        let burst = scale.times(BURST);
        let quota = Quota::per_second(scale.times(EACH_SECOND)).allow_burst(burst);
        let clock = DefaultClock::default();
        let limiter = RateLimiter::dashmap_with_clock(quota, clock.clone())
            .with_middleware::<StateInformationMiddleware>();
        Self { limiter, clock, burst }
    }

    /// Counts a request.
    pub fn count(&self, token: &str) -> Result<Passed, TooSoon> {
        let key: Key = Sha256::digest(token).into();
        match self.limiter.check_key(&key) {
            Ok(state) => Ok(Passed { limit: self.burst.get(), remaining: state.remaining_burst_capacity() }),
            Err(until) => {
                let wait = until.wait_time_from(self.clock.now());
                let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
                Err(TooSoon { limit: self.burst.get(), seconds: seconds.max(1) })
            }
        }
    }
}
