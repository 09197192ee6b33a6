//! The market report: what fractional executives cost, by role, place and industry.

use askama::Template;

use super::charts::{Histogram, Range};
use super::statistics::{Quartiles, Quote};
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
    /// What open jobs pay.
    pub pay: Vec<Histogram>,
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

/// Prices by group.
#[derive(Debug)]
pub struct Table {
    /// By what (`By role`).
    pub heading: &'static str,
    /// What a group is (`Role`).
    pub column: &'static str,
    /// The groups, dearest first.
    pub rows: Vec<Row>,
}

/// One group.
#[derive(Debug)]
pub struct Row {
    /// What people read.
    pub name: String,
    /// Where it leads, if its page holds enough.
    pub href: Option<String>,
    /// How many prices.
    pub n: i64,
    /// The lower quartile, the median, the upper quartile, ready to read.
    pub prices: [String; 3],
    /// The same, drawn.
    pub range: Range,
}

impl Table {
    /// A table of groups, each with its name, its address, n and quartiles; nothing without any.
    pub fn new(
        heading: &'static str,
        column: &'static str,
        quote: Quote,
        mut groups: Vec<(String, Option<String>, i64, Quartiles)>,
    ) -> Option<Self> {
        let most = groups.iter().map(|(_, _, _, quartiles)| quartiles.upper).max()?;
        groups.sort_by_key(|(name, _, _, quartiles)| (std::cmp::Reverse(quartiles.median), name.clone()));
        let row = |(name, href, n, quartiles): (String, Option<String>, i64, Quartiles)| Row {
            name,
            href,
            n,
            prices: [quartiles.lower, quartiles.median, quartiles.upper].map(|price| quote.amount(price)),
            range: Range::new(quartiles, most),
        };
        Some(Self { heading, column, rows: groups.into_iter().map(row).collect() })
    }
}
