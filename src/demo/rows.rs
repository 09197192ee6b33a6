//! The spellings of one row: as an HTTP column sends it, as a CSV export writes it, as an enrichment names it.

use serde_json::{Map, Value, json};

use super::text::british;

/// Where a row seems to come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// An HTTP API column: `snake_case` names, numbers, arrays and objects.
    Api,
    /// A CSV export: Title Case names, everything a string, JSON text where the cell was structured.
    Csv,
    /// An HTTP column whose names are the table's: Title Case names, arrays and objects.
    Enriched,
}

/// A row that grows field by field.
pub(super) struct Row {
    style: Style,
    american: bool,
    map: Map<String, Value>,
}

impl Row {
    pub fn new(style: Style, american: bool) -> Self {
        Self { style, american, map: Map::new() }
    }

    /// Whether names are in `snake_case` and values in their own types.
    pub fn snake(&self) -> bool {
        self.style == Style::Api
    }

    /// Whether its texts are in American spelling.
    pub fn american(&self) -> bool {
        self.american
    }

    /// Sets a field, named in Title Case here.
    pub fn set(&mut self, name: &str, value: Value) {
        let value = match value {
            Value::Number(number) if self.style == Style::Csv => json!(number.to_string()),
            Value::Bool(yes) if self.style == Style::Csv => json!(yes.to_string()),
            value => value,
        };
        let name = match self.style {
            Style::Api => name.to_lowercase().replace(' ', "_"),
            Style::Csv | Style::Enriched => name.to_owned(),
        };
        self.map.insert(name, value);
    }

    /// Sets a text in the spelling of its country.
    pub fn text(&mut self, name: &str, text: &str) {
        let text = if self.american { text.to_owned() } else { british(text) };
        self.set(name, Value::String(text));
    }

    /// A number as this style writes it.
    pub fn number(&self, number: impl Into<i64>) -> Value {
        let number = number.into();
        if self.style == Style::Csv { json!(number.to_string()) } else { json!(number) }
    }

    /// Sets a list of words.
    pub fn list(&mut self, name: &str, items: &[String]) {
        let value = match self.style {
            Style::Api => json!(items),
            Style::Csv if items.iter().any(|item| item.contains(',')) => json!(items.join("; ")),
            Style::Csv => json!(items.join(if items.len().is_multiple_of(2) { "; " } else { ", " })),
            Style::Enriched => json!(json!(items).to_string()),
        };
        self.set(name, value);
    }

    /// Sets a list of objects, each text in the spelling of its country.
    pub fn objects(&mut self, name: &str, items: &[Value]) {
        let mut value = Value::Array(items.to_vec());
        if !self.american {
            spell(&mut value);
        }
        let value = if self.style == Style::Csv { json!(value.to_string()) } else { value };
        self.set(name, value);
    }

    pub fn into_map(self) -> Map<String, Value> {
        self.map
    }
}

fn spell(value: &mut Value) {
    match value {
        Value::String(text) if text.contains(' ') && text.len() > 24 => *text = british(text),
        Value::Array(items) => items.iter_mut().for_each(spell),
        Value::Object(fields) => fields
            .iter_mut()
            .filter(|(key, _)| {
                matches!(
                    key.as_str(),
                    "summary" | "situation" | "action" | "outcome" | "metric" | "content" | "title"
                )
            })
            .for_each(|(_, field)| spell(field)),
        _ => {}
    }
}
