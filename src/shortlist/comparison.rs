//! People side by side: what is compared, what all have in common, and what stands out.

use chrono::NaiveDate;

use crate::executives::view::{AvailabilityLine, Profile};
use crate::values::{Currency, Period, Price};

/// From so many reviews on their average tells more than who happened to write one.
const TELLING: u32 = 3;

/// What is compared, for everybody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What it is.
    pub label: &'static str,
    /// One for each person.
    pub cells: Vec<Cell>,
}

/// What is said of one person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// The entries; none where nothing is known.
    pub entries: Vec<Entry>,
    /// How it stands out among the others (`lowest`).
    pub mark: Option<&'static str>,
}

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What people read.
    pub text: String,
    /// Whether everybody has it.
    pub is_common: bool,
}

impl Line {
    /// Whether it says the same of everybody.
    pub fn is_same(&self) -> bool {
        self.cells.len() > 1 && self.cells.iter().all(|cell| cell.entries.iter().all(|entry| entry.is_common))
    }
}

/// The lines that say something of anybody.
pub fn comparison(people: &[Profile]) -> Vec<Line> {
    let one = |label, of: &dyn Fn(&Profile) -> Option<String>| {
        line(label, people.iter().map(|person| of(person).into_iter().collect()))
    };
    let many = |label, of: &dyn Fn(&Profile) -> Vec<String>| line(label, people.iter().map(of));
    let lines = [
        one("Role", &|person| Some(person.role_full.clone())),
        many("Place", &|person| {
            let place = person.location.as_ref().map(|place| place.name.clone());
            place.into_iter().chain(person.remote.then(|| "Remote".to_owned())).collect()
        }),
        price("Price by the month", Period::Month, people),
        price("Price by the day", Period::Day, people),
        price("Price by the hour", Period::Hour, people),
        one("Hours", &|person| person.hours.map(|hours| hours.to_string())),
        one("Shortest engagement", &|person| person.minimum_engagement.clone()),
        one("Can start", &|person| start(&person.availability)),
        marked(
            one("Experience", &|person| person.years.map(|years| format!("{years} years"))),
            &people.iter().map(|person| person.years).collect::<Vec<_>>(),
            "most",
        ),
        marked(
            one("Reviews", &|person| person.rating.map(rating)),
            &people
                .iter()
                .map(|person| person.rating.filter(|rating| rating.count >= TELLING))
                .map(|rating| rating.map(|rating| format!("{:.1}", rating.average)))
                .collect::<Vec<_>>(),
            "highest",
        ),
        many("Checked", &checked),
        many("Industries", &|person| person.industries.iter().map(|named| named.name.clone()).collect()),
        many("Specialties", &|person| person.specialties.iter().map(|named| named.name.clone()).collect()),
        many("Takes on", &|person| person.engagement_types.iter().map(ToString::to_string).collect()),
        many("Stages", &|person| person.stages.clone()),
        many("Languages", &|person| person.languages.clone()),
        one("Travels", &|person| person.travel.map(|travel| travel.to_string())),
        one("A result", &result),
        many("Certifications", &|person| {
            person.certifications.iter().map(|certification| certification.name.clone()).collect()
        }),
    ];
    lines.into_iter().filter(|line| line.cells.iter().any(|cell| !cell.entries.is_empty())).collect()
}

fn line(label: &'static str, cells: impl Iterator<Item = Vec<String>>) -> Line {
    let cells: Vec<Vec<String>> = cells.collect();
    let is_common = |text: &String| cells.len() > 1 && cells.iter().all(|cell| cell.contains(text));
    let entry = |text: &String| Entry { text: text.clone(), is_common: is_common(text) };
    let cells =
        cells.iter().map(|cell| Cell { entries: cell.iter().map(entry).collect(), mark: None }).collect();
    Line { label, cells }
}

/// Marks the greatest figure, where at least two have one and nobody has the same.
fn marked<T: PartialOrd>(mut line: Line, figures: &[Option<T>], mark: &'static str) -> Line {
    let is_greater = |figure: &Option<T>, other: &Option<T>| match (figure, other) {
        (Some(figure), Some(other)) => figure > other,
        (Some(_), None) => true,
        (None, _) => false,
    };
    let are_several = figures.iter().flatten().count() > 1;
    for (at, cell) in line.cells.iter_mut().enumerate() {
        let mut others = figures.iter().enumerate().filter(|(other, _)| *other != at);
        if are_several && others.all(|(_, other)| is_greater(&figures[at], other)) {
            cell.mark = Some(mark);
        }
    }
    line
}

/// Prices by one unit. Which is the lowest is said only where all are of one currency.
fn price(label: &'static str, period: Period, people: &[Profile]) -> Line {
    let prices: Vec<Option<Price>> = (people.iter())
        .map(|person| person.prices.iter().copied().find(|price| price.period == period))
        .collect();
    let line = line(label, prices.iter().map(|price| price.iter().map(ToString::to_string).collect()));
    let currencies: Vec<Currency> = prices.iter().flatten().map(|price| price.currency).collect();
    if currencies.windows(2).any(|pair| pair[0] != pair[1]) {
        return line;
    }
    let floor = |price: &Option<Price>| price.and_then(|price| price.min.or(price.max)).map(|amount| -amount);
    marked(line, &prices.iter().map(floor).collect::<Vec<_>>(), "lowest")
}

/// How soon, in words (`Available from 1 Sep 2026`); nothing where nobody said.
fn start(line: &AvailabilityLine) -> Option<String> {
    let day = |date: NaiveDate| date.format("%-d\u{a0}%b\u{a0}%Y");
    Some(match (line.is_fresh(), line.date, line.stale_since) {
        (true, Some(date), _) => format!("{} {}", line.date_label(), day(date)),
        (true, None, _) => line.state.to_string(),
        (false, _, Some(since)) => format!("Not confirmed since {}", day(since)),
        (false, ..) if line.stated => format!("{}, not confirmed", line.state),
        (false, ..) => return None,
    })
}

fn rating(rating: crate::executives::view::Rating) -> String {
    let reviews = if rating.count == 1 { "review" } else { "reviews" };
    format!("{:.1} out of 5, {} {reviews}", rating.average, rating.count)
}

/// What was checked and held; else whose word it is.
fn checked(person: &Profile) -> Vec<String> {
    let checks: Vec<String> =
        person.checks.iter().filter(|check| check.holds()).map(|check| check.kind.to_string()).collect();
    match (checks.is_empty(), person.is_unclaimed()) {
        (false, _) => checks,
        (true, true) => vec!["Unclaimed profile".to_owned()],
        (true, false) => vec!["Own profile, not checked".to_owned()],
    }
}

/// One result in a line: of the first case study that has one, else what the person puts first.
fn result(person: &Profile) -> Option<String> {
    let of_case =
        person.case_studies.iter().find_map(|case| case.metric.clone().or_else(|| case.outcome.clone()));
    of_case.or_else(|| person.highlight.clone())
}
