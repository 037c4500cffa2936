//! The log: to the standard error, and never any content of a record.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

/// Begins logging. `KITH_LOG` chooses what, as in `info` or `kith_store=debug`; `usual` is logged without it.
pub(crate) fn begin(usual: &str) {
    let filter = EnvFilter::try_from_env("KITH_LOG").unwrap_or_else(|_| EnvFilter::new(usual));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    // A second beginning changes nothing.
    let _ = log.try_init();
    // What a panic says may hold what somebody wrote; where it happened does not.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "a panic");
    }));
}
