//! One request at a time, over a connection of its own: enough to wait for a server and to keep what it answers.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use url::form_urlencoded;

use crate::Result;

/// An answer, whole.
#[derive(Debug)]
pub struct Answer {
    /// Its status.
    pub status: u16,
    /// Header lines as they came.
    head: String,
    /// Its bytes, still compressed where they were.
    pub body: Vec<u8>,
}

impl Answer {
    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (known, value) = line.split_once(':')?;
            known.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    /// Whether these words stand in it.
    pub fn says(&self, words: &str) -> bool {
        String::from_utf8_lossy(&self.body).contains(words)
    }
}

/// Asks for a path. `headers` are lines that end in `\r\n`.
pub async fn get(address: &str, path: &str, headers: &str) -> Result<Answer> {
    ask(address, &format!("GET {path} HTTP/1.1\r\nHost: {address}\r\n{headers}Connection: close\r\n\r\n"))
        .await
}

/// Sends JSON.
pub async fn post(address: &str, path: &str, headers: &str, body: &str) -> Result<Answer> {
    send(address, path, &format!("{headers}Content-Type: application/json\r\n"), body).await
}

/// Sends a form.
pub async fn post_form(address: &str, path: &str, headers: &str, fields: &[(&str, &str)]) -> Result<Answer> {
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    send(address, path, &format!("{headers}Content-Type: application/x-www-form-urlencoded\r\n"), &body).await
}

async fn send(address: &str, path: &str, headers: &str, body: &str) -> Result<Answer> {
    let length = body.len();
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: {address}\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n"
    );
    ask(address, &(head + body)).await
}

async fn ask(address: &str, request: &str) -> Result<Answer> {
    let mut stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    stream.write_all(request.as_bytes()).await?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await?;
    let end = bytes
        .windows(4)
        .position(|four| four == b"\r\n\r\n")
        .ok_or("an answer without an end of its head")?;
    let body = bytes.split_off(end + 4);
    let head = String::from_utf8_lossy(&bytes).into_owned();
    let status =
        head.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or("an answer without a status")?;
    let mut answer = Answer { status, head, body };
    if answer.header("transfer-encoding") == Some("chunked") {
        answer.body = without_chunks(&answer.body)?;
    }
    Ok(answer)
}

fn without_chunks(mut bytes: &[u8]) -> Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let end = bytes.windows(2).position(|two| two == b"\r\n").ok_or("a chunk without a length")?;
        let length = usize::from_str_radix(std::str::from_utf8(&bytes[..end])?, 16)?;
        let chunk = bytes.get(end + 2..end + 2 + length).ok_or("a chunk that is cut off")?;
        if length == 0 {
            return Ok(body);
        }
        body.extend_from_slice(chunk);
        bytes = &bytes[end + length + 4..];
    }
}
