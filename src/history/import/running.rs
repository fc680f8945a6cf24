//! Which imports are under way: never two of one service at once.

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorKind};
use crate::map::Map;

/// The imports of a profile that are under way: of which service, and which job.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Running(Map<String, String>);

impl Running {
    /// A job begins, or goes on.
    ///
    /// # Errors
    /// [`ErrorKind::Rejected`] while another job of the same service is under way.
    pub fn begin(&mut self, service: &str, job: &str) -> Result<(), Error> {
        let running = self.0.get_or_insert_with(service.to_owned(), || job.to_owned());
        if running == job {
            return Ok(());
        }
        let text = "Another import of this kind is under way. Wait for it, or cancel it.";
        Err(Error::new(ErrorKind::Rejected, text))
    }

    /// A job is over.
    pub fn end(&mut self, job: &str) {
        self.0.retain(|_, running| running != job);
    }

    /// The job of a service that is under way.
    pub fn of(&self, service: &str) -> Option<&str> {
        self.0.get(service).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_of_one_service_are_never_under_way_at_once() {
        let mut running = Running::default();
        assert_eq!(running.begin("netflix", "job-1"), Ok(()));
        assert_eq!(running.begin("netflix", "job-1"), Ok(()), "it goes on");
        assert_eq!(running.begin("netflix", "job-2").unwrap_err().kind, ErrorKind::Rejected);
        assert_eq!(running.begin("trakt", "job-2"), Ok(()));
        let kept = serde_json::to_string(&running).unwrap();
        let mut running: Running = serde_json::from_str(&kept).unwrap();
        assert_eq!(running.of("netflix"), Some("job-1"));
        running.end("job-1");
        assert_eq!(running.begin("netflix", "job-3"), Ok(()));
        assert_eq!(running.of("simkl"), None);
    }
}
