//! The pictures of link previews.

use quarterdeck::database::MIGRATIONS;
use sqlx::PgPool;

use crate::support::site::ORIGIN;
use crate::support::{Answer, Site, builders};

/// Width and height of a PNG, in pixels.
fn size(answer: &Answer) -> (u32, u32) {
    assert_eq!(answer.header("content-type"), "image/png");
    assert_eq!(&answer.body[..8], b"\x89PNG\r\n\x1a\n");
    let number = |at: usize| u32::from_be_bytes(answer.body[at..at + 4].try_into().unwrap());
    (number(16), number(20))
}

/// Where a page says that its picture is.
async fn picture_of(site: &Site, path: &str) -> String {
    let page = site.anonymous().get(path).await.expect(200);
    assert_eq!(page.attributes("meta[name='twitter:card']", "content"), ["summary_large_image"]);
    assert_eq!(page.attributes("meta[property='og:image:width']", "content"), ["1200"]);
    let pictures = page.attributes("meta[property='og:image']", "content");
    let [picture] = pictures.as_slice() else { panic!("{path}: {pictures:?}") };
    picture.strip_prefix(ORIGIN).expect("an absolute address of the site").to_owned()
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn whoever_shares_a_page_shares_its_picture(pool: PgPool) {
    let site = Site::start_today(pool).await;
    let person = site.executive().named("Zoë Łukasz").published().create().await;
    let job = site.job().titled("Fractional CFO").published().post().await;
    let mut pictures = Vec::new();
    for path in [person.path.as_str(), &job.path, "/roles/fractional-cfo", "/roles/fractional-cfo/jobs", "/"]
    {
        let address = picture_of(&site, path).await;
        let picture = site.anonymous().get(&address).await.expect(200);
        assert_eq!(size(&picture), (1_200, 630), "{address}");
        assert!(picture.body.len() < 300_000, "{address}: {} bytes", picture.body.len());
        pictures.push(picture.body);
    }
    pictures.dedup();
    assert_eq!(pictures.len(), 5);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_picture_changes_with_what_it_says_and_goes_with_its_page(pool: PgPool) {
    let site = Site::start_today(pool).await;
    let person = site.executive().named("Ann Abel").published().create().await;
    let job = site.job().titled("Fractional CFO").published().post().await;
    let of_person = format!("{}.png", person.path);
    let before = site.anonymous().get(&of_person).await.expect(200);
    assert_eq!(site.anonymous().get(&of_person).await.header("etag"), before.header("etag"));
    site.sql("update executives set headline = 'Something else'").await;
    let after = site.anonymous().get(&of_person).await.expect(200);
    assert_ne!(before.header("etag"), after.header("etag"));

    site.sql("update executives set removed_at = now()").await;
    site.anonymous().get(&of_person).await.expect(410);
    site.sql("update jobs set closed_at = now(), closed_reason = 'FILLED'").await;
    site.anonymous().get(&format!("{}.png", job.path)).await.expect(410);
    site.anonymous().get("/executives/nobody.png").await.expect(404);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_renamed_profile_takes_its_picture_along(pool: PgPool) {
    let site = Site::start_today(pool).await;
    builders::executives(vec![site.executive().named("Ann Abel").published()]).await;
    site.sql("insert into slug_redirects (entity_type, old_slug, target_id) select 'executive', 'annie-abel', id from executives").await;
    let moved = site.anonymous().get("/executives/annie-abel.png").await.expect(301);
    assert_eq!(moved.header("location"), "/executives/ann-abel.png");
}
