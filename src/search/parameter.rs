//! What a list can be asked for: each parameter of its address, said once.
//!
//! From one line in a slice's table follow reading and writing the address, the chip, the control in the form with its
//! counts, and what the index looks up.

use super::Filter;
use crate::taxonomy::TaxonomyKind;

/// A list that can be searched.
#[derive(Debug)]
pub struct List {
    /// What its rows are called where changes are noted (`executive`).
    pub entity: &'static str,
    /// Where it stands (`/executives`).
    pub path: &'static str,
    /// One result (`executive`).
    pub singular: &'static str,
    /// Several results (`executives`).
    pub plural: &'static str,
    /// The label of the search box.
    pub search_label: &'static str,
    /// An example of what can be searched for.
    pub search_hint: &'static str,
    /// What the address may say, in the order in which it says it.
    pub parameters: &'static [Parameter],
    /// The figures that a row has, by which ranges and orders go.
    pub numbers: &'static [&'static str],
    /// The orders; the first holds where none is asked for, and decides between equals in all others.
    pub sorts: &'static [Sort],
    /// Whether rows age by the database's clock (`true`) or by the site's.
    pub ages_by_database: bool,
}

impl List {
    /// Where a parameter stands in the table.
    pub fn place(&self, name: &str) -> Option<usize> {
        self.parameters.iter().position(|parameter| parameter.name == name)
    }

    /// Whether an address or a form may say something by this name.
    pub fn knows(&self, name: &str) -> bool {
        let mut parameters = self.parameters.iter();
        name == "page"
            || parameters.any(|parameter| {
                parameter.name == name || parameter.named.is_some_and(|named| named.name == name)
            })
    }

    /// Where a figure stands in a row.
    pub fn number(&self, name: &str) -> Option<usize> {
        self.numbers.iter().position(|number| *number == name)
    }
}

/// An order of results.
#[derive(Debug)]
pub struct Sort {
    /// The word in the address.
    pub param: &'static str,
    /// What people read.
    pub label: &'static str,
    /// By which figures, the first that differs decides; a figure that is missing comes last.
    pub by: &'static [By],
    /// What decides before these.
    pub first: Option<First>,
}

/// What decides first in an order that the rest of a search has a say in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum First {
    /// The price by `rate_unit` in `currency`, the lowest first; whoever has none in it comes last.
    LowestPrice,
    /// The same, the highest first.
    HighestPrice,
    /// The way from where is searched `near`; an order only there.
    Nearest,
}

/// One figure of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// The largest first.
    Most(&'static str),
    /// The smallest first.
    Least(&'static str),
}

/// A parameter of a list's address.
#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    /// Its name in the address.
    pub name: &'static str,
    /// What people read over its control.
    pub legend: &'static str,
    /// Which values it takes.
    pub kind: Kind,
    /// What those mean to the index.
    pub meaning: Meaning,
    /// How it is filled in.
    pub control: Control,
    /// Parameters of one group are one choice: counts of one leave out what the others say.
    pub group: &'static str,
    /// What people read for a value, where that is neither a name nor a term.
    pub say: fn(&Filter, &str) -> String,
    /// The field in which its values can be typed by their names, if there is one.
    pub named: Option<Named>,
}

/// Which values a parameter takes.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// A line of text.
    Text,
    /// A slug of a taxonomy, or several.
    Slugs(TaxonomyKind, Several),
    /// A word of a closed vocabulary with what people read for it, or several.
    Terms(&'static [(&'static str, &'static str)], Several),
    /// A whole number between two bounds.
    Number(u64, u64),
    /// An ISO 4217 code.
    Currency,
}

/// How many values a parameter takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Several {
    /// One.
    One,
    /// One; this holds where none is given, and is never written.
    Default(&'static str),
    /// Any of them.
    AnyOf,
}

/// What the values of a parameter mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// Words to find.
    Words,
    /// Rows that have any of the values in this column.
    AnyOf(&'static str),
    /// Rows whose figure is this or less.
    AtMost(&'static str),
    /// Rows whose figure is this or more.
    AtLeast(&'static str),
    /// Rows whose moment lies within so many days.
    Days(&'static str),
    /// Rows whose place lies within `radius` of this one.
    Near,
    /// Rows whose price by `rate_unit` in `currency` is this or less.
    PriceAtMost,
    /// Rows whose price by `rate_unit` in `currency` is this or more.
    PriceAtLeast,
    /// Nothing by itself: how another parameter of its group is meant, and what stands where it is not given.
    How(&'static str),
    /// The order.
    Order,
}

/// How a parameter is filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Control {
    /// Not by a control of its own.
    None,
    /// A drop-down.
    Select,
    /// A drop-down of so many values at most, those that most rows of the whole list have.
    SelectMost(usize),
    /// Boxes, any of them; so many values at most.
    Boxes(usize),
    /// A drop-down of steps.
    Steps(&'static [u64]),
    /// A number, for which steps are suggested.
    Number,
    /// A drop-down of words that say how another one is meant; without counts.
    Words,
}

/// A field in which values are typed by their names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Named {
    /// What a form calls it (`place`); addresses say what is meant by their own parameter.
    pub name: &'static str,
    /// What people read over it.
    pub label: &'static str,
}

fn plain(_: &Filter, value: &str) -> String {
    value.to_owned()
}

impl Parameter {
    const fn new(name: &'static str, legend: &'static str, kind: Kind, meaning: Meaning) -> Self {
        Self { name, legend, kind, meaning, control: Control::None, group: name, say: plain, named: None }
    }

    /// The words to find.
    pub const fn words() -> Self {
        Self::new("q", "Words", Kind::Text, Meaning::Words)
    }

    /// One row of a taxonomy.
    pub const fn one_of(name: &'static str, legend: &'static str, of: TaxonomyKind) -> Self {
        Self::new(name, legend, Kind::Slugs(of, Several::One), Meaning::AnyOf(name)).shown(Control::Select)
    }

    /// Any of a taxonomy's rows; at most so many are offered.
    pub const fn any_of(name: &'static str, legend: &'static str, of: TaxonomyKind, most: usize) -> Self {
        Self::new(name, legend, Kind::Slugs(of, Several::AnyOf), Meaning::AnyOf(name))
            .shown(Control::Boxes(most))
    }

    /// Any of a closed vocabulary's words.
    pub const fn terms(
        name: &'static str,
        legend: &'static str,
        words: &'static [(&'static str, &'static str)],
    ) -> Self {
        Self::new(name, legend, Kind::Terms(words, Several::AnyOf), Meaning::AnyOf(name))
            .shown(Control::Boxes(usize::MAX))
    }

    /// A figure of a row, limited to one side.
    pub const fn range(
        name: &'static str,
        legend: &'static str,
        meaning: Meaning,
        bounds: (u64, u64),
        steps: &'static [u64],
        say: fn(&Filter, &str) -> String,
    ) -> Self {
        let parameter = Self::new(name, legend, Kind::Number(bounds.0, bounds.1), meaning);
        Self { say, ..parameter.shown(Control::Steps(steps)) }
    }

    /// A price of a row, limited to one side.
    pub const fn price(
        name: &'static str,
        legend: &'static str,
        meaning: Meaning,
        bounds: (u64, u64),
        say: fn(&Filter, &str) -> String,
    ) -> Self {
        let parameter = Self::new(name, legend, Kind::Number(bounds.0, bounds.1), meaning);
        Self { say, ..parameter.shown(Control::Number) }
    }

    /// Whether a place can be typed for it.
    pub fn names_places(&self) -> bool {
        self.named.is_some() && matches!(self.kind, Kind::Slugs(TaxonomyKind::Location, _))
    }

    /// Whether it limits a price.
    pub fn is_price(&self) -> bool {
        matches!(self.meaning, Meaning::PriceAtMost | Meaning::PriceAtLeast)
    }

    /// How another parameter is meant.
    pub const fn how(name: &'static str, legend: &'static str, kind: Kind, default: &'static str) -> Self {
        Self::new(name, legend, kind, Meaning::How(default)).shown(Control::Words)
    }

    /// The order of results.
    pub const fn sort(words: &'static [(&'static str, &'static str)]) -> Self {
        Self::new("sort", "Sort", Kind::Terms(words, Several::Default(words[0].0)), Meaning::Order)
    }

    /// The same with another control.
    #[must_use]
    pub const fn shown(self, control: Control) -> Self {
        Self { control, ..self }
    }

    /// The same, whose values can also be typed by their names.
    #[must_use]
    pub const fn named(self, name: &'static str, label: &'static str) -> Self {
        Self { named: Some(Named { name, label }), ..self }
    }

    /// The same as part of a group.
    #[must_use]
    pub const fn in_group(self, group: &'static str) -> Self {
        Self { group, ..self }
    }

    /// The same with words of its own for its values.
    #[must_use]
    pub const fn said(self, say: fn(&Filter, &str) -> String) -> Self {
        Self { say, ..self }
    }

    /// Whether it leaves rows out by itself.
    pub fn filters(&self) -> bool {
        !matches!(self.meaning, Meaning::How(_) | Meaning::Order)
    }
}
