//! What holds for every kind of page.

use serde_json::Value;
use sqlx::PgPool;

use crate::browser::{Browser, DESK, NARROW, PHONE};
use crate::site;

#[sqlx::test(migrator = "quarterdeck::database::MIGRATIONS")]
async fn every_page_fits_its_screen_in_both_schemes_and_no_browser_complains(pool: PgPool) {
    let browser = Browser::open(&site::serve(pool.clone()).await).await;
    let closed: String = sqlx::query_scalar(CLOSED_JOB).fetch_one(&pool).await.unwrap();

    let mut pages: Vec<(String, u16)> = [
        "/",
        "/executives",
        "/executives?q=growth",
        "/executives?q=nobody+has+this+word",
        "/executives?role=unknown",
        "/jobs",
        "/jobs?remote=remote",
        "/roles",
        "/locations",
        "/industries",
        "/shortlist",
        "/compare",
        "/rates",
        "/roles/fractional-cfo/jobs",
        "/about",
        "/data-sources",
        "/privacy",
        "/terms",
        "/privacy/removal",
        "/alerts",
        "/alerts/new/jobs?role=fractional-cfo&q=growth",
    ]
    .map(|path| (path.to_owned(), 200))
    .to_vec();
    for (list, link) in [
        ("/executives", ".cards .card-name a"),
        ("/jobs", ".cards .card-name a"),
        ("/roles", "main li a[href^='/roles/']"),
        ("/roles/fractional-cfo", "main a[href*='/industries/']"),
        ("/locations", "main li a[href^='/locations/']"),
        ("/industries", "main li a[href^='/industries/']"),
    ] {
        browser.visit(list).await;
        pages.push((browser.attribute(link, "href").await, 200));
    }
    let some: Vec<String> = sqlx::query_scalar(SIX_PEOPLE).fetch_all(&pool).await.unwrap();
    pages.push((format!("/compare?ids={}", some.join(",")), 200));
    pages.push(("/nowhere".to_owned(), 404));
    pages.push((format!("/jobs/{closed}"), 410));
    browser.complaints().await;

    for (path, status) in pages {
        browser.use_screen(PHONE).await;
        browser.visit(&path).await;
        assert_eq!(browser.run(STATUS).await, status, "{path}");
        let mut backgrounds = Vec::new();
        for screen in [NARROW, PHONE, PHONE.dark(), DESK.dark(), DESK] {
            browser.use_screen(screen).await;
            assert_eq!(browser.overflow().await, 0, "{path} is wider than {} px", screen.width);
            backgrounds.push(browser.run(BACKGROUND).await);
        }
        let [narrow, light, dark, dark_desk, light_desk] = <[Value; 5]>::try_from(backgrounds).unwrap();
        let is_light = narrow == light && light == light_desk;
        assert!(light != dark && is_light && dark == dark_desk, "{path}: {light}, {dark}");
        let mut complaints = browser.complaints().await;
        // That the page itself answers 404 or 410 is what was asked for.
        complaints.retain(|complaint| !(status >= 400 && complaint.contains(&format!("status of {status}"))));
        assert_eq!(complaints, [""; 0], "{path}");
    }
}

#[sqlx::test(migrator = "quarterdeck::database::MIGRATIONS")]
async fn the_smallest_telephone_shows_all_of_the_menu_and_the_shortlist_beside_the_name(pool: PgPool) {
    let browser = Browser::open(&site::serve(pool).await).await;
    for path in ["/executives", "/rates"] {
        browser.visit(path).await;
        browser.use_screen(NARROW).await;
        let hidden =
            "const menu = document.querySelector('.menu ul'); return menu.scrollWidth - menu.clientWidth";
        assert_eq!(browser.run(hidden).await, 0, "pixels of the menu of {path} that one has to look for");
        let tops = "const top = (part) => document.querySelector(part).getBoundingClientRect()
                    const [name, list] = [top('.brand'), top('.masthead-list')]
                    return list.top < name.bottom && name.top < list.bottom";
        assert_eq!(browser.run(tops).await, true, "{path}: the shortlist stands on a line of its own");
    }
}

const SIX_PEOPLE: &str = "select slug::text from executives e where e.is_public order by id limit 6";
const CLOSED_JOB: &str =
    "select slug::text from jobs where status = 'PUBLISHED' and closed_at is not null order by id limit 1";
const STATUS: &str = "return performance.getEntriesByType('navigation')[0].responseStatus";
const BACKGROUND: &str = "return getComputedStyle(document.documentElement).backgroundColor";
