//! How the search index reads postings.

mod queries;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use futures_util::TryStreamExt;
use sqlx::{PgConnection, PgPool};
use tokio::sync::mpsc::Sender;
use uuid::Uuid;

use crate::jobs::RemoteType;
use crate::jobs::search::{FROM_ANYWHERE, LIST};
use crate::search::{Choice, Filter, List, Page, Row, Slice, Suggestion, Text, Work, hand_over};
use crate::taxonomy::Catalog;
use crate::taxonomy::vocabulary::fold;
use crate::values::Quoted;
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
        _now: DateTime<Utc>,
    ) -> Work<'a, Vec<Row>> {
        Box::pin(async move {
            let rows = queries::indexed(connection, ids);
            rows.map_ok(|row| row.into_index(catalog)).try_collect().await
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
        _now: DateTime<Utc>,
        batches: Sender<Vec<Row>>,
    ) -> Work<'a, ()> {
        let rows = queries::all_indexed(pool);
        Box::pin(hand_over(rows, move |row| row.into_index(catalog), batches))
    }

    fn choices<'a>(&'a self, pool: &'a PgPool) -> Work<'a, Vec<(&'static str, Choice)>> {
        Box::pin(async move {
            let industries = queries::by_industry(pool).await?;
            Ok(industries.into_iter().map(|choice| ("industry", choice)).collect())
        })
    }

    fn words<'a>(&'a self, pool: &'a PgPool, batches: Sender<Vec<(Uuid, Text)>>) -> Work<'a, ()> {
        Box::pin(hand_over(
            queries::words(pool),
            |row| (row.id, text(&row.title, &row.company_name, row.search_document)),
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
    fn into_index(self, catalog: &Catalog) -> Row {
        let quoted = self.quoted();
        let mut row = Row {
            id: self.id,
            serial: self.serial.unsigned_abs(),
            again: Some(self.open_until),
            ..Row::default()
        };
        let slug = |id| catalog.slug(id).cloned();
        row.choose("role", slug(self.role));
        row.choose("location", self.location.and_then(slug));
        row.choose("industry", self.industries.into_iter().flatten().filter_map(slug));
        row.choose("remote", self.remote_type.map(RemoteType::param));
        if self.remote_type == Some(RemoteType::Remote) {
            match self.applicants {
                Some(countries) => row.choose("applicants", countries.into_iter().map(Arc::<str>::from)),
                None => row.choose("applicants", [FROM_ANYWHERE]),
            }
        }
        row.choose("employment", [self.employment_type.param()]);
        row.choose("currency", self.comp_currency.map(Arc::from));
        let period = self.comp_period.map(Arc::from);
        row.choose("pay_period", period.clone().filter(|_| self.pay.is_some()));
        row.choose("quoted", period);
        row.numbers = vec![
            Some(self.posted_at.timestamp_micros()),
            Some(self.open_until.timestamp_micros()),
            self.hours_per_week_min.or(self.hours_per_week_max).map(i64::from),
            self.hours_per_week_min.map(i64::from),
            self.hours_per_week_max.map(i64::from),
            quoted.by_hour().map(i64::from),
            quoted.by_day().map(i64::from),
            quoted.by_month().map(i64::from),
            self.pay.map(i64::from),
            Some(self.changed_at.timestamp_micros()),
        ];
        if let (Some(title), Some(company), Some(document)) =
            (self.title, self.company_name, self.search_document)
        {
            row.words = text(&title, &company, document);
        }
        row
    }

    /// Up to which prices the posting pays.
    fn quoted(&self) -> Quoted {
        let amount = self.comp_max_amount.or(self.comp_min_amount).map(i64::from);
        let period = self.comp_period.as_deref().unwrap_or_default();
        let a_year = match period {
            "week" => Some(52),
            "month" => Some(12),
            "year" => Some(1),
            _ => None,
        };
        Quoted {
            hourly: amount.filter(|_| period == "hour"),
            daily: amount.filter(|_| period == "day"),
            yearly: amount.zip(a_year).map(|(amount, times)| amount * times),
            hours: self.hours_per_week_max.or(self.hours_per_week_min).map(i64::from),
        }
    }
}

/// A posting's words; what tells most stands in the lead.
fn text(title: &str, company_name: &str, body: String) -> Text {
    Text { lead: fold(&format!("{title} {company_name}")), body }
}
