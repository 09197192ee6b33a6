//! The addresses of static files.

/// The address under which the static file `name` is served.
pub fn url(name: &str) -> String {
    format!("/static/{name}")
}
