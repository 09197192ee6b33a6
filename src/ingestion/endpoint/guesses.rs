//! Wrong tokens, counted by the address that they come from.
//!
//! A token that was valid before is not counted: others may sit behind the address of one who guesses, as all of Clay's
//! tables do. So a refused guess costs no query.

use std::collections::HashSet;
use std::num::NonZeroU32;
use std::sync::{PoisonError, RwLock};
use std::time::Duration;

use sha2::{Digest, Sha256};

use crate::config::RateLimitScale;
use crate::web::{AddressLimit, ClientAddress, TooOften};

/// Guesses at once.
const BURST: u32 = 10;

/// How long it takes until the whole burst is there again.
const REFILL: Duration = Duration::from_mins(5);

/// The guesses of all addresses, and the tokens that were no guesses.
pub struct Guesses {
    limit: AddressLimit,
    /// Hashes. Each was valid once, so there are few.
    known: RwLock<HashSet<[u8; 32]>>,
}

impl Guesses {
    /// Limits, multiplied.
    pub fn new(scale: RateLimitScale) -> Self {
        let burst: NonZeroU32 = scale.times(BURST);
        Self { limit: AddressLimit::new(burst, REFILL), known: RwLock::default() }
    }

    /// Counts a token that was never valid here.
    pub fn count(&self, client: ClientAddress, token: &str) -> Result<(), TooOften> {
        let is_known = self.known.read().unwrap_or_else(PoisonError::into_inner).contains(&hash(token));
        if is_known { Ok(()) } else { self.limit.count(client) }
    }

    /// It was no guess.
    pub fn know(&self, token: &str) {
        let hash = hash(token);
        if !self.known.read().unwrap_or_else(PoisonError::into_inner).contains(&hash) {
            self.known.write().unwrap_or_else(PoisonError::into_inner).insert(hash);
        }
    }

    /// It is not valid any more.
    pub fn forget(&self, token: &str) {
        self.known.write().unwrap_or_else(PoisonError::into_inner).remove(&hash(token));
    }
}

fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token).into()
}
