//! The figures of a part of the market: from the search index; from SQL, which says the same, while that is still to be
//! built.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use sqlx::PgPool;

use super::counted;
use super::queries::{self, GroupPrices, Supply};
use super::statistics::Prices;
use crate::search::hubs::{Hub, Scope, Shows};
use crate::search::{Search, apart};
use crate::taxonomy::{Catalog, TaxonomyKind};

/// Where figures come from.
#[derive(Clone, Copy, Debug)]
pub struct Market<'a> {
    /// What is asked while there is no index.
    pub pool: &'a PgPool,
    /// What is asked as a rule.
    pub search: &'a Search,
}

impl Market<'_> {
    /// Starting prices, by currency and unit; the commonest first.
    pub async fn prices(self, scope: &Scope) -> sqlx::Result<Vec<Prices>> {
        let counted = self.search.census(|census| {
            counted::asked(census).of(&census.view(Shows::Executives).rows(&scope.conditions()))
        });
        match counted {
            Some(prices) => Ok(prices),
            None => self.search.meanwhile(queries::prices(self.pool, scope)).await,
        }
    }

    /// What the open postings of a hub pay, by currency and unit; the commonest first.
    pub async fn pay(self, hub: &Hub) -> sqlx::Result<Vec<Prices>> {
        let hub = hub.showing(hub.shows.of_jobs());
        match self.search.census(|census| counted::paid(census).of(&census.rows(&hub))) {
            Some(prices) => Ok(prices),
            None => {
                self.search
                    .meanwhile(queries::job_pay(self.pool, &hub.scope, hub.shows == Shows::RemoteJobs))
                    .await
            }
        }
    }

    /// Starting prices by role, place or industry; groups with too few prices are left out. The largest groups first.
    pub async fn prices_by(self, scope: &Scope, by: TaxonomyKind) -> sqlx::Result<Vec<GroupPrices>> {
        match self.asked_by(scope.clone(), by).await? {
            Some(groups) => Ok(groups),
            None => self.search.meanwhile(queries::prices_by(self.pool, scope, by)).await,
        }
    }

    /// The same from the index, some groups at a time: among a million rows all of them take tenths of a second, in which changes
    /// would wait for who looks, and searches for changes.
    async fn asked_by(self, scope: Scope, by: TaxonomyKind) -> sqlx::Result<Option<Vec<GroupPrices>>> {
        const AT_A_TIME: usize = 64;
        let catalog = self.catalog().await?;
        let Some(slugs) = self.search.census(|census| counted::worth_asking(census, by)) else {
            return Ok(None);
        };
        let search = self.search.clone();
        let of_some = move |slugs: &[String]| {
            search.census(|census| counted::asked_by(census, &catalog, &scope, (by, slugs)))
        };
        let all = move || slugs.chunks(AT_A_TIME).map(of_some).collect::<Option<Vec<_>>>();
        let Some(groups) = apart(all).await.flatten() else { return Ok(None) };
        let mut groups: Vec<GroupPrices> = groups.into_iter().flatten().collect();
        groups.sort_by(|a, b| b.n.cmp(&a.n).then_with(|| a.name.cmp(&b.name)));
        Ok(Some(groups))
    }

    /// What else there is to say of a hub.
    pub async fn supply(self, hub: &Hub, fresh_since: DateTime<Utc>) -> sqlx::Result<Supply> {
        let catalog = self.catalog().await?;
        let is_remote = hub.shows == Shows::RemoteJobs;
        match self.search.census(|census| counted::supply(census, &catalog, hub)) {
            Some(supply) => Ok(supply),
            None => {
                self.search.meanwhile(queries::supply(self.pool, &hub.scope, is_remote, fresh_since)).await
            }
        }
    }

    async fn catalog(self) -> sqlx::Result<Arc<Catalog>> {
        self.search.catalog(self.pool).await
    }
}
