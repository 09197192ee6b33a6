//! The form of a list.

use askama::Template;
use serde_json::Value;

use super::column::{Column, columns, typed};
use super::{MOST, heading, word};
use crate::executives::editing::List;
use crate::urls;
use crate::web::form::{Field, is_wrong};
use crate::web::page::{Layout, Meta};

/// An entry, as it was typed.
#[derive(Debug)]
pub struct Row {
    /// What was typed for each column.
    pub fields: Vec<Field>,
}

impl Row {
    /// An empty one.
    pub fn blank(list: List) -> Self {
        Self { fields: columns(list).iter().map(|column| Field::blank(column.name)).collect() }
    }

    /// One that stands in the table.
    pub fn of(list: List, entry: &Value) -> Self {
        let fields = columns(list).iter().map(|column| Field::typed(column.name, &typed(column, entry)));
        Self { fields: fields.collect() }
    }

    /// What a form sends, in its order: fields are named `3-company_name`.
    pub fn sent(list: List, sent: &[(String, String)]) -> Vec<Self> {
        let mut rows: Vec<(usize, Self)> = Vec::new();
        for (name, value) in sent {
            let Some((place, name)) = name.split_once('-') else { continue };
            let Ok(place) = place.parse::<usize>() else { continue };
            let Some(at) = columns(list).iter().position(|column| column.name == name) else { continue };
            let found = rows.iter().position(|(known, _)| *known == place);
            let index = match found {
                Some(index) => index,
                None if rows.len() < MOST => {
                    rows.push((place, Self::blank(list)));
                    rows.len() - 1
                }
                None => continue,
            };
            rows[index].1.fields[at] = Field::typed(columns(list)[at].name, value);
        }
        rows.sort_by_key(|(place, _)| *place);
        rows.into_iter().map(|(_, row)| row).collect()
    }

    /// Names its fields by its place.
    pub fn stand_at(&mut self, list: List, place: usize) {
        for (column, field) in columns(list).iter().zip(&mut self.fields) {
            field.name = format!("{place}-{}", column.name).into();
        }
    }

    /// Whether nothing was typed.
    pub fn is_blank(&self) -> bool {
        self.fields.iter().all(Field::is_empty)
    }
}

/// A list, as it is being edited.
#[derive(Debug)]
pub struct Entries {
    /// Which list.
    pub list: List,
    /// Its entries.
    pub rows: Vec<Row>,
}

impl Entries {
    /// With these entries.
    pub fn new(list: List, mut rows: Vec<Row>) -> Self {
        for (place, row) in rows.iter_mut().enumerate() {
            row.stand_at(list, place);
        }
        Self { list, rows }
    }

    /// The list as it stands; an empty one with room for an entry.
    pub fn standing(list: List, standing: &[Value]) -> Self {
        let mut rows: Vec<Row> = standing.iter().map(|entry| Row::of(list, entry)).collect();
        if rows.is_empty() {
            rows.push(Row::blank(list));
        }
        Self::new(list, rows)
    }

    /// Whether something is wrong with any.
    pub fn is_wrong(&self) -> bool {
        is_wrong(self.rows.iter().flat_map(|row| &row.fields))
    }

    /// What people read.
    pub fn heading(&self) -> &'static str {
        heading(self.list)
    }

    /// The columns of an entry with what was typed.
    pub fn fields<'a>(&self, row: &'a Row) -> impl Iterator<Item = (&'static Column, &'a Field)> + use<'a> {
        columns(self.list).iter().zip(&row.fields)
    }

    /// Whether there is room for another one.
    pub fn has_room(&self) -> bool {
        self.rows.len() < MOST
    }
}

/// `/me/{slug}/edit/{list}`
#[derive(Debug, Template)]
#[template(path = "me/entries.html")]
pub struct EntriesPage {
    /// The frame.
    pub layout: Layout,
    /// What search engines are told.
    pub meta: Meta,
    /// The profile.
    pub slug: String,
    /// The list.
    pub entries: Entries,
    /// What stood there when the form was shown, in short.
    pub was: String,
    /// What somebody else made of it meanwhile.
    pub crossed: Option<Vec<String>>,
}

impl EntriesPage {
    /// With these entries.
    pub fn new(layout: Layout, slug: String, entries: Entries, was: String) -> Self {
        let meta =
            Meta::for_one(format!("Edit: {}", entries.heading()), "What your profile lists, entry by entry.");
        Self { layout, meta, slug, entries, was, crossed: None }
    }

    /// This page.
    pub fn here(&self) -> String {
        urls::EditList::to(&self.slug, word(self.entries.list)).to_string()
    }

    /// The page above.
    pub fn back(&self) -> String {
        urls::MyProfile::to(&self.slug).to_string()
    }
}
