//! How often an address may do something. In memory, for this process.

use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DefaultKeyedStateStore;
use governor::{Quota, RateLimiter};

use super::ClientAddress;
use crate::values::Network;

/// After so many requests, addresses that have all their allowance back are forgotten.
const TIDY_EVERY: u32 = 1_000;

/// Of an IPv6 address the first bits count: one household or machine has all that follow.
const V6_BITS: u8 = 64;

/// The counts of all addresses.
pub struct AddressLimit {
    limiter: RateLimiter<Network, DefaultKeyedStateStore<Network>, DefaultClock, StateInformationMiddleware>,
    clock: DefaultClock,
    counted: AtomicU32,
}

/// It came too soon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooOften {
    /// When the next one may come, rounded up.
    pub seconds: u64,
}

impl AddressLimit {
    /// So many at once; all of them again after `refill`, one by one.
    pub fn new(burst: NonZeroU32, refill: Duration) -> Self {
        let period = (refill / burst.get()).max(Duration::from_nanos(1));
        let quota = Quota::with_period(period).unwrap_or(Quota::per_second(burst)).allow_burst(burst);
        let clock = DefaultClock::default();
        Self { limiter: RateLimiter::keyed(quota).with_middleware(), clock, counted: AtomicU32::new(0) }
    }

    /// Counts one.
    pub fn count(&self, client: ClientAddress) -> Result<(), TooOften> {
        self.left(client).map(drop)
    }

    /// Counts one, and says how many may follow at once.
    pub fn left(&self, ClientAddress(address): ClientAddress) -> Result<u32, TooOften> {
        if self.counted.fetch_add(1, Ordering::Relaxed) % TIDY_EVERY == TIDY_EVERY - 1 {
            self.limiter.retain_recent();
        }
        let bits = if address.is_ipv4() { 32 } else { V6_BITS };
        let counted = self.limiter.check_key(&Network::around(address, bits));
        counted.map(|state| state.remaining_burst_capacity()).map_err(|until| {
            let wait = until.wait_time_from(self.clock.now());
            let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
            TooOften { seconds: seconds.max(1) }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_its_allowance_and_ipv6_neighbours_share_one() {
        let limit = AddressLimit::new(NonZeroU32::new(2).unwrap(), Duration::from_mins(10));
        let count = |address: &str| limit.count(ClientAddress(address.parse().unwrap()));
        assert!(count("192.0.2.1").is_ok() && count("192.0.2.1").is_ok());
        let refused = count("192.0.2.1").unwrap_err();
        assert!((299..=300).contains(&refused.seconds), "{refused:?}");
        assert!(count("192.0.2.2").is_ok());
        assert!(
            count("2001:db8::1").is_ok() && count("2001:db8::2").is_ok() && count("2001:db8::3").is_err()
        );
        assert!(count("2001:db8:0:1::1").is_ok());
    }
}
