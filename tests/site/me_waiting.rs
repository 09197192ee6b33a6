//! What an owner writes where the deployment looks first.

use quarterdeck::audit::{Actor, Decider};
use quarterdeck::clock::Clock;
use quarterdeck::database::MIGRATIONS;
use quarterdeck::ingestion::Entity;
use quarterdeck::me::reviewing::{self, ReviewingError};
use quarterdeck::state::Rules;
use serde_json::json;
use sqlx::PgPool;

use super::me::{ANN, AT, PUBLIC, edit, owned, row};
use crate::support::Site;
use crate::support::site::noon;

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_edit_waits_where_the_deployment_wants_to_look_first(pool: PgPool) {
    quarterdeck::taxonomy::load_shipped(&pool).await.unwrap();
    let rules = Rules { reviews_edits: true, ..Rules::default() };
    let site = Site::ruled(pool, Clock::standing_at(noon()), rules);
    let ann = owned(&site).await;
    let form = format!("{AT}/edit");
    for changes in [&[("headline", "Builds finance teams")], &[("years", "25")]] {
        let saved = edit(&ann, &form, changes).await.expect(303);
        ann.follow(&saved).await.expect(200).expect_says("the people who run the site look at it");
    }
    let page = ann.get(AT).await.expect(200);
    page.expect_says("Builds finance teams");
    ann.get(&form).await.expect(200).expect_says("waits to be looked at, for: Headline, Years");
    site.anonymous().get(PUBLIC).await.expect(200).expect_says("Finance leader");
    let mut connection = site.pool.acquire().await.unwrap();
    let waiting = reviewing::list(&mut connection).await.unwrap();
    assert_eq!(waiting.len(), 2);
    assert_eq!(
        (waiting[0].before["headline"].as_str(), waiting[0].email.as_deref()),
        (Some("Finance leader"), Some(ANN))
    );
    let operator = Actor::named("operator");
    let decider = Decider { actor: &operator, origin: &site.state.origin };
    let now = site.clock.now();
    reviewing::publish(&mut connection, waiting[0].id, decider, now).await.unwrap();
    reviewing::reject(&mut connection, waiting[1].id, "Not so many, please.", decider, now).await.unwrap();
    for decided in [waiting[0].id, waiting[1].id] {
        let again = reviewing::publish(&mut connection, decided, decider, now).await;
        assert!(matches!(again, Err(ReviewingError::NoEdit(_))), "{again:?}");
    }
    site.anonymous().get(PUBLIC).await.expect(200).expect_says("Builds finance teams");
    let letters = site.mailbox(ANN).letters().await;
    assert!(letters.iter().any(|letter| letter.subject == "Your change is published"));
    assert!(letters.last().unwrap().text.contains("The reason: Not so many, please."));
    ann.get(AT).await.expect(200).expect_silent("look at these changes first");
    let log = "select string_agg(action || ' by ' || actor_role, ', ' order by id) from audit_log where entity_type = 'executive' and action like '%edit%'";
    assert_eq!(
        site.value(log).await,
        "propose edit by owner, propose edit by owner, edit by operator, reject edit by operator"
    );
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn what_waits_is_seen_taken_back_and_replaced_by_what_is_written_later(pool: PgPool) {
    quarterdeck::taxonomy::load_shipped(&pool).await.unwrap();
    let rules = Rules { reviews_edits: true, ..Rules::default() };
    let site = Site::ruled(pool, Clock::standing_at(noon()), rules);
    let ann = owned(&site).await;
    let form = format!("{AT}/edit");
    edit(&ann, &form, &[("headline", "Builds rockets"), ("years", "25")]).await.expect(303);
    edit(&ann, &form, &[("about", "Books, closed.")]).await.expect(303);
    edit(&ann, &form, &[("headline", "Builds finance teams")]).await.expect(303);
    let page = ann.get(AT).await.expect(200);
    let waiting = page.texts(".notice li");
    assert_eq!(waiting.len(), 2, "{waiting:?}");
    assert!(waiting[0].contains("Books, closed."));
    assert!(waiting[1].contains("Builds finance teams") && waiting[1].contains("25"), "{waiting:?}");
    page.expect_silent("Builds rockets");

    // Nobody else takes it back, and nothing else.
    let [about, headline] = <[String; 2]>::try_from(page.attributes(".notice form", "action")).unwrap();
    let eve = site.member("eve@elsewhere.example").await;
    eve.post(&about, &[]).await.expect(404);
    ann.post(&format!("{AT}/changes/x"), &[]).await.expect(404);
    let taken = ann.post(&about, &[]).await.expect(303);
    let page = ann.follow(&taken).await.expect(200);
    page.expect_says("Taken back");
    page.expect_silent("Books, closed.");
    let again = ann.post(&about, &[]).await.expect(303);
    ann.follow(&again).await.expect(200).expect_says("was looked at meanwhile");

    let mut connection = site.pool.acquire().await.unwrap();
    let left = reviewing::list(&mut connection).await.unwrap();
    assert_eq!(left.len(), 1);
    let operator = Actor::named("operator");
    let decider = Decider { actor: &operator, origin: &site.state.origin };
    reviewing::publish(&mut connection, left[0].id, decider, site.clock.now()).await.unwrap();
    assert!(headline.ends_with(&left[0].id.to_string()));
    let said = "select headline || ' ' || years_experience || ' ' || bio from executives";
    assert_eq!(site.value(said).await, "Builds finance teams 25 Two decades of closing books.");
    let stand = "select string_agg(status, ', ' order by created_at, id) from profile_edits";
    assert_eq!(site.value(stand).await, "WITHDRAWN, WITHDRAWN, APPLIED");

    // What lists suggest is looked at, too, when it is taken over.
    let mut other = row();
    other["Headline"] = json!("Finance leader for SaaS");
    site.import(Entity::Executive, vec![other]).await;
    let taken = [("about", "Headline"), ("decision", "take")];
    let taken = ann.post(&format!("{AT}/suggestions"), &taken).await.expect(303);
    ann.follow(&taken).await.expect(200).expect_says("Finance leader for SaaS");
    assert_eq!(site.value("select headline from executives").await, "Builds finance teams");
}
