//! What an administrator sees: that the store is whole, and nobody's record.

use kith_domain::id::Id;
use kith_domain::policy::act;
use kith_domain::staff::Service;
use kith_store::house::{self, Letter};
use kith_store::{Engine, Reach, anchor, audit, directory};

use crate::app::App;
use crate::permit::Permit;
use crate::refusal::Refusal;

/// How the store stands.
#[derive(Debug, Clone)]
pub struct Standing {
    /// The database below.
    pub engine: Engine,
    /// Entries of the audit chain.
    pub chained: i64,
    /// Entries that wait for the sealer.
    pub unsealed: i64,
    /// Where the anchor stands; `None` when there is none or it cannot be read.
    pub anchored: Option<i64>,
    /// How many letters wait, have left, or are stuck.
    pub letters: Vec<(String, i64)>,
    /// Entries of the directory.
    pub directory: i64,
}

/// How the store stands, for an administrator.
///
/// # Errors
/// [`Refusal::Fault`] when the store cannot answer.
pub fn standing(app: &App, _permit: &Permit<act::SeeSettings, Id<Service>>) -> Result<Standing, Refusal> {
    let engine = app.store().engine();
    let anchored = anchor::read(app.store().data()).ok().flatten().map(|link| link.position);
    app.peek(&Reach::maintenance(), |tx| {
        Ok(Standing {
            engine,
            chained: audit::head(tx)?.position,
            unsealed: audit::unsealed(tx)?,
            anchored,
            letters: house::letter_counts(tx)?,
            directory: directory::count(tx)?,
        })
    })
}

/// How many letters wait, have left, are stuck, held or dropped: for whoever runs the machine.
///
/// # Errors
/// [`Refusal::Fault`] when the store cannot answer.
pub fn letters(app: &App) -> Result<Vec<(String, i64)>, Refusal> {
    app.peek(&Reach::maintenance(), |tx| Ok(house::letter_counts(tx)?))
}

/// The letters that a demo caught, newest first; [`Refusal::Hidden`] in any other store.
///
/// # Errors
/// [`Refusal::Fault`] when the store cannot answer.
pub fn caught_letters(app: &App) -> Result<Vec<Letter>, Refusal> {
    if !crate::setup::is_demo(app)? {
        return Err(Refusal::Hidden);
    }
    app.peek(&Reach::maintenance(), |tx| Ok(house::latest_letters(tx)?))
}
