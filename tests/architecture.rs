//! What the house is built by: the direction of its modules, where SQL and raw HTML stand, how long a file gets.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use regex::Regex;

/// Where SQL stands besides files called `queries.rs`.
const SPEAK_SQL: [&str; 5] = [
    "src/database/",
    "src/demo/fill.rs",
    "src/ingestion/write/",
    "src/taxonomy/catalog.rs",
    "src/taxonomy/load.rs",
];

/// How long a file may be.
const LONGEST: usize = 460;

/// Files that are longer, because they are one table of cases or words.
const LONG: [&str; 11] = [
    "src/demo/executives.rs",
    "src/demo/text.rs",
    "src/ingestion/normalise/compensation.rs",
    "src/ingestion/normalise/date.rs",
    "src/ingestion/normalise/location.rs",
    "src/ingestion/normalise/markdown.rs",
    "src/ingestion/normalise/role.rs",
    "src/ingestion/normalise/timeline.rs",
    "src/taxonomy/vocabulary.rs",
    "tests/shell.rs",
    "tests/site/routes.rs",
];

#[test]
fn a_module_uses_only_what_stands_before_it() {
    let tiers = direction();
    let tier_of = |module: &str| tiers.iter().position(|tier| tier.iter().any(|known| known == module));
    let mut wrong = Vec::new();
    for (path, text) in files("src", "rs") {
        let Some(module) = module_of(&path) else { continue };
        let mine = tier_of(&module).unwrap_or_else(|| panic!("`{module}` is not in ARCHITECTURE.md"));
        for used in uses(&text).into_iter().filter(|used| *used != module) {
            let Some(theirs) = tier_of(&used) else {
                wrong.push(format!("{path}: `{used}` is not in ARCHITECTURE.md"));
                continue;
            };
            if theirs >= mine {
                wrong.push(format!("{path}: `{module}` must not use `{used}`"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_map_names_every_module_in_its_order() {
    let lib = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let modules: Vec<String> = (lib.lines())
        .filter_map(|line| Some(line.strip_prefix("pub mod ")?.strip_suffix(';')?.to_owned()))
        .collect();
    let listed: Vec<String> = direction().concat();
    assert_eq!(BTreeSet::from_iter(&modules), BTreeSet::from_iter(&listed));
    let tier = |module: &String| direction().iter().position(|tier| tier.contains(module)).unwrap();
    assert!(modules.is_sorted_by_key(tier), "src/lib.rs stands in another order: {modules:?}");
}

#[test]
fn nothing_in_the_program_diverts_what_it_asks_others() {
    let wrong: Vec<String> = (files("src", "rs").into_iter())
        .filter(|(path, text)| text.contains("Diverted") && !path.starts_with("src/outbound/"))
        .map(|(path, _)| path)
        .collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    // Links come from strangers: they are asked at public addresses alone.
    let named: Vec<String> = (files("src", "rs").into_iter())
        .filter(|(path, text)| text.contains("Reach::Named") && !path.starts_with("src/outbound/"))
        .map(|(path, _)| path)
        .collect();
    assert_eq!(named, ["src/notices/mod.rs"]);
}

#[test]
fn sql_stands_where_it_is_looked_for() {
    let wrong: Vec<String> = (files("src", "rs").into_iter())
        .filter(|(_, text)| ["sqlx::query", "sqlx::raw_sql"].iter().any(|call| code(text).contains(call)))
        .map(|(path, _)| path)
        .filter(|path| !path.ends_with("/queries.rs"))
        .filter(|path| !SPEAK_SQL.iter().any(|known| path.starts_with(known)))
        .collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn html_is_printed_raw_in_two_macros_only() {
    static RAW: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\|\s*safe\b|escape\s*=|autoescape").unwrap());
    let raw: Vec<String> = (files("templates", "html").into_iter())
        .flat_map(|(path, text)| {
            let lines = text.lines().filter(|line| RAW.is_match(line)).map(str::to_owned).collect::<Vec<_>>();
            lines.into_iter().map(move |line| format!("{path}: {}", line.trim()))
        })
        .collect();
    assert_eq!(raw.len(), 2, "{raw:#?}");
    assert!(raw.iter().all(|line| line.starts_with("templates/components/html.html")), "{raw:#?}");
    for (path, text) in files("src", "rs") {
        assert!(!text.contains("escape = \"none\""), "{path}");
    }
}

#[test]
fn templates_hold_no_inline_style_or_script() {
    static INLINE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"(?i)<style|\sstyle\s*=|\son[a-z]+\s*=\s*["'{]|javascript:|<script(?:\s+type="module" src=[^>]*>\s*</script)?"#)
            .unwrap()
    });
    let mut wrong = Vec::new();
    // Mails have no style sheet to link and stand under no policy; what they look like is said in one place.
    let pages =
        files("templates", "html").into_iter().filter(|(path, _)| !path.starts_with("templates/emails/"));
    for (path, text) in pages {
        for found in INLINE.find_iter(&text) {
            let is_module = found.as_str().ends_with("</script");
            let is_data = path.ends_with("components/html.html")
                && text[found.start()..].starts_with("<script type=\"application/ld+json\">");
            if !is_module && !is_data {
                wrong.push(format!("{path}: {}", found.as_str()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_slice_has_its_templates_beside_it() {
    for (path, text) in files("src", "rs") {
        let Some(module) = module_of(&path) else { continue };
        for template in text.split("#[template(path = \"").skip(1).map(|rest| rest.split('"').next().unwrap())
        {
            assert!(root().join("templates").join(template).is_file(), "{path}: {template}");
            let folder = template.split('/').next().unwrap();
            assert!(folder == module || module == "web", "{path}: {template} belongs to another slice");
        }
    }
}

#[test]
fn no_file_is_too_long_to_read() {
    let mut wrong = Vec::new();
    for (path, text) in files("src", "rs").into_iter().chain(files("tests", "rs")) {
        let lines = text.lines().count();
        let may_be_long = LONG.contains(&path.as_str());
        if lines > LONGEST && !may_be_long {
            wrong.push(format!("{path}: {lines} lines"));
        }
        if lines <= LONGEST && may_be_long {
            wrong.push(format!("{path}: {lines} lines, take it off the list"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn unsafe_code_is_forbidden() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    assert!(manifest.contains("unsafe_code = \"forbid\""));
    for (path, text) in files("src", "rs") {
        assert!(!text.contains("allow(unsafe_code"), "{path}");
    }
}

#[test]
fn every_module_says_what_it_is() {
    for (path, text) in files("src", "rs").into_iter().chain(files("tests", "rs")) {
        assert!(text.starts_with("//! "), "{path} has no doc line");
    }
}

/// The tiers of ARCHITECTURE.md, lowest first.
fn direction() -> Vec<Vec<String>> {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let (_, section) = text.split_once("\n## Direction\n").expect("ARCHITECTURE.md has no “Direction”");
    let (_, block) = section.split_once("```text\n").expect("no list under “Direction”");
    let (block, _) = block.split_once("```").unwrap();
    block.lines().map(|tier| tier.split_whitespace().map(str::to_owned).collect()).collect()
}

/// The module of the library that a file is of; none for the command line.
fn module_of(path: &str) -> Option<String> {
    let inside = path.strip_prefix("src/")?;
    let first = inside.split('/').next()?;
    let module = first.strip_suffix(".rs").unwrap_or(first);
    (!matches!(module, "lib" | "main" | "commands")).then(|| module.to_owned())
}

/// The modules of ours that a file's code names, its tests apart.
fn uses(text: &str) -> BTreeSet<String> {
    static NAMED: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\bcrate::(?:(\w+)|\{([^;]*?)\};)").unwrap());
    static FIRST: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?:^|,)\s*(\w+)").unwrap());
    let code = code(text);
    let mut used = BTreeSet::new();
    for captures in NAMED.captures_iter(&code) {
        match (captures.get(1), captures.get(2)) {
            (Some(one), _) => drop(used.insert(one.as_str().to_owned())),
            (_, Some(group)) => {
                let outer = without_braces(group.as_str());
                used.extend(FIRST.captures_iter(&outer).map(|first| first[1].to_owned()));
            }
            _ => {}
        }
    }
    used.retain(|name| name.starts_with(char::is_lowercase));
    used
}

/// A `use` group without the groups inside it.
fn without_braces(group: &str) -> String {
    let mut depth = 0_usize;
    let mut outer = String::new();
    for c in group.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ if depth == 0 => outer.push(c),
            _ => {}
        }
    }
    outer
}

/// A file without comments and without its tests, which stand last.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod tests").next().unwrap();
    let text = text.split("#[cfg(test)]\npub(crate) mod tests").next().unwrap();
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// The files below a folder, by path from the root, with their texts.
fn files(folder: &str, extension: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|known| known == extension) {
                let name = path.strip_prefix(root()).unwrap().to_string_lossy().into_owned();
                found.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}
