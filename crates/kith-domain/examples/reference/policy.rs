//! The whole matrix of the policy: every role, every kind of record, every action.

use kith_domain::directory::Organisation;
use kith_domain::id::Id;
use kith_domain::link::Opens;
use kith_domain::policy::actor::Post;
use kith_domain::policy::{
    Action, Actor, AgreementFacts, ConcernFacts, Decision, Holder, ListHolder, LostFacts, OwnEntryFacts, OwnFacts,
    PersonFacts, PracticeRecord, RequestFacts, Resource, RoleFacts, SharedFacts, Staff, VisitFacts, decide,
};
use kith_domain::practice::Practice;
use kith_domain::staff::{Account, Role, Service};
use kith_domain::text::Line;

const OWN: u8 = 1;
const OTHER: u8 = 2;
const ME: u8 = 3;
const COLLEAGUE: u8 = 4;
const COVERED: u8 = 5;

fn id<T>(number: u8) -> Id<T> {
    Id::from_parts(1, [number; 10])
}

/// A link of a service that opens a request.
fn linked(service: u8, connection: u8) -> Holder {
    Holder { service: id(service), opens: Opens::Connection(id(connection)) }
}

/// A link of a service that opens a message to a practice without accounts.
fn written(service: u8, message: u8) -> Holder {
    Holder { service: id(service), opens: Opens::Message(id(message)) }
}

/// A link of a service that opens a version of a scope agreement.
fn to_agree(service: u8, agreement: u8) -> Holder {
    Holder { service: id(service), opens: Opens::Agreement(id(agreement)) }
}

/// An address of the own organisation, or of another one.
fn address(number: u8) -> Line {
    Line::new(&format!("hello{number}@example.org")).unwrap_or_else(|_| unreachable!("an address is a line"))
}

/// A link to everything that the own service asks of the own organisation at its address.
fn list() -> ListHolder {
    ListHolder { service: id(OWN), link: id(OWN), organisation: id(OWN), address: address(OWN) }
}

/// Every kind of actor, in the order of the columns.
pub(crate) fn actors() -> Vec<(&'static str, Actor)> {
    let staff = |role: Role| {
        let service: Id<Service> = id(OWN);
        let post = match role {
            Role::LinkWorker => Post::LinkWorker(service),
            Role::TeamLead => Post::TeamLead(service),
            Role::ServiceManager => Post::ServiceManager(service),
            Role::Practice => Post::Practice(id::<Practice>(OWN)),
            Role::Organisation => Post::Organisation(id::<Organisation>(OWN)),
            Role::Commissioner => Post::Commissioner,
            Role::Evaluator => Post::Evaluator,
            Role::Administrator => Post::Administrator(service),
        };
        (
            role.label(),
            Actor::Staff(Staff {
                account: id(ME),
                standing: id(ME),
                post,
                services: vec![service],
                covers: vec![id(COVERED)],
            }),
        )
    };
    let mut actors: Vec<(&'static str, Actor)> = Role::ALL.into_iter().map(staff).collect();
    actors.push(("holder of a link", Actor::Holder(linked(OWN, OWN))));
    actors.push(("holder of a link to a message", Actor::Holder(written(OWN, OWN))));
    actors.push(("holder of a link to an agreement", Actor::Holder(to_agree(OWN, OWN))));
    actors.push(("holder of a link to a list", Actor::ListHolder(list())));
    actors.push(("operator", Actor::Operator));
    actors.push(("nobody", Actor::Nobody));
    actors
}

/// Every kind of record, as it stands to the one who acts.
pub(crate) fn resources() -> Vec<(&'static str, Resource)> {
    let (me, colleague): (Id<Account>, Id<Account>) = (id(ME), id(COLLEAGUE));
    let person = |service: u8, workers: &[Id<Account>], author: Option<Id<Account>>| {
        Resource::Person(PersonFacts { service: id(service), workers: workers.to_vec(), restricted_to: None, author })
    };
    let restricted = |workers: &[Id<Account>], named: &[Id<Account>]| {
        let restricted_to = Some(named.to_vec());
        Resource::Person(PersonFacts { service: id(OWN), workers: workers.to_vec(), restricted_to, author: None })
    };
    let record =
        |service: u8, practice: u8| Resource::Practice(PracticeRecord { service: id(service), practice: id(practice) });
    let role = |service: u8, account| Resource::Role(RoleFacts { services: vec![id(service)], account, sent_by: None });
    let sent = |by| Resource::Role(RoleFacts { services: vec![id(OWN)], account: None, sent_by: Some(by) });
    let lost =
        |service: u8, leads: &[Id<Account>]| Resource::Lost(LostFacts { service: id(service), leads: leads.to_vec() });
    let concern = |service: u8, author: Id<Account>, leads: &[Id<Account>]| {
        Resource::Concern(ConcernFacts { service: id(service), author, leads: leads.to_vec() })
    };
    let agreement = |service: u8, practice: u8| {
        Resource::Agreement(AgreementFacts { service: id(service), practice: id(practice) })
    };
    let visit = |service: u8, owner: Id<Account>, told: Option<Id<Account>>| {
        Resource::Visit(VisitFacts { service: id(service), owner, told })
    };
    let own = |service: u8, owner: Id<Account>| Resource::Own(OwnFacts { service: id(service), owner });
    let shared = |service: u8, with| Resource::Shared(SharedFacts { service: id(service), with });
    let request = |service: u8, organisation: u8, addresses: &[u8]| {
        let addresses = addresses.iter().map(|number| address(*number)).collect();
        Resource::Request(RequestFacts { service: id(service), organisation: id(organisation), addresses })
    };
    let own_entry = |organisation: u8, number: u8| {
        Resource::OwnEntry(OwnEntryFacts { organisation: id(organisation), address: Some(address(number)) })
    };
    vec![
        ("Own service", Resource::Service(id(OWN))),
        ("Another service", Resource::Service(id(OTHER))),
        ("A person one supports", person(OWN, &[me], None)),
        ("What one wrote oneself about a person one supports", person(OWN, &[colleague, me], Some(me))),
        ("What somebody else wrote about a person one supports", person(OWN, &[me], Some(colleague))),
        ("A person whom a colleague supports", person(OWN, &[colleague], None)),
        ("A person whose link worker one covers today", person(OWN, &[id(COVERED)], None)),
        (
            "What somebody else wrote about a person whose link worker one covers today",
            person(OWN, &[id(COVERED)], Some(id(COVERED))),
        ),
        ("What one wrote about a person one no longer supports", person(OWN, &[colleague], Some(me))),
        ("A restricted record of a person one supports, with one's name", restricted(&[me], &[me, colleague])),
        ("A restricted record of a person one supports, without one's name", restricted(&[me], &[colleague])),
        (
            "A restricted record of a person whom a colleague supports, with one's name",
            restricted(&[colleague], &[me, colleague]),
        ),
        (
            "A restricted record of a person whose link worker one covers today, without one's name",
            restricted(&[id(COVERED)], &[id(COVERED), colleague]),
        ),
        (
            "A restricted record in another service, though one is named on it",
            Resource::Person(PersonFacts {
                service: id(OTHER),
                workers: vec![me],
                restricted_to: Some(vec![me]),
                author: None,
            }),
        ),
        ("A person whom nobody supports yet", person(OWN, &[], None)),
        ("A person of another service, though one is named as worker there", person(OTHER, &[me], Some(me))),
        ("A series that a link worker shared with one, or another thing of their own", shared(OWN, Some(me))),
        ("The same, shared with somebody else", shared(OWN, Some(colleague))),
        ("The same, shared with one and taken back", shared(OWN, None)),
        ("The same, shared with one in another service", shared(OTHER, Some(me))),
        ("A boundary entry of one's own, or what one noted of oneself", own(OWN, me)),
        ("The same of a colleague, also of whoever one covers", own(OWN, id(COVERED))),
        ("The same that one wrote in another service", own(OTHER, me)),
        ("A scope agreement of one's own service with one's own practice", agreement(OWN, OWN)),
        ("A scope agreement of one's own service with another practice", agreement(OWN, OTHER)),
        ("A scope agreement of another service", agreement(OTHER, OWN)),
        ("What one's own link to a scope agreement opens", Resource::Linked(to_agree(OWN, OWN))),
        ("What another link to a scope agreement opens", Resource::Linked(to_agree(OWN, OTHER))),
        ("A visit alone of one's own", visit(OWN, me, Some(colleague))),
        ("A visit alone of a colleague who told one, while it is open", visit(OWN, colleague, Some(me))),
        ("A visit alone of a colleague who is back, or told somebody else", visit(OWN, colleague, None)),
        ("A visit alone in another service, though one was told", visit(OTHER, colleague, Some(me))),
        ("A referral to one's own service, in triage", Resource::Referral { service: id(OWN) }),
        ("A referral to another service, in triage", Resource::Referral { service: id(OTHER) }),
        ("What one's own practice referred", record(OWN, OWN)),
        ("What one's own practice referred where its relationship has ended", record(OTHER, OWN)),
        ("What another practice referred", record(OWN, OTHER)),
        ("What one's own link opens", Resource::Linked(linked(OWN, OWN))),
        (
            "What one's own link to a message opens, together with the practice code",
            Resource::Linked(written(OWN, OWN)),
        ),
        ("What another link to a message opens", Resource::Linked(written(OWN, OTHER))),
        ("What another link of the same service opens", Resource::Linked(linked(OWN, OTHER))),
        ("What a link of another service opens", Resource::Linked(linked(OTHER, OWN))),
        ("What one's own organisation is asked", Resource::Organisation(id(OWN))),
        ("What another organisation is asked", Resource::Organisation(id(OTHER))),
        ("A request of one's own service to one's own organisation and address", request(OWN, OWN, &[OTHER, OWN])),
        ("A request to one's own organisation at another address", request(OWN, OWN, &[OTHER])),
        ("A request to one's own organisation of which every link was stopped", request(OWN, OWN, &[])),
        ("A request to another organisation", request(OWN, OTHER, &[OWN])),
        ("A request of another service to one's own organisation", request(OTHER, OWN, &[OWN])),
        ("An entry of one's own organisation and address", own_entry(OWN, OWN)),
        ("An entry of one's own organisation with another address", own_entry(OWN, OTHER)),
        ("An entry of another organisation", own_entry(OTHER, OWN)),
        ("A safeguarding concern, when one is named safeguarding lead", concern(OWN, colleague, &[me])),
        ("A safeguarding concern that one wrote oneself", concern(OWN, me, &[colleague])),
        ("Records that nobody who is named can open, when one is named safeguarding lead", lost(OWN, &[me])),
        ("Records that nobody who is named can open", lost(OWN, &[])),
        ("Records of another service that nobody who is named can open", lost(OTHER, &[])),
        ("A safeguarding concern that is for somebody else", concern(OWN, colleague, &[colleague])),
        ("A safeguarding concern in another service, though one is named there", concern(OTHER, me, &[me])),
        ("A file that one brought in oneself", Resource::Import { service: id(OWN), by: Some(me) }),
        (
            "A file that somebody else brought into one's own service",
            Resource::Import { service: id(OWN), by: Some(colleague) },
        ),
        ("A file that the operator brought in", Resource::Import { service: id(OWN), by: None }),
        ("A file that was brought into another service", Resource::Import { service: id(OTHER), by: Some(me) }),
        ("The public door of a service", Resource::Door { service: id(OWN) }),
        ("The directory", Resource::Directory),
        ("One's own account", Resource::Account(me)),
        ("Somebody else's account", Resource::Account(colleague)),
        ("A colleague's role in one's own service", role(OWN, Some(colleague))),
        ("One's own role", role(OWN, Some(me))),
        ("A role in another service", role(OTHER, Some(colleague))),
        ("An invitation to one's own service", role(OWN, None)),
        ("An invitation that one sent oneself", sent(me)),
        ("An invitation to another service", role(OTHER, None)),
    ]
}

fn sign(decision: Decision) -> &'static str {
    match decision {
        Decision::Allow => "**yes**",
        Decision::Deny => "no",
        Decision::Hidden => "",
    }
}

/// The page: a table for each kind of record.
pub(crate) fn page() -> String {
    let actors = actors();
    let mut page = String::from(
        "# Who may do what\n\n\
         <!-- Written by `cargo run -p kith-domain --example reference`. Do not edit. -->\n\n\
         **yes**: allowed.\n\
         no: refused, and said so (403).\n\
         Empty: hidden, as if it did not exist (404).\n\
         *Everything else* stands for every action that no row names.\n",
    );
    for (name, resource) in resources() {
        let row = |action: Action| -> Vec<&'static str> {
            actors.iter().map(|(_, actor)| sign(decide(actor, action, &resource))).collect()
        };
        page.push_str(&format!("\n## {name}\n\n| |"));
        actors.iter().for_each(|(actor, _)| page.push_str(&format!(" {actor} |")));
        page.push_str(&format!("\n|---|{}\n", "---|".repeat(actors.len())));
        // What nobody may do is one row, if it is refused and hidden alike for all such actions.
        let allowed = |cells: &[&str]| cells.contains(&"**yes**");
        let mut rest: Vec<(Action, Vec<&str>)> = Vec::new();
        for action in Action::ALL {
            let cells = row(*action);
            if allowed(&cells) {
                page.push_str(&format!("| {} | {} |\n", action.label(), cells.join(" | ")));
            } else {
                rest.push((*action, cells));
            }
        }
        let same = rest.windows(2).all(|pair| matches!(pair, [(_, a), (_, b)] if a == b));
        match rest.first() {
            Some((_, cells)) if same => page.push_str(&format!("| *Everything else* | {} |\n", cells.join(" | "))),
            _ => rest.iter().for_each(|(action, cells)| {
                page.push_str(&format!("| {} | {} |\n", action.label(), cells.join(" | ")));
            }),
        }
    }
    page
}
