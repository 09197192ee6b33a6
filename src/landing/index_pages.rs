//! `/roles`, `/locations`, `/industries`: every hub, grouped so that it can be found.

use askama::Template;

use crate::web::page::{Crumbs, Layout, Meta};

/// One hub in an index.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What people read.
    pub name: String,
    /// The hub's address.
    pub href: String,
    /// More words (the role's full title).
    pub detail: Option<String>,
    /// Published executives.
    pub executives: u64,
    /// Open jobs.
    pub jobs: u64,
}

/// Hubs under one heading.
#[derive(Clone, Debug)]
pub struct Group {
    /// The function, the country, or the letter.
    pub heading: String,
    /// The hubs.
    pub entries: Vec<Entry>,
}

/// Declares the three indexes, which differ in their template alone.
macro_rules! index_pages {
    ($($(#[$meta:meta])* $name:ident = $template:literal;)+) => {
        $(
            $(#[$meta])*
            #[derive(Debug, Template)]
            #[template(path = $template)]
            pub struct $name {
                /// The frame.
                pub layout: Layout,
                /// What search engines are told.
                pub meta: Meta,
                /// The way here.
                pub crumbs: Crumbs,
                /// The hubs, grouped.
                pub groups: Vec<Group>,
            }
        )+
    };
}

index_pages! {
    /// All roles, by function.
    RolesPage = "landing/roles.html";
    /// All places, by country.
    LocationsPage = "landing/locations.html";
    /// All industries, by first letter.
    IndustriesPage = "landing/industries.html";
}
