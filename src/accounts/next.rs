//! Where somebody goes on after signing in: a page of ours, whoever wrote the link.

use std::fmt;

use axum::http::Uri;
use url::Url;

use crate::urls;
use crate::web::query::QueryReader;

/// A path of this site, with its query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Next(String);

/// The parameter that names it.
const PARAMETER: &str = "next";

impl Next {
    /// Longer ones lead nowhere.
    const LONGEST: usize = 1_000;

    /// Reads a path. Nothing where it leads elsewhere, or could for a browser that reads it otherwise than we do.
    pub fn parse(text: &str) -> Option<Self> {
        let is_plain = |byte: u8| byte.is_ascii_graphic() && byte != b'\\';
        if text.len() > Self::LONGEST || !text.starts_with('/') || !text.bytes().all(is_plain) {
            return None;
        }
        // As a browser reads it, from a site that nobody can name.
        let base = Url::parse("https://next.invalid/").ok()?;
        let url = base.join(text).ok()?;
        if url.origin() != base.origin() || !url.username().is_empty() || url.password().is_some() {
            return None;
        }
        let path = match url.query() {
            Some(query) => format!("{}?{query}", url.path()),
            None => url.path().to_owned(),
        };
        // Dots may have been resolved: `/.//evil.example` is `//evil.example` then.
        let is_own = !path.starts_with("//") && !path.starts_with("/signin");
        is_own.then_some(Self(path))
    }

    /// What a query names.
    pub fn of_query(query: Option<&str>) -> Option<Self> {
        Self::parse(&QueryReader::new(query).text(PARAMETER)?)
    }

    /// The page that was asked for.
    pub fn of_uri(uri: &Uri) -> Option<Self> {
        Self::parse(uri.path_and_query()?.as_str())
    }

    /// The path.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address of a page that leads on to it.
    pub fn through(next: Option<&Self>, page: &impl ToString) -> String {
        let page = page.to_string();
        let Some(Self(path)) = next else { return page };
        let query: String =
            url::form_urlencoded::Serializer::new(String::new()).append_pair(PARAMETER, path).finish();
        format!("{page}?{query}")
    }

    /// Where it leads; to the account, where nothing was named.
    pub fn or_account(next: Option<&Self>) -> String {
        next.map_or_else(|| urls::Account.to_string(), ToString::to_string)
    }
}

impl fmt::Display for Next {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_own_paths_are_followed() {
        for (text, path) in [
            ("/me", "/me"),
            ("/jobs?role=fractional-cfo&q=a%20b", "/jobs?role=fractional-cfo&q=a%20b"),
            ("/a/../admin", "/admin"),
            ("/executives/ann-abel/claim", "/executives/ann-abel/claim"),
            ("/@evil.example", "/@evil.example"),
            ("/?next=https://evil.example", "/?next=https://evil.example"),
        ] {
            assert_eq!(Next::parse(text).as_ref().map(Next::as_str), Some(path), "{text}");
        }
        let long = format!("/{}", "a".repeat(1_000));
        for elsewhere in [
            "",
            "me",
            "https://evil.example",
            "//evil.example",
            "///evil.example",
            "/\\evil.example",
            "\\/evil.example",
            "/\t/evil.example",
            "/\n//evil.example",
            "/.//evil.example",
            "/a/..//evil.example",
            "/%2e//evil.example",
            "javascript:alert(1)",
            "/ /evil.example",
            " /me",
            "/mé",
            "/signin/abc",
            &long,
        ] {
            assert_eq!(Next::parse(elsewhere), None, "{elsewhere}");
        }
    }

    #[test]
    fn a_page_leads_on_through_another() {
        let next = Next::parse("/jobs?q=a&b=c").unwrap();
        let through = Next::through(Some(&next), &urls::SignIn);
        assert_eq!(through, "/signin?next=%2Fjobs%3Fq%3Da%26b%3Dc");
        assert_eq!(Next::of_query(through.split_once('?').map(|(_, query)| query)), Some(next));
        assert_eq!(Next::through(None, &urls::SignIn), "/signin");
        assert_eq!(Next::or_account(None), "/account");
    }

    proptest! {
        #[test]
        fn whatever_is_taken_stays_on_this_site(text in "[/\\\\.%:@?#a-z0-9 \t]{0,24}") {
            if let Some(next) = Next::parse(&text) {
                let base = Url::parse("https://quarterdeck.example/account").unwrap();
                let url = base.join(next.as_str()).unwrap();
                prop_assert_eq!(url.origin(), base.origin());
                prop_assert_eq!(Next::parse(next.as_str()), Some(next.clone()));
            }
        }
    }
}
