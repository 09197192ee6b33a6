//! Why a row is shown, in words: what it meets, and nothing that it doesn't.

use super::wishes::{Sought, Why};
use super::{Pairing, Subject};
use crate::search::distance;
use crate::search::index::Match;
use crate::taxonomy::{TaxonomyKind, Vocabulary};
use crate::values::capitalise;

/// How many industries and how many specialties are named on a card.
const NAMED: usize = 2;

/// Why a row is shown for a subject (`Also CFO · SaaS · 12 km away · similar rate`).
pub fn reason(
    pairing: Pairing,
    subject: &Subject,
    sought: &Sought,
    found: &Match,
    vocabulary: &Vocabulary,
) -> String {
    let met = |why: Why| {
        let values = found.met.iter().filter(move |(at, _)| sought.whys[*at] == why);
        values.map(|(_, value)| value.as_str())
    };
    let name = |kind| move |slug| vocabulary.name(kind, slug).map(str::to_owned);
    let shared: Vec<String> = (met(Why::Role).filter_map(name(TaxonomyKind::Role)))
        .chain(met(Why::Industry).filter_map(name(TaxonomyKind::Industry)).take(NAMED))
        .chain(met(Why::Specialty).filter_map(name(TaxonomyKind::Specialty)).take(NAMED))
        .collect();
    let is_alike = matches!(pairing, Pairing::SimilarPeople | Pairing::RelatedJobs);
    let also = if is_alike && !shared.is_empty() { "Also " } else { "" };
    let place = met(Why::Place).next().and_then(|place| whereabouts(subject, place, vocabulary));
    let remote = met(Why::Remote).next().map(|_| match pairing {
        Pairing::PeopleForJob | Pairing::SimilarPeople => "works remotely",
        Pairing::RelatedJobs | Pairing::JobsForPerson => "remote",
    });
    let price = met(Why::Price).next().map(|_| match pairing {
        Pairing::SimilarPeople => "similar rate",
        Pairing::RelatedJobs => "similar pay",
        Pairing::PeopleForJob => "within the pay",
        Pairing::JobsForPerson => "pays the rate asked",
    });
    let time = met(Why::Time).next().map(|_| "availability confirmed");
    let parts: Vec<String> = (shared.into_iter())
        .chain(place)
        .chain([remote, price, time].into_iter().flatten().map(str::to_owned))
        .collect();
    if parts.is_empty() {
        return match pairing {
            Pairing::SimilarPeople | Pairing::PeopleForJob => "Nobody else is closer",
            Pairing::RelatedJobs | Pairing::JobsForPerson => "No other job is closer",
        }
        .to_owned();
    }
    format!("{also}{}", capitalise(&parts.join(" · ")))
}

/// The place where it is the same, else how far away it is.
fn whereabouts(subject: &Subject, place: &str, vocabulary: &Vocabulary) -> Option<String> {
    let there = vocabulary.place(place)?;
    if subject.place.as_deref() == Some(place) {
        return Some(there.display_name.clone());
    }
    let here = vocabulary.place(subject.place.as_deref()?)?;
    let kilometres = distance(here, there)?.round();
    Some(if kilometres < 1.0 { "under 1 km away".to_owned() } else { format!("{kilometres} km away") })
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, LazyLock};

    use uuid::Uuid;

    use super::*;
    use crate::jobs::RemoteType;
    use crate::search::Row;
    use crate::search::index::Wanted;
    use crate::values::{Currency, Hours, Period, Price};

    static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(Vocabulary::shipped);

    /// A CFO in Austin for software companies who asks $9,000 a month or more and works remotely; or a job like that.
    fn subject() -> Subject {
        let slugs = |slugs: &[&str]| slugs.iter().map(|slug| (*slug).to_owned()).collect();
        Subject {
            id: Uuid::from_u128(1),
            role: "fractional-cfo".to_owned(),
            industries: slugs(&["saas", "fintech"]),
            specialties: slugs(&["fundraising"]),
            place: Some("austin-tx".to_owned()),
            presence: Some(RemoteType::Remote),
            applicants: slugs(&["US", "CA"]),
            prices: Price::new(Some(9_000), Some(9_000), Period::Month, Currency::USD).into_iter().collect(),
            hours: Hours::new(Some(10), Some(20)),
            ..Subject::default()
        }
    }

    /// A row that has these values (`role=fractional-cfo`) and figures (`rate_month=9000`).
    fn row(pairing: Pairing, has: &str) -> Row {
        let list = pairing.list();
        let mut row =
            Row { id: Uuid::from_u128(2), numbers: vec![None; list.numbers.len()], ..Row::default() };
        for (name, value) in has.split_whitespace().map(|pair| pair.split_once('=').unwrap()) {
            match list.number(name) {
                Some(at) => row.numbers[at] = value.parse().ok(),
                None => row.choose(name.to_owned().leak(), [Arc::<str>::from(value)]),
            }
        }
        row
    }

    #[test]
    fn what_a_row_is_worth_and_what_is_said_of_it() {
        use Pairing::{JobsForPerson, PeopleForJob, RelatedJobs, SimilarPeople};
        let monthly = "currency=USD quoted=month rate_month";
        for (pairing, has, points, words) in [
            (SimilarPeople, "role=fractional-cfo".to_owned(), 3_000, "Also CFO"),
            (SimilarPeople, "role=fractional-cmo".to_owned(), 1_000, "Nobody else is closer"),
            (SimilarPeople, "industry=saas".to_owned(), 1_008, "Also SaaS"),
            (
                SimilarPeople,
                "role=fractional-cfo industry=fintech industry=saas".to_owned(),
                3_016,
                "Also CFO · SaaS · Fintech",
            ),
            (
                SimilarPeople,
                "specialty=fundraising location=austin-tx".to_owned(),
                1_026,
                "Also Fundraising · Austin, TX",
            ),
            (SimilarPeople, "location=austin-tx".to_owned(), 1_020, "Austin, TX"),
            (
                SimilarPeople,
                "role=fractional-cfo location=round-rock-tx".to_owned(),
                3_012,
                "Also CFO · 28 km away",
            ),
            (
                SimilarPeople,
                "role=fractional-cfo location=san-antonio-tx".to_owned(),
                3_004,
                "Also CFO · 118 km away",
            ),
            (SimilarPeople, "role=fractional-cfo location=london-uk".to_owned(), 3_000, "Also CFO"),
            // Prices within a fourth more or a fifth less, by the same unit in the same currency.
            (SimilarPeople, format!("{monthly}=7200"), 1_010, "Similar rate"),
            (SimilarPeople, format!("{monthly}=11250"), 1_010, "Similar rate"),
            (SimilarPeople, format!("{monthly}=7199"), 1_000, "Nobody else is closer"),
            (SimilarPeople, format!("{monthly}=11251"), 1_000, "Nobody else is closer"),
            (
                SimilarPeople,
                "currency=EUR quoted=month rate_month=9000".to_owned(),
                1_000,
                "Nobody else is closer",
            ),
            // Worked out from an hourly price: not quoted by the month.
            (
                SimilarPeople,
                "currency=USD quoted=hour rate_month=9000".to_owned(),
                1_000,
                "Nobody else is closer",
            ),
            // That both work remotely makes nobody alike.
            (SimilarPeople, "remote=yes".to_owned(), 1_000, "Nobody else is closer"),
            (
                PeopleForJob,
                "role=fractional-cfo remote=yes country=CA".to_owned(),
                3_006,
                "CFO · works remotely",
            ),
            // The job is for people in two countries.
            (PeopleForJob, "role=fractional-cfo remote=yes country=GB".to_owned(), 2_000, "CFO"),
            (PeopleForJob, format!("role=fractional-cfo {monthly}=4000"), 2_010, "CFO · within the pay"),
            (PeopleForJob, format!("role=fractional-cfo {monthly}=9001"), 2_000, "CFO"),
            (
                JobsForPerson,
                format!("role=fractional-cfo remote=remote applicants=anywhere {monthly}=12000"),
                3_016,
                "CFO · remote · pays the rate asked",
            ),
            (
                JobsForPerson,
                "role=fractional-cfo remote=remote applicants=IN applicants=US".to_owned(),
                3_006,
                "CFO · remote",
            ),
            (JobsForPerson, "role=fractional-cfo remote=remote applicants=IN".to_owned(), 2_000, "CFO"),
            (JobsForPerson, format!("role=fractional-cfo remote=hybrid {monthly}=8999"), 2_000, "CFO"),
            (JobsForPerson, "industry=saas location=austin-tx".to_owned(), 28, "SaaS · Austin, TX"),
            (
                RelatedJobs,
                format!("role=fractional-cfo remote=remote applicants=CA {monthly}=9000"),
                3_016,
                "Also CFO · remote · similar pay",
            ),
            (
                RelatedJobs,
                "role=fractional-cfo remote=remote applicants=anywhere".to_owned(),
                3_006,
                "Also CFO · remote",
            ),
            // Nobody who may take the one may take the other.
            (RelatedJobs, "role=fractional-cfo remote=remote applicants=GB".to_owned(), 3_000, "Also CFO"),
            (RelatedJobs, "role=fractional-cto".to_owned(), 1_000, "No other job is closer"),
            // Whose hours are others, even where each gives way by a quarter.
            (PeopleForJob, "role=fractional-cfo country=US hours_from=4 hours_to=8".to_owned(), 3_000, "CFO"),
            (PeopleForJob, "role=fractional-cfo country=US hours_from=4 hours_to=7".to_owned(), 2_000, "CFO"),
            (PeopleForJob, "role=fractional-cfo country=US hours_from=26".to_owned(), 2_000, "CFO"),
            (
                JobsForPerson,
                "role=fractional-cfo remote=hybrid location=austin-tx hours_from=25 hours_to=40".to_owned(),
                3_020,
                "CFO · Austin, TX",
            ),
            (
                JobsForPerson,
                "role=fractional-cfo remote=hybrid location=austin-tx hours_from=40 hours_to=45".to_owned(),
                2_020,
                "CFO · Austin, TX",
            ),
            (RelatedJobs, "role=fractional-cfo hours_from=40 hours_to=45".to_owned(), 3_000, "Also CFO"),
            // Who has no time, or can't get there, comes after all who could do it.
            (SimilarPeople, "role=fractional-cfo availability=unavailable".to_owned(), 2_000, "Also CFO"),
            (
                PeopleForJob,
                "role=fractional-cfo country=US availability=unavailable".to_owned(),
                2_000,
                "CFO",
            ),
            (
                JobsForPerson,
                "role=fractional-cfo remote=onsite location=round-rock-tx".to_owned(),
                3_012,
                "CFO · 28 km away",
            ),
            (
                JobsForPerson,
                "role=fractional-cfo remote=onsite location=san-antonio-tx".to_owned(),
                2_004,
                "CFO · 118 km away",
            ),
            (
                JobsForPerson,
                "role=fractional-cfo remote=hybrid location=san-antonio-tx".to_owned(),
                3_004,
                "CFO · 118 km away",
            ),
            (
                JobsForPerson,
                "role=fractional-cfo location=san-antonio-tx".to_owned(),
                3_004,
                "CFO · 118 km away",
            ),
            (JobsForPerson, "role=fractional-cfo remote=hybrid location=london-uk".to_owned(), 2_000, "CFO"),
            (
                JobsForPerson,
                "role=fractional-cfo remote=remote applicants=GB location=austin-tx".to_owned(),
                2_020,
                "CFO · Austin, TX",
            ),
        ] {
            let sought = pairing.seek(&subject(), &VOCABULARY, 4);
            let row = row(pairing, &has);
            let found = sought.wanted.worth(row.id, &(pairing.list(), &row));
            let said = reason(pairing, &subject(), &sought, &found, &VOCABULARY);
            assert_eq!((found.points, said.as_str()), (points, words), "{pairing:?}: {has}");
        }
    }

    #[test]
    fn the_same_role_outweighs_all_else_together_and_to_do_at_all_the_rest() {
        let many = |kind: &str| (0..40).map(|n| format!("{kind}-{n}")).collect::<Vec<_>>();
        let subject = Subject { industries: many("industry"), specialties: many("specialty"), ..subject() };
        for pairing in
            [Pairing::SimilarPeople, Pairing::RelatedJobs, Pairing::PeopleForJob, Pairing::JobsForPerson]
        {
            let Wanted { wishes, doing, .. } = pairing.seek(&subject, &VOCABULARY, 4).wanted;
            let others: u32 = wishes[1..].iter().map(|wish| wish.points).sum();
            assert!(doing > others && wishes[0].points > others + doing, "{pairing:?}: {others}");
            assert!(wishes.len() <= 64, "{pairing:?}");
        }
    }
}
