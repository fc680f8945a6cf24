//! The browser driver: carries out what the outbox asks for, with localStorage and fetch.
//!
//! What needs the page itself (listeners, locks between tabs, timers) is in the
//! package's JavaScript, where it is shorter than through a border.

mod fetch;
mod hub;
mod link;
mod queue;
mod store;
#[cfg(test)]
mod tests;
