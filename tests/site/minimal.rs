//! A deployment shows of people who did not sign up who they are, and no more.

use quarterdeck::accounts::Role;
use quarterdeck::database::MIGRATIONS;
use quarterdeck::demo::{Plan, fill};
use quarterdeck::executives::{self, queries::fresh_since};
use quarterdeck::market::Market;
use quarterdeck::search::hubs::{Hub, Scope};
use sqlx::PgPool;
use sqlx::postgres::PgPoolOptions;

use crate::public::SURFACES;
use crate::support::Site;
use crate::support::builders::Executive;
use crate::support::site::Silent;

/// The same database, told as `QUARTERDECK_UNCLAIMED=minimal` tells it.
fn minimal(pool: &PgPool) -> PgPool {
    let options = pool.connect_options().as_ref().clone().options([("quarterdeck.unclaimed", "minimal")]);
    PgPoolOptions::new().max_connections(5).connect_lazy_with(options)
}

/// Somebody of whom a list says a lot, all of it with a word that nothing else has.
async fn sarah(site: &Site) -> Executive {
    let sarah = site
        .executive()
        .industries("SaaS")
        .with("Bio", "Zebrafinch since 1999.")
        .with("Monthly Rate", "USD 7777/month")
        .with("Years of Experience", "23")
        .with("Remote", "Yes")
        .available()
        .published()
        .set("highlight_outcome = 'Zebrafinch sold', minimum_engagement = 'Zebrafinch months', photo = '0123456789abcdef0123456789abcdef',
              website_url = 'https://zebrafinch.example', linkedin_url = 'https://www.linkedin.com/in/zebrafinch',
              booking_url = 'https://zebrafinch.example/call', stage_focus = '{Zebrafinch}', timezone = 'Europe/Zebrafinch',
              languages = '{eo}', hours_per_week_min = 13, hours_per_week_max = 13, travel_willingness = 'NATIONAL'")
        .create()
        .await;
    for (table, columns, values) in [
        ("experience", "company_name, role_title", "'Zebrafinch Inc.', 'CFO'"),
        ("education", "institution", "'Zebrafinch University'"),
        ("certifications", "name", "'Zebrafinch CPA'"),
        ("case_studies", "title", "'How Zebrafinch grew'"),
        (
            "reviews",
            "author_name, rating, content, published_at",
            "'Zebrafinch Zoe', 5, 'Zebrafinch!', now()",
        ),
        (
            "verifications",
            "check_type, status, detail, checked_at",
            "'IDENTITY', 'VERIFIED', 'Zebrafinch passport', now()",
        ),
    ] {
        site.sql(&format!(
            "insert into executive_{table} (id, executive_id, {columns}) select gen_random_uuid(), id, {values} from executives"
        ))
        .await;
    }
    site.sql("insert into portraits select photo, id, 'a', 'b', 'c', now() from executives").await;
    site.sql("update executives set search_document = search_document || ' zebrafinch'").await;
    sarah
}

/// Where the word stands, on all that shows profiles.
async fn sightings(site: &Site) -> Vec<String> {
    let mut seen = Vec::new();
    let more = [
        "/executives?q=zeb",
        "/api/v1/executives",
        "/api/v1/executives/sarah-chen",
        "/rates",
        "/compare?with=sarah-chen",
    ];
    for surface in SURFACES.into_iter().chain(more) {
        let page = site.anonymous().get(surface).await;
        let echoes = ["value=\"zebrafinch\"", "“zebrafinch”", "q=zebrafinch"];
        let shown = echoes.iter().fold(page.source().to_owned(), |text, echo| text.replace(echo, ""));
        let words =
            ["zebrafinch", "0123456789abcdef", "7,777", "7777", "23 years", "esperanto", "available now"];
        let shown = shown.to_lowercase();
        seen.extend(
            words.iter().filter(|word| shown.contains(*word)).map(|word| format!("{word} on {surface}")),
        );
    }
    seen
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_visitor_reads_of_somebody_who_did_not_sign_up_who_they_are_and_no_more(pool: PgPool) {
    let full = Site::start(pool.clone()).await;
    sarah(&full).await;
    let seen = sightings(&full).await;
    assert!(seen.len() > 30, "{seen:?}");

    let site = Site::over(minimal(&pool), full.clock.clone());
    assert_eq!(sightings(&site).await, [""; 0]);
    let page = site.anonymous().get("/executives/sarah-chen").await.expect(200);
    for words in [
        "Sarah Chen",
        "Finance leader for growing",
        "Austin",
        "SaaS",
        "Chief Financial Officer",
        "Until its person does, it shows no more than this.",
        "Nobody has claimed this profile yet",
        "a list kept in Clay",
    ] {
        page.expect_says(words);
    }
    assert!(!page.is_indexable(), "there is too little to it");
    assert_eq!(crate::machines::sitemap(&site).await.iter().filter(|path| path.contains("sarah")).count(), 0);
    let photo = "/photos/0123456789abcdef0123456789abcdef-96.jpg";
    full.anonymous().get(photo).await.expect(200);
    site.anonymous().get(photo).await.expect(404);
    // She is found by what she shows.
    for (asked, found) in [
        ("q=chen", 1),
        ("q=finance+leader", 1),
        ("q=saas+austin", 1),
        ("industry=saas", 1),
        ("q=zebrafinch", 0),
        // Nor does it show by what she is not left out for.
        ("q=chen+-zebrafinch", 1),
        ("years_min=1", 0),
        ("remote=yes", 0),
        ("hours_max=40", 0),
        ("availability=available", 0),
        ("rate_max=900000", 0),
    ] {
        let list = format!("/executives?{asked}");
        assert_eq!(site.anonymous().get(&list).await.expect(200).results(), found, "{asked}");
    }

    // Nor is it told to whoever begins to claim it.
    let eve = site.browser();
    let claim = "/executives/sarah-chen/claim";
    eve.post(claim, &[("step", "who"), ("name", "Eve"), ("email", "eve@elsewhere.example")])
        .await
        .expect(303);
    let proof = eve.get(claim).await.expect(200);
    proof.expect_says("of the website or the LinkedIn page that we know of you");
    proof.expect_silent("zebrafinch");

    // Beside somebody else, what is kept back is not said to be unknown.
    let other = site
        .executive()
        .named("Other One")
        .published()
        .set("claim_status = 'CLAIMED', years_experience = 12");
    other.create().await;
    let beside = site.anonymous().get("/compare?ids=sarah-chen,other-one").await.expect(200);
    assert_eq!(crate::shortlist::line(&beside, "Experience"), ["not shown", "12 years"]);

    // Once she has claimed it, it is hers to show.
    site.sql("update executives set claim_status = 'CLAIMED'").await;
    let again = sightings(&site).await;
    assert!(again.len() > 30, "{again:?}");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn whoever_runs_the_site_still_sees_all_of_a_minimal_profile(pool: PgPool) {
    let full = Site::start(pool.clone()).await;
    sarah(&full).await;
    let site = Site::over(minimal(&pool), full.clock.clone());
    let operator = site.runs_it("operator@site.example", Role::Operator).await;
    operator.get("/admin/executives/sarah-chen/edit").await.expect(200).expect_says("Zebrafinch since 1999.");
    // Who corrects it without an account sees what everybody sees.
    site.anonymous().get("/executives/sarah-chen/correct").await.expect(200).expect_silent("Zebrafinch");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn the_index_and_the_market_count_of_minimal_profiles_what_they_show(pool: PgPool) {
    let site = Site::start_today(minimal(&pool)).await;
    let plan = Plan { executives: 120, jobs: 10, seed: 5, today: site.clock.today() };
    fill::fill(&site.pool, &site.clock, &site.secrets, plan, &mut Silent, &mut Silent).await.unwrap();
    let unclaimed =
        "select count(*)::text from executives where is_public(executives) and claim_status = 'UNCLAIMED'";
    assert!(site.value(unclaimed).await.parse::<i32>().unwrap() > 10);
    site.search.catch_up(&site.pool, &site.clock).await.unwrap();
    let list = &executives::search::LIST;
    let differences = site.search.differences(&site.pool, list, site.clock.now(), |_| ()).await.unwrap();
    assert_eq!(differences, [""; 0]);
    let claimed = "select count(years_experience)::text from executives where is_public(executives) and claim_status <> 'UNCLAIMED'";
    let found = site.anonymous().get("/executives?years_min=1").await.expect(200).results();
    assert_eq!(found.to_string(), site.value(claimed).await);
    let unindexed = quarterdeck::app::search();
    let [market, sql] = [&site.search, &unindexed].map(|search| Market { pool: &site.pool, search });
    let (hub, since) = (Hub::executives(Scope::default()), fresh_since(site.clock.now()));
    assert_eq!(market.prices(&hub.scope).await.unwrap(), sql.prices(&hub.scope).await.unwrap());
    assert_eq!(market.supply(&hub, since).await.unwrap(), sql.supply(&hub, since).await.unwrap());
}
