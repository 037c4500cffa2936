//! The parts of a zip, read with nothing trusted: what its list says is compared with what is there, and nothing is
//! unpacked beyond what its list promised.
//!
//! # Invariants
//! - At most 1,000 parts, 100 MiB together, none larger than a hundred times what it is packed as (reliability.md 7).
//! - No part lies over another, is locked, is a link, has a name that leads elsewhere, or stands twice.
//! - Hostile bytes give [`Odd`], never a panic.

use std::collections::BTreeSet;
use std::io::Read;

use flate2::read::DeflateDecoder;

/// Most parts.
const MOST_PARTS: usize = 1_000;
/// Most bytes of all parts unpacked.
const MOST_BYTES: u64 = 100 * 1024 * 1024;
/// How many times larger a part may be than it is packed as; what is small is let be.
const MOST_RATIO: u64 = 100;
const SMALL: u64 = 16 * 1024;

/// What is wrong with a zip.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Odd {
    /// It cannot be read, or does not agree with itself.
    Damaged,
    /// It would unpack to far more than it is.
    Bomb,
    /// It is locked with a password.
    Locked,
}

/// One part.
#[derive(Debug)]
pub(super) struct Part<'a> {
    pub(super) name: String,
    packed: &'a [u8],
    is_deflated: bool,
    size: u64,
    start: usize,
    end: usize,
}

/// The parts of a zip, each read once to its end so that its size is true.
pub(super) fn parts(bytes: &[u8]) -> Result<Vec<Part<'_>>, Odd> {
    let (count, list_at, list_len, end_at) = end_of_list(bytes)?;
    if count > MOST_PARTS {
        return Err(Odd::Bomb);
    }
    let list_end = list_at.checked_add(list_len).ok_or(Odd::Damaged)?;
    if list_end > end_at {
        return Err(Odd::Damaged);
    }
    let list = bytes.get(list_at..list_end).ok_or(Odd::Damaged)?;
    let (mut at, mut parts, mut names, mut total) = (0, Vec::new(), BTreeSet::new(), 0_u64);
    for _ in 0..count {
        let (part, next) = part(bytes, list, at, list_at)?;
        total = total.saturating_add(part.size);
        let packed = u64::try_from(part.packed.len()).unwrap_or(u64::MAX);
        if total > MOST_BYTES || part.size > packed.saturating_mul(MOST_RATIO).saturating_add(SMALL) {
            return Err(Odd::Bomb);
        }
        if !names.insert(part.name.to_lowercase()) {
            return Err(Odd::Damaged);
        }
        parts.push(part);
        at = next;
    }
    if at != list.len() {
        return Err(Odd::Damaged);
    }
    let mut ranges: Vec<(usize, usize)> = parts.iter().map(|part| (part.start, part.end)).collect();
    ranges.sort_unstable();
    if ranges.windows(2).any(|pair| matches!(pair, [(_, end), (start, _)] if start < end)) {
        return Err(Odd::Damaged);
    }
    parts.iter().try_for_each(Part::is_as_large_as_it_says)?;
    Ok(parts)
}

/// How many parts there are, where their list stands, how long it is, and where it must have ended.
fn end_of_list(bytes: &[u8]) -> Result<(usize, usize, usize, usize), Odd> {
    const LENGTH: usize = 22;
    let last = bytes.len().checked_sub(LENGTH).ok_or(Odd::Damaged)?;
    let first = last.saturating_sub(usize::from(u16::MAX));
    for at in (first..=last).rev() {
        let Some(end) = bytes.get(at..at + LENGTH) else { continue };
        if !end.starts_with(b"PK\x05\x06") {
            continue;
        }
        let comment = usize::from(u16_at(end, 20)?);
        if at + LENGTH + comment != bytes.len() {
            continue;
        }
        let (disk, list_disk, here, count) = (u16_at(end, 4)?, u16_at(end, 6)?, u16_at(end, 8)?, u16_at(end, 10)?);
        let (length, offset) = (u32_at(end, 12)?, u32_at(end, 16)?);
        // Several disks, and the large form that a file of at most 25 MiB has no need of.
        if disk != 0 || list_disk != 0 || here != count || count == u16::MAX || offset == u32::MAX {
            return Err(Odd::Damaged);
        }
        return Ok((usize::from(count), size(offset), size(length), at));
    }
    Err(Odd::Damaged)
}

/// One part of the list, and where the next begins.
fn part<'a>(bytes: &'a [u8], list: &[u8], at: usize, list_at: usize) -> Result<(Part<'a>, usize), Odd> {
    let entry = list.get(at..).ok_or(Odd::Damaged)?;
    if !entry.starts_with(b"PK\x01\x02") {
        return Err(Odd::Damaged);
    }
    let (made_by, flags, method) = (u16_at(entry, 4)?, u16_at(entry, 8)?, u16_at(entry, 10)?);
    let (packed, unpacked) = (u32_at(entry, 20)?, u32_at(entry, 24)?);
    let (name_len, extra_len, comment_len) = (u16_at(entry, 28)?, u16_at(entry, 30)?, u16_at(entry, 32)?);
    let (attributes, offset) = (u32_at(entry, 38)?, u32_at(entry, 42)?);
    if flags & 1 != 0 || flags & 0x40 != 0 {
        return Err(Odd::Locked);
    }
    let is_link = made_by >> 8 == 3 && (attributes >> 16) & 0o170_000 == 0o120_000;
    if is_link || !matches!(method, 0 | 8) || packed == u32::MAX || unpacked == u32::MAX {
        return Err(Odd::Damaged);
    }
    let name_end = 46 + usize::from(name_len);
    let raw = entry.get(46..name_end).ok_or(Odd::Damaged)?;
    let name = plain_name(raw)?;
    let next = at + name_end + usize::from(extra_len) + usize::from(comment_len);
    // What stands before the part itself must say the same of it.
    let start = size(offset);
    let head = bytes.get(start..list_at).ok_or(Odd::Damaged)?;
    if !head.starts_with(b"PK\x03\x04") || u16_at(head, 8)? != method || u16_at(head, 6)? & 1 != 0 {
        return Err(Odd::Damaged);
    }
    let sizes_follow = u16_at(head, 6)? & 8 != 0;
    if !sizes_follow && (u32_at(head, 18)?, u32_at(head, 22)?) != (packed, unpacked) {
        return Err(Odd::Damaged);
    }
    let head_name = usize::from(u16_at(head, 26)?);
    if head.get(30..30 + head_name) != Some(raw) {
        return Err(Odd::Damaged);
    }
    let from = start + 30 + head_name + usize::from(u16_at(head, 28)?);
    let end = from.checked_add(size(packed)).filter(|end| *end <= list_at).ok_or(Odd::Damaged)?;
    let packed = bytes.get(from..end).ok_or(Odd::Damaged)?;
    Ok((Part { name, packed, is_deflated: method == 8, size: u64::from(unpacked), start, end }, next))
}

/// A name that leads nowhere else.
fn plain_name(raw: &[u8]) -> Result<String, Odd> {
    let name = std::str::from_utf8(raw).map_err(|_| Odd::Damaged)?;
    let leads_away = name.is_empty()
        || name.starts_with('/')
        || name.contains(['\\', ':', '\0'])
        || name.split('/').any(|step| step == "..");
    if leads_away { Err(Odd::Damaged) } else { Ok(name.to_owned()) }
}

impl Part<'_> {
    /// Unpacks the part to a place that keeps nothing: a list may lie about how large it is.
    fn is_as_large_as_it_says(&self) -> Result<(), Odd> {
        if !self.is_deflated {
            return if u64::try_from(self.packed.len()).ok() == Some(self.size) { Ok(()) } else { Err(Odd::Damaged) };
        }
        let mut left = DeflateDecoder::new(self.packed).take(self.size.saturating_add(1));
        match std::io::copy(&mut left, &mut std::io::sink()) {
            Ok(read) if read == self.size => Ok(()),
            Ok(read) if read > self.size => Err(Odd::Bomb),
            _ => Err(Odd::Damaged),
        }
    }

    /// What the part holds, when it is text of at most so many bytes.
    pub(super) fn text(&self, most: u64) -> Result<String, Odd> {
        if self.size > most {
            return Err(Odd::Bomb);
        }
        let mut held = Vec::new();
        let read = if self.is_deflated {
            DeflateDecoder::new(self.packed).take(most).read_to_end(&mut held)
        } else {
            self.packed.take(most).read_to_end(&mut held)
        };
        read.map_err(|_| Odd::Damaged)?;
        String::from_utf8(held).map_err(|_| Odd::Damaged)
    }
}

fn size(value: u32) -> usize {
    usize::try_from(value).unwrap_or(usize::MAX)
}

fn u16_at(bytes: &[u8], at: usize) -> Result<u16, Odd> {
    let two = bytes.get(at..at + 2).and_then(|two| two.try_into().ok()).ok_or(Odd::Damaged)?;
    Ok(u16::from_le_bytes(two))
}

fn u32_at(bytes: &[u8], at: usize) -> Result<u32, Odd> {
    let four = bytes.get(at..at + 4).and_then(|four| four.try_into().ok()).ok_or(Odd::Damaged)?;
    Ok(u32::from_le_bytes(four))
}
