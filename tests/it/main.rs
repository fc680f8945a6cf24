//! Whole stories through the public API.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may fail loudly"
)]

mod architecture;
// Services of files are in the hub alone.
#[cfg(feature = "hub")]
mod bad_exports;
mod bad_files;
mod bad_input;
mod batches;
mod chunks;
mod claims;
mod contracts;
mod device;
// Every service is in the hub alone.
#[cfg(feature = "hub")]
mod documented;
mod fuzz;
// Libraries are kept by the hub alone.
#[cfg(feature = "hub")]
mod keepers;
mod media_any;
mod model;
mod numbering;
mod outbox;
// Batches are told by the hub alone.
#[cfg(feature = "hub")]
mod pace;
mod providers;
// Every service is in the hub alone.
#[cfg(feature = "hub")]
mod readme;
mod session;
mod session_any;
mod tape;
// Libraries are kept by the hub alone.
#[cfg(feature = "hub")]
mod typed_any;

/// How often a property is tried; the environment may say otherwise.
#[expect(clippy::disallowed_methods, reason = "a test may be told how thorough to be")]
fn cases(usual: u32) -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(usual)
}
