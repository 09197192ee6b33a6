//! One file, ready to be sent.

use std::borrow::Cow;
use std::io::Write;
use std::sync::OnceLock;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use brotli::enc::BrotliEncoderParams;
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::web::CachePolicy;
use crate::web::compression::is_text_type;
use crate::web::encoding::Encoding;
use crate::web::etag;

/// One file with its address, and its compressed forms once somebody asked for them.
pub struct File {
    /// `/static/` and the name.
    url: String,
    hash: String,
    content_type: String,
    plain: Bytes,
    brotli: OnceLock<Option<Bytes>>,
    gzip: OnceLock<Option<Bytes>>,
}

const FOLDER: &str = "/static/";

impl File {
    pub(super) fn new(place: &str, bytes: Cow<'static, [u8]>) -> Self {
        let hash = etag::hash(&bytes)[..12].to_owned();
        let name = place.rsplit('/').next().unwrap_or(place);
        let (stem, extension) = name.rsplit_once('.').unwrap_or((name, "bin"));
        let plain = match bytes {
            Cow::Borrowed(bytes) => Bytes::from_static(bytes),
            Cow::Owned(bytes) => Bytes::from(bytes),
        };
        Self {
            url: format!("{FOLDER}{}.{hash}.{}", stem.to_ascii_lowercase(), extension.to_ascii_lowercase()),
            hash,
            content_type: content_type(name),
            plain,
            brotli: OnceLock::new(),
            gzip: OnceLock::new(),
        }
    }

    /// Its address.
    pub fn url(&self) -> &str {
        &self.url
    }

    pub(super) fn name(&self) -> &str {
        &self.url[FOLDER.len()..]
    }

    /// Its content.
    pub fn bytes(&self) -> &[u8] {
        &self.plain
    }

    /// The answer, in the form that this request likes best.
    pub fn response(&self, request: &HeaderMap, policy: CachePolicy) -> Response {
        let preferred = Encoding::preferred(request);
        let (encoding, bytes) = match preferred {
            Encoding::Brotli => (preferred, self.brotli()),
            Encoding::Gzip => (preferred, self.gzip()),
            Encoding::Identity => (preferred, None),
        };
        let (encoding, bytes) = bytes.map_or((Encoding::Identity, &self.plain), |bytes| (encoding, bytes));
        let mut response = (policy, Body::from(bytes.clone())).into_response();
        let headers = response.headers_mut();
        if let Ok(content_type) = HeaderValue::from_str(&self.content_type) {
            headers.insert(header::CONTENT_TYPE, content_type);
        }
        if encoding != Encoding::Identity {
            headers.insert(header::CONTENT_ENCODING, encoding.name());
        }
        etag::insert(headers, &self.hash, encoding == Encoding::Identity);
        response
    }

    /// Makes the compressed forms.
    pub(super) fn compress(&self) {
        self.brotli();
        self.gzip();
    }

    fn brotli(&self) -> Option<&Bytes> {
        let make = || {
            let mut bytes = Vec::new();
            let parameters = BrotliEncoderParams { quality: 11, lgwin: 22, ..BrotliEncoderParams::default() };
            brotli::BrotliCompress(&mut &*self.plain, &mut bytes, &parameters).ok()?;
            self.if_smaller(bytes)
        };
        self.brotli.get_or_init(make).as_ref()
    }

    fn gzip(&self) -> Option<&Bytes> {
        let make = || {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
            encoder.write_all(&self.plain).ok()?;
            self.if_smaller(encoder.finish().ok()?)
        };
        self.gzip.get_or_init(make).as_ref()
    }

    /// Pictures and fonts are compressed already.
    fn if_smaller(&self, bytes: Vec<u8>) -> Option<Bytes> {
        (is_text_type(&self.content_type) && bytes.len() < self.plain.len()).then(|| bytes.into())
    }
}

fn content_type(name: &str) -> String {
    let guess = mime_guess::from_path(name).first_or_octet_stream();
    let is_text = guess.type_() == "text" || guess.subtype() == "javascript";
    if is_text { format!("{guess}; charset=utf-8") } else { guess.to_string() }
}
