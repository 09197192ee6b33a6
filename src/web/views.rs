//! How often the pages of one kind are looked at. Counted in memory, where requests pass, page by page; who looked is noted
//! nowhere. Whoever keeps the counts takes them from time to time.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use axum::extract::Request;
use axum::http::{HeaderMap, Method, header};
use regex::Regex;

/// The counts stand in so many maps, so that requests hardly ever wait for each other.
const SHARDS: usize = 16;

/// Says whether a request is by somebody whose looking counts for nothing, though a person looks.
type IsLeftOut = Box<dyn Fn(&HeaderMap) -> bool + Send + Sync>;

/// The views of one kind of pages. Cheap to clone.
#[derive(Clone)]
pub struct Views(Arc<Inner>);

struct Inner {
    /// Before what names a page.
    prefix: &'static str,
    is_left_out: IsLeftOut,
    hasher: RandomState,
    shards: [Mutex<HashMap<Box<str>, i64>>; SHARDS],
}

impl Views {
    /// Of the pages whose address is `prefix` and one more word, but for visitors who are left out.
    pub fn of(
        prefix: &'static str,
        is_left_out: impl Fn(&HeaderMap) -> bool + Send + Sync + 'static,
    ) -> Self {
        let inner = Inner {
            prefix,
            is_left_out: Box::new(is_left_out),
            hasher: RandomState::new(),
            shards: std::array::from_fn(|_| Mutex::default()),
        };
        Self(Arc::new(inner))
    }

    /// Which page a person is about to look at, if it is one of these.
    pub(super) fn looked_at<'r>(&self, request: &'r Request) -> Option<&'r str> {
        let page = request.uri().path().strip_prefix(self.0.prefix)?;
        let is_one = *request.method() == Method::GET && !page.is_empty() && !page.contains(['/', '.']);
        let headers = request.headers();
        (is_one && is_person(headers) && !(self.0.is_left_out)(headers)).then_some(page)
    }

    /// Counts a view of a page.
    pub(super) fn count(&self, page: &str) {
        self.add(page, 1);
    }

    fn add(&self, page: &str, views: i64) {
        let shard = usize::try_from(self.0.hasher.hash_one(page) % SHARDS as u64).unwrap_or_default();
        let mut counts = self.0.shards[shard].lock().unwrap_or_else(PoisonError::into_inner);
        match counts.get_mut(page) {
            Some(count) => *count += views,
            None => {
                counts.insert(page.into(), views);
            }
        }
    }

    /// All that was counted since it was last taken.
    pub fn take(&self) -> Vec<(String, i64)> {
        let take = |shard: &Mutex<HashMap<Box<str>, i64>>| {
            std::mem::take(&mut *shard.lock().unwrap_or_else(PoisonError::into_inner))
        };
        let taken = self.0.shards.iter().flat_map(take);
        taken.map(|(page, views)| (page.into_string(), views)).collect()
    }

    /// Puts back what was taken and could not be kept.
    pub fn give_back(&self, taken: &[(String, i64)]) {
        for (page, views) in taken {
            self.add(page, *views);
        }
    }
}

/// Of no page.
impl Default for Views {
    fn default() -> Self {
        Self::of("/", |_| true)
    }
}

impl std::fmt::Debug for Views {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Views({})", self.0.prefix)
    }
}

/// Whether a browser shows the page to somebody, as far as a request says so. Programs that read pages name themselves, or
/// something that is no browser; a browser says when it only reads ahead.
fn is_person(headers: &HeaderMap) -> bool {
    static PROGRAM: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            "(?i)bot|crawl|spider|slurp|preview|fetch|scan|archiv|monitor|validator|headless|lighthouse|python|java/|curl|wget|\
             facebookexternalhit|embedly|whatsapp|https?://",
        )
        .expect("a fixed pattern")
    });
    let says = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let is_browser = agent.starts_with("Mozilla/") && !PROGRAM.is_match(agent);
    let is_ahead = ["sec-purpose", "purpose", "x-purpose"]
        .iter()
        .any(|name| says(name).is_some_and(|purpose| purpose.contains("prefetch")));
    is_browser && !is_ahead && says("sec-fetch-dest").is_none_or(|destination| destination == "document")
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
    const CHROME: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";

    fn request(method: Method, path: &str, headers: &[(&str, &str)]) -> Request {
        let request = Request::builder().method(method).uri(path);
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        request.body(Body::empty()).unwrap()
    }

    #[test]
    fn people_count_and_programs_do_not() {
        let views = Views::of("/people/", |headers| headers.contains_key("x-mine"));
        let at = "/people/ann";
        for (headers, counts) in [
            (&[("user-agent", FIREFOX)][..], true),
            (&[("user-agent", CHROME), ("sec-fetch-dest", "document")], true),
            (&[("user-agent", CHROME), ("sec-fetch-dest", "empty")], false),
            (&[("user-agent", CHROME), ("sec-purpose", "prefetch;prerender")], false),
            (&[("user-agent", FIREFOX), ("x-mine", "yes")], false),
            (
                &[("user-agent", "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)")],
                false,
            ),
            (
                &[("user-agent", "Mozilla/5.0 (X11) AppleWebKit/537.36 HeadlessChrome/140.0 Safari/537.36")],
                false,
            ),
            (&[("user-agent", "curl/8.5.0")], false),
            (&[], false),
        ] {
            assert_eq!(views.looked_at(&request(Method::GET, at, headers)).is_some(), counts, "{headers:?}");
        }
        for (method, path) in [
            (Method::HEAD, at),
            (Method::POST, at),
            (Method::GET, "/people/"),
            (Method::GET, "/people/ann/contact"),
            (Method::GET, "/people/ann.json"),
            (Method::GET, "/jobs/ann"),
        ] {
            let request = request(method.clone(), path, &[("user-agent", FIREFOX)]);
            assert_eq!(views.looked_at(&request), None, "{method} {path}");
        }
    }

    #[test]
    fn what_is_taken_is_counted_once_and_may_come_back() {
        let views = Views::of("/people/", |_| false);
        for page in ["ann", "ben", "ann"] {
            views.count(page);
        }
        let mut taken = views.take();
        taken.sort();
        assert_eq!(taken, [("ann".to_owned(), 2), ("ben".to_owned(), 1)]);
        assert!(views.take().is_empty());
        views.count("ann");
        views.give_back(&taken);
        let mut taken = views.take();
        taken.sort();
        assert_eq!(taken, [("ann".to_owned(), 3), ("ben".to_owned(), 1)]);
    }
}
