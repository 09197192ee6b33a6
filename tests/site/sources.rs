//! What a source remembers, and forgets when it is told to.

use quarterdeck::audit::Actor;
use quarterdeck::database::MIGRATIONS;
use quarterdeck::ingestion::run::{Import, import_rows};
use quarterdeck::ingestion::{Entity, Mapping, Origin, sources};
use serde_json::{Value, json};
use sqlx::PgPool;

use crate::support::Site;
use crate::support::site::{Silent, noon};

async fn import(site: &Site, mapping: &Mapping, unmap: &[&'static str], dry_run: bool) {
    let (sender, rows) = tokio::sync::mpsc::channel(1);
    let Value::Object(cells) = json!({"Job Title": "Fractional CFO", "Agency": "Port", "Company": "Acme"})
    else {
        unreachable!()
    };
    sender.send(quarterdeck::ingestion::reader::RawRow::new(1, cells)).await.unwrap();
    drop(sender);
    let import =
        Import { unmap, dry_run, ..Import::new(Entity::Job, "nyc", "a test", mapping, &site.secrets) };
    import_rows(&site.pool, &site.clock, &import, rows, None, &mut Silent).await.unwrap();
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_mapping_is_remembered_until_it_is_forgotten(pool: PgPool) {
    let site = Site::start(pool).await;
    let mut mapping = Mapping::default();
    mapping.insert(Entity::Job, "Company", Origin::Column("Agency".into())).unwrap();
    mapping.insert(Entity::Job, "apply_url", Origin::Value("https://port.example/{Job ID}".into())).unwrap();
    import(&site, &mapping, &[], false).await;
    let none = Mapping::default();
    let company = "select company_name from jobs order by created_at desc, id desc limit 1";
    assert_eq!(site.value(company).await, "Port");
    import(&site, &none, &["company_name"], true).await;
    let kept = sources::mapping(&site.pool, "nyc", Entity::Job).await.unwrap();
    assert_eq!(kept.0.len(), 2, "a dry run forgets nothing");
    import(&site, &none, &["company_name"], false).await;
    assert_eq!(site.value(company).await, "Acme");
    let kept = sources::mapping(&site.pool, "nyc", Entity::Job).await.unwrap();
    assert_eq!(kept.0.keys().collect::<Vec<_>>(), ["apply_url"]);
    assert_eq!(Mapping::field(Entity::Job, "Job URL").unwrap(), "apply_url");
    assert!(Mapping::field(Entity::Job, "colour").is_err());
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_source_shows_its_mapping_and_how_old_its_tokens_are(pool: PgPool) {
    let site = Site::start(pool).await;
    let days = chrono::TimeDelta::days;
    assert!(sources::show(&site.pool, "nyc").await.unwrap().is_none());
    for (ago, kind) in [(40, "add"), (20, "rotate"), (5, "rotate")] {
        let at = noon() - days(ago);
        match kind {
            "add" => sources::add(&site.pool, "nyc", true, &Actor::COMMAND_LINE, at).await.map(drop).unwrap(),
            _ => sources::rotate(&site.pool, "nyc", &Actor::COMMAND_LINE, at).await.map(drop).unwrap(),
        }
    }
    let mut mapping = Mapping::default();
    mapping.insert(Entity::Job, "Company", Origin::Column("Agency".into())).unwrap();
    import(&site, &mapping, &[], false).await;
    let shown = sources::show(&site.pool, "nyc").await.unwrap().unwrap();
    assert_eq!(shown.tokens_made, [Some(noon() - days(5)), Some(noon() - days(20))]);
    assert_eq!(shown.mappings, [(Entity::Job, mapping)]);
    assert_eq!(shown.rows, [(Entity::Executive, 0), (Entity::Job, 1)]);
    assert!(shown.listed.auto_publish);
    sources::revoke(&site.pool, "nyc", &Actor::COMMAND_LINE, noon()).await.unwrap();
    assert!(sources::show(&site.pool, "nyc").await.unwrap().unwrap().tokens_made.is_empty());
}
