//! Links that say whose they are and are signed: whoever holds one received the mail in which it stood. Nothing of them
//! is kept, and they end with what they lead to.

use subtle::ConstantTimeEq;
use uuid::Uuid;

use super::{Key, hex};

/// Digits of an id.
const ID: usize = 32;

/// A token for one thing of a kind, in lower case.
pub fn token(key: &Key, kind: &str, id: Uuid) -> String {
    let id = id.simple().to_string();
    let signature = hex(&key.sign(&[kind, &id]));
    id + &signature
}

/// The thing that a token names, whoever made it and of whatever kind it is.
pub fn named(shown: &str) -> Option<Uuid> {
    shown.get(..ID)?.parse().ok()
}

/// The thing that a token of this kind is of; nothing where we did not make it.
pub fn read(key: &Key, kind: &str, shown: &str) -> Option<Uuid> {
    let id = named(shown)?;
    bool::from(token(key, kind, id).as_bytes().ct_eq(shown.as_bytes())).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secrets::{Keys, Purpose};

    #[test]
    fn a_token_leads_to_its_thing_and_a_made_up_one_nowhere() {
        let key = Keys::of("a secret of at least thirty-two bytes").key(Purpose::Alerts);
        let id = Uuid::now_v7();
        let good = token(&key, "alert", id);
        assert_eq!(read(&key, "alert", &good), Some(id));
        assert!(good.len() == 96 && good == good.to_lowercase());
        assert_eq!(read(&key, "another", &good), None);
        assert_eq!((named(&good), named("x")), (Some(id), None));
        let other = token(&key, "alert", Uuid::now_v7());
        let swapped = format!("{}{}", &good[..ID], &other[ID..]);
        let cut = &good[..95];
        for wrong in ["", "x", "ü", cut, &swapped, &format!("{good}0"), &id.to_string()] {
            assert_eq!(read(&key, "alert", wrong), None, "{wrong}");
        }
    }
}
