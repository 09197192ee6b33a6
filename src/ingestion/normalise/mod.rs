//! From free text to canonical values: pure functions, no database.
