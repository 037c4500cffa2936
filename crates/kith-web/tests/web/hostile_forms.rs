//! Every form that anybody is shown, filled with what people do not type: a clear answer, never a fault, and nothing that
//! comes alive on a page afterwards. The words are those of reliability.md section 6, where they fit a field.

use http::{Method, StatusCode};
use kith_domain::staff::Role;

use super::client::{Answer, Client, attribute};
use super::crawl::crawl;
use super::matrix::records;
use super::world::{World, story};

/// What is typed. The long ones are made when they are needed.
const HOSTILE: &[&str] = &[
    "\"'><x-kith-7 onmouseover=1>",
    "</textarea><script>1</script>",
    "{{7*7}} ${7*7} <%=7*7%> #{7*7}",
    "javascript:alert(1)",
    "[x](javascript:1)",
    "\u{202E}exe.fdp",
    "a\0b",
    "\u{200B}\u{FEFF}",
    "\u{FEFF}first",
    "Null",
    "O'Neill-Ó Súilleabháin",
    "=HYPERLINK(\"http://x\",\"y\")",
    "\u{FF1D}1",
    "a\r\nlevel=error forged",
    "x\r\nBcc: y@example.org",
    "\u{1b}[2J",
    "аdmin",
    "hello AND",
    "NEAR(",
    "%_\\",
    "')) UNION SELECT",
    "(a+)+$",
    "9223372036854775808",
    "-1",
    "NaN",
    "1e400",
    "٣",
    "0000-00-00",
    "9999-12-31",
    "2026-02-30",
    "2026-10-25T01:30",
    "+44(0)20",
    "ZZ99 3VZ",
    "LONG",
    "MARKS",
    "LINES",
];

/// How often each form is sent, each time with other words in each field.
const ROUNDS: usize = 3;

/// What ends a session or a role, with which everything else is sent.
const ENDS_ANYBODY: [&str; 3] = ["/sign-out", "/sessions/", "/people-and-roles/0"];

/// Those who can end others' roles come last.
const ORDER: [Role; 8] = [
    Role::Practice,
    Role::Organisation,
    Role::Commissioner,
    Role::Evaluator,
    Role::LinkWorker,
    Role::TeamLead,
    Role::Administrator,
    Role::ServiceManager,
];

/// A form as it stands on a page.
struct Shown {
    action: String,
    is_multipart: bool,
    /// Name, what it holds, and whether somebody types it.
    fields: Vec<(String, String, Kind)>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Hidden,
    Chosen,
    Typed,
}

#[test]
fn every_form_answers_hostile_words_clearly_and_nothing_comes_alive() {
    story(async |world| {
        records(world, &world.one.canary, |role| world.one.email(role)).await;
        let mut wrong = Vec::new();
        let mut sent = 0;
        for role in ORDER {
            sent += all_of(world, role, &mut wrong).await;
        }
        assert_eq!(ORDER.len(), Role::ALL.len());
        assert!(sent > 300, "{sent} forms sent");
        assert_eq!(wrong, Vec::<String>::new());
    });
}

async fn all_of(world: &World, role: Role, wrong: &mut Vec<String>) -> usize {
    let mut client = Client::signed_in(&world.router, &world.one.email(role)).await;
    let mut forms: Vec<Shown> = Vec::new();
    crawl(&mut client, |path, answer| {
        for form in shown(path, answer) {
            // One form stands on many pages (search, signing out); each is tried once.
            if !forms.iter().any(|known| known.action == form.action && known.fields.len() == form.fields.len()) {
                forms.push(form);
            }
        }
    })
    .await;
    let mut sent = 0;
    for (number, form) in forms.iter().enumerate() {
        if ENDS_ANYBODY.iter().any(|ends| form.action.contains(ends)) {
            continue;
        }
        for round in 0..ROUNDS {
            let fields: Vec<(String, String)> = form
                .fields
                .iter()
                .enumerate()
                .map(|(at, (name, value, kind))| {
                    let word = word(number * 7 + at + round * 11);
                    // In the last round what is chosen is made up as well.
                    let keeps = *kind == Kind::Hidden || *kind == Kind::Chosen && round + 1 < ROUNDS;
                    (name.clone(), if keeps { value.clone() } else { word })
                })
                .collect();
            let fields: Vec<(&str, &str)> =
                fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            let answer = if form.is_multipart {
                let file = word(number + round);
                client.send_file(&form.action, &fields, Some(("file", "\"\r\nX: y.html", file.as_bytes()))).await
            } else {
                client.post(&form.action, &fields).await
            };
            sent += 1;
            look(role, &format!("POST {}", form.action), &answer, wrong);
        }
    }
    // What was taken is shown again, on whatever page shows it.
    crawl(&mut client, |path, answer| look(role, path, answer, wrong)).await;
    sent
}

fn look(role: Role, what: &str, answer: &Answer, wrong: &mut Vec<String>) {
    let is_fault = answer.status.is_server_error() || answer.status == StatusCode::METHOD_NOT_ALLOWED;
    // Text and PDF are not read as markup.
    let is_page = answer.header("content-type").starts_with("text/html");
    let is_alive = is_page
        && ["<x-kith-7", "<script>1", "href=\"javascript:", "49 ${7"].iter().any(|alive| answer.body.contains(alive));
    let is_forged = ["bcc", "level", "x"].iter().any(|name| answer.headers.contains_key(*name));
    if is_fault || is_alive || is_forged {
        wrong.push(format!("{} {what}: {} {}", role.code(), answer.status, if is_alive { "is alive" } else { "" }));
    }
}

fn word(number: usize) -> String {
    let word = HOSTILE[number % HOSTILE.len()];
    match word {
        "LONG" => "x".repeat(60_000),
        "MARKS" => format!("e{}", "\u{301}".repeat(10_000)),
        "LINES" => "\n".repeat(20_000),
        word => word.to_owned(),
    }
}

/// The forms of a page that change something.
fn shown(path: &str, answer: &Answer) -> Vec<Shown> {
    let forms = answer.body.split("<form").skip(1).map(|rest| rest.split("</form>").next().unwrap());
    forms.filter_map(|form| read(path, form)).collect()
}

fn read(path: &str, form: &str) -> Option<Shown> {
    let tag = form.split('>').next().unwrap();
    if !attribute(tag, "method").eq_ignore_ascii_case(Method::POST.as_str()) {
        return None;
    }
    let action = attribute(tag, "action");
    let action = if action.is_empty() { path.split('?').next().unwrap().to_owned() } else { action };
    let mut fields = Vec::new();
    for piece in form.split('<').skip(1) {
        let tag = piece.split('>').next().unwrap();
        let (name, value) = (attribute(tag, " name"), attribute(tag, " value"));
        if name.is_empty() {
            continue;
        }
        let kind = attribute(tag, " type");
        let kind = match (tag.split_whitespace().next().unwrap(), kind.as_str()) {
            ("input", "hidden") => Kind::Hidden,
            ("input", "radio" | "checkbox") => Kind::Chosen,
            ("input", "file") => continue,
            ("input" | "textarea", _) => Kind::Typed,
            ("select", _) => Kind::Chosen,
            _ => continue,
        };
        // Of a group of choices one is taken.
        if kind != Kind::Chosen || !fields.iter().any(|(known, _, _): &(String, String, Kind)| *known == name) {
            fields.push((name, value, kind));
        }
    }
    Some(Shown { action, is_multipart: tag.contains("multipart/"), fields })
}
