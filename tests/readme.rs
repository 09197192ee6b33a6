//! The README tells the truth about settings and fields.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use quarterdeck::config::Settings;
use quarterdeck::ingestion::{Entity, known_fields};

#[test]
fn the_table_of_settings_is_that_of_the_command_line() {
    let readme = include_str!("../README.md");
    let (_, section) = readme.split_once("\n## Settings\n").expect("README.md has no section “Settings”");
    let section = section.split("\n## ").next().unwrap();
    let mut rows: Vec<Vec<String>> =
        section.lines().filter(|line| line.starts_with('|')).map(cells).collect();
    assert!(rows.len() > 2, "no table under “Settings”");
    assert_eq!(rows.remove(0)[..3], ["Variable", "Flag", "Default"]);
    rows.remove(0);
    let said: Vec<[&str; 3]> = rows.iter().map(|row| [&*row[0], &*row[1], &*row[2]]).collect();
    let settings = Settings::table();
    let real: Vec<[&str; 3]> = (settings.iter())
        .map(|setting| [&*setting.env, &*setting.flag, setting.default.as_deref().unwrap_or_default()])
        .collect();
    assert_eq!(said, real, "a row each, in the order of `quarterdeck --help`");
    assert!(rows.iter().all(|row| row.len() == 4 && !row[3].is_empty()), "a row says nothing");
}

#[test]
fn the_bodies_for_clay_name_fields_that_exist() {
    let readme = include_str!("../README.md");
    let (_, section) = readme.split_once("\n### Connecting Clay\n").unwrap();
    let section = section.split("\n### ").next().unwrap();
    let bodies: Vec<&str> =
        section.split("```text\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    assert_eq!(bodies.len(), 2, "one for executives, one for jobs");
    for (body, entity) in bodies.into_iter().zip([Entity::Executive, Entity::Job]) {
        let fields: Vec<&str> = body.lines().filter_map(|line| line.split('"').nth(1)).collect();
        assert!(fields.len() > 5, "{body}");
        for field in fields {
            assert!(known_fields(entity).any(|known| known == field), "{field}");
        }
    }
}

/// The cells of a row, without code marks; a dash stands for nothing.
fn cells(line: &str) -> Vec<String> {
    let line = line.trim().trim_start_matches('|').trim_end_matches('|');
    let plain = |cell: &str| match cell.trim().trim_matches('`') {
        "none" | "–" | "—" => String::new(),
        cell => cell.to_owned(),
    };
    line.split('|').map(plain).collect()
}
