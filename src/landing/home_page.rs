//! `/`: the front page.

use askama::Template;

use crate::executives;
use crate::jobs;
use crate::web::links::{Counted, Figure, Named};
use crate::web::page::{Layout, Meta};

/// The front page.
#[derive(Debug, Template)]
#[template(path = "landing/home.html")]
pub struct HomePage {
    /// The frame.
    pub layout: Layout,
    /// What search engines are told.
    pub meta: Meta,
    /// The roles that the search box offers.
    pub role_choices: Vec<Named>,
    /// Published executives.
    pub executives_total: u64,
    /// Open jobs.
    pub jobs_total: u64,
    /// Roles with the number of their executives, most first.
    pub roles: Vec<Counted>,
    /// Places with the number of their executives, most first.
    pub locations: Vec<Counted>,
    /// People whom the editors put forward.
    pub featured: Vec<executives::view::Card>,
    /// The newest open jobs.
    pub newest: Vec<jobs::view::Card>,
    /// What the market looks like today.
    pub snapshot: Vec<Figure>,
}

impl HomePage {
    /// Whether nothing was published yet.
    pub fn is_empty(&self) -> bool {
        self.executives_total == 0 && self.jobs_total == 0
    }
}
