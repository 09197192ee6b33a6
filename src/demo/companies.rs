//! Invented companies: a name from `data/company_name_parts.csv` and an address under `.example`.

use std::sync::LazyLock;

use deunicode::deunicode;

use super::clients::Client;
use super::dice::Dice;
use crate::taxonomy::shipped::COMPANY_NAME_PARTS;

/// A company that does not exist.
#[derive(Clone, Debug)]
pub(super) struct Company {
    /// As people say it: "Kestrel Analytics".
    pub short: String,
    /// As it signs, sometimes with its legal form: "Kestrel Analytics Ltd".
    pub full: String,
    /// "kestrel-analytics.example".
    pub domain: String,
}

/// A company of one industry and country.
pub(super) fn name(dice: &mut Dice, client: &Client, country: &str) -> Company {
    let lead = LEADS[dice.below(LEADS.len())];
    let short = match dice.below(10) {
        7 if client.venture => lead.to_owned(),
        7 | 8 => {
            let second = LEADS[dice.below(LEADS.len())];
            if second == lead || dice.percent(50) {
                format!("{lead} {}", dice.pick(&["Group", "Works", "Collective", "Co.", "& Sons", "House"]))
            } else {
                format!("{lead} & {second}")
            }
        }
        _ => format!("{lead} {}", dice.pick(client.cores)),
    };
    let full = match legal_form(country) {
        Some(form) if dice.percent(18) && !short.ends_with('.') => format!("{short} {form}"),
        _ => short.clone(),
    };
    let domain = format!("{}.example", slug(&short));
    Company { short, full, domain }
}

/// The form of a limited company in a country, when it is one that names carry.
fn legal_form(country: &str) -> Option<&'static str> {
    Some(match country {
        "US" => "Inc.",
        "GB" | "IE" | "IN" | "NZ" | "HK" | "NG" | "KE" => "Ltd",
        "DE" | "AT" => "GmbH",
        "CH" => "AG",
        "NL" | "BE" => "B.V.",
        "AU" | "ZA" => "Pty Ltd",
        "SG" => "Pte. Ltd.",
        "SE" => "AB",
        "DK" => "ApS",
        "NO" => "AS",
        "FI" => "Oy",
        "FR" => "SAS",
        "ES" | "MX" => "S.L.",
        "IT" => "S.r.l.",
        "PT" | "BR" => "Lda.",
        "PL" => "sp. z o.o.",
        _ => return None,
    })
}

/// Lower case, Latin letters without accents, hyphens between words.
pub(super) fn slug(name: &str) -> String {
    let mut slug = String::with_capacity(name.len());
    for c in deunicode(name).chars() {
        if c.is_ascii_alphanumeric() {
            slug.push(c.to_ascii_lowercase());
        } else if matches!(c, ' ' | '-' | '&') && !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.trim_end_matches('-').to_owned()
}

static LEADS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    COMPANY_NAME_PARTS.iter().filter(|part| part.kind == "lead").map(|part| part.part.as_str()).collect()
});
