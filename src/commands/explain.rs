//! `quarterdeck explain location|compensation|employment|title|date|industry [TEXT…]`.

use std::io::{self, BufRead, Write};

use chrono::NaiveDate;
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use quarterdeck::clock::Clock;
use quarterdeck::config::Settings;
use quarterdeck::ingestion::explain::{Beside, Subject, explain_beside};
use quarterdeck::ingestion::explain_posting::explain_posting;
use quarterdeck::ingestion::normalise::compensation;
use quarterdeck::taxonomy::{Catalog, Vocabulary};
use quarterdeck::values::Currency;
use rayon::prelude::*;

use super::{Result, open_with_tables};

#[derive(Args)]
#[command(
    after_help = "One JSON object a line: the input, what was read, `warnings`, and what was left `unread`. Every \
key is always there; null is \"not said\". Nothing is written, and no database is needed.

Examples:
  quarterdeck explain location 'Remote (US) with monthly Boston travel'
  quarterdeck explain title --headline 'I build people teams' CPO
  quarterdeck explain compensation --country CA '$200/hr' 'up to $12k a month'
  quarterdeck explain industry --from-text --company 'Harbor Bank' 'We are a fintech for freelancers.'
  cut -f 3 people.tsv | quarterdeck explain title | jq -r 'select(.role_slug == null).input' | sort | uniq -c"
)]
pub struct ExplainArgs {
    /// What the texts are about
    #[arg(value_parser = subject())]
    what: Subject,

    /// The texts, each one cell; the lines of standard input when there are none
    #[arg(value_name = "TEXT")]
    texts: Vec<String>,

    /// The country that the row names (for locations and compensation): its ISO code
    #[arg(long, value_name = "XX", value_parser = country)]
    country: Option<&'static str>,

    /// The currency of amounts that name none (for compensation)
    #[arg(long, value_name = "XXX", value_parser = currency)]
    currency: Option<Currency>,

    /// The headline that stands beside a title: it decides what an ambiguous one (`CPO`, `CSO`) is
    #[arg(long, value_name = "TEXT")]
    headline: Option<String>,

    /// For industries: the texts are whole postings, not cells of industries; what would be read where no cell names any
    #[arg(long)]
    from_text: bool,

    /// The company that the row names (with --from-text)
    #[arg(long, value_name = "NAME", requires = "from_text")]
    company: Option<String>,

    /// The title that the row names (with --from-text)
    #[arg(long, value_name = "TITLE", requires = "from_text")]
    title: Option<String>,

    /// The day that "3 days ago" counts from; today (UTC) when left out
    #[arg(long, value_name = "YYYY-MM-DD")]
    today: Option<NaiveDate>,

    /// Use the roles, industries, places and mapped names of the database, not those that the program ships with
    #[arg(long)]
    from_database: bool,
}

fn subject() -> impl TypedValueParser<Value = Subject> {
    PossibleValuesParser::new(Subject::ALL.iter().map(|what| what.param()))
        .try_map(|word| Subject::from_param(&word).ok_or("not a subject"))
}

fn country(text: &str) -> Result<&'static str, String> {
    let country = Vocabulary::country_by_code(text);
    country.map(|country| country.code.as_str()).ok_or_else(|| "no country: write a code such as US".into())
}

fn currency(text: &str) -> Result<Currency, String> {
    compensation::currency(text).ok_or_else(|| "no currency: write a code such as EUR".into())
}

impl ExplainArgs {
    pub async fn run(self, settings: &Settings) -> Result {
        if self.from_text && self.what != Subject::Industry {
            return Err("--from-text explains industries: quarterdeck explain industry --from-text".into());
        }
        let vocabulary = if self.from_database {
            let (database, pool) = open_with_tables(settings).await?;
            let catalog = Catalog::load(&mut *pool.acquire().await?).await?;
            pool.close().await;
            database.close().await?;
            catalog.vocabulary
        } else {
            Vocabulary::shipped()
        };
        match self.answer(&vocabulary) {
            // Whoever read the answers has seen enough.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            answered => Ok(answered?),
        }
    }

    fn answer(&self, vocabulary: &Vocabulary) -> io::Result<()> {
        /// Lines that are answered together, on all cores.
        const TOGETHER: usize = 1_024;
        let today = self.today.unwrap_or_else(|| Clock::system().today());
        let beside =
            Beside { country: self.country, currency: self.currency, headline: self.headline.as_deref() };
        let answer = |text: &String| {
            let answer = if self.from_text {
                let title = self.title.as_deref().unwrap_or_default();
                explain_posting(text, title, self.company.as_deref(), vocabulary)
            } else {
                explain_beside(self.what, text, beside, vocabulary, today)
            };
            answer.to_string()
        };
        let mut out = io::BufWriter::new(io::stdout().lock());
        let mut print = |texts: &[String]| {
            let answers: Vec<String> = texts.par_iter().map(answer).collect();
            answers.iter().try_for_each(|answer| writeln!(out, "{answer}"))?;
            out.flush()
        };
        if !self.texts.is_empty() {
            return print(&self.texts);
        }
        let mut lines = io::BufReader::with_capacity(1 << 16, io::stdin().lock());
        let (mut line, mut texts) = (Vec::new(), Vec::with_capacity(TOGETHER));
        while lines.read_until(b'\n', &mut line)? > 0 {
            texts.push(text_of(&line));
            line.clear();
            // Somebody may be waiting for the answer before the next line comes.
            if texts.len() == TOGETHER || !lines.buffer().contains(&b'\n') {
                print(&texts)?;
                texts.clear();
            }
        }
        print(&texts)
    }
}

/// A line without its end and without a byte order mark; what is not UTF-8 is replaced.
fn text_of(line: &[u8]) -> String {
    let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    String::from_utf8_lossy(line).into_owned()
}
