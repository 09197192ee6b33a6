//! An answer of the site, and what can be read of it.

use std::sync::OnceLock;

use axum::http::HeaderMap;
use scraper::{ElementRef, Html, Selector};
use serde_json::Value;

/// What came back.
pub struct Answer {
    pub path: String,
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
    html: OnceLock<Html>,
}

impl Answer {
    pub fn new(path: String, status: u16, headers: HeaderMap, body: Vec<u8>) -> Self {
        Self { path, status, headers, body, html: OnceLock::new() }
    }

    /// A header; empty when it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }

    pub fn is_html(&self) -> bool {
        self.header("content-type").starts_with("text/html")
    }

    pub fn source(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    /// The body as JSON.
    pub fn data(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{}: {error}: {}", self.path, self.source()))
    }

    pub fn html(&self) -> &Html {
        self.html.get_or_init(|| Html::parse_document(self.source()))
    }

    pub fn select(&self, selector: &str) -> Vec<ElementRef<'_>> {
        self.html().select(&Selector::parse(selector).unwrap()).collect()
    }

    /// The texts of the elements, in one line each.
    pub fn texts(&self, selector: &str) -> Vec<String> {
        self.select(selector).into_iter().map(text_of).collect()
    }

    /// The text of the one element.
    pub fn text(&self, selector: &str) -> String {
        let mut texts = self.texts(selector);
        assert_eq!(texts.len(), 1, "{}: {selector}: {texts:?}", self.path);
        texts.remove(0)
    }

    pub fn has(&self, selector: &str) -> bool {
        !self.select(selector).is_empty()
    }

    /// The values of an attribute of the elements that have it.
    pub fn attributes(&self, selector: &str, name: &str) -> Vec<String> {
        (self.select(selector).into_iter())
            .filter_map(|element| element.attr(name).map(str::to_owned))
            .collect()
    }

    /// Every choice that stands with a count: parameter, value, count.
    pub fn counted_options(&self) -> Vec<(String, String, u64)> {
        let number = |text: &str| text.replace(',', "").parse::<u64>().unwrap();
        let boxes = self.select(".option:has(.option-count)").into_iter().map(|option| {
            let input = option.select(&Selector::parse("input").unwrap()).next().unwrap();
            let count = option.select(&Selector::parse(".option-count").unwrap()).next().unwrap();
            let count = text_of(count).replace(" results", "").replace(" result", "");
            (input.attr("name").unwrap().to_owned(), input.attr("value").unwrap().to_owned(), number(&count))
        });
        let selects = self.select("#filters select").into_iter().flat_map(|select| {
            let name = select.attr("name").unwrap().to_owned();
            let options: Vec<_> = select.select(&Selector::parse("option[value]").unwrap()).collect();
            options.into_iter().filter_map(move |option| {
                let count = count_of(option)?;
                Some((name.clone(), option.attr("value").unwrap().to_owned(), count))
            })
        });
        let numbers = self.select("#filters input[type=number]").into_iter().flat_map(|number| {
            let name = number.attr("name").unwrap().to_owned();
            let steps = self.select(&format!("#{} option", number.attr("list").unwrap()));
            steps.into_iter().map(move |step| {
                (name.clone(), step.attr("value").unwrap().to_owned(), count_of(step).unwrap())
            })
        });
        boxes.chain(selects).chain(numbers).collect()
    }

    /// What the filters would send as they stand, and the search box and the order with them.
    pub fn filled_in(&self) -> Vec<(String, String)> {
        let fields = self.select("#filters input, #filters select, [form=filters]").into_iter();
        fields
            .filter_map(|field| {
                let name = field.attr("name")?.to_owned();
                let value = match (field.value().name(), field.attr("type")) {
                    ("select", _) => {
                        let options = Selector::parse("option").unwrap();
                        let chosen = Selector::parse("option[selected]").unwrap();
                        let chosen = field.select(&chosen).next().or_else(|| field.select(&options).next());
                        chosen.and_then(|option| option.attr("value"))
                    }
                    (_, Some("checkbox" | "radio")) => {
                        field.attr("checked").and_then(|_| field.attr("value"))
                    }
                    _ => field.attr("value").or(Some("")),
                };
                value.filter(|_| field.attr("disabled").is_none()).map(|value| (name, value.to_owned()))
            })
            .collect()
    }

    /// How many results a list says it has.
    pub fn results(&self) -> u64 {
        let count = self.text(".results-count b");
        count.split(' ').next().unwrap().replace(',', "").parse().unwrap()
    }

    pub fn links(&self) -> Vec<String> {
        self.attributes("a[href]", "href")
    }

    /// What the page says: its content without frame and search form.
    pub fn says(&self, words: &str) -> bool {
        self.content().contains(words)
    }

    pub fn content(&self) -> String {
        self.text("main")
    }

    pub fn title(&self) -> String {
        self.text("head > title")
    }

    pub fn description(&self) -> String {
        self.attributes("meta[name=description]", "content").join("|")
    }

    pub fn canonical(&self) -> Option<String> {
        self.attributes("link[rel=canonical]", "href").pop()
    }

    pub fn is_indexable(&self) -> bool {
        self.status == 200
            && !self.attributes("meta[name=robots]", "content").iter().any(|word| word.contains("noindex"))
    }

    /// The structured data.
    pub fn json_ld(&self) -> Vec<Value> {
        (self.select("script[type='application/ld+json']").into_iter())
            .map(|script| {
                let text: String = script.text().collect();
                serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}: {text}", self.path))
            })
            .collect()
    }

    /// The structured data of one type.
    pub fn json_ld_of(&self, kind: &str) -> Option<Value> {
        self.json_ld().into_iter().find(|data| data["@type"] == kind)
    }

    /// The status, with the content for who has to find out why.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}: {}", self.path, String::from_utf8_lossy(&self.body));
        self
    }

    /// That the page leads elsewhere for good.
    #[track_caller]
    pub fn expect_moved(&self, to: &str) {
        assert!(matches!(self.status, 301 | 308), "{}: {}", self.path, self.status);
        assert_eq!(self.header("location"), to, "{}", self.path);
    }

    #[track_caller]
    pub fn expect_says(&self, words: &str) {
        assert!(self.says(words), "{} does not say “{words}”: {}", self.path, self.content());
    }

    #[track_caller]
    pub fn expect_silent(&self, words: &str) {
        assert!(!self.says(words), "{} says “{words}”: {}", self.path, self.content());
    }
}

/// The text of an element in one line.
pub fn text_of(element: ElementRef<'_>) -> String {
    element.text().collect::<Vec<_>>().join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The count in the text of an option.
fn count_of(option: ElementRef<'_>) -> Option<u64> {
    text_of(option).rsplit_once(" (")?.1.strip_suffix(')')?.replace(',', "").parse().ok()
}
