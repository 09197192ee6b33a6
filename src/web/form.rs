//! What forms share: what was typed and what is wrong with it, one request for a form that is sent twice, and the answer
//! to who sends too many. Nothing that was typed is lost.

use std::borrow::Cow;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::error::RETRY_AFTER_SECONDS;
use crate::values::{EmailAddress, NotAnAddress, typed_line, typed_text};

/// Characters of what was typed that are given back at most.
const GIVEN_BACK: usize = 20_000;

/// A field, as it was typed, and what is wrong with that.
#[derive(Clone, Debug, Default)]
pub struct Field {
    /// Its name in the form.
    pub name: Cow<'static, str>,
    /// What was typed.
    pub value: String,
    /// What is wrong with it, and what to do.
    pub error: Option<String>,
}

impl Field {
    /// An empty field.
    pub fn blank(name: impl Into<Cow<'static, str>>) -> Self {
        Self::typed(name, "")
    }

    /// A field that was filled in.
    pub fn typed(name: impl Into<Cow<'static, str>>, text: &str) -> Self {
        let shown = text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\r' | '\t'));
        Self { name: name.into(), value: shown.take(GIVEN_BACK).collect(), error: None }
    }

    /// One line, which may be missing.
    pub fn line(&mut self, longest: usize) -> Option<String> {
        let read = typed_line(&self.value, longest);
        self.take(read).flatten()
    }

    /// One line, which may not.
    pub fn required_line(&mut self, longest: usize, missing: &str) -> String {
        let read = self.line(longest);
        self.require(read, missing)
    }

    /// Several lines, which may be missing.
    pub fn text(&mut self, longest: usize) -> Option<String> {
        let read = typed_text(&self.value, longest);
        self.take(read).flatten()
    }

    /// Several lines, which may not.
    pub fn required_text(&mut self, longest: usize, missing: &str) -> String {
        let read = self.text(longest);
        self.require(read, missing)
    }

    /// A mail address, which may be missing.
    pub fn email(&mut self) -> Option<EmailAddress> {
        match EmailAddress::parse(&self.value) {
            Err(NotAnAddress::Missing) => None,
            read => self.take(read),
        }
    }

    /// A mail address, which may not.
    pub fn required_email(&mut self) -> Option<EmailAddress> {
        let read = EmailAddress::parse(&self.value);
        self.take(read)
    }

    /// Notes what is wrong.
    pub fn refuse(&mut self, why: impl Into<String>) {
        self.error = Some(why.into());
    }

    /// Whether it was left empty.
    pub fn is_empty(&self) -> bool {
        self.value.trim().is_empty()
    }

    /// Which elements describe it (`aria-describedby`); nothing where none does.
    pub fn described_by(&self, hint: &str) -> Option<String> {
        let hint = (!hint.is_empty()).then(|| format!("{}-hint", self.name));
        let error = self.error.as_ref().map(|_| format!("{}-error", self.name));
        let ids: Vec<String> = hint.into_iter().chain(error).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    fn take<T, E: ToString>(&mut self, read: Result<T, E>) -> Option<T> {
        read.map_err(|error| self.refuse(error.to_string())).ok()
    }

    fn require(&mut self, read: Option<String>, missing: &str) -> String {
        if read.is_none() && self.error.is_none() {
            self.refuse(missing);
        }
        read.unwrap_or_default()
    }
}

/// Whether something is wrong with any of these.
pub fn is_wrong<'a>(fields: impl IntoIterator<Item = &'a Field>) -> bool {
    fields.into_iter().any(|field| field.error.is_some())
}

/// Tells a new form from every other.
pub fn new_key() -> String {
    Uuid::now_v7().to_string()
}

/// The key that a form was sent with; a new one where that is none.
pub fn sent_key(key: &str) -> String {
    key.parse::<Uuid>().unwrap_or_else(|_| Uuid::now_v7()).to_string()
}

/// The same for the same form with the same content; who goes back and mends something asks for something else.
pub fn request_key(key: &str, content: &[&str]) -> Uuid {
    let parts: Vec<&str> = std::iter::once(key).chain(content.iter().copied()).collect();
    Uuid::new_v5(&Uuid::NAMESPACE_URL, parts.join("\n").as_bytes())
}

/// What stands in a field, in short: a form that tells it back shows whether somebody else wrote there meanwhile. The same for
/// the same text, however browsers send its lines.
pub fn digest(text: &str) -> String {
    let plain = typed_text(text, usize::MAX).ok().flatten().unwrap_or_default();
    let digest: [u8; 32] = Sha256::digest(plain).into();
    let head = digest.first_chunk::<8>().copied().unwrap_or_default();
    format!("{:016x}", u64::from_be_bytes(head))
}

/// What stands in a field, to be named in a sentence.
pub fn quoted(text: Option<&str>) -> String {
    const MOST: usize = 400;
    match text {
        Some(text) if text.chars().count() > MOST => {
            format!("“{}…”", text.chars().take(MOST).collect::<String>())
        }
        Some(text) => format!("“{text}”"),
        None => "nothing".to_owned(),
    }
}

/// The form again, with the reason in it.
pub fn unprocessable(page: impl IntoResponse) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
}

/// The form again, because it comes too soon.
pub fn too_often(seconds: u64, page: impl IntoResponse) -> Response {
    let retry_after = [(header::RETRY_AFTER, HeaderValue::from(seconds))];
    (StatusCode::TOO_MANY_REQUESTS, retry_after, page).into_response()
}

/// The form again, because the database or an import holds it up. What was done stays undone: sent again, it is the same.
pub fn busy(page: impl IntoResponse) -> Response {
    let retry_after = [(header::RETRY_AFTER, HeaderValue::from(RETRY_AFTER_SECONDS))];
    (StatusCode::SERVICE_UNAVAILABLE, retry_after, page).into_response()
}

/// When to send it again: `Another one can be sent in 5 minutes; what you typed is still here.`
pub fn again(seconds: u64) -> String {
    format!("Another one can be sent {}; what you typed is still here.", in_minutes(seconds))
}

/// When to try again: `in 3 minutes`.
pub fn in_minutes(seconds: u64) -> String {
    let minutes = seconds.div_ceil(60);
    let noun = if minutes == 1 { "minute" } else { "minutes" };
    format!("in {minutes} {noun}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_keeps_what_was_typed_and_says_what_is_wrong() {
        let mut name = Field::typed("name", "  ");
        assert_eq!(name.required_line(10, "Type your name."), "");
        assert_eq!(name.error.as_deref(), Some("Type your name."));
        let mut name = Field::typed("name", "Ann  Abelskjold");
        assert_eq!(name.required_line(5, "Type your name."), "");
        assert!(name.error.as_deref().unwrap().contains("14 characters") && name.value == "Ann  Abelskjold");
        let mut address = Field::blank("email");
        assert!(address.email().is_none() && address.error.is_none());
        assert!(address.required_email().is_none() && address.error.is_some());
        assert_eq!(address.described_by("x").as_deref(), Some("email-hint email-error"));
        assert!(is_wrong([&address]) && !is_wrong([&Field::blank("x")]));
    }

    #[test]
    fn a_form_that_is_sent_twice_is_one_request_and_a_mended_one_another() {
        let first = request_key("key", &["ann@client.example", "role=fractional-cfo"]);
        assert_eq!(first, request_key("key", &["ann@client.example", "role=fractional-cfo"]));
        for other in [
            request_key("key", &["ben@client.example", "role=fractional-cfo"]),
            request_key("key", &["ann@client.example", ""]),
            request_key("another", &["ann@client.example", "role=fractional-cfo"]),
        ] {
            assert_ne!(first, other);
        }
        assert_eq!(sent_key("0197b2a0-0000-7000-8000-000000000000"), "0197b2a0-0000-7000-8000-000000000000");
        assert_ne!(sent_key("x"), sent_key("x"));
    }
}
