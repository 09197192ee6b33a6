//! One demo posting: the company, the row that Clay would send, and the states set after its import.

use chrono::{Days, NaiveDate};
use serde_json::json;

use super::companies;
use super::dice::Dice;
use super::executives::{ROLE_WEIGHTS, html, industries, industry_name};
use super::fees;
use super::material::shared;
use super::places::{self, Land};
use super::rows::{Row, Style};
use super::text::{Scene, article, capitalised};
use super::{DemoJob, JobAfter, Plan};
use crate::jobs::{ClosedReason, EmploymentType, RemoteType};
use crate::taxonomy::shipped::{Location, ROLES, Role};
use crate::values::{Currency, PublishStatus, group_thousands};

/// The `n`-th demo posting.
pub(super) fn job(plan: &Plan, n: usize) -> DemoJob {
    let mut dice = Dice::new(plan.seed, 2, n);
    let role = role_of(&mut dice, n);
    let place = places::place(&mut dice);
    let land = Land::of(&place.country_code);
    let mut clients = industries(&mut dice, role, 100);
    clients.truncate(3);
    let company = companies::name(&mut dice, clients[0], land.code);
    let style = *dice.weighted(&[(Style::Api, 50), (Style::Csv, 40), (Style::Enriched, 10)]);
    let posted = dice.between(0, 74);
    let after = after(&mut dice, n, posted);

    let mut scene = Scene::new(dice, role, land, place, clients);
    scene.company = &company.short;
    let employment = employment(&mut scene.dice);
    let remote =
        *scene.dice.weighted(&[(RemoteType::Remote, 44), (RemoteType::Hybrid, 36), (RemoteType::Onsite, 20)]);
    let stage = stage(&mut scene);
    scene.months = months(&mut scene.dice, employment);
    let title = title(&mut scene, employment, stage);
    let apply = format!("https://careers.{}/jobs/{}-{}", company.domain, companies::slug(&title), 10_000 + n);

    let mut row = Row::new(style, land.american());
    row.set("Clay Record ID", json!(format!("demo-j-{n:06}")));
    row.text(*scene.dice.pick(&["Title", "Job Title"]), &title);
    row.set("Fractional Role", json!(role_word_of(role)));
    row.set(*scene.dice.pick(&["Company", "Company Name"]), json!(company.full));
    row.set(*scene.dice.pick(&["Apply URL", "Job URL", "Job Listing URL"]), json!(apply));
    if scene.dice.percent(55) {
        row.set("Company URL", json!(format!("https://{}", company.domain)));
    }
    row.set("Location", json!(location(&mut scene.dice, place, land, remote)));
    if scene.dice.percent(60) {
        row.set("Remote Type", json!(if row.snake() { remote.as_str() } else { remote.label() }));
    }
    let names: Vec<String> = scene.clients.iter().map(|client| industry_name(client)).collect();
    row.list("Industries", &names);
    row.set("Employment Type", json!(if row.snake() { employment.as_str() } else { employment.label() }));
    dates(&mut row, &mut scene.dice, plan.today, posted, &after);

    let summary = capitalised(&tell_of(&mut scene, employment, shared::SUMMARIES));
    row.text("Summary", &summary);
    let description = description(&mut scene, employment, &apply);
    let description = if scene.dice.percent(12) { html(&description) } else { description };
    row.text("Job Description", &description);
    let count = 3 + scene.dice.below(6);
    let responsibilities: Vec<String> = (0..count).map(|_| scene.step() + full_stop(n)).collect();
    bullets(&mut row, &mut scene.dice, "Responsibilities", &responsibilities);
    let own = 2 + scene.dice.below(4);
    let mut requirements = scene.tell_some(scene.craft.requirements, own);
    let more = 1 + scene.dice.below(2);
    requirements.extend(scene.tell_some(shared::JOB_REQUIREMENTS, more));
    let requirements: Vec<String> =
        requirements.iter().map(|text| capitalised(text) + full_stop(n)).collect();
    bullets(&mut row, &mut scene.dice, "Requirements", &requirements);
    compensation(&mut row, &mut scene, employment);
    effort(&mut row, &mut scene, employment, &title);
    DemoJob { row: row.into_map(), after }
}

fn role_of(dice: &mut Dice, n: usize) -> &'static Role {
    if n % 5 == 3 {
        return &ROLES[(n / 5) % ROLES.len()];
    }
    let slug = *dice.weighted(ROLE_WEIGHTS);
    ROLES.iter().find(|role| role.slug.strip_prefix("fractional-") == Some(slug)).unwrap_or(&ROLES[0])
}

/// The role in words that no alias can misread.
fn role_word_of(role: &Role) -> String {
    match role.title.as_str() {
        "CPO" | "CDO" | "CSO" | "CCO" => role.full_title.clone(),
        title => title.to_owned(),
    }
}

fn employment(dice: &mut Dice) -> EmploymentType {
    *dice.weighted(&[
        (EmploymentType::PartTime, 40),
        (EmploymentType::Contractor, 38),
        (EmploymentType::Temporary, 14),
        (EmploymentType::FullTime, 8),
    ])
}

/// How long the work lasts, which title, texts and duration then agree on.
fn months(dice: &mut Dice, employment: EmploymentType) -> i64 {
    match employment {
        EmploymentType::FullTime | EmploymentType::Temporary => *dice.pick(&[3, 4, 5, 6, 6, 7, 8, 9, 10, 12]),
        _ => *dice.pick(&[3, 4, 6, 6, 6, 9, 12, 12, 18]),
    }
}

/// What kind of company it is, in the words of a title; every sentence of the posting then says the same.
fn stage(scene: &mut Scene<'_>) -> &'static str {
    let client = scene.clients[0];
    let (stage, told) = if client.venture {
        *scene.dice.pick(&[
            ("Seed", "seed-stage"),
            ("Series A", "Series A"),
            ("Series A", "Series A"),
            ("Series B", "Series B"),
            ("Series C", "Series C"),
        ])
    } else {
        *scene.dice.pick(&[
            ("Family-owned", "family-owned"),
            ("PE-backed", "PE-backed"),
            ("Owner-managed", "owner-managed"),
            ("Mid-sized", "mid-sized"),
        ])
    };
    let noun = *scene.dice.pick(client.nouns);
    let phrase = if client.is_plain() { noun.to_owned() } else { format!("{told} {noun}") };
    scene.phrase = format!("{} {phrase}", article(&phrase));
    let (low, high) = match stage {
        "Seed" => (12, 30),
        "Series A" => (25, 80),
        "Series B" => (70, 180),
        _ => (60, 320),
    };
    scene.people = scene.dice.between(low, high);
    stage
}

fn title(scene: &mut Scene<'_>, employment: EmploymentType, stage: &str) -> String {
    let role = match scene.role.slug.as_str() {
        "fractional-chief-medical-officer" => "Chief Medical Officer".to_owned(),
        "fractional-vp-people" if scene.dice.percent(50) => "Head of People".to_owned(),
        "fractional-vp-engineering" if scene.dice.percent(40) => "Head of Engineering".to_owned(),
        "fractional-vp-marketing" if scene.dice.percent(40) => "Head of Marketing".to_owned(),
        "fractional-vp-sales" if scene.dice.percent(40) => "Head of Sales".to_owned(),
        "fractional-chro" if scene.dice.percent(50) => "Chief People Officer".to_owned(),
        _ if scene.dice.percent(68) => role_word_of(scene.role),
        _ => scene.role.full_title.trim_start_matches("Fractional ").to_owned(),
    };
    let industry = scene.clients[0].label;
    let days = scene.dice.between(1, 3);
    let days = format!("{days} {}", if days == 1 { "day" } else { "days" });
    let months = scene.months;
    match (employment, scene.dice.below(8)) {
        (EmploymentType::FullTime, 0..=4) => format!("Interim {role} (full-time, {months} months)"),
        (EmploymentType::Temporary, 0..=2) => format!("Interim {role}"),
        (EmploymentType::Temporary, 3 | 4) => format!("Interim {role} ({months} months)"),
        (EmploymentType::Temporary, 5) => format!("Interim {role} – {stage} {industry}"),
        (EmploymentType::Temporary | EmploymentType::FullTime, _) => format!("Interim {role}, {industry}"),
        (EmploymentType::PartTime, 0 | 1) => format!("Part-time {role}, {industry}"),
        (EmploymentType::PartTime, 2) => format!("Part-time {role} ({days} a week)"),
        (EmploymentType::PartTime, 3) => format!("{role}, part-time"),
        (_, 0..=2) => format!("Fractional {role} ({stage} {industry})"),
        (_, 3) => format!("Fractional {role}, {days} a week"),
        (_, 4) => format!("Fractional {role} – {industry}"),
        (_, 5) => format!("Fractional {role} for {}", scene.phrase),
        _ => format!("Fractional {role}"),
    }
}

fn location(dice: &mut Dice, place: &Location, land: &Land, remote: RemoteType) -> String {
    let country = match land.code {
        "US" => "US",
        "GB" => "UK",
        "AE" => "UAE",
        _ => land.name,
    };
    let here = match land.code {
        "US" | "CA" => place.display_name.clone(),
        _ if dice.percent(60) => place.display_name.clone(),
        _ => place.city.clone(),
    };
    let days = dice.between(1, 3);
    let days = format!("{days} {}", if days == 1 { "day" } else { "days" });
    match (remote, dice.below(8)) {
        (RemoteType::Remote, 0..=4) => format!("Remote ({country})"),
        (RemoteType::Remote, 5)
            if matches!(land.currency, Currency::EUR | Currency::SEK | Currency::DKK | Currency::PLN) =>
        {
            "Remote (Europe)".to_owned()
        }
        (RemoteType::Remote, 5) if matches!(land.code, "US" | "CA") => "Remote (US or Canada)".to_owned(),
        (RemoteType::Remote, 6) => "Remote".to_owned(),
        (RemoteType::Remote, _) => format!("Remote, {country}"),
        (RemoteType::Hybrid, 0 | 1) => format!("{here} (hybrid, {days})"),
        (RemoteType::Hybrid, 2) => format!("{here} (hybrid)"),
        (RemoteType::Hybrid, 3) => format!("Remote ({country}) with monthly {} travel", place.city),
        (RemoteType::Hybrid, 4) => format!("Hybrid, {here}"),
        (RemoteType::Hybrid, _) => format!("{here} (hybrid, {days} on site)"),
        (RemoteType::Onsite, 0 | 1) => format!("{here} (on site)"),
        (RemoteType::Onsite, _) => here,
    }
}

/// When it was posted and until when it stands.
fn dates(row: &mut Row, dice: &mut Dice, today: NaiveDate, posted: i64, after: &JobAfter) {
    let day = today - Days::new(posted.unsigned_abs());
    let key = *dice.pick(&["Posted On", "Date Posted", "Posted At"]);
    // An hour of today might lie ahead, so today's postings carry the day alone.
    let text = if posted > 0 && dice.percent(45) {
        format!("{day}T{:02}:{:02}:00Z", dice.between(6, 19), dice.below(4) * 15)
    } else {
        day.to_string()
    };
    row.set(key, json!(text));
    let expires = match after.closed {
        Some((ClosedReason::Expired, days_ago)) => Some(today - Days::new(u64::from(days_ago))),
        Some(_) => dice.percent(40).then(|| today + Days::new(dice.between(3, 40).unsigned_abs())),
        None => dice.percent(46).then(|| {
            let left = *dice.pick(&[3, 7, 12, 18, 25, 30, 30, 45, 60]);
            today + Days::new(left)
        }),
    };
    if let Some(expires) = expires {
        row.set(*dice.pick(&["Expires At", "Valid Through"]), json!(expires.to_string()));
    }
}

fn description(scene: &mut Scene<'_>, employment: EmploymentType, apply: &str) -> String {
    let mut parts = Vec::new();
    let intro = scene.tell(shared::COMPANY_INTROS);
    parts.push(sentences(&intro));
    let count = if scene.dice.percent(25) { 2 } else { 1 };
    let reasons = scene.tell_some(scene.craft.reasons, count);
    parts.push(reasons.join(" "));
    let length = scene.dice.below(5);
    if length > 0 {
        let count = 1 + scene.dice.below(3);
        let mut shape: Vec<String> = Vec::new();
        while shape.len() < count {
            let text = capitalised(&tell_of(scene, employment, shared::JOB_SHAPES));
            if !shape.contains(&text) {
                shape.push(text);
            }
        }
        if scene.dice.percent(15) {
            let at = shape.len() - 1;
            shape[at] = format!("**{}**", shape[at]);
        }
        parts.push(shape.join(" "));
    }
    if length > 2 || scene.dice.percent(30) {
        let heading = *scene.dice.pick(&[
            "## The first ninety days",
            "**In the first three months you will**",
            "What you would do first:",
            "### Where we need you most",
            "To begin with:",
        ]);
        let count = 3 + scene.dice.below(3);
        let list: Vec<String> = (0..count).map(|_| format!("- {}", scene.step())).collect();
        parts.push(heading.to_owned());
        parts.push(list.join("\n"));
    }
    if length > 3 {
        let way = scene.choose(&[
            "Our team meets on Mondays and works where it likes for the rest of the week. We write things down, argue politely and go home on time.",
            "A word about us: we are careful with money, generous with time, and allergic to slides.",
            "Decisions here are made by {3-6} people who have worked together for years and would welcome a new voice.",
            "We are honest about what does not work yet, and you will get the full list before you sign.",
            "People stay with us: the average is {5-9} years. We would like you to stay as long as the work needs you.",
            "The board meets {4-6} times a year and would expect you at every second meeting.",
            "You would find a willing team, untidy systems and a coffee machine of surprising quality.",
            "We have worked with fractional leaders before, so nobody will ask why you are not in on Thursdays.",
        ]);
        parts.push(scene.fill(way));
    }
    let count = 1 + scene.dice.below(2);
    let order = scene.dice.distinct(shared::JOB_ENDINGS.len(), count);
    let endings: Vec<String> = order
        .into_iter()
        .map(|at| capitalised(&scene.fill(&shared::JOB_ENDINGS[at].replace("{url}", apply))))
        .collect();
    parts.push(endings.join(" "));
    parts.join("\n\n")
}

/// One of the templates, without a word about part of a week where all of it is meant.
fn tell_of(scene: &mut Scene<'_>, employment: EmploymentType, templates: &'static [&'static str]) -> String {
    loop {
        let template = scene.choose(templates);
        let partial = ["art-time", "hours", "days"].iter().any(|word| template.contains(word));
        if !partial || employment != EmploymentType::FullTime {
            return scene.fill(template);
        }
    }
}

/// A paragraph whose sentences all begin with a capital letter.
fn sentences(text: &str) -> String {
    text.split(". ").map(capitalised).collect::<Vec<_>>().join(". ")
}

/// Some companies end every line of a list with a full stop, some none.
fn full_stop(n: usize) -> &'static str {
    if n.is_multiple_of(3) { "." } else { "" }
}

fn bullets(row: &mut Row, dice: &mut Dice, name: &str, items: &[String]) {
    let spelled: Vec<String> =
        items.iter().map(|item| super::executives::spelled_for(row.american(), item)).collect();
    if row.snake() || dice.percent(40) {
        row.set(name, json!(spelled));
    } else if dice.percent(50) {
        row.set(name, json!(json!(spelled).to_string()));
    } else {
        row.set(name, json!(spelled.join("\n")));
    }
}

/// Pay in every shape in which it is published, or not at all.
fn compensation(row: &mut Row, scene: &mut Scene<'_>, employment: EmploymentType) {
    let dice = &mut scene.dice;
    let kind = dice.below(100);
    if kind < 17 {
        return;
    }
    if kind < 25 {
        let words = [
            "Competitive",
            "Depends on experience",
            "Competitive day rate",
            "Negotiable, plus equity",
            "Retainer, to be agreed",
            "Fee plus success component",
            "DOE",
        ];
        row.set("Compensation", json!(*dice.pick(&words)));
        return;
    }
    let currency = scene.land.currency;
    let month = fees::monthly_of(dice, scene.role, 18) * scene.land.fee_factor;
    let spread = [1.2, 1.25, 1.33, 1.5, 1.6][dice.below(5)];
    let yearly_chance = match employment {
        EmploymentType::FullTime => 70,
        EmploymentType::PartTime => 16,
        _ => 0,
    };
    let (amount, period) = if dice.percent(yearly_chance) {
        (month * if employment == EmploymentType::FullTime { 19.0 } else { 10.0 }, "year")
    } else {
        match dice.below(20) {
            0..=10 => (month * if employment == EmploymentType::FullTime { 1.7 } else { 1.0 }, "month"),
            11..=15 => (month / 36.0, "hour"),
            16 => (month / 4.0, "week"),
            _ => (month / 5.2, "day"),
        }
    };
    let round = |amount: f64| match period {
        "year" => fees::round(amount / 10.0, currency, true) * 10,
        "month" => fees::round(amount, currency, true),
        "day" | "week" => fees::round(amount / 5.0, currency, false) * 5,
        _ => fees::round(amount, currency, false),
    };
    let (low, high) = (round(amount), round(amount * spread));
    if row.snake() && dice.percent(45) {
        row.set("Comp Min Amount", json!(low));
        if high > low && dice.percent(85) {
            row.set("Comp Max Amount", json!(high));
        }
        row.set("Comp Period", json!(period));
        row.set("Comp Currency", json!(currency.code()));
        return;
    }
    let range = match dice.below(10) {
        0 => (Some(low), None),
        1 => (Some(low), Some(low)),
        _ => (Some(low), Some(high)),
    };
    let key = *dice.pick(&["Compensation", "Compensation", "Pay", "Salary"]);
    let text = if dice.percent(6) {
        Some(format!("Up to {} {} per {period}", currency.code(), group_thousands(high)))
    } else {
        fees::told(dice, range, period, currency).map(|text| match (period, currency) {
            ("day", Currency::GBP) if dice.percent(40) => text + " + VAT",
            ("month", _) if dice.percent(6) => text + " plus equity",
            _ => text,
        })
    };
    if let Some(text) = text {
        row.set(key, json!(text));
    }
}

/// Hours a week and months in all.
fn effort(row: &mut Row, scene: &mut Scene<'_>, employment: EmploymentType, title: &str) {
    let (months, dice) = (scene.months, &mut scene.dice);
    if dice.percent(74) {
        let days = (1..=3).find(|days| title.contains(&format!("{days} day")));
        let (low, high) = match (days, employment) {
            (Some(days), _) => (days * 8, days * 8),
            (None, EmploymentType::FullTime) => *dice.pick(&[(36, 40), (38, 40), (40, 45)]),
            (None, EmploymentType::Temporary) => *dice.pick(&[(16, 24), (20, 30), (24, 32)]),
            _ => *dice.pick(&[(4, 8), (8, 10), (8, 12), (8, 16), (10, 15), (12, 16), (15, 20), (16, 24)]),
        };
        if row.snake() {
            row.set("Hours per Week Min", json!(low));
            row.set("Hours per Week Max", json!(high));
        } else {
            row.set("Hours per Week", json!(format!("{low}-{high}")));
        }
    }
    if dice.percent(58) {
        if row.snake() {
            row.set("Duration Months", json!(months));
        } else {
            row.set("Duration", json!(format!("{months} months")));
        }
    }
}

fn after(dice: &mut Dice, n: usize, posted: i64) -> JobAfter {
    use PublishStatus::{Archived, Draft, Published, Review};
    let status = if n % 25 == 11 { [Review, Draft, Archived, Review][(n / 25) % 4] } else { Published };
    let days = |dice: &mut Dice, high: i64| u16::try_from(dice.between(0, high)).unwrap_or(0);
    let closed = (n % 12 == 5).then(|| {
        let reason = ClosedReason::ALL[(n / 12) % ClosedReason::ALL.len()];
        (reason, days(dice, posted))
    });
    let seen = status == Published && dice.percent(82);
    let verified_days_ago = seen.then(|| {
        let at_least = closed.map_or(0, |(_, days_ago)| i64::from(days_ago));
        u16::try_from(dice.between(at_least, posted.min(at_least + 12))).unwrap_or(0)
    });
    let curated_days_ago = (status == Published && dice.percent(64)).then(|| days(dice, posted));
    JobAfter { status, closed, verified_days_ago, curated_days_ago }
}
