//! What is derived, and above all what is not.

use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(Vocabulary::shipped);

/// Texts of a posting by "Northwind Analytics" for a "Fractional CFO", and what they say the company does.
const TEXTS: &[(&str, &[&str])] = &[
    // What a company says of itself.
    ("We are a B2B SaaS company.", &["saas"]),
    ("We're a fintech startup in Berlin.", &["fintech"]),
    ("We’re a seed-stage, venture-backed health tech start-up.", &["healthtech"]),
    ("We are a profitable, bootstrapped vertical SaaS business with 40 people.", &["saas"]),
    ("We are a B2B SaaS fintech company.", &["saas", "fintech"]),
    ("We are a healthcare software company.", &["healthtech"]),
    ("We are a healthcare services company.", &["healthcare"]),
    ("We are a healthcare technology company.", &["healthtech"]),
    ("We are a real estate technology company.", &["proptech"]),
    ("We are a marketing software company.", &["martech-adtech"]),
    ("We are currently a 30-person AI startup.", &["artificial-intelligence"]),
    ("We are a family-owned manufacturing company founded in 1962.", &["manufacturing"]),
    ("We are an e-commerce brand for outdoor gear.", &["e-commerce"]),
    ("We are a direct-to-consumer brand.", &["e-commerce"]),
    ("We are a DTC skincare brand.", &["e-commerce", "beauty-personal-care"]),
    ("We are a community bank with eleven branches.", &["banking"]),
    ("We are a challenger bank that moves fast.", &["banking"]),
    ("We are a credit union.", &["banking"]),
    ("We're a fintech that helps freelancers get paid.", &["fintech"]),
    ("We are a food bank.", &["nonprofit"]),
    ("We are a non-profit organisation.", &["nonprofit"]),
    ("We are a law firm with forty lawyers.", &["legal"]),
    ("We are a healthcare staffing agency.", &["staffing-recruiting"]),
    ("We are a SaaS and fintech accounting firm.", &["accounting"]),
    ("We are a payments platform.", &["payments"]),
    ("We are an independent game studio.", &["gaming-esports"]),
    ("We run a restaurant group in the Midwest.", &["restaurants"]),
    ("We operate a charter school.", &["education"]),
    ("Northwind is a fast-growing cybersecurity company.", &["cybersecurity"]),
    ("Northwind Analytics is the leading logistics software provider in Spain.", &["logistics-supply-chain"]),
    ("Northwind Analytics, a biotech startup, develops vaccines.", &["biotechnology"]),
    ("Our client is a Series B medical device company.", &["medical-devices"]),
    ("Our client, an insurance brokerage, is hiring.", &["insurance"]),
    ("The company is a renewable energy developer.", &["renewables"]),
    ("As a B2B SaaS company, we measure everything.", &["saas"]),
    ("As an insurer, we plan for decades.", &["insurance"]),
    ("**About us**\n\nWe are a *climate tech* company.", &["climate-tech"]),
    (
        "## Who we are\n\n[Northwind](https://northwind.example) is a telecom operator.",
        &["telecommunications"],
    ),
    ("We are a food & beverage company.", &["food-beverage"]),
    ("We are an oil & gas company.", &["oil-gas"]),
    ("We are a manufacturer of medical pumps.", &["manufacturing"]),
    // Where the work is.
    ("Own the numbers at a B2B SaaS company, two days a week.", &["saas"]),
    ("A fractional CFO for a fintech startup.", &["fintech"]),
    ("Join a fast-growing insurtech company.", &["insurtech"]),
    ("Help a Series A proptech startup close its books.", &["proptech"]),
    ("Serve as CFO for a construction company.", &["construction"]),
    ("You will shape the finances of our SaaS company.", &["saas"]),
    ("This is a CFO role in the healthcare industry.", &["healthcare"]),
    ("Northwind is a market leader in the renewable energy sector.", &["renewables"]),
    ("We operate in the automotive industry.", &["automotive"]),
    ("We are looking for a CFO for a hospitality group.", &["hospitality"]),
    // A word that merely occurs.
    ("SaaS tools experience.", &[]),
    ("Experience with SaaS tools is a plus.", &[]),
    ("You know fintech, healthcare and retail.", &[]),
    ("Own payments, insurance and payroll.", &[]),
    ("Manage the relationship with our bank.", &[]),
    ("You will work with banks and auditors.", &[]),
    ("Set up the accounting, legal and software budgets.", &[]),
    ("Build a data analytics function.", &[]),
    ("We use AI every day.", &[]),
    ("We offer health insurance, dental and vision.", &[]),
    ("Great dental plan.", &[]),
    ("The bank is next door.", &[]),
    ("We love software.", &[]),
    ("Our software platform is fast.", &[]),
    ("Our e-commerce platform needs care.", &[]),
    ("Introduce a SaaS platform for expenses.", &[]),
    ("Evaluate a payroll provider and an insurance broker.", &[]),
    // What others are.
    ("Experience at a B2B SaaS company.", &[]),
    ("You have worked for a fintech startup.", &[]),
    ("You have led finance at a healthcare company.", &[]),
    ("Ten years in a manufacturing company.", &[]),
    ("Background in the healthcare industry preferred.", &[]),
    ("Knowledge of the insurance sector.", &[]),
    ("You come from a SaaS business or similar.", &[]),
    ("Ideally you have run the finances of a retail chain.", &[]),
    ("Our clients include a fintech startup, a bank and a hospital.", &[]),
    ("Our biggest customer is a healthcare company.", &[]),
    ("Our investor is a private equity firm.", &[]),
    ("We help a healthcare company grow.", &[]),
    ("We built the ledger for a fintech startup.", &[]),
    ("We serve banks, insurers and hospitals.", &[]),
    ("We build software for the healthcare industry.", &[]),
    ("We are a team that helps SaaS companies.", &[]),
    ("We advise companies in the healthcare sector.", &[]),
    ("We invest in a fintech startup every year.", &[]),
    ("Partner with a logistics company.", &[]),
    ("A network of SaaS company founders.", &[]),
    ("Trusted by companies such as a community bank.", &[]),
    ("### Requirements\n\nYou join from a SaaS company.\nYears at a fintech startup.", &[]),
    ("**What you bring**\n\nTime at a healthcare company", &[]),
    ("Our clients:\n\nAcme is a fintech startup", &[]),
    // What the company is not.
    ("We are not a bank.", &[]),
    ("We aren't a SaaS company.", &[]),
    ("We are more than a bank.", &[]),
    ("We are no longer a software company.", &[]),
    ("Unlike a bank, we answer the phone.", &[]),
    ("We work like a fintech startup.", &[]),
    ("If we are a bank one day, good.", &[]),
    // Not plain.
    ("We are a company.", &[]),
    ("We are a security company.", &[]),
    ("We are an equal opportunity employer.", &[]),
    ("We are a SaaS or fintech company.", &[]),
    ("We are a retail, fintech and healthcare group.", &[]),
    ("We are a SaaS company. We are a bank. We are a hospital.", &[]),
    ("We are building the blood bank of tomorrow.", &[]),
    ("We are a data bank.", &[]),
    ("We are a healthcare-focused, AI-powered company.", &[]),
    ("We are part of a healthcare group.", &[]),
    ("", &[]),
    ("N/A", &[]),
];

/// Titles, companies, and what they say.
const NAMES: &[(&str, &str, &[&str])] = &[
    ("Fractional CFO (Series B SaaS)", "Northwind", &["saas"]),
    ("Fractional CFO – Fintech Startup", "Northwind", &["fintech"]),
    ("Interim COO, Healthcare Services Company", "Northwind", &["healthcare"]),
    ("Fractional CMO for a DTC brand", "Northwind", &["e-commerce"]),
    ("Fractional CTO | B2B SaaS | Remote", "Northwind", &["saas"]),
    ("Fractional CFO - PE-backed SaaS", "Northwind", &["saas"]),
    ("Fractional CFO (SaaS experience)", "Northwind", &[]),
    ("Chief Accounting Officer", "Northwind", &[]),
    ("Head of Payments", "Northwind", &[]),
    ("VP Engineering, AI", "Northwind", &[]),
    ("CMO, Marketing", "Northwind", &[]),
    ("COO - Logistics", "Northwind", &[]),
    ("Head of Real Estate", "Northwind", &[]),
    ("SaaS", "Northwind", &[]),
    ("Fractional CFO", "Harbor Bank", &["banking"]),
    ("Fractional CFO", "Bank of the Ozarks, Inc.", &["banking"]),
    ("Fractional CFO", "First Harbor Credit Union", &["banking"]),
    ("Fractional CFO", "Lakeside Food Bank", &["nonprofit"]),
    ("Fractional CFO", "Alder Insurance Services, LLC", &["insurance"]),
    ("Fractional CFO", "Birch Therapeutics GmbH", &["biotechnology"]),
    ("Fractional CFO", "St. Anne's Hospital", &["healthcare"]),
    ("Fractional CFO", "City of Duluth", &["government"]),
    ("Fractional CFO", "University of Somewhere", &["education"]),
    ("Fractional CFO", "Kestrel Robotics Ltd", &["robotics"]),
    ("Fractional CFO", "Bank", &[]),
    ("Fractional CFO", "Blood Bank", &[]),
    ("Fractional CFO", "Talent Bank Ltd", &[]),
    ("Fractional CFO", "City of Hope", &[]),
    ("Fractional CFO", "Banksy Prints", &[]),
    ("Fractional CFO", "Northwind Analytics", &[]),
    ("Fractional CFO", "Acme Capital", &[]),
    ("Fractional CFO", "Software of the Year Awards", &[]),
    ("Fractional CFO", "", &[]),
];

fn slugs(posting: Posting<'_>) -> Vec<String> {
    let found = derived(posting, &VOCABULARY).value.unwrap_or_default();
    found.into_iter().map(|evidence| evidence.slug).collect()
}

fn of_text(text: &str) -> Vec<String> {
    slugs(Posting {
        company: Some("Northwind Analytics, Inc."),
        title: "Fractional CFO",
        summary: "",
        description: text,
    })
}

#[test]
fn only_what_a_text_says_of_its_own_company_counts() {
    let wrong: Vec<String> = (TEXTS.iter())
        .map(|(text, expected)| (text, of_text(text), expected))
        .filter(|(_, found, expected)| found != *expected)
        .map(|(text, found, expected)| format!("{text:?}: {found:?}, not {expected:?}"))
        .collect();
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn titles_and_company_names_tell_where_they_are_plain() {
    let of = |title, company| slugs(Posting { company: Some(company), title, ..Posting::default() });
    let wrong: Vec<String> = (NAMES.iter())
        .map(|(title, company, expected)| (title, company, of(title, company), expected))
        .filter(|(.., found, expected)| found != *expected)
        .map(|(title, company, found, expected)| {
            format!("{title:?}, {company:?}: {found:?}, not {expected:?}")
        })
        .collect();
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn a_statement_goes_before_a_workplace_and_says_its_words() {
    let posting = Posting {
        company: Some("Harbor Bank"),
        title: "Fractional CFO",
        summary: "Finance lead for a retail chain.",
        description: "We are a fintech company.",
    };
    let found = derived(posting, &VOCABULARY).value.unwrap();
    let told: Vec<_> = found.iter().map(|found| (found.slug.as_str(), found.found_by)).collect();
    assert_eq!(told, [("fintech", FoundBy::Statement), ("banking", FoundBy::CompanyName)]);
    assert_eq!(found[0].words, "\"We are a fintech company.\"");
}

#[test]
fn every_word_means_an_industry_of_the_taxonomy() {
    let tables = [&TERMS, &words::HEADS, &NAME_ENDS];
    let slugs = tables.iter().flat_map(|table| table.values().copied());
    let more = WITH_SOFTWARE.iter().flat_map(|(one, other)| [*one, *other]);
    let begins = NAME_BEGINS.iter().map(|(_, slug)| *slug);
    for slug in slugs.chain(more).chain(begins).chain(words::TRADES.iter().copied()) {
        assert!(VOCABULARY.name(TaxonomyKind::Industry, slug).is_some(), "{slug}");
    }
    for table in tables {
        let longest = table.keys().map(|phrase| phrase.split(' ').count()).max();
        assert!(longest <= Some(words::LONGEST));
    }
}

#[test]
fn an_industry_that_was_retired_is_not_derived() {
    let mut source = crate::taxonomy::vocabulary::VocabularySource::shipped();
    source.industries.retain(|term| term.slug != "saas");
    let vocabulary = Vocabulary::new(source);
    let posting = Posting { description: "We are a B2B SaaS company.", ..Posting::default() };
    assert_eq!(derived(posting, &vocabulary).value, None);
}

proptest! {
    #[test]
    fn any_text_is_read_without_panic(text in any::<String>(), title in any::<String>(), company in any::<String>()) {
        let posting = Posting { company: Some(&company), title: &title, summary: &text, description: &text };
        let found = derived(posting, &VOCABULARY).value.unwrap_or_default();
        prop_assert!(found.len() <= MOST);
    }

    #[test]
    fn at_most_two_and_only_known_ones(text in "((we|a|is|are|the|our|saas|fintech|bank|company|startup|healthcare|software|for|in|industry|law|firm)[ ,.]{1,2}){0,30}") {
        let found = of_text(&text);
        prop_assert!(found.len() <= MOST);
        for slug in &found {
            prop_assert!(VOCABULARY.name(TaxonomyKind::Industry, slug).is_some());
        }
    }

    #[test]
    fn a_denial_is_never_a_statement(term in proptest::sample::select(vec!["saas", "fintech", "healthcare", "insurance"]),
                                    denial in proptest::sample::select(vec!["not", "no longer", "hardly", "never"])) {
        let text = format!("We are {denial} a {term} company.");
        prop_assert!(of_text(&text).is_empty(), "{text}");
    }

    #[test]
    fn a_plain_statement_is_read_whatever_stands_around_it(before in "[a-z ]{0,40}", after in "[a-z ]{0,40}") {
        let text = format!("{before}.\n\nWe are a B2B SaaS company.\n\n- {after}");
        let is_heading_of_others = words::HEADINGS_OF_OTHERS.iter().any(|words| before.contains(words));
        prop_assume!(!is_heading_of_others);
        prop_assert!(of_text(&text).contains(&"saas".to_owned()), "{text}");
    }
}
