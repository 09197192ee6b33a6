//! Where a page of a search ended, as text in an address: the next page begins after it, whatever came and went between.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::Filter;
use super::index::Standing;
use super::parameter::By;

/// Where a page of a search ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor(pub Standing);

/// Of the digest of the search that a cursor belongs to.
const MARK: usize = 6;

impl Cursor {
    /// The text, for this search alone.
    pub fn write(&self, filter: &Filter) -> String {
        let Self(Standing { fit, numbers, id }) = self;
        let mut bytes = mark(filter).to_vec();
        bytes.extend(fit.to_be_bytes());
        let told = deciding(filter).into_iter().filter_map(|at| numbers.get(at));
        bytes.extend(told.flat_map(|number| number.to_be_bytes()));
        bytes.extend(id.as_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// What a text says; nothing where it is none of this search's.
    pub fn read(text: &str, filter: &Filter) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let rest = bytes.strip_prefix(&mark(filter))?;
        let (fit, rest) = rest.split_first_chunk::<4>()?;
        let (numbers, id) = rest.split_last_chunk::<16>()?;
        let (told, left) = numbers.as_chunks::<8>();
        let deciding = deciding(filter);
        if !left.is_empty() || told.len() != deciding.len() {
            return None;
        }
        let mut numbers = vec![0; filter.list().numbers.len()];
        for (at, number) in deciding.into_iter().zip(told) {
            numbers[at] = i64::from_be_bytes(*number);
        }
        Some(Self(Standing { fit: u32::from_be_bytes(*fit), numbers, id: Uuid::from_bytes(*id) }))
    }
}

/// The places of the figures that decide where a row stands: those of the search's order, and of the list's own.
fn deciding(filter: &Filter) -> Vec<usize> {
    let list = filter.list();
    let sorts = [list.sorts.get(filter.sort()), list.sorts.first()];
    let by: Vec<&str> = (sorts.into_iter().flatten())
        .flat_map(|sort| sort.by)
        .map(|by| match by {
            By::Most(number) | By::Least(number) => *number,
        })
        .collect();
    (0..list.numbers.len()).filter(|at| by.contains(&list.numbers[*at])).collect()
}

/// Of a search, without its page, and of the figures that its orders go by.
fn mark(filter: &Filter) -> [u8; MARK] {
    let digest = Sha256::digest(format!("{} {:?}", filter.on_page(1).href(), filter.list().numbers));
    let mut mark = [0; MARK];
    mark.copy_from_slice(&digest[..MARK]);
    mark
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::search::parameter::{List, Parameter, Sort};

    static LIST: List = List {
        entity: "thing",
        path: "/things",
        singular: "thing",
        plural: "things",
        search_label: "",
        search_hint: "",
        parameters: &[Parameter::words()],
        numbers: &["a", "of no order", "b"],
        sorts: &[Sort { param: "best", label: "", by: &[By::Most("b"), By::Least("a")], first: None }],
        ages_by_database: false,
    };

    proptest! {
        #[test]
        fn a_cursor_is_read_as_it_was_written(fit: u32, numbers: [i64; 2], id: u128) {
            let numbers = vec![numbers[0], 0, numbers[1]];
            let cursor = Cursor(Standing { fit, numbers, id: Uuid::from_u128(id) });
            let search = Filter::all(&LIST).with("q", "cash");
            prop_assert_eq!(Cursor::read(&cursor.write(&search), &search), Some(cursor.clone()));
            prop_assert_eq!(Cursor::read(&cursor.write(&search), &Filter::all(&LIST)), None);
        }

        #[test]
        fn what_is_no_cursor_is_refused(text: String) {
            prop_assert_eq!(Cursor::read(&text, &Filter::all(&LIST)), None);
        }
    }
}
