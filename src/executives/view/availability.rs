//! How soon someone can start.

use chrono::{Days, NaiveDate};

use crate::executives::Availability;

/// How soon someone can start, and how sure that is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AvailabilityLine {
    /// What they said.
    pub state: Availability,
    /// When it begins to hold (available from) or ends (booked until), when that lies ahead.
    pub date: Option<NaiveDate>,
    /// When it was last confirmed, if that is too long ago to rely on.
    pub stale_since: Option<NaiveDate>,
    /// Whether anyone ever confirmed it.
    pub confirmed: bool,
    /// Whether anything was said at all.
    pub stated: bool,
}

impl AvailabilityLine {
    /// An availability is relied on for so many days after it was confirmed.
    pub const FRESH_DAYS: u64 = 75;

    /// What can be said on `today` of an availability last confirmed on `confirmed`.
    pub fn new(
        state: Availability,
        date: Option<NaiveDate>,
        confirmed: Option<NaiveDate>,
        today: NaiveDate,
    ) -> Self {
        let limit = today.checked_sub_days(Days::new(Self::FRESH_DAYS)).unwrap_or(today);
        Self {
            state,
            date: date.filter(|date| *date > today),
            stale_since: confirmed.filter(|confirmed| *confirmed < limit),
            confirmed: confirmed.is_some(),
            stated: true,
        }
    }

    /// The same where perhaps nobody ever said anything.
    pub fn of(
        state: Option<Availability>,
        date: Option<NaiveDate>,
        confirmed: Option<NaiveDate>,
        today: NaiveDate,
    ) -> Self {
        match state {
            Some(state) => Self::new(state, date, confirmed, today),
            None => Self { stated: false, ..Self::new(Availability::Unavailable, None, None, today) },
        }
    }

    /// Whether it can be relied on.
    pub fn is_fresh(&self) -> bool {
        self.confirmed && self.stale_since.is_none()
    }

    /// The class that colours it.
    pub fn tone(&self) -> &'static str {
        match (self.is_fresh(), self.state) {
            (true, Availability::Available) => "yes",
            (true, Availability::Limited) => "some",
            (true, Availability::Booked | Availability::Unavailable) => "no",
            (false, _) => "unsure",
        }
    }

    /// What stands before the date, when there is a date (`Available from`).
    pub fn date_label(&self) -> &'static str {
        match self.state {
            Availability::Available => "Available from",
            Availability::Limited => "Limited hours from",
            Availability::Booked => "Booked until",
            Availability::Unavailable => "Not available until",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn availability_decays_after_75_days() {
        let day = |d| NaiveDate::from_ymd_opt(2026, 10, 1).unwrap() + Days::new(d);
        let line = |confirmed, today| AvailabilityLine::new(Availability::Available, None, confirmed, today);
        assert!(line(Some(day(0)), day(75)).is_fresh());
        assert_eq!(line(Some(day(0)), day(76)).stale_since, Some(day(0)));
        assert!(!line(None, day(0)).is_fresh());
    }
}
