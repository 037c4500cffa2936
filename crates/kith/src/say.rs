//! What the program says: results on the standard output, everything about them on the standard error.

use std::fmt::Display;
use std::io::{IsTerminal, Write};

/// A line of the result. A reader that has gone away is no fault of ours.
pub(crate) fn result(line: impl Display) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

/// A line to whoever runs the program.
pub(crate) fn note(line: impl Display) {
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}

/// How far long work has come, on a terminal only; quiet in a pipe.
pub(crate) fn progress(what: &str, done: usize, total: usize) {
    let mut err = std::io::stderr().lock();
    if err.is_terminal() {
        let end = if done == total { "\n" } else { "" };
        let _ = write!(err, "\r{what}: {done} of {total}{end}").and_then(|()| err.flush());
    }
}
