//! Listening: one process, HTTP/1.1, limits on everything a client can make last or grow.
//!
//! hyper reads and writes the messages; this room decides how long each part may take and whether a head can be
//! believed (`docs/adr/0018-guard-connections-ourselves.md`). A connection is
//! dropped without a word when its client is silent; a request that can be answered is.

mod attend;
mod body;
mod gate;
mod head;
mod limits;
mod places;
mod turn;

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use kith_app::App;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, watch};

use crate::site::Settings;

pub(crate) use body::TooSlow;
pub(crate) use head::Malformed;
pub use limits::Limits;
use places::{Asked, Places};
use turn::Turn;

/// How long to breathe after a connection could not be accepted.
const BREATH: Duration = Duration::from_millis(50);

/// Serves until `stop` is done, then lets what is under way finish. `ready` is told the address.
///
/// # Errors
/// When the address cannot be listened on.
pub async fn serve(
    app: App,
    settings: Settings,
    ready: impl FnOnce(SocketAddr) + Send,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    serve_within(app, settings, Limits::USUAL, ready, stop).await
}

/// [`serve`] with other limits, for tests that cannot wait a minute.
///
/// # Errors
/// As [`serve`].
#[doc(hidden)]
pub async fn serve_within(
    app: App,
    mut settings: Settings,
    limits: Limits,
    ready: impl FnOnce(SocketAddr) + Send,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let listener = TcpListener::bind(settings.listen).await?;
    let address = listener.local_addr()?;
    settings.listen = address;
    let router = crate::router::router_within(app, settings, limits);
    ready(address);
    let places = Places::new(limits::connections(limits.connections));
    let (stopping, stops) = watch::channel(false);
    // Every connection holds one; when the last is gone, so is every answer.
    let (alive, mut gone) = mpsc::channel::<()>(1);
    tokio::pin!(stop);
    'all: loop {
        let (stream, peer) = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    // Out of file descriptors, most likely: whoever waits longest makes room.
                    tracing::warn!(error = %error, "a connection could not be accepted");
                    places.evict();
                    tokio::time::sleep(BREATH).await;
                    continue;
                }
            },
            () = &mut stop => break,
        };
        let turn = Arc::new(Turn::begin(limits));
        let place = loop {
            match places.take(&turn) {
                Asked::Place(place) => break Some(place),
                Asked::Never => break None,
                // Whoever comes after waits in the system's queue.
                Asked::Soon(then) => tokio::select! {
                    () = places.left() => {}
                    () = tokio::time::sleep_until(then) => {}
                    () = &mut stop => break 'all,
                },
            }
        };
        let Some(place) = place else {
            refuse(stream);
            continue;
        };
        let (router, stops, alive) = (router.clone(), stops.clone(), alive.clone());
        let leaving = places.leaving(place);
        let task = tokio::spawn(async move {
            attend::attend(stream, peer, router, turn, stops).await;
            drop((leaving, alive));
        });
        places.hold(place, task.abort_handle());
    }
    drop((listener, alive));
    let _ = stopping.send(true);
    if tokio::time::timeout(limits.stop, gone.recv()).await.is_err() {
        tracing::warn!("some answers did not finish before the stop");
    }
    Ok(())
}

/// Tells a client that every place is taken by somebody who is being answered, as far as one write goes.
fn refuse(stream: tokio::net::TcpStream) {
    const BUSY: &[u8] =
        b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 2\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
    if let Ok(mut stream) = stream.into_std() {
        // What was asked is taken first: a connection that is closed over unread bytes is reset, and the answer lost.
        let mut asked = [0; limits::MOST_HEAD_BYTES];
        let _ = std::io::Read::read(&mut stream, &mut asked);
        let _ = std::io::Write::write(&mut stream, BUSY);
    }
}
