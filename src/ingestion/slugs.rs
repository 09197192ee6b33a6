//! Addresses for new rows: the plainest that is free.

use std::collections::HashSet;

use uuid::Uuid;

/// Longer slugs are cut at a word; `slug_shape` in SQL allows 120 bytes, a suffix may follow.
const LONGEST: usize = 100;

/// `Zoë O’Neill-Čapek` as `zoe-oneill-capek`; nothing when no letter or digit can be written in ASCII.
pub fn slugify(text: &str) -> Option<String> {
    let ascii = deunicode::deunicode_with_tofu(text, "").to_lowercase();
    let mut slug = String::with_capacity(ascii.len());
    for c in ascii.chars() {
        if c.is_ascii_alphanumeric() {
            slug.push(c);
        } else if c != '\'' && !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    if slug.len() > LONGEST {
        let cut = slug[..LONGEST].rfind('-').unwrap_or(LONGEST);
        slug.truncate(cut);
    }
    let slug = slug.trim_matches('-');
    (!slug.is_empty()).then(|| slug.to_owned())
}

/// What a row might be called: its name, then its name with ever more of what tells it apart.
///
/// `parts` are texts in the order in which they are added (`["Sarah Chen", "fractional-cfo", "austin-tx"]`). The last
/// candidate carries a piece of the row's id, so one of them is always free.
pub fn candidates(parts: &[Option<&str>], id: Uuid) -> Vec<String> {
    let mut candidates: Vec<String> = Vec::with_capacity(parts.len() + 1);
    let mut name = String::new();
    for part in parts.iter().flatten() {
        let Some(part) = slugify(part) else { continue };
        if name.len() + part.len() + 1 > LONGEST || name.split('-').eq(part.split('-')) {
            continue;
        }
        if !name.is_empty() {
            name.push('-');
        }
        name.push_str(&part);
        candidates.push(name.clone());
    }
    // The random end of a UUIDv7.
    let tail = &id.simple().to_string()[24..];
    let base = candidates.first().cloned().unwrap_or_else(|| "profile".to_owned());
    candidates.push(format!("{base}-{tail}"));
    candidates
}

/// The first candidate that nobody has; it is taken from now on.
pub fn first_free(candidates: Vec<String>, taken: &mut HashSet<String>) -> String {
    let free = candidates.iter().position(|slug| !taken.contains(slug)).unwrap_or(candidates.len() - 1);
    let slug = candidates.into_iter().nth(free).unwrap_or_default();
    taken.insert(slug.clone());
    slug
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_become_slugs() {
        let cases = [
            ("Sarah Chen", Some("sarah-chen")),
            ("Zoë O’Neill-Čapek", Some("zoe-oneill-capek")),
            ("Łukasz  Wójcik, CPA", Some("lukasz-wojcik-cpa")),
            ("東京", Some("dong-jing")),
            ("¿¡!?", None),
            ("", None),
            ("-- C++ / C# --", Some("c-c")),
        ];
        for (name, slug) in cases {
            assert_eq!(slugify(name).as_deref(), slug, "{name}");
        }
    }

    #[test]
    fn a_name_that_is_taken_gets_what_tells_it_apart() {
        let id = Uuid::now_v7();
        let mut taken = HashSet::new();
        let parts = [Some("Sarah Chen"), Some("fractional-cfo"), Some("austin-tx")];
        let slugs: Vec<String> = (0..3).map(|_| first_free(candidates(&parts, id), &mut taken)).collect();
        assert_eq!(slugs, ["sarah-chen", "sarah-chen-fractional-cfo", "sarah-chen-fractional-cfo-austin-tx"]);
        let fourth = first_free(candidates(&parts, id), &mut taken);
        assert!(fourth.starts_with("sarah-chen-") && fourth.len() == "sarah-chen-".len() + 8, "{fourth}");
    }

    proptest! {
        #[test]
        fn every_text_gives_a_valid_slug_or_none(text in "\\PC{0,300}") {
            if let Some(slug) = slugify(&text) {
                prop_assert!(slug.len() <= LONGEST);
                prop_assert!(slug.split('-').all(|word| !word.is_empty()
                    && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())));
            }
        }
    }
}
