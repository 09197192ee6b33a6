//! Photographs that lists name are fetched once, from public addresses alone, and shown as ours. The world is a server of the
//! test's own.

use std::time::Duration;

use chrono::TimeDelta;
use quarterdeck::accounts::Role;
use quarterdeck::clock::Clock;
use quarterdeck::database::MIGRATIONS;
use quarterdeck::ingestion::Entity;
use quarterdeck::outbound::{Client, Reach};
use quarterdeck::pictures::LARGEST_FILE;
use quarterdeck::tend::photos::{Fetched, Fetcher, Manners};
use quarterdeck::tend::{self, Tending};
use serde_json::json;
use sqlx::PgPool;

use super::me::{AT, PUBLIC, owned, row};
use super::me_photo::{WIDEST, photograph};
use crate::support::{Site, World};

const ADDRESS: &str = "https://media.abel.example/ann.jpg";
const PLACE: &str = "media.abel.example/ann.jpg";

async fn pass_with(site: &Site, client: Client, hours: i64) -> Fetched {
    let manners = Manners { pause: Duration::ZERO, ..Manners::default() };
    let tending = Tending { photos: Some(Fetcher::new(client, manners)), ..Tending::default() };
    let clock = Clock::standing_at(site.clock.now() + TimeDelta::hours(hours));
    let mut connection = site.pool.acquire().await.unwrap();
    tend::pass(&mut connection, &tending, &clock, &mut |_, _| {}).await.unwrap().unwrap().photos.unwrap()
}

async fn pass(site: &Site, world: &World, hours: i64) -> Fetched {
    pass_with(site, world.client(), hours).await
}

async fn import(site: &Site, photo: Option<&str>) {
    let mut row = row();
    row["Photo"] = json!(photo);
    site.import(Entity::Executive, vec![row]).await;
}

async fn published(site: &Site, photo: &str) {
    import(site, Some(photo)).await;
    site.sql("update executives set status = 'PUBLISHED', published_at = now()").await;
}

async fn hero(site: &Site) -> Option<String> {
    site.anonymous().get(PUBLIC).await.expect(200).attributes("img.avatar-hero", "src").pop()
}

async fn failure(site: &Site) -> String {
    site.value("select failure || ' ' || coalesce(due_at::text, 'never') from portrait_fetches").await
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_photo_that_a_list_names_is_fetched_once_and_served_by_us(pool: PgPool) {
    let (site, world) = (Site::start_today(pool).await, World::open().await);
    world.says(PLACE, 200, photograph(400, 500));
    import(&site, Some(ADDRESS)).await;
    // Of whom nobody sees, nothing is asked.
    assert_eq!(pass(&site, &world, 1).await, Fetched::default());
    site.sql("update executives set status = 'PUBLISHED', published_at = now()").await;
    let page = site.anonymous().get(PUBLIC).await.expect(200);
    assert!(!page.source().contains("media.abel.example"), "nobody is sent there");
    assert_eq!(pass(&site, &world, 1).await, Fetched { shown: 1, ..Fetched::default() });
    let asked = world.asked();
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0].line, format!("GET {PLACE}"));
    let ours = hero(&site).await.unwrap();
    assert!(ours.starts_with("/photos/"), "{ours}");
    let answer = site.anonymous().get(&ours).await.expect(200);
    assert_eq!(answer.header("content-type"), "image/jpeg");
    assert!(site.anonymous().get(PUBLIC).await.source().contains(&ours));
    let from = "select field_sources #>> '{photo,from}' from executives";
    assert_eq!(site.value(from).await, ADDRESS);
    // Once; the same list again asks for nothing.
    import(&site, Some(ADDRESS)).await;
    assert_eq!((pass(&site, &world, 200).await, world.lines().len()), (Fetched::default(), 0));

    // Another address: the one before stands until it came.
    world.says("media.abel.example/new.jpg", 200, photograph(300, 300));
    import(&site, Some("https://media.abel.example/new.jpg")).await;
    assert_eq!(hero(&site).await.as_ref(), Some(&ours));
    assert_eq!(pass(&site, &world, 1).await.shown, 1);
    let newer = hero(&site).await.unwrap();
    assert_ne!(newer, ours);
    site.anonymous().get(&ours).await.expect(404);
    // Who leaves the list's photo out takes it away.
    site.sql("update executives set photo_url = null").await;
    assert_eq!(hero(&site).await, None);
    site.anonymous().get(&newer).await.expect(404);
    assert_eq!(site.value("select count(*) from portrait_fetches").await, "0");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn what_does_not_come_is_asked_for_later_or_never_and_says_why(pool: PgPool) {
    let (site, world) = (Site::start_today(pool).await, World::open().await);
    published(&site, ADDRESS).await;
    let bomb = {
        let mut bytes = Vec::new();
        let plain = image::RgbImage::new(6_000, 6_000);
        plain.write_to(&mut std::io::Cursor::new(&mut bytes), image::ImageFormat::Png).unwrap();
        bytes
    };
    let large = vec![b'x'; LARGEST_FILE + 10];
    for (status, body, why) in [
        (404, Vec::new(), "The server answered 404."),
        (200, b"<html>Sign in</html>".to_vec(), "The file is no JPEG, PNG or WebP."),
        (200, photograph(100, 100), "each side needs 160 at least."),
        (200, bomb, "24 million are taken at most."),
        (200, large, "The file is larger than 5 MiB."),
    ] {
        world.says(PLACE, status, body);
        site.sql("update portrait_fetches set due_at = now()").await;
        assert_eq!(pass(&site, &world, 1).await, Fetched { given_up: 1, ..Fetched::default() }, "{why}");
        let kept = failure(&site).await;
        assert!(kept.contains(why) && kept.ends_with("never"), "{kept}");
    }
    world.leads(PLACE, "https://169.254.169.254/latest/meta-data");
    site.sql("update portrait_fetches set due_at = now()").await;
    assert_eq!(pass(&site, &world, 1).await.given_up, 1);
    assert!(failure(&site).await.contains("It leads elsewhere, and is not followed."));

    // What may pass is asked for again, later and later.
    world.says(PLACE, 503, "");
    site.sql("update portrait_fetches set due_at = now(), failures = 0").await;
    assert_eq!(pass(&site, &world, 1).await.later, 1);
    assert_eq!(pass(&site, &world, 1).await, Fetched::default(), "not at once");
    assert_eq!(pass(&site, &world, 3).await.later, 1);
    world.says(PLACE, 200, photograph(300, 300));
    assert_eq!(pass(&site, &world, 4).await, Fetched::default());
    let operator = site.runs_it("op@client.example", Role::Operator).await;
    let item = operator.get("/admin/executives/ann-abel").await.expect(200);
    item.expect_says("The server answered 503. Asked again");
    assert_eq!(pass(&site, &world, 8).await.shown, 1);
    assert!(hero(&site).await.is_some());
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn only_public_addresses_are_asked_and_only_by_https(pool: PgPool) {
    let (site, world) = (Site::start_today(pool).await, World::open().await);
    published(&site, ADDRESS).await;
    for (address, why) in [
        ("http://media.abel.example/ann.jpg", "Only https is asked."),
        ("https://media.abel.example:8443/ann.jpg", "port 8443 is not asked"),
        ("https://127.0.0.1/ann.jpg", "not a public address"),
        ("https://[::1]/ann.jpg", "not a public address"),
        ("https://169.254.169.254/ann.jpg", "not a public address"),
        ("https://localhost/ann.jpg", "not a public address"),
    ] {
        site.sql(&format!("update executives set photo_url = '{address}'")).await;
        let reach = Client::new(Reach::Public, "https://quarterdeck.example");
        let client = if address.contains("abel") { world.client() } else { reach };
        assert_eq!(pass_with(&site, client, 1).await.given_up, 1, "{address}");
        let kept = failure(&site).await;
        assert!(kept.contains(why) && kept.ends_with("never"), "{address}: {kept}");
    }
    assert!(world.lines().is_empty());
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_owner_s_own_photo_or_none_stands_against_every_list(pool: PgPool) {
    let (site, world) = (Site::start_today(pool).await, World::open().await);
    let ann = owned(&site).await;
    world.says(PLACE, 200, photograph(400, 500));
    import(&site, Some(ADDRESS)).await;
    assert_eq!(pass(&site, &world, 1).await.shown, 1);
    ann.upload(&format!("{AT}/photo"), &[], "me.png", photograph(300, 300)).await.expect(303);
    ann.post(&format!("{AT}/photo/cut"), WIDEST).await.expect(303);
    let own = hero(&site).await.unwrap();
    world.says("media.abel.example/new.jpg", 200, photograph(200, 300));
    import(&site, Some("https://media.abel.example/new.jpg")).await;
    assert_eq!(pass(&site, &world, 1).await, Fetched::default());
    assert_eq!(hero(&site).await.as_ref(), Some(&own));
    site.sql("update executives set photo_url = null").await;
    assert_eq!(hero(&site).await.as_ref(), Some(&own));
    ann.post(&format!("{AT}/photo/remove"), &[("what", "photo")]).await.expect(303);
    import(&site, Some(ADDRESS)).await;
    assert_eq!(pass(&site, &world, 2).await, Fetched::default());
    assert_eq!(hero(&site).await, None, "who takes it away has none");
}
