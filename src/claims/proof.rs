//! How somebody proves that a profile is theirs.

use url::{Host, Url};

/// A way to prove it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Their address is at the domain of the profile's website.
    Domain,
    /// A code of ours stands on their website or LinkedIn page.
    Code,
    /// They tell the operator, who finds out.
    Note,
}

impl Method {
    /// The word in forms and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Domain => "domain",
            Self::Code => "code",
            Self::Note => "note",
        }
    }

    /// The way that a word names.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Domain, Self::Code, Self::Note].into_iter().find(|method| method.as_str() == word)
    }

    /// For people.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Domain => "your address at the website’s own domain",
            Self::Code => "a code on a page of yours",
            Self::Note => "a note to whoever runs this site",
        }
    }
}

/// Mail and homepages of strangers share these.
const SHARED: [&str; 16] = [
    "about.me",
    "carrd.co",
    "facebook.com",
    "github.io",
    "gmail.com",
    "google.com",
    "linkedin.com",
    "linktr.ee",
    "medium.com",
    "notion.site",
    "outlook.com",
    "substack.com",
    "twitter.com",
    "wixsite.com",
    "wordpress.com",
    "x.com",
];

/// Whether a mail address is at the domain of a website: the very host, less `www.`; and not one that strangers share.
pub fn is_at(email: &str, website: &str) -> bool {
    let Some((_, domain)) = email.rsplit_once('@') else { return false };
    let is_shared = SHARED.iter().any(|shared| domain == *shared || domain.ends_with(&format!(".{shared}")));
    !is_shared && host_of(website).as_deref() == Some(domain)
}

/// Whether an address is a page of a profile's own website, or its LinkedIn page.
pub fn is_own_page(page: &str, website: Option<&str>, linkedin: Option<&str>) -> bool {
    let Some(host) = host_of(page) else { return false };
    let path =
        |url: &str| Url::parse(url).ok().map(|url| url.path().trim_end_matches('/').to_ascii_lowercase());
    if host == "linkedin.com" {
        return linkedin.is_some_and(|known| path(known) == path(page));
    }
    let is_shared = SHARED.contains(&host.as_str());
    website.is_some_and(|website| {
        host_of(website) == Some(host)
            && (!is_shared || path(page).unwrap_or_default().starts_with(&path(website).unwrap_or_default()))
    })
}

/// The host of an address, less `www.`
fn host_of(url: &str) -> Option<String> {
    let url = Url::parse(url).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    match url.host()? {
        Host::Domain(domain) => Some(domain.strip_prefix("www.").unwrap_or(domain).to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_at_the_websites_own_domain_proves_it() {
        for (email, website, proves) in [
            ("ann@abel.example", "https://www.abel.example/about", true),
            ("ann@abel.example", "http://abel.example", true),
            ("ann@mail.abel.example", "https://abel.example", false),
            ("ann@abel.example", "https://shop.abel.example", false),
            ("ann@evil-abel.example", "https://abel.example", false),
            ("ann@abel.example.evil.example", "https://abel.example", false),
            ("ann@gmail.com", "https://gmail.com", false),
            ("ann@ann.wordpress.com", "https://ann.wordpress.com", false),
            ("ann@abel.example", "no address", false),
            ("ann@127.0.0.1", "http://127.0.0.1", false),
        ] {
            assert_eq!(is_at(email, website), proves, "{email} {website}");
        }
    }

    #[test]
    fn a_code_counts_on_ones_own_pages_alone() {
        let website = Some("https://www.abel.example/");
        let linkedin = Some("https://www.linkedin.com/in/ann-abel");
        for (page, counts) in [
            ("https://abel.example/proof", true),
            ("http://www.abel.example", true),
            ("https://linkedin.com/in/Ann-Abel/", true),
            ("https://www.linkedin.com/in/ben-berg", false),
            ("https://abel.example.evil.example/", false),
            ("ftp://abel.example/", false),
            ("https://evil.example/?https://abel.example", false),
        ] {
            assert_eq!(is_own_page(page, website, linkedin), counts, "{page}");
        }
        assert!(!is_own_page("https://abel.example/", None, None));
        assert!(!is_own_page("https://linkedin.com/in/ann-abel", None, None));
        let shared = Some("https://github.io/ann");
        assert!(is_own_page("https://github.io/ann/proof", shared, None));
        assert!(!is_own_page("https://github.io/ben", shared, None));
    }
}
