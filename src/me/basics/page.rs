//! The form of a profile's single fields.

use askama::Template;

use super::control::{self, Control};
use super::parts::PartKind;
use super::{Basic, SECTIONS};
use crate::executives::queries::ProfileRow;
use crate::executives::view::Profile;
use crate::taxonomy::Catalog;
use crate::urls;
use crate::web::form::{Field, digest, is_wrong};
use crate::web::markdown::Html;
use crate::web::page::{Layout, Meta};

/// A field with what is shown and what was typed.
#[derive(Debug)]
pub struct Row {
    /// Which.
    pub basic: Basic,
    /// What the page shows.
    pub shown: Option<String>,
    /// What was typed.
    pub typed: Field,
    /// How it is typed.
    pub control: Control,
}

/// A heading with its fields.
#[derive(Debug)]
pub struct Section {
    /// What they have in common.
    pub heading: &'static str,
    /// The fields.
    pub rows: Vec<Row>,
}

/// `/me/{slug}/edit`
#[derive(Debug, Template)]
#[template(path = "me/edit.html")]
pub struct EditPage {
    /// The frame.
    pub layout: Layout,
    /// What search engines are told.
    pub meta: Meta,
    /// The profile.
    pub slug: String,
    /// Its fields.
    pub sections: Vec<Section>,
    /// What is suggested, by the ids of the lists.
    pub suggestions: Vec<(&'static str, Vec<String>)>,
    /// How the biography would look, where that was asked for.
    pub preview: Option<Html>,
    /// Fields of which something else waits to be looked at; empty where nothing does.
    pub waiting: String,
}

/// All fields of a profile, with what `typed` says of each and what it shows.
pub fn sections(
    row: &ProfileRow,
    profile: &Profile,
    catalog: &Catalog,
    typed: impl Fn(Basic, String) -> String,
) -> Vec<Section> {
    let section = |(heading, basics): &(&'static str, &[Basic])| {
        let rows = basics.iter().map(|basic| {
            let shown = control::shown(*basic, row, profile);
            let value = typed(*basic, shown.clone().unwrap_or_default());
            let control = Control::of(*basic, &value, catalog);
            Row { basic: *basic, shown, typed: Field::typed(basic.param(), &value), control }
        });
        Section { heading, rows: rows.collect() }
    };
    SECTIONS.iter().map(section).collect()
}

impl Row {
    /// The name under which the form tells what stood there.
    pub fn was_param(&self) -> String {
        format!("was-{}", self.basic.param())
    }

    /// What stands there, in short.
    pub fn stands(&self) -> String {
        digest(self.shown.as_deref().unwrap_or_default())
    }
}

impl EditPage {
    /// With what `typed` says of each field and what it shows.
    pub fn new(
        layout: Layout,
        row: &ProfileRow,
        profile: &Profile,
        catalog: &Catalog,
        typed: impl Fn(Basic, String) -> String,
    ) -> Self {
        Self {
            layout,
            meta: Meta::for_one("Edit your profile", "What your profile says, field by field."),
            slug: row.slug.clone(),
            sections: sections(row, profile, catalog, typed),
            suggestions: control::suggestions(catalog),
            preview: None,
            waiting: String::new(),
        }
    }

    /// All fields.
    pub fn rows(&self) -> impl Iterator<Item = &Row> {
        self.sections.iter().flat_map(|section| &section.rows)
    }

    /// All fields, to be read.
    pub fn rows_mut(&mut self) -> impl Iterator<Item = &mut Row> {
        self.sections.iter_mut().flat_map(|section| &mut section.rows)
    }

    /// Whether something is wrong with any.
    pub fn is_wrong(&self) -> bool {
        is_wrong(self.rows().map(|row| &row.typed))
    }

    /// The page above.
    pub fn back(&self) -> String {
        urls::MyProfile::to(&self.slug).to_string()
    }
}
