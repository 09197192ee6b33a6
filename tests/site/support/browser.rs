//! Somebody's browser, which keeps cookies, and how its owner signs in with it.

use std::collections::BTreeMap;
use std::sync::Mutex;

use axum::body::Body;
use axum::http::{Method, Request};
use quarterdeck::accounts::{Role, totp, users};
use quarterdeck::audit::Actor;
use quarterdeck::clock::Clock;
use quarterdeck::values::EmailAddress;
use url::form_urlencoded;

use super::{Answer, Site};

/// A browser of one person.
pub struct Browser<'a> {
    site: &'a Site,
    cookies: Mutex<BTreeMap<String, String>>,
    agent: &'static str,
}

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

impl Site {
    /// A browser that nobody has used yet.
    pub fn browser(&self) -> Browser<'_> {
        Browser { site: self, cookies: Mutex::default(), agent: FIREFOX }
    }

    /// The browser of somebody who signed in.
    pub async fn member(&self, email: &str) -> Browser<'_> {
        let browser = self.browser();
        browser.sign_in(email).await.expect(303);
        browser
    }

    /// The browser of somebody who runs the site, and showed it.
    pub async fn runs_it(&self, email: &str, role: Role) -> Browser<'_> {
        self.give_role(email, role).await;
        let browser = self.member(email).await;
        browser.set_up_second_factor(&self.clock).await;
        browser
    }

    /// What `quarterdeck user add` does.
    pub async fn give_role(&self, email: &str, role: Role) {
        let mut connection = self.pool.acquire().await.unwrap();
        let email = EmailAddress::parse(email).unwrap();
        users::add(&mut connection, &email, role, &Actor::COMMAND_LINE, self.clock.now()).await.unwrap();
    }
}

/// Pairs as a form sends them.
pub fn filled_in(pairs: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

impl Browser<'_> {
    /// The same browser from now on under another name.
    pub fn called(mut self, agent: &'static str) -> Self {
        self.agent = agent;
        self
    }

    /// A cookie that it keeps.
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.lock().unwrap().get(name).cloned()
    }

    /// Puts a cookie into it.
    pub fn put(&self, name: &str, value: &str) {
        self.cookies.lock().unwrap().insert(name.to_owned(), value.to_owned());
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, &[("sec-fetch-site", "same-origin")], String::new()).await
    }

    /// Sends a form of a page of the site.
    pub async fn post(&self, path: &str, pairs: &[(&str, &str)]) -> Answer {
        self.send(Method::POST, path, &[("sec-fetch-site", "same-origin")], filled_in(pairs)).await
    }

    /// Sends a form with a file.
    pub async fn upload(
        &self,
        path: &str,
        pairs: &[(&str, &str)],
        name: &str,
        content: impl AsRef<[u8]>,
    ) -> Answer {
        const BETWEEN: &str = "----between-the-parts";
        let part = |(field, value): &(&str, &str)| {
            format!("--{BETWEEN}\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n")
        };
        let file = format!(
            "--{BETWEEN}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n"
        );
        let parts: Vec<String> = pairs.iter().map(part).chain([file]).collect();
        let end = format!("\r\n--{BETWEEN}--\r\n");
        let body = [parts.concat().as_bytes(), content.as_ref(), end.as_bytes()].concat();
        let kind = format!("multipart/form-data; boundary={BETWEEN}");
        self.send_as(Method::POST, path, &[("sec-fetch-site", "same-origin")], &kind, body).await
    }

    /// Sends a form with headers of its own.
    pub async fn send(&self, method: Method, path: &str, headers: &[(&str, &str)], body: String) -> Answer {
        self.send_as(method, path, headers, "application/x-www-form-urlencoded", body.into_bytes()).await
    }

    async fn send_as(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        kind: &str,
        body: Vec<u8>,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path).header("user-agent", self.agent);
        let cookies: Vec<String> =
            self.cookies.lock().unwrap().iter().map(|(name, value)| format!("{name}={value}")).collect();
        if !cookies.is_empty() {
            request = request.header("cookie", cookies.join("; "));
        }
        if !body.is_empty() || headers.iter().any(|(name, _)| *name == "content-type") {
            request = request.header("content-type", kind);
        }
        for (name, value) in headers.iter().filter(|(name, _)| *name != "content-type") {
            request = request.header(*name, *value);
        }
        let answer = self.site.anonymous().send(request.body(Body::from(body)).unwrap()).await;
        self.keep(&answer);
        answer
    }

    fn keep(&self, answer: &Answer) {
        let mut cookies = self.cookies.lock().unwrap();
        for cookie in answer.headers.get_all("set-cookie") {
            let mut parts = cookie.to_str().unwrap().split(';').map(str::trim);
            let (name, value) = parts.next().unwrap().split_once('=').unwrap();
            if parts.any(|part| part == "Max-Age=0") {
                cookies.remove(name);
            } else {
                cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }

    /// Follows an answer that leads elsewhere on the site.
    pub async fn follow(&self, answer: &Answer) -> Answer {
        assert_eq!(answer.status, 303, "{}", answer.path);
        self.get(answer.header("location")).await
    }

    /// Asks for a link with the form of a page.
    pub async fn ask_for_link(&self, page: &str, email: &str) -> Answer {
        let form = self.get(page).await.expect(200);
        let hidden = |name: &str| form.attributes(&format!("input[name={name}]"), "value").remove(0);
        let (next, key) = (hidden("next"), hidden("request_key"));
        self.post("/signin", &[("email", email), ("next", &next), ("request_key", &key)]).await
    }

    /// Asks for a link, opens the mail, and presses the button.
    pub async fn sign_in(&self, email: &str) -> Answer {
        self.sign_in_through("/signin", email).await
    }

    pub async fn sign_in_through(&self, page: &str, email: &str) -> Answer {
        self.ask_for_link(page, email).await.expect(303);
        let link = self.site.mailbox(email).link("/signin/link/").await;
        self.get(&link).await.expect(200);
        self.post(&link, &[]).await
    }

    /// Connects an authenticator app; gives its secret and the recovery codes.
    pub async fn set_up_second_factor(&self, clock: &Clock) -> (Vec<u8>, Vec<String>) {
        let page = self.get("/account/second-factor").await.expect(200);
        let secret = from_base32(&page.text("code.secret"));
        let code = totp::code(&secret, totp::step_of(clock.now()));
        let done = self.post("/account/second-factor", &[("code", &code)]).await.expect(200);
        (secret, done.texts("code.secret"))
    }
}

/// What a person types into an app, as the app reads it.
fn from_base32(text: &str) -> Vec<u8> {
    let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let fives = text.chars().filter(|c| *c != ' ').map(|c| letters.find(c).unwrap());
    let bits: Vec<usize> = fives.flat_map(|five| (0..5).rev().map(move |place| five >> place & 1)).collect();
    let byte = |bits: &[usize]| bits.iter().fold(0, |byte, bit| byte * 2 + u8::try_from(*bit).unwrap());
    bits.chunks_exact(8).map(byte).collect()
}
