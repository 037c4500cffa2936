//! A plain HTTP client: one connection for each request, and nothing between us and the bytes.

use std::io::{Error, ErrorKind, Read, Result, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// How long an answer may take before the test fails.
const PATIENCE: Duration = Duration::from_secs(30);

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    head: String,
    pub(crate) body: String,
}

impl Answer {
    /// The values of a header.
    pub(crate) fn header<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.head.lines().filter_map(move |line| {
            let (found, value) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then_some(value.trim())
        })
    }
}

/// Fetches a page.
pub(crate) fn get(at: SocketAddr, path: &str, cookie: &str) -> Result<Answer> {
    exchange(at, &format!("GET {path} HTTP/1.1\r\n{}", head(at, cookie)), "")
}

/// Sends a form, as a browser does from a page of the same site.
pub(crate) fn post(at: SocketAddr, path: &str, cookie: &str, fields: &[(String, String)]) -> Result<Answer> {
    let body: Vec<String> =
        fields.iter().map(|(name, value)| format!("{}={}", escaped(name), escaped(value))).collect();
    let body = body.join("&");
    let head = format!(
        "POST {path} HTTP/1.1\r\n{}Origin: http://{at}\r\nSec-Fetch-Site: same-origin\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n",
        head(at, cookie),
        body.len()
    );
    exchange(at, &head, &body)
}

fn head(at: SocketAddr, cookie: &str) -> String {
    let cookie = if cookie.is_empty() { String::new() } else { format!("Cookie: {cookie}\r\n") };
    format!("Host: {at}\r\nConnection: close\r\n{cookie}")
}

fn exchange(at: SocketAddr, head: &str, body: &str) -> Result<Answer> {
    let mut stream = TcpStream::connect(at)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.write_all(format!("{head}\r\n{body}").as_bytes())?;
    let mut bytes = Vec::new();
    let read = stream.read_to_end(&mut bytes);
    let text = String::from_utf8_lossy(&bytes).into_owned();
    // Only a head that came whole is an answer; what broke off is none.
    let Some((head, body)) = text.split_once("\r\n\r\n") else {
        return Err(read.err().unwrap_or_else(|| ErrorKind::UnexpectedEof.into()));
    };
    let status = head.split_whitespace().nth(1).and_then(|status| status.parse().ok());
    let status = status.ok_or_else(|| Error::new(ErrorKind::InvalidData, "no status"))?;
    Ok(Answer { status, head: head.to_owned(), body: body.to_owned() })
}

fn escaped(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        })
        .collect()
}

/// The hidden fields of the forms of a page that lead to an address: one list for each form, with the text of the form.
pub(crate) fn forms(page: &str, action: &str) -> Vec<(Vec<(String, String)>, String)> {
    let wanted = format!("action=\"{action}\"");
    page.split("<form")
        .skip(1)
        .filter(|form| form.split('>').next().is_some_and(|tag| tag.contains(&wanted)))
        .map(form)
        .collect()
}

fn form(text: &str) -> (Vec<(String, String)>, String) {
    let text = text.split("</form>").next().unwrap_or_default();
    let hidden = text.split("<input").skip(1).filter_map(|input| {
        let tag = input.split('>').next()?;
        (attribute(tag, "type")? == "hidden").then_some(())?;
        Some((attribute(tag, "name")?, attribute(tag, "value").unwrap_or_default()))
    });
    (hidden.collect(), text.to_owned())
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    let value = rest.split('"').next()?;
    Some(
        value
            .replace("&quot;", "\"")
            .replace("&#39;", "'")
            .replace("&#x27;", "'")
            .replace("&lt;", "<")
            .replace("&amp;", "&"),
    )
}
