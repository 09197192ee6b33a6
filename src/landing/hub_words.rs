//! What a hub says of itself: its heading and a paragraph made of its own figures.

use std::fmt::Write;

use crate::market::{Experience, Panel, Prices, Quartiles};
use crate::search::hubs::{Holding, Hub, Scope, Shows};
use crate::taxonomy::{Catalog, TaxonomyKind};
use crate::values::{group_thousands, plural_of_title};
use crate::web::links::Figure;

/// What the parts of a hub are called.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// The role's short title (`CFO`).
    pub role: Option<String>,
    /// The place (`Austin, TX`).
    pub location: Option<String>,
    /// The industry (`SaaS`).
    pub industry: Option<String>,
}

impl Names {
    /// Of the parts of a scope.
    pub fn of(scope: &Scope, catalog: &Catalog) -> Self {
        let name = |kind, slug: &Option<String>| catalog.name(kind, slug.as_deref()?).map(str::to_owned);
        Self {
            role: name(TaxonomyKind::Role, &scope.role),
            location: name(TaxonomyKind::Location, &scope.location),
            industry: name(TaxonomyKind::Industry, &scope.industry),
        }
    }

    /// The intent: `Fractional CFOs in Austin, TX`, `Remote fractional CFO jobs`.
    pub fn heading(&self, shows: Shows) -> String {
        let mut heading = match (shows, &self.role) {
            (Shows::Executives, Some(role)) => format!("Fractional {}", plural_of_title(role)),
            (Shows::Executives, None) => "Fractional executives".to_owned(),
            (Shows::RemoteJobs, role) => {
                format!("Remote fractional {} jobs", role.as_deref().unwrap_or("executive"))
            }
            (Shows::Jobs, role) => format!("Fractional {} jobs", role.as_deref().unwrap_or("executive")),
        };
        if let Some(place) = self.location.as_ref().or(self.industry.as_ref()) {
            let _ = write!(heading, " in {place}");
        }
        heading
    }

    /// The last part, which tells it from the hub above.
    pub fn last(&self) -> &str {
        let parts = [&self.industry, &self.location, &self.role];
        parts.into_iter().flatten().next().map_or("", String::as_str)
    }
}

/// A hub's own figures as a paragraph.
pub fn intro(hub: &Hub, holding: Holding, market: &Panel) -> String {
    if hub.shows == Shows::Executives { people(holding, market) } else { jobs(hub.shows, holding, market) }
}

fn people(holding: Holding, market: &Panel) -> String {
    let (executives, jobs) = (executives(holding), open_jobs(holding));
    let mut text = match (holding.executives, holding.jobs) {
        (0, 1) => "No executive is listed here yet; 1 open job is.".to_owned(),
        (0, _) => format!("No executive is listed here yet; {jobs} are."),
        (_, 0) => format!("{executives} listed, and no open job today."),
        _ => format!("{executives} and {jobs}."),
    };
    if holding.executives > 0 {
        let who = match market.available() {
            0 => "Nobody has".to_owned(),
            1 => "1 has".to_owned(),
            many => format!("{} have", group_thousands(many)),
        };
        let _ = write!(text, " {who} confirmed time for new work within the last 75 days.");
    }
    if let Some((prices, Quartiles { median, .. })) = commonest(&market.asked) {
        let (price, n) = (prices.quote.price(median), group_thousands(prices.n()));
        let _ = write!(text, " The median starting price is {price}, from {n} profiles.");
    }
    text
}

fn jobs(shows: Shows, holding: Holding, market: &Panel) -> String {
    let mut text = open_jobs(holding);
    if shows == Shows::RemoteJobs {
        let verb = if holding.jobs == 1 { "asks" } else { "ask" };
        let _ = write!(text, " that {verb} for no presence at all.");
    } else {
        let _ = match (holding.jobs, market.supply.remote_jobs) {
            (1, 0) => write!(text, ", not fully remote."),
            (1, _) => write!(text, ", fully remote."),
            (_, 0) => write!(text, ", none of them fully remote."),
            (_, remote) => write!(text, ", {} of them fully remote.", group_thousands(remote)),
        };
    }
    if let Some((prices, quartiles)) = commonest(&market.paid) {
        let quote = prices.quote;
        let _ = write!(
            text,
            " Those that state their pay by the {} in {} offer {} at the median, {}.",
            quote.period,
            quote.currency.code(),
            quote.amount(quartiles.median),
            quartiles.middle(quote)
        );
    }
    // Not all of them work remotely.
    let what = if shows == Shows::RemoteJobs { "the role" } else { "such work" };
    match holding.executives {
        0 => {}
        1 => {
            let _ = write!(text, " 1 executive is listed for {what}.");
        }
        _ => {
            let _ = write!(text, " {} are listed for {what}.", executives(holding));
        }
    }
    text
}

fn executives(holding: Holding) -> String {
    counted(holding.executives, "executive", "executives")
}

fn open_jobs(holding: Holding) -> String {
    counted(holding.jobs, "open job", "open jobs")
}

/// `1 executive`, `1,204 executives`.
pub fn counted(count: u64, one: &str, many: &str) -> String {
    let number = group_thousands(i64::try_from(count).unwrap_or(i64::MAX));
    format!("{number} {}", if count == 1 { one } else { many })
}

fn commonest(prices: &[Prices]) -> Option<(&Prices, Quartiles)> {
    let first = prices.first()?;
    Some((first, first.quartiles()?))
}

/// The figures of a hub that stand alone, about what it lists: of people also what jobs pay them.
pub fn figures(shows: Shows, market: &Panel) -> Vec<Figure> {
    let medians = medians(shows, market);
    if shows != Shows::Executives {
        return open(market).into_iter().chain(medians.take(3)).chain(remote(shows, market)).collect();
    }
    let paid = market.paid.iter().filter_map(pay_figure);
    let years = market.supply.experience.map(|Experience { half_years, n }| Figure {
        value: format!("{}{} years", half_years / 2, if half_years % 2 == 0 { "" } else { ".5" }),
        label: "of experience at the median".into(),
        note: Some(format!("{} profiles", group_thousands(n))),
    });
    medians.take(3).chain(years).chain(paid.take(1)).collect()
}

/// What those ask, or pay, that a hub lists: the commonest currencies and units first.
pub fn medians(shows: Shows, market: &Panel) -> impl Iterator<Item = Figure> {
    let asks = shows == Shows::Executives;
    let prices = if asks { &market.asked } else { &market.paid };
    prices.iter().filter_map(if asks { median_figure } else { pay_figure })
}

fn open(market: &Panel) -> Option<Figure> {
    let jobs = market.supply.jobs;
    let label = if jobs == 1 { "open job" } else { "open jobs" };
    (jobs > 0).then(|| Figure { value: group_thousands(jobs), label: label.into(), note: None })
}

/// How many of the jobs are remote, where not all of them are by what the hub is.
fn remote(shows: Shows, market: &Panel) -> Option<Figure> {
    let (jobs, remote) = (market.supply.jobs, market.supply.remote_jobs);
    (shows == Shows::Jobs && jobs > 0).then(|| Figure {
        value: format!("{} of {}", group_thousands(remote), group_thousands(jobs)),
        label: "fully remote".into(),
        note: None,
    })
}

/// `$8,500/month`, the median starting price, with how many prices it stands on and how they spread.
pub fn median_figure(prices: &Prices) -> Option<Figure> {
    figure(prices, "median starting price", "profiles")
}

fn pay_figure(prices: &Prices) -> Option<Figure> {
    figure(prices, "median pay of open jobs", "jobs")
}

fn figure(prices: &Prices, what: &str, of: &str) -> Option<Figure> {
    let quartiles = prices.quartiles()?;
    let (quote, n) = (prices.quote, group_thousands(prices.n()));
    Some(Figure {
        value: quote.price(quartiles.median),
        label: format!("{what}, {}", quote.label()),
        note: Some(format!("{n} {of}, {}", quartiles.middle(quote))),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_says_the_intent() {
        let names = |role: &str, location: &str, industry: &str| {
            let name = |text: &str| (!text.is_empty()).then(|| text.to_owned());
            Names { role: name(role), location: name(location), industry: name(industry) }
        };
        for (role, location, industry, shows, heading) in [
            ("CFO", "", "", Shows::Executives, "Fractional CFOs"),
            ("CFO", "Austin, TX", "", Shows::Executives, "Fractional CFOs in Austin, TX"),
            ("CFO", "", "SaaS", Shows::Executives, "Fractional CFOs in SaaS"),
            ("", "Austin, TX", "", Shows::Executives, "Fractional executives in Austin, TX"),
            ("CFO", "", "", Shows::Jobs, "Fractional CFO jobs"),
            ("", "", "SaaS", Shows::Jobs, "Fractional executive jobs in SaaS"),
            ("CFO", "", "", Shows::RemoteJobs, "Remote fractional CFO jobs"),
        ] {
            assert_eq!(names(role, location, industry).heading(shows), heading);
        }
    }

    #[test]
    fn a_paragraph_agrees_with_its_numbers() {
        let holding = |executives, jobs| Holding { executives, jobs };
        let hub = |shows| Hub { scope: Scope::default(), shows };
        let market = Panel::default();
        for (shows, holding, text) in [
            (Shows::Executives, holding(0, 1), "No executive is listed here yet; 1 open job is."),
            (Shows::Executives, holding(0, 2), "No executive is listed here yet; 2 open jobs are."),
            (
                Shows::Executives,
                holding(1, 1),
                "1 executive and 1 open job. Nobody has confirmed time for new work within the last 75 days.",
            ),
            (Shows::Jobs, holding(0, 1), "1 open job, not fully remote."),
            (
                Shows::RemoteJobs,
                holding(1, 1),
                "1 open job that asks for no presence at all. 1 executive is listed for the role.",
            ),
        ] {
            assert_eq!(intro(&hub(shows), holding, &market), text);
        }
    }
}
