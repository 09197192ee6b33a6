//! A page, its data, its text and its structured data say the same.

use std::collections::BTreeMap;

use quarterdeck::database::MIGRATIONS;
use serde_json::Value;
use sqlx::PgPool;

use crate::profile::with_everything;
use crate::support::Site;

/// How a value of the data reads on the page; nothing where the page says it by what it links.
fn as_read(path: &str, value: &Value) -> Option<Vec<String>> {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let one = |text: &str| Some(vec![text.to_owned()]);
    let field = path.rsplit('.').next().unwrap();
    match field {
        // Told by other words, below.
        "id" | "slug" | "url" | "firstName" | "lastName" | "updatedAt" | "publishedAt" | "featured"
        | "timezone" => None,
        _ if field.ends_with("Slug") || field.ends_with("Slugs") || field.ends_with("Url") => None,
        "bio" | "description" => Some(
            (text.lines().map(|line| line.trim_start_matches("- ").replace("**", "")))
                .filter(|line| !line.is_empty())
                .collect(),
        ),
        "isCurrent" => (text == "true").then(|| vec!["now".to_owned()]),
        "verified" => (text == "true").then(|| vec!["Client confirmed".to_owned()]),
        "invited" => (text == "true").then(|| vec!["Invited by Sarah".to_owned()]),
        "remoteAvailable" => (text == "true").then(|| vec!["Remote".to_owned()]),
        "employmentType" => one(match text.as_str() {
            "PART_TIME" => "Part-time",
            "CONTRACTOR" => "Contractor",
            other => panic!("{other}"),
        }),
        "availability" | "engagementTypes" | "status" | "checkType" | "remoteType" | "travelWillingness" => {
            one(&label(&text))
        }
        "claimStatus" => {
            (text == "UNCLAIMED").then(|| vec!["Nobody has claimed this profile yet.".to_owned()])
        }
        "languages" => one(if text == "en" { "English" } else { "French" }),
        "availabilityIsCurrent" => (text == "true").then(|| vec!["confirmed 1 Jun 2026".to_owned()]),
        "startDate" | "endDate" => one(&month(&text)),
        _ if field.ends_with("At") || field.ends_with("On") || field == "openUntil" => one(&day(&text)),
        "hourlyMin" | "hourlyMax" | "monthlyMin" | "monthlyMax" | "compMinAmount" | "compMaxAmount" => {
            one(&format!("${}", grouped(&text)))
        }
        "compPeriod" => one(&format!("/{text}")),
        "currency" | "compCurrency" => one(if text == "USD" { "$" } else { &text }),
        "averageRating" => one("4.5"),
        "industriesAreDerived" => None,
        "remoteCountries" => one("Remote (US)"),
        _ => one(&text),
    }
}

/// `AVAILABLE` as people read it.
fn label(word: &str) -> String {
    let lower = word.to_lowercase().replace('_', " ");
    lower[..1].to_uppercase() + &lower[1..]
}

fn grouped(number: &str) -> String {
    let at = number.len().saturating_sub(3);
    if at == 0 { number.to_owned() } else { format!("{},{}", &number[..at], &number[at..]) }
}

fn month(text: &str) -> String {
    const NAMES: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    match text.split_once('-') {
        Some((year, month)) => format!("{} {year}", NAMES[month.parse::<usize>().unwrap() - 1]),
        None => text.to_owned(),
    }
}

fn day(text: &str) -> String {
    let (month_of, day) = text[..10].rsplit_once('-').unwrap();
    format!("{} {}", day.trim_start_matches('0'), month(month_of))
}

/// Every value of the data that is not null, by its path.
fn leaves<'a>(path: &str, value: &'a Value, found: &mut Vec<(String, &'a Value)>) {
    match value {
        Value::Object(fields) => {
            fields.iter().for_each(|(name, value)| leaves(&format!("{path}.{name}"), value, found));
        }
        Value::Array(values) => values.iter().for_each(|value| leaves(path, value, found)),
        Value::Null => {}
        value => found.push((path.to_owned(), value)),
    }
}

/// That a text says every value of the data; how often each field was looked at.
fn expect_says(data: &Value, page: &str, of: &str) -> BTreeMap<String, usize> {
    let mut all = Vec::new();
    leaves("", data, &mut all);
    let mut looked_at = BTreeMap::new();
    for (path, value) in all {
        for words in as_read(&path, value).into_iter().flatten() {
            let plain: String = words.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(page.contains(&plain), "{of} does not say {path}: “{plain}”\n{page}");
            *looked_at.entry(path.clone()).or_default() += 1;
        }
    }
    looked_at
}

/// Markdown as somebody reads it.
fn read(markdown: &str) -> String {
    let plain = markdown.replace("**", "").replace('\\', "");
    let lines = plain.lines().map(|line| line.trim_start_matches(['>', '#', '-', ' ']));
    lines
        .flat_map(str::split_whitespace)
        .collect::<Vec<_>>()
        .join(" ")
        .replace("client confirmed", "Client confirmed")
        .replace("invited by", "Invited by")
        .replace("and remote", "Remote")
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_profile_says_the_same_in_every_form(pool: PgPool) {
    let site = Site::start(pool).await;
    let sarah = with_everything(&site).create().await;
    site.sql(
        "update executive_reviews set published_at = '2026-05-01 10:00Z', verified = true, is_invited = true,
                engagement = 'Fractional CFO, 2022 to 2024', reply = 'Thank you, Omar.', replied_at = '2026-05-02 10:00Z'",
    )
    .await;
    let page = site.anonymous().get(&sarah.path).await.expect(200);
    let data = site.anonymous().get(&format!("{}.json", sarah.path)).await.expect(200).data();
    let api = site.anonymous().get(&format!("/api/v1/executives/{}", sarah.slug)).await.expect(200).data();
    assert_eq!(data, api);
    let listed = site.anonymous().get("/executives.json").await.expect(200).data();
    assert_eq!(listed["items"][0], data);
    let text = site.anonymous().get(&format!("{}.md", sarah.path)).await.expect(200);

    // Everything in the data stands on the page and in the text.
    let looked_at = expect_says(&data, &page.content().replace('\u{a0}', " "), "the page");
    assert!(looked_at.len() >= 35, "{looked_at:#?}");
    expect_says(&data, &read(text.source()).replace('\u{a0}', " "), "the text");
    // What the page links stands in the data.
    let outward = page.attributes("a[rel~=ugc]", "href");
    assert_eq!(outward.len(), 2);
    for link in ["linkedinUrl", "websiteUrl"] {
        let link = data[link].as_str().unwrap();
        assert!(outward.iter().any(|href| href == link) && text.source().contains(link), "{link}");
    }
    // And the other way round: every section of the page has as many entries in the data.
    for (field, selector) in [
        ("experience", ".timeline > li"),
        ("caseStudies", "article.case"),
        ("reviews", "figure.review"),
        ("industrySlugs", ".profile-side section:first-of-type .tag"),
    ] {
        assert_eq!(data[field].as_array().unwrap().len(), page.select(selector).len(), "{field}");
    }
    let credentials = ["education", "certifications"].map(|field| data[field].as_array().unwrap().len());
    assert_eq!(credentials.iter().sum::<usize>(), page.select(".credentials > li").len());
    // What search engines are told.
    let person = page.json_ld_of("ProfilePage").unwrap();
    assert_eq!(person["dateModified"].as_str().unwrap()[..19], data["updatedAt"].as_str().unwrap()[..19]);
    let person = &person["mainEntity"];
    assert_eq!(person["name"], data["fullName"]);
    assert_eq!(person["description"], data["headline"]);
    assert_eq!(person["url"], data["url"]);
    assert_eq!(person["sameAs"][0], data["linkedinUrl"]);
    assert_eq!(person["alumniOf"][0]["name"], data["education"][0]["institution"]);
    // The shape that the canonical model has.
    for field in [
        "slug",
        "firstName",
        "lastName",
        "fullName",
        "headline",
        "bio",
        "roleSlug",
        "locationSlug",
        "industrySlugs",
        "specialtySlugs",
        "yearsExperience",
        "availability",
        "remoteAvailable",
        "travelWillingness",
        "minimumEngagement",
        "linkedinUrl",
        "websiteUrl",
        "rates",
        "claimStatus",
        "featured",
        "highlightOutcome",
        "experience",
        "education",
        "certifications",
        "reviews",
        "caseStudies",
        "verificationBadges",
    ] {
        assert!(data.get(field).is_some(), "{field}");
    }
    assert_eq!(data["roleSlug"], "fractional-cfo");
    assert_eq!(data["specialtySlugs"][0], "fundraising");
    assert_eq!(data["rates"]["monthlyMax"], 12_000);
    assert_eq!(data["rates"]["currency"], "USD");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_posting_says_the_same_in_every_form(pool: PgPool) {
    let site = Site::start_today(pool).await;
    let job = site
        .job()
        .titled("Fractional CFO (Series B)")
        .industries("SaaS; Fintech")
        .with("Company Website", "https://northwind.example")
        .with("Summary", "Own forecasting, board reporting and the next round.")
        .with("Job Description", "Lead **finance** for a growing company.\n\nTwo days a week.")
        .with("Responsibilities", "Close the books in five days; Report to the board")
        .with("Requirements", "Ten years in senior finance roles")
        .with("Salary", "USD 9,000 - 12,000 per month")
        .with("Hours per week", "10-20")
        .with("Duration", "6 months")
        .with("Remote", "Remote")
        .with("Location", "Remote (US)")
        .with("Country", "US")
        .published()
        .set("expires_at = now() + interval '20 days', last_verified_at = now() - interval '1 day'")
        .post()
        .await;
    let page = site.anonymous().get(&job.path).await.expect(200);
    let data = site.anonymous().get(&format!("{}.json", job.path)).await.expect(200).data();
    let listed = site.anonymous().get("/api/v1/jobs").await.expect(200).data();
    assert_eq!(listed["items"][0], data);
    let text = site.anonymous().get(&format!("{}.md", job.path)).await.expect(200);

    let looked_at = expect_says(&data, &page.content().replace('\u{a0}', " "), "the page");
    assert!(looked_at.len() >= 17, "{looked_at:#?}");
    expect_says(&data, &read(text.source()).replace('\u{a0}', " "), "the text");
    assert_eq!(page.attributes(".hero-line a", "href"), [data["companyUrl"].as_str().unwrap()]);
    assert_eq!(
        page.select(".bullets > li").len(),
        data["responsibilities"].as_array().unwrap().len() + data["requirements"].as_array().unwrap().len()
    );

    let posting = page.json_ld_of("JobPosting").unwrap();
    assert_eq!(posting["title"], data["title"]);
    assert_eq!(posting["hiringOrganization"]["name"], data["companyName"]);
    assert_eq!(posting["employmentType"], data["employmentType"]);
    assert_eq!(posting["identifier"]["value"], data["id"]);
    assert_eq!(posting["datePosted"].as_str().unwrap(), &data["postedAt"].as_str().unwrap()[..10]);
    assert_eq!(posting["baseSalary"]["currency"], data["compCurrency"]);
    assert_eq!(posting["baseSalary"]["value"]["minValue"], data["compMinAmount"]);
    assert_eq!(posting["baseSalary"]["value"]["maxValue"], data["compMaxAmount"]);
    assert_eq!(posting["applicantLocationRequirements"][0]["name"], data["remoteCountries"][0]);
    for field in [
        "slug",
        "title",
        "companyName",
        "locationSummary",
        "primaryLocationSlug",
        "roleSlug",
        "industrySlugs",
        "summary",
        "description",
        "responsibilities",
        "requirements",
        "applyUrl",
        "postedAt",
        "employmentType",
        "remoteType",
        "compensationSummary",
        "compMinAmount",
        "compMaxAmount",
        "compPeriod",
        "compCurrency",
        "curatedAt",
        "communityTopicHint",
    ] {
        assert!(data.get(field).is_some(), "{field}");
    }
}
