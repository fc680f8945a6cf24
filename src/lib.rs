//! Tells every tracker a person uses what they really played.
//!
//! The core thinks, drivers act. Nothing here fetches, sleeps, stores, reads a
//! clock or draws a random number: all of it comes in as values.
//!
//! 1. A driver feeds a [`session::Session`] with what the player does, and the
//!    time. It gets back [`session::Fact`]s: started, watched, stopped.
//! 2. Facts go to an [`outbox::Outbox`], once for each connected account. It
//!    answers with [`outbox::Output`]s: rows to save, requests to send.
//! 3. The driver saves the rows before it sends, has the request signed by the
//!    [`providers::Service`], sends it, and feeds the answer back.
//! 4. `wake_at()` names the next moment at which something is due. The driver
//!    calls `handle` again at that time; earlier or later does no harm.
//! 5. `snapshot()` and `restore()` carry a machine across a crash. A request
//!    that was under way counts as one whose answer was lost.
//!
//! Session, Outbox and [`lookup::Lookup`] (and later Import) share this one form:
//! `handle(now, input) -> Vec<Output>`, `wake_at()`, `snapshot()`, `restore()`.
#![forbid(unsafe_code)]

pub mod auth;
#[cfg(all(any(feature = "bindings", feature = "library"), target_arch = "wasm32"))]
mod bindings;
pub mod error;
#[cfg(feature = "hub")]
pub mod history;
pub mod http;
mod json;
pub mod lookup;
pub mod map;
pub mod media;
pub mod outbox;
pub mod providers;
#[cfg(feature = "hub")]
pub mod servers;
pub mod session;
pub mod sorted;
pub mod threshold;
pub mod time;
pub mod typed;
