//! Finished pages in memory, driven as clients would: what is made once, what is shown for how long, what never again.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod site;

use std::sync::atomic::Ordering::SeqCst;
use std::time::Duration;

use axum::http::{Method, header};
use quarterdeck::config::Limits;

use site::{Lines, Site};

const A_DAY: i64 = 86_400;

#[tokio::test]
async fn a_page_is_made_once_and_then_sent_from_memory_in_every_form() {
    let site = Site::start();
    let first = site.get("/pages/a").await;
    for encoding in ["identity", "br", "gzip", "zstd", "br"] {
        let again = site.send(Method::GET, "/pages/a", &[("accept-encoding", encoding)]).await;
        assert_eq!(again.plain(), first.body, "{encoding}");
        let said = again.headers.get(header::CONTENT_ENCODING).map(|value| value.to_str().unwrap());
        assert_eq!(said, Some(encoding).filter(|encoding| *encoding != "identity"));
        assert_eq!(again.header("vary"), "accept-encoding");
        assert_eq!(again.header("etag").trim_start_matches("W/"), first.header("etag"));
        assert_eq!(again.header("cache-control"), first.header("cache-control"));
        assert!(again.header("content-security-policy").starts_with("default-src 'none'"));
        assert_ne!(again.header("x-request-id"), first.header("x-request-id"), "each request has its own");
        let known = [("accept-encoding", encoding), ("if-none-match", again.header("etag"))];
        let known = site.send(Method::GET, "/pages/a", &known).await;
        assert_eq!((known.status, known.body.len()), (304, 0));
        let head = site.send(Method::HEAD, "/pages/a", &[("accept-encoding", encoding)]).await;
        assert_eq!((head.status, head.body.len()), (200, 0));
        assert_eq!(head.header("content-length"), again.body.len().to_string());
        assert_eq!(head.headers.get(header::ETAG), again.headers.get(header::ETAG));
    }
    assert_eq!(site.handled(), 1);
}

#[tokio::test]
async fn whoever_asks_first_leaves_the_same_page_for_the_others() {
    for headers in [
        ("if-none-match", "*"),
        ("range", "bytes=0-1"),
        ("accept", "application/json"),
        ("accept-encoding", "br"),
    ] {
        let site = Site::start();
        for method in [Method::HEAD, Method::GET] {
            site.send(method, "/pages/a", &[headers]).await;
        }
        let page = site.get("/pages/a").await;
        assert_eq!((page.status, page.text().contains("page a")), (200, true), "{headers:?}");
        assert_eq!(site.handled(), 1, "{headers:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_who_ask_at_once_for_a_page_have_it_made_once() {
    let site = Site::start();
    site.world.gate.forget_permits(usize::MAX);
    let asking: Vec<_> = (0..100)
        .map(|_| {
            let site = site.clone();
            tokio::spawn(async move { site.get("/pages/slow").await })
        })
        .collect();
    while site.counts().joined < 99 {
        tokio::task::yield_now().await;
    }
    site.world.gate.add_permits(1);
    for one in asking {
        assert_eq!(one.await.unwrap().status, 200);
    }
    assert_eq!(site.handled(), 1);
}

#[tokio::test]
async fn a_page_is_made_although_the_one_who_asked_has_gone() {
    let site = Site::start();
    site.world.gate.forget_permits(usize::MAX);
    let asking = tokio::spawn({
        let site = site.clone();
        async move { site.get("/pages/slow").await }
    });
    while site.handled() == 0 {
        tokio::task::yield_now().await;
    }
    asking.abort();
    let _ = asking.await;
    let second = tokio::spawn({
        let site = site.clone();
        async move { site.get("/pages/slow").await }
    });
    while site.counts().joined == 0 {
        tokio::task::yield_now().await;
    }
    site.world.gate.add_permits(1);
    assert_eq!(second.await.unwrap().status, 200);
    assert_eq!(site.handled(), 1);
}

#[tokio::test]
async fn nobody_joins_a_flight_that_began_before_the_last_change() {
    let site = Site::start();
    site.world.gate.forget_permits(usize::MAX);
    let ask = || {
        let site = site.clone();
        tokio::spawn(async move { site.get("/pages/slow").await })
    };
    let first = ask();
    while site.handled() == 0 {
        tokio::task::yield_now().await;
    }
    site.say("new");
    site.changes.note();
    let second = ask();
    while site.handled() < 2 {
        tokio::task::yield_now().await;
    }
    site.world.gate.add_permits(2);
    assert!(first.await.unwrap().text().contains("old"));
    assert!(second.await.unwrap().text().contains("new"));
    assert!(site.get("/pages/slow").await.text().contains("new"), "and the older one doesn't replace it");
}

#[tokio::test]
async fn who_says_who_they_are_gets_nothing_from_memory_and_leaves_nothing_there() {
    let site = Site::start();
    site.get("/for").await;
    for (name, value) in
        [("cookie", "theme=dark; sid=ann"), ("cookie", "__Host-sid=ann"), ("authorization", "ann")]
    {
        let page = site.send(Method::GET, "/for", &[(name, value)]).await;
        assert!(page.text().contains("ann"), "{name}");
        assert!(!site.get("/for").await.text().contains("ann"), "{name}");
    }
    assert_eq!(site.handled(), 4);
}

#[tokio::test]
async fn a_cookie_that_says_nothing_of_who_reads_gets_the_page_from_memory() {
    let site = Site::start();
    site.get("/pages/a").await;
    let before = site.handled();
    let page = site.send(Method::GET, "/pages/a", &[("cookie", "__Host-shortlist=ann~00; _ga=1")]).await;
    assert_eq!(page.status, 200);
    assert_eq!(site.handled(), before, "nothing is made for it");
}

#[tokio::test]
async fn what_is_no_page_for_everybody_is_made_each_time() {
    let site = Site::start();
    for (path, status) in [
        ("/private", 200),
        ("/unsaid", 200),
        ("/missing", 404),
        ("/gone", 410),
        ("/moved", 301),
        ("/hour", 200),
    ] {
        let before = site.handled();
        let first = site.get(path).await;
        let second = site.get(path).await;
        assert_eq!((first.status, second.status), (status, status), "{path}");
        assert_eq!(site.handled(), before + 2, "{path}");
    }
    let first = site.get("/missing").await;
    assert!(first.text().contains(first.header("x-request-id")), "each error page names its own request");
}

#[tokio::test]
async fn addresses_and_pages_without_end_are_answered_and_not_kept() {
    let site = Site::start();
    for path in [format!("/pages/a?q={}", "x".repeat(1_100)), "/pages/large".to_owned()] {
        assert_eq!(site.get(&path).await.status, 200);
        assert_eq!(site.get(&path).await.status, 200);
    }
    assert_eq!((site.handled(), site.front.pages().size().0), (4, 0));
}

#[tokio::test]
async fn another_form_of_an_address_leads_to_the_page_and_is_not_kept() {
    let site = Site::start();
    site.get("/pages/a").await;
    for known in ["\"x\"", "*"] {
        let answer = site.send(Method::GET, "/Pages/A/", &[("if-none-match", known)]).await;
        assert_eq!((answer.status, answer.header("location")), (301, "/pages/a"));
    }
    assert_eq!(site.front.pages().size().0, 1);
}

// Changes

#[tokio::test]
async fn a_page_that_changed_is_shown_for_a_moment_while_the_new_one_is_made() {
    let site = Site::with(Limits { page_grace: Duration::from_mins(1), ..Limits::default() });
    site.get("/pages/a").await;
    // A page that was made just now is not made anew at once.
    tokio::time::sleep(Duration::from_millis(250)).await;
    site.say("new");
    site.changes.note();
    assert!(site.get("/pages/a").await.text().contains("old"));
    while site.counts().made < 2 || site.counts().fresh == 0 {
        let page = site.get("/pages/a").await.text();
        assert!(page.contains("old") || page.contains("new"));
        tokio::task::yield_now().await;
    }
    assert!(site.get("/pages/a").await.text().contains("new"));
    assert_eq!(site.handled(), 2, "by one, however many ask");
}

#[tokio::test]
async fn after_that_moment_who_asks_waits_for_the_new_one() {
    let site = Site::start();
    for turn in ["one", "two", "three"] {
        site.say(turn);
        site.changes.note();
        assert!(site.get("/pages/a").await.text().contains(turn));
    }
}

#[tokio::test]
async fn who_has_a_page_that_was_made_anew_and_says_the_same_need_not_load_it_again() {
    let site = Site::start();
    let first = site.send(Method::GET, "/pages/a", &[("accept-encoding", "br")]).await;
    site.changes.note();
    let known = [("accept-encoding", "br"), ("if-none-match", first.header("etag"))];
    let again = site.send(Method::GET, "/pages/a", &known).await;
    assert_eq!((again.status, site.handled()), (304, 2));
}

#[tokio::test]
async fn what_is_taken_away_is_shown_by_no_page_from_then_on() {
    let site = Site::with(Limits { page_grace: Duration::from_mins(1), ..Limits::default() });
    for path in ["/pages/shows-ann", "/pages/shows-ben", "/executives/ann"] {
        site.get(path).await;
    }
    site.say("new");
    site.changes.take_away(["/executives/ann"]);
    assert!(site.get("/pages/shows-ann").await.text().contains("new"));
    assert!(site.get("/executives/ann").await.text().contains("new"));
    assert!(site.get("/pages/shows-ben").await.text().contains("old"), "this one has its moment");
    // Also where no new one can be made.
    site.changes.take_away(["/executives/ben"]);
    site.world.is_away.store(true, SeqCst);
    assert_eq!(site.get("/pages/shows-ben").await.status, 503);
    assert_eq!(site.get("/pages/shows-ann").await.status, 200);
}

#[tokio::test]
async fn a_page_that_was_being_made_when_something_was_taken_away_is_not_shown_later() {
    let site = Site::with(Limits { page_grace: Duration::from_mins(1), ..Limits::default() });
    site.world.gate.forget_permits(usize::MAX);
    let asking = tokio::spawn({
        let site = site.clone();
        async move { site.get("/pages/slow?shows-ann").await }
    });
    while site.handled() == 0 {
        tokio::task::yield_now().await;
    }
    site.changes.take_away(["/executives/ann"]);
    site.world.gate.add_permits(9);
    asking.await.unwrap();
    site.say("new");
    assert!(site.get("/pages/slow?shows-ann").await.text().contains("new"));
}

#[tokio::test]
async fn a_page_that_is_gone_is_dropped() {
    let site = Site::start();
    site.get("/pages/a").await;
    site.say("gone");
    site.changes.note();
    assert_eq!(site.get("/pages/a").await.status, 410);
    assert_eq!(site.front.pages().size().0, 0);
}

#[tokio::test]
async fn a_page_of_yesterday_is_made_anew() {
    let site = Site::start();
    site.get("/pages/a").await;
    site.say("new");
    site.world.now.fetch_add(A_DAY - 1, SeqCst);
    assert!(site.get("/pages/a").await.text().contains("old"));
    site.world.now.fetch_add(1, SeqCst);
    assert!(site.get("/pages/a").await.text().contains("new"));
}

// A database that is away

#[tokio::test]
async fn an_earlier_page_is_better_than_none_and_gives_way_once_a_new_one_can_be_made() {
    let site = Site::start();
    site.get("/pages/a").await;
    site.changes.note();
    site.world.is_away.store(true, SeqCst);
    for _ in 0..3 {
        let page = site.get("/pages/a").await;
        assert_eq!((page.status, page.text().contains("old")), (200, true));
    }
    let uncached = site.get("/pages/b").await;
    assert_eq!((uncached.status, uncached.header("retry-after")), (503, "5"));
    assert_eq!(site.counts().instead, 3);
    site.world.is_away.store(false, SeqCst);
    site.say("new");
    assert!(site.get("/pages/a").await.text().contains("new"));
    assert_eq!(site.get("/pages/b").await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_waited_for_a_page_that_could_not_be_made_does_not_wait_for_another() {
    let site = Site::start();
    site.world.gate.forget_permits(usize::MAX);
    site.world.is_away.store(true, SeqCst);
    let asking: Vec<_> = (0..20)
        .map(|_| {
            let site = site.clone();
            tokio::spawn(async move { site.get("/pages/slow").await })
        })
        .collect();
    while site.counts().joined < 19 {
        tokio::task::yield_now().await;
    }
    site.world.gate.add_permits(1);
    for one in asking {
        let answer = one.await.unwrap();
        assert_eq!((answer.status, answer.header("retry-after")), (503, "5"));
    }
    assert_eq!(site.handled(), 1);
}

#[tokio::test]
async fn while_nobody_follows_the_database_a_page_is_fresh_for_a_second_and_nobody_waits_long() {
    let site = Site::start();
    site.changes.doubt();
    site.get("/pages/slow").await;
    site.get("/pages/slow").await;
    assert_eq!(site.handled(), 1);
    std::thread::sleep(Duration::from_millis(1_050));
    site.say("new");
    // The database hangs.
    site.world.gate.forget_permits(usize::MAX);
    assert!(site.get("/pages/slow").await.text().contains("old"));
    assert_eq!((site.handled(), site.counts().instead), (2, 1));
    site.world.gate.add_permits(9);
    while site.counts().fresh < 2 {
        tokio::time::sleep(Duration::from_millis(1)).await;
        site.get("/pages/slow").await;
    }
    assert!(site.get("/pages/slow").await.text().contains("new"));
}

// Memory

#[tokio::test]
async fn a_crawler_that_walks_every_page_once_does_not_drive_out_what_is_asked_for_often() {
    let site = Site::with(Limits { page_bytes: 2 * 1024 * 1024, ..Limits::default() });
    let hubs: Vec<String> = (0..20).map(|n| format!("/pages/hub-{n}")).collect();
    for _ in 0..3 {
        for hub in &hubs {
            site.get(hub).await;
        }
    }
    for n in 0..3_000 {
        site.get(&format!("/pages/filter-{n}")).await;
        site.get(&hubs[n % hubs.len()]).await;
        let (_, bytes) = site.front.pages().size();
        assert!(bytes <= 2 * 1024 * 1024, "{bytes}");
    }
    let before = site.handled();
    for hub in &hubs {
        site.get(hub).await;
    }
    assert_eq!(site.handled(), before, "every hub is still there");
}

#[tokio::test]
async fn without_memory_every_page_is_made_for_who_asks() {
    let site = Site::with(Limits { page_bytes: 0, ..Limits::default() });
    let first = site.get("/pages/a").await;
    let known = site.send(Method::GET, "/pages/a", &[("if-none-match", first.header("etag"))]).await;
    assert_eq!((known.status, site.handled()), (304, 2));
}

#[tokio::test]
async fn a_page_from_memory_is_logged_like_any_other() {
    let site = Site::start();
    site.get("/pages/a").await;
    let lines = Lines::default();
    let writer = lines.clone();
    // For the whole program: other tests write their lines there too.
    tracing_subscriber::fmt().json().with_writer(move || writer.clone()).init();
    site.send(Method::GET, "/pages/a", &[("x-request-id", "abc")]).await;
    let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    let line = text.lines().find(|line| line.contains("\"abc\"")).unwrap();
    let line: serde_json::Value = serde_json::from_str(line).unwrap();
    assert_eq!(
        (&line["fields"]["route"], &line["span"]["request_id"]),
        (&"/pages/{name}".into(), &"abc".into())
    );
    assert_eq!((&line["fields"]["status"], site.handled()), (&200.into(), 1));
}
