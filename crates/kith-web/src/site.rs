//! What one running Kith knows of itself.

use std::net::SocketAddr;
use std::sync::Arc;

use kith_app::App;
use tokio::sync::Semaphore;

/// How the service is run.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where to listen.
    pub listen: SocketAddr,
    /// The address under which people reach it: the base of links in mail and the trusted origin.
    pub public_url: Option<String>,
    /// Whether the store holds a demo.
    pub demo: bool,
}

/// The site: application, settings, and what is shared between requests.
#[derive(Clone)]
pub(crate) struct Site {
    pub(crate) app: App,
    pub(crate) settings: Arc<Settings>,
    /// At most this many requests are worked on at once; more are told to come again.
    pub(crate) room: Arc<Semaphore>,
    /// Passwords are hashed by at most as many at once as the machine has cores (19 MiB each).
    pub(crate) hashing: Arc<Semaphore>,
}

/// Requests that are worked on at once.
const ROOM: usize = 128;

impl Site {
    pub(crate) fn new(app: App, settings: Settings) -> Self {
        let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        Self {
            app,
            settings: Arc::new(settings),
            room: Arc::new(Semaphore::new(ROOM)),
            hashing: Arc::new(Semaphore::new(cores)),
        }
    }

    /// The base of links that leave Kith, without a slash at the end.
    pub(crate) fn base(&self) -> String {
        match &self.settings.public_url {
            Some(url) => url.trim_end_matches('/').to_owned(),
            None => format!("http://{}", self.settings.listen),
        }
    }

    /// Whether people reach it over https.
    pub(crate) fn is_secure(&self) -> bool {
        self.settings.public_url.as_deref().is_some_and(|url| url.starts_with("https://"))
    }
}
