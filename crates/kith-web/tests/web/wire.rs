//! A served Kith and what is between it and a client: bytes on a socket, nothing else.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::Duration;

use http::StatusCode;
use kith_domain::staff::Role;
use kith_store::{Isolation, Reach};
use kith_web::{Limits, Settings};
use tokio::sync::oneshot;

use super::client::{Answer, Client};
use super::world::{World, referral_fields};

/// How long a test waits for bytes before it fails; nothing is measured with it.
const PATIENCE: Duration = Duration::from_secs(60);

/// Serves the world within limits while something talks to it, then stops.
pub(super) async fn served<T: Send + 'static>(
    world: &World,
    limits: Limits,
    talk: impl FnOnce(SocketAddr) -> T + Send + 'static,
) -> T {
    let (serving, at, stop) = begin(world, limits).await;
    let said = tokio::task::spawn_blocking(move || talk(at)).await.unwrap();
    stop.send(()).unwrap();
    serving.await.unwrap().unwrap();
    said
}

type Served = (tokio::task::JoinHandle<std::io::Result<()>>, SocketAddr, oneshot::Sender<()>);

/// Begins to serve; gives the task, the address, and what stops it.
pub(super) async fn begin(world: &World, limits: Limits) -> Served {
    let (tell, told) = oneshot::channel();
    let (stop, stopped) = oneshot::channel();
    let settings = Settings {
        listen: "127.0.0.1:0".parse().unwrap(),
        public_url: None,
        demo: false,
        has_post: true,
        trusted_proxies: Vec::new(),
        second_factor: kith_app::accounts::Rule::Optional,
    };
    let ready = move |at| tell.send(at).unwrap();
    let stopped = async move {
        stopped.await.unwrap();
    };
    let serving = tokio::spawn(kith_web::serve_within(world.app.clone(), settings, limits, ready, stopped));
    (serving, told.await.unwrap(), stop)
}

/// A connection.
pub(super) fn connect(at: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(at).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.set_write_timeout(Some(PATIENCE)).unwrap();
    stream
}

/// Everything that comes until the other side ends it. That it ends by a reset is an end as well.
pub(super) fn rest(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    if let Err(error) = stream.read_to_end(&mut bytes) {
        assert!(error.kind() != std::io::ErrorKind::WouldBlock, "nobody ended the connection");
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Sends bytes and reads everything until the end.
pub(super) fn exchange(at: SocketAddr, bytes: &[u8]) -> String {
    let mut stream = connect(at);
    // The other side may have answered and gone before everything was sent.
    let _ = stream.write_all(bytes);
    rest(&mut stream)
}

/// The same, with no more to come from us.
pub(super) fn exchange_half_closed(at: SocketAddr, bytes: &[u8]) -> String {
    let mut stream = connect(at);
    stream.write_all(bytes).unwrap();
    // As above.
    let _ = stream.shutdown(Shutdown::Write);
    rest(&mut stream)
}

/// The status of an answer, after its length was found to be what it says.
#[track_caller]
pub(super) fn status(answer: &str) -> u16 {
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer: {answer:?}"));
    let length: Option<usize> =
        head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok());
    if let Some(length) = length {
        assert_eq!(body.len(), length, "a truncated answer: {head}");
    }
    head.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// A request for a page on a connection of its own.
pub(super) fn fetch(at: SocketAddr, path: &str) -> String {
    exchange(at, format!("GET {path} HTTP/1.1\r\nHost: {at}\r\nConnection: close\r\n\r\n").as_bytes())
}

/// A practice's referral, ready to be sent over a socket, and its text.
pub(super) struct Referral {
    pub(super) cookie: String,
    pub(super) body: String,
}

impl Referral {
    /// Signs in and fills the form in.
    pub(super) async fn filled(world: &World, family: &str) -> Self {
        let mut practice = Client::signed_in(&world.router, &world.one.email(Role::Practice)).await;
        let page: Answer = practice.get("/refer").await;
        assert_eq!(page.status, StatusCode::OK);
        let hidden = page.hidden("/refer");
        let mut fields: Vec<(&str, &str)> = hidden.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        fields.extend(referral_fields(family, "Sent over a socket."));
        Self { cookie: practice.cookie().to_owned(), body: super::client::written(&fields) }
    }

    pub(super) fn head(&self, at: SocketAddr, more: &str) -> String {
        let (cookie, length) = (&self.cookie, self.body.len());
        format!(
            "POST /refer HTTP/1.1\r\nHost: {at}\r\nOrigin: http://{at}\r\nSec-Fetch-Site: same-origin\r\n\
             Accept: text/html\r\nCookie: {cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
             Content-Length: {length}\r\n{more}\r\n"
        )
    }

    /// Sends it and gives the answer.
    pub(super) fn send(&self, at: SocketAddr) -> String {
        exchange(at, format!("{}{}", self.head(at, "Connection: close\r\n"), self.body).as_bytes())
    }
}

/// Keeps the only writer of a store on SQLite busy until it is let go. `None` on PostgreSQL, which has no such thing.
pub(super) struct Busy {
    go: std::sync::mpsc::Sender<()>,
    work: tokio::task::JoinHandle<()>,
}

impl Busy {
    pub(super) async fn begin(world: &World) -> Option<Self> {
        if world.app.store().engine() != kith_store::Engine::Sqlite {
            return None;
        }
        let (go, gone) = std::sync::mpsc::channel::<()>();
        let (tell, told) = oneshot::channel();
        let (gone, tell) = (std::sync::Mutex::new(gone), std::sync::Mutex::new(Some(tell)));
        let store = world.app.store().clone();
        let work = tokio::task::spawn_blocking(move || {
            let held = store.write(&Reach::maintenance(), Isolation::Ordinary, move |_| {
                if let Some(tell) = tell.lock().unwrap().take() {
                    tell.send(()).unwrap();
                }
                let _ = gone.lock().unwrap().recv();
                Ok::<_, kith_store::DbError>(())
            });
            held.unwrap();
        });
        told.await.unwrap();
        Some(Self { go, work })
    }

    pub(super) async fn end(self) {
        drop(self.go);
        self.work.await.unwrap();
    }
}
