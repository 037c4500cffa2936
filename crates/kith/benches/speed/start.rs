//! How soon it is there, how much it holds, how large it is.

use std::time::Instant;

use kith_testkit::http::get;

use crate::figures::{Times, memory};
use crate::place::{Standing, bytes};

/// Starts it ten times on the filled store, and looks at what the last holds before anybody comes.
pub(crate) fn measure(standing: &Standing) {
    let mut times = Times::default();
    for run in 0..10 {
        let began = Instant::now();
        let serving = standing.begin();
        let ready = get(serving.address, "/health/ready", "").expect("an answer");
        times.add(began.elapsed());
        assert_eq!(ready.status, 200, "{ready:?}");
        if run == 9 {
            memory(&serving, "when nobody works");
        }
        serving.stop("-TERM").fine();
    }
    let mib = bytes() / (1024 * 1024);
    println!(
        "Ready in {:.0} ms (slowest {:.0} ms) from the start of the process; the program has {mib} MiB.\n",
        times.within(0.5),
        times.within(1.0)
    );
}
