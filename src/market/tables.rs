//! Tables of prices.

use super::charts::Range;
use super::statistics::{Prices, Quartiles, Quote};

/// Prices by group, or by currency and unit.
#[derive(Debug)]
pub struct Table {
    /// By what (`By role`).
    pub heading: String,
    /// Which prices it is of, where several tables have that heading.
    pub of: Option<String>,
    /// What a group is (`Role`).
    pub column: &'static str,
    /// What has prices (`Profiles`).
    pub counted: &'static str,
    /// The groups: dearest first, or the commonest currency and unit first.
    pub rows: Vec<Row>,
    /// The price at which the scale ends that drawn rows are on, ready to read; it begins at nothing.
    pub scale: Option<String>,
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
    /// The same, drawn, where it is on one scale with the others.
    pub range: Option<Range>,
}

impl Table {
    /// A table of groups, each with its name, its address, n and quartiles, drawn on a scale that ends at `most`; nothing
    /// without any.
    pub fn new(
        heading: &'static str,
        column: &'static str,
        quote: Quote,
        most: i32,
        mut groups: Vec<(String, Option<String>, i64, Quartiles)>,
    ) -> Option<Self> {
        groups.sort_by_key(|(name, _, _, quartiles)| (std::cmp::Reverse(quartiles.median), name.clone()));
        let row = |(name, href, n, quartiles): (String, Option<String>, i64, Quartiles)| Row {
            name,
            href,
            n,
            prices: [quartiles.lower, quartiles.median, quartiles.upper].map(|price| quote.amount(price)),
            range: Some(Range::new(quartiles, most)),
        };
        let rows: Vec<Row> = groups.into_iter().map(row).collect();
        let scale = Some(quote.amount(most));
        let (heading, of) = (heading.to_owned(), Some(quote.label()));
        (!rows.is_empty()).then_some(Self { heading, of, column, counted: "Prices", rows, scale })
    }

    /// All currencies and units in which there are enough prices; nothing where as many as are drawn are all.
    pub fn of_quotes(
        heading: impl Into<String>,
        counted: &'static str,
        prices: &[Prices],
        drawn: usize,
        href: impl Fn(usize, Quote) -> Option<String>,
    ) -> Option<Self> {
        let row = |(at, prices): (usize, &Prices)| {
            let (quote, Quartiles { lower, median, upper }) = (prices.quote, prices.quartiles()?);
            Some(Row {
                name: quote.label(),
                href: href(at, quote),
                n: prices.n(),
                prices: [lower, median, upper].map(|price| quote.amount(price)),
                range: None,
            })
        };
        let rows = prices.iter().enumerate().filter_map(row).collect();
        (prices.len() > drawn).then(|| Self {
            heading: heading.into(),
            of: None,
            column: "Currency and unit",
            counted,
            rows,
            scale: None,
        })
    }
}
