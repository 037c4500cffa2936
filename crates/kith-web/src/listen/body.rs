//! Bodies: a request's must keep its pace, and the end of an answer's is when the connection waits again.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use hyper::body::{Body, Frame, Incoming, SizeHint};
use tokio::time::{Instant, Sleep};

use super::limits::Limits;
use super::turn::Turn;

/// The body came more slowly than is waited for.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("the body came too slowly")]
pub(crate) struct TooSlow;

/// A request's body, bounded in time: so many bytes a second after a moment of grace, and a minute in all.
pub(super) struct Paced {
    body: Incoming,
    limits: Limits,
    begun: Instant,
    received: u64,
    sleep: Pin<Box<Sleep>>,
}

impl Paced {
    pub(super) fn new(body: Incoming, limits: Limits) -> Self {
        let begun = Instant::now();
        Self { body, limits, begun, received: 0, sleep: Box::pin(tokio::time::sleep_until(begun)) }
    }
}

/// How long a body may take that brought so many bytes.
fn allowed(limits: &Limits, received: u64) -> std::time::Duration {
    (limits.body_grace + limits.earned(received)).min(limits.body)
}

impl Body for Paced {
    type Data = Bytes;
    type Error = axum::BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::BoxError>>> {
        match Pin::new(&mut self.body).poll_frame(context) {
            Poll::Ready(Some(Ok(frame))) => {
                self.received += frame.data_ref().map_or(0, |data| data.len() as u64);
                if self.begun.elapsed() > self.limits.body {
                    return Poll::Ready(Some(Err(TooSlow.into())));
                }
                Poll::Ready(Some(Ok(frame)))
            }
            Poll::Ready(Some(Err(error))) => Poll::Ready(Some(Err(error.into()))),
            Poll::Ready(None) => Poll::Ready(None),
            Poll::Pending => {
                let deadline = self.begun + allowed(&self.limits, self.received);
                if self.sleep.deadline() != deadline {
                    self.sleep.as_mut().reset(deadline);
                }
                match self.sleep.as_mut().poll(context) {
                    Poll::Ready(()) => Poll::Ready(Some(Err(TooSlow.into()))),
                    Poll::Pending => Poll::Pending,
                }
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// An answer's body, which tells the connection when it was given.
pub(super) struct Told {
    pub(super) body: axum::body::Body,
    pub(super) turn: Arc<Turn>,
}

impl Body for Told {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Told {
    fn drop(&mut self) {
        self.turn.answered();
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn bytes_earn_time_up_to_a_minute() {
        let seconds = |received| allowed(&Limits::USUAL, received).as_secs();
        assert_eq!((seconds(0), seconds(9), seconds(1024), seconds(1024 * 20)), (10, 10, 11, 30));
        assert_eq!(allowed(&Limits::USUAL, u64::from(u32::MAX)), Duration::from_secs(60));
    }
}
