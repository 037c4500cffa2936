//! Listening: one process, HTTP/1.1, limits on everything a client can make last or grow.

use std::future::Future;
use std::net::SocketAddr;
use std::time::Duration;

use axum::extract::ConnectInfo;
use http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use kith_app::App;
use tokio::net::TcpListener;
use tower::ServiceExt;

use crate::site::Settings;

/// How long headers may take to arrive.
const HEADER_SECONDS: u64 = 10;
/// How long a stop waits for answers that are under way.
const STOP_SECONDS: u64 = 30;
/// Most header fields.
const MOST_HEADERS: usize = 100;
/// Most bytes of a request's head.
const MOST_HEAD_BYTES: usize = 16 * 1024;
/// Most connections at once; more wait to be accepted.
const MOST_CONNECTIONS: usize = 1024;

/// Serves until `stop` is done, then lets what is under way finish. `ready` is told the address.
///
/// # Errors
/// When the address cannot be listened on.
pub async fn serve(
    app: App,
    mut settings: Settings,
    ready: impl FnOnce(SocketAddr) + Send,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let listener = TcpListener::bind(settings.listen).await?;
    let address = listener.local_addr()?;
    settings.listen = address;
    let router = crate::router(app, settings);
    ready(address);
    let graceful = GracefulShutdown::new();
    let places = std::sync::Arc::new(tokio::sync::Semaphore::new(MOST_CONNECTIONS));
    let mut builder = http1::Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(Duration::from_secs(HEADER_SECONDS))
        .max_headers(MOST_HEADERS)
        .max_buf_size(MOST_HEAD_BYTES);
    tokio::pin!(stop);
    loop {
        let Ok(place) = places.clone().acquire_owned().await else { break };
        let (stream, peer) = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    // Out of file descriptors, most likely: breathe, and go on.
                    tracing::warn!(error = %error, "a connection could not be accepted");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                }
            },
            () = &mut stop => break,
        };
        let router = router.clone();
        let service = hyper::service::service_fn(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(ConnectInfo(peer));
            router.clone().oneshot(request.map(axum::body::Body::new))
        });
        let connection = graceful.watch(builder.serve_connection(TokioIo::new(stream), service));
        tokio::spawn(async move {
            // A client that goes away or says nonsense ends its own connection only.
            let _ = connection.await;
            drop(place);
        });
    }
    drop(listener);
    tokio::select! {
        () = graceful.shutdown() => {}
        () = tokio::time::sleep(Duration::from_secs(STOP_SECONDS)) => {
            tracing::warn!("some answers did not finish before the stop");
        }
    }
    Ok(())
}
