//! How somebody proves that a profile is theirs.

use url::{Host, Url, form_urlencoded};

use crate::values::terms;

terms! {
    /// A way to prove it.
    Method = "text" {
        Domain: "domain", "domain", "An address at the website’s own domain";
        Code: "code", "code", "A code on a page of theirs";
        Note: "note", "note", "A note to whoever runs the site";
    }
}

/// Mail and pages of strangers share these.
const SHARED: [&str; 34] = [
    "about.me",
    "bio.link",
    "blogspot.com",
    "calendly.com",
    "carrd.co",
    "contently.com",
    "facebook.com",
    "github.io",
    "gmail.com",
    "gmx.de",
    "gmx.net",
    "google.com",
    "hotmail.com",
    "icloud.com",
    "instagram.com",
    "linkedin.com",
    "linktr.ee",
    "medium.com",
    "netlify.app",
    "notion.site",
    "outlook.com",
    "pages.dev",
    "proton.me",
    "squarespace.com",
    "substack.com",
    "t-online.de",
    "twitter.com",
    "upwork.com",
    "vercel.app",
    "web.de",
    "wixsite.com",
    "wordpress.com",
    "x.com",
    "yahoo.com",
];

/// Whether a mail address is at the domain of a website: the very host, less `www.`; and not one that strangers share.
pub fn is_at(email: &str, website: &str) -> bool {
    let Some((_, domain)) = email.rsplit_once('@') else { return false };
    let is_shared = SHARED.iter().any(|shared| {
        domain == *shared || domain.strip_suffix(shared).is_some_and(|rest| rest.ends_with('.'))
    });
    !is_shared && host_of(website).as_deref() == Some(domain)
}

/// Whether an address is a page of a profile's own website, or its LinkedIn page.
pub fn is_own_page(page: &str, website: Option<&str>, linkedin: Option<&str>) -> bool {
    let Some(host) = host_of(page) else { return false };
    if host == "linkedin.com" {
        return linkedin.is_some_and(|known| path_of(known) == path_of(page));
    }
    let is_shared = SHARED.contains(&host.as_str());
    website.is_some_and(|website| {
        host_of(website) == Some(host) && (!is_shared || is_below(&path_of(page), &path_of(website)))
    })
}

/// Whether the page may have the code from its address alone: many a page repeats what it was asked for.
pub fn may_repeat(page: &str, code: &str) -> bool {
    let Ok(url) = Url::parse(page) else { return false };
    let holds = |text: &str| text.to_lowercase().contains(code);
    let mut parts = form_urlencoded::parse(url.path().as_bytes());
    url.query().is_some() || url.host_str().is_some_and(holds) || parts.any(|(a, b)| holds(&a) || holds(&b))
}

/// Whether an address is of LinkedIn, which shows its pages to people alone.
pub fn is_linkedin(page: &str) -> bool {
    host_of(page).as_deref() == Some("linkedin.com")
}

/// Whether a path is another one's, or below it. Where strangers share a host, its front page is nobody's.
fn is_below(path: &str, parent: &str) -> bool {
    !parent.is_empty()
        && path.strip_prefix(parent).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn path_of(url: &str) -> String {
    let url = Url::parse(url).ok();
    url.map(|url| url.path().trim_end_matches('/').to_ascii_lowercase()).unwrap_or_default()
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
            ("ann@myx.com", "https://myx.com", true),
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
            ("https://user@evil.example/#abel.example", false),
        ] {
            assert_eq!(is_own_page(page, website, linkedin), counts, "{page}");
        }
        assert!(!is_own_page("https://abel.example/", None, None));
        assert!(!is_own_page("https://linkedin.com/in/ann-abel", None, None));
        let shared = Some("https://medium.com/ann");
        assert!(is_own_page("https://medium.com/ann/proof", shared, None));
        for strange in ["https://medium.com/ben", "https://medium.com/annabel", "https://medium.com/"] {
            assert!(!is_own_page(strange, shared, None), "{strange}");
        }
        assert!(!is_own_page("https://medium.com/ben", Some("https://medium.com"), None));
    }

    #[test]
    fn an_address_that_holds_the_code_proves_nothing() {
        let code = "quarterdeck-7f3k-q9xd-2m4w";
        for (page, may) in [
            ("https://abel.example/proof", false),
            ("https://abel.example/proof#x", false),
            ("https://abel.example/search?q=quarterdeck-7f3k-q9xd-2m4w", true),
            ("https://abel.example/?x", true),
            ("https://abel.example/QUARTERDECK-7f3k-q9xd-2m4w", true),
            ("https://abel.example/quarterdeck%2D7f3k-q9xd-2m4w", true),
        ] {
            assert_eq!(may_repeat(page, code), may, "{page}");
        }
    }
}
