//! Whatever happens, in whatever order: a site that keeps pages answers as one that keeps none.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering::SeqCst};

use chrono::TimeDelta;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use quarterdeck::clock::Clock;
use quarterdeck::config::Limits;
use quarterdeck::database::MIGRATIONS;
use quarterdeck::demo::{Plan, fill};
use quarterdeck::state::Rules;
use quarterdeck::taxonomy;
use sqlx::PgPool;

use crate::support::Site;
use crate::support::builders;
use crate::support::site::{Silent, limits};

/// One thing that happens. Rows are told by their place among all.
#[derive(Clone, Debug)]
enum Event {
    Executive {
        nth: usize,
        what: &'static str,
    },
    Job {
        nth: usize,
        what: &'static str,
    },
    Statement(&'static str),
    /// Days go by.
    Time(i64),
}

const OF_EXECUTIVES: &[&str] = &[
    "status = 'PUBLISHED', published_at = coalesce(published_at, now())",
    "status = 'REVIEW'",
    "removed_at = now()",
    "removed_at = null",
    "headline = headline || ' again'",
    "slug = slug || '-b'",
    "availability = 'AVAILABLE', last_confirmed_at = now()",
    "availability = 'LIMITED', last_confirmed_at = now() - interval '70 days'",
    "monthly_min = 9000, monthly_max = 12000, rate_currency = 'USD'",
    "bio = null",
    "featured = not featured",
    "role_id = (select id from roles where slug = 'fractional-cmo')",
    "location_id = (select id from locations where slug = 'denver-co')",
    // Nobody sees these.
    "contact_email = 'ann@mill.example'",
    "source_synced_at = now()",
];

const OF_JOBS: &[&str] = &[
    "status = 'PUBLISHED', published_at = coalesce(published_at, now())",
    "status = 'ARCHIVED'",
    "closed_at = now(), closed_reason = 'FILLED'",
    "closed_at = null, closed_reason = null",
    "expires_at = now() - interval '1 second'",
    "expires_at = now() + interval '30 days'",
    "title = title || ' again'",
    "posted_at = now() - interval '3 days'",
    "remote_type = 'REMOTE'",
    "last_verified_at = now()",
];

const STATEMENTS: &[&str] = &[
    "insert into executive_reviews (id, executive_id, author_name, rating, content, published_at)
       select gen_random_uuid(), id, 'A client', 4, 'Did what was promised.', now() from executives order by id limit 1",
    "update executive_reviews set published_at = null",
    "update executive_reviews set published_at = now(), reply = 'Thank you.', replied_at = now()",
    "delete from executive_case_studies",
    "insert into executive_case_studies (id, executive_id, title) select gen_random_uuid(), id, 'A turnaround' from executives",
    "update executive_case_studies set executive_id = (select id from executives order by id desc limit 1)",
    "update executive_experience set role_title = role_title || '!'",
    "delete from executive_education",
    "insert into executive_verifications (id, executive_id, check_type, status, checked_at, valid_until)
       select gen_random_uuid(), id, 'IDENTITY', 'VERIFIED', now(), now() + interval '20 days' from executives
       on conflict do nothing",
    "delete from job_requirements",
    "insert into job_responsibilities (id, job_id, body) select gen_random_uuid(), id, 'Close the books' from jobs",
    "update job_industries set is_derived = not is_derived",
    "delete from executive_industries where executive_id in (select id from executives order by id limit 2)",
    "update roles set title = title || '.' where slug = 'fractional-cfo'",
    "update industries set name = name || '.', slug = slug || '-x' where slug = 'saas'",
    "update industries set slug = 'saas' where slug = 'saas-x'",
    "update locations set display_name = display_name || '.'",
    "update specialties set name = name || '.'",
    "insert into taxonomy_aliases (id, kind, alias, alias_key, target_id)
       select gen_random_uuid(), 'role', 'number cruncher', 'number cruncher', id from roles where slug = 'fractional-cfo'
       on conflict do nothing",
    "truncate executive_certifications",
    "truncate executive_verifications",
    "update executive_verifications set status = 'PENDING'",
    "update executive_industries set sort_order = -sort_order",
    "delete from executives where id = (select id from executives order by id desc limit 1)",
];

fn any_event() -> impl Strategy<Value = Event> {
    prop_oneof![
        4 => (0..6_usize, proptest::sample::select(OF_EXECUTIVES))
            .prop_map(|(nth, what)| Event::Executive { nth, what }),
        3 => (0..5_usize, proptest::sample::select(OF_JOBS)).prop_map(|(nth, what)| Event::Job { nth, what }),
        3 => proptest::sample::select(STATEMENTS).prop_map(Event::Statement),
        1 => proptest::sample::select(&[1_i64, 3, 40][..]).prop_map(Event::Time),
    ]
}

const ADDRESSES: [&str; 20] = [
    "/",
    "/executives",
    "/executives?role=fractional-cfo",
    "/executives?industry=saas",
    "/executives?availability=available",
    "/executives?q=number+cruncher",
    "/executives?posted_within=7",
    "/jobs",
    "/jobs?role=fractional-cfo",
    "/jobs?remote=remote",
    "/roles",
    "/roles/fractional-cfo",
    "/locations/austin-tx",
    "/industries/saas",
    "/rates",
    "/rates/fractional-cfo",
    "/suggest?in=executives&q=fin",
    "/sitemap.xml",
    "/sitemaps/hubs.xml",
    "/about",
];

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_site_that_keeps_pages_answers_as_one_that_keeps_none(pool: PgPool) {
    let days = Arc::new(AtomicI64::new(0));
    let clock = Clock::told_by({
        let (days, start) = (days.clone(), Clock::system().now());
        move || start + TimeDelta::days(days.load(SeqCst))
    });
    taxonomy::load_shipped(&pool).await.unwrap();
    let keeping = Site::limited(pool.clone(), clock.clone(), Rules::default(), limits());
    let keeping_none =
        Site::limited(pool.clone(), clock.clone(), Rules::default(), Limits { page_bytes: 0, ..limits() });
    let plan = Plan { executives: 5, jobs: 4, seed: 3, today: clock.today() };
    fill::fill(&pool, &clock, &keeping.secrets, plan, &mut Silent, &mut Silent).await.unwrap();
    builders::executives(vec![keeping.executive().industries("SaaS").published()]).await;
    builders::jobs(vec![keeping.job().industries("SaaS").published()]).await;

    let mut runner = TestRunner::deterministic();
    let events = proptest::collection::vec(any_event(), 30).new_tree(&mut runner).unwrap().current();
    let mut slugs = Vec::new();
    for event in [Event::Time(0)].into_iter().chain(events) {
        let nth = |table: &str, nth: &usize| {
            format!("id = (select id from {table} order by id limit 1 offset {nth})")
        };
        match &event {
            // What the database refuses is another test's.
            Event::Executive { nth: at, what } => {
                try_out(&pool, &format!("update executives set {what} where {}", nth("executives", at)))
                    .await;
            }
            Event::Job { nth: at, what } => {
                try_out(&pool, &format!("update jobs set {what} where {}", nth("jobs", at))).await;
            }
            Event::Statement(statement) => try_out(&pool, statement).await,
            Event::Time(days_later) => _ = days.fetch_add(*days_later, SeqCst),
        }
        assert_eq!(other_cards(&pool).await, [""; 0], "after {event:?}");
        // Profiles and postings of now and of earlier.
        slugs.extend(addresses_of_rows(&pool).await);
        slugs.sort();
        slugs.dedup();
        for path in ADDRESSES.into_iter().chain(slugs.iter().map(String::as_str)) {
            let [kept, made] =
                [keeping.anonymous().get(path).await, keeping_none.anonymous().get(path).await];
            assert_eq!(kept.status, made.status, "{path} after {event:?}");
            if made.status < 400 {
                assert!(
                    kept.body == made.body,
                    "{path} after {event:?}:\n{}",
                    difference(&kept.body, &made.body)
                );
                assert_eq!(kept.headers.get("etag"), made.headers.get("etag"), "{path} after {event:?}");
            }
        }
    }
    let counts = keeping.pages();
    assert!(counts.fresh > 0 && counts.made > 0, "{counts:?}");
}

async fn try_out(pool: &PgPool, statement: &str) {
    let _ = sqlx::raw_sql(sqlx::AssertSqlSafe(statement.to_owned())).execute(pool).await;
}

/// The rows whose card is not what it would be now, or that have one and should not, or the other way round.
async fn other_cards(pool: &PgPool) -> Vec<String> {
    sqlx::query_scalar(
        "select coalesce(e.id, c.executive_id)::text from executives e
           full join executive_cards c on c.executive_id = e.id
          where c.card::text is distinct from case when e.is_public then e.executive_card::text end
             or c.claim_status <> e.claim_status
         union all
         select coalesce(j.id, c.job_id)::text from jobs j full join job_cards c on c.job_id = j.id
          where c.card::text is distinct from case when j.is_posted then j.job_card::text end
             or c.open_until <> j.open_until",
    )
    .fetch_all(pool)
    .await
    .unwrap()
}

async fn addresses_of_rows(pool: &PgPool) -> Vec<String> {
    sqlx::query_scalar(
        "select '/executives/' || slug from executives union all select '/jobs/' || slug from jobs",
    )
    .fetch_all(pool)
    .await
    .unwrap()
}

/// Where two texts part.
fn difference(a: &[u8], b: &[u8]) -> String {
    let at = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let part = |text: &[u8]| {
        String::from_utf8_lossy(&text[at.saturating_sub(80)..(at + 80).min(text.len())]).into_owned()
    };
    format!("kept: …{}…\nmade: …{}…", part(a), part(b))
}
