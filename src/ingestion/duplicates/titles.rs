//! Titles, companies and texts of postings as far as they tell postings apart.

use std::collections::BTreeSet;

use crate::taxonomy::vocabulary::fold;

/// A title's words that count, each once, in one order: `Sr. CFO (f/m/d) – Remote` is `chief financial officer senior`.
pub fn title(title: &str) -> String {
    const LEFT_OUT: &[&str] = &[
        "f",
        "m",
        "d",
        "w",
        "x",
        "div",
        "mwd",
        "fmd",
        "mfd",
        "all",
        "genders",
        "gn",
        "remote",
        "hybrid",
        "onsite",
        "on",
        "site",
        "from",
        "anywhere",
        "home",
        "office",
        "a",
        "an",
        "the",
        "of",
        "for",
        "and",
        "at",
        "to",
        "in",
        "position",
        "role",
        "opportunity",
        "job",
        "new",
        "urgent",
    ];
    let folded = format!(" {} ", fold(&title.replace(['/', '|'], " ")));
    let folded = folded.replace(" part time ", " fractional ").replace(" parttime ", " fractional ");
    let words: BTreeSet<&str> =
        folded.split_whitespace().map(spelled_out).flat_map(|words| words.split(' ')).collect();
    let kept: Vec<&str> = words.iter().filter(|word| !LEFT_OUT.contains(word)).copied().collect();
    if kept.is_empty() { words.into_iter().collect::<Vec<_>>().join(" ") } else { kept.join(" ") }
}

/// Short forms as their words.
fn spelled_out(word: &str) -> &str {
    match word {
        "sr" | "snr" => "senior",
        "jr" => "junior",
        "vp" => "vice president",
        "svp" => "senior vice president",
        "ceo" => "chief executive officer",
        "cfo" => "chief financial officer",
        "cto" => "chief technology officer",
        "coo" => "chief operating officer",
        "cmo" => "chief marketing officer",
        "ciso" => "chief information security officer",
        "cio" => "chief information officer",
        "chro" => "chief human resources officer",
        "dir" => "director",
        "mgr" => "manager",
        "mktg" => "marketing",
        "eng" => "engineering",
        "ops" | "operation" => "operations",
        "hr" => "human resources",
        word => word,
    }
}

/// A company's name without its legal form.
pub fn company(name: &str) -> String {
    const LEFT_OUT: &[&str] = &[
        "inc",
        "llc",
        "ltd",
        "limited",
        "gmbh",
        "corp",
        "corporation",
        "co",
        "company",
        "plc",
        "ag",
        "sa",
        "nv",
        "bv",
        "lp",
        "llp",
        "the",
        "holdings",
        "kg",
        "oy",
        "ab",
        "as",
        "srl",
        "spa",
        "pty",
        "pvt",
    ];
    let folded = fold(name);
    let kept: Vec<&str> = folded.split(' ').filter(|word| !LEFT_OUT.contains(word)).collect();
    if kept.is_empty() { folded } else { kept.join(" ") }
}

/// A place's words, in one order: `Remote (US)` is `US - remote`.
pub fn place(place: &str) -> String {
    const LEFT_OUT: &[&str] =
        &["the", "area", "greater", "metro", "united", "states", "usa", "us", "based", "in", "only"];
    let folded = fold(place);
    let words: BTreeSet<&str> = folded.split(' ').filter(|word| !LEFT_OUT.contains(word)).collect();
    words.into_iter().collect::<Vec<_>>().join(" ")
}

/// A text's words in order, if there are enough of them to tell texts apart.
pub fn text(text: &str) -> Option<String> {
    const FEWEST: usize = 25;
    let folded = fold(text);
    (folded.split(' ').count() >= FEWEST).then_some(folded)
}

/// How many of two texts' words are the same ones, from 0 to 1; nothing where either is hardly a text.
pub fn alike(one: &str, other: &str) -> Option<f32> {
    const FEWEST: usize = 12;
    let (one, other) = (fold(one), fold(other));
    let (one, other): (BTreeSet<&str>, BTreeSet<&str>) =
        (one.split(' ').collect(), other.split(' ').collect());
    if one.len() < FEWEST || other.len() < FEWEST {
        return None;
    }
    let shared = one.intersection(&other).count();
    let all = one.len() + other.len() - shared;
    #[expect(clippy::cast_precision_loss, reason = "a text has fewer than a million words")]
    Some(shared as f32 / all as f32)
}
