//! Kept entries and short lists in every state.

use kith_app::short_lists::{ByEmail, Picked};
use kith_domain::directory::{Capacity, CommunityService, Organisation};
use kith_domain::person::reaching::{Facts, Format};
use kith_domain::staff::Role;

use super::Sample;
use super::made_up::*;
use crate::components::Form;
use crate::directory::drawn::{EntryPage, Keeping, KeptPage, Made, ShortListPage};

fn drawn(name: &'static str, page: &impl askama::Template) -> Sample {
    Sample { name, html: page.render().unwrap() }
}

fn form() -> Form {
    Form::blank().carrying("nonce", "0192").carrying("for-service", "s").carrying("for-record", "r")
}

type Listed = (CommunityService, Organisation);

/// Two places for a list: one with room, and one of which nobody said.
pub(crate) fn two_places() -> [Picked; 2] {
    [picked(&(walks(plainly), organisation(plainly))), picked(&(bare(65, "Repair café"), organisation(plainly)))]
}

fn picked((service, organisation): &Listed) -> Picked {
    let room = (service.capacity != Capacity::NotSaid).then(|| service.capacity.in_words());
    Picked { service: service.clone(), organisation: organisation.clone(), room }
}

fn two(say: Say) -> Vec<Listed> {
    vec![(walks(say), organisation(say)), (bare(65, &say("Repair café")), organisation(say))]
}

pub(super) fn samples() -> Vec<Sample> {
    let kept = |name, all: &[Listed]| {
        let frame = frame("My favourites", Role::LinkWorker, "/directory");
        drawn(name, &KeptPage::new(frame, all, today(), |_| form()))
    };
    let entry = |name, is_kept| {
        let frame = frame("Harbour Walks", Role::LinkWorker, "/directory");
        let mut page = EntryPage::new(frame, &(walks(plainly), organisation(plainly)), None, today());
        page.keeping = Some(Keeping::of(form(), "1", is_kept));
        drawn(name, &page)
    };
    let list = |name, say: Say, facts: Facts, made: &Made| {
        let story = full_story(say);
        let mut head = head(&story);
        head.reaching = facts;
        let frame = frame_about("A short list of places for Peggy", &story.person.it, Role::LinkWorker);
        drawn(name, &ShortListPage::new(frame, &head, made, form(), today()))
    };
    let found = |say: Say| vec![(walks(say), say("Harbour Trust"))];
    let made = |of: Vec<Listed>, kept: Vec<Listed>, found: Vec<(CommunityService, String)>, typed: &str| Made {
        picked: of.iter().map(picked).collect(),
        was: Vec::new(),
        kept,
        found,
        typed: typed.to_owned(),
        by_email: ByEmail::Not("The record has no e-mail address."),
    };
    let sent =
        Made { by_email: ByEmail::To(line("peggy@example.org".to_owned())), ..made(two(plainly), vec![], vec![], "") };
    let mut changed = form().prefill("text", "Ask for Jo.").prefill("subject", HOSTILE);
    changed.problem("text", "You changed what the list says. Nothing was sent.");
    let story = full_story(plainly);
    let its_frame = frame_about("A short list of places for Peggy", &story.person.it, Role::LinkWorker);
    let changed = ShortListPage::new(its_frame, &head(&story), &sent, changed, today());
    let few = Facts {
        language: Some(line("Polish".to_owned())),
        formats: vec![Format::EasyRead, Format::LargePrint, Format::Spoken],
        ..Facts::default()
    };
    let many: Vec<Listed> = (0..12).map(|n| (bare(200 + n, "Repair café"), organisation(plainly))).collect();
    vec![
        kept("favourites", &two(plainly)),
        kept("favourites-none", &[]),
        kept("favourites-hostile", &two(hostile)),
        entry("directory-entry-keep", false),
        entry("directory-entry-let-go", true),
        list("short-list-empty", plainly, Facts::default(), &made(vec![], vec![], vec![], "")),
        list("short-list", plainly, Facts::default(), &made(two(plainly), vec![], vec![], "")),
        list("short-list-by-e-mail", plainly, Facts::default(), &sent),
        drawn("short-list-changed", &changed),
        list("short-list-few-words", plainly, few.clone(), &made(two(plainly), vec![], vec![], "")),
        list("short-list-found", plainly, Facts::default(), &made(vec![], two(plainly), found(plainly), "harbour")),
        list("short-list-nothing", plainly, Facts::default(), &made(vec![], vec![], vec![], "moon")),
        list("short-list-full", plainly, Facts::default(), &made(many, two(plainly), vec![], "")),
        list("short-list-hostile", hostile, few, &made(two(hostile), two(hostile), found(hostile), HOSTILE)),
    ]
}

#[test]
fn what_is_kept_and_short_lists_look_as_they_did() {
    for sample in samples() {
        insta::assert_snapshot!(sample.name, super::comparable(sample.html));
    }
}
