//! The pages of who was asked for a review. All of them are for one visitor, and for no search engine.

use askama::Template;

use super::LONGEST_REVIEW;
use super::queries::{Invite, Written};
use crate::executives::view::Review;
use crate::web::form::{Field, is_wrong};
use crate::web::page::{Layout, Meta};

/// Stars, best first, with what each means.
const RATINGS: [(&str, &str); 5] =
    [("5", "Excellent"), ("4", "Good"), ("3", "Neither good nor bad"), ("2", "Not good"), ("1", "Bad")];

/// What stands in the form of a review.
#[derive(Clone, Debug)]
pub struct Writing {
    /// Who writes.
    pub name: Field,
    /// As what.
    pub title: Field,
    /// Of which company.
    pub company: Field,
    /// What they did together.
    pub engagement: Field,
    /// How it was, from 1 to 5.
    pub rating: Field,
    /// What there is to say.
    pub content: Field,
    /// Whether it may be shown under their name.
    pub agrees: Field,
}

impl Writing {
    /// With what `typed` says of each field.
    pub fn new(typed: impl Fn(&str) -> String) -> Self {
        let field = |name: &'static str| Field::typed(name, &typed(name));
        Self {
            name: field("name"),
            title: field("title"),
            company: field("company"),
            engagement: field("engagement"),
            rating: field("rating"),
            content: field("content"),
            agrees: field("agrees"),
        }
    }

    /// Before anything was typed: who they are, as the owner said it.
    pub fn of(invite: &Invite) -> Self {
        Self::new(|name| match name {
            "name" => invite.client_name.clone().unwrap_or_default(),
            "company" => invite.client_company.clone().unwrap_or_default(),
            _ => String::new(),
        })
    }

    /// What it says; nothing where something is wrong, which then stands at its field. Whether it may be shown is asked where it
    /// `is_sent`.
    pub fn read(&mut self, is_sent: bool) -> Option<Written> {
        let written = Written {
            name: self.name.required_line(100, "Type your name: it is shown with the review."),
            title: self.title.line(100),
            company: self.company.required_line(100, "Type your company: it is shown with the review."),
            engagement: self.engagement.line(200),
            rating: RATINGS
                .iter()
                .find(|(stars, _)| *stars == self.rating.value)
                .map_or(0, |(stars, _)| stars.parse().unwrap_or(0)),
            content: self.content.required_text(LONGEST_REVIEW, "Say how it was to work together."),
        };
        if written.rating == 0 {
            self.rating.refuse("Choose one of these.");
        }
        if is_sent && self.agrees.is_empty() {
            self.agrees.refuse("Tick this, or the review can’t be shown.");
        }
        (!self.is_wrong()).then_some(written)
    }

    /// Whether something in it is wrong.
    pub fn is_wrong(&self) -> bool {
        is_wrong([
            &self.name,
            &self.title,
            &self.company,
            &self.engagement,
            &self.rating,
            &self.content,
            &self.agrees,
        ])
    }
}

/// `/reviews/{token}`, before anything was written
#[derive(Debug, Template)]
#[template(path = "reviews/write.html")]
pub struct WritePage {
    /// The frame.
    pub layout: Layout,
    /// What search engines are told.
    pub meta: Meta,
    /// By which the page is found.
    pub token: String,
    /// Who asks for what.
    pub invite: Invite,
    /// The form.
    pub form: Writing,
    /// How the review would look, where that was asked for.
    pub preview: Option<Review>,
}

/// `/reviews/{token}`, afterwards
#[derive(Debug, Template)]
#[template(path = "reviews/standing.html")]
pub struct StandingPage {
    /// The frame.
    pub layout: Layout,
    /// What search engines are told.
    pub meta: Meta,
    /// By which the page is found.
    pub token: String,
    /// How it stands.
    pub invite: Invite,
    /// What was written.
    pub review: Review,
}

/// `/reviews/decline/{token}`
#[derive(Debug, Template)]
#[template(path = "reviews/decline.html")]
pub struct DeclinePage {
    /// The frame.
    pub layout: Layout,
    /// What search engines are told.
    pub meta: Meta,
    /// By which the page is found.
    pub token: String,
    /// Who asks.
    pub executive: String,
}
