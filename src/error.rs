//! What can go wrong while answering. An error answers a *bare* status and carries what to say in the response's
//! extensions; one layer, `web::error_pages`, dresses it.

use std::borrow::Cow;
use std::error::Error as StdError;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// The result of a handler.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a request was not answered as asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such page, or not for this visitor (404).
    #[error("not found")]
    NotFound,
    /// There could be such a page, and is none now (404).
    #[error("not here: {detail}")]
    NotHere {
        /// What it is in a few words, and what to make of it.
        words: (&'static str, &'static str),
        /// Why, one sentence.
        detail: Cow<'static, str>,
        /// Where to go instead.
        instead: Vec<Link>,
    },
    /// It was here and will not come back (410).
    #[error("gone: {detail}")]
    Gone {
        /// What became of it, one sentence.
        detail: Cow<'static, str>,
        /// Where to go instead.
        instead: Vec<Link>,
    },
    /// It was open here and is over; its page says so (410).
    #[error("over: {detail}")]
    Over {
        /// What it is in a few words, and what to make of it.
        words: (&'static str, &'static str),
        /// What became of it, one sentence.
        detail: Cow<'static, str>,
        /// Where to go instead.
        instead: Vec<Link>,
    },
    /// The address or its parameters make no sense (400).
    #[error("bad request: {0}")]
    BadRequest(Cow<'static, str>),
    /// The page cannot be used in this way (405).
    #[error("method not allowed")]
    MethodNotAllowed,
    /// The request did not arrive in time (408).
    #[error("request timeout")]
    RequestTimeout,
    /// More than we read (413).
    #[error("payload too large")]
    PayloadTooLarge,
    /// A form or file in a format we don't read (415).
    #[error("unsupported media type")]
    UnsupportedMediaType,
    /// Understood, and not acceptable (422).
    #[error("unprocessable: {0}")]
    Unprocessable(Cow<'static, str>),
    /// Not from one of our own pages, or not this visitor's to do (403).
    #[error("forbidden: {0}")]
    Forbidden(Cow<'static, str>),
    /// Try again shortly (503 with `Retry-After`).
    #[error("unavailable: {0}")]
    Unavailable(Cow<'static, str>),
    /// Our own fault (500).
    #[error("internal error")]
    Internal(#[source] Box<dyn StdError + Send + Sync>),
    /// The database did not answer (503) or refused what we asked (500).
    #[error("database")]
    Database(#[from] sqlx::Error),
}

/// A way on for a reader who met an error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// What it leads to.
    pub label: Cow<'static, str>,
    /// The address, on this site.
    pub href: String,
}

/// What an error has to say; travels in the response's extensions.
#[derive(Clone, Debug, Default)]
pub struct Explanation {
    /// What happened and what to do about it, where that is not what its status is told by.
    pub words: Option<(&'static str, &'static str)>,
    /// One sentence for the reader; the status's own sentence where there is none.
    pub detail: Option<Cow<'static, str>>,
    /// Ways on.
    pub links: Vec<Link>,
}

/// After how many seconds to try again, in every 503.
pub const RETRY_AFTER_SECONDS: u16 = 5;

impl Error {
    /// An error of ours, with its source for the log.
    pub fn internal(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::Internal(source.into())
    }

    /// The status that it answers.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::NotFound | Self::NotHere { .. } => StatusCode::NOT_FOUND,
            Self::Gone { .. } | Self::Over { .. } => StatusCode::GONE,
            Self::BadRequest(_) => StatusCode::BAD_REQUEST,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::RequestTimeout => StatusCode::REQUEST_TIMEOUT,
            Self::PayloadTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Unprocessable(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Forbidden(_) => StatusCode::FORBIDDEN,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Database(error) if is_passing(error) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) | Self::Database(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let status = self.status();
        log(&self, status);
        let mut response = status.into_response();
        if status == StatusCode::SERVICE_UNAVAILABLE {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(RETRY_AFTER_SECONDS));
        }
        response.extensions_mut().insert(self.into_explanation());
        response
    }
}

impl Error {
    fn into_explanation(self) -> Explanation {
        match self {
            Self::Gone { detail, instead } => {
                Explanation { detail: Some(detail), links: instead, words: None }
            }
            Self::NotHere { words, detail, instead } | Self::Over { words, detail, instead } => {
                Explanation { words: Some(words), detail: Some(detail), links: instead }
            }
            Self::BadRequest(detail)
            | Self::Unprocessable(detail)
            | Self::Forbidden(detail)
            | Self::Unavailable(detail) => Explanation { detail: Some(detail), ..Explanation::default() },
            _ => Explanation::default(),
        }
    }
}

/// Whether the same request may well succeed in a moment: the database is away, starting, full or was too slow.
fn is_passing(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed
        | sqlx::Error::Io(_)
        | sqlx::Error::Tls(_) => true,
        sqlx::Error::Database(error) => error.code().is_some_and(|code| is_passing_state(&code)),
        _ => false,
    }
}

/// `query_canceled`: a statement took longer than it may.
const CANCELED_BY_TIMEOUT: &str = "57014";

/// Whether the database took too long for what it was asked, or for what others asked.
pub fn took_too_long(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
    matches!(error, sqlx::Error::PoolTimedOut) || code.is_some_and(|code| code == CANCELED_BY_TIMEOUT)
}

/// SQLSTATEs of <https://www.postgresql.org/docs/current/errcodes-appendix.html>.
fn is_passing_state(code: &str) -> bool {
    const LOCK_NOT_AVAILABLE: &str = "55P03";
    const READ_ONLY: &str = "25006";
    matches!(code, CANCELED_BY_TIMEOUT | LOCK_NOT_AVAILABLE | READ_ONLY)
        || code.starts_with("08") // connection exceptions
        || code.starts_with("40") // serialisation failure, deadlock
        || code.starts_with("53") // too many connections, disk full, out of memory
        || code.starts_with("57P") // shutting down, crashed, starting
        || code == "42P01" // no such table: the migrations have still to run
}

/// Inside the request's span, so the line bears the request id. What clients do wrong is not news.
fn log(error: &Error, status: StatusCode) {
    if !status.is_server_error() {
        tracing::debug!(status = status.as_u16(), %error, "refused");
        return;
    }
    let source = chain(error);
    if status == StatusCode::SERVICE_UNAVAILABLE {
        tracing::warn!(status = status.as_u16(), %source, "unavailable");
    } else {
        tracing::error!(status = status.as_u16(), %source, "failed");
    }
}

fn chain(error: &dyn StdError) -> String {
    let sources = std::iter::successors(Some(error), |&error| StdError::source(error));
    sources.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_that_is_away_answers_503_with_retry_after() {
        for away in [sqlx::Error::PoolTimedOut, sqlx::Error::Io(std::io::ErrorKind::ConnectionRefused.into())]
        {
            let response = Error::from(away).into_response();
            assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
            assert_eq!(response.headers()[header::RETRY_AFTER], "5");
        }
    }

    #[test]
    fn states_that_pass_by_themselves_are_told_from_mistakes_of_ours() {
        for passing in ["57014", "57P01", "57P03", "53300", "55P03", "40001", "08006", "42P01"] {
            assert!(is_passing_state(passing), "{passing}");
        }
        for ours in ["42601", "23505", "28P01", "22P02"] {
            assert!(!is_passing_state(ours), "{ours}");
        }
    }

    #[test]
    fn any_other_failure_of_the_database_is_ours() {
        assert_eq!(Error::from(sqlx::Error::RowNotFound).status(), StatusCode::INTERNAL_SERVER_ERROR);
    }

    #[test]
    fn the_answer_is_bare_and_carries_what_to_say() {
        let instead = vec![Link { label: "Open CFO roles".into(), href: "/roles/cfo/jobs".to_owned() }];
        let response =
            Error::Gone { detail: "This role was filled.".into(), instead: instead.clone() }.into_response();
        assert_eq!(response.status(), StatusCode::GONE);
        assert!(!response.headers().contains_key(header::CONTENT_TYPE));
        let explanation = response.extensions().get::<Explanation>().unwrap();
        assert_eq!(explanation.detail.as_deref(), Some("This role was filled."));
        assert_eq!(explanation.links, instead);
    }

    #[test]
    fn the_source_is_told_to_the_log_and_not_to_the_reader() {
        let error = Error::internal("disk on fire");
        assert_eq!(chain(&error), "internal error: disk on fire");
        assert!(error.into_response().extensions().get::<Explanation>().unwrap().detail.is_none());
    }
}
