//! An operator puts online what is complete, sees why the rest waits, and takes off what should not be there.

use quarterdeck::accounts::Role;
use quarterdeck::audit::Actor;
use quarterdeck::database::MIGRATIONS;
use quarterdeck::publishing::{self, Publish};
use sqlx::PgPool;

use crate::support::{Browser, Site, builders};

async fn operator(site: &Site) -> Browser<'_> {
    site.runs_it("operator@site.example", Role::Operator).await
}

/// Two that are complete, one of whom lives where people are told first; one of whom no place is known.
async fn three(site: &Site) {
    let people = [
        site.executive().named("Ann Abel"),
        site.executive().named("Bea Berg").located("Berlin, Germany"),
        site.executive().named("Cem Can").without("Location"),
    ];
    builders::executives(people.into()).await;
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_operator_publishes_what_is_complete_and_sees_why_the_rest_waits(pool: PgPool) {
    let site = Site::start(pool).await;
    let operator = operator(&site).await;
    three(&site).await;
    let page = operator.get("/admin/review").await.expect(200);
    assert_eq!(page.texts("tbody th"), ["Ann Abel"]);
    let waiting = operator.get("/admin/review?stand=waiting").await.expect(200);
    let mut why = waiting.texts("tbody tr");
    why.sort();
    assert!(why[0].contains("Bea Berg") && why[0].contains("the person has to be told first"), "{why:?}");
    assert!(why[1].contains("Cem Can") && why[1].contains("has no place that we know"), "{why:?}");
    let only = operator.get("/admin/review?stand=waiting&lacks=location").await.expect(200);
    assert_eq!(only.texts("tbody th"), ["Cem Can"]);
    let found = operator.get("/admin/review?stand=waiting&q=berg").await.expect(200);
    assert_eq!(found.texts("tbody th"), ["Bea Berg"]);

    let nothing = operator.post("/admin/review?what=executives", &[("do", "publish")]).await.expect(303);
    operator.follow(&nothing).await.expect_says("Nothing was chosen");
    let ids = [&page, &waiting].map(|page| page.attributes("input[name=id]", "value")).concat();
    let mut form: Vec<(&str, &str)> = ids.iter().map(|id| ("id", id.as_str())).collect();
    form.push(("do", "publish"));
    let done = operator.post("/admin/review?what=executives", &form).await.expect(303);
    operator.follow(&done).await.expect_says("Published: 1.");
    site.anonymous().get("/executives/ann-abel").await.expect(200);
    site.anonymous().get("/executives/bea-berg").await.expect(404);

    // Once she was told, she can be published.
    let bea = operator.get("/admin/executives/bea-berg").await.expect(200);
    bea.expect_says("the person has to be told first");
    operator.post("/admin/executives/bea-berg", &[("do", "told")]).await.expect(303);
    let done = operator.post("/admin/executives/bea-berg", &[("do", "publish")]).await.expect(303);
    let bea = operator.follow(&done).await.expect(200);
    bea.expect_says("Published: 1.");
    assert_eq!(bea.texts(".log li b"), ["publish", "note that told"]);
    bea.expect_says("operator@site.example");
    bea.expect_says("clay, run 1, row 2");
    site.anonymous().get("/executives/bea-berg").await.expect(200);

    let done = operator.post("/admin/executives/bea-berg", &[("do", "withdraw")]).await.expect(303);
    operator.follow(&done).await.expect_says("Taken off the site");
    site.anonymous().get("/executives/bea-berg").await.expect(404);
    operator.get("/admin/executives/nobody").await.expect(404);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn what_the_queue_calls_ready_is_what_publishing_publishes(pool: PgPool) {
    let site = Site::start_today(pool).await;
    let operator = operator(&site).await;
    three(&site).await;
    let old = || site.job().with("Posted On", "2025-01-01");
    let jobs = [
        site.job().with("Posted On", site.clock.today().to_string()),
        old(),
        old().with("Closing Date", (site.clock.today() + chrono::Days::new(30)).to_string()),
        site.job().without("Company"),
        site.job().set("closed_at = now(), closed_reason = 'FILLED'"),
    ];
    builders::jobs(jobs.into()).await;
    for (what, ready) in [("executives", 1), ("jobs", 2)] {
        let page = operator.get(&format!("/admin/review?what={what}")).await.expect(200);
        assert_eq!(page.texts("tbody tr").len(), ready, "{what}: {}", page.content());
        let waiting = operator.get(&format!("/admin/review?what={what}&stand=waiting")).await.expect(200);
        assert!(waiting.texts("tbody td.wraps").iter().all(|why| !why.is_empty()), "{}", waiting.content());
        // The same as on the command line would.
        let publish =
            Publish { source: None, notice_gate: true, posted_within_days: Some(90), dry_run: true };
        let mut connection = site.pool.acquire().await.unwrap();
        let (now, actor) = (site.clock.now(), Actor::COMMAND_LINE);
        let would = match what {
            "jobs" => publishing::jobs(&mut connection, publish, &actor, now).await,
            _ => publishing::executives(&mut connection, publish, &actor, now).await,
        };
        assert_eq!(would.unwrap().published, ready as u64, "{what}");
        drop(connection);
        let done =
            operator.post(&format!("/admin/review?what={what}"), &[("do", "publish-all")]).await.expect(303);
        operator.follow(&done).await.expect_says(&format!("Published: {ready}."));
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_operator_closes_a_job_and_opens_it_again(pool: PgPool) {
    let site = Site::start_today(pool).await;
    let operator = operator(&site).await;
    let job = site.job().published().post().await;
    let page = job.path.replace("/jobs/", "/admin/jobs/");
    let closed = operator.post(&page, &[("do", "close"), ("reason", "filled")]).await.expect(303);
    operator.follow(&closed).await.expect_says("The job is closed");
    site.anonymous().get(&job.path).await.expect(410);
    let again = operator.post(&page, &[("do", "close")]).await.expect(422);
    assert!(again.text("[role=alert]").contains("it was closed on"));
    let opened = operator.post(&page, &[("do", "reopen")]).await.expect(303);
    operator.follow(&opened).await.expect_says("The job is open again");
    site.anonymous().get(&job.path).await.expect(200);
    let who = "select string_agg(action || ' ' || coalesce((select email from users where id = actor_id), ''), ', ' order by id)
                 from audit_log where entity_type = 'job'";
    assert_eq!(site.value(who).await, "close operator@site.example, reopen operator@site.example");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn one_search_finds_what_is_published_and_what_is_not(pool: PgPool) {
    let site = Site::start(pool).await;
    let operator = operator(&site).await;
    three(&site).await;
    site.job().titled("CFO for Abelskjold Ltd").post().await;
    let found = operator.get("/admin/search?q=abel").await.expect(200);
    let links = found.attributes(".console-list a", "href");
    assert!(links.contains(&"/admin/executives/ann-abel".to_owned()), "{links:?}");
    assert!(links.iter().any(|link| link.starts_with("/admin/jobs/")), "{links:?}");
    for link in &links {
        operator.get(link).await.expect(200);
    }
    operator.get("/admin/search?q=100%25").await.expect(200).expect_says("Nothing holds");
    assert!(operator.get("/admin/search?q=1").await.has(".console-list a[href='/admin/runs/1']"));
    assert!(operator.get("/admin/search?q=operator%40").await.has(".console-list a[href^='/admin/users/']"));
    let log = operator.get("/admin/log?actor=command&entity=user").await.expect(200);
    log.expect_says("create");
    log.expect_says("role OPERATOR");
    log.expect_silent("operator@site.example");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_long_queue_goes_on_behind_what_was_seen_and_is_counted_to_a_thousand(pool: PgPool) {
    let site = Site::start(pool).await;
    let operator = operator(&site).await;
    // Half of them are complete; many came in one moment.
    site.sql(
        "insert into executives (id, slug, first_name, last_name, full_name, headline, role_id, location_id, source_system, created_at)
         select gen_random_uuid(), 'person-' || n, 'Person', n::text, 'Person ' || n, case when n % 2 = 0 then 'Counts' end,
                (select id from roles where slug = 'fractional-cfo'),
                (select id from locations where country_code = 'US' order by population desc limit 1), 'clay',
                '2026-06-01'::timestamptz + n / 20 * interval '1 hour'
           from generate_series(1, 2400) n",
    )
    .await;
    let page = operator.get("/admin/review?stand=waiting").await.expect(200);
    assert_eq!(page.texts(".tabs a[aria-current] .quiet"), ["1,000+"]);
    site.sql("delete from executives where (last_name::int) > 240").await;
    for (stand, expected) in [("ready", 120), ("waiting", 120)] {
        let mut names = Vec::new();
        let mut next = Some(format!("/admin/review?stand={stand}"));
        while let Some(path) = next {
            let page = operator.get(&path).await.expect(200);
            names.extend(page.texts("tbody th"));
            next = page.attributes(".console-pages a[rel=next]", "href").pop();
            assert!(names.len() <= expected, "it goes round in circles");
        }
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), expected, "{stand}");
    }
    // A cursor of somebody's own making is the beginning.
    let odd = operator.get("/admin/review?stand=ready&behind=1-x").await.expect(200);
    assert_eq!(odd.texts("tbody th").len(), 50);
    let lacks = operator.get("/admin/review?stand=waiting&lacks=headline").await.expect(200);
    assert_eq!(lacks.texts("tbody th").len(), 50);
    let found = operator.get("/admin/review?stand=waiting&q=pers+101").await.expect(200);
    assert_eq!(found.texts("tbody th"), ["Person 101"]);
}
