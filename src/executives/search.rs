//! What the directory can be searched for.

use axum_extra::routing::TypedPath;

use super::Availability;
use crate::search::parameter::Meaning;
use crate::search::shared::{self, CURRENCY, LOCATION, NEAR, RADIUS, UNIT, YES};
use crate::search::{By, Filter, First, List, Parameter, Sort};
use crate::taxonomy::{Catalog, TaxonomyKind};
use crate::urls;
use crate::values::plural_of_title;

const BEST: &[By] = &[By::Most("standing"), By::Most("reviews"), By::Most("published")];

const SORTS: &[Sort] = &[
    Sort { param: "best", label: "Best match", by: BEST, first: None },
    Sort { param: "newest", label: "Newest first", by: &[By::Most("published")], first: None },
    Sort { param: "experience", label: "Most experience", by: &[By::Most("years")], first: None },
    Sort {
        param: "rating",
        label: "Best reviewed",
        by: &[By::Most("rating"), By::Most("reviews")],
        first: None,
    },
    Sort { param: "price", label: "Lowest price", by: BEST, first: Some(First::LowestPrice) },
    Sort { param: "nearest", label: "Nearest first", by: BEST, first: Some(First::Nearest) },
];

/// The directory as a list.
pub static LIST: List = List {
    entity: "executive",
    path: urls::Executives::PATH,
    singular: "executive",
    plural: "executives",
    search_label: "Search executives",
    search_hint: "Name, specialty, company …",
    parameters: &[
        Parameter::words(),
        Parameter::one_of("role", "Role", TaxonomyKind::Role),
        LOCATION,
        NEAR,
        RADIUS,
        Parameter::any_of("industry", "Industry", TaxonomyKind::Industry, 60)
            .named("industry_name", "Another industry"),
        Parameter::any_of("specialty", "Specialty", TaxonomyKind::Specialty, 40)
            .named("specialty_name", "Another specialty"),
        Parameter::terms("availability", "Availability", Availability::WORDS),
        shared::flag("remote", "Remote", &[(YES, "Works remotely")]),
        Parameter::range(
            "hours_max",
            "Hours a week",
            Meaning::AtMost("hours"),
            (1, 80),
            &[5, 10, 15, 20, 30],
            |_, hours| format!("{} a week or less", shared::several(hours, "hour")),
        ),
        shared::price("rate_max", "Price up to", Meaning::PriceAtMost, |filter, amount| {
            format!("Up to {}", shared::price_label(filter, amount))
        }),
        UNIT,
        CURRENCY,
        Parameter::range(
            "years_min",
            "Experience",
            Meaning::AtLeast("years"),
            (1, 80),
            &[5, 10, 15, 20, 25, 30],
            |_, years| format!("{} or more", shared::several(years, "year")),
        ),
        shared::flag("verified", "Checks", &[(YES, "Identity checked")]),
        shared::flag("claimed", "Ownership", &[(YES, "Claimed by its person")]),
        Parameter::range(
            "posted_within",
            "Listed",
            Meaning::Days("published"),
            (1, 3_650),
            &[7, 30, 90],
            |_, days| format!("Listed within {}", shared::several(days, "day")),
        ),
        Parameter::sort(&[
            ("best", "Best match"),
            ("newest", "Newest first"),
            ("experience", "Most experience"),
            ("rating", "Best reviewed"),
            ("price", "Lowest price"),
            ("nearest", "Nearest first"),
        ]),
    ],
    numbers: &[
        "standing",
        "reviews",
        "published",
        "years",
        "rating",
        "hours",
        "hours_from",
        "hours_to",
        "rate_hour",
        "rate_day",
        "rate_month",
        "asked_hour",
        "asked_day",
        "asked_month",
        "confirmed",
        "changed",
    ],
    sorts: SORTS,
    ages_by_database: false,
};

/// The whole directory.
pub fn all() -> Filter {
    Filter::all(&LIST)
}

/// `Fractional CFOs in Austin, TX`.
pub fn heading(filter: &Filter, catalog: &Catalog) -> String {
    let filter = filter.as_understood(catalog);
    let name = |kind, slug| catalog.name(kind, slug).unwrap_or_default();
    let who = match filter.value("role") {
        Some(slug) => format!("Fractional {}", plural_of_title(name(TaxonomyKind::Role, slug))),
        None => "Fractional executives".to_owned(),
    };
    filter.for_words(match (filter.value("location"), filter.value("near")) {
        (Some(slug), _) => format!("{who} in {}", name(TaxonomyKind::Location, slug)),
        (None, Some(slug)) => format!("{who} near {}", name(TaxonomyKind::Location, slug)),
        (None, None) => who,
    })
}
