//! The words by which a posting says what business its company is in.
//!
//! Fewer than the aliases know: "security", "design" or "power" name an industry in a column of industries, in a
//! sentence they are just words.

use std::collections::HashMap;
use std::sync::LazyLock;

/// What stands before "company", "startup" and the like.
pub static TERMS: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| phrases(TERM_LINES));

/// What is a company by itself ("a fintech", "a community bank").
pub static HEADS: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| phrases(HEAD_LINES));

/// How a company's name ends.
pub static NAME_ENDS: LazyLock<HashMap<&'static str, &'static str>> =
    LazyLock::new(|| phrases(NAME_END_LINES));

/// The most words that a phrase has.
pub const LONGEST: usize = 4;

fn phrases(lines: &'static [(&str, &str)]) -> HashMap<&'static str, &'static str> {
    let phrase = |(slug, phrases): &(&'static str, &'static str)| {
        let slug = *slug;
        phrases.split(", ").map(move |phrase| (phrase, slug)).collect::<Vec<_>>()
    };
    lines.iter().flat_map(phrase).collect()
}

#[rustfmt::skip]
const TERM_LINES: &[(&str, &str)] = &[
    ("saas", "saas, software as a service"),
    ("enterprise-software", "software, enterprise software, business software"),
    ("artificial-intelligence", "ai, artificial intelligence, machine learning, generative ai, genai, conversational ai"),
    ("data-analytics", "data analytics, business intelligence"),
    ("cybersecurity", "cybersecurity, cyber security, cyber, information security"),
    ("cloud-infrastructure", "cloud infrastructure, cloud computing, cloud hosting"),
    ("developer-tools", "developer tools, devtools, developer tooling"),
    ("it-services", "it services, it consulting"),
    ("managed-services", "managed services, managed service, managed it services, msp"),
    ("fintech", "fintech, financial technology"),
    ("payments", "payments, payment processing"),
    ("banking", "banking, bank holding"),
    ("financial-services", "financial services, wealth management, asset management, investment management, lending, mortgage"),
    ("insurance", "insurance"),
    ("insurtech", "insurtech, insurance technology"),
    ("crypto-blockchain", "crypto, cryptocurrency, blockchain, web3, defi"),
    ("private-equity", "private equity"),
    ("venture-capital", "venture capital, vc"),
    ("accounting", "accounting, bookkeeping, cpa, tax advisory"),
    ("healthcare", "healthcare, health care, hospital, primary care, urgent care"),
    ("healthtech", "healthtech, health tech, digital health, telehealth, telemedicine, health technology, health it, healthcare it"),
    ("biotechnology", "biotech, biotechnology, life sciences, life science, therapeutics, gene therapy, genomics"),
    ("pharmaceuticals", "pharma, pharmaceutical, pharmaceuticals, specialty pharma, drug development"),
    ("medical-devices", "medical device, medical devices, medtech, med tech, medical technology"),
    ("mental-health", "mental health, behavioral health, behavioural health"),
    ("senior-care", "senior care, senior living, assisted living, elder care, home care, home health, hospice"),
    ("dental", "dental"),
    ("veterinary", "veterinary"),
    ("wellness-fitness", "fitness, wellness, health and wellness"),
    ("e-commerce", "ecommerce, dtc, d2c, direct to consumer, online retail"),
    ("retail", "retail, specialty retail"),
    ("consumer-goods", "cpg, consumer goods, consumer packaged goods, fmcg, consumer products"),
    ("food-beverage", "food and beverage, f&b, beverage, food"),
    ("restaurants", "restaurant, qsr"),
    ("beauty-personal-care", "beauty, skincare, cosmetics"),
    ("fashion-apparel", "fashion, apparel, footwear"),
    ("marketplaces", "marketplace, online marketplace"),
    ("edtech", "edtech, ed tech, education technology"),
    ("education", "education, higher education"),
    ("hr-tech", "hr tech, hrtech, hr technology"),
    ("human-resources", "hr services, peo"),
    ("staffing-recruiting", "staffing, recruiting, recruitment, executive search"),
    ("marketing-advertising", "marketing, advertising, digital marketing, performance marketing"),
    ("martech-adtech", "martech, adtech, ad tech, marketing technology"),
    ("public-relations", "pr, public relations"),
    ("media-entertainment", "media, entertainment, media and entertainment"),
    ("publishing", "publishing"),
    ("gaming-esports", "gaming, esports, video game, mobile game, mobile gaming, games"),
    ("sports", "sports"),
    ("travel-tourism", "travel, tourism"),
    ("hospitality", "hospitality, hotel"),
    ("events", "events, event management"),
    ("real-estate", "real estate, commercial real estate, property management"),
    ("proptech", "proptech, property technology"),
    ("construction", "construction, homebuilding, general contracting"),
    ("architecture-engineering", "civil engineering, architecture"),
    ("home-services", "home services, hvac, plumbing, landscaping, roofing"),
    ("manufacturing", "manufacturing, contract manufacturing"),
    ("industrial-technology", "industrial automation, industrial technology"),
    ("robotics", "robotics"),
    ("hardware-electronics", "consumer electronics, electronics"),
    ("semiconductors", "semiconductor, semiconductors"),
    ("aerospace-defense", "aerospace, defense, defence, aerospace and defense, space tech, defense tech"),
    ("government-contracting", "government contracting, govcon"),
    ("automotive", "automotive"),
    ("mobility", "mobility, micromobility, electric vehicle, ev, ev charging"),
    ("logistics-supply-chain", "logistics, supply chain, freight, 3pl, trucking, warehousing"),
    ("transportation", "transportation"),
    ("wholesale-distribution", "wholesale, wholesale distribution"),
    ("chemicals-materials", "chemical, chemicals, packaging, plastics, mining"),
    ("energy", "energy"),
    ("oil-gas", "oil and gas"),
    ("renewables", "renewable energy, renewables, solar, wind energy, clean energy"),
    ("climate-tech", "climate tech, climatetech, cleantech, clean tech, climate"),
    ("environmental-services", "waste management, recycling, environmental services"),
    ("agriculture", "agriculture, agricultural, farming"),
    ("agtech", "agtech, agritech, foodtech, food tech"),
    ("cannabis", "cannabis, hemp"),
    ("telecommunications", "telecom, telecommunications"),
    ("professional-services", "professional services"),
    ("management-consulting", "consulting, management consulting, strategy consulting"),
    ("legal", "law, legal services"),
    ("legaltech", "legaltech, legal tech, legal technology, regtech"),
    ("design-creative", "design, branding"),
    ("nonprofit", "nonprofit, not for profit, charitable"),
    ("govtech", "govtech, civic tech"),
    ("pet-care", "pet care, pet food, pet products"),
    ("childcare-family", "childcare, child care"),
    ("research-services", "market research, contract research"),
];

#[rustfmt::skip]
const HEAD_LINES: &[(&str, &str)] = &[
    ("fintech", "fintech"), ("insurtech", "insurtech"), ("proptech", "proptech"), ("edtech", "edtech"),
    ("healthtech", "healthtech"), ("biotechnology", "biotech"), ("medical-devices", "medtech"),
    ("banking", "bank, credit union, neobank"),
    ("healthcare", "hospital, health system, hospital system, medical center"),
    ("education", "university, college, school district, charter school, private school"),
    ("nonprofit", "charity, nonprofit, food bank"),
    ("insurance", "insurer, reinsurer"),
    ("retail", "retailer"), ("wholesale-distribution", "wholesaler"), ("manufacturing", "manufacturer"),
    ("travel-tourism", "airline, tour operator"),
    ("food-beverage", "brewery, winery, distillery"),
    ("marketplaces", "marketplace, online marketplace"),
    ("managed-services", "msp, managed service provider"),
    ("family-office", "family office"),
    ("financial-services", "hedge fund"),
    ("gaming-esports", "game studio, games studio"),
    ("construction", "homebuilder, general contractor"),
    ("faith-based", "church"),
    ("management-consulting", "consultancy"),
];

#[rustfmt::skip]
const NAME_END_LINES: &[(&str, &str)] = &[
    ("banking", "bank, credit union, bancorp"),
    ("insurance", "insurance, assurance, insurance agency, insurance services, reinsurance"),
    ("healthcare", "hospital, hospitals, medical center, health system, healthcare, clinic"),
    ("education", "university, college, school, schools, school district"),
    ("pharmaceuticals", "pharmaceuticals, pharma"),
    ("biotechnology", "therapeutics, biosciences, biotech, biologics, genomics"),
    ("real-estate", "realty, real estate"),
    ("construction", "construction, builders"),
    ("logistics-supply-chain", "logistics, freight, trucking"),
    ("robotics", "robotics"), ("semiconductors", "semiconductor, semiconductors"),
    ("travel-tourism", "airlines, airways"), ("hospitality", "hotels, resorts"), ("restaurants", "restaurants"),
    ("food-beverage", "brewing, brewery, winery, foods"), ("agriculture", "farms"),
    ("dental", "dental"), ("veterinary", "veterinary"), ("renewables", "solar"),
    ("enterprise-software", "software"), ("payments", "payments"), ("gaming-esports", "games, gaming"),
    ("nonprofit", "foundation, food bank"), ("faith-based", "church, ministries"),
    ("telecommunications", "telecom, telecommunications"), ("cannabis", "cannabis"),
    ("staffing-recruiting", "staffing, recruiting"), ("accounting", "cpas, accounting"), ("legal", "law firm"),
    ("home-services", "roofing, plumbing, hvac"), ("aerospace-defense", "aerospace"), ("automotive", "automotive, motors"),
    ("energy", "energy"), ("beauty-personal-care", "cosmetics"), ("fashion-apparel", "apparel"),
];

/// How a company's name begins.
pub const NAME_BEGINS: &[(&str, &str)] = &[
    ("bank of ", "banking"),
    ("city of ", "government"),
    ("county of ", "government"),
    ("town of ", "government"),
    ("department of ", "government"),
    ("dept of ", "government"),
    ("university of ", "education"),
];

/// Banks that keep no money.
pub const NO_BANKS: &[&str] =
    &["food", "blood", "data", "power", "piggy", "talent", "memory", "tissue", "time"];

/// Trades that are named by their own word alone: the other words before it are whom they work for.
#[rustfmt::skip]
pub const TRADES: &[&str] = &[
    "accounting", "management-consulting", "legal", "marketing-advertising", "staffing-recruiting", "private-equity",
    "venture-capital", "public-relations", "design-creative", "it-services", "managed-services", "human-resources",
    "research-services", "professional-services",
];

/// An industry whose software is an industry of its own.
pub const WITH_SOFTWARE: &[(&str, &str)] = &[
    ("healthcare", "healthtech"),
    ("mental-health", "healthtech"),
    ("insurance", "insurtech"),
    ("real-estate", "proptech"),
    ("construction", "proptech"),
    ("education", "edtech"),
    ("financial-services", "fintech"),
    ("banking", "fintech"),
    ("human-resources", "hr-tech"),
    ("staffing-recruiting", "hr-tech"),
    ("marketing-advertising", "martech-adtech"),
    ("legal", "legaltech"),
    ("agriculture", "agtech"),
    ("accounting", "fintech"),
];

/// What a company is called, wherever it is said.
#[rustfmt::skip]
pub const COMPANIES: &[&str] = &[
    "company", "startup", "scaleup", "business", "firm", "organization", "group", "agency", "brand", "manufacturer",
    "retailer", "chain", "practice", "brokerage", "corporation", "enterprise", "unicorn", "consultancy",
];

/// What a company calls itself, and others call what they buy.
#[rustfmt::skip]
pub const SELF_NAMES: &[&str] = &[
    "provider", "platform", "vendor", "distributor", "producer", "developer", "maker", "operator", "venture",
    "network", "institution", "broker", "carrier", "fund", "clinic", "leader", "pioneer", "player", "studio", "store",
];

/// What may stand between the industry and the company: "a healthcare services company".
#[rustfmt::skip]
pub const BETWEEN: &[&str] = &[
    "services", "service", "products", "product", "technology", "technologies", "tech", "solutions", "solution",
    "infrastructure", "delivery", "equipment", "management", "holding",
];

/// Terms that a title names without a company; others are as likely the office that the title is about.
#[rustfmt::skip]
pub const IN_TITLES: &[&str] = &[
    "saas", "fintech", "healthtech", "medtech", "biotech", "edtech", "proptech", "insurtech", "ecommerce", "dtc",
    "cpg", "healthcare", "pharma", "life sciences", "nonprofit", "web3", "climate tech", "cleantech", "agtech",
    "real estate",
];

/// What else such a part of a title may say.
#[rustfmt::skip]
pub const STAGES: &[&str] = &[
    "series", "a", "b", "c", "d", "seed", "pre-seed", "early", "stage", "early-stage", "growth", "growth-stage",
    "late-stage", "b2b", "b2c", "pe-backed", "vc-backed", "venture-backed", "bootstrapped", "vertical", "global",
    "fast-growing", "high-growth", "for", "at", "an", "the",
];

/// A sentence with one of these says whom the company looks for, or whom it works for.
#[rustfmt::skip]
pub const OF_OTHERS: &[&str] = &[
    "experience", "experienced", "background", "backgrounds", "prior", "previous", "previously", "worked", "former",
    "formerly", "ideally", "prefer", "preferred", "preferably", "bonus", "plus", "familiar", "familiarity",
    "knowledge", "exposure", "record", "understanding", "must", "you've", "candidate", "candidates", "proven",
    "expertise", "skills", "similar", "comparable", "equivalent", "desirable", "advantage", "qualified",
    "qualifications", "years", "clients", "customers", "customer", "clientele", "portfolio", "partner", "partners",
    "partnered", "serves", "serving", "served", "including", "includes", "include", "like", "eg", "ie", "such",
    "invest", "invests", "invested", "investing", "investors", "tools", "tool", "integrate", "integrates", "unlike",
    "competitor", "competitors", "trusted", "vendors", "not", "no", "never", "neither", "nor", "isn't", "aren't",
    "don't", "doesn't", "without", "rather", "instead", "former", "acquired", "used", "or", "if", "whether",
    "imagine",
];

/// Headings below which a text speaks of others.
#[rustfmt::skip]
pub const HEADINGS_OF_OTHERS: &[&str] = &[
    "requirement", "qualification", "you bring", "about you", "who you are", "you have", "your profile",
    "your background", "skills", "experience", "looking for", "ideal candidate", "must have", "nice to have",
    "clients", "customers", "portfolio", "preferred", "you will need", "wish list",
];

/// After these a company is somebody else's: `SaaS company founders`.
#[rustfmt::skip]
pub const NOT_AFTER: &[&str] = &[
    "client", "clients", "customer", "customers", "owner", "owners", "founder", "founders", "leaders", "executives",
    "experience", "professionals", "partner", "partners", "unit", "line", "experts", "expert", "veteran", "veterans",
    "background", "consultants", "development", "plan", "cards", "holidays",
];

/// What ends the words before a company: nothing of this can stand between "a" and "company".
#[rustfmt::skip]
pub const BREAKS: &[&str] = &[
    "of", "for", "to", "in", "with", "that", "which", "who", "or", "at", "by", "from", "is", "are", "was", "we",
    "you", "they", "it", "not", "than", "on", "as", "into", "like", "any", "every", "each",
];
