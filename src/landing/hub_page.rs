//! The hub of a role, a place or an industry, or of two of them crossed.

use askama::Template;

use crate::executives;
use crate::jobs;
use crate::market::Panel;
use crate::web::links::{Counted, Figure, LinkGroup};
use crate::web::page::{Crumbs, Layout, Meta};

/// A hub.
#[derive(Debug, Template)]
#[template(path = "landing/hub.html")]
pub struct HubPage {
    /// The frame.
    pub layout: Layout,
    /// What search engines are told.
    pub meta: Meta,
    /// The way here.
    pub crumbs: Crumbs,
    /// The intent (`Fractional CFOs in Austin, TX`).
    pub heading: String,
    /// A paragraph made of the page's own figures.
    pub intro: String,
    /// What the role, place or industry is, from the taxonomy.
    pub about: Option<String>,
    /// The figures.
    pub figures: Vec<Figure>,
    /// The list of all its executives.
    pub all_executives: Counted,
    /// Where one asks to be told of new ones.
    pub executives_alert: String,
    /// The first of them.
    pub executives: Vec<executives::view::Card>,
    /// The list of all its open jobs.
    pub all_jobs: Counted,
    /// Where one asks to be told of new ones.
    pub jobs_alert: String,
    /// The first of them.
    pub jobs: Vec<jobs::view::Card>,
    /// Its part of the market, drawn.
    pub market: Panel,
    /// The hubs beside it.
    pub neighbours: Vec<LinkGroup>,
}
