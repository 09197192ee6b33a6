//! Sample people: rich, poor and hostile.

use chrono::NaiveDate;
use quarterdeck::executives::view::{
    AvailabilityLine, Avatar, Card, CaseStudy, Certification, Check, Degree, Profile, Rating, Review, Source,
    TimelineEntry,
};
use quarterdeck::executives::{
    Availability, CheckType, ClaimStatus, EngagementType, Travel, VerificationStatus,
};
use quarterdeck::values::{Currency, Hours, Period, Price};
use quarterdeck::web::dates::Month;
use quarterdeck::web::links::{Link, Named};
use quarterdeck::web::markdown::Html;

pub fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a real day")
}

fn line(state: Availability, date: Option<NaiveDate>, confirmed: Option<NaiveDate>) -> AvailabilityLine {
    AvailabilityLine::new(state, date, confirmed, day(2026, 11, 20))
}

pub fn named(names: &[&str]) -> Vec<Named> {
    names.iter().map(|name| Named::new(name.to_lowercase().replace(' ', "-"), *name)).collect()
}

pub fn cards(n: usize) -> Vec<Card> {
    let fresh = Some(day(2026, 10, 12));
    let usd = |min, max| Price::new(min, max, Period::Month, Currency::USD);
    let card = |name: &str, headline: &str, role: &str, place: &str| Card {
        slug: name.to_lowercase().replace(' ', "-"),
        name: name.to_owned(),
        avatar: Avatar::of(name, name.as_bytes()),
        headline: headline.to_owned(),
        role: Named::new("fractional-cfo", role),
        location: (!place.is_empty()).then(|| Named::new("place", place)),
        remote: true,
        industries: named(&["SaaS", "Fintech"]),
        years: Some(18),
        price: usd(Some(9_000), Some(18_000)),
        hours: Hours::new(Some(10), None),
        availability: line(Availability::Available, None, fresh),
        claim: ClaimStatus::Verified,
        checked: vec![CheckType::Identity, CheckType::TrackRecord],
        rating: Some(Rating { average: 4.8, count: 12 }),
        highlight: None,
        featured: false,
    };
    let all = [
        Card {
            highlight: Some("Took monthly close from 19 days to 5 before a Series B.".to_owned()),
            featured: true,
            hours: Hours::new(Some(10), Some(10)),
            ..card("Sarah Chen", "Fractional CFO for Series A–C SaaS and fintech teams who need board-ready numbers", "CFO", "Austin, TX")
        },
        Card {
            claim: ClaimStatus::Unclaimed,
            checked: vec![],
            rating: None,
            years: Some(22),
            remote: false,
            price: Price::new(Some(1_100), None, Period::Day, Currency::GBP),
            hours: None,
            availability: line(Availability::Available, None, Some(day(2026, 8, 2))),
            industries: named(&["Consumer Packaged Goods", "Retail", "E-commerce", "Media", "Travel"]),
            ..card("Oluwaseun Adébáyọ̀", "Marketing leader: brand and demand for consumer companies", "CMO", "London")
        },
        Card {
            availability: line(Availability::Limited, None, fresh),
            claim: ClaimStatus::Claimed,
            checked: vec![],
            rating: Some(Rating { average: 5.0, count: 1 }),
            price: Price::new(Some(180), Some(260), Period::Hour, Currency::EUR),
            highlight: Some("Cut cloud cost by 41% while traffic doubled, without a freeze on features, over nine months with a team of fourteen.".to_owned()),
            ..card("Jürgen Großmann-Żółkiewski", "Interim CTO. Rebuilds, due diligence, first engineering hires.", "CTO", "Berlin")
        },
        Card {
            price: None,
            hours: None,
            industries: vec![],
            years: None,
            claim: ClaimStatus::Unclaimed,
            checked: vec![],
            rating: None,
            availability: line(Availability::Unavailable, None, None),
            ..card("Bo Li", "COO", "COO", "")
        },
        Card {
            availability: line(Availability::Booked, Some(day(2027, 2, 1)), fresh),
            checked: vec![CheckType::Identity],
            price: Price::new(None, Some(2_900), Period::Month, Currency::CHF),
            hours: Hours::new(None, Some(20)),
            ..card("Marie-Thérèse de la Rochefoucauld-Beauharnais", "Directrice des ressources humaines à temps partagé, scale-ups et industrie", "CHRO", "Genève, Switzerland")
        },
        Card {
            availability: line(Availability::Available, Some(day(2026, 12, 1)), fresh),
            ..card("Priya Raghunathan", "Fractional CRO. Pricing, pipeline, first sales leaders.", "CRO", "San Francisco, CA")
        },
    ];
    all.iter().cycle().take(n).cloned().collect()
}

pub fn hostile_cards() -> Vec<Card> {
    let [one, two, three]: [Card; 3] = cards(3).try_into().expect("three cards");
    vec![
        Card {
            name: "<script>alert(1)</script>".to_owned(),
            headline: "W".repeat(300),
            avatar: Avatar::of("\"><img src=x>", b"x"),
            industries: named(&[&"Industry".repeat(20), "<b>", "c", "d"]),
            ..one
        },
        Card {
            name: "محمد عبد الرحمن الفاروق".to_owned(),
            avatar: Avatar::of("محمد عبد الرحمن الفاروق", b"y"),
            headline: "مدير مالي بدوام جزئي للشركات الناشئة 🚀🚀 with English words".to_owned(),
            ..two
        },
        Card {
            name: "N".repeat(300),
            avatar: Avatar::of("🙂 🙂", b"z"),
            headline: "🧑‍🚀 ".repeat(120),
            highlight: Some("h".repeat(400)),
            price: Price::new(Some(i32::MAX), Some(i32::MAX), Period::Year, Currency::INR),
            ..three
        },
    ]
}

pub fn poor() -> Profile {
    Profile {
        slug: "bo-li".to_owned(),
        name: "Bo Li".to_owned(),
        first_name: "Bo".to_owned(),
        avatar: Avatar::of("Bo Li", b"bo"),
        headline: "COO".to_owned(),
        highlight: None,
        role: Named::new("fractional-coo", "COO"),
        role_full: "Chief Operating Officer".to_owned(),
        location: Some(Named::new("denver-co", "Denver, CO")),
        remote: false,
        travel: None,
        years: None,
        prices: Vec::new(),
        hours: None,
        minimum_engagement: None,
        availability: line(Availability::Available, None, Some(day(2026, 6, 1))),
        confirmed_on: Some(day(2026, 6, 1)),
        rating: None,
        claim: ClaimStatus::Unclaimed,
        checks: vec![],
        source: Source { name: "public professional sources".to_owned(), read_on: Some(day(2026, 10, 12)) },
        action: None,
        elsewhere: vec![Link::new("LinkedIn", "https://www.linkedin.com/in/x")],
        ownership: vec![],
        industries: named(&["Manufacturing"]),
        specialties: vec![],
        engagement_types: vec![],
        stages: vec![],
        languages: vec![],
        timezone: None,
        bio: None,
        case_studies: vec![],
        experience: vec![],
        education: vec![],
        certifications: vec![],
        reviews: vec![],
        updated_on: day(2026, 10, 12),
    }
}

pub fn rich() -> Profile {
    let words = |list: &[&str]| list.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let some = |text: &str| Some(text.to_owned());
    let entry = |title: &str, company: &str, start, end, description: Option<&str>| TimelineEntry {
        title: title.to_owned(),
        company: company.to_owned(),
        start,
        end,
        current: end.is_none(),
        description: description.map(str::to_owned),
    };
    let month = |y, m| Some(Month::from(day(y, m, 1)));
    Profile {
        slug: "sarah-chen".to_owned(),
        name: "Sarah Chen".to_owned(),
        first_name: "Sarah".to_owned(),
        avatar: Avatar::of("Sarah Chen", b"Sarah Chen"),
        headline: "Fractional CFO for Series A–C SaaS and fintech teams who need board-ready numbers".to_owned(),
        highlight: some("Took monthly close from 19 days to 5 before a Series B."),
        role: Named::new("fractional-cfo", "CFO"),
        role_full: "Chief Financial Officer".to_owned(),
        location: Some(Named::new("austin-tx", "Austin, TX")),
        remote: true,
        travel: Some(Travel::National),
        years: Some(18),
        prices: [
            Price::new(Some(9_000), Some(18_000), Period::Month, Currency::USD),
            Price::new(Some(275), Some(420), Period::Hour, Currency::USD),
        ]
        .into_iter()
        .flatten()
        .collect(),
        hours: Hours::new(Some(10), Some(20)),
        minimum_engagement: some("3 months"),
        availability: line(Availability::Available, None, Some(day(2026, 10, 12))),
        confirmed_on: Some(day(2026, 10, 12)),
        rating: Some(Rating { average: 4.8, count: 12 }),
        claim: ClaimStatus::Verified,
        checks: vec![
            Check { kind: CheckType::Identity, status: VerificationStatus::Verified, detail: some("Video call and government document"), checked_on: Some(day(2026, 9, 3)) },
            Check { kind: CheckType::Credentials, status: VerificationStatus::Pending, detail: None, checked_on: None },
            Check { kind: CheckType::TrackRecord, status: VerificationStatus::Verified, detail: some("Two former employers answered"), checked_on: Some(day(2026, 9, 10)) },
        ],
        action: Some(Link::new("Book a call with Sarah", "https://cal.example.com/sarah")),
        elsewhere: vec![Link::new("LinkedIn", "https://www.linkedin.com/in/x"), Link::new("Website", "https://sarahchen.example.com")],
        industries: named(&["SaaS", "Fintech", "Health Tech", "Artificial Intelligence"]),
        specialties: words(&["Forecasting", "Fundraising", "Board Reporting", "Unit Economics", "Pricing", "Audit Readiness"]),
        engagement_types: vec![EngagementType::Fractional, EngagementType::Interim, EngagementType::Board],
        stages: words(&["Seed", "Series A", "Series B"]),
        languages: words(&["English", "Mandarin"]),
        timezone: some("Central Time (Chicago)"),
        bio: Some(Html::from_markdown("Sarah helps founders move from reporting to real financial control. She has led finance at three venture-backed companies, two of which were sold.\n\nShe usually starts with a **four-week baseline**: cash, close and the board pack. After that most teams keep her for one or two days a week.\n\n### What she takes on\n\n- Forecasts that survive the board meeting\n- Fundraising, from model to data room\n- The first finance hires, and their training\n\nShe writes at [her own site](https://sarahchen.example.com).")),
        case_studies: vec![
            CaseStudy { title: "A close that took three weeks".to_owned(), situation: some("A fintech with 80 people closed its books on day 19 and flew blind in between."), action: some("Moved revenue recognition into the ledger, wrote a close calendar and hired a controller."), outcome: some("Day 5 by the third month; clean audit in the same year."), metric: some("19 → 5 days to close the month") },
            CaseStudy { title: "Series B in eleven weeks".to_owned(), situation: None, action: some("Built the model and ran the data room."), outcome: some("$24M from two new investors."), metric: some("$24M raised in eleven weeks") },
            CaseStudy { title: "A pricing change that held".to_owned(), situation: some("Discounts had grown to a third of list price."), action: None, outcome: None, metric: some("Gross margin up by nine points") },
        ],
        experience: vec![
            entry("Fractional CFO", "Own practice", month(2021, 3), None, Some("Two to four companies at a time, Series A to C.")),
            entry("VP Finance", "Northbound Analytics", month(2016, 6), month(2021, 2), Some("Built the team from one to nine.\nLed two funding rounds and the sale to a strategic buyer.")),
            entry("Senior Manager, Transaction Services", "A Big Four firm", Some(Month { year: 2008, month: None }), month(2016, 5), None),
        ],
        education: vec![
            Degree { institution: "University of Texas at Austin".to_owned(), degree: some("MBA"), field: some("Finance"), year: Some(2012) },
            Degree { institution: "Université Paris-Dauphine".to_owned(), degree: None, field: some("Economics"), year: None },
        ],
        certifications: vec![Certification { name: "CPA".to_owned(), full_name: some("Certified Public Accountant"), year: Some(2010) }],
        reviews: vec![
            Review { author: "Dana Whitfield".to_owned(), author_role: some("CEO, Northbound Analytics"), rating: 5.0, content: "Our board stopped asking whether the numbers were right and started asking what to do about them.\n\nShe left us with a team that no longer needs her, which is the best thing I can say.".to_owned(), verified: true, published_on: Some(day(2026, 7, 14)) },
            Review { author: "Tomás Ó Briain".to_owned(), author_role: None, rating: 4.0, content: "Good model, fast. Busy in quarter end.".to_owned(), verified: false, published_on: None },
        ],
        ..poor()
    }
}

pub fn hostile() -> Profile {
    let rich = rich();
    Profile {
        name: "محمد <script>alert(1)</script> ".to_owned() + &"N".repeat(300),
        first_name: "<b>".to_owned(),
        headline: "H".repeat(300),
        highlight: Some("🧨".repeat(200)),
        location: Some(Named::new("a/../b", "P".repeat(120))),
        bio: Some(Html::from_markdown(&format!(
            "# Big\n\n<script>alert(1)</script>\n\n{}\n\n```\n{}\n```\n\nمرحبا بالعالم\n\n{}",
            "word ".repeat(3_900),
            "c".repeat(500),
            "x".repeat(300)
        ))),
        claim: ClaimStatus::Unclaimed,
        ownership: vec![
            Link::new("Claim", "/executives/x/claim"),
            Link::new("Correct", "/executives/x/correct"),
            Link::new("Remove", "/executives/x/remove"),
        ],
        specialties: vec!["S".repeat(300), "🙂".to_owned()],
        minimum_engagement: Some("m".repeat(200)),
        case_studies: rich
            .case_studies
            .iter()
            .cloned()
            .map(|case| CaseStudy { title: "T".repeat(300), metric: Some("1".repeat(300)), ..case })
            .collect(),
        reviews: rich
            .reviews
            .iter()
            .cloned()
            .map(|review| Review { content: "R".repeat(600), author: "A".repeat(200), ..review })
            .collect(),
        ..rich
    }
}
