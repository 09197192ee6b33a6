//! `/executives`.

use quarterdeck::database::MIGRATIONS;
use sqlx::PgPool;

use crate::support::{Answer, Site, builders};

fn names(page: &Answer) -> Vec<String> {
    page.texts("article.card-person h3 bdi")
}

/// Three people who differ in everything.
async fn three_people(pool: PgPool) -> Site {
    let site = Site::start(pool).await;
    builders::executives(vec![
        site.executive()
            .named("Zoë Müller-Łukasz")
            .industries("SaaS; FinTech")
            .with("Skills", "Fundraising")
            .with("Remote", "yes")
            .with("Years of Experience", "12")
            .available()
            .published(),
        site.executive()
            .named("Ben Okafor")
            .role("Fractional CMO")
            .located("Chicago, Illinois, United States")
            .industries("Healthcare")
            .with("Years of Experience", "25")
            .with("Availability", "Booked")
            .with(
                "Experience",
                serde_json::json!([{"company": "Harbour Foods", "title": "CMO", "start_date": "2019-04"}]),
            )
            .published()
            .set("last_confirmed_at = '2026-06-01 09:00Z', published_at = '2026-06-14 09:00Z'"),
        site.executive()
            .named("Chloé Dubois")
            .role("Fractional CTO")
            .located("Boston, Massachusetts, United States")
            .industries("SaaS")
            .with("Years of Experience", "18")
            .with("Availability", "Available now")
            .published()
            .set("last_confirmed_at = '2026-01-02 09:00Z'"),
    ])
    .await;
    site
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_search_finds_names_companies_and_specialties_whatever_the_accents(pool: PgPool) {
    let site = three_people(pool).await;
    for (words, found) in [
        ("zoe", "Zoë Müller-Łukasz"),
        ("MULLER", "Zoë Müller-Łukasz"),
        ("lukasz+zo%C3%AB", "Zoë Müller-Łukasz"),
        ("harbour", "Ben Okafor"),
        ("fundraising", "Zoë Müller-Łukasz"),
        ("dubois", "Chloé Dubois"),
        ("boston", "Chloé Dubois"),
    ] {
        let page = site.anonymous().get(&format!("/executives?q={words}")).await.expect(200);
        assert_eq!(names(&page), [found], "{words}");
        assert!(!page.is_indexable());
        assert_eq!(page.texts(".results-count b"), ["1 executive"]);
    }
    // A percent sign is a character, not a wildcard.
    for (words, count) in [("z%25e", 0), ("_en", 0), ("nobody", 0)] {
        let page = site.anonymous().get(&format!("/executives?q={words}")).await.expect(200);
        assert_eq!(names(&page).len(), count, "{words}");
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn each_filter_leaves_those_whom_it_names(pool: PgPool) {
    let site = three_people(pool).await;
    let (zoe, ben, chloe) = ("Zoë Müller-Łukasz", "Ben Okafor", "Chloé Dubois");
    for (query, found) in [
        ("role=fractional-cmo", vec![ben]),
        ("location=boston-ma", vec![chloe]),
        ("industry=saas", vec![zoe, chloe]),
        ("industry=fintech,healthcare", vec![zoe, ben]),
        // Said too long ago to count as available.
        ("availability=available", vec![zoe]),
        ("availability=booked", vec![ben]),
        ("availability=available,booked", vec![zoe, ben]),
        ("remote=yes", vec![zoe]),
        ("role=fractional-cfo&industry=saas&remote=yes", vec![zoe]),
        ("role=fractional-cfo&industry=healthcare", vec![]),
    ] {
        let page = site.anonymous().get(&format!("/executives?{query}")).await.expect(200);
        let mut names = names(&page);
        names.sort();
        let mut found: Vec<String> = found.into_iter().map(str::to_owned).collect();
        found.sort();
        assert_eq!(names, found, "{query}");
        assert!(!page.is_indexable(), "{query}");
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn every_filter_in_force_is_a_chip_that_takes_it_away(pool: PgPool) {
    let site = three_people(pool).await;
    let query =
        "q=zoe&role=fractional-cfo&location=austin-tx&industry=saas&availability=available&remote=yes";
    let page = site.anonymous().get(&format!("/executives?{query}")).await.expect(200);
    assert_eq!(
        page.texts(".chip .chip-label"),
        ["“zoe”", "CFO", "Austin, TX", "SaaS", "Available", "Works remotely"]
    );
    let ways = page.attributes("a.chip", "href");
    assert_eq!(ways.len(), 6);
    for way in ways {
        let wider = site.anonymous().get(&way).await.expect(200);
        assert_eq!(wider.texts(".chip .chip-label").len(), 5, "{way}");
    }
    assert_eq!(page.attributes("a.chip-clear", "href"), ["/executives"]);
    assert_eq!(page.text("h1"), "Fractional CFOs in Austin, TX for “zoe”");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn values_that_mean_nothing_are_named_and_left_out(pool: PgPool) {
    let site = three_people(pool).await;
    let query =
        "role=wizard&location=atlantis&industry=saas,alchemy&availability=sometimes&sort=luck&page=minus";
    let page = site.anonymous().get(&format!("/executives?{query}")).await.expect(200);
    let notice = page.text(".notice");
    for value in ["wizard", "atlantis", "alchemy", "sometimes", "luck", "minus"] {
        assert!(notice.contains(value), "{value}: {notice}");
    }
    assert_eq!(names(&page).len(), 2);
    assert!(!page.is_indexable(), "an address that says nothing more than another one");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn nothing_found_offers_the_searches_that_find_something(pool: PgPool) {
    let site = three_people(pool).await;
    let page = site.anonymous().get("/executives?role=fractional-cfo&industry=healthcare").await.expect(200);
    page.expect_says("No executives match all of that");
    let ways = page.attributes(".empty-ways a", "href");
    assert_eq!(ways, ["/executives?industry=healthcare", "/executives?role=fractional-cfo"]);
    for way in ways {
        assert_eq!(names(&site.anonymous().get(&way).await.expect(200)).len(), 1, "{way}");
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn nothing_found_at_a_place_leads_farther_and_to_who_works_remotely(pool: PgPool) {
    let site = Site::start(pool).await;
    let boulder = site.executive().named("Ann Near").located("Boulder, Colorado, United States");
    let remote = site.executive().named("Bea Remote").located("Boston, Massachusetts, United States");
    let people = vec![
        boulder.set("remote_available = false").published(),
        remote.set("remote_available = true").published(),
        site.executive()
            .named("Cem Other")
            .role("Fractional CMO")
            .located("Denver, Colorado, United States")
            .published(),
    ];
    builders::executives(people).await;
    let page = site.anonymous().get("/executives?role=fractional-cfo&location=denver-co").await.expect(200);
    let ways = page.attributes(".empty-ways a", "href");
    assert_eq!(
        ways[..4],
        [
            "/executives?role=fractional-cfo&near=denver-co&radius=100",
            "/executives?role=fractional-cfo&near=denver-co&radius=250",
            "/executives?role=fractional-cfo&remote=yes",
            "/executives?location=denver-co",
        ]
    );
    for (way, count) in ways.iter().zip(page.texts(".empty-ways .quiet")) {
        assert_eq!(names(&site.anonymous().get(way).await.expect(200)).len().to_string(), count, "{way}");
    }
    // Of words all but one are tried.
    let page = site.anonymous().get("/executives?q=cmo+boston").await.expect(200);
    assert_eq!(page.texts(".empty-ways a"), ["“boston”", "“cmo”", "Without “cmo boston”"]);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn each_order_puts_the_right_person_first(pool: PgPool) {
    let site = three_people(pool).await;
    let chloe = site.value("select id from executives where last_name = 'Dubois'").await;
    site.sql(&format!(
        "insert into executive_reviews (id, executive_id, author_name, rating, content, published_at)
         values (gen_random_uuid(), '{chloe}', 'A Client', 5, 'Good.', '2026-05-01')"
    ))
    .await;
    for (sort, first) in [("newest", "Ben Okafor"), ("experience", "Ben Okafor"), ("rating", "Chloé Dubois")]
    {
        let page = site.anonymous().get(&format!("/executives?sort={sort}")).await.expect(200);
        assert_eq!(names(&page)[0], first, "{sort}");
        assert!(!page.is_indexable(), "{sort}");
        assert_eq!(page.attributes("#sort option[selected]", "value"), [sort]);
    }
    let best = site.anonymous().get("/executives").await.expect(200);
    assert_eq!(names(&best)[0], "Zoë Müller-Łukasz", "who can start comes first");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_form_sent_with_empty_fields_leads_to_the_one_address(pool: PgPool) {
    let site = three_people(pool).await;
    for (sent, one) in [
        ("?q=&role=&location=&sort=best", "/executives"),
        ("?page=1", "/executives"),
        ("?industry=saas&industry=fintech", "/executives?industry=fintech,saas"),
        ("?role=fractional-cfo&q=zoe", "/executives?q=zoe&role=fractional-cfo"),
        ("?utm_source=unheard-of", "/executives"),
    ] {
        site.anonymous().get(&format!("/executives{sent}")).await.expect_moved(one);
        site.anonymous().get(one).await.expect(200);
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn pages_follow_each_other_and_end(pool: PgPool) {
    let site = Site::start(pool).await;
    let people = (0..50).map(|n| site.executive().named(&format!("Person Number{n}")).published()).collect();
    builders::executives(people).await;
    let mut seen = std::collections::BTreeSet::new();
    let mut titles = std::collections::BTreeSet::new();
    for (page, count) in [(1, 24), (2, 24), (3, 2)] {
        let path = if page == 1 { "/executives".to_owned() } else { format!("/executives?page={page}") };
        let answer = site.anonymous().get(&path).await.expect(200);
        assert_eq!(names(&answer).len(), count);
        seen.extend(names(&answer));
        titles.insert(answer.title());
        assert_eq!(answer.canonical().unwrap(), format!("https://quarterdeck.example{path}"));
        assert!(answer.is_indexable());
        assert_eq!(answer.texts("nav.pages [aria-current]"), [format!("Page {page}")]);
    }
    assert_eq!((seen.len(), titles.len()), (50, 3));
    for beyond in ["/executives?page=4", "/executives?page=1000000", "/executives?q=person&page=9"] {
        site.anonymous().get(beyond).await.expect(404);
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn who_is_shown_as_available_is_found_as_available(pool: PgPool) {
    let site = Site::start(pool).await;
    // Today is 15 June: 1 April is 75 days ago, in the early morning a little more.
    site.executive()
        .with("Availability", "Available now")
        .published()
        .set("last_confirmed_at = '2026-04-01 03:00Z'")
        .create()
        .await;
    let shown = site.anonymous().get("/executives").await.expect(200);
    assert!(shown.has(".availability-yes"), "{}", shown.content());
    let found = site.anonymous().get("/executives?availability=available").await.expect(200);
    assert_eq!(names(&found).len(), 1);
}
