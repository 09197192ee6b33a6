//! The figures of a part of the market: from the search index; from SQL, which says the same, while that is still to be
//! built.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use sqlx::PgPool;

use super::counted;
use super::queries::{self, GroupPrices, Supply};
use super::statistics::Prices;
use crate::search::Search;
use crate::search::hubs::{Hub, Scope, Shows};
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
        let catalog = self.catalog().await?;
        match self.search.census(|census| counted::asked_by(census, &catalog, scope, by)) {
            Some(groups) => Ok(groups),
            None => self.search.meanwhile(queries::prices_by(self.pool, scope, by)).await,
        }
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
