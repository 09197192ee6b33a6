//! What a profile lists, as its owner has it.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::{SOURCE, last_writer};
use crate::admin::desk::{Desk, Frame, Sent, back, meta};
use crate::admin::requests::follow;
use crate::error::{Error, Result};
use crate::executives::editing::{self, Edit, Editor};
use crate::executives::queries::{ProfileRow, find_kept};
use crate::ingestion::Entity;
use crate::me::entries::{self, Entries, Row};
use crate::me::saving;
use crate::urls;
use crate::web::page::{Layout, Meta, Page};

/// `/admin/executives/{slug}/edit/{list}`
#[derive(Debug, Template)]
#[template(path = "admin/editing/list.html")]
struct ListPage {
    layout: Layout,
    meta: Meta,
    frame: Frame,
    name: String,
    /// The page above.
    up: String,
    entries: Entries,
    /// What stood there when the form was shown, in short.
    was: String,
    /// Who was quicker, and what they wrote.
    crossed: Option<(String, Vec<String>)>,
}

impl ListPage {
    fn new(desk: Desk, row: &ProfileRow, entries: Entries, was: String) -> Self {
        Self {
            meta: meta(format!("{} of {}", entries.heading(), row.full_name)),
            frame: desk.frame(),
            layout: desk.layout,
            name: row.full_name.clone(),
            up: urls::AdminEditExecutive::to(&row.slug).to_string(),
            entries,
            was,
            crossed: None,
        }
    }

    fn answer(self) -> Response {
        let status = match (&self.crossed, self.entries.is_wrong()) {
            (Some(_), _) => StatusCode::CONFLICT,
            (None, true) => StatusCode::UNPROCESSABLE_ENTITY,
            (None, false) => StatusCode::OK,
        };
        (status, Page::private(self)).into_response()
    }
}

pub(super) async fn show(
    urls::AdminEditList { slug, list }: urls::AdminEditList,
    desk: Desk,
) -> Result<Response> {
    let list = entries::list_of(&list)?;
    let catalog = desk.site.search.catalog(&desk.site.pool).await?;
    let row =
        find_kept(&mut *desk.site.pool.acquire().await?, &catalog, &slug).await?.ok_or(Error::NotFound)?;
    let standing = entries::standing(&row, list);
    let (form, was) = (Entries::standing(list, &standing), entries::digest_of(list, &standing));
    Ok(ListPage::new(desk, &row, form, was).answer())
}

pub(super) async fn write(
    urls::AdminEditList { slug, list }: urls::AdminEditList,
    desk: Desk,
    sent: Sent,
) -> Result<Response> {
    let list = entries::list_of(&list)?;
    let catalog = desk.site.search.catalog(&desk.site.pool).await?;
    let mut transaction = desk.site.pool.begin().await?;
    if !editing::lock_profile(&mut *transaction, &slug).await? {
        return Err(Error::NotFound);
    }
    let row = find_kept(&mut transaction, &catalog, &slug).await?.ok_or(Error::NotFound)?;
    let mut form = Entries::new(list, Row::sent(list, &sent.0));
    let was = sent.get("was").to_owned();
    if !matches!(sent.get("do"), "save" | "") {
        form.rearrange(sent.get("do"));
        return Ok(ListPage::new(desk, &row, form, was).answer());
    }
    let said = form.read(desk.site.clock.today());
    if form.is_wrong() {
        return Ok(ListPage::new(desk, &row, form, was).answer());
    }
    let standing = entries::standing(&row, list);
    let here = urls::AdminEditExecutive::to(&slug);
    if entries::is_same(list, &said, &standing) {
        return Ok(back(&here, "unchanged").into_response());
    }
    let stands = entries::digest_of(list, &standing);
    if was != stands {
        let who =
            last_writer(&mut transaction, Entity::Executive, row.id, &[list.field().to_owned()]).await?;
        let crossed = Some((who, entries::all_told(list, &standing)));
        return Ok(ListPage { crossed, ..ListPage::new(desk, &row, form, stands) }.answer());
    }
    let edit = Edit { entries: [(list, said)].into(), ..Edit::default() };
    let editor = Editor { actor: desk.actor(), source: SOURCE, reason: None };
    editing::apply(&mut transaction, row.id, &edit, editor, desk.now()).await?;
    let (about, by) = ((row.id, row.slug.as_str()), (&desk.me.user, None));
    saving::tell_owner(&mut transaction, &desk.site.origin, about, &edit, by, desk.now()).await?;
    transaction.commit().await?;
    follow(&desk).await;
    Ok(back(&here, "edited").into_response())
}
