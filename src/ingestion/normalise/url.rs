//! Web addresses: safe to link to, and canonical where they identify something.

use serde::Serialize;
use unicode_normalization::UnicodeNormalization;
use url::Url;

use super::{Reading, placeholder::stated, reading::quote, text};

/// The longest address that is kept, in bytes.
pub const MAX_BYTES: usize = 2_000;

/// A person's LinkedIn profile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LinkedIn {
    /// What identifies the person: `linkedin.com/in/sarah-chen`.
    pub key: String,
    /// What people visit: `https://www.linkedin.com/in/sarah-chen`.
    pub url: String,
}

/// Reads a web address: http(s) only, at most 2,000 bytes, no credentials. A missing scheme is added, default ports
/// are dropped, Markdown and angle brackets around it too.
pub fn web(text: &str) -> Reading<String> {
    let Some(stated) = stated(text) else { return Reading::nothing() };
    match parse(stated) {
        Ok(url) => Reading::of(url.into()),
        Err(why) => Reading::unread(stated, format!("{} {why}", quote(stated))),
    }
}

/// Reads the address of a person's LinkedIn profile; company pages, posts and searches are not people.
pub fn canonical_linkedin(text: &str) -> Reading<LinkedIn> {
    let Some(stated) = stated(text) else { return Reading::nothing() };
    // "in/sarah-chen" is what LinkedIn itself calls a public id.
    let bare = stated.trim_start_matches('/');
    let whole = if bare.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("in/")) {
        format!("https://www.linkedin.com/{bare}")
    } else {
        stated.to_owned()
    };
    let url = match parse(&whole) {
        Ok(url) => url,
        Err(why) => return Reading::unread(stated, format!("{} {why}", quote(stated))),
    };
    let host = url.host_str().unwrap_or_default();
    if host != "linkedin.com" && !host.ends_with(".linkedin.com") {
        return Reading::unread(stated, format!("{} is not an address on linkedin.com", quote(stated)));
    }
    let mut segments = url
        .path_segments()
        .into_iter()
        .flatten()
        .filter(|segment| !segment.is_empty() && *segment != "mwlite");
    let not_a_person = || {
        let warning =
            format!("{} is a LinkedIn page, but not a person's profile (linkedin.com/in/…)", quote(stated));
        Reading::unread(stated, warning)
    };
    if !segments.next().is_some_and(|kind| kind.eq_ignore_ascii_case("in")) {
        return not_a_person();
    }
    let Some(slug) = segments.next().and_then(percent_decoded) else { return not_a_person() };
    let slug: String = text::clean(&slug).trim().to_lowercase().nfc().collect();
    // LinkedIn's own ids have letters, digits and hyphens; older ones any letter or emoji.
    let is_plain = |c: char| {
        c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.') || (!c.is_ascii() && !c.is_whitespace())
    };
    if !slug.starts_with(|c: char| c != '.' && c != '_')
        || !slug.ends_with(|c: char| c != '.')
        || !slug.chars().all(is_plain)
    {
        return not_a_person();
    }
    let Ok(shown) = Url::parse(&format!("https://www.linkedin.com/in/{slug}")) else { return not_a_person() };
    Reading::of(LinkedIn { key: format!("linkedin.com/in/{slug}"), url: shown.into() })
}

/// The key that an apply address is matched by: https, lower-case host without `www.`, no tracking parameters, no
/// fragment (unless it is the page's own route, `#/jobs/1`), no closing slash. None when it is no web address.
pub fn canonical_apply_url(text: &str) -> Option<String> {
    let mut url = parse(stated(text)?).ok()?;
    // From http, as the other way round is not possible with a port that is http's default.
    let _ = url.set_scheme("https");
    if let Some(host) = url.host_str().and_then(|host| host.strip_prefix("www.")).map(str::to_owned) {
        let _ = url.set_host(Some(&host));
    }
    if !url.fragment().is_some_and(|fragment| fragment.starts_with(['/', '!'])) {
        url.set_fragment(None);
    }
    let kept: Vec<(String, String)> = url
        .query_pairs()
        .filter(|(name, _)| !is_tracking(name))
        .map(|(name, value)| (name.into(), value.into()))
        .collect();
    url.set_query(None);
    if !kept.is_empty() {
        url.query_pairs_mut().extend_pairs(kept);
    }
    let path = url.path().trim_end_matches('/').to_owned();
    url.set_path(&path);
    let key = String::from(url);
    Some(key.strip_suffix('/').map_or_else(|| key.clone(), str::to_owned))
}

fn is_tracking(name: &str) -> bool {
    const NAMES: &[&str] = &[
        "gh_src",
        "gh_jid_source",
        "ref",
        "refid",
        "ref_id",
        "referrer",
        "referer",
        "source",
        "src",
        "lever-source",
        "lever-origin",
        "lever_source",
        "fbclid",
        "gclid",
        "gclsrc",
        "dclid",
        "msclkid",
        "mc_cid",
        "mc_eid",
        "trk",
        "trackingid",
        "tracking_id",
        "trkinfo",
        "trkcampaign",
        "_hsenc",
        "_hsmi",
        "igshid",
        "yclid",
        "twclid",
        "ttclid",
        "li_fat_id",
        "sid",
        "jobboardsource",
        "jobboard",
        "jobsource",
        "job_source",
        "applicationsource",
        "iis",
        "iisn",
        "ccuid",
        "sessionid",
        "originalsubdomain",
        "rcm",
        "campaign",
        "cid",
        "ashby_source",
        "utm",
        "recruiter_source",
        "s",
        "bid",
        "_ga",
        "_gl",
        "spm",
        "ebp",
        "codes",
        "rx_source",
        "rx_campaign",
        "rx_medium",
        "rx_group",
        "rx_job",
        "rx_r",
        "rx_ts",
        "rx_vp",
        "rx_p",
        "rx_viewer",
    ];
    let name = name.to_ascii_lowercase();
    // One-letter and id-like names identify jobs as often as visitors; only the certain ones go.
    !matches!(name.as_str(), "s" | "sid" | "cid" | "bid" | "codes")
        && (name.starts_with("utm_") || NAMES.contains(&name.as_str()))
}

/// The address, or why it is none.
fn parse(text: &str) -> Result<Url, &'static str> {
    // Browsers strip these inside an address; so a scheme can't hide behind them.
    let tidy: String = text::clean(text).chars().filter(|c| !matches!(c, '\n' | '\t')).collect();
    let mut tidy = tidy.trim().trim_matches(['"', '\'', '<', '>', '“', '”', '`']).trim();
    if let Some(inner) = tidy
        .strip_suffix(')')
        .and_then(|rest| rest.strip_prefix('['))
        .and_then(|rest| Some(rest.split_once("](")?.1))
    {
        tidy = inner.trim();
    }
    let tidy = tidy.trim_end_matches([',', ';']);
    if tidy.len() > MAX_BYTES {
        return Err("is longer than 2,000 bytes");
    }
    if tidy.contains(char::is_whitespace) {
        return Err("is not one web address");
    }
    let lower = tidy.to_ascii_lowercase();
    let doubled = ["https://https://", "http://http://", "http://https://", "https://http://"]
        .iter()
        .any(|start| lower.starts_with(start));
    let tidy = if doubled { &tidy[tidy.find("//").map_or(0, |at| at + 2)..] } else { tidy };
    let lower = tidy.to_ascii_lowercase();
    let whole = if lower.starts_with("http://") || lower.starts_with("https://") {
        tidy.to_owned()
    } else if let Some(rest) = tidy.strip_prefix("//") {
        format!("https://{rest}")
    } else if has_scheme(tidy) {
        return Err("is not a web address: only http and https are taken");
    } else {
        format!("https://{tidy}")
    };
    let url = Url::parse(&whole).map_err(|_| "is not a web address")?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err("is not a web address: only http and https are taken");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("carries a user name or password");
    }
    let host = url.host_str().ok_or("names no site")?;
    let ends_in_name = host
        .rsplit('.')
        .next()
        .is_some_and(|top| top.len() > 1 && top.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'));
    if host.trim_end_matches('.').split('.').any(str::is_empty)
        || !host.contains('.')
        || !ends_in_name
        || is_address(&url)
    {
        return Err("names no public site");
    }
    if url.as_str().len() > MAX_BYTES {
        return Err("is longer than 2,000 bytes");
    }
    Ok(url)
}

/// Whether it starts with a scheme, and not with a host and port (`example.com:8080`).
fn has_scheme(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let is_port = rest
        .split('/')
        .next()
        .is_some_and(|port| !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit()));
    let is_host = scheme.contains('.') && is_port;
    !scheme.contains(['/', '?', '#']) && !is_host
}

/// Whether the host is a number, not a name.
fn is_address(url: &Url) -> bool {
    matches!(url.host(), Some(url::Host::Ipv4(_) | url::Host::Ipv6(_)))
}

/// `%C3%A9` as `é`; none when the bytes are not UTF-8.
fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let high = char::from(rest.next()?).to_digit(16)?;
        let low = char::from(rest.next()?).to_digit(16)?;
        bytes.push(u8::try_from(high * 16 + low).ok()?);
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const WEB: &[(&str, Option<&str>)] = &[
        ("https://example.com", Some("https://example.com/")),
        ("HTTPS://Example.COM/Path", Some("https://example.com/Path")),
        ("www.example.com", Some("https://www.example.com/")),
        ("example.com/jobs?id=1", Some("https://example.com/jobs?id=1")),
        ("//example.com/x", Some("https://example.com/x")),
        ("https://www.usajobs.gov:443/job/846709300", Some("https://www.usajobs.gov/job/846709300")),
        ("http://example.com:80/", Some("http://example.com/")),
        ("example.com:8080/a", Some("https://example.com:8080/a")),
        ("<https://example.com/a>", Some("https://example.com/a")),
        ("[site](https://example.com/a)", Some("https://example.com/a")),
        ("https://https://example.com", Some("https://example.com/")),
        ("https://exämple.com/ü", Some("https://xn--exmple-cua.com/%C3%BC")),
        ("\u{202e}https://example.com", Some("https://example.com/")),
        ("javascript:alert(1)", None),
        ("java\nscript:alert(1)", None),
        ("JavaScript://example.com/%0aalert(1)", None),
        ("data:text/html,x", None),
        ("mailto:a@example.com", None),
        ("ftp://example.com", None),
        ("https://user:secret@example.com/", None),
        ("a@example.com", None),
        ("http://localhost/", None),
        ("http://127.0.0.1/", None),
        ("http://[::1]/", None),
        ("not a url", None),
        ("Sarah", None),
        ("https://", None),
        ("N/A", None),
        ("", None),
    ];

    #[test]
    fn web_addresses_are_made_safe() {
        for (text, url) in WEB {
            assert_eq!(web(text).value.as_deref(), *url, "{text:?}");
        }
        assert!(web(&format!("https://example.com/{}", "a".repeat(2_000))).value.is_none());
    }

    const LINKEDIN: &[(&str, Option<&str>)] = &[
        ("https://www.linkedin.com/in/sarah-chen", Some("linkedin.com/in/sarah-chen")),
        ("http://uk.linkedin.com/in/Sarah-Chen/?trk=public", Some("linkedin.com/in/sarah-chen")),
        ("linkedin.com/in/sarah-chen/", Some("linkedin.com/in/sarah-chen")),
        ("www.linkedin.com/in/sarah-chen#about", Some("linkedin.com/in/sarah-chen")),
        ("https://de.linkedin.com/in/sarah-chen/en", Some("linkedin.com/in/sarah-chen")),
        ("https://m.linkedin.com/mwlite/in/sarah-chen", Some("linkedin.com/in/sarah-chen")),
        ("in/sarah-chen", Some("linkedin.com/in/sarah-chen")),
        ("/in/sarah-chen", Some("linkedin.com/in/sarah-chen")),
        ("https://www.linkedin.com/in/jos%C3%A9-garc%c3%ada", Some("linkedin.com/in/josé-garcía")),
        ("https://www.linkedin.com/in/josé-garcía", Some("linkedin.com/in/josé-garcía")),
        (
            "https://www.linkedin.com/in/sarah-chen/detail/recent-activity/",
            Some("linkedin.com/in/sarah-chen"),
        ),
        ("https://www.linkedin.com/company/acme", None),
        ("https://www.linkedin.com/in/", None),
        ("https://www.linkedin.com/pub/sarah/1/2/3", None),
        ("https://www.linkedin.com/sales/lead/ACwAA", None),
        ("https://www.linkedin.com.evil.com/in/sarah", None),
        ("https://notlinkedin.com/in/sarah", None),
        ("https://www.linkedin.com/in/%ff", None),
        ("sarah-chen", None),
        ("undefined", None),
    ];

    #[test]
    fn a_linkedin_profile_has_one_key() {
        for (text, key) in LINKEDIN {
            assert_eq!(canonical_linkedin(text).value.map(|read| read.key).as_deref(), *key, "{text:?}");
        }
        let read = canonical_linkedin("uk.linkedin.com/in/Jos%C3%A9").value.unwrap();
        assert_eq!(read.url, "https://www.linkedin.com/in/jos%C3%A9");
    }

    const APPLY: &[(&str, Option<&str>)] = &[
        (
            "https://Boards.Greenhouse.io/acme/jobs/123?gh_src=abc",
            Some("https://boards.greenhouse.io/acme/jobs/123"),
        ),
        (
            "http://jobs.lever.co/acme/1/?lever-source=LinkedIn&utm_source=x",
            Some("https://jobs.lever.co/acme/1"),
        ),
        ("https://example.com/?gh_jid=5&ref=board", Some("https://example.com/?gh_jid=5")),
        ("https://www.example.com/jobs/1#apply", Some("https://example.com/jobs/1")),
        ("https://example.com/#/jobs/1", Some("https://example.com/#/jobs/1")),
        ("https://example.com/jobs?id=7&UTM_Medium=a", Some("https://example.com/jobs?id=7")),
        ("https://example.com", Some("https://example.com")),
        ("javascript:1", None),
        ("null", None),
    ];

    #[test]
    fn an_apply_address_has_one_key() {
        for (text, key) in APPLY {
            assert_eq!(canonical_apply_url(text).as_deref(), *key, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn addresses_never_panic_and_are_stable(text in ".{0,60}") {
            if let Some(url) = web(&text).value {
                prop_assert_eq!(web(&url).value, Some(url));
            }
            if let Some(read) = canonical_linkedin(&text).value {
                prop_assert_eq!(canonical_linkedin(&read.url).value, Some(read));
            }
            if let Some(key) = canonical_apply_url(&text) {
                prop_assert_eq!(canonical_apply_url(&key), Some(key));
            }
        }

        #[test]
        fn profiles_never_panic_and_are_stable(slug in "[^/]{0,20}") {
            if let Some(read) = canonical_linkedin(&format!("linkedin.com/in/{slug}")).value {
                prop_assert_eq!(canonical_linkedin(&read.key).value, Some(read));
            }
        }
    }
}
