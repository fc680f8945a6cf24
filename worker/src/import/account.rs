//! What an account holds, brought as a file is: seen before anything of it is kept.

use std::rc::Rc;

use playtally::history::formats::{self, END};
use playtally::providers::{Intent, Listing, Outcome, Read, Service};
use worker::Response;

use super::upload::{Pieces, Said};
use crate::account::Hub;
use crate::connections::Standing;
use crate::drive;
use crate::error::{Answer, Problem};
use crate::sync::{MOST_PAGES, endless, nonsense};

/// Bytes of what an account holds, as a file of our own: nobody can split or pack it.
const MOST_BYTES: usize = 40 << 20;

impl Hub {
    /// `POST user/services/{s}/import`
    pub(crate) async fn import_account(
        self: &Rc<Self>,
        profile: &str,
        service: &'static dyn Service,
    ) -> Answer<Response> {
        let descriptor = service.descriptor();
        let connection = self.connection(profile, descriptor.id)?;
        connection
            .filter(|it| it.enabled && it.state == Standing::Connected)
            .filter(|_| !descriptor.reads.is_empty())
            .ok_or_else(|| Problem::not_connected(descriptor.name))?;
        let (_uploading, id) = self.begin_upload(profile)?;
        let taken = match self.read_account(profile, &id, service).await {
            Ok(bytes) => {
                let name = descriptor.name.to_owned();
                self.look_at(profile, &id, name, Said::Account(descriptor.id), bytes)
            }
            Err(problem) => Err(problem),
        };
        self.end_upload(profile, &id, taken)
    }

    /// Keeps all that it lists as a file of our own; how many bytes that are.
    async fn read_account(
        self: &Rc<Self>,
        profile: &str,
        id: &str,
        service: &'static dyn Service,
    ) -> Answer<u32> {
        let descriptor = service.descriptor();
        let user = self.connection(profile, descriptor.id)?.and_then(|it| it.username);
        let mut pieces = Pieces::of(self, [profile, id], MOST_BYTES, too_much);
        pieces.add(formats::begin(drive::now()).as_bytes())?;
        let mut first = true;
        for listing in descriptor.reads.iter().copied().filter(|it| brings(descriptor.reads, *it)) {
            let mut read =
                Read { listing, cursor: None, since: None, until: None, user: user.clone() };
            for pages in 1.. {
                let intent = Intent::Read(read.clone());
                let Outcome::Page(page) = self.ask(profile, service, intent).await? else {
                    return Err(nonsense().into());
                };
                for row in &page.rows {
                    pieces.add(formats::line(listing, row, first).as_bytes())?;
                    first = false;
                }
                for row in &page.skipped {
                    pieces.add(formats::skipped(&row.reason, first).as_bytes())?;
                    first = false;
                }
                read.cursor = page.next;
                if read.cursor.is_none() {
                    break;
                }
                if pages == MOST_PAGES {
                    return Err(endless().into());
                }
            }
        }
        pieces.add(END.as_bytes())?;
        pieces.end()
    }
}

/// What is said of an account that holds more than there is room for.
pub(super) fn too_much() -> Problem {
    let detail = "This account holds too much to be looked at first. A sync brings all of it.";
    Problem::new(413, "payload_too_large", detail)
}

/// Whether a listing is history, and says what no other one does.
fn brings(reads: &[Listing], listing: Listing) -> bool {
    match listing {
        Listing::Held | Listing::Playback | Listing::Watching => false,
        Listing::Watched => !reads.contains(&Listing::History),
        _ => true,
    }
}
