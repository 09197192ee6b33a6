//! `/.well-known/security.txt`: whom to tell of a hole in this site (RFC 9116).

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use chrono::{Datelike, Months, NaiveDate};
use url::Url;

use crate::clock::Clock;
use crate::config::PublicOrigin;
use crate::state::Operator;
use crate::urls;
use crate::web::CachePolicy;

pub async fn show(
    _: urls::SecurityTxt,
    State(origin): State<PublicOrigin>,
    State(operator): State<Operator>,
    State(clock): State<Clock>,
) -> Response {
    let text = text(&origin, operator.0.as_deref(), clock.today());
    (CachePolicy::Hour, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}

fn text(origin: &PublicOrigin, operator: Option<&str>, today: NaiveDate) -> String {
    let contact = operator.and_then(contact).unwrap_or_else(|| origin.absolute(urls::Privacy));
    format!(
        "Contact: {contact}\nExpires: {}T00:00:00Z\nPreferred-Languages: en\nCanonical: {}\n",
        expires(today),
        origin.absolute(urls::SecurityTxt)
    )
}

/// The first way to reach somebody that the operator's line names.
fn contact(operator: &str) -> Option<String> {
    let edges = |c: char| matches!(c, ',' | ';' | '(' | ')' | '<' | '>' | '"' | '.' | ':');
    let mut words = operator.split_whitespace().map(|word| word.trim_matches(edges));
    words.find_map(|word| {
        if let Some((name, host)) = word.split_once('@') {
            let address = word.strip_prefix("mailto:").unwrap_or(word);
            return (!name.is_empty() && host.contains('.')).then(|| format!("mailto:{address}"));
        }
        let url = Url::parse(word).ok()?;
        matches!(url.scheme(), "http" | "https").then(|| url.to_string())
    })
}

/// The first day of the month after the next five: the same all month, and never more than half a year away.
fn expires(today: NaiveDate) -> NaiveDate {
    let first = today.with_day(1).unwrap_or(today);
    first.checked_add_months(Months::new(6)).unwrap_or(today)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_operator_s_line_says_how_to_reach_them() {
        for (line, found) in [
            ("Acme Ltd, security@acme.example", Some("mailto:security@acme.example")),
            ("Acme <hello@acme.example>, Berlin", Some("mailto:hello@acme.example")),
            ("Acme (https://acme.example/security).", Some("https://acme.example/security")),
            ("Acme Ltd, Berlin", None),
            ("call me @ home", None),
        ] {
            assert_eq!(contact(line).as_deref(), found, "{line}");
        }
    }

    #[test]
    fn it_expires_within_half_a_year() {
        let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
        assert_eq!(expires(day(2026, 8, 31)), day(2027, 2, 1));
        assert_eq!(expires(day(2026, 8, 1)), day(2027, 2, 1));
    }
}
