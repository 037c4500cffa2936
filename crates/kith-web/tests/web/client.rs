//! A browser without JavaScript: keeps its cookie, follows nothing by itself, fills in forms.

use axum::Router;
use axum::body::Body;
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::BodyExt;
use tower::ServiceExt;

/// An answer, read whole.
#[derive(Debug, Clone)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: String,
}

impl Answer {
    /// Where a 303 leads.
    pub(super) fn location(&self) -> &str {
        self.headers.get("location").and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// A header as text.
    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The page's text without its mark-up, spaces made single.
    pub(super) fn text(&self) -> String {
        let mut out = String::new();
        let mut inside = false;
        for c in self.body.chars() {
            match c {
                '<' => inside = true,
                '>' => {
                    inside = false;
                    out.push(' ');
                }
                c if !inside => out.push(c),
                _ => {}
            }
        }
        let out = out.replace("&#39;", "'").replace("&#34;", "\"").replace("&#38;", "&").replace("&amp;", "&");
        out.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The hidden fields of the form that is sent to an address, or of the only form with a nonce.
    pub(super) fn hidden(&self, action: &str) -> Vec<(String, String)> {
        let forms: Vec<&str> =
            self.body.split("<form").skip(1).map(|rest| rest.split("</form>").next().unwrap()).collect();
        let named = forms.iter().find(|form| form.contains(&format!("action=\"{action}\"")));
        let form = named
            .or_else(|| forms.iter().find(|form| form.contains("name=\"nonce\"") && !form.contains("action=")))
            .unwrap_or_else(|| panic!("no form to {action} on this page:\n{}", self.text()));
        form.split("<input")
            .skip(1)
            .map(|rest| rest.split('>').next().unwrap())
            .filter(|input| input.contains("type=\"hidden\""))
            .map(|input| (attribute(input, "name"), attribute(input, "value")))
            .collect()
    }

    /// The first address on the page that begins and ends so.
    pub(super) fn link(&self, begins: &str, ends: &str) -> String {
        self.body
            .split("href=\"")
            .skip(1)
            .map(|rest| rest.split('"').next().unwrap())
            .find(|href| href.starts_with(begins) && href.ends_with(ends))
            .unwrap_or_else(|| panic!("no link {begins}…{ends} on this page:\n{}", self.text()))
            .to_owned()
    }

    /// The value of the radio or checkbox whose label holds a text.
    pub(super) fn choice(&self, name: &str, label: &str) -> String {
        let at = self
            .body
            .split("<input")
            .skip(1)
            .find(|rest| {
                rest.contains(&format!("name=\"{name}\"")) && rest.split("<input").next().unwrap().contains(label)
            })
            .unwrap_or_else(|| panic!("no choice {name}: {label}"));
        attribute(at.split('>').next().unwrap(), "value")
    }
}

pub(super) fn attribute(tag: &str, name: &str) -> String {
    tag.split(&format!("{name}=\"")).nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default().to_owned()
}

/// A browser.
#[derive(Clone)]
pub(super) struct Client {
    router: Router,
    pub(super) cookie: Option<String>,
    address: Option<std::net::IpAddr>,
}

impl Client {
    pub(super) fn new(router: &Router) -> Self {
        Self { router: router.clone(), cookie: None, address: None }
    }

    /// A browser at an address of its own, as what counts addresses sees it.
    pub(super) fn at(router: &Router, address: &str) -> Self {
        Self { address: Some(address.parse().unwrap()), ..Self::new(router) }
    }

    /// Signs in with the password of the world.
    pub(super) async fn signed_in(router: &Router, email: &str) -> Self {
        let mut client = Self::new(router);
        let answer = client
            .send(
                Method::POST,
                "/sign-in",
                &[("email", email), ("password", super::world::PASSWORD), ("next", "")],
                &[],
            )
            .await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{email} could not sign in:\n{}", answer.text());
        client
    }

    /// What it sends to be known.
    pub(super) fn cookie(&self) -> &str {
        self.cookie.as_deref().unwrap_or_default()
    }

    pub(super) async fn get(&mut self, path: &str) -> Answer {
        self.send(Method::GET, path, &[], &[]).await
    }

    pub(super) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.send(Method::POST, path, fields, &[]).await
    }

    /// Opens a page and sends its form, with the hidden fields that it carries.
    pub(super) async fn fill(&mut self, page: &str, action: &str, fields: &[(&str, &str)]) -> Answer {
        let answer = self.get(page).await;
        assert_eq!(answer.status, StatusCode::OK, "{page}:\n{}", answer.text());
        let hidden = answer.hidden(action);
        let mut all: Vec<(&str, &str)> = hidden.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        all.extend_from_slice(fields);
        self.post(action, &all).await
    }

    /// Sends a form that carries a file, as a browser does.
    pub(super) async fn send_file(
        &mut self,
        action: &str,
        fields: &[(&str, &str)],
        file: Option<(&str, &str, &[u8])>,
    ) -> Answer {
        let mut body = Vec::new();
        for (name, value) in fields {
            let head = format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend_from_slice(head.as_bytes());
        }
        if let Some((field, name, bytes)) = file {
            let name = name.replace('"', "%22");
            let head = format!(
                "--edge\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\nContent-Type: text/csv\r\n\r\n"
            );
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(bytes);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--edge--\r\n");
        self.send_body(action, "multipart/form-data; boundary=edge", body).await
    }

    /// Sends a body of any kind.
    pub(super) async fn send_body(&mut self, path: &str, kind: &str, body: Vec<u8>) -> Answer {
        let mut request = Request::builder().method(Method::POST).uri(path).header("host", "127.0.0.1:8080");
        request = request.header("accept", "text/html").header("sec-fetch-site", "same-origin");
        request = request.header("content-type", kind);
        if let Some(cookie) = &self.cookie {
            request = request.header("cookie", cookie);
        }
        let response = self.router.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        Answer { status, headers, body: String::from_utf8_lossy(&bytes).into_owned() }
    }

    /// Sends the form of a page that is open, as it was drawn.
    pub(super) async fn send_hidden(&mut self, page: &Answer, action: &str) -> Answer {
        let hidden = page.hidden(action);
        let fields: Vec<(&str, &str)> = hidden.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        self.post(action, &fields).await
    }

    pub(super) async fn send(
        &mut self,
        method: Method,
        path: &str,
        fields: &[(&str, &str)],
        headers: &[(&str, &str)],
    ) -> Answer {
        let body = written(fields);
        let mut request = Request::builder().method(&method).uri(path);
        let given = |wanted: &str| headers.iter().any(|(name, _)| *name == wanted);
        for (name, value) in [("host", "127.0.0.1:8080"), ("accept", "text/html")] {
            if !given(name) {
                request = request.header(name, value);
            }
        }
        let own_origin = headers.iter().all(|(name, _)| *name != "sec-fetch-site" && *name != "origin");
        if own_origin {
            request = request.header("sec-fetch-site", "same-origin");
        }
        if method == Method::POST {
            request = request.header("content-type", "application/x-www-form-urlencoded");
        }
        if let Some(cookie) = &self.cookie {
            request = request.header("cookie", cookie);
        }
        for (name, value) in headers.iter().filter(|(_, value)| !value.is_empty()) {
            request = request.header(*name, *value);
        }
        if let Some(address) = self.address {
            request = request.extension(axum::extract::ConnectInfo(std::net::SocketAddr::new(address, 40_000)));
        }
        let response = self.router.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
        let status = response.status();
        let headers = response.headers().clone();
        if let Some(set) = headers.get("set-cookie").and_then(|value| value.to_str().ok()) {
            self.cookie = set.split(';').next().map(str::to_owned);
        }
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        Answer { status, headers, body: String::from_utf8_lossy(&bytes).into_owned() }
    }
}

/// A form as a browser writes it.
pub(super) fn written(fields: &[(&str, &str)]) -> String {
    let pairs: Vec<String> = fields.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    pairs.join("&")
}

/// The same, of fields that were read from a page.
pub(super) fn written_all(fields: &[(String, String)]) -> String {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    written(&fields)
}

fn encode(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}
