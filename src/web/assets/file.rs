//! One file, ready to be sent.

use std::borrow::Cow;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;

use crate::web::CachePolicy;
use crate::web::compression::is_text_type;
use crate::web::encoding::Encoding;
use crate::web::etag;
use crate::web::packed::{Effort, Packed};

/// One file with its address.
pub struct File {
    /// `/static/` and the name.
    url: String,
    hash: String,
    content_type: String,
    packed: Packed,
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
        let content_type = content_type(name);
        let packed = if is_text_type(&content_type) {
            Packed::new(plain, Effort::Forever)
        } else {
            Packed::incompressible(plain)
        };
        Self {
            url: format!("{FOLDER}{}.{hash}.{}", stem.to_ascii_lowercase(), extension.to_ascii_lowercase()),
            hash,
            content_type,
            packed,
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
        self.packed.plain()
    }

    /// The answer, in the form that this request likes best.
    pub fn response(&self, request: &HeaderMap, policy: CachePolicy) -> Response {
        let (encoding, bytes) = self.packed.form(Encoding::preferred(request));
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
        for encoding in [Encoding::Brotli, Encoding::Zstandard, Encoding::Gzip] {
            self.packed.form(encoding);
        }
    }
}

fn content_type(name: &str) -> String {
    let guess = mime_guess::from_path(name).first_or_octet_stream();
    let is_text = guess.type_() == "text" || guess.subtype() == "javascript";
    if is_text { format!("{guess}; charset=utf-8") } else { guess.to_string() }
}
