//! Clay's rows in: read, recognise, normalise (pure), match, write, record.

pub mod normalise;
