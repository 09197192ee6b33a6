//! How the search index reads postings.

mod queries;

use chrono::{DateTime, Utc};
use sqlx::PgPool;
use uuid::Uuid;

use crate::jobs::search::LIST;
use crate::search::{Filter, List, Page, Row, Slice, Suggestion, Work};
use crate::taxonomy::Catalog;
use crate::taxonomy::vocabulary::fold;
use queries::IndexedRow;

/// The board as the search knows it.
#[derive(Clone, Copy, Debug)]
pub struct Board;

impl Slice for Board {
    fn list(&self) -> &'static List {
        &LIST
    }

    fn public_ids<'a>(&'a self, pool: &'a PgPool) -> Work<'a, Vec<Uuid>> {
        Box::pin(queries::public_ids(pool))
    }

    fn rows<'a>(&'a self, pool: &'a PgPool, ids: &'a [Uuid], _now: DateTime<Utc>) -> Work<'a, Vec<Row>> {
        Box::pin(async move {
            Ok(queries::indexed(pool, ids).await?.into_iter().map(|row| row.to_index()).collect())
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
    fn to_index(&self) -> Row {
        let mut row = Row {
            id: self.id,
            serial: self.serial.unsigned_abs(),
            lead: fold(&format!("{} {}", self.title, self.company_name)),
            body: self.search_document.clone(),
            again: Some(self.open_until),
            ..Row::default()
        };
        row.choose("role", &self.role);
        row.choose_all("location", self.location.clone());
        row.choose_all("industry", self.industries.iter().cloned());
        row.choose_all("remote", self.remote_type.map(|term| term.param().to_owned()));
        row.choose("employment", self.employment_type.param());
        row.choose_all("currency", self.comp_currency.clone());
        row.choose_all("quoted", self.comp_period.clone());
        row.choose_all("pay_period", self.pay_period.clone());
        row.numbers = vec![
            Some(self.posted_at.timestamp_micros()),
            Some(self.open_until.timestamp_micros()),
            self.hours.map(i64::from),
            self.rate_hour.map(i64::from),
            self.rate_day.map(i64::from),
            self.rate_month.map(i64::from),
            self.pay.map(i64::from),
            Some(self.changed_at.timestamp_micros()),
        ];
        row
    }
}
