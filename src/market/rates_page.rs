//! The market report: what fractional executives cost, by role, place and industry.

use askama::Template;

use super::charts::Histogram;
use super::statistics::Quote;
use super::tables::Table;
use crate::web::links::Link;
use crate::web::page::{Crumbs, Layout, Meta};

/// `/rates` and `/rates/{role}`.
#[derive(Debug, Template)]
#[template(path = "market/rates.html")]
pub struct RatesPage {
    /// The frame.
    pub layout: Layout,
    /// What search engines are told.
    pub meta: Meta,
    /// The way here.
    pub crumbs: Crumbs,
    /// The intent (`What a fractional CFO costs`).
    pub heading: String,
    /// A paragraph made of the page's own figures.
    pub intro: String,
    /// Where to go from here.
    pub onward: Vec<Link>,
    /// One for each currency and unit, the commonest first.
    pub sections: Vec<Section>,
    /// Every currency and unit, where there are more than sections.
    pub quotes: Option<Table>,
    /// What open jobs pay.
    pub pay: Vec<Histogram>,
    /// The same in every currency and unit, where there are more than charts.
    pub pay_quotes: Option<Table>,
}

/// Prices of one currency and unit.
#[derive(Debug)]
pub struct Section {
    /// In what they are quoted.
    pub quote: Quote,
    /// How they spread.
    pub chart: Histogram,
    /// By role, place, industry, as far as there are enough prices.
    pub tables: Vec<Table>,
}
