//! Compares the index with the database: the rows, the count behind every value, and the first page of every order and of
//! every value.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use sqlx::PgPool;
use uuid::Uuid;

use super::{Filter, KeepError, List, Search};
use crate::search::parameter::{Kind, Meaning, Several};

/// How many results of each search are compared.
const PAGE: u64 = 100;

impl Search {
    /// The differences between the index of a list and the database, as sentences; none when they agree. The index must
    /// be built.
    pub async fn differences(
        &self,
        pool: &PgPool,
        list: &'static List,
        now: DateTime<Utc>,
        mut progress: impl FnMut(&Filter),
    ) -> Result<Vec<String>, KeepError> {
        let mut differences = Vec::new();
        let Some(searched) = self.of(list) else { return Ok(differences) };
        let indexed: BTreeSet<Uuid> = searched.index.ids().into_iter().collect();
        let public: BTreeSet<Uuid> = searched.slice.public_ids(pool).await?.into_iter().collect();
        differences.extend(indexed.difference(&public).map(|id| format!("{id} is found and not public")));
        differences.extend(public.difference(&indexed).map(|id| format!("{id} is public and not found")));
        let catalog = self.catalog(pool).await?;
        for filter in self.searches(list) {
            progress(&filter);
            let found = self.find(pool, &filter, PAGE, now).await?;
            let expected = searched.slice.search_database(pool, &filter, &catalog, PAGE, now).await?;
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

    /// Every order of the whole list, every value of every column, and some of each range.
    fn searches(&self, list: &'static List) -> Vec<Filter> {
        let all = Filter::all(list);
        let mut searches = vec![all.clone()];
        for parameter in list.parameters {
            let values: Vec<String> = match (parameter.kind, parameter.meaning) {
                (Kind::Terms(words, Several::Default(_)), _) => {
                    words[1..].iter().map(|(word, _)| (*word).to_owned()).collect()
                }
                (_, Meaning::AnyOf(column)) => {
                    let values = self.of(list).map(|searched| searched.index.values(column));
                    values.unwrap_or_default().into_iter().map(|(value, _)| value).collect()
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
