//! Small values that every slice shares: closed vocabularies, money, safe text.

mod money;
mod terms;

pub use iso_currency::Currency;
pub(crate) use money::group_thousands;
pub use money::{Period, Price};
pub use terms::PublishStatus;
pub(crate) use terms::terms;
