//! How the search index reads profiles.

mod queries;

use chrono::{DateTime, Days, NaiveTime, Utc};
use sqlx::PgPool;
use uuid::Uuid;

use crate::executives::queries::fresh_since;
use crate::executives::search::LIST;
use crate::executives::view::AvailabilityLine;
use crate::executives::{Availability, ClaimStatus};
use crate::search::shared::YES;
use crate::search::{Filter, List, Page, Row, Slice, Suggestion, Work};
use crate::taxonomy::Catalog;
use crate::taxonomy::vocabulary::fold;
use queries::IndexedRow;

/// The directory as the search knows it.
#[derive(Clone, Copy, Debug)]
pub struct Directory;

impl Slice for Directory {
    fn list(&self) -> &'static List {
        &LIST
    }

    fn public_ids<'a>(&'a self, pool: &'a PgPool) -> Work<'a, Vec<Uuid>> {
        Box::pin(queries::public_ids(pool))
    }

    fn rows<'a>(&'a self, pool: &'a PgPool, ids: &'a [Uuid], now: DateTime<Utc>) -> Work<'a, Vec<Row>> {
        Box::pin(async move {
            Ok(queries::indexed(pool, ids).await?.into_iter().map(|row| row.to_index(now)).collect())
        })
    }

    fn addresses<'a>(&'a self, pool: &'a PgPool, ids: &'a [Uuid]) -> Work<'a, Vec<String>> {
        Box::pin(queries::addresses(pool, ids))
    }

    fn named<'a>(&'a self, pool: &'a PgPool, ids: &'a [Uuid]) -> Work<'a, Vec<Suggestion>> {
        Box::pin(queries::suggested(pool, ids))
    }

    fn search_database<'a>(
        &'a self,
        pool: &'a PgPool,
        filter: &'a Filter,
        catalog: &'a Catalog,
        per_page: u64,
        now: DateTime<Utc>,
    ) -> Work<'a, Page> {
        Box::pin(queries::search(pool, filter, catalog, per_page, now))
    }
}

impl IndexedRow {
    /// What the index keeps, as it holds at `now`.
    fn to_index(&self, now: DateTime<Utc>) -> Row {
        let can_start = matches!(self.availability, Some(Availability::Available | Availability::Limited));
        let is_fresh = self.last_confirmed_at.is_some_and(|at| at >= fresh_since(now));
        let mut row = Row {
            id: self.id,
            serial: self.serial.unsigned_abs(),
            lead: fold(&format!("{} {}", self.full_name, self.headline)),
            body: self.search_document.clone(),
            again: self.last_confirmed_at.filter(|_| can_start && is_fresh).and_then(decays),
            ..Row::default()
        };
        row.choose("role", &self.role);
        row.choose("location", &self.location);
        row.choose_all("industry", self.industries.iter().cloned());
        row.choose_all("specialty", self.specialties.iter().cloned());
        let availability = self.availability.filter(|_| is_fresh || !can_start);
        row.choose_all("availability", availability.map(|term| term.param().to_owned()));
        let is_verified = self.claim_status == ClaimStatus::Verified;
        for (column, holds) in [
            ("remote", self.remote_available == Some(true)),
            ("verified", is_verified),
            ("claimed", self.claim_status != ClaimStatus::Unclaimed),
        ] {
            row.choose_all(column, holds.then(|| YES.to_owned()));
        }
        row.choose_all("currency", self.rate_currency.clone());
        row.choose_all("quoted", self.quoted.iter().cloned());
        // Who is put forward comes first, then who was checked, then who can start.
        let standing = (i64::from(self.featured) << 2)
            | (i64::from(is_verified) << 1)
            | i64::from(can_start && is_fresh);
        row.numbers = vec![
            Some(standing),
            Some(self.review_count.into()),
            Some(self.published_at.timestamp_micros()),
            self.years_experience.map(i64::from),
            self.rating.map(i64::from),
            self.hours.map(i64::from),
            self.rate_hour.map(i64::from),
            self.rate_day.map(i64::from),
            self.rate_month.map(i64::from),
            self.hourly_min.map(i64::from),
            self.daily_min.map(i64::from),
            self.monthly_min.map(i64::from),
            self.last_confirmed_at.map(|at| at.timestamp_micros()),
            Some(self.content_updated_at.max(self.published_at).timestamp_micros()),
        ];
        row
    }
}

/// The midnight from which on something that was confirmed then can't be relied on.
fn decays(confirmed: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let day = confirmed.date_naive().checked_add_days(Days::new(AvailabilityLine::FRESH_DAYS + 1))?;
    Some(day.and_time(NaiveTime::MIN).and_utc())
}
