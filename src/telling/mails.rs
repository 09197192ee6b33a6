//! The notice.

use super::Teller;
use super::queries::Person;
use crate::corrections::early;
use crate::executives::queries::ProfileRow;
use crate::executives::view::Profile;
use crate::mail::{Message, Note};
use crate::urls;
use crate::web::links::Named;

/// To somebody who has a profile and did not ask for one.
pub fn notice(
    to: &str,
    person: &Person,
    row: &ProfileRow,
    today: chrono::NaiveDate,
    teller: &Teller<'_>,
) -> askama::Result<Message> {
    let Teller { origin, operator, .. } = teller;
    let profile = row.to_view(today);
    let read = profile.source.read_on.map(|day| format!(", last read {}", day.format("%-d %B %Y")));
    let whence = format!(
        "Quarterdeck, at {origin}, is a public directory of people who lead companies part-time. You have not signed up: your profile was put together from {}{}, and nobody has checked it.",
        profile.source.name,
        read.unwrap_or_default()
    );
    let when = if person.is_public {
        "It is online now."
    } else {
        "It is not online yet. The people who run the site may publish it from now on, unless you remove it."
    };
    let controller = match &operator.0 {
        Some(operator) => format!("Responsible for it: {operator}."),
        None => format!("Responsible for it are the people who run {origin}."),
    };
    let mut facts = shown(&profile);
    facts.push(("Its address", origin.absolute(urls::Executive::to(&person.slug))));
    let correct = early::href(&teller.corrections, &person.slug, person.id);
    let note = Note {
        origin: origin.as_str(),
        heading: "There is a profile of you".to_owned(),
        texts: vec![
            whence,
            when.to_owned(),
            "Below is what it shows. Your e-mail address is shown to nobody. You need neither an account nor a reason to have it corrected or removed; removed, it is gone from every page at once, and no later list brings it back. Claimed, it is yours to keep up, and messages from visitors come to you.".to_owned(),
            controller,
        ],
        facts,
        links: vec![
            ("Claim it", origin.absolute(urls::ClaimExecutive::to(&person.slug))),
            ("Correct it", origin.absolute(correct)),
            ("Remove it", origin.absolute(urls::RemoveExecutive::to(&person.slug))),
            ("What is kept, how long, and your rights", origin.absolute(urls::Privacy)),
        ],
        why: "You get this once, because the profile is of you.".to_owned(),
        ..Note::default()
    };
    let mut message =
        note.message(to, format!("{}, there is a profile of you on Quarterdeck", profile.name))?;
    message.reply_to = operator.email().map(|email| email.to_string());
    Ok(message)
}

/// What a profile shows: the first lines in full, the rest by its kind.
fn shown(profile: &Profile) -> Vec<(&'static str, String)> {
    let role = if profile.role_full.is_empty() { &profile.role.name } else { &profile.role_full };
    let mut facts =
        vec![("Name", profile.name.clone()), ("Headline", profile.headline.clone()), ("Role", role.clone())];
    facts.extend(profile.location.as_ref().map(|place| ("Place", place.name.clone())));
    if !profile.industries.is_empty() {
        facts.push(("Industries", list(&profile.industries)));
    }
    let has_links = !profile.elsewhere.is_empty();
    let more: Vec<&str> = [
        (profile.avatar.photo.is_some(), "a photo"),
        (profile.bio.is_some(), "a biography"),
        (!profile.experience.is_empty(), "your career"),
        (!profile.education.is_empty(), "your education"),
        (!profile.certifications.is_empty(), "certifications"),
        (!profile.case_studies.is_empty() || profile.highlight.is_some(), "what you achieved"),
        (!profile.reviews.is_empty(), "reviews"),
        (!profile.specialties.is_empty(), "specialties"),
        (!profile.prices.is_empty(), "what you ask"),
        (profile.years.is_some() || profile.hours.is_some(), "years of experience and hours"),
        (!profile.languages.is_empty(), "languages"),
        (has_links, "links to your own pages"),
    ]
    .into_iter()
    .filter_map(|(is_shown, what)| is_shown.then_some(what))
    .collect();
    if !more.is_empty() {
        facts.push(("Also", more.join(", ")));
    }
    facts
}

fn list(names: &[Named]) -> String {
    names.iter().map(|named| named.name.as_str()).collect::<Vec<_>>().join(", ")
}
