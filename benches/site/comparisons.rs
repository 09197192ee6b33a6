//! The two servers that the program is compared with.
//!
//! `minimal` answers the bytes of files, with hyper and nothing else: what HTTP itself costs. `point` is the site's own
//! server and shell around the cheapest page there can be, made of one row found by its key: `P`, the unit in which the
//! cost of uncached pages is told.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{FromRef, Path, State};
use axum::routing::get;
use bytes::Bytes;
use http_body_util::Full;
use hyper::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderValue};
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use quarterdeck::clock::Clock;
use quarterdeck::config::{Limits, PublicOrigin};
use quarterdeck::error::{Error, Result as PageResult};
use quarterdeck::web::metrics::Requests;
use quarterdeck::web::page::{Layout, Meta, Page};
use quarterdeck::web::pages::{Changes, Pages};
use quarterdeck::web::{self, Shell, Views};
use quarterdeck::{database, server};
use sqlx::PgPool;
use tokio::net::TcpListener;

use crate::Result;

/// Answers each path with the bytes of the file of that name in a folder; what ends with `.br` is said to be compressed.
pub async fn minimal(address: SocketAddr, folder: PathBuf) -> Result {
    let mut files = HashMap::new();
    for file in std::fs::read_dir(folder)? {
        let path = file?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        files.insert(format!("/{name}"), Bytes::from(std::fs::read(&path)?));
    }
    let files = Arc::new(files);
    let listener = TcpListener::bind(address).await?;
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let files = files.clone();
        tokio::spawn(async move {
            let answer = service_fn(|request: Request<hyper::body::Incoming>| {
                let path = request.uri().path();
                let bytes = files.get(path).cloned().unwrap_or_default();
                let mut response = Response::new(Full::new(bytes));
                let headers = response.headers_mut();
                headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
                if path.rsplit_once('.').is_some_and(|(_, kind)| kind == "br") {
                    headers.insert(CONTENT_ENCODING, HeaderValue::from_static("br"));
                }
                async move { Ok::<_, std::convert::Infallible>(response) }
            });
            let _ = hyper::server::conn::http1::Builder::new()
                .serve_connection(TokioIo::new(stream), answer)
                .await;
        });
    }
}

#[derive(Clone, FromRef)]
struct PointState {
    pool: PgPool,
    clock: Clock,
    origin: PublicOrigin,
}

#[derive(Template)]
#[template(
    source = r#"{% extends "base.html" %}{% block content %}<h1>{{ name }}</h1><p>{{ headline }}</p>{% endblock %}"#,
    ext = "html"
)]
struct PointPage {
    layout: Layout,
    meta: Meta,
    name: String,
    headline: String,
}

/// Serves `/{slug}`: a person's name and headline.
pub async fn point(address: SocketAddr, database: String) -> Result {
    let origin: PublicOrigin = format!("http://{address}").parse()?;
    let state = PointState {
        pool: database::pool_for_requests(&database, 16)?,
        clock: Clock::system(),
        origin: origin.clone(),
    };
    // Nothing is kept: each page is asked of the database.
    let limits = Limits { page_bytes: 0, ..Limits::default() };
    let shell = Shell {
        requests: Requests::default(),
        views: Views::default(),
        origin,
        limits,
        pages: Pages::new(&limits, Changes::default(), Clock::system()),
        error_page: Arc::new(|page| page.title.to_owned()),
    };
    let router = web::shell(Router::new().route("/{slug}", get(point_page)).with_state(state), shell);
    server::serve(TcpListener::bind(address).await?, router, limits, std::future::pending()).await;
    Ok(())
}

async fn point_page(
    Path(slug): Path<String>,
    layout: Layout,
    State(pool): State<PgPool>,
) -> PageResult<Page<PointPage>> {
    let row: Option<(String, String)> =
        sqlx::query_as("select full_name, headline from executives e where slug = $1 and e.is_public")
            .bind(&slug)
            .fetch_optional(&pool)
            .await?;
    let (name, headline) = row.ok_or(Error::NotFound)?;
    let meta = Meta::new(name.clone(), headline.clone(), layout.absolute(&layout.path));
    Ok(Page::new(PointPage { layout, meta, name, headline }))
}
