//! One connection, from its first byte to its end.

use std::future::{Future, poll_fn};
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use http::header::{self, HeaderValue};
use http::{Request, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::sync::watch;
use tower::ServiceExt;

use super::body::{Paced, Told};
use super::gate::Gate;
use super::limits::{MOST_HEAD_BYTES, MOST_HEADERS};
use super::turn::Turn;

/// Attends to a connection until it ends, is dropped for a limit, or the stop is over.
pub(super) async fn attend(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    turn: Arc<Turn>,
    mut stops: watch::Receiver<bool>,
) {
    // An answer goes out as it stands: nothing is gained by waiting for more of it.
    let _ = stream.set_nodelay(true);
    let service = {
        let turn = Arc::clone(&turn);
        hyper::service::service_fn(move |request: Request<Incoming>| {
            let (wrong, last) = turn.work();
            let told = Told { body: Body::empty(), turn: Arc::clone(&turn) };
            let mut request = request.map(|body| Body::new(Paced::new(body, turn.limits())));
            request.extensions_mut().insert(ConnectInfo(peer));
            if let Some(wrong) = wrong {
                request.extensions_mut().insert(wrong);
            }
            answer(router.clone(), request, told, last)
        })
    };
    let io = TokioIo::new(Gate::new(stream, Arc::clone(&turn)));
    // The times are ours, see `Turn`; and whoever closes its half still gets its answer.
    let connection = http1::Builder::new()
        .header_read_timeout(None)
        .half_close(true)
        .max_headers(MOST_HEADERS)
        .max_buf_size(MOST_HEAD_BYTES)
        .serve_connection(io, service);
    let mut connection = pin!(connection);
    let mut stop = pin!(async move {
        // A teller that is gone has nothing more to say than one that speaks.
        let _ = stops.wait_for(|stops| *stops).await;
    });
    let mut sleep = pin!(tokio::time::sleep(std::time::Duration::ZERO));
    let mut stopping = false;
    poll_fn(|context| {
        if !stopping && stop.as_mut().poll(context).is_ready() {
            stopping = true;
            connection.as_mut().graceful_shutdown();
        }
        // A client that goes away or says nonsense ends its own connection only.
        if connection.as_mut().poll(context).is_ready() || (stopping && turn.is_between()) {
            return Poll::Ready(());
        }
        let Some(deadline) = turn.deadline() else { return Poll::Pending };
        if sleep.deadline() != deadline {
            sleep.as_mut().reset(deadline);
        }
        sleep.as_mut().poll(context)
    })
    .await;
}

async fn answer(
    router: Router,
    request: Request<Body>,
    mut told: Told,
    last: bool,
) -> Result<Response<Told>, std::convert::Infallible> {
    let mut response = router.oneshot(request).await?;
    if last {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    Ok(response.map(|body| {
        told.body = body;
        told
    }))
}
