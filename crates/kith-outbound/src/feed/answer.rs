//! Taking an answer's body in, however it is packed and however long it goes on.

use std::io::Write;

use flate2::write::GzDecoder;
use http::header;
use http_body_util::BodyExt;
use hyper::Response;
use hyper::body::Incoming;

/// A place for at most so many bytes.
struct Bounded {
    bytes: Vec<u8>,
    most: usize,
}

impl Write for Bounded {
    fn write(&mut self, part: &[u8]) -> std::io::Result<usize> {
        if self.bytes.len().saturating_add(part.len()) > self.most {
            return Err(std::io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend_from_slice(part);
        Ok(part.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

enum Sink {
    Plain(Bounded),
    Packed(Box<GzDecoder<Bounded>>),
}

/// The whole body, of at most `most` bytes as sent and as unpacked.
pub(super) async fn body(response: Response<Incoming>, most: usize) -> Result<Vec<u8>, String> {
    let large = || format!("the answer is larger than {} MiB", most >> 20);
    let length = response.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    if length.and_then(|length| length.parse::<u64>().ok()).is_some_and(|length| length > most as u64) {
        return Err(large());
    }
    let empty = Bounded { bytes: Vec::new(), most };
    let packing = response.headers().get(header::CONTENT_ENCODING).map(header::HeaderValue::as_bytes);
    let mut sink = match packing {
        None | Some(b"" | b"identity") => Sink::Plain(empty),
        Some(b"gzip" | b"x-gzip") => Sink::Packed(Box::new(GzDecoder::new(empty))),
        Some(_) => return Err("the answer is packed in a way that was not asked for".to_owned()),
    };
    let mut body = response.into_body();
    let mut sent = 0usize;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| "the answer broke off before its end".to_owned())?;
        let Some(part) = frame.data_ref() else { continue };
        sent = sent.saturating_add(part.len());
        if sent > most {
            return Err(large());
        }
        let written = match &mut sink {
            Sink::Plain(plain) => plain.write_all(part),
            Sink::Packed(packed) => packed.write_all(part),
        };
        written.map_err(|error| why(&error, large()))?;
    }
    match sink {
        Sink::Plain(plain) => Ok(plain.bytes),
        Sink::Packed(packed) => packed.finish().map(|whole| whole.bytes).map_err(|error| why(&error, large())),
    }
}

fn why(error: &std::io::Error, large: String) -> String {
    if error.kind() == std::io::ErrorKind::FileTooLarge { large } else { "the answer could not be unpacked".to_owned() }
}
