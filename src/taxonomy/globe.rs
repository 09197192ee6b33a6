//! Where places are on the globe, and which are near each other.

/// In kilometres.
pub const EARTH_RADIUS: f64 = 6_371.0;

/// Where something is on a sphere of radius 1.
type Point = [f64; 3];

/// The places of a list, by their numbers there.
#[derive(Debug, Default)]
pub struct Globe {
    /// Of each place where it is, if anybody knows.
    points: Vec<Option<Point>>,
    /// Those of which it is known, from south to north: how far from the equator's plane, and which.
    northward: Vec<(f64, usize)>,
}

impl Globe {
    /// The globe with places at these degrees north and east.
    pub fn new(degrees: impl Iterator<Item = Option<(f64, f64)>>) -> Self {
        let points: Vec<Option<Point>> = degrees.map(|degrees| degrees.map(point)).collect();
        let height = |(at, point): (usize, &Option<Point>)| point.map(|[.., height]| (height, at));
        let mut northward: Vec<(f64, usize)> = points.iter().enumerate().filter_map(height).collect();
        northward.sort_by(|(a, _), (b, _)| a.total_cmp(b));
        Self { points, northward }
    }

    /// For each of these distances, in kilometres, the places within it around one, itself included; itself alone where nobody
    /// knows where it is.
    pub fn within<const N: usize>(&self, centre: usize, kilometres: [u32; N]) -> [Vec<usize>; N] {
        let mut within = [const { Vec::new() }; N];
        let Some(here) = self.points[centre] else {
            return within.map(|_: Vec<usize>| vec![centre]);
        };
        // The straight way through the earth: it needs no sines for each place.
        let chords = kilometres.map(|far| 2.0 * (f64::from(far) / (2.0 * EARTH_RADIUS)).sin());
        let squares = chords.map(|chord| chord.powi(2));
        let farthest = chords.into_iter().fold(0.0, f64::max);
        // What is farther north or south than the longest way is farther away than that.
        let first = self.northward.partition_point(|(height, _)| *height < here[2] - farthest);
        let belt = self.northward[first..].iter().take_while(|(height, _)| *height <= here[2] + farthest);
        for (_, at) in belt {
            let Some(there) = self.points[*at] else { continue };
            let square: f64 = here.iter().zip(there).map(|(a, b)| (a - b).powi(2)).sum();
            for (within, far) in within.iter_mut().zip(squares) {
                if square <= far {
                    within.push(*at);
                }
            }
        }
        within
    }
}

fn point((north, east): (f64, f64)) -> Point {
    let (north, east) = (north.to_radians(), east.to_radians());
    [north.cos() * east.cos(), north.cos() * east.sin(), north.sin()]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn kilometres(a: (f64, f64), b: (f64, f64)) -> f64 {
        let cosine: f64 = point(a).iter().zip(point(b)).map(|(a, b)| a * b).sum();
        EARTH_RADIUS * cosine.clamp(-1.0, 1.0).acos()
    }

    proptest! {
        #[test]
        fn who_is_near_is_found_wherever_it_is(
            places in prop::collection::vec(prop::option::weighted(0.9, (-90.0..90.0_f64, -180.0..180.0_f64)), 1..60),
            // Many are close together.
            close in prop::collection::vec((-3.0..3.0_f64, -3.0..3.0_f64), 0..20),
            far in 1..1_500_u32,
        ) {
            let places: Vec<_> = places.into_iter().chain(close.into_iter().map(Some)).collect();
            let globe = Globe::new(places.iter().copied());
            for (centre, here) in places.iter().enumerate() {
                let [near, nearer] = globe.within(centre, [far, far / 2]);
                prop_assert!(near.contains(&centre) && nearer.contains(&centre));
                prop_assert!(nearer.iter().all(|at| near.contains(at)));
                let Some(here) = here else {
                    prop_assert_eq!(near, vec![centre]);
                    continue;
                };
                for (at, there) in places.iter().enumerate() {
                    let away = there.map_or(f64::INFINITY, |there| kilometres(*here, there));
                    // What lies on the line may be on either side of it.
                    if (away - f64::from(far)).abs() > 0.01 && at != centre {
                        prop_assert_eq!(near.contains(&at), away < f64::from(far), "{} km", away);
                    }
                }
            }
        }
    }
}
