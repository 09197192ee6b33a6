//! The mails of claims: each state is told to who claims, a dispute to who owns the profile, what is to be decided to who
//! runs the site.

use super::Method;
use super::owning::Holder;
use super::queries::Claim;
use crate::config::PublicOrigin;
use crate::mail::{Message, Note, sentence};
use crate::urls;

/// What is told to who claims a profile.
#[derive(Clone, Copy, Debug)]
pub enum News<'a> {
    Received,
    InReview,
    Approved,
    Rejected(&'a str),
}

/// To who claims.
pub fn to_claimant(origin: &PublicOrigin, claim: &Claim, news: News<'_>) -> askama::Result<Message> {
    let profile = &claim.profile;
    let (heading, text) = match news {
        News::Received => (
            format!("We have your claim to the profile of {profile}"),
            "Its proof is looked at next, then the people who run the site decide. Each step is told here.".to_owned(),
        ),
        News::InReview => (
            format!("Your claim to the profile of {profile} is in review"),
            "Its proof was looked at. The people who run the site decide now.".to_owned(),
        ),
        News::Approved => (
            format!("The profile of {profile} is yours"),
            "Your claim is approved. The profile says so from now on, messages from visitors come to you, and no later list changes what you write into it.".to_owned(),
        ),
        News::Rejected(reason) => (
            format!("Your claim to the profile of {profile} is not approved"),
            format!("The reason: {} You can claim it again with another proof. What you sent is deleted 30 days from now.", sentence(reason)),
        ),
    };
    let button = match news {
        News::Approved => ("Edit it", origin.absolute(urls::MyProfile::to(&claim.slug))),
        _ => ("See how it stands", origin.absolute(urls::ClaimExecutive::to(&claim.slug))),
    };
    let note = Note {
        origin: origin.as_str(),
        heading: heading.clone(),
        texts: vec![text],
        facts: vec![("Number", claim.number.clone())],
        button: Some(button),
        why: "You get this because this address claimed the profile.".to_owned(),
        ..Note::default()
    };
    note.message(&claim.email, heading)
}

/// What is told to who owns a profile that somebody else claims.
#[derive(Clone, Copy, Debug)]
pub enum Dispute {
    Begun,
    Won,
    Lost,
}

/// To who owns the profile, or did.
pub fn to_owner(origin: &PublicOrigin, to: &str, claim: &Claim, dispute: Dispute) -> askama::Result<Message> {
    let profile = &claim.profile;
    let (heading, text, button) = match dispute {
        Dispute::Begun => (
            format!("Somebody else claims the profile of {profile}"),
            "Nothing has changed: the profile is yours. The people who run the site look at both claims before anything does, and you are told what comes of it. If you know who it is or why, answer them; their address stands on the privacy page.",
            ("Privacy, and whom to write to", origin.absolute(urls::Privacy)),
        ),
        Dispute::Won => (
            format!("The profile of {profile} stays yours"),
            "The people who run the site looked at the other claim and did not approve it.",
            ("The profile", origin.absolute(urls::Executive::to(&claim.slug))),
        ),
        Dispute::Lost => (
            format!("The profile of {profile} has another owner now"),
            "Somebody proved that it is theirs, and the people who run the site approved it. If that is wrong, claim it and say why: it is looked at again.",
            ("Claim it", origin.absolute(urls::ClaimExecutive::to(&claim.slug))),
        ),
    };
    let why = if matches!(dispute, Dispute::Lost) { "was" } else { "is" };
    let note = Note {
        origin: origin.as_str(),
        heading: heading.clone(),
        texts: vec![text.to_owned()],
        button: Some(button),
        why: format!("You get this because the profile {why} yours."),
        ..Note::default()
    };
    note.message(to, heading)
}

/// To who owned a profile until those who run the site ended that.
pub fn ended(origin: &PublicOrigin, to: &str, holder: &Holder, reason: &str) -> askama::Result<Message> {
    let heading = format!("The profile of {} is not yours any more", holder.profile);
    let note = Note {
        origin: origin.as_str(),
        heading: heading.clone(),
        texts: vec![
            format!("The people who run the site ended that. The reason: {}", sentence(reason)),
            "What the profile says stands as it is; changes of yours that waited to be looked at are not taken over, and what was checked no longer counts. If that is wrong, claim the profile and say why: it is looked at again.".to_owned(),
        ],
        button: Some(("Claim it", origin.absolute(urls::ClaimExecutive::to(&holder.slug)))),
        why: "You get this because the profile was yours.".to_owned(),
        ..Note::default()
    };
    note.message(to, heading)
}

/// To who runs the site, with what was seen of the proof.
pub fn to_operator(
    origin: &PublicOrigin,
    to: &str,
    claim: &Claim,
    is_proven: bool,
    evidence: Option<&str>,
) -> askama::Result<Message> {
    let number = &claim.number;
    let (kind, more) = if claim.is_dispute() {
        ("dispute", " The profile has an owner, who knows of it.")
    } else {
        ("claim", "")
    };
    let mut facts = vec![
        ("Number", number.clone()),
        ("Profile", origin.absolute(urls::Executive::to(&claim.slug))),
        ("Proof", claim.method.label().to_owned()),
        ("Proven", if is_proven { "yes" } else { "no: check it yourself" }.to_owned()),
    ];
    facts.extend(evidence.map(|evidence| ("Seen", evidence.to_owned())));
    let note = Note {
        origin: origin.as_str(),
        heading: format!("A {kind} to decide"),
        texts: vec![format!(
            "Somebody says that this profile is theirs. Approve it, and it is; reject it, and they are told why.{more}"
        )],
        quote: claim.note.as_deref().filter(|_| claim.method == Method::Note),
        facts,
        button: Some(("Decide it", origin.absolute(urls::AdminClaim::to(number.to_lowercase())))),
        why: "You get this because QUARTERDECK_OPERATOR names this address.".to_owned(),
        ..Note::default()
    };
    note.message(to, format!("To decide: {kind} {number}"))
}
