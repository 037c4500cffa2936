//! What a service costs.

use jiff::civil::Date;

use super::issue::Severity;
use super::limits;
use super::reader::Reader;

/// One price of a service.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CostDraft {
    /// For whom or under what condition this price holds.
    pub option: Option<String>,
    /// The price in pence; 0 is free of charge.
    pub amount_pence: Option<u32>,
    /// What the price is for, or the price in words.
    pub amount_description: Option<String>,
    /// The first day of this price.
    pub valid_from: Option<Date>,
    /// The last day of this price.
    pub valid_to: Option<Date>,
}

impl CostDraft {
    pub(super) fn read(reader: &mut Reader<'_>) -> Option<CostDraft> {
        let cost = CostDraft {
            option: reader.line("option", limits::LINE),
            amount_pence: amount(reader),
            amount_description: reader.line("amount_description", limits::LINE),
            valid_from: reader.date("valid_from"),
            valid_to: reader.date("valid_to"),
        };
        if cost.option.is_none() && cost.amount_pence.is_none() && cost.amount_description.is_none() {
            reader.note(
                Severity::Ignored,
                "",
                "The entry says nothing about what it costs, so it was left out; \
                 give an amount or a description.",
            );
            return None;
        }
        Some(cost)
    }
}

fn amount(reader: &mut Reader<'_>) -> Option<u32> {
    const MOST_POUNDS: f64 = 1_000_000.0;
    let pounds = reader.number("amount")?;
    let currency = reader.line("currency", limits::LINE);
    if currency.is_some_and(|code| !code.eq_ignore_ascii_case("GBP")) {
        reader.note(
            Severity::Ignored,
            "amount",
            "The amount is not in pounds, so it was left out; \
             give it in GBP or in words in amount_description.",
        );
        return None;
    }
    if !(0.0..=MOST_POUNDS).contains(&pounds) {
        reader.note(
            Severity::Ignored,
            "amount",
            "The amount is not from 0 to 1,000,000 pounds, so it was left out; \
             check the figure.",
        );
        return None;
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range was checked above")]
    Some((pounds * 100.0).round() as u32)
}
