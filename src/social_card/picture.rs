//! One picture: laid out as SVG, then as pixels.

use std::sync::Arc;

use askama::Template;
use resvg::tiny_skia::{
    FillRule, FilterQuality, Paint, PathBuilder, Pattern, Pixmap, PremultipliedColorU8, SpreadMode, Transform,
};
use resvg::usvg::Tree;

use super::SocialCard;
use super::fonts::FONTS;
use super::lettering::{Style, lines, options, sans, serif, spelt, width};
use crate::pictures;

/// What link previews of all networks show whole.
pub const WIDTH: u16 = 1_200;
/// See [`WIDTH`].
pub const HEIGHT: u16 = 630;

const LEFT: f32 = 80.0;
const RIGHT: f32 = 1_120.0;
/// The face of a person stands at the right edge.
const FACE: f32 = 200.0;
const FACE_TOP: f32 = 190.0;
/// Of the face's corners.
const ROUND: f32 = 18.0;
const BETWEEN: f32 = 40.0;
/// The kicker's baseline.
const KICKER: f32 = 178.0;
const SUBTITLE: f32 = 32.0;

/// Why a picture could not be drawn.
#[derive(Debug, thiserror::Error)]
pub enum DrawError {
    #[error("the picture's layout")]
    Layout(#[from] askama::Error),
    #[error("the picture's text")]
    Svg(#[from] resvg::usvg::Error),
    #[error("the photograph can't be drawn")]
    Photo,
    #[error("no room for the pixels")]
    Pixels,
    #[error("the pixels can't be written: {0}")]
    Png(String),
}

#[derive(Template)]
#[template(path = "social_card/picture.svg")]
struct Picture<'a> {
    serif: &'a str,
    sans: &'a str,
    kicker: String,
    title: Vec<Line>,
    subtitle: Vec<Line>,
    facts: Vec<Fact>,
    face: Option<Face>,
}

/// A line of text at its place.
struct Line {
    y: f32,
    size: f32,
    text: String,
}

/// A fact beside the one before.
struct Fact {
    x: f32,
    text: String,
    weight: u16,
}

struct Face {
    initials: String,
    colour: &'static str,
}

/// Draws a card as PNG.
pub fn draw(card: &SocialCard) -> Result<Vec<u8>, DrawError> {
    let svg = layout(card).render()?;
    let tree = Tree::from_str(&svg, &options(Arc::default()))?;
    let mut pixels = Pixmap::new(WIDTH.into(), HEIGHT.into()).ok_or(DrawError::Pixels)?;
    resvg::render(&tree, Transform::identity(), &mut pixels.as_mut());
    if let Some(photo) = &card.photo {
        hang(photo, &mut pixels).ok_or(DrawError::Photo)?;
    }
    pixels.encode_png().map_err(|error| DrawError::Png(error.to_string()))
}

/// Puts a photograph where the initials would stand, with the same round corners.
fn hang(photo: &[u8], pixels: &mut Pixmap) -> Option<()> {
    let (rgb, side) = pictures::square_of(photo).ok()?;
    let mut face = Pixmap::new(side, side)?;
    for (pixel, rgb) in face.pixels_mut().iter_mut().zip(rgb.as_chunks::<3>().0) {
        *pixel = PremultipliedColorU8::from_rgba(rgb[0], rgb[1], rgb[2], u8::MAX)?;
    }
    let (left, top, right, bottom) = (RIGHT - FACE, FACE_TOP, RIGHT, FACE_TOP + FACE);
    let mut frame = PathBuilder::new();
    frame.move_to(left + ROUND, top);
    frame.line_to(right - ROUND, top);
    frame.quad_to(right, top, right, top + ROUND);
    frame.line_to(right, bottom - ROUND);
    frame.quad_to(right, bottom, right - ROUND, bottom);
    frame.line_to(left + ROUND, bottom);
    frame.quad_to(left, bottom, left, bottom - ROUND);
    frame.line_to(left, top + ROUND);
    frame.quad_to(left, top, left + ROUND, top);
    frame.close();
    let scale = FACE / f32::from(u16::try_from(side).ok()?);
    let place = Transform::from_row(scale, 0.0, 0.0, scale, left, top);
    let shader = Pattern::new(face.as_ref(), SpreadMode::Pad, FilterQuality::Bicubic, 1.0, place);
    let paint = Paint { shader, anti_alias: true, ..Paint::default() };
    pixels.fill_path(&frame.finish()?, &paint, FillRule::Winding, Transform::identity(), None);
    Some(())
}

fn layout(card: &SocialCard) -> Picture<'static> {
    let face = card.face.as_ref().filter(|_| card.photo.is_none()).map(|(initials, colour)| Face {
        initials: spelt(initials).chars().take(3).collect(),
        colour: COLOURS[usize::from(*colour) % COLOURS.len()],
    });
    let room = RIGHT - LEFT - if card.face.is_some() || card.photo.is_some() { FACE + BETWEEN } else { 0.0 };
    let (size, title) = title(&spelt(&card.title), room);
    let subtitle = lines(&spelt(&card.subtitle), sans(400, SUBTITLE), room, 2);
    let first = KICKER + 14.0 + size;
    let title = stacked(title, size, first, size * 1.1);
    let last = title.last().map_or(KICKER, |line| line.y);
    let subtitle = stacked(subtitle, SUBTITLE, last + 56.0, 42.0);
    Picture {
        serif: &FONTS.serif,
        sans: &FONTS.sans,
        kicker: lines(&spelt(&card.kicker), sans(600, 30.0), room, 1).concat(),
        title,
        subtitle,
        facts: facts(&card.facts),
        face,
    }
}

/// Lines under each other, from their first baseline on.
fn stacked(lines: Vec<String>, size: f32, first: f32, step: f32) -> Vec<Line> {
    let baselines = std::iter::successors(Some(first), |y| Some(y + step));
    lines.into_iter().zip(baselines).map(|(text, y)| Line { y, size, text }).collect()
}

/// As large as three lines allow.
fn title(text: &str, room: f32) -> (f32, Vec<String>) {
    let (large, medium, small) = (84.0, 66.0, 52.0);
    for (size, most) in [(large, 2), (medium, 2)] {
        let lines = lines(text, serif(size), room, most);
        if !lines.last().is_some_and(|line| line.ends_with('…')) {
            return (size, lines);
        }
    }
    (small, lines(text, serif(small), room, 3))
}

/// As many as fit beside each other; the first is the weightiest.
fn facts(facts: &[String]) -> Vec<Fact> {
    const MOST: usize = 3;
    let mut x = LEFT;
    let mut shown = Vec::new();
    for (at, text) in facts.iter().take(MOST).enumerate() {
        let weight = if at == 0 { 700 } else { 400 };
        let style: Style = sans(weight, 32.0);
        let Some(text) = lines(&spelt(text), style, RIGHT - x, 1).pop() else { continue };
        if at > 0 && text.ends_with('…') {
            break;
        }
        let next = x + width(&text, style) + BETWEEN;
        shown.push(Fact { x, text, weight });
        x = next;
    }
    shown
}

/// The colours behind initials, as on the pages.
const COLOURS: [&str; 12] = [
    "#364c68", "#6c4939", "#316564", "#603e51", "#45593a", "#575779", "#5c4627", "#2e5969", "#774e51",
    "#2b5443", "#5e4968", "#5f5d38",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn card(title: &str) -> SocialCard {
        SocialCard {
            kicker: "Fractional CFO · Austin, TX".into(),
            title: title.into(),
            subtitle: "Finance chief for software companies between the first and the third round".into(),
            facts: vec!["from $9,000/month".into(), "Available".into(), "22 years".into()],
            face: Some(("AB".into(), 3)),
            photo: None,
        }
    }

    #[test]
    fn a_photograph_hangs_where_the_initials_would_stand() {
        let at = |png: &[u8], x, y| Pixmap::decode_png(png).unwrap().pixel(x, y).unwrap();
        let green = pictures::plain(512, [20, 200, 40]);
        let png = draw(&SocialCard { photo: Some(green.into()), ..card("Ann Abel") }).unwrap();
        let pixel = at(&png, 1_020, 290);
        assert!(pixel.green() > 180 && pixel.red() < 60 && pixel.blue() < 80, "{pixel:?}");
        assert_eq!(at(&png, 920, 190), at(&png, 900, 180), "its corners are round");
        assert!(draw(&SocialCard { photo: Some("no JPEG".into()), ..card("Ann Abel") }).is_err());
    }

    #[test]
    fn a_picture_has_the_size_that_previews_show() {
        let png = draw(&card("Ann Abel")).unwrap();
        assert_eq!(&png[..8], b"\x89PNG\r\n\x1a\n");
        let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
        assert_eq!((number(16), number(20)), (WIDTH.into(), HEIGHT.into()));
    }

    #[test]
    fn whatever_a_title_says_all_lines_stand_above_the_facts() {
        for title in ["A", &"Very long name ".repeat(30), &"W".repeat(500), "<script>&\"'", "", "\u{202e}abc"]
        {
            let picture = layout(&card(title));
            let lowest = picture.title.iter().chain(&picture.subtitle).map(|line| line.y).fold(0.0, f32::max);
            assert!(lowest < 510.0, "{title}: {lowest}");
            assert!(draw(&card(title)).is_ok(), "{title}");
        }
    }

    #[test]
    fn a_face_has_the_colour_that_it_has_on_pages() {
        let css = include_str!("../../static/css/components/cards.css");
        for (at, colour) in COLOURS.iter().enumerate() {
            assert!(css.contains(&format!(".hue-{at} {{ fill: {colour}; }}")), "{at}");
        }
    }
}
