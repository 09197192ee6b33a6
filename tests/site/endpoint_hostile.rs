//! What no sender means well by: no body makes the endpoint fail.

use quarterdeck::database::MIGRATIONS;
use serde_json::{Value, json};
use sqlx::PgPool;

use crate::endpoint::{EXECUTIVES, JOBS, said, sarah, with};
use crate::support::Site;

#[sqlx::test(migrator = "MIGRATIONS")]
async fn nothing_that_is_sent_makes_the_site_fail(pool: PgPool) {
    let site = Site::patient(pool).await;
    let clay = site.source("clay", false).await;
    let long = "x".repeat(5_000);
    let mut bodies: Vec<String> = vec![
        with(sarah(), "full_name", json!("a\u{0}b \u{202e}c")).to_string(),
        with(sarah(), "a\u{0}b", json!("\u{0}")).to_string(),
        with(sarah(), "source_record_id", json!(long)).to_string(),
        with(sarah(), "linkedin_url", json!(format!("https://www.linkedin.com/in/{long}"))).to_string(),
        with(sarah(), "hourly_min", json!(99_999_999_999_999_u64)).to_string(),
        with(sarah(), "years", json!(-1e300)).to_string(),
        with(sarah(), "photo_url", json!(format!("https://a.example/{long}"))).to_string(),
        r#"{"full_name": "\ud800"}"#.to_owned(),
        format!("{}{}", "[".repeat(5_000), "]".repeat(5_000)),
        json!({"full_name": {"value": {"value": []}}, "role": [[[]]], "experience": [{"title": [[]]}, 3, null]}).to_string(),
        json!([[], [[]], null, {}, {"data": {}}, {"rows": [{}]}]).to_string(),
    ];
    let mut random = Random(7);
    for _ in 0..250 {
        bodies.push(random.row().to_string());
        bodies.push(random.text(60));
    }
    for (at, body) in bodies.into_iter().enumerate() {
        let path = if at % 2 == 0 { EXECUTIVES } else { JOBS };
        for path in [path, if at < 20 { JOBS } else { path }] {
            let answer = clay.post(path, body.clone()).await;
            assert!(matches!(answer.status, 200 | 207 | 400 | 413 | 422), "{}: {body}", answer.status);
            said(&answer);
        }
    }
    let bytes: Vec<u8> = (0..=255).collect();
    assert_eq!(clay.post(EXECUTIVES, bytes).await.status, 400);
}

/// Numbers that look random and are the same each time.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }

    fn text(&mut self, most: usize) -> String {
        const CHARS: [char; 24] = [
            '{',
            '}',
            '[',
            ']',
            '"',
            ':',
            ',',
            '\\',
            'u',
            '0',
            '9',
            '-',
            'e',
            '.',
            '\n',
            '\0',
            'é',
            '漢',
            '\u{202e}',
            ' ',
            '$',
            '/',
            'k',
            '\u{1f680}',
        ];
        (0..self.below(most)).map(|_| CHARS[self.below(CHARS.len())]).collect()
    }

    fn row(&mut self) -> Value {
        const FIELDS: [&str; 24] = [
            "full_name",
            "title",
            "id",
            "role",
            "location",
            "linkedin_url",
            "apply_url",
            "hourly_rate",
            "monthly_min",
            "experience",
            "education",
            "certifications",
            "reviews",
            "case_studies",
            "industries",
            "posted_at",
            "salary",
            "type",
            "description",
            "hours_per_week",
            "availability",
            "languages",
            "remote",
            "company",
        ];
        let mut row = json!({"name": "Ann", "title": "CFO"});
        for _ in 0..self.below(8) {
            let field = FIELDS[self.below(FIELDS.len())];
            row[field] = self.value(0);
        }
        row
    }

    fn value(&mut self, depth: usize) -> Value {
        match self.below(if depth > 2 { 6 } else { 8 }) {
            0 => Value::Null,
            1 => json!(self.below(2) == 0),
            2 => json!(self.below(usize::MAX >> 34)),
            3 => json!(-1e300),
            4 => json!(format!("https://a.example/{}", self.text(20))),
            5 => json!(self.text(40)),
            6 => (0..self.below(4)).map(|_| self.value(depth + 1)).collect(),
            _ => {
                const NAMES: [&str; 6] = ["title", "company", "start_date", "value", "status", "rating"];
                (0..self.below(5)).map(|at| (NAMES[at].to_owned(), self.value(depth + 1))).collect()
            }
        }
    }
}
