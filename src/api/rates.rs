//! What the market costs, as `/rates` has it.

use axum::response::Response;
use schemars::JsonSchema;
use serde::Serialize;

use super::lists::{answer, refuse, refuse_unknown_names};
use crate::error::{Error, Result};
use crate::market::queries::GroupPrices;
use crate::market::{Market, Prices, Quartiles, Quote};
use crate::search::hubs::{Hub, KINDS, Scope};
use crate::state::AppState;
use crate::taxonomy::TaxonomyKind;
use crate::urls;
use crate::values::Period;
use crate::web::moved;
use crate::web::query::QueryReader;
use crate::web::siblings::with_canonical;

/// What a part of the market costs. Nothing is converted, and nothing is said of fewer than five prices.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Rates {
    /// The role whose rates these are; null for all roles.
    pub role_slug: Option<String>,
    /// The place, likewise.
    pub location_slug: Option<String>,
    /// The industry, likewise.
    pub industry_slug: Option<String>,
    /// What executives ask at least, by currency and unit; the commonest first.
    pub prices: Vec<Figures>,
    /// What open jobs pay, likewise.
    pub pay: Vec<Figures>,
    /// What executives ask at least, by role; the largest groups first. Empty within one role.
    pub by_role: Vec<Group>,
    /// By place.
    pub by_location: Vec<Group>,
    /// By industry.
    pub by_industry: Vec<Group>,
}

/// Prices of one currency and unit, in whole units of the currency.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Figures {
    /// ISO 4217.
    pub currency: String,
    /// What the prices are for.
    pub unit: Period,
    /// How many.
    pub n: i64,
    /// A quarter is below.
    pub lower_quartile: i32,
    /// Half is below.
    pub median: i32,
    /// A quarter is above.
    pub upper_quartile: i32,
}

/// Prices of one role, place or industry.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "RatesOfGroup")]
pub struct Group {
    /// Which.
    pub slug: String,
    /// What people read.
    pub name: String,
    /// Its prices.
    #[serde(flatten)]
    pub figures: Figures,
}

/// `…/rates`: of the whole market, or of the part that the address names.
pub async fn rates(site: &AppState, query: Option<&str>) -> Result<Response> {
    refuse_unknown_names(query, |name| KINDS.iter().any(|kind| kind.param() == name))?;
    let catalog = site.search.catalog(&site.pool).await?;
    let mut query = QueryReader::new(query);
    let [role, location, industry] = KINDS.map(|kind| {
        let slug = query.slug(kind.param())?;
        let is_known = catalog.id(kind, &slug).is_some();
        if !is_known {
            query.ignore(kind.param(), &slug);
        }
        is_known.then_some(slug)
    });
    refuse(&query.ignored)?;
    let scope = Scope { role, location, industry };
    let page = site.origin.absolute(urls::Rates);
    Ok(with_canonical(answer(&of(site, scope).await?), &page))
}

/// `…/rates/{role}`. `address` says where another role's stand, for those that have another slug now.
pub async fn role_rates(site: &AppState, slug: &str, address: impl Fn(String) -> String) -> Result<Response> {
    let catalog = site.search.catalog(&site.pool).await?;
    if catalog.id(TaxonomyKind::Role, slug).is_none() {
        let present = catalog.present(&site.pool, TaxonomyKind::Role, slug).await?;
        return Ok(moved(&address(present.ok_or(Error::NotFound)?)));
    }
    let rates = of(site, Scope { role: Some(slug.to_owned()), ..Scope::default() }).await?;
    if rates.prices.is_empty() && rates.pay.is_empty() {
        return Err(Error::NotFound);
    }
    let page = site.origin.absolute(urls::RoleRates::to(slug));
    Ok(with_canonical(answer(&rates), &page))
}

async fn of(site: &AppState, scope: Scope) -> Result<Rates> {
    let market = Market { pool: &site.pool, search: &site.search };
    let hub = Hub::executives(scope);
    let scope = &hub.scope;
    let (prices, pay, by_location, by_industry) = tokio::try_join!(
        market.prices(scope),
        market.pay(&hub),
        market.prices_by(scope, TaxonomyKind::Location),
        market.prices_by(scope, TaxonomyKind::Industry),
    )?;
    let by_role = match scope.role {
        None => market.prices_by(scope, TaxonomyKind::Role).await?,
        Some(_) => Vec::new(),
    };
    let figures = |prices: &[Prices]| {
        prices.iter().filter_map(|one| Some(Figures::of(one.quote, one.n(), one.quartiles()?))).collect()
    };
    let groups = |groups: Vec<GroupPrices>| groups.into_iter().map(Group::of).collect();
    Ok(Rates {
        prices: figures(&prices),
        pay: figures(&pay),
        by_role: groups(by_role),
        by_location: groups(by_location),
        by_industry: groups(by_industry),
        role_slug: hub.scope.role,
        location_slug: hub.scope.location,
        industry_slug: hub.scope.industry,
    })
}

impl Figures {
    fn of(quote: Quote, n: i64, quartiles: Quartiles) -> Self {
        let Quartiles { lower, median, upper } = quartiles;
        Self {
            currency: quote.currency.code().to_owned(),
            unit: quote.period,
            n,
            lower_quartile: lower,
            median,
            upper_quartile: upper,
        }
    }
}

impl Group {
    fn of(group: GroupPrices) -> Self {
        let figures = Figures::of(group.quote, group.n, group.quartiles);
        Self { slug: group.slug, name: group.name, figures }
    }
}
