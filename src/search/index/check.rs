//! Whether the index says what rows say, and says the same in each of the forms that it keeps.

use std::collections::BTreeSet;

use super::Index;
use super::numbers::MISSING;
use super::row::Row;
use super::state::State;
use crate::search::words::Words;

impl Index {
    /// What the index says otherwise than these rows, which were read whole; a sentence for each.
    pub fn contradictions(&self, rows: &[Row]) -> Vec<String> {
        let reading = self.read();
        let Some(state) = reading.as_ref() else { return Vec::new() };
        rows.iter().flat_map(|row| state.contradictions(row)).collect()
    }

    /// Those of these rows that nobody finds by the first words of theirs; a sentence for each.
    pub fn unfindable(&self, rows: &[Row]) -> Vec<String> {
        let reading = self.read();
        let Some(state) = reading.as_ref() else { return Vec::new() };
        let is_lost = |row: &&Row| {
            let words = Words::read(&row.words.lead, None);
            let is_found = || state.place(row.id).is_some_and(|place| state.has_words(&words, place));
            !words.is_empty() && !is_found()
        };
        let lost = rows.iter().filter(is_lost);
        lost.map(|row| format!("{} is not found by “{}”", row.id, row.words.lead)).collect()
    }

    /// Where the forms in which it keeps its values differ from each other; a sentence for each value.
    pub fn discord(&self) -> Vec<String> {
        self.read().as_ref().map(State::discord).unwrap_or_default()
    }
}

impl State {
    fn contradictions(&self, row: &Row) -> Vec<String> {
        let Some(place) = self.place(row.id) else {
            return vec![format!("{} is public and not there", row.id)];
        };
        let said: BTreeSet<(&str, &str)> =
            row.choices.iter().map(|(column, value)| (*column, &**value)).collect();
        let mut wrong: Vec<String> = said
            .iter()
            .filter(|(column, value)| !self.having(column, value).is_some_and(|rows| rows.contains(place)))
            .map(|(column, value)| format!("{} lacks {column} {value}", row.id))
            .collect();
        if let Some(forward) = &self.forward {
            let codes = forward.of(place).iter().map(|code| &self.coded[usize::from(*code)]);
            let known = codes.map(|(column, value)| (*column, &**value));
            let too_many = known.filter(|known| !said.contains(known));
            wrong.extend(too_many.map(|(column, value)| format!("{} has {column} {value}", row.id)));
        }
        for (at, name) in self.list.numbers.iter().enumerate() {
            let said = row.numbers.get(at).copied().flatten().unwrap_or(MISSING);
            let known = self.numbers[at].get(place);
            if known != said {
                wrong.push(format!("{} has {name} {known} and not {said}", row.id));
            }
        }
        wrong
    }

    /// The rows of each value, by row and beside each common value.
    fn discord(&self) -> Vec<String> {
        let Some(forward) = &self.forward else { return Vec::new() };
        let codes = self.coded.len();
        let by_row = forward.count(&self.alive, codes);
        let mut wrong = Vec::new();
        for (column, value, having) in self.all_values() {
            let (rows, counted) = (having.rows.len(), u64::from(by_row[usize::from(having.code)]));
            if rows != counted {
                wrong.push(format!("{rows} rows have {column} {value}, and {counted} say so"));
            }
            let Some(kept) = self.counts_with(having.code) else { continue };
            if *kept != *forward.count(&having.rows, codes) {
                wrong.push(format!("what rows of {column} {value} have besides is not what is counted"));
            }
        }
        wrong
    }
}
