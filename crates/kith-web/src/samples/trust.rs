//! A directory people can trust: what is corrected, what has vanished, who checked.

use kith_app::entries::corrections::{Opened, OvertakenLine};
use kith_app::entries::renamed::Opened as Renamed;
use kith_app::people::Names;
use kith_app::store::Kept;
use kith_domain::directory::correction::{Correction, Ended, Field, How, Word, corrected};
use kith_domain::directory::{CommunityService, Here, Organisation};
use kith_domain::staff::Role;

use super::made_up::*;
use super::{HOSTILE, Sample, sample};
use crate::components::Form;
use crate::directory::correct::Told;
use crate::directory::drawn::*;
use crate::queue::entries::Entries;
use crate::visit::VERSION;

fn form() -> Form {
    Form::blank().carrying("nonce", "0192").carrying("for-service", "s").carrying("for-record", "r")
}

fn names() -> Names {
    [(id(AMINA), "Amina Reyes".to_owned())].into()
}

fn correction(n: u8, field: Field, ours: Option<&str>, say: Say) -> Correction {
    let theirs = field.of(&walks(say).entry);
    Correction {
        id: id(n),
        entry: id(61),
        field,
        ours: ours.map(|ours| words(say(ours))),
        theirs,
        service: id(1),
        by: id(AMINA),
        at: at(20, 9, 0),
        is_overtaken: false,
        ended: None,
        word: Word::Team,
    }
}

/// An entry of a feed of which two fields are corrected, and the feed has said something else of one since.
fn opened(say: Say) -> Opened {
    let it = CommunityService { source: Some(id::<()>(70).uuid()), ..walks(say) };
    let phone = Correction { is_overtaken: true, ..correction(71, Field::Phone, Some("01632 960 789"), say) };
    let ended = Some(Ended { at: at(21, 9, 0), by: Some(id(99)), how: How::Undone });
    let all = vec![
        Correction { ended, ..correction(72, Field::Cost, Some("£1"), say) },
        Correction {
            word: Word::Organisation(at(19, 9, 0)),
            ..correction(73, Field::Times, Some("Every Friday, 2pm to 3pm"), say)
        },
        phone,
    ];
    let entry = corrected(&it.entry, &all);
    let here = Here { theirs: Some(Box::new(it.entry.clone())), is_open: None, checked_by: Some(id(AMINA)) };
    Opened {
        kept: Kept { version: 3, it: CommunityService { entry, here, ..it } },
        organisation: organisation(say),
        all: all.into_iter().map(|it| Kept { version: 1, it }).collect(),
        names: names(),
        may_correct_ways: true,
        service: id(1),
    }
}

pub(super) fn samples() -> Vec<Sample> {
    let lead = |title: &str| frame(title, Role::TeamLead, "/directory");
    let list = |name, it: &Opened| sample(name, &CorrectPage::new(lead("Correct Harbour Walks"), it, |_| form()));
    let held = Opened { may_correct_ways: false, service: id(2), names: Names::new(), ..opened(plainly) };
    let held_field = FieldPage::new(lead("Correct Harbour Walks: telephone number"), &held, Field::Phone, form());
    let shared = Opened { may_correct_ways: false, all: Vec::new(), ..opened(plainly) };
    let field = |name, field: Field, form: Form| {
        let frame = lead("Correct Harbour Walks: telephone number");
        sample(name, &FieldPage::new(frame, &opened(plainly), field, form.carrying(VERSION, "3")))
    };
    let mut wrong = Form::typed([("words".to_owned(), HOSTILE.to_owned())]).carrying("nonce", "0192");
    wrong.problem("words", "This is what the feed says. Change it, or go back.");
    let entry = |name, say: Say, with: &dyn Fn(&mut EntryPage)| {
        let it = opened(say);
        let told = it.all.iter().map(|kept| &kept.it).filter(|one| one.ended.is_none());
        let told = told.map(|one| Told::new(one, &it.kept.it, &it.names, None)).collect();
        let frame = lead(it.kept.it.entry.name.as_str());
        let mut page = EntryPage::new(frame, &(it.kept.it, it.organisation), None, today());
        page.corrected = told;
        page.check = Some(("/directory/x/checked".to_owned(), form()));
        page.correct = Some("/directory/x/correct".to_owned());
        with(&mut page);
        sample(name, &page)
    };
    let gone: Vec<_> = cards(plainly).into_iter().filter(|card| card.service.vanished.is_some()).collect();
    let list_of_gone = |name, cards: &[kith_app::searching::Card], typed: &str| {
        sample(name, &GonePage::new(lead("No longer in their feed"), cards, typed, today()))
    };
    let overtaken = |say: Say| {
        let it = Correction { is_overtaken: true, ..correction(71, Field::Phone, Some("01632 960 789"), say) };
        let line = OvertakenLine {
            kept: Kept { version: 2, it },
            entry: say("Harbour Walks"),
            now: Some(words(say("01632 960 111"))),
        };
        let told = Told::overtaken(&line, &names(), form());
        let frame = frame("What people say is wrong in the directory", Role::TeamLead, "/queue");
        let overtaken = vec![(line.entry.clone(), "/directory/x".to_owned(), told)];
        let failing = say("The feed https://feeds.example.org/services has not been read to its end for 3 nights.");
        let failing = vec![(failing, "/settings/directory-feeds/x".to_owned())];
        Entries { frame, lines: Vec::new(), overtaken, failing }
    };
    let rename = |name, say: Say, is_ours: bool, form: Form| {
        let of = organisation(say);
        let was = Organisation { name: line(say("Friends of the mill")), ..of.clone() };
        let event = of.listed("directory.organisation_renamed").with("was", &was.name);
        let it = Renamed {
            kept: Kept { version: 2, it: of },
            entries: vec![walks(say), bare(65, &say("Repair café"))],
            is_ours,
            history: vec![happened(event, id::<()>(66).uuid(), at(20, 9, 0), AMINA)],
            names: names(),
        };
        let from = it.entries.first().map_or_else(String::new, |entry| entry.id.to_string());
        sample(name, &RenamePage::new(lead("Rename Harbour Trust"), &from, &it, form.carrying(VERSION, "2")))
    };
    let mut taken = Form::typed([("organisation".to_owned(), HOSTILE.to_owned())]).carrying("nonce", "0192");
    taken.problem("organisation", "Another organisation that was written down by hand is called so.");
    vec![
        rename("organisation-rename", plainly, true, form()),
        rename("organisation-rename-error", hostile, true, taken),
        rename("organisation-rename-not-ours", plainly, false, form()),
        list("corrections", &opened(plainly)),
        list("corrections-hostile", &opened(hostile)),
        list("corrections-none", &shared),
        list("corrections-of-others", &held),
        sample("correction-of-others", &held_field),
        field("correction", Field::Phone, form()),
        field("correction-long", Field::Times, form()),
        field("correction-status", Field::Status, form()),
        field("correction-error", Field::Phone, wrong),
        entry("directory-entry-corrected", plainly, &|_| {}),
        entry("directory-entry-corrected-hostile", hostile, &|page| {
            page.open = Some(("/directory/x/publish".to_owned(), Openness::KeptIn, form()));
        }),
        entry("directory-entry-not-asked", plainly, &|page| {
            page.open = Some(("/directory/x/publish".to_owned(), Openness::NotAsked, form()));
        }),
        entry("directory-entry-open", plainly, &|page| {
            page.open = Some(("/directory/x/publish".to_owned(), Openness::Open, form()));
            page.rename = Some("/directory/x/organisation".to_owned());
        }),
        list_of_gone("directory-gone", &gone, ""),
        list_of_gone("directory-gone-none", &[], ""),
        list_of_gone("directory-gone-nothing", &[], HOSTILE),
        sample("entries-overtaken", &overtaken(plainly)),
        sample("entries-overtaken-hostile", &overtaken(hostile)),
    ]
}

#[test]
fn what_is_corrected_checked_and_gone_looks_as_it_did() {
    for sample in samples() {
        insta::assert_snapshot!(sample.name, super::comparable(sample.html));
    }
}
