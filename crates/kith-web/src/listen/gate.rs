//! The stream of a connection as hyper sees it: a head at a time, and no more than the body that was announced.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Instant;

use super::turn::Turn;

/// Bytes that are read at once.
const PIECE: usize = 8 * 1024;

/// A guarded stream.
pub(super) struct Gate<S> {
    stream: S,
    turn: Arc<Turn>,
    /// What came and was not given on yet: more of a request than may be seen now.
    held: Vec<u8>,
}

impl<S> Gate<S> {
    pub(super) fn new(stream: S, turn: Arc<Turn>) -> Self {
        Self { stream, turn, held: Vec::new() }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Gate<S> {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = &mut *self;
        loop {
            if !this.turn.may_read(context.waker()) {
                return Poll::Pending;
            }
            if this.held.is_empty() {
                let mut piece = [0; PIECE];
                let mut read = ReadBuf::new(&mut piece);
                ready!(Pin::new(&mut this.stream).poll_read(context, &mut read))?;
                if read.filled().is_empty() {
                    return Poll::Ready(Ok(()));
                }
                this.held.extend_from_slice(read.filled());
            }
            let seen = this.held.len().min(into.remaining());
            let Some(pass) = this.turn.pass(this.held.get(..seen).unwrap_or_default(), Instant::now()) else {
                continue;
            };
            into.put_slice(this.held.get(pass.skip..pass.skip + pass.give).unwrap_or_default());
            this.held.drain(..pass.skip + pass.give);
            if this.held.is_empty() {
                this.held = Vec::new();
            }
            if pass.give > 0 {
                return Poll::Ready(Ok(()));
            }
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Gate<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.wrote(polled)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.stream).poll_write_vectored(context, pieces);
        self.wrote(polled)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let polled = Pin::new(&mut self.stream).poll_flush(context);
        match &polled {
            Poll::Ready(Ok(())) => self.turn.unstuck(),
            Poll::Pending => self.turn.stuck(Instant::now()),
            Poll::Ready(Err(_)) => {}
        }
        polled
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

impl<S> Gate<S> {
    fn wrote(&self, polled: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        match &polled {
            Poll::Ready(Ok(bytes)) => self.turn.took(*bytes),
            Poll::Pending => self.turn.stuck(Instant::now()),
            Poll::Ready(Err(_)) => {}
        }
        polled
    }
}
