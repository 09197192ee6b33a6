//! The mails to owners.

use super::queries::Unconfirmed;
use crate::config::PublicOrigin;
use crate::mail::{Message, Note, sentence};
use crate::urls;

/// Asks whether an availability still holds.
pub fn ask(origin: &PublicOrigin, owner: &Unconfirmed, href: String) -> askama::Result<Message> {
    let confirmed = match owner.confirmed_at {
        Some(at) => format!("It was last confirmed on {}", at.format("%-d %B %Y")),
        None => "It was never confirmed".to_owned(),
    };
    let note = Note {
        origin: origin.as_str(),
        heading: "Does it still hold?".to_owned(),
        texts: vec![format!(
            "Your profile says of your availability: {}. {confirmed}; after 75 days the profile says so, and a search for somebody available finds you no more. One press confirms it.",
            owner.availability.label().to_lowercase()
        )],
        facts: vec![("Profile", owner.name.clone())],
        button: Some(("It still holds", href)),
        links: vec![("Change it", origin.absolute(urls::MyProfile::to(&owner.slug)))],
        why: "You get this because the profile is yours. It is sent once until you confirm.".to_owned(),
        ..Note::default()
    };
    note.message(&owner.email, "Is your availability still right?")
}

/// The owner is told what somebody else who runs the site wrote into the profile.
pub fn edited(
    origin: &PublicOrigin,
    to: &str,
    slug: &str,
    fields: &str,
    reason: Option<&str>,
) -> askama::Result<Message> {
    let heading = "Your profile was edited";
    let text = format!("The people who run the site changed what your profile says of: {fields}.");
    let because = reason.map(|reason| format!("The reason: {}", sentence(reason)));
    let ways = "If it is wrong, change it back: what you write stands.".to_owned();
    let note = Note {
        origin: origin.as_str(),
        heading: heading.to_owned(),
        texts: std::iter::once(text).chain(because).chain([ways]).collect(),
        button: Some(("Your profile", origin.absolute(urls::MyProfile::to(slug)))),
        why: "You get this because the profile is yours.".to_owned(),
        ..Note::default()
    };
    note.message(to, heading)
}

/// The owner is told what came of an edit that was looked at.
pub fn looked_at(
    origin: &PublicOrigin,
    to: &str,
    slug: &str,
    fields: &str,
    reason: Option<&str>,
) -> askama::Result<Message> {
    let (heading, text) = match reason {
        None => (
            "Your change is published",
            format!("Your profile says from now on what you wrote for: {fields}."),
        ),
        Some(reason) => (
            "Your change is not published",
            format!("What you wrote for {fields} was not taken over. The reason: {}", sentence(reason)),
        ),
    };
    let note = Note {
        origin: origin.as_str(),
        heading: heading.to_owned(),
        texts: vec![text],
        button: Some(("Your profile", origin.absolute(urls::MyProfile::to(slug)))),
        why: "You get this because the profile is yours.".to_owned(),
        ..Note::default()
    };
    note.message(to, heading)
}
