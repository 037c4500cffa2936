//! Positions on the national grid of Great Britain as latitude and longitude.
//!
//! The grid's projection and the seven-parameter shift from OSGB36 to WGS 84 are those of Ordnance Survey, *A guide to
//! coordinate systems in Great Britain*, annexes B and C. The shift is right to about five metres, which is finer than
//! the middle of a postcode.

use super::position;

/// Metres east and north of the grid's false origin.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GridPoint {
    /// East.
    pub east: f64,
    /// North.
    pub north: f64,
}

impl GridPoint {
    /// Reads two whole numbers of metres; `None` when they are none or lie off the grid.
    pub(super) fn parse(east: &str, north: &str) -> Option<Self> {
        let whole = |text: &str| -> Option<u32> {
            (!text.is_empty() && text.bytes().all(|sign| sign.is_ascii_digit())).then(|| text.parse().ok())?
        };
        let (east, north) = (whole(east)?, whole(north)?);
        (east < 700_000 && north < 1_300_000).then_some(Self { east: f64::from(east), north: f64::from(north) })
    }
}

/// An ellipsoid: half its width and half its height, in metres.
struct Ellipsoid {
    a: f64,
    b: f64,
}

const AIRY_1830: Ellipsoid = Ellipsoid { a: 6_377_563.396, b: 6_356_256.909 };
const WGS84: Ellipsoid = Ellipsoid { a: 6_378_137.0, b: 6_356_752.314_245 };

impl Ellipsoid {
    fn e2(&self) -> f64 {
        1.0 - (self.b * self.b) / (self.a * self.a)
    }
}

/// Scale on the central meridian, true origin in radians, and its place on the grid.
const F0: f64 = 0.999_601_271_7;
const NORTH_0: f64 = -100_000.0;
const EAST_0: f64 = 400_000.0;

/// The developed arc of the meridian from the true origin (annex C, equation C3).
fn arc(latitude: f64, origin: f64) -> f64 {
    let Ellipsoid { a, b } = AIRY_1830;
    let n = (a - b) / (a + b);
    let (n2, n3) = (n * n, n * n * n);
    let (less, more) = (latitude - origin, latitude + origin);
    b * F0
        * ((1.0 + n + 1.25 * n2 + 1.25 * n3) * less - (3.0 * n + 3.0 * n2 + 2.625 * n3) * less.sin() * more.cos()
            + (1.875 * n2 + 1.875 * n3) * (2.0 * less).sin() * (2.0 * more).cos()
            - 35.0 / 24.0 * n3 * (3.0 * less).sin() * (3.0 * more).cos())
}

/// Latitude and longitude on Airy's ellipsoid, in radians (annex C, section C2).
fn airy(point: GridPoint) -> (f64, f64) {
    let a = AIRY_1830.a;
    let e2 = AIRY_1830.e2();
    let (latitude_0, longitude_0) = (49_f64.to_radians(), (-2_f64).to_radians());
    let mut phi = latitude_0;
    // Each round gains three digits; twelve are more than any point of the grid needs.
    for _ in 0..12 {
        let left = point.north - NORTH_0 - arc(phi, latitude_0);
        if left.abs() < 0.000_01 {
            break;
        }
        phi += left / (a * F0);
    }
    let sin2 = phi.sin() * phi.sin();
    let nu = a * F0 / (1.0 - e2 * sin2).sqrt();
    let rho = a * F0 * (1.0 - e2) / (1.0 - e2 * sin2).powf(1.5);
    let eta2 = nu / rho - 1.0;
    let tan = phi.tan();
    let (tan2, tan4, tan6) = (tan.powi(2), tan.powi(4), tan.powi(6));
    let sec = 1.0 / phi.cos();
    let vii = tan / (2.0 * rho * nu);
    let viii = tan / (24.0 * rho * nu.powi(3)) * (5.0 + 3.0 * tan2 + eta2 - 9.0 * tan2 * eta2);
    let ix = tan / (720.0 * rho * nu.powi(5)) * (61.0 + 90.0 * tan2 + 45.0 * tan4);
    let x = sec / nu;
    let xi = sec / (6.0 * nu.powi(3)) * (nu / rho + 2.0 * tan2);
    let xii = sec / (120.0 * nu.powi(5)) * (5.0 + 28.0 * tan2 + 24.0 * tan4);
    let xiia = sec / (5_040.0 * nu.powi(7)) * (61.0 + 662.0 * tan2 + 1_320.0 * tan4 + 720.0 * tan6);
    let d = point.east - EAST_0;
    (
        phi - vii * d.powi(2) + viii * d.powi(4) - ix * d.powi(6),
        longitude_0 + x * d - xi * d.powi(3) + xii * d.powi(5) - xiia * d.powi(7),
    )
}

/// From OSGB36 to WGS 84, in radians (annex B, and section 6.6 for the parameters).
fn shifted((latitude, longitude): (f64, f64)) -> (f64, f64) {
    let e2 = AIRY_1830.e2();
    let nu = AIRY_1830.a / (1.0 - e2 * latitude.sin().powi(2)).sqrt();
    let x = nu * latitude.cos() * longitude.cos();
    let y = nu * latitude.cos() * longitude.sin();
    let z = (1.0 - e2) * nu * latitude.sin();
    let second = |seconds: f64| (seconds / 3_600.0).to_radians();
    let (tx, ty, tz) = (446.448, -125.157, 542.060);
    let (rx, ry, rz) = (second(0.1502), second(0.2470), second(0.8421));
    let scale = 1.0 - 20.4894e-6;
    let x2 = tx + scale * x - rz * y + ry * z;
    let y2 = ty + rz * x + scale * y - rx * z;
    let z2 = tz - ry * x + rx * y + scale * z;
    let e2 = WGS84.e2();
    let p = x2.hypot(y2);
    let mut phi = z2.atan2(p * (1.0 - e2));
    for _ in 0..6 {
        let nu = WGS84.a / (1.0 - e2 * phi.sin().powi(2)).sqrt();
        phi = (z2 + e2 * nu * phi.sin()).atan2(p);
    }
    (phi, y2.atan2(x2))
}

/// A point of the grid in whole millionths of a degree (WGS 84); `None` when it lies outside the United Kingdom.
#[must_use]
pub fn wgs84(point: GridPoint) -> Option<(i32, i32)> {
    let (latitude, longitude) = shifted(airy(point));
    position(latitude.to_degrees(), longitude.to_degrees()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn degrees(d: f64, m: f64, s: f64) -> f64 {
        d + m / 60.0 + s / 3_600.0
    }

    /// The worked example of annex C of Ordnance Survey's guide, to a ten-thousandth of a second (three millimetres).
    #[test]
    fn the_grid_is_turned_into_degrees_as_in_the_published_example() {
        let (latitude, longitude) = airy(GridPoint { east: 651_409.903, north: 313_177.270 });
        assert!((latitude.to_degrees() - degrees(52.0, 39.0, 27.2531)).abs() < 1e-4 / 3_600.0, "{latitude}");
        assert!((longitude.to_degrees() - degrees(1.0, 43.0, 4.5177)).abs() < 1e-4 / 3_600.0, "{longitude}");
    }

    /// Points whose position on both is published (Caister water tower in the guide, St Mary's in the test points of the
    /// exact transformation): right to ten metres, where the shift promises about five.
    #[test]
    fn the_shift_is_right_to_a_few_metres() {
        for (east, north, latitude, longitude) in [
            (651_409.792, 313_177.448, degrees(52.0, 39.0, 28.8282), degrees(1.0, 42.0, 57.8663)),
            (91_492.146, 11_318.804, 49.922_263_937, -6.299_777_520),
        ] {
            let (north_found, east_found) = wgs84(GridPoint { east, north }).unwrap();
            let metres_north = (f64::from(north_found) / 1e6 - latitude) * 111_200.0;
            let metres_east = (f64::from(east_found) / 1e6 - longitude) * 111_200.0 * latitude.to_radians().cos();
            assert!(metres_north.hypot(metres_east) < 10.0, "{metres_north} {metres_east}");
        }
    }

    #[test]
    fn numbers_off_the_grid_are_refused() {
        for (east, north) in [("", ""), ("-1", "2"), ("1e5", "1"), ("700000", "1"), ("1", "1300000"), ("NaN", "1")] {
            assert_eq!(GridPoint::parse(east, north), None, "{east} {north}");
        }
    }
}
