//! Reviews that the public sees, wherever they came from, and what owners answer to them.

mod queries;

pub use queries::{Published, published};
pub(super) use queries::{
    decide_reply, find_review, from_lists, from_lists_of, lock_review, put_back, replies, reply, take_off,
};
