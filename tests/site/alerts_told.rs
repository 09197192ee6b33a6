//! What alerts tell: each row once, never a closed or unpublished one, whatever happens in between.

use std::collections::BTreeSet;
use std::path::Path;

use quarterdeck::alerts::runner::{self, Round};
use quarterdeck::database::MIGRATIONS;
use quarterdeck::mail::{Mailer, delivery};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use sqlx::PgPool;

use crate::alerts::{ANN, ask, next_day, save};
use crate::support::mailbox::paths_in;
use crate::support::{PostOffice, Site, builders};

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_founder_hears_of_a_cfo_in_austin_under_8000_a_month(pool: PgPool) {
    let site = Site::start_today(pool).await;
    let form = "/alerts/new/executives?role=fractional-cfo&location=austin-tx&rate_max=8000&rate_unit=month";
    save(&site, form, ANN, "daily").await;
    let priced = |name: &str, rate: &str| site.executive().named(name).with("Monthly Rate", rate).published();
    let people = builders::executives(vec![
        priced("Ada Affordable", "$7,500/mo"),
        priced("Ben Beyond", "$9,000/mo"),
        priced("Cleo Elsewhere", "$7,000/mo").located("Denver, Colorado, United States"),
        priced("Dan Marketing", "$7,000/mo").role("Fractional CMO"),
    ])
    .await;
    assert_eq!(next_day(&site).await.told, 1);
    let letter = site.mailbox(ANN).last().await;
    assert_eq!(letter.subject, "1 new executive: CFO · Austin, TX · Up to $8,000/month");
    assert!(
        letter.text.contains("Ada Affordable") && letter.text.contains("$7,500/month"),
        "{}",
        letter.text
    );
    assert_eq!(paths_in(&letter.text, "/executives/"), [people[0].path.clone()]);

    // A price that falls is news, another word in a profile that is known is none.
    site.sql("update executives set monthly_min = 7900, monthly_max = 7900 where last_name = 'Beyond'").await;
    site.sql(
        "update executives set headline = 'Other words', monthly_min = 7000 where last_name = 'Affordable'",
    )
    .await;
    assert_eq!(next_day(&site).await.told, 1);
    assert_eq!(paths_in(&site.mailbox(ANN).last().await.text, "/executives/"), [people[1].path.clone()]);
    assert_eq!(next_day(&site).await, Round { ran: 1, told: 0 });
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_job_seeker_hears_of_words_within_a_radius(pool: PgPool) {
    let site = Site::start_today(pool).await;
    let form = "/alerts/new/jobs?q=turnaround+-interim&near=austin-tx&radius=150";
    save(&site, form, ANN, "daily").await;
    let job =
        |title: &str, place: &str| site.job().titled(title).role("Fractional CFO").located(place).published();
    let jobs = builders::jobs(vec![
        job("Turnaround CFO", "San Antonio, Texas, United States"),
        job("Turnaround CFO", "Denver, Colorado, United States"),
        job("Interim turnaround CFO", "Austin, Texas, United States"),
        job("Growth CFO", "Austin, Texas, United States"),
    ])
    .await;
    assert_eq!(next_day(&site).await.told, 1);
    let letter = site.mailbox(ANN).last().await;
    assert_eq!(paths_in(&letter.text, "/jobs/"), [jobs[0].path.clone()]);
    assert!(
        letter.subject.contains("“turnaround -interim” · Within 150 km (95 mi) of Austin, TX"),
        "{}",
        letter.subject
    );
}

/// Jobs of any kind go through any history, with runs between. Each run tells exactly what is public and fits, and is
/// neither known nor told.
#[sqlx::test(migrator = "MIGRATIONS")]
async fn whatever_happens_each_match_is_told_once_and_nothing_closed_ever(pool: PgPool) {
    let site = Site::start_today(pool).await;
    let jobs = builders::jobs(
        (0..40).map(|n| site.job().titled(&format!("Job {n}")).role("Fractional CFO")).collect(),
    )
    .await;
    let cfo = "(select id from roles where slug = 'fractional-cfo')";
    let cmo = "(select id from roles where slug = 'fractional-cmo')";
    site.sql(&format!("update jobs set role_id = {cmo} where serial % 3 = 0")).await;
    site.sql("update jobs set status = 'PUBLISHED', published_at = now() where serial % 5 = 0").await;
    save(&site, "/alerts/new/jobs?role=fractional-cfo", ANN, "daily").await;
    let fitting = format!(
        "select coalesce(string_agg('/jobs/' || slug, ' '), '') from jobs j where j.is_public and role_id = {cfo}"
    );
    let fitting = async || -> BTreeSet<String> {
        site.value(&fitting).await.split_whitespace().map(str::to_owned).collect()
    };
    let mut known = fitting().await;
    assert!(!known.is_empty());
    let changes = [
        "status = 'PUBLISHED', published_at = now()".to_owned(),
        "status = 'PUBLISHED', published_at = now()".to_owned(),
        "status = 'REVIEW'".to_owned(),
        "status = 'ARCHIVED'".to_owned(),
        "closed_at = now(), closed_reason = 'FILLED'".to_owned(),
        "closed_at = null, closed_reason = null".to_owned(),
        "expires_at = now() - interval '1 second'".to_owned(),
        "expires_at = now() + interval '9 days'".to_owned(),
        "title = title || ' again'".to_owned(),
        format!("role_id = {cfo}"),
        format!("role_id = {cmo}"),
    ];
    let mut random = StdRng::seed_from_u64(4);
    let (mut told, mut runs) = (0, 0);
    for _ in 0..45 {
        for _ in 0..random.random_range(0..6) {
            let (job, change) = (jobs.choose(&mut random).unwrap(), changes.choose(&mut random).unwrap());
            site.sql(&format!("update jobs set {change} where id = '{}'", job.id)).await;
        }
        let before = site.mailbox(ANN).letters().await.len();
        let news: BTreeSet<String> = fitting().await.difference(&known).cloned().collect();
        let round = next_day(&site).await;
        assert_eq!(round, Round { ran: 1, told: usize::from(!news.is_empty()) });
        let letters = site.mailbox(ANN).letters().await.split_off(before);
        let shown: Vec<String> = letters.iter().flat_map(|letter| paths_in(&letter.text, "/jobs/")).collect();
        assert_eq!(shown.iter().cloned().collect::<BTreeSet<_>>(), news);
        assert_eq!(shown.len(), news.len(), "one of them stands twice in a mail");
        told += news.len();
        runs += round.told;
        known.extend(news);
    }
    assert!(told > 4 && runs > 3, "{told} jobs in {runs} mails");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn several_processes_tell_each_alert_once(pool: PgPool) {
    let site = Site::start_today(pool.clone()).await;
    let others = [Site::over(pool.clone(), site.clock.clone()), Site::over(pool, site.clock.clone())];
    let addresses: Vec<String> = (0..9).map(|n| format!("reader{n}@client.example")).collect();
    for address in &addresses {
        save(if address.contains('8') { &others[0] } else { &site }, "/alerts/new/jobs", address, "daily")
            .await;
    }
    site.job().published().post().await;
    site.sql("update saved_searches set next_run_at = now() - interval '1 minute'").await;
    for site in [&site, &others[0], &others[1]] {
        site.search.catch_up(&site.pool, &site.clock).await.unwrap();
    }
    let rounds = tokio::join!(
        runner::run_due(&site.state),
        runner::run_due(&others[0].state),
        runner::run_due(&others[1].state)
    );
    let told: usize = [rounds.0, rounds.1, rounds.2].into_iter().map(|round| round.unwrap().told).sum();
    assert_eq!(told, 9);
    for address in &addresses {
        assert_eq!(site.mailbox(address).letters().await.len(), 2, "the link to confirm, and the news");
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn what_breaks_off_has_not_happened(pool: PgPool) {
    let site = Site::start_today(pool).await;
    save(&site, "/alerts/new/jobs", ANN, "daily").await;
    site.job().published().post().await;
    // The mail can't be posted: neither is the job known.
    site.sql("create function break_off() returns trigger language plpgsql as $$ begin raise exception 'broken off'; end $$").await;
    site.sql("create trigger break_off before insert on outbox for each row execute function break_off()")
        .await;
    site.sql("update saved_searches set next_run_at = now() - interval '1 minute'").await;
    site.search.catch_up(&site.pool, &site.clock).await.unwrap();
    assert_eq!(runner::run_due(&site.state).await.unwrap(), Round { ran: 1, told: 0 });
    site.sql("drop trigger break_off on outbox").await;
    assert_eq!(runner::run_due(&site.state).await.unwrap(), Round::default(), "an hour later");
    assert_eq!(next_day(&site).await, Round { ran: 1, told: 1 });
    assert_eq!(site.mailbox(ANN).letters().await.len(), 2);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn after_a_long_silence_there_is_one_mail_that_ends_somewhere(pool: PgPool) {
    let site = Site::start_today(pool).await;
    save(&site, "/alerts/new/jobs?role=fractional-cfo", ANN, "daily").await;
    builders::jobs(
        (0..34).map(|n| site.job().titled(&format!("Job {n}")).role("Fractional CFO").published()).collect(),
    )
    .await;
    site.sql("update saved_searches set next_run_at = next_run_at - interval '30 days'").await;
    assert_eq!(next_day(&site).await, Round { ran: 1, told: 1 });
    let letter = site.mailbox(ANN).last().await;
    assert_eq!(letter.subject, "34 new jobs: CFO");
    assert_eq!(paths_in(&letter.text, "/jobs/").len(), runner::MOST_IN_A_MAIL);
    assert!(letter.text.contains("And 14 more.") && letter.html.unwrap().contains("And 14 more"));
    let all = paths_in(&letter.text, "/jobs?").remove(0);
    assert_eq!(all, "/jobs?role=fractional-cfo&sort=newest");
    site.anonymous().get(&all).await.expect(200);
    assert_eq!(next_day(&site).await, Round { ran: 1, told: 0 });
    assert_eq!(site.value("select next_run_at > now() from saved_searches").await, "true");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_mail_about_everything_new_says_no_more_than_how_much_is(pool: PgPool) {
    let site = Site::start_today(pool).await;
    save(&site, "/alerts/new/jobs", ANN, "daily").await;
    site.job().titled("Fractional CMO").with("Hours per week", "8-13").published().post().await;
    assert_eq!(next_day(&site).await, Round { ran: 1, told: 1 });
    let letter = site.mailbox(ANN).last().await;
    assert_eq!(letter.subject, "1 new job");
    assert!(letter.text.lines().any(|line| line == "1 new job"), "{}", letter.text);
    // Figures that belong together stand in one line where there is room.
    let html = letter.html.unwrap();
    assert!(html.contains("<span style=\"display:inline-block;\">8–13\u{a0}h/week</span>"), "{html}");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_search_whose_terms_are_gone_finds_nothing_instead_of_everything(pool: PgPool) {
    let site = Site::start_today(pool).await;
    let one = save(&site, "/alerts/new/jobs?role=fractional-cfo", ANN, "daily").await;
    site.sql("update roles set is_active = false where slug = 'fractional-cfo'").await;
    site.job().titled("Fractional CMO").published().post().await;
    assert_eq!(next_day(&site).await, Round { ran: 1, told: 0 });
    assert_eq!(site.anonymous().get(&one).await.expect(200).texts(".tag-search"), ["fractional-cfo"]);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_search_whose_terms_were_renamed_goes_on_finding_them(pool: PgPool) {
    let site = Site::start_today(pool).await;
    let one = save(&site, "/alerts/new/jobs?role=fractional-cfo", ANN, "daily").await;
    site.sql(
        "update roles set slug = 'finance-chief', title = 'Finance chief' where slug = 'fractional-cfo'",
    )
    .await;
    site.job().titled("Fractional CFO").published().post().await;
    assert_eq!(next_day(&site).await, Round { ran: 1, told: 1 });
    assert_eq!(site.anonymous().get(&one).await.expect(200).texts(".tag-search"), ["Finance chief"]);
    // Asked for once more by its present name, it is the same alert.
    assert_eq!(save(&site, "/alerts/new/jobs?role=finance-chief", ANN, "weekly").await, one);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn what_there_was_is_no_news_where_its_role_was_renamed_before_the_alert_was_confirmed(pool: PgPool) {
    let site = Site::start_today(pool).await;
    site.job().titled("Fractional CFO").published().post().await;
    ask(&site, "/alerts/new/jobs?role=fractional-cfo", ANN, "daily").await.expect(303);
    site.sql(
        "update roles set slug = 'finance-chief', title = 'Finance chief' where slug = 'fractional-cfo'",
    )
    .await;
    site.search.catch_up(&site.pool, &site.clock).await.unwrap();
    let confirm = site.mailbox(ANN).link("/alerts/confirm/").await;
    site.anonymous().get(&confirm).await.expect(200).expect_says("Finance chief");
    site.anonymous().post(&confirm, "").await.expect(303);
    assert_eq!(next_day(&site).await, Round { ran: 1, told: 0 });
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_alert_that_cannot_be_told_holds_no_other_up(pool: PgPool) {
    let site = Site::start_today(pool).await;
    save(&site, "/alerts/new/jobs", "broken@client.example", "daily").await;
    save(&site, "/alerts/new/jobs", ANN, "daily").await;
    site.job().published().post().await;
    site.sql(
        "create function refuse() returns trigger language plpgsql as $$ begin raise 'it is too much'; end $$;
         create trigger refuse before insert on outbox for each row
           when (new.recipient = 'broken@client.example') execute function refuse();",
    )
    .await;
    assert_eq!(next_day(&site).await, Round { ran: 2, told: 1 });
    assert_eq!(site.mailbox(ANN).last().await.subject, "1 new job");
    // It is tried again, and nothing was lost.
    site.sql("drop trigger refuse on outbox").await;
    assert_eq!(next_day(&site).await.told, 1);
    site.mailbox("broken@client.example").last().await;
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn mail_leaves_over_smtp_with_one_click_to_end_it_and_nothing_is_kept_of_it(pool: PgPool) {
    let (site, office) = (Site::start_today(pool).await, PostOffice::open().await);
    let from = "Quarterdeck <no-reply@quarterdeck.example>";
    let mailer = Mailer::new(Some(&office.url()), from, Path::new("unused")).unwrap();
    save(&site, "/alerts/new/jobs?q=%F0%9F%A6%84+caf%C3%A9", ANN, "daily").await;
    site.job().titled("Café 🦄 CFO").role("Fractional CFO").published().post().await;
    assert_eq!(next_day(&site).await.told, 1);
    delivery::send_due(&site.pool, &mailer, &site.clock).await.unwrap();
    let letters = office.letters();
    let (letter, confirm) = (&letters[1], &letters[0]);
    assert!(confirm.contains("Subject: Confirm your alert for new jobs"), "{confirm}");
    let unfolded = letter.replace("\n ", " ");
    assert!(unfolded.contains("List-Unsubscribe: <https://quarterdeck.example/alerts/stop/"), "{letter}");
    assert!(unfolded.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"), "{letter}");
    assert!(letter.contains("text/plain") && letter.contains("text/html"), "{letter}");
    assert!(letter.lines().all(|line| line.len() <= 998), "a line is too long for SMTP");
    let kept = "select count(*) filter (where sent_at is not null and recipient is null and payload = '{}') || ' of ' || count(*) from outbox";
    assert_eq!(site.value(kept).await, "2 of 2");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_job_that_closes_while_its_mail_waits_is_not_told_of(pool: PgPool) {
    let (site, office) = (Site::start_today(pool).await, PostOffice::open().await);
    let mailer =
        Mailer::new(Some(&office.url()), "no-reply@quarterdeck.example", Path::new("unused")).unwrap();
    save(&site, "/alerts/new/jobs", ANN, "daily").await;
    delivery::send_due(&site.pool, &mailer, &site.clock).await.unwrap();
    let jobs = ["Soon Closed", "Still Open"]
        .map(|title| site.job().titled(title).role("Fractional CFO").published());
    builders::jobs(jobs.into()).await;
    assert_eq!(next_day(&site).await.told, 1);
    office.refuse_next("451 come back later");
    delivery::send_due(&site.pool, &mailer, &site.clock).await.unwrap();
    let due_at = site.value("select next_run_at from saved_searches").await;
    assert_eq!(runner::run_due(&site.state).await.unwrap(), Round::default(), "all of it is still true");

    site.sql("update jobs set closed_at = now(), closed_reason = 'FILLED' where title = 'Soon Closed'").await;
    site.search.catch_up(&site.pool, &site.clock).await.unwrap();
    assert_eq!(runner::run_due(&site.state).await.unwrap(), Round { ran: 1, told: 1 });
    assert_eq!(site.value("select next_run_at from saved_searches").await, due_at);
    delivery::send_due(&site.pool, &mailer, &site.clock).await.unwrap();
    let letters = office.letters();
    assert_eq!(letters.len(), 2, "the link to confirm, and the news, once");
    assert!(letters[1].contains("Still Open") && !letters[1].contains("Soon Closed"), "{}", letters[1]);
    assert_eq!(next_day(&site).await, Round { ran: 1, told: 0 });
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_mail_that_waits_for_an_hour_is_written_anew(pool: PgPool) {
    let site = Site::start_today(pool).await;
    save(&site, "/alerts/new/jobs", ANN, "daily").await;
    let jobs = ["Old News", "New News"].map(|title| site.job().titled(title).role("Fractional CFO"));
    let [old, new] = jobs;
    old.published().post().await;
    assert_eq!(next_day(&site).await.told, 1);
    new.published().post().await;
    site.search.catch_up(&site.pool, &site.clock).await.unwrap();
    assert_eq!(runner::run_due(&site.state).await.unwrap(), Round::default());
    site.sql("update alert_letters set created_at = created_at - interval '1 hour'").await;
    // Whoever delivers it at this moment is not disturbed.
    site.sql("update outbox set attempts = 1").await;
    assert_eq!(runner::run_due(&site.state).await.unwrap(), Round::default());
    site.sql("update outbox set last_error = 'nobody answers'").await;
    assert_eq!(runner::run_due(&site.state).await.unwrap(), Round { ran: 1, told: 1 });
    let letters = site.mailbox(ANN).letters().await;
    assert_eq!(letters.len(), 2, "the link to confirm, and the news");
    assert!(
        letters[1].text.contains("Old News") && letters[1].text.contains("New News"),
        "{}",
        letters[1].text
    );
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn an_address_that_takes_no_mail_any_more_is_left_in_peace(pool: PgPool) {
    let (site, office) = (Site::start_today(pool).await, PostOffice::open().await);
    let mailer =
        Mailer::new(Some(&office.url()), "no-reply@quarterdeck.example", Path::new("unused")).unwrap();
    let one = save(&site, "/alerts/new/jobs", ANN, "daily").await;
    delivery::send_due(&site.pool, &mailer, &site.clock).await.unwrap();
    site.job().published().post().await;
    assert_eq!(next_day(&site).await.told, 1);
    office.refuse_next("550 no such person");
    delivery::send_due(&site.pool, &mailer, &site.clock).await.unwrap();
    site.job().titled("Another CFO").published().post().await;
    assert_eq!(next_day(&site).await, Round::default());
    site.anonymous().get(&one).await.expect(200).expect_says("Paused");
    // Its owner lets it go on, and the old refusal is no reason to pause it again.
    site.anonymous().post(&one, "frequency=daily").await.expect(303);
    assert_eq!(next_day(&site).await.told, 1);
    // Or asks for it once more, which is the same.
    office.refuse_next("550 no such person");
    delivery::send_due(&site.pool, &mailer, &site.clock).await.unwrap();
    site.job().titled("A third CFO").published().post().await;
    assert_eq!(next_day(&site).await, Round::default());
    assert_eq!(save(&site, "/alerts/new/jobs", ANN, "daily").await, one);
    site.job().titled("A fourth CFO").published().post().await;
    assert_eq!(next_day(&site).await.told, 1);
}
