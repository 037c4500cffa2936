//! Fetching feeds of other people's machines.
//!
//! # Invariants
//! - No connection is made to a place the operator did not name, nor to a network that is not public unless it was
//!   named as private; each redirect is checked like the first address.
//! - The address that was checked is connected to; a name is not resolved twice.
//! - Size (as sent and unpacked) and time of an answer are bounded.
//! - What an answer says of itself is never repeated in an error.

mod answer;
mod roads;
mod target;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use http::header;
use http_body_util::Empty;
use hyper::body::Bytes;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use kith_app::import::fetch::{Answer, Ask, Fetch, NotFetched, Tags};
use rustls::pki_types::{CertificateDer, ServerName};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use url::Url;

pub use roads::FromPages;
use target::Target;
pub use target::{Named, Rules, Voice};

/// How many redirects are followed.
const REDIRECTS: usize = 5;
/// How long an `ETag` or `Last-Modified` may be to be kept.
const MOST_TAG: usize = 200;

/// How a name is resolved. One's own in tests.
pub type Resolve = Arc<dyn Fn(&str, u16) -> std::io::Result<Vec<SocketAddr>> + Send + Sync>;

/// Bounds of one answer.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// Bytes, as sent and unpacked.
    pub bytes: usize,
    /// From asking to the last byte, redirects included.
    pub time: Duration,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { bytes: 50 << 20, time: Duration::from_secs(60) }
    }
}

/// Fetches from the hosts that the operator named.
pub struct Feeds {
    rules: Rules,
    bounds: Bounds,
    resolve: Resolve,
    tls: Option<TlsConnector>,
}

impl std::fmt::Debug for Feeds {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Feeds").field("rules", &self.rules).field("bounds", &self.bounds).finish_non_exhaustive()
    }
}

impl Feeds {
    /// Within rules and bounds, by the resolver of this machine.
    #[must_use]
    pub fn new(rules: Rules, bounds: Bounds) -> Self {
        let resolve: Resolve =
            Arc::new(|host, port| std::net::ToSocketAddrs::to_socket_addrs(&(host, port)).map(Iterator::collect));
        Self { rules, bounds, resolve, tls: tls() }
    }

    /// The same with another resolver.
    #[must_use]
    pub fn resolved_by(self, resolve: Resolve) -> Self {
        Self { resolve, ..self }
    }

    /// The same, with certificates checked against these authorities in place of the machine's. `None` when none of
    /// them is one.
    #[must_use]
    pub fn trusting_only(self, authorities: Vec<CertificateDer<'static>>) -> Option<Self> {
        Some(Self { tls: Some(checked_by(authorities)?), ..self })
    }

    /// Whether the rules permit an address. Nothing is looked up and nothing is asked.
    ///
    /// # Errors
    /// Why not, in a sentence without its beginning or end.
    pub fn may_ask(&self, url: &str) -> Result<(), String> {
        let of = |why: NotFetched| why.to_string();
        parse(url).map_err(of).and_then(|url| Target::of(url, &self.rules).map(drop))
    }

    async fn follow(&self, ask: &Ask) -> Result<Answer, NotFetched> {
        let mut url = parse(&ask.url)?;
        for _ in 0..=REDIRECTS {
            let target = Target::of(url, &self.rules).map_err(NotFetched::Forbidden)?;
            let response = self.ask(&target, &ask.known).await?;
            let status = response.status();
            if let StatusCode::MOVED_PERMANENTLY
            | StatusCode::FOUND
            | StatusCode::SEE_OTHER
            | StatusCode::TEMPORARY_REDIRECT
            | StatusCode::PERMANENT_REDIRECT = status
            {
                url = next(&target, &response)?;
                continue;
            }
            return match status {
                StatusCode::OK => {
                    let tags = Tags {
                        etag: kept(&response, &header::ETAG),
                        last_modified: kept(&response, &header::LAST_MODIFIED),
                    };
                    let bytes = answer::body(response, self.bounds.bytes).await.map_err(failed)?;
                    Ok(Answer::Body { bytes, tags })
                }
                StatusCode::NOT_MODIFIED if !ask.known.are_none() => Ok(Answer::Same),
                StatusCode::NOT_FOUND | StatusCode::GONE => {
                    Err(NotFetched::Absent(format!("the feed has nothing there ({})", status.as_u16())))
                }
                StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => {
                    Err(failed(format!("the feed asks to come again later ({})", status.as_u16())))
                }
                other => Err(failed(format!("the feed answered {} and no data", other.as_u16()))),
            };
        }
        Err(failed(format!("the feed leads on more than {REDIRECTS} times")))
    }

    async fn ask(&self, target: &Target, known: &Tags) -> Result<Response<hyper::body::Incoming>, NotFetched> {
        let (resolve, host, port) = (Arc::clone(&self.resolve), target.host.clone(), target.port);
        // An address of six numbers has no brackets where it is looked up, or named in a certificate.
        let bare = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        let looked_up = bare.clone();
        let found = tokio::task::spawn_blocking(move || resolve(&looked_up, port)).await;
        let found = found.ok().and_then(Result::ok);
        let found = found.ok_or_else(|| failed(format!("the name {host} could not be resolved")))?;
        target.check_all(&found).map_err(NotFetched::Forbidden)?;
        let stream = connect(&found).await.ok_or_else(|| failed(format!("{host} could not be reached")))?;
        let request = request(target, known)?;
        if !target.encrypted {
            return send(stream, request).await;
        }
        let tls = self.tls.as_ref().ok_or_else(|| failed("this machine has no certificates to check others by"))?;
        let name = ServerName::try_from(bare).map_err(|_| failed(format!("{host} is no name of a server")))?;
        let stream = tls.connect(name, stream).await.map_err(|_| {
            failed(format!("no encrypted connection to {host} could be made, or its certificate is not valid"))
        })?;
        send(stream, request).await
    }
}

impl Fetch for Feeds {
    fn get(&self, ask: &Ask) -> Result<Answer, NotFetched> {
        // One thread, for one answer: whoever imports waits for it anyway.
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|_| failed("the network cannot be used"))?;
        let done = runtime.block_on(async { tokio::time::timeout(self.bounds.time, self.follow(ask)).await });
        // A name that is still being looked up is not waited for.
        runtime.shutdown_background();
        done.unwrap_or_else(|_| {
            Err(failed(format!("the feed did not answer in full within {} seconds", self.bounds.time.as_secs())))
        })
    }
}

fn failed(why: impl Into<String>) -> NotFetched {
    NotFetched::Failed(why.into())
}

fn parse(text: &str) -> Result<Url, NotFetched> {
    Url::parse(text)
        .map_err(|_| NotFetched::Forbidden("the address cannot be read; write https://host/path".to_owned()))
}

/// Where an answer leads.
fn next<B>(from: &Target, response: &Response<B>) -> Result<Url, NotFetched> {
    let to = response.headers().get(header::LOCATION).and_then(|value| value.to_str().ok());
    let to = to.and_then(|to| from.url.join(to).ok());
    let to = to.ok_or_else(|| failed("the feed leads on, and does not say where to"))?;
    if from.encrypted && to.scheme() == "http" {
        return Err(NotFetched::Forbidden("the feed leads from an encrypted address to one that is not".to_owned()));
    }
    Ok(to)
}

/// A header worth keeping for the next time.
fn kept<B>(response: &Response<B>, name: &header::HeaderName) -> Option<String> {
    let text = response.headers().get(name)?.to_str().ok()?;
    (!text.is_empty() && text.len() <= MOST_TAG).then(|| text.to_owned())
}

async fn connect(found: &[SocketAddr]) -> Option<TcpStream> {
    for address in found {
        if let Ok(stream) = TcpStream::connect(address).await {
            return Some(stream);
        }
    }
    None
}

fn request(target: &Target, known: &Tags) -> Result<Request<Empty<Bytes>>, NotFetched> {
    let query = target.url.query().map(|query| format!("?{query}")).unwrap_or_default();
    let path = format!("{}{query}", target.url.path());
    let port = target.url.port().map(|port| format!(":{port}")).unwrap_or_default();
    let host = format!("{}{port}", target.host);
    let mut request = Request::get(path)
        .header(header::HOST, host)
        .header(header::ACCEPT, "application/json")
        .header(header::ACCEPT_ENCODING, "gzip")
        .header(header::USER_AGENT, concat!("kith/", env!("CARGO_PKG_VERSION")))
        .header(header::CONNECTION, "close");
    if let Some(etag) = &known.etag {
        request = request.header(header::IF_NONE_MATCH, etag);
    }
    if let Some(moment) = &known.last_modified {
        request = request.header(header::IF_MODIFIED_SINCE, moment);
    }
    request.body(Empty::new()).map_err(|_| failed("the address cannot be asked for"))
}

async fn send<S>(stream: S, request: Request<Empty<Bytes>>) -> Result<Response<hyper::body::Incoming>, NotFetched>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let broken = |_| failed("the feed broke off, or does not speak HTTP");
    let (mut sender, connection) = hyper::client::conn::http1::Builder::new()
        .max_buf_size(64 << 10)
        .handshake(TokioIo::new(stream))
        .await
        .map_err(broken)?;
    // It ends with the runtime at the latest.
    drop(tokio::spawn(connection));
    sender.send_request(request).await.map_err(broken)
}

fn tls() -> Option<TlsConnector> {
    checked_by(rustls_native_certs::load_native_certs().certs)
}

/// Encryption with whoever these authorities vouch for.
fn checked_by(authorities: Vec<CertificateDer<'static>>) -> Option<TlsConnector> {
    let mut roots = rustls::RootCertStore::empty();
    if roots.add_parsable_certificates(authorities).0 == 0 {
        return None;
    }
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .ok()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Some(TlsConnector::from(Arc::new(config)))
}
