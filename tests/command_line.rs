//! The program as somebody at a terminal meets it: what it prints, where, and how it ends.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

/// The program with no database to be had: one would be kept where no folder can be.
fn quarterdeck() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_quarterdeck"));
    command.env_remove("DATABASE_URL").env("QUARTERDECK_DATA_DIR", "/dev/null/nowhere");
    command
}

fn lines(output: &Output) -> Vec<Value> {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn texts_are_explained_without_a_database() {
    let output = quarterdeck()
        .args(["explain", "location", "Remote (US) with monthly Boston travel", "Gondolin"])
        .output()
        .unwrap();
    let [boston, gondolin] = &lines(&output)[..] else { panic!("{output:?}") };
    assert_eq!(boston["remote_type"], "HYBRID");
    assert_eq!(boston["location_slug"], "boston-ma");
    assert_eq!(gondolin["unread"], "Gondolin");
}

#[test]
fn what_else_the_row_says_can_be_said() {
    let arguments = ["explain", "compensation", "--country", "ca", "$200/hr"];
    let read = lines(&quarterdeck().args(arguments).output().unwrap());
    assert_eq!(read[0]["currency"], "CAD");
    let arguments = ["explain", "date", "yesterday", "--today", "2026-03-01"];
    let read = lines(&quarterdeck().args(arguments).output().unwrap());
    assert_eq!(read[0]["date"], "2026-02-28");
    for wrong in [["--country", "Atlantis"], ["--currency", "pebbles"], ["--today", "soon"]] {
        let output = quarterdeck().args(["explain", "date", "x"]).args(wrong).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{wrong:?}");
    }
}

#[test]
fn every_line_of_standard_input_gets_its_answer_at_once() {
    let mut child = quarterdeck()
        .args(["explain", "title"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap()).lines();
    for (line, expected) in [
        (&b"\xef\xbb\xbfFractional CFO\r\n"[..], "Fractional CFO"),
        (b"\n", ""),
        (b"Chef\xff\n", "Chef\u{fffd}"),
    ] {
        input.write_all(line).unwrap();
        let answer: Value = serde_json::from_str(&output.next().unwrap().unwrap()).unwrap();
        assert_eq!(answer["input"], expected);
    }
    drop(input);
    assert!(output.next().is_none());
    assert!(child.wait().unwrap().success());
}

#[test]
fn a_reader_who_has_seen_enough_is_no_error() {
    let mut child = quarterdeck()
        .args(["explain", "industry"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut input = child.stdin.take().unwrap();
    // The program may be gone before it was told everything.
    let _ = input.write_all("SaaS\n".repeat(50_000).as_bytes());
    drop(input);
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}
