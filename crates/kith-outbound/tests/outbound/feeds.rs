//! Feeds on this machine: asked only when they are named, within bounds, and never by a way round.

use std::io::{BufRead, BufReader, Write};
use std::net::{IpAddr, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use kith_app::import::fetch::{Answer, Ask, Fetch, NotFetched, Tags};
use kith_outbound::feed::{Bounds, Feeds, Named, Resolve, Rules, Voice};

/// Answers every connection by what `answer` writes; keeps what was asked.
struct Server {
    at: SocketAddr,
    connections: Arc<AtomicUsize>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    fn on(ip: &str, answer: impl Fn(&str, &mut TcpStream) + Send + 'static) -> Option<Self> {
        let listener = TcpListener::bind((ip.parse::<IpAddr>().expect("an address"), 0)).ok()?;
        let at = listener.local_addr().expect("an address");
        let connections = Arc::new(AtomicUsize::new(0));
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (count, keep) = (Arc::clone(&connections), Arc::clone(&asked));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { break };
                count.fetch_add(1, Ordering::SeqCst);
                let mut head = String::new();
                let Ok(copy) = stream.try_clone() else { continue };
                for line in BufReader::new(copy).lines() {
                    match line {
                        Ok(line) if !line.is_empty() => head.push_str(&format!("{line}\n")),
                        _ => break,
                    }
                }
                keep.lock().expect("one at a time").push(head.clone());
                answer(&head, &mut stream);
            }
        });
        Some(Self { at, connections, asked })
    }

    fn new(answer: impl Fn(&str, &mut TcpStream) + Send + 'static) -> Self {
        Self::on("127.0.0.1", answer).expect("a port")
    }

    fn saying(answer: String) -> Self {
        Self::new(move |_, stream| drop(stream.write_all(answer.as_bytes())))
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.at)
    }

    /// Rules that name this server as one's own.
    fn rules(&self) -> Rules {
        Rules {
            hosts: vec![Named::parse(&self.at.to_string(), true).expect("a host")],
            plain: true,
            voice: Voice::Command,
        }
    }

    fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

fn fine(body: &str) -> String {
    format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nETag: \"one\"\r\nLast-Modified: then\r\n\r\n{body}", body.len())
}

fn get(feeds: &Feeds, url: &str) -> Result<Answer, NotFetched> {
    feeds.get(&Ask { url: url.to_owned(), known: Tags::default() })
}

fn small() -> Bounds {
    Bounds { bytes: 1 << 20, time: Duration::from_secs(20) }
}

#[test]
fn a_feed_that_is_named_is_read_and_asked_whether_it_is_the_same() {
    let server = Server::new(|head, stream| {
        let same = head.to_lowercase().contains("if-none-match: \"one\"");
        let answer = if same { "HTTP/1.1 304 Not Modified\r\n\r\n".to_owned() } else { fine("[]") };
        drop(stream.write_all(answer.as_bytes()));
    });
    let feeds = Feeds::new(server.rules(), small());
    let tags = Tags { etag: Some("\"one\"".to_owned()), last_modified: Some("then".to_owned()) };
    let url = server.url("/services?page=1");
    assert_eq!(get(&feeds, &url), Ok(Answer::Body { bytes: b"[]".to_vec(), tags: tags.clone() }));
    assert_eq!(feeds.get(&Ask { url, known: tags }), Ok(Answer::Same));
    let asked = server.asked.lock().expect("one at a time").join("\n").to_lowercase();
    assert!(asked.contains("get /services?page=1 http/1.1"), "{asked}");
    assert!(asked.contains(&format!("host: {}", server.at)), "{asked}");
    assert!(asked.contains("if-modified-since: then"), "{asked}");
    assert!(!asked.contains("cookie") && !asked.contains("authorization"), "{asked}");
}

#[test]
fn what_lies_inside_is_refused_with_no_connection_made() {
    let server = Server::saying(fine("[]"));
    let six = Server::on("::1", |_, stream| drop(stream.write_all(fine("[]").as_bytes())));
    let port = server.at.port();
    let hosts = [
        "127.0.0.1",
        "localhost",
        "localhost.",
        "LOCALHOST",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "2130706433",
        "0x7f.1",
        "017700000001",
        "127.1",
        "0",
        "0.0.0.0",
        "[::]",
        "169.254.169.254",
        "[fd00::1]",
        "[fe80::1]",
        "100.64.0.1",
        "10.0.0.1",
        "192.168.0.1",
    ];
    for host in hosts {
        for scheme in ["http", "https"] {
            let own = six.as_ref().filter(|_| host == "[::1]").map_or(port, |six| six.at.port());
            let url = format!("{scheme}://{host}:{own}/services");
            // Not named; and named, but not as one's own.
            let named = Named::parse(&format!("{host}:{own}"), false).expect("a host");
            for hosts in [Vec::new(), vec![named]] {
                let feeds = Feeds::new(Rules { hosts, plain: true, voice: Voice::Command }, small());
                assert!(matches!(get(&feeds, &url), Err(NotFetched::Forbidden(_))), "{url}");
            }
        }
    }
    // What nobody has as a feed is not asked even when it is named as one's own.
    for host in ["169.254.169.254", "0.0.0.0", "[::]", "[fe80::1]", "[::ffff:169.254.169.254]", "[fd00:ec2::254]"] {
        let hosts = vec![Named::parse(host, true).expect("a host")];
        let feeds = Feeds::new(Rules { hosts, plain: true, voice: Voice::Command }, small());
        assert!(matches!(get(&feeds, &format!("http://{host}/")), Err(NotFetched::Forbidden(_))), "{host}");
    }
    let trusted = Rules {
        hosts: vec![Named::parse("trusted.example", false).expect("a host")],
        plain: true,
        voice: Voice::Command,
    };
    let feeds = Feeds::new(trusted, small()).resolved_by(to(vec![server.at]));
    for url in [
        format!("http://trusted.example.evil.test:{port}/"),
        format!("http://trusted.example@127.0.0.1:{port}/"),
        format!("http://127.0.0.1:{port}/trusted.example"),
        format!("http://trusted.example:{port}/"),
        "http://trusted.example:22/".to_owned(),
        "http://trusted.example:5432/".to_owned(),
        format!("gopher://127.0.0.1:{port}/"),
        format!("ftp://127.0.0.1:{port}/"),
        "file:///etc/passwd".to_owned(),
        "http:///services".to_owned(),
        "trusted.example".to_owned(),
        String::new(),
        "http://trusted.example:99999/".to_owned(),
        "http://[::1/".to_owned(),
    ] {
        assert!(matches!(get(&feeds, &url), Err(NotFetched::Forbidden(_))), "{url}");
    }
    assert_eq!(server.connections(), 0);
    assert_eq!(six.map_or(0, |six| six.connections()), 0);
}

/// A resolver that always says the same.
fn to(addresses: Vec<SocketAddr>) -> Resolve {
    Arc::new(move |_, _| Ok(addresses.clone()))
}

#[test]
fn a_name_is_held_against_what_it_resolves_to_and_resolved_once() {
    let server = Server::saying(fine("[]"));
    let public: SocketAddr = "9.9.9.9:80".parse().expect("an address");
    let named = |private| Rules {
        voice: Voice::Command,
        hosts: vec![Named::parse(&format!("feeds.example:{}", server.at.port()), private).expect("a host")],
        plain: true,
    };
    let url = format!("http://feeds.example:{}/", server.at.port());
    for inside in [vec![server.at], vec![public, server.at], vec![server.at, public]] {
        let feeds = Feeds::new(named(false), small()).resolved_by(to(inside));
        assert!(matches!(get(&feeds, &url), Err(NotFetched::Forbidden(_))));
    }
    assert_eq!(server.connections(), 0, "not even one of several");

    // One that leads here first and elsewhere later: what was checked is what is asked.
    let times = Arc::new(AtomicUsize::new(0));
    let (count, here) = (Arc::clone(&times), server.at);
    let turning: Resolve = Arc::new(move |_, port| {
        let first = count.fetch_add(1, Ordering::SeqCst) == 0;
        Ok(vec![if first { here } else { SocketAddr::from(([169, 254, 169, 254], port)) }])
    });
    let feeds = Feeds::new(named(true), small()).resolved_by(turning);
    assert!(get(&feeds, &url).is_ok());
    assert_eq!((times.load(Ordering::SeqCst), server.connections()), (1, 1));
    assert!(matches!(get(&feeds, &url), Err(NotFetched::Forbidden(_))), "checked anew for every answer");

    let none = Feeds::new(named(true), small()).resolved_by(to(Vec::new()));
    assert!(get(&none, &url).is_err());
}

#[test]
fn each_redirect_is_checked_like_the_first_address() {
    let inside = Server::saying(fine("[]"));
    let places = [
        inside.url("/"),
        format!("//127.0.0.1:{}/", inside.at.port()),
        format!("http://localhost:{}/", inside.at.port()),
        "file:///etc/passwd".to_owned(),
        "http://169.254.169.254/latest/meta-data".to_owned(),
        "gopher://x/".to_owned(),
        "http://u:p@feeds.example/".to_owned(),
    ];
    for place in places {
        for status in ["301 Moved", "302 Found", "303 See", "307 Other", "308 Other"] {
            let front = Server::saying(format!("HTTP/1.1 {status}\r\nLocation: {place}\r\nContent-Length: 0\r\n\r\n"));
            let feeds = Feeds::new(front.rules(), small());
            assert!(matches!(get(&feeds, &front.url("/")), Err(NotFetched::Forbidden(_))), "{place}");
            assert_eq!(front.connections(), 1);
        }
    }
    assert_eq!(inside.connections(), 0);
    let round = Server::saying("HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n".to_owned());
    assert!(matches!(get(&Feeds::new(round.rules(), small()), &round.url("/")), Err(NotFetched::Failed(_))));
    assert_eq!(round.connections(), 6, "the first address and five redirects");
    let nowhere = Server::saying("HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n".to_owned());
    assert!(matches!(get(&Feeds::new(nowhere.rules(), small()), &nowhere.url("/")), Err(NotFetched::Failed(_))));
    let within = Server::new(|head, stream| {
        let there = head.starts_with("GET /there ");
        let answer = if there {
            fine("[1]")
        } else {
            "HTTP/1.1 301 Moved\r\nLocation: there\r\nContent-Length: 0\r\n\r\n".into()
        };
        drop(stream.write_all(answer.as_bytes()));
    });
    let answer = get(&Feeds::new(within.rules(), small()), &within.url("/here"));
    assert!(matches!(answer, Ok(Answer::Body { bytes, .. }) if bytes == b"[1]"));
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::best());
    packer.write_all(bytes).expect("packed");
    packer.finish().expect("packed")
}

#[test]
fn an_answer_is_bounded_as_sent_and_as_unpacked() {
    let head = |more: &str| format!("HTTP/1.1 200 OK\r\n{more}\r\n");
    let of = |head: String, body: Vec<u8>| {
        Server::new(move |_, stream| {
            let _ = stream.write_all(head.as_bytes());
            let _ = stream.write_all(&body);
        })
    };
    let bomb = packed(&vec![b' '; 64 << 20]);
    assert!(bomb.len() < 1 << 20, "small as sent");
    let too_large = [
        of(head("Content-Encoding: gzip\r\n"), bomb),
        of(head("Content-Length: 1048577\r\n"), Vec::new()),
        of(head("Content-Length: 18446744073709551615\r\n"), Vec::new()),
        Server::new(|_, stream| {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            // Without end: until nobody listens any more.
            while stream.write_all(b"400\r\n").is_ok() && stream.write_all(&[b'x'; 1024]).is_ok() {
                if stream.write_all(b"\r\n").is_err() {
                    break;
                }
            }
        }),
    ];
    for server in too_large {
        let answer = get(&Feeds::new(server.rules(), small()), &server.url("/"));
        assert!(matches!(&answer, Err(NotFetched::Failed(_))), "{answer:?}");
    }
    let sound = of(head("Content-Encoding: gzip\r\n"), packed(b"[7]"));
    let answer = get(&Feeds::new(sound.rules(), small()), &sound.url("/"));
    assert!(matches!(answer, Ok(Answer::Body { bytes, .. }) if bytes == b"[7]"));
    let full = of(head(""), vec![b'x'; 1 << 20]);
    assert!(get(&Feeds::new(full.rules(), small()), &full.url("/")).is_ok(), "as much as is permitted");
}

#[test]
fn what_is_no_answer_is_a_failure_in_one_sentence() {
    let answers = [
        "",
        "SSH-2.0-OpenSSH_9.6\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF\r\nx",
        "HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\nx",
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nnot packed",
        "HTTP/1.1 304 Not Modified\r\n\r\n",
        "HTTP/1.1 206 Partial\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 401 No\r\nWWW-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 500 <script>\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 429 Slow\r\nRetry-After: 99999999999\r\nContent-Length: 0\r\n\r\n",
    ];
    let long = format!("HTTP/1.1 200 OK\r\nX: {}\r\n\r\n", "x".repeat(1 << 20));
    let many = format!("HTTP/1.1 200 OK\r\n{}\r\n", "X: y\r\n".repeat(500));
    for answer in answers.into_iter().map(str::to_owned).chain([long, many]) {
        let server = Server::saying(answer.clone());
        match get(&Feeds::new(server.rules(), small()), &server.url("/")) {
            Err(NotFetched::Failed(why)) => assert!(!why.contains(['\n', '<']), "{why}"),
            other => panic!("{other:?} of {answer:.60}"),
        }
    }
    for gone in ["404 Not Found", "410 Gone"] {
        let server = Server::saying(format!("HTTP/1.1 {gone}\r\nContent-Length: 0\r\n\r\n"));
        let answer = get(&Feeds::new(server.rules(), small()), &server.url("/"));
        assert!(matches!(answer, Err(NotFetched::Absent(_))));
    }
    // Whoever speaks HTTP without TLS is not spoken to as if it were encrypted.
    let plain = Server::saying(fine("[]"));
    let answer = get(&Feeds::new(plain.rules(), small()), &format!("https://{}/", plain.at));
    assert!(matches!(answer, Err(NotFetched::Failed(_))));
    // And without leave there is no plain HTTP at all.
    let plain = Server::saying(fine("[]"));
    let rules = Rules { plain: false, ..plain.rules() };
    assert!(matches!(get(&Feeds::new(rules, small()), &plain.url("/")), Err(NotFetched::Forbidden(_))));
    assert_eq!(plain.connections(), 0);
}

#[test]
fn a_feed_that_never_finishes_is_left() {
    let (hold, held) = std::sync::mpsc::channel::<()>();
    let held = Mutex::new(held);
    let server = Server::new(move |_, stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx");
        // Until the test is over.
        let _ = held.lock().expect("one at a time").recv();
    });
    let bounds = Bounds { time: Duration::from_millis(300), ..small() };
    let answer = get(&Feeds::new(server.rules(), bounds), &server.url("/"));
    assert!(matches!(answer, Err(NotFetched::Failed(_))));
    drop(hold);

    // A byte now and then is no end either: the time is that of the whole answer.
    let dripping = Server::new(move |_, stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n");
        let (_hold, pause) = std::sync::mpsc::channel::<()>();
        while stream.write_all(b" ").is_ok() {
            let _ = pause.recv_timeout(Duration::from_millis(20));
        }
    });
    let bounds = Bounds { time: Duration::from_millis(300), bytes: 200 << 20 };
    let answer = get(&Feeds::new(dripping.rules(), bounds), &dripping.url("/"));
    assert!(matches!(&answer, Err(NotFetched::Failed(why)) if why.contains("within")), "{answer:?}");
}
