//! The mails of requests to be taken off the site. None of them says whom the request is about, or what was typed: the
//! address may be anybody's.

use chrono::{DateTime, Utc};

use super::Status;
use super::queries::Profile;
use crate::config::PublicOrigin;
use crate::mail::{Message, Note};
use crate::urls;

/// Who is told that a request came, and how it goes on.
pub fn receipt(
    origin: &PublicOrigin,
    to: &str,
    receipt: &str,
    decide_by: DateTime<Utc>,
) -> askama::Result<Message> {
    let note = Note {
        origin: origin.as_str(),
        heading: "We got your request".to_owned(),
        texts: vec![
            "Somebody, hopefully you, asked for a profile to be taken off Quarterdeck. It is offline from this moment, and no later list brings it back while the request stands.".to_owned(),
            format!("We decide by {} and tell you here. Keep the number: it is all that is needed to ask about it.", day(decide_by)),
        ],
        facts: vec![("Number", receipt.to_owned())],
        button: Some(("See how it stands", receipt_href(origin, receipt))),
        why: "This address was left with the request. If it was not you, there is nothing to do: it is deleted 30 days after the decision.".to_owned(),
        ..Note::default()
    };
    note.message(to, format!("Your request {receipt}"))
}

/// Who asked is told how it was decided.
pub fn decided(
    origin: &PublicOrigin,
    to: &str,
    receipt: &str,
    status: Status,
    because: Option<&str>,
) -> askama::Result<Message> {
    let (heading, text) = if status == Status::Upheld {
        (
            "Your request was upheld",
            "The profile stays offline, what it said is erased, and no later list brings it back. What is kept to recognise it by are codes from which nobody can read who it is.",
        )
    } else {
        (
            "Your request was not upheld",
            "The profile is where it was before. If you do not agree, answer the people who run the site, whose address stands on the privacy page, and name the number; you may also turn to the authority for data protection where you live.",
        )
    };
    let note = Note {
        origin: origin.as_str(),
        heading: heading.to_owned(),
        texts: vec![text.to_owned()],
        facts: std::iter::once(("Number", receipt.to_owned()))
            .chain(because.map(|because| ("Why", because.to_owned())))
            .collect(),
        links: vec![
            ("How it stands", receipt_href(origin, receipt)),
            ("Privacy", origin.absolute(urls::Privacy)),
        ],
        why: "This address was left with the request; it is deleted 30 days from now.".to_owned(),
        ..Note::default()
    };
    note.message(to, format!("{heading}: {receipt}"))
}

/// The owner of a profile is told that somebody had it hidden, or asked for it.
pub fn to_owner(
    origin: &PublicOrigin,
    to: &str,
    profile: &Profile,
    is_hiding: bool,
    undo_href: String,
) -> askama::Result<Message> {
    let (heading, text, button) = if is_hiding {
        (
            "Your profile is offline",
            "Somebody asked, without signing in, for your profile to be taken off Quarterdeck. Because such a request may come from the person themselves, the profile is hidden until it is decided. If it was not you, put it back by the button: from then on, no such request hides it.",
            Some(("Put it back online", undo_href)),
        )
    } else {
        (
            "Somebody asked for your profile to be removed",
            "Because you said before that it stays, it is still online. The people who run the site look at the request; there is nothing that you have to do.",
            None,
        )
    };
    let note = Note {
        origin: origin.as_str(),
        heading: heading.to_owned(),
        texts: vec![text.to_owned()],
        facts: vec![("Profile", profile.name.clone())],
        button,
        why: "You get this because the profile is yours.".to_owned(),
        ..Note::default()
    };
    note.message(to, heading)
}

/// The operator is told that there is something to decide.
pub fn to_operator(
    origin: &PublicOrigin,
    to: &str,
    receipt: &str,
    profiles: &[Profile],
    is_hiding: bool,
    decide_by: DateTime<Utc>,
) -> askama::Result<Message> {
    let state =
        if is_hiding { "offline already" } else { "still online: its owner said before that it stays" };
    let mut facts = vec![("Number", receipt.to_owned()), ("Decide by", day(decide_by))];
    facts.extend(profiles.iter().map(|profile| {
        ("Profile", format!("{}, {}", origin.absolute(urls::Executive::to(&profile.slug)), state))
    }));
    let note = Note {
        origin: origin.as_str(),
        heading: "A request for removal".to_owned(),
        texts: vec![
            "Somebody asks for a profile to be taken off the site. Uphold it, and what was known is erased for good; reject it, and the profile stands where it stood.".to_owned(),
        ],
        facts,
        button: Some(("Decide it", origin.absolute(urls::AdminRemoval::to(receipt.to_lowercase())))),
        why: "You get this because QUARTERDECK_OPERATOR names this address.".to_owned(),
        ..Note::default()
    };
    note.message(to, format!("To decide: removal {receipt}"))
}

fn receipt_href(origin: &PublicOrigin, receipt: &str) -> String {
    origin.absolute(urls::RemovalReceipt::to(receipt.to_lowercase()))
}

fn day(at: DateTime<Utc>) -> String {
    at.format("%-d %B %Y").to_string()
}
