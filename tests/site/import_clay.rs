//! A table as Clay exports it, from the file to finished profiles.

use std::path::{Path, PathBuf};

use quarterdeck::audit::Actor;
use quarterdeck::database::MIGRATIONS;
use quarterdeck::ingestion::reader::BytesRead;
use quarterdeck::ingestion::run::{Import, import_file};
use quarterdeck::ingestion::{Action, Entity, Mapping, Origin, Summary};
use quarterdeck::publishing::{self, Publish};
use serde_json::json;
use sqlx::PgPool;

use crate::support::Site;
use crate::support::site::Silent;

fn sample() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples/clay_executives.csv")
}

async fn import(site: &Site, path: &Path, dry_run: bool) -> Summary {
    let mapping = Mapping::default();
    let import =
        Import { dry_run, ..Import::new(Entity::Executive, "clay", "clay.csv", &mapping, &site.secrets) };
    import_file(&site.pool, &site.clock, &import, path, BytesRead::default(), &mut Silent).await.unwrap()
}

async fn publish(site: &Site, notice_gate: bool) -> publishing::Published {
    let mut connection = site.pool.acquire().await.unwrap();
    let publish = Publish { source: Some("clay"), notice_gate, posted_within_days: None, dry_run: false };
    publishing::executives(&mut connection, publish, &Actor::COMMAND_LINE, site.clock.now()).await.unwrap()
}

/// What became of each row of a run, in order.
async fn actions(site: &Site, summary: &Summary) -> Vec<String> {
    let query = "select action from ingestion_records where run_id = $1 order by position";
    sqlx::query_scalar(query).bind(summary.run_id.unwrap()).fetch_all(&site.pool).await.unwrap()
}

/// Everything that an import may have changed, as text.
async fn contents(site: &Site) -> String {
    let mut all = String::new();
    for table in [
        "executives",
        "executive_industries",
        "executive_specialties",
        "executive_experience",
        "executive_education",
        "executive_certifications",
        "executive_reviews",
        "executive_case_studies",
    ] {
        let rows = format!("select string_agg(t::text, E'\\n' order by t::text) from {table} t");
        all.push_str(&site.value(&rows).await);
    }
    all
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn every_row_of_the_table_is_accounted_for(pool: PgPool) {
    let site = Site::start(pool).await;
    let summary = import(&site, &sample(), false).await;
    assert_eq!(
        actions(&site, &summary).await,
        ["INSERT", "UPDATE", "INSERT", "INSERT", "INSERT", "ERROR", "WAIT", "WAIT", "INSERT", "SKIP"],
        "{summary}"
    );
    assert_eq!(summary.rows(), 10);
    let message =
        |position: u8| format!("select error_message from ingestion_records where position = {position}");
    assert!(site.value(&message(6)).await.contains("no name"));
    let wizard = site.value(&message(7)).await;
    assert!(wizard.contains("role") && wizard.contains("Wizard of Light Bulb Moments"), "{wizard}");
    assert!(site.value(&message(8)).await.contains("location"));
    let preview = site.value("select warnings::text from ingestion_records where position = 4").await;
    assert!(preview.contains("bio") && preview.contains("experience"), "{preview}");
    assert!(preview.contains("preview of the text"), "{preview}");
    assert_eq!(site.value("select count(*) from executives where status = 'REVIEW'").await, "7");
    assert_eq!(
        site.value("select count(*) from ingestion_records where raw_payload is not null").await,
        "10"
    );
    let inbox =
        "select string_agg(alias, ', ') from taxonomy_aliases where target_id is null and kind = 'role'";
    assert_eq!(site.value(inbox).await, "Wizard of Light Bulb Moments");
    let metrics = site.value("select metrics->'rows' from ingestion_runs").await;
    assert_eq!(metrics, "10");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn the_table_becomes_finished_profiles(pool: PgPool) {
    let site = Site::start(pool).await;
    import(&site, &sample(), false).await;
    let published = publish(&site, true).await;
    // Three live where people are told first.
    assert_eq!(published.published, 2, "{published}");
    site.sql("update executives set notice_sent_at = now()").await;
    assert_eq!(publish(&site, true).await.published, 3);

    let sarah = site.anonymous().get("/executives/sarah-o-connell").await;
    let slug = site.value("select slug from executives where last_name = 'O''Connell'").await;
    let sarah =
        if sarah.status == 200 { sarah } else { site.anonymous().get(&format!("/executives/{slug}")).await };
    let sarah = sarah.expect(200);
    assert_eq!(sarah.text("h1"), "Sarah O'Connell");
    for words in [
        "Chief Financial Officer",
        "Austin, TX",
        "$8,000–$12,000/month",
        "$250/hour",
        "21 years’ experience",
        "Closed forty quarters.",
        "Raised two rounds",
        "Lumen Freight",
        "Mar 2022",
        "Old Mill Paper",
        "Rice University",
        "MBA, Finance",
        "CPA",
        "SaaS",
        "Fintech",
        "Fundraising",
        "She saw it coming before we did.",
        "Nobody has claimed this profile yet",
    ] {
        sarah.expect_says(words);
    }
    sarah.expect_silent("alert(1)");
    sarah.expect_silent("Client confirmed");
    sarah.expect_silent("Dallas");

    let zoe = site.anonymous().get("/executives/zoe-muller-lukasz").await.expect(200);
    for words in ["Zoë Müller-Łukasz", "Übergangs-CFO", "Bücher & Bilanzen", "Berlin", "€9,000–€12,000/month"]
    {
        zoe.expect_says(words);
    }
    let ben = site.anonymous().get("/executives/ben-okafor").await.expect(200);
    ben.expect_silent("I help software companies");
    ben.expect_silent("✅");
    ben.expect_silent("positions found");
    ben.expect_says("from $180/hour");
    let chloe = site.anonymous().get("/executives/chloe-dubois").await.expect(200);
    for nothing in ["undefined", "N/A", "null", "#N/A"] {
        chloe.expect_silent(nothing);
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn the_same_table_again_changes_nothing(pool: PgPool) {
    let site = Site::start(pool).await;
    import(&site, &sample(), false).await;
    publish(&site, false).await;
    let before = contents(&site).await;
    let summary = import(&site, &sample(), false).await;
    let actions = actions(&site, &summary).await;
    assert!(actions.iter().all(|action| action == "SKIP" || action == "ERROR"), "{actions:?}");
    assert_eq!(summary.count(Action::Skip), 9);
    assert_eq!(contents(&site).await, before, "and no updated_at moved");
    assert_eq!(
        site.value("select max(seen_count) from taxonomy_aliases").await,
        "1",
        "nor was it counted twice"
    );
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_dry_run_says_the_same_and_leaves_no_trace(pool: PgPool) {
    let site = Site::start(pool).await;
    let dry = import(&site, &sample(), true).await;
    for table in ["executives", "ingestion_runs", "ingestion_records", "source_rows", "sources"] {
        assert_eq!(site.value(&format!("select count(*) from {table}")).await, "0", "{table}");
    }
    assert_eq!(site.value("select count(*) from taxonomy_aliases where target_id is null").await, "0");
    let real = import(&site, &sample(), false).await;
    assert_eq!(dry.actions, real.actions);
}

/// Two tables about the same people, each with something of its own.
fn two_tables() -> [Vec<serde_json::Value>; 2] {
    let ann = |more: serde_json::Value| {
        let mut row = json!({"Full Name": "Ann Abel", "LinkedIn Profile": "https://linkedin.com/in/annabel",
            "Fractional Role": "Fractional CFO", "Location": "Austin, Texas, United States"});
        row.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        row
    };
    [
        vec![
            ann(json!({"Clay Record ID": "a-1", "Headline": "Finance", "Industries": "SaaS"})),
            json!({"Clay Record ID": "a-2", "Full Name": "Bea Berg", "Fractional Role": "Fractional CMO",
                   "Location": "Chicago, Illinois, United States", "Headline": "Brands"}),
        ],
        vec![ann(
            json!({"Clay Record ID": "b-1", "Bio": "Counts.", "Years of Experience": "12", "Skills": "Fundraising"}),
        )],
    ]
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn two_tables_in_either_order_make_the_same_people(pool: PgPool) {
    let site = Site::start(pool).await;
    let [first, second] = two_tables();
    let said = "select string_agg(concat_ws('|', full_name, headline, bio, role_id, location_id, years_experience,
                  (select count(*) from executive_industries i where i.executive_id = e.id),
                  (select count(*) from executive_specialties s where s.executive_id = e.id)), E'\\n' order by full_name)
                  from executives e";
    site.import(Entity::Executive, first.clone()).await;
    site.import(Entity::Executive, second.clone()).await;
    let one_way = site.value(said).await;
    site.sql("truncate executives, source_rows, ingestion_runs, ingestion_records cascade").await;
    site.import(Entity::Executive, second).await;
    site.import(Entity::Executive, first).await;
    assert_eq!(site.value(said).await, one_way);
    assert_eq!(one_way.lines().count(), 2, "{one_way}");
    assert!(one_way.contains("Finance|Counts."), "{one_way}");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn what_an_owner_wrote_survives_an_update(pool: PgPool) {
    let site = Site::start(pool).await;
    let row = |headline: &str, bio: &str, industry: &str| {
        json!({"Clay Record ID": "a-1", "Full Name": "Ann Abel", "Fractional Role": "Fractional CFO", "Headline": headline,
               "Bio": bio, "Industries": industry, "Location": "Austin, Texas, United States", "Monthly Rate": "$9,000/mo",
               "Experience": [{"company": bio, "title": "CFO", "start_date": "2020-01"}]})
    };
    site.import(Entity::Executive, vec![row("First", "One", "SaaS")]).await;
    site.sql(
        "update executives set headline = 'My own words', monthly_min = 5000, monthly_max = 5000,
                locked_fields = '{headline,industries,experience,monthly_min,monthly_max}'",
    )
    .await;
    let summary = site.import(Entity::Executive, vec![row("Second", "Two", "Healthcare")]).await;
    assert_eq!(summary.count(Action::Update), 1);
    let said = "select concat_ws('|', headline, bio, monthly_min, monthly_max,
                  (select name from industries i join executive_industries ei on ei.industry_id = i.id),
                  (select company_name from executive_experience)) from executives";
    assert_eq!(site.value(said).await, "My own words|Two|5000|5000|SaaS|One");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_import_never_touches_what_belongs_to_the_site(pool: PgPool) {
    let site = Site::start(pool).await;
    let row = |headline: &str| {
        json!({"Clay Record ID": "a-1", "Full Name": "Ann Abel", "Fractional Role": "Fractional CFO", "Headline": headline,
               "Location": "Austin, Texas, United States", "Status": "PUBLISHED", "Publish Status": "PUBLISHED",
               "Featured": true, "Claim Status": "VERIFIED", "Verified": true, "Slug": "evil", "Notice Sent At": "2020-01-01",
               "Reviews": [{"author_name": "Omar", "rating": 5, "content": headline, "verified": true, "published_at": "2026-01-01"}]})
    };
    site.import(Entity::Executive, vec![row("One")]).await;
    let state = "select concat_ws('|', status, featured, claim_status, slug, notice_sent_at, published_at,
                   (select count(*) from executive_verifications),
                   (select count(*) from executive_reviews where verified or published_at is not null)) from executives";
    assert_eq!(site.value(state).await, "REVIEW|f|UNCLAIMED|ann-abel|0|0");
    site.sql(
        "update executives set status = 'ARCHIVED', featured = true, claim_status = 'CLAIMED', slug = 'ann';
         update executive_reviews set verified = true, published_at = '2026-05-01'",
    )
    .await;
    site.import(Entity::Executive, vec![row("Two")]).await;
    assert_eq!(site.value("select headline from executives").await, "Two");
    assert!(site.value(state).await.starts_with("ARCHIVED|t|CLAIMED|ann|"), "{}", site.value(state).await);
    let kept = "select count(*) from executive_reviews where content = 'One' and verified and published_at is not null";
    assert_eq!(site.value(kept).await, "1", "a review that was published and confirmed stays so");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_update_with_gaps_clears_nothing(pool: PgPool) {
    let site = Site::start(pool).await;
    let full = json!({"Clay Record ID": "a-1", "Full Name": "Ann Abel", "Fractional Role": "Fractional CFO", "Headline": "One",
        "Bio": "Counts.", "Location": "Austin, Texas, United States", "Industries": "SaaS", "Monthly Rate": "$9,000/mo"});
    let gaps = json!({"Clay Record ID": "a-1", "Full Name": "Ann Abel", "Headline": "Two", "Bio": "N/A",
        "Location": "undefined", "Industries": null, "Monthly Rate": "-"});
    site.import(Entity::Executive, vec![full]).await;
    site.import(Entity::Executive, vec![gaps]).await;
    let said = "select concat_ws('|', headline, bio, monthly_min, (select display_name from locations l where l.id = location_id),
                  (select count(*) from executive_industries)) from executives";
    assert_eq!(site.value(said).await, "Two|Counts.|9000|Austin, TX|1");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_removed_person_stays_out(pool: PgPool) {
    let site = Site::start(pool).await;
    import(&site, &sample(), false).await;
    site.sql("update executives set removed_at = now(), status = 'ARCHIVED' where last_name = 'Okafor'")
        .await;
    let again = json!({"Full Name": "Ben Okafor", "LinkedIn Profile": "linkedin.com/in/benokafor", "Headline": "Back again"});
    let summary = site.import(Entity::Executive, vec![again]).await;
    assert_eq!(summary.count(Action::Skip), 1, "{summary}");
    assert_eq!(site.value("select count(*) from executives where headline = 'Back again'").await, "0");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn what_an_operator_mapped_is_remembered_with_the_source(pool: PgPool) {
    let site = Site::start(pool).await;
    let mut mapping = Mapping::default();
    for (field, origin) in [
        ("Title", Origin::Column("Stelle".into())),
        ("company_name", Origin::Column("Agency".into())),
        ("apply_url", Origin::Value("https://jobs.example/{Nr}".into())),
        ("employment_type", Origin::Value("Contract".into())),
    ] {
        mapping.insert(Entity::Job, field, origin).unwrap();
    }
    let row = |nr: &str| {
        json!({"Nr": nr, "Stelle": "Fractional CFO", "Agency": "Harbour Board", "Company": "Wrong Ltd",
               "Description": "Count the ships.", "Location": "Austin, Texas, United States", "Posted On": "2026-06-01"})
    };
    let summary = site.import_from("port", &mapping, Entity::Job, vec![row("7")], false).await;
    assert_eq!(summary.count(Action::Insert), 1, "{summary}");
    let said = "select string_agg(concat_ws('|', title, company_name, apply_url, employment_type), ', ' order by apply_url) from jobs";
    assert_eq!(site.value(said).await, "Fractional CFO|Harbour Board|https://jobs.example/7|CONTRACTOR");
    // Not said again: remembered, for this source alone.
    site.import_from("port", &Mapping::default(), Entity::Job, vec![row("8")], false).await;
    assert!(site.value(said).await.contains("Harbour Board|https://jobs.example/8"));
    site.import_from("other", &Mapping::default(), Entity::Job, vec![row("9")], false).await;
    assert_eq!(
        site.value("select count(*) from jobs where company_name = 'Wrong Ltd'").await,
        "0",
        "no title there"
    );
    let error =
        mapping.insert(Entity::Job, "status", Origin::Value("PUBLISHED".into())).unwrap_err().to_string();
    assert!(error.contains("is no field of"), "{error}");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn two_sources_may_use_one_id_for_two_people(pool: PgPool) {
    let site = Site::start(pool).await;
    let none = Mapping::default();
    let person = |name: &str, id: Option<&str>, linkedin: &str| json!({"Name": name, "ID": id, "Job Title": "CFO", "Location": "Austin, TX", "LinkedIn Profile": linkedin});
    let pat = "https://www.linkedin.com/in/pat-reed";
    let import =
        async |source: &str, row| site.import_from(source, &none, Entity::Executive, vec![row], false).await;
    import("a", person("Pat Reed", None, pat)).await;
    assert_eq!(
        import("b", person("Pat Reed", Some("7"), pat)).await.count(Action::Insert),
        0,
        "the same Pat"
    );
    let quinn = import("a", person("Quinn Oak", Some("7"), "https://www.linkedin.com/in/quinn-oak")).await;
    assert_eq!(quinn.count(Action::Insert), 1, "{quinn}");
    assert_eq!(
        site.value("select string_agg(full_name, ', ' order by full_name) from executives").await,
        "Pat Reed, Quinn Oak"
    );
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_review_that_comes_after_the_profile_is_published_with_the_next_publication(pool: PgPool) {
    let site = Site::start(pool).await;
    let row = json!({"ID": "1", "Name": "Pat Reed", "Job Title": "CFO", "Location": "Austin, TX"});
    site.import(Entity::Executive, vec![row.clone()]).await;
    publish(&site, true).await;
    let mut reviewed = row;
    reviewed["Reviews"] =
        json!([{"author_name": "Lee Park", "rating": 5, "content": "Closed the books in five days."}]);
    site.import(Entity::Executive, vec![reviewed]).await;
    assert_eq!(site.value("select review_count_cached from executives").await, "0", "not yet decided");
    publish(&site, true).await;
    assert_eq!(site.value("select review_count_cached from executives").await, "1");
    site.anonymous().get("/executives/pat-reed").await.expect_says("Closed the books in five days.");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_date_that_counts_from_today_is_no_news_tomorrow(pool: PgPool) {
    let today = Site::start(pool.clone()).await;
    let row = json!({"ID": "1", "Title": "Fractional CFO", "Company": "Acme", "Posted On": "3 days ago"});
    today.import(Entity::Job, vec![row.clone()]).await;
    let posted = today.value("select posted_at from jobs").await;
    let tomorrow = Site::over(
        pool,
        quarterdeck::clock::Clock::standing_at(today.clock.now() + chrono::Duration::days(1)),
    );
    assert_eq!(tomorrow.import(Entity::Job, vec![row]).await.count(Action::Skip), 1);
    assert_eq!(tomorrow.value("select posted_at from jobs").await, posted);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn columns_that_nothing_takes_are_named(pool: PgPool) {
    let site = Site::start(pool).await;
    let row =
        json!({"Name": "Pat Reed", "Fee per month": "$9k", "Job Title": "CFO", "Location": "Austin, TX"});
    let summary = site.import(Entity::Executive, vec![row]).await;
    assert_eq!(summary.unused, ["Fee per month"]);
    assert!(summary.to_string().contains("Columns not used: Fee per month"), "{summary}");
}
