//! The command line: one subcommand for each thing that the program does.

#![forbid(unsafe_code)]

mod commands;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use quarterdeck::config::Settings;

/// An import allocates a few hundred small texts a row, on all cores at once.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// A directory of fractional executives and the jobs that suit them
#[derive(Parser)]
#[command(
    version,
    about,
    after_help = "A first look, with invented content:
  quarterdeck demo
  quarterdeck serve

Content of your own, from Clay or any other table:
  quarterdeck import clay executives people.csv
  quarterdeck publish

Without DATABASE_URL, a private PostgreSQL is kept in var/postgres and runs only while a command needs it."
)]
struct CommandLine {
    #[command(flatten)]
    settings: Settings,

    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the site until SIGTERM or Ctrl-C
    Serve(commands::serve::Serve),
    /// Create or update the tables, and load the reference data (roles, industries, places)
    Migrate,
    /// Take in executives or jobs from files; they wait in review until they are published
    Import(commands::import::ImportArgs),
    /// List what was imported, show what came of it, give back the rows that failed
    Runs(commands::runs::RunsArgs),
    /// Say where each field of a profile or a posting comes from
    Trace(commands::trace::TraceArgs),
    /// List terms that no taxonomy knows yet, and say what they mean
    Inbox(commands::inbox::InboxArgs),
    /// List rows that look like one thing, and say that they are two
    Duplicates(commands::duplicates::DuplicatesArgs),
    /// Say what an import would read in a text: a location, a rate, a title, a date …
    Explain(commands::explain::ExplainArgs),
    /// Fill the database with invented executives and jobs, to look at and to measure with
    Demo(commands::demo::Demo),
    /// Let sources send rows over HTTP: their tokens
    Source(commands::source::SourceArgs),
    /// Compare the search index with the database
    Index(commands::index::IndexArgs),
    /// Keep people out who asked for it: their profile goes offline, and no import brings them back
    Suppress(commands::suppress::SuppressArgs),
    /// List corrections that somebody proposed, and accept or reject them
    Corrections(commands::corrections::CorrectionsArgs),
    /// List what owners wrote and that waits to be looked at, publish or reject it
    Edits(commands::edits::EditsArgs),
    /// List messages that wait for the operator, and show them
    Contacts(commands::contacts::ContactsArgs),
    /// List requests to be taken off the site, and decide on them
    Removals(commands::removals::RemovalsArgs),
    /// List roles, industries, specialties and places, rename, merge, add and retire them
    Terms(commands::terms::TermsArgs),
    /// Put online what waits in review and lacks nothing
    Publish(commands::publish::PublishArgs),
    /// Mail people who wait in review to be told that they have a profile: the notice, once each
    Tell(commands::tell::TellArgs),
    /// Show how a job stands, look at its apply link, close it or open it again
    Jobs(commands::jobs::JobsArgs),
    /// List claims to profiles, show their proof, approve or reject them
    Claims(commands::claims::ClaimsArgs),
    /// List checks that owners ask for, say what was found, or take it back
    Verifications(commands::verifications::VerificationsArgs),
    /// List what clients wrote about people and what those answered, publish or reject it
    Reviews(commands::reviews::ReviewsArgs),
    /// Say who runs the site: give an address a role, close its account
    User(commands::user::UserArgs),
    /// Close jobs that ran out, look at apply links, note what search engines have to be told; `serve` does it by itself
    Tend(commands::tend::TendArgs),
}

#[tokio::main]
async fn main() -> ExitCode {
    let CommandLine { settings, command } = CommandLine::parse();
    if let Err(error) = quarterdeck::logging::start(&settings) {
        eprintln!("quarterdeck: no log: {error}");
    }
    let result = match command {
        Command::Serve(serve) => serve.run(settings).await,
        Command::Migrate => commands::migrate::run(&settings).await,
        Command::Import(import) => import.run(&settings).await,
        Command::Runs(runs) => runs.run(&settings).await,
        Command::Trace(trace) => trace.run(&settings).await,
        Command::Inbox(inbox) => inbox.run(&settings).await,
        Command::Duplicates(duplicates) => duplicates.run(&settings).await,
        Command::Explain(explain) => explain.run(&settings).await,
        Command::Demo(demo) => demo.run(&settings).await,
        Command::Source(source) => source.run(&settings).await,
        Command::Index(index) => index.run(&settings).await,
        Command::Suppress(suppress) => suppress.run(&settings).await,
        Command::Corrections(corrections) => corrections.run(&settings).await,
        Command::Contacts(contacts) => contacts.run(&settings).await,
        Command::Edits(edits) => edits.run(&settings).await,
        Command::Removals(removals) => removals.run(&settings).await,
        Command::Terms(terms) => terms.run(&settings).await,
        Command::Publish(publish) => publish.run(&settings).await,
        Command::Tell(tell) => tell.run(&settings).await,
        Command::Jobs(jobs) => jobs.run(&settings).await,
        Command::Claims(claims) => claims.run(&settings).await,
        Command::Verifications(verifications) => verifications.run(&settings).await,
        Command::Reviews(reviews) => reviews.run(&settings).await,
        Command::User(user) => user.run(&settings).await,
        Command::Tend(tend) => tend.run(&settings).await,
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let mut said = error.to_string();
            eprintln!("quarterdeck: {said}");
            let mut source = error.source();
            while let Some(cause) = source {
                let cause_says = cause.to_string();
                if !said.contains(&cause_says) {
                    eprintln!("  because: {cause_says}");
                    said = cause_says;
                }
                source = cause.source();
            }
            ExitCode::FAILURE
        }
    }
}
