//! The handlers of proposed corrections.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{FromRequest, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Router};
use axum_extra::extract::Form;
use axum_extra::routing::RouterExt;
use serde_json::json;
use url::form_urlencoded;
use uuid::Uuid;

use super::early::{self, SEAL};
use super::field::{Context, Field};
use super::mails;
use super::pages::{NewPage, Row};
use super::queries::{self, Item, NewRequest};
use crate::audit::{self, Actor, Entry};
use crate::error::{Error, Result};
use crate::executives::about::{self, About};
use crate::executives::queries::{ProfileRow, find_public, find_shown};
use crate::state::{AppState, Rules};
use crate::web::form::{self, again, new_key, request_key, sent_key, too_often, unprocessable};
use crate::web::links::Link;
use crate::web::page::{Layout, Meta, Page};
use crate::web::{AddressLimit, ClientAddress, RequestId, said};
use crate::{mail, secrets, urls};

/// Corrections that one client may propose at once, and after how long it may propose as many again.
const PROPOSED_AT_ONCE: u32 = 5;
const PROPOSED_AGAIN: Duration = Duration::from_hours(1);

/// The parameter that says of which fields nothing should stand there.
const DROP: &str = "drop";

/// `/executives/{slug}/correct`.
pub fn routes(rules: Rules) -> Router<AppState> {
    let limit = AddressLimit::new(rules.rate_limit_scale.times(PROPOSED_AT_ONCE), PROPOSED_AGAIN);
    Router::new().typed_get(new).typed_post(propose).layer(Extension(Arc::new(limit))).typed_get(sent)
}

/// What the form sends.
#[derive(Debug, Default)]
struct Fields(Vec<(String, String)>);

impl Fields {
    fn get(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str()).unwrap_or_default()
    }

    fn drops(&self, field: Field) -> bool {
        self.0.iter().any(|(name, value)| name == DROP && value == field.param())
    }
}

/// A proposal on its way.
#[derive(FromRequest)]
#[from_request(state(AppState))]
struct Call {
    #[from_request(via(State))]
    site: AppState,
    #[from_request(via(Extension))]
    limit: Arc<AddressLimit>,
    #[from_request(via(Extension))]
    request_id: RequestId,
    client: ClientAddress,
    layout: Layout,
    #[from_request(via(Form))]
    fields: Vec<(String, String)>,
}

async fn new(
    urls::CorrectExecutive { slug }: urls::CorrectExecutive,
    RawQuery(query): RawQuery,
    layout: Layout,
    State(site): State<AppState>,
) -> Result<Response> {
    let asked = form_urlencoded::parse(query.as_deref().unwrap_or_default().as_bytes());
    let seal = asked.into_owned().filter(|(name, _)| name == SEAL).take(1);
    let fields = Fields([("request_key".to_owned(), new_key())].into_iter().chain(seal).collect());
    match find(&site, &slug, fields.get(SEAL)).await? {
        Found::Moved(response) => Ok(response),
        Found::Profile(about, row) => {
            Ok(Page::private(page(&site, layout, about, &row, &fields)).into_response())
        }
    }
}

async fn propose(urls::CorrectExecutive { slug }: urls::CorrectExecutive, call: Call) -> Result<Response> {
    let Call { site, limit, request_id, client, layout, fields } = call;
    let fields = Fields(fields);
    let (about, row) = match find(&site, &slug, fields.get(SEAL)).await? {
        Found::Moved(response) => return Ok(response),
        Found::Profile(about, row) => (about, row),
    };
    let now = site.clock.now();
    let catalog = site.search.catalog(&site.pool).await?;
    let context = Context { catalog: &catalog, today: now.date_naive(), country: Some(&row.country_code) };
    let mut page = page(&site, layout, about, &row, &fields);
    let items = page.read(context);
    let remark = page.remark.text(5_000);
    let source = page.source.line(2_000);
    let email = page.email.email().map(|email| email.to_string());
    if items.is_empty() && remark.is_none() && !page.is_wrong() {
        page.refused =
            Some("Nothing is corrected yet: say for at least one field what it should be.".to_owned());
    }
    if page.is_wrong() || page.refused.is_some() {
        return Ok(unprocessable(Page::private(page)));
    }
    let typed = format!("{items:?}{remark:?}{source:?}{email:?}");
    let number = format!("C-{}", secrets::spelled(2));
    let new = NewRequest {
        id: Uuid::now_v7(),
        number: &number,
        request_key: request_key(&page.request_key, &[&slug, &typed]),
        executive_id: row.id,
        remark: remark.as_deref(),
        source: source.as_deref(),
        contact_email: email.as_deref(),
        items: &items,
    };
    let to_sent = || Redirect::to(&urls::CorrectionSent::to(&slug).to_string()).into_response();
    let mut transaction = site.pool.begin().await?;
    if !queries::keep(&mut transaction, &new, now).await? {
        // The same form, sent again.
        return Ok(to_sent());
    }
    if let Err(refused) = limit.count(client) {
        drop(transaction);
        page.refused = Some(format!(
            "Several corrections came from your network within the hour. {}",
            again(refused.seconds)
        ));
        return Ok(too_often(refused.seconds, Page::private(page)));
    }
    let fields: Vec<_> = items.iter().map(|item| &item.field).collect();
    let entry = Entry::new("propose correction", "correction", new.id)
        .after(json!({"number": number, "profile": row.id, "fields": fields}));
    let actor = Actor::anonymous(client.0, request_id.to_string());
    audit::write(&mut *transaction, &actor, &entry, now).await?;
    if let Some(operator) = site.operator.email() {
        let letter =
            mails::to_operator(&site.origin, operator.as_str(), &number, &slug).map_err(Error::internal)?;
        mail::post(&mut *transaction, &letter, now).await?;
    }
    transaction.commit().await?;
    Ok(to_sent())
}

async fn sent(
    urls::CorrectionSent { slug }: urls::CorrectionSent,
    layout: Layout,
    State(site): State<AppState>,
) -> Result<Response> {
    let address = |page: urls::Executive| urls::CorrectionSent::to(page.slug).to_string();
    let about = match about::about_announced(&site.pool, &slug, address).await? {
        about::Found::Moved(response) => return Ok(response),
        about::Found::Profile(about) => about,
    };
    let texts = [
        "The people who run the site look at what you propose. Until then, the profile is as it was.",
        "If you left an address, you are told there what came of it; it is deleted 30 days later.",
    ];
    let links = vec![
        Link::new("Back to the profile", &about.href()),
        Link::new("Correct something else", &urls::CorrectExecutive::to(slug)),
    ];
    // Before it is public, whose mail it was that led here is forgotten: it has the link.
    let links = if about.is_public { links } else { Vec::new() };
    Ok(said(StatusCode::OK, layout, "Thank you, the correction is noted", &texts, links))
}

enum Found {
    Profile(About, Box<ProfileRow>),
    Moved(Response),
}

/// What is to be corrected: a public profile, or one that is not yet, for whom a seal shows to be its person.
async fn find(site: &AppState, slug: &str, seal: &str) -> Result<Found> {
    let address = |page: urls::Executive| urls::CorrectExecutive::to(page.slug).to_string();
    match about::about_announced(&site.pool, slug, address).await? {
        about::Found::Moved(response) => Ok(Found::Moved(response)),
        about::Found::Profile(about) => {
            let catalog = site.search.catalog(&site.pool).await?;
            let may_see = about.is_public || early::fits(site, seal, about.id).await?;
            let mut connection = site.pool.acquire().await?;
            let found = match (may_see, about.is_public) {
                (true, true) => find_public(&mut connection, &catalog, slug).await?,
                (true, false) => find_shown(&mut connection, &catalog, slug).await?,
                (false, _) => None,
            };
            let row = found.ok_or(Error::NotFound)?;
            Ok(Found::Profile(about, Box::new(row)))
        }
    }
}

fn page(site: &AppState, layout: Layout, about: About, row: &ProfileRow, fields: &Fields) -> NewPage {
    let profile = row.to_view(site.clock.today());
    let rows = Field::ALL.iter().map(|field| Row {
        field: *field,
        shown: field.shown(row, &profile),
        proposed: form::Field::typed(field.param(), fields.get(field.param())),
        is_dropped: fields.drops(*field),
    });
    let meta = Meta::for_one(
        format!("Correct the profile of {}", about.name),
        format!("Say what is wrong in the profile of {}, and what is right; without an account.", about.name),
    );
    NewPage {
        layout,
        meta,
        rows: rows.collect(),
        about,
        remark: form::Field::typed("remark", fields.get("remark")),
        source: form::Field::typed("source", fields.get("source")),
        email: form::Field::typed("email", fields.get("email")),
        request_key: sent_key(fields.get("request_key")),
        seal: fields.get(SEAL).to_owned(),
        refused: None,
    }
}

impl NewPage {
    /// What is proposed; what can't be read is said at its field.
    fn read(&mut self, context: Context<'_>) -> Vec<Item> {
        let mut items = Vec::new();
        for row in &mut self.rows {
            let field = row.field;
            let proposed = if field.is_long() {
                row.proposed.text(field.longest())
            } else {
                row.proposed.line(field.longest())
            };
            if row.proposed.error.is_some() || (proposed.is_none() && !row.is_dropped) {
                continue;
            }
            if proposed.is_some() && row.is_dropped {
                row.proposed.refuse("Either say what it should be, or that nothing should stand there.");
                continue;
            }
            if proposed.is_some() && proposed == row.shown {
                // It is so already.
                continue;
            }
            if let Err(why) = field.read(proposed.as_deref(), context) {
                row.proposed.refuse(why);
                continue;
            }
            items.push(Item { field: field.as_str().to_owned(), shown: row.shown.clone(), proposed });
        }
        items
    }
}
