//! All that is kept of somebody: downloaded, and erased.

use std::collections::BTreeSet;

use base64::Engine;
use quarterdeck::accounts::Role;
use quarterdeck::audit::Actor;
use quarterdeck::database::MIGRATIONS;
use quarterdeck::ingestion::merging::{self, Two};
use quarterdeck::ingestion::{Entity, Mapping};
use quarterdeck::taxonomy::Catalog;
use sqlx::PgPool;

use super::alerts;
use super::me::{ANN, filled, owned, row};
use super::me_photo::{WIDEST, photograph};
use crate::support::Site;

/// What tells who Ann is.
const TELLING: [&str; 5] =
    ["ann@abel.example", "abel.example", "Ann Abel", "linkedin.com/in/ann-abel", "Two decades of closing"];

/// Tables of which no row tells of a person: what the site ships or is set up with, what jobs say, and what names people by
/// their ids, by hashes or by pictures alone.
const TELLS_OF_NOBODY: [&str; 31] = [
    "_sqlx_migrations",
    "alert_letters",
    "apply_clicks",
    "audit_log",
    "deployment_secret",
    "duplicate_proposals",
    "industries",
    "job_cards",
    "job_requirements",
    "job_responsibilities",
    "jobs",
    "likeness_keys",
    "link_checks",
    "link_hosts",
    "locations",
    "notice_channels",
    "notices_told",
    "portrait_drafts",
    "portraits",
    "review_refusals",
    "roles",
    "search_changes",
    "sessions",
    "shipped_data",
    "slug_redirects",
    "sources",
    "specialties",
    "suppressed_profiles",
    "suppressions",
    "taxonomy_aliases",
    "tended_daily",
];

/// The tables with words in them.
async fn tables(site: &Site) -> Vec<String> {
    sqlx::query_scalar(
        "select distinct c.table_name::text from information_schema.columns c
           join information_schema.tables t using (table_schema, table_name)
          where c.table_schema = 'public' and t.table_type = 'BASE TABLE'
            and (c.data_type in ('text', 'json', 'jsonb', 'character varying', 'ARRAY', 'bytea') or c.domain_name is not null)
          order by 1",
    )
    .fetch_all(&site.pool)
    .await
    .unwrap()
}

/// Where a text still stands: table, column and how often. The slug stays, so that its address answers that it is gone.
pub async fn places(site: &Site, text: &str) -> Vec<String> {
    let columns: Vec<(String, String)> = sqlx::query_as(
        "select c.table_name,
                case c.data_type when 'bytea' then 'encode(' || c.column_name || ', ''escape'')' else c.column_name end
           from information_schema.columns c
           join information_schema.tables t using (table_schema, table_name)
          where c.table_schema = 'public' and t.table_type = 'BASE TABLE'
            and (c.data_type in ('text', 'json', 'jsonb', 'character varying', 'ARRAY', 'USER-DEFINED', 'bytea', 'inet') or c.domain_name is not null)",
    )
    .fetch_all(&site.pool)
    .await
    .unwrap();
    assert!(columns.len() > 100, "{}", columns.len());
    let mut places = Vec::new();
    for (table, column) in columns {
        let count =
            site.value(&format!("select count(*) from {table} where {column}::text ilike '%{text}%'")).await;
        if count != "0" {
            places.push(format!("{table}.{column} {count}"));
        }
    }
    places
}

async fn planted(site: &Site) -> crate::support::Browser<'_> {
    let ann = owned(site).await;
    // An edit, a suggestion, a claim and a draft, messages both ways, an alert, a correction, a removal, links to sign in.
    let edit = "/me/ann-abel/edit";
    ann.post(edit, &[("headline", "Ann Abel closes books")]).await.expect(303);
    ann.post(edit, &[("headline", "Ann Abel, finance")]).await.expect(303);
    let mut other = row();
    other["Headline"] = serde_json::json!("Ann Abel, as a list says it");
    other["Photo URL"] = serde_json::json!("Ann Abel.png");
    site.import(Entity::Executive, vec![other]).await;
    // What another list had of her was made one with hers.
    let mut twin = row();
    for (header, said) in [
        ("Row ID", "t_1"),
        ("Full Name", "Anna Moss"),
        ("Location", "Boston, MA"),
        ("Website", ""),
        ("LinkedIn Profile", ""),
    ] {
        twin[header] = serde_json::json!(said);
    }
    site.import_from("twins", &Mapping::default(), Entity::Executive, vec![twin], false).await;
    let catalog = Catalog::load(&mut site.pool.acquire().await.unwrap()).await.unwrap();
    let mut connection = site.pool.acquire().await.unwrap();
    let two = Two { entity: Entity::Executive, kept: "ann-abel", lost: "anna-moss" };
    merging::merge(&mut connection, two, &catalog, &Actor::COMMAND_LINE, site.clock.now()).await.unwrap();
    drop(connection);
    site.executive().named("Ben Berg").published().create().await;
    ann.post("/executives/ben-berg/claim", &[("step", "who"), ("name", "Ann Abel")]).await.expect(303);
    let proof = [("step", "proof"), ("method", "note"), ("note", "Ask for Ann Abel at abel.example.")];
    ann.post("/executives/ben-berg/claim", &proof).await.expect(303);
    ann.post("/executives/ben-berg/claim", &[("step", "send")]).await.expect(303);
    ann.post("/executives/ann-abel/claim", &[("step", "who"), ("name", "Ann Abel")]).await.expect(303);
    ann.post(
        "/executives/ben-berg/correct",
        &[("remark", "I am Ann Abel, and it is wrong."), ("email", ANN)],
    )
    .await
    .expect(303);
    ann.post("/signin", &[("email", ANN)]).await.expect(303);
    alerts::save(site, "/alerts/new/executives?q=ann-abel", ANN, "daily").await;
    alerts::ask(site, "/alerts/new/jobs?q=abel.example", ANN, "weekly").await.expect(303);
    site.executive().named("Dora Dunn").published().create().await;
    let form = ann.get("/executives/dora-dunn/remove").await.expect(200);
    let key = form.attributes("input[name=request_key]", "value").remove(0);
    let removal = [("email", ANN), ("reason", "I am Ann Abel and worked there."), ("request_key", &key)];
    ann.post("/executives/dora-dunn/remove", &removal).await.expect(303);
    // A client who is asked, one who wrote and was answered; and she as a client of somebody else's, public.
    let ask = [
        ("name", "Cleo"),
        ("company", "Reader"),
        ("email", "cleo@reader.example"),
        ("note", "Yours, Ann Abel"),
        ("do", "ask"),
    ];
    ann.post("/me/ann-abel/reviews", &ask).await.expect(303);
    let cem = site.executive().named("Cem Can").published().create().await;
    site.owned_by(&cem, "cem@can.example").await;
    let of_cem = site.member("cem@can.example").await;
    let ask = [("name", "Ann Abel"), ("company", "Abel"), ("email", ANN), ("do", "ask")];
    of_cem.post("/me/cem-can/reviews", &ask).await.expect(303);
    let link = site.mailbox(ANN).link("/reviews/").await;
    let written = [
        ("name", "Ann Abel"),
        ("company", "abel.example"),
        ("rating", "5"),
        ("content", "Two decades of closing books together."),
        ("agrees", "yes"),
    ];
    ann.post(&link, &written).await.expect(303);
    let operator = site.runs_it("op@client.example", Role::Operator).await;
    let waiting = operator.get("/admin/reviews").await.expect(200).attributes("a.row-link", "href").remove(0);
    operator.post(&waiting, &[("do", "publish")]).await.expect(303);
    site.sql(
        "insert into executive_reviews (id, executive_id, author_name, rating, content, published_at, reply, replied_at)
         select gen_random_uuid(), id, 'Dan', 4, 'Ann Abel is quick.', now(), 'Yours, Ann Abel', now() from executives where slug = 'ann-abel';
         insert into executive_education (id, executive_id, institution)
         select gen_random_uuid(), id, 'Ann Abel School' from executives where slug = 'ann-abel';
         insert into executive_certifications (id, executive_id, name)
         select gen_random_uuid(), id, 'Ann Abel CPA' from executives where slug = 'ann-abel';
         insert into executive_case_studies (id, executive_id, title, outcome)
         select gen_random_uuid(), id, 'Books', 'Ann Abel closed them.' from executives where slug = 'ann-abel';
         update executive_experience x set description = 'Ann Abel led finance.' from executives e
          where e.id = x.executive_id and e.slug = 'ann-abel';
         insert into profile_ownerships (id, executive_id, user_id, status, ended_at, ended_reason, created_at)
         select gen_random_uuid(), e.id, u.id, 'REVOKED', now(), 'Ann Abel never was Ben.', now()
           from executives e, users u where e.slug = 'ben-berg' and u.email = 'ann@abel.example';
         insert into executive_verifications (id, executive_id, check_type, status, detail, checked_at, valid_until, source)
         select gen_random_uuid(), id, 'IDENTITY', 'VERIFIED', 'Ann Abel showed a passport', now(), now() + interval '1 year', 'operator'
           from executives where slug = 'ann-abel';
         insert into profile_views (executive_id, day, views) select id, current_date, 3 from executives where slug = 'ann-abel'",
    )
    .await;
    let account = site.value(&format!("select id from users where email = '{ANN}'")).await;
    let done = [("do", "end-sessions"), ("reason", "Ann Abel called: her bag is stolen.")];
    operator.post(&format!("/admin/users/{account}"), &done).await.expect(303);
    let ann = site.member(ANN).await;
    for (to, from) in [("ann-abel", "cleo@reader.example"), ("ben-berg", ANN)] {
        let message = [
            ("name", "Ann Abel"),
            ("email", from),
            ("company", "Abel"),
            ("message", "Hello Ann Abel, shall we talk about a role?"),
        ];
        site.anonymous()
            .post(&format!("/executives/{to}/contact"), &crate::support::browser::filled_in(&message))
            .await
            .expect(303);
    }
    site.sql(
        "insert into contact_messages (id, contact_request_id, written_by, message, request_key, created_at)
         select gen_random_uuid(), id, case when sender_email = 'ann@abel.example' then 'SENDER' else 'EXECUTIVE' end,
                'Gladly. Ann Abel', gen_random_uuid(), now() from contact_requests",
    )
    .await;
    ann.post("/executives/cem-can/claim", &[("step", "who"), ("name", "Ann Abel")]).await.expect(303);
    // Somebody else says that her page is wrong.
    let wrong = site.anonymous().get("/executives/ann-abel/correct").await.expect(200);
    let mut fields =
        filled(&wrong, &[("headline", "Ann Abel closed books"), ("email", "eve@elsewhere.example")]);
    fields.retain(|(_, value)| !value.is_empty());
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let sent = site
        .anonymous()
        .post("/executives/ann-abel/correct", &crate::support::browser::filled_in(&fields))
        .await;
    sent.expect(303);
    // Lists that an operator looked through: one that was tried, one that was imported, one of somebody else.
    site.sql(
        r#"insert into uploads (id, name, source, entity_type, created_at)
           values ('00000000-0000-0000-0000-0000000000a1', 'Ann Abel.csv', 'clay', 'executive', now()),
                  ('00000000-0000-0000-0000-0000000000a2', 'others.csv', 'clay', 'executive', now());
           insert into upload_parts (upload_id, part, content)
           values ('00000000-0000-0000-0000-0000000000a1', 0, E'First Name,Last Name,Mail\nAnn,Ab'::bytea),
                  ('00000000-0000-0000-0000-0000000000a1', 1, E'el,ann@abel.example\n'::bytea),
                  ('00000000-0000-0000-0000-0000000000a2', 0, E'First Name,Last Name\nZoe,Zimmer\n'::bytea);
           insert into works (id, request_key, kind, about, run_number, started_at, beat_at, finished_at, outcome)
           select gen_random_uuid(), gen_random_uuid(), kind, 'people.csv', run, now(), now(), now(),
                  jsonb_build_object('actions', '{"CREATE": 1}'::jsonb, 'run', run, 'changes',
                    jsonb_build_array(jsonb_build_array(row, '["headline: Ann Abel"]'::jsonb)),
                    'warnings', jsonb_build_object('photo', jsonb_build_object('count', 1, 'first', row, 'example',
                      'photo: ann@abel.example is no address')))
             from (select 'DRY_RUN' as kind, null::bigint as run, 1 as row
                   union all
                   (select 'IMPORT', r.number, x.position from ingestion_runs r join ingestion_records x on x.run_id = r.id
                     where x.raw_payload::text like '%Ann Abel%' limit 1)) as planted"#,
    )
    .await;
    // A photograph that is shown, one that is to be cut, one that a list names.
    ann.upload("/me/ann-abel/photo", &[], "ann.png", photograph(300, 300)).await.expect(303);
    ann.post("/me/ann-abel/photo/cut", WIDEST).await.expect(303);
    ann.upload("/me/ann-abel/photo", &[], "ann.png", photograph(320, 300)).await.expect(303);
    site.sql("update executives set photo_url = 'https://abel.example/ann.jpg' where slug = 'ann-abel'")
        .await;
    ann
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_owner_downloads_everything_that_is_kept_of_them(pool: PgPool) {
    let site = Site::start(pool).await;
    let ann = planted(&site).await;
    let file = ann.get("/account/export").await.expect(200);
    assert_eq!(file.header("content-type"), "application/json");
    assert!(file.header("content-disposition").starts_with("attachment"));
    assert_eq!(file.header("cache-control"), "no-store");
    let data = file.data();
    assert_eq!(data["account"]["email"], ANN);
    let profile = &data["profiles"][0];
    assert_eq!(
        (&profile["headline"], &profile["industries"][0]),
        (&"Ann Abel, finance".into(), &"SaaS".into())
    );
    for list in ["experience", "edits", "suggestions", "delivered_by_sources"] {
        assert!(!profile[list].as_array().unwrap().is_empty(), "{list}");
    }
    for list in ["reviews", "reviews_asked_for", "views"] {
        assert!(!profile[list].as_array().unwrap().is_empty(), "{list}");
    }
    assert_eq!(data["reviews_written"][0]["content"], "Two decades of closing books together.");
    for list in ["sessions", "ownerships", "claims", "messages_sent", "account_actions", "log"] {
        assert!(!data[list].as_array().unwrap().is_empty(), "{list}");
    }
    let photo = base64::engine::general_purpose::STANDARD;
    for kept in [&profile["photos"][0]["jpeg_base64"], &profile["photo_to_cut"]] {
        assert!(photo.decode(kept.as_str().unwrap()).unwrap().starts_with(&[0xff, 0xd8]), "{kept}");
    }
    // Nobody else's address.
    assert!(!file.source().contains("cleo@reader.example"));
    let other = site.member("eve@elsewhere.example").await.get("/account/export").await.expect(200);
    assert_eq!(other.data()["profiles"], serde_json::json!([]));
    assert!(!other.source().contains("Abel"));
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_owner_who_deletes_everything_leaves_no_trace_but_hashes(pool: PgPool) {
    let site = Site::start(pool).await;
    let ann = planted(&site).await;
    for text in TELLING {
        assert!(!places(&site, text).await.is_empty(), "{text} is planted nowhere");
    }
    let where_it_stands = [
        (ANN, "works.outcome 2"),
        (ANN, "saved_searches.email 1"),
        (ANN, "alert_requests.email 1"),
        (ANN, "removal_requests.contact_email 1"),
        (ANN, "correction_requests.contact_email 1"),
        ("Ann Abel", "removal_requests.reason 1"),
        ("Ann,Ab", "encode(content, 'escape') 1"),
    ];
    for (text, place) in where_it_stands {
        let planted = places(&site, text).await;
        assert!(planted.iter().any(|planted| planted.ends_with(place)), "{place}: {planted:?}");
    }
    let mut planted = BTreeSet::new();
    for text in TELLING {
        let places = places(&site, text).await;
        planted.extend(places.iter().map(|place| place.split('.').next().unwrap().to_owned()));
    }
    let not_planted: Vec<String> =
        tables(&site).await.into_iter().filter(|table| !planted.contains(table)).collect();
    assert_eq!(not_planted, TELLS_OF_NOBODY, "a new table is planted, or tells of nobody");
    let user = site.value(&format!("select id from users where email = '{ANN}'")).await;
    let page = ann.get("/account/erase").await.expect(200);
    page.expect_says("The profile of Ann Abel is erased");
    for typed in ["", "eve@elsewhere.example"] {
        let answer = ann.post("/account/erase", &[("email", typed)]).await.expect(422);
        assert!(answer.has("#email-error"));
    }
    let done = ann.post("/account/erase", &[("email", " Ann@Abel.example ")]).await.expect(200);
    done.expect_says("Everything is deleted");
    assert!(ann.cookie("__Host-sid").is_none());
    for table in ["portraits", "portrait_drafts", "portrait_fetches"] {
        assert_eq!(site.value(&format!("select count(*) from {table}")).await, "0", "{table}");
    }
    assert_eq!(site.value("select count(*) from executives where photo is not null").await, "0");
    for text in TELLING {
        assert_eq!(places(&site, text).await, Vec::<String>::new(), "{text}");
    }
    assert_eq!(site.value("select string_agg(name, ' ') from uploads").await, "others.csv");
    site.anonymous().get("/executives/ann-abel").await.expect(410);
    // What she wrote of somebody else is gone with her, from the page and from the figures.
    site.anonymous().get("/executives/cem-can").await.expect(200).expect_silent("books together");
    assert_eq!(site.value("select sum(review_count_cached) from executives").await, "0");
    for table in ["review_invites", "executive_reviews", "profile_views", "account_actions"] {
        assert_eq!(site.value(&format!("select count(*) from {table}")).await, "0", "{table}");
    }
    let log = format!("select count(*) from audit_log where actor_id = '{user}' and action = 'erase'");
    assert_eq!(site.value(&log).await, "1", "an id is left");

    // No list brings them back, and an account is a new one.
    let summary = site.import(Entity::Executive, vec![row()]).await;
    assert_eq!(
        site.value("select count(*) from executives where status <> 'ARCHIVED'").await,
        "3",
        "{summary:?}"
    );
    let again = site.member(ANN).await;
    again.get("/me").await.expect(200).expect_says("No profile is yours yet");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn who_runs_the_site_does_not_delete_themselves(pool: PgPool) {
    let site = Site::start(pool).await;
    let operator = site.runs_it("op@client.example", Role::Operator).await;
    operator.get("/account/erase").await.expect(200).expect_says("This account runs the site");
    operator.post("/account/erase", &[("email", "op@client.example")]).await.expect(422);
    operator.get("/account").await.expect(200);
}
