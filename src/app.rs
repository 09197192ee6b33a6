//! The whole site: every slice's routes, in the one shell.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use chrono::Datelike;

use crate::accounts::{Next, Session, keep_forms};
use crate::api::Traffic;
use crate::clock::Clock;
use crate::config::{Limits, PublicOrigin};
use crate::search::Search;
use crate::state::AppState;
use crate::web::metrics::Requests;
use crate::web::page::Layout;
use crate::web::pages::Pages;
use crate::web::{self, Front, RenderErrorPage, Shell, Views, error_page};
use crate::{
    accounts, admin, alerts, api, claims, contact, corrections, executives, feeds, ingestion, jobs, landing,
    machines, mail, market, matching, me, notices, operations, removals, reviews, search, shortlist,
    siblings, sitemap, urls, words,
};

/// The site, ready to be served.
pub fn app(state: AppState, limits: Limits) -> Front {
    let shell = Shell {
        origin: state.origin.clone(),
        limits,
        requests: Requests::default(),
        pages: Pages::new(&limits, state.search.changes().clone(), state.clock.clone()),
        views: profile_views(&state.origin),
        error_page: render_error_page(state.origin.clone(), state.clock.clone()),
    };
    let traffic = Traffic::new(state.rules.rate_limit_scale, state.proxies.clone());
    let pages = Router::new()
        .merge(landing::routes())
        .merge(executives::routes())
        .merge(jobs::routes())
        .merge(market::routes())
        .merge(matching::routes())
        .merge(shortlist::routes())
        .merge(search::routes())
        .merge(alerts::routes(state.rules))
        .merge(accounts::routes(state.rules))
        .merge(claims::routes(state.rules))
        .merge(me::routes(&state))
        .merge(admin::routes(&limits, &state))
        .merge(removals::routes(state.rules))
        .merge(corrections::routes(state.rules))
        .merge(contact::routes(state.rules))
        .merge(reviews::routes())
        .merge(words::routes())
        .merge(ingestion::endpoint::routes(state.rules))
        .merge(feeds::routes())
        .merge(machines::routes())
        .merge(api::routes(&traffic))
        .merge(sitemap::routes())
        .merge(mail::routes())
        .merge(notices::routes(state.index_now.as_ref()))
        .merge(web::assets::routes())
        .merge(web::health::routes())
        .with_state(state.clone())
        .merge(operations::routes(&state, &shell.pages, &shell.requests))
        // Behind all of them: it answers the same where nothing is.
        .layer(from_fn_with_state(state.clone(), keep_forms));
    let siblings = siblings::routes(&traffic).with_state(state);
    web::shell(web::siblings::beside(pages, siblings), shell)
}

/// The search of both lists; nothing is built yet.
pub fn search() -> Search {
    Search::new(vec![Box::new(executives::Directory), Box::new(jobs::Board)])
}

/// The views of profiles. Whoever signed in is left out: mostly they look at what is their own, or are at work.
fn profile_views(origin: &PublicOrigin) -> Views {
    let origin = origin.clone();
    Views::of("/executives/", move |headers| Session::is_kept(headers, &origin))
}

/// The site's own page for what went wrong.
fn render_error_page(origin: PublicOrigin, clock: Clock) -> RenderErrorPage {
    Arc::new(move |error: &web::ErrorPage| {
        let layout = Layout::new("", origin.as_str(), clock.today().year());
        let mut page = error_page::ErrorPage::new(layout, error);
        if error.status == StatusCode::NOT_FOUND {
            // The same for every address: whether it is there for anybody is not told.
            page.sign_in = Some(Next::through(Next::parse(&error.address).as_ref(), &urls::SignIn));
        }
        // A page of fixed texts renders; should it not, its heading still tells.
        page.render().unwrap_or_else(|_| page.heading.to_owned())
    })
}
