//! Several calls in one request, as Google's interfaces take them: `multipart/mixed`, each part an HTTP message.

use std::fmt::Write;

/// What stands between the parts.
const BOUNDARY: &str = "quarterdeck-notice";

/// A request's content type and body: a POST of each JSON text to this path.
pub fn write(path: &str, bodies: &[String]) -> (String, String) {
    let mut text = String::new();
    for (number, body) in bodies.iter().enumerate() {
        let _ = write!(
            text,
            "--{BOUNDARY}\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\
             Content-ID: <item-{number}>\r\n\r\n\
             POST {path}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}\r\n",
            body.len()
        );
    }
    let _ = write!(text, "--{BOUNDARY}--\r\n");
    (format!("multipart/mixed; boundary={BOUNDARY}"), text)
}

/// The status of each call, by the parts' ids; nothing where the answer has none for it.
pub fn read(content_type: &str, body: &str, calls: usize) -> Vec<Option<u16>> {
    let mut statuses = vec![None; calls];
    let Some((_, rest)) = content_type.split_once("boundary=") else { return statuses };
    let boundary = rest.split(';').next().unwrap_or_default().trim().trim_matches('"');
    if boundary.is_empty() {
        return statuses;
    }
    for part in body.split(&format!("--{boundary}")).skip(1) {
        let mut number = None;
        let mut status = None;
        for line in part.lines() {
            let lower = line.to_ascii_lowercase();
            if let Some(id) = lower.strip_prefix("content-id:") {
                number =
                    id.rsplit_once("item-").and_then(|(_, n)| n.trim().trim_end_matches('>').parse().ok());
            } else if lower.starts_with("http/") {
                status = line.split_whitespace().nth(1).and_then(|word| word.parse().ok());
                break;
            }
        }
        if let Some(place) = number.and_then(|number: usize| statuses.get_mut(number)) {
            *place = status;
        }
    }
    statuses
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_call_is_a_message_of_its_own() {
        let (content_type, body) = write("/v3/x:publish", &["{\"a\":1}".into(), "{}".into()]);
        assert_eq!(content_type, "multipart/mixed; boundary=quarterdeck-notice");
        assert_eq!(body.matches("POST /v3/x:publish\r\n").count(), 2, "{body}");
        assert!(body.contains("<item-1>") && body.ends_with("--quarterdeck-notice--\r\n"), "{body}");
        assert!(body.contains("Content-Length: 7\r\n\r\n{\"a\":1}\r\n"), "{body}");
    }

    #[test]
    fn answers_are_found_by_their_ids_in_any_order() {
        let body = "--b1\r\nContent-Type: application/http\r\nContent-ID: <response-item-2>\r\n\r\n\
                    HTTP/1.1 429 Too Many Requests\r\n\r\n{}\r\n\
                    --b1\r\nContent-ID: response-item-0\r\n\r\nHTTP/1.1 200 OK\r\n\r\nHTTP/1.1 500 in the body\r\n--b1--\r\n";
        assert_eq!(read("multipart/mixed; boundary=\"b1\"", body, 4), [Some(200), None, Some(429), None]);
        assert_eq!(read("text/html", body, 1), [None]);
        assert_eq!(
            read("multipart/mixed; boundary=b1", "--b1 Content-ID: <item-9>\r\nHTTP/1.1 200", 1),
            [None]
        );
    }
}
