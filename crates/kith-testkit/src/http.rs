//! A plain HTTP client with nothing between us and the bytes: a connection for each request, or one that is kept.

use std::io::{BufRead, BufReader, Error, ErrorKind, Read, Result, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// How long an answer may take before the test fails.
const PATIENCE: Duration = Duration::from_secs(30);

/// An answer.
#[derive(Debug)]
pub struct Answer {
    /// The status, as 303.
    pub status: u16,
    head: String,
    /// What followed the head.
    pub body: String,
}

impl Answer {
    /// The values of a header.
    pub fn header<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.head.lines().filter_map(move |line| {
            let (found, value) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then_some(value.trim())
        })
    }
}

/// Fetches a page.
///
/// # Errors
/// When no whole answer comes within half a minute.
pub fn get(at: SocketAddr, path: &str, cookie: &str) -> Result<Answer> {
    exchange(at, &format!("GET {path} HTTP/1.1\r\n{}Connection: close\r\n", head(at, cookie)), "")
}

/// Sends a form, as a browser does from a page of the same site.
///
/// # Errors
/// As [`get`].
pub fn post(at: SocketAddr, path: &str, cookie: &str, fields: &[(String, String)]) -> Result<Answer> {
    let body = encoded(fields);
    exchange(at, &format!("{}Connection: close\r\n", posting(at, path, cookie, &body)), &body)
}

/// A connection that is kept, as a browser keeps it.
#[derive(Debug)]
pub struct Wire {
    at: SocketAddr,
    stream: BufReader<TcpStream>,
}

impl Wire {
    /// Connects.
    ///
    /// # Errors
    /// When nobody listens there.
    pub fn open(at: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(at)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_nodelay(true)?;
        Ok(Self { at, stream: BufReader::with_capacity(64 * 1024, stream) })
    }

    /// Fetches a page.
    ///
    /// # Errors
    /// When no whole answer comes within half a minute, or one without its length.
    pub fn get(&mut self, path: &str, cookie: &str) -> Result<Answer> {
        self.exchange(&format!("GET {path} HTTP/1.1\r\n{}\r\n", head(self.at, cookie)))
    }

    /// Sends a form, as a browser does from a page of the same site.
    ///
    /// # Errors
    /// As [`Wire::get`].
    pub fn post(&mut self, path: &str, cookie: &str, fields: &[(String, String)]) -> Result<Answer> {
        let body = encoded(fields);
        self.exchange(&format!("{}\r\n{body}", posting(self.at, path, cookie, &body)))
    }

    fn exchange(&mut self, request: &str) -> Result<Answer> {
        self.stream.get_mut().write_all(request.as_bytes())?;
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            if self.stream.read_line(&mut head)? == 0 {
                return Err(ErrorKind::UnexpectedEof.into());
            }
        }
        let mut answer = Answer { status: status(&head)?, head, body: String::new() };
        let length = answer.header("content-length").next().and_then(|length| length.parse().ok());
        let length: usize = length.ok_or_else(|| Error::new(ErrorKind::InvalidData, "an answer without its length"))?;
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body)?;
        answer.body = String::from_utf8_lossy(&body).into_owned();
        Ok(answer)
    }
}

fn encoded(fields: &[(String, String)]) -> String {
    let pairs: Vec<String> =
        fields.iter().map(|(name, value)| format!("{}={}", escaped(name), escaped(value))).collect();
    pairs.join("&")
}

fn posting(at: SocketAddr, path: &str, cookie: &str, body: &str) -> String {
    format!(
        "POST {path} HTTP/1.1\r\n{}Origin: http://{at}\r\nSec-Fetch-Site: same-origin\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n",
        head(at, cookie),
        body.len()
    )
}

fn head(at: SocketAddr, cookie: &str) -> String {
    let cookie = if cookie.is_empty() { String::new() } else { format!("Cookie: {cookie}\r\n") };
    format!("Host: {at}\r\n{cookie}")
}

fn status(head: &str) -> Result<u16> {
    let status = head.split_whitespace().nth(1).and_then(|status| status.parse().ok());
    status.ok_or_else(|| Error::new(ErrorKind::InvalidData, "no status"))
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
    Ok(Answer { status: status(head)?, head: head.to_owned(), body: body.to_owned() })
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
#[must_use]
pub fn forms(page: &str, action: &str) -> Vec<(Vec<(String, String)>, String)> {
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
