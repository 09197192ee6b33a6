//! `quarterdeck trace SLUG`.

use std::fmt::Write;

use clap::Args;
use quarterdeck::config::Settings;
use quarterdeck::ingestion::trace::{Field, Origin, Trace, trace};
use serde_json::Value;

use super::{Result, open_with_tables};

#[derive(Args)]
#[command(after_help = "Example:
  quarterdeck trace ann-abel
  quarterdeck runs show 12 --action update    # the run that a line names")]
pub struct TraceArgs {
    /// The last part of the profile's or the posting's address
    #[arg(value_name = "SLUG")]
    slug: String,
}

impl TraceArgs {
    pub async fn run(self, settings: &Settings) -> Result {
        let (database, pool) = open_with_tables(settings).await?;
        let found = trace(&pool, &self.slug).await?;
        pool.close().await;
        database.close().await?;
        let found = found
            .ok_or_else(|| format!("neither a profile nor a posting has the address “{}”", self.slug))?;
        super::runs::print(&text(&found))
    }
}

fn text(trace: &Trace) -> String {
    let mut text = String::new();
    let _ = writeln!(text, "The {} {} ({})", trace.entity.label(), trace.slug, trace.id);
    if trace.fields.is_empty() {
        text.push_str("No row of any source speaks of it.\n");
    }
    for field in &trace.fields {
        line(&mut text, field);
    }
    for suggestion in &trace.suggestions {
        let _ = writeln!(
            text,
            "suggested for {}: {} ({}, run {})",
            suggestion.field,
            short(&suggestion.value),
            suggestion.source,
            suggestion.run
        );
    }
    text
}

fn line(text: &mut String, field: &Field) {
    let whence = field.origins.iter().map(origin).collect::<Vec<_>>().join("; ");
    let locked = if field.is_locked { ", but its owner's own stands" } else { "" };
    let _ = writeln!(text, "{:<22} {:<52} {whence}{locked}", field.name, short(&field.value));
}

fn origin(origin: &Origin) -> String {
    let Origin { source, run, position, at } = origin;
    format!("{source}, run {run}, row {position}, {}", at.format("%Y-%m-%d"))
}

fn short(value: &Value) -> String {
    const MOST: usize = 50;
    let text = match value {
        Value::String(text) => text.replace('\n', " "),
        value => value.to_string(),
    };
    if text.chars().count() <= MOST {
        return text;
    }
    text.chars().take(MOST).chain(['…']).collect()
}
