//! People and postings, told by what matters to a test. They come in through the import, as all content does.

use std::sync::atomic::{AtomicUsize, Ordering};

use quarterdeck::ingestion::Entity;
use serde_json::{Map, Value, json};
use sqlx::Row;
use uuid::Uuid;

use super::Site;

/// A profile that was made.
#[derive(Clone, Debug)]
pub struct Executive {
    pub id: Uuid,
    pub slug: String,
    pub path: String,
}

/// A posting that was made.
#[derive(Clone, Debug)]
pub struct Job {
    pub id: Uuid,
    pub path: String,
}

/// What a test says of a row.
pub struct Builder<'a> {
    site: &'a Site,
    entity: Entity,
    cells: Map<String, Value>,
    state: Vec<String>,
}

impl Site {
    /// A CFO in Austin with a short biography, in review.
    pub fn executive(&self) -> Builder<'_> {
        Builder::new(
            self,
            Entity::Executive,
            json!({
                "Full Name": "Sarah Chen",
                "Headline": "Finance leader for growing software companies",
                "Fractional Role": "Fractional CFO",
                "Location": "Austin, Texas, United States",
                "Bio": "Twenty years of closing books and opening markets.",
            }),
        )
    }

    /// An open posting for a CFO in Austin, in review.
    pub fn job(&self) -> Builder<'_> {
        let builder = Builder::new(
            self,
            Entity::Job,
            json!({
                "Job Title": "Fractional CFO",
                "Company": "Northwind Analytics",
                "Location": "Austin, Texas, United States",
                "Type": "Contract",
                "Posted On": "2026-06-01",
                "Job Description": "Own the numbers two days a week. Report to the founders and the board.",
            }),
        );
        let id = builder.cells["Clay Record ID"].as_str().unwrap().to_owned();
        builder.with("Apply URL", format!("https://jobs.northwind.example/{id}"))
    }
}

impl<'a> Builder<'a> {
    fn new(site: &'a Site, entity: Entity, cells: Value) -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(1);
        let Value::Object(cells) = cells else { unreachable!() };
        let id = format!("row-{}", NEXT.fetch_add(1, Ordering::Relaxed));
        Self { site, entity, cells, state: Vec::new() }.with("Clay Record ID", id)
    }

    /// A cell of the row.
    pub fn with(mut self, header: &str, value: impl Into<Value>) -> Self {
        self.cells.insert(header.to_owned(), value.into());
        self
    }

    /// The row without a cell.
    pub fn without(mut self, header: &str) -> Self {
        self.cells.remove(header);
        self
    }

    pub fn named(self, name: &str) -> Self {
        self.with("Full Name", name)
    }

    pub fn titled(self, title: &str) -> Self {
        self.with("Job Title", title)
    }

    pub fn role(self, role: &str) -> Self {
        self.with("Fractional Role", role)
    }

    pub fn located(self, place: &str) -> Self {
        self.with("Location", place)
    }

    pub fn industries(self, industries: &str) -> Self {
        self.with("Industries", industries)
    }

    /// What no import may say: assignments of columns.
    pub fn set(mut self, assignments: &str) -> Self {
        self.state.push(assignments.to_owned());
        self
    }

    pub fn published(self) -> Self {
        self.set("status = 'PUBLISHED', published_at = '2026-06-10 09:00Z'")
    }

    /// A person who said lately how soon they can start.
    pub fn available(self) -> Self {
        self.with("Availability", "Available now").set("last_confirmed_at = '2026-06-01 09:00Z'")
    }

    pub fn closed(self, reason: &str) -> Self {
        self.set(&format!("closed_at = '2026-06-12 09:00Z', closed_reason = '{reason}'"))
    }

    async fn save(self) -> (Uuid, String) {
        save_all(vec![self]).await.remove(0)
    }
}

/// Imports rows of one kind in one run, then sets their states; ids and slugs in the same order.
pub async fn save_all(builders: Vec<Builder<'_>>) -> Vec<(Uuid, String)> {
    let Some(first) = builders.first() else { return Vec::new() };
    let (site, entity) = (first.site, first.entity);
    let table = if entity == Entity::Executive { "executives" } else { "jobs" };
    let rows = builders.iter().map(|builder| Value::Object(builder.cells.clone())).collect();
    let summary = site.import(entity, rows).await;
    assert_eq!(summary.count(quarterdeck::ingestion::Action::Error), 0, "{summary}");
    let mut saved = Vec::new();
    for builder in &builders {
        let record = builder.cells["Clay Record ID"].as_str().unwrap();
        if entity == Entity::Job {
            // The database has a clock of its own: on it, a source has just delivered them.
            site.sql(&format!(
                "update jobs set source_synced_at = greatest(source_synced_at, now()) where source_record_id = '{record}'"
            ))
            .await;
        }
        for state in &builder.state {
            site.sql(&format!("update {table} set {state} where source_record_id = '{record}'")).await;
        }
        let found = format!("select id, slug::text as slug from {table} where source_record_id = $1");
        let row = sqlx::query(sqlx::AssertSqlSafe(found)).bind(record).fetch_one(&site.pool).await.unwrap();
        saved.push((row.get("id"), row.get("slug")));
    }
    saved
}

/// Makes several profiles in one import.
pub async fn executives(builders: Vec<Builder<'_>>) -> Vec<Executive> {
    save_all(builders).await.into_iter().map(Executive::new).collect()
}

/// Makes several postings in one import.
pub async fn jobs(builders: Vec<Builder<'_>>) -> Vec<Job> {
    save_all(builders).await.into_iter().map(Job::new).collect()
}

impl Executive {
    fn new((id, slug): (Uuid, String)) -> Self {
        let path = quarterdeck::urls::Executive::to(&slug).to_string();
        Self { id, slug, path }
    }
}

impl Job {
    fn new((id, slug): (Uuid, String)) -> Self {
        Self { id, path: quarterdeck::urls::Job::to(slug).to_string() }
    }
}

impl Builder<'_> {
    /// Makes the profile.
    pub async fn create(self) -> Executive {
        assert_eq!(self.entity, Entity::Executive);
        Executive::new(self.save().await)
    }

    /// Makes the posting.
    pub async fn post(self) -> Job {
        assert_eq!(self.entity, Entity::Job);
        Job::new(self.save().await)
    }
}
