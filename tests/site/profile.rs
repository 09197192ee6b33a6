//! `/executives/{slug}`.

use quarterdeck::database::MIGRATIONS;
use serde_json::json;
use sqlx::PgPool;

use crate::support::Site;
use crate::support::builders::Builder;

pub fn with_everything(site: &Site) -> Builder<'_> {
    site.executive()
        .named("Sarah Chen")
        .industries("SaaS; FinTech")
        .with("Skills", "Fundraising")
        .with("Remote", "yes")
        .with("Years of Experience", "21")
        .with("Monthly Rate", "USD 8,000 – 12,000 per month")
        .with("Hourly Rate", "USD 250/hr")
        .with("Hours per week", "10-20")
        .with("Minimum Engagement", "3 months")
        .with("Languages", "English, French")
        .with("Engagement Types", "Fractional, Interim")
        .with("LinkedIn Profile", "https://www.linkedin.com/in/sarah-chen-cfo/")
        .with("Website", "https://sarahchen.example")
        .with("Bio", "Closed **forty** quarters.\n\n- Raised two rounds\n- Sold one company")
        .with(
            "Experience",
            json!([
                {"company": "Lumen Freight", "title": "Fractional CFO", "start_date": "2022-03", "end_date": null,
                 "summary": "Runs finance two days a week."},
                {"company": "Old Mill Paper", "title": "Controller", "start_date": "2010", "end_date": "2015"},
            ]),
        )
        .with(
            "Education",
            json!([{"school_name": "Rice University", "degree": "MBA", "field_of_study": "Finance", "end_date": "2009"}]),
        )
        .with("Certifications", json!([{"title": "CPA", "date": "2011-05"}]))
        .with(
            "Case Studies",
            json!([{"title": "Cash in time", "situation": "Six weeks of cash.", "action": "Renegotiated terms.",
                    "outcome": "A year of runway.", "metric": "52 weeks of runway"}]),
        )
        .with(
            "Reviews",
            json!([{"author_name": "Omar Haddad", "author_title": "CEO", "author_company": "Lumen Freight",
                    "rating": 4.5, "content": "She saw it coming before we did."}]),
        )
        .available()
        .published()
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_profile_shows_all_that_is_known(pool: PgPool) {
    let site = Site::start(pool).await;
    let sarah = with_everything(&site).create().await;
    site.sql("update executive_reviews set published_at = '2026-05-01 10:00Z', verified = true").await;
    let page = site.anonymous().get(&sarah.path).await.expect(200);
    assert_eq!(sarah.slug, "sarah-chen");
    assert_eq!(page.text("h1"), "Sarah Chen");
    // A specialty leads to whoever else has it.
    let alike = page.attributes("a.tag[href*='specialty=']", "href");
    assert_eq!(alike, ["/executives?specialty=fundraising"]);
    assert_eq!(site.anonymous().get(&alike[0]).await.expect(200).results(), 1);
    for words in [
        "Chief Financial Officer",
        "Austin, TX",
        "21 years’ experience",
        "$8,000–$12,000/month",
        "or $250/hour",
        "10–20",
        "3 months",
        "Available",
        "confirmed 1 Jun 2026",
        "Closed forty quarters.",
        "Sold one company",
        "Cash in time",
        "Six weeks of cash.",
        "A year of runway.",
        "Lumen Freight",
        "Mar 2022",
        "Runs finance two days a week.",
        "2010",
        "Rice University",
        "MBA, Finance",
        "CPA",
        "She saw it coming before we did.",
        "Omar Haddad",
        "CEO, Lumen Freight",
        "Client confirmed",
        "SaaS",
        "Fintech",
        "Fundraising",
        "English, French",
        "Fractional, Interim",
    ] {
        page.expect_says(words);
    }
    let outward = page.attributes("a[rel~=ugc]", "href");
    assert!(outward.contains(&"https://www.linkedin.com/in/sarah-chen-cfo".to_owned()), "{outward:?}");
    assert!(outward.iter().any(|href| href.starts_with("https://sarahchen.example")), "{outward:?}");
    let data = page.json_ld_of("ProfilePage").unwrap();
    let person = &data["mainEntity"];
    assert_eq!(person["@type"], "Person");
    assert_eq!(person["name"], "Sarah Chen");
    assert_eq!(person["jobTitle"], "Chief Financial Officer");
    assert_eq!(person["worksFor"][0]["name"], "Lumen Freight");
    assert_eq!(person["alumniOf"][0]["name"], "Rice University");
    assert_eq!(person["knowsAbout"][0], "Fundraising");
    assert_eq!(person["address"]["addressCountry"], "US");
    assert!(person.get("image").is_none() && person.get("review").is_none());
    assert!(page.json_ld_of("BreadcrumbList").is_some());
    assert_eq!(page.canonical().unwrap(), "https://quarterdeck.example/executives/sarah-chen");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn what_is_not_known_has_no_section(pool: PgPool) {
    let site = Site::start(pool).await;
    let bare = site.executive().without("Bio").published().create().await;
    let page = site.anonymous().get(&bare.path).await.expect(200);
    let sections = page.texts("main h2");
    assert_eq!(sections, ["Details", "What was checked"]);
    page.expect_says("not stated");
    page.expect_says("Availability not stated");
    assert!(!page.is_indexable(), "a thin profile is kept out of search engines");
    let person = &page.json_ld_of("ProfilePage").unwrap()["mainEntity"];
    for name in ["sameAs", "knowsAbout", "alumniOf", "hasCredential", "worksFor"] {
        assert!(person.get(name).is_none(), "{name}");
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_thin_profile_leads_to_no_hub_below_the_bar(pool: PgPool) {
    let site = Site::start(pool).await;
    let bare = site.executive().without("Bio").published().create().await;
    let page = site.anonymous().get(&bare.path).await.expect(200);
    assert!(!page.links().iter().any(|link| link.starts_with("/roles/")), "{:?}", page.links());
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_unclaimed_profile_says_so_and_shows_no_badge(pool: PgPool) {
    let site = Site::start(pool).await;
    let sarah = with_everything(&site).create().await;
    let page = site.anonymous().get(&sarah.path).await.expect(200);
    page.expect_says("Nobody has claimed this profile yet. It was put together from a list kept in Clay");
    page.expect_says("last read 15 Jun 2026");
    page.expect_says("nobody has checked it");
    page.expect_says("Is this you?");
    assert!(!page.has(".badge"), "a badge that nobody checked");
    page.expect_silent("Verified");
    assert!(!page.has("#reviews"), "reviews are shown once they are published");

    site.sql("update executives set claim_status = 'CLAIMED'").await;
    let page = site.anonymous().get(&sarah.path).await.expect(200);
    page.expect_silent("claimed this profile");
    assert!(!page.has(".badge"));
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_badge_stands_for_a_check_that_still_holds(pool: PgPool) {
    let site = Site::start(pool).await;
    let sarah = site.executive().published().create().await;
    let check = |kind: &str, status: &str, until: &str| {
        format!(
            "insert into executive_verifications (id, executive_id, check_type, status, checked_at, valid_until, detail)
             values (gen_random_uuid(), '{}', '{kind}', '{status}', '2026-05-02', {until}, 'by {kind} document')",
            sarah.id
        )
    };
    site.sql(&check("IDENTITY", "VERIFIED", "null")).await;
    site.sql(&check("CREDENTIALS", "PENDING", "null")).await;
    // It held until a day before the day of the test.
    site.sql(&check("TRACK_RECORD", "VERIFIED", "'2026-06-14'")).await;
    let page = site.anonymous().get(&sarah.path).await.expect(200);
    assert_eq!(page.texts(".checks li.is-checked b"), ["Identity"]);
    page.expect_says("by IDENTITY document");
    page.expect_silent("by TRACK_RECORD document");
    page.expect_says("being checked");
    let list = site.anonymous().get("/executives").await.expect(200);
    assert_eq!(list.texts(".card .badge"), ["Checked: identity"]);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_availability_that_nobody_confirmed_for_long_is_not_relied_on(pool: PgPool) {
    let site = Site::start(pool).await;
    let sarah = site
        .executive()
        .with("Availability", "Available now")
        .published()
        .set("last_confirmed_at = '2026-03-01 10:00Z'")
        .create()
        .await;
    for path in [sarah.path.as_str(), "/executives"] {
        let page = site.anonymous().get(path).await.expect(200);
        page.expect_says("Not confirmed since 1 Mar 2026");
        assert!(page.has(".availability-unsure") && !page.has(".availability-yes"), "{path}");
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_renamed_profile_is_found_at_its_new_address_in_one_step(pool: PgPool) {
    let site = Site::start(pool).await;
    let sarah = site.executive().published().create().await;
    for slug in ["sarah-chen-cfo", "sarah-miller"] {
        site.sql(&format!("update executives set slug = '{slug}' where id = '{}'", sarah.id)).await;
    }
    for old in ["/executives/sarah-chen", "/executives/sarah-chen-cfo", "/Executives/Sarah-Chen/"] {
        site.anonymous().get(old).await.expect_moved("/executives/sarah-miller");
    }
    site.anonymous().get("/executives/sarah-miller").await.expect(200);
    site.anonymous().get("/Executives/Sarah-Miller/").await.expect_moved("/executives/sarah-miller");

    // Her first address leads nowhere while she is not public.
    site.sql("update executives set status = 'ARCHIVED'").await;
    site.anonymous().get("/executives/sarah-chen").await.expect(404);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_removed_profile_answers_410_at_every_address_it_had(pool: PgPool) {
    let site = Site::start(pool).await;
    let sarah = site.executive().named("Unforgettable Name").published().create().await;
    site.sql("update executives set slug = 'she-moved'").await;
    site.sql("update executives set removed_at = '2026-06-14'").await;
    for path in [sarah.path.as_str(), "/executives/she-moved"] {
        let page = site.anonymous().get(path).await.expect(410);
        page.expect_silent("Unforgettable");
        assert!(page.links().iter().any(|link| link == "/executives"));
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn only_a_published_profile_has_a_page(pool: PgPool) {
    let site = Site::start(pool).await;
    let sarah = site.executive().create().await;
    for status in ["DRAFT", "REVIEW", "ARCHIVED"] {
        site.sql(&format!("update executives set status = '{status}'")).await;
        let page = site.anonymous().get(&sarah.path).await.expect(404);
        page.expect_silent("Sarah");
    }
    site.anonymous().get("/executives/nobody-at-all").await.expect(404);
    site.anonymous().get(&format!("/executives/{}", "x".repeat(4_000))).await.expect(404);
    site.anonymous().get("/executives/%00").await.expect(400);
    site.anonymous().get("/executives/%FF").await.expect(400);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn similar_people_do_the_same_work_before_others(pool: PgPool) {
    let site = Site::start(pool).await;
    let sarah = site.executive().published().create().await;
    site.executive().named("Same Role").published().create().await;
    site.executive().named("Other Role").role("Fractional CTO").published().create().await;
    site.executive().named("Hidden Role").create().await;
    let page = site.anonymous().get(&sarah.path).await.expect(200);
    assert_eq!(page.texts("[aria-labelledby=similar] h3 bdi"), ["Same Role", "Other Role"]);
}
