//! The mails of proposed corrections. None of them repeats what was typed: the address may be anybody's.

use super::Status;
use super::field::Field;
use super::queries::{Item, Request};
use crate::config::PublicOrigin;
use crate::mail::{Message, Note};
use crate::urls;

/// Who proposed is told how it was decided.
pub fn decided(
    origin: &PublicOrigin,
    to: &str,
    request: &Request,
    status: Status,
    accepted: &[Field],
) -> askama::Result<Message> {
    let (heading, text) = if status == Status::Rejected {
        (
            "Your correction was not taken over",
            "The people who run the site looked at it and left the profile as it is. If you can say where it can be checked, propose it once more.".to_owned(),
        )
    } else if accepted.is_empty() {
        (
            "Your remark was read",
            "The people who run the site looked at it and saw to it. Thank you.".to_owned(),
        )
    } else {
        let fields: Vec<String> = accepted.iter().map(|field| field.label().to_lowercase()).collect();
        (
            "Your correction was taken over",
            format!(
                "The profile says now what you proposed for: {}. No later list changes that. Thank you.",
                fields.join(", ")
            ),
        )
    };
    let note = Note {
        origin: origin.as_str(),
        heading: heading.to_owned(),
        texts: vec![text],
        facts: vec![("Number", request.number.clone())],
        button: Some(("See the profile", origin.absolute(urls::Executive::to(&request.slug)))),
        why: "This address was left with the correction; it is deleted 30 days from now.".to_owned(),
        ..Note::default()
    };
    note.message(to, format!("{heading}: {}", request.number))
}

/// The owner of a profile is told what it says since somebody else's correction was taken over. That was looked at, so it
/// may be repeated.
pub fn to_owner(
    origin: &PublicOrigin,
    to: &str,
    request: &Request,
    accepted: &[(Field, &Item)],
) -> askama::Result<Message> {
    let facts = accepted.iter().map(|(field, item)| {
        let said = item.proposed.clone().unwrap_or_else(|| "Nothing any more".to_owned());
        (field.label(), said)
    });
    let note = Note {
        origin: origin.as_str(),
        heading: "Your profile was corrected".to_owned(),
        texts: vec![format!(
            "Somebody proposed a correction to the profile of {}, and the people who run the site took it over. It says now what stands below; if that is wrong, change it back: what you write stands.",
            request.profile
        )],
        facts: facts.collect(),
        button: Some(("Change it", origin.absolute(urls::EditProfile::to(&request.slug)))),
        why: "You get this because the profile is yours.".to_owned(),
        ..Note::default()
    };
    note.message(to, "Your profile was corrected")
}

/// The operator is told that there is something to decide.
pub fn to_operator(origin: &PublicOrigin, to: &str, number: &str, slug: &str) -> askama::Result<Message> {
    let note = Note {
        origin: origin.as_str(),
        heading: "A proposed correction".to_owned(),
        texts: vec![
            "Somebody says that a profile is wrong, and what it should say instead. You can accept all of it or a part."
                .to_owned(),
        ],
        facts: vec![("Number", number.to_owned()), ("Profile", origin.absolute(urls::Executive::to(slug)))],
        button: Some(("Decide it", origin.absolute(urls::AdminCorrection::to(number.to_lowercase())))),
        why: "You get this because QUARTERDECK_OPERATOR names this address.".to_owned(),
        ..Note::default()
    };
    note.message(to, format!("To decide: correction {number}"))
}
