//! Experience, education, certifications, reviews and case studies: from JSON arrays, JSON text in a cell, or prose.

use std::sync::LazyLock;

use chrono::{Datelike, Days, Months, NaiveDate};
use regex::Regex;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{
    Reading,
    boolean::boolean,
    date::{PartialDate, Precision, is_present, partial_date},
    markdown::markdown,
    number,
    placeholder::{self, Statement, stated},
    reading::quote,
    remote::pattern,
    text,
};

/// More entries than any career has; the rest is left unread.
const MAX_ENTRIES: usize = 100;
/// The longest description of an entry, in characters.
const MAX_TEXT: usize = 5_000;
/// The longest name or title of an entry, in characters.
const MAX_LINE: usize = 200;

/// One station of a career; the columns are those of `executive_experience`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Experience {
    /// The company.
    pub company_name: String,
    /// The title held there.
    pub role_title: String,
    /// What was done, safe Markdown.
    pub description: Option<String>,
    /// The first day, as far as it is known.
    pub start_date: Option<PartialDate>,
    /// The last day, as far as it is known; none when current.
    pub end_date: Option<PartialDate>,
    /// Whether it still goes on.
    pub is_current: bool,
    /// The source's own id of it.
    pub source_record_id: Option<String>,
}

/// One education; the columns are those of `executive_education`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Education {
    /// The school.
    pub institution: String,
    /// `MBA`.
    pub degree: Option<String>,
    /// `Finance`.
    pub field: Option<String>,
    /// The year it ended.
    pub year_end: Option<i32>,
}

/// One certification; the columns are those of `executive_certifications`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certification {
    /// The short name: `PMP`.
    pub name: String,
    /// `Project Management Professional`.
    pub full_name: Option<String>,
    /// The year it was obtained.
    pub year_obtained: Option<i32>,
}

/// One review; the columns are those of `executive_reviews`, less `verified`, which no source decides.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Review {
    /// Who wrote it.
    pub author_name: String,
    /// Their title.
    pub author_title: Option<String>,
    /// Their company.
    pub author_company: Option<String>,
    /// 1 to 5, in halves.
    pub rating: Option<f64>,
    /// The words, plain text.
    pub content: String,
    /// When it was written.
    pub published_at: Option<NaiveDate>,
    /// The source's own id of it.
    pub source_record_id: Option<String>,
}

/// One case study; the columns are those of `executive_case_studies`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseStudy {
    /// Its title.
    pub title: String,
    /// Where things stood.
    pub situation: Option<String>,
    /// What was done.
    pub action: Option<String>,
    /// What came of it.
    pub outcome: Option<String>,
    /// `Forecast accuracy improved in 6 weeks`.
    pub metric: Option<String>,
    /// The source's own id of it.
    pub source_record_id: Option<String>,
}

/// Reads a career from `[{company, title, start_date, end_date, is_current, summary, …}]`, the same as JSON text, or
/// prose with a line for each ("Interim CFO at Acme (2019–2021)").
pub fn experience(value: &Value, today: NaiveDate) -> Reading<Vec<Experience>> {
    entries(value, "experience", |entry, warnings| match entry {
        Entry::Object(fields) => experience_object(fields, today, warnings),
        Entry::Line(line) => experience_line(line, today),
    })
}

fn experience_object(
    fields: &Map<String, Value>,
    today: NaiveDate,
    warnings: &mut Vec<String>,
) -> Option<Experience> {
    let company_name = line(
        fields,
        &["company_name", "company", "organization", "organisation", "org", "employer", "org_name"],
    )?;
    let role_title = line(fields, &["role_title", "title", "job_title", "role", "position"])?;
    let span = find(fields, &["dates", "date_range", "period", "duration"])
        .and_then(Value::as_str)
        .and_then(|span| range(span, today));
    let start_date = day(
        fields,
        &["start_date", "start", "from", "started_on", "starts_at", "date_from", "start_year"],
        today,
        warnings,
    )
    .or_else(|| span.as_ref().and_then(|span| span.start));
    let end = find(fields, &["end_date", "end", "to", "ended_on", "ends_at", "date_to", "end_year"]);
    let says_present = end.and_then(Value::as_str).is_some_and(is_present)
        || span.as_ref().is_some_and(|span| span.is_current);
    let end_date = day(
        fields,
        &["end_date", "end", "to", "ended_on", "ends_at", "date_to", "end_year"],
        today,
        warnings,
    )
    .or_else(|| span.as_ref().and_then(|span| span.end))
    .filter(|_| !says_present);
    let flag = find(fields, &["is_current", "current"]).and_then(|flag| match flag {
        Value::Bool(flag) => Some(*flag),
        Value::String(flag) => boolean(flag).value,
        _ => None,
    });
    // Clay's null end is "current"; a missing key says nothing.
    let null_end =
        end.is_some_and(|end| placeholder::statement(end) == Statement::Nothing) && start_date.is_some();
    let is_current = end_date.is_none() && (says_present || flag.unwrap_or(null_end));
    let (start_date, end_date) = in_order(start_date, end_date, &company_name, warnings);
    Some(Experience {
        description: prose(fields, &["description", "summary", "details", "highlights"]),
        source_record_id: line(fields, &["source_record_id", "id", "external_id", "experience_id"]),
        company_name,
        role_title,
        start_date,
        end_date,
        is_current,
    })
}

/// "Interim CFO at Acme (2019–2021)", "CFO, Acme, Jan 2020 – Present", "Acme | CFO | 2019-2021".
fn experience_line(text: &str, today: NaiveDate) -> Option<Experience> {
    static AT: LazyLock<Regex> = LazyLock::new(|| pattern(r"\s+(?:at|@|bei|chez)\s+"));
    static BETWEEN: LazyLock<Regex> = LazyLock::new(|| pattern(r"\s*[|•·]\s*|\s+[–—-]\s+|,\s+|:\s+"));
    let span = range(text, today);
    let rest = span.as_ref().map_or_else(|| text.to_owned(), |span| text.replace(&span.text, " "));
    let rest = rest.replace(['(', ')', '[', ']'], " ");
    let rest = rest.trim().trim_matches([',', '-', '–', '—', '|', ':', '.', ' ']);
    let (title, company) = if let Some(at) = AT.find(rest) {
        (rest[..at.start()].to_owned(), rest[at.end()..].to_owned())
    } else {
        let parts: Vec<&str> = BETWEEN.split(rest).map(str::trim).filter(|part| !part.is_empty()).collect();
        match parts.as_slice() {
            [first, second] if is_title(first) && !is_title(second) => {
                ((*first).to_owned(), (*second).to_owned())
            }
            [first, second] if is_title(second) && !is_title(first) => {
                ((*second).to_owned(), (*first).to_owned())
            }
            // Without dates or titles two names side by side say nothing for certain.
            _ => return None,
        }
    };
    // What follows the company ("Acme, Austin" or a sentence) is not its name.
    let company = company.split([',', ';', '|']).next().unwrap_or_default();
    let company_name = text::line(company, MAX_LINE).value?;
    let role_title = text::line(&title, MAX_LINE).value?;
    if company_name.split(' ').count() > 10 || role_title.split(' ').count() > 12 {
        return None;
    }
    let (start_date, end_date, is_current) =
        span.map_or((None, None, false), |span| (span.start, span.end, span.is_current));
    Some(Experience { company_name, role_title, start_date, end_date, is_current, ..Experience::default() })
}

fn is_title(text: &str) -> bool {
    static TITLE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"\b(?:chief|officer|c[efimost]o|chro|ciso|cro|cpo|vp|svp|evp|president|director|manager|head|founder|co-?founder|partner|controller|counsel|consultant|advis[eo]r|lead|analyst|engineer|associate|principal|owner|chair(?:man|woman)?|board member|interim|fractional|executive|treasurer|accountant)\b",
        )
    });
    TITLE.is_match(text)
}

/// Reads an education from `[{school_name, degree, field_of_study, end_date}]`, the same as JSON text, or prose
/// ("MBA, Finance, Stanford University, 2009").
pub fn education(value: &Value, today: NaiveDate) -> Reading<Vec<Education>> {
    entries(value, "education", |entry, warnings| match entry {
        Entry::Object(fields) => Some(Education {
            institution: line(
                fields,
                &["institution", "school_name", "school", "university", "college", "name"],
            )?,
            degree: line(fields, &["degree", "degree_name", "qualification"]),
            field: line(fields, &["field", "field_of_study", "major", "subject"]),
            year_end: year(
                fields,
                &["year_end", "end_date", "end_year", "graduation_year", "graduated", "year", "end"],
                today,
                warnings,
            ),
        }),
        Entry::Line(line) => education_line(line, today),
    })
}

fn education_line(text: &str, today: NaiveDate) -> Option<Education> {
    static YEARS: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"\(?\s*(?:(?:19|20)\d{2}\s*(?:-|–|—|to)\s*)?\b((?:19|20)\d{2})\b\s*\)?"));
    static SCHOOL: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"\b(?:university|universit\w+|college|school|institut\w*|academy|polytechnic|école|ecole|hochschule|insead|mit|lse|ucla|eth|iit|iim|caltech|wharton|harvard|stanford|oxford|cambridge|yale|nyu)\b",
        )
    });
    static DEGREE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"^(?P<degree>(?:m\.?b\.?a|e\.?m\.?b\.?a|b\.?sc|m\.?sc|b\.?a|m\.?a|b\.?s|m\.?s|ph\.?d|j\.?d|m\.?d|ll\.?[bm]|b\.?com|b\.?eng|m\.?eng|b\.?tech|m\.?tech|bachelor\w*(?: of \w+)?|master\w*(?: of \w+)?|doctorate|diploma)\.?)(?:\s+(?:in|of)?\s*(?P<field>.*))?$",
        )
    });
    let year_end = YEARS
        .captures_iter(text)
        .last()
        .and_then(|found| found[1].parse::<i32>().ok())
        .filter(|year| *year <= today.year() + 10);
    let rest = YEARS.replace_all(text, ",");
    let mut education = Education { year_end, ..Education::default() };
    let parts = rest
        .split([',', '|', ';', '(', ')'])
        .flat_map(|part| part.split(" - "))
        .flat_map(|part| part.split(" – "))
        .flat_map(|part| part.split(" from "))
        .flat_map(|part| match part.split_once(" at ") {
            // "University of Texas at Austin" is one name.
            Some((before, after)) if !SCHOOL.is_match(before) => vec![before, after],
            _ => vec![part],
        });
    for part in parts.filter_map(|part| text::line(part, MAX_LINE).value) {
        if let Some(found) = DEGREE.captures(&part) {
            education.degree = Some(found["degree"].to_owned());
            education.field = education.field.or_else(|| {
                found
                    .name("field")
                    .map(|field| field.as_str().trim().to_owned())
                    .filter(|field| !field.is_empty())
            });
        } else if education.institution.is_empty() && SCHOOL.is_match(&part) {
            education.institution = part;
        } else if education.degree.is_some() && education.field.is_none() {
            education.field = Some(part);
        } else if education.institution.is_empty() && education.degree.is_some() {
            education.institution = part;
        }
    }
    (!education.institution.is_empty()).then_some(education)
}

/// Reads certifications from `[{title, company_name, date}]`, a list of names, the same as JSON text, or prose
/// ("PMP (2015), CPA"). A bracket with a long form is the full name.
pub fn certifications(value: &Value, today: NaiveDate) -> Reading<Vec<Certification>> {
    // Names in one line stand between commas; the other shapes have a line each.
    let listed = match value {
        Value::String(text) if !text.trim_start().starts_with(['[', '{']) => {
            let mut items: Vec<String> = Vec::new();
            for item in super::list::items(text) {
                match items.last_mut() {
                    // "CPA, 2003"
                    Some(before) if is_year(&item) => before.extend([" ", &item]),
                    _ => items.push(item),
                }
            }
            Value::from(items)
        }
        other => other.clone(),
    };
    entries(&listed, "certification", |entry, warnings| match entry {
        Entry::Object(fields) => {
            let one = certification_line(&line(fields, &["name", "title", "certification", "short_name"])?)?;
            Some(Certification {
                full_name: line(fields, &["full_name", "long_name"]).or(one.full_name),
                year_obtained: year(
                    fields,
                    &["year_obtained", "date", "issued", "issue_date", "start_date", "year", "issued_on"],
                    today,
                    warnings,
                )
                .or(one.year_obtained),
                name: one.name,
            })
        }
        Entry::Line(line) => certification_line(line),
    })
}

fn is_year(text: &str) -> bool {
    text.len() == 4 && (text.starts_with("19") || text.starts_with("20")) && text.parse::<u16>().is_ok()
}

fn certification_line(text: &str) -> Option<Certification> {
    static YEAR: LazyLock<Regex> = LazyLock::new(|| pattern(r"[\s,(–-]*\b((?:19|20)\d{2})\b\)?"));
    static BRACKET: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(?P<a>[^()]+?)\s*\((?P<b>[^()]+)\)\s*$"));
    let year_obtained = YEAR.captures(text).and_then(|found| found[1].parse().ok());
    let rest = YEAR.replace_all(text, "");
    let rest = text::line(&rest, MAX_LINE).value?;
    let (name, full_name) = match BRACKET.captures(&rest) {
        // "PMP (Project Management Professional)" or the other way round.
        Some(found) => {
            let (a, b) = (found["a"].trim(), found["b"].trim());
            if a.len() <= b.len() {
                (a.to_owned(), Some(b.to_owned()))
            } else {
                (b.to_owned(), Some(a.to_owned()))
            }
        }
        None => (rest, None),
    };
    name.chars().any(char::is_alphabetic).then_some(Certification { name, full_name, year_obtained })
}

/// Reads reviews from `[{author_name, rating, content, …}]`, the same as JSON text, or a quotation with its author behind
/// a dash. Other prose is no review: whose words they are must be plain. A rating outside 1 to 5 is dropped.
pub fn reviews(value: &Value, today: NaiveDate) -> Reading<Vec<Review>> {
    entries(value, "review", |entry, warnings| {
        let fields = match entry {
            Entry::Object(fields) => fields,
            Entry::Line(line) => return quotation(line),
        };
        let content =
            prose(fields, &["content", "text", "review", "body", "quote", "comment", "recommendation"])?;
        let author_name = line(fields, &["author_name", "author", "name", "reviewer", "reviewer_name"])?;
        let rating = find(fields, &["rating", "stars", "score"]).and_then(|rating| match rating {
            Value::Number(rating) => rating.as_f64(),
            // "4.5/5", "5 stars", "★★★★★"
            Value::String(text) if text.contains('★') => {
                u8::try_from(text.matches('★').count()).ok().map(f64::from)
            }
            Value::String(text) => number::amount(text.split(['/', ' ']).next().unwrap_or_default()),
            _ => None,
        });
        let plausible =
            rating.filter(|rating| (1.0..=5.0).contains(rating)).map(|rating| (rating * 2.0).round() / 2.0);
        if rating.is_some() && plausible.is_none() {
            warnings.push(format!(
                "the rating of {}'s review is not between 1 and 5 and was dropped",
                quote(&author_name)
            ));
        }
        Some(Review {
            author_title: line(fields, &["author_title", "title", "reviewer_title", "role"]),
            author_company: line(fields, &["author_company", "company", "company_name", "reviewer_company"]),
            rating: plausible,
            content,
            published_at: day(
                fields,
                &["published_at", "date", "created_at", "reviewed_at"],
                today,
                warnings,
            )
            .map(|date| date.date),
            source_record_id: line(fields, &["source_record_id", "id", "external_id"]),
            author_name,
        })
    })
}

/// "She saved our round." — Omar Haddad, CEO, Lumen
fn quotation(text: &str) -> Option<Review> {
    static QUOTED: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r#"^["“„«](?P<words>[^"“”„«»]{2,})["”“»]\s*[-–—~]+\s*(?P<author>[^,|]{3,60})(?:[,|]\s*(?P<title>[^,|]{2,80}?))?(?:(?:[,|]|\s+(?:at|of|@))\s*(?P<company>[^,|]{2,80}))?$"#,
        )
    });
    let found = QUOTED.captures(text)?;
    let part = |name| found.name(name).and_then(|part| text::line(part.as_str(), MAX_LINE).value);
    let author_name = part("author")?;
    let is_name =
        author_name.starts_with(char::is_uppercase) && !author_name.contains(|c: char| c.is_numeric());
    is_name.then_some(Review {
        content: text::line(&found["words"], MAX_TEXT).value?,
        author_title: part("title"),
        author_company: part("company"),
        author_name,
        ..Review::default()
    })
}

/// Reads case studies from `[{title, situation, action, outcome, metric}]`, the same as JSON text, or prose: a line for
/// each, which becomes its outcome too.
pub fn case_studies(value: &Value) -> Reading<Vec<CaseStudy>> {
    entries(value, "case study", |entry, _| match entry {
        Entry::Object(fields) => {
            let situation = prose(fields, &["situation", "challenge", "problem", "context", "background"]);
            let action = prose(fields, &["action", "actions", "approach", "solution", "what_i_did"]);
            let outcome =
                prose(fields, &["outcome", "result", "results", "impact", "description", "summary"]);
            let metric = line(fields, &["metric", "metrics", "kpi", "highlight"]);
            let title = line(fields, &["title", "name", "headline", "client", "company"]).or_else(|| {
                let text = metric.as_ref().or(outcome.as_ref()).or(situation.as_ref())?;
                Some(super::markdown::summary(text, 90)).filter(|title| !title.is_empty())
            })?;
            Some(CaseStudy {
                title,
                situation,
                action,
                outcome,
                metric,
                source_record_id: line(fields, &["source_record_id", "id", "external_id"]),
            })
        }
        Entry::Line(text) => {
            let outcome = text::line(text, MAX_TEXT).value?;
            // A title and what came of it: "Acme turnaround: cut burn by 40%".
            let (title, outcome) = match outcome.split_once(": ") {
                Some((title, rest)) if title.chars().count() <= 90 => (title.to_owned(), rest.to_owned()),
                _ => (super::markdown::summary(&outcome, 90), outcome),
            };
            Some(CaseStudy { title, outcome: Some(outcome), ..CaseStudy::default() })
        }
    })
}

/// Whole years that the stations cover, overlaps counted once, gaps not at all. None without a start.
pub fn years_experience(experience: &[Experience], today: NaiveDate) -> Option<i32> {
    let mut spans: Vec<(NaiveDate, NaiveDate)> = experience
        .iter()
        .filter_map(|one| {
            let start = one.start_date?.date;
            let end = match one.end_date {
                Some(end) if end.precision == Precision::Month => {
                    end.date.checked_add_months(Months::new(1))?
                }
                Some(end) => end.date,
                None if one.is_current => today,
                None => return None,
            };
            let end = end.min(today);
            (start < end).then_some((start, end))
        })
        .collect();
    if spans.is_empty() {
        return None;
    }
    spans.sort_unstable();
    let mut days = 0;
    let mut covered = NaiveDate::MIN;
    for (start, end) in spans {
        let start = start.max(covered);
        if end > start {
            days += (end - start).num_days();
            covered = end;
        }
    }
    // A month that was rounded down must not cost a year: 17.99 years are 18.
    i32::try_from((days * 100 + 200) / 36_525).ok().map(|years| years.min(70))
}

/// One entry of a timeline cell.
#[derive(Clone, Copy)]
enum Entry<'a> {
    Object(&'a Map<String, Value>),
    Line(&'a str),
}

impl Entry<'_> {
    /// As it was written, for who has to look at it.
    fn shown(self) -> String {
        match self {
            Self::Object(fields) => serde_json::to_string(fields).unwrap_or_default(),
            Self::Line(line) => line.to_owned(),
        }
    }
}

/// Reads each entry of a cell; those that can't be read are told and left unread.
fn entries<T>(
    value: &Value,
    what: &str,
    mut read: impl FnMut(Entry<'_>, &mut Vec<String>) -> Option<T>,
) -> Reading<Vec<T>> {
    let value = match placeholder::statement(value) {
        Statement::Value(value) => value,
        Statement::Preview => return Reading::unread("", placeholder::PREVIEW_WARNING),
        Statement::Nothing | Statement::NotReady(_) => return Reading::nothing(),
    };
    let mut found = Vec::new();
    let mut warnings = Vec::new();
    let mut unread = Vec::new();
    let mut take = |entry: Entry<'_>| {
        if found.len() >= MAX_ENTRIES {
            unread.push(entry.shown());
            return;
        }
        match read(entry, &mut warnings) {
            Some(one) => found.push(one),
            None => unread.push(entry.shown()),
        }
    };
    match value {
        Value::String(text) => {
            let text = text.trim();
            let parsed =
                text.starts_with(['[', '{']).then(|| serde_json::from_str::<Value>(text).ok()).flatten();
            match parsed {
                Some(parsed) => objects(&parsed, &mut take),
                None if text.starts_with(['[', '{']) => {
                    return Reading::unread(
                        text,
                        format!(
                            "{} looks like JSON, but is cut or broken; map the whole column",
                            quote(text)
                        ),
                    );
                }
                None => lines(text, &mut take),
            }
        }
        other => objects(other, &mut take),
    }
    warnings.extend(unread.iter().take(5).map(|entry| format!("{} is no {what} we can read", quote(entry))));
    if unread.len() > 5 {
        warnings.push(format!("and {} more", unread.len() - 5));
    }
    Reading { value: (!found.is_empty()).then_some(found), warnings, unread: None }.leaving(unread.join("\n"))
}

fn objects(value: &Value, take: &mut impl FnMut(Entry<'_>)) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| match value {
            Value::Object(fields) => take(Entry::Object(fields)),
            Value::String(line) if stated(line).is_some() => take(Entry::Line(line.trim())),
            _ => {}
        }),
        Value::Object(fields) => {
            // {"experience": [...]}, {"value": [...]}: one array in a wrapper.
            let inner: Vec<&Value> = fields
                .values()
                .filter(|value| value.as_array().is_some_and(|values| values.iter().any(Value::is_object)))
                .collect();
            if let [inner] = inner.as_slice() {
                objects(inner, take);
            } else {
                take(Entry::Object(fields));
            }
        }
        _ => {}
    }
}

fn lines(text: &str, take: &mut impl FnMut(Entry<'_>)) {
    let text = text::clean(text);
    let separators: &[char] = if text.contains('\n') { &['\n', '•', '●'] } else { &[';', '•', '●'] };
    for line in text.split(separators) {
        let line = line.trim().trim_start_matches(['-', '*', '•', '–', '·', ' ']).trim();
        if let Some(line) = stated(line) {
            take(Entry::Line(line));
        }
    }
}

/// The first of these fields that is there, whatever the case of its name and the signs in it.
fn find<'a>(fields: &'a Map<String, Value>, names: &[&str]) -> Option<&'a Value> {
    fn letters(name: &str) -> impl Iterator<Item = char> {
        name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase)
    }
    names.iter().find_map(|name| fields.get(*name)).or_else(|| {
        names.iter().find_map(|name| {
            fields.iter().find(|(key, _)| letters(key).eq(letters(name))).map(|(_, value)| value)
        })
    })
}

/// The first of these fields that states something, on one line; of an object its name.
fn line(fields: &Map<String, Value>, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| match find(fields, &[name])? {
        Value::String(text) => text::line(text, MAX_LINE).value,
        Value::Number(number) => Some(number.to_string()),
        Value::Object(inner) => text::line(inner.get("name")?.as_str()?, MAX_LINE).value,
        _ => None,
    })
}

/// The first of these fields that states something, as safe Markdown; an array is a list.
fn prose(fields: &Map<String, Value>, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| match find(fields, &[name])? {
        Value::String(text) => markdown(text, MAX_TEXT).value,
        Value::Array(items) => {
            let lines: Vec<String> =
                items.iter().filter_map(Value::as_str).map(|item| format!("- {item}")).collect();
            markdown(&lines.join("\n"), MAX_TEXT).value
        }
        _ => None,
    })
}

/// The first of these fields that is a date: text, a year, or `{year, month, day}`.
fn day(
    fields: &Map<String, Value>,
    names: &[&str],
    today: NaiveDate,
    warnings: &mut Vec<String>,
) -> Option<PartialDate> {
    names.iter().find_map(|name| match find(fields, &[name])? {
        Value::String(text) => partial_date(text, today).take(warnings),
        Value::Number(number) => partial_date(&number.to_string(), today).take(warnings),
        Value::Object(parts) => {
            let part = |name: &str| parts.get(name).and_then(Value::as_i64);
            let year = i32::try_from(part("year")?).ok().filter(|year| (1900..=2100).contains(year))?;
            let month = part("month").and_then(|month| u32::try_from(month).ok());
            let day = part("day").and_then(|day| u32::try_from(day).ok());
            let precision = match (month, day) {
                (Some(_), Some(_)) => Precision::Day,
                (Some(_), None) => Precision::Month,
                _ => Precision::Year,
            };
            Some(PartialDate {
                date: NaiveDate::from_ymd_opt(year, month.unwrap_or(1), day.unwrap_or(1))?,
                precision,
            })
        }
        _ => None,
    })
}

fn year(
    fields: &Map<String, Value>,
    names: &[&str],
    today: NaiveDate,
    warnings: &mut Vec<String>,
) -> Option<i32> {
    day(fields, names, today, warnings).map(|date| date.date.year())
}

/// An end before its start is a slip of one of them; neither is then certain.
fn in_order(
    start: Option<PartialDate>,
    end: Option<PartialDate>,
    company: &str,
    warnings: &mut Vec<String>,
) -> (Option<PartialDate>, Option<PartialDate>) {
    match (start, end) {
        (Some(first), Some(last))
            if last.date.checked_add_days(Days::new(366)).is_some_and(|last| last < first.date) =>
        {
            warnings.push(format!(
                "at {} the end stands before the start; both dates were dropped",
                quote(company)
            ));
            (None, None)
        }
        both => both,
    }
}

/// A span of time in text, with the words it was read from.
struct Span {
    text: String,
    start: Option<PartialDate>,
    end: Option<PartialDate>,
    is_current: bool,
}

/// The span in "… (Jan 2019 – Present)", "2019-2021", "since 2020".
fn range(text: &str, today: NaiveDate) -> Option<Span> {
    static RANGE: LazyLock<Regex> = LazyLock::new(|| {
        let date = r"(?:\p{L}{3,10}\.?,?\s+(?:\d{1,2},?\s+)?(?:19|20)\d{2}|\d{1,2}[./](?:19|20)\d{2}|(?:19|20)\d{2}(?:-\d{2}(?:-\d{2})?)?)";
        pattern(&format!(
            r"\(?\b(?P<a>{date})\s*(?:-|–|—|to|until|bis|through)\s*(?P<b>{date}|present|current|now|today|ongoing|heute|date)\b\)?"
        ))
    });
    static SINCE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"\(?\b(?:since|seit|from)\s+(?P<a>(?:\p{L}{3,10}\.?\s+)?(?:19|20)\d{2})\b\)?")
    });
    static YEAR: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"\(\s*(?P<a>(?:19|20)\d{2})\s*\)|,\s*(?P<b>(?:19|20)\d{2})\s*$"));
    let read = |text: &str| partial_date(text, today).value;
    if let Some(found) = RANGE.captures(text) {
        let is_current = read(&found["b"]).is_none();
        return Some(Span {
            text: found[0].to_owned(),
            start: read(&found["a"]),
            end: read(&found["b"]),
            is_current,
        });
    }
    if let Some(found) = SINCE.captures(text) {
        return Some(Span {
            text: found[0].to_owned(),
            start: read(&found["a"]),
            end: None,
            is_current: true,
        });
    }
    let found = YEAR.captures(text)?;
    let date = read(found.name("a").or(found.name("b"))?.as_str());
    Some(Span { text: found[0].to_owned(), start: date, end: date, is_current: false })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 3, 10).unwrap()
    }

    fn told(one: &Experience) -> String {
        let date = |date: Option<PartialDate>| {
            date.map_or_else(|| "?".to_owned(), |date| date.date.format("%Y-%m").to_string())
        };
        let end = if one.is_current { "now".to_owned() } else { date(one.end_date) };
        format!("{} at {} {}..{end}", one.role_title, one.company_name, date(one.start_date))
    }

    #[test]
    fn clays_experience_is_read() {
        let value = json!([
            {"company": "Acme", "title": "CFO", "start_date": "2020-01-01", "end_date": null, "is_current": true, "summary": "<p>Led <b>finance</b>.</p>", "org_id": 7},
            {"company": "Beta", "title": "VP Finance", "start_date": "2015-03", "end_date": "2019-12"},
            {"company": {"name": "Gamma"}, "Role Title": "Analyst", "start_date": {"year": 2010, "month": 5}, "end_date": "Present"},
            {"company": "Delta", "title": "Consultant", "dates": "Jan 2005 - Mar 2008"},
            {"company": "No title"},
            null,
        ]);
        let read = experience(&value, today());
        let list = read.value.unwrap();
        assert_eq!(
            list.iter().map(told).collect::<Vec<_>>(),
            [
                "CFO at Acme 2020-01..now",
                "VP Finance at Beta 2015-03..2019-12",
                "Analyst at Gamma 2010-05..now",
                "Consultant at Delta 2005-01..2008-03"
            ]
        );
        assert_eq!(list[0].description.as_deref(), Some("Led **finance**."));
        assert_eq!(read.warnings.len(), 1);
        assert_eq!(experience(&Value::String(value.to_string()), today()).value.unwrap(), list);
        assert_eq!(experience(&json!({"experience": value}), today()).value.unwrap(), list);
        assert_eq!(experience(&json!({"value": value, "status": "success"}), today()).value.unwrap(), list);
        assert!(experience(&json!({"value": value, "status": "pending"}), today()).is_nothing());
    }

    const PROSE: &[(&str, &[&str])] = &[
        ("Interim CFO at Acme (2019–2021)", &["Interim CFO at Acme 2019-01..2021-01"]),
        ("CFO, Acme, Jan 2020 – Present", &["CFO at Acme 2020-01..now"]),
        ("Acme | CFO | 2019-2021", &["CFO at Acme 2019-01..2021-01"]),
        (
            "- CFO at Acme (since 2020)\n- VP Finance at Beta (2015 - 2019)",
            &["CFO at Acme 2020-01..now", "VP Finance at Beta 2015-01..2019-01"],
        ),
        ("CFO @ Acme; Controller @ Beta", &["CFO at Acme ?..?", "Controller at Beta ?..?"]),
        ("CFO at Acme, 03/2019 - 05/2021", &["CFO at Acme 2019-03..2021-05"]),
        ("A seasoned leader with a long record", &[]),
        ("[{\"company\": \"Acme\", \"tit", &[]),
        ("N/A", &[]),
    ];

    #[test]
    fn careers_are_read_from_prose() {
        for (text, expected) in PROSE {
            let read = experience(&json!(text), today());
            assert_eq!(
                read.value.unwrap_or_default().iter().map(told).collect::<Vec<_>>(),
                *expected,
                "{text:?}"
            );
            if expected.is_empty() && *text != "N/A" {
                assert!(!read.warnings.is_empty(), "{text:?}");
            }
        }
    }

    #[test]
    fn education_is_read() {
        let read = education(
            &json!([{"school_name": "Stanford University", "degree": "MBA", "field_of_study": "Finance", "end_date": "2009-06-01"}]),
            today(),
        );
        let stanford = Education {
            institution: "Stanford University".into(),
            degree: Some("MBA".into()),
            field: Some("Finance".into()),
            year_end: Some(2009),
        };
        assert_eq!(read.value.unwrap(), std::slice::from_ref(&stanford));
        for text in [
            "MBA, Finance, Stanford University, 2009",
            "Stanford University - MBA in Finance (2007-2009)",
            "MBA in Finance from Stanford University, 2009",
        ] {
            assert_eq!(
                education(&json!(text), today()).value.unwrap(),
                std::slice::from_ref(&stanford),
                "{text}"
            );
        }
        assert!(education(&json!("lifelong learner"), today()).value.is_none());
    }

    #[test]
    fn certifications_are_read() {
        let names = |value: Value| {
            let read = certifications(&value, today()).value.unwrap_or_default();
            read.into_iter()
                .map(|one| {
                    format!(
                        "{}/{}/{}",
                        one.name,
                        one.full_name.unwrap_or_default(),
                        one.year_obtained.unwrap_or_default()
                    )
                })
                .collect::<Vec<_>>()
        };
        assert_eq!(names(json!("PMP (2015), CPA")), ["PMP//2015", "CPA//0"]);
        assert_eq!(
            names(json!("Project Management Professional (PMP)")),
            ["PMP/Project Management Professional/0"]
        );
        assert_eq!(
            names(json!([{"title": "CFA", "company_name": "CFA Institute", "date": "2012-05"}])),
            ["CFA//2012"]
        );
        assert_eq!(names(json!(["CPA", "CISSP – 2019"])), ["CPA//0", "CISSP//2019"]);
    }

    #[test]
    fn reviews_need_an_author_and_words() {
        let read = reviews(
            &json!([
                {"author": "Ann Lee", "rating": "4.5/5", "text": "Great.", "verified": true, "date": "2025-01-02"},
                {"author": "Bob", "rating": 11, "text": "Fine."},
                {"rating": 5, "text": "Anonymous."},
            ]),
            today(),
        );
        let list = read.value.unwrap();
        assert_eq!((list[0].rating, list[1].rating), (Some(4.5), None));
        assert_eq!(list[0].published_at, NaiveDate::from_ymd_opt(2025, 1, 2));
        assert_eq!((list.len(), read.warnings.len()), (2, 2));
        assert!(reviews(&json!("Great work!"), today()).value.is_none());
    }

    #[test]
    fn case_studies_are_read() {
        let read = case_studies(
            &json!([{"title": "Turnaround", "challenge": "Burn", "result": "Saved", "metric": "40%"}]),
        )
        .value
        .unwrap();
        assert_eq!((read[0].situation.as_deref(), read[0].outcome.as_deref()), (Some("Burn"), Some("Saved")));
        let read = case_studies(&json!("Acme turnaround: cut burn by 40%")).value.unwrap();
        assert_eq!(
            (read[0].title.as_str(), read[0].outcome.as_deref()),
            ("Acme turnaround", Some("cut burn by 40%"))
        );
    }

    #[test]
    fn years_are_counted_once() {
        let years =
            |value: Value| years_experience(&experience(&value, today()).value.unwrap_or_default(), today());
        assert_eq!(
            years(json!([{"company": "A", "title": "T", "start_date": "2016-03", "is_current": true}])),
            Some(10)
        );
        assert_eq!(
            years(json!([
                {"company": "A", "title": "T", "start_date": "2010-01", "end_date": "2014-12"},
                {"company": "B", "title": "T", "start_date": "2012-01", "end_date": "2016-12"},
                {"company": "C", "title": "T", "start_date": "2020-01", "end_date": "2020-12"},
            ])),
            Some(8)
        );
        assert_eq!(years(json!([{"company": "A", "title": "T"}])), None);
    }

    proptest! {
        #[test]
        fn prose_never_panics(text in any::<String>()) {
            let value = Value::String(text);
            let _ = experience(&value, today());
            let _ = education(&value, today());
            let _ = certifications(&value, today());
            let _ = reviews(&value, today());
            let _ = case_studies(&value);
        }

        #[test]
        fn objects_never_panic(company in any::<String>(), start in any::<String>(), number in any::<i64>()) {
            let value = json!([{"company": company, "title": start, "start_date": start, "end_date": {"year": number, "month": number}, "rating": number, "text": company, "author": start}]);
            let read = experience(&value, today());
            let _ = years_experience(&read.value.unwrap_or_default(), today());
            let _ = reviews(&value, today());
        }
    }
}
