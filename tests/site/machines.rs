//! What machines ask for: robots, sitemaps, manifest, icons, health, caching.

use axum::body::Body;
use axum::http::Request;
use quarterdeck::database::MIGRATIONS;
use quarterdeck::urls;
use sqlx::PgPool;

use crate::support::schema::keeps_to;
use crate::support::site::METRICS_TOKEN;
use crate::support::{Site, builders};

#[sqlx::test(migrator = "MIGRATIONS")]
async fn robots_name_the_sitemap_and_bar_little(pool: PgPool) {
    let site = Site::start(pool).await;
    let robots = site.anonymous().get("/robots.txt").await.expect(200);
    assert!(robots.header("content-type").starts_with("text/plain"));
    assert_eq!(
        robots.source(),
        "User-agent: *\nDisallow: /admin\nDisallow: /api/\nDisallow: /alerts\nDisallow: /account\nDisallow: /signin\n\nSitemap: https://quarterdeck.example/sitemap.xml\n"
    );
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn the_sitemap_names_every_indexable_page_and_no_other(pool: PgPool) {
    let site = Site::start_today(pool).await;
    builders::executives(vec![
        site.executive().named("With Bio").published(),
        site.executive().named("Too Thin").without("Bio").published(),
        site.executive().named("In Review"),
        site.executive().named("Taken Down").published().set("removed_at = now()"),
        site.executive()
            .named("From Elsewhere")
            .role("Fractional CMO")
            .located("Boston, Massachusetts, United States")
            .published(),
    ])
    .await;
    builders::jobs(vec![
        site.job().titled("Open CFO").published(),
        site.job().titled("Closed CFO").published().closed("FILLED"),
        site.job().titled("Expired CFO").published().set("expires_at = now() - interval '1 day'"),
        site.job().titled("Reviewed CFO"),
    ])
    .await;
    let addresses = sitemap(&site).await;
    let expected = [
        "/",
        "/about",
        "/api",
        "/data-sources",
        "/executives",
        "/executives/from-elsewhere",
        "/executives/with-bio",
        "/jobs",
        "/jobs/open-cfo",
        "/locations",
        "/privacy",
        "/roles",
        // The page of the place would show the same people, those of their jobs the same job as the whole board.
        "/roles/fractional-cfo",
        "/terms",
    ];
    assert_eq!(addresses, expected);
    for address in addresses {
        let page = site.anonymous().get(&address).await.expect(200);
        assert!(page.is_indexable(), "{address}");
        assert_eq!(page.canonical().unwrap(), format!("https://quarterdeck.example{address}"));
    }
}

/// The paths that the sitemaps name, in the order of the alphabet.
pub async fn sitemap(site: &Site) -> Vec<String> {
    let index = site.anonymous().get("/sitemap.xml").await.expect(200);
    assert!(index.header("content-type").starts_with("application/xml"));
    let mut addresses = Vec::new();
    for file in locations(index.source()) {
        let file = site.anonymous().get(&file).await.expect(200);
        addresses.extend(locations(file.source()));
        for retired in ["<priority>", "<changefreq>"] {
            assert!(!file.source().contains(retired));
        }
    }
    addresses.sort();
    let count = addresses.len();
    addresses.dedup();
    assert_eq!(addresses.len(), count, "an address twice");
    addresses
}

fn locations(xml: &str) -> Vec<String> {
    xml.split("<loc>")
        .skip(1)
        .map(|rest| {
            let address = rest.split("</loc>").next().unwrap().replace("&amp;", "&");
            address.strip_prefix("https://quarterdeck.example").unwrap().to_owned()
        })
        .collect()
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn lastmod_is_the_last_real_change(pool: PgPool) {
    let site = Site::start(pool).await;
    site.executive().published().create().await;
    // Triggers would call it changed now.
    site.sql("alter table executives disable trigger executives_touch").await;
    site.sql("update executives set content_updated_at = '2026-02-03 04:05:06Z'").await;
    let index = site.anonymous().get("/sitemap.xml").await.expect(200);
    let name = locations(index.source()).into_iter().find(|name| name.contains("/executives-")).unwrap();
    let file = site.anonymous().get(&name).await.expect(200);
    for xml in [index.source(), file.source()] {
        assert!(xml.contains("<lastmod>2026-02-03T04:05:06"), "{xml}");
    }
    let other = if name.ends_with("-00.xml") { "01" } else { "00" };
    for nothing in [other, "64", "0", ""] {
        site.anonymous().get(&format!("/sitemaps/executives-{nothing}.xml")).await.expect(404);
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_file_of_the_sitemap_is_sent_again_only_when_it_changed(pool: PgPool) {
    let site = Site::start(pool).await;
    let sarah = site.executive().published().create().await;
    let file = format!(
        "/sitemaps/executives-{:02}.xml",
        site.value(&format!("select sitemap_bucket('{}')", sarah.id)).await.parse::<u8>().unwrap()
    );
    let ask = |tag: String| Request::get(&file).header("if-none-match", tag).body(Body::empty()).unwrap();
    let first = site.anonymous().send(ask("\"none\"".into())).await.expect(200);
    let tag = first.header("etag").to_owned();
    site.anonymous().send(ask(tag.clone())).await.expect(304);
    site.sql(
        "update executives set headline = 'Something else', content_updated_at = now() + interval '1 hour'",
    )
    .await;
    site.anonymous().send(ask(tag.clone())).await.expect(200);
    site.sql("update executives set status = 'REVIEW'").await;
    site.anonymous().send(ask(tag)).await.expect(404);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn sitemaps_keep_to_their_schema(pool: PgPool) {
    let site = Site::start(pool).await;
    let people =
        (0..5).map(|n| site.executive().named(&format!("Ann Abel {n}")).industries("SaaS").published());
    builders::executives(people.collect()).await;
    site.job().titled("Fractional CFO & \"Treasurer\" <m/w/d>").published().post().await;
    let index = site.anonymous().get("/sitemap.xml").await.expect(200);
    let files = locations(index.source());
    assert!(files.len() >= 4, "{files:?}");
    keeps_to("sitemap-0.9.xsd", index.source());
    for file in files {
        keeps_to("sitemap-0.9.xsd", site.anonymous().get(&file).await.expect(200).source());
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn manifest_icons_and_health_are_there(pool: PgPool) {
    let site = Site::start(pool).await;
    let manifest = site.anonymous().get("/manifest.webmanifest").await.expect(200);
    assert_eq!(manifest.header("content-type"), "application/manifest+json");
    let manifest: serde_json::Value = serde_json::from_slice(&manifest.body).unwrap();
    for named in manifest["icons"].as_array().unwrap() {
        let icon = site.anonymous().get(named["src"].as_str().unwrap()).await.expect(200);
        // A PNG's width and height stand at its 17th byte.
        let side = |at: usize| u32::from_be_bytes(icon.body[at..at + 4].try_into().unwrap());
        assert_eq!(named["sizes"], format!("{}x{}", side(16), side(20)));
        assert_eq!(icon.header("content-type"), "image/png");
        assert!(icon.header("cache-control").contains("immutable"));
    }
    assert!(site.anonymous().get("/favicon.ico").await.expect(200).body.len() > 100);
    for path in ["/healthz", "/readyz"] {
        site.anonymous().get(path).await.expect(200);
    }
    site.sql("delete from _sqlx_migrations").await;
    site.anonymous().get("/readyz").await.expect(503);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn who_watches_the_site_is_told_how_it_runs(pool: PgPool) {
    let site = Site::start(pool).await;
    site.anonymous().get("/about").await.expect(200);
    site.anonymous().get("/executives/nobody").await.expect(404);
    site.anonymous().get("/metrics").await.expect(404);
    let ask = |token: &str| {
        let asked = Request::get("/metrics").header("authorization", format!("Bearer {token}"));
        asked.body(Body::empty()).unwrap()
    };
    site.anonymous().send(ask("another")).await.expect(404);
    let told = site.anonymous().send(ask(METRICS_TOKEN)).await.expect(200);
    assert_eq!(told.header("content-type"), "application/openmetrics-text; version=1.0.0; charset=utf-8");
    for line in [
        "quarterdeck_http_requests_total{method=\"GET\",route=\"/about\",status=\"200\"} 1",
        "quarterdeck_http_requests_total{method=\"GET\",route=\"/executives/{slug}\",status=\"404\"} 1",
        "quarterdeck_http_request_duration_seconds_count{route=\"/about\"} 1",
        "quarterdeck_database_up 1",
    ] {
        assert!(told.source().lines().any(|told| told == line), "{line}: {}", told.source());
    }
    assert!(told.source().ends_with("# EOF\n"));
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_page_that_has_not_changed_is_not_sent_again(pool: PgPool) {
    let site = Site::start(pool).await;
    let sarah = site.executive().published().create().await;
    for path in ["/", "/executives", sarah.path.as_str(), "/about", "/sitemap.xml"] {
        let first = site.anonymous().get(path).await.expect(200);
        assert_eq!(first.header("cache-control"), "public, max-age=0, must-revalidate", "{path}");
        let ask = |method: &str| {
            let request =
                Request::builder().method(method).uri(path).header("if-none-match", first.header("etag"));
            request.body(Body::empty()).unwrap()
        };
        let again = site.anonymous().send(ask("GET")).await.expect(304);
        assert!(again.body.is_empty());
        let head = Request::head(path).body(Body::empty()).unwrap();
        let head = site.anonymous().send(head).await.expect(200);
        assert_eq!(head.header("etag"), first.header("etag"));
    }
    let before = site.anonymous().get(&sarah.path).await.header("etag").to_owned();
    site.sql("update executives set headline = 'Something new'").await;
    assert_ne!(site.anonymous().get(&sarah.path).await.header("etag"), before);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn every_file_that_a_page_asks_for_is_there(pool: PgPool) {
    let site = Site::start(pool).await;
    let page = site.anonymous().get("/").await.expect(200);
    let mut files = page.attributes("link[href^='/'], script[src], img[src]", "href");
    files.extend(page.attributes("script[src], img[src]", "src"));
    assert!(files.len() > 5, "{files:?}");
    for file in files {
        site.anonymous().get(&file).await.expect(200);
    }
    let style = page.attributes("link[rel=stylesheet]", "href").remove(0);
    let style = site.anonymous().get(&style).await.expect(200);
    for reference in style.source().split("url(").skip(1) {
        let file = reference.split(')').next().unwrap().trim_matches(['"', '\'']);
        assert!(file.starts_with("/static/") || file.starts_with("data:"), "{file}");
        if file.starts_with('/') {
            site.anonymous().get(file).await.expect(200);
        }
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn browsers_find_how_to_search_here(pool: PgPool) {
    let site = Site::start(pool).await;
    let page = site.anonymous().get("/").await.expect(200);
    let named = page.attributes("link[rel=search]", "href");
    assert_eq!(named, ["/opensearch.xml"]);
    let described = site.anonymous().get(&named[0]).await.expect(200);
    assert_eq!(described.header("content-type"), "application/opensearchdescription+xml; charset=utf-8");
    let templates: Vec<&str> =
        described.source().split("template=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    assert_eq!(templates.len(), 4);
    for template in templates {
        let address = template.strip_prefix("https://quarterdeck.example").unwrap();
        site.anonymous().get(&address.replace("{searchTerms}", "cash+flow")).await.expect(200);
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn language_models_are_told_what_is_here(pool: PgPool) {
    let site = Site::start_today(pool).await;
    let people = ["Ann Abel", "Bea Berg", "Cem Can"].map(|name| site.executive().named(name).published());
    builders::executives(people.into()).await;
    let text = site.anonymous().get("/llms.txt").await.expect(200);
    assert_eq!(text.header("content-type"), "text/plain; charset=utf-8");
    let text = text.source();
    assert!(text.starts_with("# Quarterdeck\n\n> "), "{text}");
    assert!(text.contains("3 executives and 0 open jobs today"), "{text}");
    assert!(text.contains("\n## Roles\n\n- [Fractional CFOs](https://quarterdeck.example/roles/fractional-cfo): 3 executives, 0 open jobs\n"), "{text}");
    assert!(!text.contains("## Industries"), "{text}");
    let links: Vec<&str> = text.split("](").skip(1).map(|rest| rest.split(')').next().unwrap()).collect();
    assert!(links.len() >= 10);
    for link in links.into_iter().filter(|link| !link.ends_with("/rates")) {
        site.anonymous().get(link.strip_prefix("https://quarterdeck.example").unwrap()).await.expect(200);
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn who_finds_a_hole_learns_whom_to_tell(pool: PgPool) {
    let site = Site::start(pool).await;
    let text = site.anonymous().get("/.well-known/security.txt").await.expect(200);
    assert_eq!(text.header("content-type"), "text/plain; charset=utf-8");
    assert_eq!(text.header("cache-control"), "public, max-age=3600");
    assert_eq!(
        text.source(),
        "Contact: https://quarterdeck.example/privacy\nExpires: 2026-12-01T00:00:00Z\nPreferred-Languages: en\n\
         Canonical: https://quarterdeck.example/.well-known/security.txt\n"
    );
}

#[test]
fn no_address_stands_twice() {
    let mut patterns = urls::PATTERNS.to_vec();
    patterns.sort_unstable();
    patterns.dedup();
    assert_eq!(patterns.len(), urls::PATTERNS.len());
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_file_of_the_sitemap_is_read_in_an_index_alone_and_its_last_change_is_the_first_entry(
    pool: PgPool,
) {
    let site = Site::start(pool).await;
    builders::executives(
        (1..=20).map(|n| site.executive().named(&format!("Ann Number{n}")).published()).collect(),
    )
    .await;
    builders::jobs((1..=20).map(|_| site.job().published()).collect()).await;
    let people = "select e.slug, e.content_updated_at from executives e where e.is_public and e.bio is not null and not e.is_minimal
                     and sitemap_bucket(e.id) = 7";
    let jobs =
        "select j.slug, j.content_updated_at from jobs j where j.is_public and sitemap_bucket(j.id) = 7";
    for (rows, index) in [(people, "executives_sitemap"), (jobs, "jobs_sitemap")] {
        for rows in [rows.to_owned(), format!("{rows} order by content_updated_at desc limit 1")] {
            // Of twenty rows all would be read at once.
            let mut connection = site.pool.acquire().await.unwrap();
            for off in ["set enable_seqscan = off", "set enable_bitmapscan = off"] {
                sqlx::query(off).execute(&mut *connection).await.unwrap();
            }
            let plan: Vec<String> = sqlx::query_scalar(sqlx::AssertSqlSafe(format!("explain {rows}")))
                .fetch_all(&mut *connection)
                .await
                .unwrap();
            let plan = plan.join("\n");
            assert!(plan.contains(&format!("Index Only Scan using {index} ")), "{plan}");
            assert!(!rows.contains("limit") || !plan.contains("Sort"), "{plan}");
        }
    }
}
