//! The files as they are published, in miniature.

use kith_interop::places::{AreaDraft, Draft, Kind, PostcodeDraft, Wrong};

use super::{reader, rows};

fn postcode(draft: &Result<Draft, Wrong>) -> &PostcodeDraft {
    match draft {
        Ok(Draft::Postcode(it)) => it,
        other => panic!("no postcode: {other:?}"),
    }
}

fn area(draft: &Result<Draft, Wrong>) -> &AreaDraft {
    match draft {
        Ok(Draft::Area(it)) => it,
        other => panic!("no area: {other:?}"),
    }
}

#[test]
fn a_postcode_directory_is_read_whatever_the_years_of_its_columns() {
    let file = include_bytes!("../samples/places/directory-2025.csv");
    let head = reader(file);
    assert_eq!((head.kind(), head.census(), head.ranked()), (Kind::PostcodeDirectory, Some(2021), None));
    assert_eq!(head.edition(), Some("districts of 2025"));
    assert!(head.remarks().iter().any(|it| it.contains("another census")), "{:?}", head.remarks());
    let all = rows(file);
    assert_eq!(all.len(), 5);
    let first = postcode(&all[0].1);
    assert_eq!(all[0].0, 2, "the headings are row 1");
    assert_eq!((first.code.as_str(), first.position), ("ZZ11AA", Some((54_978_100, -1_611_200))));
    assert_eq!((first.area.as_deref(), first.district.as_deref()), (Some("E01900001"), Some("E08900001")));
    assert_eq!((first.ended.as_deref(), first.rank), (None, None), "ranks of other areas are left");
    assert_eq!(postcode(&all[2].1).ended.as_deref(), Some("2019-06"));
    assert_eq!(postcode(&all[3].1).position, None, "quality 9");
    assert_eq!(postcode(&all[4].1).position, Some((54_597_000, -5_930_000)), "degrees, and not the Irish grid");

    let file = include_bytes!("../samples/places/directory-2026.csv");
    let head = reader(file);
    assert_eq!((head.edition(), head.ranked()), (Some("districts of 2026"), Some(33_755)));
    let all = rows(file);
    assert_eq!(postcode(&all[0].1).rank, Some(300));

    let file = include_bytes!("../samples/places/directory-older.csv");
    let head = reader(file);
    assert_eq!((head.census(), head.ranked(), head.edition()), (Some(2011), Some(32_844), None));
    let all = rows(file);
    let it = postcode(&all[0].1);
    // Ordnance Survey's worked example, in whole metres: 52° 39′ 28.7″ N, 1° 42′ 57.8″ E.
    let (north, east) = it.position.unwrap();
    assert!((north - 52_657_979).abs() < 20 && (east - 1_716_051).abs() < 20, "{north} {east}");
    assert_eq!((it.district.as_deref(), it.rank), (Some("E07900002"), Some(400)));
}

#[test]
fn code_point_open_has_no_headings_and_is_known_by_its_first_row() {
    let file = include_bytes!("../samples/places/code-point.csv");
    let head = reader(file);
    assert_eq!((head.kind(), head.census()), (Kind::CodePoint, None));
    let all = rows(file);
    assert_eq!((all[0].0, all[1].0), (1, 2), "the first row is a row");
    let first = postcode(&all[0].1);
    let (north, east) = first.position.unwrap();
    assert!((54_970_000..54_990_000).contains(&north) && (-1_620_000..-1_600_000).contains(&east), "{north} {east}");
    assert_eq!((first.area.as_deref(), first.district.as_deref()), (None, Some("E08900001")));
    assert_eq!(postcode(&all[1].1).position, None, "quality 90");
}

#[test]
fn deprivation_files_are_known_by_the_beginnings_of_their_headings_and_their_tenths_are_checked() {
    let file = include_bytes!("../samples/places/deprivation-2025.csv");
    let head = reader(file);
    assert_eq!((head.kind(), head.census(), head.edition()), (Kind::Deprivation, Some(2021), Some("2025")));
    let all = rows(file);
    let first = area(&all[0].1);
    assert_eq!((first.code.as_str(), first.rank, first.tenth), ("E01900001", 300, 1));
    assert_eq!(first.district, Some(("E08900001".to_owned(), Some("Northtown".to_owned()))));
    let second = area(&all[1].1);
    assert_eq!((second.rank, second.tenth), (12_000, 4));
    assert_eq!(second.name.as_deref(), Some("Northtown 001B, by the water"));

    // The workbook's headings are cut short; rank 20,000 of the 32,844 areas of 2011 lies in the seventh tenth.
    let file = include_bytes!("../samples/places/deprivation-2019.csv");
    let head = reader(file);
    assert_eq!((head.census(), head.edition(), head.ranked()), (Some(2011), Some("2019"), Some(32_844)));
    let all = rows(file);
    assert_eq!(area(&all[0].1).tenth, 7);
    assert_eq!(all[1], (3, Err(Wrong::Tenth)));
}
