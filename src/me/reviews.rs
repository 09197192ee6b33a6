//! What clients say: the public reviews with an answer each, whom the owner asked for one, and asking.

use askama::Template;
use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use axum_extra::routing::RouterExt;
use chrono::{DateTime, Utc};
use sqlx::{Postgres, Transaction};
use uuid::Uuid;

use super::queries;
use super::saving::{follow, mine};
use crate::accounts::SignedIn;
use crate::error::{Error, Result};
use crate::executives::queries::ProfileRow;
use crate::executives::view::{Reply, Review};
use crate::reviews::inviting::{self, Invitation, Owner, Refusal};
use crate::reviews::{Invite, LONGEST_REPLY, Published, Status};
use crate::state::AppState;
use crate::urls;
use crate::web::form::{Field, is_wrong, new_key, request_key, sent_key, unprocessable};
use crate::web::page::{Layout, Meta, Page};
use crate::web::query::href;

/// Characters of what an owner writes to a client.
const LONGEST_NOTE: usize = 1_000;

/// `/me/{slug}/reviews`
pub fn routes() -> Router<AppState> {
    Router::new().typed_get(show).typed_post(act)
}

/// A public review, and the form of its answer.
#[derive(Debug)]
struct Reviewed {
    id: Uuid,
    review: Review,
    /// Whether the answer waits until somebody looked at it.
    waits: bool,
    /// What was typed as the answer.
    reply: Field,
    /// Whether to show how that would look.
    is_shown: bool,
}

/// A client who was asked.
#[derive(Debug)]
struct Asked {
    invite: Invite,
    is_late: bool,
    may_be_reminded: bool,
}

impl Asked {
    /// How it stands, in words.
    fn state(&self) -> &'static str {
        match self.invite.status {
            Status::Invited if self.is_late => "No answer; the link has run out",
            status => status.label(),
        }
    }

    fn is_open(&self) -> bool {
        self.invite.status == Status::Invited && !self.is_late
    }
}

/// What stands in the form that asks a client.
#[derive(Debug)]
struct Asking {
    name: Field,
    company: Field,
    email: Field,
    note: Field,
    request_key: String,
    refused: Option<&'static str>,
}

impl Asking {
    fn new(sent: impl Fn(&'static str) -> String) -> Self {
        let field = |name: &'static str| Field::typed(name, &sent(name));
        Self {
            name: field("name"),
            company: field("company"),
            email: field("email"),
            note: field("note"),
            request_key: sent_key(&sent("request_key")),
            refused: None,
        }
    }

    fn blank() -> Self {
        Self::new(|name| if name == "request_key" { new_key() } else { String::new() })
    }

    fn is_wrong(&self) -> bool {
        self.refused.is_some() || is_wrong([&self.name, &self.company, &self.email, &self.note])
    }

    /// Whom to ask; nothing where something is wrong, which then stands at its field.
    fn read(&mut self, slug: &str, own: &str) -> Option<Invitation> {
        let name = self.name.required_line(100, "Type the client’s name.");
        let company = self.company.required_line(100, "Type the client’s company.");
        let email = self.email.required_email();
        let note = self.note.text(LONGEST_NOTE);
        if email.as_ref().is_some_and(|email| email.as_str() == own) {
            self.email.refuse("This is your own address: type your client’s.");
        }
        let email = email.filter(|_| !self.is_wrong())?;
        let content = [slug, &name, &company, email.as_str(), note.as_deref().unwrap_or_default()];
        let request_key = request_key(&self.request_key, &content);
        Some(Invitation { name, company, email, note, request_key })
    }

    fn refuse(&mut self, refusal: Refusal) {
        match refusal {
            Refusal::Asked(Status::Published) => self.email.refuse("This client has reviewed you already."),
            Refusal::Asked(Status::Written) => {
                self.email.refuse("This client has written a review, which waits to be looked at.");
            }
            Refusal::Asked(_) => {
                self.email.refuse("You asked this client already: the list below says how that stands.");
            }
            Refusal::TooManyToday => {
                self.refused =
                    Some("You asked many clients today. What you typed is still here: send it tomorrow.");
            }
            Refusal::TooManyOpen => {
                self.refused = Some(
                    "Many clients have not answered yet. Wait for them, or take invitations back; what you typed is still here.",
                );
            }
        }
    }
}

/// `/me/{slug}/reviews`
#[derive(Debug, Template)]
#[template(path = "me/reviews.html")]
struct ReviewsPage {
    layout: Layout,
    meta: Meta,
    slug: String,
    first_name: String,
    notice: Option<&'static str>,
    /// An answer for which there is no place any more.
    unsent: Option<String>,
    reviews: Vec<Reviewed>,
    asked: Vec<Asked>,
    form: Asking,
}

impl ReviewsPage {
    fn is_wrong(&self) -> bool {
        is_wrong(self.reviews.iter().map(|reviewed| &reviewed.reply))
    }
}

/// What was typed as the answer to a review, and whether only to show how it would look.
struct Replying {
    review: Uuid,
    field: Field,
    is_shown: bool,
}

async fn show(
    urls::MyReviews { slug }: urls::MyReviews,
    me: SignedIn,
    RawQuery(query): RawQuery,
    layout: Layout,
    State(site): State<AppState>,
) -> Result<Page<ReviewsPage>> {
    let row = mine(&site, &me, &slug).await?;
    let page = page(&site, me.user.id, &row, layout, Asking::blank(), None).await?;
    Ok(Page::private(ReviewsPage { notice: notice(query.as_deref()), ..page }))
}

/// What the page says when it is come back to, by the query.
fn notice(query: Option<&str>) -> Option<&'static str> {
    match query? {
        "done=asked" => Some(
            "The invitation is on its way, unless whoever has the address wants no mail from this site: that we tell nobody.",
        ),
        "done=reminded" => Some("The client is reminded, once."),
        "done=withdrawn" => {
            Some("The invitation is taken back: its link leads nowhere, and the address is deleted.")
        }
        "done=answered" => Some("Your answer stands below the review from now on."),
        "done=waits" => {
            Some("The people who run the site look at your answer, then it stands below the review.")
        }
        _ => None,
    }
}

async fn page(
    site: &AppState,
    me: Uuid,
    row: &ProfileRow,
    layout: Layout,
    form: Asking,
    mut replying: Option<Replying>,
) -> Result<ReviewsPage> {
    let now = site.clock.now();
    let mut connection = site.pool.acquire().await?;
    let published = inviting::published(&mut connection, row.id).await?;
    let invited = inviting::invited(&mut connection, row.id, me).await?;
    let reviews = published.into_iter().map(|published| {
        let typed = replying.take_if(|replying| replying.review == published.id);
        reviewed(published, typed)
    });
    let reviews = reviews.collect();
    let asked = invited.into_iter().map(|invite| Asked {
        is_late: invite.is_late(now),
        may_be_reminded: invite.may_be_reminded(now),
        invite,
    });
    Ok(ReviewsPage {
        layout,
        meta: Meta::for_one("Reviews", "What clients say, asking them for it, and answering."),
        slug: row.slug.clone(),
        first_name: row.first_name.clone(),
        notice: None,
        unsent: None,
        reviews,
        asked: asked.collect(),
        form,
    })
}

fn reviewed(published: Published, typed: Option<Replying>) -> Reviewed {
    let id = published.id;
    let (field, is_shown) = match typed {
        Some(Replying { field, is_shown, .. }) => (field, is_shown),
        None => (Field::blank(field_of(id)), false),
    };
    let on = published.replied_at.map(|at| at.date_naive());
    let preview = || Reply { content: field.value.clone(), on: None };
    let reply = published.reply.map(|content| Reply { content, on }).or_else(|| is_shown.then(preview));
    let review = Review {
        author: published.author,
        author_title: published.author_title,
        author_company: published.author_company,
        engagement: published.engagement,
        rating: published.rating,
        content: published.content,
        verified: false,
        is_invited: published.is_invited,
        published_on: Some(published.published_at.date_naive()),
        reply,
    };
    Reviewed { id, review, waits: published.reply_waits, reply: field, is_shown }
}

/// The field of the answer to a review.
fn field_of(review: Uuid) -> String {
    format!("reply-{review}")
}

async fn act(
    urls::MyReviews { slug }: urls::MyReviews,
    me: SignedIn,
    layout: Layout,
    State(site): State<AppState>,
    Form(sent): Form<Vec<(String, String)>>,
) -> Result<Response> {
    let sent =
        |name: &str| sent.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str());
    let row = mine(&site, &me, &slug).await?;
    // `remind 0197…`
    let (what, about) = sent("do").split_once(' ').unwrap_or((sent("do"), ""));
    let about = || about.parse::<Uuid>().map_err(|_| Error::NotFound);
    let done = match what {
        "remind" => {
            let acting = Acting::begin(&site, &me, &row).await?;
            acting.remind(about()?).await?;
            "done=reminded"
        }
        "withdraw" => {
            let acting = Acting::begin(&site, &me, &row).await?;
            acting.withdraw(about()?).await?;
            "done=withdrawn"
        }
        "preview" | "reply" => {
            let review = about()?;
            let name = field_of(review);
            let mut field = Field::typed(name.clone(), sent(&name));
            let text = field.required_text(LONGEST_REPLY, "Type your answer.");
            let is_shown = what == "preview" && field.error.is_none();
            if is_shown || field.error.is_some() {
                let is_wrong = field.error.is_some();
                let replying = Some(Replying { review, field, is_shown });
                let page =
                    Page::private(page(&site, me.user.id, &row, layout, Asking::blank(), replying).await?);
                return Ok(if is_wrong { unprocessable(page) } else { page.into_response() });
            }
            let acting = Acting::begin(&site, &me, &row).await?;
            if !acting.reply(review, &text).await? && !is_answered_so(&site, row.id, review, &text).await? {
                let page = page(&site, me.user.id, &row, layout, Asking::blank(), None).await?;
                let page = Page::private(ReviewsPage { unsent: Some(text), ..page });
                return Ok((StatusCode::CONFLICT, page).into_response());
            }
            follow(&site).await;
            if site.rules.reviews_edits { "done=waits" } else { "done=answered" }
        }
        _ => {
            let mut form = Asking::new(|name| sent(name).to_owned());
            let Some(invitation) = form.read(&slug, &me.user.email) else {
                return Ok(unprocessable(Page::private(
                    page(&site, me.user.id, &row, layout, form, None).await?,
                )));
            };
            let acting = Acting::begin(&site, &me, &row).await?;
            if let Err(refusal) = acting.invite(&invitation).await? {
                form.refuse(refusal);
                return Ok(unprocessable(Page::private(
                    page(&site, me.user.id, &row, layout, form, None).await?,
                )));
            }
            "done=asked"
        }
    };
    Ok(Redirect::to(&href(&urls::MyReviews::to(slug), done)).into_response())
}

/// Whether a review has just this answer: the form was sent twice.
async fn is_answered_so(site: &AppState, profile: Uuid, review: Uuid, text: &str) -> Result<bool> {
    let published = inviting::published(&mut *site.pool.acquire().await?, profile).await?;
    Ok(published.iter().any(|one| one.id == review && one.reply.as_deref() == Some(text)))
}

/// A transaction of an owner who stays so until it ends.
struct Acting<'a> {
    site: &'a AppState,
    owner: Owner<'a>,
    now: DateTime<Utc>,
    transaction: Transaction<'static, Postgres>,
}

impl<'a> Acting<'a> {
    async fn begin(site: &'a AppState, me: &'a SignedIn, row: &ProfileRow) -> Result<Self> {
        let keys = site.secrets.keys(&site.pool).await?;
        let mut transaction = site.pool.begin().await?;
        if !queries::lock_owned(&mut *transaction, me.user.id, row.id).await? {
            return Err(Error::NotFound);
        }
        let owner = Owner { profile: row.id, actor: &me.actor, keys, origin: &site.origin };
        Ok(Self { site, owner, now: site.clock.now(), transaction })
    }

    async fn invite(mut self, invitation: &Invitation) -> Result<std::result::Result<(), Refusal>> {
        let scale = self.site.rules.rate_limit_scale;
        let done = inviting::invite(&mut self.transaction, self.owner, invitation, scale, self.now).await?;
        if done.is_ok() {
            self.transaction.commit().await?;
        }
        Ok(done)
    }

    async fn remind(mut self, invite: Uuid) -> Result<()> {
        inviting::remind(&mut self.transaction, self.owner, invite, self.now).await?;
        Ok(self.transaction.commit().await?)
    }

    async fn withdraw(mut self, invite: Uuid) -> Result<()> {
        inviting::withdraw(&mut self.transaction, self.owner, invite, self.now).await?;
        Ok(self.transaction.commit().await?)
    }

    /// A review that was answered already keeps its answer, and one that was taken off gets none. Whether it got this one.
    async fn reply(mut self, review: Uuid, text: &str) -> Result<bool> {
        let waits = self.site.rules.reviews_edits;
        let done = inviting::reply(&mut self.transaction, self.owner, review, text, waits, self.now).await?;
        self.transaction.commit().await?;
        Ok(done)
    }
}
