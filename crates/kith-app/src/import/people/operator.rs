//! Bringing a file in from the command line, in one go.

use kith_domain::id::Id;
use kith_domain::import::{Counts, Import, Kind};
use kith_domain::policy::{Actor, act};
use kith_domain::practice::{OdsCode, Practice};
use kith_domain::rejection::Rejection;
use kith_domain::staff::Service;
use kith_interop::csv::Sheet;
use kith_store::{Isolation, staff};

use super::{Choices, Looked, answerable, begin, bring_in, look_over, open, reach_of, run};
use crate::app::App;
use crate::ctx::Seed;
use crate::permit;
use crate::refusal::Refusal;

/// The service with a short name; without one, the only service there is.
///
/// # Errors
/// [`Refusal::Rejected`] when there is none, or several and none was named.
pub fn service_named(app: &App, slug: Option<&str>) -> Result<Service, Refusal> {
    let services = app.peek(&kith_store::Reach::maintenance(), |tx| Ok(staff::services(tx)?))?;
    let slugs: Vec<&str> = services.iter().map(|it| it.slug.as_str()).collect();
    let found = match slug {
        Some(slug) => services.iter().find(|it| it.slug == slug),
        None if services.len() == 1 => services.first(),
        None => None,
    };
    found.cloned().ok_or_else(|| {
        let sentence = match (slug, slugs.is_empty()) {
            (_, true) => "There is no service in this store yet.".to_owned(),
            (Some(slug), _) => format!("There is no service called “{slug}”. There are: {}.", slugs.join(", ")),
            (None, _) => format!("Say which service with --service: {}.", slugs.join(", ")),
        };
        Rejection::new("import.service", sentence).into()
    })
}

/// The practice of a service with a code.
///
/// # Errors
/// [`Refusal::Rejected`] when none of its practices has it.
pub fn practice_with_code(app: &App, service: &Service, code: &str) -> Result<Id<Practice>, Refusal> {
    let all =
        app.peek(&reach_of(&seed(app), service.id, "care"), |tx| Ok(staff::practices_of_service(tx, service.id)?))?;
    let code = OdsCode::parse(code);
    all.iter()
        .find(|it| code.as_ref() == Some(&it.ods_code))
        .map(|it| it.id)
        .ok_or_else(|| Rejection::new("import.practice", "None of the service’s practices has this ODS code.").into())
}

fn seed(app: &App) -> Seed {
    app.seed(Actor::Operator)
}

/// What would be understood of a file; nothing is kept.
///
/// # Errors
/// When the store cannot answer.
pub fn rehearse(app: &App, service: &Service, kind: Kind, sheet: &Sheet, choices: &Choices) -> Result<Looked, Refusal> {
    let seed = seed(app);
    let practices =
        app.peek(&reach_of(&seed, service.id, "care"), |tx| Ok(staff::practices_of_service(tx, service.id)?))?;
    look_over(app, &seed, (service.id, kind, None), sheet.clone(), choices.clone(), &practices)
}

/// A file on the machine.
#[derive(Debug)]
pub struct OnMachine<'a> {
    /// What it holds.
    pub kind: Kind,
    /// Its name.
    pub name: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
    /// What was chosen for it.
    pub choices: &'a Choices,
}

/// Brings a file in and takes it.
///
/// # Errors
/// [`Refusal::Rejected`] when it may not be taken as it stands; what the store says. Run again, it goes on: rows that
/// were taken are known.
pub fn bring_in_whole(
    app: &App,
    service: &Service,
    file: &OnMachine<'_>,
    good_rows_only: bool,
    progress: &dyn Fn(usize, usize),
) -> Result<Counts, Refusal> {
    let seed = seed(app);
    let answers = answerable(app, service.id)?;
    let (of, kind, name) = (service.id, file.kind, file.name.to_owned());
    let (bytes, choices) = (file.bytes.to_vec(), file.choices.clone());
    let reach = reach_of(&seed, service.id, "care");
    let id: Id<Import> = app.write_with(&seed, Isolation::Ordinary, reach.clone(), move |work, ctx| {
        let permit = permit::service::<act::ImportPeople>(ctx, of)?;
        let id = bring_in(work, ctx, &permit, kind.code(), &name, &bytes)?;
        let permit = permit::import::<act::TakeImport>(work.tx(), ctx, id)?;
        super::keep_choices(work, &permit, &choices)?;
        Ok(id)
    })?;
    let seen = std::sync::Arc::new(open(app, &seed, id)?);
    let begun = app.write_with(&self::seed(app), Isolation::Ordinary, reach.clone(), {
        let seen = std::sync::Arc::clone(&seen);
        move |work, ctx| {
            let permit = permit::import::<act::TakeImport>(work.tx(), ctx, id)?;
            begin(work, ctx, &permit, &seen, good_rows_only)
        }
    });
    if let Err(refusal) = begun {
        // Nothing of it is kept: the file lies where it was.
        app.write_with(&self::seed(app), Isolation::Ordinary, reach, move |work, ctx| {
            let permit = permit::import::<act::TakeImport>(work.tx(), ctx, id)?;
            super::throw_away(work, ctx, &permit)
        })?;
        return Err(refusal);
    }
    run(app, &seed, id, answers, &|done, total| {
        progress(done, total);
        true
    })
}
