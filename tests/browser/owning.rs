//! The whole way of an executive: find oneself, claim, confirm by mail, be approved, edit, and see it in public.

use quarterdeck::claims::runner;
use sqlx::PgPool;

use crate::browser::Browser;
use crate::{console, site};

#[sqlx::test(migrator = "quarterdeck::database::MIGRATIONS")]
async fn an_executive_claims_confirms_edits_and_sees_it_in_public(pool: PgPool) {
    let (origin, state) = site::serve_with_mail(pool.clone()).await;
    let unclaimed = "select slug::text from executives e
                      where e.is_public and claim_status = 'UNCLAIMED' order by id limit 1";
    let slug: String = sqlx::query_scalar(unclaimed).fetch_one(&pool).await.unwrap();
    let website = "update executives set website_url = 'https://abel.example' where slug = $1";
    sqlx::query(website).bind(&slug).execute(&pool).await.unwrap();
    let public = format!("/executives/{slug}");
    let browser = Browser::open_without_scripts(&origin).await;
    browser.visit(&public).await;
    browser.click(".claim a[href$='/claim']").await;
    browser.says(".eyebrow", "Step 1 of 3").await;
    browser.fits_its_screens().await;
    browser.type_into("#email", "ann@abel.example").await;
    browser.click(".form button").await;
    browser.says(".eyebrow", "Step 2 of 3").await;
    browser.fits_its_screens().await;
    browser.click(".option:has(input[value=domain])").await;
    browser.click(".form button").await;
    browser.says(".eyebrow", "Step 3 of 3").await;
    browser.fits_its_screens().await;
    browser.click(".form button").await;
    browser.arrives_at("/signin/sent").await;

    browser.visit("/dev/mail").await;
    browser.click("main li a").await;
    browser.click(".letter a[href*='/signin/link/']").await;
    browser.click("main form button").await;
    browser.arrives_at(&format!("{public}/claim")).await;
    browser.click(".form button").await;
    browser.says("h1", "We have your claim").await;

    runner::run_due(&state, None).await.unwrap();
    let desk = Browser::open_without_scripts(&origin).await;
    console::sign_in(&desk, &state).await;
    desk.visit("/admin").await;
    desk.click(".queues a[href='/admin/claims']").await;
    desk.click("a.row-link").await;
    desk.fits_its_screens().await;
    desk.click("button[value=approve]").await;
    desk.says(".notice", "Approved: the profile is theirs from now on, and they are told.").await;

    browser.visit("/dev/mail").await;
    browser.click("main li a").await;
    browser.click(&format!(".letter a[href$='/me/{slug}']")).await;
    browser.arrives_at(&format!("/me/{slug}")).await;
    browser.fits_its_screens().await;
    browser.click(".actions .button").await;
    browser.arrives_at(&format!("/me/{slug}/edit")).await;
    browser.fits_its_screens().await;
    browser.type_into("#headline", "Closes books in four days").await;
    browser.type_into("#about", "I **close** books.").await;
    browser.click("button[name=preview]").await;
    browser.says(".preview strong", "close").await;
    browser.click(".form > .button").await;
    browser.says(".notice", "Saved: your profile says it from now on.").await;

    let results = "select count(*) from executive_case_studies x join executives e on e.id = x.executive_id where e.slug = $1";
    let results: i64 = sqlx::query_scalar(results).bind(&slug).fetch_one(&pool).await.unwrap();
    // Where there is none, the form begins with an empty one.
    let last = results.max(1);
    browser.visit(&format!("/me/{slug}/edit/results")).await;
    browser.fits_its_screens().await;
    browser.click("button[value=more]").await;
    browser.type_into(&format!("[id='{last}-title']"), "Northwind turnaround").await;
    browser.click(".form > .button").await;
    browser.says(".notice", "Saved: your profile says it from now on.").await;

    // A photograph, cut without a script.
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("me.png");
    image::RgbImage::from_pixel(500, 400, image::Rgb([20, 90, 200])).save(&file).unwrap();
    browser.visit(&format!("/me/{slug}/photo")).await;
    browser.fits_its_screens().await;
    browser.find("#file").await.send_keys(file.to_str().unwrap()).await.unwrap();
    browser.click("form[enctype] .button").await;
    browser.says(".crop figcaption", "How it will look").await;
    browser.fits_its_screens().await;
    browser.click("[data-crop-look]").await;
    browser.arrives("the preview", |url| url.query().is_some_and(|query| query.contains("zoom=100"))).await;
    browser.click(".crop > .button").await;
    browser.says(".notice", "Saved: your profile says it from now on.").await;

    browser.click(".actions .button-quiet").await;
    browser.arrives_at(&public).await;
    let mut page = browser.text("main").await;
    // A page is shown half a second longer while a new one is made.
    for _ in 0..40 {
        if page.contains("Northwind turnaround") {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        browser.visit(&public).await;
        page = browser.text("main").await;
    }
    assert!(page.contains("Closes books in four days"), "{page}");
    assert!(page.contains("I close books.") && page.contains("Northwind turnaround"), "{page}");
    assert!(!page.contains("Nobody has claimed this profile yet"), "{page}");
    assert!(browser.attribute(".avatar-hero", "src").await.starts_with("/photos/"));
    assert!(browser.complaints().await.is_empty());
}
