//! What is kept of a feed between two runs: where it stopped, and by what its pages tell that they are as they were.
//!
//! It is derived from the feed and belongs to no service and to nobody: without it a run only begins at the first page.

use kith_domain::policy::{Actor, act};
use kith_store::{Isolation, anchor, house};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::super::fetch::Tags;
use crate::app::{App, reach};
use crate::permit;
use crate::refusal::Refusal;

/// What is kept of a feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Kept {
    name: String,
    /// The page to ask for next, from 1.
    pub(super) next: u32,
    /// Its pages are counted from 0.
    pub(super) from_nought: bool,
    /// It tells how many pages there are.
    pub(super) counted: bool,
}

/// What is kept of a page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Tagged {
    pub(super) tags: Tags,
    pub(super) last: bool,
}

impl Kept {
    pub(super) fn of(app: &App, url: &str) -> Result<Self, Refusal> {
        let name = format!("feed:{}", anchor::to_hex(&Sha256::digest(url.as_bytes())));
        let value = read(app, &name)?;
        let is = |key: &str| value.get(key) == Some(&Value::Bool(true));
        let next = value
            .get("next")
            .and_then(Value::as_u64)
            .and_then(|next| u32::try_from(next).ok())
            .filter(|next| *next > 0);
        Ok(Self { name, next: next.unwrap_or(1), from_nought: is("from_nought"), counted: is("counted") })
    }

    pub(super) fn keep(&self, app: &App) -> Result<(), Refusal> {
        let value = json!({ "next": self.next, "from_nought": self.from_nought, "counted": self.counted });
        write(app, self.name.clone(), &value)
    }

    /// How the feed counts a page.
    pub(super) fn index(&self, number: u32) -> u32 {
        number.saturating_sub(u32::from(self.from_nought))
    }

    pub(super) fn tags(&self, app: &App, number: u32) -> Result<Tagged, Refusal> {
        let value = read(app, &format!("{}:{number}", self.name))?;
        let text = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
        Ok(Tagged {
            tags: Tags { etag: text("etag"), last_modified: text("last_modified") },
            last: value.get("last") == Some(&Value::Bool(true)),
        })
    }

    pub(super) fn keep_tags(&self, app: &App, number: u32, page: &Tagged) -> Result<(), Refusal> {
        let Tagged { tags, last } = page;
        let value = json!({ "etag": tags.etag, "last_modified": tags.last_modified, "last": last });
        write(app, format!("{}:{number}", self.name), &value)
    }
}

fn read(app: &App, name: &str) -> Result<Value, Refusal> {
    let text = app.peek(&reach(&Actor::Operator, "care"), |tx| Ok(house::setting(tx, name)?))?;
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
}

fn write(app: &App, name: String, value: &Value) -> Result<(), Refusal> {
    let text = value.to_string();
    let seed = app.seed(Actor::Operator);
    app.write_with(&seed, Isolation::Ordinary, reach(&seed.actor, "care"), move |work, ctx| {
        permit::directory::<act::ImportDirectory>(ctx)?;
        house::set(work.tx(), &name, &text)?;
        Ok(())
    })
}
