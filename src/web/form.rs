//! Forms: what was typed, and what is wrong with it.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use uuid::Uuid;

/// One field of a form as it is shown: with what was typed, and what is wrong with that.
#[derive(Clone, Debug, Default)]
pub struct Field {
    /// As it was typed.
    pub value: String,
    /// What is wrong, and what to do.
    pub error: Option<String>,
}

impl Field {
    /// Something that stands there already.
    pub fn of(value: impl Into<String>) -> Self {
        Self { value: value.into(), error: None }
    }

    /// What was typed, as far as it can be shown again: without control characters, at most so many characters.
    pub fn typed(value: &str, longest: usize) -> Self {
        let is_shown = |c: &char| !c.is_control() || matches!(c, '\n' | '\t');
        Self::of(value.replace("\r\n", "\n").chars().filter(is_shown).take(longest).collect::<String>())
    }

    /// The same with what is wrong, where something is.
    #[must_use]
    pub fn with_error(mut self, error: Option<impl Into<String>>) -> Self {
        self.error = error.map(Into::into);
        self
    }
}

/// What tells this form from every other: the key that it bears, or a new one where it bears none.
pub fn request_key(typed: &str) -> Uuid {
    typed.parse().unwrap_or_else(|_| Uuid::now_v7())
}

/// The same for the same form with the same content; who goes back and mends something asks for something else.
pub fn request_id(key: Uuid, content: &[&str]) -> Uuid {
    Uuid::new_v5(&key, content.join("\n").as_bytes())
}

/// The form again, with the reason in it: what is wrong with what was typed.
pub fn refused(page: impl IntoResponse) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
}

/// The form again, with the reason in it: it came too soon. Nothing that was typed is lost.
pub fn too_often(seconds: u64, page: impl IntoResponse) -> Response {
    let retry_after = [(header::RETRY_AFTER, HeaderValue::from(seconds))];
    (StatusCode::TOO_MANY_REQUESTS, retry_after, page).into_response()
}

/// When to try again, in words: `in 3 minutes`.
pub fn in_minutes(seconds: u64) -> String {
    let minutes = seconds.div_ceil(60);
    let noun = if minutes == 1 { "minute" } else { "minutes" };
    format!("in {minutes} {noun}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_that_is_sent_twice_is_one_request_and_a_mended_one_another() {
        let key = request_key("0197b2a0-0000-7000-8000-000000000000");
        assert_eq!(request_id(key, &["ann", "a"]), request_id(key, &["ann", "a"]));
        assert_ne!(request_id(key, &["ann", "a"]), request_id(key, &["ann", "b"]));
        assert_ne!(request_id(key, &["ann"]), request_id(request_key(""), &["ann"]));
    }

    #[test]
    fn what_was_typed_is_shown_again_as_far_as_it_can_be() {
        assert_eq!(Field::typed("a\r\nb\u{0}\u{7}c", 10).value, "a\nbc");
        assert_eq!(Field::typed("äöü", 2).value, "äö");
    }
}
