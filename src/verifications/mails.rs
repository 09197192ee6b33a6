//! The mails of verifications.

use crate::config::PublicOrigin;
use crate::executives::CheckType;
use crate::mail::{Message, Note, sentence};
use crate::urls;

/// How a check ended.
#[derive(Clone, Copy, Debug)]
pub enum Outcome<'a> {
    /// It holds.
    Holds,
    /// It does not, for a reason.
    Declined(&'a str),
    /// It held, and does no more, for a reason.
    TakenBack(&'a str),
}

/// The owner is told how a check ended.
pub fn decided(
    origin: &PublicOrigin,
    to: &str,
    slug: &str,
    kind: CheckType,
    outcome: Outcome<'_>,
) -> askama::Result<Message> {
    let what = kind.label().to_lowercase();
    let (heading, text) = match outcome {
        Outcome::Holds => (
            "It was checked, and it holds",
            format!("Your profile says from now on that your {what} passed a check, how, and when."),
        ),
        Outcome::Declined(reason) => (
            "It was not confirmed",
            format!(
                "Your profile does not say that your {what} passed a check. The reason: {}",
                sentence(reason)
            ),
        ),
        Outcome::TakenBack(reason) => (
            "A check does not count any more",
            format!(
                "Your profile does not say any more that your {what} passed a check. The reason: {} You can ask for the check again.",
                sentence(reason)
            ),
        ),
    };
    let note = Note {
        origin: origin.as_str(),
        heading: heading.to_owned(),
        texts: vec![text],
        facts: vec![("Check", kind.label().to_owned())],
        button: Some(("Your profile", origin.absolute(urls::MyProfile::to(slug)))),
        why: "You get this because the profile is yours.".to_owned(),
        ..Note::default()
    };
    note.message(to, heading)
}

/// Who runs the site is told that a check is asked for.
pub fn to_operator(
    origin: &PublicOrigin,
    to: &str,
    slug: &str,
    kind: CheckType,
    asked: &str,
) -> askama::Result<Message> {
    let word = kind.param();
    let note = Note {
        origin: origin.as_str(),
        heading: "A check is asked for".to_owned(),
        texts: vec![
            "The owner of a profile asks you to look. The profile shows what you found, and how.".to_owned(),
        ],
        quote: Some(asked),
        facts: vec![
            ("Check", kind.label().to_owned()),
            ("Profile", origin.absolute(urls::Executive::to(slug))),
        ],
        button: Some(("Say what you found", origin.absolute(urls::AdminVerification::to(slug, word)))),
        why: "You get this because QUARTERDECK_OPERATOR names this address.".to_owned(),
        ..Note::default()
    };
    note.message(to, format!("To check: {} of {slug}", kind.label().to_lowercase()))
}
