//! The lens that comes with Kith: our own reading of Griffith and others (2023), not checked by the authors.
//!
//! Each line says on what it rests. The practices and their readings are those of domain.md 2.2; a line whose only source
//! is one that we have not checked against its full text says that no finding is claimed for it (domain.md 8.9). What a
//! worker taps of herself (staying past a limit, sharing something of herself, keeping safe) is hers and in no lens.

use super::reading::{Line, Mark, Reading, Sign};
use super::{Lens, LensVersion};
use crate::id::Id;
use crate::staff::Service;
use crate::text;

use Reading::{Care, Choice, Depends, Neither};

/// How it is named in addresses.
pub const OURS: &str = "ours";
/// What it is called.
pub const OURS_NAME: &str = "Our reading of Griffith et al. 2023";

/// The lines about taps: code, reading, basis.
const WAYS: [(&str, Reading, &str); 21] = [
    (
        "P01",
        Choice,
        "Ours: telling people where to go leaves the going to them; a transactional way of linking (Calderón-Larrañaga et al. 2021).",
    ),
    ("P02", Choice, "Ours: options laid out to be chosen from are the logic of choice as Mol describes it."),
    ("P03", Choice, "Ours: goals set and reviewed were part of what was asked for and paid for (Pollard et al. 2023)."),
    ("P04", Choice, "Ours: talk moved towards responsibility for one’s own lifestyle (Pollard et al. 2023)."),
    ("P05", Choice, "Ours: required measures shaped routines and pushed others aside (Pollard et al. 2023)."),
    ("P06", Choice, "Ours alone: no finding is claimed. It leaves the step to the person."),
    (
        "P07",
        Depends,
        "Ours: independence may be wished for or imposed; it depends on who plans the ending (Wildman et al. 2019).",
    ),
    ("P08", Care, "Ours: listening without a goal is support in itself (Westlake et al. 2024)."),
    ("P09", Care, "Ours: keeping in touch while somebody waits is holding (Westlake et al. 2024)."),
    ("P10", Care, "Ours: sustaining somebody until they are ready is holding (Westlake et al. 2024)."),
    ("P11", Care, "Ours: bearing witness where nothing can be changed is holding (Westlake et al. 2024)."),
    ("P12", Care, "Ours: going along is doing it with the person (Sources of Support, Dundee; Tierney et al. 2025)."),
    (
        "P13",
        Depends,
        "Ours: a visit at home may be close attention, or a way to get a form filled in (the team of Griffith, 2021).",
    ),
    ("P14", Care, "Ours: doing it together is doing it with the person (Sources of Support, Dundee)."),
    ("P15", Care, "Ours: doing it for the person takes work over from them (Sources of Support, Dundee)."),
    (
        "P16",
        Care,
        "Ours: persevering is care, and can be wasteful too: the same act may be either (Sources of Support, Dundee).",
    ),
    (
        "P17",
        Care,
        "Ours: trying and adjusting is tinkering, as Mol calls it (Mol 2008; Calderón-Larrañaga et al. 2024).",
    ),
    ("P18", Care, "Ours: working with those around a person sees more than one chooser (Sources of Support, Dundee)."),
    ("P19", Depends, "Ours: money, housing and law may be advised on or fought for (Pollard et al. 2023)."),
    ("P21", Choice, "Ours: a limit that ends support ends it by rule and not by need (Pollard et al. 2023)."),
    (
        "P24",
        Neither,
        "Ours: speaking up about what is missing belongs to neither logic (Griffith et al. 2023 on investment).",
    ),
];

/// The lines about signs.
const SIGNS: [(Sign, Reading, &str); 5] = [
    (Sign::WentAlong, Care, "Ours: the sign of having gone along, where nobody tapped it."),
    (Sign::OnBehalf, Care, "Ours: the sign of having done it for them, where nobody tapped it."),
    (Sign::WithOthers, Care, "Ours: the sign of having worked with those around them, where nobody tapped it."),
    (Sign::AtHome, Depends, "Ours: the sign of a visit at home, where nobody tapped it."),
    (Sign::Goal, Choice, "Ours: the sign of a goal that was set, where nobody tapped it."),
];

/// The lens that comes with Kith, as a service sees it. It has no maker and cannot be changed; it can be copied.
#[must_use]
pub fn ours(service: Id<Service>) -> LensVersion {
    let line = |mark: Mark, reading: Reading, basis: &str| {
        let basis = text::Line::new(basis).unwrap_or_else(|_| unreachable!("a basis is a line"));
        Line { mark, reading, basis }
    };
    let way = |code: &str| Mark::Way(text::Line::new(code).unwrap_or_else(|_| unreachable!("a code is a line")));
    let ways = WAYS.iter().map(|(code, reading, basis)| line(way(code), *reading, basis));
    let signs = SIGNS.iter().map(|(sign, reading, basis)| line(Mark::Sign(*sign), *reading, basis));
    LensVersion {
        id: Id::from_parts(0, [0; 10]),
        service,
        lens: Id::<Lens>::from_parts(0, [0; 10]),
        number: 1,
        name: text::Line::new(OURS_NAME).unwrap_or_else(|_| unreachable!("the name is a line")),
        lines: ways.chain(signs).collect(),
        by: Id::from_parts(0, [0; 10]),
        at: jiff::Timestamp::UNIX_EPOCH,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::support::way_of_working::FIRST_LIST;

    #[test]
    fn every_tap_about_the_person_is_read_and_every_line_is_marked_as_ours() {
        let it = ours(Id::from_parts(1, [1; 10]));
        for (code, _, _) in FIRST_LIST {
            // What a worker taps of herself is in no lens.
            let is_her_own = ["P20", "P22", "P23"].contains(&code);
            let is_read = it.lines.iter().any(|line| line.mark.code() == format!("way:{code}"));
            assert_eq!(is_read, !is_her_own, "{code}");
        }
        assert!(it.lines.iter().all(|line| line.basis.as_str().starts_with("Ours")));
        let alone = it.lines.iter().find(|line| line.mark.code() == "way:P06").expect("a line");
        assert!(alone.basis.as_str().contains("no finding is claimed"));
    }
}
