//! What the search box understands, and how prices compare.

use std::time::Duration;

use quarterdeck::database::MIGRATIONS;
use quarterdeck::tend::{self, Tended, Tending};
use serde_json::{Value, json};
use sqlx::PgPool;

use crate::support::{Site, builders};

pub async fn some_people(pool: PgPool) -> Site {
    let site = Site::start(pool).await;
    builders::executives(
        vec![
            site.executive()
                .named("Zoë Harbour")
                .with("Headline", "Cash flow before growth")
                .set("rate_currency = 'USD', hourly_min = 150, hourly_max = null, daily_min = null, daily_max = null, monthly_min = null, monthly_max = null, hours_per_week_min = 10, hours_per_week_max = null"),
            site.executive()
                .named("Ben Okafor")
                .role("Fractional CMO")
                .located("Brooklyn, New York, United States")
                .with("Headline", "Growth marketing for shops")
                .with(
                    "Experience",
                    json!([{"company": "Harbour Foods", "title": "CMO", "start_date": "2019-04"}]),
                )
                .set("rate_currency = 'USD', hourly_min = null, hourly_max = null, daily_min = null, daily_max = null, monthly_min = 6500, monthly_max = null, hours_per_week_min = 10, hours_per_week_max = null"),
            site.executive()
                .named("Chloé Dubois")
                .role("Fractional CTO")
                .located("New York, New York, United States")
                .with("Headline", "Flow of data, cash in the bank")
                .set("rate_currency = 'EUR', hourly_min = 150, hourly_max = null, daily_min = null, daily_max = null, monthly_min = null, monthly_max = null, hours_per_week_min = null, hours_per_week_max = null"),
        ]
        .into_iter()
        .map(builders::Builder::published)
        .collect(),
    )
    .await;
    site
}

pub async fn found(site: &Site, query: &str) -> Vec<String> {
    let page = site.anonymous().get(&format!("/executives?{query}")).await.expect(200);
    page.texts("article.card-person h3 bdi")
        .iter()
        .map(|name| name.split(' ').next().unwrap().to_owned())
        .collect()
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_search_is_understood_as_people_mean_it(pool: PgPool) {
    let site = some_people(pool).await;
    for (words, names) in [
        // The name counts more than a company.
        ("harbour", vec!["Zoë", "Ben"]),
        ("harb", vec!["Zoë", "Ben"]),
        ("harbuor", vec!["Zoë", "Ben"]),
        ("okafro", vec!["Ben"]),
        // Where somebody lives, by whatever a place is part of; and what a filter says.
        ("new+york", vec!["Chloé"]),
        ("cmo+usa", vec!["Ben"]),
        ("texas", vec!["Zoë"]),
        ("uk", vec![]),
        ("chief+marketing+officers", vec!["Ben"]),
        ("%22cash+flow%22", vec!["Zoë"]),
        ("harbour+-foods", vec!["Zoë"]),
        ("zoe+or+dubois", vec!["Zoë", "Chloé"]),
        ("chief+technology+officer", vec!["Chloé"]),
        ("cmo", vec!["Ben"]),
        ("nyc", vec!["Chloé"]),
        ("zoe+nobodyatall", vec![]),
        // Nobody's text needs the words that only hold others together.
        ("cmo+in+brooklyn", vec!["Ben"]),
        ("a+fractional+cto+for+the+bank", vec!["Chloé"]),
        ("Portland,+OR+CFO", vec![]),
        // Who asks, and that somebody is sought, is nothing to look for; "us" may be a country.
        ("looking+for+a+cmo", vec!["Ben"]),
        ("cmo+who+can+help+us", vec!["Ben"]),
        ("cmo+us", vec!["Ben"]),
        // Nobody has two roles.
        ("CMO,+CTO", vec!["Ben", "Chloé"]),
        ("cmo%2Fcto+brooklyn", vec!["Ben"]),
        ("cmo+NOT+brooklyn", vec![]),
        // Misspelt names are names.
        ("cheif+marketing+oficer", vec!["Ben"]),
    ] {
        let mut names: Vec<String> = names.into_iter().map(str::to_owned).collect();
        let mut found = found(&site, &format!("q={words}")).await;
        if words != "harbour" {
            names.sort();
            found.sort();
        }
        assert_eq!(found, names, "{words}");
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn people_are_found_by_what_they_learned_and_the_languages_they_work_in(pool: PgPool) {
    const DOCUMENT: &str = "select search_document from executives where first_name = 'Ana'";
    let site = some_people(pool).await;
    let learned = site.executive().named("Ana Flores").with("Headline", "Books in order");
    let learned = learned
        .with("Certifications", "CPA, Project Management Professional (PMP)")
        .with("Education", json!([{"school_name": "Lakeside Business School", "degree": "MBA", "field_of_study": "Oenology"}]))
        .with("Stage Focus", "Pre-seed, Series A")
        .with("Languages", "English, Spanish");
    builders::executives(vec![learned.published()]).await;
    let searches = [
        "q=cpa",
        "q=pmp+professional",
        "q=lakeside+mba",
        "q=oenology",
        "q=spanish",
        "q=pre-seed",
        "q=startup+mba",
        "q=mba+-french",
    ];
    for query in searches {
        assert_eq!(found(&site, query).await, ["Ana"], "{query}");
    }
    // Whichever way it is written, it is the same; and who stood there before is found by it as well.
    let delivered = site.value(DOCUMENT).await;
    site.sql("update executives set search_document = ' ana flores'").await;
    site.sql("update search_document_form set form = 1").await;
    assert_eq!(tended(&site).await.renewed, 4);
    assert_eq!(site.value(DOCUMENT).await, delivered);
    assert_eq!(tended(&site).await.renewed, 0, "once is enough");
    for query in searches {
        assert_eq!(found(&site, query).await, ["Ana"], "{query}");
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn what_somebody_edits_just_now_is_not_written_over_with_what_it_said_before(pool: PgPool) {
    const HEADLINES: &str = "select string_agg(search_document, ';' order by full_name) from executives where first_name in ('Ana', 'Bea')";
    let site = Site::start(pool).await;
    let people = ["Ana Flores", "Bea Lindqvist"].map(|name| site.executive().named(name).published());
    builders::executives(people.into()).await;
    let as_they_are = site.value(HEADLINES).await;
    site.sql("update executives set search_document = ' old'").await;
    site.sql("update search_document_form set form = 1").await;
    let mut edit = site.pool.begin().await.unwrap();
    sqlx::query("update executives set search_document = ' newer words' where first_name = 'Ana'")
        .execute(&mut *edit)
        .await
        .unwrap();
    // It does not wait for them either.
    let pass =
        tokio::time::timeout(Duration::from_secs(20), tended(&site)).await.expect("nobody is waited for");
    assert_eq!(pass.renewed, 2);
    edit.commit().await.unwrap();
    let bea = as_they_are.split_once(';').unwrap().1;
    assert_eq!(site.value(HEADLINES).await, format!(" newer words;{bea}"));
}

async fn tended(site: &Site) -> Tended {
    let mut connection = site.pool.acquire().await.unwrap();
    tend::pass(&mut connection, &Tending::default(), &site.clock, &mut |_, _| {}).await.unwrap().unwrap()
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_slip_that_somebody_else_made_too_still_finds_what_was_meant(pool: PgPool) {
    let site = Site::start(pool).await;
    let mut people = vec![site.executive().named("Ada Slip").with("Headline", "Managment of change")];
    people.extend(
        (0..50).map(|n| {
            site.executive().named(&format!("Ben Number{n}")).with("Headline", "Management of change")
        }),
    );
    builders::executives(people.into_iter().map(builders::Builder::published).collect()).await;
    let page = site.anonymous().get("/executives?q=managment+change").await.expect(200);
    assert_eq!(page.text(".results-count b"), "51 executives");
    assert_eq!(
        page.texts("article.card-person h3 bdi")[0],
        "Ada Slip",
        "who has the word itself comes first"
    );
    // A name that few have is no slip of one that some more have.
    let page = site.anonymous().get("/executives?q=number1+change").await.expect(200);
    assert_eq!(page.text(".results-count b"), "1 executive");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_word_that_is_guessed_is_said_to_be(pool: PgPool) {
    let site = some_people(pool).await;
    let page = site.anonymous().get("/executives?q=harbuor+growth").await.expect(200);
    page.expect_says("Nothing says “harbuor”. These are results for what is spelled like it: “harbour”.");
    // Somebody says these, or something that begins so; and where nothing is found, nothing was guessed.
    for words in ["harbour", "harb", "zoe+okafor", "qqqqqq", "cfo"] {
        let page = site.anonymous().get(&format!("/executives?q={words}")).await.expect(200);
        page.expect_silent("Nothing says");
    }
    // Of what is spelled like it only what is nearest: "martin" is two slips away.
    site.executive().named("Martin Abel").published().create().await;
    assert_eq!(found(&site, "q=markting").await, ["Ben"]);
    assert_eq!(found(&site, "q=martinn").await, ["Martin"]);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_misspelt_name_says_how_it_was_read(pool: PgPool) {
    let site = some_people(pool).await;
    let page = site.anonymous().get("/executives?q=cheif+marketing+oficer").await.expect(200);
    page.expect_says("“cheif” was read as “chief”.");
    page.expect_says("“oficer” was read as “officer”.");
    let plain = site.anonymous().get("/executives?q=chief+marketing+officer").await.expect(200);
    plain.expect_silent("was read as");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_town_that_its_state_does_not_have_says_how_it_was_read(pool: PgPool) {
    let site = some_people(pool).await;
    let page = site.anonymous().get("/executives?q=cfo+Paris,+TX").await.expect(200);
    page.expect_says("“Paris, TX” was read as “Texas”.");
    assert_eq!(page.texts("article.card-person h3 bdi"), ["Zoë Harbour"]);
    let near = site.anonymous().get("/executives?q=cfo+near+Paris,+TX").await.expect(200);
    near.expect_says("Left out, because we do not know it: place “Paris, TX”.");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_role_and_a_place_among_the_words_head_the_page_by_their_names(pool: PgPool) {
    let site = some_people(pool).await;
    for (address, heading) in [
        ("/executives?q=cmo+brooklyn", "Fractional CMOs in Brooklyn, NY"),
        ("/executives?q=chief+marketing+officers&verified=yes", "Fractional CMOs"),
        ("/executives?q=cfo+texas", "Fractional CFOs in Texas"),
        ("/executives?q=cfo&location=austin-tx", "Fractional CFOs in Austin, TX"),
        ("/executives?q=cfo&near=austin-tx", "Fractional CFOs near Austin, TX"),
        ("/jobs?q=cfo+nyc", "Fractional CFO jobs in New York, NY"),
        // All of a country, however few of its cities are known.
        ("/jobs?q=cfo+latvia", "Fractional CFO jobs in Latvia"),
        ("/jobs?q=cfo+riga", "Fractional CFO jobs in Riga, Latvia"),
        ("/jobs?q=cfo+singapore", "Fractional CFO jobs in Singapore"),
        // All else is as it was typed.
        ("/executives?q=cfo+growth", "Fractional executives for “cfo growth”"),
        ("/executives?q=cfo+or+cmo", "Fractional executives for “cfo or cmo”"),
        ("/executives?q=cfo+-austin", "Fractional executives for “cfo -austin”"),
        ("/executives?q=cfo&role=fractional-cmo", "Fractional CMOs for “cfo”"),
        ("/executives?q=austin&near=dallas-tx", "Fractional executives near Dallas, TX for “austin”"),
    ] {
        assert_eq!(site.anonymous().get(address).await.expect(200).text("h1"), heading, "{address}");
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn where_nothing_is_found_fewer_words_are_offered_and_names_first(pool: PgPool) {
    let site = some_people(pool).await;
    let offers = async |path: &str| {
        let page = site.anonymous().get(path).await.expect(200);
        page.texts(".empty-ways a")
    };
    assert_eq!(offers("/executives?q=cto+in+austin").await, ["“austin”", "“cto”", "Without “cto in austin”"]);
    // Too many to leave out one: as many as find something together.
    let many = offers("/executives?q=somebody+to+run+our+shops+cmo+brooklyn+ledger+vault+tiger").await;
    assert_eq!(many[0], "“cmo brooklyn”");
    let many = offers("/executives?q=alpha+cmo+ledger+vault+tiger+zebra+shops").await;
    assert!(many.contains(&"“cmo”".to_owned()), "{many:?}");
    // Names that filters have can be looked for farther away.
    let near = offers("/executives?q=cto+white+plains").await;
    assert!(near.iter().any(|label| label.starts_with("Within 100 km")), "{near:?}");
    // What is not to be found stays unsaid in no offer.
    assert_eq!(offers("/executives?q=cto+austin+-bank").await, ["Without “cto austin -bank”"]);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn a_price_is_typed_and_steps_are_suggested_by_what_it_is_for(pool: PgPool) {
    let site = some_people(pool).await;
    let steps = async |query: &str| {
        let page = site.anonymous().get(&format!("/executives{query}")).await.expect(200);
        assert_eq!(page.attributes("#facet-rate_max", "type"), ["number"]);
        (page.attributes("#facet-rate_max", "value").remove(0), page.texts("#steps-rate_max option"))
    };
    let (typed, suggested) = steps("").await;
    assert_eq!(typed, "");
    assert!(suggested.contains(&"Up to $150/hour (2)".to_owned()), "{suggested:?}");
    let (typed, suggested) = steps("?rate_max=8000&rate_unit=month").await;
    assert_eq!(typed, "8000");
    assert!(suggested.contains(&"Up to $7,500/month (2)".to_owned()), "{suggested:?}");
    assert!(suggested.contains(&"Up to $8,000/month (2)".to_owned()), "{suggested:?}");
    let (_, suggested) = steps("?currency=JPY").await;
    assert!(suggested[0].starts_with("Up to JPY 7,500/hour"), "{suggested:?}");
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn prices_compare_by_the_hours_and_never_across_currencies(pool: PgPool) {
    let site = some_people(pool).await;
    // $6,500 a month for 10 hours a week are $150 an hour; $150 an hour for 10 hours a week $6,500 a month.
    for (query, names) in [
        ("rate_max=150", vec!["Ben", "Zoë"]),
        ("rate_max=149", vec![]),
        ("rate_max=6500&rate_unit=month", vec!["Ben", "Zoë"]),
        ("rate_max=6499&rate_unit=month", vec![]),
        ("rate_max=150&currency=EUR", vec!["Chloé"]),
        ("rate_max=9000&rate_unit=month&currency=EUR", vec![]),
    ] {
        let mut found = found(&site, query).await;
        found.sort();
        assert_eq!(found, names, "{query}");
    }
    let page = site.anonymous().get("/executives?rate_max=1200&rate_unit=day").await.expect(200);
    assert_eq!(page.texts(".chip .chip-label"), ["Up to $1,200/day"]);
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn what_a_posting_pays_is_reckoned_exactly_by_each_unit(pool: PgPool) {
    let site = Site::start(pool).await;
    let job = site.job().titled("Fractional CFO").published();
    builders::jobs(vec![job]).await;
    // 40 hours a week are 2,080 a year, 20 are 1,040, 10 are 520; what is left over counts as a whole one.
    let (pays, unknown) = (Some::<u32>, None);
    for (amount, period, hours, by) in [
        ("236600", "year", "40", [pays(114), pays(910), pays(19_717)]),
        ("228800", "year", "40", [pays(110), pays(880), pays(19_067)]),
        ("2870", "week", "20", [pays(144), pays(1_148), pays(12_437)]),
        ("6500", "month", "10", [pays(150), pays(1_200), pays(6_500)]),
        ("1200", "day", "10", [pays(150), pays(1_200), pays(6_500)]),
        ("151", "hour", "10", [pays(151), pays(1_208), pays(6_544)]),
        // Nobody knows what an hour of a year without hours costs, nor a month of hours.
        ("236600", "year", "null", [unknown, unknown, pays(19_717)]),
        ("2870", "week", "null", [unknown, unknown, pays(12_437)]),
        ("1200", "day", "null", [pays(150), pays(1_200), unknown]),
        ("151", "hour", "null", [pays(151), pays(1_208), unknown]),
        ("null", "month", "10", [unknown, unknown, unknown]),
    ] {
        site.sql(&format!(
            "update jobs set comp_min_amount = {amount}, comp_max_amount = {amount}, comp_period = '{period}',
                    comp_currency = 'USD', hours_per_week_min = {hours}, hours_per_week_max = {hours}"
        ))
        .await;
        // By the hour is what an address says that says nothing.
        for (unit, pays) in ["", "&rate_unit=day", "&rate_unit=month"].into_iter().zip(by) {
            let bounds = match pays {
                Some(pays) => vec![(pays, true), (pays + 1, false)],
                None => vec![(1, false), (90_000, false)],
            };
            for (least, is_found) in bounds {
                let query = format!("/jobs?rate_min={least}{unit}");
                let page = site.anonymous().get(&query).await.expect(200);
                let found = page.texts("article.card-job h3").len();
                assert_eq!(found, usize::from(is_found), "{amount} by the {period}, {hours} hours: {query}");
            }
        }
    }
}

#[sqlx::test(migrator = "MIGRATIONS")]
async fn the_search_box_suggests_what_may_be_meant(pool: PgPool) {
    let site = some_people(pool).await;
    let suggest = async |query: &str| -> Vec<Value> {
        let answer = site.anonymous().get(&format!("/suggest?{query}")).await.expect(200);
        serde_json::from_slice(&answer.body).unwrap()
    };
    let finance = suggest("in=executives&q=chief+fin").await;
    assert_eq!(finance[0]["label"], "CFO");
    assert_eq!(finance[0]["href"], "/executives?role=fractional-cfo");
    assert_eq!(finance[0]["count"], 1);
    let name = suggest("in=executives&q=okaf").await;
    assert_eq!(
        (name[0]["label"].as_str(), name[0]["href"].as_str()),
        (Some("Ben Okafor"), Some("/executives/ben-okafor"))
    );
    assert_eq!(suggest("in=executives&q=broklyn").await[0]["label"], "Brooklyn, NY");
    let area = &suggest("in=executives&q=texas").await[0];
    assert_eq!((&area["label"], &area["href"]), (&json!("Texas"), &json!("/executives?location=texas")));
    assert_eq!(area["count"].as_u64(), Some(found(&site, "location=texas").await.len() as u64));
    let area = &suggest("in=executives&q=uk&near=austin-tx&radius=100").await;
    assert!(area.is_empty() || area[0]["label"] != "United Kingdom", "nobody lives there");
    let area = &suggest("in=executives&q=usa&near=austin-tx&radius=100").await[0];
    assert_eq!(area["href"], "/executives?location=usa");

    // A role and where, in either order; only where there is somebody.
    for typed in ["cmo+bro", "cmo+in+bro", "chief+marketing+officer+brooklyn", "Brooklyn+CMO"] {
        let pair = json!({
            "label": "CMO in Brooklyn, NY", "detail": "Role and place",
            "href": "/executives?role=fractional-cmo&location=brooklyn-ny", "count": 1,
        });
        assert_eq!(suggest(&format!("in=executives&q={typed}")).await[0], pair, "{typed}");
    }
    let pairs = async |query: &str| {
        let suggested = suggest(query).await.into_iter();
        suggested
            .filter(|one| one["detail"].as_str().unwrap().starts_with("Role and place"))
            .collect::<Vec<_>>()
    };
    for nothing in ["cmo+aus", "cmo+b", "cmo+in", "cmo+in+", "cmo+%C3%A9", "bro+bro", "cmo"] {
        assert!(pairs(&format!("in=executives&q={nothing}")).await.is_empty(), "{nothing}");
    }
    let pair = &pairs("in=executives&q=cmo+bro&near=austin-tx&role=fractional-cfo&claimed=yes").await;
    assert!(pair.is_empty(), "who lives there is not claimed");
    let pair = &pairs("in=executives&q=cmo+bro&near=austin-tx&role=fractional-cfo&sort=newest").await[0];
    assert_eq!(pair["href"], "/executives?role=fractional-cmo&near=brooklyn-ny&sort=newest");

    // What else is in force stays so, and how many there are of the term alone is not said.
    let finance = suggest("in=executives&q=chief+fin&place=Brooklyn&rate_max=200&sort=newest").await;
    assert_eq!(
        finance[0],
        json!({
            "label": "CFO", "detail": "Role, with your other filters",
            "href": "/executives?role=fractional-cfo&near=brooklyn-ny&rate_max=200&sort=newest",
        })
    );
    let elsewhere = suggest("in=executives&q=broklyn&near=austin-tx&radius=100&role=fractional-cfo").await;
    assert_eq!(elsewhere[0]["href"], "/executives?role=fractional-cfo&near=brooklyn-ny&radius=100");
    let name = suggest("in=executives&q=okaf&role=fractional-cfo").await;
    assert_eq!(name[0]["href"], "/executives/ben-okafor");
    let sorted = suggest("in=executives&q=chief+fin&sort=newest&rate_unit=hour").await;
    assert_eq!(sorted[0]["href"], "/executives?role=fractional-cfo");
    for nothing in ["", "in=executives", "in=nowhere&q=fin", "in=jobs&q=okaf", "in=executives&q=%00"] {
        assert!(suggest(nothing).await.is_empty(), "{nothing}");
    }
}
