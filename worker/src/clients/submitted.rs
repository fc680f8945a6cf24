//! What clients submit becomes plays as those of a session do: noted in the library, told to the
//! services, each once, whichever way it came.

use std::rc::Rc;

use playtally::history::import::has_plays;
use playtally::history::{Added, Origin};
use playtally::media::{Kind, Media, Track, Work};
use playtally::outbox::{Filed, Input, Output};
use playtally::providers::{Listing, Row};
use playtally::session::{Fact, What};
use playtally::threshold::Rule;
use playtally::time::{Span, Timestamp};

use super::tokens::NAMELESS;
use crate::account::Hub;
use crate::code;
use crate::drive;
use crate::error::Answer;
use crate::history::{Noted, Shelf};
use crate::pairing::Device;
use crate::scrobble::Source;
use crate::seal::hex;

/// What is older is history: it goes to the library alone, and from there with the sync. Last.fm
/// takes nothing older either.
const NEWS: Span = Span::from_hours(14 * 24);

/// What plays and has no length is believed so long.
const SHOWN: Span = Span::from_mins(10);

/// A track that was heard, or is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Listen {
    /// When it began.
    pub(crate) at: Timestamp,
    pub(crate) track: Track,
    /// The service that has it already.
    pub(crate) from: Option<&'static str>,
}

/// The token by which something came.
pub(crate) struct Client {
    pub(crate) id: String,
    pub(crate) name: String,
}

impl Client {
    /// Nobody's, where the call was handed on by whom the person was before.
    pub(super) fn of(device: Option<Device>) -> Self {
        let known = device.map(|device| (device.id, device.name));
        let (id, name) = known.unwrap_or_else(|| (String::new(), NAMELESS.to_owned()));
        Self { id, name }
    }

    /// What the live view knows it by.
    fn player(&self) -> String {
        format!("client:{}", self.id)
    }
}

impl Listen {
    /// The same for the same track at the same second, whoever tells of it.
    fn play_id(&self) -> String {
        let Track { artist, title, .. } = &self.track;
        let said = [&self.at.secs().to_string(), &artist.to_lowercase(), &title.to_lowercase()];
        let mut id = code::hashed("listen", &said.map(|it| &**it).join("\0"));
        id.truncate(32);
        id
    }

    fn seconds(&self) -> Option<f64> {
        self.track.duration_ms.map(|ms| ms as f64 / 1000.0)
    }

    fn fact(&self, play_id: String, at: Timestamp, what: What) -> Fact {
        Fact {
            play_id,
            seq: 1,
            at,
            started_at: self.at,
            media: Media::Track(self.track.clone()),
            position: 0.0,
            duration: self.seconds(),
            rate: 1.0,
            credit: Span::ZERO,
            wall: Span::ZERO,
            rules_met: Vec::new(),
            what,
        }
    }

    /// Heard to its end, as far as anybody knows, so that every rule is met.
    fn heard(&self, now: Timestamp, rules: &[Rule]) -> Vec<Fact> {
        let seconds = self.seconds().unwrap_or(0.0);
        let played = Span::from_secs_f64(seconds);
        let rules_met: Vec<String> = rules.iter().map(|rule| rule.id.clone()).collect();
        let told = |(seq, rule): (u32, &Rule)| {
            let what = What::Watched { rule: rule.clone(), watched_at: self.at };
            let fact = self.fact(self.play_id(), (self.at + played).min(now), what);
            let (credit, wall) = (played, played);
            Fact { seq, position: seconds, credit, wall, rules_met: rules_met.clone(), ..fact }
        };
        (1..).zip(rules).map(told).collect()
    }
}

impl Hub {
    /// Takes what was heard. What the library has is known, whoever told of it: told again, it
    /// changes nothing.
    pub(super) fn take_listens(
        self: &Rc<Self>,
        profile: &str,
        client: &Client,
        mut listens: Vec<Listen>,
    ) -> Answer<()> {
        self.takes_plays()?;
        let now = drive::now();
        self.slow_down(now, u32::try_from(listens.len()).unwrap_or(u32::MAX))?;
        for listen in &mut listens {
            listen.at = listen.at.min(now);
        }
        let origin = Origin::Client(client.name.clone());
        let same = self.same_play(profile)?;
        let rows: Vec<Row> = listens.iter().map(row).collect();
        let known = self.with_library(profile, Shelf::Ours, |library| {
            has_plays(library, &same, &origin, &rows, |_| true)
        })?;
        let new = listens.into_iter().zip(rows).zip(known).filter(|(_, known)| !known);
        let (listens, rows): (Vec<_>, Vec<_>) = new.map(|(new, _)| new).unzip();
        if listens.is_empty() {
            return Ok(());
        }
        let rules = self.rules(profile)?;
        let rules: Vec<Rule> =
            rules.into_iter().filter(|rule| rule.test.applies_to(Kind::Track)).collect();
        let (_, outputs) = self.together(profile, || {
            let hear = Noted::Hear { listing: Listing::History, origin, rows };
            let added = self.note(profile, Shelf::Ours, &[hear])?;
            let new = listens.iter().zip(added).filter(|(_, added)| *added == Added::New);
            let new = new.map(|(listen, _)| listen);
            let (news, history): (Vec<_>, Vec<_>) = new.partition(|it| now - it.at <= NEWS);
            let mut outputs = Vec::new();
            for listen in news {
                outputs.extend(self.tell_heard(profile, now, listen, &rules)?);
            }
            if !history.is_empty() {
                self.sync_soon(profile)?;
            }
            Ok(((), outputs))
        })?;
        self.arm();
        self.act(profile, outputs);
        Ok(())
    }

    /// Whether a client told of a play before the player that tells of it now; then it is kept,
    /// and told to nobody once more. To be called in a transaction.
    pub(crate) fn was_submitted(&self, profile: &str, fact: &Fact) -> Answer<bool> {
        let (What::Watched { watched_at, .. }, Media::Track(track)) = (&fact.what, &fact.media)
        else {
            return Ok(false);
        };
        let work = Work::Track(track.clone());
        let row = Row { id: None, at: Some(*watched_at), ..Row::of(work) };
        let same = self.same_play(profile)?;
        let by_client: fn(&Origin) -> bool = |origin| matches!(origin, Origin::Client(_));
        let known = self.with_library(profile, Shelf::Ours, |library| {
            has_plays(library, &same, &Origin::Player, &[row], by_client)
        })?;
        let known = known.contains(&true);
        if known {
            self.note_kept(profile, fact)?;
        }
        Ok(known)
    }

    /// Notes a play that is in the library already.
    fn note_kept(&self, profile: &str, fact: &Fact) -> Answer<()> {
        self.note_fact(profile, fact)?;
        self.sql.run(
            "UPDATE plays SET kept = 1 WHERE profile = ? AND play_id = ?",
            &[profile.into(), (&fact.play_id).into()],
        )
    }

    fn tell_heard(
        &self,
        profile: &str,
        now: Timestamp,
        listen: &Listen,
        rules: &[Rule],
    ) -> Answer<Vec<Output>> {
        let mut outputs = Vec::new();
        for fact in listen.heard(now, rules) {
            self.note_kept(profile, &fact)?;
            outputs.extend(self.tell_but_to(profile, fact, listen.from)?);
        }
        Ok(outputs)
    }

    /// Tells of a fact to all but the service that has it already.
    fn tell_but_to(&self, profile: &str, fact: Fact, from: Option<&str>) -> Answer<Vec<Output>> {
        let Some(media) = self.settled(profile, &fact)? else { return Ok(Vec::new()) };
        let filed = from.map(|service| (service.to_owned(), Filed::Apart)).into_iter().collect();
        self.take(profile, Input::FactAs { fact: Fact { media, ..fact }, filed })
    }

    /// Shows what is heard now, here and at the services that show it. The same once more says
    /// nothing new.
    pub(super) fn take_now(
        self: &Rc<Self>,
        profile: &str,
        client: &Client,
        listen: &Listen,
    ) -> Answer<()> {
        self.takes_plays()?;
        let now = drive::now();
        self.slow_down(now, 1)?;
        let before = self.heard_now(profile, client, now)?;
        let media = Media::Track(listen.track.clone());
        if before.is_some_and(|fact| fact.media.same_item(&media)) {
            return Ok(());
        }
        let fact = listen.fact(hex(&drive::random::<16>()), now, What::NowPlaying);
        self.show_now(profile, client, fact, listen.from)
    }

    fn show_now(
        self: &Rc<Self>,
        profile: &str,
        client: &Client,
        fact: Fact,
        from: Option<&str>,
    ) -> Answer<()> {
        let player = client.player();
        let source = Source { player: Some(&player), device: Some(&client.id) };
        let (_, outputs) = self.together(profile, || {
            self.note_fact(profile, &fact)?;
            self.note_playing(profile, fact.at, &fact, &source)?;
            Ok(((), self.tell_but_to(profile, fact, from)?))
        })?;
        self.arm();
        self.act(profile, outputs);
        Ok(())
    }

    /// What a client said last, as long as that plays.
    pub(super) fn heard_now(
        &self,
        profile: &str,
        client: &Client,
        now: Timestamp,
    ) -> Answer<Option<Fact>> {
        let fact = self.fact_at(profile, &client.player(), now)?;
        let ends = |fact: &Fact| fact.at + fact.duration.map_or(SHOWN, Span::from_secs_f64);
        Ok(fact.filter(|fact| now < ends(fact)))
    }
}

fn row(listen: &Listen) -> Row {
    let work = Work::Track(listen.track.clone());
    Row { id: Some(listen.play_id()), at: Some(listen.at), ..Row::of(work) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listen(artist: &str, title: &str, at: i64) -> Listen {
        let (artist, title) = (artist.to_owned(), title.to_owned());
        let track = Track { artist, title, duration_ms: Some(200_000), ..Track::default() };
        Listen { at: Timestamp::from_secs(at), track, from: None }
    }

    #[test]
    fn a_play_has_one_name_whoever_tells_of_it() {
        let one = listen("Air", "Kelly", 1_790_000_000).play_id();
        assert_eq!(one, listen("AIR", "kelly", 1_790_000_000).play_id());
        for other in [
            listen("Air", "Kelly", 1_790_000_001),
            listen("Air", "Talisman", 1_790_000_000),
            listen("AirK", "elly", 1_790_000_000),
        ] {
            assert_ne!(one, other.play_id());
        }
    }

    #[test]
    fn it_counts_by_every_rule_at_the_moment_it_began() {
        let rules = [Rule::music(50.0, 240.0).rule, Rule::music(80.0, 240.0).rule];
        let heard = listen("Air", "Kelly", 1_790_000_000);
        let facts = heard.heard(Timestamp::from_secs(1_790_000_100), &rules);
        let told: Vec<_> =
            facts.iter().map(|fact| (fact.seq, fact.at.secs(), &fact.what)).collect();
        let watched = |rule: &Rule| What::Watched { rule: rule.clone(), watched_at: heard.at };
        assert_eq!(
            told,
            [(1, 1_790_000_100, &watched(&rules[0])), (2, 1_790_000_100, &watched(&rules[1])),]
        );
    }
}
