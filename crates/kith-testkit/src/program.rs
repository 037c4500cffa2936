//! Running the program.

use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::process::{Child, ChildStdout, Command, Stdio};

/// How a run ended, and what it said.
#[derive(Debug)]
pub struct Ran {
    /// Its exit code; none when a signal ended it.
    pub code: Option<i32>,
    /// Its output.
    pub out: String,
    /// Its errors and its log.
    pub err: String,
}

impl Ran {
    /// Everything it said.
    ///
    /// # Panics
    /// When it did not end well.
    #[track_caller]
    pub fn fine(self) -> String {
        assert_eq!(self.code, Some(0), "it said: {}{}", self.out, self.err);
        self.out
    }

    /// What it said of its failure.
    ///
    /// # Panics
    /// When it ended otherwise.
    #[track_caller]
    pub fn failed(self, code: i32) -> String {
        assert_eq!(self.code, Some(code), "it said: {}{}", self.out, self.err);
        self.err
    }

    /// Its result as JSON.
    ///
    /// # Panics
    /// When it did not end well, or said anything else.
    #[track_caller]
    pub fn json(self) -> serde_json::Value {
        serde_json::from_str(&self.fine()).expect("JSON")
    }
}

/// A program, with nothing of this machine's environment that Kith would heed.
#[must_use]
pub fn undisturbed(program: &str) -> Command {
    let mut command = Command::new(program);
    for name in [
        "DATA",
        "DATABASE",
        "LISTEN",
        "PUBLIC_URL",
        "TRUSTED_PROXY",
        "DENIED_PASSWORDS",
        "SMTP_URL",
        "MAIL_FROM",
        "LOG",
        "BACKUP_RECIPIENT",
        "BACKUP_KEY_FILE",
        "BACKUP_PASSPHRASE_FILE",
    ] {
        command.env_remove(format!("KITH_{name}"));
    }
    command.stdin(Stdio::null());
    command
}

/// Runs a command to its end.
///
/// # Panics
/// When it does not start, or says what is not UTF-8.
pub fn ran(command: &mut Command) -> Ran {
    let output = command.output().expect("the program starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    Ran { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

/// A program that serves; killed when it is dropped.
#[derive(Debug)]
pub struct Serving {
    /// The process.
    pub child: Child,
    /// Where it listens.
    pub address: SocketAddr,
    out: BufReader<ChildStdout>,
}

impl Serving {
    /// Starts it and waits until it says where it is.
    ///
    /// # Panics
    /// When it does not.
    pub fn begin(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
        let mut out = BufReader::new(child.stdout.take().expect("its output"));
        let mut first = String::new();
        out.read_line(&mut first).expect("its first line");
        let address = first.trim().strip_prefix("Kith is at http://").and_then(|address| address.parse().ok());
        let Some(address) = address else {
            let _ = child.kill();
            let mut err = String::new();
            let _ = child.stderr.take().expect("its errors").read_to_string(&mut err);
            panic!("it does not serve: {first}{err}");
        };
        Self { child, address, out }
    }

    /// The next line that it says.
    ///
    /// # Panics
    /// When it cannot be read.
    pub fn line(&mut self) -> String {
        let mut line = String::new();
        self.out.read_line(&mut line).expect("a line");
        line
    }

    /// Ends it at once, as a power cut would end the process.
    ///
    /// # Panics
    /// When it cannot be ended.
    pub fn kill(mut self) {
        self.child.kill().expect("killed");
        self.child.wait().expect("ended");
    }

    /// Asks it to end, and gives how it did and what it wrote to its log.
    ///
    /// # Panics
    /// When it cannot be asked.
    pub fn stop(mut self, signal: &str) -> Ran {
        self.signal(signal);
        let status = self.child.wait().expect("ended");
        let (mut out, mut err) = (String::new(), String::new());
        self.out.read_to_string(&mut out).expect("its output");
        self.child.stderr.take().expect("its errors").read_to_string(&mut err).expect("its errors");
        Ran { code: status.code(), out, err }
    }

    /// Sends it a signal, as `-TERM`.
    ///
    /// # Panics
    /// When it cannot be sent.
    pub fn signal(&self, signal: &str) {
        // A tracer lets no signal through; the program below it is the one to tell.
        let id = self.child.id();
        let below = std::fs::read_to_string(format!("/proc/{id}/task/{id}/children")).unwrap_or_default();
        let id = below.split_whitespace().next().map_or_else(|| id.to_string(), str::to_owned);
        let sent = Command::new("kill").args([signal, &id]).status().expect("kill runs");
        assert!(sent.success());
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // It has ended already, unless a test failed before it could end it.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
