//! Careers that add up: from a first job after university to independence, without gaps nobody could explain.

use chrono::{Datelike, NaiveDate};

use super::clients::Client;
use super::companies;
use super::dice::Dice;
use super::text::{Scene, article, capitalised, for_role};
use crate::taxonomy::shipped::{UNIVERSITIES, University};

/// Months since year zero, which is enough of a calendar for a career.
pub(super) type Month = i64;

/// The month of a day.
pub(super) fn month_of(day: NaiveDate) -> Month {
    i64::from(day.year()) * 12 + i64::from(day.month0())
}

/// `2019-04`.
pub(super) fn written(month: Month) -> String {
    format!("{:04}-{:02}", month.div_euclid(12), month.rem_euclid(12) + 1)
}

/// One line of a timeline.
#[derive(Clone, Debug)]
pub(super) struct Post {
    pub title: String,
    pub company: String,
    pub domain: String,
    pub start: Month,
    /// `None`: still there.
    pub end: Option<Month>,
    pub summary: Option<String>,
}

/// A working life.
#[derive(Clone, Debug)]
pub(super) struct Career {
    /// Newest first.
    pub posts: Vec<Post>,
    /// The year of the first job.
    pub began: i64,
    /// The year in which the person began to work independently.
    pub independent_since: i64,
    /// How many days that is ago, at least.
    pub independent_days: i64,
    /// Positions of the employed posts in `posts`, newest first.
    pub employed: Vec<usize>,
}

/// The career of a person who began to work so many years ago.
pub(super) fn career(scene: &mut Scene<'_>, last_name: &str, today: NaiveDate) -> Career {
    let now = month_of(today);
    let began = now - scene.years * 12 - scene.dice.between(0, 5);
    let longest = (scene.years - 7).clamp(1, 11);
    let independent = now - scene.dice.between(4, longest * 12);

    let mut posts = own_practice(scene, last_name, independent, now);
    let first_employed = posts.len();
    posts.extend(employed_posts(scene, began, independent));
    let employed = (first_employed..posts.len()).collect();
    Career {
        posts,
        began: began.div_euclid(12),
        independent_since: independent.div_euclid(12),
        independent_days: (now - independent) * 30,
        employed,
    }
}

fn own_practice(scene: &mut Scene<'_>, last_name: &str, since: Month, now: Month) -> Vec<Post> {
    let role = scene.role_word();
    let (title, company) = match scene.dice.below(7) {
        0 | 1 => (format!("Fractional {role}"), "Independent".to_owned()),
        2 => (format!("Fractional and interim {role}"), "Self-employed".to_owned()),
        3 | 4 => {
            let kind = *scene.dice.pick(super::material::shared::PRACTICES);
            ("Founder and principal".to_owned(), format!("{last_name} {kind}"))
        }
        5 => (format!("Portfolio {role}"), format!("{last_name} Advisory")),
        _ => {
            let client = Client::of("professional-services");
            let company = companies::name(&mut scene.dice, client, scene.land.code);
            (format!("Partner, fractional {role}"), company.short)
        }
    };
    let summary = scene.dice.percent(60).then(|| {
        let focus = [scene.plain_topic(), scene.plain_topic(), scene.plain_topic()];
        let text = match scene.dice.below(4) {
            0 => format!(
                "{}, {} and {} for two to four clients at a time.",
                capitalised(&focus[0]),
                focus[1],
                focus[2]
            ),
            1 => scene.fill("Part-time and interim work for {clients}: {plain} and {plain}."),
            2 => scene.fill("{5-18} engagements so far, mostly {clients}."),
            _ => format!("Clients ask for {}, {} and {}.", focus[0], focus[1], focus[2]),
        };
        capitalised(&text)
    });
    let domain = match company.as_str() {
        "Independent" | "Self-employed" => String::new(),
        company => format!("{}.example", companies::slug(company)),
    };
    let mut posts = vec![Post { title, company, domain, start: since, end: None, summary }];

    // Engagements within the practice, newest first, at most two at once.
    let mut latest = now - scene.dice.between(0, 5);
    for at in 0..scene.dice.below(4) {
        let length = scene.dice.between(5, 20);
        let end = latest;
        let start = end - length;
        if start <= since {
            break;
        }
        let client = *scene.dice.pick(&scene.clients.clone());
        let company = companies::name(&mut scene.dice, client, scene.land.code);
        let kind = *scene.dice.pick(&["Fractional", "Fractional", "Interim", "Part-time"]);
        let current = at == 0 && scene.dice.percent(45);
        let summary = scene.dice.percent(75).then(|| {
            if current {
                scene.step() + "; " + &lower(&scene.step()) + "."
            } else {
                fitting(scene, length, |scene| capitalised(&scene.win()) + ".")
            }
        });
        let summary = summary.filter(|text| !text.is_empty());
        posts.push(Post {
            title: format!("{kind} {}", scene.role_word()),
            company: company.full,
            domain: company.domain,
            start,
            end: (!current).then_some(end),
            summary,
        });
        latest = start + scene.dice.between(-3, 4);
    }
    // The practice stands above the engagements that it consists of.
    posts[1..].sort_by_key(|post| std::cmp::Reverse((post.end.unwrap_or(Month::MAX), post.start)));
    posts
}

/// The text with a small first letter, unless it is an abbreviation.
fn lower(text: &str) -> String {
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some(first), Some(second)) if !second.is_uppercase() => {
            first.to_lowercase().to_string() + &text[first.len_utf8()..]
        }
        _ => text.to_owned(),
    }
}

/// A text whose spans of time fit into so many months; nothing when none is found.
fn fitting<'a>(scene: &mut Scene<'a>, months: i64, mut tell: impl FnMut(&mut Scene<'a>) -> String) -> String {
    (0..9).map(|_| tell(scene)).find(|text| longest_span(text) <= months).unwrap_or_default()
}

/// The longest time that a text speaks of, in months.
pub(super) fn longest_span(text: &str) -> i64 {
    const NUMBERS: [&str; 10] =
        ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    let words: Vec<&str> = text.split([' ', ',', '.', ';']).collect();
    let spans = words.windows(2).map(|pair| {
        let unit = match pair[1] {
            "month" | "months" => 1,
            "quarter" | "quarters" => 3,
            "year" | "years" => 12,
            _ => 0,
        };
        let word = pair[0].to_lowercase();
        let told = NUMBERS.iter().position(|number| *number == word).and_then(|at| i64::try_from(at).ok());
        let one = (word == "a").then_some(1);
        unit * told.or(one).or_else(|| word.parse().ok()).unwrap_or(0)
    });
    spans.max().unwrap_or(0)
}

fn employed_posts(scene: &mut Scene<'_>, began: Month, until: Month) -> Vec<Post> {
    let total = until - began;
    let average = scene.dice.between(26, 48);
    let count = usize::try_from((total + average / 2) / average).unwrap_or(1).clamp(1, 6);
    // Cut the years into posts of uneven length, none of them shorter than ten months.
    let weights: Vec<i64> = (0..count).map(|_| scene.dice.between(60, 140)).collect();
    let sum: i64 = weights.iter().sum();
    let mut posts: Vec<Post> = Vec::with_capacity(count);
    let (mut start, mut told) = (began, 0);
    for (at, weight) in weights.iter().enumerate() {
        told += weight;
        let end = began + total * told / sum;
        let level = level_of(scene, at, count, scene.years);
        let stays = at > 0 && scene.dice.percent(24) && level > level_of(scene, at - 1, count, scene.years);
        let (company, domain) = match posts.last() {
            Some(last) if stays => (last.company.clone(), last.domain.clone()),
            _ => {
                let early = level == 0 && scene.dice.percent(75);
                let slug = if early {
                    Some(*scene.dice.pick(scene.craft.early_industries))
                } else if scene.dice.percent(20) {
                    Some(super::clients::CLIENTS[scene.dice.below(super::clients::CLIENTS.len())].slug)
                } else {
                    None
                };
                let client = match slug {
                    Some(slug) => Client::of(slug),
                    None => *scene.dice.pick(&scene.clients.clone()),
                };
                let company = companies::name(&mut scene.dice, client, scene.land.code);
                (company.full, company.domain)
            }
        };
        let title = title_of(scene, level);
        let duties: &'static [&'static str] = scene.craft.duties[match level {
            0 => 0,
            1 | 2 => 1,
            _ => 2,
        }];
        let summary = scene
            .dice
            .percent(match level {
                0 => 45,
                1 | 2 => 65,
                _ => 80,
            })
            .then(|| {
                let mut text = fitting(scene, end - start, |scene| scene.tell(duties));
                if level >= 2 && scene.dice.percent(50) {
                    let win = fitting(scene, end - start, |scene| capitalised(&scene.win()) + ".");
                    text = format!("{text} {win}");
                }
                text
            })
            .map(|text| text.trim().to_owned())
            .filter(|text| !text.is_empty());
        posts.push(Post { title, company, domain, start, end: Some(end), summary });
        // A change of company sometimes takes a season.
        start = if scene.dice.percent(25) { end + scene.dice.between(1, 4) } else { end };
    }
    posts.reverse();
    posts
}

/// 0 is the first job, 4 the top.
fn level_of(scene: &Scene<'_>, at: usize, count: usize, years: i64) -> usize {
    let top = if scene.role.slug.contains("-vp-") || scene.role.slug.ends_with("controller") { 3 } else { 4 };
    // A short career has no time for every rung.
    let top = if years < 12 { top.min(3) } else { top };
    // Nobody jumps from the first rung to the last.
    let top = top.min(count);
    if count == 1 {
        return top.min(2);
    }
    at * top / (count - 1)
}

fn title_of(scene: &mut Scene<'_>, level: usize) -> String {
    let lower_top = scene.role.slug.contains("-vp-") || scene.role.slug.ends_with("controller");
    if level >= 4 || (level == 3 && lower_top) {
        let title = if scene.dice.percent(50) {
            scene.role.full_title.trim_start_matches("Fractional ")
        } else {
            scene.role.title.as_str()
        };
        return title.to_owned();
    }
    let ladder: &'static [&'static str] = scene.craft.ladder[level];
    let slug = &scene.role.slug;
    let suited: Vec<_> = ladder.iter().filter_map(|title| for_role(title, slug)).collect();
    (*scene.dice.pick(&suited)).to_owned()
}

/// One degree.
#[derive(Clone, Debug)]
pub(super) struct Degree {
    pub school: &'static str,
    pub title: &'static str,
    pub field: &'static str,
    pub year: i64,
}

/// First degree before the first job, sometimes an MBA some years into it; newest first.
pub(super) fn education(scene: &mut Scene<'_>, began: i64, this_year: i64) -> Vec<Degree> {
    let slug = scene.role.slug.clone();
    let studies: Vec<_> = scene
        .craft
        .studies
        .iter()
        .filter_map(|&(field, kind)| for_role(field, &slug).map(|field| (field, kind)))
        .collect();
    let (field, kind) = *scene.dice.pick(&studies);
    let home = scene.land.code;
    let (country, school) =
        school(&mut scene.dice, home, |school| !business_only(school) && suits(school, kind));
    let title = degree_name(&mut scene.dice, country, kind);
    let mut degrees =
        vec![Degree { school: &school.name, title, field, year: began - scene.dice.between(0, 1) }];
    let mba = match kind {
        'M' | 'L' => 12,
        'C' | 'A' => 42,
        _ => 34,
    };
    let year = began + scene.dice.between(3, 9);
    if scene.dice.percent(mba) && year < this_year {
        let (_, school) = school_any(&mut scene.dice, home);
        degrees
            .insert(0, Degree { school: &school.name, title: "MBA", field: "Business Administration", year });
    }
    degrees
}

fn school(
    dice: &mut Dice,
    home: &str,
    fits: impl Fn(&University) -> bool,
) -> (&'static str, &'static University) {
    let abroad = ["GB", "US", "FR", "DE", "CA"];
    for country in [if dice.percent(86) { home } else { abroad[dice.below(5)] }, "GB", "US"] {
        let schools: Vec<_> =
            UNIVERSITIES.iter().filter(|row| row.country_code == country && fits(row)).collect();
        if !schools.is_empty() {
            let school = *dice.pick(&schools);
            return (&school.country_code, school);
        }
    }
    ("US", &UNIVERSITIES[0])
}

fn school_any(dice: &mut Dice, home: &str) -> (&'static str, &'static University) {
    if dice.percent(55) {
        let (country, school) = school(dice, home, |_| true);
        return (country, school);
    }
    school(dice, home, business_only)
}

fn business_only(school: &University) -> bool {
    [
        "Business School",
        "School of Management",
        "INSEAD",
        "IESE",
        "IMD",
        "HEC",
        "ESADE",
        "Institute of Management",
        "ESSEC",
        "ESCP",
        "Babson",
        "School of Business",
        "IE University",
        "EDHEC",
        "SDA",
        "WHU",
        "Mannheim Business",
    ]
    .iter()
    .any(|word| school.name.contains(word))
}

fn suits(school: &University, kind: char) -> bool {
    let technical = [
        "Technology",
        "Polytech",
        "Technical",
        "Technische",
        "ETH",
        "EPFL",
        "Politecnico",
        "Georgia Tech",
        "Caltech",
        "School of Economics",
        "Bocconi",
        "College of Art",
    ]
    .iter()
    .any(|word| school.name.contains(word));
    // A liberal-arts college has no schools of business, engineering, law or medicine.
    let liberal = school.country_code == "US"
        && school.name.ends_with(" College")
        && !["Boston College", "Babson College"].contains(&school.name.as_str());
    (!technical || matches!(kind, 'S' | 'E')) && !(liberal && matches!(kind, 'C' | 'E' | 'L' | 'M'))
}

fn degree_name(dice: &mut Dice, country: &str, kind: char) -> &'static str {
    let british = matches!(country, "GB" | "IE" | "AU" | "NZ" | "ZA" | "SG" | "HK" | "NG" | "KE" | "GH");
    match (kind, country) {
        ('L', "US") => "JD",
        ('M', "DE" | "AT" | "CH") => "Dr. med.",
        ('M', "IN" | "GB" | "IE" | "AU" | "NZ" | "SG" | "HK" | "NG" | "KE" | "ZA") => "MBBS",
        ('M', _) => "MD",
        ('L', "DE" | "AT") => "Staatsexamen",
        ('L', "FR" | "BE" | "CH" | "NL") => "Master of Laws",
        ('L', _) => "LLB",
        ('C', "US") => "BBA",
        ('C', "CA" | "IN" | "AU" | "NZ" | "IE" | "ZA") => "BCom",
        ('E', "IN") => "B.Tech",
        ('E', "US") => "BS",
        ('E', _) if british || country == "CA" => "BEng",
        ('S', "US") => {
            if dice.percent(25) {
                "MS"
            } else {
                "BS"
            }
        }
        ('A', "US" | "CA") => "BA",
        ('S', "CA" | "IN") => "BSc",
        ('S' | 'C', _) if british => {
            if dice.percent(60) {
                "BSc (Hons)"
            } else {
                "BSc"
            }
        }
        ('A', _) if british => "BA (Hons)",
        ('A', "IN") => "BA",
        (_, "DE" | "AT") => {
            if dice.percent(50) {
                "Diplom"
            } else {
                "MSc"
            }
        }
        (_, "FR") => "Master",
        ('E' | 'S', _) => "MSc",
        _ => {
            if dice.percent(50) {
                "MA"
            } else {
                "BA"
            }
        }
    }
}

/// "a Senior Analyst".
pub(super) fn with_article(title: &str) -> String {
    format!("{} {title}", article(title))
}
