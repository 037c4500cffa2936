//! The rules seen as a whole: the matrix of the policy and the pages made from the rules.

#[path = "../examples/reference/policy.rs"]
mod policy;
#[path = "../examples/reference/states.rs"]
mod states;

use std::collections::BTreeSet;

use kith_domain::policy::{Action, Decision, Resource, decide};

/// Every answer there is, one line for each actor and record. Read in review: a changed line is a
/// changed right.
#[test]
fn the_whole_matrix_is_as_it_was_agreed() {
    let mut lines = Vec::new();
    for (actor_name, actor) in policy::actors() {
        lines.push(actor_name.to_owned());
        for (resource_name, resource) in policy::resources() {
            let of = |wanted: Decision| {
                let found = Action::ALL.iter().filter(|action| decide(&actor, **action, &resource) == wanted);
                found.map(|action| action.code()).collect::<Vec<_>>()
            };
            let (allow, deny, hidden) = (of(Decision::Allow), of(Decision::Deny), of(Decision::Hidden));
            assert_eq!(allow.len() + deny.len() + hidden.len(), Action::ALL.len());
            let said = |what: &str, codes: &[&str]| match codes.len() {
                0 => String::new(),
                n if n == Action::ALL.len() => format!(" {what}: everything"),
                n => format!(" {what} {n}: {}", codes.join(" ")),
            };
            lines.push(format!(
                "  {resource_name} |{}{}{}",
                said("allow", &allow),
                said("deny", &deny),
                said("hidden", &hidden)
            ));
        }
    }
    insta::assert_snapshot!("matrix", lines.join("\n"));
}

#[test]
fn every_action_can_be_done_by_somebody() {
    for action in Action::ALL {
        let somebody = policy::actors().iter().any(|(_, actor)| {
            policy::resources().iter().any(|(_, resource)| decide(actor, *action, resource) == Decision::Allow)
        });
        assert!(somebody, "nobody may {}: a page that nobody can open", action.label());
    }
}

#[test]
fn whoever_has_not_signed_in_is_shown_nothing_but_the_door_and_the_published_directory() {
    let (_, nobody) = policy::actors().pop().expect("the last column is nobody");
    for (name, resource) in policy::resources() {
        for action in Action::ALL {
            let door = matches!(resource, Resource::Door { .. });
            let at_door = [
                Action::AskForSupport,
                Action::SeeReceipt,
                Action::AnswerQuestion,
                Action::ReadMessage,
                Action::ReplyToMessage,
            ];
            let published = *action == Action::ReadPublished && matches!(resource, Resource::Directory);
            let open = published || (door && at_door.contains(action));
            let expected = if open { Decision::Allow } else { Decision::Hidden };
            assert_eq!(decide(&nobody, *action, &resource), expected, "{action:?} on {name}");
        }
    }
}

#[test]
fn codes_of_actions_and_states_stand_once() {
    let codes: BTreeSet<&str> = Action::ALL.iter().map(|action| action.code()).collect();
    assert_eq!(codes.len(), Action::ALL.len());
    for (name, table) in states::MACHINES {
        let lines: BTreeSet<_> = table.iter().map(|line| (line.from, line.act)).collect();
        assert_eq!(lines.len(), table.len(), "{name}: one act in one state leads to one state");
        let reached: BTreeSet<&str> = table.iter().map(|line| line.to).collect();
        for line in table {
            assert!(line.from.is_none_or(|from| reached.contains(from)), "{name}: nothing leads to {:?}", line.from);
        }
    }
}

/// The committed pages say what the rules say now.
#[test]
fn the_reference_pages_are_fresh() {
    for (file, page) in [("policy.md", policy::page()), ("states.md", states::page())] {
        let path = format!("{}/../../docs/reference/{file}", env!("CARGO_MANIFEST_DIR"));
        let committed = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(committed == page, "docs/reference/{file} is old: cargo run -p kith-domain --example reference");
    }
}
