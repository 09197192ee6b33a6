//! Every address of the site as a type: the router, the templates, the sitemap and the tests spell them from here.
//!
//! An address renders with `{}`; segments are percent-encoded. A link to nowhere doesn't compile.

use axum_extra::routing::TypedPath;
use serde::Deserialize;

/// Declares the addresses: `Name = "/pattern/{field}"`.
macro_rules! addresses {
    ($($(#[$meta:meta])* $name:ident $({ $($field:ident),+ })? = $pattern:literal;)+) => {
        $(addresses!(@one $(#[$meta])* $name $({ $($field),+ })? = $pattern);)+

        /// The pattern of every address, as the router knows it.
        pub const PATTERNS: &[&str] = &[$($pattern,)+];
    };
    (@one $(#[$meta:meta])* $name:ident = $pattern:literal) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Deserialize, TypedPath)]
        #[typed_path($pattern)]
        pub struct $name;
    };
    (@one $(#[$meta:meta])* $name:ident { $($field:ident),+ } = $pattern:literal) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Deserialize, TypedPath)]
        #[typed_path($pattern)]
        #[expect(missing_docs, reason = "a path's fields are the slugs that its pattern names")]
        pub struct $name { $(pub $field: String),+ }

        impl $name {
            /// The address with these slugs.
            pub fn to($($field: impl Into<String>),+) -> Self {
                Self { $($field: $field.into()),+ }
            }
        }
    };
}

addresses! {
    /// The front page.
    Home = "/";
    /// The directory.
    Executives = "/executives";
    /// A profile.
    Executive { slug } = "/executives/{slug}";
    /// The picture of a profile's link previews.
    ExecutiveCard { slug } = "/executives/{slug}/card.png";
    /// The jobs board.
    Jobs = "/jobs";
    /// A posting.
    Job { slug } = "/jobs/{slug}";
    /// Hands over to the employer's own page (POST).
    ApplyToJob { slug } = "/jobs/{slug}/apply";
    /// The picture of a posting's link previews.
    JobCard { slug } = "/jobs/{slug}/card.png";
    /// All roles.
    Roles = "/roles";
    /// The hub of a role.
    Role { role } = "/roles/{role}";
    /// All places.
    Locations = "/locations";
    /// The hub of a place.
    Location { location } = "/locations/{location}";
    /// All industries.
    Industries = "/industries";
    /// The hub of an industry.
    Industry { industry } = "/industries/{industry}";
    /// What fractional executives cost.
    Rates = "/rates";
    /// What one role costs.
    RoleRates { role } = "/rates/{role}";
    /// The picture of the link previews of all other pages.
    SiteCard = "/card.png";
    /// What a search box suggests, for its script.
    Suggest = "/suggest";
    /// What this site is.
    About = "/about";
    /// Where the data comes from, with credits.
    DataSources = "/data-sources";
    /// What is kept about whom, and how to have it removed.
    Privacy = "/privacy";
    /// The mail that a development site would have sent.
    DevMail = "/dev/mail";
    /// One mail of a development site.
    DevMailMessage { id } = "/dev/mail/{id}";
    /// For crawlers.
    Robots = "/robots.txt";
    /// The index of the sitemaps.
    Sitemap = "/sitemap.xml";
    /// One sitemap.
    SitemapFile { file } = "/sitemaps/{file}";
    /// The web app manifest.
    Manifest = "/manifest.webmanifest";
    /// The icon that browsers ask for unasked.
    Favicon = "/favicon.ico";
    /// A static file, named with its content's hash.
    Asset { file } = "/static/{file}";
    /// Executives from Clay, row by row (POST).
    IngestExecutives = "/api/v1/ingest/clay/executives";
    /// Jobs from Clay, row by row (POST).
    IngestJobs = "/api/v1/ingest/clay/jobs";
    /// What programs may ask of this site, for programs.
    OpenApi = "/api/openapi.json";
    /// The process is alive.
    Healthz = "/healthz";
    /// The process and its database can serve.
    Readyz = "/readyz";
}
