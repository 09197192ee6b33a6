//! The controls of a list with the number of results behind every choice.
//!
//! A count is what choosing that value alone gives: counted with everything else in force, without what the control's own
//! group says.

use std::cmp::Reverse;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::Filter;
use super::filter::{label, taxonomy_of};
use super::index::{Counts, Options, Predicate};
use super::meaning::condition;
use super::parameter::{Control, Kind, List, Meaning, Parameter};
use super::shared::{DISTANCES, distance, price_steps};
use crate::taxonomy::{Area, Catalog, Label};
use crate::web::listing::{Facet, FacetKind, FacetOption, Naming};

/// What has to be counted for the controls of a list: one entry for each parameter of its table, in its order.
pub fn options(filter: &Filter, catalog: &Catalog, now: DateTime<Utc>) -> Vec<(&'static str, Options)> {
    let of = |parameter: &Parameter| match (parameter.control, parameter.meaning) {
        (_, Meaning::How(_)) if matches!(parameter.kind, Kind::Currency) => Options::Values("currency"),
        (Control::Steps(_) | Control::Number, _) => {
            let besides = kept_beside(filter, parameter, catalog, now);
            let condition = |value: &String| {
                let own = condition(filter, parameter, value, catalog, now)
                    .unwrap_or_else(|| Predicate::AnyOf(parameter.name, Arc::default()));
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
        of_it.flat_map(|facet| &facet.options).any(|option| option.selected && *option.value == *value)
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
pub fn facets(filter: &Filter, catalog: &Catalog, counts: Option<&[Counts]>, is_empty: bool) -> Vec<Facet> {
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
        let mut unoffered = Vec::new();
        match parameter.control {
            Control::None => continue,
            Control::Boxes(most) => {
                facet.kind = FacetKind::Checkbox;
                (facet.options, unoffered) = values(filter, parameter, catalog, counts);
                if most != usize::MAX {
                    facet = facet.chosen_first();
                }
            }
            Control::Select | Control::SelectMost(_) => {
                (facet.options, _) = values(filter, parameter, catalog, counts);
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
        facet.naming = naming(filter, parameter, &facet, unoffered);
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
fn naming(filter: &Filter, parameter: &Parameter, facet: &Facet, unoffered: Vec<Arc<str>>) -> Option<Naming> {
    let of_group = |other: &&Parameter| other.group == parameter.group && other.named.is_some();
    let named = filter.list().parameters.iter().find(of_group).filter(|_| !facet.follows)?.named?;
    let typed = filter.unknown_name(named.name).to_owned();
    if facet.is_checkbox() && unoffered.is_empty() && typed.is_empty() {
        return None;
    }
    Some(Naming { name: named.name, label: named.label, typed, suggestions: unoffered })
}

/// A value of a column that may be offered.
struct Offer<'a> {
    value: Arc<str>,
    count: u64,
    /// Nothing of what the taxonomy doesn't have any more.
    label: Option<&'a Label>,
}

impl Offer<'_> {
    fn by_name(&self) -> usize {
        self.label.map_or(usize::MAX, |label| label.by_name)
    }

    fn by_count(&self) -> (Reverse<u64>, usize) {
        (Reverse(self.count), self.by_name())
    }

    fn by_rank(&self) -> usize {
        self.label.map_or(usize::MAX, |label| label.rank)
    }
}

/// The values of a column that its control offers, in its order, and what those are called that some results have and it
/// has no room for.
fn values(
    filter: &Filter,
    parameter: &Parameter,
    catalog: &Catalog,
    counts: Option<&[(Arc<str>, u64)]>,
) -> (Vec<FacetOption>, Vec<Arc<str>>) {
    let mut chosen = filter.values(parameter.name).to_vec();
    if parameter.name == "location" && chosen.is_empty() {
        // The place around which is searched stands in the same control.
        chosen.extend(filter.values("near").iter().cloned());
    }
    let is_chosen = |value: &str| chosen.iter().any(|chosen| chosen == value);
    let option = |value: Arc<str>, text: Arc<str>, count: Option<u64>| {
        let selected = is_chosen(&value);
        FacetOption { value, label: text, selected, count, disabled: count == Some(0) && !selected }
    };
    if let Kind::Terms(words, _) = parameter.kind {
        let count = |word: &str| {
            Some(counts?.iter().find(|(known, _)| **known == *word).map_or(0, |(_, count)| *count))
        };
        let options = words.iter().map(|(word, text)| option((*word).into(), (*text).into(), count(word)));
        return (options.collect(), Vec::new());
    }
    let Some(labels) = taxonomy_of(parameter).and_then(|kind| catalog.labels(kind)) else {
        return (Vec::new(), Vec::new());
    };
    let value = |value: &Arc<str>, count| Offer { value: value.clone(), count, label: labels.get(value) };
    let mut values: Vec<Offer<'_>> = match counts {
        Some(counts) => counts.iter().map(|(known, count)| value(known, *count)).collect(),
        // Nothing is counted yet: what few there are of is offered whole.
        None if matches!(parameter.control, Control::Select) => {
            labels.keys().map(|slug| value(slug, 0)).collect()
        }
        None => Vec::new(),
    };
    for chosen in &chosen {
        if !values.iter().any(|value| *value.value == **chosen) {
            values.push(value(&chosen.as_str().into(), 0));
        }
    }
    let mut unoffered = Vec::new();
    match parameter.control {
        Control::Boxes(most) | Control::SelectMost(most) if values.len() > most => {
            values.select_nth_unstable_by_key(most, Offer::by_count);
            let (more, rest): (Vec<_>, Vec<_>) =
                values.split_off(most).into_iter().partition(|value| is_chosen(&value.value));
            values.extend(more);
            unoffered = rest;
        }
        _ => {}
    }
    match parameter.control {
        Control::Boxes(_) => values.sort_unstable_by_key(Offer::by_count),
        Control::Select => values.sort_unstable_by_key(Offer::by_rank),
        _ => values.sort_unstable_by_key(Offer::by_name),
    }
    unoffered.retain(|value| value.count > 0);
    unoffered.sort_unstable_by_key(Offer::by_name);
    let text = |value: &Offer<'_>| match value.label {
        Some(known) => known.name.clone(),
        None => label(filter, parameter, &value.value, catalog).into(),
    };
    let unoffered = unoffered.iter().map(text).collect();
    // Chosen in the form, another place is searched around as far: that is not what was counted.
    let is_counted = counts.is_some() && !(parameter.name == "location" && filter.value("near").is_some());
    // An area is no value of the column: what it finds is the list itself.
    let area = filter.area(catalog).map(Area::slug);
    let offered = values.into_iter().map(|value| {
        let is_area = area.as_deref() == Some(&*value.value);
        let text = text(&value);
        option(value.value, text, (is_counted && !is_area).then_some(value.count))
    });
    (offered.collect(), unoffered)
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
    counts: Option<&[(Arc<str>, u64)]>,
) -> Vec<FacetOption> {
    let chosen = filter.value(parameter.name);
    (steps(filter, parameter).into_iter().enumerate())
        .map(|(at, value)| {
            let selected = chosen == Some(value.as_str());
            let count = counts.and_then(|counts| counts.get(at)).map(|(_, count)| *count);
            let label = label(filter, parameter, &value, catalog).into();
            FacetOption {
                label,
                selected,
                count,
                disabled: count == Some(0) && !selected,
                value: value.into(),
            }
        })
        .collect()
}

/// Words that say how another parameter is meant.
fn words(filter: &Filter, parameter: &Parameter, counts: Option<&[(Arc<str>, u64)]>) -> Vec<FacetOption> {
    let chosen = filter.how(parameter.name);
    let option = |value: &str, label: &str, selected: bool| FacetOption {
        value: value.into(),
        label: label.into(),
        selected,
        count: None,
        disabled: false,
    };
    match parameter.kind {
        Kind::Terms(words, _) => {
            words.iter().map(|(word, label)| option(word, label, *word == chosen)).collect()
        }
        Kind::Currency => {
            let mut codes: Vec<(&str, u64)> =
                counts.unwrap_or_default().iter().map(|(code, count)| (&**code, *count)).collect();
            codes.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
            let mut codes: Vec<&str> = codes.into_iter().map(|(code, _)| code).collect();
            if !codes.contains(&chosen) {
                codes.push(chosen);
            }
            codes.into_iter().map(|code| option(code, code, code == chosen)).collect()
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
                    option(&step, &label, selected)
                })
                .collect()
        }
    }
}
