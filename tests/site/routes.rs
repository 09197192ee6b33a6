//! Who may what: every address of the site, for every role; and that no form is taken from elsewhere, whoever sends it.

use std::collections::BTreeSet;

use axum::http::Method;
use quarterdeck::accounts::Role;
use quarterdeck::database::MIGRATIONS;
use quarterdeck::state::Rules;
use quarterdeck::urls;
use sqlx::PgPool;

use crate::support::site::noon;
use crate::support::{Browser, Site, builders};

/// What anonymous visitors, owners, operators and admins are answered.
type Answers = [u16; 4];

const FOR_ALL: Answers = [200; 4];
/// Whoever has no account signs in first.
const FOR_ACCOUNTS: Answers = [303, 200, 200, 200];
/// Of what is for those who run the site, nobody else learns that it is there.
const FOR_OPERATORS: Answers = [404, 404, 200, 200];
/// What is one person's is not there for anybody else, whatever they may.
const THEIRS: Answers = [303, 404, 404, 404];
/// The same of a form, of which a stranger isn't told so much.
const NOT_THEIRS: Answers = [SIGNED_OUT, 404, 404, 404];
const NOT_FOUND: Answers = [404; 4];
const REFUSED: Answers = [422; 4];
/// Those who run the site have pressed no button of a form.
const UNPRESSED: Answers = [SIGNED_OUT, 404, 400, 400];

/// Where whoever is not signed in gets back what they sent, whether or not there is anything.
const SECTIONS: [&str; 3] = ["/account", "/admin", "/me"];
const SIGNED_OUT: u16 = 401;

/// Pattern, an address of that pattern, and the answers.
type Line = (&'static str, &'static str, Answers);

const GET: &[Line] = &[
    ("/jobs/{slug}/apply", "/jobs/fractional-cfo/apply", [303; 4]),
    ("/", "/", FOR_ALL),
    ("/executives", "/executives", FOR_ALL),
    ("/photos/{file}", "/photos/0a1b-96.jpg", NOT_FOUND),
    ("/executives/{slug}", "/executives/ann-abel", FOR_ALL),
    ("/executives/{slug}/contact", "/executives/ann-abel/contact", FOR_ALL),
    ("/executives/{slug}/contact/sent", "/executives/ann-abel/contact/sent", FOR_ALL),
    ("/executives/{slug}/correct", "/executives/ann-abel/correct", FOR_ALL),
    ("/executives/{slug}/correct/sent", "/executives/ann-abel/correct/sent", FOR_ALL),
    ("/executives/{slug}/remove", "/executives/ann-abel/remove", FOR_ALL),
    ("/me", "/me", FOR_ACCOUNTS),
    // Somebody else's, whoever asks.
    ("/me/{slug}", "/me/ann-abel", THEIRS),
    ("/me/{slug}/edit", "/me/ann-abel/edit", THEIRS),
    ("/me/{slug}/edit/{list}", "/me/ann-abel/edit/experience", THEIRS),
    ("/me/{slug}/photo", "/me/ann-abel/photo", THEIRS),
    ("/me/{slug}/photo/{file}", "/me/ann-abel/photo/sheet.jpg", THEIRS),
    ("/me/{slug}/preview", "/me/ann-abel/preview", THEIRS),
    ("/me/{slug}/suggestions", "/me/ann-abel/suggestions", THEIRS),
    ("/me/{slug}/checks", "/me/ann-abel/checks", THEIRS),
    ("/me/{slug}/reviews", "/me/ann-abel/reviews", THEIRS),
    ("/me/{slug}/messages", "/me/ann-abel/messages", THEIRS),
    ("/availability/{token}", "/availability/x", NOT_FOUND),
    ("/reviews/{token}", "/reviews/x", NOT_FOUND),
    ("/reviews/decline/{token}", "/reviews/decline/x", NOT_FOUND),
    ("/contact/confirm/{token}", "/contact/confirm/x", NOT_FOUND),
    ("/contact/decline/{token}", "/contact/decline/x", NOT_FOUND),
    ("/contact/reply/{token}", "/contact/reply/x", NOT_FOUND),
    ("/privacy/removal", "/privacy/removal", FOR_ALL),
    ("/privacy/removal/undo/{token}", "/privacy/removal/undo/x", NOT_FOUND),
    ("/privacy/removal/{receipt}", "/privacy/removal/s-2222-2222-2222", NOT_FOUND),
    ("/executives/{slug}/claim", "/executives/ann-abel/claim", FOR_ALL),
    ("/jobs", "/jobs", FOR_ALL),
    ("/jobs/{slug}", "/jobs/fractional-cfo", FOR_ALL),
    ("/roles", "/roles", FOR_ALL),
    ("/roles/{role}", "/roles/fractional-cfo", FOR_ALL),
    ("/roles/{role}/locations/{location}", "/roles/fractional-cfo/locations/austin-tx", FOR_ALL),
    ("/roles/{role}/industries/{industry}", "/roles/fractional-cfo/industries/saas", FOR_ALL),
    ("/roles/{role}/jobs", "/roles/fractional-cfo/jobs", FOR_ALL),
    ("/roles/{role}/jobs/remote", "/roles/fractional-cfo/jobs/remote", NOT_FOUND),
    ("/locations", "/locations", FOR_ALL),
    ("/locations/{location}", "/locations/austin-tx", FOR_ALL),
    ("/locations/{location}/jobs", "/locations/austin-tx/jobs", FOR_ALL),
    ("/industries", "/industries", FOR_ALL),
    ("/industries/{industry}", "/industries/saas", FOR_ALL),
    ("/industries/{industry}/jobs", "/industries/saas/jobs", NOT_FOUND),
    ("/rates", "/rates", FOR_ALL),
    ("/rates/{role}", "/rates/fractional-cfo", FOR_ALL),
    ("/shortlist", "/shortlist", FOR_ALL),
    ("/compare", "/compare", FOR_ALL),
    ("/card.png", "/card.png", FOR_ALL),
    ("/suggest", "/suggest?in=executives&q=cf", FOR_ALL),
    ("/alerts", "/alerts", FOR_ALL),
    ("/alerts/sent", "/alerts/sent", FOR_ALL),
    ("/alerts/new/{list}", "/alerts/new/jobs", FOR_ALL),
    ("/alerts/new/{list}/sent", "/alerts/new/jobs/sent", FOR_ALL),
    ("/alerts/confirm/{token}", "/alerts/confirm/x", NOT_FOUND),
    ("/alerts/one/{token}", "/alerts/one/x", NOT_FOUND),
    ("/alerts/stop/{token}", "/alerts/stop/x", NOT_FOUND),
    ("/alerts/all/{token}", "/alerts/all/x", [410; 4]),
    ("/signin", "/signin", [200, 303, 303, 303]),
    ("/signin/sent", "/signin/sent", FOR_ALL),
    ("/signin/link/{token}", "/signin/link/x", NOT_FOUND),
    ("/signin/ended", "/signin/ended", FOR_ALL),
    ("/account", "/account", FOR_ACCOUNTS),
    ("/account/export", "/account/export", FOR_ACCOUNTS),
    ("/account/erase", "/account/erase", FOR_ACCOUNTS),
    ("/account/second-factor", "/account/second-factor", [303, 404, 303, 303]),
    ("/admin", "/admin", FOR_OPERATORS),
    ("/admin/users", "/admin/users?q=client", FOR_OPERATORS),
    ("/admin/users/{id}", "/admin/users/0197b2a0-0000-7000-8000-000000000001", FOR_OPERATORS),
    ("/admin/review", "/admin/review?what=jobs&stand=online", FOR_OPERATORS),
    ("/admin/executives/{slug}", "/admin/executives/ann-abel", FOR_OPERATORS),
    ("/admin/executives/{slug}/owner", "/admin/executives/bea-berg/owner", FOR_OPERATORS),
    ("/admin/executives/{slug}/photo/{file}", "/admin/executives/ann-abel/photo/0a1b-96.jpg", FOR_OPERATORS),
    ("/admin/jobs/{slug}", "/admin/jobs/fractional-cfo", FOR_OPERATORS),
    ("/admin/executives/{slug}/edit", "/admin/executives/ann-abel/edit", FOR_OPERATORS),
    ("/admin/executives/{slug}/edit/{list}", "/admin/executives/ann-abel/edit/experience", FOR_OPERATORS),
    ("/admin/jobs/{slug}/edit", "/admin/jobs/fractional-cfo/edit", FOR_OPERATORS),
    ("/admin/terms", "/admin/terms?kind=location", FOR_OPERATORS),
    ("/admin/taxonomy", "/admin/taxonomy?kind=industry&q=fin", FOR_OPERATORS),
    ("/admin/taxonomy/{kind}/{slug}", "/admin/taxonomy/role/fractional-cfo?into=CTO", FOR_OPERATORS),
    ("/admin/duplicates", "/admin/duplicates", FOR_OPERATORS),
    ("/admin/merge", "/admin/merge?what=executives&one=ann-abel&other=bea-berg", FOR_OPERATORS),
    ("/admin/removals", "/admin/removals?all=yes", FOR_OPERATORS),
    ("/admin/removals/{receipt}", "/admin/removals/s-3333-3333-3333", FOR_OPERATORS),
    ("/admin/claims", "/admin/claims?all=yes", FOR_OPERATORS),
    ("/admin/claims/{number}", "/admin/claims/k-2222-2222", FOR_OPERATORS),
    ("/admin/corrections", "/admin/corrections?all=yes", FOR_OPERATORS),
    ("/admin/corrections/{number}", "/admin/corrections/c-2222-2222", FOR_OPERATORS),
    ("/admin/edits", "/admin/edits", FOR_OPERATORS),
    ("/admin/edits/{id}", "/admin/edits/0197b2a0-0000-7000-8000-000000000002", FOR_OPERATORS),
    ("/admin/verifications", "/admin/verifications", FOR_OPERATORS),
    ("/admin/verifications/{slug}/{check}", "/admin/verifications/bea-berg/identity", FOR_OPERATORS),
    ("/admin/reviews", "/admin/reviews?all=yes", FOR_OPERATORS),
    ("/admin/reviews/{id}", "/admin/reviews/0197b2a0-0000-7000-8000-000000000003", FOR_OPERATORS),
    ("/admin/messages", "/admin/messages?all=yes", FOR_OPERATORS),
    ("/admin/messages/{number}", "/admin/messages/00000004", FOR_OPERATORS),
    ("/admin/sources", "/admin/sources", FOR_OPERATORS),
    ("/admin/sources/{name}", "/admin/sources/clay?what=jobs", FOR_OPERATORS),
    ("/admin/log", "/admin/log?actor=command&entity=user", FOR_OPERATORS),
    ("/admin/search", "/admin/search?q=cfo", FOR_OPERATORS),
    ("/admin/imports", "/admin/imports", FOR_OPERATORS),
    ("/admin/uploads/{id}", "/admin/uploads/0197b2a0-0000-7000-8000-000000000005", FOR_OPERATORS),
    ("/admin/work/{id}", "/admin/work/0197b2a0-0000-7000-8000-000000000006", FOR_OPERATORS),
    ("/admin/runs/{number}", "/admin/runs/1", FOR_OPERATORS),
    ("/admin/runs/{number}/failed", "/admin/runs/1/failed", FOR_OPERATORS),
    ("/admin/runs/{number}/rows/{position}", "/admin/runs/1/rows/1", FOR_OPERATORS),
    ("/about", "/about", FOR_ALL),
    ("/data-sources", "/data-sources", FOR_ALL),
    ("/privacy", "/privacy", FOR_ALL),
    ("/terms", "/terms", FOR_ALL),
    ("/dev/mail", "/dev/mail", FOR_ALL),
    ("/dev/mail/{id}", "/dev/mail/0197b2a0-0000-7000-8000-000000000000", NOT_FOUND),
    ("/dev/mail/{id}/html", "/dev/mail/0197b2a0-0000-7000-8000-000000000000/html", NOT_FOUND),
    ("/robots.txt", "/robots.txt", FOR_ALL),
    ("/sitemap.xml", "/sitemap.xml", FOR_ALL),
    ("/sitemaps/{file}", "/sitemaps/words.xml", FOR_ALL),
    ("/jobs/feed.xml", "/jobs/feed.xml", FOR_ALL),
    ("/llms.txt", "/llms.txt", FOR_ALL),
    ("/opensearch.xml", "/opensearch.xml", FOR_ALL),
    ("/.well-known/security.txt", "/.well-known/security.txt", FOR_ALL),
    ("/manifest.webmanifest", "/manifest.webmanifest", FOR_ALL),
    ("/favicon.ico", "/favicon.ico", FOR_ALL),
    ("/static/{file}", "/static/none.css", NOT_FOUND),
    ("/api", "/api", FOR_ALL),
    ("/api/v1/executives", "/api/v1/executives", FOR_ALL),
    ("/api/v1/executives/{slug}", "/api/v1/executives/ann-abel", FOR_ALL),
    ("/api/v1/jobs", "/api/v1/jobs", FOR_ALL),
    ("/api/v1/jobs/{slug}", "/api/v1/jobs/fractional-cfo", FOR_ALL),
    ("/api/v1/roles", "/api/v1/roles", FOR_ALL),
    ("/api/v1/roles/{slug}", "/api/v1/roles/fractional-cfo", FOR_ALL),
    ("/api/v1/locations", "/api/v1/locations", FOR_ALL),
    ("/api/v1/locations/{slug}", "/api/v1/locations/austin-tx", FOR_ALL),
    ("/api/v1/industries", "/api/v1/industries", FOR_ALL),
    ("/api/v1/industries/{slug}", "/api/v1/industries/saas", FOR_ALL),
    ("/api/v1/rates", "/api/v1/rates", FOR_ALL),
    ("/api/v1/rates/{slug}", "/api/v1/rates/fractional-cfo", FOR_ALL),
    ("/api/openapi.json", "/api/openapi.json", FOR_ALL),
    ("/healthz", "/healthz", FOR_ALL),
    ("/readyz", "/readyz", FOR_ALL),
    // For those who have its token, whoever they are.
    ("/metrics", "/metrics", NOT_FOUND),
];

/// With empty forms, in this order: what ends the session comes last.
const POST: &[Line] = &[
    ("/jobs/{slug}/apply", "/jobs/fractional-cfo/apply", FOR_ALL),
    ("/executives/{slug}/contact", "/executives/ann-abel/contact", REFUSED),
    ("/executives/{slug}/correct", "/executives/ann-abel/correct", REFUSED),
    ("/contact/confirm/{token}", "/contact/confirm/x", NOT_FOUND),
    ("/contact/decline/{token}", "/contact/decline/x", NOT_FOUND),
    ("/contact/reply/{token}", "/contact/reply/x", NOT_FOUND),
    ("/privacy/removal", "/privacy/removal", REFUSED),
    ("/privacy/removal/undo/{token}", "/privacy/removal/undo/x", NOT_FOUND),
    ("/executives/{slug}/claim", "/executives/ann-abel/claim", [303; 4]),
    ("/shortlist", "/shortlist", [400; 4]),
    ("/alerts", "/alerts", REFUSED),
    ("/alerts/new/{list}", "/alerts/new/jobs", REFUSED),
    ("/alerts/confirm/{token}", "/alerts/confirm/x", NOT_FOUND),
    ("/alerts/one/{token}", "/alerts/one/x", NOT_FOUND),
    ("/alerts/stop/{token}", "/alerts/stop/x", NOT_FOUND),
    ("/alerts/all/{token}", "/alerts/all/x", [410; 4]),
    ("/api/v1/ingest/clay/executives", "/api/v1/ingest/clay/executives", [401; 4]),
    ("/api/v1/ingest/clay/jobs", "/api/v1/ingest/clay/jobs", [401; 4]),
    ("/admin/review", "/admin/review", [SIGNED_OUT, 404, 303, 303]),
    ("/admin/executives/{slug}", "/admin/executives/ann-abel", [SIGNED_OUT, 404, 400, 400]),
    ("/admin/executives/{slug}/owner", "/admin/executives/bea-berg/owner", [SIGNED_OUT, 404, 422, 422]),
    ("/admin/jobs/{slug}", "/admin/jobs/fractional-cfo", [SIGNED_OUT, 404, 400, 400]),
    ("/admin/executives/{slug}/edit", "/admin/executives/ann-abel/edit", [SIGNED_OUT, 404, 303, 303]),
    (
        "/admin/executives/{slug}/edit/{list}",
        "/admin/executives/ann-abel/edit/experience",
        [SIGNED_OUT, 404, 303, 303],
    ),
    ("/admin/jobs/{slug}/edit", "/admin/jobs/fractional-cfo/edit", [SIGNED_OUT, 404, 303, 303]),
    ("/admin/terms", "/admin/terms", [SIGNED_OUT, 404, 400, 400]),
    ("/admin/taxonomy", "/admin/taxonomy", [SIGNED_OUT, 404, 400, 400]),
    ("/admin/taxonomy/{kind}/{slug}", "/admin/taxonomy/role/fractional-cfo", [SIGNED_OUT, 404, 400, 400]),
    ("/admin/duplicates", "/admin/duplicates", [SIGNED_OUT, 404, 303, 303]),
    ("/admin/merge", "/admin/merge", [SIGNED_OUT, 404, 400, 400]),
    ("/admin/removals/{receipt}", "/admin/removals/s-3333-3333-3333", UNPRESSED),
    ("/admin/claims/{number}", "/admin/claims/k-2222-2222", UNPRESSED),
    ("/admin/corrections/{number}", "/admin/corrections/c-2222-2222", UNPRESSED),
    ("/admin/edits/{id}", "/admin/edits/0197b2a0-0000-7000-8000-000000000002", UNPRESSED),
    ("/admin/verifications/{slug}/{check}", "/admin/verifications/bea-berg/identity", UNPRESSED),
    ("/admin/reviews/{id}", "/admin/reviews/0197b2a0-0000-7000-8000-000000000003", UNPRESSED),
    ("/admin/messages/{number}", "/admin/messages/00000004", UNPRESSED),
    ("/admin/users", "/admin/users", [SIGNED_OUT, 404, 404, 422]),
    ("/admin/users/{id}", "/admin/users/0197b2a0-0000-7000-8000-000000000001", UNPRESSED),
    ("/admin/sources", "/admin/sources", [SIGNED_OUT, 404, 422, 422]),
    ("/admin/sources/{name}", "/admin/sources/clay", [SIGNED_OUT, 404, 400, 400]),
    ("/admin/uploads", "/admin/uploads", [SIGNED_OUT, 404, 422, 422]),
    (
        "/admin/uploads/{id}",
        "/admin/uploads/0197b2a0-0000-7000-8000-000000000005",
        [SIGNED_OUT, 404, 303, 303],
    ),
    ("/admin/work/{id}", "/admin/work/0197b2a0-0000-7000-8000-000000000006", [SIGNED_OUT, 404, 303, 303]),
    ("/admin/runs/{number}", "/admin/runs/1", [SIGNED_OUT, 404, 400, 400]),
    ("/signin", "/signin", REFUSED),
    ("/signin/link/{token}", "/signin/link/x", NOT_FOUND),
    ("/me/{slug}", "/me/ann-abel", NOT_THEIRS),
    ("/me/{slug}/edit", "/me/ann-abel/edit", NOT_THEIRS),
    ("/me/{slug}/edit/{list}", "/me/ann-abel/edit/experience", NOT_THEIRS),
    ("/me/{slug}/photo", "/me/ann-abel/photo", NOT_THEIRS),
    ("/me/{slug}/photo/cut", "/me/ann-abel/photo/cut", NOT_THEIRS),
    ("/me/{slug}/photo/remove", "/me/ann-abel/photo/remove", NOT_THEIRS),
    ("/me/{slug}/suggestions", "/me/ann-abel/suggestions", NOT_THEIRS),
    ("/me/{slug}/checks", "/me/ann-abel/checks", NOT_THEIRS),
    ("/me/{slug}/reviews", "/me/ann-abel/reviews", NOT_THEIRS),
    ("/me/{slug}/online", "/me/ann-abel/online", NOT_THEIRS),
    ("/me/{slug}/changes/{id}", "/me/ann-abel/changes/0197b2a0-0000-7000-8000-000000000000", NOT_THEIRS),
    ("/availability/{token}", "/availability/x", NOT_FOUND),
    ("/reviews/{token}", "/reviews/x", NOT_FOUND),
    ("/reviews/decline/{token}", "/reviews/decline/x", NOT_FOUND),
    ("/account/erase", "/account/erase", [SIGNED_OUT, 422, 422, 422]),
    ("/account/second-factor", "/account/second-factor", [SIGNED_OUT, 404, 422, 422]),
    ("/account/recovery-codes", "/account/recovery-codes", [SIGNED_OUT, 404, 200, 200]),
    ("/account/sessions", "/account/sessions", [SIGNED_OUT, 303, 303, 303]),
    ("/account/sessions/{id}", "/account/sessions/0197b2a0-0000-7000-8000-000000000000", NOT_THEIRS),
    // Nothing has to be said for it: the first who asks takes the profile off.
    ("/executives/{slug}/remove", "/executives/ann-abel/remove", [303, 410, 410, 410]),
    ("/account/signout", "/account/signout", [303; 4]),
];

/// The site with something on every page, and somebody of each role.
async fn furnished(site: &Site) -> [Browser<'_>; 4] {
    let people = ["Ann Abel", "Bea Berg", "Cem Can", "Dan Dorn", "Eva Elm"].map(|name| {
        site.executive().named(name).industries("SaaS").with("Monthly Rate", "$9,000").published()
    });
    builders::executives(people.into()).await;
    site.job().published().post().await;
    let bea = site.value("select id from executives where slug = 'bea-berg'").await;
    plant(site).await;
    let people = [
        site.browser(),
        site.member("owner@client.example").await,
        site.runs_it("operator@client.example", Role::Operator).await,
        site.runs_it("admin@client.example", Role::Admin).await,
    ];
    // Somebody else's, whoever asks.
    site.member("bea@berg.example").await;
    site.sql(&format!(
        "insert into profile_ownerships (id, executive_id, user_id, status, verified_at, created_at)
         select gen_random_uuid(), '{bea}', id, 'ACTIVE', now(), now() from users where email = 'bea@berg.example'"
    ))
    .await;
    people
}

/// One of each thing that has a page on the console: what is answered to those who may not see it is answered although it is
/// there.
async fn plant(site: &Site) {
    site.sql(
        r#"insert into users (id, email, role) values ('0197b2a0-0000-7000-8000-000000000001', 'kept@client.example', 'OWNER');
           insert into portraits (name, executive_id, small, medium, large, created_at)
           select '0a1b', id, 'x', 'x', 'x', now() from executives where slug = 'ann-abel';
           insert into removal_requests (id, receipt, request_key, executive_id, status, is_hiding, decide_by, created_at)
           select gen_random_uuid(), 'S-3333-3333-3333', gen_random_uuid(), id, 'RECEIVED', false, now(), now()
             from executives where slug = 'bea-berg';
           insert into profile_claim_requests (id, request_key, number, executive_id, user_id, email, name, code, method, status)
           select gen_random_uuid(), gen_random_uuid(), 'K-2222-2222', id, '0197b2a0-0000-7000-8000-000000000001',
                  'kept@client.example', 'Kit', 'x', 'note', 'IN_REVIEW' from executives where slug = 'bea-berg';
           insert into correction_requests (id, number, request_key, executive_id, remark, status, created_at)
           select gen_random_uuid(), 'C-2222-2222', gen_random_uuid(), id, 'Wrong.', 'RECEIVED', now()
             from executives where slug = 'bea-berg';
           insert into profile_edits (id, executive_id, source, fields, before, after, status, created_at)
           select '0197b2a0-0000-7000-8000-000000000002', id, 'owner', '{headline}', '{}',
                  '{"columns": {"headline": "Sails"}, "industries": null, "specialties": null}', 'PENDING', now()
             from executives where slug = 'bea-berg';
           insert into executive_verifications (id, executive_id, check_type, status, source, asked_at, asked_note)
           select gen_random_uuid(), id, 'IDENTITY', 'PENDING', 'owner', now(), 'Call me.' from executives where slug = 'bea-berg';
           insert into review_invites (id, executive_id, request_key, status, client_name, client_company, client_email,
                                       expires_at, author_name, rating, content, written_at, touched_at, created_at)
           select '0197b2a0-0000-7000-8000-000000000003', id, gen_random_uuid(), 'WRITTEN', 'Cleo', 'Northwind',
                  'cleo@client.example', now(), 'Cleo', 5, 'Good.', now(), now(), now() from executives where slug = 'bea-berg';
           insert into contact_requests (id, executive_id, sender_name, sender_email, sender_company, message, status, went_to,
                                         confirmed_at)
           select '0197b2a0-0000-7000-8000-000000000004', id, 'Fin', 'fin@client.example', 'Lumen', 'Hello.', 'DELIVERED',
                  'OPERATOR', now() from executives where slug = 'bea-berg';
           insert into uploads (id, name, source, entity_type, bytes, created_at)
           values ('0197b2a0-0000-7000-8000-000000000005', 'people.csv', 'clay', 'executive', 14, now());
           insert into upload_parts (upload_id, part, content)
           values ('0197b2a0-0000-7000-8000-000000000005', 1, E'Full Name\nAnna'::bytea);
           insert into works (id, request_key, kind, about, upload_id, started_at, beat_at)
           values ('0197b2a0-0000-7000-8000-000000000006', gen_random_uuid(), 'DRY_RUN', 'people.csv',
                   '0197b2a0-0000-7000-8000-000000000005', now(), now())"#,
    )
    .await;
}

fn generous() -> Rules {
    Rules { rate_limit_scale: "1000".parse().unwrap(), ..Rules::default() }
}

async fn open(pool: PgPool) -> Site {
    quarterdeck::taxonomy::load_shipped(&pool).await.unwrap();
    let today = quarterdeck::clock::Clock::system().now();
    assert!(today > noon(), "the builders' postings are of June 2026");
    Site::ruled(pool, quarterdeck::clock::Clock::standing_at(today), generous())
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn every_address_answers_each_role_as_it_should(pool: PgPool) {
    let site = open(pool).await;
    let people = furnished(&site).await;
    let mut wrong = Vec::new();
    for (method, lines) in [(Method::GET, GET), (Method::POST, POST)] {
        for (pattern, path, expected) in lines {
            let mut answers = [0; 4];
            for (browser, status) in people.iter().zip(&mut answers) {
                *status = ask(browser, &method, path).await;
            }
            if answers != *expected {
                wrong.push(format!("{method} {pattern}: {answers:?} and not {expected:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What the owner of a profile is answered on its own pages, with empty forms.
const OWN: [(&str, u16, Option<u16>); 14] = [
    ("", 200, Some(303)),
    ("/edit", 200, Some(303)),
    ("/edit/experience", 200, Some(303)),
    ("/photo", 200, Some(422)),
    ("/photo/cut", 405, Some(303)),
    ("/photo/remove", 405, Some(303)),
    ("/photo/sheet.jpg", 404, None),
    ("/preview", 200, None),
    ("/suggestions", 200, Some(422)),
    ("/checks", 200, Some(404)),
    ("/reviews", 200, Some(422)),
    ("/messages", 200, None),
    ("/online", 405, Some(303)),
    ("/changes/0197b2a0-0000-7000-8000-000000000000", 405, Some(303)),
];

#[sqlx::test(migrator = "MIGRATIONS")]
async fn the_owner_of_a_profile_has_its_pages_and_nobody_elses(pool: PgPool) {
    let site = open(pool).await;
    furnished(&site).await;
    let cem = site.member("cem@client.example").await;
    site.sql(
        "insert into profile_ownerships (id, executive_id, user_id, status, created_at)
         select gen_random_uuid(), e.id, u.id, 'ACTIVE', now() from executives e, users u
          where e.slug = 'cem-can' and u.email = 'cem@client.example'",
    )
    .await;
    let mut wrong = Vec::new();
    for (below, get, post) in OWN {
        for (method, expected) in [(Method::GET, Some(get)), (Method::POST, post)] {
            let Some(expected) = expected else { continue };
            let answer = ask(&cem, &method, &format!("/me/cem-can{below}")).await;
            if answer != expected {
                wrong.push(format!("{method} {below}: {answer} and not {expected}"));
            }
        }
    }
    // Whatever is somebody else's, or belongs to those who run the site, is no more there than for any other owner.
    for (method, lines) in [(Method::GET, GET), (Method::POST, POST)] {
        let closed = lines.iter().filter(|(.., answers)| answers[1] == 404);
        for (pattern, path, _) in closed {
            let answer = ask(&cem, &method, path).await;
            if answer != 404 {
                wrong.push(format!("{method} {pattern}: {answer} and not 404"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let listed = OWN.iter().filter(|(.., post)| post.is_some()).count();
    assert_eq!(
        listed,
        POST.iter().filter(|(pattern, ..)| pattern.starts_with("/me/")).count(),
        "one line each"
    );
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn no_address_is_missing_here(pool: PgPool) {
    let site = open(pool).await;
    let [anonymous, .., admin] = furnished(&site).await;
    let listed = |lines: &[Line]| lines.iter().map(|(pattern, ..)| *pattern).collect::<BTreeSet<_>>();
    let (get, post) = (listed(GET), listed(POST));
    let known: BTreeSet<&str> = urls::PATTERNS.iter().copied().collect();
    assert_eq!(known, &get | &post, "urls.rs and this table");
    // An address that takes another method than is written here was forgotten here.
    for (method, theirs, others) in [(Method::GET, &get, POST), (Method::POST, &post, GET)] {
        for (pattern, path, _) in others.iter().filter(|(pattern, ..)| !theirs.contains(pattern)) {
            let is_of = |section: &str| {
                path.strip_prefix(section).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            };
            let is_kept = method == Method::POST && SECTIONS.iter().any(|section| is_of(section));
            for (browser, status) in [(&anonymous, if is_kept { SIGNED_OUT } else { 405 }), (&admin, 405)] {
                assert_eq!(ask(browser, &method, path).await, status, "{method} {pattern}");
            }
        }
    }
    for (pattern, path, _) in GET.iter().chain(POST) {
        for method in [Method::PUT, Method::PATCH, Method::DELETE] {
            assert_eq!(ask(&admin, &method, path).await, 405, "{method} {pattern}");
        }
    }
}

async fn ask(browser: &Browser<'_>, method: &Method, path: &str) -> u16 {
    let headers = [("sec-fetch-site", "same-origin"), ("content-type", "form")];
    browser
        .send(method.clone(), path, &headers[..if *method == Method::GET { 1 } else { 2 }], String::new())
        .await
        .status
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn no_form_is_taken_from_elsewhere_whoever_sends_it(pool: PgPool) {
    const OURS: &str = "https://quarterdeck.example";
    let forged: [&[(&str, &str)]; 12] = [
        &[],
        &[("host", "quarterdeck.example")],
        &[("referer", "https://quarterdeck.example/account")],
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        &[("sec-fetch-site", "none")],
        &[("sec-fetch-site", "cross-site"), ("origin", OURS)],
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
        &[("origin", "http://quarterdeck.example")],
        &[("origin", "https://quarterdeck.example.evil.example")],
        &[("origin", "https://evil.example"), ("host", "evil.example")],
    ];
    let site = open(pool).await;
    let people = furnished(&site).await;
    // There, a token is the proof.
    let by_token = |pattern: &str| pattern.starts_with("/api/") || pattern == "/alerts/stop/{token}";
    let mut tried = 0;
    for (pattern, path, _) in POST.iter().filter(|(pattern, ..)| !by_token(pattern)) {
        for headers in forged {
            let mut headers = headers.to_vec();
            headers.push(("content-type", "form"));
            for browser in &people {
                let answer = browser
                    .send(Method::POST, path, &headers, "code=1&email=ann%40client.example".to_owned())
                    .await;
                assert_eq!(answer.status, 403, "{pattern} {headers:?}");
                tried += 1;
            }
        }
    }
    assert!(tried >= 12 * 14 * 4, "{tried}");
    for browser in &people[1..] {
        browser.get("/account").await.expect(200);
    }
    assert_eq!(
        site.value("select count(*) from audit_log where action in ('sign out', 'end other sessions')").await,
        "0"
    );
}
