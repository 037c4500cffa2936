//! About Me, the plan, what changed and corrections, in every state.

use kith_app::people::Story;
use kith_app::store::Kept;
use kith_domain::policy::Actor;
use kith_domain::staff::Role;
use kith_domain::support::case::Door;

use super::made_up::*;
use super::{HOSTILE, Sample, sample};
use crate::components::{Form, Frame};
use crate::needs::drawn as needs;
use crate::people::May;
use crate::planning::drawn::*;

fn form() -> Form {
    Form::blank().carrying("nonce", "0192").carrying("for-service", "s").carrying("for-record", "r")
}

fn typed(pairs: &[(&str, &str)]) -> Form {
    Form::typed(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))).carrying("nonce", "0192")
}

fn about(story: &Story, title: &str, form: &Form) -> Frame {
    Frame { error_title: !form.is_fine(), ..frame_about(title, &story.person.it, Role::LinkWorker) }
}

fn may(actor: Actor, story: &Story) -> May {
    May::opened(actor, &story.person.it)
}

fn kept<T: Clone>(it: &T) -> Kept<T> {
    Kept { version: 2, it: it.clone() }
}

fn corrections() -> Vec<Sample> {
    let (story, bad) = (planned_story(plainly), planned_story(hostile));
    let head_of = head(&story);
    let need = kept(&story.needs[1]);
    let filled = needs::filled(form(), &need);
    let mut wrong = typed(&[("stated", ""), ("domain", "fuel"), ("known", "later")]);
    wrong.problem("stated", "Write the need as the person said it.");
    let correct = "Correct a need";
    let stand = "Where does it stand?";
    let gap = kept(&story.gaps[0]);
    let gap_form = needs::gap_filled(form(), &gap);
    let found = "Found after all?";
    let (came, _) = gap.it.clone().answer(None, None, id(AMINA), at(23, 9, 0)).unwrap();
    let matters = kept(&story.what_matters[1]);
    let matters_form = matters_filled(form(), &matters);
    let late = crate::taken::overtaken(typed(&[("words", HOSTILE)]), 3);
    let ended = ended_story(Door::Open);
    let ending = ending_filled(form(), &head(&ended));
    vec![
        sample("need-correct", &needs::page(about(&story, correct, &filled), &head_of, &need.it, filled)),
        sample("need-correct-error", &needs::page(about(&bad, correct, &wrong), &head(&bad), &bad.needs[1], wrong)),
        sample("need-standing", &needs::standing_page(about(&story, stand, &form()), &head_of, &need.it, form())),
        sample("gap-correct", &needs::gap_page(about(&story, "Correct a gap", &gap_form), &head_of, &gap.it, gap_form)),
        sample("gap-answered", &needs::answered_page(about(&story, found, &form()), &head_of, &gap.it, form())),
        sample("gap-open-again", &needs::answered_page(about(&story, found, &form()), &head_of, &came, form())),
        sample(
            "what-matters-correct",
            &matters_page(about(&story, "Correct what matters", &matters_form), &head_of, matters.it.id, matters_form),
        ),
        sample(
            "what-matters-correct-overtaken",
            &matters_page(about(&bad, "Correct what matters", &late), &head(&bad), matters.it.id, late)
                .beside(vec![("In their words", Some(HOSTILE.to_owned()))]),
        ),
        sample(
            "ending-correct",
            &ending_page(about(&ended, "Correct why support ended", &ending), &head(&ended), ending),
        ),
    ]
}

fn about_me() -> Vec<Sample> {
    let (story, bad, new) = (planned_story(plainly), planned_story(hostile), new_story(little_known(), plainly));
    let filled = about_me_filled(form(), &story);
    let mut empty = typed(&[("about", ""), ("with", HOSTILE), ("said_on-day", "31"), ("said_on-month", "2")]);
    empty.problem("about", "Write something in one of the three boxes. One is enough.");
    empty.date_problem(
        "said_on",
        crate::components::DatePart::Whole,
        "Enter a real day, like 27 3 2027, or leave all three out.",
    );
    let read = |name, story: &Story, actor| {
        sample(name, &AboutMePage::new(about(story, "About me", &form()), story, &may(actor, story)))
    };
    vec![
        read("about-me", &story, amina()),
        read("about-me-for-lead", &story, rowan()),
        read("about-me-nothing-yet", &new, amina()),
        read("about-me-hostile", &bad, amina()),
        sample("about-me-write", &about_me_page(about(&story, "Write About me", &filled), &story.person.it, filled)),
        sample("about-me-write-errors", &about_me_page(about(&bad, "Write About me", &empty), &bad.person.it, empty)),
    ]
}

fn plans() -> Vec<Sample> {
    let (story, bad, new) = (planned_story(plainly), planned_story(hostile), new_story(little_known(), plainly));
    let page = |name, story: &Story, actor| {
        sample(name, &PlanPage::new(about(story, "The plan", &form()), story, &may(actor, story)))
    };
    let paper = |name, story: &Story, print| {
        let frame = frame("A plan for Peggy", Role::LinkWorker, "/people");
        sample(name, &Paper::new(frame, story, print, today(), Some("01632 960000".to_owned())))
    };
    let sheet = sheet_filled(form(), &story);
    let (goal, action) = (&story.plan.goals[0], &story.plan.actions[0]);
    let goal_form = goal_filled(form(), goal);
    let action_form = action_filled(form(), action);
    let mut no_words = typed(&[("words", ""), ("why", HOSTILE)]);
    no_words.problem("words", "Write the goal or hope, in the person's own words.");
    let mut wrong = typed(&[
        ("what", HOSTILE),
        ("owner", ""),
        ("due-day", "30"),
        ("due-month", "2"),
        ("due-year", "2027"),
        ("confidence", "11"),
    ]);
    wrong.problem("owner", "Choose whose it is.");
    wrong.date_problem(
        "due",
        crate::components::DatePart::Whole,
        "Enter a real day, like 27 3 2027, or leave all three out.",
    );
    wrong.problem(
        "confidence",
        "How confident they feel is a whole number from 0 to 10. Leave it out if they gave none.",
    );
    let (a_goal, a_change) = ("A goal or hope", "Change a goal");
    vec![
        page("plan", &story, amina()),
        page("plan-for-lead", &story, rowan()),
        page("plan-none", &new, amina()),
        page("plan-hostile", &bad, amina()),
        paper("plan-paper", &story, Print::Usual),
        paper("plan-paper-large", &story, Print::Large),
        paper("plan-paper-hostile", &bad, Print::Usual),
        sample("plan-around", &sheet_page(about(&story, "Around the plan", &sheet), &story.person.it, sheet)),
        sample("goal", &goal_page(about(&story, a_goal, &form()), &story.person.it, form())),
        sample("goal-error", &goal_page(about(&bad, a_goal, &no_words), &bad.person.it, no_words)),
        sample("goal-change", &goal_change(about(&story, a_change, &goal_form), &story.person.it, &goal.it, goal_form)),
        sample(
            "goal-outcome",
            &goal_outcome(about(&story, "What became of a goal", &form()), &story.person.it, &goal.it, form()),
        ),
        sample("action", &action_page(about(&new, "Something to do", &form()), &new, form())),
        sample("action-errors", &action_page(about(&bad, "Something to do", &wrong), &bad, wrong)),
        sample(
            "action-change",
            &action_change(about(&story, "Change what is to be done", &action_form), &story, &action.it, action_form),
        ),
        sample(
            "action-outcome",
            &action_outcome(about(&story, "What became of it", &form()), &story.person.it, &action.it, form()),
        ),
    ]
}

fn changes() -> Vec<Sample> {
    let (story, bad) = (planned_story(plainly), planned_story(hostile));
    let mut empty = typed(&[("words", ""), ("meant", "not-meant"), ("whom", "worker")]);
    empty.problem(
        "words",
        "Say something of it: in words, as better or worse, or as a practical gain. One of them is enough.",
    );
    let filled = changed_filled(form(), &story.changed[1]);
    vec![
        sample("what-changed", &changed_page(about(&story, "What changed", &form()), &story, form())),
        sample("what-changed-error", &changed_page(about(&bad, "What changed", &empty), &bad, empty)),
        sample("what-changed-filled", &changed_page(about(&story, "What changed", &filled), &story, filled)),
    ]
}

pub(super) fn samples() -> Vec<Sample> {
    [corrections(), about_me(), plans(), changes()].into_iter().flatten().collect()
}

#[test]
fn pages_of_the_plan_look_as_they_did() {
    for sample in samples() {
        insta::assert_snapshot!(sample.name, super::comparable(sample.html));
    }
}

fn html(name: &str) -> String {
    samples().into_iter().find(|sample| sample.name == name).map(|sample| sample.html).unwrap()
}

#[test]
fn what_is_handed_over_on_paper_holds_nothing_that_was_written_about_the_person() {
    let page = html("plan-paper");
    let story = planned_story(plainly);
    let person = &story.person.it;
    let number = person.identity.nhs_number.unwrap().to_string();
    let rules = person.safe_contact.as_ref().unwrap().to_string();
    assert!(page.contains("To sit by the water with a flask") && page.contains("Drive to the harbour on a dry day"));
    for kept_back in
        [number.as_str(), rules.as_str(), "1951", "Large print. Speaks slowly", "housing", "She rang by herself"]
    {
        assert!(!page.contains(kept_back), "the paper shows {kept_back}");
    }
}

#[test]
fn a_plan_asks_for_nothing_and_offers_only_what_may_be_done() {
    let page = html("plan-none");
    assert!(page.contains("There is no plan, and none is needed"));
    let lead = html("plan-for-lead");
    for not_hers in ["goals/new", "actions/new", "plan/around", "/change\"", "/outcome\""] {
        assert!(!lead.contains(not_hers), "a lead is offered {not_hers}");
    }
}
