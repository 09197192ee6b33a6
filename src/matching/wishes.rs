//! What speaks for a row, and how much: the whole of the ranking. `docs/search.md` explains it.

use std::sync::Arc;

use super::Subject;
use crate::executives::Availability;
use crate::jobs::RemoteType;
use crate::jobs::search::FROM_ANYWHERE;
use crate::search::index::{Match, Predicate, Wanted, Way, Wish};
use crate::search::shared::YES;
use crate::search::{List, near_within};
use crate::taxonomy::Vocabulary;
use crate::values::{Hours, Period, Price};
use crate::{executives, jobs};

/// More than all else together can be: who does the same work always comes first.
const ROLE: u32 = 2_000;
/// More than all that follows together: whoever could do it comes before those who live too far away, or have no time.
const DOES: u32 = 1_000;
/// For each industry in common.
const INDUSTRY: u32 = 8;
/// For each specialty in common.
const SPECIALTY: u32 = 6;
/// The same place; it is also within both distances.
const PLACE: u32 = 8;
/// Within `CLOSE` kilometres; that is also within `NEAR`.
const CLOSE_BY: u32 = 8;
/// Within `NEAR` kilometres.
const NEAR_BY: u32 = 4;
/// Prices that fit.
const PRICE: u32 = 10;
/// Time that was confirmed of late.
const TIME: u32 = 10;
/// Distance that doesn't matter.
const REMOTE: u32 = 6;
/// Of how many industries, and of how many specialties, one speaks.
const MOST: usize = 20;

/// The first wish.
const SAME_WORK: usize = 0;

const CLOSE: u32 = 50;
const NEAR: u32 = 250;
/// Within how many kilometres people come to work on site; where they come now and then, within `NEAR`.
const DAILY: u32 = 100;

/// What is sought for what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pairing {
    /// People like this one.
    SimilarPeople,
    /// Jobs like this one.
    RelatedJobs,
    /// People for this job.
    PeopleForJob,
    /// Jobs for this person.
    JobsForPerson,
}

/// What speaks for a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The same role.
    Role,
    /// An industry in common.
    Industry,
    /// A specialty in common.
    Specialty,
    /// The same place, or one not far away.
    Place,
    /// Both can do without a place.
    Remote,
    /// Prices, by the same unit in the same currency, that fit.
    Price,
    /// Time for new work.
    Time,
    /// Nothing that speaks for it: it decides whether it can be done at all.
    Fact,
}

/// Which wishes say that a row is near enough.
#[derive(Clone, Copy)]
struct Reach {
    /// To come each day.
    daily: usize,
    /// To come now and then.
    near: usize,
}

/// What is sought.
#[derive(Clone, Debug)]
pub struct Sought {
    /// What is asked of the index.
    pub wanted: Wanted,
    /// For each of the wishes what it stands for.
    pub whys: Vec<Why>,
}

impl Sought {
    /// Whether somebody said that they are not available.
    pub fn is_away(&self, found: &Match) -> bool {
        let away = Availability::Unavailable.param();
        found.met.iter().any(|(at, value)| self.whys[*at] == Why::Fact && value == away)
    }
}

impl Pairing {
    /// Where it is sought.
    pub fn list(self) -> &'static List {
        match self {
            Self::SimilarPeople | Self::PeopleForJob => &executives::search::LIST,
            Self::RelatedJobs | Self::JobsForPerson => &jobs::search::LIST,
        }
    }

    /// What is said above those that were found: some that could do it, or, where there are none, others.
    pub fn heading(self, does: bool) -> &'static str {
        match (self, does) {
            (Self::SimilarPeople, true) => "Similar people",
            (Self::RelatedJobs, _) => "Related jobs",
            (Self::PeopleForJob, true) => "People for this job",
            (Self::JobsForPerson, true) => "Open jobs that suit",
            (Self::SimilarPeople | Self::PeopleForJob, false) => "Other people",
            (Self::JobsForPerson, false) => "Other open jobs",
        }
    }

    /// What is sought for a subject.
    pub fn seek(self, subject: &Subject, vocabulary: &Vocabulary, limit: usize) -> Sought {
        let mut wishes = vec![(Why::Role, ROLE, any_of("role", std::slice::from_ref(&subject.role)))];
        let one = |slug: &String| std::slice::from_ref(slug).to_vec();
        for industry in subject.industries.iter().take(MOST) {
            wishes.push((Why::Industry, INDUSTRY, any_of("industry", &one(industry))));
        }
        for specialty in subject.specialties.iter().take(MOST) {
            wishes.push((Why::Specialty, SPECIALTY, any_of("specialty", &one(specialty))));
        }
        let mut reach = None;
        if let Some(place) = &subject.place {
            wishes.push((Why::Place, PLACE, any_of("location", &one(place))));
            let [close, daily, near] = subject.around(|| around(place, vocabulary));
            for (why, points, places) in
                [(Why::Place, CLOSE_BY, close), (Why::Place, NEAR_BY, near), (Why::Fact, 0, daily)]
            {
                wishes.push((why, points, Predicate::AnyOf("location", places.clone())));
            }
            reach = Some(Reach { near: wishes.len() - 2, daily: wishes.len() - 1 });
        }
        if subject.presence == Some(RemoteType::Remote) {
            wishes.extend(self.remote(subject, vocabulary).map(|remote| (Why::Remote, REMOTE, remote)));
        }
        let prices = subject.prices.iter().filter_map(|price| self.price(*price));
        let any = prices.reduce(|one, other| Predicate::Either(Box::new(one), Box::new(other)));
        wishes.extend(any.map(|price| (Why::Price, PRICE, price)));
        if self == Self::PeopleForJob {
            let terms = [Availability::Available, Availability::Limited].map(|term| term.param().to_owned());
            wishes.push((Why::Time, TIME, any_of("availability", &terms)));
        }
        let ways = self.ways(subject, reach, vocabulary, &mut wishes);
        Sought {
            whys: wishes.iter().map(|(why, ..)| *why).collect(),
            wanted: Wanted {
                wishes: wishes.into_iter().map(|(_, points, rows)| Wish { rows, points }).collect(),
                ways,
                doing: DOES,
                but: Some(subject.id),
                limit,
            },
        }
    }

    /// How a row can do at all, with what has to be known of it for that.
    fn ways(
        self,
        subject: &Subject,
        reach: Option<Reach>,
        vocabulary: &Vocabulary,
        wishes: &mut Vec<(Why, u32, Predicate)>,
    ) -> Vec<Way> {
        let mut fact = |rows: Predicate| {
            wishes.push((Why::Fact, 0, rows));
            wishes.len() - 1
        };
        let has = |column, value: &str| any_of(column, &[value.to_owned()]);
        let hours = subject.hours.filter(|_| matches!(self, Self::PeopleForJob | Self::JobsForPerson));
        let too_much_or_little = hours.and_then(other_hours).map(&mut fact);
        let way = |all: &[usize], none: &[usize]| Way {
            all: all.to_vec(),
            none: none.iter().copied().chain(too_much_or_little).collect(),
        };
        match self {
            Self::RelatedJobs => Vec::new(),
            Self::SimilarPeople => {
                vec![way(&[], &[fact(has("availability", Availability::Unavailable.param()))])]
            }
            Self::PeopleForJob => {
                let is_away = fact(has("availability", Availability::Unavailable.param()));
                // Where that is not known, nobody can be said to be near.
                if subject.presence != Some(RemoteType::Remote) && reach.is_none() {
                    return vec![way(&[SAME_WORK], &[SAME_WORK])];
                }
                let there = match subject.presence {
                    Some(RemoteType::Remote) => {
                        (!subject.applicants.is_empty()).then(|| fact(any_of("country", &subject.applicants)))
                    }
                    Some(RemoteType::Onsite) => reach.map(|reach| reach.daily),
                    Some(RemoteType::Hybrid) | None => reach.map(|reach| reach.near),
                };
                let all: Vec<usize> = std::iter::once(SAME_WORK).chain(there).collect();
                vec![way(&all, &[is_away])]
            }
            Self::JobsForPerson => {
                let mut ways = vec![way(
                    &[SAME_WORK, fact(remote_job_open_to(&home_country(subject, vocabulary)))],
                    &[],
                )];
                let on_site = fact(has("remote", RemoteType::Onsite.param()));
                let is_remote = fact(has("remote", RemoteType::Remote.param()));
                if let Some(Reach { daily, near }) = reach {
                    ways.extend([
                        way(&[SAME_WORK, daily], &[is_remote]),
                        way(&[SAME_WORK, near], &[is_remote, on_site]),
                    ]);
                }
                ways
            }
        }
    }

    fn remote(self, subject: &Subject, vocabulary: &Vocabulary) -> Option<Predicate> {
        Some(match self {
            // That both also work from elsewhere makes nobody alike.
            Self::SimilarPeople => return None,
            // Remote from another country is another job.
            Self::RelatedJobs => match subject.applicants.as_slice() {
                [] => remote_job(),
                countries => remote_job_open_to(countries),
            },
            // Who lives in another country than those that a job is for can't take it.
            Self::PeopleForJob => {
                let people = any_of("remote", &[YES.to_owned()]);
                match subject.applicants.as_slice() {
                    [] => people,
                    countries => both(people, any_of("country", countries)),
                }
            }
            Self::JobsForPerson => remote_job_open_to(&home_country(subject, vocabulary)),
        })
    }

    /// Rows quoted by the same unit in the same currency whose price fits; nothing is worked out or converted.
    fn price(self, price: Price) -> Option<Predicate> {
        let (unit, figure) = match price.period {
            Period::Hour => ("hour", "rate_hour"),
            Period::Day => ("day", "rate_day"),
            Period::Month => ("month", "rate_month"),
            Period::Week | Period::Year => return None,
        };
        // People are compared by the price from which they work, jobs by that up to which they pay.
        let amount = i64::from(match self {
            Self::SimilarPeople | Self::JobsForPerson => price.min.or(price.max)?,
            Self::RelatedJobs | Self::PeopleForJob => price.max.or(price.min)?,
        });
        let fits = match self {
            Self::SimilarPeople | Self::RelatedJobs => both(
                Predicate::AtLeast(figure, (amount * 4).div_euclid(5)),
                Predicate::AtMost(figure, (amount * 5).div_euclid(4)),
            ),
            Self::PeopleForJob => Predicate::AtMost(figure, amount),
            Self::JobsForPerson => Predicate::AtLeast(figure, amount),
        };
        let currency = any_of("currency", &[price.currency.code().to_owned()]);
        Some(both(both(currency, any_of("quoted", &[unit.to_owned()])), fits))
    }
}

/// The places close to one, those from where people come each day, and those that are near.
fn around(place: &str, vocabulary: &Vocabulary) -> [Arc<[String]>; 3] {
    near_within(vocabulary, place, [CLOSE, DAILY, NEAR]).map(Arc::from)
}

/// Rows whose hours a week are others, even where each gives way by a quarter: somebody who has 4 to 9 can't do a job of 24.
fn other_hours(hours: Hours) -> Option<Predicate> {
    let [least, most] = [hours.min, hours.max].map(|bound| bound.map(i64::from));
    let more = most.map(|most| Predicate::AtLeast("hours_from", most * 5 / 4 + 1));
    let fewer = least.map(|least| Predicate::AtMost("hours_to", (least * 4 + 4) / 5 - 1));
    match (more, fewer) {
        (Some(more), Some(fewer)) => Some(Predicate::Either(Box::new(more), Box::new(fewer))),
        (one, other) => one.or(other),
    }
}

fn remote_job() -> Predicate {
    any_of("remote", &[RemoteType::Remote.param().to_owned()])
}

/// Remote jobs that may be done from one of these countries.
fn remote_job_open_to(countries: &[String]) -> Predicate {
    let open_to: Vec<String> = countries.iter().cloned().chain([FROM_ANYWHERE.to_owned()]).collect();
    both(remote_job(), any_of("applicants", &open_to))
}

/// The country in which somebody lives, where that is known.
fn home_country(subject: &Subject, vocabulary: &Vocabulary) -> Vec<String> {
    let home = subject.place.as_deref().and_then(|place| vocabulary.place(place));
    home.map(|place| place.country_code.clone()).into_iter().collect()
}

fn any_of(column: &'static str, values: &[String]) -> Predicate {
    Predicate::AnyOf(column, values.into())
}

fn both(one: Predicate, other: Predicate) -> Predicate {
    Predicate::Both(Box::new(one), Box::new(other))
}
