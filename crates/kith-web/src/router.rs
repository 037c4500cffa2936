//! Every address of Kith, in one table; long because one table is what shows that none is forgotten.

use std::net::SocketAddr;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, MatchedPath, RawPathParams, State};
use axum::routing::{MethodRouter, on};
use http::header;
use http::{Method, Request, Response, StatusCode};
use kith_domain::policy::Action;
use tower_http::compression::CompressionLayer;
use uuid::Uuid;

use crate::error::Problem;
use crate::listen::Malformed;
use crate::reply::Reply;
use crate::request::{Takes, cookies, encode, pairs, read_form, text};
use crate::site::Site;
use crate::visit::Visit;
use crate::{
    about, account, appointments, asked, assets, colleagues, concerns, confirm, connections, demo, directory, door,
    files, front, headers, health, imports, join, letters, lost, messages, my_referrals, needs, people, planning,
    practice_codes, queue, refer, reports, reset, roles, service, session, set_up, settings, sign_in, team, today,
};

/// One address as others see it: the route list, the matrix test, the reference page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Route {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// The path, parameters as `{name}`.
    pub path: &'static str,
    /// The action that the policy decides about; empty for what is public.
    pub action: &'static str,
    /// The kind of resource.
    pub resource: &'static str,
    /// Whether nobody need have signed in.
    pub public: bool,
}

type Handler = fn(&Visit) -> Result<Reply, Problem>;

/// One line of the table.
struct Line {
    method: &'static str,
    path: &'static str,
    action: Option<Action>,
    resource: &'static str,
    handler: Handler,
    takes: Takes,
}

const fn get(path: &'static str, action: Action, resource: &'static str, handler: Handler) -> Line {
    Line { method: "GET", path, action: Some(action), resource, handler, takes: Takes::Answers }
}
const fn post(path: &'static str, action: Action, resource: &'static str, handler: Handler) -> Line {
    Line { method: "POST", path, action: Some(action), resource, handler, takes: Takes::Answers }
}
/// A form that carries files; see [`crate::request::multipart`].
const fn upload(path: &'static str, action: Action, resource: &'static str, handler: Handler) -> Line {
    Line { method: "POST", path, action: Some(action), resource, handler, takes: Takes::Files }
}
const fn public(method: &'static str, path: &'static str, handler: Handler) -> Line {
    Line { method, path, action: None, resource: "", handler, takes: Takes::Answers }
}

/// The table.
static TABLE: &[Line] = &[
    public("GET", "/", front::show),
    public("GET", "/about", about::show),
    public("GET", "/sign-in", sign_in::show),
    public("POST", "/sign-in", sign_in::take),
    public("GET", "/sign-in/code", sign_in::code::show),
    public("POST", "/sign-in/code", sign_in::code::take),
    public("GET", "/sign-in/second-factor", sign_in::code::show_enrol),
    public("POST", "/sign-in/second-factor", sign_in::code::take_enrol),
    public("POST", "/sign-out", sign_in::leave),
    public("GET", "/set-up/{secret}", set_up::show),
    public("POST", "/set-up/{secret}", set_up::take),
    public("GET", "/join/{secret}", join::show),
    public("POST", "/join/{secret}", join::take),
    public("GET", "/forgotten", reset::show_ask),
    public("POST", "/forgotten", reset::take_ask),
    public("GET", "/reset/{secret}", reset::show),
    public("POST", "/reset/{secret}", reset::take),
    public("GET", "/health/live", health::live),
    public("GET", "/health/ready", health::ready),
    public("POST", "/csp-report", health::csp_report),
    public("GET", "/calendar/{secret}", appointments::calendar::feed),
    // Whoever holds a link that was e-mailed.
    public("GET", "/asked/{secret}", asked::show),
    public("POST", "/asked/{secret}", asked::answer),
    public("POST", "/asked/{secret}/question", asked::question),
    public("POST", "/asked/{secret}/entry", asked::entry),
    public("POST", "/demo/sign-in", demo::sign_in),
    public("GET", "/demo/post", demo::post),
    // The public door.
    public("GET", "/ask-for-support", door::services),
    public("GET", "/ask-for-support/{service}", door::start),
    public("GET", "/ask-for-support/{service}/{who}", door::show),
    public("POST", "/ask-for-support/{service}/{who}", door::take),
    public("GET", "/ask-for-support/{service}/receipt/{secret}", door::receipt),
    public("POST", "/ask-for-support/{service}/receipt/{secret}", door::answer),
    // The practice.
    get("/refer", Action::Refer, "service", refer::show),
    post("/refer", Action::Refer, "service", refer::take),
    get("/my-referrals", Action::ListMyReferrals, "service", my_referrals::list),
    get("/my-referrals/{id}", Action::SeeMyReferral, "practice record", my_referrals::show),
    post("/my-referrals/{id}/read", Action::ReadMessage, "practice record", my_referrals::read),
    post("/my-referrals/{id}/answer", Action::AnswerQuestion, "practice record", my_referrals::answer),
    get("/my-referrals/{id}/text", Action::SeeMyReferral, "practice record", my_referrals::text),
    get("/my-referrals/{id}/pdf", Action::SeeMyReferral, "practice record", my_referrals::pdf),
    post("/my-referrals/{id}/reply", Action::ReplyToMessage, "practice record", my_referrals::reply),
    // The lead.
    get("/queue", Action::SeeQueue, "service", queue::list),
    get("/referrals/{id}/triage", Action::SeeReferral, "referral", queue::triage),
    post("/referrals/{id}/accept", Action::Accept, "referral", queue::accept),
    post("/referrals/{id}/return", Action::GiveBack, "referral", queue::give_back),
    post("/referrals/{id}/redirect", Action::Redirect, "referral", queue::redirect),
    post("/referrals/{id}/ask", Action::AskReferrer, "referral", queue::ask),
    post("/referrals/{id}/answer", Action::AnswerQuestion, "referral", queue::answer),
    post("/referrals/{id}/allocate", Action::Allocate, "referral", queue::allocate),
    post("/referrals/{id}/stop-links", Action::RevokeStatusLink, "referral", queue::stop_links),
    get("/practice-codes", Action::ManagePracticeCodes, "service", practice_codes::list),
    get("/practice-codes/{id}", Action::ManagePracticeCodes, "service", practice_codes::show),
    post("/practice-codes/{id}", Action::ManagePracticeCodes, "service", practice_codes::make),
    post("/practice-codes/{id}/revoke", Action::ManagePracticeCodes, "service", practice_codes::revoke),
    post("/letters/{id}/retry", Action::RetryLetter, "service", queue::retry),
    get("/entries-to-see-to", Action::KeepEntry, "service", queue::entries::list),
    post("/entries-to-see-to/{id}", Action::KeepEntry, "service", queue::entries::deal),
    get("/team", Action::SeeTeam, "service", team::show),
    get("/team/{id}/day", Action::SeeWorkersDay, "service", appointments::day::show),
    get("/team/{id}/move", Action::MoveCaseload, "service", team::moving::show),
    post("/team/{id}/move", Action::MoveCaseload, "service", team::moving::take),
    get("/team/{id}/cover", Action::ArrangeCover, "service", team::covering::show),
    post("/team/{id}/cover", Action::ArrangeCover, "service", team::covering::take),
    post("/team/{id}/cover/end", Action::ArrangeCover, "service", team::covering::end),
    get("/people/{id}/move", Action::MoveCase, "person", people::moving::show),
    post("/people/{id}/move", Action::MoveCase, "person", people::moving::take),
    // People from a file, for the lead and the manager.
    get("/imports", Action::ImportPeople, "service", imports::list),
    upload("/imports", Action::ImportPeople, "service", imports::bring_in),
    get("/imports/{id}", Action::SeeImport, "import", imports::show),
    post("/imports/{id}/columns", Action::TakeImport, "import", imports::choose),
    post("/imports/{id}/take", Action::TakeImport, "import", imports::take),
    post("/imports/{id}/throw-away", Action::TakeImport, "import", imports::throw_away),
    get("/imports/{id}/refused", Action::SeeImport, "import", imports::refused),
    // The figures of a month, for the lead and the manager.
    get("/reports/this-month", Action::SeeReports, "service", reports::show),
    get("/reports/this-month/file", Action::SeeReports, "service", reports::file),
    get("/reports/this-month/rows", Action::OpenFigure, "service", reports::rows),
    // The service, for its manager; its leads and administrators may read it.
    get("/service", Action::SeeService, "service", service::show),
    get("/service/history", Action::SeeService, "service", service::history),
    get("/service/opening-days", Action::ChangeService, "service", service::opening::show),
    post("/service/opening-days", Action::ChangeService, "service", service::opening::take),
    post("/service/days", Action::ChangeService, "service", service::opening::take_day),
    post("/service/days/back", Action::ChangeService, "service", service::opening::take_back),
    get("/service/urgent-help", Action::ChangeService, "service", service::urgent::show),
    post("/service/urgent-help", Action::ChangeService, "service", service::urgent::take),
    get("/service/door", Action::ChangeService, "service", service::door::show),
    post("/service/door", Action::ChangeService, "service", service::door::take),
    get("/service/same-day", Action::ChangeService, "service", service::same_day::show),
    post("/service/same-day", Action::ChangeService, "service", service::same_day::take),
    get("/service/lists/what-we-did", Action::ChangeService, "service", service::lists::show_ways),
    post("/service/lists/what-we-did", Action::ChangeService, "service", service::lists::take_ways),
    get("/service/lists/closing", Action::ChangeService, "service", service::lists::show_closing),
    post("/service/lists/closing", Action::ChangeService, "service", service::lists::take_closing),
    get("/service/lists/needs", Action::ChangeService, "service", service::lists::show_needs),
    post("/service/lists/needs", Action::ChangeService, "service", service::lists::take_needs),
    // The link worker.
    get("/today", Action::SeeToday, "service", today::show),
    get("/today/sheet", Action::SeeToday, "service", appointments::sheet::show),
    get("/today/calendar", Action::KeepCalendar, "service", appointments::calendar::show),
    post("/today/calendar", Action::KeepCalendar, "service", appointments::calendar::make),
    post("/today/calendar/revoke", Action::KeepCalendar, "service", appointments::calendar::revoke),
    get("/people", Action::ListPeople, "service", people::list),
    post("/people/search", Action::SearchPeople, "service", people::search::take),
    get("/people/search/{id}", Action::SearchPeople, "service", people::search::show),
    get("/people/{id}", Action::SeePerson, "person", people::show),
    get("/people/{id}/contacts/new", Action::LogContact, "person", people::contact::show),
    post("/people/{id}/contacts/new", Action::LogContact, "person", people::contact::take),
    get("/contacts/{id}/correct", Action::CorrectContact, "person", people::contact::show_correction),
    post("/contacts/{id}/correct", Action::CorrectContact, "person", people::contact::take_correction),
    post("/people/{id}/contacts/draft", Action::LogContact, "person", people::draft::keep::<people::draft::OfContact>),
    post(
        "/people/{id}/contacts/draft/discard",
        Action::LogContact,
        "person",
        people::draft::discard::<people::draft::OfContact>,
    ),
    get("/people/{id}/letters/new", Action::WriteLetter, "person", letters::write::show),
    post("/people/{id}/letters/new", Action::WriteLetter, "person", letters::write::take),
    get("/letters/{id}", Action::SeePerson, "person", letters::one::show),
    get("/letters/{id}/pdf", Action::SeePerson, "person", letters::one::pdf),
    get("/letters/{id}/correct", Action::CorrectLetter, "person", letters::write::show_correction),
    post("/letters/{id}/correct", Action::CorrectLetter, "person", letters::write::take_correction),
    get("/contacts/{id}/files", Action::AttachFile, "person", files::show),
    upload("/contacts/{id}/files", Action::AttachFile, "person", files::take),
    get("/letters/{id}/files", Action::AttachFile, "person", files::show),
    upload("/letters/{id}/files", Action::AttachFile, "person", files::take),
    get("/files/{id}", Action::OpenFile, "person", files::open),
    get("/people/{id}/appointments/new", Action::BookAppointment, "person", appointments::book::show),
    post("/people/{id}/appointments/new", Action::BookAppointment, "person", appointments::book::take),
    get("/appointments/{id}", Action::SeePerson, "person", appointments::one::show),
    get("/appointments/{id}/move", Action::ChangeAppointment, "person", appointments::book::show_move),
    post("/appointments/{id}/move", Action::ChangeAppointment, "person", appointments::book::take_move),
    get("/appointments/{id}/cancel", Action::ChangeAppointment, "person", appointments::cancel::show),
    post("/appointments/{id}/cancel", Action::ChangeAppointment, "person", appointments::cancel::take),
    post("/appointments/{id}/put-back", Action::ChangeAppointment, "person", appointments::one::put_back),
    get("/people/{id}/what-matters", Action::WriteWhatMatters, "person", people::what_matters::show),
    post("/people/{id}/what-matters", Action::WriteWhatMatters, "person", people::what_matters::take),
    get("/people/{id}/needs/new", Action::RecordNeed, "person", people::need::show),
    post("/people/{id}/needs/new", Action::RecordNeed, "person", people::need::take),
    get("/needs/{id}/correct", Action::CorrectNeed, "person", needs::show_correction),
    post("/needs/{id}/correct", Action::CorrectNeed, "person", needs::take_correction),
    get("/needs/{id}/standing", Action::SayNeed, "person", needs::show_standing),
    post("/needs/{id}/standing", Action::SayNeed, "person", needs::take_standing),
    get("/gaps/{id}/correct", Action::CorrectGap, "person", needs::show_gap),
    post("/gaps/{id}/correct", Action::CorrectGap, "person", needs::take_gap),
    get("/gaps/{id}/answered", Action::RecordGap, "person", needs::show_answered),
    post("/gaps/{id}/answered", Action::RecordGap, "person", needs::take_answered),
    get("/what-matters/{id}/correct", Action::CorrectMatters, "person", planning::matters::show),
    post("/what-matters/{id}/correct", Action::CorrectMatters, "person", planning::matters::take),
    get("/people/{id}/about-me", Action::SeePerson, "person", planning::about_me::show),
    get("/people/{id}/about-me/write", Action::WriteAboutMe, "person", planning::about_me::show_form),
    post("/people/{id}/about-me/write", Action::WriteAboutMe, "person", planning::about_me::take),
    get("/people/{id}/plan", Action::SeePerson, "person", planning::plan::show),
    get("/people/{id}/plan/paper", Action::SeePerson, "person", planning::paper::show),
    get("/people/{id}/plan/around", Action::WritePlan, "person", planning::sheet::show),
    post("/people/{id}/plan/around", Action::WritePlan, "person", planning::sheet::take),
    get("/people/{id}/goals/new", Action::WritePlan, "person", planning::goal::show_new),
    post("/people/{id}/goals/new", Action::WritePlan, "person", planning::goal::take_new),
    get("/goals/{id}/change", Action::WritePlan, "person", planning::goal::show_change),
    post("/goals/{id}/change", Action::WritePlan, "person", planning::goal::take_change),
    get("/goals/{id}/outcome", Action::WritePlan, "person", planning::goal::show_outcome),
    post("/goals/{id}/outcome", Action::WritePlan, "person", planning::goal::take_outcome),
    get("/people/{id}/actions/new", Action::WritePlan, "person", planning::action::show_new),
    post("/people/{id}/actions/new", Action::WritePlan, "person", planning::action::take_new),
    get("/actions/{id}/change", Action::WritePlan, "person", planning::action::show_change),
    post("/actions/{id}/change", Action::WritePlan, "person", planning::action::take_change),
    get("/actions/{id}/outcome", Action::WritePlan, "person", planning::action::show_outcome),
    post("/actions/{id}/outcome", Action::WritePlan, "person", planning::action::take_outcome),
    get("/people/{id}/what-changed", Action::RecordChange, "person", planning::changed::show),
    post("/people/{id}/what-changed", Action::RecordChange, "person", planning::changed::take),
    get("/changed/{id}/correct", Action::RecordChange, "person", planning::changed::show_correction),
    post("/changed/{id}/correct", Action::RecordChange, "person", planning::changed::take_correction),
    get("/people/{id}/ending", Action::CorrectEnding, "person", planning::ending::show),
    post("/people/{id}/ending", Action::CorrectEnding, "person", planning::ending::take),
    get("/needs/{id}/gap", Action::RecordGap, "person", people::gap::show),
    post("/needs/{id}/gap", Action::RecordGap, "person", people::gap::take),
    get("/people/{id}/contact-rules", Action::ChangeContactRules, "person", people::contact_rules::show),
    post("/people/{id}/contact-rules", Action::ChangeContactRules, "person", people::contact_rules::take),
    get("/people/{id}/identity", Action::CorrectIdentity, "person", people::identity::show),
    post("/people/{id}/identity", Action::CorrectIdentity, "person", people::identity::take),
    get("/people/{id}/identity-history", Action::SeePerson, "person", people::identity::show_history),
    get("/people/{id}/around/new", Action::WriteAround, "person", people::around::show_new),
    post("/people/{id}/around/new", Action::WriteAround, "person", people::around::take_new),
    get("/around/{id}", Action::WriteAround, "person", people::around::show),
    post("/around/{id}", Action::WriteAround, "person", people::around::take),
    post("/around/{id}/end", Action::WriteAround, "person", people::around::end),
    get("/people/{id}/protection", Action::ProtectRecord, "person", people::protection::show),
    post("/people/{id}/protection", Action::ProtectRecord, "person", people::protection::take),
    get("/people/{id}/sharing", Action::DecideSharing, "person", people::sharing::show),
    post("/people/{id}/sharing", Action::DecideSharing, "person", people::sharing::take),
    get("/people/{id}/message-back", Action::SendMessage, "person", messages::write::show),
    post("/people/{id}/message-back", Action::SendMessage, "person", messages::write::take),
    post(
        "/people/{id}/message-back/draft",
        Action::SendMessage,
        "person",
        people::draft::keep::<people::draft::OfMessage>,
    ),
    post(
        "/people/{id}/message-back/draft/discard",
        Action::SendMessage,
        "person",
        people::draft::discard::<people::draft::OfMessage>,
    ),
    post("/people/{id}/message-back/keep-back", Action::SendMessage, "person", messages::write::keep_back),
    get("/people/{id}/concern", Action::WriteConcern, "person", concerns::show_new),
    post("/people/{id}/concern", Action::WriteConcern, "person", concerns::take_new),
    get("/concerns", Action::SeeConcerns, "service", concerns::list),
    get("/concerns/{id}", Action::SeeConcern, "concern", concerns::show),
    post("/concerns/{id}/acknowledge", Action::AcknowledgeConcern, "concern", concerns::acknowledge),
    get("/records-nobody-can-open", Action::NameAnew, "lost record", lost::list),
    get("/records-nobody-can-open/{id}", Action::NameAnew, "lost record", lost::show),
    post("/records-nobody-can-open/{id}", Action::NameAnew, "lost record", lost::take),
    get("/team/safeguarding", Action::NameSafeguardingLeads, "service", concerns::show_leads),
    post("/team/safeguarding", Action::NameSafeguardingLeads, "service", concerns::take_lead),
    post("/team/safeguarding/{id}/end", Action::NameSafeguardingLeads, "service", concerns::end_lead),
    get("/people/{id}/close", Action::Close, "person", people::close::show),
    post("/people/{id}/close", Action::Close, "person", people::close::take),
    post("/people/{id}/reopen", Action::Reopen, "person", people::close::reopen),
    get("/people/{id}/who-looked", Action::SeeWhoLooked, "person", people::who_looked::show),
    get("/people/{id}/connect", Action::Connect, "person", connections::choose),
    get("/people/{id}/connect/{to}", Action::Connect, "person", connections::show_new),
    post("/people/{id}/connect/{to}", Action::Connect, "person", connections::take_new),
    get("/connections/{id}", Action::SeePerson, "person", connections::show),
    post("/connections/{id}", Action::MoveConnection, "person", connections::take_step),
    get("/connections/{id}/ask", Action::AskByLink, "person", connections::ask::show),
    post("/connections/{id}/ask", Action::AskByLink, "person", connections::ask::take),
    post("/connections/{id}/stop-links", Action::AskByLink, "person", connections::ask::stop),
    post("/connections/{id}/seen", Action::MoveConnection, "person", connections::ask::seen),
    get("/connections/{id}/agreed", Action::MoveConnection, "person", connections::agreed::show),
    post("/connections/{id}/agreed", Action::MoveConnection, "person", connections::agreed::take),
    get("/connections/{id}/questions/{question}", Action::AskByLink, "person", connections::question::show),
    post("/connections/{id}/questions/{question}", Action::AskByLink, "person", connections::question::take),
    get("/messages/{id}", Action::SeePerson, "person", messages::one::show),
    get("/messages/{id}/text", Action::SeePerson, "person", messages::one::text),
    get("/messages/{id}/pdf", Action::SeePerson, "person", messages::one::pdf),
    post("/messages/{id}/seen", Action::SendMessage, "person", messages::one::seen),
    // Everybody who signed in.
    get("/directory", Action::SeeDirectory, "directory", directory::list),
    get("/directory/{id}", Action::SeeDirectory, "directory", directory::show),
    get("/account", Action::SeeAccount, "account", account::show),
    post("/account/name", Action::ChangeAccount, "account", account::rename),
    get("/account/password", Action::ChangeAccount, "account", account::password::show),
    post("/account/password", Action::ChangeAccount, "account", account::password::take),
    get("/account/second-factor", Action::ChangeAccount, "account", account::factor::show),
    post("/account/second-factor", Action::ChangeAccount, "account", account::factor::begin),
    post("/account/second-factor/confirm", Action::ChangeAccount, "account", account::factor::confirm),
    post("/account/second-factor/remove", Action::ChangeAccount, "account", account::factor::remove),
    post("/account/recovery-codes", Action::ChangeAccount, "account", account::factor::renew_codes),
    get("/account/role", Action::ChooseRole, "account", account::role::show),
    post("/account/role", Action::ChooseRole, "account", account::role::take),
    post("/account/sessions/{id}/end", Action::EndSession, "account", account::end_session),
    post("/account/sessions/end-others", Action::EndSession, "account", account::end_others),
    get("/confirm", Action::ConfirmSelf, "account", confirm::show),
    post("/confirm", Action::ConfirmSelf, "account", confirm::go_on),
    // The manager and the administrator.
    get("/people-and-roles", Action::SeeRoles, "service", roles::list),
    get("/people-and-roles/invite", Action::Invite, "service", roles::invite::show),
    post("/people-and-roles/invite", Action::Invite, "service", roles::invite::take),
    get("/people-and-roles/{id}", Action::SeeRole, "role", roles::show),
    get("/people-and-roles/{id}/change", Action::ChangeRole, "role", roles::change::show),
    post("/people-and-roles/{id}/change", Action::ChangeRole, "role", roles::change::take),
    get("/people-and-roles/{id}/leave", Action::EndRole, "role", roles::leave::show),
    post("/people-and-roles/{id}/leave", Action::EndRole, "role", roles::leave::take),
    get("/people-and-roles/{id}/reset-factor", Action::ResetFactor, "role", roles::reset_factor::show),
    post("/people-and-roles/{id}/reset-factor", Action::ResetFactor, "role", roles::reset_factor::take),
    get("/colleagues", Action::InviteColleague, "service", colleagues::show),
    post("/colleagues", Action::InviteColleague, "service", colleagues::take),
    post("/invitations/{id}/send-again", Action::SettleInvitation, "role", roles::invite::send_again),
    post("/invitations/{id}/withdraw", Action::SettleInvitation, "role", roles::invite::withdraw),
    get("/settings", Action::SeeSettings, "service", settings::show),
    get("/settings/post", Action::ChangePostRules, "service", settings::post::show),
    post("/settings/post", Action::ChangePostRules, "service", settings::post::take),
];

/// Every address, in table order.
#[must_use]
pub fn routes() -> Vec<Route> {
    TABLE
        .iter()
        .map(|line| Route {
            method: line.method,
            path: line.path,
            action: line.action.map_or("", Action::code),
            resource: line.resource,
            public: line.action.is_none(),
        })
        .collect()
}

/// The service over an application.
pub fn router(app: kith_app::App, settings: crate::Settings) -> Router {
    router_within(app, settings, crate::Limits::USUAL)
}

/// [`router`] with limits of its own.
pub(crate) fn router_within(app: kith_app::App, settings: crate::Settings, limits: crate::Limits) -> Router {
    let site = Site::new(app, settings, limits);
    let mut router: Router<Site> = Router::new();
    let mut paths: Vec<&'static str> = TABLE.iter().map(|line| line.path).collect();
    paths.dedup();
    paths.sort_unstable();
    paths.dedup();
    for path in paths {
        let mut methods: MethodRouter<Site> = MethodRouter::new();
        for line in TABLE.iter().filter(|line| line.path == path) {
            let handler = line.handler;
            let (public, takes) = (line.action.is_none(), line.takes);
            let filter =
                if line.method == "GET" { axum::routing::MethodFilter::GET } else { axum::routing::MethodFilter::POST };
            methods = methods.merge(on(
                filter,
                move |State(site): State<Site>, params: RawPathParams, request: Request<Body>| async move {
                    let params = params.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
                    answer(site, params, request, handler, Door { public, takes }).await
                },
            ));
        }
        router = router.route(path, methods);
    }
    let origin = site.base();
    let csrf = tower_http::csrf::CsrfLayer::new();
    let csrf = csrf.clone().add_trusted_origin(&origin).unwrap_or(csrf);
    router
        // Only what is the same for everybody is compressed: a page that mirrors what somebody typed is not
        // (BREACH).
        .route("/assets/{*name}", axum::routing::get(asset).layer(CompressionLayer::new()))
        .fallback(nothing)
        .method_not_allowed_fallback(not_allowed)
        .layer(csrf)
        .layer(axum::middleware::from_fn_with_state(site.clone(), around))
        .with_state(site)
}

/// What is done around every answer: limits, cross-site refusal in our words, headers, panics.
async fn around(State(site): State<Site>, request: Request<Body>, next: axum::middleware::Next) -> Response<Body> {
    let request_id =
        kith_app::Ctx::begin(&site.app.seed(kith_domain::policy::Actor::Nobody)).id::<Request<()>>().uuid();
    let secure = site.is_secure();
    let plain = |problem: &Problem, site: Site, accept: String| {
        let visit = Visit {
            site,
            who: None,
            half: None,
            address: std::net::IpAddr::V4(std::net::Ipv4Addr::UNSPECIFIED),
            device: String::new(),
            host: String::new(),
            path: String::new(),
            params: Vec::new(),
            query: Vec::new(),
            form: Vec::new(),
            files: Vec::new(),
            accept,
            request_id,
        };
        problem.answer(&visit).into_response()
    };
    let accept = text(request.headers(), &header::ACCEPT);
    if let Some(Malformed(why)) = request.extensions().get().copied() {
        return headers::dress(plain(&Problem::Bad(why), site, accept), &request_id.to_string(), secure);
    }
    if request.uri().to_string().len() > MOST_URL_BYTES {
        return headers::dress(
            plain(&Problem::Bad("The address is longer than any address here."), site, accept),
            &request_id.to_string(),
            secure,
        );
    }
    // A request without any sign of where it comes from passes only where there is no session.
    let unsafe_method = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let unsigned = !request.headers().contains_key("sec-fetch-site") && !request.headers().contains_key(header::ORIGIN);
    let has_session = session::token(&site, cookies(request.headers())).is_some();
    if unsafe_method && unsigned && has_session {
        return headers::dress(plain(&Problem::CrossSite, site, accept), &request_id.to_string(), secure);
    }
    // What the browser says of itself must agree: an origin that is not ours is not ours, whatever else it says.
    let origins = request.headers().get_all(header::ORIGIN);
    let host = host(request.headers(), request.uri());
    let foreign = |origin: &http::HeaderValue| !origin.to_str().is_ok_and(|origin| site.is_own_origin(origin, &host));
    if unsafe_method && origins.iter().any(foreign) {
        return headers::dress(plain(&Problem::CrossSite, site, accept), &request_id.to_string(), secure);
    }
    let mut request = request;
    request.extensions_mut().insert(RequestId(request_id));
    let answered = tokio::spawn(next.run(request)).await;
    let response = match answered {
        Ok(response) if response.extensions().get::<tower_http::csrf::ProtectionError>().is_some() => {
            plain(&Problem::CrossSite, site, accept)
        }
        Ok(response) => response,
        Err(_) => {
            tracing::error!(request.id = %request_id, "a handler panicked");
            plain(&Problem::Fault, site, accept)
        }
    };
    headers::dress(response, &request_id.to_string(), secure)
}

/// The host asked for, with its port when one was named.
fn host(headers: &http::HeaderMap, uri: &http::Uri) -> String {
    let named = text(headers, &header::HOST);
    if named.is_empty() { uri.authority().map(ToString::to_string).unwrap_or_default() } else { named }
}

#[derive(Clone, Copy)]
struct RequestId(Uuid);

/// Longest address, in bytes.
const MOST_URL_BYTES: usize = 8 * 1024;
/// Who may come in by an address, and with what.
#[derive(Clone, Copy)]
struct Door {
    public: bool,
    takes: Takes,
}

impl Door {
    /// For addresses that lead nowhere.
    const NOWHERE: Self = Self { public: true, takes: Takes::Answers };
}

/// Everything between the router and a handler: reads the request, finds out who came, and runs the
/// handler on a thread where it may wait for the store.
async fn answer(
    site: Site,
    params: Vec<(String, String)>,
    request: Request<Body>,
    handler: Handler,
    door: Door,
) -> Response<Body> {
    let Door { public, takes } = door;
    let (parts, body) = request.into_parts();
    let address = parts
        .extensions
        .get::<ConnectInfo<SocketAddr>>()
        .map_or(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), |info| info.0.ip());
    let request_id = parts.extensions.get::<RequestId>().map_or(Uuid::nil(), |id| id.0);
    let mut visit = Visit {
        who: None,
        half: None,
        address: site.origin_of(address, &forwarded(&parts.headers)),
        device: crate::device::in_words(&text(&parts.headers, &header::USER_AGENT)),
        host: host(&parts.headers, &parts.uri),
        path: parts.uri.path().to_owned(),
        params,
        query: pairs(parts.uri.query().unwrap_or_default().as_bytes()).unwrap_or_default(),
        form: Vec::new(),
        files: Vec::new(),
        accept: text(&parts.headers, &header::ACCEPT),
        request_id,
        site: site.clone(),
    };
    if parts.uri.query().is_some_and(|query| pairs(query.as_bytes()).is_none()) {
        return Problem::Bad("The address holds characters that cannot be read.").answer(&visit).into_response();
    }
    let token = session::token(&site, cookies(&parts.headers));
    // A file is large, so nothing of it is read from somebody who has not signed in, and few are read at once.
    let mut _reading = None;
    if takes == Takes::Files {
        let signed_in = match token.clone() {
            Some(token) => is_signed_in(&site, token).await,
            None => false,
        };
        if !signed_in && !public {
            return Problem::SignIn.answer(&visit).into_response();
        }
        match site.uploads.clone().try_acquire_owned() {
            Ok(reading) => _reading = Some(reading),
            Err(_) => return said(Problem::Busy.answer(&visit)),
        }
    }
    if parts.method == Method::POST {
        match read_form(&parts.headers, body, takes).await {
            Ok(sent) => (visit.form, visit.files) = (sent.fields, sent.files),
            Err(problem) => return problem.answer(&visit).into_response(),
        }
    }
    // However much there is to do, whether it is still being done can be asked.
    let room = if parts.uri.path().starts_with("/health/") {
        None
    } else {
        let Ok(room) = site.room.clone().try_acquire_owned() else { return said(Problem::Busy.answer(&visit)) };
        Some(room)
    };
    let asked = visit.clone();
    let is_post = parts.method == Method::POST;
    let worked = tokio::task::spawn_blocking(move || {
        // Held until the work is done, also when nobody waits for it any more.
        let _room = room;
        if let Some(token) = token {
            match kith_app::accounts::resolve(&visit.site.app, &token) {
                Ok(Some(who)) => visit.who = Some(who),
                Ok(None) => match kith_app::accounts::half(&visit.site.app, &token) {
                    Ok(half) => visit.half = half,
                    Err(refusal) => return Worked::of(&visit, Err(Problem::from(refusal))),
                },
                Err(refusal) => return Worked::of(&visit, Err(Problem::from(refusal))),
            }
        }
        if !public && visit.who.is_none() {
            return if visit.wants_json() {
                Worked::plain(Problem::SignIn.answer(&visit))
            } else if is_post {
                Worked::plain(sign_in::again(&visit).unwrap_or_else(|problem| problem.answer(&visit)))
            } else {
                Worked::plain(Reply::see(format!("/sign-in?next={}", encode(&visit.path))))
            };
        }
        // A form may bring the proof that it is really them; then its session goes on under a new token.
        let cookie = match confirm::take(&mut visit) {
            Ok(cookie) => cookie,
            Err(stopped) => return Worked::of(&visit, stopped),
        };
        Worked { cookie, ..Worked::of(&visit, handler(&visit)) }
    });
    match tokio::time::timeout(site.limits.for_path(parts.uri.path()), worked).await {
        Ok(Ok(worked)) => worked.into_response(),
        // A panic was caught at the thread's edge; `around` answers it.
        Ok(Err(error)) => std::panic::resume_unwind(Box::new(error.to_string())),
        // The work goes on, and what it saves stays saved: so what is said of it is that it is not known yet.
        Err(_) => {
            tracing::warn!(request.id = %request_id, "an answer takes longer than is waited for");
            said(if is_post { Problem::Unknown } else { Problem::Long }.answer(&asked))
        }
    }
}

/// Whether a token is somebody's now. Asked before a large body is read; the handler asks again.
async fn is_signed_in(site: &Site, token: String) -> bool {
    let app = site.app.clone();
    let asked = tokio::task::spawn_blocking(move || kith_app::accounts::resolve(&app, &token));
    matches!(asked.await, Ok(Ok(Some(_))))
}

/// What a handler answered, and what goes with it.
struct Worked {
    reply: Reply,
    /// After how many seconds it is worth coming again.
    wait: Option<u64>,
    /// A cookie besides the reply's own.
    cookie: Option<String>,
}

impl Worked {
    fn plain(reply: Reply) -> Self {
        Self { reply, wait: None, cookie: None }
    }

    fn of(visit: &Visit, answer: Result<Reply, Problem>) -> Self {
        match answer {
            Ok(reply) => Self::plain(reply),
            Err(problem) => Self { wait: problem.retry_after(), ..Self::plain(problem.answer(visit)) },
        }
    }

    fn into_response(self) -> Response<Body> {
        let mut response = self.reply.into_response();
        let wait = self.wait.or_else(|| usual_wait(response.status()));
        if let Some(wait) = wait {
            response.headers_mut().insert(header::RETRY_AFTER, http::HeaderValue::from(wait));
        }
        let has_own = response.headers().contains_key(header::SET_COOKIE);
        if let Some(cookie) = self.cookie.and_then(|cookie| http::HeaderValue::from_str(&cookie).ok())
            && !has_own
        {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
        response
    }
}

/// Every `X-Forwarded-For` there is, in order, as one list.
fn forwarded(headers: &http::HeaderMap) -> String {
    let all = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    all.collect::<Vec<_>>().join(",")
}

/// A reply by itself, with how long to wait before trying again where that is to be said.
fn said(reply: Reply) -> Response<Body> {
    Worked::plain(reply).into_response()
}

/// After how many seconds it is worth coming again, where the answer knows no better.
fn usual_wait(status: StatusCode) -> Option<u64> {
    match status {
        StatusCode::TOO_MANY_REQUESTS => Some(300),
        StatusCode::SERVICE_UNAVAILABLE => Some(2),
        StatusCode::INSUFFICIENT_STORAGE => Some(60),
        _ => None,
    }
}

async fn asset(request: Request<Body>) -> Response<Body> {
    let known = request.headers().get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    assets::respond(request.uri().path(), known)
}

async fn nothing(State(site): State<Site>, request: Request<Body>) -> Response<Body> {
    answer(site, Vec::new(), strip_body(request), |_| Err(Problem::NotFound), Door::NOWHERE).await
}

async fn not_allowed(State(site): State<Site>, request: Request<Body>) -> Response<Body> {
    let path = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned()).unwrap_or_default();
    let mut response = answer(
        site,
        Vec::new(),
        strip_body(request),
        |_| Err(Problem::Bad("This address does not take that kind of request.")),
        Door::NOWHERE,
    )
    .await;
    *response.status_mut() = StatusCode::METHOD_NOT_ALLOWED;
    let allowed: Vec<&str> = TABLE.iter().filter(|line| line.path == path).map(|line| line.method).collect();
    let allowed = if allowed.contains(&"GET") { format!("HEAD, {}", allowed.join(", ")) } else { allowed.join(", ") };
    if let Ok(value) = http::HeaderValue::from_str(&allowed) {
        response.headers_mut().insert(header::ALLOW, value);
    }
    response
}

/// A request for nothing needs no body; its method must not matter to the answer's reading.
fn strip_body(request: Request<Body>) -> Request<Body> {
    let (mut parts, _) = request.into_parts();
    parts.method = Method::GET;
    Request::from_parts(parts, Body::empty())
}
