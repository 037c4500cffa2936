//! How many heaps the C library keeps.
//!
//! glibc gives threads that want memory at the same time heaps of their own, up to eight for each core, and gives little
//! of them back: a server that has shown all its pages then holds twice what it needs. It reads how many it may keep from
//! its environment, once, before `main`; so a server that was told nothing begins itself again, in the same process,
//! with that said (decision record 0070).

use std::ffi::OsString;

/// What glibc reads.
const NAME: &str = "MALLOC_ARENA_MAX";
/// One heap for most threads, and one for whoever finds it in use.
const HEAPS: &str = "2";

/// Begins the program again with few heaps, unless its environment says how many. Where that cannot be done it goes on
/// with many.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
pub(crate) fn few(arguments: &[OsString]) {
    use std::os::unix::process::CommandExt;

    if std::env::var_os(NAME).is_some() {
        return;
    }
    let (Some((name, rest)), Ok(program)) = (arguments.split_first(), std::env::current_exe()) else { return };
    // It comes back only when it could not begin.
    let error = std::process::Command::new(program).arg0(name).args(rest).env(NAME, HEAPS).exec();
    tracing::warn!(error = %error, "the server keeps a heap for each thread: it could not be begun again with few");
}

/// Other C libraries keep few heaps anyway.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub(crate) fn few(_: &[OsString]) {}
