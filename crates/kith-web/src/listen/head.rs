//! Whether the head of a request can be believed: whatever two servers could read differently is refused.
//!
//! hyper forgives some of it (a bare LF, a length beside `chunked`, a request without a host), and a proxy in front
//! may read it another way than we do; that is how one request is smuggled inside another.

/// Why a head is not believed; put on the request, so that it is answered with a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Malformed(pub(crate) &'static str);

/// How much body follows a head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Length {
    /// This many bytes; none when none is named.
    Bytes(u64),
    /// In chunks, until the client says so.
    Chunked,
}

/// What a head says, when it was read whole.
pub(super) fn judge(head: &[u8]) -> (Length, Option<Malformed>) {
    let mut found = Found::default();
    let mut lines = head.split_inclusive(|byte| *byte == b'\n');
    let is_11 = lines.next().is_some_and(|line| {
        found.line_end(line);
        line.trim_ascii_end().ends_with(b"HTTP/1.1")
    });
    for line in lines {
        found.line_end(line);
        found.field(line);
    }
    let wrong = if found.bare {
        Some("The lines of the request do not end as HTTP asks.")
    } else if found.folded {
        Some("A header of the request is folded over several lines.")
    } else if found.lengths > 1 || (found.lengths > 0 && found.encodings > 0) || found.encodings > 1 {
        Some("The request says more than once how long it is.")
    } else if found.unknown_encoding {
        Some("The request is packed in a way that is not taken here.")
    } else if found.hosts > 1 {
        Some("The request names more than one host.")
    } else if is_11 && (found.hosts == 0 || found.empty_host) {
        Some("The request names no host.")
    } else {
        None
    };
    let length = if found.encodings > 0 { Length::Chunked } else { Length::Bytes(found.length) };
    (length, wrong.map(Malformed))
}

#[derive(Default)]
struct Found {
    bare: bool,
    folded: bool,
    lengths: usize,
    length: u64,
    encodings: usize,
    unknown_encoding: bool,
    hosts: usize,
    empty_host: bool,
}

impl Found {
    /// Every line ends in CR LF, and neither stands anywhere else.
    fn line_end(&mut self, line: &[u8]) {
        let inner = line.strip_suffix(b"\r\n").unwrap_or_else(|| {
            self.bare = true;
            line
        });
        self.bare |= inner.contains(&b'\r');
    }

    fn field(&mut self, line: &[u8]) {
        self.folded |= matches!(line.first(), Some(b' ' | b'\t'));
        let Some(colon) = line.iter().position(|byte| *byte == b':') else { return };
        let (name, value) = line.split_at(colon);
        let value = value.get(1..).unwrap_or_default().trim_ascii();
        match name.trim_ascii() {
            name if name.eq_ignore_ascii_case(b"content-length") => {
                self.lengths += 1;
                self.length = std::str::from_utf8(value).ok().and_then(|text| text.parse().ok()).unwrap_or_default();
            }
            name if name.eq_ignore_ascii_case(b"transfer-encoding") => {
                self.encodings += 1;
                self.unknown_encoding |= !value.eq_ignore_ascii_case(b"chunked");
            }
            name if name.eq_ignore_ascii_case(b"host") => {
                self.hosts += 1;
                self.empty_host |= value.is_empty();
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(head: &str) -> Option<&'static str> {
        judge(head.as_bytes()).1.map(|wrong| wrong.0)
    }

    #[test]
    fn a_head_that_can_be_read_in_one_way_is_believed() {
        for (head, length) in [
            ("GET / HTTP/1.1\r\nHost: a\r\n\r\n", Length::Bytes(0)),
            ("GET / HTTP/1.0\r\n\r\n", Length::Bytes(0)),
            ("POST / HTTP/1.1\r\nhost: a\r\nContent-Length: 12\r\n\r\n", Length::Bytes(12)),
            ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", Length::Chunked),
        ] {
            assert_eq!(judge(head.as_bytes()), (length, None), "{head:?}");
        }
    }

    #[test]
    fn a_head_that_two_servers_could_read_differently_is_refused() {
        for (head, said) in [
            ("GET / HTTP/1.1\nHost: a\r\n\r\n", "do not end"),
            ("GET / HTTP/1.1\r\nHost: a\r\n\n", "do not end"),
            ("GET / HTTP/1.1\r\nHost: a\rX: b\r\n\r\n", "do not end"),
            ("GET / HTTP/1.1\r\nHost: a\r\nX: b\r\n c\r\n\r\n", "folded"),
            ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\ncontent-length: 1\r\n\r\n", "how long"),
            ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", "how long"),
            ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: x\r\nTransfer-Encoding: chunked\r\n\r\n", "how long"),
            ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n", "packed"),
            ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", "packed"),
            ("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "more than one host"),
            ("GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n", "more than one host"),
            ("GET / HTTP/1.1\r\n\r\n", "no host"),
            ("GET / HTTP/1.1\r\nHost: \r\n\r\n", "no host"),
            ("GET http://a/ HTTP/1.1\r\n\r\n", "no host"),
        ] {
            assert!(wrong(head).is_some_and(|wrong| wrong.contains(said)), "{head:?}: {:?}", wrong(head));
        }
    }
}
