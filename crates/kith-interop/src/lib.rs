//! Wire formats, pure: bytes in, drafts out, or text in and a file out, and never a file, a socket or a
//! row of a database. Each room is one format and holds one file per resource.
//!
//! Invariants:
//! - A draft is input to a use case, never an entity: nothing read here is
//!   believed until a use case has taken it.
//! - Reading never panics, whatever the bytes.
//! - One faulty record never costs the rest of a file.

pub mod csv;
pub mod html;
pub mod ical;
pub mod oruk;
pub mod pdf;
pub mod places;
pub mod xlsx;
