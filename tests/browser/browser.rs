//! Headless Chromium, in the words of the stories.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use axum::http::Method;
use fantoccini::actions::{
    InputSource, KeyAction, KeyActions, MOUSE_BUTTON_LEFT, MouseActions, PointerAction,
};
use fantoccini::elements::Element;
use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Map, Value, json};
use url::Url;

/// How long a page may take to do what it should.
const PATIENCE: Duration = Duration::from_secs(10);

/// A browser that visits one site.
pub struct Browser {
    client: Client,
    origin: String,
    _driver: Driver,
    _profile: tempfile::TempDir,
}

/// What the visitor's device is like.
#[derive(Clone, Copy)]
pub struct Screen {
    /// CSS pixels.
    pub width: u32,
    /// CSS pixels.
    pub height: u32,
    /// Whether the visitor prefers dark colours.
    pub dark: bool,
}

/// The narrowest screen for which nothing may need scrolling in two directions (WCAG 1.4.10).
pub const NARROW: Screen = Screen { width: 320, height: 640, dark: false };
/// A telephone.
pub const PHONE: Screen = Screen { width: 390, height: 844, dark: false };
/// A desk.
pub const DESK: Screen = Screen { width: 1440, height: 900, dark: false };

impl Screen {
    /// The same screen, with dark colours preferred.
    pub fn dark(self) -> Self {
        Self { dark: true, ..self }
    }
}

impl Browser {
    /// Opens a browser at a desk.
    pub async fn open(origin: &str) -> Self {
        Self::launch(origin, json!({})).await
    }

    /// Opens a browser that runs no scripts.
    pub async fn open_without_scripts(origin: &str) -> Self {
        Self::launch(origin, json!({"profile.managed_default_content_settings.javascript": 2})).await
    }

    async fn launch(origin: &str, preferences: Value) -> Self {
        let driver = Driver::start();
        let profile = tempfile::tempdir().unwrap();
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities(&profile, &preferences))
            .connect(&driver.address())
            .await
            .unwrap_or_else(|error| {
                panic!("Chromium does not start; is it installed? Debian: apt-get install chromium\n{error}")
            });
        let browser = Self { client, origin: origin.to_owned(), _driver: driver, _profile: profile };
        browser.use_screen(DESK).await;
        browser
    }

    /// Puts the page on another screen, without loading it anew.
    pub async fn use_screen(&self, screen: Screen) {
        let Screen { width, height, dark } = screen;
        let metrics =
            json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600});
        self.devtools("Emulation.setDeviceMetricsOverride", metrics).await;
        let scheme = if dark { "dark" } else { "light" };
        let media = json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]});
        self.devtools("Emulation.setEmulatedMedia", media).await;
    }

    /// Shows the page as it is printed, until it is put on a screen.
    pub async fn use_paper(&self) {
        self.devtools("Emulation.setEmulatedMedia", json!({"media": "print"})).await;
    }

    /// Goes to an address of the site.
    pub async fn visit(&self, path: &str) {
        self.client.goto(&format!("{}{path}", self.origin)).await.unwrap();
    }

    /// Goes back to the page before.
    pub async fn go_back(&self) {
        self.client.back().await.unwrap();
    }

    /// Goes on to the page from which it went back.
    pub async fn go_forward(&self) {
        self.client.forward().await.unwrap();
    }

    /// Where the browser is.
    pub async fn url(&self) -> Url {
        self.client.current_url().await.unwrap()
    }

    /// Path and query of where the browser is.
    pub async fn address(&self) -> String {
        self.url().await[url::Position::BeforePath..url::Position::AfterQuery].to_owned()
    }

    /// Waits until the address is as it should be, and answers it.
    pub async fn arrives(&self, what: &str, is_there: impl Fn(&Url) -> bool) -> Url {
        let began = Instant::now();
        loop {
            let url = self.url().await;
            if is_there(&url) {
                return url;
            }
            assert!(began.elapsed() < PATIENCE, "never came to {what}, but stays at {url}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Waits until the site's address is `path`, its query included.
    pub async fn arrives_at(&self, path: &str) {
        let wanted = format!("{}{path}", self.origin);
        self.arrives(&wanted, |url| url.as_str() == wanted).await;
    }

    /// The first element of a selector, waiting for it.
    pub async fn find(&self, selector: &str) -> Element {
        let found = self.client.wait().at_most(PATIENCE).for_element(Locator::Css(selector)).await;
        found.unwrap_or_else(|error| panic!("no {selector}: {error}"))
    }

    /// Its text, as it is seen.
    pub async fn text(&self, selector: &str) -> String {
        let began = Instant::now();
        loop {
            // An element that was found may be gone with its page before it says anything.
            match self.find(selector).await.text().await {
                Ok(text) => return text,
                Err(error) => assert!(began.elapsed() < PATIENCE, "{selector}: {error}"),
            }
        }
    }

    /// Waits until an element says this.
    pub async fn says(&self, selector: &str, text: &str) {
        let began = Instant::now();
        loop {
            let said = self.text(selector).await;
            if said == text {
                return;
            }
            assert!(began.elapsed() < PATIENCE, "{selector} never says “{text}”, but “{said}”");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// What a field holds now.
    pub async fn value(&self, selector: &str) -> String {
        self.run(&format!("return {}.value", first(selector))).await.as_str().unwrap().to_owned()
    }

    /// Whether a box is ticked now.
    pub async fn is_ticked(&self, selector: &str) -> bool {
        self.run(&format!("return {}.checked", first(selector))).await == true
    }

    /// The attribute of an element.
    pub async fn attribute(&self, selector: &str, name: &str) -> String {
        let value = self.find(selector).await.attr(name).await.unwrap();
        value.unwrap_or_else(|| panic!("{selector} has no {name}"))
    }

    /// Whether there is such an element now.
    pub async fn has(&self, selector: &str) -> bool {
        !self.client.find_all(Locator::Css(selector)).await.unwrap().is_empty()
    }

    /// Scrolls to an element and presses the mouse over its middle. Not chromedriver's own click: that takes what is in
    /// a closed `details` for hidden, even where the style sheet shows it.
    pub async fn click(&self, selector: &str) {
        let element = self.find(selector).await;
        assert!(self.is_seen(selector).await, "{selector} cannot be clicked: it is not seen");
        self.run(&format!("{}.scrollIntoView({{block: 'center', behavior: 'instant'}})", first(selector)))
            .await;
        let button = MOUSE_BUTTON_LEFT;
        let mouse = MouseActions::new("mouse".to_owned())
            .then(PointerAction::MoveToElement { element, duration: None, x: 0.0, y: 0.0 })
            .then(PointerAction::Down { button })
            .then(PointerAction::Up { button });
        self.client
            .perform_actions(mouse)
            .await
            .unwrap_or_else(|error| panic!("clicking {selector}: {error}"));
    }

    /// Whether an element takes up room on the page and is not hidden.
    pub async fn is_seen(&self, selector: &str) -> bool {
        self.run(&format!("return {}.checkVisibility({{visibilityProperty: true}})", first(selector))).await
            == true
    }

    /// Empties a field and types into it.
    pub async fn type_into(&self, selector: &str, text: &str) {
        let field = self.find(selector).await;
        field.clear().await.unwrap();
        field.send_keys(text).await.unwrap();
    }

    /// Goes to a field with the mouse and writes over what it holds. Not chromedriver's own typing, which refuses what is in
    /// a closed `details`, as its click does.
    pub async fn write_over(&self, selector: &str, text: &str) {
        const ENTER: &str = "\u{E007}";
        self.click(selector).await;
        self.run(&format!("{}.select()", first(selector))).await;
        self.press(&text.replace('\n', ENTER)).await;
    }

    /// Chooses an option of a select. By script, as the list that opens is not part of the page.
    pub async fn choose(&self, selector: &str, value: &str) {
        assert!(self.is_seen(selector).await, "{selector} is not seen");
        let choose = format!(
            "const select = {}; select.value = {}; select.dispatchEvent(new Event('change', {{bubbles: true}}));
             return select.selectedIndex",
            first(selector),
            json!(value)
        );
        assert_ne!(self.run(&choose).await, -1, "{selector} has no option {value}");
    }

    /// Presses keys, wherever the focus is.
    pub async fn press(&self, keys: &str) {
        let keyboard = keys.chars().fold(KeyActions::new("keyboard".to_owned()), |keyboard, value| {
            keyboard.then(KeyAction::Down { value }).then(KeyAction::Up { value })
        });
        self.client.perform_actions(keyboard).await.unwrap();
    }

    /// What a script of ours answers.
    pub async fn run(&self, script: &str) -> Value {
        self.client.execute(script, Vec::new()).await.unwrap()
    }

    /// What an asynchronous function's body of ours answers.
    pub async fn run_async(&self, body: &str) -> Value {
        let script = format!(
            "const done = arguments[0]; (async () => {{ {body} }})().then(done, e => done(String(e)))"
        );
        self.client.execute_async(&script, Vec::new()).await.unwrap()
    }

    /// How many pixels of the page lie beyond the right edge of the screen.
    pub async fn overflow(&self) -> i64 {
        let root = "document.documentElement";
        self.run(&format!("return {root}.scrollWidth - {root}.clientWidth")).await.as_i64().unwrap()
    }

    /// Fails where the page is wider than a screen of any kind; leaves it at a desk.
    pub async fn fits_its_screens(&self) {
        for screen in [NARROW, PHONE, PHONE.dark(), DESK] {
            self.use_screen(screen).await;
            let path = self.address().await;
            assert_eq!(self.overflow().await, 0, "{path} is wider than {} px", screen.width);
        }
    }

    /// What the browser complained about since it was last asked: errors, warnings, breaches of the security policy.
    pub async fn complaints(&self) -> Vec<String> {
        let log = self.client.issue_cmd(Post("se/log", json!({"type": "browser"}))).await.unwrap();
        let entries = log.as_array().unwrap().iter();
        entries
            .filter(|entry| matches!(entry["level"].as_str(), Some("SEVERE" | "WARNING")))
            .map(|entry| format!("{}: {}", entry["level"], entry["message"]))
            .collect()
    }

    async fn devtools(&self, command: &str, parameters: Value) {
        let body = json!({"cmd": command, "params": parameters});
        self.client.issue_cmd(Post("goog/cdp/execute", body)).await.unwrap();
    }
}

/// A script's expression for the first element of a selector.
fn first(selector: &str) -> String {
    format!("document.querySelector({})", json!(selector))
}

fn capabilities(profile: &tempfile::TempDir, preferences: &Value) -> Map<String, Value> {
    let arguments = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        // Nothing but the site is reached, so that a test never depends on anybody else's server.
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
        &format!("--user-data-dir={}", profile.path().display()),
    ];
    let capabilities = json!({
        "browserName": "chrome",
        "goog:loggingPrefs": {"browser": "ALL"},
        "goog:chromeOptions": {"args": arguments, "prefs": preferences},
    });
    capabilities.as_object().unwrap().clone()
}

/// A command of chromedriver's own, below the session's address.
#[derive(Debug)]
struct Post(&'static str, Value);

impl WebDriverCompatibleCommand for Post {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, url::ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.0))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.1.to_string()))
    }
}

/// A chromedriver of our own. Takes its browser along when it goes, also when a test fails.
struct Driver {
    process: Child,
    port: u16,
}

impl Driver {
    fn start() -> Self {
        let mut process = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| {
                panic!(
                    "chromedriver does not start: {error}\nDebian: apt-get install chromium chromium-driver"
                )
            });
        let said = BufReader::new(process.stdout.take().unwrap());
        let port = said.lines().map_while(Result::ok).find_map(|line| {
            line.split_once("started successfully on port ")?.1.trim_end_matches('.').parse().ok()
        });
        Self { process, port: port.expect("chromedriver ended without saying its port") }
    }

    fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Asks it to close its browser and to end.
    fn shut_down(&self) -> std::io::Result<()> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        stream.set_read_timeout(Some(PATIENCE))?;
        write!(stream, "GET /shutdown HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n")?;
        stream.read_to_end(&mut Vec::new()).map(drop)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.shut_down();
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
