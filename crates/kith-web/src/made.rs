//! Files that are made while they are sent.
//!
//! # Invariants
//! - No more than a few pieces are held, however long the file and however slow whoever takes it.
//! - What could not be made to its end breaks off: nobody takes half a file for a whole one.
//! - Whoever goes away, or takes longer than [`LONGEST`], ends it.

use std::fmt;
use std::io::{self, Write};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use axum::body::Body;
use bytes::Bytes;
use hyper::body::Frame;
use tokio::sync::mpsc;

/// How much is sent at once.
const PIECE: usize = 64 << 10;
/// How many pieces wait to be sent.
const PIECES: usize = 4;
/// How long a file may take in all.
const LONGEST: Duration = Duration::from_secs(15 * 60);

/// Writes a file into whatever it is given.
type Writes = dyn FnOnce(&mut dyn Write) -> io::Result<()> + Send;

/// What writes a file, on a thread where it may wait.
pub(crate) struct Make(Box<Writes>);

impl Make {
    pub(crate) fn new(make: impl FnOnce(&mut dyn Write) -> io::Result<()> + Send + 'static) -> Self {
        Self(Box::new(make))
    }

    /// Begins, and gives what is sent meanwhile. Called within the runtime.
    pub(crate) fn begin(self) -> Body {
        let (to, from) = mpsc::channel(PIECES);
        tokio::task::spawn_blocking(move || {
            let mut pipe = Pipe { to, held: Vec::with_capacity(PIECE), until: Instant::now() + LONGEST };
            let made = (self.0)(&mut pipe).and_then(|()| pipe.flush());
            if let Err(error) = made {
                tracing::debug!(error = %error, "a file that was being sent broke off");
                // Whoever has gone away is not told.
                drop(pipe.to.blocking_send(Err(error)));
            }
        });
        Body::new(Piped(from))
    }
}

impl fmt::Debug for Make {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Make")
    }
}

/// Where a file is written to.
struct Pipe {
    to: mpsc::Sender<io::Result<Bytes>>,
    held: Vec<u8>,
    until: Instant,
}

impl Write for Pipe {
    fn write(&mut self, part: &[u8]) -> io::Result<usize> {
        self.held.extend_from_slice(part);
        if self.held.len() >= PIECE {
            self.flush()?;
        }
        Ok(part.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.held.is_empty() {
            return Ok(());
        }
        if Instant::now() > self.until {
            return Err(io::ErrorKind::TimedOut.into());
        }
        let piece = std::mem::replace(&mut self.held, Vec::with_capacity(PIECE));
        self.to.blocking_send(Ok(piece.into())).map_err(|_| io::ErrorKind::BrokenPipe.into())
    }
}

/// What is sent.
struct Piped(mpsc::Receiver<io::Result<Bytes>>);

impl hyper::body::Body for Piped {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        self.0.poll_recv(context).map(|piece| piece.map(|piece| piece.map(Frame::data)))
    }
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt;

    use super::*;

    fn collected(make: Make) -> Option<usize> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async { make.begin().collect().await.ok().map(|all| all.to_bytes().len()) })
    }

    #[test]
    fn a_long_file_comes_whole_and_one_that_fails_breaks_off() {
        let line = [b'x'; 1000];
        let whole = move |out: &mut dyn Write| (0..1000).try_for_each(|_| out.write_all(&line));
        assert_eq!(collected(Make::new(whole)), Some(1_000_000));
        assert_eq!(collected(Make::new(|_| Ok(()))), Some(0));
        let half = move |out: &mut dyn Write| {
            out.write_all(&line)?;
            out.flush()?;
            Err(io::ErrorKind::Other.into())
        };
        assert_eq!(collected(Make::new(half)), None);
    }

    #[test]
    fn whoever_goes_away_ends_it() {
        let (tell, told) = std::sync::mpsc::channel();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let endless = move |out: &mut dyn Write| loop {
                if let Err(error) = out.write_all(&[b'x'; 1000]) {
                    tell.send(error.kind()).unwrap();
                    return Err(error);
                }
            };
            drop(Make::new(endless).begin());
        });
        assert_eq!(told.recv().unwrap(), io::ErrorKind::BrokenPipe);
    }
}
