//! Two rows side by side, to be made one.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::follow;
use crate::admin::desk::{Desk, Frame, Sent, back, meta};
use crate::admin::imports::words;
use crate::admin::review;
use crate::error::{Error, Result};
use crate::ingestion::Entity;
use crate::ingestion::merging::{self, MergeError, Side, Two, why_not};
use crate::ingestion::trace::{Field, trace};
use crate::urls;
use crate::web::page::{Layout, Meta, Page};

/// `/admin/merge`
#[derive(Debug, Template)]
#[template(path = "admin/requests/merge.html")]
struct MergePage {
    layout: Layout,
    meta: Meta,
    frame: Frame,
    entity: Entity,
    /// What was typed for either.
    typed: [String; 2],
    /// Both, where both are there.
    sides: Vec<Beside>,
    /// What either says, field by field: what differs first.
    fields: Vec<FieldPair>,
    refused: Option<String>,
}

/// One of the two.
#[derive(Debug)]
struct Beside {
    side: Side,
    /// The other one's slug.
    other: String,
    href: String,
    /// Why it can't go.
    stays: Vec<&'static str>,
}

#[derive(Debug)]
struct FieldPair {
    name: String,
    values: [String; 2],
    is_same: bool,
}

fn entity(word: Option<&str>) -> Entity {
    word.and_then(Entity::from_param).unwrap_or(Entity::Executive)
}

/// The last part of an address, or what was typed instead.
fn slug(typed: &str) -> String {
    typed.trim().trim_end_matches('/').rsplit('/').next().unwrap_or_default().to_lowercase()
}

pub(super) async fn show(_: urls::AdminMerge, desk: Desk) -> Result<Response> {
    let entity = entity(desk.asked("what"));
    let typed = ["one", "other"].map(|name| slug(desk.asked(name).unwrap_or_default()));
    page(desk, entity, typed, None).await
}

async fn page(desk: Desk, entity: Entity, typed: [String; 2], refused: Option<String>) -> Result<Response> {
    let pool = &desk.site.pool;
    let mut refused = refused;
    let mut sides = Vec::new();
    let mut fields = Vec::new();
    if typed.iter().all(|slug| !slug.is_empty()) {
        for slug in &typed {
            match merging::side(pool, entity, slug, desk.now()).await? {
                Some(side) => sides.push(side),
                None if refused.is_none() => {
                    refused = Some(MergeError::NotFound { entity, slug: slug.clone() }.to_string());
                }
                None => {}
            }
        }
        if let [one, other] = sides.as_slice() {
            if one.id == other.id {
                refused = refused.or_else(|| Some(MergeError::Same.to_string()));
                sides.clear();
            } else {
                let said = [&one.slug, &other.slug];
                let [one, other] = [trace(pool, said[0]).await?, trace(pool, said[1]).await?];
                let of = |trace: Option<crate::ingestion::trace::Trace>| {
                    trace.map(|trace| trace.fields).unwrap_or_default()
                };
                fields = pairs(&of(one), &of(other));
            }
        } else {
            sides.clear();
        }
    }
    let slugs: Vec<String> = sides.iter().rev().map(|side: &Side| side.slug.clone()).collect();
    let sides = sides.into_iter().zip(slugs).map(|(side, other)| Beside {
        href: review::href(entity, &side.slug),
        stays: side.holds.iter().map(|held| why_not(held)).collect(),
        other,
        side,
    });
    let status = if refused.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = MergePage {
        meta: meta("Make two one"),
        frame: desk.frame(),
        layout: desk.layout,
        entity,
        sides: sides.collect(),
        typed,
        fields,
        refused,
    };
    Ok((status, Page::private(page)).into_response())
}

/// What either says; what differs first.
fn pairs(one: &[Field], other: &[Field]) -> Vec<FieldPair> {
    let said = |fields: &[Field], name: &str| {
        fields.iter().find(|field| field.name == name).map(|field| words(&field.value)).unwrap_or_default()
    };
    let mut names: Vec<&str> = one.iter().map(|field| field.name.as_str()).collect();
    names.extend(
        other
            .iter()
            .map(|field| field.name.as_str())
            .filter(|name| !one.iter().any(|field| field.name == *name)),
    );
    let pair = |name: &str| {
        let values = [said(one, name), said(other, name)];
        FieldPair { name: name.to_owned(), is_same: values[0] == values[1], values }
    };
    let mut pairs: Vec<FieldPair> = names.into_iter().map(pair).collect();
    pairs.sort_by_key(|pair| pair.is_same);
    pairs
}

pub(super) async fn decide(_: urls::AdminMerge, desk: Desk, sent: Sent) -> Result<Response> {
    let mut connection = desk.site.pool.acquire().await?;
    let catalog = desk.site.search.catalog(&desk.site.pool).await?;
    let (actor, now) = (desk.actor(), desk.now());
    match sent.get("do") {
        "merge" => {
            let entity = entity(Some(sent.get("what")));
            let two = Two { entity, kept: sent.get("keep"), lost: sent.get("lose") };
            let done = merging::merge(&mut connection, two, &catalog, actor, now).await;
            drop(connection);
            match done {
                Ok(_) => {
                    follow(&desk).await;
                    Ok(back(&review::href(entity, sent.get("keep")), "merged").into_response())
                }
                Err(MergeError::Database(error)) => Err(error.into()),
                Err(error) => {
                    let typed = [sent.get("keep").to_owned(), sent.get("lose").to_owned()];
                    page(desk, entity, typed, Some(error.to_string())).await
                }
            }
        }
        "unmerge" => {
            let number = sent.get("number").parse().map_err(|_| Error::NotFound)?;
            let done = merging::unmerge(&mut connection, number, &catalog, actor, now).await;
            drop(connection);
            match done {
                Ok(_) => {
                    follow(&desk).await;
                    Ok(back(&urls::AdminDuplicates, "unmerged").into_response())
                }
                Err(MergeError::Database(error)) => Err(error.into()),
                Err(error) => {
                    page(desk, Entity::Executive, Default::default(), Some(error.to_string())).await
                }
            }
        }
        _ => Err(Error::BadRequest("Press one of the buttons of the page.".into())),
    }
}
