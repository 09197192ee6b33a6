//! What the site wrote to an address, read from the outbox.

use quarterdeck::mail::Message;
use sqlx::types::Json;

use super::Site;
use super::site::ORIGIN;

/// An address whose owner reads its mail.
#[derive(Clone, Copy)]
pub struct Mailbox<'a> {
    site: &'a Site,
    pub address: &'a str,
}

impl Site {
    /// The mailbox of an address.
    pub fn mailbox<'a>(&'a self, address: &'a str) -> Mailbox<'a> {
        Mailbox { site: self, address }
    }
}

impl Mailbox<'_> {
    /// All that was written, the first first.
    pub async fn letters(self) -> Vec<Message> {
        let letters = "select payload from outbox where recipient = $1 order by created_at, id";
        let letters: Vec<Json<Message>> =
            sqlx::query_scalar(letters).bind(self.address).fetch_all(&self.site.pool).await.unwrap();
        letters.into_iter().map(|letter| letter.0).collect()
    }

    /// What was written last.
    pub async fn last(self) -> Message {
        self.letters().await.pop().unwrap_or_else(|| panic!("nothing was written to {}", self.address))
    }

    /// The path of the link in the last letter that begins so, which stands in its text and in its HTML.
    pub async fn link(self, begin: &str) -> String {
        let letter = self.last().await;
        let path = path_in(&letter.text, begin).unwrap_or_else(|| panic!("no {begin} in {}", letter.text));
        assert!(letter.html.unwrap().contains(&format!("\"{ORIGIN}{path}\"")), "{path}");
        path
    }
}

/// The first path of the site in a text that begins so.
pub fn path_in(text: &str, begin: &str) -> Option<String> {
    let mut words = text.split_whitespace().filter_map(|word| word.strip_prefix(ORIGIN));
    words.find(|path| path.starts_with(begin)).map(str::to_owned)
}

/// The paths of the site in a text that begin so.
pub fn paths_in(text: &str, begin: &str) -> Vec<String> {
    let words = text.split_whitespace().filter_map(|word| word.strip_prefix(ORIGIN));
    words.filter(|path| path.starts_with(begin)).map(str::to_owned).collect()
}
