//! What is written once somebody is known: About Me, a plan that changes, where a need stands, what changed; and who is
//! named safeguarding lead.

use kith_domain::measure::Period;
use kith_domain::policy::act;

use super::agenda::{Act, Key};
use super::edges::Edge;
use super::kept::Kept;
use super::script::Story;
use super::world::{World, known};
use crate::app::Work;
use crate::concerns;
use crate::ctx::Ctx;
use crate::ending::{self, ChangedInput};
use crate::how_we_work::{self, ContextInput, LineInput, Which};
use crate::permit;
use crate::planning::{self, AboutMeInput, ActionInput, GoalInput, StandInput};
use crate::refusal::Refusal;
use crate::unmet::{self, AskInput};

/// One such act. Goals and actions have names of the script.
#[derive(Debug, Clone)]
pub(super) enum Later {
    /// About Me.
    AboutMe(AboutMeInput),
    /// A goal.
    Goal(Key, GoalInput),
    /// Something to do, for a goal or for none.
    Agree(Key, Key, ActionInput),
    /// It is changed, with the reason.
    Change(Key, ActionInput),
    /// What became of it.
    Stood(Key, StandInput),
    /// Where a need stands.
    Said(Key, Key, Key),
    /// What changed.
    Changed(ChangedInput),
    /// Holding, readiness, guides and the closing policy.
    Kept(Kept),
    /// The manager names somebody.
    Lead(Key),
    /// A context event of the day: kind, what, more.
    Context(Key, Key, Key),
    /// The lens that comes with Kith is copied, and some lines are read otherwise: mark, reading, basis.
    Lens(Key, &'static [(Key, Key, Key)]),
    /// The edges of the role.
    Edge(Edge),
    /// What is asked for, of a need in the last year that is over.
    Ask { need: Key, words: Key },
}

/// Does it by the same use case as the page.
pub(super) fn perform(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    person: Key,
    later: &Later,
    world: &mut World,
) -> Result<(), Refusal> {
    match later {
        Later::Edge(edge) => super::edges::perform(work, ctx, person, edge, world),
        Later::AboutMe(input) => {
            let permit = permit::person(work.tx(), ctx, known(&world.people, person)?)?;
            planning::write_about_me(work, ctx, &permit, "", input)
        }
        Later::Goal(goal, input) => {
            let permit = permit::person(work.tx(), ctx, known(&world.people, person)?)?;
            world.goals.insert(goal, planning::set_goal(work, ctx, &permit, input)?);
            Ok(())
        }
        Later::Agree(action, goal, input) => {
            let goal = if goal.is_empty() { String::new() } else { known(&world.goals, goal)?.to_string() };
            let permit = permit::person(work.tx(), ctx, known(&world.people, person)?)?;
            let id = planning::agree_action(work, ctx, &permit, &ActionInput { goal, ..input.clone() })?;
            world.actions.insert(action, id);
            Ok(())
        }
        Later::Change(action, input) => {
            let (permit, kept) = permit::plan_action::<act::WritePlan>(work.tx(), ctx, known(&world.actions, action)?)?;
            let goal = kept.it.terms.goal.map(|goal| goal.to_string()).unwrap_or_default();
            let input = ActionInput { goal, ..input.clone() };
            planning::change_action(work, ctx, &permit, kept.version, &input).map(drop)
        }
        Later::Stood(action, input) => {
            let (permit, kept) = permit::plan_action::<act::WritePlan>(work.tx(), ctx, known(&world.actions, action)?)?;
            planning::stand_action(work, ctx, &permit, kept.version, input).map(drop)
        }
        Later::Said(need, stand, words) => {
            let (permit, kept) = permit::need::<act::SayNeed>(work.tx(), ctx, known(&world.needs, need)?)?;
            crate::needs::say(work, ctx, &permit, kept.version, stand, words).map(drop)
        }
        Later::Changed(input) => {
            let permit = permit::person(work.tx(), ctx, known(&world.people, person)?)?;
            ending::record_change(work, ctx, &permit, input).map(drop)
        }
        Later::Kept(it) => super::kept::perform(work, ctx, person, it, world),
        Later::Ask { need, words } => {
            let permit = permit::own_service::<act::AskForInvestment>(ctx)?;
            let period = Period::last_year_before(ctx.today()).code();
            if Period::parse(&period).is_none() {
                // A demo may stand in the first year for which there are reports at all.
                return Ok(());
            }
            let input = AskInput { period, need: (*need).to_owned(), place: String::new(), words: (*words).to_owned() };
            unmet::ask(work, ctx, &permit, 0, &input)
        }
        Later::Context(kind, what, words) => {
            let permit = permit::own_service::<act::KeepContext>(ctx)?;
            let input = ContextInput {
                on: kith_domain::time::date_in_words(ctx.today()),
                kind: (*kind).to_owned(),
                what: (*what).to_owned(),
                words: (*words).to_owned(),
            };
            how_we_work::write_context(work, ctx, &permit, &input).map(drop)
        }
        Later::Lens(name, lines) => {
            let permit = permit::own_service::<act::KeepLenses>(ctx)?;
            let copy = how_we_work::copy_lens(work, ctx, &permit, Which::Ours, name)?;
            let typed: Vec<LineInput> = kith_domain::lens::ours(permit.key())
                .lines
                .iter()
                .map(|line| {
                    let mark = line.mark.code();
                    let own = lines.iter().find(|(known, ..)| *known == mark);
                    let (reading, basis) = own.map_or_else(
                        || (line.reading.code(), line.basis.to_string()),
                        |(_, reading, basis)| (*reading, (*basis).to_owned()),
                    );
                    LineInput { mark, reading: reading.to_owned(), basis }
                })
                .collect();
            how_we_work::change_lens(work, ctx, &permit, copy, (name, &typed)).map(drop)
        }
        Later::Lead(who) => {
            let account = known(&world.staff, who)?.account.to_string();
            let permit = permit::own_service::<act::NameSafeguardingLeads>(ctx)?;
            concerns::name_lead(work, ctx, &permit, &account)
        }
    }
}

impl Story<'_> {
    fn later(&mut self, ago: i64, later: Later) -> &mut Self {
        let person = self.person();
        self.by_worker(ago, "later", Act::Later { person, later })
    }

    /// About Me, in their words: about me, how to communicate, how to support me, who helped to write it.
    pub(super) fn about_me(&mut self, ago: i64, [about, communicate, support, with]: [&str; 4]) -> &mut Self {
        let input = AboutMeInput {
            about: about.to_owned(),
            communicate: communicate.to_owned(),
            support: support.to_owned(),
            with: with.to_owned(),
            ..AboutMeInput::default()
        };
        self.later(ago, Later::AboutMe(input))
    }

    /// A goal, with why it matters.
    pub(super) fn goal(&mut self, ago: i64, goal: Key, words: &str, why: &str) -> &mut Self {
        let input = GoalInput { words: words.to_owned(), why: why.to_owned(), ..GoalInput::default() };
        self.later(ago, Later::Goal(goal, input))
    }

    /// Something to do: whose it is, and how many days before the last it is for (fewer than none is after it).
    pub(super) fn agree(
        &mut self,
        ago: i64,
        action: Key,
        goal: Key,
        what: &str,
        owner: &str,
        due: Option<i64>,
    ) -> &mut Self {
        let input = self.todo(what, owner, due);
        self.later(ago, Later::Agree(action, goal, input))
    }

    /// It is changed.
    pub(super) fn adjust(
        &mut self,
        ago: i64,
        action: Key,
        what: &str,
        owner: &str,
        due: Option<i64>,
        why: (&str, &str),
    ) -> &mut Self {
        let input = ActionInput { reason: why.0.to_owned(), more: why.1.to_owned(), ..self.todo(what, owner, due) };
        self.later(ago, Later::Change(action, input))
    }

    fn todo(&self, what: &str, owner: &str, due: Option<i64>) -> ActionInput {
        let due = due.map(|ago| self.day(ago));
        let part = |of: Option<i16>| of.map(|part| part.to_string()).unwrap_or_default();
        ActionInput {
            what: what.to_owned(),
            owner: owner.to_owned(),
            due: (
                part(due.map(|day| day.day().into())),
                part(due.map(|day| day.month().into())),
                part(due.map(jiff::civil::Date::year)),
            ),
            ..ActionInput::default()
        }
    }

    /// What became of it.
    pub(super) fn stood(&mut self, ago: i64, action: Key, state: &str, outcome: &str) -> &mut Self {
        let input = StandInput { state: state.to_owned(), outcome: outcome.to_owned() };
        self.later(ago, Later::Stood(action, input))
    }

    /// Where a need stands.
    pub(super) fn said(&mut self, ago: i64, need: Key, stand: Key, words: Key) -> &mut Self {
        self.later(ago, Later::Said(need, stand, words))
    }

    /// What changed.
    pub(super) fn changed(&mut self, ago: i64, input: ChangedInput) -> &mut Self {
        self.later(ago, Later::Changed(input))
    }
}
