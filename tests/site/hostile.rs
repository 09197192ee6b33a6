//! Text that means harm, and text that is merely strange.

use quarterdeck::database::MIGRATIONS;
use quarterdeck::ingestion::{Action, Entity};
use serde_json::json;
use sqlx::PgPool;

use crate::support::Site;

/// What a source may send in any field.
const SCRIPT: &str = "<script>alert(1)</script>";
const BREAKOUT: &str = "</script><img src=x onerror=alert(2)><!--";
const UNBROKEN: &str = "Donaudampfschifffahrtsgesellschaftskapitaenskajuetenschluesselbundanhaenger";

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_hostile_profile_is_only_text(pool: PgPool) {
    let site = Site::start(pool).await;
    let text = format!("{SCRIPT} {BREAKOUT} \" onmouseover=alert(3) ' {{{{7*7}}}} & co");
    let ann = site
        .executive()
        .named("Ann Bad")
        .with("Headline", text.as_str())
        .with(
            "Bio",
            format!(
                "{text}\n\n[click](javascript:alert(4)) [data](data:text/html;base64,xx) <b onclick=x>b</b>"
            ),
        )
        .with("LinkedIn Profile", "javascript:alert(5)")
        .with("Website", "javascript:alert(6)//https://good.example")
        .with("Calendly", "data:text/html,<script>alert(7)</script>")
        .with("Photo", "https://tracker.example/pixel.png")
        .with("Skills", format!("Fundraising, {text}"))
        .with("Minimum Engagement", text.as_str())
        .with("Stages", text.as_str())
        .with("Time zone name", text.as_str())
        .with(
            "Experience",
            json!([{"company": text, "title": text, "start_date": "2020-01", "summary": text}]),
        )
        .with("Education", json!([{"school_name": text, "degree": text, "field_of_study": text}]))
        .with("Certifications", json!([{"title": text}]))
        .with(
            "Case Studies",
            json!([{"title": text, "situation": text, "action": text, "outcome": text, "metric": text}]),
        )
        .with("Reviews", json!([{"author_name": text, "author_title": text, "rating": 5, "content": text}]))
        .published()
        .create()
        .await;
    site.sql("update executive_reviews set published_at = '2026-05-01'").await;
    for path in [ann.path.as_str(), "/executives", "/", "/roles/fractional-cfo"] {
        let page = site.anonymous().get(path).await.expect(200);
        // The house rules count scripts, handlers, styles and links; this is what is left of the words.
        assert!(!page.source().contains("<script>alert"), "{path}");
        assert!(!page.source().contains("<img src=x"), "{path}");
        assert!(!page.source().contains("tracker.example"), "{path}: no third party is asked");
        page.expect_silent("49");
    }
    let page = site.anonymous().get(&ann.path).await;
    page.expect_says("alert(1)");
    assert_eq!(page.attributes("main a[href^=http]", "href"), Vec::<String>::new());
    let data = page.json_ld_of("ProfilePage").unwrap();
    assert!(data["mainEntity"]["description"].as_str().unwrap().contains("alert(2)"));
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_hostile_posting_is_only_text(pool: PgPool) {
    let site = Site::start(pool).await;
    let text = format!("{SCRIPT} {BREAKOUT} \" onmouseover=alert(3) ' & co");
    let job = site
        .job()
        .titled(&format!("Fractional CFO {SCRIPT}"))
        .role("Fractional CFO")
        .with("Company", text.as_str())
        .with("Company Website", "javascript:alert(5)")
        .with(
            "Job Description",
            format!("Own the numbers. {text}\n\n<iframe src=//evil.example></iframe>[x](vbscript:alert(1))"),
        )
        .with("Summary", text.as_str())
        .with("Responsibilities", json!([text, text]))
        .with("Requirements", json!([text]))
        .with("Salary", text.as_str())
        .published()
        .post()
        .await;
    for path in [job.path.as_str(), "/jobs", "/"] {
        let page = site.anonymous().get(path).await.expect(200);
        assert!(!page.source().contains("<script>alert") && !page.source().contains("<img src=x"), "{path}");
    }
    let data = site.anonymous().get(&job.path).await.json_ld_of("JobPosting").unwrap();
    let description = data["description"].as_str().unwrap();
    assert!(!description.contains("<script") && !description.contains("<img"), "{description}");
    site.sql("update jobs set closed_at = now(), closed_reason = 'FILLED'").await;
    site.anonymous().get(&job.path).await.expect(410);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_apply_address_that_is_no_web_address_is_refused(pool: PgPool) {
    let site = Site::start(pool).await;
    let row = json!({"Job Title": "Fractional CFO", "Apply URL": "javascript:alert(1)"});
    let summary = site.import(Entity::Job, vec![row]).await;
    assert_eq!((summary.count(Action::Error), summary.rows()), (1, 1), "{summary}");
    site.job().post().await;
    let forced = sqlx::query("update jobs set apply_url = 'javascript:alert(1)'").execute(&site.pool).await;
    let error = forced.unwrap_err().to_string();
    assert!(error.contains("safe_url_shape"), "{error}");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn strange_names_and_long_texts_keep_the_page_whole(pool: PgPool) {
    let site = Site::start(pool).await;
    let long = "A sentence about budgets. ".repeat(800);
    assert!(long.len() > 20_000);
    for (name, bio) in [
        ("محمد بن راشد", "مدير مالي بخبرة عشرين عاماً"),
        ("שרה כהן", "סמנכ\"לית כספים"),
        ("王小明", "二十年财务经验"),
        ("🦄 Unicorn Founder 🚀", "🚀🚀🚀"),
        ("Zalgo Z̸̢̛a̴l̵g̶o", "combining"),
        ("Ann\u{202e}nnA \u{200b}Zero", "bidi override"),
        ("O'Brien-Łukaszewicz, Jr.", "punctuation"),
        (UNBROKEN, long.as_str()),
    ] {
        let person =
            site.executive().named(name).with("Bio", bio).with("Headline", UNBROKEN.repeat(4)).published();
        let person = person.create().await;
        let page = site.anonymous().get(&person.path).await.expect(200);
        assert!(page.has("h1[dir=auto]"), "{name}");
        assert!(!page.source().contains('\u{202e}'), "{name}");
        assert!(page.json_ld_of("ProfilePage").is_some(), "{name}");
        assert!(person.slug.is_ascii() && person.slug.len() <= 120, "{}", person.slug);
    }
    let list = site.anonymous().get("/executives").await.expect(200);
    assert_eq!(list.texts("article.card-person").len(), 8);
    let has_a_name = |text: &String| !text.is_empty();
    assert!(list.texts("article.card-person h3").iter().all(has_a_name));
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn no_e_mail_address_becomes_public(pool: PgPool) {
    let site = Site::start(pool).await;
    // Every page is searched for addresses by the rules of the house.
    let sarah = site
        .executive()
        .with("Email", "sarah.private@mail.example")
        .with("Headline", "CFO, write to sarah@work.example")
        .with("Bio", "Reach me at sarah.chen+cfo@mail.example or [mail me](mailto:sarah@mail.example).")
        .with("Highlight", "Ask boss@mail.example")
        .with(
            "Reviews",
            json!([{"author_name": "Omar", "rating": 5, "content": "Mail omar@client.example."}]),
        )
        .with("Experience", json!([{"company": "Mill", "title": "CFO", "summary": "Call hr@mill.example"}]))
        .published()
        .create()
        .await;
    site.sql("update executive_reviews set published_at = '2026-05-01'").await;
    let job = site
        .job()
        .with(
            "Job Description",
            "Send your CV to jobs@northwind.example, or <a href='mailto:hr@northwind.example'>write</a>.",
        )
        .with("Requirements", json!(["Proof to cv@northwind.example"]))
        .published()
        .post()
        .await;
    for path in [sarah.path.as_str(), job.path.as_str(), "/", "/executives", "/jobs", "/executives?q=sarah"] {
        site.anonymous().get(path).await.expect(200);
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_hostile_search_is_only_text(pool: PgPool) {
    let site = Site::start(pool).await;
    site.executive().published().create().await;
    for value in [
        "%3Cscript%3Ealert(1)%3C/script%3E",
        "%22%20autofocus%20onfocus%3Dalert(1)%20x%3D%22",
        "'%20or%201=1--",
        "%00",
        "%F0%9F%A6%84",
        "%E2%80%AE",
        "%FF",
        "me@mail",
    ] {
        for path in ["/executives", "/jobs"] {
            for name in ["q", "role", "location", "industry", "remote", "sort", "page"] {
                let page = site.anonymous().get(&format!("{path}?{name}={value}")).await;
                assert!(matches!(page.status, 200 | 301 | 400 | 404), "{} {}", page.status, page.path);
            }
        }
    }
    let many = (0..300).map(|n| format!("industry=x{n}")).collect::<Vec<_>>().join("&");
    site.anonymous().get(&format!("/executives?{many}")).await.expect(200);
    let page = site.anonymous().get(&format!("/executives?q={}", "word+".repeat(2_000))).await;
    assert!(matches!(page.status, 200 | 301 | 414), "{}", page.status);
    let page =
        site.anonymous().get("/executives?q=%3Cscript%3Ealert%281%29%3C%2Fscript%3E").await.expect(200);
    assert_eq!(page.attributes("#q", "value"), ["<script>alert(1)</script>"]);
}
