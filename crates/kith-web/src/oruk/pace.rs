//! How often one place may ask the published directory. Kept in memory and for each process: it spares the machine, and
//! keeps nothing secret.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

/// How many requests of one place are answered within a minute.
const A_MINUTE: u32 = 60;
/// How many places are told apart; those beyond share one count.
const PLACES: usize = 10_000;

/// The counts of this minute.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pace(Arc<Mutex<Minute>>);

#[derive(Debug, Default)]
struct Minute {
    number: i64,
    counts: HashMap<String, u32>,
}

impl Pace {
    /// Counts a request, or says after how many seconds the next is answered.
    pub(crate) fn take(&self, address: IpAddr, second: i64) -> Result<(), u64> {
        let mut minute = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let number = second.div_euclid(60);
        if minute.number != number {
            *minute = Minute { number, counts: HashMap::new() };
        }
        let mut place = kith_app::accounts::throttle::place(address);
        if !minute.counts.contains_key(&place) && minute.counts.len() >= PLACES {
            place = String::new();
        }
        let count = minute.counts.entry(place).or_insert(0);
        if *count >= A_MINUTE {
            return Err(u64::try_from(60 - second.rem_euclid(60)).unwrap_or(60));
        }
        *count += 1;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_answered_sixty_times_a_minute_and_another_still_is() {
        let pace = Pace::default();
        let at = |last: u8| IpAddr::from([203, 0, 113, last]);
        for _ in 0..60 {
            assert_eq!(pace.take(at(1), 600), Ok(()));
        }
        assert_eq!(pace.take(at(1), 615), Err(45));
        assert_eq!(pace.take(at(2), 615), Ok(()));
        assert_eq!(pace.take(at(1), 660), Ok(()), "the next minute");
    }

    #[test]
    fn one_network_is_one_place_and_memory_is_bounded() {
        let pace = Pace::default();
        let six = |last: u16| IpAddr::from([0x2001, 0xdb8, 0, 1, 0, 0, 0, last]);
        for n in 0..60 {
            assert_eq!(pace.take(six(n), 0), Ok(()));
        }
        assert!(pace.take(six(61), 0).is_err());
        for n in 0..u32::try_from(PLACES).unwrap() + 500 {
            let _ = pace.take(IpAddr::from((0x0a00_0000 + n).to_be_bytes()), 0);
        }
        assert!(pace.0.lock().unwrap().counts.len() <= PLACES + 1);
    }
}
