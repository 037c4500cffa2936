//! What a disk may hold after a power cut, worked out from the system calls of a program.
//!
//! A write is on the disk for certain only once a sync of its file that began after it has ended. What was not synced
//! is lost, torn at a sector, or kept, each write for itself; names (a file made, renamed, removed) are kept up to some
//! point in their order. Memory that is mapped is not looked at: SQLite maps only its index of the log, which it makes
//! anew.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

/// A disk writes a sector whole.
const SECTOR: usize = 512;

/// Something that happened, in order.
#[derive(Debug, Clone)]
enum Happened {
    Write { file: usize, at: usize, bytes: Vec<u8> },
    Cut { file: usize, length: usize },
    SyncBegan { file: usize, thread: u32 },
    SyncEnded { file: usize, thread: u32 },
    Named { name: String, file: Option<usize> },
    NamesSynced,
    Acknowledged(String),
}

/// A run of a program over a folder.
#[derive(Debug, Default)]
pub(crate) struct Run {
    happened: Vec<Happened>,
    /// Content of each file at the beginning, and then of none.
    first: Vec<Vec<u8>>,
    names: BTreeMap<String, usize>,
}

/// An image of the folder, and what had been acknowledged before the cut.
pub(crate) struct Image {
    pub(crate) files: BTreeMap<String, Vec<u8>>,
    pub(crate) acknowledged: Vec<String>,
}

/// A generator of chance that gives the same at every run.
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// A number below a bound.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).expect("it fits") % bound.max(1)
    }
}

impl Run {
    /// Reads a trace of a program that began with the folder as it is now. `acknowledged` reads what was sent or said.
    pub(crate) fn read(
        trace: &str,
        folder: &Path,
        before: &BTreeMap<String, Vec<u8>>,
        acknowledged: impl Fn(&[u8]) -> Option<String>,
    ) -> Self {
        let mut run = Self::default();
        let mut live: BTreeMap<String, usize> = BTreeMap::new();
        for (name, bytes) in before {
            live.insert(name.clone(), run.first.len());
            run.names.insert(name.clone(), run.first.len());
            run.first.push(bytes.clone());
        }
        let mut reading = Reading { run: &mut run, live, places: HashMap::new(), syncs: HashMap::new(), folder };
        for line in trace.lines() {
            let Some((thread, call)) = line.trim_start().split_once(char::is_whitespace) else { continue };
            let Ok(thread) = thread.parse() else { continue };
            reading.call(thread, call.trim_start(), &acknowledged);
        }
        run
    }

    /// How much happened.
    pub(crate) fn len(&self) -> usize {
        self.happened.len()
    }

    /// How often something was acknowledged.
    pub(crate) fn acknowledgements(&self) -> usize {
        self.happened.iter().filter(|one| matches!(one, Happened::Acknowledged(_))).count()
    }

    /// What the disk may hold when the power is cut after so many of the things that happened.
    pub(crate) fn cut(&self, after: usize, chance: &mut Chance) -> Image {
        let mut disk: Vec<Vec<u8>> = self.first.clone();
        let mut waiting: BTreeMap<usize, Vec<&Happened>> = BTreeMap::new();
        let mut began: HashMap<(usize, u32), usize> = HashMap::new();
        let (mut names, mut renamed) = (self.names.clone(), Vec::new());
        let mut acknowledged = Vec::new();
        for one in self.happened.iter().take(after) {
            match one {
                Happened::Write { file, .. } | Happened::Cut { file, .. } => {
                    waiting.entry(*file).or_default().push(one)
                }
                Happened::SyncBegan { file, thread } => {
                    began.insert((*file, *thread), waiting.get(file).map_or(0, Vec::len));
                }
                Happened::SyncEnded { file, thread } => {
                    let synced = began.remove(&(*file, *thread)).unwrap_or(0);
                    let list = waiting.entry(*file).or_default();
                    let count = synced.min(list.len());
                    list.drain(..count).for_each(|one| apply(&mut disk, one, None));
                    // Another thread's sync of the same file covers less by as much.
                    for ((other, _), left) in &mut began {
                        if other == file {
                            *left = left.saturating_sub(count);
                        }
                    }
                }
                Happened::Named { .. } => renamed.push(one),
                Happened::NamesSynced => renamed.drain(..).for_each(|one| rename(&mut names, one)),
                Happened::Acknowledged(what) => acknowledged.push(what.clone()),
            }
        }
        let kept = chance.below(renamed.len() + 1);
        renamed.into_iter().take(kept).for_each(|one| rename(&mut names, one));
        for one in waiting.into_values().flatten() {
            match chance.below(100) {
                0..50 => {}
                50..65 => apply(&mut disk, one, Some(chance)),
                _ => apply(&mut disk, one, None),
            }
        }
        let files = names.into_iter().map(|(name, file)| (name, disk[file].clone())).collect();
        Image { files, acknowledged }
    }
}

fn rename(names: &mut BTreeMap<String, usize>, one: &Happened) {
    if let Happened::Named { name, file } = one {
        match file {
            Some(file) => names.insert(name.clone(), *file),
            None => names.remove(name),
        };
    }
}

/// Brings a write to the disk, torn somewhere when chance is given.
fn apply(disk: &mut [Vec<u8>], one: &Happened, torn: Option<&mut Chance>) {
    match one {
        Happened::Write { file, at, bytes } => {
            let sectors = bytes.len().div_ceil(SECTOR);
            let length = torn.map_or(bytes.len(), |chance| (chance.below(sectors) * SECTOR).min(bytes.len()));
            let content = &mut disk[*file];
            content.resize(content.len().max(at + length), 0);
            content[*at..at + length].copy_from_slice(&bytes[..length]);
        }
        Happened::Cut { file, length } => disk[*file].resize(*length, 0),
        _ => {}
    }
}

/// A trace that is being read.
struct Reading<'r> {
    run: &'r mut Run,
    /// What each name means to the program now.
    live: BTreeMap<String, usize>,
    /// Where each open file is read and written.
    places: HashMap<u32, usize>,
    /// Syncs that have not ended.
    syncs: HashMap<u32, usize>,
    folder: &'r Path,
}

impl Reading<'_> {
    fn call(&mut self, thread: u32, call: &str, acknowledged: &impl Fn(&[u8]) -> Option<String>) {
        if call.starts_with("<... f") && call.contains("sync resumed>") {
            if let Some(file) = self.syncs.remove(&thread)
                && call.ends_with("= 0")
            {
                self.run.happened.push(if file == FOLDER {
                    Happened::NamesSynced
                } else {
                    Happened::SyncEnded { file, thread }
                });
            }
            return;
        }
        if call.starts_with("<... open") {
            if let Some(fd) = call.rsplit_once("= ").and_then(|(_, fd)| fd.split('<').next()?.parse().ok()) {
                self.places.insert(fd, 0);
            }
            return;
        }
        let Some((name, rest)) = call.split_once('(') else { return };
        let strings = strings(rest);
        let number = |from_end: usize| -> Option<usize> {
            let begun = rest.split(" <unfinished").next()?;
            let inside = begun.rsplit_once(')').map_or(begun, |(inside, _)| inside);
            inside.rsplit(", ").nth(from_end)?.trim().parse().ok()
        };
        match name {
            "pwrite64" | "write" | "writev" | "sendto" | "sendmsg" | "ftruncate" | "fsync" | "fdatasync" | "lseek" => {
                let Some((fd, path)) = opened(rest) else { return };
                let at = self.name(&path);
                if name.contains("sync") {
                    let file = if path == self.folder {
                        Some(FOLDER)
                    } else {
                        at.and_then(|name| self.live.get(&name).copied())
                    };
                    let Some(file) = file else { return };
                    if file != FOLDER {
                        self.run.happened.push(Happened::SyncBegan { file, thread });
                    }
                    if call.contains("<unfinished") {
                        self.syncs.insert(thread, file);
                    } else if call.ends_with("= 0") {
                        self.run.happened.push(if file == FOLDER {
                            Happened::NamesSynced
                        } else {
                            Happened::SyncEnded { file, thread }
                        });
                    }
                    return;
                }
                let Some(file) = at.and_then(|name| self.live.get(&name).copied()) else {
                    if let Some(what) = strings.last().and_then(|bytes| acknowledged(bytes)) {
                        self.run.happened.push(Happened::Acknowledged(what));
                    }
                    return;
                };
                match name {
                    "ftruncate" => {
                        if let Some(length) = number(0) {
                            self.run.happened.push(Happened::Cut { file, length });
                        }
                    }
                    "lseek" => {
                        if let Some(place) = call.rsplit_once("= ").and_then(|(_, place)| place.parse().ok()) {
                            self.places.insert(fd, place);
                        }
                    }
                    _ => {
                        let Some(bytes) = strings.into_iter().next_back() else { return };
                        let at = match name {
                            "pwrite64" => number(0).expect("a place that can be read"),
                            _ => self.places.get(&fd).copied().unwrap_or(0),
                        };
                        self.places.insert(fd, at + bytes.len());
                        self.run.happened.push(Happened::Write { file, at, bytes });
                    }
                }
            }
            "openat" | "open" | "creat" => {
                let Some(path) = strings.first().map(|bytes| text(bytes)) else { return };
                let Some(name) = self.name(Path::new(&path)) else { return };
                if call.contains("= -1") {
                    return;
                }
                if let Some(fd) = call.rsplit_once("= ").and_then(|(_, fd)| fd.split('<').next()?.parse().ok()) {
                    self.places.insert(fd, 0);
                }
                match self.live.get(&name).copied() {
                    Some(file) if call.contains("O_TRUNC") => self.run.happened.push(Happened::Cut { file, length: 0 }),
                    None if call.contains("O_CREAT") => {
                        let file = self.run.first.len();
                        self.run.first.push(Vec::new());
                        self.live.insert(name.clone(), file);
                        self.run.happened.push(Happened::Named { name, file: Some(file) });
                    }
                    _ => {}
                }
            }
            "rename" | "renameat" | "renameat2" => {
                let paths: Vec<Option<String>> =
                    strings.iter().map(|bytes| self.name(Path::new(&text(bytes)))).collect();
                let [Some(from), Some(to)] = paths.as_slice() else { return };
                if let Some(file) = self.live.remove(from) {
                    self.live.insert(to.clone(), file);
                    // One step for the disk: a name is never without its file.
                    self.run.happened.push(Happened::Named { name: to.clone(), file: Some(file) });
                    self.run.happened.push(Happened::Named { name: from.clone(), file: None });
                }
            }
            "unlink" | "unlinkat" => {
                let Some(path) = strings.first().map(|bytes| text(bytes)) else { return };
                if let Some(name) = self.name(Path::new(&path))
                    && self.live.remove(&name).is_some()
                {
                    self.run.happened.push(Happened::Named { name, file: None });
                }
            }
            _ => {}
        }
    }

    /// The name of a file in the folder; `None` for what is elsewhere or cannot survive.
    fn name(&self, path: &Path) -> Option<String> {
        let name = path.strip_prefix(self.folder).ok()?.to_str()?;
        (!name.is_empty() && !name.ends_with("-shm") && !name.contains('/')).then(|| name.to_owned())
    }
}

/// Stands for the folder itself.
const FOLDER: usize = usize::MAX;

/// The number and the path of the file that a call is about: `5</a/b>`, its path in hexadecimal or not.
fn opened(rest: &str) -> Option<(u32, PathBuf)> {
    let (fd, rest) = rest.split_once('<')?;
    let (path, _) = rest.split_once('>')?;
    let path = if path.contains("\\x") { text(&unescaped(path)) } else { path.to_owned() };
    Some((fd.trim().parse().ok()?, PathBuf::from(path)))
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Every string of a call: `"\x68\x69"`.
fn strings(rest: &str) -> Vec<Vec<u8>> {
    rest.split('"').skip(1).step_by(2).map(unescaped).collect()
}

fn unescaped(text: &str) -> Vec<u8> {
    text.split("\\x").skip(1).filter_map(|digits| u8::from_str_radix(digits.get(..2)?, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(text: &str) -> String {
        text.bytes().map(|byte| format!("\\x{byte:02x}")).collect()
    }

    #[test]
    fn only_what_was_synced_is_certain_and_names_keep_their_order() {
        let d = hex("/d");
        let (log, new, old) = (hex("/d/log"), hex("/d/a.new"), hex("/d/a"));
        let trace = format!(
            "1 pwrite64(5<{log}>, \"{}\", 2, 0) = 2\n\
             1 fdatasync(5<{log}> <unfinished ...>\n\
             2 pwrite64(5<{log}>, \"{}\", 2, 2 <unfinished ...>\n\
             2 <... pwrite64 resumed>) = 2\n\
             1 <... fdatasync resumed>) = 0\n\
             3 sendto(9<{}>, \"{}\", 2, 0) = 2\n\
             1 openat(AT_FDCWD<{d}>, \"{new}\", O_WRONLY|O_CREAT|O_TRUNC, 0600) = 7<{new}>\n\
             1 write(7<{new}>, \"{}\", 1) = 1\n\
             1 fsync(7<{new}>) = 0\n\
             1 rename(\"{new}\", \"{old}\") = 0\n\
             1 fsync(8<{d}>) = 0\n",
            hex("ab"),
            hex("cd"),
            hex("socket:[1]"),
            hex("ok"),
            hex("2")
        );
        let before = BTreeMap::from([("log".to_owned(), Vec::new()), ("a".to_owned(), b"1".to_vec())]);
        let run = Run::read(&trace, Path::new("/d"), &before, |sent| (sent == b"ok").then(|| "one".to_owned()));
        assert_eq!(run.acknowledgements(), 1, "{run:?}");
        let mut logs = std::collections::BTreeSet::new();
        for seed in 0..200 {
            let image = run.cut(run.len(), &mut Chance::new(seed));
            assert_eq!(image.acknowledged, ["one"]);
            assert_eq!(image.files["a"], b"2", "the rename was synced");
            assert!(!image.files.contains_key("a.new"));
            logs.insert(image.files["log"].clone());
            let early = run.cut(run.len() - 1, &mut Chance::new(seed));
            assert!([b"1", b"2"].contains(&&[early.files["a"][0]]), "the name is one or the other");
        }
        // What was written after the sync had begun is not covered by it.
        assert_eq!(logs, std::collections::BTreeSet::from([b"ab".to_vec(), b"abcd".to_vec()]));
    }
}
