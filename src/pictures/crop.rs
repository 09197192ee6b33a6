//! Which square of a picture is shown: as numbers that a form can hold, whatever the picture's size.

use super::LEAST_SIDE;

/// Which square: how near, and where between the edges. It lies within the picture whatever the numbers are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Crop {
    /// Percent: at 100 the square is as large as the picture allows, at 200 half of that.
    zoom: u16,
    /// Percent of the way from the left edge to the right one.
    x: u16,
    /// Percent of the way from the top to the bottom.
    y: u16,
}

/// A square of a picture, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Square {
    /// Pixels to its left.
    pub left: u32,
    /// Pixels above it.
    pub top: u32,
    /// Pixels of its side.
    pub side: u32,
}

/// All of the picture that a square can show; of a high one rather the upper part, where faces are.
impl Default for Crop {
    fn default() -> Self {
        Self { zoom: Self::WIDEST, x: 50, y: 25 }
    }
}

impl Crop {
    /// Zoom as far out as it goes.
    pub const WIDEST: u16 = 100;
    /// Zoom as far in as it goes.
    pub const NEAREST: u16 = 400;

    /// From whatever numbers.
    pub fn new(zoom: u16, x: u16, y: u16) -> Self {
        Self { zoom: zoom.clamp(Self::WIDEST, Self::NEAREST), x: x.min(100), y: y.min(100) }
    }

    /// The same from a form's text; what is none of its numbers is as at first.
    pub fn typed(zoom: &str, x: &str, y: &str) -> Self {
        let Self { zoom: widest, x: middle, y: upper } = Self::default();
        let number = |text: &str, otherwise| text.trim().parse().unwrap_or(otherwise);
        Self::new(number(zoom, widest), number(x, middle), number(y, upper))
    }

    /// Percent, 100 to 400.
    pub fn zoom(self) -> u16 {
        self.zoom
    }

    /// Percent from the left.
    pub fn x(self) -> u16 {
        self.x
    }

    /// Percent from the top.
    pub fn y(self) -> u16 {
        self.y
    }

    /// The square of a picture of this size.
    pub fn square(self, width: u32, height: u32) -> Square {
        let shorter = width.min(height);
        let side = u64::from(shorter) * 100 / u64::from(self.zoom.max(Self::WIDEST));
        let side = u32::try_from(side).unwrap_or(shorter).max(LEAST_SIDE.min(shorter)).min(shorter);
        let share = |room: u32, percent: u16| {
            let share = (u64::from(room) * u64::from(percent.min(100)) + 50) / 100;
            u32::try_from(share).unwrap_or(room).min(room)
        };
        Square { left: share(width - side, self.x), top: share(height - side, self.y), side }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_square_lies_where_the_numbers_say() {
        let at = |crop: Crop, width, height| {
            let Square { left, top, side } = crop.square(width, height);
            (left, top, side)
        };
        for (crop, (width, height), expected) in [
            (Crop::default(), (800, 600), (100, 0, 600)),
            (Crop::default(), (600, 1_000), (0, 100, 600)),
            (Crop::default(), (500, 500), (0, 0, 500)),
            (Crop::new(200, 50, 50), (800, 600), (250, 150, 300)),
            (Crop::new(200, 0, 100), (800, 600), (0, 300, 300)),
            (Crop::new(200, 100, 0), (800, 600), (500, 0, 300)),
            // Never nearer than what is still sharp enough.
            (Crop::new(400, 50, 50), (400, 320), (120, 80, 160)),
            (Crop::new(400, 0, 0), (160, 160), (0, 0, 160)),
        ] {
            assert_eq!(at(crop, width, height), expected, "{crop:?} of {width} × {height}");
        }
    }

    #[test]
    fn what_is_no_number_is_as_at_first() {
        assert_eq!(Crop::typed("", "x", "-1"), Crop::default());
        assert_eq!(Crop::typed(" 150 ", "0", "100"), Crop::new(150, 0, 100));
        assert_eq!(Crop::typed("9000", "101", "7.5"), Crop::new(400, 100, 25));
        assert_eq!(Crop::new(0, 50, 25), Crop::default());
    }

    proptest! {
        #[test]
        fn a_square_never_leaves_its_picture(
            width in 1_u32..70_000, height in 1_u32..70_000, zoom in any::<u16>(), x in any::<u16>(), y in any::<u16>()
        ) {
            let Square { left, top, side } = Crop::new(zoom, x, y).square(width, height);
            prop_assert!(side >= 1 && side >= LEAST_SIDE.min(width.min(height)));
            prop_assert!(left + side <= width && top + side <= height);
            // Nearer is never wider.
            let nearer = Crop::new(zoom.saturating_add(10), x, y).square(width, height);
            prop_assert!(nearer.side <= side);
            // The edges can be reached.
            let far = Crop::new(zoom, 100, 100).square(width, height);
            prop_assert_eq!((far.left + far.side, far.top + far.side), (width, height));
        }
    }
}
