//! Each play arrives exactly once, whatever the network, the services and crashes do.

use playtally::error::Error;
use playtally::http::{HttpRequest, HttpResponse};
use playtally::providers::{
    self, Context, Descriptor, Intent, LostWrite, Outcome, Reader, Service,
};
use playtally::time::Timestamp;
use proptest::test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner};

use crate::model::{self, Script};

/// Stories told.
const CASES: u32 = 10_000;

fn tell(cases: u32, services: &'static [&'static dyn Service]) -> Result<(), TestError<Script>> {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(config, rng);
    runner.run(&Script::any(), |script| {
        model::run(services, &script).map_err(proptest::test_runner::TestCaseError::fail)
    })
}

#[test]
fn every_play_arrives_exactly_once_whatever_fails() {
    let told = tell(crate::cases(CASES), providers::ALL);
    assert!(told.is_ok(), "{}", told.err().map(|e| format!("{e:?}")).unwrap_or_default());
}

/// Trakt, but as if it were safe to send a write again.
struct Careless;

impl Reader for Careless {
    fn descriptor(&self) -> &'static Descriptor {
        static CARELESS: std::sync::OnceLock<Descriptor> = std::sync::OnceLock::new();
        CARELESS
            .get_or_init(|| Descriptor { lost_write: LostWrite::Resend, ..*trakt().descriptor() })
    }
}

impl Service for Careless {
    fn plan(&self, intent: &Intent, cx: &Context<'_>) -> Result<HttpRequest, Error> {
        trakt().plan(intent, cx)
    }

    fn digest(
        &self,
        now: Timestamp,
        intent: &Intent,
        response: &HttpResponse,
    ) -> Result<Outcome, Error> {
        trakt().digest(now, intent, response)
    }
}

fn trakt() -> &'static dyn Service {
    providers::ALL[0]
}

#[test]
fn without_reading_back_a_play_arrives_twice() {
    let mut services = providers::ALL.to_vec();
    services[0] = &Careless;
    let told = tell(CASES, services.leak());
    let Err(TestError::Fail(reason, script)) = told else { panic!("no duplicate in {told:?}") };
    assert!(reason.message().starts_with("Trakt has"), "{reason}: {script:?}");
}
