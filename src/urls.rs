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
    /// Asks for a profile to be taken off the site; without an account.
    RemoveExecutive { slug } = "/executives/{slug}/remove";
    /// Says what is wrong in a profile, and what is right; without an account.
    CorrectExecutive { slug } = "/executives/{slug}/correct";
    /// A correction was sent.
    CorrectionSent { slug } = "/executives/{slug}/correct/sent";
    /// Writes to somebody through the site; without an account.
    ContactExecutive { slug } = "/executives/{slug}/contact";
    /// A link to confirm a message is on its way.
    ContactSent { slug } = "/executives/{slug}/contact/sent";
    /// Sends a message that was written; from its mail.
    ConfirmContact { token } = "/contact/confirm/{token}";
    /// Where either side answers the other; from each of the mails between them.
    AnswerContact { token } = "/contact/reply/{token}";
    /// Ends a correspondence; from each of its mails.
    DeclineContact { token } = "/contact/decline/{token}";
    /// Claims a profile, step by step.
    ClaimExecutive { slug } = "/executives/{slug}/claim";
    /// Somebody's own profiles.
    Me = "/me";
    /// One of them: what it shows, what is missing, what waits.
    MyProfile { slug } = "/me/{slug}";
    /// Edits what it says.
    EditProfile { slug } = "/me/{slug}/edit";
    /// Edits one of its lists.
    EditList { slug, list } = "/me/{slug}/edit/{list}";
    /// Its photograph: to be sent, cut or taken away.
    MyPhoto { slug } = "/me/{slug}/photo";
    /// Cuts the photograph that was sent, and has it shown (POST).
    CutMyPhoto { slug } = "/me/{slug}/photo/cut";
    /// Takes the photograph away, or throws away what was sent (POST).
    RemoveMyPhoto { slug } = "/me/{slug}/photo/remove";
    /// A picture of it, for its owner alone.
    MyPhotoFile { slug, file } = "/me/{slug}/photo/{file}";
    /// How it looks to others, also before they can see it.
    MyPreview { slug } = "/me/{slug}/preview";
    /// What imports suggest for it.
    MySuggestions { slug } = "/me/{slug}/suggestions";
    /// What was checked about it, and asking for that.
    MyChecks { slug } = "/me/{slug}/checks";
    /// What clients say of it, asking them for that, and answering.
    MyReviews { slug } = "/me/{slug}/reviews";
    /// Takes a change back that nobody has looked at.
    TakeBackMine { slug, id } = "/me/{slug}/changes/{id}";
    /// Puts a profile back online that a stranger had hidden.
    PutBackMine { slug } = "/me/{slug}/online";
    /// What was written to its owner through the site.
    MyMessages { slug } = "/me/{slug}/messages";
    /// Where a client writes the review that they were asked for, and sees what became of it; from its mail.
    InvitedReview { token } = "/reviews/{token}";
    /// Says that somebody doesn't want to write one; from its mail.
    DeclineReview { token } = "/reviews/decline/{token}";
    /// Says that an availability still holds; from its mail.
    ConfirmAvailability { token } = "/availability/{token}";
    /// A photograph of a public profile, named by its content.
    Photo { file } = "/photos/{file}";
    /// The jobs board.
    Jobs = "/jobs";
    /// A posting.
    Job { slug } = "/jobs/{slug}";
    /// Hands over to the employer's own page (POST).
    ApplyToJob { slug } = "/jobs/{slug}/apply";
    /// All roles.
    Roles = "/roles";
    /// The hub of a role.
    Role { role } = "/roles/{role}";
    /// The hub of a role in a place.
    RoleInLocation { role, location } = "/roles/{role}/locations/{location}";
    /// The hub of a role in an industry.
    RoleInIndustry { role, industry } = "/roles/{role}/industries/{industry}";
    /// The hub of a role's jobs.
    RoleJobs { role } = "/roles/{role}/jobs";
    /// The hub of a role's remote jobs.
    RemoteRoleJobs { role } = "/roles/{role}/jobs/remote";
    /// All places.
    Locations = "/locations";
    /// The hub of a place.
    Location { location } = "/locations/{location}";
    /// The hub of a place's jobs.
    LocationJobs { location } = "/locations/{location}/jobs";
    /// All industries.
    Industries = "/industries";
    /// The hub of an industry.
    Industry { industry } = "/industries/{industry}";
    /// The hub of an industry's jobs.
    IndustryJobs { industry } = "/industries/{industry}/jobs";
    /// What fractional executives cost.
    Rates = "/rates";
    /// What one role costs.
    RoleRates { role } = "/rates/{role}";
    /// Whom the visitor has chosen; a form changes it (POST).
    Shortlist = "/shortlist";
    /// A few people side by side.
    Compare = "/compare";
    /// The picture of the link previews of all other pages.
    SiteCard = "/card.png";
    /// What a search box suggests, for its script.
    Suggest = "/suggest";
    /// Asks for a link to all alerts of an address.
    Alerts = "/alerts";
    /// Such a link is on its way.
    AlertsAsked = "/alerts/sent";
    /// Saves a search of a list (`jobs`), whose query stands behind it, to be told by mail of what it newly finds.
    NewAlert { list } = "/alerts/new/{list}";
    /// A link to confirm it is on its way.
    NewAlertAsked { list } = "/alerts/new/{list}/sent";
    /// Starts an alert that was asked for; from its mail.
    ConfirmAlert { token } = "/alerts/confirm/{token}";
    /// One alert, to be changed; from each of its mails.
    Alert { token } = "/alerts/one/{token}";
    /// Ends an alert, at once and without a page (POST), or asks whether to; from each of its mails.
    StopAlert { token } = "/alerts/stop/{token}";
    /// All alerts of an address; from a mail that was asked for.
    AllAlerts { token } = "/alerts/all/{token}";
    /// Asks for a link that signs in.
    SignIn = "/signin";
    /// Such a link is on its way.
    SignInSent = "/signin/sent";
    /// Signs in by a link; from its mail.
    SignInLink { token } = "/signin/link/{token}";
    /// Somebody's own account: who they are, where they are signed in.
    Account = "/account";
    /// All that is kept of somebody, as a file.
    ExportAccount = "/account/export";
    /// Erases all that is kept of somebody.
    EraseAccount = "/account/erase";
    /// Ends this session (POST).
    SignOut = "/account/signout";
    /// They are signed out.
    SignedOut = "/signin/ended";
    /// Ends all other sessions (POST).
    Sessions = "/account/sessions";
    /// Ends one session (POST).
    EndSession { id } = "/account/sessions/{id}";
    /// Sets up a second factor, or shows it.
    SecondFactor = "/account/second-factor";
    /// Makes new recovery codes (POST).
    RecoveryCodes = "/account/recovery-codes";
    /// The operators' console.
    Admin = "/admin";
    /// Who has an account.
    AdminUsers = "/admin/users";
    /// One of them: what they may do, and what can be done about it.
    AdminUser { id } = "/admin/users/{id}";
    /// Profiles and jobs on their way to the public, to be put online or taken off.
    AdminReview = "/admin/review";
    /// A profile, also an unpublished one: what it says, who says so, what can be done with it.
    AdminExecutive { slug } = "/admin/executives/{slug}";
    /// A photograph of a profile, shown or waiting.
    AdminPhoto { slug, file } = "/admin/executives/{slug}/photo/{file}";
    /// The same of a posting.
    AdminJob { slug } = "/admin/jobs/{slug}";
    /// Whose a profile is, and ending that.
    AdminOwner { slug } = "/admin/executives/{slug}/owner";
    /// What a profile says in single fields, to be edited.
    AdminEditExecutive { slug } = "/admin/executives/{slug}/edit";
    /// What a profile lists, to be edited.
    AdminEditList { slug, list } = "/admin/executives/{slug}/edit/{list}";
    /// What a posting says, to be edited.
    AdminEditJob { slug } = "/admin/jobs/{slug}/edit";
    /// Terms that nobody knows, to be mapped or ignored.
    AdminTerms = "/admin/terms";
    /// The roles, industries, specialties and places, to be kept.
    AdminTaxonomy = "/admin/taxonomy";
    /// One of them.
    AdminTerm { kind, slug } = "/admin/taxonomy/{kind}/{slug}";
    /// Rows that look like one thing.
    AdminDuplicates = "/admin/duplicates";
    /// Two of them side by side, to be made one.
    AdminMerge = "/admin/merge";
    /// Who asked to be taken off the site.
    AdminRemovals = "/admin/removals";
    /// One of them.
    AdminRemoval { receipt } = "/admin/removals/{receipt}";
    /// Who says that a profile is theirs.
    AdminClaims = "/admin/claims";
    /// One of them.
    AdminClaim { number } = "/admin/claims/{number}";
    /// What somebody says is wrong.
    AdminCorrections = "/admin/corrections";
    /// One of them.
    AdminCorrection { number } = "/admin/corrections/{number}";
    /// What owners wrote, where somebody looks at it before it is public.
    AdminEdits = "/admin/edits";
    /// One of them.
    AdminEdit { id } = "/admin/edits/{id}";
    /// What owners ask to have checked.
    AdminVerifications = "/admin/verifications";
    /// One check of one profile.
    AdminVerification { slug, check } = "/admin/verifications/{slug}/{check}";
    /// What clients wrote of people, before it is public, and what those answered.
    AdminClientReviews = "/admin/reviews";
    /// One of them.
    AdminClientReview { id } = "/admin/reviews/{id}";
    /// Messages to people who own no profile yet.
    AdminContacts = "/admin/messages";
    /// One of them.
    AdminContact { number } = "/admin/messages/{number}";
    /// Where Clay sends rows: tokens, a body to copy, what came last.
    AdminSources = "/admin/sources";
    /// One source.
    AdminSource { name } = "/admin/sources/{name}";
    /// Who changed what.
    AdminLog = "/admin/log";
    /// Looks through all of it.
    AdminSearch = "/admin/search";
    /// What rows came in, and a form for a file of them.
    AdminImports = "/admin/imports";
    /// Takes a file (POST).
    AdminUploads = "/admin/uploads";
    /// A file on its way to an import: what its columns are taken for.
    AdminUpload { id } = "/admin/uploads/{id}";
    /// Work that somebody started: how far it is.
    AdminWork { id } = "/admin/work/{id}";
    /// A run: what came of it, its rows.
    AdminRun { number } = "/admin/runs/{number}";
    /// The rows that a run did not take, as CSV.
    AdminRunFailed { number } = "/admin/runs/{number}/failed";
    /// A row of a run: as it came, as it was read, what it changed.
    AdminRunRow { number, position } = "/admin/runs/{number}/rows/{position}";
    /// What this site is.
    About = "/about";
    /// Where the data comes from, with credits.
    DataSources = "/data-sources";
    /// What is kept about whom, and how to have it removed.
    Privacy = "/privacy";
    /// What holds for whoever uses this site.
    Terms = "/terms";
    /// Asks for somebody to be taken off the site, and kept off it; without an account.
    Removal = "/privacy/removal";
    /// How such a request stands.
    RemovalReceipt { receipt } = "/privacy/removal/{receipt}";
    /// The owner of a profile says that it stays; from a mail.
    UndoRemoval { token } = "/privacy/removal/undo/{token}";
    /// The mail that a development site would have sent.
    DevMail = "/dev/mail";
    /// One mail of a development site.
    DevMailMessage { id } = "/dev/mail/{id}";
    /// The same as programs show it that know HTML.
    DevMailHtml { id } = "/dev/mail/{id}/html";
    /// For crawlers.
    Robots = "/robots.txt";
    /// How the site runs, for whoever watches it.
    Metrics = "/metrics";
    /// The index of the sitemaps.
    Sitemap = "/sitemap.xml";
    /// One sitemap.
    SitemapFile { file } = "/sitemaps/{file}";
    /// All open jobs for other boards, as Indeed reads them.
    JobsFeed = "/jobs/feed.xml";
    /// For language models: what is here, and where.
    Llms = "/llms.txt";
    /// How browsers search here from their address bar.
    OpenSearch = "/opensearch.xml";
    /// Whom to tell of a hole in this site (RFC 9116).
    SecurityTxt = "/.well-known/security.txt";
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
    /// The read API, for people.
    Api = "/api";
    /// Profiles, for programs.
    ApiExecutives = "/api/v1/executives";
    /// A profile.
    ApiExecutive { slug } = "/api/v1/executives/{slug}";
    /// Open postings, for programs.
    ApiJobs = "/api/v1/jobs";
    /// An open posting.
    ApiJob { slug } = "/api/v1/jobs/{slug}";
    /// Roles with what stands on their hubs.
    ApiRoles = "/api/v1/roles";
    /// A role.
    ApiRole { slug } = "/api/v1/roles/{slug}";
    /// Places with what stands on their hubs.
    ApiLocations = "/api/v1/locations";
    /// A place.
    ApiLocation { slug } = "/api/v1/locations/{slug}";
    /// Industries with what stands on their hubs.
    ApiIndustries = "/api/v1/industries";
    /// An industry.
    ApiIndustry { slug } = "/api/v1/industries/{slug}";
    /// Market rates.
    ApiRates = "/api/v1/rates";
    /// Market rates of a role.
    ApiRoleRates { slug } = "/api/v1/rates/{slug}";
    /// What programs may ask of this site, for programs.
    OpenApi = "/api/openapi.json";
    /// The process is alive.
    Healthz = "/healthz";
    /// The process and its database can serve.
    Readyz = "/readyz";
}
