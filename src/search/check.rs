//! Compares the index with the database: every row with all that it says and with its card, the forms in which the index keeps that, the count
//! behind every value, the first page of every order and of every value, and whether rows are found by their words.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use sqlx::PgPool;
use uuid::Uuid;

use super::{Filter, KeepError, List, Row, Search};
use crate::search::parameter::{Kind, Meaning, Several};
use crate::taxonomy::{Catalog, TaxonomyKind};

/// How many results of each search are compared.
const PAGE: u64 = 100;
/// How many rows are read at a time.
const CHUNK: usize = 2_000;
/// One row in so many is looked for by its words, and so many at least.
const SAMPLE: usize = 1_000;
const LEAST_SAMPLED: usize = 200;

/// How far a comparison is.
#[derive(Clone, Copy, Debug)]
pub enum Compared {
    /// So many rows of so many.
    Rows(usize, usize),
    /// So many searches of so many.
    Searches(usize, usize),
}

impl Search {
    /// The differences between the index of a list and the database, as sentences; none when they agree. The index must
    /// be built.
    pub async fn differences(
        &self,
        pool: &PgPool,
        list: &'static List,
        now: DateTime<Utc>,
        mut progress: impl FnMut(Compared),
    ) -> Result<Vec<String>, KeepError> {
        let mut differences = Vec::new();
        let Some(searched) = self.of(list) else { return Ok(differences) };
        let indexed: BTreeSet<Uuid> = searched.index.ids().into_iter().collect();
        let public: BTreeSet<Uuid> = searched.slice.public_ids(pool).await?.into_iter().collect();
        differences.extend(indexed.difference(&public).map(|id| format!("{id} is found and not public")));
        differences.extend(public.difference(&indexed).map(|id| format!("{id} is public and not found")));
        let hidden = searched.slice.hidden_with_cards(pool).await?;
        differences.extend(hidden.iter().map(|id| format!("{id} is not public and has a card")));
        let catalog = self.catalog(pool).await?;
        let public: Vec<Uuid> = public.into_iter().collect();
        let every = SAMPLE.min(public.len().div_ceil(LEAST_SAMPLED)).max(1);
        for (at, ids) in public.chunks(CHUNK).enumerate() {
            progress(Compared::Rows(at * CHUNK, public.len()));
            let rows = searched.slice.rows(&mut *pool.acquire().await?, ids, &catalog, now).await?;
            differences.extend(searched.index.contradictions(&rows));
            let other_cards = searched.slice.with_other_cards(pool, ids).await?;
            differences
                .extend(other_cards.iter().map(|id| format!("{id} has a card that says something else")));
            let sampled: Vec<Row> = rows.into_iter().step_by(every).collect();
            differences.extend(searched.index.unfindable(&sampled));
        }
        differences.extend(searched.index.discord());
        let asked = self.searches(list, &catalog);
        for (at, filter) in asked.iter().enumerate() {
            progress(Compared::Searches(at, asked.len()));
            let found = self.find(pool, filter, PAGE, now).await?;
            let expected = searched.slice.search_database(pool, filter, &catalog, PAGE, now).await?;
            if found.total != expected.total {
                differences.push(format!(
                    "{} finds {}, the database {}",
                    filter.href(),
                    found.total,
                    expected.total
                ));
            } else if let Some(at) = found.ids.iter().zip(&expected.ids).position(|(a, b)| a != b) {
                differences.push(format!(
                    "{} has {} at place {}, the database {}",
                    filter.href(),
                    found.ids[at],
                    at + 1,
                    expected.ids[at]
                ));
            }
        }
        Ok(differences)
    }

    /// Every order of the whole list, every value that there is, whether any row has it or not, and some of each range.
    fn searches(&self, list: &'static List, catalog: &Catalog) -> Vec<Filter> {
        let all = Filter::all(list);
        let mut searches = vec![all.clone()];
        for parameter in list.parameters {
            let values: Vec<String> = match (parameter.kind, parameter.meaning) {
                (Kind::Terms(words, Several::Default(_)), _) => {
                    words[1..].iter().map(|(word, _)| (*word).to_owned()).collect()
                }
                (Kind::Slugs(kind, _), Meaning::AnyOf(column)) if kind != TaxonomyKind::Location => {
                    let known = self.of(list).map(|searched| searched.index.values(column));
                    let known = known.unwrap_or_default().into_iter().map(|(value, _)| value.to_string());
                    known
                        .chain(catalog.slugs(kind).map(str::to_owned))
                        .collect::<BTreeSet<_>>()
                        .into_iter()
                        .collect()
                }
                (Kind::Terms(words, _), Meaning::AnyOf(_)) => {
                    words.iter().map(|(word, _)| (*word).to_owned()).collect()
                }
                // Of places there are thousands: those that any row has. That no row lacks its own was seen above.
                (_, Meaning::AnyOf(column)) => {
                    let values = self.of(list).map(|searched| searched.index.values(column));
                    values.unwrap_or_default().into_iter().map(|(value, _)| value.to_string()).collect()
                }
                (_, Meaning::AtMost(_) | Meaning::AtLeast(_) | Meaning::Days(_)) => {
                    ["5", "15", "30"].map(str::to_owned).into()
                }
                (_, Meaning::PriceAtMost | Meaning::PriceAtLeast) => {
                    ["100", "200", "5000"].map(str::to_owned).into()
                }
                _ => Vec::new(),
            };
            searches.extend(values.into_iter().map(|value| all.with(parameter.name, value)));
        }
        searches
    }
}
