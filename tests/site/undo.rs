//! An operator takes runs back and reads them again.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use quarterdeck::audit::Actor;
use quarterdeck::database::MIGRATIONS;
use quarterdeck::ingestion::replay::{Replayed, replay, replay_naming};
use quarterdeck::ingestion::run::Unwatched;
use quarterdeck::ingestion::runs::{self, RunState};
use quarterdeck::ingestion::trace::trace;
use quarterdeck::ingestion::undo::undo;
use quarterdeck::ingestion::{Action, Entity, Mapping, Origin, Summary};
use quarterdeck::taxonomy::{TaxonomyKind, inbox};
use serde_json::{Value, json};
use sqlx::PgPool;

use crate::support::Site;

fn person(id: &str, headline: &str, more: &Value) -> Value {
    let mut row = json!({"Clay Record ID": id, "Full Name": format!("Ann {id}"), "Fractional Role": "Fractional CFO",
                         "Location": "Austin, Texas, United States", "Headline": headline});
    for (name, value) in more.as_object().unwrap() {
        row[name] = value.clone();
    }
    row
}

async fn take_back(site: &Site, run: i64) -> Summary {
    let run = runs::find(&site.pool, &run.to_string()).await.unwrap();
    undo(&site.pool, &site.clock, &run, &Actor::COMMAND_LINE, false, &mut Unwatched).await.unwrap()
}

async fn read_again(site: &Site, run: i64) -> Replayed {
    let run = runs::find(&site.pool, &run.to_string()).await.unwrap();
    replay(&site.pool, &site.clock, &site.secrets, &run, false, &mut Unwatched).await.unwrap()
}

/// All that an import may write, but for times and random parts.
async fn picture(site: &Site) -> String {
    site.value(
        "select jsonb_agg(person order by person ->> 'full_name') from (
           select to_jsonb(e) - '{id,serial,slug,created_at,updated_at,content_updated_at,source_synced_at,search_document}'::text[]
                  || jsonb_build_object(
                       'industries', (select jsonb_agg(i.slug order by ei.sort_order) from executive_industries ei
                                        join industries i on i.id = ei.industry_id where ei.executive_id = e.id),
                       'experience', (select jsonb_agg(x.company_name order by x.sort_order) from executive_experience x
                                       where x.executive_id = e.id),
                       'reviews', (select jsonb_agg(r.content order by r.sort_order) from executive_reviews r
                                    where r.executive_id = e.id)) as person
             from executives e) people",
    )
    .await
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_undone_run_leaves_everything_as_it_was(pool: PgPool) {
    let site = Site::start(pool).await;
    let rich = json!({"Industries": "SaaS", "Hourly Rate": "$200/hr",
                      "Experience": [{"company": "Acme", "title": "CFO", "start_date": "2019-01"}]});
    site.import(Entity::Executive, vec![person("1", "Counts", &rich), person("2", "Sums", &json!({}))]).await;
    let before = picture(&site).await;

    let richer = json!({"Industries": "Fintech; SaaS", "Hourly Rate": "€300/hr", "Bio": "Long", "LinkedIn": "linkedin.com/in/ann-1",
                        "Experience": [{"company": "Beta", "title": "CFO"}],
                        "Reviews": [{"author": "Bo", "rating": 5, "content": "Splendid."}]});
    let run = site
        .import(
            Entity::Executive,
            vec![
                person("1", "Counts twice", &richer),
                person("2", "Sums", &json!({})),
                person("3", "New", &rich),
            ],
        )
        .await;
    assert_eq!((run.count(Action::Update), run.count(Action::Skip), run.count(Action::Insert)), (1, 1, 1));
    assert_ne!(picture(&site).await, before);

    let undone = take_back(&site, run.run_number.unwrap()).await;
    assert_eq!((undone.count(Action::Update), undone.count(Action::Delete)), (1, 1), "{undone}");
    assert_eq!(picture(&site).await, before);
    let state = runs::find(&site.pool, &run.run_number.unwrap().to_string()).await.unwrap().state();
    assert_eq!(state, RunState::Undone);
    let again = runs::find(&site.pool, &run.run_number.unwrap().to_string()).await.unwrap();
    let refused = undo(&site.pool, &site.clock, &again, &Actor::COMMAND_LINE, false, &mut Unwatched)
        .await
        .unwrap_err()
        .to_string();
    assert!(refused.contains("was undone before"), "{refused}");

    // The same rows are news again.
    let anew = read_again(&site, run.run_number.unwrap()).await.summary;
    assert_eq!((anew.count(Action::Update), anew.count(Action::Insert)), (1, 1), "{anew}");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_dry_undo_says_the_same_and_changes_nothing(pool: PgPool) {
    let site = Site::start(pool).await;
    let run = site.import(Entity::Executive, vec![person("1", "Counts", &json!({}))]).await;
    let before = picture(&site).await;
    let row = runs::find(&site.pool, &run.run_number.unwrap().to_string()).await.unwrap();
    let would =
        undo(&site.pool, &site.clock, &row, &Actor::COMMAND_LINE, true, &mut Unwatched).await.unwrap();
    assert_eq!(would.count(Action::Delete), 1);
    assert_eq!(picture(&site).await, before);
    assert_eq!(runs::newest(&site.pool, 9).await.unwrap().len(), 1, "no run is left behind");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn what_later_runs_and_owners_said_stands_after_an_undo(pool: PgPool) {
    let site = Site::start(pool).await;
    let bad = site
        .import(
            Entity::Executive,
            vec![person("1", "Wrong", &json!({"Bio": "Wrong"})), person("2", "Wrong", &json!({}))],
        )
        .await;
    site.import(Entity::Executive, vec![person("1", "Right", &json!({}))]).await;
    site.sql(
        "update executives set headline = 'Mine', locked_fields = '{headline}' where full_name = 'Ann 2'",
    )
    .await;

    let undone = take_back(&site, bad.run_number.unwrap()).await;
    assert_eq!((undone.count(Action::Update), undone.count(Action::Skip)), (1, 1), "{undone}");
    assert_eq!(site.value("select headline from executives where full_name = 'Ann 1'").await, "Right");
    assert_eq!(
        site.value("select bio from executives where full_name = 'Ann 1'").await,
        "",
        "only the bad run said so"
    );
    assert_eq!(site.value("select headline from executives where full_name = 'Ann 2'").await, "Mine");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_published_profile_that_lacks_something_after_an_undo_goes_back_to_review(pool: PgPool) {
    let site = Site::start_today(pool).await;
    let bare = json!({"Clay Record ID": "1", "Full Name": "Ann 1", "Fractional Role": "Fractional CFO"});
    site.import(Entity::Executive, vec![bare]).await;
    let placed = site.import(Entity::Executive, vec![person("1", "Counts", &json!({}))]).await;
    site.sql("update executives set status = 'PUBLISHED', published_at = now()").await;
    assert_eq!(site.anonymous().get("/executives/ann-1").await.status, 200);
    take_back(&site, placed.run_number.unwrap()).await;
    assert_eq!(site.anonymous().get("/executives/ann-1").await.status, 404);
    assert_eq!(site.value("select action from audit_log where entity_type = 'executive'").await, "unpublish");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn rows_are_read_again_with_the_mapping_of_today(pool: PgPool) {
    let site = Site::start(pool).await;
    let odd = |id: &str, what: &str| json!({"Name": format!("Ann {id}"), "Title": "Fractional CFO", "City": "Austin, TX", "Their Tagline": what, "Ref": id});
    let first = site.import(Entity::Executive, vec![odd("7", "Counts"), odd("8", "Sums")]).await;
    let ids = "select string_agg(id::text, ' ' order by full_name) from executives";
    let before = site.value(ids).await;

    // A later delivery says something else of the second.
    site.import(
        Entity::Executive,
        vec![json!({"Name": "Ann 8", "Title": "Fractional CFO", "City": "Austin, TX", "Headline": "Later"})],
    )
    .await;
    let mut mapping = Mapping::default();
    mapping.insert(Entity::Executive, "headline", Origin::Column("Their Tagline".into())).unwrap();
    mapping.insert(Entity::Executive, "source_record_id", Origin::Column("Ref".into())).unwrap();
    site.import_from("clay", &mapping, Entity::Executive, Vec::new(), false).await;

    let again = read_again(&site, first.run_number.unwrap()).await;
    assert_eq!((again.summary.count(Action::Update), again.superseded), (1, 1), "{}", again.summary);
    assert_eq!(site.value("select headline from executives where full_name = 'Ann 7'").await, "Counts");
    assert_eq!(site.value("select headline from executives where full_name = 'Ann 8'").await, "Later");
    assert_eq!(site.value(ids).await, before, "nobody came twice");
    // Its id is known from now on.
    let next = site.import(Entity::Executive, vec![odd("7", "Counts more")]).await;
    assert_eq!(next.count(Action::Update), 1, "{next}");
    assert_eq!(site.value(ids).await, before);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn mapping_a_term_reads_the_rows_that_waited_for_it(pool: PgPool) {
    let site = Site::start(pool).await;
    let wizard = |id: &str| person(id, "Shines", &json!({"Fractional Role": "Wizard of Light Bulb Moments"}));
    let summary = site
        .import(Entity::Executive, vec![wizard("1"), wizard("2"), person("3", "Counts", &json!({}))])
        .await;
    assert_eq!(summary.count(Action::Wait), 2, "{summary}");
    let term = "Wizard of Light Bulb Moments";
    inbox::map(
        &site.pool,
        TaxonomyKind::Role,
        term,
        "fractional-cmo",
        &Actor::COMMAND_LINE,
        site.clock.now(),
    )
    .await
    .unwrap();
    let runs =
        replay_naming(&site.pool, &site.clock, &site.secrets, TaxonomyKind::Role, term, &mut Unwatched)
            .await
            .unwrap();
    assert_eq!(runs.iter().map(|run| run.count(Action::Update)).collect::<Vec<_>>(), [2]);
    let again =
        replay_naming(&site.pool, &site.clock, &site.secrets, TaxonomyKind::Role, term, &mut Unwatched)
            .await
            .unwrap();
    assert!(again.is_empty(), "none waits any more");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn rows_that_a_full_delivery_lacks_are_flagged_and_kept(pool: PgPool) {
    let site = Site::start(pool).await;
    let people = |ids: &[&str]| ids.iter().map(|id| person(id, "Counts", &json!({}))).collect::<Vec<_>>();
    site.import(Entity::Executive, people(&["1", "2", "3"])).await;
    let full = site.import_all(Entity::Executive, people(&["1"])).await;
    assert_eq!(full.missing, 2);
    let run = runs::find(&site.pool, &full.run_number.unwrap().to_string()).await.unwrap();
    let missing = runs::missing_rows(&site.pool, run.id, 9).await.unwrap();
    assert_eq!(missing.iter().map(|row| row.row_key.as_str()).collect::<Vec<_>>(), ["id:2", "id:3"]);
    assert_eq!(site.value("select count(*) from executives").await, "3");
    // One comes back.
    site.import(Entity::Executive, people(&["2"])).await;
    assert_eq!(runs::missing_rows(&site.pool, run.id, 9).await.unwrap().len(), 1);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn what_an_import_says_of_an_owners_field_is_kept_as_a_suggestion(pool: PgPool) {
    let site = Site::start(pool).await;
    let first = json!({"Industries": "SaaS", "Hourly Rate": "$200/hr"});
    site.import(Entity::Executive, vec![person("1", "Counts", &first)]).await;
    site.sql(
        "update executives set headline = 'Mine', hourly_min = 500, hourly_max = 600,
              locked_fields = '{headline,hourly_max,industries}'",
    )
    .await;
    let open = "select string_agg(field || '=' || value, ' ' order by field) from suggestions where decided_at is null";

    let second = json!({"Industries": "SaaS; Fintech", "Hourly Rate": "€250/hr", "Monthly Rate": "€9k/mo"});
    let run = site.import(Entity::Executive, vec![person("1", "Counts better", &second)]).await;
    assert_eq!(run.count(Action::Update), 1);
    let now =
        "select concat_ws(' ', headline, hourly_min, hourly_max, monthly_min, rate_currency) from executives";
    assert_eq!(site.value(now).await, "Mine 500 600 USD", "a price is one statement");
    let told = site.value(open).await;
    assert!(told.contains("headline=\"Counts better\"") && told.contains("hourly_max=250"), "{told}");
    assert!(told.contains("industries=[") && told.contains("rate_currency=\"EUR\""), "{told}");
    let record = runs::records(&site.pool, run.run_id.unwrap(), &["UPDATE"], 0, 1).await.unwrap().remove(0);
    let told: Vec<String> = record.changes.unwrap().0.iter().map(ToString::to_string).collect();
    assert_eq!(told[0], "headline: “Counts” → “Counts better” (suggested: the owner's own stays)");

    // The run is taken back: nobody suggests anything any more.
    take_back(&site, run.run_number.unwrap()).await;
    assert_eq!(site.value(now).await, "Mine 500 600 USD");
    assert!(!site.value(open).await.contains("Counts better"));
}

/// What can happen to three people from two sources.
#[derive(Clone, Debug)]
enum Event {
    Import { source: usize, rows: Vec<(usize, usize, Option<usize>)> },
    Undo(usize),
    Replay(usize),
    Edit { person: usize, headline: usize },
}

fn any_event() -> impl Strategy<Value = Event> {
    let row = (0..3_usize, 0..4_usize, proptest::option::of(0..3_usize));
    prop_oneof![
        4 => (0..2_usize, proptest::collection::vec(row, 1..4)).prop_map(|(source, rows)| Event::Import { source, rows }),
        2 => (0..6_usize).prop_map(Event::Undo),
        1 => (0..6_usize).prop_map(Event::Replay),
        1 => (0..3_usize, 0..9_usize).prop_map(|(person, headline)| Event::Edit { person, headline }),
    ]
}

fn said(&(who, what, bio): &(usize, usize, Option<usize>)) -> Value {
    let mut row = json!({"Clay Record ID": format!("p{who}"), "Full Name": format!("Person {who}"),
                         "LinkedIn": format!("https://linkedin.com/in/person-{who}"), "Headline": format!("says {what}"),
                         "Fractional Role": "Fractional CFO", "Location": "Austin, Texas, United States"});
    if let Some(bio) = bio {
        row["Bio"] = json!(format!("bio {bio}"));
    }
    row
}

const SOURCES: [&str; 2] = ["clay", "crm"];

/// Carries events out, and says what each person's owner wrote last.
async fn live(site: &Site, events: &[Event]) -> [Option<usize>; 3] {
    let (mut imports, mut mine) = (Vec::new(), [None; 3]);
    for event in events {
        match event {
            Event::Import { source, rows } => {
                let rows: Vec<Value> = rows.iter().map(said).collect();
                let delivered = rows.len();
                let summary = site
                    .import_from(SOURCES[*source], &Mapping::default(), Entity::Executive, rows, false)
                    .await;
                assert_eq!(summary.rows(), delivered, "each row is explained");
                imports.push(summary.run_number.unwrap());
            }
            Event::Undo(n) => {
                let Some(run) = imports.get(*n) else { continue };
                let run = runs::find(&site.pool, &run.to_string()).await.unwrap();
                let _ =
                    undo(&site.pool, &site.clock, &run, &Actor::COMMAND_LINE, false, &mut Unwatched).await;
            }
            Event::Replay(n) => {
                let Some(run) = imports.get(*n) else { continue };
                let run = runs::find(&site.pool, &run.to_string()).await.unwrap();
                let _ = replay(&site.pool, &site.clock, &site.secrets, &run, false, &mut Unwatched).await;
            }
            Event::Edit { person, headline } => {
                let edit = format!(
                    "update executives set headline = 'mine {headline}', locked_fields = '{{headline}}' where full_name = 'Person {person}'"
                );
                site.sql(&edit).await;
                let count = format!("select count(*) from executives where full_name = 'Person {person}'");
                if site.value(&count).await == "1" {
                    mine[*person] = Some(*headline);
                }
            }
        }
    }
    mine
}

/// What has to hold, whatever happened.
async fn check(site: &Site, mine: [Option<usize>; 3]) {
    for (person, mine) in mine.iter().enumerate() {
        let people = format!("select count(*) from executives where full_name = 'Person {person}'");
        assert!(["0", "1"].contains(&site.value(&people).await.as_str()), "one person, one profile");
        if let Some(headline) = mine {
            let now = format!("select headline from executives where full_name = 'Person {person}'");
            assert_eq!(site.value(&now).await, format!("mine {headline}"), "what an owner wrote stays");
        }
    }
    let wrong = [
        // Each source row says what its standing statements say, and the last of them is its own.
        "select count(*) from source_rows s left join ingestion_records r on r.id = s.statement_id
          where r.id is null or r.undone_at is not null or r.source_row_id <> s.id or r.content_hash <> s.content_hash",
        // Each standing statement belongs to a source row.
        "select count(*) from ingestion_records r
          where r.content_hash is not null and r.undone_at is null
            and not exists (select from source_rows s where s.id = r.source_row_id)",
        // Each source row speaks of a profile that there is.
        "select count(*) from source_rows s where not exists (select from executives e where e.id = s.target_id)",
        // A field that no owner wrote says what the first source row says that says anything.
        "select count(*) from executives e
          where not 'headline' = any(e.locked_fields) and exists (select from source_rows s where s.target_id = e.id)
            and (e.headline, e.bio) is distinct from (
              (select s.normalized ->> 'headline' from source_rows s where s.target_id = e.id order by s.first_seen_at, s.id limit 1),
              (select s.normalized ->> 'bio' from source_rows s where s.target_id = e.id and s.normalized ->> 'bio' is not null
                order by s.first_seen_at, s.id limit 1))",
        // Nobody stays whom nobody speaks of, but those who are somebody's own.
        "select count(*) from executives e
          where cardinality(e.locked_fields) = 0 and not exists (select from source_rows s where s.target_id = e.id)",
        // Each record explains one row of its run.
        "select count(*) from (select run_id, position from ingestion_records group by 1, 2 having count(*) > 1) twice",
    ];
    for question in wrong {
        assert_eq!(site.value(question).await, "0", "{question}");
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn whatever_owners_imports_and_undo_do_in_turn_each_keeps_its_own(pool: PgPool) {
    let site = Site::start(pool).await;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    for _ in 0..24 {
        let events = proptest::collection::vec(any_event(), 1..12).new_tree(&mut runner).unwrap().current();
        site.sql(
            "delete from executives; delete from source_rows; delete from suggestions;
                  delete from ingestion_records; delete from ingestion_runs",
        )
        .await;
        println!("{events:?}");
        let mine = live(&site, &events).await;
        check(&site, mine).await;
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn each_field_is_traced_to_the_row_that_said_it(pool: PgPool) {
    let site = Site::start(pool).await;
    let first =
        site.import(Entity::Executive, vec![person("1", "Counts", &json!({"Industries": "SaaS"}))]).await;
    let second = site
        .import(Entity::Executive, vec![json!({"Clay Record ID": "1", "Full Name": "Ann 1", "Bio": "Long."})])
        .await;
    let crm =
        json!({"Full Name": "Ann 1", "LinkedIn": "https://linkedin.com/in/ann", "Industries": "Fintech"});
    site.sql("update executives set linkedin_key = 'linkedin.com/in/ann', locked_fields = '{headline}'")
        .await;
    let third = site.import_from("crm", &Mapping::default(), Entity::Executive, vec![crm], false).await;
    let traced = trace(&site.pool, "ann-1").await.unwrap().unwrap();
    let told = |name: &str| {
        let field = traced.fields.iter().find(|field| field.name == name).unwrap();
        field.origins.iter().map(|origin| (origin.source.as_str(), origin.run)).collect::<Vec<_>>()
    };
    let [one, two, three] = [first, second, third].map(|summary| summary.run_number.unwrap());
    assert_eq!(told("headline"), [("clay", one)]);
    assert_eq!(told("bio"), [("clay", two)]);
    assert_eq!(told("industries"), [("clay", one), ("crm", three)]);
    assert!(traced.fields.iter().find(|field| field.name == "headline").unwrap().is_locked);
    assert!(trace(&site.pool, "nobody").await.unwrap().is_none());
}
