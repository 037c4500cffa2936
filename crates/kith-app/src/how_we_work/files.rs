//! The figures of a team as a table for a spreadsheet. There is none of a single worker.

use std::borrow::Cow;

use kith_interop::csv;

use super::Team;
use super::series::Series;

/// The file.
#[must_use]
pub fn csv(team: &Team) -> Vec<u8> {
    let head = [
        "Figure",
        "What",
        "Of",
        "From",
        "To",
        "How many",
        "Of how many",
        "Of a hundred",
        "At least",
        "At most",
        "Lens",
    ];
    let lens = format!("{}, version {}", team.lens.name, team.lens.number);
    let rows =
        [&team.done, &team.reads, &team.signals, &team.unasked].into_iter().flatten().flat_map(|it| rows(it, &lens));
    let events = team.events.iter().map(|it| {
        let day = it.on.to_string();
        let kind = it.kind.label().to_owned();
        let mut row = vec!["context-event".to_owned(), it.what.clone(), kind, day];
        row.resize(head.len(), String::new());
        row.into_iter().map(Cow::Owned).collect::<Vec<_>>()
    });
    csv::write(std::iter::once(head.map(Cow::Borrowed).to_vec()).chain(rows).chain(events))
}

fn rows<'a>(it: &'a Series, lens: &'a str) -> impl Iterator<Item = Vec<Cow<'static, str>>> + 'a {
    it.points.iter().map(move |point| {
        let hundred = |share: f64| format!("{:.1}", share * 100.0);
        let bound =
            |of: fn(kith_analysis::interval::Interval) -> f64| point.interval.map(of).map_or_else(String::new, hundred);
        let is_read = matches!(it.figure, super::Figure::Read(_));
        [
            it.figure.code(),
            it.figure.label().to_owned(),
            it.figure.of().to_owned(),
            point.months.0.first_day().to_string(),
            point.months.1.last_day().to_string(),
            point.events.to_string(),
            point.total.to_string(),
            hundred(point.value()),
            bound(|it| it.lower),
            bound(|it| it.upper),
            if is_read { lens.to_owned() } else { String::new() },
        ]
        .map(Cow::Owned)
        .to_vec()
    })
}
