//! The mails between two people who don't know each other's address. None of them names an address; what one side wrote
//! stands in it only once that side's own address is confirmed.

use super::queries::Request;
use super::{CONFIRM_WITHIN, Seat, Side, looking};
use crate::config::PublicOrigin;
use crate::mail::{Message, Note};
use crate::urls;

/// Who answers where nobody owns the profile.
const DESK: &str = "The people who run Quarterdeck";

/// The links of one side.
#[derive(Clone, Debug)]
pub struct Ways {
    /// Where it answers.
    pub answer: String,
    /// Where it ends it.
    pub end: String,
}

/// Asks whether an address really wrote. Not a word of the message: the address may be anybody's.
pub fn confirm(origin: &PublicOrigin, to: &str, executive: &str, href: String) -> askama::Result<Message> {
    let days = CONFIRM_WITHIN.num_days();
    let note = Note {
        origin: origin.as_str(),
        heading: "Send your message?".to_owned(),
        texts: vec![format!(
            "Somebody, hopefully you, wrote a message to {executive} at Quarterdeck and left this address. It is sent when you open the link and press the button there, within {days} days."
        )],
        button: Some(("See it and send it", href)),
        why: format!(
            "If it was not you, there is nothing to do: nothing is sent, and all of it is deleted after {days} days."
        ),
        ..Note::default()
    };
    note.message(to, format!("Confirm your message to {executive}"))
}

/// The first message, to the owner of the profile or to who runs the site.
pub fn first(
    origin: &PublicOrigin,
    to: &str,
    request: &Request,
    ways: Ways,
    is_owner: bool,
) -> askama::Result<Message> {
    let (name, company) = (said(request.name.as_deref()), said(request.company.as_deref()));
    let profile = origin.absolute(urls::Executive::to(&request.slug));
    let (text, why) = if is_owner {
        (
            format!(
                "{name} wrote to you through your profile at Quarterdeck, and confirmed their address. They don’t see yours, whether you answer or not."
            ),
            "You get this because the profile is yours. One press on “Not interested” ends it.".to_owned(),
        )
    } else {
        (
            format!(
                "{name} wrote to {}, whose profile nobody has claimed: so the message comes to you, who run the site. Pass it on if you can reach them by a way of your own, or answer in their stead. You see no address and show none.",
                request.executive
            ),
            "You get this because QUARTERDECK_OPERATOR names this address.".to_owned(),
        )
    };
    let mut facts = vec![("From", format!("{name}, {company}"))];
    facts.extend(request.budget.clone().map(|budget| ("Budget", budget)));
    facts.extend(request.hours.clone().map(|hours| ("Hours", hours)));
    facts.push(("Profile", profile));
    let note = Note {
        origin: origin.as_str(),
        heading: format!("A message from {name}"),
        texts: vec![text],
        quote: request.message.as_deref(),
        facts,
        button: Some(("Answer", ways.answer)),
        links: if is_owner {
            vec![("Not interested", ways.end)]
        } else {
            vec![("Not interested", ways.end), ("On the console", desk_href(origin, request))]
        },
        why,
    };
    note.message(to, shortened(&format!("{name}, {company}: a message for {}", request.executive)))
}

/// A further message, to the other side.
pub fn answer(
    origin: &PublicOrigin,
    to: &str,
    request: &Request,
    by: Side,
    text: &str,
    ways: Ways,
) -> askama::Result<Message> {
    let from = match by {
        Side::Sender => said(request.name.as_deref()),
        Side::Executive if request.went_to.as_deref() == Some("OWNER") => &request.executive,
        Side::Executive => DESK,
    };
    let verb = if from == DESK { "answer" } else { "answers" };
    let end = if by == Side::Sender { "Not interested" } else { "No more of this" };
    let mut links = vec![(end, ways.end)];
    if by == Side::Sender && request.went_to.as_deref() != Some("OWNER") {
        links.push(("On the console", desk_href(origin, request)));
    }
    let note = Note {
        origin: origin.as_str(),
        heading: format!("{from} {verb}"),
        texts: vec![format!(
            "Your address is not shown to them, and theirs not to you. The message is about the profile of {}.",
            request.executive
        )],
        quote: Some(text),
        button: Some(("Answer", ways.answer)),
        links,
        why: match (by, request.seat()) {
            (Side::Sender, Some(Seat::Owner(_))) => "You get this because the profile is yours.",
            (Side::Sender, _) => "You get this because QUARTERDECK_OPERATOR names this address.",
            (Side::Executive, _) => "You get this because you wrote a message through Quarterdeck.",
        }
        .to_owned(),
        ..Note::default()
    };
    note.message(to, shortened(&format!("{from} {verb} your message")))
}

/// Who wrote is told that nothing comes of it.
pub fn declined(origin: &PublicOrigin, to: &str, request: &Request) -> askama::Result<Message> {
    let note = Note {
        origin: origin.as_str(),
        heading: "Not this time".to_owned(),
        texts: vec![format!(
            "Your message to {} was read, and the answer is that it does not fit. Nothing more comes of it, and what you wrote is deleted within 30 days.",
            request.executive
        )],
        button: Some(("Find others", origin.absolute(urls::Executives))),
        why: "You get this because you wrote a message through Quarterdeck.".to_owned(),
        ..Note::default()
    };
    note.message(to, format!("Your message to {}", request.executive))
}

/// Where those who run the site pass it on or answer under their own name.
fn desk_href(origin: &PublicOrigin, request: &Request) -> String {
    origin.absolute(urls::AdminContact::to(looking::number(request)))
}

fn said(text: Option<&str>) -> &str {
    text.unwrap_or("Somebody")
}

/// A subject's length at most.
fn shortened(text: &str) -> String {
    const LONGEST: usize = 120;
    if text.chars().count() <= LONGEST {
        text.to_owned()
    } else {
        text.chars().take(LONGEST - 1).chain(['…']).collect()
    }
}
