//! The link to one alert that each of its mails bears. It says whose it is and is signed: whoever holds it received the
//! mail. Nothing of it is kept, and it ends with the alert.

use subtle::ConstantTimeEq;
use uuid::Uuid;

use crate::config::PublicOrigin;
use crate::secrets::{Key, hex};
use crate::urls;

/// Digits of an id.
const ID: usize = 32;

/// The token of an alert's links.
pub fn token(key: &Key, id: Uuid) -> String {
    let id = id.simple().to_string();
    let signature = hex(&key.sign(&["alert", &id]));
    id + &signature
}

/// The alert that a token is of; nothing where we did not make it.
pub fn read(key: &Key, shown: &str) -> Option<Uuid> {
    let id: Uuid = shown.get(..ID)?.parse().ok()?;
    bool::from(token(key, id).as_bytes().ct_eq(shown.as_bytes())).then_some(id)
}

/// Where mail programs end an alert by themselves.
pub fn unsubscribe(key: &Key, id: Uuid, origin: &PublicOrigin) -> String {
    origin.absolute(urls::StopAlert::to(token(key, id)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secrets::{Keys, Purpose};

    #[test]
    fn a_token_leads_to_its_alert_and_a_made_up_one_nowhere() {
        let key = Keys::of("a secret of at least thirty-two bytes").key(Purpose::Alerts);
        let id = Uuid::now_v7();
        let good = token(&key, id);
        assert_eq!(read(&key, &good), Some(id));
        assert!(good.len() == 96 && good == good.to_lowercase());
        let other = token(&key, Uuid::now_v7());
        let swapped = format!("{}{}", &good[..ID], &other[ID..]);
        let cut = &good[..95];
        for wrong in ["", "x", "ü", cut, &swapped, &format!("{good}0"), &id.to_string()] {
            assert_eq!(read(&key, wrong), None, "{wrong}");
        }
    }
}
