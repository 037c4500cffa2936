//! Writes the reference pages that come from the rules: `cargo run -p kith-domain --example reference`.
//!
//! `docs/reference/policy.md` is who may do what, `docs/reference/states.md` what follows from what.
//! `cargo xtask ci` runs this and refuses pages that are not as it writes them.

mod policy;
mod states;

use std::path::Path;

fn main() -> std::io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference");
    std::fs::create_dir_all(&folder)?;
    std::fs::write(folder.join("policy.md"), policy::page())?;
    std::fs::write(folder.join("states.md"), states::page())
}
