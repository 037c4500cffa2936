//! `kith user`: accounts from the command line, audited as the operator. A link is printed, never a password.

use anyhow::{Result, anyhow};
use clap::{Args, Subcommand};
use kith_app::roles::{self, INVITED, Input, Last};
use kith_app::{Refusal, accounts};
use serde_json::json;

use super::{refused, seal};
use crate::config::{IfNew, Where};
use crate::say;

/// Arguments of `kith user`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Invite somebody, and print their link: it works once, for 72 hours
    Add {
        /// E-mail address they will sign in with
        email: String,
        /// Their name
        #[arg(long, required_unless_present = "again")]
        name: Option<String>,
        /// What they will be
        #[arg(long, value_parser = role)]
        role: String,
        /// ODS code of their practice, for the role practice
        #[arg(long, value_name = "CODE", required_if_eq("role", "practice"))]
        practice: Option<String>,
        /// Name of the practice, when it is new here
        #[arg(long, value_name = "NAME")]
        practice_name: Option<String>,
        /// Short name of the service, where the store holds several; `kith service list` shows them
        #[arg(long, value_name = "SLUG")]
        service: Option<String>,
        /// They are invited already and the link was lost or is too old: print a fresh one, and stop the one before
        #[arg(long)]
        again: bool,
        #[command(flatten)]
        says: Says,
    },
    /// End all roles of an account, its sessions and its links
    Disable {
        /// E-mail address of the account
        email: String,
        /// Also when it is the last manager or administrator of a service, as when somebody has taken it over
        #[arg(long)]
        even_the_last: bool,
        /// Say the result as JSON
        #[arg(long)]
        json: bool,
    },
    /// Print a link to choose a new password: it works once, for a day
    Reset {
        /// E-mail address of the account
        email: String,
        /// Reset a lost second factor instead; it is set up anew at the next sign-in
        #[arg(long)]
        second_factor: bool,
        #[command(flatten)]
        says: Says,
    },
}

#[derive(Debug, Args)]
struct Says {
    /// Address that people use, for the link
    #[arg(long, env = "KITH_PUBLIC_URL", value_name = "URL", value_parser = super::serve::public_url, default_value = "http://127.0.0.1:8080")]
    public_url: String,
    /// Say the result as JSON
    #[arg(long)]
    json: bool,
}

impl Says {
    fn link(&self, email: &str, path: &str, secret: &accounts::Secret, lasts: &str) {
        let link = format!("{}/{path}/{}", self.public_url.trim_end_matches('/'), secret.as_str());
        if self.json {
            say::result(json!({ "email": email, "link": link }));
        } else {
            say::result(format!("Hand this link over; it works once, for {lasts}: {link}"));
        }
    }
}

fn role(text: &str) -> Result<String, String> {
    let codes: Vec<&str> = INVITED.iter().map(|role| role.code()).collect();
    if codes.contains(&text) { Ok(text.to_owned()) } else { Err(format!("one of {}", codes.join(", "))) }
}

pub(crate) fn run(place: &Where, arguments: &Arguments) -> Result<()> {
    let app = place.open(IfNew::Refuse)?;
    match &arguments.what {
        What::Add { email, role, practice, service, again: true, says, .. } => {
            let invited = (email.as_str(), role.as_str());
            let secret = roles::add_again(&app, service.as_deref(), invited, practice.as_deref()).map_err(refused)?;
            seal(&app)?;
            says.link(email, "join", &secret, "72 hours");
        }
        What::Add { email, name, role, practice, practice_name, service, again: false, says } => {
            let text = |maybe: &Option<String>| maybe.clone().unwrap_or_default();
            let input = Input {
                email: email.clone(),
                name: text(name),
                role: role.clone(),
                practice: text(practice),
                practice_name: text(practice_name),
            };
            let secret = roles::add(&app, service.as_deref(), &input).map_err(refused)?;
            seal(&app)?;
            says.link(email, "join", &secret, "72 hours");
        }
        What::Disable { email, even_the_last, json } => {
            let last = if *even_the_last { Last::Ends } else { Last::Stays };
            roles::disable(&app, email, last).map_err(|refusal| no_account(refusal, email))?;
            seal(&app)?;
            if *json {
                say::result(json!({ "email": email, "disabled": true }));
            } else {
                say::result("Disabled. All sessions, links and invitations of the account have ended.");
            }
        }
        What::Reset { email, second_factor: true, says } => {
            roles::reset_factor(&app, email).map_err(|refusal| no_account(refusal, email))?;
            seal(&app)?;
            if says.json {
                say::result(json!({ "email": email, "second_factor": "reset" }));
            } else {
                say::result("The second factor is reset. It is set up anew at the next sign-in.");
            }
        }
        What::Reset { email, second_factor: false, says } => {
            let secret = accounts::new_reset_link(&app, email).map_err(|refusal| no_account(refusal, email))?;
            seal(&app)?;
            says.link(email, "reset", &secret, "a day");
        }
    }
    Ok(())
}

/// On the machine there is nothing to hide: whoever runs this may read the whole store.
fn no_account(refusal: Refusal, email: &str) -> anyhow::Error {
    match refusal {
        Refusal::Hidden => anyhow!("there is no account with the address {email:?} that is in use"),
        other => refused(other),
    }
}
