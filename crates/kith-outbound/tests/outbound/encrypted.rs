//! A feed over TLS: its certificate is signed by an authority that this test makes, and that nobody else trusts.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use kith_app::import::fetch::{Answer, Ask, Fetch, NotFetched, Tags};
use kith_outbound::feed::{Bounds, Feeds, Named, Resolve, Rules, Voice};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// A value of DER: tag, length, content.
fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut all = vec![tag];
    match u8::try_from(content.len()) {
        Ok(length) if length < 128 => all.push(length),
        Ok(length) => all.extend([0x81, length]),
        Err(_) => {
            all.push(0x82);
            all.extend(u16::try_from(content.len()).expect("a certificate is small").to_be_bytes());
        }
    }
    all.extend(content);
    all
}

fn sequence(parts: &[Vec<u8>]) -> Vec<u8> {
    der(0x30, &parts.concat())
}

/// ecdsa-with-SHA256.
fn algorithm() -> Vec<u8> {
    sequence(&[der(0x06, &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02])])
}

/// A common name.
fn name(text: &str) -> Vec<u8> {
    let pair = sequence(&[der(0x06, &[0x55, 0x04, 0x03]), der(0x0c, text.as_bytes())]);
    sequence(&[der(0x31, &pair)])
}

fn extension(oid: &[u8], is_critical: bool, value: &[u8]) -> Vec<u8> {
    let critical = if is_critical { der(0x01, &[0xff]) } else { Vec::new() };
    sequence(&[der(0x06, oid), critical, der(0x04, value)])
}

struct Key {
    pair: EcdsaKeyPair,
    pkcs8: Vec<u8>,
}

impl Key {
    fn new() -> Self {
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &SystemRandom::new()).expect("a key");
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, pkcs8.as_ref()).expect("a key");
        Self { pair, pkcs8: pkcs8.as_ref().to_vec() }
    }

    /// Its public part as a certificate holds it.
    fn public(&self) -> Vec<u8> {
        let kind = sequence(&[
            der(0x06, &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01]),
            der(0x06, &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07]),
        ]);
        let bits = [&[0_u8], self.pair.public_key().as_ref()].concat();
        sequence(&[kind, der(0x03, &bits)])
    }
}

/// A certificate of `whose` key for a name, signed by an authority.
fn certificate(subject: &str, whose: &Key, (issuer, by): (&str, &Key), extensions: &[Vec<u8>]) -> Vec<u8> {
    let times = sequence(&[der(0x17, b"200101000000Z"), der(0x17, b"491231235959Z")]);
    let body = sequence(&[
        der(0xa0, &der(0x02, &[2])),
        der(0x02, &[1]),
        algorithm(),
        name(issuer),
        times,
        name(subject),
        whose.public(),
        der(0xa3, &sequence(extensions)),
    ]);
    let signature = by.pair.sign(&SystemRandom::new(), &body).expect("signed");
    let bits = [&[0_u8], signature.as_ref()].concat();
    sequence(&[body, algorithm(), der(0x03, &bits)])
}

const AUTHORITY: &str = "An authority of this test";

/// An authority, and its certificate.
fn authority() -> (Key, CertificateDer<'static>) {
    let key = Key::new();
    let constraints = extension(&[0x55, 0x1d, 0x13], true, &sequence(&[der(0x01, &[0xff])]));
    let certificate = certificate(AUTHORITY, &key, (AUTHORITY, &key), &[constraints]);
    (key, certificate.into())
}

/// A server for `host` with a certificate of the authority. It answers whoever completes the handshake.
fn server(host: &str, by: &Key) -> SocketAddr {
    let key = Key::new();
    let names = extension(&[0x55, 0x1d, 0x11], false, &sequence(&[der(0x82, host.as_bytes())]));
    let own = certificate(host, &key, (AUTHORITY, by), &[names]);
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(vec![own.into()], PrivateKeyDer::Pkcs8(key.pkcs8.clone().into()))
        .expect("a certificate with its key");
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let at = listener.local_addr().expect("an address");
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { break };
            let Ok(mut tls) = rustls::ServerConnection::new(Arc::clone(&config)) else { break };
            let mut session = rustls::Stream::new(&mut tls, &mut stream);
            let mut head = Vec::new();
            let mut byte = [0_u8; 1];
            while !head.ends_with(b"\r\n\r\n") && session.read_exact(&mut byte).is_ok() {
                head.extend(byte);
            }
            if head.ends_with(b"\r\n\r\n") {
                let _ = session.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]");
                let _ = session.flush();
            }
        }
    });
    at
}

fn feeds(host: &str, at: SocketAddr) -> Feeds {
    let hosts = vec![Named::parse(&format!("{host}:{}", at.port()), true).expect("a host")];
    let bounds = Bounds { bytes: 1 << 20, time: Duration::from_secs(20) };
    let here: Resolve = Arc::new(move |_, _| Ok(vec![at]));
    Feeds::new(Rules { hosts, plain: false, voice: Voice::Command }, bounds).resolved_by(here)
}

fn get(feeds: &Feeds, host: &str, at: SocketAddr) -> Result<Answer, NotFetched> {
    feeds.get(&Ask { url: format!("https://{host}:{}/services", at.port()), known: Tags::default() })
}

#[test]
fn an_encrypted_feed_is_read_when_its_certificate_is_signed_for_its_name_by_who_is_trusted() {
    let (key, root) = authority();
    let at = server("feeds.example", &key);
    let trusting = feeds("feeds.example", at).trusting_only(vec![root.clone()]).expect("an authority");
    let answer = get(&trusting, "feeds.example", at);
    assert!(matches!(&answer, Ok(Answer::Body { bytes, .. }) if bytes == b"[]"), "{answer:?}");

    // The machine's own authorities do not know it.
    let machine = feeds("feeds.example", at);
    assert!(matches!(get(&machine, "feeds.example", at), Err(NotFetched::Failed(_))));
    // Another authority of the same name is another one.
    let (_, other) = authority();
    let misled = feeds("feeds.example", at).trusting_only(vec![other]).expect("an authority");
    assert!(matches!(get(&misled, "feeds.example", at), Err(NotFetched::Failed(_))));
    // A certificate is for its own name.
    let elsewhere = feeds("other.example", at).trusting_only(vec![root]).expect("an authority");
    assert!(matches!(get(&elsewhere, "other.example", at), Err(NotFetched::Failed(_))));
    assert!(feeds("feeds.example", at).trusting_only(vec![b"no certificate".to_vec().into()]).is_none());
}
