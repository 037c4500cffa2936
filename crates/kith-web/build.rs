//! Prepares the files that Kith serves under `/assets`.
//!
//! The NHS.UK design system is fetched by `make setup` and never committed.
//! This script only reads it from disk: it neither runs npm nor opens a connection, so that distributions
//! which forbid both can build Kith.
//! It drops the design system's licensed font and everything else that would make a browser call somebody else,
//! gives each file a name that holds its content hash, and writes the table that `src/assets.rs` includes.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a build script reports to a developer, and stopping is the report"
)]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use sha2::{Digest, Sha256};

/// One file as it will be served.
struct Prepared {
    /// Name in the source tree, and of the constant made from it.
    name: String,
    /// Name it is served under, holding its content hash.
    file: String,
    hash: String,
}

fn main() {
    let here = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR"));
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let design = match env::var_os("KITH_NHSUK_DIST") {
        Some(path) => PathBuf::from(path),
        None => here.join("../../web/node_modules/nhsuk-frontend/dist/nhsuk"),
    };
    println!("cargo::rerun-if-env-changed=KITH_NHSUK_DIST");
    println!("cargo::rerun-if-changed={}", design.join("nhsuk-frontend.min.css").display());
    println!("cargo::rerun-if-changed={}", design.join("nhsuk-frontend.min.js").display());
    println!("cargo::rerun-if-changed=assets");
    println!("cargo::rerun-if-changed=build.rs");
    if !design.join("nhsuk-frontend.min.css").is_file() {
        panic!(
            "the NHS.UK design system is not in {}: run `make setup`, or set KITH_NHSUK_DIST to its dist/nhsuk folder",
            design.display()
        );
    }

    let served = out.join("assets");
    let _ = fs::remove_dir_all(&served);
    fs::create_dir_all(&served).expect("OUT_DIR can be written");
    let mut all = Vec::new();

    let mut css = without_font(&read(&design.join("nhsuk-frontend.min.css")));
    for image in images_of(&css) {
        let prepared = keep(&served, &image, read(&design.join("assets/images").join(&image)).as_bytes());
        css = css.replace(&format!("/assets/images/{image}"), &format!("/assets/{}", prepared.file));
        all.push(prepared);
    }
    all.push(keep(&served, "nhsuk.css", css.as_bytes()));

    let script = without_source_map(&read(&design.join("nhsuk-frontend.min.js")));
    let script = keep(&served, "nhsuk.js", script.as_bytes());
    let own = here.join("assets");
    let kith = read(&own.join("kith.js"));
    assert!(kith.contains("\"./nhsuk.js\""), "kith.js must import the design system as \"./nhsuk.js\"");
    let kith = kith.replace("\"./nhsuk.js\"", &format!("\"./{}\"", script.file));
    all.push(script);
    all.push(keep(&served, "kith.js", kith.as_bytes()));
    for name in ["kith.css", "drafts.js", "js-enabled.js", "favicon.svg"] {
        all.push(keep(&served, name, read(&own.join(name)).as_bytes()));
    }

    fs::write(out.join("assets.rs"), table(&all)).expect("OUT_DIR can be written");
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()))
}

/// Writes one file under its hashed name, after making sure that it calls nobody else.
fn keep(served: &Path, name: &str, bytes: &[u8]) -> Prepared {
    let text = String::from_utf8_lossy(bytes);
    assert!(!text.contains("://assets.nhs.uk"), "{name} still calls the design system's own font server");
    for start in ["url(http", "url(\"http", "url('http", "url(//", "@import", "sourceMappingURL"] {
        assert!(!text.contains(start), "{name} would make the browser fetch something from elsewhere: {start}");
    }
    let digest = Sha256::digest(bytes);
    let hash: String = digest.iter().take(6).fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    });
    let (stem, extension) = name.rsplit_once('.').expect("every asset has an extension");
    let file = format!("{stem}.{hash}.{extension}");
    fs::write(served.join(&file), bytes).expect("OUT_DIR can be written");
    Prepared { name: name.to_owned(), file, hash }
}

/// The stylesheet without the licensed typeface: it falls back to Arial, as the design system's own guidance says.
fn without_font(css: &str) -> String {
    let mut rest = css;
    let mut kept = String::with_capacity(css.len());
    while let Some(at) = rest.find("@font-face{") {
        kept.push_str(&rest[..at]);
        let end = rest[at..].find('}').expect("@font-face is closed");
        rest = &rest[at + end + 1..];
    }
    kept.push_str(rest);
    let kept = without_source_map(&kept.replace("Frutiger W01,", ""));
    assert!(!kept.contains("Frutiger"), "the licensed typeface is still named in the stylesheet");
    kept
}

fn without_source_map(text: &str) -> String {
    let end = text.rfind("//# sourceMappingURL").or_else(|| text.rfind("/*# sourceMappingURL")).unwrap_or(text.len());
    text[..end].to_owned()
}

/// Names of the images the stylesheet asks for: only those are shipped, so no trade mark comes along.
fn images_of(css: &str) -> BTreeSet<String> {
    css.split("url(/assets/images/").skip(1).filter_map(|part| part.split(')').next()).map(str::to_owned).collect()
}

/// Rust source of one constant per file, and of the list of all of them.
fn table(all: &[Prepared]) -> String {
    let mut source = String::new();
    let mut names = Vec::new();
    for asset in all {
        let constant: String =
            asset.name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' }).collect();
        let (name, file, hash) = (&asset.name, &asset.file, &asset.hash);
        let _ = writeln!(
            source,
            "/// `{name}`, served under a name that holds its content hash.\npub const {constant}: Asset = Asset {{ name: {name:?}, url: \"/assets/{file}\", etag: \"\\\"{hash}\\\"\", bytes: include_bytes!(concat!(env!(\"OUT_DIR\"), \"/assets/{file}\")) }};"
        );
        names.push(constant);
    }
    let _ = writeln!(source, "/// Every file that is served.\npub const ALL: &[Asset] = &[{}];", names.join(", "));
    source
}
