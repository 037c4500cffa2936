//! The threads on which the jobs run beside the pages.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::{Carried, Post, carry_until, feeds, guarded, slow_turn, turn};
use crate::accounts;
use crate::app::App;

/// How long the jobs pause between two turns.
const PAUSE: Duration = Duration::from_millis(500);
/// How many turns there are in about a minute.
const TURNS_A_MINUTE: u32 = 120;
/// For how many turns the post rests after the server took nothing: half a minute at first, then longer.
const FIRST_REST: u32 = 60;
/// It rests at most for this many: four minutes.
const LONGEST_REST: u32 = 480;

/// How long an end waits for the feed that is being asked: one that answers does so sooner, and the others wait for nothing.
const FEEDS: Duration = Duration::from_secs(2);

/// The jobs, on threads of their own.
pub struct Runner {
    jobs: Running,
    post: Option<(Running, Arc<AtomicBool>)>,
    feeds: Option<(Running, Arc<AtomicBool>)>,
}

/// One thread, told to stop by dropping `stop`.
struct Running {
    stop: Sender<()>,
    ended: Receiver<()>,
    thread: JoinHandle<()>,
}

/// What keeps a stop from being a whole one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Unfinished {
    /// The last turn of the jobs was not waited for.
    pub jobs: bool,
    /// A letter was on its way; it is handed over again after the next start.
    pub post: bool,
    /// A feed was being asked; it is gone on with after the next start.
    pub feeds: bool,
}

impl Runner {
    /// Begins. Without a post letters wait, and nothing counts against them.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn begin(app: &App, post: Option<Box<dyn Post>>) -> std::io::Result<Self> {
        Self::begin_every(app, post, PAUSE)
    }

    /// The same with another pause between turns, for tests.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn begin_every(app: &App, post: Option<Box<dyn Post>>, pause: Duration) -> std::io::Result<Self> {
        // People who are older than the search get what they are found by; at once where there is nothing to do.
        let older = app.clone();
        std::thread::Builder::new().name("findable".to_owned()).spawn(move || {
            guarded("findable", || {
                // What the end of the program cuts off is gone on with after the next start.
                if let Err(error) = crate::finding::catch_up(&older)
                    && !older.store().is_stopped()
                {
                    tracing::error!(error = %error, "people could not be made findable");
                }
            });
        })?;
        // The index of the directory; the database answers until it is there.
        let searched = app.clone();
        std::thread::Builder::new().name("search".to_owned()).spawn(move || {
            guarded("search", || match crate::searching::make(&searched) {
                Ok(entries) => {
                    let bytes = searched.directory().bytes();
                    tracing::debug!(entries, bytes, "the index of the directory is ready");
                }
                Err(error) => tracing::error!(error = %error, "the index of the directory could not be made"),
            });
        })?;
        let of_jobs = app.clone();
        let jobs = Running::begin("jobs", move |stopped| {
            let mut turns: u32 = 0;
            while goes_on(stopped, pause) {
                turn(&of_jobs);
                if turns.is_multiple_of(TURNS_A_MINUTE) {
                    slow_turn(&of_jobs);
                }
                turns = turns.wrapping_add(1);
                of_jobs.turns().jobs().note(of_jobs.now());
            }
            of_jobs.turns().jobs().end();
            // Once more: what was written last is sealed.
            turn(&of_jobs);
        })?;
        app.turns().jobs().note(app.now());
        let post = match post {
            None => None,
            Some(post) => {
                let stop = Arc::new(AtomicBool::new(false));
                let (app, told) = (app.clone(), Arc::clone(&stop));
                app.turns().post().note(app.now());
                let running = Running::begin("post", move |stopped| {
                    let mut rests = Rests::default();
                    while goes_on(stopped, pause) {
                        if rests.is_over() {
                            guarded("post", || rests.after(&post_turn(&app, post.as_ref(), &told)));
                        }
                        app.turns().post().note(app.now());
                    }
                    app.turns().post().end();
                })?;
                Some((running, stop))
            }
        };
        Ok(Self { jobs, post, feeds: None })
    }

    /// Takes feeds, too, on the roads that the application has; without any it does not.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn taking_feeds(self, app: &App) -> std::io::Result<Self> {
        self.taking_feeds_every(app, feeds::LOOK)
    }

    /// The same with another pause between looking, for tests.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn taking_feeds_every(self, app: &App, pause: Duration) -> std::io::Result<Self> {
        let Some(roads) = app.roads().cloned() else { return Ok(self) };
        let stop = Arc::new(AtomicBool::new(false));
        let (app, told) = (app.clone(), Arc::clone(&stop));
        let running = Running::begin("feeds", move |stopped| {
            while goes_on(stopped, pause) {
                guarded("feeds", || {
                    if let Err(error) = feeds::take_feeds(&app, roads.as_ref(), &told) {
                        tracing::error!(error = %error, "it could not be looked which feeds are due");
                    }
                });
            }
        })?;
        Ok(Self { feeds: Some((running, stop)), ..self })
    }

    /// Ends: the letter in hand is the last, and the jobs have a last turn. Waits for both together no longer than
    /// `patience`, but for the jobs at least `least`.
    #[must_use]
    pub fn end(self, patience: Duration, least: Duration) -> Unfinished {
        let began = Instant::now();
        let left = || patience.saturating_sub(began.elapsed());
        let Self { jobs, post, feeds } = self;
        for (_, stop) in post.iter().chain(&feeds) {
            stop.store(true, Ordering::Relaxed);
        }
        // The feeds come first: what they wrote last is sealed as well.
        let feeds = feeds.is_some_and(|(feeds, _)| !feeds.told().ends_within(left().min(FEEDS)));
        // Both are told before either is waited for.
        let (jobs, post) = (jobs.told(), post.map(|(post, _)| post.told()));
        let jobs = !jobs.ends_within(left().max(least));
        let post = post.is_some_and(|post| !post.ends_within(left()));
        Unfinished { jobs, post, feeds }
    }
}

/// Whether the next turn comes; it comes after the pause, unless somebody says stop.
fn goes_on(stopped: &Receiver<()>, pause: Duration) -> bool {
    matches!(stopped.recv_timeout(pause), Err(RecvTimeoutError::Timeout))
}

/// One turn of the post.
fn post_turn(app: &App, post: &dyn Post, stop: &AtomicBool) -> Carried {
    guarded("resets", || {
        if let Err(error) = accounts::answer_resets(app) {
            tracing::error!(error = %error, "whoever forgot their password could not be answered");
        }
    });
    carry_until(app, post, stop).unwrap_or_else(|error| {
        tracing::error!(error = %error, "the outbox could not be carried out");
        Carried::default()
    })
}

/// For how long the post rests when the server takes nothing: asking it for every letter in turn would help nobody.
#[derive(Default)]
struct Rests {
    left: u32,
    last: u32,
}

impl Rests {
    fn is_over(&mut self) -> bool {
        self.left = self.left.saturating_sub(1);
        self.left == 0
    }

    fn after(&mut self, carried: &Carried) {
        self.last = if carried.broke_off { (self.last * 2).clamp(FIRST_REST, LONGEST_REST) } else { 0 };
        self.left = self.last;
    }
}

/// A thread that was told to stop.
struct Told {
    ended: Receiver<()>,
    thread: JoinHandle<()>,
}

impl Running {
    fn begin(name: &str, f: impl FnOnce(&Receiver<()>) + Send + 'static) -> std::io::Result<Self> {
        let (stop, stopped) = channel();
        let (end, ended) = channel();
        let thread = std::thread::Builder::new().name(name.to_owned()).spawn(move || {
            f(&stopped);
            drop(end);
        })?;
        Ok(Self { stop, ended, thread })
    }

    fn told(self) -> Told {
        drop(self.stop);
        Told { ended: self.ended, thread: self.thread }
    }
}

impl Told {
    fn ends_within(self, patience: Duration) -> bool {
        if matches!(self.ended.recv_timeout(patience), Err(RecvTimeoutError::Timeout)) {
            return false;
        }
        if self.thread.join().is_err() {
            tracing::error!("a thread of jobs ended by a panic");
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_post_rests_longer_and_longer_while_the_server_takes_nothing() {
        let broke_off = Carried { broke_off: true, ..Carried::default() };
        let mut rests = Rests::default();
        let mut pauses = Vec::new();
        for _ in 0..5 {
            assert!(rests.left == 0 || rests.is_over());
            rests.after(&broke_off);
            let mut turns = 1;
            while !rests.is_over() {
                turns += 1;
            }
            pauses.push(turns);
        }
        assert_eq!(pauses, [60, 120, 240, 480, 480]);
        rests.after(&Carried::default());
        assert!(rests.is_over(), "it took something again");
        rests.after(&broke_off);
        assert_eq!(rests.left, FIRST_REST);
    }
}
