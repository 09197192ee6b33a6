//! A text as a square that cameras read, drawn as one path.

use fast_qr::ECL;
use std::fmt::Write;

use fast_qr::qr::QRBuilder;

use crate::error::{Error, Result};

/// White around it, in modules, as the standard demands.
const MARGIN: usize = 4;

/// The square.
#[derive(Debug)]
pub struct Square {
    /// Modules on a side, with the white around them.
    pub side: usize,
    /// All that is black.
    pub path: String,
}

impl Square {
    /// Draws a text.
    pub fn of(text: &str) -> Result<Self> {
        let code =
            QRBuilder::new(text).ecl(ECL::M).build().map_err(|error| Error::internal(error.to_string()))?;
        let mut path = String::new();
        for row in 0..code.size {
            let mut column = 0;
            while column < code.size {
                let run = (column..code.size).take_while(|at| code[row][*at].value()).count();
                if run > 0 {
                    let _ = write!(path, "M{} {}h{run}v1h-{run}z", column + MARGIN, row + MARGIN);
                }
                column += run.max(1);
            }
        }
        Ok(Self { side: code.size + 2 * MARGIN, path })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_square_has_its_three_corners() {
        let square = Square::of("otpauth://totp/Quarterdeck?secret=JBSWY3DPEHPK3PXP").unwrap();
        let inner = square.side - 2 * MARGIN;
        assert!(inner >= 21 && (inner - 21).is_multiple_of(4), "{inner}");
        for corner in [(4, 4), (4 + inner - 7, 4), (4, 4 + inner - 7)] {
            let edge = format!("M{} {}h7v1h-7z", corner.0, corner.1);
            assert!(square.path.contains(&edge), "{edge}: {}", square.path);
        }
        assert!(Square::of(&"x".repeat(5_000)).is_err());
    }
}
