//! Closed vocabularies: a Postgres enum, its address parameter and its label, said once.

/// Declares an enum that is one Postgres enum: each variant with its database word, the word that stands in
/// query strings, and the label that people read.
macro_rules! terms {
    ($(#[$meta:meta])* $name:ident = $postgres:literal {
        $($(#[$variant_meta:meta])* $variant:ident: $word:literal, $param:literal, $label:literal;)+
    }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize, schemars::JsonSchema, sqlx::Type)]
        #[sqlx(type_name = $postgres)]
        pub enum $name {
            $($(#[$variant_meta])* #[doc = $label] #[serde(rename = $word)] #[sqlx(rename = $word)] $variant,)+
        }

        impl $name {
            /// Every value, in the order in which people should see them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The words in query strings with what people read for each.
            pub const WORDS: &'static [(&'static str, &'static str)] = &[$(($param, $label),)+];

            /// The word in the database and in JSON (`PART_TIME`).
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }

            /// The word in query strings (`part-time`).
            pub const fn param(self) -> &'static str {
                match self { $(Self::$variant => $param,)+ }
            }

            /// What people read (`Part-time`).
            pub const fn label(self) -> &'static str {
                match self { $(Self::$variant => $label,)+ }
            }

            /// The value that a query string names, if it names one.
            pub fn from_param(param: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.param() == param)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.label())
            }
        }
    };
}
pub(crate) use terms;

terms! {
    /// Where a row stands on its way to the public.
    PublishStatus = "publish_status" {
        Draft: "DRAFT", "draft", "Draft";
        Review: "REVIEW", "review", "In review";
        Published: "PUBLISHED", "published", "Published";
        Archived: "ARCHIVED", "archived", "Archived";
    }
}
