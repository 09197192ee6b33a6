//! Who is like whom and what suits whom: the best there are, never the same, never hidden, and the reason is true.

use std::collections::BTreeSet;

use quarterdeck::database::{MIGRATIONS, OnDemand};
use quarterdeck::demo::{Plan, fill};
use quarterdeck::matching::{Pairing, Subject};
use quarterdeck::search::Slice;
use quarterdeck::{executives, jobs};
use sqlx::{PgPool, Row};

use crate::support::answer::text_of;
use crate::support::site::Silent;
use crate::support::{Answer, Site, builders};

/// 120 invented people and 80 jobs of today.
async fn demo(pool: PgPool) -> Site {
    let site = Site::start_today(pool).await;
    let plan = Plan { executives: 120, jobs: 80, seed: 11, today: site.clock.today() };
    fill::fill(&site.pool, &site.clock, &site.secrets, plan, &mut Silent, &mut Silent).await.unwrap();
    site.search.catch_up(&site.pool, &site.clock).await.unwrap();
    site
}

/// The slugs and the reasons of a band's cards.
fn band(page: &Answer, id: &str) -> Vec<(String, String)> {
    let of = |part: &str| format!("[aria-labelledby={id}] article {part}");
    let reasons = page.texts(&of(".card-why"));
    let links = page.attributes(&of(".card-name a"), "href");
    assert_eq!(reasons.len(), links.len(), "{}: a card of #{id} gives no reason", page.path);
    let slug = |link: String| link.rsplit('/').next().unwrap().to_owned();
    links.into_iter().map(slug).zip(reasons).collect()
}

async fn slugs(site: &Site, sql: &str) -> Vec<String> {
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql.to_owned())).fetch_all(&site.pool).await.unwrap();
    rows.into_iter().map(|row| row.get::<String, _>(0)).collect()
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn the_same_work_comes_first_then_what_else_is_in_common(pool: PgPool) {
    let site = Site::start(pool).await;
    let people = builders::executives(vec![
        site.executive().industries("SaaS"),
        site.executive().named("Other Work").role("Fractional CTO").industries("SaaS"),
        site.executive().named("Same Work").located("London, United Kingdom").without("Industries"),
        site.executive().named("Near By").located("Round Rock, Texas, United States"),
        site.executive().named("Same Field").industries("SaaS"),
        site.executive().named("Hidden Work").industries("SaaS"),
    ])
    .await;
    site.sql("update executives set status = 'PUBLISHED', published_at = '2026-06-10' where last_name <> 'Work' or first_name <> 'Hidden'").await;
    let page = site.anonymous().get(&people[0].path).await.expect(200);
    let shown: Vec<String> = page.texts("[aria-labelledby=similar] h3 bdi");
    assert_eq!(shown, ["Same Field", "Near By", "Same Work", "Other Work"]);
    let reasons: Vec<String> = band(&page, "similar").into_iter().map(|(_, reason)| reason).collect();
    assert_eq!(
        reasons,
        ["Also CFO · SaaS · Austin, TX", "Also CFO · 28 km away", "Also CFO", "Also SaaS · Austin, TX"]
    );
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_job_shows_who_suits_it_and_a_person_which_jobs_suit_them(pool: PgPool) {
    let site = Site::start_today(pool).await;
    let sarah = site
        .executive()
        .industries("SaaS")
        .with("Monthly Retainer", "$8,000 - $12,000")
        .published()
        .create()
        .await;
    site.executive().named("Dear Cfo").with("Monthly Retainer", "$20,000").published().create().await;
    let job = site.job().with("Compensation", "$9,000 per month").industries("SaaS").published().post().await;
    let closed = site.job().titled("Closed CFO").published().closed("FILLED").post().await;
    let page = site.anonymous().get(&job.path).await.expect(200);
    assert_eq!(
        band(&page, "people"),
        [
            ("sarah-chen".to_owned(), "CFO · SaaS · Austin, TX · within the pay".to_owned()),
            ("dear-cfo".to_owned(), "CFO · Austin, TX".to_owned()),
        ]
    );
    assert!(!page.has("#related"), "there is no other open job");
    let page = site.anonymous().get(&sarah.path).await.expect(200);
    let reason = "CFO · SaaS · Austin, TX · pays the rate asked".to_owned();
    assert_eq!(band(&page, "jobs"), [("fractional-cfo".to_owned(), reason)]);
    let page = site.anonymous().get(&closed.path).await.expect(410);
    assert_eq!(band(&page, "similar").len(), 1, "what is open instead");

    // Where nobody can do it, who said so comes last.
    site.sql("update executives set availability = 'UNAVAILABLE' where slug = 'sarah-chen'").await;
    site.sql("update executives set location_id = (select id from locations where slug = 'london-gb') where slug = 'dear-cfo'").await;
    let page = site.anonymous().get(&job.path).await.expect(200);
    assert_eq!(page.texts("#people"), ["Other people"]);
    let shown: Vec<String> = band(&page, "people").into_iter().map(|(slug, _)| slug).collect();
    assert_eq!(shown, ["dear-cfo", "sarah-chen"]);

    site.sql("update jobs set closed_at = now(), closed_reason = 'FILLED'").await;
    let page = site.anonymous().get(&sarah.path).await.expect(200);
    assert!(!page.has("#jobs"), "a closed job suits nobody");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn the_index_finds_the_best_of_all_there_are(pool: PgPool) {
    let site = demo(pool).await;
    let (pool, now) = (&site.pool, site.clock.now());
    let catalog = site.search.catalog(pool).await.unwrap();
    let connection = &mut *pool.acquire().await.unwrap();
    let today = site.clock.today();
    let mut subjects = Vec::new();
    for slug in slugs(&site, "select slug from executives e where e.is_public order by id limit 40").await {
        let row = executives::queries::find_public(connection, &catalog, &slug).await.unwrap().unwrap();
        let subject = Subject::person(&row, &row.to_view(today));
        subjects.extend([(Pairing::SimilarPeople, subject.clone()), (Pairing::JobsForPerson, subject)]);
    }
    for slug in slugs(&site, "select slug from jobs where status = 'PUBLISHED' order by id limit 40").await {
        let row = jobs::queries::find_published(connection, &catalog, &slug).await.unwrap().unwrap();
        let subject = Subject::job(&row, &row.to_view());
        subjects.extend([(Pairing::RelatedJobs, subject.clone()), (Pairing::PeopleForJob, subject)]);
    }
    let unbuilt = quarterdeck::app::search();
    for (pairing, subject) in subjects {
        let sought = pairing.seek(&subject, &catalog.vocabulary, 6);
        let sought_for = (&sought.wanted, subject.role.as_str());
        let found = site
            .search
            .best(&mut OnDemand::of(&site.pool), &catalog, pairing.list(), sought_for, now)
            .await
            .unwrap();

        // The same rows as the database has them, each looked at by itself.
        let list = pairing.list();
        let slice: &dyn Slice = if list.entity == "job" { &jobs::Board } else { &executives::Directory };
        let ids = slice.public_ids(pool).await.unwrap();
        let rows = slice.rows(connection, &ids, &catalog, now).await.unwrap();
        let mut all: Vec<_> = (rows.iter().filter(|row| row.id != subject.id))
            .map(|row| sought.wanted.worth(row.id, &(list, row)))
            .collect();
        for one in &found {
            assert!(all.contains(one), "{pairing:?} for {subject:?}: {one:?}");
        }
        all.sort_by_key(|one| std::cmp::Reverse(one.points));
        let points = |matches: &[quarterdeck::search::index::Match]| -> Vec<u32> {
            matches.iter().take(6).map(|one| one.points).collect()
        };
        assert_eq!(points(&found), points(&all), "{pairing:?} for {subject:?}");
        assert!(all.len() < 6 || found.len() == 6);

        // Before the index is there: perhaps not the best, but public ones, and as many.
        let first = unbuilt
            .best(&mut OnDemand::of(&site.pool), &catalog, pairing.list(), sought_for, now)
            .await
            .unwrap();
        assert_eq!(first.len(), found.len(), "{pairing:?} for {subject:?}");
        assert!(first.iter().all(|one| all.contains(one)), "{pairing:?} for {subject:?}");
        assert!(first.is_sorted_by_key(|one| std::cmp::Reverse(one.points)));
        assert_eq!(first[0].points >= 2_000, found[0].points >= 2_000, "the same work comes first");
    }
}

/// Whether a band says of its cards that they suit, and not only that they are there.
fn says_that_it_suits(page: &Answer, id: &str) -> bool {
    let heading = page.texts(&format!("#{id}")).concat();
    ["People for this job", "Open jobs that suit"].contains(&heading.as_str())
}

/// Whether somebody could do a job, asked of the database.
async fn can_be_done(site: &Site, (table, one): (&str, &str), (_, other): (&str, &str)) -> bool {
    let (job, person) = if table == "jobs" { (one, other) } else { (other, one) };
    let has_time = if table == "jobs" {
        "(e.is_minimal or e.availability is distinct from 'UNAVAILABLE')"
    } else {
        "true"
    };
    let km = "2 * 6371 * asin(sqrt(power(sin(radians(m.lat - l.lat) / 2), 2)
              + cos(radians(l.lat)) * cos(radians(m.lat)) * power(sin(radians(m.lng - l.lng) / 2), 2)))";
    let found = slugs(
        site,
        &format!(
            "select j.slug from jobs j left join locations m on m.id = j.primary_location_id,
                    executives e join locations l on l.id = e.location_id
              where j.slug = '{job}' and e.slug = '{person}' and j.role_id = e.role_id and {has_time}
                and case when j.remote_type = 'REMOTE'
                         then j.remote_countries = '{{}}' and j.country_code is null
                              or l.country_code = any(coalesce(nullif(j.remote_countries, '{{}}'), array[j.country_code]))
                         else {km} <= case when j.remote_type = 'ONSITE' then 100.5 else 250.5 end end
                and (e.is_minimal
                     or (j.hours_per_week_min > 1.25 * e.hours_per_week_max) is not true
                        and (e.hours_per_week_min > 1.25 * j.hours_per_week_max) is not true)"
        ),
    )
    .await;
    !found.is_empty()
}

/// What of a reason is not so, asked of the database.
async fn untrue(
    site: &Site,
    table: &str,
    one: &str,
    other_table: &str,
    other: &str,
    reason: &str,
) -> Vec<String> {
    let place = |table: &str| if table == "jobs" { "primary_location_id" } else { "location_id" };
    let list = |table: &str| table.trim_end_matches('s').to_owned();
    let (mine, theirs) = (place(table), place(other_table));
    let has = |table: &str, of: &str, row: &str| {
        let owner = list(table);
        format!(
            "select x.{of}_id from {owner}_{} x where x.{owner}_id = {row}.id",
            if of == "industry" { "industries" } else { "specialties" }
        )
    };
    let mut true_parts: BTreeSet<String> = slugs(
        site,
        &format!("select r.title from {table} a join {other_table} b on a.role_id = b.role_id join roles r on r.id = a.role_id where a.slug = '{one}' and b.slug = '{other}'"),
    )
    .await
    .into_iter()
    .collect();
    for (kind, of) in [("industries", "industry"), ("specialties", "specialty")] {
        if of == "specialty" && (table == "jobs" || other_table == "jobs") {
            continue;
        }
        let (in_mine, in_theirs) = (has(table, of, "a"), has(other_table, of, "b"));
        true_parts.extend(slugs(site, &format!("select t.name from {kind} t, {table} a, {other_table} b where a.slug = '{one}' and b.slug = '{other}' and t.id in ({in_mine}) and t.id in ({in_theirs})")).await);
    }
    let both = format!(
        "from {table} a join locations l on l.id = a.{mine}, {other_table} b join locations m on m.id = b.{theirs} where a.slug = '{one}' and b.slug = '{other}'"
    );
    true_parts.extend(slugs(site, &format!("select m.display_name {both} and l.id = m.id")).await);
    true_parts.extend(slugs(site, &format!("select round(2 * 6371 * asin(sqrt(power(sin(radians(m.lat - l.lat) / 2), 2) + cos(radians(l.lat)) * cos(radians(m.lat)) * power(sin(radians(m.lng - l.lng) / 2), 2))))::int || ' km away' {both} and l.id <> m.id")).await);
    let rows = format!("from {table} a, {other_table} b where a.slug = '{one}' and b.slug = '{other}'");
    let remote = |table: &str, row: &str| {
        if table == "jobs" {
            format!("{row}.remote_type = 'REMOTE'")
        } else {
            format!("{row}.remote_available")
        }
    };
    let (remote_a, remote_b) = (remote(table, "a"), remote(other_table, "b"));
    let word = if other_table == "jobs" { "remote" } else { "works remotely" };
    // A remote job is for people in its countries, where it names any.
    let may_apply = match (table, other_table) {
        ("jobs", "executives") => Some(("a", "b")),
        ("executives", "jobs") => Some(("b", "a")),
        _ => None,
    };
    let may_apply = may_apply.map_or("true".to_owned(), |(job, person)| {
        format!(
            "({job}.remote_countries = '{{}}' and {job}.country_code is null
              or (select country_code from locations where id = {person}.location_id)
                 = any(coalesce(nullif({job}.remote_countries, '{{}}'), array[{job}.country_code])))"
        )
    });
    let both_remote = format!("select '{word}' {rows} and {remote_a} and {remote_b} and {may_apply}");
    true_parts.extend(slugs(site, &both_remote).await);
    for (unit, column) in [("hour", "hourly"), ("day", "daily"), ("month", "monthly")] {
        let price = |table: &str, row: &str| {
            if table == "jobs" {
                format!(
                    "case when {row}.comp_period = '{unit}' then coalesce({row}.comp_max_amount, {row}.comp_min_amount) end"
                )
            } else {
                format!("coalesce({row}.{column}_min, {row}.{column}_max)")
            }
        };
        let currency = |table: &str| if table == "jobs" { "comp_currency" } else { "rate_currency" };
        let (a, b) = (price(table, "a"), price(other_table, "b"));
        let (words, fits) = match (table, other_table) {
            ("executives", "executives") => {
                ("similar rate", format!("{b} between floor({a} * 0.8) and floor({a} * 1.25)"))
            }
            ("jobs", "jobs") => {
                ("similar pay", format!("{b} between floor({a} * 0.8) and floor({a} * 1.25)"))
            }
            ("jobs", _) => ("within the pay", format!("{b} <= {a}")),
            _ => ("pays the rate asked", format!("{b} >= {a}")),
        };
        let same = format!("a.{} = b.{}", currency(table), currency(other_table));
        true_parts.extend(slugs(site, &format!("select '{words}' {rows} and {same} and {fits}")).await);
    }
    if (table, other_table) == ("jobs", "executives") {
        let has_time = "b.availability in ('AVAILABLE', 'LIMITED') and not b.is_minimal and b.last_confirmed_at >= now() - interval '76 days'";
        true_parts
            .extend(slugs(site, &format!("select 'availability confirmed' {rows} and {has_time}")).await);
    }
    let folded: BTreeSet<String> = true_parts.iter().map(|part| part.to_lowercase()).collect();
    let reason = reason.strip_prefix("Also ").unwrap_or(reason);
    let is_untrue = |part: &&str| !folded.contains(&part.to_lowercase());
    let none = ["Nobody else is closer", "No other job is closer"];
    reason.split(" · ").filter(|part| !none.contains(part)).filter(is_untrue).map(str::to_owned).collect()
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn every_reason_is_true_and_nothing_hidden_or_closed_is_shown(pool: PgPool) {
    let site = demo(pool).await;
    // Some have gone since.
    site.sql("update executives set removed_at = now() where id in (select id from executives where status = 'PUBLISHED' order by id offset 30 limit 10)").await;
    site.sql("update jobs set closed_at = now(), closed_reason = 'FILLED' where id in (select id from jobs j where j.is_public order by id offset 20 limit 8)").await;
    let public = |table: &str| format!("select slug from {table} x where x.is_public order by id");
    let people: BTreeSet<String> = slugs(&site, &public("executives")).await.into_iter().collect();
    let open: BTreeSet<String> = slugs(&site, &public("jobs")).await.into_iter().collect();
    let (mut parts, mut suiting) = (0, 0);
    for (table, some) in [("executives", &people), ("jobs", &open)] {
        let bands = if table == "jobs" {
            [("people", "executives"), ("related", "jobs")]
        } else {
            [("similar", "executives"), ("jobs", "jobs")]
        };
        for slug in some.iter().step_by(4) {
            let page = site.anonymous().get(&format!("/{table}/{slug}")).await.expect(200);
            for (id, other_table) in bands {
                let shown = band(&page, id);
                let suits = says_that_it_suits(&page, id);
                let is_filled = if suits { (1..=4).contains(&shown.len()) } else { shown.len() == 4 };
                assert!(is_filled, "{table} {slug}: #{id} has {}", shown.len());
                suiting += usize::from(suits);
                for (other, reason) in shown {
                    let can_it_be_done =
                        !suits || can_be_done(&site, (table, slug), (other_table, &other)).await;
                    assert!(can_it_be_done, "{table} {slug}: #{id} shows {other}");
                    let is_itself = table == other_table && *slug == other;
                    let all = if other_table == "jobs" { &open } else { &people };
                    assert!(!is_itself && all.contains(&other), "{slug} shows {other}");
                    let wrong = untrue(&site, table, slug, other_table, &other, &reason).await;
                    assert!(wrong.is_empty(), "{slug} and {other}: {wrong:?} of “{reason}”");
                    parts += reason.split(" · ").count();
                }
            }
        }
    }
    assert!(parts > 300, "{parts} parts of reasons were looked at");
    assert!(suiting > 15, "{suiting} bands say that something suits");
    let closed = slugs(
        &site,
        "select slug from jobs where status = 'PUBLISHED' and closed_at is not null order by id limit 5",
    )
    .await;
    for slug in closed {
        let page = site.anonymous().get(&format!("/jobs/{slug}")).await.expect(410);
        for (other, reason) in band(&page, "similar") {
            assert!(open.contains(&other), "{other}");
            assert!(
                untrue(&site, "jobs", &slug, "jobs", &other, &reason).await.is_empty(),
                "{slug}: {reason}"
            );
        }
    }
    // A word for who looks at the page: it stands above the name.
    let page = site.anonymous().get(&format!("/executives/{}", people.first().unwrap())).await.expect(200);
    assert!(
        page.select("#similar ~ .cards .card-who").into_iter().all(|card| text_of(card).contains("Also"))
    );
}
