//! Every address, as nobody, as everybody of the own service, and as everybody of another one.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};

use http::{Method, StatusCode};
use kith_domain::staff::Role;

use super::asked::newest_link;
use super::client::{Answer, Client};
use super::thread::{allocate, refer};
use super::world::{World, story};

/// Identifiers of one service's records, for the parameters of addresses.
pub(super) struct Records {
    referral: String,
    person: String,
    need: String,
    connection: String,
    contact: String,
    import: String,
    /// A colleague's role.
    role: String,
    /// An open invitation.
    invitation: String,
    question: String,
    suggestion: String,
    message: String,
    around: String,
    appointment: String,
    worker: String,
    practice: String,
    gap: String,
    holding: String,
    matters: String,
    goal: String,
    action: String,
    changed: String,
    letter: String,
    file: String,
    concern: String,
    grant: String,
    /// A context event, and what the link worker shares of her own series with the lead.
    context: String,
    share: String,
    /// A boundary entry of the link worker.
    boundary: String,
    /// What she noted of herself.
    noted: String,
    /// The practice that refers, with which a scope agreement was written.
    own_practice: String,
    /// A discretion note of the link worker.
    note: String,
    /// An ask of the same day about the person.
    same_day: String,
    /// A visit alone of which the link worker told the lead.
    visit: String,
    /// A feed that the directory is taken from.
    feed: String,
}

/// Takes one person of a service through enough of the thread that every kind of record exists.
pub(super) async fn records(world: &World, canary: &str, email: impl Fn(Role) -> String) -> Records {
    let mut practice = Client::signed_in(&world.router, &email(Role::Practice)).await;
    let mut lead = Client::signed_in(&world.router, &email(Role::TeamLead)).await;
    let mut worker = Client::signed_in(&world.router, &email(Role::LinkWorker)).await;
    let referral = refer(world, &mut practice, canary, &format!("{canary} reason")).await;
    allocate(&mut lead, &referral, "link_worker").await;
    let today = worker.get("/today").await;
    let person = today.link("/people/", "").trim_end_matches("/contacts/new").to_owned();
    let mut manager = Client::signed_in(&world.router, &email(Role::ServiceManager)).await;
    super::concerns::name_lead(&mut manager, "team_lead").await;
    let mut fill = async |page: String, fields: &[(&str, &str)]| {
        let action = page.split('?').next().unwrap().to_owned();
        let answer = worker.fill(&page, &action, fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{page}: {}", answer.text());
        answer
    };
    let note = format!("{canary} note");
    let own = worker_own(world, &email(Role::LinkWorker), &person).await;
    let spoken = [("mode", "phone"), ("reached", "yes"), ("note", &*note), ("own", &*own)];
    fill(format!("{person}/contacts/new"), &spoken).await;
    fill(format!("{person}/what-matters"), &[("words", &note)]).await;
    fill(format!("{person}/needs/new"), &[("stated", &note), ("domain", "housing"), ("known", "later")]).await;
    let booking =
        [("day", "2026-12-03"), ("time", "14:30"), ("mode", "phone"), ("why", &*note), ("place_words", &*note)];
    fill(format!("{person}/appointments/new"), &booking).await;
    let written = [("together", "with"), ("to", &*note), ("subject", &*note), ("text", &*note)];
    let letter = fill(format!("{person}/letters/new?template=none"), &written).await;
    let letter = letter.location().trim_start_matches("/letters/").split('?').next().unwrap().to_owned();
    let connect = format!("{person}/connect/{}", world.community_service);
    let made = fill(connect, &[("need", ""), ("agreed", &note)]).await;
    fill(format!("{person}/message-back"), &[("mattered", &note), ("happened", ""), ("missing", "")]).await;
    let read = practice.fill("/my-referrals", &format!("{referral}/read"), &[]).await;
    assert_eq!(read.status, StatusCode::SEE_OTHER, "{}", read.text());
    // A file that the manager brought in: she opens it, and so does the lead.
    let mut manager = Client::signed_in(&world.router, &email(Role::ServiceManager)).await;
    let hidden = manager.get("/imports").await.hidden("/imports");
    let mut fields: Vec<(&str, &str)> = hidden.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    fields.push(("kind", "referrals"));
    let rows = format!("Surname,DOB,Reason\n{canary},27/3/1951,{canary} reason\n");
    let brought = manager.send_file("/imports", &fields, Some(("file", "people.csv", rows.as_bytes()))).await;
    assert_eq!(brought.status, StatusCode::SEE_OTHER, "{}", brought.text());
    let guest = format!("{}@example.org", canary.to_lowercase());
    let fields =
        [("email", &*guest), ("name", canary), ("role", "commissioner"), ("practice", ""), ("practice_name", "")];
    let invited = manager.fill("/people-and-roles/invite", "/people-and-roles/invite", &fields).await;
    assert_eq!(invited.status, StatusCode::SEE_OTHER, "{}", invited.text());
    let roles = manager.get("/people-and-roles?q=colleague").await;
    let invitation = roles.body.split("action=\"/invitations/").nth(1).unwrap().split('/').next().unwrap().to_owned();
    let role = roles.body.split("href=\"/people-and-roles/0").nth(1).unwrap().split('"').next().unwrap();
    let role = format!("0{role}");
    let connection = made.location().split('?').next().unwrap().to_owned();
    let ask = format!("{connection}/ask");
    fill(ask, &[("agreed", &note)]).await;
    fill(format!("{person}/goals/new"), &[("words", &note)]).await;
    fill(format!("{person}/actions/new"), &[("what", &note), ("owner", "both")]).await;
    fill(format!("{person}/what-changed"), &[("words", &note)]).await;
    let jo = [("name", &*note), ("relation", "child"), ("may_know", "not-asked"), ("own_agreement", "not-asked")];
    fill(format!("{person}/around/new"), &jo).await;
    fill(format!("{person}/about-me/write"), &[("about", &note)]).await;
    fill(format!("{person}/holding/new"), &[("function", "waiting"), ("awaited", &note)]).await;
    fill(format!("{person}/readiness"), &[("stands", "not-now"), ("words", &note)]).await;
    let concern = fill(format!("{person}/concern"), &[("words", &note)]).await.location().to_owned();
    let entry = [("kind", "out-of-role"), ("answer", "declined"), ("words", &*note)];
    fill("/boundaries/new".to_owned(), &entry).await;
    fill("/discretion/new".to_owned(), &[("what", &*note)]).await;
    fill(format!("{person}/same-day"), &[("whom", &*note)]).await;
    let mine = worker.get("/how-we-work/mine").await;
    let with = mine.body.split("name=\"with\"").nth(1).and_then(|it| it.split("value=\"").nth(1)).unwrap();
    let with = with.split('"').next().unwrap().to_owned();
    let shared = worker.fill("/how-we-work/mine", "/how-we-work/mine/share", &[("with", &with)]).await;
    assert_eq!(shared.status, StatusCode::SEE_OTHER, "{}", shared.text());
    let share = worker.get("/how-we-work/mine").await.body;
    let share = share.split("/how-we-work/shares/").nth(1).unwrap().split('/').next().unwrap().to_owned();
    let noted = [("on", "3 March 2026"), ("kind", "template"), ("what", &*note), ("words", &*note)];
    let context = lead.fill("/how-we-work/context/new", "/how-we-work/context/new", &noted).await;
    assert_eq!(context.status, StatusCode::SEE_OTHER, "{}", context.text());
    let context = lead.get("/how-we-work/context").await.link("/how-we-work/context/0", "");
    let own_practice = super::agreements::practice(&mut lead, &format!("{canary} surgery")).await;
    let written = super::agreements::write(&mut lead, &format!("/practices/{own_practice}/agreement"), &note).await;
    assert_eq!(written.status, StatusCode::SEE_OTHER, "{}", written.text());
    answer_by_link(world, &note).await;
    let asked = worker.get(&connection).await.link(&format!("{connection}/questions/"), "");
    let to_see_to = lead.get("/entries-to-see-to").await;
    let said =
        to_see_to.body.split("action=\"/entries-to-see-to/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let leads = manager.get("/team/safeguarding").await;
    let grant = leads.body.split("action=\"/team/safeguarding/").nth(1).unwrap().split('/').next().unwrap().to_owned();
    let need = worker.get(&person).await.link("/needs/", "/gap");
    worker.fill(&need, &need, &[("reason", "full")]).await;
    let feed = super::feeds::add(&mut manager, &format!("https://feeds.example.org/{canary}")).await;
    let plan = worker.get(&format!("{person}/plan")).await;
    let attach = worker.get(&person).await.link("/contacts/", "/files");
    let file = super::files::attach(&mut worker, &attach, "canary.txt", canary.as_bytes()).await;
    assert_eq!(file.status, StatusCode::SEE_OTHER, "{}", file.text());
    let page = worker.get(&person).await;
    let middle = |of: &Answer, begins: &str, ends: &str| of.link(begins, ends).split('/').nth(2).unwrap().to_owned();
    let tail = |path: &str| path.rsplit('/').next().unwrap().to_owned();
    let mut lead = Client::signed_in(&world.router, &email(Role::TeamLead)).await;
    let codes = lead.get("/practice-codes").await;
    Records {
        practice: tail(&codes.link("/practice-codes/", "")),
        referral: tail(&referral),
        person: tail(&person),
        need: page.link("/needs/", "/gap").split('/').nth(2).unwrap().to_owned(),
        connection: made.location().trim_start_matches("/connections/").split('?').next().unwrap().to_owned(),
        import: tail(brought.location()),
        question: tail(&asked),
        suggestion: said,
        message: tail(&page.link("/messages/", "")),
        around: page.link("/around/", "").trim_start_matches("/around/").to_owned(),
        contact: page.link("/contacts/", "/correct").split('/').nth(2).unwrap().to_owned(),
        role,
        invitation,
        appointment: tail(&page.link("/appointments/", "")),
        letter,
        file: tail(&page.link("/files/", "")),
        worker: {
            // Whoever has people: a link worker opens the list of their own, and of nobody else's.
            let team = lead.get("/team").await;
            let before = team.body.split("/people?counted=").next().unwrap();
            before.rsplit("/team/").next().unwrap().to_owned()
        },
        gap: middle(&page, "/gaps/", "/correct"),
        holding: tail(&page.link("/holdings/", "")),
        matters: middle(&page, "/what-matters/", "/correct"),
        changed: middle(&page, "/changed/", "/correct"),
        goal: middle(&plan, "/goals/", "/change"),
        action: middle(&plan, "/actions/", "/change"),
        feed,
        concern: concern.trim_start_matches("/concerns/").split('?').next().unwrap().to_owned(),
        grant,
        context: tail(&context),
        share,
        boundary: tail(&worker.get("/boundaries").await.link("/boundaries/0", "")),
        noted: {
            let noted = worker.get("/what-i-noted").await;
            noted.body.split("action=\"/what-i-noted/").nth(1).unwrap().split('/').next().unwrap().to_owned()
        },
        own_practice,
        note: tail(&worker.get("/discretion").await.link("/discretion/0", "")),
        same_day: tail(&page.link("/same-day/", "")),
        visit: {
            let whom = super::edges::option(&worker.get("/visits").await, "team_lead");
            let fields = [("whom", &*whom), ("place", &*note), ("ring", "07700 900123"), ("due", "23:50")];
            let gone = worker.fill("/visits", "/visits", &fields).await;
            assert_eq!(gone.status, StatusCode::SEE_OTHER, "{}", gone.text());
            tail(&lead.get("/today").await.link("/visits/0", ""))
        },
    }
}

/// A line of the list that is about the worker herself.
async fn worker_own(world: &World, email: &str, person: &str) -> String {
    let mut worker = Client::signed_in(&world.router, email).await;
    worker.get(&format!("{person}/contacts/new")).await.choice("own", "Stayed past the usual limit")
}

/// The organisation opens the newest link, asks something and says something of its entry.
async fn answer_by_link(world: &World, words: &str) {
    let to = newest_link(world).await;
    let mut organisation = Client::new(&world.router);
    let asked = organisation.fill(&to, &format!("{to}/question"), &[("question", words)]).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.text());
    let said = organisation.fill(&to, &format!("{to}/entry"), &[("room", "full"), ("entry_words", words)]).await;
    assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.text());
}

/// The address of a route for some records.
fn address(world: &World, path: &str, of: &Records) -> String {
    let entry = world.community_service.to_string();
    let id = match path.split('/').nth(1).unwrap_or_default() {
        "people" | "records-nobody-can-open" => &of.person,
        "needs" => &of.need,
        "connections" => &of.connection,
        "messages" => &of.message,
        "contacts" => &of.contact,
        "imports" => &of.import,
        "entries-to-see-to" => &of.suggestion,
        "around" => &of.around,
        "appointments" => &of.appointment,
        "team" if path.starts_with("/team/safeguarding") => &of.grant,
        "team" => &of.worker,
        "gaps" => &of.gap,
        "holdings" => &of.holding,
        "what-matters" => &of.matters,
        "changed" => &of.changed,
        "goals" => &of.goal,
        "actions" => &of.action,
        "letters" if !path.ends_with("/retry") => &of.letter,
        "files" => &of.file,
        "concerns" => &of.concern,
        "settings" => &of.feed,
        "boundaries" => &of.boundary,
        "how-we-work" if path.contains("/shares/") => &of.share,
        "how-we-work" => &of.context,
        "what-i-noted" => &of.noted,
        "discretion" => &of.note,
        "same-day" => &of.same_day,
        "visits" => &of.visit,
        "directory" | "our-services" => &entry,
        "requests-to-us" => &of.connection,
        "people-and-roles" => &of.role,
        "invitations" => &of.invitation,
        _ => &of.referral,
    }
    .clone();
    let id = if path.starts_with("/practice") { of.practice.clone() } else { id };
    let id = if path.contains("/agreement") { of.own_practice.clone() } else { id };
    path.replace("{question}", &of.question)
        .replace("{id}", &id)
        .replace("{to}", &world.community_service.to_string())
        .replace("{code}", "housing")
        .replace("{field}", "phone")
        .replace("{secret}", &"0".repeat(64))
}

/// What the policy says a role gets from an address of its own service, worked out by hand from the
/// matrix of reliability.md section 4: not from the code that is being tested.
fn expected(role: Role, action: &str, resource: &str) -> StatusCode {
    use Role::{Administrator, Commissioner, Evaluator, LinkWorker, Organisation, Practice, ServiceManager, TeamLead};
    let allowed = match action {
        "refer" | "list-my-referrals" | "see-my-referral" | "read-message" | "reply-to-message" => role == Practice,
        "see-queue" | "retry-letter" | "see-referral" | "accept" | "give-back" | "allocate" | "revoke-status-link"
        | "redirect" | "ask-referrer" | "move-case" | "move-caseload" | "arrange-cover" => role == TeamLead,
        // The lead writes an answer down that came by telephone; the practice answers under its referrals.
        "answer-question" if resource == "practice record" => role == Practice,
        "answer-question" => role == TeamLead,
        "manage-practice-codes" | "keep-practice" | "keep-entry" | "invite-organisation" => {
            matches!(role, TeamLead | ServiceManager)
        }
        "agree-practice" => matches!(role, ServiceManager),
        "see-team" => matches!(role, TeamLead | ServiceManager),
        "see-today"
        | "list-people"
        | "search-people"
        | "protect-record"
        | "correct-identity"
        | "write-around"
        | "see-person"
        | "see-who-looked"
        | "change-contact-rules"
        | "write-equality"
        | "decide-sharing"
        | "close"
        | "reopen"
        | "correct-ending"
        | "write-concern" => {
            matches!(role, LinkWorker | TeamLead)
        }
        "see-gaps" | "see-waits" | "see-unanswered" => matches!(role, LinkWorker | TeamLead),
        "export-gaps" => role == TeamLead,
        "see-workers-day" => role == TeamLead,
        "keep-calendar" => role == LinkWorker,
        // Whoever attached it, and the lead.
        "open-file" | "take-file-away" => matches!(role, LinkWorker | TeamLead),
        "write-letter"
        | "correct-letter"
        | "attach-file"
        | "book-appointment"
        | "change-appointment"
        | "log-contact"
        | "correct-contact"
        | "write-what-matters"
        | "record-need"
        | "record-gap"
        | "connect"
        | "move-connection"
        | "ask-by-link"
        | "send-message"
        | "correct-need"
        | "say-need"
        | "correct-gap"
        | "correct-what-matters"
        | "write-about-me"
        | "write-plan"
        | "record-change"
        | "keep-holding"
        | "write-readiness"
        | "say-beyond-guide" => role == LinkWorker,
        // Its author, and whoever is named: in this world the team lead.
        "see-concern" => matches!(role, LinkWorker | TeamLead),
        "acknowledge-concern" => role == TeamLead,
        "list-named" => matches!(role, LinkWorker | TeamLead | ServiceManager),
        // Each has their own: the entry of this world is the link worker's, and for everybody else it is not there.
        "keep-boundaries" | "see-own-taps" | "keep-discretion" | "see-my-own" => matches!(role, LinkWorker | TeamLead),
        // The list is hers; one visit is the link worker's who went, and its colleague's who was told: the team lead.
        "keep-visits" if resource == "visit" => role == LinkWorker,
        "keep-visits" => matches!(role, LinkWorker | TeamLead),
        "see-visit" => role == TeamLead,
        "read-shared" => matches!(role, TeamLead | ServiceManager),
        "ask-same-day" => matches!(role, LinkWorker | TeamLead),
        "see-agreement" => matches!(role, LinkWorker | TeamLead | ServiceManager | Practice),
        "write-agreement" => matches!(role, TeamLead | ServiceManager),
        "agree-scope" => matches!(role, TeamLead | ServiceManager | Practice),
        "see-my-practice" => role == Practice,
        "keep-own" => role == LinkWorker,
        // How a team works: the team, and from five workers whoever pays. One's own series is a link worker's alone.
        "see-how-we-work" => matches!(role, LinkWorker | TeamLead | ServiceManager | Commissioner),
        "see-own-series" => role == LinkWorker,
        "see-shared-series" => role == TeamLead,
        "keep-context" | "keep-lenses" => matches!(role, TeamLead | ServiceManager),
        "see-concerns" => matches!(role, LinkWorker | TeamLead | ServiceManager),
        "name-safeguarding-leads" => role == ServiceManager,
        // Whoever is named safeguarding lead: in this world the team lead.
        "name-anew" => matches!(role, TeamLead | Administrator),
        "see-directory" => true,
        // What was sent to one's organisation, and its entries.
        "see-requests" | "open-request" | "answer-request" | "keep-own-entry" => role == Organisation,
        // Whoever sent them, and the lead.
        "stop-links" => matches!(role, LinkWorker | TeamLead),
        "tell-of-entry" | "keep-team-notes" | "keep-favourite" => {
            matches!(role, LinkWorker | TeamLead | ServiceManager)
        }
        "import-people" | "see-import" | "take-import" => matches!(role, TeamLead | ServiceManager),
        "see-reports" => matches!(role, TeamLead | ServiceManager),
        "open-figure" => role == TeamLead,
        "ask-for-investment" => matches!(role, TeamLead | ServiceManager),
        "see-unmet-need" => matches!(role, LinkWorker | TeamLead | ServiceManager | Commissioner | Evaluator),
        "see-account" | "change-account" | "end-session" | "choose-role" | "confirm-self" => true,
        "see-roles" | "invite" | "see-role" => matches!(role, TeamLead | ServiceManager | Administrator),
        "change-role" | "end-role" | "settle-invitation" => matches!(role, ServiceManager | Administrator),
        "invite-colleague" => role == Practice,
        "reset-factor" => role == ServiceManager,
        "keep-feeds" => matches!(role, ServiceManager | Administrator),
        "see-settings" | "change-post-rules" | "settle-letters" => role == Administrator,
        "see-service" => matches!(role, TeamLead | ServiceManager | Administrator),
        "change-service" => role == ServiceManager,
        "change-ways" => matches!(role, TeamLead | ServiceManager),
        other => panic!("{other} is an action that this matrix does not know: add it"),
    };
    if allowed {
        return StatusCode::OK;
    }
    // Who may open a record and not do this is told so; who may not know of it finds nothing.
    let knows = match resource {
        "service" => true,
        "person" => matches!(role, TeamLead | LinkWorker),
        // An administrator may know whose second factor they must not reset.
        // A lead may know of the roles and invitations of the service, and settles only those of her own sending.
        "role" => matches!(role, Administrator | TeamLead),
        "concern" => role == LinkWorker,
        "agreement" if action == "see-my-practice" => false,
        "agreement" => matches!(role, LinkWorker | Practice),
        "visit" => role == LinkWorker,
        _ => false,
    };
    if knows { StatusCode::FORBIDDEN } else { StatusCode::NOT_FOUND }
}

async fn call(client: &mut Client, method: &str, path: &str, service: &str, record: &str) -> Answer {
    if method == "GET" {
        return client.get(path).await;
    }
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let nonce = format!("{:032x}", NEXT.fetch_add(1, Ordering::Relaxed));
    let record = match path {
        "/refer" => "new",
        "/boundaries/new" => "new-boundary-entry",
        "/how-we-work/mine/share" => "share-series",
        "/how-we-work/lenses/copy" => "lens-copy",
        "/how-we-work/lenses/change" => "lens-change",
        "/how-we-work/context/new" => "new-context-event",
        "/discretion/new" => "new-discretion-note",
        "/my-own/quiet-hours" => "quiet-hours",
        "/visits" => "new-visit",
        "/practices/new" => "new-practice",
        "/people-and-roles/invite" => "invite",
        "/colleagues" => "colleague",
        "/team/safeguarding" => "leads",
        "/reports/unmet-need/case/ask" => "case",
        "/account/name" => "name",
        "/account/password" => "password",
        "/account/sessions/end-others" => "others",
        "/today/calendar" | "/today/calendar/revoke" => "calendar",
        _ => record,
    };
    client.post(path, &[("nonce", &nonce), ("for-service", service), ("for-record", record), ("version", "1")]).await
}

/// The record that an address is about, as its form carries it.
fn record_of(path: &str) -> String {
    path.split('/').filter(|part| part.len() == 36).collect::<Vec<_>>().join("/")
}

#[test]
fn every_address_answers_each_role_as_the_matrix_says() {
    story(async |world| {
        let own = records(world, &world.one.canary, |role| world.one.email(role)).await;
        let foreign = records(world, &world.two.canary, |role| world.two.email(role)).await;
        let routes: Vec<_> = kith_web::routes().into_iter().filter(|route| !route.public).collect();
        assert!(routes.len() > 35, "{}", routes.len());
        let service = world.one.service.to_string();
        let mut wrong = Vec::new();
        for route in &routes {
            let path = address(world, route.path, &own);
            let nobody = call(&mut Client::new(&world.router), route.method, &path, &service, &record_of(&path)).await;
            let fits = if route.method == "GET" {
                nobody.status == StatusCode::SEE_OTHER && nobody.location().starts_with("/sign-in")
            } else {
                nobody.status == StatusCode::UNAUTHORIZED
            };
            if !fits {
                wrong.push(format!("nobody {} {}: {}", route.method, route.path, nobody.status));
            }
            let machine = Client::new(&world.router)
                .send(Method::GET, &path, &[], &[("accept", "application/json"), ("sec-fetch-site", "same-origin")])
                .await;
            if route.method == "GET" && machine.status != StatusCode::UNAUTHORIZED {
                wrong.push(format!("a machine as nobody {}: {}", route.path, machine.status));
            }
        }
        // The organisation comes first: a link worker stops the link that it was sent.
        let others = Role::ALL.into_iter().filter(|role| *role != Role::Organisation);
        for role in std::iter::once(Role::Organisation).chain(others) {
            let mut client = Client::signed_in(&world.router, &world.one.email(role)).await;
            for route in &routes {
                let path = address(world, route.path, &own);
                // Reading a page before posting to it keeps state changes for the end: a closed case
                // would change what the next address says, so posts lack what they need to succeed.
                let answer = call(&mut client, route.method, &path, &service, &record_of(&path)).await;
                let mut want = expected(role, route.action, route.resource);
                // No letter is stuck in this world, so there is nothing for the lead to find; a story of
                // its own (`letters`) has one.
                // Nobody here has searched for anybody either (`search`).
                // And every record can be opened by somebody (`lost`).
                // The entry of this world was written by hand, and nothing of it was corrected (`corrections`).
                let none = route.action == "retry-letter"
                    || route.path.contains("/correct")
                        && (route.path.starts_with("/directory/") || route.path.starts_with("/corrections/"))
                    || ["/people/search/{id}", "/records-nobody-can-open/{id}"].contains(&route.path);
                // The link worker, who came before, took back what she shared with the lead (`how_we_work` has it shared).
                let none = none || route.path == "/how-we-work/shares/{id}";
                if none && want == StatusCode::OK {
                    want = StatusCode::NOT_FOUND;
                }
                // Nobody has a session that is called like a referral.
                if route.path.contains("sessions/{id}") {
                    want = StatusCode::NOT_FOUND;
                }
                // The file was thrown away by the role before, as it may; then there is nothing to fetch.
                // And the link worker said that she is back, before the lead looks where she went.
                let is_gone = ["/imports/{id}/refused", "/visits/{id}"].contains(&route.path)
                    && answer.status == StatusCode::NOT_FOUND;
                let fits = match want {
                    StatusCode::OK if is_gone => true,
                    StatusCode::OK => {
                        let ok = [
                            StatusCode::OK,
                            StatusCode::SEE_OTHER,
                            StatusCode::UNPROCESSABLE_ENTITY,
                            StatusCode::CONFLICT,
                        ];
                        ok.contains(&answer.status) && !answer.location().starts_with("/sign-in")
                    }
                    other => answer.status == other,
                };
                if !fits {
                    wrong.push(format!(
                        "{} {} {}: {} instead of {want}",
                        role.code(),
                        route.method,
                        route.path,
                        answer.status
                    ));
                }
                // The same address for a record of another service: nothing there, whoever asks.
                // Entries are no service's (`our_side` has two organisations).
                let of_all = matches!(route.resource, "directory" | "service" | "account" | "own entry");
                if route.path.contains("{id}") && !of_all {
                    let path = address(world, route.path, &foreign);
                    let other = call(&mut client, route.method, &path, &service, &record_of(&path)).await;
                    if other.status != StatusCode::NOT_FOUND {
                        wrong.push(format!(
                            "{} {} foreign {}: {}",
                            role.code(),
                            route.method,
                            route.path,
                            other.status
                        ));
                    }
                    let first = record_of(&path).split('/').next().unwrap().to_owned();
                    let absent = path.replace(&first, "01900000-0000-7000-8000-000000000000");
                    let none = call(&mut client, route.method, &absent, &service, &record_of(&absent)).await;
                    if none.status != other.status || none.body != other.body {
                        wrong.push(format!(
                            "{} {} {}: foreign and absent differ",
                            role.code(),
                            route.method,
                            route.path
                        ));
                    }
                    if other.body.contains(&world.two.canary) {
                        wrong.push(format!("{} {}: shows another service's words", role.code(), route.path));
                    }
                }
            }
        }
        assert_eq!(wrong, Vec::<String>::new());
    });
}

/// A link worker who does not have the person finds nothing, although she works in the same service.
#[test]
fn a_colleague_finds_nothing_of_somebody_elses_person() {
    story(async |world| {
        let own = records(world, &world.one.canary, |role| world.one.email(role)).await;
        let mut colleague = Client::signed_in(&world.router, &world.one.colleague()).await;
        for route in kith_web::routes().iter().filter(|route| route.resource == "person" && route.method == "GET") {
            let answer = colleague.get(&address(world, route.path, &own)).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{}", route.path);
        }
        let people = colleague.get("/people").await;
        assert!(!people.body.contains(&own.person), "{}", people.text());
    });
}

/// The list of addresses is read in review: a new one shows up here.
#[test]
fn the_route_list_is_a_snapshot() {
    let lines: Vec<String> = kith_web::routes()
        .iter()
        .map(|route| {
            let who =
                if route.public { "public".to_owned() } else { format!("{} on {}", route.action, route.resource) };
            format!("{:4} {:38} {who}", route.method, route.path)
        })
        .collect();
    insta::assert_snapshot!(lines.join("\n"));
    let mut seen = BTreeMap::new();
    for route in kith_web::routes() {
        assert!(seen.insert((route.method, route.path), ()).is_none(), "{} {} stands twice", route.method, route.path);
    }
}
