//! What one noted about oneself, in every state.

use jiff::civil::date;
use kith_app::store::Kept;
use kith_app::what_we_did::Noted;
use kith_domain::id::Id;
use kith_domain::staff::Role;
use kith_domain::support::OwnTap;

use super::made_up::*;
use super::{Sample, sample};
use crate::components::Form;
use crate::noted::{NotedPage, TITLE};

fn form() -> Form {
    Form::blank().carrying("nonce", "0192").carrying("for-service", "s").carrying("for-record", "r")
}

fn tap(number: u8, ways: &[u8]) -> Kept<OwnTap> {
    let it = OwnTap {
        id: id(number),
        service: service(),
        owner: id(71),
        contact: if number == 80 { id(70) } else { id(72) },
        day: date(2026, 11, 23),
        ways: ways.iter().map(|way| id(*way)).collect(),
        list: 1,
        at: at(23, 17, 0),
    };
    Kept { version: 1, it }
}

pub(super) fn samples() -> Vec<Sample> {
    let frame = || frame(TITLE, Role::LinkWorker, "/boundaries");
    let list = |name, taps: Vec<Kept<OwnTap>>, say: Say, is_first: bool| {
        let mark: Id<OwnTap> = id(90);
        let next = (!is_first).then(|| (date(2026, 11, 2), mark.uuid()));
        let noted = Noted { taps, next, ways: ways(say), lists: Vec::new(), open: [id(70)].into() };
        sample(name, &NotedPage::new(frame(), &noted, is_first, |_| form()))
    };
    vec![
        list("noted", vec![tap(80, &[106]), tap(81, &[121, 123])], plainly, true),
        list("noted-earlier", vec![tap(80, &[106])], plainly, false),
        list("noted-none", Vec::new(), plainly, true),
        list("noted-hostile", vec![tap(80, &[106, 250])], hostile, true),
    ]
}
