//! Charts as templates draw them: inline SVG whose coordinates are already decided, with words and a table beside it.

use chrono::NaiveDate;

use super::statistics::{Prices, Quartiles, whole};

/// A chart's area, in the units of its `viewBox`.
pub const WIDTH: f64 = 360.0;
/// The height of the bars.
pub const HEIGHT: f64 = 110.0;

/// How prices spread, as a row of bars.
#[derive(Clone, Debug)]
pub struct Histogram {
    /// What it shows (`Starting prices in USD by the month`).
    pub title: String,
    /// The same in a sentence, for those who don't see it.
    pub words: String,
    /// The bars, cheapest first.
    pub bars: Vec<Bar>,
    /// From where to where the middle half stands.
    pub middle: (f64, f64),
    /// Where the median stands.
    pub median: f64,
    /// Its price.
    pub median_label: String,
    /// Which side of its line the median's label stands.
    pub median_anchor: &'static str,
    /// Prices below the axis, each with its place.
    pub ticks: Vec<(f64, String)>,
    /// The table: from–to, how many.
    pub rows: Vec<(String, i64)>,
}

/// One bar.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bar {
    /// Its left edge.
    pub x: f64,
    /// Its upper edge.
    pub y: f64,
    /// Its width.
    pub width: f64,
    /// Its height.
    pub height: f64,
}

/// The gap between bars.
const GAP: f64 = 2.0;
/// The highest bar leaves room for the median's label.
const HEADROOM: f64 = 16.0;

impl Histogram {
    /// The spread of prices; nothing when there is none.
    #[expect(clippy::cast_precision_loss, reason = "bars and counts are few")]
    pub fn new(prices: &Prices, title: String) -> Option<Self> {
        const BARS: f64 = 12.0;
        let quartiles @ Quartiles { lower, median, upper } = prices.quartiles()?;
        let (low, high) = (prices.percentile(0.02)?, prices.percentile(0.98)?);
        let width = nice_step((high - low) / BARS);
        let from = whole(low).div_euclid(width) * width;
        let steps = usize::try_from((whole(high) - from).div_euclid(width) + 1).unwrap_or(1);
        let counts = prices.steps(from, width, steps);
        let most = counts.iter().copied().max().unwrap_or(1).max(1) as f64;
        let step = WIDTH / steps as f64;
        let bars = (counts.iter().enumerate())
            .map(|(at, count)| {
                let height = (HEIGHT - HEADROOM) * *count as f64 / most;
                Bar { x: at as f64 * step + GAP / 2.0, y: HEIGHT - height, width: step - GAP, height }
            })
            .collect();
        let x = |price: i32| (f64::from(price - from) / f64::from(width) * step).clamp(0.0, WIDTH);
        let quote = prices.quote;
        let every = steps.div_ceil(4).max(1);
        let edge = |at: usize| from.saturating_add(width.saturating_mul(i32::try_from(at).unwrap_or(0)));
        // The few that lie beyond stand in the first and the last bar, which are then said to begin or end nowhere.
        let lowest = prices.percentile(0.0).is_some_and(|price| whole(price) < from);
        let highest = prices.percentile(1.0).is_some_and(|price| whole(price) >= edge(steps));
        let ticks = (0..=steps).step_by(every).map(|at| {
            let label = match quote.amount(edge(at)) {
                _ if at == 0 && lowest && steps > 1 => format!("< {}", quote.amount(edge(1))),
                _ if at == steps && highest && steps > 1 => format!("{} +", quote.amount(edge(steps - 1))),
                label => label,
            };
            (x(edge(at)), label)
        });
        let ticks = ticks.collect();
        let last = counts.len() - 1;
        let row = |(at, count): (usize, &i64)| {
            let (start, end) = (quote.amount(edge(at)), quote.amount(edge(at + 1)));
            let label = match at {
                0 if last == 0 => "all".to_owned(),
                0 => format!("below {end}"),
                at if at == last => format!("{start} and more"),
                _ => format!("{start} to below {end}"),
            };
            (label, *count)
        };
        Some(Self {
            words: words(prices, quartiles),
            title,
            bars,
            middle: (x(lower), (x(upper) - x(lower)).max(1.0)),
            median: x(median),
            median_label: quote.amount(median),
            median_anchor: if x(median) > WIDTH * 0.7 { "end" } else { "start" },
            ticks,
            rows: counts.iter().enumerate().map(row).collect(),
        })
    }
}

/// Quartiles on a scale that several rows share: a line from the lower to the upper, and a mark at the median.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    /// Where it begins, in hundredths.
    pub from: f64,
    /// How long it is.
    pub length: f64,
    /// Where the median stands.
    pub median: f64,
}

impl Range {
    /// On a scale from 0 to `most`.
    pub fn new(quartiles: Quartiles, most: i32) -> Self {
        let place = |price: i32| 100.0 * f64::from(price) / f64::from(most.max(1));
        let (from, to) = (place(quartiles.lower), place(quartiles.upper));
        Self { from, length: (to - from).max(0.5), median: place(quartiles.median) }
    }
}

/// Parts of a whole, side by side in one bar.
#[derive(Clone, Debug)]
pub struct Split {
    /// What it shows.
    pub title: String,
    /// The same in a sentence.
    pub words: String,
    /// The parts, in order.
    pub parts: Vec<Part>,
}

/// One part of a whole.
#[derive(Clone, Debug)]
pub struct Part {
    /// What it is (`Available`).
    pub label: String,
    /// How it is coloured: `yes`, `some`, `no` or `none`.
    pub tone: &'static str,
    /// How many.
    pub count: i64,
    /// Where it begins, in hundredths.
    pub from: f64,
    /// How long it is.
    pub length: f64,
}

impl Split {
    /// The parts that there are: label, tone, count. Nothing when there is nothing.
    #[expect(clippy::cast_precision_loss, reason = "counts are below 2^52")]
    pub fn new(title: String, parts: Vec<(String, &'static str, i64)>) -> Option<Self> {
        let all: i64 = parts.iter().map(|(_, _, count)| count).sum();
        let share = |count: i64| 100.0 * count as f64 / all as f64;
        let mut before = 0;
        let mut shown = Vec::new();
        for (label, tone, count) in parts.into_iter().filter(|(_, _, count)| *count > 0) {
            shown.push(Part { label, tone, count, from: share(before), length: share(count) });
            before += count;
        }
        let told: Vec<String> = shown.iter().map(|part| format!("{}: {}", part.label, part.count)).collect();
        (all > 0).then(|| Self { title, words: format!("{}.", told.join(", ")), parts: shown })
    }
}

/// Counts over time, one column each.
#[derive(Clone, Debug)]
pub struct Columns {
    /// What it shows.
    pub title: String,
    /// The same in a sentence.
    pub words: String,
    /// The columns, each with its label and its count.
    pub columns: Vec<(Bar, String, i64)>,
}

impl Columns {
    /// Columns with their labels; nothing for fewer than three, which need no chart.
    #[expect(clippy::cast_precision_loss, reason = "counts are below 2^52")]
    pub fn new(title: String, counts: Vec<(String, i64)>) -> Option<Self> {
        if counts.len() < 3 {
            return None;
        }
        let most = counts.iter().map(|(_, count)| *count).max().unwrap_or(1).max(1) as f64;
        let step = WIDTH / counts.len() as f64;
        let told: Vec<String> = counts.iter().map(|(label, count)| format!("{label}: {count}")).collect();
        let columns = (counts.into_iter().enumerate())
            .map(|(at, (label, count))| {
                let height = (HEIGHT - HEADROOM) * count as f64 / most;
                let bar = Bar {
                    x: at as f64 * step + GAP,
                    y: HEIGHT - height,
                    width: (step - 2.0 * GAP).min(40.0),
                    height,
                };
                (bar, label, count)
            })
            .collect();
        Some(Self { title, words: format!("{}.", told.join(", ")), columns })
    }
}

/// Counts by day, a bar each; beside them in the table what else is counted by day.
#[derive(Clone, Debug)]
pub struct Daily {
    /// What it shows.
    pub title: String,
    /// The same in a sentence.
    pub words: String,
    /// The bars, the first day first.
    pub bars: Vec<Bar>,
    /// Days below the axis, each with its place.
    pub ticks: Vec<(f64, String)>,
    /// The table: the day, what is drawn, what is not.
    pub rows: Vec<(NaiveDate, i64, i64)>,
}

impl Daily {
    /// Of days in their order, each with what is drawn and what is not.
    #[expect(clippy::cast_precision_loss, reason = "counts are below 2^52, days are few")]
    pub fn new(title: String, words: String, rows: Vec<(NaiveDate, i64, i64)>) -> Self {
        const EVERY: usize = 7;
        let most = rows.iter().map(|(_, count, _)| *count).max().unwrap_or_default().max(1) as f64;
        let step = WIDTH / rows.len().max(1) as f64;
        let bar = |(at, (_, count, _)): (usize, &(NaiveDate, i64, i64))| {
            let height = (HEIGHT - HEADROOM) * *count as f64 / most;
            Bar { x: at as f64 * step + GAP / 2.0, y: HEIGHT - height, width: step - GAP, height }
        };
        let tick = |(at, (day, ..)): (usize, &(NaiveDate, i64, i64))| {
            (at as f64 * step, day.format("%-d %b").to_string())
        };
        let bars = rows.iter().enumerate().map(bar).collect();
        let ticks = rows.iter().enumerate().step_by(EVERY).map(tick).collect();
        Self { title, words, bars, ticks, rows }
    }
}

/// The histogram in a sentence.
fn words(prices: &Prices, Quartiles { lower, median, upper }: Quartiles) -> String {
    let (quote, n) = (prices.quote, crate::values::group_thousands(prices.n()));
    let median = quote.price(median);
    if lower == upper {
        return format!("{n} prices. At least half are {median}, and so is the median.");
    }
    format!(
        "{n} prices. Half are between {} and {}, the median is {median}.",
        quote.amount(lower),
        quote.price(upper)
    )
}

/// The next of 1, 2, 5, 10, 20, 50 … that is at least `raw`, so that steps begin at round prices.
fn nice_step(raw: f64) -> i32 {
    let mut step = 1_i32;
    for factor in [2.0, 2.5, 2.0].into_iter().cycle().take(27) {
        if f64::from(step) >= raw {
            break;
        }
        step = whole(f64::from(step) * factor);
    }
    step
}

#[cfg(test)]
mod tests {
    use super::super::statistics::Quote;
    use super::*;
    use crate::values::{Currency, Period};

    fn prices(of: &[i32]) -> Prices {
        let quote = Quote { currency: Currency::USD, period: Period::Month };
        Prices::new(quote, of.iter().map(|price| (*price, 1)).collect())
    }

    #[test]
    fn steps_begin_at_round_prices() {
        assert_eq!(
            [0.0, 0.4, 1.0, 1.1, 3.0, 7.0, 99.0, 101.0, 760.0].map(nice_step),
            [1, 1, 1, 2, 5, 10, 100, 200, 1_000]
        );
    }

    #[test]
    fn a_histogram_says_the_same_in_bars_in_words_and_in_a_table() {
        let chart = Histogram::new(&prices(&[4_000, 6_000, 8_000, 8_500, 9_000, 12_000, 15_000]), "t".into())
            .unwrap();
        assert_eq!(chart.rows.iter().map(|(_, count)| count).sum::<i64>(), 7);
        assert_eq!(chart.bars.len(), chart.rows.len());
        assert!(
            chart
                .words
                .contains("7 prices. Half are between $7,000 and $10,500/month, the median is $8,500/month"),
            "{}",
            chart.words
        );
        assert!(chart.bars.iter().all(|bar| bar.x >= 0.0 && bar.x + bar.width <= WIDTH && bar.y >= 0.0));
        assert!(chart.middle.0 <= chart.median && chart.median <= chart.middle.0 + chart.middle.1);
    }

    #[test]
    fn what_lies_beyond_the_scale_is_said_at_its_ends() {
        let mut of: Vec<i32> = (0..160).map(|at| 3_000 + at * 50).collect();
        let ends = |of: &[i32]| {
            let chart = Histogram::new(&prices(of), "t".into()).unwrap();
            let labels: Vec<String> = chart.ticks.into_iter().map(|(_, label)| label).collect();
            (labels.first().unwrap().clone(), labels.last().unwrap().clone())
        };
        let (first, last) = ends(&of);
        assert!(!first.contains('<') && !last.contains('+'), "{first} {last}");
        of.extend([500, 90_000]);
        let (first, last) = ends(&of);
        assert_eq!((first.as_str(), last.as_str()), ("< $4,000", "$10,000 +"));
        let rows = Histogram::new(&prices(&of), "t".into()).unwrap().rows;
        assert_eq!(rows[0].0, "below $4,000");
        assert_eq!(rows[rows.len() - 1].0, "$10,000 and more");
    }

    #[test]
    fn one_price_makes_a_chart_and_none_makes_none() {
        let chart = Histogram::new(&prices(&[5_000; 5]), "t".into()).unwrap();
        assert_eq!(chart.rows, [("all".to_owned(), 5)]);
        assert!(Histogram::new(&prices(&[]), "t".into()).is_none());
    }

    #[test]
    fn days_are_bars_from_left_to_right_and_every_seventh_is_named() {
        let days =
            (0..30).map(|day| (NaiveDate::default() + chrono::Days::new(day), i64::from(day == 3) * 8, 0));
        let chart = Daily::new("t".into(), "w".into(), days.collect());
        assert_eq!((chart.bars.len(), chart.ticks.len()), (30, 5));
        assert!(chart.bars.windows(2).all(|pair| pair[0].x + pair[0].width <= pair[1].x));
        let highest = chart.bars.iter().position(|bar| bar.height > 0.0);
        assert_eq!(highest, Some(3));
        assert_eq!(chart.ticks[1].1, "8 Jan");
    }

    #[test]
    fn a_split_leaves_out_what_there_is_none_of() {
        let split = Split::new(
            "t".into(),
            vec![("Available".into(), "yes", 3), ("Limited".into(), "some", 0), ("Booked".into(), "no", 1)],
        )
        .unwrap();
        assert_eq!(split.words, "Available: 3, Booked: 1.");
        assert_eq!(
            split.parts.iter().map(|part| (part.from, part.length)).collect::<Vec<_>>(),
            [(0.0, 75.0), (75.0, 25.0)]
        );
        assert!(Split::new("t".into(), vec![("Available".into(), "yes", 0)]).is_none());
    }
}
