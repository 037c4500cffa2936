//! Whether the disk below a store has failed.

use std::sync::atomic::{AtomicBool, Ordering};

/// Whether the storage below can still be trusted.
#[derive(Debug, Default)]
pub(in crate::db) struct Health {
    failed: AtomicBool,
}

impl Health {
    pub(super) fn fail(&self) {
        if !self.failed.swap(true, Ordering::SeqCst) {
            tracing::error!("the storage failed; nothing is written until a restart");
        }
    }

    pub(in crate::db) fn is_good(&self) -> bool {
        !self.failed.load(Ordering::SeqCst)
    }
}
