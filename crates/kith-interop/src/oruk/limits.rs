//! How long a text may be and how many entries a list may hold.
//!
//! The standard sets no limits; these keep one hostile or broken record from
//! filling a page or a database. Lengths are in characters.

/// A name of a service, organisation, place or person.
pub const NAME: usize = 200;
/// A description, and any other text of several lines.
pub const DESCRIPTION: usize = 10_000;
/// A short text of one line: a postcode, a title, a code.
pub const LINE: usize = 300;
/// A web address.
pub const LINK: usize = 2_000;
/// An identifier that is no UUID.
pub const IDENTIFIER: usize = 100;
/// An e-mail address (RFC 5321 allows 254).
pub const EMAIL: usize = 254;
/// Entries in one list within a record, for example the schedules of a service.
pub const ENTRIES: usize = 500;
/// How deeply lists and objects may be nested in a file.
pub const DEPTH: u8 = 64;
/// How long one record may be, in bytes.
pub const RECORD: usize = 2 * 1024 * 1024;
/// How many values one record may hold. A value takes many times the memory of its shortest text (`[]`), so that bytes
/// alone bound nothing.
pub const VALUES: usize = 100_000;
/// How many records of one list are held at once.
pub const RECORDS: usize = 2_000_000;
/// Issues listed one by one; the rest are only counted.
pub const ISSUES: usize = 5_000;
