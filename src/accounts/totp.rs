//! Codes that change every half minute (RFC 6238), as authenticator apps show them: SHA-1, six digits.

use chrono::{DateTime, Utc};
use ring::hmac;
use subtle::ConstantTimeEq;

/// Seconds for which a code is shown.
const SECONDS: i64 = 30;
/// Bytes of a secret: as many as the hash has (RFC 4226).
pub const SECRET_BYTES: usize = 20;
/// Half minutes by which a telephone's clock may be wrong.
const TOLERANCE: i64 = 1;

/// The half minute of a moment, counted from 1970.
pub const fn step_of(now: DateTime<Utc>) -> i64 {
    now.timestamp().div_euclid(SECONDS)
}

/// The code of a half minute.
pub fn code(secret: &[u8], step: i64) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret);
    let tag = hmac::sign(&key, &step.to_be_bytes());
    let tag = tag.as_ref();
    let offset = usize::from(tag[tag.len() - 1] & 0x0f);
    let number = u32::from_be_bytes([tag[offset] & 0x7f, tag[offset + 1], tag[offset + 2], tag[offset + 3]]);
    format!("{:06}", number % 1_000_000)
}

/// The half minute whose code was typed, if it is about now and later than the last one that was taken.
pub fn step_shown(secret: &[u8], typed: &str, now: DateTime<Utc>, last: Option<i64>) -> Option<i64> {
    let typed: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    let present = step_of(now);
    (present - TOLERANCE..=present + TOLERANCE)
        .filter(|step| last.is_none_or(|last| *step > last))
        .find(|step| bool::from(code(secret, *step).as_bytes().ct_eq(typed.as_bytes())))
}

/// A secret as people type it and apps read it (RFC 4648, without padding).
pub fn base32(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut text = String::with_capacity((bytes.len() * 8).div_ceil(5));
    for chunk in bytes.chunks(5) {
        let mut five = [0; 8];
        five[3..3 + chunk.len()].copy_from_slice(chunk);
        let bits = u64::from_be_bytes(five);
        for place in 0..(chunk.len() * 8).div_ceil(5) {
            text.push(char::from(LETTERS[((bits >> (35 - 5 * place)) & 31) as usize]));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_the_standard() {
        // RFC 6238, appendix B, its last six digits.
        for (seconds, expected) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            let now = DateTime::from_timestamp(seconds, 0).unwrap();
            assert_eq!(code(b"12345678901234567890", step_of(now)), expected, "{seconds}");
        }
    }

    #[test]
    fn a_code_is_good_once_and_about_its_time() {
        let secret = b"12345678901234567890";
        let at = |seconds| DateTime::from_timestamp(seconds, 0).unwrap();
        let typed = code(secret, 100);
        assert_eq!(step_shown(secret, &typed, at(3_000), None), Some(100));
        assert_eq!(
            step_shown(secret, &format!(" {} {} ", &typed[..3], &typed[3..]), at(3_059), None),
            Some(100)
        );
        assert_eq!(step_shown(secret, &typed, at(2_970), None), Some(100));
        assert_eq!(step_shown(secret, &typed, at(3_060), None), None, "too late");
        assert_eq!(step_shown(secret, &typed, at(2_969), None), None, "too early");
        assert_eq!(step_shown(secret, &typed, at(3_000), Some(100)), None, "a second time");
        assert_eq!(step_shown(secret, &typed, at(3_000), Some(99)), Some(100));
        for wrong in ["", "1", "12345678901234567890", "ünicode"] {
            assert_eq!(step_shown(secret, wrong, at(3_000), None), None, "{wrong}");
        }
    }

    #[test]
    fn secrets_are_spelled_as_the_standard_does() {
        for (bytes, text) in [
            ("", ""),
            ("f", "MY"),
            ("fo", "MZXQ"),
            ("foo", "MZXW6"),
            ("foob", "MZXW6YQ"),
            ("fooba", "MZXW6YTB"),
            ("foobar", "MZXW6YTBOI"),
        ] {
            assert_eq!(base32(bytes.as_bytes()), text);
        }
    }
}
