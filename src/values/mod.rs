//! Small values that every slice shares: closed vocabularies, money, safe text.

mod bytes;
mod email;
mod hours;
mod language;
mod money;
mod network;
mod quoted;
mod terms;
mod text;
mod time_zone;

pub use bytes::bytes_label;
pub use email::{EmailAddress, NotAnAddress};
pub use hours::Hours;
pub use iso_currency::Currency;
pub use language::{LANGUAGES, language_name};
pub(crate) use money::group_thousands;
pub use money::{Period, Price};
pub use network::Network;
pub use quoted::Quoted;
pub use terms::PublishStatus;
pub(crate) use terms::terms;
pub use text::{TooLong, capitalise, plural_of_title, search_text, typed_line, typed_text};
pub use time_zone::TIME_ZONES;
