//! What hubs and their indexes tell.

use quarterdeck::database::MIGRATIONS;
use sqlx::PgPool;

use crate::support::{Site, builders};

/// Five people who ask for a price, and five jobs of which one is remote.
async fn a_market(pool: PgPool, pay: [u32; 5]) -> Site {
    let site = Site::start(pool).await;
    let people = (0..5).map(|n| {
        let person = site.executive().named(&format!("Ann Abel{n}")).industries("SaaS").available();
        person.with("Monthly Rate", "USD 8,000 per month").with("Specialties", "Fundraising").published()
    });
    builders::executives(people.collect()).await;
    let jobs = pay.iter().enumerate().map(|(n, pay)| {
        let job = site.job().titled(&format!("Interim CFO {n}")).industries("SaaS").published();
        let job = if n == 0 { job.with("Remote", "Remote") } else { job.with("Remote", "On-site") };
        job.set(&format!(
            "comp_min_amount = {pay}, comp_max_amount = {pay}, comp_period = 'month', comp_currency = 'USD'"
        ))
    });
    builders::jobs(jobs.collect()).await;
    site
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_job_seeker_reads_on_a_hub_of_jobs_how_many_there_are_and_what_they_pay(pool: PgPool) {
    let site = a_market(pool, [5_000, 6_000, 7_000, 8_000, 9_000]).await;
    for hub in ["/roles/fractional-cfo/jobs", "/industries/saas/jobs"] {
        let page = site.anonymous().get(hub).await.expect(200);
        let figures = page.texts(".figures > div");
        let expected = [
            "open jobs 5",
            "median pay of open jobs, USD by the month $7,000 /month 5 jobs, half between $6,000 and $8,000",
            "fully remote 1 of 5",
        ];
        assert_eq!(figures, expected, "{hub}");
        for of_people in ["starting price", "Who has time", "specialties"] {
            page.expect_silent(of_people);
        }
        page.expect_says("Executives for such work");
    }
    let remote = site.anonymous().get("/roles/fractional-cfo/jobs/remote").await.expect(200);
    assert_eq!(remote.texts(".figures > div"), ["open job 1"]);

    // All of that is told where the people are listed.
    let people = site.anonymous().get("/roles/fractional-cfo").await.expect(200);
    for of_people in ["median starting price", "Who has time", "Most common specialties"] {
        people.expect_says(of_people);
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn prices_that_are_all_the_same_are_not_said_to_lie_between_two(pool: PgPool) {
    let site = a_market(pool, [390; 5]).await;
    for page in ["/roles/fractional-cfo/jobs", "/roles/fractional-cfo", "/rates/fractional-cfo"] {
        let page = site.anonymous().get(page).await.expect(200);
        page.expect_says("at least half at $");
        page.expect_silent("between $");
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_index_says_no_name_twice_and_how_other_places_are_found(pool: PgPool) {
    let site = Site::start(pool).await;
    let staff = |name| site.executive().named(name).role("Fractional Chief of Staff").published();
    builders::executives(vec![staff("Ann Abel"), staff("Bea Berg"), staff("Cem Can")]).await;
    let roles = site.anonymous().get("/roles").await.expect(200);
    assert_eq!(roles.texts(".hubs-name"), ["Chief of Staff"]);
    assert_eq!(roles.texts(".hubs-detail"), Vec::<String>::new());

    let places = site.anonymous().get("/locations").await.expect(200);
    assert_eq!(places.texts(".hubs-name"), ["Austin, TX"]);
    places.expect_says("Any other town, state or country");
    assert!(places.has("form[action='/executives'] input[name=place]"));
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn places_stand_by_how_many_people_are_there_and_not_by_their_size(pool: PgPool) {
    let site = Site::start(pool).await;
    let people = ["New York, NY"; 3].into_iter().chain(["Austin, TX"; 4]).enumerate();
    let people = people
        .map(|(at, place)| site.executive().named(&format!("Ann Abel {at}")).located(place).published());
    builders::executives(people.collect()).await;
    let places = site.anonymous().get("/locations").await.expect(200);
    assert_eq!(places.texts(".hubs-name"), ["Austin, TX", "New York, NY"]);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn specialties_that_nobody_shares_are_not_said_to_be_common(pool: PgPool) {
    let site = Site::start(pool).await;
    let people = ["Fundraising", "Board Reporting"].map(|specialty| {
        let person = site.executive().named(&format!("Ann {}", &specialty[..4])).industries("SaaS");
        person.with("Specialties", specialty).published()
    });
    builders::executives(people.into()).await;
    let hub = site.anonymous().get("/industries/saas").await.expect(200);
    assert_eq!(hub.texts("#specialties"), ["Specialties"]);
}
