//! What the picture of a profile's link previews says.

use super::view::Profile;
use crate::social_card::SocialCard;

impl Profile {
    /// Whom, what for, where; how much, how soon, how sure.
    pub fn social_card(&self) -> SocialCard {
        let place = self.location.as_ref().map(|place| format!(" · {}", place.name)).unwrap_or_default();
        let availability = (self.availability.is_fresh()).then(|| self.availability.state.label().to_owned());
        let rating = self.rating.map(|rating| {
            let reviews = if rating.count == 1 { "review" } else { "reviews" };
            format!("{:.1} of 5, {} {reviews}", rating.average, rating.count)
        });
        let years = self.years.map(|years| format!("{years} years"));
        SocialCard {
            kicker: format!("Fractional {}{place}", self.role.name),
            title: self.name.clone(),
            subtitle: self.headline.clone(),
            facts: [self.price().map(|price| price.to_string()), availability, rating, years]
                .into_iter()
                .flatten()
                .collect(),
            face: Some((self.avatar.initials.clone(), self.avatar.colour)),
            // What is drawn from a photograph is asked for where it is drawn.
            photo: None,
        }
    }
}
