//! Schemas that answers are held to: JSON Schema (2020-12), and XML Schema and RELAX NG as xmllint reads them.

use std::io::Write;
use std::process::{Command, Stdio};

use boon::{Compiler, Draft, SchemaIndex, Schemas};
use serde_json::Value;

/// A schema, ready to be asked.
pub struct Schema {
    schemas: Schemas,
    index: SchemaIndex,
}

impl Schema {
    /// Panics where the schema itself is none.
    pub fn new(schema: Value) -> Self {
        const PLACE: &str = "https://schema.example/schema.json";
        let place = schema["$id"].as_str().unwrap_or(PLACE).to_owned();
        let mut schemas = Schemas::new();
        let mut compiler = Compiler::new();
        compiler.set_default_draft(Draft::V2020_12);
        compiler.enable_format_assertions();
        compiler.add_resource(&place, schema).unwrap();
        let index = compiler.compile(&place, &mut schemas).unwrap_or_else(|error| panic!("{error:#}"));
        Self { schemas, index }
    }

    /// What is wrong with a value, in words; nothing where it is as the schema says.
    pub fn wrong_with(&self, value: &Value) -> Option<String> {
        self.schemas.validate(value, self.index).err().map(|error| format!("{error:#}"))
    }
}

/// Panics unless a document keeps to a schema of `tests/schemas`, an `.xsd` or an `.rng`.
pub fn keeps_to(schema: &str, xml: &str) {
    let path = format!("{}/tests/schemas/{schema}", env!("CARGO_MANIFEST_DIR"));
    let language = if path.ends_with("xsd") { "--schema" } else { "--relaxng" };
    xmllint(&[language, &path], xml);
}

/// Panics unless a document is XML at all, which readers of feeds are more lenient about than browsers.
pub fn is_well_formed(xml: &str) {
    xmllint(&[], xml);
}

fn xmllint(options: &[&str], xml: &str) {
    let mut xmllint = Command::new("xmllint")
        .args(["--nonet", "--noout"])
        .args(options)
        .arg("-")
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("xmllint, of Debian's libxml2-utils");
    xmllint.stdin.take().unwrap().write_all(xml.as_bytes()).unwrap();
    let output = xmllint.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}\n{xml}");
}
