//! Whole stories through the public API.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may fail loudly"
)]

mod architecture;
mod chunks;
mod device;
mod media_any;
mod model;
mod outbox;
mod providers;
mod session;
mod session_any;
