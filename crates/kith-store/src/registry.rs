//! Every table, every schema file and every room of statements. What is not listed here cannot be run.

use crate::db::Statement;
use crate::table::Table;

/// Every table of saved rows: the proof goes through all of them.
pub(crate) static TABLES: &[&Table] = &[
    &crate::staff::SERVICE,
    &crate::staff::PRACTICE,
    &crate::staff::RELATION,
    &crate::staff::ACCOUNT,
    &crate::staff::STANDING,
    &crate::people::TABLE,
    &crate::referrals::TABLE,
    &crate::status_links::TABLE,
    &crate::practice_codes::TABLE,
    &crate::cases::TABLE,
    &crate::support::CONTACT,
    &crate::support::WAY,
    &crate::support::MATTERS,
    &crate::support::NEED,
    &crate::support::GAP,
    &crate::appointments::TABLE,
    &crate::appointments::LINK,
    &crate::about_me::TABLE,
    &crate::plan::SHEET,
    &crate::plan::GOAL,
    &crate::plan::ACTION,
    &crate::changed::TABLE,
    &crate::concerns::CONCERN,
    &crate::concerns::LEAD,
    &crate::sharing::TABLE,
    &crate::directory::ORGANISATION,
    &crate::directory::SERVICE,
    &crate::connections::TABLE,
    &crate::messages::TABLE,
    &crate::settings::TABLE,
];

/// Every room that has statements.
pub(crate) static ROOMS: &[&[&Statement]] = &[
    crate::about_me::STATEMENTS,
    crate::access_log::STATEMENTS,
    crate::appointments::STATEMENTS,
    crate::audit::STATEMENTS,
    crate::cases::STATEMENTS,
    crate::changed::STATEMENTS,
    crate::concerns::STATEMENTS,
    crate::connections::STATEMENTS,
    crate::directory::STATEMENTS,
    crate::house::STATEMENTS,
    crate::messages::STATEMENTS,
    crate::people::STATEMENTS,
    crate::plan::STATEMENTS,
    crate::practice_codes::STATEMENTS,
    crate::referrals::STATEMENTS,
    crate::save::STATEMENTS,
    crate::settings::STATEMENTS,
    crate::sharing::STATEMENTS,
    crate::staff::STATEMENTS,
    crate::status_links::STATEMENTS,
    crate::story::STATEMENTS,
    crate::support::STATEMENTS,
];

/// The statements made at start from the descriptions of tables.
pub(crate) fn derived() -> Vec<&'static Statement> {
    crate::table::derived().collect()
}
