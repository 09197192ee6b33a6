//! One search finds whatever the console has a page for, by what people who run the site have at hand.

use quarterdeck::accounts::Role;
use quarterdeck::clock::Clock;
use quarterdeck::database::MIGRATIONS;
use quarterdeck::state::Rules;
use sqlx::PgPool;

use super::me::{AT, edit, owned};
use super::removals::form;
use super::reviews::written;
use crate::support::site::noon;
use crate::support::{Browser, Site};

/// Where the results of a search lead.
async fn found(operator: &Browser<'_>, text: &str) -> Vec<String> {
    let query = crate::support::browser::filled_in(&[("q", text)]);
    operator.get(&format!("/admin/search?{query}")).await.expect(200).attributes("main a.row-link", "href")
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_operator_finds_what_people_asked_by_number_name_and_address(pool: PgPool) {
    quarterdeck::taxonomy::load_shipped(&pool).await.unwrap();
    let rules = Rules { reviews_edits: true, ..Rules::default() };
    let site = Site::ruled(pool, Clock::standing_at(noon()), rules);
    let operator = site.runs_it("operator@site.example", Role::Operator).await;
    let ann = owned(&site).await;

    // A claim, a message, a client's review, a check and an edit, each as its page has it.
    let claimant = site.member("cleo@claims.example").await;
    let claim = "/executives/ann-abel/claim";
    claimant.post(claim, &[("step", "who"), ("name", "Cleo Clark")]).await.expect(303);
    let proof = [
        ("step", "proof"),
        ("method", "note"),
        ("note", "Ask for Cleo at Clark Ltd, who has known her for ten years."),
    ];
    claimant.post(claim, &proof).await.expect(303);
    claimant.post(claim, &[("step", "send")]).await.expect(303);
    let number = site.value("select number from profile_claim_requests").await;
    let claims = [format!("/admin/claims/{}", number.to_lowercase())];
    for text in [number.as_str(), &number.to_lowercase(), "cleo@claims", "Cleo Clark"] {
        assert!(found(&operator, text).await.contains(&claims[0]), "{text}");
    }

    let contact = "/executives/ann-abel/contact";
    let page = site.anonymous().get(contact).await.expect(200);
    let key = page.attributes("input[name=request_key]", "value").remove(0);
    let typed = [
        ("name", "Fin Founder"),
        ("email", "fin@lumen.example"),
        ("company", "Lumen Freight"),
        ("message", "Can we talk?"),
        ("request_key", key.as_str()),
    ];
    site.anonymous().post(contact, &form(&typed)).await.expect(303);
    assert!(found(&operator, "Lumen Freight").await.is_empty(), "what nobody confirmed is nobody's to read");
    let confirm = site.mailbox("fin@lumen.example").link("/contact/confirm/").await;
    site.anonymous().post(&confirm, "").await.expect(200);
    let message = site.value("select right(replace(id::text, '-', ''), 8) from contact_requests").await;
    for text in [message.as_str(), "fin@lumen", "Lumen Freight", "Fin Founder"] {
        assert_eq!(found(&operator, text).await, [format!("/admin/messages/{message}")], "{text}");
    }

    written(&site, &ann).await;
    let review = format!("/admin/reviews/{}", site.value("select id from review_invites").await);
    let asked = [("check", "identity"), ("note-identity", "Call me.")];
    ann.post(&format!("{AT}/checks"), &asked).await.expect(303);
    edit(&ann, &format!("{AT}/edit"), &[("headline", "Builds finance teams")]).await.expect(303);
    let waiting = format!("/admin/edits/{}", site.value("select id from profile_edits").await);
    assert_eq!(found(&operator, "Brandt").await, [review.as_str()]);
    let of_ann = found(&operator, "Ann Abel").await;
    for page in [&review, &waiting, "/admin/verifications/ann-abel/identity", "/admin/executives/ann-abel"] {
        assert!(of_ann.iter().any(|found| found == page), "{page}: {of_ann:?}");
    }
    for page in of_ann {
        operator.get(&page).await.expect(200);
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_operator_finds_terms_files_and_the_page_of_a_copied_address(pool: PgPool) {
    let site = Site::start(pool).await;
    let operator = site.runs_it("operator@site.example", Role::Operator).await;
    let ann = site.executive().named("Ann Abel").published().create().await;
    let job = site.job().published().post().await;
    let terms = found(&operator, "healthcare").await;
    assert!(terms.contains(&"/admin/taxonomy/industry/healthcare".to_owned()), "{terms:?}");
    for page in terms {
        operator.get(&page).await.expect(200);
    }
    let rows = "Full Name\nBea Berg\n";
    let sent = [("entity", "executives"), ("source", "rolodex")];
    let upload = operator.upload("/admin/uploads", &sent, "people of june.csv", rows).await.expect(303);
    for text in ["people of", "rolodex"] {
        assert!(found(&operator, text).await.contains(&upload.header("location").to_owned()), "{text}");
    }

    // Whoever looks at a public page copies its address; editing is one step from what is found.
    for (path, page) in
        [(ann.path.as_str(), "/admin/executives/ann-abel"), (&job.path, "/admin/jobs/fractional-cfo")]
    {
        let typed = format!("https://quarterdeck.example{path}?ref=mail#top");
        let query = crate::support::browser::filled_in(&[("q", &typed)]);
        let results = operator.get(&format!("/admin/search?{query}")).await.expect(200);
        assert!(results.attributes("main a.row-link", "href").contains(&page.to_owned()), "{typed}");
        let edit = results.attributes("a.row-edit", "href").remove(0);
        assert_eq!(edit, format!("{page}/edit"));
        operator.get(&edit).await.expect(200);
    }
    let queue = operator.get("/admin/review?stand=online").await.expect(200);
    assert_eq!(queue.attributes("tbody a.row-edit", "href"), ["/admin/executives/ann-abel/edit"]);
}
