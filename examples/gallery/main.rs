//! Renders every page with rich, poor and hostile data into a folder, to look at and to take pictures of.
//!
//! `cargo run --example gallery -- /tmp/gallery && python3 -m http.server -d /tmp/gallery 8765`

mod people;
mod postings;

use std::fs;
use std::path::{Path, PathBuf};

use askama::Template;
use quarterdeck::urls;
use quarterdeck::web::error_page::ErrorPage;
use quarterdeck::web::links::{Counted, Figure, Link, LinkGroup, Named};
use quarterdeck::web::listing::{Chip, Choice, Facet, FacetKind, FacetOption, Listing, Pagination};
use quarterdeck::web::page::{Crumbs, Layout, Meta};
use quarterdeck::web::squeeze::squeezed;
use quarterdeck::{executives, jobs, landing, words};

fn main() {
    let out = PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| "/tmp/gallery".to_owned()));
    copy_assets(&out);
    let write =
        |name: &str, html: String| fs::write(out.join(name), html).expect("the folder can be written");

    for (name, page) in directories() {
        write(name, page.render().expect("renders"));
    }
    for (name, page) in boards() {
        write(name, page.render().expect("renders"));
    }
    for (name, executive, similar) in [
        ("profile-rich.html", people::rich(), people::cards(4)),
        ("profile-poor.html", people::poor(), Vec::new()),
        ("profile-hostile.html", people::hostile(), people::hostile_cards()),
    ] {
        let here = executive.name.clone();
        let page = executives::show_page::ShowPage {
            layout: layout("/executives/x"),
            meta: meta("Sarah Chen, fractional CFO in Austin, TX").with_json_ld(serde_json::json!({
                "@context": "https://schema.org",
                "@type": "ProfilePage",
                "mainEntity": { "@type": "Person", "name": here, "description": "</script><script>alert(1)</script>" }
            })),
            crumbs: Crumbs::new(
                vec![Link::new("Executives", &urls::Executives), Link::new("CFOs", &urls::Role::to("fractional-cfo"))],
                here,
            ),
            executive,
            similar,
        };
        write(name, page.render().expect("renders"));
    }
    for (name, job, related) in [
        ("job-rich.html", postings::rich(), postings::cards(4)),
        ("job-poor.html", postings::poor(), Vec::new()),
        ("job-hostile.html", postings::hostile(), postings::hostile_cards()),
    ] {
        let page = jobs::show_page::ShowPage {
            layout: layout("/jobs/x"),
            meta: meta(&job.title),
            crumbs: Crumbs::new(vec![Link::new("Jobs", &urls::Jobs)], job.title.clone()),
            job,
            related,
        };
        write(name, page.render().expect("renders"));
    }
    let closed = jobs::closed_page::ClosedPage {
        layout: layout("/jobs/x"),
        meta: meta("Closed").noindex(),
        crumbs: Crumbs::new(vec![Link::new("Jobs", &urls::Jobs)], "Fractional CFO (Series B SaaS)"),
        job: postings::closed(),
        similar: postings::cards(4),
    };
    write("job-closed.html", closed.render().expect("renders"));

    let apply = jobs::apply_page::ApplyPage {
        layout: layout("/jobs/x/apply"),
        meta: meta("On to Northbound Analytics").noindex(),
        title: "Fractional CFO (Series B SaaS)".to_owned(),
        company: "Northbound Analytics".to_owned(),
        apply_url: "https://jobs.northbound.example.com/cfo".to_owned(),
        apply_host: "jobs.northbound.example.com".to_owned(),
    };
    write("job-apply.html", apply.render().expect("renders"));

    for (name, page) in homes() {
        write(name, page.render().expect("renders"));
    }
    for (name, page) in hubs() {
        write(name, page.render().expect("renders"));
    }
    indexes(&write);
    let about = words::AboutPage { layout: layout("/about"), meta: meta("What this is") };
    write("about.html", about.render().expect("renders"));
    let sources = words::DataSourcesPage { layout: layout("/data-sources"), meta: meta("Data sources") };
    write("data-sources.html", sources.render().expect("renders"));
    let privacy = words::PrivacyPage {
        layout: layout("/privacy"),
        meta: meta("Privacy"),
        operator: Some("Example Ltd, 1 Harbour Street, Dublin 2, Ireland".to_owned()),
    };
    write("privacy.html", privacy.render().expect("renders"));
    for status in [400, 403, 404, 405, 410, 413, 415, 422, 429, 500, 503] {
        let mut page = ErrorPage::new(layout("/x"), status);
        page.request_id = (status >= 500).then(|| "0193f0a2-7c1e".to_owned());
        if status == 404 {
            page.suggestions = vec![
                Link::new("Sarah Chen, CFO in Austin, TX", &urls::Executive::to("sarah-chen")),
                Link::new("Fractional CFOs", &urls::Role::to("fractional-cfo")),
            ];
        }
        if status == 400 {
            page.detail = Some("“page” must be a whole number, not “<script>alert(1)</script>”.".to_owned());
        }
        write(&format!("error-{status}.html"), page.render().expect("renders"));
    }
}

/// Puts the stylesheet, in layer order, and everything else static beside the pages.
fn copy_assets(out: &Path) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("static");
    for folder in ["fonts", "icons", "js"] {
        fs::create_dir_all(out.join("static").join(folder)).expect("the folder can be made");
        for entry in fs::read_dir(root.join(folder)).expect("static/ is there") {
            let entry = entry.expect("static/ can be read");
            fs::copy(entry.path(), out.join("static").join(folder).join(entry.file_name())).expect("copies");
        }
    }
    let mut components: Vec<_> = fs::read_dir(root.join("css/components"))
        .expect("static/css/components is there")
        .map(|entry| entry.expect("can be read").path())
        .collect();
    components.sort();
    let mut css = String::new();
    let plain = |name: &str| root.join("css").join(name);
    let first = ["reset.css", "tokens.css", "base.css", "layout.css"].map(plain);
    for file in first.into_iter().chain(components).chain([plain("utilities.css")]) {
        css.push_str(&fs::read_to_string(file).expect("can be read"));
    }
    fs::write(out.join("static/app.css"), squeezed(&css)).expect("the folder can be written");
}

fn layout(path: &str) -> Layout {
    Layout::new(path, "https://quarterdeck.example", 2026)
}

fn meta(title: &str) -> Meta {
    Meta::new(title, "A description made of the page's own figures.", "https://quarterdeck.example/x")
}

fn facets() -> Vec<Facet> {
    let roles = [
        "CEO",
        "CFO",
        "CMO",
        "CTO",
        "COO",
        "CRO",
        "CPO",
        "CHRO",
        "General Counsel",
        "VP Finance",
        "Controller",
    ];
    let industries = [
        "SaaS",
        "Fintech",
        "Artificial Intelligence",
        "Health Tech",
        "Consumer Packaged Goods",
        "Manufacturing",
        "Data and Analytics",
        "Real Estate",
        "Energy",
        "Education",
    ];
    let options = |names: &[&str], selected: &[usize], first: u64| -> Vec<FacetOption> {
        names
            .iter()
            .enumerate()
            .map(|(at, name)| {
                let count = first / (at as u64 + 1).pow(2);
                FacetOption::new(name.to_lowercase(), *name, selected.contains(&at), count)
            })
            .collect()
    };
    let facet = |legend: &str, name: &str, kind, options| Facet {
        legend: legend.to_owned(),
        name: name.to_owned(),
        kind,
        options,
    };
    vec![
        facet("Role", "role", FacetKind::Radio, options(&roles, &[1], 90)),
        facet(
            "Place",
            "location",
            FacetKind::Select,
            options(&["Austin, TX", "London", "São Paulo"], &[], 40),
        ),
        facet("Industry", "industry", FacetKind::Checkbox, options(&industries, &[0, 8], 1312)),
        facet(
            "Availability",
            "availability",
            FacetKind::Checkbox,
            options(&["Available", "Limited hours", "Booked"], &[], 8),
        ),
        facet("Remote", "remote", FacetKind::Checkbox, options(&["Works remotely"], &[], 61)),
    ]
}

fn listing(total: u64, page: u64, filtered: bool) -> Listing {
    let chip = |label: &str| Chip { label: label.to_owned(), remove_href: "/executives".to_owned() };
    Listing {
        action: "/executives".to_owned(),
        query: if filtered { "fundraising".to_owned() } else { String::new() },
        search_label: "Search executives",
        search_hint: "Name, skill, industry",
        singular: "executive",
        plural: "executives",
        facets: facets(),
        kept: vec![],
        sorts: vec![
            Choice { value: "", label: "Best match", selected: true },
            Choice { value: "price", label: "Lowest price", selected: false },
            Choice { value: "experience", label: "Most experience", selected: false },
            Choice { value: "confirmed", label: "Last confirmed", selected: false },
        ],
        chips: if filtered {
            vec![chip("“fundraising”"), chip("CFO"), chip("SaaS"), chip("Energy")]
        } else {
            vec![]
        },
        clear_href: filtered.then(|| "/executives".to_owned()),
        ignored: if filtered { vec!["role “wizard”".to_owned()] } else { vec![] },
        wider: vec![],
        pagination: Pagination::new(page, 20, total, |n| format!("/executives?page={n}")),
    }
}

fn directories() -> Vec<(&'static str, executives::index_page::IndexPage)> {
    let page = |heading: &str, listing, cards| executives::index_page::IndexPage {
        layout: layout("/executives"),
        meta: meta(heading),
        heading: heading.to_owned(),
        listing,
        cards,
    };
    let mut none = listing(0, 1, true);
    none.wider = vec![
        Counted::new("without “fundraising”", "/executives", 14),
        Counted::new("in any place", "/executives", 3),
    ];
    let mut hostile = listing(3, 1, true);
    "\"><script>alert(1)</script>".clone_into(&mut hostile.query);
    hostile.chips.push(Chip { label: "W".repeat(300), remove_href: "/executives".to_owned() });
    hostile.ignored.push("x".repeat(300));
    vec![
        ("executives.html", page("Fractional executives", listing(1312, 1, false), people::cards(12))),
        (
            "executives-filtered.html",
            page("Fractional CFOs in SaaS and Energy", listing(61, 2, true), people::cards(8)),
        ),
        ("executives-none.html", page("Fractional CFOs in Ulaanbaatar", none, vec![])),
        (
            "executives-empty.html",
            page(
                "Fractional executives",
                Listing { facets: vec![], sorts: vec![], ..listing(0, 1, false) },
                vec![],
            ),
        ),
        ("executives-hostile.html", page("Fractional executives", hostile, people::hostile_cards())),
    ]
}

fn boards() -> Vec<(&'static str, jobs::index_page::IndexPage)> {
    let page = |heading: &str, mut listing: Listing, cards| {
        "/jobs".clone_into(&mut listing.action);
        (listing.singular, listing.plural) = ("open job", "open jobs");
        (listing.search_label, listing.search_hint) = ("Search jobs", "Title, company, skill");
        jobs::index_page::IndexPage {
            layout: layout("/jobs"),
            meta: meta(heading),
            heading: heading.to_owned(),
            listing,
            cards,
        }
    };
    vec![
        ("jobs.html", page("Fractional executive jobs", listing(3977, 3, false), postings::cards(10))),
        ("jobs-none.html", page("Fractional executive jobs", listing(0, 1, true), vec![])),
        (
            "jobs-hostile.html",
            page("Fractional executive jobs", listing(2, 1, false), postings::hostile_cards()),
        ),
    ]
}

fn counted(names: &[&str]) -> Vec<Counted> {
    names
        .iter()
        .zip([212, 141, 98, 77, 61, 44, 30, 22, 14, 9, 4, 1])
        .map(|(name, n)| Counted::new(*name, "/roles", n))
        .collect()
}

fn figures() -> Vec<Figure> {
    let figure = |value: &str, label: &str, note: Option<&str>| Figure {
        value: value.to_owned(),
        label: label.to_owned(),
        note: note.map(str::to_owned),
    };
    vec![
        figure(
            "$8,500/month",
            "median starting price",
            Some("of 214 profiles; half lie between $6,000 and $12,000"),
        ),
        figure("£1,100/day", "median day rate", Some("of 41 profiles in pounds")),
        figure("38%", "available now", Some("confirmed within 75 days")),
        figure("61", "open jobs", None),
    ]
}

fn homes() -> Vec<(&'static str, landing::home_page::HomePage)> {
    let full = landing::home_page::HomePage {
        layout: layout("/"),
        meta: meta("Quarterdeck: fractional executives and their jobs"),
        role_choices: ["CEO", "CFO", "CMO", "CTO"].map(|name| Named::new(name.to_lowercase(), name)).to_vec(),
        executives_total: 1312,
        jobs_total: 61,
        roles: counted(&[
            "CFO",
            "CMO",
            "CTO",
            "COO",
            "CEO",
            "CRO",
            "CPO",
            "CHRO",
            "General Counsel",
            "VP Finance",
            "Controller",
            "CISO",
        ]),
        locations: counted(&[
            "New York, NY",
            "London",
            "San Francisco, CA",
            "Austin, TX",
            "Berlin",
            "São Paulo",
            "Toronto, ON",
            "Sydney, NSW",
        ]),
        featured: people::cards(6),
        newest: postings::cards(6),
        snapshot: figures(),
    };
    let empty = landing::home_page::HomePage {
        layout: layout("/"),
        meta: meta("Quarterdeck: fractional executives and their jobs"),
        role_choices: vec![],
        executives_total: 0,
        jobs_total: 0,
        roles: vec![],
        locations: vec![],
        featured: vec![],
        newest: vec![],
        snapshot: vec![],
    };
    vec![("home.html", full), ("home-empty.html", empty)]
}

fn hubs() -> Vec<(&'static str, landing::hub_page::HubPage)> {
    let full = landing::hub_page::HubPage {
        layout: layout("/roles/fractional-cfo"),
        meta: meta("Fractional CFOs in Austin, TX"),
        crumbs: Crumbs::new(vec![Link::new("Roles", &urls::Roles), Link::new("CFO", &urls::Role::to("fractional-cfo"))], "Austin, TX"),
        heading: "Fractional CFOs in Austin, TX".to_owned(),
        intro: "34 fractional CFOs live in Austin, TX. 14 of them are available now; the median starting price of the 21 who name one is $8,500 a month. 6 jobs for CFOs are open here.".to_owned(),
        about: Some("A fractional CFO gives a growing company senior financial leadership without a full-time salary. Typical work covers cash forecasting, board reporting, pricing and unit economics, fundraising support, audit readiness and the hiring of a finance team.".to_owned()),
        figures: figures(),
        all_executives: Counted::new("All CFOs in Austin, TX", "/executives?role=fractional-cfo", 34),
        executives: people::cards(6),
        all_jobs: Counted::new("All open CFO jobs", "/jobs?role=fractional-cfo", 6),
        jobs: postings::cards(4),
        neighbours: vec![
            LinkGroup { heading: "CFOs in other places".to_owned(), links: counted(&["Dallas, TX", "Houston, TX", "Denver, CO", "Phoenix, AZ"]) },
            LinkGroup { heading: "CFOs by industry".to_owned(), links: counted(&["SaaS", "Fintech", "Energy"]) },
        ],
    };
    let poor = landing::hub_page::HubPage {
        layout: layout("/locations/x"),
        meta: meta("Fractional executives in Ulaanbaatar").noindex(),
        crumbs: Crumbs::new(vec![Link::new("Places", &urls::Locations)], "Ulaanbaatar, Mongolia"),
        heading: "Fractional executives in Ulaanbaatar, Mongolia".to_owned(),
        intro: "One executive lives here.".to_owned(),
        about: None,
        figures: vec![],
        all_executives: Counted::new("All", "/executives", 1),
        executives: people::cards(1),
        all_jobs: Counted::new("All", "/jobs", 0),
        jobs: vec![],
        neighbours: vec![],
    };
    vec![("hub.html", full), ("hub-poor.html", poor)]
}

fn indexes(write: &impl Fn(&str, String)) {
    use landing::index_pages::{Entry, Group, IndustriesPage, LocationsPage, RolesPage};

    let entry = |name: &str, detail: Option<&str>, executives, jobs| Entry {
        name: name.to_owned(),
        href: "/roles".to_owned(),
        detail: detail.map(str::to_owned),
        executives,
        jobs,
    };
    let group = |heading: &str, entries| Group { heading: heading.to_owned(), entries };
    let crumbs = |here: &str| Crumbs::new(vec![Link::new("Home", &urls::Home)], here);
    let roles = RolesPage {
        layout: layout("/roles"),
        meta: meta("Roles"),
        crumbs: crumbs("Roles"),
        groups: vec![
            group(
                "Finance",
                vec![
                    entry("CFO", Some("Chief Financial Officer"), 212, 14),
                    entry("VP Finance", Some("Vice President of Finance"), 44, 1),
                    entry("Controller", None, 9, 0),
                ],
            ),
            group(
                "General management",
                vec![
                    entry("CEO", Some("Chief Executive Officer"), 61, 3),
                    entry("COO", Some("Chief Operating Officer"), 77, 2),
                ],
            ),
            group("Marketing", vec![entry("CMO", Some("Chief Marketing Officer"), 141, 9)]),
            group(
                "Technology",
                vec![
                    entry("CTO", Some("Chief Technology Officer"), 98, 7),
                    entry("CISO", Some("Chief Information Security Officer"), 1, 1),
                ],
            ),
        ],
    };
    write("roles.html", roles.render().expect("renders"));
    let locations = LocationsPage {
        layout: layout("/locations"),
        meta: meta("Places"),
        crumbs: crumbs("Places"),
        groups: vec![
            group(
                "United States",
                [
                    "New York, NY",
                    "San Francisco, CA",
                    "Austin, TX",
                    "Chicago, IL",
                    "Denver, CO",
                    "Miami, FL",
                    "Seattle, WA",
                ]
                .iter()
                .map(|name| entry(name, None, 34, 2))
                .collect(),
            ),
            group("United Kingdom", vec![entry("London", None, 98, 4), entry("Manchester", None, 7, 0)]),
            group("Germany", vec![entry("Berlin", None, 31, 0), entry("München", None, 12, 1)]),
        ],
    };
    write("locations.html", locations.render().expect("renders"));
    let industries = IndustriesPage {
        layout: layout("/industries"),
        meta: meta("Industries"),
        crumbs: crumbs("Industries"),
        groups: [
            "Aerospace",
            "Agriculture",
            "Biotech",
            "Construction",
            "Data and Analytics",
            "Energy",
            "Fintech",
            "Gaming",
            "Health Tech",
        ]
        .iter()
        .map(|name| group(&name[..1], vec![entry(name, None, 12, 1)]))
        .collect(),
    };
    write("industries.html", industries.render().expect("renders"));
    let empty =
        RolesPage { layout: layout("/roles"), meta: meta("Roles"), crumbs: crumbs("Roles"), groups: vec![] };
    write("roles-empty.html", empty.render().expect("renders"));
}
