//! An owner's photograph: sent, cut, shown everywhere, taken away.

use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder, Rgb, RgbImage};
use quarterdeck::accounts::Role;
use quarterdeck::clock::Clock;
use quarterdeck::database::MIGRATIONS;
use quarterdeck::pictures::{LARGEST_FILE, Sheet};
use quarterdeck::state::Rules;
use sqlx::PgPool;

use super::me::{ANN, AT, PUBLIC, owned};
use crate::support::site::noon;
use crate::support::{Answer, Browser, Site};

/// A picture, red on its left and blue on its right, as PNG.
pub fn photograph(width: u32, height: u32) -> Vec<u8> {
    png(&RgbImage::from_fn(width, height, |x, _| {
        Rgb(if x < width / 2 { [220, 20, 20] } else { [20, 20, 220] })
    }))
}

fn png(picture: &RgbImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    let (width, height) = picture.dimensions();
    PngEncoder::new(&mut bytes).write_image(picture, width, height, ExtendedColorType::Rgb8).unwrap();
    bytes
}

/// What the sliders say where nobody moved them.
pub const WIDEST: &[(&str, &str)] = &[("zoom", "100"), ("x", "50"), ("y", "25")];

/// How a JPEG that was answered looks: how wide it is, and the share of its pixels that are blue.
fn seen(answer: &Answer) -> (u32, f32) {
    assert_eq!(answer.header("content-type"), "image/jpeg", "{}", answer.path);
    let picture = image::load_from_memory(&answer.body).unwrap().into_rgb8();
    assert!(Sheet::kept(&answer.body).is_ok());
    let blue = picture.pixels().filter(|pixel| pixel.0[2] > pixel.0[0]).count();
    #[expect(clippy::cast_precision_loss, reason = "thousands of pixels")]
    (picture.width(), blue as f32 / picture.pixels().len() as f32)
}

/// Sends a picture and cuts it.
async fn shown(browser: &Browser<'_>, picture: Vec<u8>, crop: &[(&str, &str)]) -> Answer {
    browser.upload(&format!("{AT}/photo"), &[], "me.png", picture).await.expect(303);
    browser.post(&format!("{AT}/photo/cut"), crop).await.expect(303)
}

async fn src(site: &Site, path: &str, selector: &str) -> Option<String> {
    site.anonymous().get(path).await.expect(200).attributes(selector, "src").pop()
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_owner_sends_a_photo_cuts_it_and_everybody_sees_it(pool: PgPool) {
    let site = Site::start(pool).await;
    let ann = owned(&site).await;
    let at = format!("{AT}/photo");
    let before = site.anonymous().get("/executives/ann-abel.png").await.expect(200).body;
    ann.get(AT).await.expect(200).expect_says("A photo");
    assert!(!ann.get(&at).await.expect(200).has("[data-crop]"));
    let sent = ann.upload(&at, &[], "me.png", photograph(800, 600)).await.expect(303);
    let page = ann.follow(&sent).await.expect(200);
    assert_eq!(page.attributes(".crop input", "value"), ["100", "50", "25"]);
    let (width, blue) = seen(&ann.get(&page.attributes(".crop-preview", "src")[0]).await.expect(200));
    assert!(width == 192 && (0.45..0.55).contains(&blue), "{blue}");
    // Nothing is shown to anybody yet.
    assert_eq!(src(&site, PUBLIC, "img.avatar").await, None);

    // Without a script: the sliders move, the server draws.
    let page = ann.get(&format!("{at}?zoom=200&x=100&y=0")).await.expect(200);
    assert_eq!(page.attributes(".crop input", "value"), ["200", "100", "0"]);
    let preview = ann.get(&page.attributes(".crop-preview", "src")[0]).await.expect(200);
    assert_eq!(preview.header("cache-control"), "no-store");
    assert!(seen(&preview).1 > 0.95);
    let sheet = ann.get(&page.attributes(".crop-sheet", "src")[0]).await.expect(200);
    assert_eq!(seen(&sheet).0, 800);

    let saved =
        ann.post(&format!("{at}/cut"), &[("zoom", "200"), ("x", "100"), ("y", "0")]).await.expect(303);
    assert_eq!(saved.header("location"), format!("{AT}?saved=now"));
    // Sent twice, it is the same.
    ann.post(&format!("{at}/cut"), &[("zoom", "200")]).await.expect(303);
    assert_eq!(site.value("select count(*) from profile_edits").await, "1");
    assert_eq!(site.value("select count(*) from portrait_drafts").await, "0");

    let small = src(&site, "/executives", ".card-person img.avatar").await.unwrap();
    let medium = src(&site, PUBLIC, "img.avatar-hero").await.unwrap();
    let profile = site.anonymous().get(PUBLIC).await.expect(200);
    let large =
        profile.json_ld_of("ProfilePage").unwrap()["mainEntity"]["image"].as_str().unwrap().to_owned();
    let large = large.strip_prefix("https://quarterdeck.example").unwrap().to_owned();
    for (file, wide) in [(&small, 96), (&medium, 192), (&large, 300)] {
        let answer = site.anonymous().get(file).await.expect(200);
        assert_eq!(answer.header("cache-control"), "public, max-age=31536000, immutable");
        let (width, blue) = seen(&answer);
        assert!(width == wide && blue > 0.95, "{file} {width} {blue}");
    }
    let data = site.anonymous().get("/executives/ann-abel.json").await.expect(200).data();
    assert_eq!(data["photoUrl"], format!("https://quarterdeck.example{large}"));
    assert!(site.anonymous().get("/compare?ids=ann-abel").await.expect(200).source().contains(&small));
    assert_ne!(site.anonymous().get("/executives/ann-abel.png").await.expect(200).body, before);

    // An edit like any other.
    let locked =
        "select ('photo' = any(locked_fields)) || ' ' || (field_sources #>> '{photo,from}') from executives";
    assert_eq!(site.value(locked).await, "true owner");
    let log = "select count(*) from audit_log where action = 'edit' and after -> 'fields' ? 'photo'";
    assert_eq!(site.value(log).await, "1");

    // Another one takes its place, and the one before is gone.
    shown(&ann, photograph(300, 300), WIDEST).await;
    site.anonymous().get(&small).await.expect(404);
    assert_eq!(site.value("select count(*) from portraits").await, "1");
    let second = src(&site, PUBLIC, "img.avatar-hero").await.unwrap();
    ann.post(&format!("{at}/remove"), &[("what", "photo")]).await.expect(303);
    assert_eq!(src(&site, PUBLIC, "img.avatar").await, None);
    site.anonymous().get(&second).await.expect(404);
    assert_eq!(site.value("select count(*) from portraits").await, "0");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_file_that_is_not_taken_is_told_why(pool: PgPool) {
    let site = Site::start(pool).await;
    let ann = owned(&site).await;
    let at = format!("{AT}/photo");
    let whole = photograph(300, 300);
    let too_many_bytes = [whole.clone(), vec![0; LARGEST_FILE]].concat();
    let far_too_many = vec![0; 9 * LARGEST_FILE];
    let bomb = png(&RgbImage::new(5_000, 5_000));
    for (file, why) in [
        (b"".as_slice(), "Choose a file."),
        (b"<svg onload=alert(1)>", "The file is no JPEG, PNG or WebP."),
        (&whole[..whole.len() / 2], "The picture can’t be read"),
        (&photograph(300, 100), "The picture has 300 × 100 pixels; each side needs 160 at least."),
        (&bomb, "The picture has 5000 × 5000 pixels; 24 million are taken at most."),
        (&too_many_bytes, "The file is larger than 5 MiB."),
        (&far_too_many, "The file is larger than 5 MiB."),
    ] {
        let page = ann.upload(&at, &[], "me.png", file).await.expect(422);
        assert!(page.text("#file-error").contains(why), "{}", page.text("#file-error"));
        assert!(page.has("#file[aria-invalid=true]"));
    }
    for (kind, body) in [("text/plain", "x"), ("application/x-www-form-urlencoded", "file=x")] {
        let headers = [("sec-fetch-site", "same-origin"), ("content-type", kind)];
        let answer = ann.send(axum::http::Method::POST, &at, &headers, body.to_owned()).await.expect(422);
        answer.expect_says("Choose a file.");
    }
    assert_eq!(site.value("select count(*) from portrait_drafts").await, "0");
    // What was sent before is still there to be cut, until it is thrown away.
    ann.upload(&at, &[], "me.png", &whole).await.expect(303);
    assert!(ann.upload(&at, &[], "me.png", "no picture").await.expect(422).has("[data-crop]"));
    for none in ["preview", "0a1b-96.jpg", "../edit", "sheet.png"] {
        ann.get(&format!("{at}/{none}")).await.expect(404);
    }
    ann.post(&format!("{at}/remove"), &[("what", "sheet")]).await.expect(303);
    assert!(!ann.get(&at).await.expect(200).has("[data-crop]"));
    assert_eq!(site.value("select count(*) from profile_edits").await, "0");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_photo_waits_where_the_deployment_wants_to_look_first(pool: PgPool) {
    quarterdeck::taxonomy::load_shipped(&pool).await.unwrap();
    let rules = Rules { reviews_edits: true, ..Rules::default() };
    let site = Site::ruled(pool, Clock::standing_at(noon()), rules);
    let ann = owned(&site).await;
    let operator = site.runs_it("op@client.example", Role::Operator).await;
    let edits = async || {
        operator.get("/admin/edits").await.expect(200).attributes("main a[href^='/admin/edits/']", "href")
    };
    for decision in ["reject", "publish"] {
        let saved = shown(&ann, photograph(300, 300), WIDEST).await;
        assert_eq!(saved.header("location"), format!("{AT}?saved=waits"));
        let overview = ann.get(AT).await.expect(200);
        assert_eq!(overview.texts(".notice dt"), ["Photo"]);
        ann.get(&overview.attributes(".notice img", "src")[0]).await.expect(200);
        let page = ann.get(&format!("{AT}/photo")).await.expect(200);
        page.expect_says("look at this photo first");
        let waiting = page.attributes(".notice img", "src").remove(0);
        ann.get(&waiting).await.expect(200);
        let file = waiting.rsplit('/').next().unwrap();
        site.anonymous().get(&format!("/photos/{file}")).await.expect(404);
        assert_eq!(src(&site, PUBLIC, "img.avatar").await, None);

        let edit = edits().await.remove(0);
        let page = operator.get(&edit).await.expect(200);
        let theirs = page.attributes(".proposed img", "src").remove(0);
        assert_eq!(seen(&operator.get(&theirs).await.expect(200)).0, 192);
        ann.get(&theirs).await.expect(404);
        operator.post(&edit, &[("do", decision), ("reason", "It shows a boat.")]).await.expect(303);
        let left = if decision == "reject" { "0" } else { "1" };
        assert_eq!(site.value("select count(*) from portraits").await, left);
    }
    let hero = src(&site, PUBLIC, "img.avatar-hero").await.unwrap();
    site.anonymous().get(&hero).await.expect(200);
    let item = operator.get("/admin/executives/ann-abel").await.expect(200);
    assert_eq!(item.attributes("main img", "src").len(), 1);
    // To take it away is an edit, too.
    ann.post(&format!("{AT}/photo/remove"), &[("what", "photo")]).await.expect(303);
    assert!(src(&site, PUBLIC, "img.avatar-hero").await.is_some());
    operator.post(&edits().await.remove(0), &[("do", "publish")]).await.expect(303);
    assert_eq!(src(&site, PUBLIC, "img.avatar-hero").await, None);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_photo_leaves_the_site_with_its_profile(pool: PgPool) {
    let site = Site::start(pool).await;
    let ann = owned(&site).await;
    shown(&ann, photograph(300, 300), WIDEST).await;
    let hero = src(&site, PUBLIC, "img.avatar-hero").await.unwrap();
    site.anonymous().get(&hero).await.expect(200);
    site.sql("update executives set status = 'REVIEW'").await;
    site.anonymous().get(&hero).await.expect(404);
    let theirs = ann.get(AT).await.expect(200).attributes("img.avatar", "src").remove(0);
    ann.get(&theirs).await.expect(200);
    site.sql("update executives set status = 'PUBLISHED'").await;
    site.anonymous().get(&hero).await.expect(200);
    site.sql("update executives set removed_at = now()").await;
    let gone = site.anonymous().get(&hero).await.expect(410);
    assert_eq!(gone.header("cache-control"), "no-store");
    ann.get(&theirs).await.expect(404);
    // Somebody else's is nobody's business.
    site.sql("update executives set removed_at = null").await;
    let eve = site.member("eve@elsewhere.example").await;
    eve.get(&theirs).await.expect(404);
    eve.upload(&format!("{AT}/photo"), &[], "me.png", photograph(300, 300)).await.expect(404);
    assert_eq!(site.value(&format!("select count(*) from users where email = '{ANN}'")).await, "1");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn what_nobody_cut_is_forgotten(pool: PgPool) {
    let site = Site::start(pool).await;
    let ann = owned(&site).await;
    shown(&ann, photograph(300, 300), WIDEST).await;
    ann.upload(&format!("{AT}/photo"), &[], "me.png", photograph(300, 300)).await.expect(303);
    let mut connection = site.pool.acquire().await.unwrap();
    for (days, left) in [(6, "1"), (8, "0")] {
        let clock = Clock::standing_at(noon() + chrono::Duration::days(days));
        let tending = quarterdeck::tend::Tending::default();
        quarterdeck::tend::pass(&mut connection, &tending, &clock, &mut |_, _| {}).await.unwrap().unwrap();
        assert_eq!(site.value("select count(*) from portrait_drafts").await, left);
    }
    assert_eq!(site.value("select count(*) from portraits").await, "1", "what is shown stays");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_operator_takes_a_photo_off_and_no_list_brings_it_back(pool: PgPool) {
    let site = Site::start(pool).await;
    let ann = owned(&site).await;
    let operator = site.runs_it("operator@client.example", Role::Operator).await;
    shown(&ann, photograph(300, 300), WIDEST).await;
    let photo = src(&site, PUBLIC, "img.avatar-hero").await.unwrap();
    let record = "/admin/executives/ann-abel";
    assert!(operator.get(record).await.expect(200).has("button[value=remove-photo]"));
    let removed = operator.post(record, &[("do", "remove-photo")]).await.expect(303);
    let page = operator.follow(&removed).await.expect(200);
    page.expect_says("The photo is gone from the profile");
    assert!(!page.has("button[value=remove-photo]"));
    assert_eq!(src(&site, PUBLIC, "img.avatar").await, None);
    site.anonymous().get(&photo).await.expect(404);
    let locked =
        "select ('photo' = any(locked_fields)) || ' ' || (field_sources #>> '{photo,from}') from executives";
    assert_eq!(site.value(locked).await, "true operator");
    let who = "select u.email from audit_log l join users u on u.id = l.actor_id
                where l.after ->> 'from' = 'operator' and l.after -> 'fields' ? 'photo'";
    assert_eq!(site.value(who).await, "operator@client.example");

    // Pressed twice, it is gone once.
    operator.post(record, &[("do", "remove-photo")]).await.expect(303);
    assert_eq!(site.value("select count(*) from profile_edits where source = 'operator'").await, "1");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn nobody_has_too_many_photos_looked_at(pool: PgPool) {
    let site = Site::start(pool).await;
    let ann = owned(&site).await;
    let at = format!("{AT}/photo");
    let small = photograph(200, 200);
    for _ in 0..20 {
        ann.upload(&at, &[], "me.png", &small).await.expect(303);
    }
    // What is no file at all costs nothing, and counts for nothing.
    ann.upload(&at, &[], "", "").await.expect(422);
    let refused = ann.upload(&at, &[], "me.png", &small).await.expect(429);
    assert_eq!(refused.header("retry-after"), "3600");
    assert!(refused.text("#file-error").contains("try again in an hour"));
    assert!(refused.has("[data-crop]"), "what was sent before is still there");

    site.sql("update photo_uploads set sent_at = sent_at - interval '61 minutes'").await;
    ann.upload(&at, &[], "me.png", &small).await.expect(303);
    let tended = site.clock.now() + chrono::TimeDelta::days(40);
    let mut connection = site.pool.acquire().await.unwrap();
    quarterdeck::executives::portraits::forget(&mut connection, tended).await.unwrap();
    assert_eq!(site.value("select count(*) from photo_uploads").await, "0");
}
