//! The face of a person, or what stands in for it.

use crate::executives::portraits::Photo;

/// A photograph, or initials on a colour that stays the person's own.
#[derive(Clone, Debug)]
pub struct Avatar {
    /// The photograph, where there is one.
    pub photo: Option<Photo>,
    /// One or two letters.
    pub initials: String,
    /// Which of the twelve colours, 0 to 11.
    pub colour: u8,
}

impl Avatar {
    /// How many colours there are.
    pub const COLOURS: u8 = 12;

    /// The initials of `name` on the colour that `id` gives.
    pub fn of(name: &str, id: &[u8]) -> Self {
        let letters = |word: &str| word.chars().find(|c| c.is_alphabetic());
        let mut words = name.split_whitespace().filter_map(letters);
        let first = words.next();
        let initials =
            first.into_iter().chain(words.next_back()).flat_map(char::to_uppercase).take(3).collect();
        let sum = id.iter().fold(0_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(*byte)));
        let colour = u8::try_from(sum % u32::from(Self::COLOURS)).unwrap_or_default();
        Self { photo: None, initials, colour }
    }

    /// The same, with a photograph.
    #[must_use]
    pub fn with_photo(mut self, photo: Option<Photo>) -> Self {
        self.photo = photo;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_come_from_the_first_and_the_last_name() {
        let initials = |name| Avatar::of(name, b"id").initials;
        assert_eq!(initials("Sarah Chen"), "SC");
        assert_eq!(initials("Ana María de la Cruz"), "AC");
        assert_eq!(initials("Cher"), "C");
        assert_eq!(initials("王小明"), "王");
        assert_eq!(initials("🙂"), "");
    }
}
