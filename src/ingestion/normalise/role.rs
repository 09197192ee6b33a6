//! Job titles → canonical roles, by the rules of `data/README.md` ("How job titles map to roles").

use std::sync::LazyLock;

use regex::Regex;
use serde::Serialize;

use super::{
    Reading, employment::contains_words, placeholder::stated, reading::quote, remote::pattern, text,
};
use crate::taxonomy::{TaxonomyKind, Vocabulary, vocabulary::fold};

/// How a title named its role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MatchedBy {
    /// The whole title is an alias.
    Alias,
    /// An alias, once engagement words, places and the like were dropped.
    Title,
    /// "Chief X Officer".
    ChiefOfficer,
    /// "VP X", "Head of X".
    VicePresident,
    /// A three-letter title that the other words decided.
    Context,
}

/// The role that a title names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RoleReading {
    /// `fractional-cfo`.
    pub role_slug: String,
    /// How the title named it.
    pub matched_by: MatchedBy,
}

/// Reads a job title.
pub fn role(title: &str, vocabulary: &Vocabulary) -> Reading<RoleReading> {
    role_in(title, "", vocabulary)
}

/// Reads a job title beside other words of its row (headline, department), which decide what an ambiguous `CPO` is.
pub fn role_in(title: &str, other_words: &str, vocabulary: &Vocabulary) -> Reading<RoleReading> {
    let Some(stated) = stated(title) else { return Reading::nothing() };
    // A title of a thousand characters is a description.
    let tidy: String = text::clean(stated).chars().take(500).collect();
    if let Some(slug) = alias(&tidy, vocabulary) {
        return Reading::of(RoleReading { role_slug: slug, matched_by: MatchedBy::Alias });
    }
    let own = OF_ANOTHER.replace(&tidy, "");
    if let Some(why) = not_executive(&tidy, &own) {
        return Reading::unread(stated, format!("{} {why}; it names no executive role", quote(stated)));
    }
    let whole = without_context(&own);
    let mut named: Vec<RoleReading> = Vec::new();
    let mut doubt = None;
    // The whole first: "VP Sales & Marketing" and "Chief Risk & Compliance Officer" are one title.
    let segments = std::iter::once(whole.as_str()).chain(SEPARATOR.split(&whole));
    for (at, segment) in segments.enumerate() {
        match segment_role(segment, &tidy, other_words, at == 0, vocabulary) {
            Named::Role(reading) => {
                if !named.iter().any(|known| known.role_slug == reading.role_slug) {
                    named.push(reading);
                }
                if at == 0 {
                    break;
                }
            }
            Named::Doubt(warning) => {
                doubt.get_or_insert(warning);
                // What stands first counts: "CPO / COO" is not plainly a COO.
                if named.is_empty() && at > 0 {
                    break;
                }
            }
            Named::Nothing => {}
        }
    }
    let mut named = named.into_iter();
    match (named.next(), doubt) {
        (Some(first), _) => {
            let others: Vec<String> = named
                .filter_map(|other| Some(vocabulary.name(TaxonomyKind::Role, &other.role_slug)?.to_owned()))
                .collect();
            let reading = Reading::of(first);
            if others.is_empty() {
                reading
            } else {
                reading.warn(format!(
                    "{} also names {}; kept the first role",
                    quote(stated),
                    others.join(" and ")
                ))
            }
        }
        (None, Some(doubt)) => Reading::unread(stated, doubt),
        (None, None) => Reading::unread(
            stated,
            format!("{} names no role we know; map it once in the taxonomy inbox", quote(stated)),
        ),
    }
}

enum Named {
    Role(RoleReading),
    Doubt(String),
    Nothing,
}

/// What a segment of a title names. Of the `whole` title only readings that leave none of its words out count.
fn segment_role(
    segment: &str,
    title: &str,
    other_words: &str,
    whole: bool,
    vocabulary: &Vocabulary,
) -> Named {
    let core = without_engagement(segment);
    let named = |role_slug, matched_by| Named::Role(RoleReading { role_slug, matched_by });
    if core.is_empty() {
        return Named::Nothing;
    }
    if let Some(slug) = alias(&core, vocabulary).filter(|_| !is_ambiguous(&core)) {
        return named(slug, MatchedBy::Title);
    }
    if let Some(chief) = CHIEF.captures(&core) {
        return chief_officer(&chief[1], whole, title, vocabulary);
    }
    if let Some(found) = VICE_PRESIDENT.captures(&core) {
        let function = found.name("f").map_or("", |function| function.as_str());
        return match vice_president(function, vocabulary) {
            Some(slug) => named(slug, MatchedBy::VicePresident),
            None => Named::Nothing,
        };
    }
    if whole && SEPARATOR.is_match(segment) {
        return Named::Nothing;
    }
    // A known title among words of a place, an industry, a company: "SaaS CFO", "CFO EMEA". Glued to other words
    // ("FMC-CFO-001") it is a code.
    for word in segment.split_whitespace().map(without_engagement) {
        if is_ambiguous(&word) {
            return ambiguous(&word, title, other_words, vocabulary);
        }
        if is_short_title(&word)
            && let Some(slug) = alias(&word, vocabulary)
        {
            return named(slug, MatchedBy::Title);
        }
    }
    for phrase in
        ["general counsel", "chief of staff", "chief executive", "controller", "comptroller", "chief exec"]
    {
        if contains_words(&core, phrase)
            && !controls_no_books(&core)
            && let Some(slug) = alias(phrase, vocabulary)
        {
            return named(slug, MatchedBy::Title);
        }
    }
    Named::Nothing
}

/// A controller of something else than accounts.
fn controls_no_books(core: &str) -> bool {
    const OTHERS: &[&str] = &[
        "traffic",
        "document",
        "quality",
        "stock",
        "inventory",
        "production",
        "pest",
        "dispatch",
        "infection",
    ];
    OTHERS.iter().any(|what| {
        [format!("{what} controller"), format!("{what}s controller"), format!("{what} control")]
            .iter()
            .any(|phrase| contains_words(core, phrase))
    })
}

/// "Chief X Officer" by its X: as it stands, less a business unit before or behind, or the first of two.
fn chief_officer(function: &str, whole: bool, title: &str, vocabulary: &Vocabulary) -> Named {
    let known = |function: &str| alias(&format!("chief {function} officer"), vocabulary);
    let try_one = |function: &str| known(function).or_else(|| known(&format!("{function}s")));
    if let Some(role_slug) = try_one(function) {
        return Named::Role(RoleReading { role_slug, matched_by: MatchedBy::ChiefOfficer });
    }
    let parts: Vec<&str> = function.split(" and ").collect();
    // "Chief Operating and Financial Officer": the first one.
    if parts.len() > 1
        && let Some(role_slug) = parts.first().and_then(|part| try_one(part))
    {
        return Named::Role(RoleReading { role_slug, matched_by: MatchedBy::ChiefOfficer });
    }
    if whole && SEPARATOR.is_match(title) {
        return Named::Nothing;
    }
    Named::Doubt(format!(
        "\"Chief {} Officer\" is no role we know; map it once in the taxonomy inbox",
        capitalised(function)
    ))
}

/// "VP X" by its X: the longest start of X that is a known function ("sales emea" is sales).
fn vice_president(function: &str, vocabulary: &Vocabulary) -> Option<String> {
    let words: Vec<&str> = function
        .split(' ')
        .filter(|word| {
            !word.is_empty()
                && !matches!(
                    *word,
                    "of" | "for" | "global" | "regional" | "corporate" | "the" | "group" | "enterprise"
                )
        })
        .collect();
    let known = |function: &str| {
        ["vp", "head of", "vice president of"]
            .iter()
            .find_map(|lead| alias(&format!("{lead} {function}"), vocabulary))
            .filter(|slug| slug.contains("-vp-") || slug.ends_with("general-counsel"))
    };
    // What the aliases don't list, and what the last or first word alone would misread.
    let like = [
        ("product marketing", "marketing"),
        ("information technology", "technology"),
        ("it", "technology"),
        ("software", "engineering"),
        ("platform", "engineering"),
        ("r and d", "engineering"),
        ("brand", "marketing"),
        ("demand generation", "marketing"),
        ("growth marketing", "marketing"),
        ("sales operations", "sales"),
        ("partnerships", "business development"),
        ("bizdev", "business development"),
        ("people operations", "people"),
        ("talent acquisition", "talent"),
        ("accounting", "finance"),
        ("cs", "customer success"),
        ("customer experience", "customer success"),
        ("manufacturing", "operations"),
        ("logistics", "operations"),
    ];
    let key = words.join(" ");
    if let Some((_, function)) = like.iter().find(|(name, _)| key == *name) {
        return known(function);
    }
    let longest = (1..=words.len().min(4)).rev().find_map(|count| known(&words[..count].join(" ")));
    // "VP North America Sales", "VP Digital Marketing".
    longest.or_else(|| words.last().filter(|_| words.len() <= 4).and_then(|last| known(last)))
}

/// What an ambiguous title could be: the role's slug (empty when we have none), its name, words that name it.
type Candidate = (&'static str, &'static str, &'static [&'static str]);

/// Three-letter titles that several roles share, with the words that decide between them.
const AMBIGUOUS: &[(&str, &[Candidate])] = &[
    (
        "cpo",
        &[
            (
                "fractional-cpo",
                "Chief Product Officer",
                &["product", "products", "roadmap", "ux", "discovery", "product management"],
            ),
            (
                "fractional-chro",
                "Chief People Officer",
                &[
                    "people",
                    "hr",
                    "human resources",
                    "talent",
                    "culture",
                    "hiring",
                    "workforce",
                    "recruiting",
                    "recruitment",
                ],
            ),
            ("", "Chief Procurement Officer", &["procurement", "purchasing", "sourcing"]),
            ("fractional-chief-compliance-officer", "Chief Privacy Officer", &["privacy", "gdpr"]),
        ],
    ),
    (
        "cdo",
        &[
            ("fractional-cdo", "Chief Data Officer", &["data", "analytics", "bi", "data governance"]),
            (
                "fractional-chief-digital-officer",
                "Chief Digital Officer",
                &["digital", "transformation", "e commerce", "ecommerce"],
            ),
            ("", "Chief Diversity Officer", &["diversity", "inclusion", "dei"]),
            ("", "Chief Design Officer", &["design"]),
        ],
    ),
    (
        "cso",
        &[
            ("fractional-cso", "Chief Strategy Officer", &["strategy", "strategic", "corporate development"]),
            (
                "fractional-ciso",
                "Chief Security Officer",
                &["security", "cyber", "cybersecurity", "infosec", "information security"],
            ),
            ("fractional-cro", "Chief Sales Officer", &["sales", "quota", "pipeline"]),
            ("", "Chief Sustainability Officer", &["sustainability", "esg", "climate"]),
            ("", "Chief Scientific Officer", &["science", "scientific", "r and d", "biotech"]),
        ],
    ),
    (
        "cco",
        &[
            (
                "fractional-cco",
                "Chief Commercial Officer",
                &["commercial", "sales", "pricing", "go to market", "gtm", "revenue"],
            ),
            (
                "fractional-chief-customer-officer",
                "Chief Customer Officer",
                &["customer", "customers", "client", "customer success", "cx"],
            ),
            (
                "fractional-chief-compliance-officer",
                "Chief Compliance Officer",
                &["compliance", "regulatory", "risk", "aml"],
            ),
            (
                "",
                "Chief Communications Officer",
                &["communications", "communication", "pr", "public relations"],
            ),
            ("", "Chief Creative Officer", &["creative"]),
        ],
    ),
];

fn is_ambiguous(word: &str) -> bool {
    AMBIGUOUS.iter().any(|(title, _)| *title == word)
}

/// Decides an ambiguous title by the other words of the title, then of the row. One candidate must be named alone.
fn ambiguous(word: &str, title: &str, other_words: &str, vocabulary: &Vocabulary) -> Named {
    let candidates =
        AMBIGUOUS.iter().find(|(title, _)| *title == word).map_or(&[][..], |(_, candidates)| candidates);
    for words in [title, other_words] {
        let key = fold(words);
        let fitting: Vec<_> = candidates
            .iter()
            .filter(|(_, _, hints)| hints.iter().any(|hint| contains_words(&key, hint)))
            .collect();
        match fitting.as_slice() {
            [] => {}
            [(slug, _, _)] if vocabulary.name(TaxonomyKind::Role, slug).is_some() => {
                return Named::Role(RoleReading {
                    role_slug: (*slug).to_owned(),
                    matched_by: MatchedBy::Context,
                });
            }
            _ => break,
        }
    }
    // The alias table has a reading of its own for some ("Fractional CPO" is product), but only for the bare title.
    let names: Vec<&str> = candidates.iter().map(|(_, name, _)| *name).collect();
    Named::Doubt(format!(
        "\"{}\" could be {}; nothing else in the row decides",
        word.to_uppercase(),
        names.join(", ")
    ))
}

/// The slug of the role that has exactly this name or alias.
fn alias(text: &str, vocabulary: &Vocabulary) -> Option<String> {
    let slug = vocabulary.slug(TaxonomyKind::Role, text)?;
    // A role's own short name ("CPO") is a name of it in the list of roles, but not what everybody means by it.
    (!is_ambiguous(&fold(text))).then(|| slug.to_owned())
}

/// A three- or four-letter title that stands for itself among other words.
fn is_short_title(word: &str) -> bool {
    matches!(
        word,
        "ceo"
            | "cfo"
            | "cmo"
            | "cto"
            | "coo"
            | "chro"
            | "cro"
            | "ciso"
            | "cio"
            | "caio"
            | "cgo"
            | "clo"
            | "cdao"
            | "cpto"
            | "vcfo"
            | "vcto"
            | "vcio"
            | "vciso"
            | "fcto"
            | "fcfo"
            | "fcmo"
            | "gc"
    )
}

/// Whose assistant, adviser or recruiter somebody is: not their role.
static OF_ANOTHER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\s*[,(–-]?\s*\b(?:to (?:the |our |a )?(?:(?:office of )?(?:the )?)(?:group )?(?:c[a-z]{1,3}o\b|chief|ceo|vp|svp|evp|president|founder|head|board|executive|managing|general counsel|controller)|reporting to|reports to|report to|supporting|in support of|on behalf of)\b.*$",
    )
});

/// Where a title ends and another begins.
static SEPARATOR: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\s*[/|;,•·+]\s*|\s+[–—-]\s*|\s*[–—]\s+|\s+(?:&|and|und|et|y)\s+|\n|\s*[()\[\]]\s*|\s*:\s+",
    )
    .expect("the pattern is fixed")
});

static CHIEF: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^(?:.* )?chief (.{2,60}?) officer\b").expect("the pattern is fixed"));

static VICE_PRESIDENT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:(?:global|regional|senior|executive|group|corporate) )*(?:(?:s|e)?vp|(?:senior |executive )?vice president|head of|(?:global|group) head of)(?: of)?(?: (?P<f>.*))?$").expect("the pattern is fixed")
});

/// Why a title is not an executive's, if it isn't: somebody else's assistant, a practice, a rank below.
fn not_executive(title: &str, own: &str) -> Option<&'static str> {
    const BELOW: &[&str] = &[
        "assistant",
        "analyst",
        "recruiter",
        "recruiting",
        "coordinator",
        "specialist",
        "associate",
        "engineer",
        "developer",
        "intern",
        "trainee",
        "clerk",
        "bookkeeper",
        "secretary",
        "administrator",
        "accountant",
        "representative",
        "account executive",
        "technician",
        "receptionist",
        "apprentice",
        "scientist",
        "designer",
        "architect",
        "headhunter",
        "researcher",
        "student",
    ];
    const AROUND: &[&str] = &[
        "cfo services",
        "cto services",
        "cmo services",
        "coo services",
        "cio services",
        "ciso services",
        "hr services",
        "services manager",
        "practice",
        "office of the",
        "office of",
        "cfo suite",
        "c suite",
        "deputy",
        "talent partner",
        "search consultant",
        "cfo advisory manager",
        "services director",
        "services lead",
        "services senior",
        "executive search",
        "advisory services",
        "community manager",
        "former cfo of",
    ];
    let key = fold(own);
    if own.len() < title.len()
        && !["chief of staff", "vp", "vice president", "head of", "general counsel", "controller"]
            .iter()
            .any(|phrase| contains_words(&key, phrase))
    {
        return Some("works for an executive");
    }
    let whole = fold(title);
    if AROUND.iter().any(|phrase| contains_words(&whole, phrase)) {
        return Some("is about such a role, or stands below it");
    }
    let heads: Vec<String> = SEPARATOR.split(own).map(fold).collect();
    let first = heads.iter().find(|head| !head.is_empty())?;
    let is_below = |head: &str| {
        let has_title = head.split(' ').any(|word| is_short_title(word) || is_ambiguous(word))
            || CHIEF.is_match(head)
            || VICE_PRESIDENT.is_match(head);
        let names_rank =
            BELOW.iter().any(|word| contains_words(head, word) && (!has_title || head.ends_with(word)));
        let manages = head.ends_with("manager")
            || head.starts_with("manager")
            || head.ends_with(" lead")
            || contains_words(head, "senior manager");
        names_rank || contains_words(head, "assistant") || (manages && !contains_words(head, "vp"))
    };
    is_below(first).then_some("is a rank below")
}

/// The title without what isn't the person's title: the company ("CFO at Acme", "CFO @ Acme", "CFO of Acme"), hours.
fn without_context(title: &str) -> String {
    static CONTEXT: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"\s+(?:at|@|bei|chez|for|with|in|serving|helping|who|specializing|specialising|focused|focusing)\s+.*$|\s*@\s*\S.*$|\s*\b\d+\s*(?:-\s*\d+\s*)?(?:h|hrs?|hours?|days?)\b.*$|[#*\u{2b50}\u{1f300}-\u{1faff}]",
        )
    });
    static OF_COMPANY: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"\b(c[efmtoi]o|cro|chro|ciso|cpo|cdo|cso|cco|cgo|controller|general counsel)\s+of\s+.*$")
    });
    // "VP of Sales for EMEA" keeps its front; a title that starts with such a word keeps all.
    let cut = CONTEXT.replace(title, "");
    let cut = if cut.trim().is_empty() { title.into() } else { cut };
    OF_COMPANY.replace(&cut, "$1").trim().to_owned()
}

/// The folded segment without words that describe the engagement, the seniority of the same title, or the person.
fn without_engagement(segment: &str) -> String {
    const WORDS: &[&str] = &[
        "fractional",
        "interim",
        "part",
        "time",
        "outsourced",
        "virtual",
        "contract",
        "contractor",
        "acting",
        "consulting",
        "consultant",
        "portfolio",
        "remote",
        "freelance",
        "temporary",
        "temp",
        "hybrid",
        "onsite",
        "on",
        "demand",
        "as",
        "a",
        "service",
        "full",
        "permanent",
        "parttime",
        "fulltime",
        "experienced",
        "seasoned",
        "senior",
        "sr",
        "global",
        "group",
        "regional",
        "deputised",
        "former",
        "ex",
        "retired",
        "hands",
        "founding",
        "first",
        "independent",
        "embedded",
        "advisory",
        "advisor",
        "adviser",
        "expert",
        "leader",
        "leadership",
        "executive",
        "role",
        "position",
        "job",
        "startup",
        "startups",
        "early",
        "stage",
        "the",
        "an",
        "your",
        "our",
        "trusted",
        "strategic",
        "award",
        "winning",
        "1099",
        "ft",
        "pt",
        "needed",
        "wanted",
        "hiring",
        "fractionnel",
        "fraktional",
        "teilzeit",
        "m",
        "f",
        "d",
        "w",
        "x",
        "mwd",
        "mfd",
    ];
    let key = fold(segment);
    let kept: Vec<&str> = key.split(' ').filter(|word| !WORDS.contains(word)).collect();
    // "Executive Vice President" keeps what its rank is made of.
    if key.contains("executive vice president") || key.contains("chief executive") {
        return key
            .split(' ')
            .filter(|word| *word == "executive" || !WORDS.contains(word))
            .collect::<Vec<_>>()
            .join(" ");
    }
    kept.join(" ")
}

fn capitalised(words: &str) -> String {
    words
        .split(' ')
        .map(|word| {
            let mut chars = word.chars();
            chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
        })
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(Vocabulary::shipped);

    /// Title; role without `fractional-`; none is "".
    const CASES: &[(&str, &str)] = &[
        ("CFO", "cfo"),
        ("cfo", "cfo"),
        ("C.F.O.", "cfo"),
        ("Chief Financial Officer", "cfo"),
        ("Fractional CFO", "cfo"),
        ("Fractional CFO (Series B SaaS)", "cfo"),
        ("Interim Chief Financial Officer", "cfo"),
        ("Part-Time CFO", "cfo"),
        ("Part Time Chief Financial Officer", "cfo"),
        ("vCFO", "cfo"),
        ("Outsourced CFO for startups", "cfo"),
        ("CFO as a Service", "cfo"),
        ("CFO-as-a-Service", "cfo"),
        ("SaaS CFO", "cfo"),
        ("CFO, EMEA", "cfo"),
        ("CFO - Austin, TX", "cfo"),
        ("CFO at Acme Inc.", "cfo"),
        ("CFO @ Acme", "cfo"),
        ("CFO of Acme", "cfo"),
        ("CFO | Board Member | Angel Investor", "cfo"),
        ("Founder, CFO", "cfo"),
        ("Managing Director & CFO", "cfo"),
        ("Fractional CFO | SaaS & Fintech", "cfo"),
        ("CFO/Controller", "cfo"),
        ("CFO and COO", "cfo"),
        ("COO/CFO", "coo"),
        ("COO & CFO", "coo"),
        ("Fractional CFO/COO", "cfo"),
        ("Group Chief Financial Officer", "cfo"),
        ("Freelance CFO (m/w/d)", "cfo"),
        ("CFO, 10 hours per week", "cfo"),
        ("Senior CFO Consultant", "cfo"),
        ("CFO Advisor", "cfo"),
        ("🚀 Fractional CFO 🚀", "cfo"),
        ("Fractional Chief Financial Officer - Remote", "cfo"),
        ("FRACTIONAL CFO", "cfo"),
        ("Healthcare CFO", "cfo"),
        ("CFO (Fractional)", "cfo"),
        ("Virtual CFO & Business Advisor", "cfo"),
        ("CFO & Co-Founder", "cfo"),
        ("Finance Chief", "cfo"),
        ("CEO", "ceo"),
        ("Chief Executive Officer", "ceo"),
        ("Founder & CEO", "ceo"),
        ("Co-Founder and CEO", "ceo"),
        ("President & CEO", "ceo"),
        ("Interim CEO", "ceo"),
        ("CEO / Founder", "ceo"),
        ("Chief Executive", "ceo"),
        ("Fractional Chief Executive Officer", "ceo"),
        ("Founder, CEO & Chairman", "ceo"),
        ("CMO", "cmo"),
        ("Chief Marketing Officer", "cmo"),
        ("Fractional CMO", "cmo"),
        ("Fractional CMO for B2B SaaS", "cmo"),
        ("Chief Brand Officer", "cmo"),
        ("Chief Medical Officer", "chief-medical-officer"),
        ("Fractional Chief Medical Officer", "chief-medical-officer"),
        ("CTO", "cto"),
        ("Chief Technology Officer", "cto"),
        ("Fractional CTO", "cto"),
        ("CTO & Co-founder", "cto"),
        ("Chief Technical Officer", "cto"),
        ("Interim CTO / VP Engineering", "cto"),
        ("fCTO", "cto"),
        ("Fractional CTO | AI", "cto"),
        ("COO", "coo"),
        ("Chief Operating Officer", "coo"),
        ("Chief Operations Officer", "coo"),
        ("Fractional COO / Integrator", "coo"),
        ("Fractional Integrator", "coo"),
        ("Interim Chief Operating Officer (COO)", "coo"),
        ("CHRO", "chro"),
        ("Chief People Officer", "chro"),
        ("Chief Human Resources Officer", "chro"),
        ("Fractional Chief People Officer", "chro"),
        ("Chief People & Culture Officer", "chro"),
        ("Chief Talent Officer", "chro"),
        ("Fractional CHRO", "chro"),
        ("CRO", "cro"),
        ("Chief Revenue Officer", "cro"),
        ("Fractional CRO", "cro"),
        ("Chief Sales Officer", "cro"),
        ("CISO", "ciso"),
        ("vCISO", "ciso"),
        ("Virtual CISO", "ciso"),
        ("Chief Information Security Officer", "ciso"),
        ("Chief Security Officer", "ciso"),
        ("CIO", "cio"),
        ("Chief Information Officer", "cio"),
        ("Fractional CIO/CTO", "cio"),
        ("Chief Data Officer", "cdo"),
        ("Chief Data and Analytics Officer", "cdo"),
        ("CDAO", "cdo"),
        ("Chief Product Officer", "cpo"),
        ("Chief Product & Technology Officer", "cpo"),
        ("Fractional CPO", "cpo"),
        ("Fractional CDO", "cdo"),
        ("Fractional CCO", "cco"),
        ("CPO", ""),
        ("CDO", ""),
        ("CSO", ""),
        ("CCO", ""),
        ("Interim CPO", ""),
        ("CPO, Product", "cpo"),
        ("CPO (People)", "chro"),
        ("Fractional CPO (People)", "chro"),
        ("CPO - Head of People", "chro"),
        ("CDO, Data & AI", "cdo"),
        ("CDO Digital Transformation", "chief-digital-officer"),
        ("CSO - Strategy", "cso"),
        ("CSO (Cybersecurity)", "ciso"),
        ("CCO - Compliance", "chief-compliance-officer"),
        ("CCO Customer Success", "chief-customer-officer"),
        ("CCO (Communications)", ""),
        ("CPO/COO", ""),
        ("COO/CPO", "coo"),
        ("CAIO", "caio"),
        ("Chief AI Officer", "caio"),
        ("Chief Artificial Intelligence Officer", "caio"),
        ("Chief Strategy Officer", "cso"),
        ("Chief Commercial Officer", "cco"),
        ("CGO", "cgo"),
        ("Chief Growth Officer", "cgo"),
        ("Chief Customer Officer", "chief-customer-officer"),
        ("Chief Digital Officer", "chief-digital-officer"),
        ("Chief Compliance Officer", "chief-compliance-officer"),
        ("Chief Risk & Compliance Officer", "chief-compliance-officer"),
        ("Outsourced Chief Compliance Officer", "chief-compliance-officer"),
        ("Chief Human Resource Officer", "chro"),
        ("Chief Happiness Officer", ""),
        ("Chief Sustainability Officer", ""),
        ("General Counsel", "general-counsel"),
        ("GC", "general-counsel"),
        ("Fractional General Counsel", "general-counsel"),
        ("Chief Legal Officer", "general-counsel"),
        ("General Counsel & Corporate Secretary", "general-counsel"),
        ("Head of Legal", "general-counsel"),
        ("Associate General Counsel", ""),
        ("Deputy General Counsel", ""),
        ("Assistant General Counsel", ""),
        ("Chief of Staff", "chief-of-staff"),
        ("Chief of Staff to the CEO", "chief-of-staff"),
        ("Chief of Staff, Office of the CEO", ""),
        ("Fractional Chief of Staff", "chief-of-staff"),
        ("Chief of Staff to the CFO", "chief-of-staff"),
        ("VP Sales", "vp-sales"),
        ("VP of Sales", "vp-sales"),
        ("VP, Sales", "vp-sales"),
        ("Vice President of Sales", "vp-sales"),
        ("Vice President, Sales", "vp-sales"),
        ("SVP Sales", "vp-sales"),
        ("EVP, Sales", "vp-sales"),
        ("SVP of Sales, North America", "vp-sales"),
        ("Head of Sales", "vp-sales"),
        ("Fractional VP of Sales", "vp-sales"),
        ("Fractional Sales VP", ""),
        ("Head of Sales EMEA", "vp-sales"),
        ("Senior Vice President, Sales", "vp-sales"),
        ("Executive Vice President of Sales", "vp-sales"),
        ("VP Sales & Marketing", "vp-sales"),
        ("VP of Sales and Marketing", "vp-sales"),
        ("Fractional VP Sales / CRO", "vp-sales"),
        ("Head of Business Development", "vp-sales"),
        ("VP Marketing", "vp-marketing"),
        ("Head of Marketing", "vp-marketing"),
        ("Head of Growth", "vp-marketing"),
        ("VP Growth Marketing", "vp-marketing"),
        ("VP of Product Marketing", "vp-marketing"),
        ("Fractional Head of Marketing", "vp-marketing"),
        ("VP Engineering", "vp-engineering"),
        ("Head of Engineering", "vp-engineering"),
        ("VP of Software Engineering", "vp-engineering"),
        ("VP Finance", "vp-finance"),
        ("VP of Finance & Operations", "vp-finance"),
        ("Head of Finance", "vp-finance"),
        ("VP FP&A", "vp-finance"),
        ("VP Product", "vp-product"),
        ("Head of Product", "vp-product"),
        ("VP of Product Management", "vp-product"),
        ("VP Operations", "vp-operations"),
        ("VP Ops", "vp-operations"),
        ("Head of Operations", "vp-operations"),
        ("VP HR", "vp-people"),
        ("VP of Human Resources", "vp-people"),
        ("Head of People", "vp-people"),
        ("Head of People & Culture", "vp-people"),
        ("Fractional HR Director", "vp-people"),
        ("VP Customer Success", "vp-customer-success"),
        ("Head of Customer Success", "vp-customer-success"),
        ("Vice President", ""),
        ("VP", ""),
        ("Head of Innovation", ""),
        ("Controller", "controller"),
        ("Financial Controller", "controller"),
        ("Fractional Controller", "controller"),
        ("Controller/CFO", "controller"),
        ("Interim Financial Controller", "controller"),
        ("Assistant Controller", ""),
        ("Regional Controller", "controller"),
        ("Corporate Controller, Manufacturing", "controller"),
        ("Executive Assistant to the CFO", ""),
        ("Executive Assistant to CEO", ""),
        ("Assistant to the CEO and CFO", ""),
        ("CFO Services Senior Manager", ""),
        ("Recruiter, Fractional CFO Practice", ""),
        ("Senior Manager, CFO Services", ""),
        ("Advisor to the CFO", ""),
        ("Analyst, Office of the CFO", ""),
        ("Director, Office of the CFO", ""),
        ("Deputy CFO", ""),
        ("Account Executive", ""),
        ("Software Engineer", ""),
        ("Director of Finance", ""),
        ("Finance Manager", ""),
        ("Marketing Manager, reporting to the CMO", ""),
        ("Staff Accountant", ""),
        ("Project Manager", ""),
        ("Data Scientist", ""),
        ("Business Analyst", ""),
        ("Sales Representative", ""),
        ("Financial Analyst - VP Finance team", ""),
        ("College Aide", ""),
        ("002-FMC-CFO-Asbestos/Lead Management", ""),
        ("FMC-CFO-001-Environmental Health and Safety Intern", ""),
        ("CFO Intern", ""),
        ("Fractional-CFO", "cfo"),
        ("Ex-CFO", "cfo"),
        ("(CFO)", "cfo"),
        ("Chief of Staff to the Borough Commissioner", "chief-of-staff"),
        ("Managing Director", ""),
        ("Board Member", ""),
        ("Founder", ""),
        ("Consultant", ""),
        ("Executive Director", ""),
        ("Product Manager", ""),
        ("N/A", ""),
        ("", ""),
        ("undefined", ""),
        ("—", ""),
    ];

    #[test]
    fn titles_name_roles_as_the_rules_say() {
        let mut wrong = Vec::new();
        for (title, expected) in CASES {
            let read = role(title, &VOCABULARY);
            let slug =
                read.value.as_ref().map_or("", |read| read.role_slug.trim_start_matches("fractional-"));
            if slug != *expected {
                wrong.push(format!("{title:?}: {slug:?}, not {expected:?} {:?}", read.warnings));
            }
        }
        assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    }

    #[test]
    fn every_shipped_alias_names_its_role() {
        for alias in crate::taxonomy::shipped::ROLE_ALIASES.iter() {
            let read = role(&alias.alias, &VOCABULARY);
            assert_eq!(
                read.value.map(|read| read.role_slug).as_ref(),
                Some(&alias.role_slug),
                "{}",
                alias.alias
            );
        }
        for row in crate::taxonomy::shipped::ROLES.iter() {
            let read = role(&row.full_title, &VOCABULARY);
            assert_eq!(read.value.map(|read| read.role_slug).as_ref(), Some(&row.slug), "{}", row.full_title);
        }
    }

    #[test]
    fn other_words_of_the_row_decide_an_ambiguous_title() {
        let slug = |title, words| role_in(title, words, &VOCABULARY).value.map(|read| read.role_slug);
        assert_eq!(slug("CPO", "I build product teams").as_deref(), Some("fractional-cpo"));
        assert_eq!(slug("CPO", "HR and culture").as_deref(), Some("fractional-chro"));
        assert_eq!(slug("CPO", "People and product"), None);
        let doubt = role("CCO", &VOCABULARY);
        assert!(
            doubt.warnings[0].contains("Chief Commercial Officer, Chief Customer Officer"),
            "{:?}",
            doubt.warnings
        );
        assert_eq!(doubt.unread.as_deref(), Some("CCO"));
    }

    #[test]
    fn a_second_role_is_told() {
        let read = role("CFO/COO", &VOCABULARY);
        assert_eq!(read.warnings, ["\"CFO/COO\" also names COO; kept the first role"]);
    }

    proptest! {
        #[test]
        fn titles_never_panic(title in any::<String>(), words in any::<String>()) {
            let _ = role_in(&title, &words, &VOCABULARY);
        }

        #[test]
        fn pieces_never_panic(pieces in prop::collection::vec(prop::sample::select(vec![
            "CFO", "CPO", " ", "/", " & ", "Chief", "Officer", "VP", " of ", "Sales", "(", ")", "Assistant", " to the ", ", ", "Fractional", "Head of", "é", "Product",
        ]), 0..10)) {
            if let Some(read) = role(&pieces.concat(), &VOCABULARY).value {
                prop_assert!(VOCABULARY.name(TaxonomyKind::Role, &read.role_slug).is_some());
            }
        }
    }
}
