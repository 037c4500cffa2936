//! The job that takes feeds, against a real server on this machine, which only a test may name.

use std::io::{BufRead, BufReader, Write};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use jiff::SignedDuration;
use kith_app::import::feed::{self, By, Wish};
use kith_app::import::fetch::{Fetch, Roads};
use kith_app::{App, SystemChance, SystemClock, jobs};
use kith_domain::directory::feed::How;
use kith_outbound::feed::{Bounds, Feeds, FromPages, Named, Rules, Voice};
use kith_store::{Isolation, Place, Reach, Store, feeds};

use crate::stage::{Stage, stages};

/// A feed of three pages with an entry each. It breaks off in the middle of the second as often as `breaks` says.
struct Server {
    host: String,
    asked: Arc<Mutex<Vec<String>>>,
    breaks: Arc<AtomicUsize>,
}

impl Server {
    fn new(breaks: usize) -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let host = listener.local_addr().expect("an address").to_string();
        let (asked, breaks) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicUsize::new(breaks)));
        let (note, left) = (Arc::clone(&asked), Arc::clone(&breaks));
        std::thread::spawn(move || {
            for mut stream in listener.incoming().map_while(Result::ok) {
                let Ok(copy) = stream.try_clone() else { continue };
                let head: Vec<String> = BufReader::new(copy)
                    .lines()
                    .map_while(Result::ok)
                    .take_while(|line| !line.is_empty())
                    .map(|line| line.to_lowercase())
                    .collect();
                let page: u32 =
                    head[0].split("page=").last().and_then(|rest| rest.split(' ').next()?.parse().ok()).unwrap_or(0);
                let is_known = head.iter().any(|line| line.starts_with("if-none-match"));
                note.lock().expect("one at a time").push(format!("{page}{}", if is_known { " again" } else { "" }));
                let body = format!(
                    r#"{{"total_items":3,"total_pages":3,"page_number":{page},"size":1,"first_page":{},"last_page":{},"empty":false,"contents":[
                        {{"id":"7b1d3c10-4f52-4a8e-9c11-00000000000{page}","name":"Tea {page}","status":"active",
                        "organization":{{"id":"7b1d3c10-4f52-4a8e-9c11-000000000900","name":"Invented"}},
                        "schedules":[{{"byday":"MO","opens_at":"10:00"}}]}}]}}"#,
                    page == 1,
                    page == 3
                );
                let is_broken = page == 2
                    && left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok();
                let sent = if is_broken { &body[..20] } else { body.as_str() };
                let answer = if is_known {
                    "HTTP/1.1 304 Not Modified\r\n\r\n".to_owned()
                } else {
                    format!("HTTP/1.1 200 OK\r\nETag: \"{page}\"\r\nContent-Length: {}\r\n\r\n{sent}", body.len())
                };
                drop(stream.write_all(answer.as_bytes()));
            }
        });
        Self { host, asked, breaks }
    }

    fn asked(&self) -> Vec<String> {
        std::mem::take(&mut *self.asked.lock().expect("one at a time"))
    }

    fn feeds(&self) -> Feeds {
        let hosts = vec![Named::parse(&self.host, true).expect("a host")];
        Feeds::new(Rules { hosts, plain: true, voice: Voice::Page }, Bounds::default())
    }
}

impl Roads for Server {
    fn to(&self, _url: &str) -> Result<Box<dyn Fetch>, String> {
        Ok(Box::new(self.feeds()))
    }
}

fn app(stage: &Stage) -> App {
    let place = Place { data: stage.data().to_owned(), database: stage.database().map(str::to_owned) };
    App::new(Store::open(&place).expect("a store"), Arc::new(SystemClock), Arc::new(SystemChance))
}

/// Has a run begin soon, as the page does.
fn ask(app: &App, url: &str) {
    let url = url.to_owned();
    let now = app.now();
    let asked = app.store().write(&Reach::maintenance(), Isolation::Ordinary, move |tx| {
        let Some(kept) = feeds::by_url(tx, &url)? else { return Ok(false) };
        let run = feeds::run(tx, kept.it.id)?;
        feeds::put(tx, kept.it.id, &feeds::Run { asked: Some(now), asked_how: Some(How::AsUsual), ..run })?;
        Ok::<_, kith_store::DbError>(true)
    });
    assert!(asked.expect("written"), "the feed is known");
}

fn run_of(app: &App, url: &str) -> feeds::Run {
    let read = app.store().read(&Reach::maintenance(), |tx| {
        let kept = feeds::by_url(tx, url)?;
        kept.map(|kept| feeds::run(tx, kept.it.id)).transpose()
    });
    read.expect("read").expect("the feed is known")
}

#[test]
fn the_job_goes_on_with_a_run_that_a_real_server_cut_and_asks_no_page_twice() {
    for stage in stages() {
        let stage = stage.with_tour();
        let (app, server) = (app(&stage), Server::new(2));
        let url = format!("http://{}/services", server.host);
        // By command first, which breaks off at the second page.
        let wish = Wish {
            url: url.clone(),
            afresh: false,
            pages: 10,
            time: SignedDuration::from_mins(5),
            is_believed: false,
            is_gone_on_with: false,
            by: By::Command,
            stop: Arc::default(),
        };
        let cut = feed::run(&app, &server.feeds(), &wish, &|_, _| {}).expect("the store is there");
        assert_eq!(
            cut.stopped.as_deref(),
            Some("page 2: the answer broke off before its end. The next run goes on at page 2.")
        );
        assert_eq!(server.asked(), ["1", "2"]);
        assert_eq!(jobs::take_feeds(&app, &server, &Arc::default()).expect("done"), 0, "nobody asked");
        ask(&app, &url);
        assert_eq!(jobs::take_feeds(&app, &server, &Arc::default()).expect("done"), 1);
        assert_eq!(server.asked(), ["2"], "it broke off again");
        assert_eq!(server.breaks.load(Ordering::SeqCst), 0);
        ask(&app, &url);
        assert_eq!(jobs::take_feeds(&app, &server, &Arc::default()).expect("done"), 1);
        assert_eq!(server.asked(), ["2", "3"]);
        let run = run_of(&app, &url);
        assert_eq!((run.run, run.taken, run.whole_listed, run.stopped), (1, 3, Some(3), None));
        // What has not changed is not sent again.
        ask(&app, &url);
        jobs::take_feeds(&app, &server, &Arc::default()).expect("done");
        assert_eq!(server.asked(), ["1 again", "2 again", "3 again"]);
        // As the real service would, the job does not ask it at all.
        ask(&app, &url);
        assert_eq!(jobs::take_feeds(&app, &FromPages, &Arc::default()).expect("done"), 1);
        assert_eq!(server.asked(), Vec::<String>::new(), "no connection was made");
        let why = run_of(&app, &url).stopped.expect("it stopped");
        assert!(why.contains("not encrypted"), "{why}");
        jobs::seal(&app).expect("sealed");
        drop(app);
        stage.run(["verify"]).fine();
    }
}
