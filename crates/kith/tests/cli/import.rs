//! `kith import directory`.

use std::path::{Path, PathBuf};

use crate::stage::{Stage, sqlite, stages};

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../kith-interop/tests/samples/oruk").join(name)
}

/// The public mock feed, or `None` with a word about what was skipped.
fn mock_feed() -> Option<PathBuf> {
    let Some(folder) = std::env::var_os("KITH_FIXTURES") else {
        assert!(
            std::env::var_os("KITH_REQUIRE_FIXTURES").is_none_or(|value| value != "1"),
            "KITH_REQUIRE_FIXTURES=1 but KITH_FIXTURES is not set"
        );
        eprintln!("skipped: the public mock feed, because KITH_FIXTURES is not set");
        return None;
    };
    Some(PathBuf::from(folder).join("oruk/feed/service_list.json"))
}

fn import(stage: &Stage, file: &Path) -> serde_json::Value {
    stage.run(["import", "directory", file.to_str().expect("a path of text"), "--json"]).json()
}

#[test]
fn a_file_taken_twice_changes_nothing_the_second_time() {
    for file in [Some(sample("town.json")), mock_feed()].into_iter().flatten() {
        for stage in stages() {
            let stage = stage.with_tour();
            let first = import(&stage, &file);
            let taken = first["new"].as_u64().expect("a number");
            assert!(taken > 0 && first["organisations"].as_u64() > Some(0), "{first}");
            let verified = stage.run(["verify", "--json"]).json();
            let second = import(&stage, &file);
            assert_eq!(second["unchanged"].as_u64(), Some(taken), "{second}");
            for nothing in ["new", "changed", "organisations"] {
                assert_eq!(second[nothing], 0, "{second}");
            }
            let is_remark = |it: &&serde_json::Value| !it.as_str().is_some_and(|it| it.starts_with("taken: "));
            let remarks = first["remarks"].as_array().expect("a list").iter().filter(is_remark).cloned();
            assert_eq!(
                second["remarks"],
                serde_json::Value::from_iter(remarks),
                "only what was taken is not said again"
            );
            assert_eq!(stage.run(["verify", "--json"]).json(), verified, "not even an entry of the trail");
            assert_eq!(verified["anchor"], verified["entries"], "what was taken is sealed and anchored");
        }
    }
}

#[test]
fn what_could_not_be_taken_is_said_and_does_not_stop_the_rest() {
    let stage = sqlite().with_tour();
    let file = sample("faulty.json");
    let ran = stage.run(["import", "directory", file.to_str().expect("a path of text")]);
    assert!(ran.out.contains("refused: "), "{ran:?}");
    let last = ran.out.lines().last().expect("a last line");
    assert!(last.ends_with("organisations new or changed."), "{ran:?}");
    assert!(ran.err.is_empty() || ran.code == Some(1), "no progress in a pipe: {ran:?}");
    stage.run(["verify"]).fine();
}

#[test]
fn a_file_that_is_none_is_a_failure_in_one_line() {
    let stage = sqlite().with_tour();
    let page = stage.data().join("page.html");
    std::fs::write(&page, "<!doctype html><p>not a feed").expect("written");
    for file in [page.as_path(), Path::new("/nowhere/feed.json"), stage.data()] {
        let said = stage.run(["import", "directory", file.to_str().expect("a path of text")]).failed(1);
        assert_eq!(said.lines().count(), 1, "{said}");
        assert!(said.contains(file.to_str().expect("a path of text")), "{said}");
    }
}

#[test]
fn only_a_file_is_read() {
    let stage = sqlite().with_tour();
    for other in ["/", "/dev/null", "/dev/zero"] {
        let said = stage.run(["import", "directory", other]).failed(1);
        assert_eq!(said, format!("kith: {other} is not a file\n"));
    }
}

/// Answers every connection with the same feed of one page; tells how often it was asked.
fn feed_here(body: &'static str) -> (String, std::sync::Arc<std::sync::atomic::AtomicUsize>) {
    use std::io::{BufRead, BufReader, Write};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address").to_string();
    let asked = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let count = std::sync::Arc::clone(&asked);
    std::thread::spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            count.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            let Ok(copy) = stream.try_clone() else { continue };
            let head: Vec<String> = BufReader::new(copy)
                .lines()
                .map_while(Result::ok)
                .take_while(|line| !line.is_empty())
                .map(|line| line.to_lowercase())
                .collect();
            let answer = if head.iter().any(|line| line == "if-none-match: \"a\"") {
                "HTTP/1.1 304 Not Modified\r\n\r\n".to_owned()
            } else {
                format!("HTTP/1.1 200 OK\r\nETag: \"a\"\r\nContent-Length: {}\r\n\r\n{body}", body.len())
            };
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    (address, asked)
}

#[test]
fn a_feed_is_taken_from_its_address_by_whoever_permits_it() {
    const TOWN: &str = include_str!("../../../kith-interop/tests/samples/oruk/one-town.json");
    for stage in stages() {
        let stage = stage.with_tour();
        let (host, asked) = feed_here(TOWN);
        let url = format!("http://{host}/services");
        let asks = || asked.load(std::sync::atomic::Ordering::SeqCst);
        // Neither unencrypted nor on this machine, unless it is permitted by name.
        for permitted in [&[][..], &["--http"], &["--allow-private", &host], &["--http", "--allow", &host]] {
            let all = ["import", "directory", url.as_str()].into_iter().chain(permitted.iter().copied());
            let said = stage.run(all).failed(1);
            assert_eq!(said.lines().count(), 1, "{said}");
            assert_eq!(asks(), 0, "{permitted:?}");
        }
        // Nothing of an address that is refused is kept: neither in a table nor in the trail.
        let before = stage.run(["verify", "--json"]).json();
        for address in ["https://user:hunter2@feeds.example.org/services", "file:///etc/passwd", "gopher://x/"] {
            let said = stage.run(["import", "directory", address]).failed(1);
            assert!(said.lines().count() == 1 && !said.contains("hunter2"), "{said}");
        }
        assert_eq!(stage.run(["verify", "--json"]).json(), before);
        let all = ["import", "directory", url.as_str(), "--http", "--allow-private", host.as_str(), "--json"];
        let first = stage.run(all).json();
        assert_eq!((&first["new"], &first["pages"]), (&2.into(), &1.into()), "{first}");
        let verified = stage.run(["verify", "--json"]).json();
        let second = stage.run(all).json();
        assert_eq!((&second["pages"], &second["pages_as_they_were"]), (&0.into(), &1.into()), "{second}");
        assert_eq!(asks(), 2);
        assert_eq!(stage.run(["verify", "--json"]).json(), verified, "not even an entry of the trail");
        assert_eq!(verified["anchor"], verified["entries"], "what was taken is sealed and anchored");
    }
    let stage = sqlite().with_tour();
    for wrong in ["a/b", "*", "u@h", ""] {
        let said = stage.run(["import", "directory", "https://feeds.example.org/", "--allow", wrong]).failed(2);
        assert_eq!(said.lines().count(), 1, "{said}");
    }
}
