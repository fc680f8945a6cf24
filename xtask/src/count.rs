//! Reads from a test runner's output how many tests passed, failed and were skipped.

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) passed: usize,
    pub(crate) failed: usize,
    pub(crate) skipped: usize,
}

impl Count {
    pub(crate) fn and(self, other: Count) -> Count {
        Count {
            passed: self.passed + other.passed,
            failed: self.failed + other.failed,
            skipped: self.skipped + other.skipped,
        }
    }
}

/// Adds up the closing lines of Rust's harness, natively and in a browser:
/// `test result: ok. 3 passed; 0 failed; 0 ignored; 2 filtered out`.
pub(crate) fn rust(output: &str) -> Count {
    let mut sum = Count::default();
    for line in output.lines() {
        let Some((_, counts)) = line.split_once("test result: ") else { continue };
        let before = |word: &str| {
            let (number, _) = counts.split_once(word)?;
            number.trim_end().rsplit(' ').next()?.parse().ok()
        };
        sum = sum.and(Count {
            passed: before("passed").unwrap_or(0),
            failed: before("failed;").unwrap_or(0),
            skipped: before("ignored").unwrap_or(0),
        });
    }
    sum
}

/// Reads the closing lines of Node's runner: `ℹ pass 3`, `ℹ fail 0`, `ℹ skipped 0`.
pub(crate) fn node(output: &str) -> Count {
    let last = |word: &str| {
        let mut numbers = output.lines().filter_map(|line| {
            let rest = line.strip_prefix("ℹ ")?.strip_prefix(word)?;
            rest.strip_prefix(' ')?.parse::<usize>().ok()
        });
        numbers.next_back().unwrap_or(0)
    };
    Count {
        passed: last("pass"),
        failed: last("fail") + last("cancelled"),
        skipped: last("skipped") + last("todo"),
    }
}

/// Counts the rows of the table of sizes as passed, and lines of `size:` as failed.
pub(crate) fn sizes(output: &str) -> Count {
    let is_row = |line: &&str| {
        let words: Vec<_> = line.split_whitespace().collect();
        words.len() == 4 && words[1..].iter().all(|word| word.parse::<u64>().is_ok())
    };
    let rows = output.lines().filter(is_row).count();
    let failed = output.lines().filter(|line| line.starts_with("size: ")).count();
    Count { passed: rows.saturating_sub(failed), failed, skipped: 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_count_rows_and_drifts() {
        let table = "entry  raw  gzip  brotli\ndefault  129046  62099  51816\n";
        assert_eq!(sizes(table), Count { passed: 1, failed: 0, skipped: 0 });
        let drifted = format!("{table}size: default raw is 2, accepted is 1\n");
        assert_eq!(sizes(&drifted), Count { passed: 0, failed: 1, skipped: 0 });
    }

    #[test]
    fn rust_binaries_add_up() {
        let output = "
running 3 tests
test a ... ok
test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s

running 4 tests
test result: FAILED. 1 passed; 2 failed; 1 ignored; 0 measured; 5 filtered out; finished in 1.20s
";
        assert_eq!(rust(output), Count { passed: 4, failed: 2, skipped: 1 });
    }

    #[test]
    fn rust_in_a_browser_says_it_shorter() {
        let output = "test result: ok. 12 passed; 0 failed; 0 ignored; 0 filtered out\n";
        assert_eq!(rust(output), Count { passed: 12, failed: 0, skipped: 0 });
    }

    #[test]
    fn nothing_run_counts_nothing() {
        assert_eq!(rust("error: could not compile `playtally`"), Count::default());
        assert_eq!(node("Could not find 'tests/js'"), Count::default());
    }

    #[test]
    fn node_closes_with_its_sums() {
        let output = "
✔ keeps ℹ pass 99 in its name (0.5ms)
✖ breaks (1.2ms)
ℹ tests 14
ℹ suites 2
ℹ pass 9
ℹ fail 2
ℹ cancelled 1
ℹ skipped 1
ℹ todo 1
ℹ duration_ms 51.2

✖ failing tests:
";
        assert_eq!(node(output), Count { passed: 9, failed: 3, skipped: 2 });
    }

    #[test]
    fn a_test_may_print_what_looks_like_a_sum() {
        let output = "ℹ pass 100\nℹ tests 1\nℹ pass 1\nℹ fail 0\n";
        assert_eq!(node(output), Count { passed: 1, failed: 0, skipped: 0 });
    }
}
