//! What an answer says of a posting. A wrong "closed" is worse than a late one: what is doubtful is unknown.

use chrono::NaiveDate;
use hyper::{StatusCode, header};
use serde_json::Value;
use url::Url;

use super::page;
use super::platform::{Platform, greenhouse_boards};
use crate::outbound::Answer;

/// What was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is there and can be applied for.
    Open(String),
    /// The platform says in so many words that it takes no more applications.
    Closed(String),
    /// There is no such page, today: seen again on another day, it is closed.
    Missing(String),
    /// Nothing follows from it.
    Unknown(String),
    /// The host wants to be left alone, or is out of order.
    Busy(String),
    /// The boards of Greenhouse know it, at this address.
    AskBoards(Url),
}

/// A redirect that settles it, before it is followed.
pub fn of_redirect(platform: &Platform, to: &Url) -> Option<Verdict> {
    let Platform::Greenhouse { .. } = platform else { return None };
    let is_board =
        to.host_str().is_some_and(|host| host == "greenhouse.io" || host.ends_with(".greenhouse.io"));
    let is_error = to.query_pairs().any(|(name, value)| name == "error" && value == "true");
    (is_board && is_error).then(|| {
        Verdict::Closed(format!("Greenhouse leads from the posting to {to}, as it does when one was closed"))
    })
}

/// The last answer, at the end of all redirects. `asked` is what was asked first, `at` where it was answered.
pub fn of_answer(
    platform: &Platform,
    title: &str,
    asked: &Url,
    at: &Url,
    answer: &Answer,
    today: NaiveDate,
) -> Verdict {
    let status = answer.status;
    match status {
        StatusCode::NOT_FOUND | StatusCode::GONE => {
            return Verdict::Missing(format!("{} answers {}", platform.name(), status.as_u16()));
        }
        StatusCode::TOO_MANY_REQUESTS => return Verdict::Busy("asked to wait (429)".into()),
        _ if status.is_server_error() => {
            return Verdict::Busy(format!("out of order ({})", status.as_u16()));
        }
        StatusCode::OK => {}
        _ => return Verdict::Unknown(format!("{} answers {}", platform.name(), status.as_u16())),
    }
    match platform {
        Platform::Greenhouse { id, board } => greenhouse(id, board.as_deref(), at),
        Platform::EmbeddedGreenhouse { id } => embedded(id, title, asked, at, answer, today),
        Platform::GreenhouseBoards => match serde_json::from_slice::<Value>(&answer.body) {
            Ok(posting) if posting["id"].is_number() => Verdict::Open("Greenhouse’s board has it".into()),
            _ => Verdict::Unknown("Greenhouse’s board answers something else than a posting".into()),
        },
        Platform::Lever { id } if at.path().contains(id.as_str()) => Verdict::Open("Lever shows it".into()),
        Platform::Lever { .. } => Verdict::Unknown(format!("Lever leads to {at}")),
        Platform::Ashby { id } => ashby(id, &answer.text()),
        Platform::Workday { .. } => workday(answer),
        Platform::Web => web(title, asked, at, answer, today),
    }
}

/// At its own address it is open; elsewhere than at Greenhouse, its board knows.
fn greenhouse(id: &str, board: Option<&str>, at: &Url) -> Verdict {
    let is_greenhouse = at.host_str().is_some_and(|host| host.ends_with("greenhouse.io"));
    if is_greenhouse && (at.path().contains(id) || at.query().is_some_and(|query| query.contains(id))) {
        return Verdict::Open("Greenhouse shows it".into());
    }
    match board.and_then(|board| greenhouse_boards(board, id)) {
        Some(url) => Verdict::AskBoards(url),
        None => Verdict::Unknown(format!("Greenhouse leads to {at}")),
    }
}

/// The page is the employer's, whatever becomes of the posting; the board that it loads knows.
fn embedded(id: &str, title: &str, asked: &Url, at: &Url, answer: &Answer, today: NaiveDate) -> Verdict {
    let text = answer.text();
    match page::greenhouse_board(&text).and_then(|board| greenhouse_boards(board, id)) {
        Some(url) => Verdict::AskBoards(url),
        None => web(title, asked, at, answer, today),
    }
}

/// The page carries what it shows as JSON: the posting, or null where there is none.
fn ashby(id: &str, html: &str) -> Verdict {
    let data = html.split_once("window.__appData").and_then(|(_, rest)| {
        let begin = rest.find('{')?;
        serde_json::Deserializer::from_str(&rest[begin..]).into_iter::<Value>().next()?.ok()
    });
    let Some(data) = data else {
        return Verdict::Unknown("Ashby’s page says nothing that can be read".into());
    };
    match data.get("posting") {
        Some(posting @ Value::Object(_)) => match posting["id"].as_str() {
            Some(found) if found != id => Verdict::Unknown("Ashby shows another posting".into()),
            _ => Verdict::Open("Ashby shows it".into()),
        },
        // A page of the employer's board without the posting that was asked for.
        Some(Value::Null) if data["organization"].is_object() => {
            Verdict::Missing("Ashby’s page of the employer has no such posting".into())
        }
        _ => Verdict::Unknown("Ashby’s page says nothing of a posting".into()),
    }
}

fn workday(answer: &Answer) -> Verdict {
    let data: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let posting = &data["jobPostingInfo"];
    if !posting.is_object() {
        return Verdict::Unknown("Workday answers something else than a posting".into());
    }
    if posting["canApply"] == Value::Bool(false) || posting["posted"] == Value::Bool(false) {
        // Also so where only colleagues may apply.
        return Verdict::Unknown("Workday has it, but takes no applications".into());
    }
    Verdict::Open("Workday has it".into())
}

/// Any page: open where it is still there, is about this job, and says nothing of an end.
fn web(title: &str, asked: &Url, at: &Url, answer: &Answer, today: NaiveDate) -> Verdict {
    if !answer.header(header::CONTENT_TYPE).to_ascii_lowercase().contains("html") {
        return Verdict::Unknown("not a page that can be read".into());
    }
    if !is_same_place(asked, at) {
        return Verdict::Unknown(format!("leads to {at}"));
    }
    let html = answer.text();
    if let Some(words) = page::says_it_is_over(&html) {
        return Verdict::Unknown(format!("the page is there, but says “{words}”"));
    }
    if let Some(day) = page::valid_through(&html).filter(|day| *day < today) {
        return Verdict::Unknown(format!("the page is there, but says that it was valid through {day}"));
    }
    if !page::is_headed(&html, title) {
        return Verdict::Unknown("the page is there, but not headed by the job’s title".into());
    }
    Verdict::Open("the page is there, headed by the job’s title".into())
}

/// Whether an address is another spelling of the same: with or without TLS, `www.`, a slash, parameters.
fn is_same_place(asked: &Url, at: &Url) -> bool {
    let host = |url: &Url| url.host_str().unwrap_or_default().trim_start_matches("www.").to_owned();
    let path = |url: &Url| url.path().trim_end_matches('/').to_lowercase();
    host(asked) == host(at) && path(asked) == path(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TITLE: &str = "Fractional CFO";

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    /// The verdict on an answer at another address than the one that was asked.
    fn elsewhere(asked: &str, at: &str, status: u16, body: &str) -> Verdict {
        let asked = url(asked);
        let platform = Platform::of(&asked);
        let kind = if body.starts_with('{') { "application/json" } else { "text/html; charset=utf-8" };
        let answer = Answer {
            status: StatusCode::from_u16(status).unwrap(),
            headers: [(header::CONTENT_TYPE, kind.parse().unwrap())].into_iter().collect(),
            body: body.to_owned().into(),
        };
        of_answer(&platform, TITLE, &asked, &url(at), &answer, "2026-06-15".parse().unwrap())
    }

    fn verdict(asked: &str, status: u16, body: &str) -> Verdict {
        elsewhere(asked, asked, status, body)
    }

    const GREENHOUSE: &str = "https://boards.greenhouse.io/acme/jobs/4010";
    const LEVER: &str = "https://jobs.lever.co/acme/0c7b-11";
    const ASHBY: &str = "https://jobs.ashbyhq.com/acme/0c7b-11";
    const WORKDAY: &str = "https://acme.wd5.myworkdayjobs.com/Careers/job/Austin-TX/CFO_R-12";
    const WEB: &str = "https://acme.example/jobs/cfo";
    const EMBEDDED: &str = "https://acme.example/jobs?gh_jid=4010";
    const PAGE: &str = "<title>Fractional CFO at Acme</title><p>Apply</p>";

    #[test]
    fn what_is_there_and_about_the_job_is_open() {
        let ashby = r#"<script>window.__appData = {"organization":{"name":"Acme"},"posting":{"id":"0c7b-11","title":"CFO };"}};</script>"#;
        let workday = r#"{"jobPostingInfo":{"title":"CFO","canApply":true}}"#;
        for (asked, body) in
            [(GREENHOUSE, ""), (LEVER, ""), (ASHBY, ashby), (WORKDAY, workday), (WEB, PAGE), (EMBEDDED, PAGE)]
        {
            let found = verdict(asked, 200, body);
            assert!(matches!(found, Verdict::Open(_)), "{asked}: {found:?}");
        }
        let moved = elsewhere(WEB, "http://www.acme.example/jobs/CFO/?utm=x", 200, PAGE);
        assert!(matches!(moved, Verdict::Open(_)), "{moved:?}");
    }

    #[test]
    fn what_is_missing_is_missing_and_not_yet_closed() {
        for asked in [GREENHOUSE, LEVER, ASHBY, WORKDAY, WEB, EMBEDDED] {
            for status in [404, 410] {
                let found = verdict(asked, status, PAGE);
                assert!(matches!(found, Verdict::Missing(_)), "{asked}: {found:?}");
            }
        }
        let none = r#"<script>window.__appData = {"organization":{"name":"Acme"},"posting":null}</script>"#;
        assert!(matches!(verdict(ASHBY, 200, none), Verdict::Missing(_)));
    }

    #[test]
    fn only_a_platforms_own_word_closes_at_once() {
        let closed = |from: &str, to: &str| of_redirect(&Platform::of(&url(from)), &url(to));
        let to_board = closed(GREENHOUSE, "https://job-boards.greenhouse.io/acme?error=true");
        assert!(matches!(to_board, Some(Verdict::Closed(_))), "{to_board:?}");
        for (from, to) in [
            (GREENHOUSE, "https://job-boards.greenhouse.io/acme/jobs/4010"),
            (GREENHOUSE, "https://job-boards.greenhouse.io/acme?error=false"),
            (GREENHOUSE, "https://acme.example/careers?error=true"),
            (GREENHOUSE, "https://greenhouse.io.evil.example/acme?error=true"),
            (WEB, "https://boards.greenhouse.io/acme?error=true"),
        ] {
            assert_eq!(closed(from, to), None, "{from} {to}");
        }
    }

    #[test]
    fn what_is_doubtful_is_unknown() {
        let no_applications = r#"{"jobPostingInfo":{"canApply":false}}"#;
        let other = r#"<script>window.__appData={"organization":{},"posting":{"id":"another"}}</script>"#;
        let cut = r#"<script>window.__appData={"organization":{},"posting":nu"#;
        let over = "<title>Fractional CFO</title>This position has been filled.";
        let past = r#"<title>Fractional CFO</title><script>{"validThrough":"2026-06-14"}</script>"#;
        for (asked, status, body) in [
            (WEB, 403, PAGE),
            (WEB, 401, PAGE),
            (WEB, 204, ""),
            (WEB, 200, "<title>Careers at Acme</title>"),
            (WEB, 200, over),
            (WEB, 200, past),
            (WEB, 200, "{}"),
            (ASHBY, 200, "<title>Jobs</title>"),
            (ASHBY, 200, other),
            (ASHBY, 200, cut),
            (WORKDAY, 200, no_applications),
            (WORKDAY, 200, r#"{"errorCode":"S22"}"#),
            (WORKDAY, 403, ""),
        ] {
            let found = verdict(asked, status, body);
            assert!(matches!(found, Verdict::Unknown(_)), "{asked} {status} {body}: {found:?}");
        }
        for (asked, at) in [
            (WEB, "https://acme.example/careers"),
            (WEB, "https://login.acme.example/jobs/cfo"),
            (LEVER, "https://jobs.lever.co/acme"),
        ] {
            let found = elsewhere(asked, at, 200, PAGE);
            assert!(matches!(found, Verdict::Unknown(_)), "{asked} {at}: {found:?}");
        }
        for status in [429, 500, 502, 503] {
            assert!(matches!(verdict(WEB, status, PAGE), Verdict::Busy(_)), "{status}");
        }
    }

    #[test]
    fn an_embedded_posting_is_asked_of_its_board() {
        let page = r#"<script src="https://boards.greenhouse.io/embed/job_board/js?for=acme"></script>"#;
        let board = url("https://boards-api.greenhouse.io/v1/boards/acme/jobs/4010");
        assert_eq!(verdict(EMBEDDED, 200, page), Verdict::AskBoards(board.clone()));
        let moved = elsewhere(GREENHOUSE, "https://acme.example/careers?gh_jid=9", 200, PAGE);
        assert_eq!(moved, Verdict::AskBoards(board));
    }
}
