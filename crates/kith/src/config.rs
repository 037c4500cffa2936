//! Where the store lies, and opening it.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use clap::Args;
use kith_app::{App, SystemChance, SystemClock};
use kith_store::{Place, Store};

/// Where the store lies.
#[derive(Debug, Clone, Args)]
pub(crate) struct Where {
    /// Directory of the store
    #[arg(long, global = true, env = "KITH_DATA", value_name = "DIR", default_value = "./kith-data")]
    pub(crate) data: PathBuf,
    /// Address of a PostgreSQL database, instead of the file in DIR
    #[arg(long, global = true, env = "KITH_DATABASE", value_name = "URL", hide_env_values = true)]
    pub(crate) database: Option<String>,
}

/// What to do with a store that was never migrated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum IfNew {
    /// Make it.
    Make,
    /// Make it, for a command that fills it and ends.
    Fill,
    /// Say that there is none.
    Refuse,
}

impl Where {
    /// The same for the store's own room.
    pub(crate) fn place(&self) -> Place {
        let database = self.database.clone().filter(|address| !address.trim().is_empty());
        Place { data: self.data.clone(), database }
    }

    /// The place in words, without a password.
    pub(crate) fn in_words(&self) -> String {
        let place = self.place();
        match &place.database {
            None => place.data.join("kith.db").display().to_string(),
            Some(address) => masked(address),
        }
    }

    /// Opens the store. One that waits for migrations is never migrated here, unless it is brand-new.
    pub(crate) fn open(&self, if_new: IfNew) -> Result<App> {
        let place = self.place();
        let waiting = Store::plan(&place)?;
        let is_new = waiting.iter().any(|planned| planned.number == 1);
        match (is_new, if_new) {
            (true, IfNew::Refuse) => bail!("there is no store at {}", self.in_words()),
            (true, IfNew::Make | IfNew::Fill) => {
                Store::migrate(&place).context("the store could not be made")?;
            }
            (false, _) if !waiting.is_empty() => {
                bail!("the store waits for {} migrations; run `kith migrate` first", waiting.len())
            }
            (false, _) => {}
        }
        let store = match if_new {
            IfNew::Fill => Store::open_to_fill(&place)?,
            IfNew::Make | IfNew::Refuse => Store::open(&place)?,
        };
        Ok(App::new(store, Arc::new(SystemClock), Arc::new(SystemChance)))
    }
}

/// An address with its password taken out.
pub(crate) fn masked(address: &str) -> String {
    let Some((scheme, rest)) = address.split_once("://") else {
        // `host=… password=…`
        let words = address.split_whitespace().map(|word| match word.split_once('=') {
            Some((name, _)) if is_secret(name) => format!("{name}=***"),
            _ => word.to_owned(),
        });
        return words.collect::<Vec<_>>().join(" ");
    };
    let (before, query) = rest.split_once('?').map_or((rest, None), |(before, query)| (before, Some(query)));
    let (login, host) = before.rsplit_once('@').map_or((None, before), |(login, host)| (Some(login), host));
    let login = login.map_or_else(String::new, |login| match login.split_once(':') {
        Some((user, _)) => format!("{user}:***@"),
        None => format!("{login}@"),
    });
    let query = query.map_or_else(String::new, |query| {
        let parts = query.split('&').map(|part| match part.split_once('=') {
            Some((name, _)) if is_secret(name) => format!("{name}=***"),
            _ => part.to_owned(),
        });
        format!("?{}", parts.collect::<Vec<_>>().join("&"))
    });
    format!("{scheme}://{login}{host}{query}")
}

fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.contains("pass") || name.contains("key") || name.contains("secret")
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn a_password_is_shown_nowhere() {
        for (address, expected) in [
            ("postgresql://kith:hunter22@db.example.org:5432/kith", "postgresql://kith:***@db.example.org:5432/kith"),
            ("postgresql://kith:a@b:c@db/kith", "postgresql://kith:***@db/kith"),
            ("postgresql://kith@db/kith", "postgresql://kith@db/kith"),
            ("postgresql:///kith?host=/run&password=hunter22", "postgresql:///kith?host=/run&password=***"),
            ("host=/run user=kith password=hunter22", "host=/run user=kith password=***"),
            ("smtps://kith%40example.org:hunter22@mail.example.org", "smtps://kith%40example.org:***@mail.example.org"),
        ] {
            assert_eq!(masked(address), expected);
        }
    }
}
