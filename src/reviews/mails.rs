//! The mails of reviews. None of them goes to an address that asked for none; those to a client say who asks, and how to have no
//! more of it.

use super::published::Published;
use super::queries::Invite;
use super::{KEPT_AFTER, OPEN_FOR, Ways};
use crate::config::PublicOrigin;
use crate::mail::{Message, Note, sentence};
use crate::urls;

/// Asks a client for a review, or reminds them of it.
pub fn invite(
    origin: &PublicOrigin,
    invite: &Invite,
    ways: Ways,
    is_reminder: bool,
) -> askama::Result<Message> {
    let name = &invite.executive;
    let client = invite.client_name.as_deref().unwrap_or_default();
    let days = OPEN_FOR.num_days();
    let until = invite.expires_at.format("%-d %B %Y");
    let first = if is_reminder {
        format!(
            "{client}, some days ago {name} asked you for a review of their work. If you want to write one, the link is good until {until}; there is no further reminder."
        )
    } else {
        format!(
            "{client}, {name} has a profile at Quarterdeck and asks you, as a client, for a review of their work. The link is good for {days} days and takes one review."
        )
    };
    let note = Note {
        origin: origin.as_str(),
        heading: format!("{name} asks you for a review"),
        texts: vec![
            first,
            "What you write is shown with your name and company on the profile, once the people who run the site have looked at it; your address is never public. You can take it back at any time.".to_owned(),
        ],
        quote: invite.note.as_deref(),
        facts: vec![("Profile", origin.absolute(urls::Executive::to(&invite.slug)))],
        button: Some(("Write the review", ways.write)),
        links: vec![("I don’t want to", ways.decline)],
        why: format!(
            "You get this because {name} named you as a client of theirs. Do nothing, and your address is deleted {} days after the link ran out; “I don’t want to” deletes it at once.",
            KEPT_AFTER.num_days()
        ),
    };
    let subject =
        if is_reminder { format!("Reminder: a review of {name}?") } else { format!("A review of {name}?") };
    note.message(client_of(invite), subject)
}

/// Who wrote a review is told that it has come.
pub fn received(origin: &PublicOrigin, invite: &Invite, ways: Ways) -> askama::Result<Message> {
    let note = Note {
        origin: origin.as_str(),
        heading: "Thank you for your review".to_owned(),
        texts: vec![format!(
            "The people who run the site look at what you wrote about {}, and you are told what comes of it. Until then and afterwards, the link shows how it stands, and takes it back.",
            invite.executive
        )],
        button: Some(("See how it stands", ways.write)),
        why: "You get this because you wrote a review through Quarterdeck.".to_owned(),
        ..Note::default()
    };
    note.message(client_of(invite), format!("Your review of {}", invite.executive))
}

/// Who runs the site is told that a review waits.
pub fn to_operator(origin: &PublicOrigin, to: &str, invite: &Invite) -> askama::Result<Message> {
    let note = Note {
        origin: origin.as_str(),
        heading: "A review waits".to_owned(),
        texts: vec![format!(
            "A client whom {} invited wrote a review. It is public once you publish it.",
            invite.executive
        )],
        facts: vec![("Profile", origin.absolute(urls::Executive::to(&invite.slug)))],
        button: Some(("Look at it", origin.absolute(urls::AdminClientReview::to(invite.id.to_string())))),
        why: "You get this because QUARTERDECK_OPERATOR names this address.".to_owned(),
        ..Note::default()
    };
    note.message(to, format!("To look at: a review of {}", invite.executive))
}

/// Who wrote a review is told how it was decided, or that it was taken off.
pub fn decided(
    origin: &PublicOrigin,
    invite: &Invite,
    ways: Ways,
    reason: Option<&str>,
) -> askama::Result<Message> {
    let name = &invite.executive;
    let (heading, text) = match reason {
        None => (
            "Your review is public",
            format!("What you wrote about {name} stands on their profile from now on."),
        ),
        Some(reason) => (
            "Your review is not public",
            format!(
                "What you wrote about {name} is not shown on their profile. The reason: {} It is deleted within {} days.",
                sentence(reason),
                KEPT_AFTER.num_days()
            ),
        ),
    };
    let note = Note {
        origin: origin.as_str(),
        heading: heading.to_owned(),
        texts: vec![text],
        facts: vec![("Profile", origin.absolute(urls::Executive::to(&invite.slug)))],
        button: Some(("See it, or take it back", ways.write)),
        why: "You get this because you wrote a review through Quarterdeck.".to_owned(),
        ..Note::default()
    };
    note.message(client_of(invite), heading)
}

/// The owner is told of a public review.
pub fn to_owner(origin: &PublicOrigin, to: &str, invite: &Invite) -> askama::Result<Message> {
    let by = invite.author_name.as_deref().unwrap_or("A client");
    let note = Note {
        origin: origin.as_str(),
        heading: "Somebody reviewed your work".to_owned(),
        texts: vec![format!(
            "{by} wrote a review, and your profile shows it from now on. You may answer it once."
        )],
        quote: invite.content.as_deref(),
        button: Some(("Read it, and answer", origin.absolute(urls::MyReviews::to(&invite.slug)))),
        why: "You get this because the profile is yours.".to_owned(),
        ..Note::default()
    };
    note.message(to, "A review of your work is public")
}

/// The owner is told what came of an answer that was looked at.
pub fn reply_decided(
    origin: &PublicOrigin,
    to: &str,
    review: &Published,
    reason: Option<&str>,
) -> askama::Result<Message> {
    let author = &review.author;
    let (heading, text) = match reason {
        None => (
            "Your answer is public",
            format!("Your answer to the review by {author} stands below it from now on."),
        ),
        Some(reason) => (
            "Your answer is not shown",
            format!(
                "Your answer to the review by {author} is not shown. The reason: {} You may write another one.",
                sentence(reason)
            ),
        ),
    };
    let note = Note {
        origin: origin.as_str(),
        heading: heading.to_owned(),
        texts: vec![text],
        button: Some(("Your reviews", origin.absolute(urls::MyReviews::to(&review.slug)))),
        why: "You get this because the profile is yours.".to_owned(),
        ..Note::default()
    };
    note.message(to, heading)
}

/// The owner is told that a review from a list was taken off, or is shown again.
pub fn moved(
    origin: &PublicOrigin,
    to: &str,
    review: &Published,
    reason: Option<&str>,
) -> askama::Result<Message> {
    let author = &review.author;
    let (heading, text) = match reason {
        None => (
            "A review is on your profile again",
            format!(
                "The review by {author} stands on your profile again, with your answer if you wrote one."
            ),
        ),
        Some(reason) => (
            "A review was taken off your profile",
            format!(
                "The people who run the site took the review by {author} off your profile. The reason: {}",
                sentence(reason)
            ),
        ),
    };
    let note = Note {
        origin: origin.as_str(),
        heading: heading.to_owned(),
        texts: vec![text],
        button: Some(("Your profile", origin.absolute(urls::MyProfile::to(&review.slug)))),
        why: "You get this because the profile is yours.".to_owned(),
        ..Note::default()
    };
    note.message(to, heading)
}

fn client_of(invite: &Invite) -> &str {
    invite.client_email.as_deref().unwrap_or_default()
}
