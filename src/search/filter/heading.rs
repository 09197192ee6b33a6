//! What headings say of a search.

use super::Filter;

impl Filter {
    /// What is looked for, with the words that it is looked for by.
    pub fn for_words(&self, what: String) -> String {
        const MOST: usize = 60;
        match self.value("q") {
            Some(q) if q.chars().count() > MOST => {
                format!("{what} for “{} …”", q.chars().take(MOST).collect::<String>().trim_end())
            }
            Some(q) => format!("{what} for “{q}”"),
            None => what,
        }
    }
}
