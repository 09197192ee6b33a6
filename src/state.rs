//! What every handler may ask for.

use std::sync::Arc;

use axum::extract::FromRef;
use sqlx::PgPool;

use crate::clock::Clock;
use crate::config::PublicOrigin;

/// Who runs this site and how to reach them, as the deployment says it.
#[derive(Clone, Debug, Default)]
pub struct Operator(pub Option<Arc<str>>);

/// Shared by all requests; cheap to clone. Handlers take the part that they need: `State<PgPool>`.
#[derive(Clone, Debug, FromRef)]
pub struct AppState {
    /// Connections for requests, with short timeouts.
    pub pool: PgPool,
    /// What time it is.
    pub clock: Clock,
    /// The site's address as visitors see it.
    pub origin: PublicOrigin,
    /// Who runs the site.
    pub operator: Operator,
}
