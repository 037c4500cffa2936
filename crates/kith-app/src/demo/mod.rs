//! The demo.

mod stop;

pub use stop::stop;

use crate::app::App;
use crate::refusal::Refusal;

pub fn address(_app: &App, _pattern: &str) -> Result<Option<String>, Refusal> {
    Ok(None)
}
