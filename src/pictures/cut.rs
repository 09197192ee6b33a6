//! Cutting the square out, and writing it in the sizes in which it is shown.

use image::RgbImage;
use image::imageops::{FilterType, crop_imm, resize};
use sha2::{Digest, Sha256};

use super::read::jpeg;
use super::{Crop, Refusal, Sheet};
use crate::secrets::hex;

/// Pixels of the sides in which a portrait is kept: on cards, on sharp screens and profiles, and for search engines.
pub const SIZES: [u32; 3] = [96, 192, 512];

/// 1 to 100.
const QUALITY: u8 = 84;

/// A portrait in all its sizes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Portrait {
    /// What it is known by: a digest of its content, 32 letters.
    pub name: String,
    /// JPEG, of each of [`SIZES`].
    pub files: [Vec<u8>; 3],
}

/// Cuts a portrait out. Nothing is made larger than it is.
pub fn cut(sheet: &Sheet, crop: Crop) -> Result<Portrait, Refusal> {
    let square = cut_out(sheet, crop);
    let [small, medium, large] = SIZES.map(|size| scaled(&square, size, QUALITY));
    let files = [small?, medium?, large?];
    let digest = Sha256::digest(&files[2]);
    Ok(Portrait { name: hex(&digest[..16]), files })
}

/// How it would look, in the middle one of [`SIZES`].
pub fn preview(sheet: &Sheet, crop: Crop) -> Result<Vec<u8>, Refusal> {
    scaled(&cut_out(sheet, crop), SIZES[1], QUALITY)
}

/// The pixels of a square of ours, three bytes each, and how many it has on a side.
pub fn square_of(jpeg: &[u8]) -> Result<(Vec<u8>, u32), Refusal> {
    let sheet = Sheet::kept(jpeg)?;
    let (width, height) = sheet.size();
    if width == height { Ok((sheet.0.into_raw(), width)) } else { Err(Refusal::Broken) }
}

/// A JPEG of one colour, for tests.
#[cfg(test)]
pub fn plain(side: u32, colour: [u8; 3]) -> Vec<u8> {
    jpeg(&RgbImage::from_pixel(side, side, image::Rgb(colour)), QUALITY).unwrap()
}

fn cut_out(sheet: &Sheet, crop: Crop) -> RgbImage {
    let (width, height) = sheet.size();
    let square = crop.square(width, height);
    crop_imm(&sheet.0, square.left, square.top, square.side, square.side).to_image()
}

fn scaled(square: &RgbImage, size: u32, quality: u8) -> Result<Vec<u8>, Refusal> {
    if square.width() <= size {
        return jpeg(square, quality);
    }
    jpeg(&resize(square, size, size, FilterType::Lanczos3), quality)
}
