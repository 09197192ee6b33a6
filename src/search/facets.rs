//! The controls of a list with the number of results behind every choice.
//!
//! A count is what choosing that value alone gives: counted with everything else in force, without what the control's own
//! group says.

use chrono::{DateTime, Utc};

use super::Filter;
use super::filter::{label, taxonomy_of};
use super::index::{Options, Predicate};
use super::meaning::condition;
use super::parameter::{Control, Kind, List, Meaning, Parameter};
use super::shared::{DISTANCES, distance, price_steps};
use crate::taxonomy::Catalog;
use crate::web::listing::{Facet, FacetKind, FacetOption, Naming};

/// What has to be counted for the controls of a list: one entry for each parameter of its table, in its order.
pub fn options(filter: &Filter, catalog: &Catalog, now: DateTime<Utc>) -> Vec<(&'static str, Options)> {
    let of = |parameter: &Parameter| match (parameter.control, parameter.meaning) {
        (_, Meaning::How(_)) if matches!(parameter.kind, Kind::Currency) => Options::Values("currency"),
        (Control::Steps(_) | Control::Number, _) => {
            let besides = kept_beside(filter, parameter, catalog, now);
            let condition = |value: &String| {
                let own = condition(filter, parameter, value, catalog, now)
                    .unwrap_or_else(|| Predicate::AnyOf(parameter.name, Vec::new()));
                match &besides {
                    Some(besides) => Predicate::Both(Box::new(own), Box::new(besides.clone())),
                    None => own,
                }
            };
            Options::Conditions(steps(filter, parameter).iter().map(condition).collect())
        }
        (Control::SelectMost(most), Meaning::AnyOf(column)) => {
            Options::Commonest(column, most, filter.values(parameter.name).to_vec())
        }
        (Control::Select | Control::Boxes(_), Meaning::AnyOf(column)) => Options::Values(column),
        _ => Options::Conditions(Vec::new()),
    };
    filter.list().parameters.iter().map(|parameter| (parameter.group, of(parameter))).collect()
}

/// What else of a control's group is in force and stays so when the control says something else: it has none of its own.
fn kept_beside(
    filter: &Filter,
    parameter: &Parameter,
    catalog: &Catalog,
    now: DateTime<Utc>,
) -> Option<Predicate> {
    let is_beside = |other: &&Parameter| {
        other.group == parameter.group && other.name != parameter.name && other.control == Control::None
    };
    (filter.list().parameters.iter().filter(is_beside))
        .find_map(|other| condition(filter, other, filter.value(other.name)?, catalog, now))
}

/// What is in force and no control shows, for the form to send along.
pub fn kept(filter: &Filter, facets: &[Facet]) -> Vec<(String, String)> {
    let shows = |name: &str, value: &str| {
        let of_it = facets.iter().filter(|facet| facet.name == name);
        of_it.flat_map(|facet| &facet.options).any(|option| option.selected && option.value == value)
    };
    let is_shown = |parameter: &Parameter, value: &str| match parameter.meaning {
        // The search box, and the choice of an order.
        Meaning::Words | Meaning::Order => true,
        // The place and the distance say it together.
        Meaning::Near => {
            filter.values("location").is_empty()
                && shows("location", value)
                && shows("radius", filter.how("radius"))
        }
        _ => shows(parameter.name, value),
    };
    let values = |parameter: &'static Parameter| {
        let hidden = filter.values(parameter.name).iter().filter(|value| !is_shown(parameter, value));
        hidden.map(|value| (parameter.name.to_owned(), value.clone())).collect::<Vec<_>>()
    };
    filter.list().parameters.iter().flat_map(values).collect()
}

/// The controls, with counts where something was counted. A list without any rows has none but those in force.
pub fn facets(
    filter: &Filter,
    catalog: &Catalog,
    counts: Option<&[Vec<(String, u64)>]>,
    is_empty: bool,
) -> Vec<Facet> {
    let mut facets = Vec::new();
    let mut groups: Vec<&str> = Vec::new();
    for (at, parameter) in filter.list().parameters.iter().enumerate() {
        let counts = counts.map(|counts| counts[at].as_slice());
        if is_empty && filter.values(parameter.name).is_empty() {
            continue;
        }
        let mut facet = Facet {
            legend: parameter.legend.to_owned(),
            name: parameter.name.to_owned(),
            kind: FacetKind::Select,
            options: Vec::new(),
            follows: false,
            any: any(parameter),
            clears: clears(filter.list(), parameter),
            naming: None,
        };
        match parameter.control {
            Control::None => continue,
            Control::Boxes(most) => {
                facet.kind = FacetKind::Checkbox;
                facet.options = values(filter, parameter, catalog, counts, most);
                if most != usize::MAX {
                    facet = facet.chosen_first();
                }
            }
            Control::Select => facet.options = values(filter, parameter, catalog, counts, usize::MAX),
            Control::SelectMost(most) => {
                facet.options = values(filter, parameter, catalog, counts, most);
                facet.options.sort_by(|a, b| a.label.cmp(&b.label));
            }
            Control::Steps(_) => facet.options = stepped(filter, parameter, catalog, counts),
            Control::Number => {
                if let Kind::Number(least, most) = parameter.kind {
                    facet.kind = FacetKind::Number { least, most };
                }
                facet.options = stepped(filter, parameter, catalog, counts);
            }
            Control::Words => facet.options = words(filter, parameter, counts),
        }
        facet.follows = groups.contains(&parameter.group);
        facet.naming = naming(filter, parameter, catalog, counts, &facet);
        // How something is meant that can't be said needs no control.
        let says_nothing = matches!(parameter.meaning, Meaning::How(_)) && !facet.follows;
        if !facet.options.is_empty() && !says_nothing {
            groups.push(parameter.group);
            facets.push(facet);
        }
    }
    // What is short and often asked for stands first.
    let is_long = |facet: &Facet| facet.is_checkbox() && facet.options.len() > 8;
    facets.sort_by_key(is_long);
    facets
}

/// What the choice of nothing is called.
fn any(parameter: &Parameter) -> Option<&'static str> {
    match parameter.meaning {
        Meaning::How(_) if parameter.name == "radius" => Some("In the place itself"),
        Meaning::How(_) => None,
        _ => Some("Any"),
    }
}

/// What numbers mean something else once it is changed by which unit or in which currency they are meant.
fn clears(list: &List, parameter: &Parameter) -> String {
    if !matches!(parameter.meaning, Meaning::How(_)) {
        return String::new();
    }
    let prices = list.parameters.iter().filter(|other| other.group == parameter.group && other.is_price());
    prices.map(|price| price.name).collect::<Vec<_>>().join(" ")
}

/// The field for what a control doesn't offer, where there is any.
fn naming(
    filter: &Filter,
    parameter: &Parameter,
    catalog: &Catalog,
    counts: Option<&[(String, u64)]>,
    facet: &Facet,
) -> Option<Naming> {
    let of_group = |other: &&Parameter| other.group == parameter.group && other.named.is_some();
    let named = filter.list().parameters.iter().find(of_group).filter(|_| !facet.follows)?.named?;
    let typed = filter.unknown_name(named.name).to_owned();
    let mut suggestions = Vec::new();
    if let Control::Boxes(_) = parameter.control {
        let is_left_out = |value: &str| facet.options.iter().all(|option| option.value != value);
        let left_out =
            counts.unwrap_or_default().iter().filter(|(value, count)| *count > 0 && is_left_out(value));
        suggestions.extend(left_out.map(|(value, _)| label(filter, parameter, value, catalog)));
        suggestions.sort_unstable();
        if suggestions.is_empty() && typed.is_empty() {
            return None;
        }
    }
    Some(Naming { name: named.name, label: named.label, typed, suggestions })
}

/// The values of a column.
fn values(
    filter: &Filter,
    parameter: &Parameter,
    catalog: &Catalog,
    counts: Option<&[(String, u64)]>,
    most: usize,
) -> Vec<FacetOption> {
    let mut chosen = filter.values(parameter.name).to_vec();
    if parameter.name == "location" && chosen.is_empty() {
        // The place around which is searched stands in the same control.
        chosen.extend(filter.values("near").iter().cloned());
    }
    let count = |value: &str| {
        let counts = counts?;
        Some(counts.iter().find(|(known, _)| known == value).map_or(0, |(_, count)| *count))
    };
    let option = |value: &str, count: Option<u64>| {
        let selected = chosen.iter().any(|chosen| chosen == value);
        FacetOption {
            value: value.to_owned(),
            label: label(filter, parameter, value, catalog),
            selected,
            count,
            disabled: count == Some(0) && !selected,
        }
    };
    if let Kind::Terms(words, _) = parameter.kind {
        return words.iter().map(|(word, _)| option(word, count(word))).collect();
    }
    let Some(kind) = taxonomy_of(parameter) else { return Vec::new() };
    let mut options: Vec<FacetOption> = match counts {
        Some(counts) => {
            let least = least_shown(counts, most);
            let is_shown =
                |value: &str, count: u64| count >= least || chosen.iter().any(|chosen| chosen == value);
            let shown = counts.iter().filter(|(value, count)| is_shown(value, *count));
            shown.map(|(value, count)| option(value, Some(*count))).collect()
        }
        // Nothing is counted yet: what few there are of is offered whole.
        None if most > 150 => catalog.slugs(kind).map(|slug| option(slug, None)).collect(),
        None => Vec::new(),
    };
    for value in &chosen {
        if !options.iter().any(|option| option.value == *value) {
            options.push(option(value, count(value)));
        }
    }
    if most == usize::MAX {
        options.sort_by_cached_key(|option| catalog.rank(kind, &option.value));
    } else {
        options.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.label.cmp(&b.label)));
        let mut left = most;
        options.retain(|option| {
            let is_left = left > 0;
            left = left.saturating_sub(1);
            is_left || option.selected
        });
    }
    if parameter.name == "location" && filter.value("near").is_some() {
        // Chosen in the form, another place is searched around as far: that is not what was counted.
        for option in &mut options {
            option.count = None;
            option.disabled = false;
        }
    }
    options
}

/// How many results a value has at least that is one of so many.
fn least_shown(counts: &[(String, u64)], most: usize) -> u64 {
    if counts.len() <= most {
        return 0;
    }
    let mut counts: Vec<u64> = counts.iter().map(|(_, count)| *count).collect();
    let (_, least, _) = counts.select_nth_unstable_by(most - 1, |a, b| b.cmp(a));
    *least
}

/// The steps on offer, and the value in force where it is none of them.
fn steps(filter: &Filter, parameter: &Parameter) -> Vec<String> {
    let mut steps: Vec<u64> = match parameter.control {
        _ if parameter.is_price() => price_steps(filter),
        Control::Steps(steps) => steps.to_vec(),
        _ => Vec::new(),
    };
    steps.extend(filter.value(parameter.name).and_then(|value| value.parse::<u64>().ok()));
    steps.sort_unstable();
    steps.dedup();
    steps.into_iter().map(|step| step.to_string()).collect()
}

fn stepped(
    filter: &Filter,
    parameter: &Parameter,
    catalog: &Catalog,
    counts: Option<&[(String, u64)]>,
) -> Vec<FacetOption> {
    let chosen = filter.value(parameter.name);
    (steps(filter, parameter).into_iter().enumerate())
        .map(|(at, value)| {
            let selected = chosen == Some(value.as_str());
            let count = counts.and_then(|counts| counts.get(at)).map(|(_, count)| *count);
            let label = label(filter, parameter, &value, catalog);
            FacetOption { label, selected, count, disabled: count == Some(0) && !selected, value }
        })
        .collect()
}

/// Words that say how another parameter is meant.
fn words(filter: &Filter, parameter: &Parameter, counts: Option<&[(String, u64)]>) -> Vec<FacetOption> {
    let chosen = filter.how(parameter.name);
    let option = |value: String, label: String, selected: bool| FacetOption {
        value,
        label,
        selected,
        count: None,
        disabled: false,
    };
    match parameter.kind {
        Kind::Terms(words, _) => words
            .iter()
            .map(|(word, label)| option((*word).to_owned(), (*label).to_owned(), *word == chosen))
            .collect(),
        Kind::Currency => {
            let mut codes: Vec<(&str, u64)> =
                counts.unwrap_or_default().iter().map(|(code, count)| (code.as_str(), *count)).collect();
            codes.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
            let mut codes: Vec<&str> = codes.into_iter().map(|(code, _)| code).collect();
            if !codes.contains(&chosen) {
                codes.push(chosen);
            }
            codes.into_iter().map(|code| option(code.to_owned(), code.to_owned(), code == chosen)).collect()
        }
        _ => {
            let is_near = filter.value("near").is_some();
            let mut steps: Vec<u64> = DISTANCES.to_vec();
            steps.extend(chosen.parse::<u64>().ok().filter(|_| is_near));
            steps.sort_unstable();
            steps.dedup();
            steps
                .into_iter()
                .map(|step| {
                    let step = step.to_string();
                    let label = format!("Within {}", distance(&step));
                    let selected = is_near && step == chosen;
                    option(step, label, selected)
                })
                .collect()
        }
    }
}
