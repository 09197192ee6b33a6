//! The one place that asks what time it is; everything else is told.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

/// A source of the present moment (UTC). Cheap to clone; tests hold one that stands still.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>);

impl Clock {
    /// The machine's clock.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the machine's clock")]
    pub fn system() -> Self {
        Self(Arc::new(Utc::now))
    }

    /// A clock that always says `now`.
    pub fn standing_at(now: DateTime<Utc>) -> Self {
        Self::told_by(move || now)
    }

    /// A clock that says what `now` answers.
    pub fn told_by(now: impl Fn() -> DateTime<Utc> + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// The present moment, UTC.
    pub fn now(&self) -> DateTime<Utc> {
        (self.0)()
    }

    /// Today's date in UTC.
    pub fn today(&self) -> NaiveDate {
        self.now().date_naive()
    }
}

impl std::fmt::Debug for Clock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Clock({})", self.now())
    }
}
