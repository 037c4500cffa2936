//! The lines of a file and their cells, without ever holding more than one line of bounded length.

use std::io::BufRead;

use super::Wrong;

/// The longest line that is read, in bytes. A row of the widest of these files has about a thousand.
const MOST_LINE: usize = 16 << 10;
/// Most cells of a line: the Indices' widest file has 57.
const MOST_CELLS: usize = 300;

/// One line, whose room is used again for the next.
#[derive(Debug, Default)]
pub(super) struct Line {
    bytes: Vec<u8>,
    is_long: bool,
}

/// The lines of a file.
#[derive(Debug)]
pub(super) struct Lines<R> {
    from: R,
    number: u64,
    bytes: u64,
}

impl<R: BufRead> Lines<R> {
    pub(super) fn new(from: R) -> Self {
        Self { from, number: 0, bytes: 0 }
    }

    /// The number of the line that was read last, from 1.
    pub(super) const fn number(&self) -> u64 {
        self.number
    }

    /// How many bytes were read.
    pub(super) const fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Reads the next line into `line`; `false` at the end. A line ends with LF, CR LF or CR.
    pub(super) fn next(&mut self, line: &mut Line) -> std::io::Result<bool> {
        line.bytes.clear();
        line.is_long = false;
        let mut began = false;
        loop {
            let buffer = match self.from.fill_buf() {
                Ok(buffer) => buffer,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if buffer.is_empty() {
                if began {
                    self.number += 1;
                }
                return Ok(began);
            }
            began = true;
            let end = buffer.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
            let content = buffer.get(..end.unwrap_or(buffer.len())).unwrap_or_default();
            if line.bytes.len() + content.len() > MOST_LINE {
                line.is_long = true;
            } else if !line.is_long {
                line.bytes.extend_from_slice(content);
            }
            let ended_by = end.and_then(|at| buffer.get(at).copied());
            let used = content.len() + usize::from(ended_by.is_some());
            self.from.consume(used);
            self.bytes += used as u64;
            if ended_by == Some(b'\r') && self.from.fill_buf()?.first() == Some(&b'\n') {
                self.from.consume(1);
                self.bytes += 1;
            }
            if ended_by.is_some() {
                self.number += 1;
                return Ok(true);
            }
        }
    }
}

impl Line {
    /// Whether nothing stands in it.
    pub(super) fn is_blank(&self) -> bool {
        !self.is_long && self.bytes.iter().all(|byte| matches!(byte, b' ' | b'\t' | b',' | b'"' | 0xEF | 0xBB | 0xBF))
    }

    /// Its cells, without the space around them.
    pub(super) fn cells(&self) -> Result<Vec<std::borrow::Cow<'_, str>>, Wrong> {
        if self.is_long {
            return Err(Wrong::Long);
        }
        let text = std::str::from_utf8(&self.bytes).map_err(|_| Wrong::Characters)?;
        if text.contains('\0') {
            return Err(Wrong::Characters);
        }
        let mut rest = text.trim_start_matches('\u{FEFF}');
        let mut cells = Vec::with_capacity(64);
        loop {
            let (cell, after) = if let Some(quoted) = rest.strip_prefix('"') {
                quoted_cell(quoted)?
            } else {
                match rest.split_once(',') {
                    Some((cell, after)) => (cell.trim().into(), Some(after)),
                    None => (rest.trim().into(), None),
                }
            };
            if cells.len() >= MOST_CELLS {
                return Err(Wrong::Columns);
            }
            cells.push(cell);
            match after {
                Some(after) => rest = after,
                None => return Ok(cells),
            }
        }
    }
}

/// A cell after its opening quotation mark, and what stands after the comma behind it.
fn quoted_cell(text: &str) -> Result<(std::borrow::Cow<'_, str>, Option<&str>), Wrong> {
    let mut held: Option<String> = None;
    let mut rest = text;
    loop {
        let (before, after) = rest.split_once('"').ok_or(Wrong::Quote)?;
        if let Some(more) = after.strip_prefix('"') {
            let held = held.get_or_insert_default();
            held.push_str(before);
            held.push('"');
            rest = more;
            continue;
        }
        let cell = match held {
            Some(mut held) => {
                held.push_str(before);
                held.trim().to_owned().into()
            }
            None => before.trim().into(),
        };
        // What stands between the closing mark and the comma belongs to no cell.
        return match after.split_once(',') {
            Some((between, after)) if between.trim().is_empty() => Ok((cell, Some(after))),
            None if after.trim().is_empty() => Ok((cell, None)),
            _ => Err(Wrong::Quote),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &[u8]) -> Vec<(u64, Result<Vec<String>, Wrong>)> {
        // A buffer of three bytes, so that every line is put together from pieces.
        let mut lines = Lines::new(std::io::BufReader::with_capacity(3, text));
        let mut line = Line::default();
        let mut all = Vec::new();
        while lines.next(&mut line).unwrap() {
            let cells = line.cells().map(|cells| cells.iter().map(ToString::to_string).collect());
            all.push((lines.number(), cells));
        }
        all
    }

    #[test]
    fn lines_end_in_three_ways_and_are_counted() {
        let cells = |text: &str| Ok(text.split(',').map(str::to_owned).collect::<Vec<_>>());
        let all = read(b"a,b\r\nc,d\n\ne,f\rg,h");
        assert_eq!(all, [(1, cells("a,b")), (2, cells("c,d")), (3, cells("")), (4, cells("e,f")), (5, cells("g,h"))]);
        assert_eq!(read(b""), []);
    }

    #[test]
    fn quotes_hold_commas_and_never_swallow_the_next_line() {
        let all = read(b"\"a, \"\"b\"\"\",c\n\"open,d\ne,\"f\" \n\"g\"h,i\n\xff,j\n\0\n");
        assert_eq!(all[0].1.as_ref().unwrap(), &["a, \"b\"", "c"]);
        assert_eq!(all[1].1, Err(Wrong::Quote));
        assert_eq!(all[2].1.as_ref().unwrap(), &["e", "f"]);
        assert_eq!(all[3].1, Err(Wrong::Quote));
        assert_eq!(all[4].1, Err(Wrong::Characters));
        assert_eq!(all[5].1, Err(Wrong::Characters));
    }

    #[test]
    fn what_is_too_long_is_said_and_not_kept() {
        let long = [b"a".repeat(MOST_LINE * 40), b"\nb\n".to_vec(), b",".repeat(MOST_CELLS), b"\nc".to_vec()].concat();
        let all = read(&long);
        assert_eq!(all[0].1, Err(Wrong::Long));
        assert_eq!(all[1].1.as_ref().unwrap(), &["b"]);
        assert_eq!(all[2].1, Err(Wrong::Columns));
        assert_eq!(all[3].1.as_ref().unwrap(), &["c"]);
    }
}
