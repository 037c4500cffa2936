//! Whatever the bytes: a plain answer, and the rows after a faulty one.

use kith_interop::places::{Draft, Fault, Wrong, open};
use proptest::prelude::*;

use super::rows;

const HEAD: &str = "pcds,doterm,lad25cd,lsoa21cd,lat,long\n";

fn wrongs(body: &str) -> Vec<Option<Wrong>> {
    rows(format!("{HEAD}{body}").as_bytes()).into_iter().map(|(_, draft)| draft.err()).collect()
}

#[test]
fn what_is_no_such_file_is_refused_with_a_sentence_that_says_what_to_do() {
    let utf16: Vec<u8> =
        b"\xff\xfe".iter().copied().chain("pcds,lat".encode_utf16().flat_map(u16::to_le_bytes)).collect();
    for (bytes, fault) in [
        (&b""[..], Fault::Empty),
        (b"\n\n,,\n", Fault::Empty),
        (b"PK\x03\x04", Fault::Packed),
        (&[0xD0, 0xCF, 0x11, 0xE0], Fault::Packed),
        (&[0x1F, 0x8B, 8], Fault::Packed),
        (&utf16, Fault::NotUtf8),
        (b"pcds,\xff\n", Fault::NotUtf8),
        (b"pcds;lat;long\n", Fault::NotCommas),
        (b"name,age\n", Fault::Unknown),
        (b"\"'><x-kith-7>,b\n", Fault::Unknown),
        (b"\"pcds,lat,long\nx", Fault::Unknown),
        (b"pcds,doterm\n", Fault::NoPosition),
        (b"pcds,lat,lat,long\n", Fault::Twice),
        (b"pcds,pcds,lat,long\n", Fault::Twice),
        (b"LSOA code (2031),Index of Multiple Deprivation (IMD) Rank\n", Fault::Edition),
    ] {
        let found = open(bytes).map(|reader| reader.kind());
        assert_eq!(found, Err(fault), "{:?}", String::from_utf8_lossy(bytes));
        assert!(fault.to_string().ends_with('.') && !fault.to_string().contains("x-kith"));
    }
    // A hundred thousand columns are no file of postcodes, and neither is a first line of ten megabytes.
    assert_eq!(open(",a".repeat(100_000).as_bytes()).map(drop), Err(Fault::Unknown));
    assert_eq!(open("a".repeat(10 << 20).as_bytes()).map(drop), Err(Fault::Unknown));
}

#[test]
fn a_faulty_row_is_named_and_the_next_one_is_read() {
    let good = "ZZ1 1AA,,E08900001,E01900001,54.9781,-1.6112\n";
    let long = "a".repeat(1 << 20);
    let all = [
        ("ZZ1 1AA,,E08900001,E01900001,54.9781\n", Wrong::Columns),
        ("ZZ1 1AA,,E08900001,E01900001,54.9781,-1.6112,7\n", Wrong::Columns),
        ("nowhere,,E08900001,E01900001,54.9781,-1.6112\n", Wrong::Postcode),
        ("=ZZ1 1AA,,E08900001,E01900001,54.9781,-1.6112\n", Wrong::Postcode),
        ("ZZ1 1AA,never,E08900001,E01900001,54.9781,-1.6112\n", Wrong::Month),
        ("ZZ1 1AA,201913,E08900001,E01900001,54.9781,-1.6112\n", Wrong::Month),
        ("ZZ1 1AA,,<x-kith-7>,E01900001,54.9781,-1.6112\n", Wrong::Area),
        ("ZZ1 1AA,,E08900001,E01,54.9781,-1.6112\n", Wrong::Area),
        ("ZZ1 1AA,,E08900001,E01900001,NaN,-1.6112\n", Wrong::Position),
        ("ZZ1 1AA,,E08900001,E01900001,inf,-1.6112\n", Wrong::Position),
        ("ZZ1 1AA,,E08900001,E01900001,-54.9781,1e400\n", Wrong::Position),
        ("ZZ1 1AA,,E08900001,E01900001,,-1.6112\n", Wrong::Position),
        ("\"ZZ1 1AA,,E08900001,E01900001,54.9781,-1.6112\n", Wrong::Quote),
        ("ZZ1\0 1AA,,E08900001,E01900001,54.9781,-1.6112\n", Wrong::Characters),
        (&format!("{long},,E08900001,E01900001,54.9781,-1.6112\n"), Wrong::Long),
    ];
    for (bad, why) in all {
        let found = wrongs(&format!("{good}{bad}{good}"));
        assert_eq!(found, [None, Some(why), None], "{}", bad.get(..80).unwrap_or(bad));
    }
    // Any line end, quotation marks around everything, a mark at the beginning, no line end at the end.
    let mixed = format!(
        "\u{FEFF}{}\"ZZ1 1AA\",\"\",\"E08900001\",\"E01900001\",\"54.9781\",\"-1.6112\"\r{good}\r\n\n{}",
        HEAD.replace('\n', "\r\n"),
        good.trim_end()
    );
    let found = rows(mixed.as_bytes());
    assert_eq!(found.len(), 3);
    assert!(found.iter().all(|(_, draft)| draft.is_ok()), "{found:?}");
    assert_eq!(found.iter().map(|(number, _)| *number).collect::<Vec<_>>(), [2, 3, 6]);
}

#[test]
fn ranks_of_other_nations_and_of_other_areas_are_not_taken() {
    let file = "pcds,lsoa21cd,lat,long,imd25ind\nZZ1 1AA,W01900001,53,-3,12\nZZ1 1AB,E01900001,53,-3,33755\n\
                ZZ1 1AD,E01900001,53,-3,33756\nZZ1 1AE,E01900001,53,-3,\n";
    let ranks: Vec<_> = rows(file.as_bytes())
        .into_iter()
        .map(|(_, draft)| draft.map(|draft| if let Draft::Postcode(it) = draft { it.rank } else { None }))
        .collect();
    assert_eq!(ranks, [Ok(None), Ok(Some(33_755)), Err(Wrong::Rank), Ok(None)]);
}

proptest! {
    #[test]
    fn no_bytes_make_it_fall(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        if let Ok(mut reader) = open(bytes.as_slice()) {
            while let Ok(Some(_)) = reader.next_row() {}
        }
    }

    #[test]
    fn no_rows_make_it_fall(body in "[a-zA-Z0-9,\"\n\r .é-]{0,300}") {
        let rows = wrongs(&body);
        prop_assert!(rows.len() <= 1 + body.matches(['\n', '\r']).count());
    }
}
