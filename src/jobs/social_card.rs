//! What the picture of a posting's link previews says.

use super::view::Posting;
use crate::social_card::SocialCard;

impl Posting {
    /// What, with whom, where; how much, how long.
    pub fn social_card(&self) -> SocialCard {
        let hours = self.hours.map(|hours| hours.to_string());
        let pay = self.pay.map(|pay| pay.to_string());
        SocialCard {
            kicker: format!("Open job · {}", self.company),
            title: self.title.clone(),
            subtitle: self.location.clone(),
            facts: [pay, hours, Some(self.employment.label().to_owned())].into_iter().flatten().collect(),
            ..SocialCard::default()
        }
    }
}
