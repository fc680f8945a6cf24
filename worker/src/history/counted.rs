//! Plays that counted go to the library.

use playtally::map::Map;
use playtally::typed;

use playtally::history::Origin;
use playtally::media::{Media, Work};
use playtally::providers::{Listing, Row};
use playtally::session::{Fact, What};
use playtally::time::{Span, Timestamp};
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::{Noted, Shelf};
use crate::account::Hub;
use crate::error::Answer;

/// A play that counted before there was a library.
#[derive(Deserialize)]
struct Earlier {
    profile: String,
    watched_at: Timestamp,
    body: String,
}

impl Hub {
    /// Takes a play in when the first of its rules is met, once it is known what it is of. To be
    /// called where its outbox entries are made.
    pub(crate) fn keep_play(&self, profile: &str, fact: &Fact) -> Answer<()> {
        let What::Watched { watched_at, .. } = fact.what else { return Ok(()) };
        let first: Option<Map<String, IgnoredAny>> = self.sql.first(
            "UPDATE plays SET kept = 1 WHERE profile = ? AND play_id = ? AND kept IS NULL \
             RETURNING kept",
            &[profile.into(), (&fact.play_id).into()],
        )?;
        if first.is_none() {
            return Ok(());
        }
        self.hear_play(profile, fact, watched_at, Work::from(fact.media.clone()))
    }

    /// Takes in what counted before there was a library, as far as it is known what it is of.
    pub(crate) fn keep_earlier_plays(&self) -> Answer<()> {
        let query = "SELECT profile, watched_at, body FROM plays WHERE kept = 0";
        let earlier: Vec<Earlier> = self.sql.rows(query, &[])?;
        if earlier.is_empty() {
            return Ok(());
        }
        self.all_or_nothing(|| {
            self.sql.run("UPDATE plays SET kept = NULL WHERE kept = 0", &[])?;
            for Earlier { profile, watched_at, body } in earlier {
                // One that cannot be read is no play of anything.
                let Ok(fact) = typed::from_str::<Fact>(&body) else { continue };
                if let Some(media) = self.settled(&profile, &fact)? {
                    self.sql.run(
                        "UPDATE plays SET kept = 1 WHERE profile = ? AND play_id = ?",
                        &[(&profile).into(), (&fact.play_id).into()],
                    )?;
                    self.hear_play(&profile, &fact, watched_at, Work::from(media))?;
                }
            }
            Ok(())
        })
    }

    fn hear_play(&self, profile: &str, fact: &Fact, at: Timestamp, work: Work) -> Answer<()> {
        let row = Row { id: Some(fact.play_id.clone()), at: Some(at), ..Row::of(work.clone()) };
        let (listing, origin) = (Listing::History, Origin::Player);
        let mut noted = vec![Noted::Hear { listing, origin, rows: vec![row] }];
        if let Some(seconds) = fact.duration {
            let length = Span::from_secs_f64(seconds);
            noted.push(Noted::Length { work: Box::new(work), length });
        }
        self.note(profile, Shelf::Ours, &noted)?;
        match &fact.media {
            Media::Episode(episode) if episode.show.ids.is_entry() => {
                self.number(profile, None).map(drop)
            }
            _ => Ok(()),
        }
    }
}
