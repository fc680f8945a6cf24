//! What `playtally/full` has besides: delivery and sign-in without a hub.

mod device;
mod grant;
mod outbox;
mod service;
mod titles;

use super::{decode, encode, error, moment};
