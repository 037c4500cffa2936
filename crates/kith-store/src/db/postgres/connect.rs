//! Reaching the server: the address, TLS, and the settings of a session.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use postgres::config::{Host, SslMode};
use postgres::{Client, Config, NoTls};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::catalog::Catalog;
use super::error::map;
use super::link::Link;
use crate::db::error::DbError;
use crate::db::open_error::OpenError;

/// Connections of one process. Units are short; more than this only moves the queue to the server.
const CONNECTIONS: u32 = 10;

/// How long a unit waits for a free connection before it is told that there is none.
const PATIENCE: Duration = Duration::from_secs(5);

/// What every session is set to. Times are UTC so that no text of ours depends on the server's
/// place; warnings are wanted, notices are not.
const SESSION: &str = "\
    SET synchronous_commit = on; \
    SET statement_timeout = '15s'; \
    SET idle_in_transaction_session_timeout = '10s'; \
    SET timezone = 'UTC'; \
    SET client_min_messages = 'warning'";

pub(in crate::db) type Pool = r2d2::Pool<Manager>;

/// A server and how to speak to it.
#[derive(Clone)]
pub(in crate::db) struct Target {
    config: Config,
    tls: Option<MakeRustlsConnect>,
}

/// Reads a database address.
///
/// To another machine the connection is always encrypted and the certificate checked against the
/// machine's own (`SSL_CERT_FILE` names others), unless the address says `sslmode=disable`. The
/// words `verify-full` and `verify-ca` are taken as `require`, which here checks everything.
pub(in crate::db) fn target(address: &str) -> Result<Target, OpenError> {
    let address =
        address.replace("sslmode=verify-full", "sslmode=require").replace("sslmode=verify-ca", "sslmode=require");
    let mut config: Config = address.parse().map_err(|error: postgres::Error| {
        // The driver names the part it cannot read, not the address.
        OpenError::Address { reason: error.to_string() }
    })?;
    config.application_name("kith").connect_timeout(PATIENCE);
    let far = config.get_hosts().iter().any(|host| match host {
        Host::Tcp(name) => !matches!(name.as_str(), "localhost" | "127.0.0.1" | "::1"),
        Host::Unix(_) => false,
    });
    let encrypted = match config.get_ssl_mode() {
        SslMode::Disable => false,
        SslMode::Require => true,
        _ => far,
    };
    let tls = if encrypted {
        config.ssl_mode(SslMode::Require);
        Some(MakeRustlsConnect::new(certificates()?))
    } else {
        config.ssl_mode(SslMode::Disable);
        None
    };
    Ok(Target { config, tls })
}

fn certificates() -> Result<rustls::ClientConfig, OpenError> {
    let unusable = |reason: String| OpenError::Certificates { reason };
    let found = rustls_native_certs::load_native_certs();
    let mut roots = rustls::RootCertStore::empty();
    let (usable, _) = roots.add_parsable_certificates(found.certs);
    if usable == 0 {
        let reason = found.errors.first().map_or("there are none".to_owned(), ToString::to_string);
        return Err(unusable(reason));
    }
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    Ok(rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| unusable(error.to_string()))?
        .with_root_certificates(roots)
        .with_no_client_auth())
}

/// Opens one connection with the settings of a session, outside the pool.
pub(in crate::db) fn connect(target: &Target) -> Result<Client, DbError> {
    client(target, &target.config)
}

fn client(target: &Target, config: &Config) -> Result<Client, DbError> {
    let none = Catalog::default();
    let connected = match &target.tls {
        Some(tls) => config.connect(tls.clone()),
        None => config.connect(NoTls),
    };
    let mut client = connected.map_err(|error| map(&error, &none))?;
    client.batch_execute(SESSION).map_err(|error| map(&error, &none))?;
    Ok(client)
}

/// The version of the server as a number (150004 is 15.4) and as it writes it.
pub(in crate::db) fn version(client: &mut Client) -> Result<(i64, String), DbError> {
    const VERSION: &str = "\
        SELECT current_setting('server_version_num')::bigint, current_setting('server_version')";
    let none = Catalog::default();
    let row = client.query_one(VERSION, &[]).map_err(|error| map(&error, &none))?;
    let number = row.try_get(0).map_err(|error| map(&error, &none))?;
    let written = row.try_get(1).map_err(|error| map(&error, &none))?;
    Ok((number, written))
}

/// Opens pooled connections.
pub(in crate::db) struct Manager {
    target: Target,
}

/// The pool for a server; connections open as they are needed.
pub(in crate::db) fn pool(target: Target) -> Pool {
    r2d2::Pool::builder()
        .max_size(CONNECTIONS)
        .min_idle(Some(0))
        // BEGIN is the test: when it finds the connection dead, the unit takes another.
        .test_on_check_out(false)
        .connection_timeout(PATIENCE)
        .error_handler(Box::new(crate::db::store::PoolFaults))
        .build_unchecked(Manager { target })
}

impl r2d2::ManageConnection for Manager {
    type Connection = Link;
    type Error = DbError;

    fn connect(&self) -> Result<Link, DbError> {
        let warned = Arc::new(AtomicBool::new(false));
        let mut config = self.target.config.clone();
        super::link::listen(&mut config, &warned);
        let client = client(&self.target, &config)?;
        Ok(Link::new(client, warned))
    }

    fn is_valid(&self, _: &mut Link) -> Result<(), DbError> {
        Ok(())
    }

    fn has_broken(&self, link: &mut Link) -> bool {
        link.is_broken()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encrypted(address: &str) -> bool {
        match target(address) {
            Ok(target) => target.tls.is_some(),
            // A machine without certificates must refuse rather than speak in the clear.
            Err(OpenError::Certificates { .. }) => true,
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn another_machine_is_reached_in_the_clear_only_on_request() {
        for (address, expected) in [
            ("postgresql:///kith?host=/run/postgresql&user=kith", false),
            ("postgresql://kith@localhost/kith", false),
            ("postgresql://kith@localhost/kith?sslmode=require", true),
            ("postgresql://kith@db.example/kith", true),
            ("postgresql://kith@db.example/kith?sslmode=verify-full", true),
            ("postgresql://kith@db.example/kith?sslmode=disable", false),
        ] {
            assert_eq!(encrypted(address), expected, "{address}");
        }
    }

    #[test]
    fn an_address_that_cannot_be_read_is_not_repeated() {
        let Err(error) = target("postgresql://kith:geheim@db.example/kith?sslmode=maybe") else {
            panic!("it was accepted");
        };
        assert!(!error.to_string().contains("geheim"), "{error}");
    }
}
