//! Sample postings: rich, poor and hostile.

use quarterdeck::jobs::view::{Card, Closed, Posting};
use quarterdeck::jobs::{ClosedReason, EmploymentType, RemoteType};
use quarterdeck::values::{Currency, Hours, Period, Price};
use quarterdeck::web::links::Named;
use quarterdeck::web::markdown::Html;

use crate::people::{day, named};

pub fn cards(n: usize) -> Vec<Card> {
    let card = |title: &str, company: &str, location: &str| {
        Card {
        slug: "series-b-cfo".to_owned(),
        title: title.to_owned(),
        company: company.to_owned(),
        role: Named::new("fractional-cfo", "CFO"),
        location: location.to_owned(),
        remote: Some(RemoteType::Remote),
        employment: EmploymentType::PartTime,
        pay: Price::new(Some(12_000), Some(18_000), Period::Month, Currency::USD),
        hours: Hours::new(Some(15), Some(20)),
        industries: named(&["SaaS", "AI", "Fintech"]),
        summary: "Own forecasting, board reporting and fundraising readiness at a company of 80 people that closes its books on day 19.".to_owned(),
        posted_on: day(2026, 11, 2),
        checked_on: Some(day(2026, 11, 19)),
    }
    };
    let all = [
        card("Fractional CFO (Series B SaaS)", "Northbound Analytics", "Remote (US)"),
        Card {
            pay: None,
            hours: None,
            remote: Some(RemoteType::Onsite),
            employment: EmploymentType::Temporary,
            checked_on: None,
            ..card(
                "Interim Chief Human Resources Officer, Department of Citywide Administrative Services",
                "City of New York",
                "1 Centre Street, New York, NY 10007",
            )
        },
        Card {
            pay: Price::new(Some(450), None, Period::Day, Currency::GBP),
            remote: Some(RemoteType::Hybrid),
            employment: EmploymentType::Contractor,
            industries: vec![],
            ..card("Part-time CMO", "Kestrel Foods", "London, two days a week")
        },
        Card { remote: None, summary: "COO wanted.".to_owned(), ..card("COO", "Ö", "Berlin") },
    ];
    all.iter().cycle().take(n).cloned().collect()
}

pub fn hostile_cards() -> Vec<Card> {
    let [one, two]: [Card; 2] = cards(2).try_into().expect("two cards");
    vec![
        Card {
            title: "T".repeat(300),
            company: "<script>alert(1)</script>".to_owned(),
            summary: "s".repeat(900),
            ..one
        },
        Card {
            title: "مدير مالي 🚀".to_owned(), company: "C".repeat(200), location: "L".repeat(200), ..two
        },
    ]
}

pub fn rich() -> Posting {
    let words = |list: &[&str]| list.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    Posting {
        slug: "series-b-cfo".to_owned(),
        title: "Fractional CFO (Series B SaaS)".to_owned(),
        company: "Northbound Analytics".to_owned(),
        company_url: Some("https://northbound.example.com".to_owned()),
        role: Named::new("fractional-cfo", "CFO"),
        location: "Remote (US) with monthly Boston travel".to_owned(),
        place: Some(Named::new("boston-ma", "Boston, MA")),
        remote: Some(RemoteType::Remote),
        remote_countries: words(&["United States", "Canada"]),
        employment: EmploymentType::PartTime,
        pay: Price::new(Some(12_000), Some(18_000), Period::Month, Currency::USD),
        pay_note: Some("plus 0.2% options".to_owned()),
        hours: Hours::new(Some(15), Some(20)),
        duration_months: Some(6),
        industries: named(&["SaaS", "Data and Analytics"]),
        summary: "Own forecasting, board reporting and fundraising readiness.".to_owned(),
        description: Html::from_markdown(
            "Northbound Analytics is hiring a part-time CFO. We are 80 people, make planning software for logistics companies and raised a Series B in March.\n\nYou will work with the CEO and the board, and lead a team of three: a controller, an analyst and a payroll manager.\n\n#### How we work\n\nMostly in writing. We meet in Boston once a month.",
        ),
        responsibilities: words(&[
            "Lead board and investor financial narratives.",
            "Bring the monthly close from day 19 to day 5.",
            "Prepare the company for its first audit.",
        ]),
        requirements: words(&[
            "10+ years in senior finance leadership.",
            "At least one Series B or later as head of finance.",
            "Experience with usage-based revenue.",
        ]),
        posted_on: day(2026, 11, 2),
        checked_on: Some(day(2026, 11, 19)),
        expires_on: Some(day(2026, 12, 31)),
        apply_host: "jobs.northbound.example.com".to_owned(),
    }
}

pub fn poor() -> Posting {
    Posting {
        company_url: None,
        place: None,
        remote: None,
        remote_countries: vec![],
        pay: None,
        pay_note: None,
        hours: None,
        duration_months: None,
        industries: vec![],
        responsibilities: vec![],
        requirements: vec![],
        checked_on: None,
        expires_on: None,
        title: "COO".to_owned(),
        description: Html::from_markdown("COO wanted."),
        ..rich()
    }
}

pub fn hostile() -> Posting {
    Posting {
        title: "T".repeat(300),
        company: "<script>alert(1)</script>".to_owned() + &"C".repeat(200),
        location: "L".repeat(300),
        summary: "s".repeat(500),
        pay_note: Some("p".repeat(300)),
        description: Html::from_markdown(&format!(
            "<script>alert(1)</script>\n\n{}\n\n{}",
            "x".repeat(800),
            "مرحبا ".repeat(200)
        )),
        responsibilities: vec!["r".repeat(400), "🙂".repeat(200)],
        apply_host: "h".repeat(200),
        ..rich()
    }
}

pub fn closed() -> Closed {
    Closed {
        title: "Fractional CFO (Series B SaaS)".to_owned(),
        company: "Northbound Analytics".to_owned(),
        role: Named::new("fractional-cfo", "CFO"),
        closed_on: Some(day(2026, 11, 19)),
        reason: Some(ClosedReason::Filled),
        posted_on: day(2026, 9, 2),
    }
}
