//! Claiming a profile: step by step, proven, decided; and one owner each.

use chrono::TimeDelta;
use quarterdeck::accounts::Role;
use quarterdeck::audit::{Actor, Decider};
use quarterdeck::claims::deciding::{self, Approval, Claim, DecidingError};
use quarterdeck::claims::runner;
use quarterdeck::clock::Clock;
use quarterdeck::database::MIGRATIONS;
use quarterdeck::state::Rules;
use quarterdeck::tend::{self, Tending};
use sqlx::PgPool;

use crate::support::builders::Executive;
use crate::support::site::noon;
use crate::support::{Answer, Browser, Site, World};

pub const ANN: &str = "ann@abel.example";
pub const EVE: &str = "eve@elsewhere.example";
const DESK: &str = "desk@acme.example";
pub const NOTE: &str = "Call the office of Abel Ltd and ask for me.";

pub async fn start(pool: PgPool) -> (Site, Executive) {
    let site = Site::start(pool).await.operated_by("Acme Ltd, desk@acme.example");
    let profile = site
        .executive()
        .named("Ann Abel")
        .with("Website", "https://abel.example")
        .with("LinkedIn Profile", "https://www.linkedin.com/in/ann-abel")
        .published()
        .create()
        .await;
    (site, profile)
}

/// Says who they are and how they prove it; gives the answer to the second step.
async fn fill_in(browser: &Browser<'_>, at: &str, email: &str, proof: &[(&str, &str)]) -> Answer {
    browser.post(at, &[("step", "who"), ("name", "Ann Abel"), ("email", email)]).await.expect(303);
    browser.post(at, &[&[("step", "proof")], proof].concat()).await
}

/// Claims a profile with a note, as somebody who is signed in; gives the number.
pub async fn claimed(site: &Site, browser: &Browser<'_>, at: &str) -> String {
    fill_in(browser, at, "", &[("method", "note"), ("note", NOTE)]).await.expect(303);
    browser.post(at, &[("step", "send")]).await.expect(303);
    site.value("select number from profile_claim_requests order by created_at desc, id desc limit 1").await
}

impl Site {
    pub async fn look_at_proofs(&self, world: Option<&World>) {
        let client = world.map(World::client);
        runner::run_due(&self.state, client.as_ref()).await.unwrap();
    }

    pub async fn approve(&self, number: &str, approval: Approval) -> Result<Claim, DecidingError> {
        let mut connection = self.pool.acquire().await.unwrap();
        let decider = Decider { actor: &Actor::named("a test"), origin: &self.state.origin };
        deciding::approve(&mut connection, number, &approval, decider, self.clock.now()).await
    }

    pub async fn turn_down(&self, number: &str, reason: &str) -> Result<Claim, DecidingError> {
        let mut connection = self.pool.acquire().await.unwrap();
        let decider = Decider { actor: &Actor::named("a test"), origin: &self.state.origin };
        deciding::reject(&mut connection, number, reason, decider, self.clock.now()).await
    }

    async fn subjects(&self, address: &str) -> Vec<String> {
        let letters = self.mailbox(address).letters().await;
        let subjects = letters.into_iter().map(|letter| letter.subject);
        subjects.filter(|subject| subject != "Sign in to Quarterdeck").collect()
    }
}

pub fn checked() -> Approval {
    Approval { checked: Some("called the office, 15 June".to_owned()), replaces_owner: false }
}

pub fn replacing() -> Approval {
    Approval { replaces_owner: true, ..checked() }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_executive_claims_their_profile_step_by_step_and_owns_it(pool: PgPool) {
    let (site, profile) = start(pool).await;
    let browser = site.browser();
    let page = browser.get(&profile.path).await.expect(200);
    page.expect_says("Nobody has claimed this profile yet");
    let at = page.links().into_iter().find(|href| href.ends_with("/claim")).expect("a way to claim it");
    let first = browser.get(&at).await.expect(200);
    first.expect_says("Step 1 of 3");
    assert!(!first.is_indexable() && !first.headers.contains_key("set-cookie"));

    let wrong = browser.post(&at, &[("step", "who"), ("name", " "), ("email", "ann@")]).await.expect(422);
    wrong.expect_says("Type your name.");
    assert_eq!(wrong.attributes("input[name=email]", "value"), ["ann@"], "nothing typed is lost");
    assert!(browser.cookie("__Host-sid").is_none(), "a mistake opens no session");
    let next = browser.post(&at, &[("step", "who"), ("name", "Ann Abel"), ("email", ANN)]).await.expect(303);
    browser
        .follow(&next)
        .await
        .expect(200)
        .expect_says("My address is at the domain of https://abel.example");
    let wrong = browser.post(&at, &[("step", "proof"), ("note", "Hm.")]).await.expect(422);
    wrong.expect_says("Choose how you prove it.");
    assert_eq!(wrong.text("textarea[name=note]"), "Hm.");
    let next = browser.post(&at, &[("step", "proof"), ("method", "domain")]).await.expect(303);
    let last = browser.follow(&next).await.expect(200);
    last.expect_says("Confirm your address");

    // Whoever comes back finds what they filled in, and may change it.
    browser.get(&at).await.expect(200).expect_says("Step 3 of 3");
    let again = browser.get(&format!("{at}?step=who")).await.expect(200);
    assert_eq!(again.attributes("input[name=email]", "value"), [ANN]);
    assert!(browser.get(&format!("{at}?step=proof")).await.has("input[value=domain][checked]"));
    browser.post(&at, &[("step", "send")]).await.expect(303);
    assert_eq!(
        site.value("select count(*) from profile_claim_requests").await,
        "0",
        "not before it is confirmed"
    );

    let hidden = |name: &str| last.attributes(&format!("input[name={name}]"), "value").remove(0);
    let (email, next, key) = (hidden("email"), hidden("next"), hidden("request_key"));
    browser.post("/signin", &[("email", &email), ("next", &next), ("request_key", &key)]).await.expect(303);
    let link = site.mailbox(ANN).link("/signin/link/").await;
    let back = browser.post(&link, &[]).await.expect(303);
    assert_eq!(back.header("location"), at);
    browser.follow(&back).await.expect(200).expect_says("Send your claim");
    for _ in 0..3 {
        browser.post(&at, &[("step", "send")]).await.expect(303);
    }
    assert_eq!(site.value("select count(*) from profile_claim_requests").await, "1");
    browser.get(&at).await.expect(200).expect_says("We have your claim");
    assert!(site.mailbox(DESK).letters().await.is_empty(), "not before its proof was looked at");

    site.look_at_proofs(None).await;
    site.look_at_proofs(None).await;
    let looked = "select string_agg(actor_role || ' ' || (before ->> 'status') || ' ' || (after ->> 'status') || ' '
                                    || (after ->> 'is_proven'), ', ') from audit_log where action = 'look at proof'";
    assert_eq!(site.value(looked).await, "proofs RECEIVED IN_REVIEW true");
    browser.get(&at).await.expect(200).expect_says("Your claim is in review");
    let number = site.value("select number from profile_claim_requests").await;
    let decide = site.mailbox(DESK).link("/admin/claims/k-").await;
    let operator = site.runs_it("operator@site.example", Role::Operator).await;
    operator.get(&decide).await.expect(200);
    let letter = site.mailbox(DESK).last().await;
    assert_eq!(letter.subject, format!("To decide: claim {number}"));
    assert!(letter.text.contains("the address is at the website’s own domain"), "{}", letter.text);

    let claim = site.approve(&number.to_lowercase(), Approval::default()).await.unwrap();
    assert!(claim.is_proven && claim.name == "Ann Abel");
    assert!(matches!(site.approve(&number, checked()).await, Err(DecidingError::Decided { .. })));
    assert!(matches!(site.turn_down(&number, "No.").await, Err(DecidingError::Decided { .. })));
    browser.get(&at).await.expect(200).expect_says("This profile is yours");
    browser.get(&format!("{at}?step=who")).await.expect(200).expect_says("This profile is yours");
    let public = site.anonymous().get(&profile.path).await.expect(200);
    public.expect_silent("Nobody has claimed this profile yet");
    public.expect_says("Is it yours?");
    assert_eq!(
        site.subjects(ANN).await,
        [
            "We have your claim to the profile of Ann Abel",
            "Your claim to the profile of Ann Abel is in review",
            "The profile of Ann Abel is yours"
        ]
    );
    let source = "select claim_status || ' ' || (field_sources #>> '{claim_status,from}') from executives";
    assert_eq!(site.value(source).await, format!("CLAIMED claim {number}"));
    let log = "select string_agg(action || ' by ' || actor_role, ', ' order by id) from audit_log where entity_type = 'claim'";
    assert_eq!(site.value(log).await, "claim by owner, look at proof by proofs, approve claim by a test");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_code_on_a_page_of_theirs_proves_it_once_it_stands_there(pool: PgPool) {
    let (site, profile) = start(pool).await;
    let at = format!("{}/claim", profile.path);
    let (browser, world) = (site.member(EVE).await, World::open().await);
    browser.post(&at, &[("step", "who"), ("name", "Ann Abel")]).await.expect(303);
    let page = browser.get(&at).await.expect(200);
    let code = page.text("code.secret");
    assert!(code.starts_with("quarterdeck-") && code.len() > 20, "{code}");
    assert!(!page.has("input[value=domain]"), "their address is elsewhere");
    let domain = browser.post(&at, &[("step", "proof"), ("method", "domain")]).await.expect(422);
    domain.expect_says("Your address is not at the website’s own domain.");
    for strange in [
        "",
        "https://evil.example/",
        "https://abel.example.evil.example/",
        "https://www.linkedin.com/in/eve",
        "https://abel.example/search?q=x",
        &format!("https://abel.example/{code}"),
    ] {
        let answer =
            browser.post(&at, &[("step", "proof"), ("method", "code"), ("url", strange)]).await.expect(422);
        assert_eq!(answer.attributes("input[name=url]", "value"), [strange]);
        assert_eq!(answer.texts("#url-error").len(), 1, "{strange}");
    }
    let url = [("step", "proof"), ("method", "code"), ("url", "abel.example/proof")];
    browser.post(&at, &url).await.expect(303);
    browser.post(&at, &[("step", "send")]).await.expect(303);

    let again = "update profile_claim_requests set checked_at = checked_at - interval '15 minutes'";
    world.says("GET abel.example/proof", 200, "Nothing here.");
    site.look_at_proofs(Some(&world)).await;
    browser.get(&at).await.expect(200).expect_says("the code does not stand on https://abel.example/proof");
    assert_eq!(world.lines(), ["GET abel.example/proof"]);
    site.look_at_proofs(Some(&world)).await;
    assert!(world.lines().is_empty(), "not twice within a quarter of an hour");
    for (line, to, seen) in [
        ("https://evil.example/", "says it", "no page of the profile’s own"),
        (&format!("https://abel.example/echo?q={code}"), "repeats it", "may repeat what it is asked for"),
    ]
    .map(|(to, why, seen): (&str, _, _)| (to.to_owned(), why, seen))
    {
        world.leads("GET abel.example/proof", &line);
        site.sql(again).await;
        site.look_at_proofs(Some(&world)).await;
        let evidence = site
            .value("select status || ' ' || is_proven || ' ' || evidence from profile_claim_requests")
            .await;
        assert!(evidence.starts_with("RECEIVED false") && evidence.contains(seen), "{to}: {evidence}");
    }
    assert!(site.subjects(DESK).await.is_empty());

    world.leads("GET abel.example/proof", "https://www.abel.example/about");
    world.says("GET www.abel.example/about", 200, format!("<p>Hello. {code}</p>"));
    site.sql(again).await;
    site.look_at_proofs(Some(&world)).await;
    let evidence =
        site.value("select status || ' ' || is_proven || ' ' || evidence from profile_claim_requests").await;
    assert!(
        evidence.starts_with("IN_REVIEW true the code stands on https://www.abel.example/about"),
        "{evidence}"
    );
    let number = site.value("select number from profile_claim_requests").await;
    site.approve(&number, Approval::default()).await.unwrap();
    assert_eq!(site.value("select count(*) from profile_ownerships where status = 'ACTIVE'").await, "1");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_page_that_never_shows_the_code_is_put_before_the_operator_after_a_day(pool: PgPool) {
    let (site, profile) = start(pool).await;
    let at = format!("{}/claim", profile.path);
    let (browser, world) = (site.member(EVE).await, World::open().await);
    world.says("GET abel.example/", 404, "No.");
    world.says("GET www.linkedin.com/in/ann-abel", 999, "");
    for (url, waits) in [("https://abel.example/", true), ("https://linkedin.com/in/ann-abel", false)] {
        fill_in(&browser, &at, "", &[("method", "code"), ("url", url)]).await.expect(303);
        browser.post(&at, &[("step", "send")]).await.expect(303);
        site.look_at_proofs(Some(&world)).await;
        if waits {
            assert_eq!(site.value("select status from profile_claim_requests").await, "RECEIVED");
            site.sql("update profile_claim_requests set created_at = created_at - interval '1 day', checked_at = null").await;
            site.look_at_proofs(Some(&world)).await;
        }
        let status = "select status || ' ' || is_proven from profile_claim_requests order by created_at desc, id desc limit 1";
        assert_eq!(site.value(status).await, "IN_REVIEW false", "{url}");
        let number = site.value("select number from profile_claim_requests where status = 'IN_REVIEW'").await;
        let unproven = site.approve(&number, Approval::default()).await;
        assert!(matches!(unproven, Err(DecidingError::Unproven(_))), "{unproven:?}");
        site.turn_down(&number, "The code does not stand there.").await.unwrap();
    }
    // Where nobody else's server is asked, the operator looks.
    fill_in(&browser, &at, "", &[("method", "code"), ("url", "https://abel.example/")]).await.expect(303);
    browser.post(&at, &[("step", "send")]).await.expect(303);
    site.look_at_proofs(None).await;
    let seen = site.value("select evidence from profile_claim_requests where status = 'IN_REVIEW'").await;
    assert!(seen.contains("this site asks no other servers"), "{seen}");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_claim_that_is_turned_down_says_why_and_can_be_made_again(pool: PgPool) {
    let (site, profile) = start(pool).await;
    let at = format!("{}/claim", profile.path);
    let browser = site.member(EVE).await;
    let number = claimed(&site, &browser, &at).await;
    // While one waits, there is no second one.
    browser.post(&at, &[("step", "who"), ("name", "Eve")]).await.expect(303);
    browser.post(&at, &[("step", "proof"), ("method", "note"), ("note", NOTE)]).await.expect(303);
    browser.post(&at, &[("step", "send")]).await.expect(303);
    assert_eq!(site.value("select count(*) from profile_claim_requests").await, "1");
    site.turn_down(&number, "Nobody there knows you.").await.unwrap();
    let page = browser.get(&at).await.expect(200);
    page.expect_says("Nobody there knows you.");
    let letter = site.mailbox(EVE).last().await;
    assert!(letter.text.contains("The reason: Nobody there knows you."), "{}", letter.text);
    let again = page.links().into_iter().find(|href| href.ends_with("/claim?step=who")).unwrap();
    browser.get(&again).await.expect(200).expect_says("Step 1 of 3");
    let second = claimed(&site, &browser, &at).await;
    assert_ne!(number, second);

    let mut connection = site.pool.acquire().await.unwrap();
    let later = Clock::standing_at(site.clock.now() + TimeDelta::days(31));
    tend::pass(&mut connection, &Tending::default(), &later, &mut |_, _| {}).await.unwrap().unwrap();
    let left = site.value("select string_agg(number, ' ') from profile_claim_requests").await;
    assert_eq!(left, second, "what was turned down is kept for 30 days");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_profile_has_one_owner_however_many_claims_are_approved_at_once(pool: PgPool) {
    let (site, profile) = start(pool).await;
    let at = format!("{}/claim", profile.path);
    let mut numbers = Vec::new();
    for someone in 0..6 {
        let browser = site.member(&format!("p{someone}@somewhere.example")).await;
        fill_in(&browser, &at, "", &[("method", "note"), ("note", NOTE)]).await.expect(303);
        site.sql(&format!(
            "with sent as (delete from claim_drafts returning *)
             insert into profile_claim_requests (id, request_key, number, executive_id, user_id, email, name, code, method, note)
             select gen_random_uuid(), id, 'K-{someone}', executive_id, (select id from users u where u.email = sent.email),
                    email, name, code, method, note from sent"
        ))
        .await;
        numbers.push(format!("K-{someone}"));
    }
    let decide = |number: &String| {
        let (pool, origin, now, number) =
            (site.pool.clone(), site.state.origin.clone(), site.clock.now(), number.clone());
        tokio::spawn(async move {
            let mut connection = pool.acquire().await.unwrap();
            let decider = Decider { actor: &Actor::named("a test"), origin: &origin };
            deciding::approve(&mut connection, &number, &checked(), decider, now).await
        })
    };
    // Each of them, twice at the same moment.
    let tasks: Vec<_> = numbers.iter().chain(&numbers).map(decide).collect();
    let mut approved = 0;
    for task in tasks {
        match task.await.unwrap() {
            Ok(_) => approved += 1,
            Err(DecidingError::Owned | DecidingError::Decided { .. }) => {}
            Err(other) => panic!("{other}"),
        }
    }
    assert_eq!(approved, 1);
    for (what, count) in [
        ("profile_ownerships where status = 'ACTIVE'", "1"),
        ("profile_ownerships", "1"),
        ("profile_claim_requests where status = 'APPROVED'", "1"),
        ("audit_log where action = 'approve claim'", "1"),
        ("outbox where payload::text like '%is yours%'", "1"),
    ] {
        assert_eq!(site.value(&format!("select count(*) from {what}")).await, count, "{what}");
    }
    // The index holds, too, without the lock.
    let second = "insert into profile_ownerships (id, executive_id, user_id, status)
                  select gen_random_uuid(), executive_id, user_id, 'ACTIVE' from profile_ownerships";
    assert!(sqlx::query(second).execute(&site.pool).await.is_err());
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_claim_to_an_owned_profile_is_a_dispute_of_which_the_owner_hears(pool: PgPool) {
    let (site, profile) = start(pool).await;
    let at = format!("{}/claim", profile.path);
    let (ann, eve) = (site.member(ANN).await, site.member(EVE).await);
    let first = claimed(&site, &ann, &at).await;
    site.approve(&first, checked()).await.unwrap();
    let told = site.subjects(ANN).await.len();

    eve.get(&at).await.expect(200).expect_says("Somebody has this profile already");
    let dispute = claimed(&site, &eve, &at).await;
    assert_eq!(site.subjects(ANN).await[told..], ["Somebody else claims the profile of Ann Abel"]);
    site.look_at_proofs(None).await;
    assert_eq!(site.subjects(DESK).await.last().unwrap(), &format!("To decide: dispute {dispute}"));
    ann.get(&at).await.expect(200).expect_says("This profile is yours");
    assert!(matches!(site.approve(&dispute, checked()).await, Err(DecidingError::Owned)));
    site.turn_down(&dispute, "Ann answers at the number of Abel Ltd.").await.unwrap();
    assert_eq!(site.subjects(ANN).await.last().unwrap(), "The profile of Ann Abel stays yours");

    let dispute = claimed(&site, &eve, &at).await;
    let before = site.value("select user_id from profile_ownerships where status = 'ACTIVE'").await;
    site.approve(&dispute, replacing()).await.unwrap();
    assert_eq!(site.subjects(ANN).await.last().unwrap(), "The profile of Ann Abel has another owner now");
    assert_eq!(site.subjects(EVE).await.last().unwrap(), "The profile of Ann Abel is yours");
    eve.get(&at).await.expect(200).expect_says("This profile is yours");
    ann.get(&at).await.expect(200).expect_says("This profile was yours");
    let history = "select string_agg(u.email || ' ' || o.status, ', ' order by o.created_at, o.id)
                     from profile_ownerships o join users u on u.id = o.user_id";
    assert_eq!(site.value(history).await, format!("{ANN} REVOKED, {EVE} ACTIVE"));
    let log =
        "select before ->> 'owner' from audit_log where action = 'approve claim' order by id desc limit 1";
    assert_eq!(site.value(log).await, before);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn nobody_who_signs_in_after_somebody_else_finds_their_draft(pool: PgPool) {
    let (site, profile) = start(pool).await;
    let at = format!("{}/claim", profile.path);
    let browser = site.browser();
    let private = "My mother’s name is in the file at Abel Ltd.";
    fill_in(&browser, &at, ANN, &[("method", "note"), ("note", private)]).await.expect(303);
    browser.get(&at).await.expect(200).expect_says(private);
    browser.sign_in(EVE).await.expect(303);
    for step in ["", "?step=who", "?step=proof"] {
        let page = browser.get(&format!("{at}{step}")).await.expect(200);
        page.expect_says("Step 1 of 3");
        page.expect_silent(private);
        page.expect_silent(ANN);
    }
    browser.post(&at, &[("step", "send")]).await.expect(303);
    assert_eq!(site.value("select count(*) from profile_claim_requests").await, "0");
    // Nor does what Eve fills in begin with it.
    browser.post(&at, &[("step", "who"), ("name", "Eve"), ("email", ANN)]).await.expect(303);
    let draft = "select email || coalesce(method, '') || coalesce(note, '') from claim_drafts";
    assert_eq!(site.value(draft).await, EVE, "the address that confirmed itself, whatever is sent");
    browser.post("/account/signout", &[]).await.expect(303);
    assert_eq!(site.value("select count(*) from claim_drafts").await, "0", "it goes with the session");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_network_sends_five_claims_an_hour_and_loses_nothing_of_the_sixth(pool: PgPool) {
    let rules = Rules { rate_limit_scale: "1".parse().unwrap(), ..Rules::default() };
    quarterdeck::taxonomy::load_shipped(&pool).await.unwrap();
    let site = Site::ruled(pool, Clock::standing_at(noon()), rules);
    let mut profiles = Vec::new();
    for name in ["Ann Abel", "Ben Berg", "Cy Cole", "Di Dahl", "Ed Eames", "Flo Fox"] {
        profiles.push(site.executive().named(name).published().create().await);
    }
    let browser = site.member(ANN).await;
    for (profile, status) in profiles.iter().zip([303, 303, 303, 303, 303, 429]) {
        let at = format!("{}/claim", profile.path);
        fill_in(&browser, &at, "", &[("method", "note"), ("note", NOTE)]).await.expect(303);
        let answer = browser.post(&at, &[("step", "send")]).await.expect(status);
        if status == 429 {
            assert!(answer.header("retry-after").parse::<u32>().is_ok_and(|seconds| seconds <= 3_600));
            answer.expect_says("Several claims came from your network within the hour.");
            browser.get(&at).await.expect(200).expect_says(NOTE);
        } else {
            // The same again counts for nothing.
            browser.post(&at, &[("step", "send")]).await.expect(303);
        }
    }
    assert_eq!(site.value("select count(*) from profile_claim_requests").await, "5");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_claim_leads_on_from_an_old_address_and_nowhere_from_a_hidden_profile(pool: PgPool) {
    let (site, profile) = start(pool).await;
    site.sql("update executives set slug = 'ann-abelskjold'").await;
    let answer = site.anonymous().get(&format!("{}/claim", profile.path)).await;
    answer.expect_moved("/executives/ann-abelskjold/claim");
    site.sql("update executives set status = 'REVIEW'").await;
    site.anonymous().get("/executives/ann-abelskjold/claim").await.expect(404);
    site.browser().post("/executives/ann-abelskjold/claim", &[("step", "who")]).await.expect(404);
}
