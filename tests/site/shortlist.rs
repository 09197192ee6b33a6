//! Choosing people and comparing them, without an account.

use axum::body::Body;
use axum::http::Request;
use quarterdeck::database::MIGRATIONS;
use serde_json::json;
use sqlx::PgPool;

use crate::support::{Answer, Site, builders};

/// Somebody with a browser that keeps its cookie.
struct Chooser<'a> {
    site: &'a Site,
    cookie: String,
}

impl<'a> Chooser<'a> {
    fn new(site: &'a Site) -> Self {
        Self { site, cookie: String::new() }
    }

    async fn get(&self, path: &str) -> Answer {
        let request = Request::get(path).header("cookie", &self.cookie);
        self.site.anonymous().send(request.body(Body::empty()).unwrap()).await
    }

    /// Presses a button; goes on to the page that is answered, or is led to.
    async fn press(&mut self, name: &str, value: &str) -> Answer {
        let answer = self.send(name, value, "text/html,application/xhtml+xml").await;
        if answer.status != 303 {
            return answer;
        }
        assert_eq!(answer.header("location"), "/shortlist");
        self.get("/shortlist").await.expect(200)
    }

    /// Presses a button that stands on another page.
    async fn press_from(&mut self, name: &str, value: &str, page: &str) -> Answer {
        self.send_from(name, value, "text/html", page).await
    }

    async fn send(&mut self, name: &str, value: &str, accept: &str) -> Answer {
        self.send_from(name, value, accept, "https://quarterdeck.example/executives").await
    }

    async fn send_from(&mut self, name: &str, value: &str, accept: &str, page: &str) -> Answer {
        let request = Request::post("/shortlist")
            .header("referer", page)
            .header("cookie", format!("another=1; {}", self.cookie))
            .header("accept", accept)
            .header("sec-fetch-site", "same-origin")
            .header("content-type", "application/x-www-form-urlencoded");
        let body = Body::from(format!("{name}={}", value.replace(',', "%2C")));
        let answer = self.site.anonymous().send(request.body(body).unwrap()).await;
        if matches!(answer.status, 204 | 303) {
            let cookie = answer.headers.get("set-cookie").expect("a changed list is kept");
            cookie.to_str().unwrap().split(';').next().unwrap().clone_into(&mut self.cookie);
        }
        answer
    }

    async fn chosen(&self) -> Vec<String> {
        names(&self.get("/shortlist").await.expect(200))
    }
}

fn names(page: &Answer) -> Vec<String> {
    page.texts(".chosen h2")
}

fn columns(page: &Answer) -> Vec<String> {
    page.texts(".compare th[scope=col] > a")
}

/// What a line of the table says of everybody.
pub fn line(page: &Answer, label: &str) -> Vec<String> {
    let at = page.texts(".compare th[scope=row]").iter().position(|known| known == label);
    let at = at.unwrap_or_else(|| panic!("there is no line “{label}”"));
    page.texts(&format!(".compare tbody tr:nth-child({}) td", at + 1))
}

/// Eight people, `person-1` to `person-8`.
async fn eight(site: &Site) {
    let people = (1..=8).map(|n| site.executive().named(&format!("Person Number{n}")).published());
    builders::executives(people.collect()).await;
    site.sql("update executives set slug = 'person-' || right(last_name, 1)").await;
    site.sql("delete from slug_redirects").await;
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_visitor_chooses_three_compares_them_takes_one_off_and_hands_the_link_on(pool: PgPool) {
    let site = Site::start(pool).await;
    eight(&site).await;
    let mut anna = Chooser::new(&site);
    let empty = anna.get("/shortlist").await.expect(200);
    empty.expect_says("Nobody is on it yet");
    assert_eq!(empty.header("cache-control"), "no-store");
    assert!(!empty.is_indexable());

    let directory = site.anonymous().get("/executives").await.expect(200);
    assert_eq!(directory.attributes("button[form=shortlist][name=add]", "value").len(), 8);
    for slug in ["person-3", "person-1", "person-2"] {
        anna.press("add", slug).await.expect(200);
    }
    assert_eq!(anna.chosen().await, ["Person Number3", "Person Number1", "Person Number2"]);
    let list = anna.press("remove", "person-1").await.expect(200);
    assert_eq!(names(&list), ["Person Number3", "Person Number2"]);

    let link = list.text(".share-link");
    assert_eq!(link, "https://quarterdeck.example/compare?ids=person-3,person-2");
    let ben = site.anonymous().get("/compare?ids=person-3,person-2").await.expect(200);
    assert_eq!(columns(&ben), ["Person Number3", "Person Number2"]);
    assert!(!ben.is_indexable());
    assert!(ben.header("cache-control").starts_with("public"));

    assert!(anna.press("clear", "1").await.says("Nobody is on it yet"));
    assert_eq!(anna.cookie, "__Host-shortlist=", "the browser forgets it");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn the_seventh_is_refused_in_words_and_nothing_is_lost(pool: PgPool) {
    let site = Site::start(pool).await;
    eight(&site).await;
    let mut anna = Chooser::new(&site);
    for n in 1..=6 {
        anna.press("add", &format!("person-{n}")).await.expect(200);
    }
    let before = anna.cookie.clone();
    let refused = anna.press("add", "person-7").await.expect(422);
    refused.expect_says("Your shortlist is full. It holds 6 people, so Person Number7 was not put on it.");
    assert_eq!(names(&refused).len(), 6, "who is on it can be taken off at once");
    for (from, back) in [
        (
            "https://quarterdeck.example/executives?role=fractional-cfo",
            Some("/executives?role=fractional-cfo"),
        ),
        ("https://quarterdeck.example//evil.example", None),
        ("https://quarterdeck.example/shortlist", None),
        ("https://evil.example/executives", None),
    ] {
        let refused = anna.press_from("add", "person-7", from).await.expect(422);
        let way = refused.attributes(".chosen-actions a[href^='/executives?']", "href");
        assert_eq!(way, back.into_iter().collect::<Vec<_>>(), "{from}");
    }
    assert_eq!(anna.cookie, before);
    anna.send("add", "person-7", "*/*").await.expect(422);
    // Or in somebody's place, at once.
    let place = refused.attributes("button[name=replace]", "value").remove(1);
    assert_eq!(place, "person-1,person-7,person-3,person-4,person-5,person-6");
    let mut ben = Chooser { site: &site, cookie: before.clone() };
    let list = ben.press("replace", &place).await.expect(200);
    assert_eq!(names(&list)[1], "Person Number7");
    list.expect_silent("is full");
    // Twice the same is once, also when it is full.
    anna.press("add", "person-6").await.expect(200);
    assert_eq!(anna.chosen().await.len(), 6);
    // Who is no longer listed takes up no place.
    site.sql("update executives set removed_at = now() where slug = 'person-2'").await;
    let list = anna.press("add", "person-7").await.expect(200);
    assert_eq!(names(&list).last().unwrap(), "Person Number7");
    assert_eq!(names(&list).len(), 6);
    list.expect_silent("no longer listed");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn only_a_cookie_that_we_signed_is_a_shortlist(pool: PgPool) {
    let site = Site::start(pool).await;
    eight(&site).await;
    let mut anna = Chooser::new(&site);
    let answer = anna.send("add", "person-1", "*/*").await.expect(204);
    let set = answer.header("set-cookie").to_owned();
    for part in ["__Host-shortlist=person-1~", "; Path=/", "; Secure", "; SameSite=Lax", "; Max-Age=15552000"]
    {
        assert!(set.contains(part), "{set}");
    }
    assert!(!set.contains("Domain"), "{set}");
    assert_eq!(anna.chosen().await, ["Person Number1"]);
    let good = anna.cookie.clone();
    let (value, signature) = good.split_once('~').unwrap();
    for cookie in [
        format!("__Host-shortlist=person-2~{signature}"),
        format!("{value}.person-2~{signature}"),
        format!("{value}~{}", &signature[..63]),
        format!("{value}~{}", signature.replace(|c: char| c.is_ascii_digit(), "0")),
        value.to_owned(),
        good.replace("__Host-shortlist", "shortlist"),
        "__Host-shortlist=".to_owned(),
        "__Host-shortlist=~".to_owned(),
        "__Host-shortlist=%00\u{ff}~x".to_owned(),
        format!("__Host-shortlist={}", "x".repeat(5_000)),
    ] {
        let mallory = Chooser { site: &site, cookie };
        let page = mallory.get("/shortlist").await.expect(200);
        assert!(names(&page).is_empty(), "{}", mallory.cookie);
        // Buttons would show for ever what is on it by a cookie that is not ours.
        let is_forgotten = page.headers.get("set-cookie").is_some_and(|set| {
            set.to_str().unwrap().starts_with("__Host-shortlist=;")
                && set.to_str().unwrap().contains("Max-Age=0")
        });
        assert_eq!(is_forgotten, mallory.cookie.starts_with("__Host-"), "{}", mallory.cookie);
    }
    // Beside one that is not ours, ours is found.
    let both = Chooser { site: &site, cookie: format!("__Host-shortlist=person-2~00; {good}") };
    assert_eq!(both.chosen().await, ["Person Number1"]);
    // Forms of other sites change nothing, and what says nothing is named.
    let foreign = Request::post("/shortlist").header("sec-fetch-site", "cross-site");
    site.anonymous().send(foreign.body(Body::from("add=person-1")).unwrap()).await.expect(403);
    anna.send("whom", "person-1", "text/html").await.expect(400);
    anna.send("add", "%00", "text/html").await.expect(422).expect_says("no longer listed");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn who_is_taken_down_is_gone_from_both_and_the_pages_say_so(pool: PgPool) {
    let site = Site::start(pool).await;
    eight(&site).await;
    let mut anna = Chooser::new(&site);
    for slug in ["person-1", "person-2", "person-3"] {
        anna.press("add", slug).await.expect(200);
    }
    site.sql("update executives set removed_at = now() where slug = 'person-1'").await;
    site.sql("update executives set status = 'REVIEW' where slug = 'person-3'").await;
    let list = anna.get("/shortlist").await.expect(200);
    assert_eq!(names(&list), ["Person Number2"]);
    list.expect_says("2 of the people on your shortlist are no longer listed.");
    assert!(!list.source().contains("Number1") && !list.source().contains("Number3"));
    assert_eq!(list.text(".share-link"), "https://quarterdeck.example/compare?ids=person-2");
    let page = site.anonymous().get("/compare?ids=person-1,person-2").await.expect(200);
    assert_eq!(columns(&page), ["Person Number2"]);
    page.expect_says("One of these profiles is not listed here, or no longer is.");
    assert!(!page.source().contains("Number1"));
    let tidy = anna.press("tidy", "1").await.expect(200);
    tidy.expect_silent("no longer listed");
    assert!(anna.cookie.starts_with("__Host-shortlist=person-2~"), "{}", anna.cookie);
    anna.press("add", "person-1").await.expect(422).expect_says("That profile is no longer listed");
    anna.press("add", "nobody-at-all").await.expect(422);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_comparison_has_one_address_which_keeps_its_order(pool: PgPool) {
    let site = Site::start(pool).await;
    eight(&site).await;
    let get = async |path: &str| site.anonymous().get(path).await;
    for twice in [
        "/compare?ids=person-2,person-1,person-2",
        "/compare?ids=person-2&ids=person-1",
        "/compare?ids=person-2%2Cperson-1",
        "/compare?ids=person-2,person-1&utm_source=x",
        "/compare?ids=person-2,Person%201,person-1,",
        "/Compare/?ids=person-2,person-1",
    ] {
        let answer = get(twice).await;
        assert_eq!(answer.status, 301, "{twice}");
        let to = answer.header("location").to_owned();
        let to = if twice.starts_with("/C") {
            to
        } else {
            assert_eq!(to, "/compare?ids=person-2,person-1");
            to
        };
        assert_eq!(columns(&get(&to).await.expect(200)), ["Person Number2", "Person Number1"]);
    }
    assert_eq!(columns(&get("/compare?ids=person-1,person-2").await), ["Person Number1", "Person Number2"]);
    // Somebody is called otherwise now; who has the old link finds them.
    site.sql("update executives set slug = 'another-name' where slug = 'person-2'").await;
    get("/compare?ids=person-2,person-1").await.expect_moved("/compare?ids=another-name,person-1");
    get("/compare?ids=person-2,another-name").await.expect_moved("/compare?ids=another-name");
    // Programs know people by their identifiers, as our own JSON gives them.
    let id = |slug: &str| format!("(select id from executives where slug = '{slug}')");
    let ids = site.value(&format!("select {} || ',' || {}", id("person-1"), id("person-3"))).await;
    get(&format!("/compare?ids={ids}")).await.expect_moved("/compare?ids=person-1,person-3");
    site.sql("update executives set status = 'REVIEW' where slug = 'person-3'").await;
    let (_, id) = ids.split_once(',').unwrap();
    get(&format!("/compare?ids={id}")).await.expect(200).expect_says("One of these profiles is not listed");
    site.sql("update executives set status = 'PUBLISHED' where slug = 'person-3'").await;

    let seven = get("/compare?ids=person-1,another-name,person-3,person-4,person-5,person-6,person-7").await;
    assert_eq!(columns(&seven.expect(200)).len(), 6);
    for nobody in ["/compare", "/compare?ids=nobody-at-all"] {
        get(nobody).await.expect(200).expect_says("Nobody to compare");
    }
    get("/compare?ids=").await.expect_moved("/compare");
    let hostile = format!("/compare?ids={}", "x,".repeat(3_000));
    assert!(matches!(get(&hostile).await.status, 200 | 301));
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_shared_comparison_can_be_saved_to_ones_own_list(pool: PgPool) {
    let site = Site::start(pool).await;
    eight(&site).await;
    let page = site.anonymous().get("/compare?ids=person-4,person-5,person-6").await.expect(200);
    let all = page.attributes("button[name=save]", "value").remove(0);
    let mut ben = Chooser::new(&site);
    ben.press("add", "person-5").await.expect(200);
    let saved = ben.press("save", &all).await.expect(200);
    assert_eq!(names(&saved), ["Person Number5", "Person Number4", "Person Number6"]);
    ben.press("save", &all).await.expect(200);
    assert_eq!(ben.chosen().await.len(), 3);
    ben.press("save", "person-1,person-2,person-3").await.expect(200);
    let before = ben.chosen().await;
    let refused = ben.press("save", "person-7,person-8").await.expect(422);
    refused.expect_says("They don’t all fit.");
    assert_eq!(ben.chosen().await, before);
    let instead = refused.attributes("button[name=replace]", "value").remove(0);
    let replaced = ben.press("replace", &instead).await.expect(200);
    assert_eq!(names(&replaced), ["Person Number7", "Person Number8"]);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn pages_that_show_people_are_the_same_for_whoever_has_a_list(pool: PgPool) {
    let site = Site::start(pool.clone()).await;
    // Another process, which keeps pages of its own.
    let other = Site::over(pool, site.clock.clone());
    eight(&site).await;
    let mut anna = Chooser::new(&site);
    anna.press("add", "person-1").await.expect(200);
    for path in ["/", "/executives", "/executives/person-1", "/compare?ids=person-1,person-2", "/jobs"] {
        let hers = anna.get(path).await.expect(200);
        let anybodys = other.anonymous().get(path).await.expect(200);
        assert!(hers.source() == anybodys.source(), "{path} depends on who looks");
        assert!(hers.header("cache-control").starts_with("public"), "{path}");
        assert_eq!(hers.attributes(".masthead a[href='/shortlist']", "href").len(), 1, "{path}");
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_comparison_lines_up_what_is_known_and_marks_what_stands_out(pool: PgPool) {
    let site = Site::start(pool).await;
    let person = |name: &str| site.executive().named(name).industries("SaaS, Fintech").published();
    let people = vec![
        person("Ada First")
            .with("Monthly Retainer", "$8,000 - $12,000")
            .with("Years of Experience", "21")
            .with("Case Studies", json!([{"title": "Cash in time", "metric": "38% lower cost"}])),
        person("Ben Second").with("Monthly Retainer", "$9,000").with("Years of Experience", "12").available(),
        person("Cleo Third").industries("SaaS").located("London, United Kingdom"),
        person("Dora Fourth").with("Monthly Retainer", "£5,000"),
    ];
    builders::executives(people).await;
    let page = site.anonymous().get("/compare?ids=ada-first,ben-second,cleo-third").await.expect(200);
    let rows = page.texts(".compare tbody th[scope=row]").len();
    assert_eq!(page.texts(".compare tbody td").len(), rows * 3, "every line has a cell for everybody");
    assert_eq!(page.texts(".compare thead th[scope=col]").len(), 3);
    assert_eq!(line(&page, "Role"), ["Chief Financial Officer"; 3]);
    assert_eq!(line(&page, "Place"), ["Austin, TX", "Austin, TX", "London, United Kingdom"]);
    assert_eq!(
        line(&page, "Price by the month"),
        ["$8,000–$12,000/month lowest", "$9,000/month", "not stated"]
    );
    assert_eq!(line(&page, "Experience"), ["21 years most", "12 years", "not stated"]);
    assert_eq!(line(&page, "Can start"), ["not stated", "Available", "not stated"]);
    assert_eq!(line(&page, "Industries"), ["SaaS Fintech", "SaaS Fintech", "SaaS"]);
    assert_eq!(line(&page, "Checked"), ["Unclaimed profile"; 3]);
    assert_eq!(line(&page, "A result"), ["38% lower cost", "not stated", "not stated"]);
    // What all share is quiet; a line of nothing else can be hidden.
    assert_eq!(page.texts("tr.is-same th"), ["Role", "Checked"]);
    assert!(page.texts(".compare-entry.is-common").contains(&"SaaS".to_owned()));
    assert!(!page.texts(".compare-entry.is-common").contains(&"Fintech".to_owned()));
    for one in ["ada-first", "ben-second", "cleo-third"] {
        assert!(page.links().contains(&format!("/executives/{one}")));
    }
    assert!(page.links().contains(&"/compare?ids=ada-first,cleo-third".to_owned()), "without Ben");
    // Pounds are not held against dollars.
    let page = site.anonymous().get("/compare?ids=ada-first,dora-fourth").await.expect(200);
    assert_eq!(line(&page, "Price by the month"), ["$8,000–$12,000/month", "£5,000/month"]);
}
