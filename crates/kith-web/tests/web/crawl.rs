//! Everybody follows every link that they are shown, to its end: each leads somewhere, and nowhere is a word of another
//! service.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use http::StatusCode;
use kith_domain::staff::Role;

use super::client::{Answer, Client};
use super::matrix::records;
use super::world::story;

/// The fewest pages that somebody of a role finds, so that a crawl that goes nowhere is noticed.
const fn fewest(role: Role) -> usize {
    match role {
        Role::LinkWorker | Role::TeamLead | Role::ServiceManager => 40,
        Role::Practice => 8,
        Role::Administrator => 6,
        Role::Organisation | Role::Commissioner | Role::Evaluator => 4,
    }
}

#[test]
fn nobody_of_a_service_is_shown_a_word_of_another_or_a_link_to_nowhere() {
    story(async |world| {
        records(world, &world.one.canary, |role| world.one.email(role)).await;
        records(world, &world.two.canary, |role| world.two.email(role)).await;
        let mut wrong = Vec::new();
        for (home, other) in [(&world.one, &world.two), (&world.two, &world.one)] {
            for role in Role::ALL {
                let mut client = Client::signed_in(&world.router, &home.email(role)).await;
                let seen = crawl(&mut client, |path, answer| {
                    if holds(answer, &other.canary) {
                        wrong.push(format!("{} of {} reads {} at {path}", role.code(), home.canary, other.canary));
                    }
                    if !matches!(answer.status, StatusCode::OK | StatusCode::SEE_OTHER) {
                        wrong.push(format!("{} is led to {path}: {}", role.code(), answer.status));
                    }
                })
                .await;
                if seen < fewest(role) {
                    wrong.push(format!("{} finds only {seen} pages", role.code()));
                }
            }
        }
        assert_eq!(wrong, Vec::<String>::new());
    });
}

/// Whether an answer holds a word, in its page or in what stands before it.
fn holds(answer: &Answer, word: &str) -> bool {
    answer.body.contains(word)
        || answer.headers.values().any(|value| String::from_utf8_lossy(value.as_bytes()).contains(word))
}

/// Of one page with other words behind it, as a list with other filters or the month before, so many are looked at.
const VARIANTS: usize = 8;

/// Follows every link from the first page, each once, and gives how many there were.
pub(super) async fn crawl(client: &mut Client, mut look: impl FnMut(&str, &Answer)) -> usize {
    let mut known = BTreeSet::from(["/".to_owned()]);
    let mut waiting = VecDeque::from(["/".to_owned()]);
    let mut variants: BTreeMap<String, usize> = BTreeMap::new();
    while let Some(path) = waiting.pop_front() {
        let answer = client.get(&path).await;
        look(&path, &answer);
        let shown = answer.body.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
        for link in shown.chain(std::iter::once(answer.location())) {
            let link = link.replace("&amp;", "&").replace("&#38;", "&");
            let link = link.split('#').next().unwrap_or_default();
            let link = if link.starts_with('?') {
                format!("{}{link}", path.split('?').next().unwrap_or_default())
            } else {
                link.to_owned()
            };
            let page = link.split('?').next().unwrap_or_default().to_owned();
            let is_ours = link.starts_with('/') && !link.starts_with("//");
            if is_ours && !known.contains(&link) {
                let variants = variants.entry(page).or_default();
                *variants += 1;
                if *variants <= VARIANTS {
                    known.insert(link.clone());
                    waiting.push_back(link);
                }
            }
        }
    }
    known.len()
}
