//! The written material: for each craft what its people know, did and say. Marks: see `demo::text`.

mod clinical;
mod customer;
mod data;
mod finance;
mod general;
mod legal;
mod marketing;
mod operations;
mod people;
mod product;
mod revenue;
mod security;
pub(super) mod shared;
mod technology;

use crate::taxonomy::shipped::Role;

/// What the people of one craft know, did and say. An item that begins with `@cfo,controller ` is for those roles
/// only (the role's slug without `fractional-`).
#[derive(Debug)]
pub(super) struct Craft {
    /// Fields of work as noun phrases, lower case: "board reporting".
    pub topics: &'static [&'static str],
    /// Headlines of the craft, beside the shared ones.
    pub headlines: &'static [&'static str],
    /// First sentences of a bio.
    pub openings: &'static [&'static str],
    /// Results in the past tense without a subject: "cut the close from 12 days to five".
    pub wins: &'static [&'static str],
    /// Opinions and habits of work, as sentences.
    pub ways: &'static [&'static str],
    /// Things to do, in the imperative, lower case: "read the last six board packs".
    pub steps: &'static [&'static str],
    /// Job titles from the first job to the one below the top.
    pub ladder: [&'static [&'static str]; 4],
    /// What somebody does in the first job, in the middle, and near the top.
    pub duties: [&'static [&'static str]; 3],
    /// Case studies.
    pub cases: &'static [Case],
    /// What clients say.
    pub reviews: &'static [&'static str],
    /// Why a company looks for this role now.
    pub reasons: &'static [&'static str],
    /// What a posting asks for.
    pub requirements: &'static [&'static str],
    /// What they studied: the field, and the letter of its degree (`A` arts, `S` science, `C` commerce, `E`
    /// engineering, `L` law, `M` medicine).
    pub studies: &'static [(&'static str, char)],
    /// Fields of `certifications.csv`.
    pub certification_fields: &'static [&'static str],
    /// Industries of the first jobs, where the craft is learned in a place of its own.
    pub early_industries: &'static [&'static str],
}

/// A story of one engagement.
#[derive(Debug)]
pub(super) struct Case {
    pub title: &'static str,
    pub situation: &'static str,
    pub action: &'static str,
    pub outcome: &'static str,
    pub metric: &'static str,
}

impl Craft {
    /// The craft that a role belongs to.
    pub fn of(role: &Role) -> &'static Self {
        match (role.slug.as_str(), role.function.as_str()) {
            ("fractional-ciso", _) => &security::SECURITY,
            (_, "Finance") => &finance::FINANCE,
            (_, "Marketing") => &marketing::MARKETING,
            (_, "Technology") => &technology::TECHNOLOGY,
            (_, "Operations") => &operations::OPERATIONS,
            (_, "People") => &people::PEOPLE,
            (_, "Sales and revenue") => &revenue::REVENUE,
            (_, "Customer") => &customer::CUSTOMER,
            (_, "Product") => &product::PRODUCT,
            (_, "Data") => &data::DATA,
            (_, "Legal and compliance") => &legal::LEGAL,
            (_, "Clinical") => &clinical::CLINICAL,
            _ => &general::GENERAL,
        }
    }
}
