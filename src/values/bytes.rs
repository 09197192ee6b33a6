//! Sizes of files, for people.

/// `812 bytes`, `4.2 kB`, `17 MB`.
pub fn bytes_label(bytes: i64) -> String {
    const UNITS: [&str; 4] = ["kB", "MB", "GB", "TB"];
    if bytes < 1_000 {
        return format!("{bytes} bytes");
    }
    let mut tenths = bytes / 100;
    let mut unit = 0;
    while tenths >= 10_000 && unit + 1 < UNITS.len() {
        tenths /= 1_000;
        unit += 1;
    }
    if tenths < 100 {
        format!("{}.{} {}", tenths / 10, tenths % 10, UNITS[unit])
    } else {
        format!("{} {}", tenths / 10, UNITS[unit])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_has_two_figures_or_so() {
        for (bytes, label) in [
            (0, "0 bytes"),
            (999, "999 bytes"),
            (1_000, "1.0 kB"),
            (4_249, "4.2 kB"),
            (999_999, "999 kB"),
            (1_000_000, "1.0 MB"),
            (104_857_600, "104 MB"),
            (3_000_000_000, "3.0 GB"),
        ] {
            assert_eq!(bytes_label(bytes), label, "{bytes}");
        }
    }
}
