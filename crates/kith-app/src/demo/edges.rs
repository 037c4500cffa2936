//! The edges of the role in the demo: what is agreed with two practices, whom was asked on the same day, and what the
//! workers write for themselves.

use jiff::ToSpan;
use kith_domain::policy::act;
use kith_domain::time;
use kith_store::{agreements as stored, same_day as asked};

use super::agenda::{Act, Agenda, Days, Key};
use super::later::Later;
use super::perform::{BASE, catch};
use super::world::{World, known};
use crate::agreements;
use crate::app::Work;
use crate::boundaries;
use crate::ctx::Ctx;
use crate::delivery::Delivery;
use crate::discretion;
use crate::own;
use crate::permit;
use crate::refusal::Refusal;
use crate::same_day;
use crate::settings;
use crate::showing;
use crate::visiting;

/// One such act.
#[derive(Debug, Clone)]
pub(super) enum Edge {
    /// A version of an agreement is written.
    Write(Key, Box<agreements::Input>),
    /// A side agrees to the newest version.
    Agree(Key),
    /// The practice says what it would have otherwise.
    Wish(Key, Key),
    /// The practice is sent a link.
    Send(Key),
    /// Somebody is asked on the same day.
    Ask(Key),
    /// What waits is answered: by whom, and what was agreed.
    Answered(Key, Key, Key),
    /// A boundary entry, of a practice or of none, shown to somebody or to nobody.
    Entry(Key, boundaries::Input, Key),
    /// A discretion note, kept or not, and shown to somebody or to nobody.
    Note(discretion::Input, Key),
    /// Quiet hours.
    Quiet,
    /// What is to be done when somebody is not back.
    Words(Key),
    /// A visit alone that was ended.
    Visit(Key, Key),
}

/// Does it by the same use case as the page.
pub(super) fn perform(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    person: Key,
    edge: &Edge,
    world: &mut World,
) -> Result<(), Refusal> {
    match edge {
        Edge::Write(practice, input) => {
            let permit = permit::agreement::<act::WriteAgreement>(work.tx(), ctx, known(&world.practices, practice)?)?;
            let all = stored::of_practice(work.tx(), permit.key().0, permit.key().1)?;
            let newest = all.first().map_or(0, |kept| i64::from(kept.it.number));
            agreements::write(work, ctx, &permit, newest, input)
        }
        Edge::Agree(practice) => {
            let permit = permit::agreement::<act::AgreeScope>(work.tx(), ctx, known(&world.practices, practice)?)?;
            let number = newest(work, &permit)?;
            agreements::agree(work, ctx, &permit, &number)
        }
        Edge::Wish(practice, words) => {
            let permit = permit::agreement::<act::AgreeScope>(work.tx(), ctx, known(&world.practices, practice)?)?;
            let number = newest(work, &permit)?;
            agreements::wish(work, ctx, &permit, (&number, words))
        }
        Edge::Send(practice) => {
            let permit = permit::agreement::<act::WriteAgreement>(work.tx(), ctx, known(&world.practices, practice)?)?;
            agreements::send(work, ctx, &permit, &Delivery::mail(BASE))?;
            catch(work, ctx)
        }
        Edge::Ask(whom) => {
            let permit = permit::person(work.tx(), ctx, known(&world.people, person)?)?;
            same_day::ask(work, ctx, &permit, whom).map(drop)
        }
        Edge::Answered(minutes, by, agreed) => answered(work, ctx, person, (minutes, by, agreed), world),
        Edge::Entry(practice, input, with) => {
            let permit = permit::own_service::<act::KeepBoundaries>(ctx)?;
            let practice =
                if practice.is_empty() { String::new() } else { known(&world.practices, practice)?.to_string() };
            let id = boundaries::write(work, ctx, &permit, &boundaries::Input { practice, ..input.clone() })?;
            if with.is_empty() {
                return Ok(());
            }
            let on = permit::own_boundary(work.tx(), ctx, id)?;
            showing::boundary(work, ctx, on, &known(&world.staff, with)?.account.to_string()).map(drop)
        }
        Edge::Note(input, with) => {
            let permit = permit::own_service::<act::KeepDiscretion>(ctx)?;
            let id = discretion::write(work, ctx, &permit, input)?;
            if with.is_empty() {
                return Ok(());
            }
            let on = permit::own_note(work.tx(), ctx, id)?;
            showing::note(work, ctx, on, &known(&world.staff, with)?.account.to_string()).map(drop)
        }
        Edge::Quiet => {
            let permit = permit::my_own::<act::SeeMyOwn>(ctx)?;
            let input =
                own::Input { from: "17:30".to_owned(), until: "08:30".to_owned(), weekends: "quiet".to_owned() };
            own::set(work, ctx, &permit, &input)
        }
        Edge::Words(words) => {
            let permit = permit::own_service::<act::ChangeService>(ctx)?;
            let version = kith_store::settings::of(work.tx(), permit.key())?.version;
            settings::tell_visits(work, ctx, &permit, version, words)
        }
        Edge::Visit(whom, place) => {
            let permit = permit::own_service::<act::KeepVisits>(ctx)?;
            let due = ctx.now().checked_add(90.minutes()).unwrap_or(ctx.now());
            let input = visiting::Input {
                whom: known(&world.staff, whom)?.account.to_string(),
                place: (*place).to_owned(),
                ring: "07700 900461".to_owned(),
                due: time::clock_for_form(due),
            };
            let id = visiting::go(work, ctx, &permit, &input)?;
            let on = permit::visit(work.tx(), ctx, id)?;
            visiting::back(work, ctx, on)
        }
    }
}

/// The number of the newest version.
fn newest<A: kith_domain::policy::Act>(
    work: &mut Work<'_, '_>,
    permit: &permit::Permit<A, permit::Between>,
) -> Result<String, Refusal> {
    let all = stored::of_practice(work.tx(), permit.key().0, permit.key().1)?;
    Ok(all.first().ok_or(Refusal::Hidden)?.it.number.to_string())
}

/// The newest ask about a person that waits is answered, some minutes after it was asked.
fn answered(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    person: Key,
    (minutes, by, agreed): (Key, Key, Key),
    world: &World,
) -> Result<(), Refusal> {
    let all = asked::of_person(work.tx(), known(&world.people, person)?)?;
    let ask = all.into_iter().find(|kept| kept.it.is_open()).ok_or(Refusal::Hidden)?.it;
    let after: i64 = minutes.parse().unwrap_or(5);
    let at = ask.asked.checked_add(after.minutes()).unwrap_or(ask.asked).min(ctx.now());
    let (permit, kept) = permit::same_day::<act::AskSameDay>(work.tx(), ctx, ask.id)?;
    let version = kept.version;
    let input = same_day::Input {
        asked_on: time::date_in_words(time::day_of(ask.asked)),
        asked: time::clock_for_form(ask.asked),
        answered_on: time::date_in_words(time::day_of(at)),
        answered: time::clock_for_form(at),
        by: by.to_owned(),
        agreed: agreed.to_owned(),
    };
    same_day::correct(work, ctx, (permit, kept), version, &input).map(drop)
}

/// What is agreed with a practice, with its own last lines.
fn terms(who: &str, phone: &str, access: &str, meetings: &str) -> Box<agreements::Input> {
    use kith_domain::boundary::agreement::{FIRST_IS, FIRST_IS_NOT};
    Box::new(agreements::Input {
        is: FIRST_IS.join("\n"),
        is_not: FIRST_IS_NOT.join("\n"),
        who: who.to_owned(),
        phone: phone.to_owned(),
        hours: "Weekdays, 8.30am to 6pm".to_owned(),
        deputy: "The practice manager, 01632 960 219".to_owned(),
        access: access.to_owned(),
        meetings: meetings.to_owned(),
        often: "every other Wednesday".to_owned(),
        managerial: "Maureen Teague".to_owned(),
        ..agreements::Input::default()
    })
}

fn entry(kind: &str, answer: &str, asker: &str, minutes: &str, why: &str, words: &str) -> boundaries::Input {
    boundaries::Input {
        kind: kind.to_owned(),
        answer: answer.to_owned(),
        asker: asker.to_owned(),
        minutes: minutes.to_owned(),
        why: why.to_owned(),
        words: words.to_owned(),
        ..boundaries::Input::default()
    }
}

/// Plans them, after everybody is known.
pub(super) fn plan(agenda: &mut Agenda) {
    let mut days = Days::new();
    let mut add = |ago: i64, who: Key, person: Key, edge: Edge| {
        let act = Act::Later { person, later: Later::Edge(edge) };
        agenda.plan(&mut days, format!("edge/{who}"), ago, Some(who), act);
    };
    add(
        430,
        "dev",
        "",
        Edge::Words(
            "Ring twice within ten minutes. Then ring Maureen on 01632 960 210. If you think that they are in danger, ring 999.",
        ),
    );
    // Harbour Lane: agreed by both, and a later version on which the practice has a wish.
    add(
        330,
        "maureen",
        "",
        Edge::Write("harbour", terms("The duty doctor", "01632 960 211", "read", "The team meeting")),
    );
    add(329, "maureen", "", Edge::Agree("harbour"));
    add(322, "sinead", "", Edge::Agree("harbour"));
    add(
        20,
        "maureen",
        "",
        Edge::Write("harbour", terms("Dr Osei, or the duty doctor", "01632 960 211", "write", "The team meeting")),
    );
    add(19, "maureen", "", Edge::Agree("harbour"));
    add(
        14,
        "sinead",
        "",
        Edge::Wish(
            "harbour",
            "Could it say that somebody tells us when a person stops coming? Otherwise we are content.",
        ),
    );
    // Tilegate: agreed by the nurse who signed in. Fennel Row: a link is on its way.
    add(210, "maureen", "", Edge::Write("tilegate", terms("The nurse on call", "01632 960 212", "none", "None yet")));
    add(209, "maureen", "", Edge::Agree("tilegate"));
    add(203, "jude", "", Edge::Agree("tilegate"));
    add(6, "maureen", "", Edge::Write("fennel", terms("Dr Vos", "01632 960 213", "read", "Practice meeting")));
    add(6, "maureen", "", Edge::Agree("fennel"));
    add(5, "maureen", "", Edge::Send("fennel"));
    // Asked on the same day: one answered within the hour, one that still waits.
    add(60, "amina", "keeley", Edge::Ask("The duty doctor, 01632 960 211"));
    add(
        60,
        "amina",
        "keeley",
        Edge::Answered("24", "Dr Osei", "He rings her this afternoon, and I ring her tomorrow."),
    );
    add(2, "amina", "zofia", Edge::Ask("Dr Osei, or the duty doctor, 01632 960 211"));
    // What the workers write for themselves.
    add(
        75,
        "amina",
        "",
        Edge::Entry(
            "harbour",
            entry(
                "out-of-role",
                "negotiated",
                "reception",
                "45",
                "to-be-accepted",
                "Asked to ring round for the flu clinic. I rang ten with Sinéad and said that the rest was not mine.",
            ),
            "maureen",
        ),
    );
    add(
        33,
        "amina",
        "",
        Edge::Entry("", entry("emotional", "open", "nobody", "", "", "Woke at four again about two people."), ""),
    );
    add(
        48,
        "gareth",
        "",
        Edge::Entry(
            "tilegate",
            entry(
                "risk",
                "accepted",
                "gp",
                "70",
                "nobody-else",
                "Sent me somebody who wanted to die, with no note of it.",
            ),
            "",
        ),
    );
    add(9, "gareth", "", Edge::Entry("", entry("personal", "declined", "person", "5", "my-time", ""), ""));
    add(
        40,
        "amina",
        "",
        Edge::Note(
            discretion::Input {
                what: "Stayed an hour past the end of the visit and walked to the chemist with her.".to_owned(),
                why: "She would not have gone alone, and there was nobody else.".to_owned(),
                again: "yes".to_owned(),
                ..discretion::Input::default()
            },
            "maureen",
        ),
    );
    add(
        160,
        "amina",
        "",
        Edge::Note(
            discretion::Input {
                what: "Lent my own umbrella and did not write it down anywhere.".to_owned(),
                again: "not-sure".to_owned(),
                ..discretion::Input::default()
            },
            "",
        ),
    );
    add(90, "amina", "", Edge::Quiet);
    add(12, "amina", "", Edge::Visit("gareth", "14 Cockle Row, second floor"));
    add(3, "amina", "", Edge::Visit("maureen", "The allotments behind Fennel Row"));
}
