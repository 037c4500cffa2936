//! The queue: one line for each referral, opened for triage.

mod compare;
pub(crate) mod entries;
pub(crate) mod find;

use askama::Template;
use http::StatusCode;
use kith_app::store::Letter;
use kith_app::team::{Away, WorkerCounts};
use kith_app::{Refusal, permit, questioning, queue_find, settings, triage};
use kith_domain::need::Domain;
use kith_domain::policy::act;
use kith_domain::referral::{LinkReason, Question, Referral, Route, State, TurnedAway, risk_words, route_label};
use kith_domain::support::caseload::Counted;
use kith_domain::time;

use crate::components::{BackLink, Button, Choice, Form, Frame, Row, Slot, SummaryList, Table, Tag};
use crate::error::Problem;
use crate::my_referrals::{mark_of, mark_text};
use crate::reply::Reply;
use crate::visit::{Visit, explain};

/// One line of the queue.
pub(crate) struct Line {
    pub(crate) href: String,
    pub(crate) name: String,
    pub(crate) born: String,
    pub(crate) waiting: String,
    /// "From Elm Surgery", "From Harbour Housing (an organisation)", "Asked for it themselves".
    pub(crate) from: String,
    pub(crate) reason: String,
    pub(crate) is_accepted: bool,
    pub(crate) is_asked: bool,
    /// Whether a question about it was answered, and somebody waits for the lead again.
    pub(crate) is_answered: bool,
    pub(crate) told: &'static str,
    /// The form that allocates in place, for the line that is open.
    pub(crate) open: Option<(String, Form)>,
    /// Where the line opens in place.
    pub(crate) opens: String,
    pub(crate) phone: Option<String>,
    pub(crate) risk: Vec<String>,
    pub(crate) may_be_known: bool,
}

#[derive(Template)]
#[template(path = "queue/list.html")]
pub(crate) struct List {
    pub(crate) frame: Frame,
    pub(crate) lines: Vec<Line>,
    pub(crate) next: Option<String>,
    pub(crate) is_first: bool,
    pub(crate) stuck: Vec<Stuck>,
    /// Who is no link worker any more and still has people: a sentence, and where to move them.
    pub(crate) left: Vec<(String, String)>,
    /// Who is away and covered by nobody: a sentence, and where cover is arranged.
    pub(crate) uncovered: Vec<(String, String)>,
    /// What was said of entries and waits, in a sentence; nothing when nothing does.
    pub(crate) entries: Option<String>,
    pub(crate) workers: Vec<Choice>,
    /// How many wait, on every page of the queue.
    pub(crate) waiting: usize,
    /// Those on other pages whose referral holds words to read at once: name, address, words.
    pub(crate) elsewhere: Vec<(String, String, String)>,
    /// What is looked for among those that wait.
    pub(crate) find: find::Find,
}

/// An e-mail that could not leave, for the lead to see to.
pub(crate) struct Stuck {
    pub(crate) words: String,
    pub(crate) action: String,
    pub(crate) form: Form,
}

/// Where allocating leads to: the next referral, open in place, when it was done in place.
const THEN: &str = "then";

/// The queue, oldest first.
pub(crate) fn list(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&["after", "open", "found", "practice", "route"])?;
    Reply::page(&list_page(visit, None)?)
}

/// The queue, or what is looked for in it; with the form as it was typed where it was refused.
fn list_page(visit: &Visit, refused: Option<Form>) -> Result<List, Problem> {
    let after = visit.query("after")?.map(mark_of).transpose()?;
    let asked = find::Asked::of(visit)?;
    let is_open = visit.query("open")?.is_some();
    let (page, stuck, workers, calendar, (entries, (left, uncovered), glance, sought)) = visit.read(|look, ctx| {
        let permit = permit::own_service::<act::SeeQueue>(ctx)?;
        let calendar = settings::calendar(look, &permit, permit.key())?;
        let keep = permit::own_service::<act::KeepEntry>(ctx)?;
        let entries = kith_app::entries::to_see_to(look, &keep)?;
        let by_staff = entries.iter().filter(|it| it.line.kept.it.by.is_some()).count();
        let entries = entries::said_of_entries(entries.len() - by_staff, by_staff);
        // Counts stand beside a name only where somebody is chosen.
        let workers = if is_open { triage::workers(look, ctx, &permit)? } else { Vec::new() };
        let team = permit::own_service::<act::SeeTeam>(ctx)?;
        let tasks = (triage::left(look, &permit)?, kith_app::team::uncovered(look, ctx, &team)?);
        let sought = queue_find::sought(look, ctx, asked.found, asked.practice, asked.route.clone())?;
        let page = if sought.is_something() {
            queue_find::find(look, &permit, &sought, after)?
        } else {
            triage::queue(look, &permit, after)?
        };
        let beside = (entries, tasks, triage::glance(look, &permit)?, sought);
        Ok((page, triage::stuck_letters(look, &permit)?, workers, calendar, beside))
    })?;
    let stuck = stuck
        .iter()
        .map(|letter| Stuck {
            words: format!(
                "The e-mail “{}” to {} has not left since {}.",
                letter.subject,
                letter.recipient,
                time::moment_in_words(letter.made)
            ),
            action: format!("/letters/{}/retry", letter.id),
            form: visit.fresh_form(&letter.id.to_string()),
        })
        .collect();
    let today = time::day_of(visit.site.app.now());
    // One line may be open in place: the one that was asked for, or the first that nobody has.
    let open = visit.query("open")?;
    let opens = |it: &kith_app::store::QueueLine| match open {
        Some("first") => page.lines.iter().find(|line| !line.asked).is_some_and(|first| first.id == it.id),
        Some(id) => it.id.to_string() == id,
        None => false,
    };
    let narrowed = asked.query();
    let here = visit.query("after")?.map(|mark| format!("after={mark}&")).unwrap_or_default() + &narrowed;
    let lines = page
        .lines
        .iter()
        .map(|it| Line {
            // No fragment: a browser that goes to a place of the page puts the keyboard nowhere.
            opens: format!("/queue?{here}open={}", it.id),
            open: opens(it).then(|| {
                (format!("/referrals/{}/allocate", it.id), visit.fresh_form(&it.id.to_string()).carrying(THEN, "next"))
            }),
            is_asked: it.asked,
            is_answered: it.answered,
            told: it.told.label(),
            phone: it.phone.clone(),
            href: format!("/referrals/{}/triage", it.id),
            name: it.name.formal(),
            born: it.name.born.in_words(),
            waiting: match calendar.working_days_between(time::day_of(it.received), today) {
                ..=0 => "Arrived today".to_owned(),
                days => format!("Waiting {}", time::working_days_in_words(days)),
            },
            from: from_in_words(&it.route, it.practice.as_deref(), it.sender_from.as_deref()),
            risk: risk_words(&it.reason),
            reason: it.reason.clone(),
            is_accepted: it.accepted,
            may_be_known: it.may_be_known,
        })
        .collect();
    let mut frame = visit.frame("Queue", Some("/queue"));
    frame.notice = match (crate::concerns::notice(visit)?, crate::today::for_lead::notice(visit)?) {
        (Some(one), Some(other)) => Some(one.then(&other)),
        (one, other) => one.or(other),
    };
    frame.wide = true;
    let next = page.next.as_ref().map(|mark| format!("/queue?{narrowed}after={}", mark_text(mark)));
    let workers = workers.iter().map(choice).collect();
    let uncovered = uncovered
        .iter()
        .map(|one| (crate::team::uncovered_in_words(one), format!("/team/{}/cover", one.account)))
        .collect();
    let left =
        left.iter().map(|one| (crate::team::left_in_words(one), format!("/team/{}/move", one.account))).collect();
    let elsewhere = (glance.marked.iter())
        .filter(|it| page.lines.iter().all(|line| line.id != it.id))
        .map(|it| {
            let words: Vec<String> = risk_words(&it.reason).iter().map(|word| format!("“{word}”")).collect();
            (it.name.formal(), format!("/referrals/{}/triage", it.id), words.join(", "))
        })
        .collect();
    let (waiting, is_first) = (glance.waiting, after.is_none());
    let find = find::Find::of(&glance, &sought, refused);
    frame.error_title = !find.form.is_fine();
    Ok(List { frame, lines, next, is_first, stuck, left, uncovered, workers, entries, waiting, elsewhere, find })
}

/// Who sent a referral, and by which way it came.
fn from_in_words(route: &str, practice: Option<&str>, sender: Option<&str>) -> String {
    match (route, practice, sender) {
        ("practice", Some(practice), _) => format!("From {practice}."),
        ("practice-code", Some(practice), _) => format!("From {practice}, by its code."),
        ("agency", _, Some(sender)) => format!("From an organisation: {sender}."),
        ("friend", _, Some(sender)) => format!("From somebody who knows them: {sender}."),
        ("oneself", ..) => "They asked themselves.".to_owned(),
        _ => format!("{}.", route_label(route)),
    }
}

/// Lets a stuck e-mail try again.
pub(crate) fn retry(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Letter>("id")?;
    let led = visit.submit::<act::RetryLetter>(&id.to_string(), move |work, ctx| {
        let permit = permit::own_service::<act::RetryLetter>(ctx)?;
        triage::retry_letter(work, ctx, &permit, id)?;
        Ok("/queue?said=letter-retried".to_owned())
    })?;
    Ok(Reply::see(led.to))
}

/// A question to whoever sent it, with its answer.
pub(crate) struct Asked {
    pub(crate) when: String,
    pub(crate) words: String,
    pub(crate) answer: Option<(String, String)>,
}

#[derive(Template)]
#[template(path = "queue/triage.html")]
pub(crate) struct Triage {
    pub(crate) frame: Frame,
    pub(crate) rows: Vec<Row>,
    pub(crate) reason: String,
    pub(crate) risk: Vec<String>,
    /// What is agreed with the practice of what the role is and is not.
    pub(crate) agreed: Option<Slot>,
    /// Who may be the same person, side by side with this one.
    pub(crate) compare: Option<Table>,
    /// Whom to ask, when a restricted record may be the same person.
    pub(crate) ask_first: Option<&'static str>,
    pub(crate) asked: Vec<Asked>,
    pub(crate) turned_away: Vec<String>,
    pub(crate) domains: Vec<Choice>,
    /// What the link of the receipt may say; nothing where a practice reads the reason itself.
    pub(crate) on_link: Option<Vec<Choice>>,
    pub(crate) ask: Form,
    pub(crate) answer: Form,
    pub(crate) redirect: Form,
    pub(crate) can_ask: bool,
    pub(crate) can_answer: bool,
    /// Whether a practice sent it.
    pub(crate) is_practice: bool,
    /// Whether a practice sent it with its code, so that it reads at its receipt.
    pub(crate) by_code: bool,
    pub(crate) can_stop_link: bool,
    pub(crate) stop_link: Form,
    pub(crate) can_accept: bool,
    pub(crate) can_allocate: bool,
    pub(crate) settled: Option<String>,
    pub(crate) workers: Vec<Choice>,
    pub(crate) base: String,
    pub(crate) accept: Form,
    pub(crate) allocate: Form,
    pub(crate) give_back: Form,
}

impl Triage {
    /// Who reads why it was given back.
    fn reason_hint(&self) -> &'static str {
        if self.is_practice {
            "The practice reads this. Say what would help the person instead."
        } else if self.by_code {
            "The practice reads this with its practice code, by the link of its receipt. No e-mail tells it: ring if it cannot wait."
        } else {
            "Kept in the record, and not shown by their link. Choose below what the link says; tell them the rest yourself."
        }
    }

    /// Who reads a question.
    fn question_hint(&self) -> &'static str {
        if self.is_practice {
            "The practice reads this under My referrals, and answers there."
        } else {
            "Anybody who has the link of their receipt can read this: write no name and nothing about health."
        }
    }
}

/// The forms of the page, of which one may have been sent.
#[derive(Default)]
struct Forms {
    allocate: Option<Form>,
    give_back: Option<Form>,
    redirect: Option<Form>,
    ask: Option<Form>,
    answer: Option<Form>,
}

/// One referral, opened for triage.
pub(crate) fn triage(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    Reply::page(&page(visit, Forms::default())?)
}

fn page(visit: &Visit, forms: Forms) -> Result<Triage, Problem> {
    let id = visit.id::<Referral>("id")?;
    let (it, calendar) = visit.read(|look, ctx| {
        let permit = permit::referral::<act::SeeReferral>(look.tx(), ctx, id)?;
        let it = triage::open(look, ctx, &permit)?;
        let calendar = settings::calendar(look, &permit, it.referral.it.service)?;
        Ok((it, calendar))
    })?;
    let today = time::day_of(visit.site.app.now());
    let referral = &it.referral.it;
    let told = referral.told.answer.label();
    let told = match &referral.told.words {
        Some(words) => format!("{told}. {words}"),
        None => told.to_owned(),
    };
    let age = calendar.working_days_between(time::day_of(referral.received), today);
    let mut rows = vec![Row::new("Came from", referral.route.label())];
    if let Some(practice) = &it.practice {
        rows.push(Row::new("Practice", practice.name.as_str()));
    }
    if let Some(sender) = referral.route.sender() {
        rows.push(Row::new("Sent by", &format!("{}, {}", sender.name, sender.from)));
        rows.push(Row::new("How to reach them", sender.reach.as_str()));
    }
    rows.extend([
        Row::new(
            "Arrived",
            &format!("{} ({})", time::moment_in_words(referral.received), time::working_days_in_words(age)),
        ),
        Row::new("What they were told", &told),
        Row::new("Telephone", it.person.phone.as_ref().map_or("Not given", |phone| phone.as_str())),
    ]);
    let now = visit.site.app.now();
    let link = it.links.iter().find(|link| link.works(now));
    if let Some(link) = link {
        let until = time::day_in_words(time::day_of(link.expires));
        let says = if it.kept_offline {
            "Opens nothing while the record is marked “do not show online”. Ring them instead.".to_owned()
        } else {
            format!("Works until {until}. It shows a sentence and no name.")
        };
        rows.push(Row::new("Link of the receipt", &says));
    }
    let can_stop_link = link.is_some();
    // A practice that came with its code has no page of its own: it reads by the link of its receipt.
    let is_practice = matches!(referral.route, Route::Practice { .. });
    let settled = match &referral.state {
        State::Received | State::Asked { .. } | State::Accepted { .. } => None,
        State::Redirected { to, words, at, .. } => {
            Some(format!("Redirected to {to} on {}: {words}", time::day_in_words(time::day_of(*at))))
        }
        State::Allocated { worker, at, .. } => {
            let name = it.workers.iter().find(|one| one.account == *worker).map_or("a link worker", |one| &one.name);
            Some(format!("Allocated to {name} on {}.", time::day_in_words(time::day_of(*at))))
        }
        State::Returned { reason, at, .. } => {
            Some(format!("Given back on {}: {reason}", time::day_in_words(time::day_of(*at))))
        }
    };
    // Whoever decided sees what they chose for the link.
    let on_its_link = referral.link_reason.filter(|_| settled.is_some());
    let settled = settled.map(|said| match on_its_link {
        Some(why) => format!("{said} The link of the receipt says: {}", why.label()),
        None => said,
    });
    let record = id.to_string();
    let sent = [&forms.allocate, &forms.give_back, &forms.redirect, &forms.ask, &forms.answer];
    let refused = sent.into_iter().any(Option::is_some);
    let mut frame = visit.frame(&format!("Referral of {}", it.person.identity.formal_name()), Some("/queue"));
    frame.banner = Some(visit.banner(&it.person));
    frame.error_title = refused;
    Ok(Triage {
        frame,
        rows,
        risk: risk_words(referral.reason.as_str()),
        reason: referral.reason.to_string(),
        agreed: it
            .agreement
            .as_ref()
            .zip(it.practice.as_ref())
            .map(|(agreement, practice)| Slot::of(&crate::agreements::Says::of(agreement, practice.name.as_str()))),
        compare: compare::compare(visit, &it.person, &it.may_be),
        ask_first: it.ask_first.map(ask_first_in_words),
        asked: it.questions.iter().map(asked).collect(),
        turned_away: it.turned_away.iter().map(turned_away_in_words).collect(),
        domains: about_what(),
        on_link: (referral.route.practice().is_none()).then(on_link),
        can_ask: referral.state == State::Received,
        can_answer: matches!(referral.state, State::Asked { .. }),
        ask: forms.ask.unwrap_or_else(|| visit.fresh_form(&record)),
        answer: forms.answer.unwrap_or_else(|| visit.fresh_form(&record)),
        redirect: forms.redirect.unwrap_or_else(|| visit.fresh_form(&record)),
        is_practice,
        by_code: matches!(referral.route, Route::PracticeCode { .. }),
        can_stop_link,
        stop_link: visit.fresh_form(&record),
        can_accept: referral.state.is_undecided(),
        can_allocate: settled.is_none(),
        settled,
        workers: it.workers.iter().map(choice).collect(),
        base: format!("/referrals/{id}"),
        accept: visit.fresh_form(&record),
        allocate: forms.allocate.unwrap_or_else(|| visit.fresh_form(&record)),
        give_back: forms.give_back.unwrap_or_else(|| visit.fresh_form(&record)),
    })
}

pub(crate) fn asked(question: &Question) -> Asked {
    Asked {
        when: time::moment_in_words(question.at),
        words: question.words.to_string(),
        answer: question.answer.as_ref().map(|it| (time::moment_in_words(it.at), it.words.to_string())),
    }
}

fn turned_away_in_words(it: &TurnedAway) -> String {
    let about = it.domain.map(|domain| format!(" ({})", domain.label())).unwrap_or_default();
    format!("Turned away by a rule: {}. Needed: {}{about}", it.rule, it.need)
}

/// Whom to ask about a restricted record, in a sentence without a name.
pub(crate) const fn ask_first_in_words(it: triage::AskFirst) -> &'static str {
    match it {
        triage::AskFirst::Manager => "Ask the service manager before you allocate.",
        triage::AskFirst::OtherLead => "Ask the other team leads before you allocate.",
        triage::AskFirst::LinkWorker => {
            "Ask the link workers before you allocate whether one of them supports this person already."
        }
        triage::AskFirst::NobodyHere => {
            "Nobody who is named on it works here any more. Ask the safeguarding lead or the administrator to name new people before you allocate."
        }
    }
}

/// What a link may say of why a referral was not taken on.
pub(crate) fn on_link() -> Vec<Choice> {
    std::iter::once(Choice::new("", "Nothing more: to ask the team"))
        .chain(LinkReason::ALL.iter().map(|why| Choice::new(why.code(), why.label())))
        .collect()
}

/// What a need may be about. Nothing is said until somebody chooses: a list begins with its first line.
pub(crate) fn about_what() -> Vec<Choice> {
    std::iter::once(Choice::new("", "Not said"))
        .chain(Domain::ALL.iter().map(|domain| Choice::new(domain.code(), domain.label())))
        .collect()
}

/// A link worker with her counts, beside her name.
pub(crate) fn choice(worker: &WorkerCounts) -> Choice {
    let count = |counted: &Counted| format!("{} {}", worker.of(*counted), counted.label().to_lowercase());
    let mut hint = Counted::ALL.iter().map(count).collect::<Vec<_>>().join(", ");
    if let Some(away) = &worker.away {
        hint.push_str(". ");
        hint.push_str(&away_in_words(away));
    }
    Choice::new(&worker.account.to_string(), &worker.name).hint(&hint)
}

/// "Away from … to …, covered by …".
pub(crate) fn away_in_words(away: &Away) -> String {
    format!("Away from {} to {}, covered by {}", time::day_in_words(away.from), time::day_in_words(away.until), away.by)
}

/// Accepts.
pub(crate) fn accept(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Referral>("id")?;
    let result = visit.submit::<act::Accept>(&id.to_string(), move |work, ctx| {
        let permit = permit::referral::<act::Accept>(work.tx(), ctx, id)?;
        triage::accept(work, ctx, &permit)?;
        Ok(format!("/referrals/{id}/triage?said=accepted"))
    });
    settle(visit, result, |form| Forms { allocate: Some(form), ..Forms::default() })
}

/// Why it is not taken on, as typed: `reason` names the field of the words.
fn not_taken(visit: &Visit, reason: &str) -> triage::NotTaken {
    triage::NotTaken {
        reason: visit.field(reason),
        to: visit.field("redirect_to"),
        rule: visit.field("rule"),
        need: visit.field("need"),
        domain: visit.field("domain"),
        link_reason: visit.field("link_reason"),
    }
}

/// Gives back.
pub(crate) fn give_back(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Referral>("id")?;
    let input = not_taken(visit, "return_reason");
    let result = visit.submit::<act::GiveBack>(&id.to_string(), move |work, ctx| {
        let permit = permit::referral::<act::GiveBack>(work.tx(), ctx, id)?;
        triage::give_back(work, ctx, &permit, &input)?;
        Ok("/queue?said=returned".to_owned())
    });
    settle(visit, result, |form| Forms { give_back: Some(form), ..Forms::default() })
}

/// Redirects.
pub(crate) fn redirect(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Referral>("id")?;
    let input = not_taken(visit, "redirect_words");
    let result = visit.submit::<act::Redirect>(&id.to_string(), move |work, ctx| {
        let permit = permit::referral::<act::Redirect>(work.tx(), ctx, id)?;
        triage::redirect(work, ctx, &permit, &input)?;
        Ok("/queue?said=redirected".to_owned())
    });
    settle(visit, result, |form| Forms { redirect: Some(form), ..Forms::default() })
}

/// Asks whoever sent it.
pub(crate) fn ask(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Referral>("id")?;
    let (words, base) = (visit.field("question"), visit.site.base());
    let result = visit.submit::<act::AskReferrer>(&id.to_string(), move |work, ctx| {
        let permit = permit::referral::<act::AskReferrer>(work.tx(), ctx, id)?;
        questioning::ask(work, ctx, &permit, &words, &base)?;
        Ok(format!("/referrals/{id}/triage?said=asked"))
    });
    settle(visit, result, |form| Forms { ask: Some(form), ..Forms::default() })
}

/// Writes an answer down that came by telephone.
pub(crate) fn answer(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Referral>("id")?;
    let words = visit.field("answer");
    let result = visit.submit::<act::AnswerQuestion>(&id.to_string(), move |work, ctx| {
        let permit = permit::referral::<act::AnswerQuestion>(work.tx(), ctx, id)?;
        questioning::answer(work, ctx, &permit, &words)?;
        Ok(format!("/referrals/{id}/triage?said=answer-saved"))
    });
    settle(visit, result, |form| Forms { answer: Some(form), ..Forms::default() })
}

/// Stops the link of the receipt.
pub(crate) fn stop_links(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Referral>("id")?;
    let led = visit.submit::<act::RevokeStatusLink>(&id.to_string(), move |work, ctx| {
        let permit = permit::referral::<act::RevokeStatusLink>(work.tx(), ctx, id)?;
        kith_app::door::revoke_links(work, ctx, &permit)?;
        Ok(format!("/referrals/{id}/triage?said=links-stopped"))
    })?;
    Ok(Reply::see(led.to))
}

/// Allocates.
pub(crate) fn allocate(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Referral>("id")?;
    let worker = visit.field("worker");
    let then = if visit.field(THEN) == "next" { "open=first&" } else { "" };
    let result = visit.submit::<act::Allocate>(&id.to_string(), move |work, ctx| {
        let permit = permit::referral::<act::Allocate>(work.tx(), ctx, id)?;
        triage::allocate(work, ctx, &permit, &worker)?;
        Ok(format!("/queue?{then}said=allocated"))
    });
    settle(visit, result, |form| Forms { allocate: Some(form), ..Forms::default() })
}

/// Goes on, or shows the page again with what is wrong. What somebody else decided meanwhile is a
/// conflict (409), and the page then says what it is.
fn settle(
    visit: &Visit,
    result: Result<kith_app::Led, Refusal>,
    forms: impl Fn(Form) -> Forms,
) -> Result<Reply, Problem> {
    let refusal = match result {
        Ok(led) => return Ok(Reply::see(led.to)),
        Err(refusal) => refusal,
    };
    let id = visit.id::<Referral>("id")?;
    let mut form = visit.form(&id.to_string());
    if matches!(refusal, Refusal::Stale) {
        form.general_problem("Somebody else changed this referral while you looked at it. Nothing was changed.");
    } else if !explain(&mut form, &refusal) {
        return Err(refusal.into());
    }
    let already = match &refusal {
        Refusal::Rejected(all) => {
            all.iter().any(|one| one.code.starts_with("referral.already") || one.code.starts_with("case.already"))
        }
        _ => true,
    };
    let status = if already { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
    Reply::page_with(status, &page(visit, forms(form))?)
}
