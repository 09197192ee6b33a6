//! Every page has one address: lower case, single slashes, none at the end. Others lead there.
//!
//! A request for another form is answered as if it had asked for the one form, and what would have been a page becomes
//! a redirect to it. So an address that has moved besides leads to its new place in one step, never in a chain.

use std::borrow::Cow;

use axum::extract::Request;
use axum::http::{Method, Uri};
use axum::response::Response;

use super::moved;

/// Puts the address into its one form before the request is routed. Files and forms stay as they are.
pub(super) fn settle(request: &mut Request) -> Elsewhere {
    let one = one_form(request);
    if let Some(one) = &one {
        *request.uri_mut() = one.clone();
    }
    Elsewhere(one)
}

fn one_form(request: &Request) -> Option<Uri> {
    let path = request.uri().path();
    if !matches!(*request.method(), Method::GET | Method::HEAD) || path.starts_with("/static/") {
        return None;
    }
    let Cow::Owned(mut location) = canonical(path) else { return None };
    if let Some(query) = request.uri().query() {
        location.push('?');
        location.push_str(query);
    }
    location.parse().ok()
}

/// Where a page stands that was asked for in another form.
pub(super) struct Elsewhere(Option<Uri>);

impl Elsewhere {
    /// Whether the page was asked for in the one form.
    pub(super) fn is_here(&self) -> bool {
        self.0.is_none()
    }

    /// A redirect in the page's stead; errors, and redirects to yet another place, stay what they are.
    pub(super) fn instead_of(&self, response: Response) -> Response {
        match &self.0 {
            Some(one) if response.status().is_success() => moved(one),
            _ => response,
        }
    }
}

/// Never begins with `//`, which browsers take for another site.
fn canonical(path: &str) -> Cow<'_, str> {
    let is_canonical = path == "/"
        || !path.ends_with('/') && !path.contains("//") && !has_upper_case(path) && path.starts_with('/');
    if is_canonical {
        return Cow::Borrowed(path);
    }
    let mut one = String::with_capacity(path.len());
    for segment in path.split('/').filter(|segment| !segment.is_empty()) {
        one.push('/');
        push_lower_case(&mut one, segment);
    }
    if one.is_empty() {
        one.push('/');
    }
    // `*`, the path of `OPTIONS *`, and whatever else isn't a path of ours stays what it is.
    if path.starts_with('/') { Cow::Owned(one) } else { Cow::Borrowed(path) }
}

/// Outside of percent-escapes, whose digits are upper case.
fn has_upper_case(path: &str) -> bool {
    pieces(path).any(|(_, plain)| plain.bytes().any(|byte| byte.is_ascii_uppercase()))
}

fn push_lower_case(one: &mut String, segment: &str) {
    for (escape, plain) in pieces(segment) {
        one.push_str(escape);
        one.push_str(&plain.to_ascii_lowercase());
    }
}

/// The text as escapes (`%C3`, or nothing before the first) each followed by plain text.
fn pieces(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.split_inclusive('%').scan(false, |after_percent, piece| {
        let is_escape = *after_percent
            && piece.as_bytes().iter().take(2).filter(|byte| byte.is_ascii_hexdigit()).count() == 2;
        *after_percent = piece.ends_with('%');
        Some(piece.split_at(if is_escape { 2 } else { 0 }))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_in_another_form_leads_to_the_one() {
        for (from, to) in [
            ("/Executives", "/executives"),
            ("/executives/", "/executives"),
            ("/roles//CFO///", "/roles/cfo"),
            ("//", "/"),
            ("//evil.com/", "/evil.com"),
            ("//evil.com", "/evil.com"),
            ("/Caf%C3%A9/%2F%2Fevil.com/", "/caf%C3%A9/%2F%2Fevil.com"),
            ("/100%/A", "/100%/a"),
            ("/%zZ", "/%zz"),
        ] {
            assert_eq!(canonical(from), to, "{from}");
            assert!(matches!(canonical(to), Cow::Borrowed(_)), "{to} must not redirect again");
        }
    }

    #[test]
    fn the_one_form_stays() {
        for path in ["/", "/executives", "/caf%C3%A9", "/%", "*", "/a%25b"] {
            assert!(matches!(canonical(path), Cow::Borrowed(_)), "{path}");
        }
    }
}
