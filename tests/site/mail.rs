//! Mail leaves through the outbox.

use std::path::Path;

use quarterdeck::database::MIGRATIONS;
use quarterdeck::mail::{self, Mailer, Message, delivery};
use sqlx::PgPool;

use crate::support::{PostOffice, Site};

fn message(to: &str) -> Message {
    Message {
        to: to.into(),
        subject: "Grüße aus dem Verzeichnis".into(),
        text: "Confirm: https://quarterdeck.example/confirm/abc\nThat is all.".into(),
        html: None,
        reply_to: None,
        unsubscribe: None,
    }
}

fn mailer(office: &PostOffice) -> Mailer {
    Mailer::new(Some(&office.url()), "Quarterdeck <no-reply@quarterdeck.example>", Path::new("unused"))
        .unwrap()
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_message_leaves_once_after_its_transaction(pool: PgPool) {
    let (site, office) = (Site::start(pool).await, PostOffice::open().await);
    let mailer = mailer(&office);
    let mut transaction = site.pool.begin().await.unwrap();
    mail::post(&mut *transaction, &message("ann@client.example"), site.clock.now()).await.unwrap();
    assert_eq!(delivery::send_due(&site.pool, &mailer, &site.clock).await.unwrap(), 0, "not committed");
    transaction.commit().await.unwrap();
    // Two processes look at once.
    let (one, other) = tokio::join!(
        delivery::send_due(&site.pool, &mailer, &site.clock),
        delivery::send_due(&site.pool, &mailer, &site.clock)
    );
    assert_eq!(one.unwrap() + other.unwrap(), 1);
    assert_eq!(office.letters().len(), 1);
    let letter = &office.letters()[0];
    assert!(letter.contains("To: ann@client.example") && letter.contains("That is all."), "{letter}");
    assert_eq!(delivery::send_due(&site.pool, &mailer, &site.clock).await.unwrap(), 0, "sent is sent");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn what_the_server_refuses_for_now_is_tried_again_and_what_it_refuses_for_good_is_not(pool: PgPool) {
    let (site, office) = (Site::start(pool).await, PostOffice::open().await);
    let mailer = mailer(&office);
    mail::post(&site.pool, &message("ann@client.example"), site.clock.now()).await.unwrap();
    office.refuse_next("451 come back later");
    assert_eq!(delivery::send_due(&site.pool, &mailer, &site.clock).await.unwrap(), 1);
    assert!(office.letters().is_empty());
    assert!(site.value("select last_error from outbox").await.contains("come back later"));
    assert_eq!(delivery::send_due(&site.pool, &mailer, &site.clock).await.unwrap(), 0, "not yet");
    site.sql("update outbox set not_before = not_before - interval '1 minute'").await;
    assert_eq!(delivery::send_due(&site.pool, &mailer, &site.clock).await.unwrap(), 1);
    assert_eq!(office.letters().len(), 1);

    mail::post(&site.pool, &message("gone@client.example"), site.clock.now()).await.unwrap();
    office.refuse_next("550 no such person");
    assert_eq!(delivery::send_due(&site.pool, &mailer, &site.clock).await.unwrap(), 1);
    assert_eq!(site.value("select not_before from outbox where sent_at is null").await, "infinity");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_developer_reads_mail_in_the_browser(pool: PgPool) {
    let site = Site::start(pool).await;
    let folder = tempfile::tempdir().unwrap();
    let both = Message { html: Some("<p>Confirm it.</p>".into()), ..message("ann@client.example") };
    let id = mail::post(&site.pool, &both, site.clock.now()).await.unwrap();
    let list = site.anonymous().get("/dev/mail").await;
    assert!(list.source().contains("waiting"), "{}", list.source());
    let mailer = Mailer::new(None, "no-reply@quarterdeck.example", folder.path()).unwrap();
    delivery::send_due(&site.pool, &mailer, &site.clock).await.unwrap();
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "one file");
    let shown = site.anonymous().get(&format!("/dev/mail/{id}")).await;
    assert!(
        shown.source().contains(r#"<a href="https://quarterdeck.example/confirm/abc" "#),
        "{}",
        shown.source()
    );
    // As programs show it that know HTML, with its own looks and nothing else.
    let html = shown.attributes("article a[href$='/html']", "href").remove(0);
    let html = site.anonymous().get(&html).await.expect(200);
    assert!(html.header("content-security-policy").contains("sandbox"));
    assert!(!html.header("content-security-policy").contains("script-src"));
    assert_eq!(html.header("cache-control"), "no-store");
    assert!(html.source().contains("<p>Confirm it.</p>"));
}
