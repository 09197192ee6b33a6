//! Bytes in every form in which they may travel: each is made once, when it is first asked for.

use std::io::Write;
use std::sync::OnceLock;

use brotli::enc::BrotliEncoderParams;
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;

use super::encoding::Encoding;

/// How much time compressing may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effort {
    /// What is sent once. The levels for Brotli, Zstandard and gzip that come near the size of the highest ones, at a
    /// fraction of their time.
    Once,
    /// What is sent for as long as the program runs.
    Forever,
}

impl Effort {
    const fn brotli(self) -> i32 {
        match self {
            Self::Once => 5,
            Self::Forever => 11,
        }
    }

    const fn zstandard(self) -> i32 {
        match self {
            Self::Once => 6,
            Self::Forever => 19,
        }
    }

    const fn gzip(self) -> u32 {
        match self {
            Self::Once => 4,
            Self::Forever => 9,
        }
    }
}

/// The same bytes, plain and compressed.
pub(super) struct Packed {
    plain: Bytes,
    effort: Effort,
    brotli: OnceLock<Option<Bytes>>,
    zstandard: OnceLock<Option<Bytes>>,
    gzip: OnceLock<Option<Bytes>>,
}

impl Packed {
    /// Bytes that are worth compressing: text.
    pub(super) const fn new(plain: Bytes, effort: Effort) -> Self {
        Self { plain, effort, brotli: OnceLock::new(), zstandard: OnceLock::new(), gzip: OnceLock::new() }
    }

    /// Bytes that travel as they are: pictures and fonts are compressed already.
    pub(super) fn incompressible(plain: Bytes) -> Self {
        let nothing = || OnceLock::from(None);
        Self { brotli: nothing(), zstandard: nothing(), gzip: nothing(), ..Self::new(plain, Effort::Once) }
    }

    /// As they are.
    pub(super) const fn plain(&self) -> &Bytes {
        &self.plain
    }

    /// In this form; plain where that is smaller.
    pub(super) fn form(&self, encoding: Encoding) -> (Encoding, &Bytes) {
        let packed = self.place(encoding).and_then(|place| {
            let make = || compress(&self.plain, encoding, self.effort);
            place.get_or_init(make).as_ref()
        });
        packed.map_or((Encoding::Identity, &self.plain), |packed| (encoding, packed))
    }

    /// Whether this form is there already.
    pub(super) fn has(&self, encoding: Encoding) -> bool {
        self.place(encoding).is_none_or(|place| place.get().is_some())
    }

    fn place(&self, encoding: Encoding) -> Option<&OnceLock<Option<Bytes>>> {
        match encoding {
            Encoding::Brotli => Some(&self.brotli),
            Encoding::Zstandard => Some(&self.zstandard),
            Encoding::Gzip => Some(&self.gzip),
            Encoding::Identity => None,
        }
    }
}

/// Nothing where it doesn't get smaller.
pub(super) fn compress(plain: &[u8], encoding: Encoding, effort: Effort) -> Option<Bytes> {
    let packed = match encoding {
        Encoding::Brotli => {
            let mut packed = Vec::with_capacity(plain.len() / 4);
            let parameters =
                BrotliEncoderParams { quality: effort.brotli(), lgwin: 22, ..BrotliEncoderParams::default() };
            brotli::BrotliCompress(&mut &*plain, &mut packed, &parameters).ok()?;
            packed
        }
        Encoding::Zstandard => zstd::bulk::compress(plain, effort.zstandard()).ok()?,
        Encoding::Gzip => {
            let mut encoder =
                GzEncoder::new(Vec::with_capacity(plain.len() / 4), Compression::new(effort.gzip()));
            encoder.write_all(plain).ok()?;
            encoder.finish().ok()?
        }
        Encoding::Identity => return None,
    };
    (packed.len() < plain.len()).then(|| packed.into())
}
