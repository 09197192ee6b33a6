//! What rows have several of, as the index is told when it is built.

use uuid::Uuid;

/// A value, and who has it.
#[derive(Debug)]
pub struct Choice {
    /// The taxonomy's row.
    pub value: Uuid,
    /// The rows that have it, public or not.
    pub ids: Ids,
}

/// Ids one after the other, 16 bytes each, as `string_agg(uuid_send(id), '')` gives them: PostgreSQL sends millions of them at
/// two thirds of the cost of an array.
#[derive(Debug, sqlx::Type)]
#[sqlx(transparent)]
pub struct Ids(Vec<u8>);

impl Ids {
    /// The ids.
    pub fn iter(&self) -> impl Iterator<Item = Uuid> {
        let (ids, rest) = self.0.as_chunks();
        debug_assert!(rest.is_empty(), "whole ids");
        ids.iter().map(|id| Uuid::from_bytes(*id))
    }
}
