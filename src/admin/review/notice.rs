//! The notice to people who have a profile and did not ask for one: seen and copied at one, sent to many.

use uuid::Uuid;

use crate::admin::desk::Desk;
use crate::error::Result;
use crate::telling::{self, Draft, Teller};

/// Sends the notice to these people. How many got it, how many have no address, how many were left out.
pub(super) async fn send_notices(desk: &Desk, ids: &[Uuid]) -> Result<[usize; 3]> {
    let site = &desk.site;
    let catalog = site.search.catalog(&site.pool).await?;
    let teller = Teller::new(&site.origin, &site.operator, &catalog, site.secrets.keys(&site.pool).await?);
    let mut transaction = site.pool.begin().await?;
    let told = telling::tell(&mut transaction, ids, &teller, desk.actor(), desk.now()).await?;
    transaction.commit().await?;
    Ok([told.sent.len(), told.unreachable.len(), told.left_out])
}

/// The notice to the person of a profile, as it would be sent now.
pub(super) async fn notice_to(desk: &Desk, id: Uuid) -> Result<Option<Draft>> {
    let site = &desk.site;
    let catalog = site.search.catalog(&site.pool).await?;
    let teller = Teller::new(&site.origin, &site.operator, &catalog, site.secrets.keys(&site.pool).await?);
    let mut connection = site.pool.acquire().await?;
    Ok(telling::draft(&mut connection, id, &teller, desk.now()).await?)
}
