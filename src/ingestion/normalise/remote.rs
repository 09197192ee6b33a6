//! Where the work is done: from explicit words, from a yes or no about telework, or from the location text.

use std::sync::LazyLock;

use regex::Regex;

use super::{Reading, placeholder::stated, reading::quote};
use crate::jobs::RemoteType;

/// Words that say the work can be done from afar.
pub(super) static REMOTE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:(?:100\s?%|fully|full|completely|all|mostly|primarily)[\s-]+)?(?:remote(?:ly)?|wfh|work[\s-]from[\s-](?:home|anywhere)|home[\s-]?office|home[\s-]based|tele[\s-]?work(?:ing)?|tele[\s-]?commut(?:e|ing)|virtual(?:ly)?|anywhere|worldwide|distributed|location[\s-]independent|télétravail|teletravail|remoto|remota|teletrabajo|homeoffice)(?:[\s-](?:first|friendly|only|ok(?:ay)?|possible|eligible|work(?:ing)?|position|role|job|opportunity))*\b",
    )
});

/// Words that ask for presence some of the time.
pub(super) static PRESENCE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:on[\s-]?site|in[\s-]person|in[\s-](?:the[\s-])?office|travel(?:s|ing|ling)?|visits?|visiting|commut(?:e|ing|able)|face[\s-]to[\s-]face|days?[\s/](?:a|per|each|every)?[\s/]*(?:week|wk|month|mo)|office[\s-](?:days?|visits?|attendance)|(?:monthly|quarterly|weekly)[\s-](?:meetings?|meetups?|visits?|on[\s-]?sites?)|onsites|off[\s-]?sites?|vor[\s-]ort)\b",
    )
});

/// Words that ask for presence part of the time by themselves.
pub(super) static HYBRID: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:h[yií]brid(?:e|o|a)?|(?:télétravail|teletravail|teletrabajo)[\s-]+(?:partiel|parcial)|(?:teilweise|tlw\.?)[\s-]+(?:remote|home[\s-]?office)|partial(?:ly)?[\s-]remote|part[\s-]remote|some[\s-]remote|remote[\s-]+(?:and|&|/|\+|or)[\s-]+(?:on[\s-]?site|office|in[\s-]person)|(?:on[\s-]?site|office)[\s-]*(?:and|&|/|\+|or)[\s-]*remote|semi[\s-]remote|flexible[\s-]work(?:place|ing)?)\b",
    )
});

/// Words that take a mention of travel back.
pub(super) static NO_PRESENCE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:no|without(?:[\s-]any)?|zero|0\s?%)[\s-]+(?:travel|on[\s-]?site|office|commut\w+)(?:[\s-]+(?:required|needed|visits?|presence|expected|days))*\b|\btravel\s+(?:is\s+)?(?:not|n't)\s+(?:required|needed|expected)\b",
    )
});

/// Words that take "remote" back.
pub(super) static NO_REMOTE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:not|no|non|never|isn't)[\s-]+(?:a\s+|available\s+(?:for\s+)?|eligible\s+for\s+)?(?:remote(?:ly)?|tele[\s-]?work|wfh|work\s+from\s+home)(?:[\s-]+(?:work|eligible|role|position|allowed))*\b|\b(?:remote|tele[\s-]?work)\s+(?:is\s+)?not\s+(?:possible|available|allowed|eligible)\b",
    )
});

pub(super) fn pattern(pattern: &str) -> Regex {
    Regex::new(&format!("(?i){pattern}")).expect("the pattern is fixed")
}

/// Reads a cell that is about the workplace: "Remote", "Hybrid", "On-site", "telework eligible", "3 days in office",
/// "yes" (to telework). "Telework eligible" and a bare yes say that some work can be done from afar: hybrid.
pub fn remote_type(text: &str) -> Reading<RemoteType> {
    let Some(text) = stated(text) else { return Reading::nothing() };
    match text.trim_end_matches('.').to_lowercase().as_str() {
        "on-site" | "onsite" | "on site" | "office" | "in office" | "in-office" | "in person"
        | "in-person" | "office-based" | "office based" | "vor ort" | "presencial" | "sur site"
        | "not remote" | "no remote" | "non-remote" => {
            return Reading::of(RemoteType::Onsite);
        }
        "no" | "false" | "0" | "n" => return Reading::of(RemoteType::Onsite),
        "yes" | "true" | "1" | "y" | "telework eligible" | "remote eligible" | "telework"
        | "telework possible" | "remote friendly" | "remote possible" | "remote ok" | "partly remote"
        | "flexible" => return Reading::of(RemoteType::Hybrid),
        "telecommute" | "full_remote" | "fully_remote" => return Reading::of(RemoteType::Remote),
        _ => {}
    }
    match from_location(text) {
        Some(kind) => Reading::of(kind),
        None => Reading::unread(
            text,
            format!("{} doesn't say whether the work is remote, hybrid or on site", quote(text)),
        ),
    }
}

/// The meaning of a `telework` flag: true offers some work from afar, false none.
pub const fn from_telework(telework: bool) -> RemoteType {
    if telework { RemoteType::Hybrid } else { RemoteType::Onsite }
}

/// The meaning of a `remote` flag: true asks for no presence; false says on site.
pub const fn from_remote(remote: bool) -> RemoteType {
    if remote { RemoteType::Remote } else { RemoteType::Onsite }
}

/// What a location text says about presence, if anything: "Remote (US)" is remote, "Remote (US) with monthly Boston
/// travel" is hybrid, "Boston (on-site)" is on site, "Boston" says nothing.
pub fn from_location(text: &str) -> Option<RemoteType> {
    let text = text.replace('_', " ");
    let text = NO_PRESENCE.replace_all(&text, " ");
    if NO_REMOTE.is_match(&text) {
        return Some(RemoteType::Onsite);
    }
    if HYBRID.is_match(&text) || SOME_DAYS.is_match(&text) {
        return Some(RemoteType::Hybrid);
    }
    match (REMOTE.is_match(&text), PRESENCE.is_match(&text)) {
        (true, false) => Some(RemoteType::Remote),
        (true, true) => Some(RemoteType::Hybrid),
        (false, true) if ONSITE.is_match(&text) => Some(RemoteType::Onsite),
        _ => None,
    }
}

/// "3 days a week in the office": the other two are not.
static SOME_DAYS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:[1-4]|one|two|three|four)\s*(?:[-–]\s*[1-4]\s*)?(?:x|days?)\b[^.;]{0,20}\b(?:in[\s-](?:the[\s-])?office|on[\s-]?site|in[\s-]person|at the office)\b|\b(?:[1-4]|one|two|three|four)\s*(?:[-–]\s*[1-4]\s*)?days?\s+(?:(?:a|per)\s+week\s+)?(?:remote|wfh|home[\s-]?office|(?:work(?:ing)?\s+)?from\s+home)\b",
    )
});

/// Words that ask for presence all of the time when nothing says "remote".
static ONSITE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b(?:on[\s-]?site|in[\s-]person|in[\s-](?:the[\s-])?office|vor[\s-]ort)\b"));

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HYBRID: Option<RemoteType> = Some(RemoteType::Hybrid);
    const REMOTE: Option<RemoteType> = Some(RemoteType::Remote);
    const ONSITE: Option<RemoteType> = Some(RemoteType::Onsite);

    const EXPLICIT: &[(&str, Option<RemoteType>)] = &[
        ("Remote", REMOTE),
        ("REMOTE", REMOTE),
        ("fully remote", REMOTE),
        ("100% remote", REMOTE),
        ("Work from home", REMOTE),
        ("WFH", REMOTE),
        ("Telecommute", REMOTE),
        ("TELECOMMUTE", REMOTE),
        ("Remote-first", REMOTE),
        ("Anywhere", REMOTE),
        ("Remote, no travel", REMOTE),
        ("remote_only", REMOTE),
        ("Distributed", REMOTE),
        ("Home office", REMOTE),
        ("Hybrid", HYBRID),
        ("hybrid remote", HYBRID),
        ("Hybrid (3 days)", HYBRID),
        ("telework eligible", HYBRID),
        ("yes", HYBRID),
        ("true", HYBRID),
        ("Remote with some travel", HYBRID),
        ("Remote or on-site", HYBRID),
        ("on-site / remote", HYBRID),
        ("3 days in office", HYBRID),
        ("2 days a week on-site", HYBRID),
        ("Remote friendly", HYBRID),
        ("On-site", ONSITE),
        ("onsite", ONSITE),
        ("ON_SITE", ONSITE),
        ("In office", ONSITE),
        ("in-person", ONSITE),
        ("Not remote", ONSITE),
        ("no remote work", ONSITE),
        ("no", ONSITE),
        ("false", ONSITE),
        ("5 days a week in office", ONSITE),
        ("Office based", ONSITE),
        ("Boston", None),
        ("N/A", None),
        ("", None),
    ];

    #[test]
    fn explicit_words_decide() {
        for (text, expected) in EXPLICIT {
            assert_eq!(remote_type(text).value, *expected, "{text:?}");
        }
        assert_eq!(remote_type("Boston").warnings.len(), 1);
    }

    const LOCATIONS: &[(&str, Option<RemoteType>)] = &[
        ("Remote (US)", REMOTE),
        ("Remote (US) with monthly Boston travel", HYBRID),
        ("Remote, travel not required", REMOTE),
        ("New York, NY (Hybrid)", HYBRID),
        ("Boston (on-site)", ONSITE),
        ("Boston", None),
        ("Remote - quarterly onsites", HYBRID),
        ("Remote, occasional visits to HQ", HYBRID),
        ("United States (Remote)", REMOTE),
        ("Remoteville", None),
    ];

    #[test]
    fn a_location_says_what_it_asks_for() {
        for (text, expected) in LOCATIONS {
            assert_eq!(from_location(text), *expected, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn nothing_panics(text in any::<String>()) {
            let _ = remote_type(&text);
        }
    }

    #[test]
    fn labels_read_back() {
        for kind in RemoteType::ALL {
            assert_eq!(remote_type(kind.label()).value, Some(*kind));
            assert_eq!(remote_type(kind.as_str()).value, Some(*kind));
        }
    }
}
