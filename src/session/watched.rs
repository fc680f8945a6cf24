//! Which stretches were really played: the place and the clock have to move together.

use serde::Serialize;

use crate::json;

use crate::time::{Span, Timestamp};

/// By how much the place may run ahead of the clock in all, in milliseconds of
/// wall time: events are stamped a little late or early.
const SLACK: f64 = 500.0;

/// A place further from the expected one than this, in milliseconds of wall time,
/// was moved by hand.
const JUMP: f64 = 2_000.0;

/// After a silence longer than this the place has to have kept pace, or the
/// machine slept. Background tabs still report every 15 s.
const SILENCE: Span = Span::from_secs(60);

/// Adds up what was played between two reports of the place.
///
/// # Design
/// Credit is the way the place went, but never more than wall time × rate.
/// What the place ran ahead of the clock is taken from a small purse that is
/// filled again when it falls behind; so jitter loses nothing and over a whole
/// play credit stays below wall time × rate + the purse. Whole milliseconds
/// throughout: no rounding adds up, and a snapshot holds all of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Meter {
    pub(super) credit: Span,
    pub(super) wall: Span,
    /// What the place has run ahead of the clock and not given back, in media milliseconds.
    ahead: i64,
    since: Option<Since>,
}

/// The last report of the place, and what the clock did from then on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Since {
    place: Span,
    clock: Timestamp,
    /// Wall time that went by.
    wall: Span,
    /// Media time that could have been played in it.
    media: Span,
}

json::fields!(Meter { credit: "credit", wall: "wall", ahead: "ahead", since: "since" });

json::fields!(Since { place: "place", clock: "clock", wall: "wall", media: "media" });

/// What a report of the place says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Playback came here by itself.
    Played,
    /// The place was moved, or nobody looked while it came here.
    Jumped,
}

impl Meter {
    /// Goes on from credit earned before.
    pub(super) fn with(credit: Span, wall: Span) -> Self {
        Self { credit, wall, ..Self::default() }
    }

    /// Counts from this place on; what came before and was not reported is not counted.
    pub(super) fn start(&mut self, now: Timestamp, place: Span) {
        self.since = Some(Since { place, clock: now, wall: Span::ZERO, media: Span::ZERO });
    }

    /// Counts no more.
    pub(super) fn halt(&mut self) {
        self.since = None;
    }

    /// Lets the clock go on to `now` at this rate. A clock that was set back adds nothing.
    pub(super) fn tick(&mut self, now: Timestamp, rate: f64) {
        if let Some(since) = &mut self.since {
            let step = (now - since.clock).max(Span::ZERO);
            since.clock = now;
            since.wall = since.wall + step;
            since.media = since.media + Span::from_millis((step.millis() as f64 * rate) as i64);
        }
    }

    /// Takes a report of the place, after `tick`.
    pub(super) fn reach(&mut self, now: Timestamp, place: Span, rate: f64) -> Step {
        let Some(since) = self.since.take() else {
            self.start(now, place);
            return Step::Jumped;
        };
        self.start(now, place);
        let moved = place.millis().saturating_sub(since.place.millis());
        let media = since.media.millis();
        let wide = rate.max(1.0);
        let jump = (JUMP * wide) as i64;
        if moved < -jump || moved > media.saturating_add(jump) {
            return Step::Jumped;
        }
        let slept = since.wall > SILENCE && moved < media / 10 * 9;
        let purse = (SLACK * wide) as i64;
        let most = media.saturating_add((purse - self.ahead).max(0));
        let earned = if slept { 0 } else { moved.clamp(0, most) };
        self.ahead = self.ahead.saturating_add(earned.saturating_sub(media)).max(0);
        self.credit = self.credit + Span::from_millis(earned);
        self.wall = self.wall + share(since.wall, earned, media);
        Step::Played
    }
}

/// The part of the wall time in which the place moved.
fn share(wall: Span, earned: i64, media: i64) -> Span {
    if earned >= media {
        return if media > 0 { wall } else { Span::ZERO };
    }
    Span::from_millis((wall.millis() as f64 * (earned as f64 / media as f64)) as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A meter that has counted nothing, at place 0 since moment 0, and what came of
    /// each report of `(clock, place)`, both in milliseconds.
    fn reports(rate: f64, reports: &[(i64, i64)]) -> (Meter, Vec<(Step, i64)>) {
        let mut meter = Meter::default();
        meter.start(Timestamp::from_millis(0), Span::ZERO);
        let mut steps = Vec::new();
        for &(clock, place) in reports {
            let (now, before) = (Timestamp::from_millis(clock), meter.credit.millis());
            meter.tick(now, rate);
            let step = meter.reach(now, Span::from_millis(place), rate);
            steps.push((step, meter.credit.millis() - before));
        }
        (meter, steps)
    }

    fn earned(rate: f64, list: &[(i64, i64)]) -> Vec<i64> {
        reports(rate, list).1.into_iter().map(|(_, earned)| earned).collect()
    }

    #[test]
    fn the_place_may_run_half_a_second_ahead_in_all_and_gives_it_back() {
        let ahead = [(1000, 1400), (2000, 2900), (3000, 3400), (4000, 5000)];
        assert_eq!(earned(1.0, &ahead), [1400, 1100, 500, 1500]);
        assert_eq!(earned(1.0, &[(1000, 1501)]), [1500]);
        assert_eq!(
            earned(2.0, &[(1000, 3001)]),
            [3000],
            "of the clock's time, so twice of the media's"
        );
        assert_eq!(earned(0.5, &[(1000, 1001)]), [1000], "and no less when it plays slowly");
    }

    #[test]
    fn what_fell_behind_is_not_saved_up() {
        assert_eq!(earned(1.0, &[(10_000, 5000), (11_000, 6600)]), [5000, 1500]);
    }

    #[test]
    fn a_way_of_two_seconds_more_than_the_clock_allows_is_a_jump() {
        let step = |rate, place: i64| reports(rate, &[(0, 10_000), (1000, 10_000 + place)]).1[1];
        let played = |earned| (Step::Played, earned);
        let jumped = (Step::Jumped, 0);
        assert_eq!(step(1.0, 3000), played(1500));
        assert_eq!(step(1.0, 3001), jumped);
        assert_eq!(step(1.0, -2000), played(0));
        assert_eq!(step(1.0, -2001), jumped);
        assert_eq!(step(4.0, 12_000), played(6000), "four times as far at 4×");
        assert_eq!(step(4.0, 12_001), jumped);
        assert_eq!(step(0.5, 2500), played(1000), "no less far when it plays slowly");
        assert_eq!(step(0.5, 2501), jumped);
    }

    #[test]
    fn after_a_minute_of_silence_the_place_has_to_have_kept_pace() {
        assert_eq!(earned(1.0, &[(60_000, 40_000)]), [40_000], "not yet silence");
        assert_eq!(earned(1.0, &[(60_001, 40_000)]), [0]);
        assert_eq!(earned(1.0, &[(100_000, 89_999)]), [0]);
        assert_eq!(earned(1.0, &[(100_000, 90_000)]), [90_000]);
    }

    #[test]
    fn wall_time_is_that_in_which_the_place_moved() {
        let wall = |rate, list: &[(i64, i64)]| reports(rate, list).0.wall.millis();
        assert_eq!(wall(1.0, &[(10_000, 10_000)]), 10_000);
        assert_eq!(wall(2.0, &[(10_000, 20_000)]), 10_000);
        assert_eq!(wall(1.0, &[(10_000, 5000)]), 5000);
        assert_eq!(wall(2.0, &[(10_000, 5000)]), 2500);
        assert_eq!(wall(1.0, &[(10_000, 10_400)]), 10_000, "no more than went by");
        assert_eq!(wall(1.0, &[(0, 400)]), 0);
        assert_eq!(wall(1.0, &[(10_000, 0)]), 0);
    }

    #[test]
    fn a_clock_that_is_set_back_adds_nothing_and_is_followed() {
        let (meter, steps) = reports(1.0, &[(10_000, 10_000), (4000, 10_300), (5000, 11_300)]);
        assert_eq!(steps.iter().map(|step| step.1).collect::<Vec<_>>(), [10_000, 300, 1000]);
        assert_eq!(meter.wall.millis(), 11_000);
    }

    #[test]
    fn what_nobody_looked_at_is_not_counted() {
        let mut meter = Meter::with(Span::from_secs(7), Span::from_secs(5));
        let at = Timestamp::from_secs;
        assert_eq!(meter.reach(at(1), Span::from_secs(1), 1.0), Step::Jumped);
        meter.halt();
        meter.tick(at(9), 1.0);
        assert_eq!(meter.reach(at(9), Span::from_secs(9), 1.0), Step::Jumped);
        assert_eq!((meter.credit, meter.wall), (Span::from_secs(7), Span::from_secs(5)));
        meter.tick(at(10), 1.0);
        assert_eq!(meter.reach(at(10), Span::from_secs(10), 1.0), Step::Played);
        assert_eq!((meter.credit, meter.wall), (Span::from_secs(8), Span::from_secs(6)));
    }
}
