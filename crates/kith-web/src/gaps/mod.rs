//! Gaps beyond the form that records them: one gap with its history and the person's own words, and the register of all
//! that their reader may see.
//!
//! Invariants: the register holds what its reader may see; a person's own words stand in it only where they agreed; the
//! file names nobody.

mod filter;
mod one;
mod register;
mod voice;

pub(crate) use one::show as show_one;
pub(crate) use register::{Line, file, show as show_register};
pub(crate) use voice::{show as show_voice, take as take_voice};

use kith_app::people::{self, Head};
use kith_app::permit;
use kith_app::store::Kept;
use kith_domain::id::Id;
use kith_domain::need::Gap;
use kith_domain::policy::Act;

use crate::error::Problem;
use crate::visit::Visit;

/// Opens a gap to act on it, with the head of the person's page.
pub(crate) fn opened<A: Act>(visit: &Visit, id: Id<Gap>) -> Result<(Kept<Gap>, Head), Problem> {
    visit.read(|look, ctx| {
        let (_, kept) = permit::gap::<A>(look.tx(), ctx, id)?;
        let permit = permit::person::<A>(look.tx(), ctx, kept.it.person)?;
        Ok((kept, people::head(look, &permit)?))
    })
}

#[cfg(test)]
pub(crate) mod drawn {
    //! The pages by themselves, for samples.
    pub(crate) use super::filter::Asked;
    pub(crate) use super::one::{About, GapPage};
    pub(crate) use super::register::RegisterPage;
    pub(crate) use super::voice::page as voice_page;
}
