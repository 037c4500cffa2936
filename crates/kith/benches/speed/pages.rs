//! The pages that people wait for.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use kith_testkit::desk::cookie;
use kith_testkit::http::{Wire, forms};
use kith_testkit::program::Serving;

use crate::figures::{Times, head};
use crate::place::Asked;

/// A page, for whom, and what must stand on it how often at least.
pub(crate) struct Page {
    pub(crate) name: &'static str,
    pub(crate) path: String,
    pub(crate) cookie: String,
    mark: &'static str,
    least: usize,
}

impl Page {
    /// Fetches it, and ends the run when it does not hold what it must.
    pub(crate) fn fetch(&self, wire: &mut Wire) {
        let answer = wire.get(&self.path, &self.cookie).expect("an answer");
        assert_eq!(answer.status, 200, "{}", self.name);
        let found = answer.body.matches(self.mark).count();
        assert!(found >= self.least, "{} holds {} {found} times", self.name, self.mark);
    }
}

/// The pages of the aims, as a link worker and a lead of the demo see them.
pub(crate) fn pages(at: SocketAddr) -> Vec<Page> {
    let (worker, lead, pays) = (cookie(at, "link worker"), cookie(at, "team lead"), cookie(at, "commissioner"));
    let mut wire = Wire::open(at).expect("a connection");
    let list = wire.get("/people", &worker).expect("the list");
    // The first whom she has: opened as a page, and looked for by family name.
    let found = list.body.split("href=\"/people/").skip(1).filter_map(|rest| rest.split_once("\">"));
    let (person, rest) = found.into_iter().find(|(id, _)| id.len() == 36).expect("somebody in the list");
    let family = rest.split(',').next().expect("a name");
    let (mut fields, _) = forms(&list.body, "/people/search").pop().expect("a search");
    fields.push(("q".to_owned(), family.to_owned()));
    let searched = wire.post("/people/search", &lead, &fields).expect("searched");
    assert_eq!(searched.status, 303);
    let searched = searched.header("location").next().expect("a place").to_owned();
    let page = |name, path: &str, cookie: &str, mark, least| Page {
        name,
        path: path.to_owned(),
        cookie: cookie.to_owned(),
        mark,
        least,
    };
    vec![
        page("Case list of a link worker", "/people", &worker, "href=\"/people/", 5),
        page("Case list of the service", "/people", &lead, "href=\"/people/", 25),
        page("Today", "/today", &worker, "href=\"/people/", 1),
        page("Queue", "/queue", &lead, "href=\"/referrals/", 5),
        page("Person", &format!("/people/{person}"), &worker, "<h1", 1),
        page("Search", &searched, &lead, "href=\"/people/", 1),
        page("Team", "/team", &lead, "<tr", 5),
        page("What was missing", "/reports/unmet-need", &pays, "<caption", 10),
        page("The same of a need", "/reports/unmet-need?need=domain%2Dhousing", &pays, "<caption", 8),
        page("Case for investment", "/reports/unmet-need/case?need=domain%2Dhousing", &pays, "<table", 1),
        page("Register of gaps, link worker", "/gaps", &worker, "href=\"/gaps/", 1),
    ]
}

/// Each page at one connection and at sixteen.
pub(crate) fn measure(serving: &Serving, asked: &Asked) {
    let pages = pages(serving.address);
    for connections in [1, 16] {
        head(&format!("page, {connections} at once"));
        for page in &pages {
            let (times, span) = at_once(serving.address, page, connections, Duration::from_secs(asked.seconds));
            println!("{}", times.line(page.name, span));
        }
        println!();
    }
}

fn at_once(at: SocketAddr, page: &Page, connections: usize, span: Duration) -> (Times, Duration) {
    let mut all = Times::default();
    let began = Instant::now();
    std::thread::scope(|scope| {
        let running: Vec<_> = (0..connections)
            .map(|_| {
                scope.spawn(move || {
                    let mut wire = Wire::open(at).expect("a connection");
                    let mut times = Times::default();
                    while began.elapsed() < span {
                        let sent = Instant::now();
                        page.fetch(&mut wire);
                        times.add(sent.elapsed());
                    }
                    times
                })
            })
            .collect();
        for one in running {
            all.join(one.join().expect("somebody who looks"));
        }
    });
    (all, began.elapsed())
}
