//! Working time as people quote it: whole hours per week, with one or two bounds.

use std::fmt::{self, Display};

/// Hours per week that a person gives or a job asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct Hours {
    /// The fewest hours per week.
    pub min: Option<i32>,
    /// The most hours per week.
    pub max: Option<i32>,
}

impl Hours {
    /// The hours, when at least one bound is known.
    pub fn new(min: Option<i32>, max: Option<i32>) -> Option<Self> {
        (min.is_some() || max.is_some()).then_some(Self { min, max })
    }
}

/// `10 h/week`, `10–20 h/week`, `up to 20 h/week`.
impl Display for Hours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.min, self.max) {
            (Some(min), Some(max)) if min != max => write!(f, "{min}–{max}")?,
            (Some(hours), Some(_)) => write!(f, "{hours}")?,
            (Some(min), None) => write!(f, "from {min}")?,
            (None, Some(max)) => write!(f, "up to {max}")?,
            (None, None) => return f.write_str("hours on request"),
        }
        f.write_str("\u{a0}h/week")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_read_as_people_quote_them() {
        let cases = [
            (Some(10), Some(20), "10–20\u{a0}h/week"),
            (Some(10), Some(10), "10\u{a0}h/week"),
            (Some(8), None, "from 8\u{a0}h/week"),
            (None, Some(25), "up to 25\u{a0}h/week"),
        ];
        for (min, max, label) in cases {
            assert_eq!(Hours::new(min, max).unwrap().to_string(), label);
        }
        assert_eq!(Hours::new(None, None), None);
    }
}
