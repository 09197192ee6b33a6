//! How the search index reads profiles.

mod queries;

use std::sync::Arc;

use chrono::{DateTime, Days, NaiveTime, Utc};
use futures_util::TryStreamExt;
use sqlx::{PgConnection, PgPool};
use tokio::sync::mpsc::Sender;
use uuid::Uuid;

use crate::executives::queries::fresh_since;
use crate::executives::search::LIST;
use crate::executives::view::AvailabilityLine;
use crate::executives::{Availability, ClaimStatus};
use crate::search::shared::YES;
use crate::search::{Choice, Filter, List, Page, Row, Slice, Suggestion, Text, Work, hand_over};
use crate::taxonomy::vocabulary::fold;
use crate::taxonomy::{Catalog, search_document};
use crate::values::Quoted;
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

    fn some<'a>(
        &'a self,
        connection: &'a mut PgConnection,
        role: &'a str,
        limit: i64,
    ) -> Work<'a, Vec<Uuid>> {
        Box::pin(queries::some(connection, role, limit))
    }

    fn rows<'a>(
        &'a self,
        connection: &'a mut PgConnection,
        ids: &'a [Uuid],
        catalog: &'a Catalog,
        now: DateTime<Utc>,
    ) -> Work<'a, Vec<Row>> {
        Box::pin(async move {
            let rows = queries::indexed(connection, ids);
            rows.map_ok(|row| row.into_index(catalog, now)).try_collect().await
        })
    }

    fn with_other_cards<'a>(&'a self, pool: &'a PgPool, ids: &'a [Uuid]) -> Work<'a, Vec<Uuid>> {
        Box::pin(queries::with_other_cards(pool, ids))
    }

    fn hidden_with_cards<'a>(&'a self, pool: &'a PgPool) -> Work<'a, Vec<Uuid>> {
        Box::pin(queries::hidden_with_cards(pool))
    }

    fn addresses<'a>(&'a self, pool: &'a PgPool, ids: &'a [Uuid]) -> Work<'a, Vec<String>> {
        Box::pin(queries::addresses(pool, ids))
    }

    fn all<'a>(
        &'a self,
        pool: &'a PgPool,
        catalog: &'a Catalog,
        now: DateTime<Utc>,
        batches: Sender<Vec<Row>>,
    ) -> Work<'a, ()> {
        let rows = queries::all_indexed(pool);
        Box::pin(hand_over(rows, move |row| row.into_index(catalog, now), batches))
    }

    fn choices<'a>(&'a self, pool: &'a PgPool) -> Work<'a, Vec<(&'static str, Choice)>> {
        Box::pin(async move {
            let (industries, specialties) =
                tokio::try_join!(queries::by_industry(pool), queries::by_specialty(pool))?;
            let industries = industries.into_iter().map(|choice| ("industry", choice));
            Ok(industries.chain(specialties.into_iter().map(|choice| ("specialty", choice))).collect())
        })
    }

    fn words<'a>(&'a self, pool: &'a PgPool, batches: Sender<Vec<(Uuid, Text)>>) -> Work<'a, ()> {
        Box::pin(hand_over(
            queries::words(pool),
            |row| (row.id, text(&row.full_name, &row.headline, row.search_document, &row.minimal_texts)),
            batches,
        ))
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
    fn into_index(self, catalog: &Catalog, now: DateTime<Utc>) -> Row {
        if self.is_minimal {
            return self.minimal().into_index(catalog, now);
        }
        let can_start = matches!(self.availability, Some(Availability::Available | Availability::Limited));
        let is_fresh = self.last_confirmed_at.is_some_and(|at| at >= fresh_since(now));
        let is_verified = self.claim_status == ClaimStatus::Verified;
        let mut row = Row {
            id: self.id,
            serial: self.serial.unsigned_abs(),
            again: self.last_confirmed_at.filter(|_| can_start && is_fresh).and_then(decays),
            ..Row::default()
        };
        let slugs = |ids: &[Uuid]| ids.iter().filter_map(|id| catalog.slug(*id).cloned()).collect::<Vec<_>>();
        row.choose("role", catalog.slug(self.role).cloned());
        row.choose("location", catalog.slug(self.location).cloned());
        let country = catalog.place(self.location).map(|place| Arc::<str>::from(&*place.country_code));
        row.choose("country", country);
        row.choose("industry", self.industries.as_deref().map(slugs).unwrap_or_default());
        row.choose("specialty", self.specialties.as_deref().map(slugs).unwrap_or_default());
        let availability = self.availability.filter(|_| is_fresh || !can_start);
        row.choose("availability", availability.map(Availability::param));
        for (column, holds) in [
            ("remote", self.remote_available == Some(true)),
            ("verified", is_verified),
            ("claimed", self.claim_status != ClaimStatus::Unclaimed),
        ] {
            row.choose(column, holds.then_some(YES));
        }
        let quoted = self.quoted();
        row.choose("currency", self.rate_currency.map(Arc::from));
        for (unit, price) in [("hour", quoted.hourly), ("day", quoted.daily), ("month", quoted.yearly)] {
            row.choose("quoted", price.map(|_| unit));
        }
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
            self.hours_from.map(i64::from),
            self.hours_to.map(i64::from),
            quoted.by_hour().map(i64::from),
            quoted.by_day().map(i64::from),
            quoted.by_month().map(i64::from),
            self.hourly_min.map(i64::from),
            self.daily_min.map(i64::from),
            self.monthly_min.map(i64::from),
            self.last_confirmed_at.map(|at| at.timestamp_micros()),
            Some(self.content_updated_at.max(self.published_at).timestamp_micros()),
        ];
        if let (Some(name), Some(headline), Some(document)) =
            (self.full_name, self.headline, self.search_document)
        {
            row.words = text(&name, &headline, document, &self.minimal_texts.unwrap_or_default());
        }
        row
    }

    /// From which prices the person works, by each unit that they quote.
    fn quoted(&self) -> Quoted {
        let from = |least: Option<i32>, most: Option<i32>| least.or(most).map(i64::from);
        Quoted {
            hourly: from(self.hourly_min, self.hourly_max),
            daily: from(self.daily_min, self.daily_max),
            yearly: from(self.monthly_min, self.monthly_max).map(|monthly| monthly * 12),
            hours: self.hours.map(i64::from),
        }
    }

    /// Without what a minimal profile doesn't show: who looks for that does not find it. Every field stands here, as in
    /// `executives::minimal`.
    fn minimal(self) -> Self {
        Self {
            is_minimal: false,
            id: self.id,
            serial: self.serial,
            role: self.role,
            location: self.location,
            claim_status: self.claim_status,
            featured: self.featured,
            published_at: self.published_at,
            content_updated_at: self.content_updated_at,
            industries: self.industries,
            full_name: self.full_name,
            headline: self.headline,
            search_document: self.search_document,
            minimal_texts: self.minimal_texts,
            availability: None,
            last_confirmed_at: None,
            remote_available: None,
            review_count: 0,
            rating: None,
            years_experience: None,
            hours: None,
            hours_from: None,
            hours_to: None,
            rate_currency: None,
            hourly_min: None,
            hourly_max: None,
            daily_min: None,
            daily_max: None,
            monthly_min: None,
            monthly_max: None,
            specialties: None,
        }
    }
}

/// A person's words; what tells most stands in the lead. Of a minimal profile, only what it shows.
fn text(full_name: &str, headline: &str, document: String, minimal: &[String]) -> Text {
    let body =
        if minimal.is_empty() { document } else { search_document(minimal.iter().map(String::as_str)) };
    Text { lead: fold(&format!("{full_name} {headline}")), body }
}

/// The midnight from which on something that was confirmed then can't be relied on.
fn decays(confirmed: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let day = confirmed.date_naive().checked_add_days(Days::new(AvailabilityLine::FRESH_DAYS + 1))?;
    Some(day.and_time(NaiveTime::MIN).and_utc())
}
