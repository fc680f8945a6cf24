//! Media servers that tell by webhook what is played: an address of the person's own for them,
//! what came there, and the plays that come of it.

mod door;
mod echo;
mod follow;
mod hear;
mod manage;
mod webhook;

pub(crate) use door::{AT, HEARD, receive};
