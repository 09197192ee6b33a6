//! Reading a file: what it is, how large it would be, and only then its pixels.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::imageops::thumbnail;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, Rgb, RgbImage};
use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};

use super::{LARGEST_FILE, LEAST_SIDE, MOST_PIXELS, Refusal};

/// Pixels of the shorter side of what is kept to be cut: twice what is shown at most, so that there is room to go nearer.
const SHORTER_SIDE: u32 = 1_200;

/// What a decoder may take for what it gives; sixteen bits a channel are taken as long as they fit.
const MOST_BYTES: u64 = MOST_PIXELS * 4;

/// 1 to 100; what is cut out of it is smaller by far, so that nobody sees that it was written twice.
const QUALITY: u8 = 92;

/// A picture upright, small enough to be worked with, and with nothing in it but its pixels.
#[derive(Clone, Debug)]
pub struct Sheet(pub(super) RgbImage);

/// Reads a JPEG, PNG or WebP.
pub fn read(file: &[u8]) -> Result<Sheet, Refusal> {
    if file.len() > LARGEST_FILE {
        return Err(Refusal::Large);
    }
    let mut reader =
        ImageReader::new(Cursor::new(file)).with_guessed_format().map_err(|_| Refusal::Format)?;
    if !matches!(reader.format(), Some(ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP)) {
        return Err(Refusal::Format);
    }
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_BYTES);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|_| Refusal::Broken)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MOST_PIXELS || decoder.total_bytes() > MOST_BYTES {
        return Err(Refusal::Pixels(width, height));
    }
    if width.min(height) < LEAST_SIDE {
        return Err(Refusal::Small(width, height));
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let profile = decoder.icc_profile().ok().flatten();
    let picture = DynamicImage::from_decoder(decoder).map_err(|_| Refusal::Broken)?;
    let mut picture =
        DynamicImage::ImageRgb8(in_common_colours(opaque(&smaller(picture)), profile.as_deref()));
    picture.apply_orientation(orientation);
    Ok(Sheet(picture.into_rgb8()))
}

/// At most so large that it can be worked with.
fn smaller(picture: DynamicImage) -> DynamicImage {
    let (width, height) = (picture.width(), picture.height());
    let shorter = width.min(height);
    if shorter <= SHORTER_SIDE {
        return picture;
    }
    let scaled = |side: u32| {
        let scaled = u64::from(side) * u64::from(SHORTER_SIDE) / u64::from(shorter);
        u32::try_from(scaled).unwrap_or(side)
    };
    // Each pixel is the mean of those that it stands for, without a copy of all of them in floating point.
    match picture {
        DynamicImage::ImageRgb8(picture) => thumbnail(&picture, scaled(width), scaled(height)).into(),
        other => thumbnail(&other.into_rgba8(), scaled(width), scaled(height)).into(),
    }
}

/// On white, where one could see through it.
fn opaque(picture: &DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.to_rgb8();
    }
    let picture = picture.to_rgba8();
    RgbImage::from_fn(picture.width(), picture.height(), |x, y| {
        let [red, green, blue, alpha] = picture.get_pixel(x, y).0;
        let on_white = |part: u8| {
            let sum = u32::from(part) * u32::from(alpha) + 255 * (255 - u32::from(alpha));
            u8::try_from((sum + 127) / 255).unwrap_or(u8::MAX)
        };
        Rgb([on_white(red), on_white(green), on_white(blue)])
    })
}

/// In sRGB, which is what a picture without a profile is taken for: telephones write wider ones, which would come out pale. A
/// profile that can't be used is passed over.
fn in_common_colours(picture: RgbImage, profile: Option<&[u8]>) -> RgbImage {
    let converted = profile.and_then(|profile| {
        let profile = ColorProfile::new_from_slice(profile).ok()?;
        if profile.color_space != DataColorSpace::Rgb {
            return None;
        }
        let common = ColorProfile::new_srgb();
        let options = TransformOptions::default();
        let transform = profile.create_transform_8bit(Layout::Rgb, &common, Layout::Rgb, options).ok()?;
        let mut pixels = vec![0; picture.len()];
        transform.transform(&picture, &mut pixels).ok()?;
        RgbImage::from_raw(picture.width(), picture.height(), pixels)
    });
    converted.unwrap_or(picture)
}

impl Sheet {
    /// One that was kept.
    pub fn kept(jpeg: &[u8]) -> Result<Self, Refusal> {
        let picture =
            image::load_from_memory_with_format(jpeg, ImageFormat::Jpeg).map_err(|_| Refusal::Broken)?;
        Ok(Self(picture.into_rgb8()))
    }

    /// To be kept.
    pub fn to_jpeg(&self) -> Result<Vec<u8>, Refusal> {
        jpeg(&self.0, QUALITY)
    }

    /// Width and height.
    pub fn size(&self) -> (u32, u32) {
        self.0.dimensions()
    }
}

/// Pixels as JPEG, and nothing else.
pub(super) fn jpeg(picture: &RgbImage, quality: u8) -> Result<Vec<u8>, Refusal> {
    let mut bytes = Vec::new();
    let written = JpegEncoder::new_with_quality(&mut bytes, quality).encode_image(picture);
    written.map_err(|_| Refusal::Broken)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use image::codecs::png::PngEncoder;
    use image::codecs::webp::WebPEncoder;
    use image::{ExtendedColorType, ImageEncoder, Rgba, RgbaImage};

    use super::*;
    use crate::pictures::{Crop, cut, preview};

    /// Red on the left, blue on the right.
    fn halves(width: u32, height: u32) -> RgbImage {
        RgbImage::from_fn(
            width,
            height,
            |x, _| if x < width / 2 { Rgb([220, 20, 20]) } else { Rgb([20, 20, 220]) },
        )
    }

    fn png(picture: &RgbImage) -> Vec<u8> {
        let mut bytes = Vec::new();
        let (width, height) = picture.dimensions();
        PngEncoder::new(&mut bytes).write_image(picture, width, height, ExtendedColorType::Rgb8).unwrap();
        bytes
    }

    fn webp(picture: &RgbImage) -> Vec<u8> {
        let mut bytes = Vec::new();
        let (width, height) = picture.dimensions();
        WebPEncoder::new_lossless(&mut bytes)
            .encode(picture, width, height, ExtendedColorType::Rgb8)
            .unwrap();
        bytes
    }

    /// A JPEG with a segment behind its beginning.
    fn with_segment(jpeg: &[u8], marker: u8, content: &[u8]) -> Vec<u8> {
        let length = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
        [&jpeg[..2], &[0xff, marker], &length, content, &jpeg[2..]].concat()
    }

    /// What a telephone writes: how it was held, and a secret.
    fn with_exif(picture: &RgbImage, orientation: u8) -> Vec<u8> {
        let tiff = [
            b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".as_slice(),
            &[orientation],
            b"\0\0\0\0\0\0SECRET PLACE",
        ];
        with_segment(&jpeg(picture, 90).unwrap(), 0xe1, &tiff.concat())
    }

    fn is_red(pixel: Rgb<u8>) -> bool {
        pixel.0[0] > 150 && pixel.0[2] < 100
    }

    #[test]
    fn every_kind_is_read_and_nothing_of_the_file_is_left() {
        let picture = halves(400, 300);
        for file in [png(&picture), webp(&picture), with_exif(&picture, 1)] {
            let sheet = read(&file).unwrap();
            assert_eq!(sheet.size(), (400, 300));
            assert!(is_red(*sheet.0.get_pixel(10, 10)) && !is_red(*sheet.0.get_pixel(390, 10)));
            let portrait = cut(&sheet, Crop::default()).unwrap();
            assert_eq!(portrait.name.len(), 32);
            let kept = sheet.to_jpeg().unwrap();
            for file in portrait.files.iter().chain([&kept, &preview(&sheet, Crop::default()).unwrap()]) {
                let holds = |text: &[u8]| file.windows(text.len()).any(|part| part == text);
                assert!(file.starts_with(&[0xff, 0xd8]) && !holds(b"Exif") && !holds(b"SECRET"));
            }
            let sides = portrait.files.map(|file| Sheet::kept(&file).unwrap().size());
            assert_eq!(sides, [(96, 96), (192, 192), (300, 300)], "nothing is made larger than it is");
        }
    }

    #[test]
    fn a_picture_stands_as_it_was_taken() {
        let picture = halves(400, 300);
        for (orientation, size, (x, y)) in [
            (1, (400, 300), (10, 10)),
            (3, (400, 300), (390, 10)),
            (6, (300, 400), (10, 10)),
            (8, (300, 400), (10, 390)),
        ] {
            let sheet = read(&with_exif(&picture, orientation)).unwrap();
            assert_eq!(sheet.size(), size, "{orientation}");
            assert!(is_red(*sheet.0.get_pixel(x, y)), "{orientation}");
        }
    }

    #[test]
    fn a_large_picture_becomes_smaller_and_keeps_its_shape() {
        assert_eq!(read(&png(&halves(3_600, 2_400))).unwrap().size(), (1_800, 1_200));
        assert_eq!(read(&png(&halves(2_000, 160))).unwrap().size(), (2_000, 160));
    }

    #[test]
    fn what_one_can_see_through_stands_on_white() {
        let mut bytes = Vec::new();
        let picture = RgbaImage::from_fn(200, 200, |x, _| Rgba([0, 0, 0, if x < 100 { 0 } else { 255 }]));
        let encoder = PngEncoder::new(&mut bytes);
        encoder.write_image(&picture, 200, 200, ExtendedColorType::Rgba8).unwrap();
        let sheet = read(&bytes).unwrap();
        assert_eq!((sheet.0.get_pixel(0, 0).0, sheet.0.get_pixel(199, 0).0), ([255; 3], [0; 3]));
    }

    #[test]
    fn wider_colours_become_common_ones() {
        let grey_green = RgbImage::from_pixel(200, 200, Rgb([60, 200, 60]));
        let profile = ColorProfile::new_display_p3().encode().unwrap();
        let segment = [b"ICC_PROFILE\0\x01\x01".as_slice(), &profile].concat();
        let plain = jpeg(&grey_green, 95).unwrap();
        let pixel = |file: &[u8]| read(file).unwrap().0.get_pixel(50, 50).0;
        let (as_common, as_wide) = (pixel(&plain), pixel(&with_segment(&plain, 0xe2, &segment)));
        assert!(as_wide[0] < as_common[0].saturating_sub(10), "{as_common:?} {as_wide:?}");
        let nonsense = with_segment(&plain, 0xe2, b"ICC_PROFILE\0\x01\x01nonsense");
        assert_eq!(pixel(&nonsense), as_common);
    }

    /// A PNG that says of itself how large it is, and has no pixels for it.
    fn png_of(width: u32, height: u32) -> Vec<u8> {
        let mut file = png(&halves(200, 200));
        file[16..20].copy_from_slice(&width.to_be_bytes());
        file[20..24].copy_from_slice(&height.to_be_bytes());
        let mut crc = flate2::Crc::new();
        crc.update(&file[12..29]);
        file[29..33].copy_from_slice(&crc.sum().to_be_bytes());
        file
    }

    /// The same as JPEG.
    fn jpeg_of(width: u16, height: u16) -> Vec<u8> {
        let mut file = jpeg(&halves(200, 200), 80).unwrap();
        let frame = file.windows(2).position(|marker| marker == [0xff, 0xc0]).unwrap();
        file[frame + 5..frame + 7].copy_from_slice(&height.to_be_bytes());
        file[frame + 7..frame + 9].copy_from_slice(&width.to_be_bytes());
        file
    }

    #[test]
    fn what_is_no_picture_that_can_be_shown_is_refused_with_its_reason() {
        let whole = png(&halves(200, 200));
        let cut_off = whole[..whole.len() / 2].to_vec();
        let mut scrambled = whole.clone();
        scrambled[60..90].fill(0xa5);
        // 25 million white pixels in less than half a megabyte.
        let bomb = png(&RgbImage::from_pixel(5_000, 5_000, Rgb([255; 3])));
        assert!(bomb.len() < 500_000, "{}", bomb.len());
        for (what, file, expected) in [
            ("nothing", Vec::new(), Refusal::Format),
            ("text", b"<svg onload=alert(1)>".to_vec(), Refusal::Format),
            ("a GIF", b"GIF89a\x01\0\x01\0\0\0\0;".to_vec(), Refusal::Format),
            ("a beginning alone", b"\x89PNG\r\n\x1a\n".to_vec(), Refusal::Broken),
            ("a JPEG's beginning", vec![0xff, 0xd8, 0xff], Refusal::Broken),
            ("a WebP's beginning", b"RIFF\x04\0\0\0WEBP".to_vec(), Refusal::Broken),
            ("cut off", cut_off, Refusal::Broken),
            ("scrambled", scrambled, Refusal::Broken),
            ("a bomb", bomb, Refusal::Pixels(5_000, 5_000)),
            ("a bomb by its word", png_of(60_000, 60_000), Refusal::Pixels(60_000, 60_000)),
            ("a JPEG bomb by its word", jpeg_of(65_500, 65_500), Refusal::Pixels(65_500, 65_500)),
            ("a strip", png_of(100, 200_000), Refusal::Small(100, 200_000)),
            ("a stamp", png(&halves(159, 300)), Refusal::Small(159, 300)),
            ("no width", png_of(0, 200), Refusal::Broken),
            ("too many bytes", [whole, vec![0; LARGEST_FILE]].concat(), Refusal::Large),
        ] {
            assert_eq!(read(&file).err(), Some(expected), "{what}");
        }
    }

    #[tokio::test]
    async fn a_decoder_that_stumbles_is_a_refusal() {
        let stumbled = crate::pictures::in_turn(|| -> Result<(), Refusal> { panic!("a decoder") }).await;
        assert_eq!(stumbled.unwrap(), Err(Refusal::Broken));
        assert_eq!(crate::pictures::in_turn(|| Ok(1)).await.unwrap(), Ok(1), "and the turn is given back");
    }

    #[test]
    fn a_photograph_weighs_little() {
        // Noise is the worst that there can be.
        let mut seed = 1_u32;
        let noise = RgbImage::from_fn(600, 600, |_, _| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            Rgb(seed.to_be_bytes()[..3].try_into().unwrap())
        });
        let portrait = cut(&Sheet(noise), Crop::default()).unwrap();
        let bytes = portrait.files.map(|file| file.len());
        assert!(bytes[0] < 20_000 && bytes[1] < 70_000 && bytes[2] < 400_000, "{bytes:?}");
    }
}
