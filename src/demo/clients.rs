//! What a company of each industry is called in a sentence.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::dice::Dice;
use super::text::article;

/// How people speak of the companies of one industry.
#[derive(Debug)]
pub(super) struct Client {
    /// The shipped industry.
    pub slug: &'static str,
    /// How likely an executive or a posting belongs to it.
    pub weight: u32,
    /// Whether such companies are usually funded by investors rather than by their owners.
    pub venture: bool,
    /// In front of a noun, as in "fintech".
    pub label: &'static str,
    /// What one company is, without an article.
    pub nouns: &'static [&'static str],
    /// Who buys from it.
    pub customers: &'static str,
    /// Second words of invented names.
    pub cores: &'static [&'static str],
}

impl Client {
    /// The industry with this slug.
    pub fn of(slug: &str) -> &'static Self {
        BY_SLUG.get(slug).copied().unwrap_or(&CLIENTS[0])
    }

    /// Whether such companies make, store or move things.
    pub fn has_goods(&self) -> bool {
        GROUPS[..GOODS_GROUPS].iter().any(|group| group.contains(&self.slug))
    }

    /// The industries that have to do with this one.
    pub fn related(&self) -> Vec<&'static Self> {
        let groups = GROUPS.iter().filter(|group| group.contains(&self.slug));
        let mut slugs: Vec<&str> = groups.flat_map(|group| group.iter().copied()).collect();
        slugs.sort_unstable();
        slugs.dedup();
        slugs.into_iter().filter(|slug| *slug != self.slug).map(Self::of).collect()
    }

    /// Whether such companies are what they are, whoever owns them.
    pub fn is_plain(&self) -> bool {
        matches!(
            self.slug,
            "private-equity"
                | "venture-capital"
                | "family-office"
                | "government"
                | "nonprofit"
                | "faith-based"
                | "agriculture"
        )
    }
}

/// Industries that go with every other one.
pub(super) const GENERAL: &[&str] = &[
    "saas",
    "enterprise-software",
    "artificial-intelligence",
    "data-analytics",
    "professional-services",
    "private-equity",
];

/// How many of the groups are about goods.
const GOODS_GROUPS: usize = 6;

/// Industries that have to do with each other; the first ones make, store or move things.
#[rustfmt::skip]
const GROUPS: &[&[&str]] = &[
    &["e-commerce", "retail", "consumer-goods", "food-beverage", "beauty-personal-care", "fashion-apparel", "wholesale-distribution", "pet-care"],
    &["manufacturing", "industrial-technology", "robotics", "hardware-electronics", "semiconductors", "aerospace-defense", "automotive", "chemicals-materials"],
    &["logistics-supply-chain", "transportation", "wholesale-distribution", "e-commerce", "automotive", "manufacturing", "mobility"],
    &["pharmaceuticals", "medical-devices", "biotechnology", "hardware-electronics"],
    &["food-beverage", "agriculture", "agtech", "cannabis", "restaurants"],
    &["construction", "manufacturing", "chemicals-materials", "environmental-services"],
    &["saas", "enterprise-software", "artificial-intelligence", "data-analytics", "cybersecurity", "cloud-infrastructure", "developer-tools", "it-services", "managed-services", "telecommunications"],
    &["fintech", "payments", "banking", "financial-services", "insurance", "insurtech", "crypto-blockchain", "accounting"],
    &["private-equity", "venture-capital", "family-office", "financial-services", "franchise", "professional-services"],
    &["healthcare", "healthtech", "biotechnology", "pharmaceuticals", "medical-devices", "research-services"],
    &["healthcare", "healthtech", "mental-health", "senior-care", "dental", "veterinary", "wellness-fitness"],
    &["pet-care", "veterinary", "consumer-goods"],
    &["marketplaces", "consumer-internet", "e-commerce", "saas", "gaming-esports", "travel-tourism"],
    &["edtech", "education", "childcare-family", "nonprofit", "hr-tech"],
    &["human-resources", "hr-tech", "staffing-recruiting", "professional-services", "saas"],
    &["marketing-advertising", "martech-adtech", "public-relations", "design-creative", "media-entertainment", "publishing", "events"],
    &["media-entertainment", "publishing", "gaming-esports", "sports", "events", "consumer-internet"],
    &["travel-tourism", "hospitality", "restaurants", "events", "wellness-fitness", "sports"],
    &["real-estate", "proptech", "construction", "architecture-engineering", "home-services", "security-safety", "hospitality"],
    &["energy", "oil-gas", "renewables", "climate-tech", "environmental-services", "mobility"],
    &["agriculture", "agtech", "climate-tech", "environmental-services"],
    &["government", "govtech", "government-contracting", "aerospace-defense", "security-safety", "nonprofit"],
    &["nonprofit", "faith-based", "education", "government", "senior-care"],
    &["professional-services", "management-consulting", "legal", "legaltech", "accounting", "research-services"],
    &["franchise", "restaurants", "home-services", "retail", "wellness-fitness", "childcare-family"],
    &["aerospace-defense", "government-contracting", "cybersecurity", "it-services"],
];

static BY_SLUG: LazyLock<HashMap<&str, &Client>> =
    LazyLock::new(|| CLIENTS.iter().map(|client| (client.slug, client)).collect());

/// "a 60-person payments company".
pub(super) fn one(dice: &mut Dice, client: &Client) -> String {
    let noun = *dice.pick(client.nouns);
    let kind = kind(dice, client);
    let phrase = if kind.is_empty() { noun.to_owned() } else { format!("{kind} {noun}") };
    format!("{} {phrase}", article(&phrase))
}

/// "Series A payments companies".
pub(super) fn many(dice: &mut Dice, client: &Client) -> String {
    let noun = plural(*dice.pick(client.nouns));
    let kind = if client.venture {
        *dice.pick(&[
            "",
            "",
            "early-stage ",
            "Series A ",
            "seed-stage ",
            "growing ",
            "venture-backed ",
            "bootstrapped ",
        ])
    } else {
        *dice.pick(&[
            "",
            "",
            "owner-managed ",
            "family-owned ",
            "growing ",
            "mid-sized ",
            "investor-backed ",
            "founder-led ",
        ])
    };
    format!("{kind}{noun}")
}

fn kind(dice: &mut Dice, client: &Client) -> String {
    // Some are what they are, whoever owns them.
    let plain = client.is_plain();
    if plain && dice.percent(60) {
        return String::new();
    }
    if plain || dice.percent(34) {
        let people =
            [18, 25, 35, 40, 45, 60, 70, 80, 90, 110, 120, 140, 150, 180, 220, 260, 300, 340, 400, 450];
        let range = if client.venture { 0..16 } else { 3..20 };
        return format!("{}-person", dice.pick(&people[range]));
    }
    let kinds: &[&str] = if client.venture {
        &[
            "seed-stage",
            "Series A",
            "Series A",
            "Series B",
            "Series B",
            "Series C",
            "bootstrapped",
            "venture-backed",
            "founder-led",
            "",
        ]
    } else {
        &[
            "family-owned",
            "PE-backed",
            "owner-managed",
            "founder-led",
            "regional",
            "second-generation",
            "mid-sized",
            "listed",
            "fast-growing",
            "",
        ]
    };
    (*dice.pick(kinds)).to_owned()
}

/// The plural of a noun phrase.
fn plural(noun: &str) -> String {
    if let Some(stem) = noun.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'o'])) {
        format!("{stem}ies")
    } else if noun.ends_with("ss") || noun.ends_with("ch") {
        format!("{noun}es")
    } else {
        format!("{noun}s")
    }
}

macro_rules! clients {
    ($($slug:literal $weight:literal $venture:literal $label:literal [$($noun:literal)+] $customers:literal [$($core:literal)+];)+) => {
        /// Every shipped industry.
        pub(super) const CLIENTS: &[Client] = &[$(Client {
            slug: $slug, weight: $weight, venture: $venture, label: $label, nouns: &[$($noun,)+],
            customers: $customers, cores: &[$($core,)+],
        },)+];
    };
}

clients! {
    "saas" 60 true "SaaS" ["SaaS company" "subscription software business" "vertical SaaS company"] "subscribers" ["Software" "Cloud" "Apps" "Workspace" "Suite"];
    "enterprise-software" 22 true "enterprise software" ["enterprise software vendor" "business software company"] "enterprise buyers" ["Software" "Systems" "Platform"];
    "artificial-intelligence" 22 true "AI" ["AI company" "machine learning business"] "users" ["AI" "Intelligence" "Labs"];
    "data-analytics" 12 true "data" ["analytics company" "data platform business"] "analysts" ["Analytics" "Data" "Insights"];
    "cybersecurity" 11 true "cybersecurity" ["cybersecurity company" "security software vendor"] "security teams" ["Security" "Shield" "Trust"];
    "cloud-infrastructure" 5 true "cloud infrastructure" ["cloud infrastructure company" "hosting business"] "engineering teams" ["Cloud" "Compute" "Networks"];
    "developer-tools" 7 true "developer tools" ["developer tools company" "API company"] "developers" ["Labs" "Tools" "Technologies"];
    "it-services" 10 false "IT services" ["IT services firm" "software consultancy"] "client accounts" ["Systems" "Technologies" "IT"];
    "managed-services" 5 false "managed services" ["managed service provider" "MSP"] "client sites" ["IT" "Networks" "Managed IT"];
    "fintech" 34 true "fintech" ["fintech company" "lending platform" "financial software company"] "account holders" ["Pay" "Ledger" "Finance" "Lending"];
    "payments" 8 true "payments" ["payments company" "payments processor"] "merchants" ["Pay" "Payments" "Terminal"];
    "banking" 5 false "banking" ["community bank" "specialist bank"] "depositors" ["Bank" "Savings" "Trust"];
    "financial-services" 10 false "financial services" ["wealth management firm" "specialty lender" "advisory firm"] "clients" ["Finance" "Wealth" "Capital Tech"];
    "insurance" 7 false "insurance" ["insurance broker" "specialty insurer"] "policyholders" ["Insurance" "Mutual" "Underwriting"];
    "insurtech" 4 true "insurtech" ["insurtech company" "digital insurance agency"] "policyholders" ["Cover" "Insurance" "Claims"];
    "crypto-blockchain" 4 true "crypto" ["digital asset company" "blockchain infrastructure company"] "wallet holders" ["Chain" "Ledger" "Protocol"];
    "private-equity" 10 false "private equity" ["PE portfolio company" "buy-and-build platform"] "portfolio companies" ["Equity Partners" "Capital" "Holdings"];
    "venture-capital" 4 false "venture capital" ["venture studio" "early-stage fund"] "founders" ["Ventures" "Capital" "Studio"];
    "accounting" 4 false "accounting" ["accounting practice" "bookkeeping firm"] "clients" ["Accounting" "Ledger" "Advisory"];
    "healthcare" 18 false "healthcare" ["clinic group" "physician practice group" "outpatient care provider"] "patients" ["Health" "Care" "Medical Group"];
    "healthtech" 22 true "healthtech" ["digital health company" "healthtech company" "care-coordination software company"] "clinicians" ["Health" "Care" "Clinic Cloud" "Telehealth"];
    "biotechnology" 8 true "biotech" ["biotech company" "diagnostics company"] "trial sites" ["Bio" "Therapeutics" "Genomics"];
    "pharmaceuticals" 4 false "pharma" ["specialty pharma company" "generics manufacturer"] "prescribers" ["Pharma" "Therapeutics" "Laboratories"];
    "medical-devices" 8 true "medical device" ["medical device company" "surgical instruments maker"] "hospitals" ["Medical" "Devices" "Diagnostics"];
    "mental-health" 3 true "mental health" ["mental health platform" "therapy network"] "clients and therapists" ["Mind" "Care" "Therapy"];
    "senior-care" 3 false "senior care" ["home care provider" "assisted living operator"] "residents" ["Senior Living" "Home Care" "Care"];
    "dental" 2 false "dental" ["dental group" "dental laboratory"] "patients" ["Dental" "Smiles" "Dental Group"];
    "veterinary" 2 false "veterinary" ["veterinary group" "animal hospital group"] "pet owners" ["Veterinary" "Animal Health" "Vets"];
    "wellness-fitness" 4 false "wellness" ["studio group" "wellness brand"] "members" ["Wellness" "Fitness" "Studios"];
    "e-commerce" 26 true "e-commerce" ["e-commerce company" "online retailer" "direct-to-consumer brand"] "shoppers" ["Shop" "Goods" "Market" "Direct"];
    "retail" 12 false "retail" ["specialty retailer" "multi-store retailer"] "shoppers" ["Stores" "Retail" "Goods"];
    "consumer-goods" 14 false "consumer goods" ["consumer goods brand" "household products company"] "retail buyers" ["Brands" "Home" "Supply Co."];
    "food-beverage" 11 false "food and drink" ["food and drink producer" "beverage brand" "snack maker"] "grocery buyers" ["Foods" "Beverages" "Kitchen" "Provisions"];
    "restaurants" 4 false "restaurant" ["restaurant group" "catering company"] "guests" ["Restaurants" "Eats" "Kitchens"];
    "beauty-personal-care" 4 true "beauty" ["skincare brand" "beauty company"] "shoppers" ["Beauty" "Skincare" "Botanics"];
    "fashion-apparel" 5 false "fashion" ["apparel brand" "footwear company"] "shoppers" ["Apparel" "Outfitters" "Thread"];
    "marketplaces" 11 true "marketplace" ["marketplace business" "two-sided marketplace"] "buyers and sellers" ["Market" "Exchange" "Bazaar"];
    "consumer-internet" 5 true "consumer internet" ["consumer app company" "subscription app business"] "users" ["App" "Social" "Daily"];
    "edtech" 9 true "edtech" ["edtech company" "learning platform"] "schools" ["Learn" "Tutor" "Classroom"];
    "education" 5 false "education" ["training provider" "independent school group"] "students" ["Learning" "Academy" "College"];
    "human-resources" 3 false "HR services" ["HR services firm" "payroll provider"] "employers" ["People" "HR" "Payroll"];
    "hr-tech" 8 true "HR tech" ["HR software company" "recruiting platform"] "employers" ["Talent" "Workforce" "People"];
    "staffing-recruiting" 5 false "staffing" ["staffing firm" "recruitment agency"] "candidates" ["Talent" "Staffing" "Recruitment"];
    "marketing-advertising" 8 false "agency" ["creative agency" "performance marketing agency"] "client brands" ["Creative" "Media" "Agency"];
    "martech-adtech" 8 true "martech" ["martech company" "adtech company"] "marketers" ["Reach" "Media" "Signal"];
    "public-relations" 2 false "public relations" ["communications consultancy" "PR agency"] "client brands" ["Communications" "Relations"];
    "media-entertainment" 6 false "media" ["production company" "media company"] "audiences" ["Studios" "Pictures" "Media"];
    "publishing" 3 false "publishing" ["specialist publisher" "subscription news business"] "readers" ["Press" "Publishing" "Books"];
    "gaming-esports" 5 true "games" ["game studio" "mobile games publisher"] "players" ["Games" "Interactive" "Play"];
    "sports" 2 false "sports" ["sports technology company" "sports agency"] "fans" ["Sports" "Athletics"];
    "travel-tourism" 4 false "travel" ["tour operator" "travel booking business"] "travelers" ["Travel" "Journeys" "Tours"];
    "hospitality" 5 false "hospitality" ["hotel group" "short-stay operator"] "guests" ["Hotels" "Hospitality" "Stays"];
    "events" 2 false "events" ["events company" "conference organizer"] "exhibitors" ["Events" "Conferences" "Live"];
    "real-estate" 7 false "real estate" ["property management company" "commercial property firm"] "tenants" ["Properties" "Realty" "Estates"];
    "proptech" 5 true "proptech" ["proptech company" "rental software company"] "landlords" ["Property" "Keys" "Spaces"];
    "construction" 8 false "construction" ["general contractor" "specialty contractor" "homebuilder"] "developers and owners" ["Builders" "Construction" "Contracting"];
    "architecture-engineering" 3 false "engineering" ["engineering practice" "architecture firm"] "project owners" ["Engineers" "Design" "Architects"];
    "home-services" 5 false "home services" ["home services company" "HVAC contractor"] "homeowners" ["Home Services" "Plumbing" "Heating"];
    "manufacturing" 18 false "manufacturing" ["precision manufacturer" "contract manufacturer" "components maker"] "OEM customers" ["Manufacturing" "Industries" "Fabrication" "Components"];
    "industrial-technology" 6 true "industrial technology" ["industrial sensor company" "factory software company"] "plant managers" ["Automation" "Sensors" "Controls"];
    "robotics" 5 true "robotics" ["robotics company" "warehouse automation company"] "operators" ["Robotics" "Automation" "Motion"];
    "hardware-electronics" 5 true "hardware" ["hardware company" "consumer electronics maker"] "resellers" ["Devices" "Electronics" "Instruments"];
    "semiconductors" 3 true "semiconductor" ["fabless chip company" "semiconductor equipment supplier"] "design teams" ["Semiconductor" "Silicon"];
    "aerospace-defense" 4 false "aerospace" ["aerospace supplier" "drone manufacturer"] "prime contractors" ["Aero" "Defense Systems" "Aviation"];
    "government-contracting" 3 false "government contracting" ["government contractor" "federal services firm"] "agencies" ["Federal" "Solutions" "Systems"];
    "automotive" 4 false "automotive" ["automotive supplier" "dealer group"] "dealers" ["Motors" "Automotive" "Auto"];
    "mobility" 4 true "mobility" ["EV charging company" "fleet mobility company"] "drivers" ["Mobility" "Charge" "Fleet"];
    "logistics-supply-chain" 10 false "logistics" ["third-party logistics provider" "freight broker" "warehouse operator"] "shippers" ["Logistics" "Freight" "Supply Chain"];
    "transportation" 4 false "transportation" ["trucking company" "coach operator"] "shippers" ["Transport" "Lines" "Haulage"];
    "wholesale-distribution" 7 false "distribution" ["wholesale distributor" "specialty importer"] "trade customers" ["Distribution" "Supply" "Trading"];
    "chemicals-materials" 3 false "materials" ["packaging manufacturer" "specialty chemicals company"] "converters" ["Materials" "Chemicals" "Packaging"];
    "energy" 5 false "energy" ["energy services company" "independent power producer"] "ratepayers" ["Energy" "Power"];
    "oil-gas" 3 false "oil and gas" ["oilfield services company" "midstream operator"] "operators" ["Energy Services" "Petroleum" "Pipeline"];
    "renewables" 7 true "renewable energy" ["solar developer" "storage developer" "renewable energy company"] "offtakers" ["Solar" "Renewables" "Wind"];
    "climate-tech" 8 true "climate tech" ["climate tech company" "carbon accounting company"] "sustainability teams" ["Climate" "Carbon" "Earth"];
    "environmental-services" 2 false "environmental services" ["recycling company" "water services company"] "municipalities" ["Environmental" "Recycling" "Water"];
    "agriculture" 3 false "agriculture" ["farming cooperative" "produce grower"] "wholesale buyers" ["Farms" "Growers" "Produce"];
    "agtech" 4 true "agtech" ["agtech company" "crop data company"] "growers" ["Farms" "Agronomics" "Fields"];
    "cannabis" 2 false "cannabis" ["licensed cannabis producer" "dispensary group"] "dispensaries" ["Botanicals" "Growers" "Dispensary"];
    "telecommunications" 4 false "telecom" ["fiber network operator" "telecom reseller"] "subscribers" ["Telecom" "Networks" "Fiber"];
    "professional-services" 12 false "professional services" ["professional services firm" "advisory practice"] "clients" ["Partners" "Advisory" "Consulting" "Group"];
    "management-consulting" 4 false "consulting" ["boutique consultancy" "consulting firm"] "clients" ["Consulting" "Advisory"];
    "legal" 3 false "legal" ["law firm" "legal services provider"] "clients" ["Law" "Legal"];
    "legaltech" 3 true "legaltech" ["legaltech company" "contract software company"] "law firms" ["Legal" "Docket" "Brief"];
    "design-creative" 3 false "design" ["design studio" "brand agency"] "client brands" ["Studio" "Design" "Creative"];
    "nonprofit" 8 false "nonprofit" ["nonprofit" "national charity" "membership association"] "donors and members" ["Foundation" "Alliance" "Trust Fund"];
    "government" 2 false "public sector" ["public agency" "city department"] "residents" ["Agency" "Authority"];
    "govtech" 3 true "govtech" ["govtech company" "civic software company"] "agencies" ["Civic" "Public" "Gov"];
    "faith-based" 1 false "faith-based" ["faith-based organization" "mission organization"] "congregations" ["Ministries" "Fellowship"];
    "franchise" 3 false "franchise" ["franchisor" "multi-unit franchisee"] "franchisees" ["Franchising" "Brands"];
    "family-office" 2 false "family office" ["family office" "family holding company"] "family members" ["Family Office" "Holdings"];
    "pet-care" 3 true "pet care" ["pet food brand" "pet care company"] "pet owners" ["Pets" "Paws" "Companions"];
    "childcare-family" 2 false "childcare" ["nursery group" "childcare provider"] "parents" ["Nurseries" "Childcare" "Family"];
    "security-safety" 2 false "physical security" ["security services company" "alarm company"] "sites" ["Security" "Alarms" "Safety"];
    "research-services" 3 false "research services" ["contract research organization" "market research firm"] "sponsors" ["Research" "Insights"];
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::taxonomy::shipped::INDUSTRIES;

    #[test]
    fn every_shipped_industry_can_be_spoken_of() {
        for industry in INDUSTRIES.iter() {
            assert!(CLIENTS.iter().any(|client| client.slug == industry.slug), "{}", industry.slug);
        }
        assert_eq!(CLIENTS.len(), INDUSTRIES.len());
    }
}
