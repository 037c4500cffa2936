//! `kith service`: several employers in one store, audited as the operator. A link is printed, never a password.

use anyhow::Result;
use clap::{Args, Subcommand};
use kith_app::services::{self, FIRST, Input};
use kith_domain::staff::Service;
use serde_json::{Value, json};

use super::{refused, seal};
use crate::config::{IfNew, Where};
use crate::say;

/// Arguments of `kith service`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Add a service, and print the link of its first manager or administrator: it works once, for 72 hours
    Add {
        /// Its name, as people know it
        name: String,
        /// Its telephone number, which stands on the public form
        #[arg(long)]
        phone: String,
        /// E-mail address of whoever begins there: of somebody new, or of an account that is here already
        #[arg(long)]
        email: String,
        /// Their name
        #[arg(long = "name", value_name = "NAME")]
        person: String,
        /// What they will be: either of them invites everybody else
        #[arg(long, default_value = "administrator", value_parser = role)]
        role: String,
        /// Address that people use, for the link
        #[arg(long, env = "KITH_PUBLIC_URL", value_name = "URL", value_parser = super::serve::public_url, default_value = "http://127.0.0.1:8080")]
        public_url: String,
        /// Say the result as JSON
        #[arg(long)]
        json: bool,
    },
    /// List the services with the short names by which other commands know them
    List {
        /// Say the result as JSON
        #[arg(long)]
        json: bool,
    },
}

fn role(text: &str) -> Result<String, String> {
    let codes: Vec<&str> = FIRST.iter().map(|role| role.code()).collect();
    if codes.contains(&text) { Ok(text.to_owned()) } else { Err(format!("one of {}", codes.join(", "))) }
}

pub(crate) fn run(place: &Where, arguments: &Arguments) -> Result<()> {
    let app = place.open(IfNew::Refuse)?;
    match &arguments.what {
        What::Add { name, phone, email, person, role, public_url, json } => {
            let input = Input {
                name: name.clone(),
                phone: phone.clone(),
                person: person.clone(),
                email: email.clone(),
                role: role.clone(),
            };
            let added = services::add(&app, &input).map_err(refused)?;
            seal(&app)?;
            let link = format!("{}/join/{}", public_url.trim_end_matches('/'), added.secret.as_str());
            let (slug, name) = (&added.service.slug, &added.service.name);
            if *json {
                say::result(json!({ "service": slug, "name": name.as_str(), "email": email, "link": link }));
            } else {
                say::result(format!("Added {name}. Other commands know it as --service {slug}."));
                say::result(format!("Hand this link over; it works once, for 72 hours: {link}"));
            }
        }
        What::List { json } => {
            let all = services::list(&app).map_err(refused)?;
            let phone = |it: &Service| it.phone.as_ref().map(ToString::to_string);
            if *json {
                let line = |it: &Service| json!({ "service": it.slug, "name": it.name.as_str(), "phone": phone(it) });
                say::result(Value::Array(all.iter().map(line).collect()));
            } else if all.is_empty() {
                say::result("No service yet. Set the store up with `kith serve`, or add one with `kith service add`.");
            } else {
                for it in &all {
                    let phone = phone(it).map(|phone| format!(", {phone}")).unwrap_or_default();
                    say::result(format!("{}: {}{phone}", it.slug, it.name));
                }
            }
        }
    }
    Ok(())
}
