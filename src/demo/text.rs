//! Turns the written material into a person's or a company's own sentences.
//!
//! A template carries four kinds of marks: `[this|that]` is one of several wordings, `<run|runs>` the first or the
//! third person, `{7-12}` a number in a range (`{10-90/5}` in steps), and `{slot}` something about the scene
//! (`{company}`, `{client}`, `{topic}`, `{win}`, `{money:2-8M}`, …). Material is written in American spelling.

use std::fmt::Write as _;

use super::clients::{self, Client};
use super::companies;
use super::dice::Dice;
use super::material::Craft;
use super::places::Land;
use crate::taxonomy::shipped::{Location, Role};
use crate::values::{Currency, group_thousands};

/// What a text is about and what it has said already.
pub(super) struct Scene<'a> {
    pub dice: Dice,
    pub role: &'static Role,
    pub craft: &'static Craft,
    pub land: &'static Land,
    pub place: &'static Location,
    pub clients: Vec<&'static Client>,
    /// First name, for texts in the third person.
    pub name: &'a str,
    pub woman: bool,
    pub first_person: bool,
    pub years: i64,
    /// What that company is: "a Series A payments company".
    pub phrase: String,
    /// How many people it has.
    pub people: i64,
    /// How long a posting's work lasts, in months.
    pub months: i64,
    /// The company that a posting is about; elsewhere companies are invented as they are named.
    pub company: &'a str,
    topics: Fresh,
    wins: Fresh,
    steps: Fresh,
    /// The industry that the sentence in hand is about.
    subject: Option<&'static Client>,
}

/// Which items of a list were told already.
#[derive(Clone, Copy, Default)]
struct Fresh(u128);

impl Fresh {
    /// An item that was not told yet and suits the role; when all were told, it begins again.
    fn next(&mut self, dice: &mut Dice, items: &'static [&'static str], suits: &Suits) -> &'static str {
        let mut last = "";
        for _ in 0..2 {
            let start = dice.below(items.len());
            for step in 0..items.len() {
                let at = (start + step) % items.len();
                let Some(item) = suits.item(items[at]) else { continue };
                last = item;
                if self.0 & (1 << at) == 0 {
                    self.0 |= 1 << at;
                    return item;
                }
            }
            self.0 = 0;
        }
        last
    }
}

/// Which items of the material suit a text.
pub(super) struct Suits {
    role: &'static str,
    goods: bool,
}

impl Suits {
    /// The item without its mark, when it suits.
    pub fn item<'a>(&self, item: &'a str) -> Option<&'a str> {
        for_role(item, self.role).filter(|text| self.goods || !speaks_of_goods(text))
    }

    /// The items that suit; when none does, those that suit the role.
    fn all(&self, items: &'static [&'static str]) -> Vec<&'static str> {
        let suited: Vec<_> = items.iter().filter_map(|item| self.item(item)).collect();
        if suited.is_empty() {
            return items.iter().filter_map(|item| for_role(item, self.role)).collect();
        }
        suited
    }
}

/// Whether a text makes sense only where things are made, stored or moved.
pub(super) fn speaks_of_goods(text: &str) -> bool {
    const GOODS: [&str; 15] = [
        "inventory",
        "warehouse",
        "freight",
        "production of",
        "production for",
        "production lines",
        "supply chain",
        "fulfillment",
        "fulfilment",
        "scrap",
        "stock ",
        "shortages",
        "plants",
        "lead time",
        "truck",
    ];
    let text = text.to_lowercase();
    GOODS.iter().any(|word| text.contains(word))
}

/// The item without its mark when it suits the role: `@cfo,controller text` is for those two only.
pub(super) fn for_role<'a>(item: &'a str, role: &str) -> Option<&'a str> {
    let Some(marked) = item.strip_prefix('@') else { return Some(item) };
    let (roles, text) = marked.split_once(' ')?;
    let role = role.strip_prefix("fractional-").unwrap_or(role);
    roles.split(',').any(|suited| suited == role).then_some(text)
}

impl<'a> Scene<'a> {
    pub fn new(
        dice: Dice,
        role: &'static Role,
        land: &'static Land,
        place: &'static Location,
        clients: Vec<&'static Client>,
    ) -> Self {
        Self {
            dice,
            role,
            craft: Craft::of(role),
            land,
            place,
            clients,
            name: "",
            woman: false,
            first_person: true,
            years: 15,
            company: "",
            phrase: String::new(),
            people: 60,
            months: 6,
            topics: Fresh::default(),
            wins: Fresh::default(),
            steps: Fresh::default(),
            subject: None,
        }
    }

    /// Lets the person of a name speak or be spoken about.
    pub fn about(&mut self, name: &'a str, woman: bool, years: i64) {
        (self.name, self.woman, self.years) = (name, woman, years);
    }

    /// One of the templates that suit the role, filled in.
    pub fn tell(&mut self, templates: &'static [&'static str]) -> String {
        let template = self.choose(templates);
        self.fill(template)
    }

    /// `count` different ones of the templates, filled in.
    pub fn tell_some(&mut self, templates: &'static [&'static str], count: usize) -> Vec<String> {
        let chosen = self.choose_some(templates, count);
        chosen.into_iter().map(|template| self.fill(template)).collect()
    }

    /// `count` different ones of the templates that suit.
    pub fn choose_some(&mut self, templates: &'static [&'static str], count: usize) -> Vec<&'static str> {
        let suited = self.suits().all(templates);
        let order = self.dice.distinct(suited.len(), count);
        order.into_iter().map(|at| suited[at]).collect()
    }

    /// What suits the role and the industries at hand.
    pub fn suits(&self) -> Suits {
        // Data people have warehouses in every industry.
        let goods = self.role.function == "Data"
            || if self.company.is_empty() {
                self.clients.iter().all(|client| client.has_goods())
            } else {
                self.clients[0].has_goods()
            };
        Suits { role: &self.role.slug, goods }
    }

    /// One of the templates that suit the role.
    pub fn choose(&mut self, templates: &'static [&'static str]) -> &'static str {
        let suited = self.suits().all(templates);
        *self.dice.pick(&suited)
    }

    /// A thing to do that was not told yet: "read the last six board packs".
    pub fn step(&mut self) -> String {
        let suits = self.suits();
        let template = self.steps.next(&mut self.dice, self.craft.steps, &suits);
        capitalised(&self.fill(template))
    }

    /// A result that was not told yet, in the past tense: "cut the close from 12 days to five".
    pub fn win(&mut self) -> String {
        let suits = self.suits();
        let template = self.wins.next(&mut self.dice, self.craft.wins, &suits);
        let mut text = String::with_capacity(template.len() + 16);
        self.fill_into(template, &mut text);
        text
    }

    /// A field of work that was not told yet: "board reporting".
    pub fn topic(&mut self) -> String {
        let suits = self.suits();
        let template = self.topics.next(&mut self.dice, self.craft.topics, &suits);
        template.to_owned()
    }

    /// Such a field in words that can stand beside an "and".
    pub fn plain_topic(&mut self) -> String {
        loop {
            let topic = self.topic();
            if !topic.contains(" and ") {
                return topic;
            }
        }
    }

    /// The template with its marks resolved, the first letter a capital one where a sentence begins.
    pub fn fill(&mut self, template: &str) -> String {
        let mut text = String::with_capacity(template.len() + 64);
        self.subject = None;
        self.fill_into(template, &mut text);
        // A company whose name ends in "Co." may end the sentence.
        if text.contains("..") { text.replace("..", ".") } else { text }
    }

    fn fill_into(&mut self, template: &str, text: &mut String) {
        let mut rest = template;
        while let Some(at) = rest.find(['[', '<', '{']) {
            text.push_str(&rest[..at]);
            let (open, tail) = (rest.as_bytes()[at], &rest[at + 1..]);
            let close = match open {
                b'[' => ']',
                b'<' => '>',
                _ => '}',
            };
            // A bracket followed by another is a Markdown link, told by `](`.
            let Some(end) = tail.find(close) else {
                text.push_str(&rest[at..]);
                return;
            };
            let inner = &tail[..end];
            rest = &tail[end + 1..];
            match open {
                b'[' if rest.starts_with('(') => {
                    text.push('[');
                    self.fill_into(inner, text);
                    text.push(']');
                }
                b'[' => {
                    let count = inner.split('|').count();
                    let chosen = self.dice.below(count);
                    self.fill_into(inner.split('|').nth(chosen).unwrap_or_default(), text);
                }
                b'<' => {
                    let (first, third) = inner.split_once('|').unwrap_or((inner, inner));
                    text.push_str(if self.first_person { first } else { third });
                }
                _ => {
                    let start = text.len();
                    let begins = text.is_empty()
                        || text.ends_with(". ")
                        || text.ends_with('\n')
                        || text.ends_with("? ");
                    self.slot(inner, text);
                    spell_small_number(text, start, rest);
                    if begins {
                        capitalise(text, start);
                    }
                }
            }
        }
        text.push_str(rest);
    }

    fn slot(&mut self, name: &str, text: &mut String) {
        match name {
            "I" => text.push_str(match (self.first_person, self.woman) {
                (true, _) => "I",
                (_, true) => "she",
                _ => "he",
            }),
            "my" => text.push_str(match (self.first_person, self.woman) {
                (true, _) => "my",
                (_, true) => "her",
                _ => "his",
            }),
            "me" => text.push_str(match (self.first_person, self.woman) {
                (true, _) => "me",
                (_, true) => "her",
                _ => "him",
            }),
            "whom" => text.push_str(if self.first_person { "me" } else { self.name }),
            "she" => text.push_str(if self.woman { "she" } else { "he" }),
            "her" => text.push_str(if self.woman { "her" } else { "his" }),
            "herobj" => text.push_str(if self.woman { "her" } else { "him" }),
            "spring" => {
                text.push_str(*self.dice.pick(&[
                    "January",
                    "February",
                    "March",
                    "April",
                    "May",
                    "September",
                ]));
            }
            "age" => {
                let (from, to) = if self.clients[0].venture { (3, 8) } else { (9, 45) };
                let years = self.dice.between(from, to);
                _ = write!(text, "{years}");
            }
            "founded" => {
                let (from, to) = if self.clients[0].venture { (2012, 2020) } else { (1976, 2012) };
                let year = self.dice.between(from, to);
                _ = write!(text, "{year}");
            }
            "Name" | "name" if self.first_person => text.push('I'),
            "Name" | "name" | "first" => text.push_str(self.name),
            "years" => _ = write!(text, "{}", self.years),
            "role" => text.push_str(self.role_word()),
            "full" => text.push_str(self.role.full_title.trim_start_matches("Fractional ")),
            "city" => text.push_str(&self.place.city),
            "country" => text.push_str(country_in_text(self.land)),
            "topic" => {
                let topic = self.topic();
                text.push_str(&topic);
            }
            "win" => {
                let win = self.win();
                text.push_str(&win);
            }
            "plain" => {
                let topic = self.plain_topic();
                text.push_str(&topic);
            }
            "company" if !self.company.is_empty() => text.push_str(self.company),
            "company" | "other" => {
                if name == "other" {
                    self.subject = None;
                }
                let client = self.client();
                let company = companies::name(&mut self.dice, client, self.land.code);
                text.push_str(&company.short);
            }
            "months" => _ = write!(text, "{}", self.months),
            "people" => _ = write!(text, "{}", self.people),
            "client" if !self.phrase.is_empty() => text.push_str(&self.phrase),
            "client" => {
                let client = self.client();
                let phrase = clients::one(&mut self.dice, client);
                text.push_str(&phrase);
            }
            "clients" => {
                let client = self.client();
                let phrase = clients::many(&mut self.dice, client);
                text.push_str(&phrase);
            }
            "industry" => text.push_str(self.client().label),
            "customers" => text.push_str(self.client().customers),
            _ => {
                if let Some(range) = name.strip_prefix("money:") {
                    self.money(range, text);
                } else {
                    let number = self.number(name);
                    let number = if number >= 1_000 { group_thousands(number) } else { number.to_string() };
                    text.push_str(&number);
                }
            }
        }
    }

    /// One of the industries in question, the first more often.
    fn client(&mut self) -> &'static Client {
        if let Some(subject) = self.subject {
            return subject;
        }
        let first = !self.company.is_empty() || self.dice.percent(55);
        let at = if first { 0 } else { self.dice.below(self.clients.len()) };
        *self.subject.insert(self.clients[at])
    }

    /// The role as colleagues say it.
    pub fn role_word(&self) -> &'static str {
        match self.role.slug.as_str() {
            "fractional-chief-medical-officer" => "medical lead",
            _ => &self.role.title,
        }
    }

    /// `7-12` or `10-90/5`.
    fn number(&mut self, range: &str) -> i64 {
        let (bounds, step) = range.split_once('/').unwrap_or((range, "1"));
        let (low, high) = bounds.split_once('-').unwrap_or((bounds, bounds));
        let parse =
            |text: &str| text.parse().unwrap_or_else(|_| panic!("{range:?} is neither a slot nor a range"));
        let (low, high, step): (i64, i64, i64) = (parse(low), parse(high), parse(step).max(1));
        low + self.dice.between(0, (high - low) / step) * step
    }

    /// `2-8M` or `40-90k` US dollars, in the money of the place.
    fn money(&mut self, range: &str, text: &mut String) {
        let (range, unit) = match range.strip_suffix('M') {
            Some(range) => (range, 1_000_000.0),
            None => (range.trim_end_matches('k'), 1_000.0),
        };
        #[expect(clippy::cast_precision_loss, reason = "small numbers")]
        let amount = (self.number(range) as f64
            + if unit > 1e5 { self.dice.below(10) as f64 / 10.0 } else { 0.0 })
            * unit
            * self.land.exchange;
        text.push_str(&short_money(amount, self.land.currency));
    }
}

/// Writes a number below ten as a word, where a word follows or nothing does.
fn spell_small_number(text: &mut String, start: usize, rest: &str) {
    const WORDS: [&str; 10] = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    let stands_alone = (start == 0 || text[..start].ends_with([' ', '\n']))
        && (rest.is_empty()
            || rest.starts_with(',')
            || rest.starts_with(' ') && rest[1..].starts_with(char::is_alphabetic));
    if let (true, Ok(number)) = (stands_alone && text.len() == start + 1, text[start..].parse::<usize>()) {
        text.replace_range(start.., WORDS[number]);
    }
}

/// `$4.2M`, `£850k`, `₹33 crore`, `SEK 42M`.
fn short_money(amount: f64, currency: Currency) -> String {
    let sign = match currency {
        Currency::GBP => "£".to_owned(),
        Currency::EUR => "€".to_owned(),
        Currency::INR => {
            return if amount >= 1e7 {
                format!("₹{:.0} crore", amount / 1e7)
            } else {
                format!("₹{:.0} lakh", (amount / 1e5).max(1.0))
            };
        }
        Currency::USD | Currency::CAD | Currency::AUD | Currency::NZD | Currency::SGD => "$".to_owned(),
        other => format!("{} ", other.code()),
    };
    // British and Irish people write a small m.
    let million = if matches!(currency, Currency::GBP | Currency::EUR) { "m" } else { "M" };
    if amount >= 2e7 {
        format!("{sign}{:.0}{million}", amount / 1e6)
    } else if amount >= 1e6 {
        let text = format!("{:.1}", amount / 1e6);
        format!("{sign}{}{million}", text.trim_end_matches(".0"))
    } else {
        format!("{sign}{:.0}k", amount / 1e3)
    }
}

fn country_in_text(land: &Land) -> &'static str {
    match land.code {
        "US" => "the US",
        "GB" => "the UK",
        "NL" => "the Netherlands",
        "AE" => "the Emirates",
        _ => land.name,
    }
}

/// The text with a capital first letter.
pub(super) fn capitalised(text: &str) -> String {
    let mut text = text.to_owned();
    capitalise(&mut text, 0);
    text
}

fn capitalise(text: &mut String, at: usize) {
    // "iOS" and the like do not begin our sentences; one letter is enough to look at.
    if let Some(first) = text[at..].chars().next().filter(|first| first.is_lowercase()) {
        let upper = first.to_uppercase().to_string();
        text.replace_range(at..at + first.len_utf8(), &upper);
    }
}

/// `a` or `an`, by how the phrase is said.
pub(super) fn article(phrase: &str) -> &'static str {
    let word = phrase.split([' ', '-']).next().unwrap_or_default();
    let vowel = match word {
        "AI" | "HR" | "IT" | "MSP" | "hour" | "honest" | "8" | "11" | "18" | "80" | "85" | "800" | "MRI"
        | "SME" | "NGO" | "FMCG" | "HVAC" | "ERP" | "R&D" | "X" | "adtech" => true,
        "university" | "US" | "UK" | "UX" | "UI" | "EU" | "used" | "unicorn" | "European" | "utility"
        | "user" | "one" | "union" => false,
        _ => word.starts_with(['a', 'e', 'i', 'o', 'u', 'A', 'E', 'I', 'O', 'U', '8']),
    };
    if vowel { "an" } else { "a" }
}

/// The text in British spelling.
pub(super) fn british(text: &str) -> String {
    const PAIRS: &[(&str, &str)] = &[
        ("rganiz", "rganis"),
        ("ptimiz", "ptimis"),
        ("rioritiz", "rioritis"),
        ("nalyz", "nalys"),
        ("ecogniz", "ecognis"),
        ("tandardiz", "tandardis"),
        ("entraliz", "entralis"),
        ("odeling", "odelling"),
        ("odeled", "odelled"),
        ("abeled", "abelled"),
        ("ehavior", "ehaviour"),
        ("avorite", "avourite"),
        ("abor ", "abour "),
        ("enter of", "entre of"),
        ("all center", "all centre"),
        ("istribution center", "istribution centre"),
        ("ravel center", "ravel centre"),
        ("atalog ", "atalogue "),
        ("rogram ", "rogramme "),
        ("rograms", "rogrammes"),
        ("rogram.", "rogramme."),
        ("rogram,", "rogramme,"),
        ("ulfillment", "ulfilment"),
        ("udgment", "udgement"),
        ("onetiz", "onetis"),
        ("inimiz", "inimis"),
        ("ategoriz", "ategoris"),
        ("ummariz", "ummaris"),
        ("ationaliz", "ationalis"),
        ("apitaliz", "apitalis"),
        ("ocaliz", "ocalis"),
        ("odernize", "odernise"),
        ("odernizing", "odernising"),
        ("odernization", "odernisation"),
        ("hecklist", "hecklist"),
        ("ancel", "ancel"),
        ("raveled", "ravelled"),
        ("raveling", "ravelling"),
        ("efense", "efence"),
        ("hilosophiz", "hilosophis"),
        ("tilization", "tilisation"),
        ("tiliz", "tilis"),
        ("mphasiz", "mphasis"),
        ("ormaliz", "ormalis"),
        ("inaliz", "inalis"),
        ("ersonaliz", "ersonalis"),
        ("enewal", "enewal"),
        ("ounselor", "ounsellor"),
        ("cologic", "cologic"),
        ("nrollment", "nrolment"),
        ("aycheck", "ay packet"),
        ("ediatric", "aediatric"),
        ("utomatiz", "utomatis"),
        ("igitiz", "igitis"),
        ("anitiz", "anitis"),
        ("ommoditiz", "ommoditis"),
        ("conomiz", "conomis"),
        ("ormalized", "ormalised"),
    ];
    let mut text = text.to_owned();
    for (american, written) in PAIRS {
        if american != written && text.contains(american) {
            text = text.replace(american, written);
        }
    }
    text
}
