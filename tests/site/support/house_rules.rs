//! What holds for every answer of the site, whoever asked for what. Every test keeps them, because every request of a
//! test passes here.

use std::collections::HashSet;
use std::sync::LazyLock;

use axum::http::Method;
use regex::Regex;
use scraper::ElementRef;

use super::Answer;
use super::site::ORIGIN;

/// Panics where an answer breaks a rule.
pub fn check(answer: &Answer, method: &Method) {
    headers(answer, method);
    if *method == Method::HEAD {
        assert!(answer.body.is_empty(), "{}: HEAD has a body", answer.path);
    } else if is_mail(answer) {
        // It is not ours to frame.
    } else if answer.is_html() {
        page(answer);
    } else if is_read_by_anybody(answer) {
        no_address(answer);
    }
}

fn headers(answer: &Answer, method: &Method) {
    let path = &answer.path;
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "strict-origin-when-cross-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        assert_eq!(answer.header(name), value, "{path}: {name}");
    }
    let policy = answer.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'"), "{path}: {policy}");
    assert!(!policy.contains("unsafe") || is_mail(answer) && !policy.contains("script"), "{path}: {policy}");
    assert!(!answer.header("permissions-policy").is_empty(), "{path}");
    assert!(answer.header("strict-transport-security").starts_with("max-age="), "{path}");
    assert!(!answer.header("x-request-id").is_empty(), "{path}");
    assert!(!answer.header("cache-control").is_empty(), "{path}");
    // Only the answer to a form may set one, and none but these do.
    let sets_cookies = path.ends_with("/claim")
        || path == "/shortlist"
        || ["/signin", "/account/s", "/account/erase"].iter().any(|begin| path.starts_with(begin));
    let cookie = answer.headers.get("set-cookie").map(|cookie| cookie.to_str().unwrap());
    // Any may have the browser forget one that is not ours.
    let is_new = cookie.is_some_and(|cookie| !cookie.contains("=; "));
    assert!(!is_new || (*method == Method::POST && sets_cookies), "{path}: a cookie for a stranger");
    if answer.status == 503 {
        assert!(answer.header("retry-after").parse::<u32>().is_ok(), "{path}: no Retry-After");
    }
    if answer.status >= 400 {
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
    }
}

/// One mail as mail programs show it, whose looks stand in it; only a development site shows it.
fn is_mail(answer: &Answer) -> bool {
    answer.path.starts_with("/dev/mail/") && answer.path.ends_with("/html") && answer.status == 200
}

fn page(answer: &Answer) {
    let path = &answer.path;
    assert_eq!(answer.attributes("html", "lang"), ["en"], "{path}");
    assert!(!answer.text("h1").is_empty(), "{path}: an empty h1");
    assert!(!answer.title().is_empty(), "{path}: no title");
    assert!(!answer.description().is_empty(), "{path}: no description");
    if let Some(canonical) = answer.canonical() {
        assert!(canonical.starts_with(ORIGIN), "{path}: {canonical}");
    }
    let is_in = answer.status == 200 && answer.is_indexable();
    assert!(!is_in || answer.canonical().is_some(), "{path}: indexable without an address");
    scripts_and_styles(answer);
    ids(answer);
    controls(answer);
    links(answer);
    structured_data(answer);
    // Only a development site shows its mail, and only their owner and those who run the site see addresses.
    let is_theirs = ["/dev/mail", "/account", "/admin", "/me"].iter().any(|begin| path.starts_with(begin))
        || path.split('?').next().is_some_and(|path| path.ends_with("/claim"));
    if !is_theirs || answer.header("cache-control") != "no-store" {
        no_address(answer);
    }
    for image in answer.select("img") {
        assert!(image.attr("alt").is_some(), "{path}: {}", image.html());
        assert!(image.attr("src").is_some_and(|src| src.starts_with('/')), "{path}: {}", image.html());
    }
}

/// Data, feeds and text; not what senders of rows are answered, nor what somebody downloads of themselves.
fn is_read_by_anybody(answer: &Answer) -> bool {
    let kind = answer.header("content-type");
    let is_text = ["json", "xml", "text/"].iter().any(|part| kind.contains(part));
    let is_for_one =
        ["/api/v1/ingest/", "/account/export"].iter().any(|begin| answer.path.starts_with(begin));
    is_text && !is_for_one && !answer.path.starts_with("/static/")
}

fn no_address(answer: &Answer) {
    if let Some(found) = EMAIL.find(&without_what_was_typed(answer)) {
        panic!("{}: an e-mail address in public: {}", answer.path, found.as_str());
    }
}

/// Whoever mistyped something in a form gets back what they typed, they alone.
fn without_what_was_typed(answer: &Answer) -> String {
    static FIELD: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r#"<input [^>]*type="email"[^>]*>"#).unwrap());
    let is_for_one = answer.header("cache-control") == "no-store";
    if is_for_one { FIELD.replace_all(answer.source(), "").into_owned() } else { answer.source().to_owned() }
}

static EMAIL: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)[a-z0-9._%+-]+@[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}|mailto:").unwrap());

fn scripts_and_styles(answer: &Answer) {
    let path = &answer.path;
    for script in answer.select("script") {
        let is_data = script.attr("type") == Some("application/ld+json");
        let is_ours = script.attr("src").is_some_and(|src| src.starts_with("/static/"))
            && script.text().collect::<String>().trim().is_empty();
        assert!(is_data || is_ours, "{path}: {}", script.html());
    }
    assert!(!answer.has("style, [style], iframe, object, embed, base"), "{path}: inline style or a frame");
    for element in answer.select("*") {
        for (name, _) in element.value().attrs() {
            assert!(!name.starts_with("on"), "{path}: {name} on {}", element.value().name());
        }
    }
}

fn ids(answer: &Answer) {
    let path = &answer.path;
    let mut ids = HashSet::new();
    for id in answer.attributes("[id]", "id") {
        assert!(ids.insert(id.clone()), "{path}: #{id} twice");
    }
    for name in ["aria-labelledby", "aria-describedby", "aria-controls", "form"] {
        for id in answer.attributes(&format!("[{name}]"), name) {
            assert!(id.split(' ').all(|id| ids.contains(id)), "{path}: {name} names no #{id}");
        }
    }
}

fn controls(answer: &Answer) {
    for control in answer.select("input:not([type=hidden]), select, textarea") {
        let labelled = control.attr("aria-label").is_some_and(|label| !label.is_empty())
            || control.attr("id").is_some_and(|id| answer.has(&format!("label[for='{id}']")))
            || control
                .ancestors()
                .filter_map(ElementRef::wrap)
                .any(|around| around.value().name() == "label");
        assert!(labelled, "{}: no label: {}", answer.path, control.html());
    }
    for button in answer.select("button, a[href]") {
        let says = !super::answer::text_of(button).is_empty() || button.attr("aria-label").is_some();
        assert!(says, "{}: says nothing: {}", answer.path, button.html());
    }
}

fn links(answer: &Answer) {
    let path = &answer.path;
    for link in answer.select("a[href]") {
        let href = link.attr("href").unwrap_or_default();
        let is_own = href.starts_with('/') && !href.starts_with("//") || href.starts_with('#');
        if is_own {
            continue;
        }
        assert!(href.starts_with("http://") || href.starts_with("https://"), "{path}: {href}");
        let rel = link.attr("rel").unwrap_or_default();
        let says = |word| rel.split(' ').any(|said| said == word);
        let is_credit = path.starts_with("/data-sources") || path.starts_with("/about");
        assert!(
            is_credit || ["nofollow", "ugc", "noopener"].into_iter().all(says),
            "{path}: {}",
            link.html()
        );
    }
    for action in answer.attributes("form", "action") {
        assert!(action.starts_with('/') && !action.starts_with("//"), "{path}: {action}");
    }
    for place in answer.attributes("a[href^='#']", "href") {
        assert!(answer.has(&format!("[id='{}']", &place[1..])), "{path}: {place} leads nowhere");
    }
}

fn structured_data(answer: &Answer) {
    let path = &answer.path;
    for data in answer.json_ld() {
        assert_eq!(data["@context"], "https://schema.org", "{path}");
        assert!(data["@type"].is_string(), "{path}");
        let text = data.to_string();
        for retired in ["aggregateRating", "FAQPage", "SearchAction"] {
            assert!(!text.contains(retired), "{path}: {retired}");
        }
        if data["@type"] == "BreadcrumbList" {
            let items = data["itemListElement"].as_array().unwrap();
            assert!(items.len() >= 2, "{path}: {data}");
            for item in items {
                assert!(item["item"].as_str().unwrap().starts_with(ORIGIN), "{path}: {item}");
            }
        }
    }
}
