//! Links as pages show them, with and without the number of things behind them.

/// A taxonomy row as a page names it: its slug makes the address, its name is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The slug.
    pub slug: String,
    /// What people read.
    pub name: String,
    /// Whether its hub holds enough to be linked.
    pub has_hub: bool,
}

impl Named {
    /// A slug with its name, without a link.
    pub fn new(slug: impl Into<String>, name: impl Into<String>) -> Self {
        Self { slug: slug.into(), name: name.into(), has_hub: false }
    }

    /// The same, linked when its slug is among those whose hubs hold enough.
    pub fn link_if_worthy(&mut self, worthy: &[String]) {
        self.has_hub = worthy.contains(&self.slug);
    }
}

/// A link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// What people read.
    pub label: String,
    /// Where it leads: an own path, or an absolute http(s) address.
    pub href: String,
}

impl Link {
    /// A label with its address.
    pub fn new(label: impl Into<String>, href: &(impl ToString + ?Sized)) -> Self {
        Self { label: label.into(), href: href.to_string() }
    }
}

/// A link with the number of results that stand behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// What people read.
    pub label: String,
    /// Where it leads.
    pub href: String,
    /// How many results the page behind it shows.
    pub count: u64,
}

impl Counted {
    /// A label with its address and its count.
    pub fn new(label: impl Into<String>, href: &(impl ToString + ?Sized), count: u64) -> Self {
        Self { label: label.into(), href: href.to_string(), count }
    }
}

/// Counted links under one heading.
#[derive(Clone, Debug)]
pub struct LinkGroup {
    /// What the links have in common (`CFOs in other places`).
    pub heading: String,
    /// The links, most results first.
    pub links: Vec<Counted>,
}

/// One figure of a page with what it measures.
#[derive(Clone, Debug)]
pub struct Figure {
    /// The figure, ready to read (`$8,500/month`, `312`).
    pub value: String,
    /// What it measures (`median starting price`).
    pub label: String,
    /// How sure it is (`34 profiles, half between $6,000 and $12,000`).
    pub note: Option<String>,
}
