//! Query strings, read and written: one grammar for every list (`a,b` means any of the two).

use url::form_urlencoded;

use crate::values::search_text;

/// A query string that is being read. What makes no sense is left out and remembered, so that the page can say so.
#[derive(Debug)]
pub struct QueryReader {
    pairs: Vec<(String, String)>,
    /// What was left out: `industry “wizardry”`.
    pub ignored: Vec<String>,
}

impl QueryReader {
    /// Takes the query string as the address has it. Reads at most 100 parameters.
    pub fn new(query: Option<&str>) -> Self {
        const MOST: usize = 100;
        let pairs = form_urlencoded::parse(query.unwrap_or_default().as_bytes()).take(MOST);
        Self {
            pairs: pairs.map(|(name, value)| (name.into_owned(), value.into_owned())).collect(),
            ignored: Vec::new(),
        }
    }

    /// Free text: one line, at most 200 characters.
    pub fn text(&mut self, name: &str) -> Option<String> {
        self.values(name).into_iter().find_map(|value| search_text(&value))
    }

    /// The values of a parameter that takes several, each once: repeated or separated by commas. At most 100: what comes after
    /// them is left out, and how many that were is said.
    pub fn many(&mut self, name: &str) -> Vec<String> {
        const MOST: usize = 100;
        let typed = self.values(name);
        let mut rest = typed.iter().flat_map(|value| value.split(',')).map(str::trim);
        let mut values: Vec<String> = Vec::new();
        for value in rest.by_ref().filter(|value| !value.is_empty()).take(MOST) {
            if !values.iter().any(|known| known == value) {
                values.push(value.to_owned());
            }
        }
        let more = rest.filter(|value| !value.is_empty()).count();
        if more > 0 {
            self.ignored.push(format!("{name} (another {more})"));
        }
        values
    }

    /// The slugs of a parameter, in the order of the alphabet: the same choice has one address. At most 20.
    pub fn slugs(&mut self, name: &str) -> Vec<String> {
        const MOST: usize = 20;
        let mut slugs = Vec::new();
        for value in self.many(name) {
            // As people write it: "SaaS", "Chief Financial Officer".
            let slug = value.to_lowercase().replace(' ', "-");
            if is_slug(&slug) {
                slugs.push(slug);
            } else {
                self.ignore(name, &value);
            }
        }
        slugs.sort_unstable();
        slugs.dedup();
        slugs
            .drain(MOST.min(slugs.len())..)
            .collect::<Vec<_>>()
            .iter()
            .for_each(|slug| self.ignore(name, slug));
        slugs
    }

    /// The slug of a parameter that takes one.
    pub fn slug(&mut self, name: &str) -> Option<String> {
        let mut slugs = self.slugs(name).into_iter();
        let first = slugs.next();
        self.ignored.extend(slugs.map(|slug| format!("{name} “{slug}” (one at a time)")));
        first
    }

    /// The words of a closed vocabulary, in its order.
    pub fn terms<T: Copy + PartialEq>(
        &mut self,
        name: &str,
        all: &[T],
        read: impl Fn(&str) -> Option<T>,
    ) -> Vec<T> {
        let mut chosen = Vec::new();
        for value in self.many(name) {
            match read(&value) {
                Some(term) => chosen.push(term),
                None => self.ignore(name, &value),
            }
        }
        all.iter().copied().filter(|term| chosen.contains(term)).collect()
    }

    /// The page of a list, from 1 on; the first where none is named. One that no list reaches is a page all the same, which is
    /// not there.
    pub fn page(&mut self) -> u64 {
        const NO_LIST_REACHES: u64 = 1_000_000_000_000;
        self.number_between("page", 1, NO_LIST_REACHES).unwrap_or(1)
    }

    /// A whole number between two bounds, both included.
    pub fn number_between(&mut self, name: &str, least: u64, most: u64) -> Option<u64> {
        let value = self.values(name).into_iter().find(|value| !value.trim().is_empty())?;
        let number = value.trim().parse().ok().filter(|number| (least..=most).contains(number));
        if number.is_none() {
            self.ignore(name, &value);
        }
        number
    }

    /// Remembers a value that means nothing.
    pub fn ignore(&mut self, name: &str, value: &str) {
        let shown: String = value.chars().filter(|c| !c.is_control()).take(60).collect();
        self.ignored.push(format!("{name} “{shown}”"));
    }

    /// Remembers the parameters that say something and are none, by name; what only tells where a visitor came from is
    /// none of them.
    pub fn ignore_others(&mut self, is_known: impl Fn(&str) -> bool) {
        let is_other = |(name, value): &&(String, String)| {
            !is_known(name) && !is_tracking(name) && !name.trim().is_empty() && !value.trim().is_empty()
        };
        let others: Vec<(String, String)> = self.pairs.iter().filter(is_other).cloned().collect();
        for (name, value) in others {
            let shown: String = name.chars().filter(|c| !c.is_control()).take(60).collect();
            self.ignore(&shown, &value);
        }
    }

    fn values(&self, name: &str) -> Vec<String> {
        self.pairs.iter().filter(|(known, _)| known == name).map(|(_, value)| value.clone()).collect()
    }
}

/// A query string that is being written, in the order of the calls; what says nothing is left out.
#[derive(Debug, Default)]
pub struct QueryWriter(String);

impl QueryWriter {
    /// Goes on after a query string that was written before.
    pub fn of(query: String) -> Self {
        Self(query)
    }

    /// Adds one value.
    #[must_use]
    pub fn one(mut self, name: &str, value: Option<&str>) -> Self {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            if !self.0.is_empty() {
                self.0.push('&');
            }
            self.0.push_str(name);
            self.0.push('=');
            // A comma needs no escape in a query, and addresses read better without.
            self.0.push_str(
                &form_urlencoded::byte_serialize(value.as_bytes()).collect::<String>().replace("%2C", ","),
            );
        }
        self
    }

    /// Adds several values of one parameter.
    #[must_use]
    pub fn many<T: AsRef<str>>(self, name: &str, values: impl IntoIterator<Item = T>) -> Self {
        let joined = values.into_iter().map(|value| value.as_ref().to_owned()).collect::<Vec<_>>().join(",");
        self.one(name, Some(&joined))
    }

    /// The query string, without `?`; empty when nothing was added.
    pub fn finish(self) -> String {
        self.0
    }
}

/// Whether a parameter says where a visitor came from, and nothing of what is asked for.
fn is_tracking(name: &str) -> bool {
    const NAMES: [&str; 17] = [
        "_ga",
        "_gl",
        "_hsenc",
        "_hsmi",
        "gad_source",
        "gbraid",
        "gclsrc",
        "igshid",
        "li_fat_id",
        "mc_cid",
        "mc_eid",
        "ref",
        "source",
        "src",
        "srsltid",
        "trk",
        "wbraid",
    ];
    let name = name.to_ascii_lowercase();
    name.starts_with("utm") || name.ends_with("clid") || NAMES.contains(&name.as_str())
}

/// A path with a query string, if there is one.
pub fn href(path: &impl ToString, query: &str) -> String {
    let path = path.to_string();
    if query.is_empty() { path } else { format!("{path}?{query}") }
}

/// Whether it can be a slug.
pub fn is_slug(value: &str) -> bool {
    value.len() <= 120
        && value.split('-').all(|word| {
            !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeated_and_comma_separated_values_are_the_same_choice() {
        let read = |query| QueryReader::new(Some(query)).slugs("industry");
        assert_eq!(read("industry=saas&industry=fintech"), ["fintech", "saas"]);
        assert_eq!(read("industry=saas,fintech,saas,"), ["fintech", "saas"]);
        assert_eq!(read("industry=SaaS,saas,Health+Tech"), ["health-tech", "saas"]);
    }

    #[test]
    fn what_means_nothing_is_left_out_and_named() {
        let mut reader = QueryReader::new(Some("industry=Saa%24&page=minus&role=a,b"));
        assert_eq!(reader.slugs("industry"), Vec::<String>::new());
        assert_eq!(reader.page(), 1);
        assert_eq!(reader.slug("role").as_deref(), Some("a"));
        assert_eq!(reader.ignored, ["industry “Saa$”", "page “minus”", "role “b” (one at a time)"]);
    }

    #[test]
    fn a_page_is_a_number_from_one_on_however_large() {
        let read = |query| QueryReader::new(Some(query)).page();
        assert_eq!(["", "page=", "page=0", "page=7", "page=20000000"].map(read), [1, 1, 1, 7, 20_000_000]);
    }

    #[test]
    fn a_parameter_that_there_is_not_is_named_unless_it_only_says_where_a_visitor_came_from() {
        let mut reader = QueryReader::new(Some(
            "industries=saas&q=x&utm_source=mail&GCLID=1&gbraid=2&ref=them&Role=cfo&empty=&=nameless",
        ));
        reader.ignore_others(|name| name == "q");
        assert_eq!(reader.ignored, ["industries “saas”", "Role “cfo”"]);
    }

    #[test]
    fn empty_values_are_not_written() {
        let query = QueryWriter::default()
            .one("q", Some("cash & carry"))
            .one("role", None)
            .many("industry", ["fintech", "saas"])
            .finish();
        assert_eq!(query, "q=cash+%26+carry&industry=fintech,saas");
        assert_eq!(href(&crate::urls::Executives, ""), "/executives");
    }
}
