//! One demo executive: the person, the row that Clay would send, and the states set after its import.

use chrono::{Datelike, Days, NaiveDate};
use serde_json::{Value, json};

use super::careers::{self, Career, Post};
use super::clients::{CLIENTS, Client, GENERAL};
use super::companies;
use super::dice::Dice;
use super::fees::{self, Fees};
use super::material::shared;
use super::names;
use super::places::{self, Land};
use super::rows::{Row, Style};
use super::text::{Scene, british, capitalised};
use super::{DemoExecutive, DemoVerification, ExecutiveAfter, Plan};
use crate::executives::{Availability, CheckType, ClaimStatus, EngagementType, Travel, VerificationStatus};
use crate::taxonomy::shipped::{CERTIFICATIONS, ROLE_ALIASES, ROLES, Role, SPECIALTIES};
use crate::values::PublishStatus;

/// How much a profile says about its person.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Depth {
    /// A name, a role, a place.
    Sparse,
    Plain,
    Rich,
    /// Far more than anybody reads.
    Endless,
}

/// The `n`-th demo executive.
pub(super) fn executive(plan: &Plan, n: usize) -> DemoExecutive {
    let mut dice = Dice::new(plan.seed, 1, n);
    let role = role_of(&mut dice, n);
    let place = places::place(&mut dice);
    let land = Land::of(&place.country_code);
    let (person, family_language) = names::person(&mut dice, &place.country_code);
    let years = 8 + dice.between(0, 12) + dice.between(0, 14);
    let industries = industries(&mut dice, role, 60);
    let depth = match dice.below(100) {
        0..=8 => Depth::Sparse,
        9..=55 => Depth::Plain,
        56..=96 => Depth::Rich,
        _ => Depth::Endless,
    };
    let after = after(&mut dice, n, depth);

    let style = *dice.weighted(&[(Style::Api, 45), (Style::Csv, 40), (Style::Enriched, 15)]);
    let mut scene = Scene::new(dice, role, land, place, industries);
    scene.about(person.first, person.woman, years);
    scene.first_person = scene.dice.percent(62);

    let career = careers::career(&mut scene, &person.last, plan.today);
    let mut row = Row::new(style, land.american());
    let slug = companies::slug(&person.full());
    row.set("Clay Record ID", json!(format!("demo-e-{n:06}")));
    name(&mut row, &mut scene.dice, &person);
    row.text("Headline", &headline(&mut scene, &career));
    let title = role_spelled(&mut scene.dice, role);
    row.set(*scene.dice.pick(&["Job Title", "Role", "Fractional Role", "Title"]), json!(title));
    row.set("Location", location(&mut scene.dice, place, style));
    row.set(
        *scene.dice.pick(&["LinkedIn Profile", "LinkedIn URL", "Person Linkedin Url"]),
        json!(format!("https://www.linkedin.com/in/demo-{slug}-{n}")),
    );
    let names: Vec<String> = scene.clients.iter().map(|client| industry_name(client)).collect();
    row.list("Industries", &names);
    if depth == Depth::Sparse {
        sparse(&mut row, &mut scene, &career);
    } else {
        full(&mut row, &mut scene, &career, depth, &slug, plan.today, family_language);
    }
    DemoExecutive { row: row.into_map(), after }
}

/// Common roles often, rare ones seldom, and each of them at least once in four hundred.
fn role_of(dice: &mut Dice, n: usize) -> &'static Role {
    if n % 13 == 7 {
        return &ROLES[(n / 13) % ROLES.len()];
    }
    let slug = *dice.weighted(ROLE_WEIGHTS);
    ROLES.iter().find(|role| role.slug.strip_prefix("fractional-") == Some(slug)).unwrap_or(&ROLES[0])
}

#[rustfmt::skip]
pub(super) const ROLE_WEIGHTS: &[(&str, u32)] = &[
    ("cfo", 150), ("cmo", 130), ("cto", 125), ("coo", 100), ("cro", 75), ("cpo", 55), ("chro", 75), ("ceo", 28),
    ("ciso", 40), ("cio", 18), ("cdo", 12), ("caio", 22), ("cso", 14), ("cco", 18), ("cgo", 16),
    ("chief-customer-officer", 10), ("chief-digital-officer", 9), ("chief-compliance-officer", 9),
    ("chief-medical-officer", 6), ("general-counsel", 20), ("chief-of-staff", 18), ("vp-sales", 16), ("vp-marketing", 16),
    ("vp-engineering", 15), ("vp-finance", 12), ("vp-product", 9), ("vp-operations", 10), ("vp-people", 10),
    ("vp-customer-success", 7), ("controller", 20),
];

fn role_spelled(dice: &mut Dice, role: &Role) -> String {
    match dice.below(10) {
        0..=4 if !matches!(role.title.as_str(), "CPO" | "CDO" | "CSO" | "CCO" | "Controller") => {
            format!("Fractional {}", role.title)
        }
        5 | 6 => role.full_title.clone(),
        _ => {
            let aliases: Vec<_> = ROLE_ALIASES
                .iter()
                .filter(|row| row.role_slug == role.slug && row.alias.is_ascii() && row.alias.len() > 3)
                .collect();
            if aliases.is_empty() { role.full_title.clone() } else { dice.pick(&aliases).alias.clone() }
        }
    }
}

/// One to five industries; a craft that belongs to one, such as medicine, begins with it.
pub(super) fn industries(dice: &mut Dice, role: &Role, near: usize) -> Vec<&'static Client> {
    let home: &[&str] = match role.slug.as_str() {
        "fractional-chief-medical-officer" => {
            &["healthtech", "healthcare", "medical-devices", "biotechnology", "mental-health"]
        }
        "fractional-chief-compliance-officer" => {
            &["fintech", "payments", "banking", "financial-services", "insurance", "crypto-blockchain"]
        }
        "fractional-cco" => &[
            "manufacturing",
            "medical-devices",
            "consumer-goods",
            "food-beverage",
            "wholesale-distribution",
            "chemicals-materials",
        ],
        "fractional-vp-operations" => &[
            "manufacturing",
            "logistics-supply-chain",
            "consumer-goods",
            "e-commerce",
            "food-beverage",
            "construction",
        ],
        "fractional-vp-customer-success" | "fractional-chief-customer-officer" => {
            &["saas", "enterprise-software", "hr-tech", "fintech", "telecommunications"]
        }
        "fractional-vp-engineering" | "fractional-cpo" | "fractional-vp-product" => {
            &["saas", "fintech", "healthtech", "marketplaces", "edtech", "developer-tools", "proptech"]
        }
        _ => &[],
    };
    let mut chosen: Vec<&'static Client> = Vec::new();
    if !home.is_empty() {
        chosen.push(Client::of(*dice.pick(home)));
    }
    let count = *dice.weighted(&[(1, 18), (2, 34), (3, 28), (4, 13), (5, 7)]);
    let medical = role.slug.ends_with("medical-officer");
    while chosen.len() < count && !(medical && chosen.len() >= home.len()) {
        let client = match chosen.first() {
            _ if medical => Client::of(*dice.pick(home)),
            Some(first) => neighbour(dice, first, near),
            None => any_client(dice),
        };
        if !chosen.iter().any(|one| one.slug == client.slug) {
            chosen.push(client);
        }
    }
    chosen
}

/// An industry, common ones more often.
fn any_client(dice: &mut Dice) -> &'static Client {
    let total: u32 = CLIENTS.iter().map(|client| client.weight).sum();
    let mut left = dice.below(total as usize);
    for client in CLIENTS {
        let weight = client.weight as usize;
        if left < weight {
            return client;
        }
        left -= weight;
    }
    &CLIENTS[0]
}

/// An industry that has to do with another one, or at times one that has to do with all of them.
fn neighbour(dice: &mut Dice, first: &Client, near: usize) -> &'static Client {
    let related = first.related();
    if related.len() > 3 && dice.percent(near.clamp(75, 92)) {
        return *dice.pick(&related);
    }
    Client::of(*dice.pick(GENERAL))
}

/// The name under which the shipped taxonomy knows the industry.
pub(super) fn industry_name(client: &Client) -> String {
    crate::taxonomy::shipped::INDUSTRIES
        .iter()
        .find(|row| row.slug == client.slug)
        .map_or_else(|| client.label.to_owned(), |row| row.name.clone())
}

fn name(row: &mut Row, dice: &mut Dice, person: &names::Person) {
    match dice.below(10) {
        0..=5 => {
            row.set("First Name", json!(person.first));
            row.set("Last Name", json!(person.last));
            if dice.percent(40) {
                row.set("Full Name", json!(person.full()));
            }
        }
        6..=8 => {
            row.set("First Name", json!(person.first));
            row.set("Last Name", json!(person.last));
            row.set("Name", json!(person.full()));
        }
        _ => row.set("Full Name", json!(person.full())),
    }
}

fn headline(scene: &mut Scene<'_>, career: &Career) -> String {
    let text = loop {
        let text = match scene.dice.below(20) {
            0..=8 => scene.tell(shared::HEADLINES),
            9..=17 => {
                let template = scene.choose(scene.craft.headlines);
                let own = ["{clients}", "{topic}", "{plain}", "{city}", "{years}"];
                let tail = if own.iter().any(|slot| template.contains(slot)) {
                    ""
                } else {
                    *scene.dice.pick(&[
                        " | {topic}",
                        " | {plain}, {city}",
                        " | {years} years, {city}",
                        " | {plain}",
                    ])
                };
                scene.fill(&format!("{template}{tail}"))
            }
            _ => match career.employed.first().map(|at| &career.posts[*at]) {
                Some(post) => format!("{} | formerly {} at {}", role_line(scene), post.title, post.company),
                None => role_line(scene),
            },
        };
        if text.chars().count() <= 118 {
            break text;
        }
    };
    capitalised(&text)
}

fn role_line(scene: &Scene<'_>) -> String {
    format!("Fractional {}", scene.role_word())
}

fn location(dice: &mut Dice, place: &'static crate::taxonomy::shipped::Location, style: Style) -> Value {
    if style == Style::Api && dice.percent(12) && matches!(place.country_code.as_str(), "US" | "CA") {
        return json!({"name": place.display_name, "city": place.city, "state_or_province": place.state_region});
    }
    json!(places::spelled(dice, place))
}

/// What a directory knows about somebody it only found: a line or two, and placeholders where a source had nothing.
fn sparse(row: &mut Row, scene: &mut Scene<'_>, career: &Career) {
    if scene.dice.percent(55) {
        row.set("Years of Experience", json!(scene.years));
    }
    for field in ["Bio", "Hourly Rate", "Specialties", "Personal Website", "Monthly Rate", "Education"] {
        if scene.dice.percent(22) {
            let nothing = *scene.dice.pick(&["N/A", "", "undefined", "null", "-", "#N/A"]);
            row.set(field, json!(nothing));
        }
    }
    if scene.dice.percent(30) {
        let post = &career.posts[0];
        row.objects("Experience", &[experience(&mut scene.dice, post)]);
    }
    if scene.dice.percent(35) {
        row.set("Availability", json!(Availability::Available.label()));
    }
}

fn full(
    row: &mut Row,
    scene: &mut Scene<'_>,
    career: &Career,
    depth: Depth,
    slug: &str,
    today: NaiveDate,
    family_language: Option<&'static str>,
) {
    let this_year = i64::from(today.year());
    let bio = bio(scene, career, depth, slug);
    if let Some(bio) = bio {
        let key = *scene.dice.pick(&["Bio", "Bio", "Summary"]);
        if scene.dice.percent(5) {
            row.text(key, &html(&bio));
        } else {
            row.text(key, &bio);
        }
    }
    if scene.dice.percent(if depth == Depth::Plain { 35 } else { 70 }) {
        let win = capitalised(&scene.win());
        row.text("Highlight Outcome", &win);
    }
    if scene.dice.percent(80) {
        row.set("Years of Experience", row.number(scene.years));
    }
    let specialties = specialties(&mut scene.dice, scene.role);
    let key = *scene.dice.pick(&["Specialties", "Skills", "Expertise"]);
    row.list(key, &specialties);
    terms(row, scene, today, family_language);
    if scene.dice.percent(84) {
        let fees = fees::fees(&mut scene.dice, scene.role, scene.land, scene.years);
        fees_into(row, &mut scene.dice, &fees);
    } else if scene.dice.percent(30) {
        row.set("Hourly Rate", json!("N/A"));
    }
    if scene.dice.percent(42) {
        row.set("Personal Website", json!(format!("https://{slug}.example")));
    }
    if scene.dice.percent(90) {
        let most = if depth == Depth::Plain { 6 } else { 9 };
        let entries: Vec<_> =
            career.posts.iter().take(most).map(|post| experience(&mut scene.dice, post)).collect();
        row.objects(*scene.dice.pick(&["Experience", "Experience", "Work Experience"]), &entries);
    }
    let degrees = careers::education(scene, career.began, this_year);
    if scene.dice.percent(86) {
        let entries: Vec<_> = degrees
            .iter()
            .map(|degree| {
                let mut entry = json!({"school_name": degree.school, "degree": degree.title, "field_of_study": degree.field});
                if scene.dice.percent(88) {
                    entry["end_date"] = json!(format!("{}-06", degree.year));
                }
                entry
            })
            .collect();
        row.objects("Education", &entries);
    }
    let certifications = certifications(scene, career.began, this_year);
    if !certifications.is_empty() {
        row.objects("Certifications", &certifications);
    }
    let stories = scene.dice.below(match depth {
        Depth::Plain => 2,
        _ => 4,
    });
    let cases = cases(scene, stories);
    if !cases.is_empty() {
        row.objects("Case Studies", &cases);
    }
    let count = match depth {
        Depth::Plain => *scene.dice.weighted(&[(0, 62), (1, 22), (2, 16)]),
        _ => *scene.dice.weighted(&[(0, 26), (1, 16), (2, 18), (3, 16), (4, 12), (5, 7), (6, 5)]),
    };
    let reviews = reviews(scene, count, today, career.independent_days);
    if !reviews.is_empty() {
        row.objects("Reviews", &reviews);
    }
}

fn experience(dice: &mut Dice, post: &Post) -> Value {
    let day = if dice.percent(50) { "-01" } else { "" };
    let mut entry = json!({
        "title": post.title,
        "company": post.company,
        "company_domain": post.domain,
        "start_date": format!("{}{day}", careers::written(post.start)),
        "end_date": post.end.map(|end| format!("{}{day}", careers::written(end))),
        "is_current": post.end.is_none(),
    });
    if post.domain.is_empty()
        && let Some(fields) = entry.as_object_mut()
    {
        fields.shift_remove("company_domain");
    }
    if let Some(summary) = &post.summary {
        entry["summary"] = json!(summary);
    }
    entry
}

/// Availability, travel, languages and the other answers of a form.
fn terms(row: &mut Row, scene: &mut Scene<'_>, today: NaiveDate, family_language: Option<&'static str>) {
    let dice = &mut scene.dice;
    let availability = *dice.weighted(&[
        (Availability::Available, 52),
        (Availability::Limited, 26),
        (Availability::Booked, 15),
        (Availability::Unavailable, 7),
    ]);
    row.set("Availability", json!(if row.snake() { availability.as_str() } else { availability.label() }));
    let wait = match availability {
        Availability::Available if dice.percent(30) => Some(dice.between(7, 60)),
        Availability::Booked if dice.percent(80) => Some(dice.between(20, 190)),
        _ => None,
    };
    if let Some(days) = wait {
        let from = today + Days::new(days.unsigned_abs());
        row.set("Available From", json!(from.to_string()));
    }
    if dice.percent(70) {
        let low = *dice.pick(&[4, 5, 8, 8, 10, 10, 12, 15, 16, 20]);
        let high = low + *dice.pick(&[4, 5, 5, 8, 10, 12]);
        if row.snake() {
            row.set("Hours per Week Min", json!(low));
            row.set("Hours per Week Max", json!(high));
        } else {
            row.set("Hours per Week", json!(format!("{low}-{high}")));
        }
    }
    if dice.percent(82) {
        let remote = dice.percent(86);
        row.set(
            "Remote Available",
            if row.snake() { json!(remote) } else { json!(if remote { "Yes" } else { "No" }) },
        );
    }
    if dice.percent(72) {
        let travel = *dice.weighted(&[
            (Travel::Local, 14),
            (Travel::Regional, 28),
            (Travel::National, 34),
            (Travel::International, 24),
        ]);
        row.set("Travel Willingness", json!(travel.as_str()));
    }
    if dice.percent(62) {
        let minimum = [
            "3 months",
            "6 months",
            "1 month",
            "One quarter",
            "2 days a month",
            "12 weeks",
            "No minimum",
            "4 months",
            "One project",
        ];
        row.set("Minimum Engagement", json!(*dice.pick(&minimum)));
    }
    let mut kinds = vec![EngagementType::Fractional];
    for (kind, chance) in [
        (EngagementType::Interim, 48),
        (EngagementType::Advisory, 44),
        (EngagementType::Project, 30),
        (EngagementType::Board, 16),
    ] {
        if dice.percent(chance) {
            kinds.push(kind);
        }
    }
    if dice.percent(10) && kinds.len() > 1 {
        kinds.remove(0);
    }
    let kinds: Vec<String> = kinds.iter().map(|kind| kind.label().to_owned()).collect();
    row.list("Engagement Types", &kinds);
    if dice.percent(64) {
        let stages: &[&str] = if scene.clients[0].venture {
            &["Pre-seed", "Seed", "Series A", "Series B", "Series C+", "Bootstrapped"]
        } else {
            &["Bootstrapped", "SMB", "Mid-market", "PE-backed", "Family-owned", "Turnaround"]
        };
        let start = dice.below(stages.len() - 1);
        let end = (start + 1 + dice.below(3)).min(stages.len());
        let stages: Vec<String> = stages[start..end].iter().map(|&stage| stage.to_owned()).collect();
        row.list("Stage Focus", &stages);
    }
    if dice.percent(66) {
        let country = scene.land.languages;
        let mut languages: Vec<String> = country
            .iter()
            .take(if country.len() > 2 && dice.percent(50) { 2 } else { 3 })
            .map(|&l| l.to_owned())
            .collect();
        if !languages.iter().any(|language| language == "English") {
            languages.push("English".to_owned());
        }
        let mut more: Vec<&str> = family_language.filter(|_| dice.percent(60)).into_iter().collect();
        if dice.percent(16) {
            more.push(*dice.pick(&["Spanish", "French", "German", "Italian", "Portuguese", "Dutch"]));
        }
        for language in more {
            if !languages.iter().any(|known| known == language) {
                languages.push(language.to_owned());
            }
        }
        row.list("Languages", &languages);
    }
}

fn fees_into(row: &mut Row, dice: &mut Dice, fees: &Fees) {
    if row.snake() || dice.percent(25) {
        for (key, amount) in [
            ("Hourly Min", fees.hourly.0),
            ("Hourly Max", fees.hourly.1),
            ("Monthly Min", fees.monthly.0),
            ("Monthly Max", fees.monthly.1),
        ] {
            if let Some(amount) = amount {
                row.set(key, row.number(amount));
            }
        }
        row.set("Rate Currency", json!(fees.currency.code()));
        return;
    }
    if let Some(hourly) = fees::told(dice, fees.hourly, "hour", fees.currency) {
        row.set("Hourly Rate", json!(hourly));
    }
    if let Some(monthly) = fees::told(dice, fees.monthly, "month", fees.currency) {
        row.set(*dice.pick(&["Monthly Rate", "Monthly Rate", "Retainer"]), json!(monthly));
    }
}

/// Three to eight tags of the role, then of its neighbours.
fn specialties(dice: &mut Dice, role: &Role) -> Vec<String> {
    let own: Vec<_> = SPECIALTIES.iter().filter(|row| row.primary_role_slug == role.slug).collect();
    let near: Vec<_> = SPECIALTIES.iter().filter(|row| row.related_role_slugs.contains(&role.slug)).collect();
    let count = dice.below(6) + 3;
    let from_near = if near.is_empty() { 0 } else { 1 + dice.below(2) };
    let own_count = count.saturating_sub(from_near).max(1);
    let mut names: Vec<String> =
        dice.distinct(own.len(), own_count).into_iter().map(|at| own[at].name.clone()).collect();
    names.extend(dice.distinct(near.len(), from_near).into_iter().map(|at| near[at].name.clone()));
    names
}

fn certifications(scene: &mut Scene<'_>, began: i64, this_year: i64) -> Vec<Value> {
    let must = match scene.role.slug.as_str() {
        "fractional-general-counsel" => 92,
        "fractional-ciso" | "fractional-controller" => 80,
        "fractional-cfo" | "fractional-chief-compliance-officer" => 62,
        "fractional-ceo" | "fractional-cro" | "fractional-chief-of-staff" => 16,
        _ => 36,
    };
    if !scene.dice.percent(must) {
        return Vec::new();
    }
    let fields: Vec<&str> = match scene.role.slug.as_str() {
        "fractional-chief-compliance-officer" => vec!["Compliance", "Compliance", "Privacy"],
        "fractional-general-counsel" => vec!["Legal"],
        _ => scene.craft.certification_fields.to_vec(),
    };
    let field = *scene.dice.pick(&fields);
    let fitting: Vec<_> = CERTIFICATIONS
        .iter()
        .filter(|row| row.field == field && held_in(&row.name, scene.land.code))
        .collect();
    let count = *scene.dice.weighted(&[(1, 62), (2, 30), (3, 8)]);
    let mut years: Vec<i64> = Vec::new();
    scene
        .dice
        .distinct(fitting.len(), count)
        .into_iter()
        .map(|at| {
            let row = fitting[at];
            let year = (began + scene.dice.between(2, 12)).min(this_year - 1);
            years.push(year);
            let mut entry =
                json!({"title": row.name, "full_name": row.full_name, "company_name": row.issuer});
            if scene.dice.percent(80) {
                entry["date"] = json!(year.to_string());
            }
            entry
        })
        .collect()
}

/// Whether people of a country hold such a certificate; many are national.
fn held_in(name: &str, country: &str) -> bool {
    let commonwealth = ["GB", "IE", "AU", "NZ", "IN", "ZA", "SG", "HK", "AE", "KE", "NG"];
    match name {
        "CPA" | "CMA" => matches!(country, "US" | "CA" | "SG" | "HK" | "IL" | "JP" | "MX" | "AE" | "AU"),
        "EA"
        | "CEPA"
        | "CM&AA"
        | "CVA"
        | "ABV"
        | "ASA"
        | "CIRA"
        | "CTP (Turnaround)"
        | "CFP"
        | "QuickBooks ProAdvisor"
        | "SHRM-CP"
        | "SHRM-SCP"
        | "PHR"
        | "SPHR"
        | "CEBS"
        | "CCP"
        | "CRCM"
        | "CHC"
        | "FACHE"
        | "CPE"
        | "NACD.DC"
        | "CIPP/US"
        | "ACC In-house Counsel"
        | "EOS Implementer" => matches!(country, "US" | "CA"),
        "CFE" | "CAIA" | "CTP" | "FPAC" => matches!(country, "US" | "CA" | "GB" | "SG" | "HK"),
        "ACA" | "FCA" | "Solicitor" | "CIM Chartered Marketer" | "IoD Chartered Director" => {
            matches!(country, "GB" | "IE")
        }
        "FCIPD" | "MCIPD" | "MCIPS" | "PRINCE2" | "MSP" => commonwealth.contains(&country) || country == "NL",
        "ACCA" | "CIMA" => commonwealth.contains(&country) || matches!(country, "PL" | "CZ" | "CH"),
        "CGMA" => commonwealth.contains(&country) || country == "US",
        "CA" => matches!(country, "CA" | "IN" | "AU" | "NZ" | "ZA"),
        "ICD.D" => country == "CA",
        "GAICD" => country == "AU",
        "CIPP/E" => !matches!(country, "US" | "CA"),
        "Bar Admission" => country != "GB",
        _ => true,
    }
}

fn cases(scene: &mut Scene<'_>, count: usize) -> Vec<Value> {
    let suits = scene.suits();
    let suited: Vec<_> = scene
        .craft
        .cases
        .iter()
        .filter(|case| [case.situation, case.action].iter().all(|text| suits.item(text).is_some()))
        .filter_map(|case| suits.item(case.title).map(|title| (case, title)))
        .collect();
    scene
        .dice
        .distinct(suited.len(), count)
        .into_iter()
        .map(|at| {
            let (case, title) = suited[at];
            let client = *scene.dice.pick(&scene.clients.clone());
            let company = companies::name(&mut scene.dice, client, scene.land.code);
            // Half of all clients would rather not be named.
            let named = scene.dice.percent(55);
            let subject = if named { company.short } else { "the client".to_owned() };
            let mut told = |template: &str| {
                let begun = template.replace(". {company}", &format!(". {}", capitalised(&subject)));
                capitalised(&scene.fill(&begun.replace("{company}", &subject)))
            };
            json!({
                "title": told(title),
                "situation": told(case.situation),
                "action": told(case.action),
                "outcome": told(case.outcome),
                "metric": told(case.metric),
            })
        })
        .collect()
}

fn reviews(scene: &mut Scene<'_>, count: usize, today: NaiveDate, days: i64) -> Vec<Value> {
    let own = scene.dice.below(count + 1);
    let mut contents = scene.choose_some(scene.craft.reviews, own);
    contents.extend(scene.choose_some(shared::REVIEWS, count - own));
    contents
        .into_iter()
        .map(|content| {
            let (author, _) = names::person(&mut scene.dice, scene.land.code);
            let client = *scene.dice.pick(&scene.clients.clone());
            let company = companies::name(&mut scene.dice, client, scene.land.code);
            let rating = *scene.dice.weighted(&[(5.0, 58), (4.5, 22), (4.0, 12), (3.5, 5), (3.0, 3)]);
            let template = if rating < 4.2 { scene.choose(shared::MIXED_REVIEWS) } else { content };
            let content = review(scene, template);
            let date = today - Days::new(scene.dice.between(9, days.clamp(40, 1_300)).unsigned_abs());
            let mut review = json!({
                "author_name": author.full(),
                "rating": rating,
                "content": capitalised(&content),
                "date": date.to_string(),
            });
            if scene.dice.percent(92) {
                review["author_title"] = json!(*scene.dice.pick(shared::REVIEWER_TITLES));
            }
            if scene.dice.percent(88) {
                review["author_company"] = json!(company.short);
            }
            review
        })
        .collect()
}

/// A review; one that could be about anybody goes on to say something of its own.
fn review(scene: &mut Scene<'_>, template: &'static str) -> String {
    let content = scene.fill(template);
    let own = ["{first}", "{topic}", "{win}", "{plain}"];
    if own.iter().any(|slot| template.contains(slot)) {
        return content;
    }
    format!("{content} {}", scene.tell(shared::REVIEW_ENDINGS))
}

/// A bio in Markdown, or none.
fn bio(scene: &mut Scene<'_>, career: &Career, depth: Depth, slug: &str) -> Option<String> {
    if depth == Depth::Plain && scene.dice.percent(9) {
        return None;
    }
    let opening = scene.tell(scene.craft.openings);
    let mut first = vec![opening];
    if scene.dice.percent(60) {
        first.push(scene.tell(shared::FOCUS));
    }
    let mut parts = vec![first.join(" ")];
    let longer = depth != Depth::Plain;
    if longer || scene.dice.percent(88) || parts[0].len() < 150 {
        let results = if longer { 2 + scene.dice.below(2) } else { 1 + scene.dice.below(2) };
        let results = scene.tell_some(shared::RESULTS, results);
        parts.push(results.join(" "));
    }
    if longer || scene.dice.percent(40) {
        let ways = 1 + scene.dice.below(3);
        let mut ways = scene.tell_some(scene.craft.ways, ways);
        if scene.dice.percent(18) {
            let last = ways.len() - 1;
            ways[last] = format!("*{}*", ways[last]);
        }
        parts.push(ways.join(" "));
    }
    if longer && scene.dice.percent(55) {
        let list = if scene.dice.percent(50) {
            let title = *scene.dice.pick(shared::START_TITLES);
            bullets(scene, title, Scene::step)
        } else {
            let title = *scene.dice.pick(shared::WIN_TITLES);
            bullets(scene, title, |scene| capitalised(&scene.win()))
        };
        parts.push(list);
    }
    if scene.dice.percent(if longer { 65 } else { 35 })
        && let Some(background) = background(scene, career)
    {
        parts.push(background);
    }
    if depth == Depth::Endless {
        endless(scene, &mut parts);
    }
    if scene.dice.percent(if longer { 70 } else { 35 }) {
        let closing = scene.choose(shared::CLOSINGS).replace("{site}", slug);
        parts.push(scene.fill(&closing));
    }
    // Some people stop after the first paragraph.
    if depth == Depth::Plain && scene.dice.percent(14) {
        parts.truncate(2);
    }
    Some(parts.join("\n\n"))
}

fn bullets<'a>(scene: &mut Scene<'a>, title: &str, mut item: impl FnMut(&mut Scene<'a>) -> String) -> String {
    let count = 3 + scene.dice.below(3);
    let mark = match scene.dice.below(3) {
        0 => "* ",
        _ => "- ",
    };
    let mut list = match scene.dice.below(3) {
        0 => format!("**{title}**\n"),
        1 => format!("### {title}\n"),
        _ => format!("{title}:\n"),
    };
    for _ in 0..count {
        list.push('\n');
        list.push_str(mark);
        list.push_str(&item(scene));
    }
    list
}

fn background(scene: &mut Scene<'_>, career: &Career) -> Option<String> {
    let last = &career.posts[*career.employed.first()?];
    let first = &career.posts[*career.employed.last()?];
    let earlier = &career.posts[*career.employed.get(1)?];
    if first.company == last.company || earlier.company == last.company || first.company == earlier.company {
        return None;
    }
    let template = scene
        .choose(shared::BACKGROUND)
        .replace("{since}", &career.independent_since.to_string())
        .replace("{lasttitle}", &last.title)
        .replace("{firsttitle}", &careers::with_article(&first.title))
        .replace("{lastcompany}", &last.company)
        .replace("{earliercompany}", &earlier.company)
        .replace("{firstcompany}", &first.company);
    Some(scene.fill(&template))
}

/// The profile of somebody who has a great deal to say.
fn endless(scene: &mut Scene<'_>, parts: &mut Vec<String>) {
    for at in scene.dice.distinct(shared::LONG_TITLES.len(), 6) {
        parts.push(format!("## {}", shared::LONG_TITLES[at]));
        let ways = scene.tell_some(scene.craft.ways, 4);
        parts.push(ways.join(" "));
        let results = scene.tell_some(shared::RESULTS, 5);
        parts.push(results.join(" "));
        let title = *scene.dice.pick(shared::WIN_TITLES);
        let list = bullets(scene, title, |scene| capitalised(&scene.win()));
        parts.push(list);
        let focus = scene.tell(shared::FOCUS);
        parts.push(focus);
    }
}

/// Markdown paragraphs and lists as the HTML that some sources send.
pub(super) fn html(markdown: &str) -> String {
    let mut html = String::new();
    for part in markdown.split("\n\n") {
        if part.starts_with("- ") || part.starts_with("* ") {
            html.push_str("<ul>");
            for line in part.lines() {
                html.push_str("<li>");
                html.push_str(line.trim_start_matches(['-', '*', ' ']));
                html.push_str("</li>");
            }
            html.push_str("</ul>");
        } else {
            html.push_str("<p>");
            html.push_str(&part.trim_start_matches(['#', ' ']).replace("**", "").replace('\n', "<br>"));
            html.push_str("</p>\n");
        }
    }
    html
}

fn after(dice: &mut Dice, n: usize, depth: Depth) -> ExecutiveAfter {
    use PublishStatus::{Archived, Draft, Published, Review};
    let status = if n % 20 == 13 { [Review, Draft, Review, Archived][(n / 20) % 4] } else { Published };
    let shown = matches!(status, Published | Archived);
    let claim_status = if !shown {
        ClaimStatus::Unclaimed
    } else if depth == Depth::Sparse {
        *dice.weighted(&[(ClaimStatus::Unclaimed, 95), (ClaimStatus::Claimed, 5)])
    } else {
        *dice.weighted(&[
            (ClaimStatus::Unclaimed, 56),
            (ClaimStatus::Claimed, 26),
            (ClaimStatus::Verified, 18),
        ])
    };
    let days = |dice: &mut Dice, low, high| u16::try_from(dice.between(low, high)).unwrap_or(0);
    let published_days_ago = shown.then(|| days(dice, 1, 420));
    let claimed_days_ago = (claim_status != ClaimStatus::Unclaimed)
        .then(|| days(dice, 0, i64::from(published_days_ago.unwrap_or(30))));
    let last_confirmed_days_ago = match claim_status {
        ClaimStatus::Unclaimed => None,
        _ if dice.percent(78) => Some(days(dice, 0, 74).min(claimed_days_ago.unwrap_or(0))),
        _ => Some(claimed_days_ago.unwrap_or(0)),
    };
    let featured = status == Published
        && claim_status != ClaimStatus::Unclaimed
        && matches!(depth, Depth::Rich | Depth::Endless)
        && dice.percent(22);
    ExecutiveAfter {
        status,
        published_days_ago,
        claim_status,
        claimed_days_ago,
        featured,
        verifications: verifications(dice, claim_status, claimed_days_ago),
        reviews_published: dice.percent(94),
        reviews_verified: dice.below(4),
        last_confirmed_days_ago,
    }
}

fn verifications(dice: &mut Dice, claim: ClaimStatus, claimed: Option<u16>) -> Vec<DemoVerification> {
    let mut checks = Vec::new();
    for &check_type in CheckType::ALL {
        let status = match (claim, check_type) {
            (ClaimStatus::Unclaimed, _) if dice.percent(96) => continue,
            (ClaimStatus::Unclaimed, _) => VerificationStatus::Unverified,
            (ClaimStatus::Verified, CheckType::Identity) => VerificationStatus::Verified,
            (ClaimStatus::Verified, _) if dice.percent(20) => continue,
            (ClaimStatus::Verified, _) => *dice.weighted(&[
                (VerificationStatus::Verified, 70),
                (VerificationStatus::Pending, 20),
                (VerificationStatus::Unverified, 10),
            ]),
            (ClaimStatus::Claimed, _) if dice.percent(55) => continue,
            (ClaimStatus::Claimed, _) => *dice.weighted(&[
                (VerificationStatus::Verified, 25),
                (VerificationStatus::Pending, 50),
                (VerificationStatus::Unverified, 25),
            ]),
        };
        let detail = match (check_type, status) {
            (CheckType::Identity, VerificationStatus::Verified) => "Government ID and a short call",
            (CheckType::Identity, VerificationStatus::Pending) => "Document received, call to be arranged",
            (CheckType::Identity, VerificationStatus::Unverified) => "No document received",
            (CheckType::Credentials, VerificationStatus::Verified) => {
                "Degrees and memberships confirmed with their issuers"
            }
            (CheckType::Credentials, VerificationStatus::Pending) => "Waiting for an answer from the issuer",
            (CheckType::Credentials, VerificationStatus::Unverified) => {
                "The issuer could not confirm a record"
            }
            (CheckType::TrackRecord, VerificationStatus::Verified) => {
                "Two references from clients of the last three years"
            }
            (CheckType::TrackRecord, VerificationStatus::Pending) => {
                "One reference received, one outstanding"
            }
            (CheckType::TrackRecord, VerificationStatus::Unverified) => "No reference could be reached",
        };
        let checked_days_ago = (status != VerificationStatus::Pending)
            .then(|| u16::try_from(dice.between(0, i64::from(claimed.unwrap_or(60)))).unwrap_or(0));
        let source = match (claim, check_type) {
            (ClaimStatus::Unclaimed, _) => "clay",
            (_, CheckType::Identity) => "claim",
            _ => "manual-review",
        };
        let detail = dice.percent(85).then(|| detail.to_owned());
        checks.push(DemoVerification { check_type, status, detail, checked_days_ago, source });
    }
    checks
}

/// The text in the spelling of the country.
pub(super) fn spelled_for(land_is_american: bool, text: &str) -> String {
    if land_is_american { text.to_owned() } else { british(text) }
}
