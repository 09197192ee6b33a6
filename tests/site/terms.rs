//! Those who run the site keep its taxonomies: what is renamed or merged is found where it is now, by readers and by imports.

use std::time::Duration;

use quarterdeck::accounts::Role;
use quarterdeck::audit::Actor;
use quarterdeck::database::MIGRATIONS;
use quarterdeck::ingestion::Entity;
use quarterdeck::taxonomy::{TaxonomyKind, load_shipped};
use quarterdeck::terms::filing::{self, Two};
use quarterdeck::terms::{self, Called, TermError};
use quarterdeck::work::Progress;
use serde_json::{Value, json};
use sqlx::PgPool;

use crate::support::{Browser, Site, builders};

async fn operator(site: &Site) -> Browser<'_> {
    site.runs_it("operator@site.example", Role::Operator).await
}

fn person(id: &str, more: &Value) -> Value {
    let mut row = json!({"Clay Record ID": id, "Full Name": format!("Ann {id}"), "Headline": "Counts",
                         "Fractional Role": "Fractional CFO", "Location": "Austin, Texas, United States"});
    for (header, value) in more.as_object().unwrap() {
        row[header] = value.clone();
    }
    row
}

/// Waits until nobody works beside the requests any more.
async fn until_done(site: &Site) {
    for _ in 0..200 {
        if site.value("select count(*) from works where finished_at is null").await == "0" {
            assert_eq!(site.value("select coalesce(string_agg(error, '; '), '') from works").await, "");
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the work does not end");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_renamed_role_is_found_at_its_new_address_and_its_old_one_leads_there(pool: PgPool) {
    let site = Site::start(pool).await;
    let operator = operator(&site).await;
    let people = ["Ann Abel", "Bea Berg", "Cem Can"].map(|name| site.executive().named(name).published());
    builders::executives(people.into()).await;
    site.anonymous().get("/roles/fractional-cfo").await.expect(200);
    let page = operator.get("/admin/taxonomy/role/fractional-cfo").await.expect(200);
    let key = page.attributes("input[name=request_key]", "value")[0].clone();
    let form = [
        ("do", "rename"),
        ("request_key", key.as_str()),
        ("slug", "finance-chief"),
        ("name", "Finance chief"),
        ("full_name", "Chief of Finance"),
    ];
    let done = operator.post("/admin/taxonomy/role/fractional-cfo", &form).await.expect(303);
    operator.follow(&done).await.expect(200).expect_says("Called so from now on");
    until_done(&site).await;
    site.anonymous().get("/roles/fractional-cfo").await.expect_moved("/roles/finance-chief");
    site.anonymous()
        .get("/executives?role=fractional-cfo")
        .await
        .expect_moved("/executives?role=finance-chief");
    let hub = site.anonymous().get("/roles/finance-chief").await.expect(200);
    for name in ["Ann Abel", "Bea Berg", "Cem Can"] {
        hub.expect_says(name);
    }
    assert_eq!(
        site.value("select count(*) from executives where search_document like '% finance chief%'").await,
        "3"
    );
    let moved = operator.get("/admin/taxonomy/role/fractional-cfo").await.expect(303);
    operator.follow(&moved).await.expect(200).expect_says("Finance chief");
    // Starting again brings nothing of it back.
    load_shipped(&site.pool).await.unwrap();
    assert_eq!(site.value("select count(*) from roles where slug = 'fractional-cfo'").await, "0");
    assert_eq!(
        site.value(
            "select before ->> 'slug' || ' > ' || (after ->> 'slug') from audit_log where action = 'rename'"
        )
        .await,
        "fractional-cfo > finance-chief"
    );
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_merged_industry_takes_all_that_is_filed_under_it_along(pool: PgPool) {
    let site = Site::start(pool).await;
    let operator = operator(&site).await;
    let lists = ["SaaS", "Fintech", "Fintech; SaaS", "Healthcare"];
    let rows =
        (1..).zip(lists).map(|(id, list)| person(&id.to_string(), &json!({"Industries": list}))).collect();
    site.import(Entity::Executive, rows).await;
    site.sql("update executives set status = 'PUBLISHED', published_at = now()").await;
    let slug = async |like: &str| {
        site.value(&format!(
            "select slug from industries where name ilike '{like}%' order by length(name) limit 1"
        ))
        .await
    };
    let (saas, fintech) = (slug("SaaS").await, slug("Fintech").await);
    let path = format!("/admin/taxonomy/industry/{fintech}");
    let preview = operator.get(&format!("{path}?into=SaaS")).await.expect(200);
    preview.expect_says("2 profiles and 0 jobs of the site would go there");
    let merge =
        [("do", "merge"), ("into", saas.as_str()), ("request_key", "0197b2a0-0000-7000-8000-000000000000")];
    let begun = operator.post(&path, &merge).await.expect(303);
    operator.follow(&begun).await.expect(200).expect_says("Filing anew");
    until_done(&site).await;
    assert_eq!(
        site.value(&format!(
            "select string_agg(e.full_name, ', ' order by e.full_name) from executives e
               join executive_industries x on x.executive_id = e.id join industries i on i.id = x.industry_id
              where i.slug = '{saas}'"
        ))
        .await,
        "Ann 1, Ann 2, Ann 3"
    );
    site.anonymous()
        .get(&format!("/industries/{fintech}"))
        .await
        .expect_moved(&format!("/industries/{saas}"));
    // What sources said and say with the old word means the other one; a row that names both has it once.
    site.import(
        Entity::Executive,
        vec![person("3", &json!({"Industries": "SaaS; Fintech; Healthcare", "Bio": "Long."}))],
    )
    .await;
    site.import(Entity::Executive, vec![person("5", &json!({"Industries": "Fintech"}))]).await;
    assert_eq!(
        site.value(&format!(
            "select string_agg(e.full_name, ', ' order by e.full_name) from executives e
               join executive_industries x on x.executive_id = e.id join industries i on i.id = x.industry_id
              where i.slug = '{saas}'"
        ))
        .await,
        "Ann 1, Ann 2, Ann 3, Ann 5"
    );
    // What changes elsewhere in a row of before leaves its industries alone.
    site.import(Entity::Executive, vec![person("2", &json!({"Industries": "Fintech", "Bio": "Longer."}))])
        .await;
    assert_eq!(
        site.value("select count(*) from executive_industries x join executives e on e.id = x.executive_id where e.full_name = 'Ann 2'").await,
        "1"
    );
    load_shipped(&site.pool).await.unwrap();
    assert_eq!(site.value(&format!("select count(*) from industries where slug = '{fintech}'")).await, "0");
    let logged =
        "select (before ->> 'slug') || ' ' || (after ->> 'executives') from audit_log where action = 'merge'";
    assert_eq!(site.value(logged).await, format!("{fintech} 2"));
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn every_kind_of_term_can_be_merged(pool: PgPool) {
    let site = Site::start(pool).await;
    let row = |id: &str, role: &str, place: &str, known: &str| {
        person(id, &json!({"Fractional Role": role, "Location": place, "Specialties": known}))
    };
    let rows = vec![
        row("1", "Fractional CFO", "Austin, TX", "Fundraising"),
        row("2", "Fractional CTO", "Boston, MA", "Cloud Architecture"),
    ];
    site.import(Entity::Executive, rows).await;
    let jobs = vec![
        json!({"Clay Record ID": "j", "Job Title": "Fractional CTO", "Company": "Northwind", "Location": "Boston, MA",
                           "Type": "Contract", "Posted On": "2026-06-01", "Job Description": "Own it.",
                           "Apply URL": "https://northwind.example/1"}),
    ];
    site.import(Entity::Job, jobs).await;
    let mut connection = site.pool.acquire().await.unwrap();
    for (kind, from, into, moved) in [
        (TaxonomyKind::Role, "role_id", "roles", (1, 1)),
        (TaxonomyKind::Location, "location_id", "locations", (1, 1)),
    ] {
        let slug = async |id: &str| {
            site.value(&format!("select t.slug from executives e join {into} t on t.id = e.{from} where e.source_record_id = '{id}'")).await
        };
        let (one, two) = (slug("1").await, slug("2").await);
        let pair = Two { kind, from: &two, into: &one };
        let filed = filing::merge(
            &mut connection,
            pair,
            &Actor::COMMAND_LINE,
            site.clock.now(),
            &Progress::default(),
        )
        .await
        .unwrap();
        assert_eq!((filed.executives, filed.jobs), moved, "{kind}");
        assert_eq!(slug("2").await, one);
        let gone = filing::merge(
            &mut connection,
            pair,
            &Actor::COMMAND_LINE,
            site.clock.now(),
            &Progress::default(),
        )
        .await;
        assert!(matches!(gone, Err(TermError::NotFound { .. })), "{gone:?}");
    }
    let specialty = async |id: &str| {
        site.value(&format!(
            "select s.slug from executives e join executive_specialties x on x.executive_id = e.id
               join specialties s on s.id = x.specialty_id where e.source_record_id = '{id}'"
        ))
        .await
    };
    let (one, two) = (specialty("1").await, specialty("2").await);
    let pair = Two { kind: TaxonomyKind::Specialty, from: &two, into: &one };
    filing::merge(&mut connection, pair, &Actor::COMMAND_LINE, site.clock.now(), &Progress::default())
        .await
        .unwrap();
    assert_eq!(specialty("2").await, one);
    let same = Two { kind: TaxonomyKind::Specialty, from: &one, into: &one };
    let refused =
        filing::merge(&mut connection, same, &Actor::COMMAND_LINE, site.clock.now(), &Progress::default())
            .await;
    assert!(matches!(refused, Err(TermError::NoMerge { .. })), "{refused:?}");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn terms_are_added_called_more_names_and_taken_out_of_use(pool: PgPool) {
    let site = Site::start(pool).await;
    let operator = operator(&site).await;
    let industries = "/admin/taxonomy?kind=industry";
    let add = |slug, name| [("do", "add"), ("slug", slug), ("name", name)];
    let done = operator.post(industries, &add("space-tech", "Space technology")).await.expect(303);
    operator.follow(&done).await.expect(200).expect_says("Added");
    let again = operator.post(industries, &add("space-tech", "Space")).await.expect(422);
    again.expect_says("another industry has the slug");
    assert_eq!(again.attributes("#name", "value"), ["Space"]);
    operator.post(industries, &add("Space", "Space")).await.expect(422).expect_says("is no slug");
    operator
        .get("/admin/taxonomy?kind=industry&q=space+tech")
        .await
        .expect(200)
        .expect_says("Space technology");

    let path = "/admin/taxonomy/industry/space-tech";
    operator.post(path, &[("do", "alias"), ("alias", "Rocketry")]).await.expect(303);
    until_done(&site).await;
    site.import(Entity::Executive, vec![person("1", &json!({"Industries": "Rocketry"}))]).await;
    assert_eq!(
        site.value("select i.slug from executive_industries x join industries i on i.id = x.industry_id")
            .await,
        "space-tech"
    );
    // What another one is called means that one.
    let taken = operator.post(path, &[("do", "alias"), ("alias", "construction")]).await.expect(422);
    taken.expect_says("is what “Construction” itself is called");
    assert_eq!(taken.attributes("#alias", "value"), ["construction"]);
    operator
        .post(path, &[("do", "unalias"), ("meant", "Space technology")])
        .await
        .expect(422)
        .expect_says("is what it is called");
    // A name that was given by mistake is taken away.
    let gone = operator.post(path, &[("do", "unalias"), ("meant", "Rocketry")]).await.expect(303);
    operator.follow(&gone).await.expect(200).expect_says("That means it no longer");
    site.import(Entity::Executive, vec![person("2", &json!({"Industries": "Rocketry"}))]).await;
    assert_eq!(site.value("select count(*) from executive_industries").await, "1");
    let retired = operator.post(path, &[("do", "retire")]).await.expect(303);
    operator.follow(&retired).await.expect(200).expect_says("Out of use");
    operator
        .get("/admin/taxonomy?kind=industry&q=space+tech")
        .await
        .expect(200)
        .expect_says("Nothing is called so");
    operator
        .get("/admin/taxonomy?kind=industry&q=space+tech&retired=yes")
        .await
        .expect(200)
        .expect_says("Space technology");
    operator.post(path, &[("do", "restore")]).await.expect(303);
    let actions =
        "select string_agg(action, ' ' order by at, id) from audit_log where entity_type = 'taxonomy'";
    assert_eq!(site.value(actions).await, "add retire restore");

    let places = "/admin/taxonomy?kind=location";
    let place =
        [("do", "add"), ("slug", "smallville-us"), ("name", "Smallville, KS"), ("full_name", "Smallville")];
    operator.post(places, &place).await.expect(422).expect_says("no country");
    let place = [&place[..], &[("under", "us")]].concat();
    operator.post(places, &place).await.expect(303);
    let mut connection = site.pool.acquire().await.unwrap();
    let nothing = Called { slug: "x".to_owned(), name: " ".to_owned(), ..Called::default() };
    let refused =
        terms::add(&mut connection, TaxonomyKind::Role, &nothing, &Actor::COMMAND_LINE, site.clock.now())
            .await;
    assert!(matches!(refused, Err(TermError::NoName)), "{refused:?}");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn what_people_take_for_a_slug_leads_to_it(pool: PgPool) {
    let site = Site::start(pool).await;
    let people = (1..=5).map(|n| site.executive().named(&format!("Person Number{n}")).published());
    builders::executives(people.collect()).await;
    site.sql("update executives set rate_currency = 'USD', monthly_min = 9000, monthly_max = null").await;
    for (typed, meant) in [
        ("/roles/cfo", "/roles/fractional-cfo"),
        ("/roles/chief-financial-officer/locations/austin", "/roles/fractional-cfo/locations/austin-tx"),
        ("/executives?role=cfo&location=austin", "/executives?role=fractional-cfo&location=austin-tx"),
        ("/rates/cfo", "/rates/fractional-cfo"),
        ("/api/v1/roles/cfo", "/api/v1/roles/fractional-cfo"),
    ] {
        site.anonymous().get(typed).await.expect_moved(meant);
        site.anonymous().get(meant).await.expect(200);
    }
    for nothing in ["/roles/wizard", "/locations/fractional-cfo", "/api/v1/roles/wizard"] {
        site.anonymous().get(nothing).await.expect(404);
    }
}
