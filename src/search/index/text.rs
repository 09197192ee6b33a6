//! The words of all rows: an inverted index in memory, read word by word.
//!
//! tantivy keeps the dictionary and the postings; what is found, and how well it fits, is decided here.

use std::collections::HashMap;
use std::sync::Arc;

use quick_cache::sync::Cache;
use strsim::osa_distance;
use tantivy::collector::DocSetCollector;
use tantivy::directory::RamDirectory;
use tantivy::postings::{Postings, TermInfo};
use tantivy::query::{FuzzyTermQuery, PhraseQuery};
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, NumericOptions, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::tokenizer::{TextAnalyzer, WhitespaceTokenizer};
use tantivy::{
    DocSet, Index, IndexReader, IndexWriter, ReloadPolicy, Searcher, SegmentReader, TERMINATED,
    TantivyDocument, Term,
};

use super::row::Text;

/// How many words one begun or misspelt word stands for at most; the commonest are taken.
const MOST_EXPANSIONS: usize = 100;
/// Of how many words it is remembered which are like them.
const REMEMBERED: usize = 1_024;
/// How much more a word in the lead counts.
const LEAD_COUNTS: f32 = 3.0;
/// How much less a word counts that is only begun, and one that was misspelt.
const BEGUN_COUNTS: f32 = 0.6;
const MISSPELT_COUNTS: f32 = 0.5;
/// The usual constants of BM25.
const K1: f32 = 1.2;
const B: f32 = 0.75;

const TOKENIZER: &str = "folded";

#[derive(Clone, Copy, Debug)]
struct Fields {
    row: Field,
    lead: Field,
    body: Field,
}

/// The writing side.
pub struct TextWriter {
    index: Index,
    writer: IndexWriter,
    reader: IndexReader,
    fields: Fields,
}

/// The reading side: the words as they stood at one moment.
#[derive(Clone)]
pub struct Texts {
    searcher: Searcher,
    fields: Fields,
    lengths: Lengths,
    /// What words were found to be like, which goes through a good part of the dictionary.
    alike: Arc<Cache<String, Alike>>,
}

/// How many words a row usually has, in the lead and in the body. Of the rows that are there alone: what tantivy tells counts those
/// that were taken out until it comes to merge, so that a process which followed changes would rank otherwise than one that has
/// just read all rows. Likewise with how many rows have a word.
#[derive(Clone, Copy, Debug)]
struct Lengths {
    lead: f32,
    body: f32,
}

/// Words with how many rows have each, the commonest first.
type Alike = Arc<[(String, u32)]>;

impl TextWriter {
    /// An empty index, to be filled.
    pub fn new() -> tantivy::Result<Self> {
        const MEMORY: usize = 32_000_000;
        let mut schema = Schema::builder();
        let indexing =
            |option| TextFieldIndexing::default().set_tokenizer(TOKENIZER).set_index_option(option);
        let text = |option| TextOptions::default().set_indexing_options(indexing(option));
        let fields = Fields {
            row: schema.add_u64_field("row", NumericOptions::from(FAST | INDEXED)),
            lead: schema.add_text_field("lead", text(IndexRecordOption::WithFreqs)),
            body: schema.add_text_field("body", text(IndexRecordOption::WithFreqsAndPositions)),
        };
        let index = Index::open_or_create(RamDirectory::create(), schema.build())?;
        index.tokenizers().register(TOKENIZER, TextAnalyzer::from(WhitespaceTokenizer::default()));
        // In one thread: several would cut the rows up by chance, and with them what a word weighs after changes. Every
        // process that serves a site has to rank alike.
        let writer = index.writer_with_num_threads(1, MEMORY)?;
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        Ok(Self { index, writer, reader, fields })
    }

    /// The words of a filled index, and what writes the few that change from now on: in one thread and little memory.
    pub fn filled(self) -> tantivy::Result<(Self, Texts)> {
        const MEMORY: usize = 15_000_000;
        let Self { index, mut writer, reader, fields } = self;
        writer.commit()?;
        // A search looks at every segment: the fewer there are, the quicker it is.
        writer.wait_merging_threads()?;
        let writer = index.writer_with_num_threads(1, MEMORY)?;
        let filled = Self { index, writer, reader, fields };
        let texts = filled.texts()?;
        Ok((filled, texts))
    }

    /// Adds a row's words.
    pub fn add(&self, row: u32, texts: &Text) -> tantivy::Result<()> {
        let mut document = TantivyDocument::new();
        document.add_u64(self.fields.row, u64::from(row));
        document.add_text(self.fields.lead, &texts.lead);
        document.add_text(self.fields.body, &texts.body);
        self.writer.add_document(document)?;
        Ok(())
    }

    /// Takes a row's words out.
    pub fn remove(&self, row: u32) {
        self.writer.delete_term(Term::from_field_u64(self.fields.row, u64::from(row)));
    }

    /// The words with everything that was added and removed.
    pub fn commit(&mut self) -> tantivy::Result<Texts> {
        self.writer.commit()?;
        self.texts()
    }

    /// The words as last committed.
    pub fn texts(&self) -> tantivy::Result<Texts> {
        self.reader.reload()?;
        let alike = Arc::new(Cache::new(REMEMBERED));
        let (searcher, fields) = (self.reader.searcher(), self.fields);
        let lengths = Lengths {
            lead: usual_length(&searcher, fields.lead)?,
            body: usual_length(&searcher, fields.body)?,
        };
        Ok(Texts { searcher, fields, lengths, alike })
    }
}

/// What finds rows hands each of them over with how well it fits.
pub type Sink<'a> = &'a mut dyn FnMut(u32, f32);

impl Texts {
    /// How many bytes they take.
    pub fn bytes(&self) -> u64 {
        self.searcher.space_usage().map_or(0, |usage| usage.total().get_bytes())
    }

    /// Rows that have a word, or that have one beginning with it.
    pub fn word(&self, word: &str, is_begun: bool, sink: Sink<'_>) -> tantivy::Result<()> {
        /// So short a word begins so many others that it is meant itself, where anybody has it ("CA", "me").
        const SHORT: usize = 2;
        self.terms(&[word], 1.0, sink)?;
        let is_telling =
            word.len() > SHORT || word.len() == SHORT && self.having(self.fields.body, word)? == 0;
        if is_begun && is_telling {
            let longer = self.begun(word)?;
            let longer: Vec<&str> = longer.iter().map(|(word, _)| word.as_str()).collect();
            self.terms(&longer, BEGUN_COUNTS, sink)?;
        }
        Ok(())
    }

    /// Rows that have a word like it, of those that so many rows have.
    pub fn like(&self, word: &str, often: u64, sink: Sink<'_>) -> tantivy::Result<()> {
        let meant = self.meant(word, often)?;
        let meant: Vec<&str> = meant.iter().map(|(word, _)| word.as_str()).collect();
        self.terms(&meant, MISSPELT_COUNTS, sink)
    }

    /// The words that are meant by one, of those that so many rows have, the commonest first: one slip away from four letters on, two
    /// from eight. Where nobody has the word itself, those alone that are fewest slips away. Counted are the rows that are there:
    /// what the dictionary counts may be gone, in one process sooner than in another.
    pub fn meant(&self, word: &str, often: u64) -> tantivy::Result<Vec<(String, u64)>> {
        let alike = self.all_alike(word)?;
        let often_enough = alike.iter().take_while(|(_, rows)| u64::from(*rows) >= often);
        let mut alike: Vec<(usize, &str)> =
            often_enough.map(|(like, _)| (osa_distance(word, like), like.as_str())).collect();
        alike.sort_by_key(|(slips, _)| *slips);
        let mut meant = Vec::new();
        let mut fewest = usize::MAX;
        for (slips, like) in alike {
            if often == 0 && slips > fewest {
                break;
            }
            let rows = self.having(self.fields.body, like)?;
            if rows >= often.max(1) {
                meant.push((like.to_owned(), rows));
                fewest = slips;
            }
        }
        meant.sort_by(|(word, rows), (other, other_rows)| other_rows.cmp(rows).then_with(|| word.cmp(other)));
        Ok(meant)
    }

    /// Whether rows have a word, or one that begins with it, beyond doubt: more than were taken out since.
    pub fn surely_has(&self, word: &str, is_begun: bool) -> bool {
        let gone: u32 = self.searcher.segment_readers().iter().map(SegmentReader::num_deleted_docs).sum();
        let having = self.searcher.doc_freq(&Term::from_field_text(self.fields.body, word));
        let commonest = || self.begun(word).ok()?.first().map(|(_, having)| *having);
        having.is_ok_and(|having| having > u64::from(gone))
            || is_begun && word.len() > 1 && commonest().is_some_and(|having| having > gone)
    }

    /// The words that may be meant by one, the commonest first, with how many rows have each or had it lately.
    fn all_alike(&self, word: &str) -> tantivy::Result<Alike> {
        let distance = match word.chars().count() {
            0..4 => return Ok(Alike::default()),
            4..8 => 1,
            _ => 2,
        };
        self.alike.get_or_insert_with(word, || self.alike(word, distance))
    }

    /// Words that are so many slips away.
    fn alike(&self, word: &str, distance: u8) -> tantivy::Result<Alike> {
        let term = Term::from_field_text(self.fields.body, word);
        let mut counts = HashMap::new();
        for segment in self.searcher.segment_readers() {
            let automaton = FuzzyTermQuery::new(term.clone(), distance, true).automaton()?;
            let terms = segment.inverted_index(self.fields.body)?;
            let mut stream = terms.terms().search(automaton).into_stream()?;
            while let Some((key, info)) = stream.next() {
                note(&mut counts, key, info);
            }
        }
        Ok(commonest(counts).into())
    }

    /// Rows in which these words follow each other.
    pub fn phrase(&self, words: &[String], sink: Sink<'_>) -> tantivy::Result<()> {
        const PHRASE_FITS: f32 = 6.0;
        let terms = words.iter().map(|word| Term::from_field_text(self.fields.body, word)).collect();
        for address in self.searcher.search(&PhraseQuery::new(terms), &DocSetCollector)? {
            let segment = self.searcher.segment_reader(address.segment_ord);
            if let Some(row) = segment.fast_fields().u64("row")?.first(address.doc_id) {
                sink(u32::try_from(row).unwrap_or(u32::MAX), PHRASE_FITS);
            }
        }
        Ok(())
    }

    /// The words that begin like this one, itself apart.
    fn begun(&self, word: &str) -> tantivy::Result<Vec<(String, u32)>> {
        let mut counts = HashMap::new();
        for segment in self.searcher.segment_readers() {
            let terms = segment.inverted_index(self.fields.body)?;
            let mut stream = terms.terms().range().gt(word.as_bytes()).into_stream()?;
            while let Some((key, info)) = stream.next() {
                if !key.starts_with(word.as_bytes()) {
                    break;
                }
                note(&mut counts, key, info);
            }
        }
        Ok(commonest(counts))
    }

    fn terms(&self, words: &[&str], weight: f32, sink: Sink<'_>) -> tantivy::Result<()> {
        for word in words {
            self.term(self.fields.body, self.lengths.body, word, weight, sink)?;
            self.term(self.fields.lead, self.lengths.lead, word, weight * LEAD_COUNTS, sink)?;
        }
        Ok(())
    }

    /// How many rows have a word in a field.
    fn having(&self, field: Field, word: &str) -> tantivy::Result<u64> {
        let term = Term::from_field_text(field, word);
        let mut having = 0;
        for segment in self.searcher.segment_readers() {
            let index = segment.inverted_index(field)?;
            having += match segment.alive_bitset() {
                None => index.doc_freq(&term)?,
                Some(alive) => {
                    let postings = index.read_postings(&term, IndexRecordOption::Basic)?;
                    postings.map_or(0, |mut postings| postings.count(alive))
                }
            };
        }
        Ok(having.into())
    }

    /// BM25 of one word in one field.
    fn term(
        &self,
        field: Field,
        usual_length: f32,
        word: &str,
        weight: f32,
        sink: Sink<'_>,
    ) -> tantivy::Result<()> {
        let having = self.having(field, word)?;
        if having == 0 {
            return Ok(());
        }
        let documents = float(self.searcher.num_docs());
        let rarity = (1.0 + (documents - float(having) + 0.5) / (float(having) + 0.5)).ln();
        let term = Term::from_field_text(field, word);
        for segment in self.searcher.segment_readers() {
            visit(segment, field, &term, |row, frequency, length| {
                let frequency = float(frequency);
                let long = 1.0 - B + B * float(length) / usual_length;
                sink(row, weight * rarity * frequency * (K1 + 1.0) / (frequency + K1 * long));
            })?;
        }
        Ok(())
    }
}

fn usual_length(searcher: &Searcher, field: Field) -> tantivy::Result<f32> {
    let mut tokens: u64 = 0;
    for segment in searcher.segment_readers() {
        let lengths = segment.get_fieldnorms_reader(field)?;
        tokens += segment.doc_ids_alive().map(|document| u64::from(lengths.fieldnorm(document))).sum::<u64>();
    }
    Ok((float(tokens) / float(searcher.num_docs().max(1))).max(1.0))
}

/// Every row of a segment that has a term, with how often, and the length of its field.
fn visit(
    segment: &SegmentReader,
    field: Field,
    term: &Term,
    mut visit: impl FnMut(u32, u32, u32),
) -> tantivy::Result<()> {
    let index = segment.inverted_index(field)?;
    let Some(mut postings) = index.read_postings(term, IndexRecordOption::WithFreqs)? else { return Ok(()) };
    let rows = segment.fast_fields().u64("row")?.first_or_default_col(0);
    let lengths = segment.get_fieldnorms_reader(field)?;
    let mut document = postings.doc();
    while document != TERMINATED {
        if !segment.is_deleted(document) {
            let row = u32::try_from(rows.get_val(document)).unwrap_or(u32::MAX);
            visit(row, postings.term_freq(), lengths.fieldnorm(document));
        }
        document = postings.advance();
    }
    Ok(())
}

fn note(counts: &mut HashMap<String, u32>, key: &[u8], info: &TermInfo) {
    if let Ok(word) = std::str::from_utf8(key) {
        *counts.entry(word.to_owned()).or_default() += info.doc_freq;
    }
}

/// The commonest first, and no more than are looked for.
fn commonest(counts: HashMap<String, u32>) -> Vec<(String, u32)> {
    let mut words: Vec<(String, u32)> = counts.into_iter().collect();
    words.sort_unstable_by(|(a, a_count), (b, b_count)| b_count.cmp(a_count).then_with(|| a.cmp(b)));
    words.truncate(MOST_EXPANSIONS);
    words
}

#[expect(clippy::cast_precision_loss, reason = "a score needs no more digits")]
fn float(number: impl Into<u64>) -> f32 {
    number.into() as f32
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn scores(texts: &Texts, words: &[&str]) -> BTreeMap<(String, u32), f32> {
        let mut scores = BTreeMap::new();
        for word in words {
            texts
                .word(word, true, &mut |row, score| {
                    *scores.entry(((*word).to_owned(), row)).or_default() += score;
                })
                .unwrap();
            texts
                .like(word, 2, &mut |row, score| {
                    *scores.entry((format!("{word}~"), row)).or_default() += score;
                })
                .unwrap();
        }
        scores
    }

    fn text(row: u32, version: u32) -> Text {
        let body = format!(
            "cash flow {} {}",
            "forecast ".repeat((row % 5) as usize),
            if version > 0 { "pricing" } else { "forecasts" }
        );
        Text { lead: format!("person {row}"), body }
    }

    #[test]
    fn words_that_followed_changes_weigh_as_if_all_were_read_anew() {
        let followed = TextWriter::new().unwrap();
        (0..50).for_each(|row| followed.add(row, &text(row, 0)).unwrap());
        let (mut followed, _) = followed.filled().unwrap();
        for row in (0..50).filter(|row| row % 3 > 0) {
            followed.remove(row);
            if row % 3 == 1 {
                followed.add(row, &text(row, 1)).unwrap();
            }
        }
        let followed = followed.commit().unwrap();
        let anew = TextWriter::new().unwrap();
        (0..50).filter(|row| row % 3 < 2).for_each(|row| anew.add(row, &text(row, row % 3)).unwrap());
        let (_, anew) = anew.filled().unwrap();
        let words = ["cash", "forecast", "pricing", "pers", "forcast"];
        assert_eq!(scores(&followed, &words), scores(&anew, &words));
        assert_eq!(scores(&anew, &words).keys().filter(|(word, _)| word == "forcast~").count(), 27);
    }
}
