//! Which compression a client wants.

use axum::http::{HeaderMap, HeaderValue, header};

use super::shell::fixed;

/// How a body travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    Brotli,
    Zstandard,
    Gzip,
    Identity,
}

impl Encoding {
    /// Its name in `Accept-Encoding` and `Content-Encoding`.
    pub(super) const fn name(self) -> HeaderValue {
        fixed(match self {
            Self::Brotli => "br",
            Self::Zstandard => "zstd",
            Self::Gzip => "gzip",
            Self::Identity => "identity",
        })
    }

    /// What the client likes best of what we have, the smallest of equals; plain where it likes nothing (a 406 helps
    /// nobody).
    pub(super) fn preferred(headers: &HeaderMap) -> Self {
        let accepted = Accepted::of(headers);
        let choices = [
            (Self::Brotli, accepted.brotli.or(accepted.others)),
            (Self::Zstandard, accepted.zstandard.or(accepted.others)),
            (Self::Gzip, accepted.gzip.or(accepted.others)),
            (Self::Identity, accepted.identity),
        ];
        let best = choices.iter().filter_map(|(_, quality)| *quality).max().unwrap_or(0);
        let choice = choices.into_iter().find(|(_, quality)| best > 0 && *quality == Some(best));
        choice.map_or(Self::Identity, |(encoding, _)| encoding)
    }
}

/// Replaces what the client said by what we make of it, so that all further in agree.
pub(super) fn settle(headers: &mut HeaderMap) {
    let preferred = Encoding::preferred(headers);
    headers.insert(header::ACCEPT_ENCODING, preferred.name());
}

/// What the client says of each, in thousandths.
#[derive(Default)]
struct Accepted {
    brotli: Option<u16>,
    zstandard: Option<u16>,
    gzip: Option<u16>,
    identity: Option<u16>,
    /// What it says of everything that it doesn't name.
    others: Option<u16>,
}

impl Accepted {
    /// The first word on each counts.
    fn of(headers: &HeaderMap) -> Self {
        let mut accepted = Self::default();
        let values = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
        for (name, quality) in values.flat_map(|value| value.split(',')).filter_map(parse) {
            let is = |known: &str| name.eq_ignore_ascii_case(known);
            let place = if is("br") {
                &mut accepted.brotli
            } else if is("zstd") {
                &mut accepted.zstandard
            } else if is("gzip") || is("x-gzip") {
                &mut accepted.gzip
            } else if is("identity") {
                &mut accepted.identity
            } else if name == "*" {
                &mut accepted.others
            } else {
                continue;
            };
            place.get_or_insert(quality);
        }
        accepted
    }
}

/// `br`, `br;q=0.5`; what makes no sense is not accepted.
fn parse(item: &str) -> Option<(&str, u16)> {
    let mut parts = item.split(';').map(str::trim);
    let name = parts.next().filter(|name| !name.is_empty())?;
    let Some(quality) = parts.next() else { return Some((name, 1_000)) };
    let number = quality.strip_prefix("q=").or_else(|| quality.strip_prefix("Q="))?;
    thousandths(number.trim()).map(|quality| (name, quality))
}

/// `0`, `1`, `0.5`, `0.125`, `1.000`.
fn thousandths(number: &str) -> Option<u16> {
    let (whole, decimals) = number.split_once('.').unwrap_or((number, ""));
    if !matches!(whole, "0" | "1")
        || decimals.len() > 3
        || !decimals.bytes().all(|digit| digit.is_ascii_digit())
    {
        return None;
    }
    let thousandths: u16 = format!("{decimals:0<3}").parse().ok()?;
    Some((whole.parse::<u16>().ok()? * 1_000 + thousandths).min(1_000))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_client_gets_what_it_likes_best() {
        use Encoding::{Brotli, Gzip, Identity, Zstandard};
        for (said, expected) in [
            ("gzip, deflate, br, zstd", Brotli),
            ("zstd, gzip", Zstandard),
            ("br;q=0.8, zstd;q=0.9, gzip;q=0.9", Zstandard),
            ("zstd;q=0, *;q=0.1", Brotli),
            ("gzip", Gzip),
            ("GZIP", Gzip),
            ("x-gzip", Gzip),
            ("br;q=0.5, gzip;q=0.8", Gzip),
            ("br;q=0, gzip", Gzip),
            ("br;q=0, *", Zstandard),
            ("br;q=0, zstd;q=0, *", Gzip),
            ("*", Brotli),
            ("identity, br;q=0.9", Identity),
            ("identity;q=0", Identity),
            ("*;q=0", Identity),
            ("deflate", Identity),
            ("", Identity),
            ("br;q=nonsense", Identity),
            ("br;q=2", Identity),
            (";;;,,,=", Identity),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_str(said).unwrap());
            assert_eq!(Encoding::preferred(&headers), expected, "{said}");
        }
        assert_eq!(Encoding::preferred(&HeaderMap::new()), Identity);
    }
}
