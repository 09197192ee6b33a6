//! Which compression a client wants.

use axum::http::{HeaderMap, HeaderValue, header};

use super::shell::fixed;

/// How a body travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    Brotli,
    Gzip,
    Identity,
}

impl Encoding {
    /// Its name in `Accept-Encoding` and `Content-Encoding`.
    pub(super) const fn name(self) -> HeaderValue {
        fixed(match self {
            Self::Brotli => "br",
            Self::Gzip => "gzip",
            Self::Identity => "identity",
        })
    }

    /// What the client likes best of what we have; plain where it likes nothing (a 406 helps nobody).
    pub(super) fn preferred(headers: &HeaderMap) -> Self {
        let accepted = Accepted::of(headers);
        let (brotli, gzip) = (accepted.quality("br"), accepted.quality("gzip").max(accepted.given("x-gzip")));
        let plain = accepted.given("identity");
        if brotli > 0 && brotli >= gzip && brotli >= plain {
            Self::Brotli
        } else if gzip > 0 && gzip >= plain {
            Self::Gzip
        } else {
            Self::Identity
        }
    }
}

/// Replaces what the client said by what we make of it, so that all further in agree.
pub(super) fn settle(headers: &mut HeaderMap) {
    let preferred = Encoding::preferred(headers);
    headers.insert(header::ACCEPT_ENCODING, preferred.name());
}

/// Names with their quality in thousandths.
struct Accepted<'a>(Vec<(&'a str, u16)>);

impl<'a> Accepted<'a> {
    fn of(headers: &'a HeaderMap) -> Self {
        let values = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
        Self(values.flat_map(|value| value.split(',')).filter_map(parse).collect())
    }

    /// As the client says, or as it says of everything else.
    fn quality(&self, name: &str) -> u16 {
        self.find(name).or_else(|| self.find("*")).unwrap_or(0)
    }

    /// Only as the client says by name.
    fn given(&self, name: &str) -> u16 {
        self.find(name).unwrap_or(0)
    }

    fn find(&self, name: &str) -> Option<u16> {
        self.0.iter().find(|(given, _)| given.eq_ignore_ascii_case(name)).map(|(_, quality)| *quality)
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
        use Encoding::{Brotli, Gzip, Identity};
        for (said, expected) in [
            ("gzip, deflate, br, zstd", Brotli),
            ("gzip", Gzip),
            ("GZIP", Gzip),
            ("x-gzip", Gzip),
            ("br;q=0.5, gzip;q=0.8", Gzip),
            ("br;q=0, gzip", Gzip),
            ("br;q=0, *", Gzip),
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
