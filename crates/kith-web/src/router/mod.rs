//! From a request to its handler and back: the addresses of the table, who came, and what is done around every answer.

mod table;

use std::net::SocketAddr;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, MatchedPath, RawPathParams, State};
use axum::routing::{MethodRouter, on};
use http::header;
use http::{Method, Request, Response, StatusCode};
use tower_http::compression::CompressionLayer;
use uuid::Uuid;

use crate::error::Problem;
use crate::listen::Malformed;
use crate::reply::Reply;
use crate::request::{Takes, cookies, encode, pairs, read_form, text};
use crate::site::Site;
use crate::visit::Visit;
use crate::{assets, confirm, headers, session, sign_in};

use table::{Handler, TABLE};
pub use table::{Route, routes};

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
        .layer(axum::middleware::from_fn(published))
        .with_state(site)
}

/// Opens every answer under the published directory to other sites, errors too.
async fn published(request: Request<Body>, next: axum::middleware::Next) -> Response<Body> {
    let is_published = crate::oruk::is_published(request.uri().path());
    let mut response = next.run(request).await;
    if is_published {
        headers::publish(&mut response);
    }
    response
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
            pass: None,
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
        pass: crate::written::pass(&site, cookies(&parts.headers)),
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
                Worked::plain(Reply::see(format!("/sign-in?next={}", encode(&asked_for(&visit)))))
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

/// The page that was asked for, with what stands after its question mark: where signing in leads back to. What was said
/// once is not said again, and a query that is too long is left out.
fn asked_for(visit: &Visit) -> String {
    let query: Vec<String> = visit
        .query
        .iter()
        .filter(|(name, _)| name != "said")
        .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
        .collect();
    let whole = format!("{}?{}", visit.path, query.join("&"));
    if query.is_empty() || whole.len() > 1024 { visit.path.clone() } else { whole }
}
