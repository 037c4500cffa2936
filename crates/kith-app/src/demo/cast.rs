//! Who is in the demo: the service, its practices, its staff and the people it supports. All invented.

use kith_domain::staff::Role;

/// A GP practice.
pub(super) struct Practice {
    pub(super) key: &'static str,
    pub(super) ods_code: &'static str,
    pub(super) name: &'static str,
    pub(super) email: &'static str,
}

/// The service's name, its short name and its telephone number.
pub(super) const SERVICE: (&str, &str, &str) = ("Lanternfield Link Workers", "lanternfield", "01632 960100");

/// The practices that refer to it.
pub(super) const PRACTICES: &[Practice] = &[
    Practice {
        key: "harbour",
        ods_code: "A99001",
        name: "Harbour Lane Surgery",
        email: "reception.harbourlane@example.org",
    },
    Practice { key: "tilegate", ods_code: "A99002", name: "Tilegate Medical Centre", email: "tilegate@example.org" },
    Practice { key: "fennel", ods_code: "A99003", name: "Fennel Row Practice", email: "fennelrow@example.org" },
];

/// Where somebody on the staff works.
#[derive(Debug, Clone, Copy)]
pub(super) enum At {
    /// The service.
    Service,
    /// A practice.
    Practice(&'static str),
    /// A community organisation.
    Organisation(&'static str),
}

/// Somebody who signs in.
pub(super) struct Member {
    pub(super) key: &'static str,
    pub(super) role: Role,
    pub(super) name: &'static str,
    pub(super) email: &'static str,
    pub(super) at: At,
    /// What they are, for the button that opens Kith as them.
    pub(super) words: &'static str,
}

const fn member(
    key: &'static str,
    role: Role,
    name: &'static str,
    email: &'static str,
    at: At,
    words: &'static str,
) -> Member {
    Member { key, role, name, email, at, words }
}

/// The staff; the first of each role is the one whom the demo's front page offers.
pub(super) const STAFF: &[Member] = &[
    member("amina", Role::LinkWorker, "Amina Farouqi", "amina.farouqi@example.org", At::Service, "link worker"),
    member("gareth", Role::LinkWorker, "Gareth Pryce", "gareth.pryce@example.org", At::Service, "link worker"),
    member("ruth", Role::LinkWorker, "Ruth Adébáyò", "ruth.adebayo@example.org", At::Service, "link worker"),
    member("maureen", Role::TeamLead, "Maureen Teague", "maureen.teague@example.org", At::Service, "team lead"),
    member("dev", Role::ServiceManager, "Dev Raithatha", "dev.raithatha@example.org", At::Service, "service manager"),
    member(
        "sinead",
        Role::Practice,
        "Sinéad Corrigan",
        "sinead.corrigan@example.org",
        At::Practice("harbour"),
        "receptionist at Harbour Lane Surgery",
    ),
    member(
        "jude",
        Role::Practice,
        "Jude Okonjo",
        "jude.okonjo@example.org",
        At::Practice("tilegate"),
        "practice nurse at Tilegate Medical Centre",
    ),
    member(
        "henrike",
        Role::Practice,
        "Dr Henrike Vos",
        "henrike.vos@example.org",
        At::Practice("fennel"),
        "GP at Fennel Row Practice",
    ),
    member(
        "bashir",
        Role::Organisation,
        "Bashir Lund",
        "bashir.lund@example.org",
        At::Organisation("kettle"),
        "runs the Copper Kettle community café",
    ),
    member(
        "philippa",
        Role::Commissioner,
        "Philippa Wren",
        "philippa.wren@example.org",
        At::Service,
        "commissioner of the service",
    ),
    member(
        "tomasz",
        Role::Evaluator,
        "Dr Tomasz Ziółkowski",
        "tomasz.ziolkowski@example.org",
        At::Service,
        "evaluator",
    ),
    member("kit", Role::Administrator, "Kit Sandiford", "kit.sandiford@example.org", At::Service, "administrator"),
];

/// A person whom the service supports.
pub(super) struct Person {
    pub(super) key: &'static str,
    pub(super) family: &'static str,
    pub(super) given: &'static str,
    pub(super) preferred: &'static str,
    /// Day, month, year of birth, as typed.
    pub(super) born: (&'static str, &'static str, &'static str),
    /// Why the NHS number is missing; empty when it is known.
    pub(super) number_missing: &'static str,
}

const fn person(
    key: &'static str,
    family: &'static str,
    given: &'static str,
    preferred: &'static str,
    born: (&'static str, &'static str, &'static str),
) -> Person {
    Person { key, family, given, preferred, born, number_missing: "" }
}

/// The twelve people of the tour. Two of them may be one: Steven O'Dowd and Stephen ODowd.
pub(super) const PEOPLE: &[Person] = &[
    person("zofia", "Wiśniewska", "Zofia", "", ("17", "6", "1949")),
    person("brendan", "Hale", "Brendan Chukwuma", "Brendan", ("3", "11", "1961")),
    person("mairead", "Ó Dálaigh", "Mairéad", "Mo", ("29", "2", "1972")),
    person("keeley", "Hartnoll", "Keeley", "", ("8", "9", "1988")),
    person("steven", "O'Dowd", "Steven", "", ("11", "2", "1957")),
    // Many people in the world have one name, and it stands in the box for the family name.
    person("suparto", "Suparto", "", "", ("1", "7", "1966")),
    person("patience", "Mensah-Whitlock", "Patience", "Pat", ("22", "12", "1953")),
    person("yusra", "Al-Ḥaddād", "Yusra", "", ("14", "4", "1991")),
    person("ivor", "Penhallow", "Ivor", "", ("30", "1", "1938")),
    person("astrid", "Sørensen", "Astrid Maja", "", ("5", "5", "1983")),
    Person { number_missing: "not-to-hand", ..person("rupa", "Bhattacharya", "Rupa", "", ("19", "10", "1979")) },
    Person { number_missing: "not-to-hand", ..person("stephen", "ODowd", "Stephen", "Steve", ("11", "2", "1957")) },
];

/// Finds a person of the cast.
pub(super) fn person_called(key: &str) -> Option<&'static Person> {
    PEOPLE.iter().find(|person| person.key == key)
}
