//! A mail address, as somebody types one.

use std::fmt;

use unicode_normalization::UnicodeNormalization;
use url::Host;

/// An address to which mail can be sent: plain, in lower case, its domain as the network knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmailAddress(String);

/// Why a text is no address; says what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAnAddress {
    /// Nothing was typed.
    #[error("Type your e-mail address.")]
    Missing,
    /// It is longer than an address can be.
    #[error("That is longer than an e-mail address can be.")]
    TooLong,
    /// It has a name, spaces or several addresses in it.
    #[error("Type one address alone, without a name around it and without spaces.")]
    NotAlone,
    /// There is no @ in it.
    #[error("Type a whole address, with an @ and a domain in it.")]
    NoAt,
    /// What stands before the @ can't be delivered everywhere.
    #[error(
        "Before the @, use plain letters, digits, dots, “+”, “-” and “_” only: not every mail server takes others."
    )]
    Name,
    /// What stands behind the @ is no domain.
    #[error("Behind the @, a domain such as company.com is missing or mistyped.")]
    Domain,
}

impl EmailAddress {
    /// Bytes of the longest address (RFC 5321), and of what stands before its @.
    const LONGEST: usize = 254;
    const LONGEST_NAME: usize = 64;

    /// Reads what somebody typed.
    pub fn parse(text: &str) -> Result<Self, NotAnAddress> {
        let text = text.trim().nfc().collect::<String>();
        if text.is_empty() {
            return Err(NotAnAddress::Missing);
        }
        if text.len() > Self::LONGEST {
            return Err(NotAnAddress::TooLong);
        }
        let is_apart = |c: char| c.is_whitespace() || c.is_control() || "<>,;:\"()[]\\".contains(c);
        if text.chars().any(is_apart) || text.matches('@').count() > 1 {
            return Err(NotAnAddress::NotAlone);
        }
        let (name, domain) = text.split_once('@').ok_or(NotAnAddress::NoAt)?;
        if !is_name(name) {
            return Err(NotAnAddress::Name);
        }
        let domain = domain_of(domain).ok_or(NotAnAddress::Domain)?;
        let address = format!("{}@{domain}", name.to_ascii_lowercase());
        if address.len() > Self::LONGEST { Err(NotAnAddress::TooLong) } else { Ok(Self(address)) }
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// So that its owner knows which one it is, and nobody else: `a…@client.example`.
    pub fn masked(&self) -> String {
        let (name, domain) = self.0.split_once('@').unwrap_or_default();
        format!("{}…@{domain}", name.chars().next().unwrap_or_default())
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What RFC 5321 takes without quotes, in ASCII.
fn is_name(name: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte);
    name.len() <= EmailAddress::LONGEST_NAME
        && name.split('.').all(|part| !part.is_empty() && part.bytes().all(is_plain))
}

/// A domain of at least two labels, in its ASCII form; no IP address.
fn domain_of(domain: &str) -> Option<String> {
    let Ok(Host::Domain(domain)) = Host::parse(domain) else { return None };
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let (_, last) = domain.rsplit_once('.')?;
    (domain.split('.').all(is_label) && !last.bytes().all(|byte| byte.is_ascii_digit())).then_some(domain)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_address_has_one_form() {
        for (typed, address) in [
            ("ann@client.example", "ann@client.example"),
            ("  Ann.Abel+alerts@Client.EXAMPLE\n", "ann.abel+alerts@client.example"),
            ("o'hara@mail.client.example", "o'hara@mail.client.example"),
            ("ann@bücher.example", "ann@xn--bcher-kva.example"),
        ] {
            assert_eq!(EmailAddress::parse(typed).unwrap().as_str(), address);
        }
        assert_eq!(EmailAddress::parse("ann@client.example").unwrap().masked(), "a…@client.example");
    }

    #[test]
    fn what_is_none_is_refused_with_what_to_do() {
        let long = format!("{}@client.example", "a".repeat(65));
        let longer = format!("ann@{}example", "client.".repeat(40));
        for (typed, why) in [
            ("", NotAnAddress::Missing),
            (" \t", NotAnAddress::Missing),
            ("ann", NotAnAddress::NoAt),
            ("ann@", NotAnAddress::Domain),
            ("ann@client", NotAnAddress::Domain),
            ("ann@client..example", NotAnAddress::Domain),
            ("ann@-client.example", NotAnAddress::Domain),
            ("ann@127.0.0.1", NotAnAddress::Domain),
            ("ann@client.example.", NotAnAddress::Domain),
            ("@client.example", NotAnAddress::Name),
            ("ann..abel@client.example", NotAnAddress::Name),
            (".ann@client.example", NotAnAddress::Name),
            ("jürgen@client.example", NotAnAddress::Name),
            (&long, NotAnAddress::Name),
            (&longer, NotAnAddress::TooLong),
            ("Ann Abel <ann@client.example>", NotAnAddress::NotAlone),
            ("ann@client.example, ben@client.example", NotAnAddress::NotAlone),
            ("ann@client.example\r\nBcc: ben@client.example", NotAnAddress::NotAlone),
            ("ann@client.example\u{0}", NotAnAddress::NotAlone),
            ("\"ann abel\"@client.example", NotAnAddress::NotAlone),
            ("ann@[127.0.0.1]", NotAnAddress::NotAlone),
            ("ann@ben@client.example", NotAnAddress::NotAlone),
        ] {
            assert_eq!(EmailAddress::parse(typed), Err(why), "{typed}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_taken_is_an_address_to_the_mailer_and_stays_itself(typed in "[a-zA-ZüÜ0-9.+_'@<>, -]{0,12}@[a-zA-Zü0-9.-]{1,12}\\.[a-z]{2,3}") {
            if let Ok(address) = EmailAddress::parse(&typed) {
                prop_assert!(address.as_str().parse::<lettre::Address>().is_ok(), "{address}");
                prop_assert_eq!(EmailAddress::parse(address.as_str()), Ok(address));
            }
        }
    }
}
