//! Two rows that are one: made one, found by either source's later rows, and made two again as they were.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use quarterdeck::accounts::Role;
use quarterdeck::audit::Actor;
use quarterdeck::database::MIGRATIONS;
use quarterdeck::ingestion::merging::{self, MergeError, Two};
use quarterdeck::ingestion::run::Unwatched;
use quarterdeck::ingestion::undo::undo;
use quarterdeck::ingestion::{Entity, Mapping, runs};
use quarterdeck::taxonomy::Catalog;
use serde_json::{Value, json};
use sqlx::PgPool;

use crate::support::Site;

fn person(id: &str, name: &str, more: &Value) -> Value {
    let row = json!({"Clay Record ID": id, "Full Name": name, "Headline": format!("Headline {id}"),
                     "Fractional Role": "Fractional CFO", "Location": "Austin, Texas, United States"});
    with(row, more)
}

fn posting(id: &str, title: &str, more: &Value) -> Value {
    let row = json!({"Clay Record ID": id, "Job Title": title, "Company": "Northwind", "Location": "Austin, TX",
                     "Type": "Contract", "Posted On": "2026-06-01", "Job Description": format!("Text {id}."),
                     "Apply URL": format!("https://jobs.northwind.example/{id}")});
    with(row, more)
}

fn with(mut row: Value, more: &Value) -> Value {
    for (header, value) in more.as_object().unwrap() {
        row[header] = value.clone();
    }
    row
}

async fn from(site: &Site, source: &str, entity: Entity, rows: Vec<Value>) -> i64 {
    site.import_from(source, &Mapping::default(), entity, rows, false).await.run_number.unwrap()
}

pub async fn merge(site: &Site, entity: Entity, kept: &str, lost: &str) -> Result<i64, MergeError> {
    let catalog = Catalog::load(&mut site.pool.acquire().await.unwrap()).await.unwrap();
    let mut connection = site.pool.acquire().await.unwrap();
    let two = Two { entity, kept, lost };
    merging::merge(&mut connection, two, &catalog, &Actor::COMMAND_LINE, site.clock.now()).await
}

async fn unmerge(site: &Site, number: i64) -> Result<merging::Merged, MergeError> {
    let catalog = Catalog::load(&mut site.pool.acquire().await.unwrap()).await.unwrap();
    let mut connection = site.pool.acquire().await.unwrap();
    merging::unmerge(&mut connection, number, &catalog, &Actor::COMMAND_LINE, site.clock.now()).await
}

/// All rows that merging touches, but for times and random ids.
async fn picture(site: &Site) -> String {
    let gone = "{id,serial,created_at,updated_at,content_updated_at,executive_id,job_id}";
    let lists = |table: &str, owner: &str, row: &str| {
        format!(
            "'{table}', (select jsonb_agg(to_jsonb(x) - '{gone}'::text[] order by x.sort_order) from {table} x
                         where x.{owner} = {row}.id)"
        )
    };
    let executives: Vec<String> =
        ["industries", "specialties", "experience", "education", "certifications", "case_studies", "reviews"]
            .map(|list| lists(&format!("executive_{list}"), "executive_id", "e"))
            .into();
    let jobs: Vec<String> = ["industries", "responsibilities", "requirements"]
        .map(|list| lists(&format!("job_{list}"), "job_id", "j"))
        .into();
    site.value(&format!(
        "select jsonb_build_array(
           (select jsonb_agg(to_jsonb(e) - '{gone}'::text[] || jsonb_build_object('key', e.id, {}) order by e.id) from executives e),
           (select jsonb_agg(to_jsonb(j) - '{gone}'::text[] || jsonb_build_object('key', j.id, {}) order by j.id) from jobs j),
           (select jsonb_agg(to_jsonb(s) order by s.id) from source_rows s),
           (select jsonb_agg(jsonb_build_array(r.id, r.target_id) order by r.id) from ingestion_records r),
           (select jsonb_agg(jsonb_build_array(k.target_id, k.kind, k.key) order by k.target_id, k.key) from likeness_keys k),
           (select jsonb_agg(jsonb_build_array(r.old_slug, r.target_id) order by r.old_slug) from slug_redirects r))",
        executives.join(", "),
        jobs.join(", ")
    ))
    .await
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn two_profiles_of_one_person_become_one_that_both_sources_keep_up(pool: PgPool) {
    let site = Site::start(pool).await;
    from(&site, "clay", Entity::Executive, vec![person("c1", "Ann Abel", &json!({"Industries": "SaaS"}))])
        .await;
    let linkedin =
        json!({"LinkedIn": "linkedin.com/in/anne-abel", "Industries": "Fintech", "Bio": "A long life."});
    from(&site, "crm", Entity::Executive, vec![person("x9", "Anne Abel", &linkedin)]).await;
    site.sql("update executives set status = 'PUBLISHED', published_at = now()").await;

    merge(&site, Entity::Executive, "ann-abel", "anne-abel").await.unwrap();
    let page = site.anonymous().get("/executives/ann-abel").await.expect(200);
    for words in ["Headline c1", "SaaS", "Fintech", "A long life."] {
        page.expect_says(words);
    }
    site.anonymous().get("/executives/anne-abel").await.expect_moved("/executives/ann-abel");
    // Later rows of either source are about the one that stayed, also those that only its page at LinkedIn tells.
    let later =
        json!({"LinkedIn": "linkedin.com/in/anne-abel", "Certifications": "CPA", "Bio": "A longer life."});
    from(&site, "crm", Entity::Executive, vec![person("x9", "Anne Abel", &later)]).await;
    from(&site, "list", Entity::Executive, vec![person("z1", "A. Abel", &later)]).await;
    let page = site.anonymous().get("/executives/ann-abel").await.expect(200);
    page.expect_says("A longer life.");
    page.expect_says("CPA");
    assert_eq!(site.value("select count(*) from executives where status <> 'ARCHIVED'").await, "1");
    assert_eq!(
        site.value("select string_agg(action, ' ' order by action) from audit_log where entity_type = 'executive' and action = 'merge'").await,
        "merge merge"
    );
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn the_merged_ones_page_at_linkedin_leads_to_the_one_that_stayed_with_its_own(pool: PgPool) {
    let site = Site::start(pool).await;
    let at = |slug: &str| json!({"LinkedIn": format!("linkedin.com/in/{slug}")});
    from(
        &site,
        "clay",
        Entity::Executive,
        vec![person("c1", "Ann Abel", &at("ann")), person("c2", "Anne Abel", &at("anne"))],
    )
    .await;
    merge(&site, Entity::Executive, "ann-abel", "anne-abel").await.unwrap();
    from(&site, "list", Entity::Executive, vec![person("z1", "A. Abel", &at("anne"))]).await;
    assert_eq!(site.value("select count(*) from executives where status <> 'ARCHIVED'").await, "1");
    assert_eq!(
        site.value("select linkedin_key from executives where slug = 'ann-abel'").await,
        "linkedin.com/in/ann"
    );
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn merged_and_taken_back_everything_is_as_it_was(pool: PgPool) {
    let site = Site::start(pool).await;
    let rich = |bio: &str, more: Value| {
        with(
            json!({"Industries": "SaaS; Fintech", "Bio": bio, "Hourly Rate": "$200/hr", "Certifications": "CPA",
                    "Experience": [{"company": "Acme", "title": "CFO", "start_date": "2019-01"}],
                    "Reviews": [{"author": "Bo", "rating": 5, "content": "Splendid."}]}),
            &more,
        )
    };
    let people = vec![
        person("c1", "Ann Abel", &rich("One.", json!({}))),
        person(
            "c2",
            "Anne Abel",
            &rich("Two.", json!({"LinkedIn": "linkedin.com/in/anne", "Industries": "Healthcare"})),
        ),
    ];
    from(&site, "clay", Entity::Executive, people).await;
    let jobs =
        vec![posting("j1", "CFO", &json!({})), posting("j2", "Fractional CFO", &json!({"Industry": "SaaS"}))];
    from(&site, "clay", Entity::Job, jobs).await;
    site.sql("update executives set status = 'PUBLISHED', published_at = now()").await;
    site.sql("update executives set slug = 'anne-abel-cfo' where slug = 'anne-abel'").await;
    let slug =
        async |id: &str| site.value(&format!("select slug from jobs where source_record_id = '{id}'")).await;
    let (one, two) = (slug("j1").await, slug("j2").await);
    let before = picture(&site).await;
    for (entity, kept, lost) in [
        (Entity::Executive, "ann-abel", "anne-abel-cfo"),
        (Entity::Executive, "anne-abel-cfo", "ann-abel"),
        (Entity::Job, one.as_str(), two.as_str()),
        (Entity::Job, two.as_str(), one.as_str()),
    ] {
        let number = merge(&site, entity, kept, lost).await.unwrap();
        assert_ne!(picture(&site).await, before);
        unmerge(&site, number).await.unwrap();
        assert_eq!(picture(&site).await, before, "{kept} {lost}");
    }
    site.anonymous().get("/executives/anne-abel").await.expect_moved("/executives/anne-abel-cfo");
}

#[derive(Clone, Debug)]
enum Step {
    Import(usize, usize, usize),
    Merge(usize, usize),
    Unmerge,
    UndoLast,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0..3_usize, 0..4_usize, 0..4_usize).prop_map(|(who, bio, list)| Step::Import(who, bio, list)),
        2 => (0..3_usize, 0..3_usize).prop_map(|(one, other)| Step::Merge(one, other)),
        1 => Just(Step::Unmerge),
        1 => Just(Step::UndoLast),
    ]
}

/// However imports, undos and merges interleave: once all merges are taken back, all is as if none had been.
#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_history_with_its_merges_taken_back_is_the_history_without_them(pool: PgPool) {
    let site = Site::start(pool).await;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    for round in 0..12 {
        let steps = proptest::collection::vec(step(), 3..9).new_tree(&mut runner).unwrap().current();
        let mut pictures = Vec::new();
        for with_merges in [true, false] {
            site.sql("truncate executives, source_rows, ingestion_runs, slug_redirects, merges, likeness_keys, duplicate_proposals, suggestions cascade").await;
            let names = ["Ann Abel", "Bea Berg", "Cem Can"];
            let all = (0..3).map(|who| person(&format!("p{who}"), names[who], &json!({}))).collect();
            from(&site, "clay", Entity::Executive, all).await;
            let (mut merges, mut last) = (Vec::new(), None);
            for step in &steps {
                match *step {
                    Step::Import(who, bio, list) => {
                        let bios = ["", "One.", "Two.", "Three."];
                        let lists = ["", "SaaS", "Fintech", "SaaS; Healthcare"];
                        let linkedin =
                            if bio == 3 { format!("linkedin.com/in/p{who}") } else { String::new() };
                        let more = json!({"Bio": bios[bio], "Industries": lists[list], "LinkedIn": linkedin});
                        let row = person(&format!("p{who}"), names[who], &more);
                        last = Some(from(&site, "clay", Entity::Executive, vec![row]).await);
                    }
                    Step::Merge(one, other) if with_merges => {
                        let slugs = ["ann-abel", "bea-berg", "cem-can"];
                        merges.extend(merge(&site, Entity::Executive, slugs[one], slugs[other]).await.ok());
                    }
                    Step::Unmerge if with_merges => {
                        if let Some(number) = merges.pop() {
                            unmerge(&site, number).await.unwrap();
                        }
                    }
                    Step::UndoLast => {
                        if let Some(run) = last.take() {
                            let run = runs::find(&site.pool, &run.to_string()).await.unwrap();
                            let _ = undo(
                                &site.pool,
                                &site.clock,
                                &run,
                                &Actor::COMMAND_LINE,
                                false,
                                &mut Unwatched,
                            )
                            .await;
                        }
                    }
                    _ => {}
                }
            }
            while let Some(number) = merges.pop() {
                unmerge(&site, number).await.unwrap();
            }
            pictures.push(said(&site).await);
        }
        assert_eq!(pictures[0], pictures[1], "round {round}: {steps:?}");
    }
}

/// What people read of every profile.
async fn said(site: &Site) -> String {
    site.value(
        "select jsonb_agg(jsonb_build_array(e.slug, e.status, e.full_name, e.headline, e.bio, e.linkedin_key, e.source_record_id,
                  (select jsonb_agg(i.slug order by x.sort_order) from executive_industries x
                     join industries i on i.id = x.industry_id where x.executive_id = e.id)) order by e.full_name)
           from executives e",
    )
    .await
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn what_would_be_lost_keeps_two_rows_from_being_one(pool: PgPool) {
    let site = Site::start(pool).await;
    let names = ["Ann Abel", "Bea Berg", "Cem Can", "Dan Dorn"];
    let people =
        names.iter().zip(["1", "2", "3", "4"]).map(|(name, id)| person(id, name, &json!({}))).collect();
    from(&site, "clay", Entity::Executive, people).await;
    site.sql("update executives set status = 'PUBLISHED', published_at = now() where slug = 'bea-berg'")
        .await;
    site.sql("insert into users (id, email) values (gen_random_uuid(), 'cem@cem.example')").await;
    site.sql(
        "insert into profile_ownerships (id, user_id, executive_id, status, created_at)
         select gen_random_uuid(), u.id, e.id, 'ACTIVE', now() from users u, executives e where e.slug = 'cem-can'",
    )
    .await;
    site.sql("update executives set removed_at = now() where slug = 'dan-dorn'").await;
    for (kept, lost, why) in [
        ("ann-abel", "bea-berg", "keep the published one"),
        ("ann-abel", "cem-can", "has an owner"),
        ("ann-abel", "dan-dorn", "taken off the site"),
        ("dan-dorn", "ann-abel", "taken off the site"),
        ("ann-abel", "ann-abel", "the same row"),
        ("ann-abel", "nobody", "no executive at nobody"),
    ] {
        let refused = merge(&site, Entity::Executive, kept, lost).await.unwrap_err().to_string();
        assert!(refused.contains(why), "{kept} {lost}: {refused}");
    }
    let number = merge(&site, Entity::Executive, "cem-can", "ann-abel").await.unwrap();
    let again = merge(
        &site,
        Entity::Executive,
        "bea-berg",
        &site.value("select slug from executives where status = 'ARCHIVED'").await,
    )
    .await;
    assert!(matches!(again, Err(MergeError::Merged)), "{again:?}");
    unmerge(&site, number).await.unwrap();
    assert!(matches!(unmerge(&site, number).await, Err(MergeError::NoMerge(_))));
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn whoever_has_the_one_taken_off_has_what_went_into_it_taken_off_too(pool: PgPool) {
    let site = Site::start(pool).await;
    let people = vec![person("1", "Ann Abel", &json!({})), person("2", "Anne Abelskjold", &json!({}))];
    from(&site, "clay", Entity::Executive, people).await;
    site.sql("update executives set status = 'PUBLISHED', published_at = now()").await;
    let number = merge(&site, Entity::Executive, "ann-abel", "anne-abelskjold").await.unwrap();
    site.anonymous().post("/executives/ann-abel/remove", "").await.expect(303);
    assert_eq!(site.value("select count(*) from executives where removed_at is null").await, "0");
    assert!(matches!(unmerge(&site, number).await, Err(MergeError::Removed)));
    let operator = site.runs_it("operator@site.example", Role::Operator).await;
    let receipt = site.value("select receipt from removal_requests").await.to_lowercase();
    operator.post(&format!("/admin/removals/{receipt}"), &[("do", "uphold")]).await.expect(303);
    for (table, what) in
        [("executives", "row"), ("merges", "row"), ("source_rows", "row"), ("ingestion_records", "row")]
    {
        let left =
            format!("select count(*) from {table} row where to_jsonb({what})::text ilike '%abelskjold%'");
        assert_eq!(site.value(&left).await, "0", "{table}");
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_operator_looks_at_both_keeps_one_and_takes_it_back(pool: PgPool) {
    let site = Site::start(pool).await;
    from(&site, "clay", Entity::Executive, vec![person("1", "Robert Miller", &json!({}))]).await;
    from(&site, "clay", Entity::Executive, vec![person("2", "Bob Miller, PhD", &json!({}))]).await;
    let operator = site.runs_it("operator@site.example", Role::Operator).await;
    let queue = operator.get("/admin/duplicates").await.expect(200);
    let compare = queue.attributes(".pairs a[href^='/admin/merge']", "href");
    let both = operator.get(&compare[0]).await.expect(200);
    both.expect_says("Headline 1");
    both.expect_says("Headline 2");
    let form = [("do", "merge"), ("what", "executives"), ("keep", "robert-miller"), ("lose", "bob-miller")];
    let done = operator.post("/admin/merge", &form).await.expect(303);
    operator.follow(&done).await.expect(200).expect_says("The two are one now");
    let again = operator.post("/admin/merge", &form).await.expect(422);
    again.expect_says("there is no executive at bob-miller");
    let queue = operator.get("/admin/duplicates").await.expect(200);
    queue.expect_says("took in bob-miller");
    let number = &queue.attributes(".log input[name=number]", "value")[0];
    let back = operator.post("/admin/merge", &[("do", "unmerge"), ("number", number)]).await.expect(303);
    let queue = operator.follow(&back).await.expect(200);
    queue.expect_says("They are two again");
    assert!(!queue.has(".pairs"), "a pair that was taken apart is not proposed again");
    operator.get("/admin/executives/bob-miller").await.expect(200);
    operator
        .post("/admin/merge", &[("do", "unmerge"), ("number", number)])
        .await
        .expect(422)
        .expect_says("there is no merge");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_profile_that_clients_wrote_about_does_not_go(pool: PgPool) {
    let site = Site::start(pool).await;
    let people = vec![person("1", "Ann Abel", &json!({})), person("2", "Anne Abel", &json!({}))];
    from(&site, "clay", Entity::Executive, people).await;
    let operator = site.runs_it("operator@site.example", Role::Operator).await;
    let compare = "/admin/merge?what=executives&one=ann-abel&other=anne-abel";
    let refused = async |words: &str| {
        let why = merge(&site, Entity::Executive, "ann-abel", "anne-abel").await.unwrap_err().to_string();
        assert!(why.contains(words), "{why}");
        operator.get(compare).await.expect(200).expect_says(words);
    };
    site.sql(
        "insert into review_invites (id, executive_id, request_key, client_name, client_company, client_email, expires_at,
                                     touched_at, created_at)
         select gen_random_uuid(), id, gen_random_uuid(), 'Bea', 'Northwind', 'bea@client.example', '2026-07-01', now(), now()
           from executives where slug = 'anne-abel'",
    )
    .await;
    refused("a client was invited to review").await;
    site.sql(
        "update review_invites set status = 'WRITTEN', author_name = 'Bea', rating = 4, content = 'Good.', written_at = now()",
    )
    .await;
    refused("a client whom its owner invited wrote a review").await;
    site.sql(
        "update review_invites set status = 'PUBLISHED';
         insert into executive_reviews (id, executive_id, author_name, rating, content, is_invited, published_at)
         select gen_random_uuid(), id, 'Bea', 4, 'Good.', true, now() from executives where slug = 'anne-abel'",
    )
    .await;
    refused("a client whom its owner invited wrote a review").await;
    // The other way round nothing is lost; and what ran out holds nothing.
    merge(&site, Entity::Executive, "anne-abel", "ann-abel").await.unwrap();
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn what_was_merged_is_shown_as_merged_wherever_it_is_met(pool: PgPool) {
    let site = Site::start(pool).await;
    let people = vec![person("1", "Ann Abel", &json!({})), person("2", "Anne Abel", &json!({}))];
    from(&site, "clay", Entity::Executive, people).await;
    let jobs = vec![posting("1", "Fractional CFO", &json!({})), posting("2", "Interim CFO", &json!({}))];
    from(&site, "clay", Entity::Job, jobs).await;
    let operator = site.runs_it("operator@site.example", Role::Operator).await;
    let slugs = site.value("select string_agg(slug, ' ' order by title) from jobs").await;
    let (kept, lost) = slugs.split_once(' ').unwrap();
    merge(&site, Entity::Executive, "ann-abel", "anne-abel").await.unwrap();
    merge(&site, Entity::Job, kept, lost).await.unwrap();
    for (what, stays, page) in [
        ("executives", "ann-abel", "/admin/executives/ann-abel"),
        ("jobs", kept, &*format!("/admin/jobs/{kept}")),
    ] {
        let list = operator.get(&format!("/admin/review?what={what}&stand=away")).await.expect(200);
        list.expect_says(&format!("Merged into {stays}"));
        assert_eq!(list.attributes("tbody a.row-edit", "href"), [page]);
        let row = list.attributes("tbody a.row-link", "href").remove(0);
        let record = operator.get(&row).await.expect(200);
        record.expect_says(&format!("It was merged into {stays}"));
        record.expect_silent("Archived");
        assert!(
            record.links().iter().any(|link| link == page)
                && !record.links().contains(&format!("{row}/edit"))
        );
    }
    operator.get("/admin/search?q=anne").await.expect(200).expect_says("merged into another one");
}
