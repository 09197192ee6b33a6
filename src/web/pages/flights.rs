//! Pages that are being made: whoever asks for one meanwhile waits for it, and it is made once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use tokio::sync::watch;

use super::kept::AsOf;
use crate::web::finished::Finished;

/// The pages that are being made now.
#[derive(Default)]
pub(super) struct Flights(Mutex<Flying>);

#[derive(Default)]
struct Flying {
    /// At most one of each address can be joined: the newest.
    by_address: HashMap<Box<str>, Flight>,
    begun: u64,
}

struct Flight {
    number: u64,
    as_of: AsOf,
    landing: Landing,
}

/// What came out, once it did. Closed without a word where the work broke off.
pub(super) type Landing = watch::Receiver<Option<Outcome>>;

/// What came out, for all who wait.
#[derive(Clone)]
pub(super) enum Outcome {
    /// A page for everybody.
    Page(Arc<Finished>),
    /// It failed on our side.
    Failed,
    /// An answer to each of them alone: nothing there, moved, for one visitor.
    Other,
}

/// What somebody who wants a page has to do.
pub(super) enum Part {
    /// Wait for who makes it already, since this moment.
    Follow(Landing, Instant),
    /// Make it.
    Lead(Ticket),
}

/// The right to make a page, and the duty to say what came of it.
pub(super) struct Ticket {
    pub(super) address: Box<str>,
    pub(super) as_of: AsOf,
    number: u64,
    tell: watch::Sender<Option<Outcome>>,
}

impl Flights {
    /// Joins the flight to an address unless it began before what `as_of` knows of.
    pub(super) fn board(&self, address: &str, as_of: AsOf) -> Part {
        let mut flying = self.flying();
        match flying.by_address.get(address) {
            Some(flight)
                if flight.as_of.generation == as_of.generation && flight.as_of.until == as_of.until =>
            {
                Part::Follow(flight.landing.clone(), flight.as_of.at)
            }
            _ => Part::Lead(flying.begin(address, as_of)),
        }
    }

    /// Begins a flight to an address unless there is one, whatever it knows of.
    pub(super) fn begin_unless_flying(&self, address: &str, as_of: AsOf) -> Option<Ticket> {
        let mut flying = self.flying();
        (!flying.by_address.contains_key(address)).then(|| flying.begin(address, as_of))
    }

    /// Tells all who wait. Call it once the page is kept.
    pub(super) fn land(&self, ticket: &Ticket, outcome: Outcome) {
        self.leave(ticket);
        ticket.tell.send_replace(Some(outcome));
    }

    /// Takes the flight off the list, so that nobody waits for one that broke off.
    pub(super) fn leave(&self, ticket: &Ticket) {
        let mut flying = self.flying();
        if flying.by_address.get(&ticket.address).is_some_and(|flight| flight.number == ticket.number) {
            flying.by_address.remove(&ticket.address);
        }
    }

    fn flying(&self) -> MutexGuard<'_, Flying> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Flying {
    fn begin(&mut self, address: &str, as_of: AsOf) -> Ticket {
        self.begun += 1;
        let (tell, landing) = watch::channel(None);
        let address: Box<str> = address.into();
        self.by_address.insert(address.clone(), Flight { number: self.begun, as_of, landing });
        Ticket { address, as_of, number: self.begun, tell }
    }
}
