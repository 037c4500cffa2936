//! The guide to installing, taken at its word: every setting that it names is given by environment, and heeded.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::{Command, Stdio};

use crate::program::{kith, ran};
use crate::stage::{Stage, stages};

const GUIDE: &str = include_str!("../../../../docs/guides/installing.md");

/// Every setting of the guide with the value that stands there.
fn of_the_guide() -> BTreeMap<&'static str, &'static str> {
    let written = GUIDE.lines().filter_map(|line| {
        let line = line.strip_prefix("Environment=").or_else(|| line.strip_prefix("echo '"))?;
        let (name, value) = line.split('\'').next()?.split_once('=')?;
        name.starts_with("KITH_").then_some((name, value))
    });
    written.collect()
}

/// `kith serve` with every setting of the guide; places are those of the test, because the guide's are somebody's.
fn serve(stage: &Stage, listen: &str) -> Command {
    let mut command = kith();
    command.arg("serve").env("KITH_LOG", "off");
    for (name, value) in of_the_guide() {
        match name {
            "KITH_DATA" => command.env(name, stage.data()),
            "KITH_LISTEN" => command.env(name, listen),
            "KITH_DATABASE" => command.env(name, stage.database().unwrap_or_default()),
            "KITH_PUBLIC_URL" | "KITH_TRUSTED_PROXY" | "KITH_SMTP_URL" | "KITH_MAIL_FROM" => command.env(name, value),
            other => panic!("the guide names {other}, which this test does not know"),
        };
    }
    command
}

#[test]
fn every_setting_of_the_guide_is_heeded_when_it_comes_by_environment() {
    assert_eq!(of_the_guide().len(), 7, "{:?}", of_the_guide());
    for stage in stages() {
        // Where to listen: somewhere else would be free.
        let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = taken.local_addr().expect("an address").to_string();
        let said = ran(&mut serve(&stage, &address)).failed(1);
        assert!(said.contains(&address), "{said}");
        // The public address, and the base of links; where the data lies.
        let mut child = serve(&stage, "127.0.0.1:0").stdout(Stdio::piped()).spawn().expect("started");
        let mut out = BufReader::new(child.stdout.take().expect("its output"));
        let mut line = || {
            let mut line = String::new();
            out.read_line(&mut line).expect("a line");
            line
        };
        assert_eq!(line(), "Kith is at https://kith.example.org\n");
        let link = line();
        assert!(link.contains("works once") && link.contains("https://kith.example.org/set-up/"), "{link}");
        let told = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().expect("sent");
        assert!(told.success() && child.wait().expect("ended").success());
        assert_eq!(stage.data().join("kith.db").exists(), stage.database().is_none());
        stage.run(["check"]).fine();
        // What is wrong with a setting is said, so each of these was read.
        for (name, wrong) in [
            ("KITH_PUBLIC_URL", "kith"),
            ("KITH_TRUSTED_PROXY", "kith"),
            ("KITH_SMTP_URL", "kith"),
            ("KITH_MAIL_FROM", "kith"),
        ] {
            // Where it could not serve even if it were not: it then ends with 1.
            ran(serve(&stage, &address).env(name, wrong)).failed(2);
        }
    }
}
