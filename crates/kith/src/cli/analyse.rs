//! `kith analyse`: the workbench's statistics on plain CSV files, so that anyone can check our numbers against
//! their own tools. No store is opened.

mod table;

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use kith_analysis::interval::{self, Interval, Level, Share};
use kith_analysis::{NotComputable, changepoint, spc};
use serde_json::{Value, json};

use self::table::Table;
use super::Misuse;
use crate::say;

/// Arguments of `kith analyse`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Shares with Wilson's interval, and each one's difference from the first with Newcombe's
    Interval {
        /// A CSV file with the columns events and total, and if you like label
        file: PathBuf,
        /// The level of confidence, between 0 and 1
        #[arg(long, default_value_t = 0.95, value_name = "LEVEL")]
        level: f64,
    },
    /// An XmR chart: mean, limits and signals of a series
    Xmr {
        /// A CSV file with the column value, and if you like label
        file: PathBuf,
        /// A row, counted from 1, at which limits begin anew; may be given several times
        #[arg(long, value_name = "ROW")]
        rebase: Vec<usize>,
        /// Leave single very large moving ranges out of the limits
        #[arg(long)]
        screen: bool,
    },
    /// The best place for one change of level in a series
    Changepoint {
        /// A CSV file with the column value, and if you like label
        file: PathBuf,
        /// The fewest values on either side
        #[arg(long, default_value_t = 6, value_name = "COUNT")]
        segment: usize,
        /// How many series chance makes
        #[arg(long, default_value_t = 999, value_name = "COUNT", value_parser = clap::value_parser!(u32).range(0..=1_000_000))]
        replicates: u32,
        /// Where chance begins
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
}

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let answer = match &arguments.what {
        What::Interval { file, level } => shares(&Table::read(file)?, *level).with_context(|| named(file))?,
        What::Xmr { file, rebase, screen } => {
            series(&Table::read(file)?, rebase, *screen).with_context(|| named(file))?
        }
        What::Changepoint { file, segment, replicates, seed } => {
            let options = changepoint::Options { segment: *segment, replicates: *replicates, seed: *seed };
            change(&Table::read(file)?, &options).with_context(|| named(file))?
        }
    };
    say::result(answer);
    Ok(())
}

fn named(file: &std::path::Path) -> String {
    file.display().to_string()
}

/// What was asked wrongly is misuse; what the file holds is a failure.
fn why(error: NotComputable) -> anyhow::Error {
    match error {
        NotComputable::Level => Misuse(format!("--level: {error}")).into(),
        NotComputable::Rebase => Misuse(format!("--rebase: {error}")).into(),
        NotComputable::Segment => Misuse(format!("--segment: {error}")).into(),
        other => other.into(),
    }
}

fn shares(table: &Table, level: f64) -> Result<Value> {
    let level = Level::new(level).map_err(why)?;
    let (events, totals) = (table.counts("events")?, table.counts("total")?);
    let labels = table.labels();
    let mut rows = Vec::new();
    let mut differences = Vec::new();
    let mut first: Option<Share> = None;
    for (at, ((events, total), label)) in events.into_iter().zip(totals).zip(labels).enumerate() {
        let share = Share::of(events, total).with_context(|| format!("row {}", at + 1))?;
        let Interval { lower, upper } = interval::wilson(share, level);
        let value = share.value();
        rows.push(
            json!({"label": label, "events": events, "total": total, "share": value, "lower": lower, "upper": upper}),
        );
        match first {
            None => first = Some(share),
            Some(first) => {
                let found = interval::newcombe(share, first, level);
                let Interval { lower, upper } = found.interval;
                differences.push(
                    json!({"row": at + 1, "against": 1, "difference": found.value, "lower": lower, "upper": upper}),
                );
            }
        }
    }
    Ok(json!({
        "level": level.value(),
        "interval": "Wilson score",
        "rows": rows,
        "difference_interval": "Newcombe hybrid score",
        "differences": differences,
    }))
}

fn series(table: &Table, rebase: &[usize], screen: bool) -> Result<Value> {
    let screening = if screen { spc::Screening::Once } else { spc::Screening::Off };
    let new_groups = rebase.iter().map(|row| row.wrapping_sub(1)).collect();
    let chart = spc::xmr(&table.numbers("value")?, &spc::Options { new_groups, screening }).map_err(why)?;
    let groups: Vec<Value> = chart
        .groups
        .iter()
        .map(|group| {
            json!({
                "from_row": group.from + 1,
                "count": group.count,
                "mean": group.mean,
                "lower": group.lower,
                "upper": group.upper,
                "trial": group.is_trial,
            })
        })
        .collect();
    let points: Vec<Value> = chart
        .points
        .iter()
        .zip(table.labels())
        .map(|(point, label)| {
            let signals: Vec<Value> = point
                .signals
                .iter()
                .map(|(rule, way)| json!({"rule": rule_code(*rule), "way": way_code(*way)}))
                .collect();
            json!({"label": label, "value": point.value, "group": point.group + 1, "signals": signals})
        })
        .collect();
    Ok(json!({"limits": "mean ± 2.66 mean moving ranges", "screened": screen, "groups": groups, "points": points}))
}

const fn rule_code(rule: spc::Rule) -> &'static str {
    match rule {
        spc::Rule::Outside => "outside limits",
        spc::Rule::Trend => "trend of 7",
        spc::Rule::TwoOfThree => "2 of 3 near a limit",
        spc::Rule::Shift => "shift of 7",
    }
}

const fn way_code(way: spc::Way) -> &'static str {
    match way {
        spc::Way::Up => "up",
        spc::Way::Down => "down",
    }
}

fn change(table: &Table, options: &changepoint::Options) -> Result<Value> {
    let found = changepoint::one(&table.numbers("value")?, options).map_err(why)?;
    // A fit without any remainder has no finite criterion, and JSON has no word for that but null.
    let criterion = |value: f64| if value.is_finite() { json!(value) } else { Value::Null };
    Ok(json!({
        "after_row": found.after,
        "after_label": table.labels().get(found.after - 1),
        "mean_before": found.before_mean,
        "mean_after": found.after_mean,
        "bic_without": criterion(found.bic_without),
        "bic_with": criterion(found.bic_with),
        "probability": found.probability,
        "replicates": options.replicates,
        "seed": options.seed,
    }))
}
