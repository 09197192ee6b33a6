//! What the pictures of link previews say of the site and of its hubs.

use axum::extract::State;
use axum::response::Response;

use super::hub_page::Visit;
use super::hub_words;
use crate::error::Result;
use crate::search::hubs::Shows;
use crate::social_card::{Artist, SocialCard};
use crate::urls;

/// The picture of all pages that have none of their own.
pub(super) async fn of_the_site(_: urls::SiteCard, State(artist): State<Artist>) -> Result<Response> {
    let card = SocialCard {
        title: "Fractional executives and jobs".into(),
        subtitle: "What they do, what they cost, when they can start. With prices, dates and sources.".into(),
        facts: vec!["Executives".into(), "Open jobs".into(), "Market rates".into()],
        ..SocialCard::default()
    };
    artist.answer(card).await
}

impl Visit<'_> {
    /// What is listed here, and what the market pays for it.
    pub async fn social_card(&self) -> Result<SocialCard> {
        let lists_people = self.hub.shows == Shows::Executives;
        let people = (self.holding.executives, "executive", "executives");
        let jobs = (self.holding.jobs, "open job", "open jobs");
        let counts = if lists_people { [people, jobs] } else { [jobs, people] };
        let counts = counts.into_iter().filter(|(count, ..)| *count > 0);
        let median = hub_words::medians(self.hub.shows, &self.market().await?).next();
        Ok(SocialCard {
            kicker: if lists_people { "Directory" } else { "Open jobs" }.into(),
            title: self.names.heading(self.hub.shows),
            subtitle: if lists_people {
                "What they do, what they cost, when they can start."
            } else {
                "What they pay, how many hours they ask for, and where."
            }
            .into(),
            facts: counts
                .map(|(count, one, many)| hub_words::counted(count, one, many))
                .chain(median.map(|figure| format!("{} at the median", figure.value)))
                .collect(),
            ..SocialCard::default()
        })
    }
}
