//! How many claims a network sends.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use uuid::Uuid;

use crate::state::Rules;
use crate::web::{AddressLimit, ClientAddress, TooOften};

/// Claims that one client may send at once, and after how long as many again.
const SENT_AT_ONCE: u32 = 5;
const SENT_AGAIN: Duration = Duration::from_hours(1);

/// Drafts that are remembered. The same one is sent twice within a second, or hardly ever.
const REMEMBERED: usize = 256;

/// The counts of all networks. A draft counts once, however often it is sent, and also where that is at the same moment: which
/// of them makes a claim of it is known only when it is written.
pub struct SendLimit {
    networks: AddressLimit,
    counted: Mutex<VecDeque<Uuid>>,
}

impl SendLimit {
    /// As many as the rules say.
    pub fn new(rules: Rules) -> Self {
        let networks = AddressLimit::new(rules.rate_limit_scale.times(SENT_AT_ONCE), SENT_AGAIN);
        Self { networks, counted: Mutex::default() }
    }

    /// Counts a draft.
    pub fn count(&self, client: ClientAddress, draft: Uuid) -> Result<(), TooOften> {
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        if counted.contains(&draft) {
            return Ok(());
        }
        self.networks.count(client)?;
        if counted.len() == REMEMBERED {
            counted.pop_front();
        }
        counted.push_back(draft);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_counts_once() {
        let limit = SendLimit::new(Rules { rate_limit_scale: "1".parse().unwrap(), ..Rules::default() });
        let client = ClientAddress("192.0.2.1".parse().unwrap());
        let drafts: Vec<Uuid> = (0..6).map(Uuid::from_u128).collect();
        for draft in &drafts[..5] {
            assert!(limit.count(client, *draft).is_ok() && limit.count(client, *draft).is_ok());
        }
        assert!(limit.count(client, drafts[5]).is_err());
        assert!(limit.count(client, drafts[4]).is_ok(), "the same again, whatever came between");
        assert!(limit.count(client, drafts[5]).is_err(), "what was refused is not remembered");
    }
}
