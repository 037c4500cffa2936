//! `kith serve`: the pages, and the jobs beside them.

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use clap::Args;
use kith_app::accounts::{Denied, Rule};
use kith_app::jobs::{CaughtPost, Post, Runner};
use kith_app::{App, setup};
use kith_outbound::Smtp;
use kith_outbound::feed::FromPages;
use tokio::signal::unix::{SignalKind, signal};

use super::{Misuse, refused};
use crate::config::{IfNew, Where};
use crate::say;

/// How long a stop may take in all.
const STOP: Duration = Duration::from_secs(10);
/// The least that a stop leaves to the jobs: a letter that hangs is carried again after the next start.
const LAST_TURN: Duration = Duration::from_millis(500);
/// How long a stop waits for work whose answer nobody waits for any more.
const LAST_WORK: Duration = Duration::from_millis(250);

/// Arguments of `kith serve`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Where to listen
    #[arg(long, env = "KITH_LISTEN", value_name = "ADDR", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Address that people use, such as <https://kith.example.org>
    #[arg(long, env = "KITH_PUBLIC_URL", value_name = "URL", value_parser = public_url)]
    public_url: Option<String>,
    /// Proxy that is believed when it says where a request came from; may be given several times
    #[arg(long, env = "KITH_TRUSTED_PROXY", value_name = "ADDR", value_delimiter = ',')]
    trusted_proxy: Vec<IpAddr>,
    /// Passwords that nobody may choose, one on each line
    #[arg(long, env = "KITH_DENIED_PASSWORDS", value_name = "FILE")]
    denied_passwords: Option<PathBuf>,
    /// Mail server, smtps://user:password@host:port or smtp://…
    #[arg(long, env = "KITH_SMTP_URL", value_name = "URL", hide_env_values = true)]
    smtp: Option<String>,
    /// Sender of letters, when it is not the mail server's user
    #[arg(long, env = "KITH_MAIL_FROM", value_name = "ADDRESS")]
    mail_from: Option<String>,
}

pub(super) fn public_url(text: &str) -> Result<String, String> {
    let text = text.trim_end_matches('/');
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    match host {
        Some(host) if !host.is_empty() && !host.contains(['/', '?', '#', '@', ' ']) => Ok(text.to_owned()),
        _ => Err("write an address like https://kith.example.org, without a path".to_owned()),
    }
}

pub(crate) fn run(place: &Where, arguments: &Arguments) -> Result<()> {
    let smtp = match &arguments.smtp {
        None => None,
        Some(url) => {
            Some(Smtp::new(url, arguments.mail_from.as_deref()).map_err(|why| Misuse(format!("--smtp: {why}")))?)
        }
    };
    let app = place.open(IfNew::Make)?.refusing_passwords(denied(arguments.denied_passwords.as_deref())?);
    let app = app.fetching_feeds(Arc::new(FromPages));
    app.store().keep_reserve();
    let demo = setup::is_demo(&app).map_err(refused)?;
    let link = setup::new_link(&app).map_err(refused)?;
    // A demo's letters are caught, whatever mail server is named: nothing made up reaches anybody.
    let post: Option<Box<dyn Post>> =
        if demo { Some(Box::new(CaughtPost)) } else { smtp.map(|smtp| Box::new(smtp) as _) };
    let has_post = post.is_some();
    let jobs = Runner::begin(&app, post)?;
    // A demo is opened by anybody, and nobody's machine is asked in the name of made-up people.
    let jobs = if demo { jobs } else { jobs.taking_feeds(&app)? };
    let settings = kith_web::Settings {
        listen: arguments.listen,
        public_url: arguments.public_url.clone(),
        demo,
        has_post,
        second_factor: if demo { Rule::Optional } else { Rule::Compulsory },
        trusted_proxies: arguments.trusted_proxy.iter().map(IpAddr::to_canonical).collect(),
    };
    let began = OnceLock::new();
    let served = serve(&app, settings, link, &began);
    // The last turn runs once nobody writes any more.
    let left = began.get().map_or(STOP, |began: &Instant| STOP.saturating_sub(began.elapsed()));
    let unfinished = jobs.end(left, LAST_TURN);
    if unfinished.jobs {
        tracing::warn!("the last turn of the jobs was not waited for");
    }
    if unfinished.post {
        tracing::warn!(
            "an e-mail was on its way to a mail server that says nothing; it is sent again after the next start"
        );
    }
    if unfinished.feeds {
        tracing::warn!(
            "a feed was being asked that says nothing; it is gone on with some minutes after the next start"
        );
    }
    app.store().stop();
    served
}

/// A longer list of passwords is refused, in bytes: it is held in memory while Kith runs.
const MOST_DENIED_BYTES: u64 = 64 << 20;

/// The passwords that nobody may choose.
pub(super) fn denied(file: Option<&Path>) -> Result<Denied> {
    let Some(file) = file else { return Ok(Denied::default()) };
    let wrong = |why: &str| Misuse(format!("--denied-passwords: {} {why}", file.display()));
    let size = std::fs::metadata(file).map_err(|error| wrong(&format!("cannot be read: {error}")))?;
    if !size.is_file() || size.len() > MOST_DENIED_BYTES {
        return Err(wrong("is not a file of at most 64 MB").into());
    }
    let bytes = std::fs::read(file).map_err(|error| wrong(&format!("cannot be read: {error}")))?;
    let denied = Denied::read(&String::from_utf8_lossy(&bytes));
    if denied.is_empty() {
        return Err(wrong("holds no password").into());
    }
    tracing::info!(passwords = denied.len(), "passwords that nobody may choose are loaded");
    Ok(denied)
}

/// Serves until a signal comes, and notes when it did. A second signal ends the program at once.
fn serve(app: &App, settings: kith_web::Settings, link: Option<String>, began: &OnceLock<Instant>) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let (listen, public) = (settings.listen, settings.public_url.clone());
    let has_proxy = !settings.trusted_proxies.is_empty();
    let app = app.clone();
    let served = runtime.block_on(async move {
        let mut terminate = signal(SignalKind::terminate())?;
        let mut interrupt = signal(SignalKind::interrupt())?;
        let (tell, told) = tokio::sync::oneshot::channel::<()>();
        tokio::spawn(async move {
            tokio::select! { _ = terminate.recv() => {}, _ = interrupt.recv() => {} }
            tracing::info!("stopping; what has begun is finished first");
            let _ = tell.send(());
            tokio::select! { _ = terminate.recv() => {}, _ = interrupt.recv() => {} }
            tracing::warn!("stopped at once");
            std::process::exit(1);
        });
        let ready = move |at: SocketAddr| introduce(at, public.as_deref(), link.as_deref(), has_proxy);
        let (tell, told_serving) = tokio::sync::oneshot::channel();
        let stop = async move {
            // A teller that is gone cannot be waited for; then it is time to stop as well.
            let _ = told.await;
            let _ = tell.send(Instant::now());
        };
        let served = kith_web::serve(app, settings, ready, stop).await;
        if let Ok(at) = told_serving.await {
            began.get_or_init(|| at);
        }
        served.with_context(|| format!("serving at {listen}"))
    });
    runtime.shutdown_timeout(LAST_WORK);
    served
}

/// Says where Kith is, how to set it up, and what is not as it should be.
fn introduce(at: SocketAddr, public: Option<&str>, link: Option<&str>, has_proxy: bool) {
    let address = public.map_or_else(|| format!("http://{at}"), str::to_owned);
    say::result(format!("Kith is at {address}"));
    if let Some(secret) = link {
        say::result(format!("Set it up here; this link works once: {address}/set-up/{secret}"));
    }
    if let Some(warning) = without_proxy(public, has_proxy) {
        say::note(format!("kith: {warning}"));
    }
    let is_encrypted = public.is_some_and(|url| url.starts_with("https://"));
    if !at.ip().is_loopback() && !is_encrypted {
        say::note(format!(
            "kith: listening at {at}, beyond this machine, without https: passwords and records would cross the \
             network in clear. Put a proxy with https in front, and name its address with --public-url."
        ));
    }
}

/// What is said when people come over https and no proxy is named: whoever speaks https is then taken for the visitor.
pub(super) fn without_proxy(public: Option<&str>, has_proxy: bool) -> Option<&'static str> {
    let is_encrypted = public.is_some_and(|url| url.starts_with("https://"));
    (is_encrypted && !has_proxy).then_some(
        "the public address is https and no proxy is named, so all visitors seem to come from one address and share its \
         limits: the public form shuts for everybody after five referrals in an hour. Name the proxy with --trusted-proxy.",
    )
}

#[cfg(test)]
mod tests {
    use super::{public_url, without_proxy};

    #[test]
    fn https_without_a_named_proxy_is_warned_of() {
        let https = Some("https://kith.example.org");
        assert!(without_proxy(https, false).is_some_and(|warning| warning.contains("--trusted-proxy")));
        for (public, has_proxy) in [(https, true), (None, false), (Some("http://192.0.2.7:8080"), false)] {
            assert_eq!(without_proxy(public, has_proxy), None);
        }
    }

    #[test]
    fn a_public_address_has_a_scheme_and_no_path() {
        assert_eq!(public_url("https://kith.example.org/"), Ok("https://kith.example.org".to_owned()));
        assert_eq!(public_url("http://192.0.2.7:8080"), Ok("http://192.0.2.7:8080".to_owned()));
        for wrong in
            ["kith.example.org", "https://", "https://a.example.org/kith", "ftp://a", "https://u@a.example.org"]
        {
            assert!(public_url(wrong).is_err(), "{wrong}");
        }
    }
}
