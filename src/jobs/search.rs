//! What the board can be searched for.

use axum_extra::routing::TypedPath;

use super::{EmploymentType, RemoteType};
use crate::search::parameter::{Control, Meaning};
use crate::search::shared::{self, CURRENCY, LOCATION, NEAR, RADIUS, UNIT};
use crate::search::{By, Filter, First, List, Parameter, Sort};
use crate::taxonomy::{Catalog, TaxonomyKind};
use crate::urls;

const BEST: &[By] = &[By::Most("posted")];

const SORTS: &[Sort] = &[
    Sort { param: "best", label: "Best match", by: BEST, first: None },
    Sort { param: "newest", label: "Newest first", by: &[By::Most("posted")], first: None },
    Sort { param: "closing", label: "Closing soonest", by: &[By::Least("expires")], first: None },
    Sort { param: "pay", label: "Highest pay", by: BEST, first: Some(First::HighestPrice) },
    Sort { param: "nearest", label: "Nearest first", by: BEST, first: Some(First::Nearest) },
];

/// Stands among the countries from which a remote job may be done, where that is any.
pub const FROM_ANYWHERE: &str = "anywhere";

/// The board as a list.
pub static LIST: List = List {
    entity: "job",
    path: urls::Jobs::PATH,
    singular: "job",
    plural: "jobs",
    search_label: "Search jobs",
    search_hint: "Title, company, skill …",
    parameters: &[
        Parameter::words(),
        Parameter::one_of("role", "Role", TaxonomyKind::Role),
        LOCATION,
        NEAR,
        RADIUS,
        Parameter::any_of("industry", "Industry", TaxonomyKind::Industry, 60)
            .named("industry_name", "Another industry"),
        Parameter::terms("remote", "Where", RemoteType::WORDS),
        Parameter::terms("employment", "Contract", EmploymentType::WORDS),
        Parameter::range(
            "hours_max",
            "Hours a week",
            Meaning::AtMost("hours"),
            (1, 80),
            &[5, 10, 15, 20, 30],
            // By the fewest that a job takes: "8–16" can be done in ten.
            |_, hours| format!("Possible in {} a week", shared::several(hours, "hour")),
        ),
        shared::price("rate_min", "Pays at least", Meaning::PriceAtLeast, |filter, amount| {
            format!("{} or more", shared::price_label(filter, amount))
        }),
        shared::price("rate_max", "Pays at most", Meaning::PriceAtMost, |filter, amount| {
            format!("Up to {}", shared::price_label(filter, amount))
        })
        .shown(Control::None),
        UNIT,
        CURRENCY,
        Parameter::range(
            "posted_within",
            "Posted",
            Meaning::Days("posted"),
            (1, 3_650),
            &[1, 3, 7, 14, 30],
            |_, days| {
                if days == "1" {
                    "Posted since yesterday".to_owned()
                } else {
                    format!("Posted within {days} days")
                }
            },
        ),
        Parameter::sort(&[
            ("best", "Best match"),
            ("newest", "Newest first"),
            ("closing", "Closing soonest"),
            ("pay", "Highest pay"),
            ("nearest", "Nearest first"),
        ]),
    ],
    numbers: &[
        "posted",
        "expires",
        "hours",
        "hours_from",
        "hours_to",
        "rate_hour",
        "rate_day",
        "rate_month",
        "pay",
        "changed",
    ],
    sorts: SORTS,
    ages_by_database: true,
};

/// The whole board.
pub fn all() -> Filter {
    Filter::all(&LIST)
}

/// `Remote fractional CFO jobs in Austin, TX`.
pub fn heading(filter: &Filter, catalog: &Catalog) -> String {
    let filter = filter.as_understood(catalog);
    let name = |kind, slug| catalog.name(kind, slug).unwrap_or_default();
    let is_remote = filter.values("remote") == [RemoteType::Remote.param()];
    let remote = if is_remote { "Remote fractional" } else { "Fractional" };
    let what = match filter.value("role") {
        Some(slug) => format!("{remote} {} jobs", name(TaxonomyKind::Role, slug)),
        None => format!("{remote} executive jobs"),
    };
    filter.for_words(match (filter.value("location"), filter.value("near")) {
        (Some(slug), _) => format!("{what} in {}", name(TaxonomyKind::Location, slug)),
        (None, Some(slug)) => format!("{what} near {}", name(TaxonomyKind::Location, slug)),
        (None, None) => what,
    })
}
