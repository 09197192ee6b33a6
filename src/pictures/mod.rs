//! Photographs that people send or lists name: read within limits, put upright, cut square and written anew. No byte of the
//! file that came is ever served, so nothing that was hidden in it is: no place, no camera, no thumbnail, no script.

mod crop;
mod cut;
mod read;

use std::fmt;

use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use crate::error::{Error, Result};

pub use crop::{Crop, Square};
#[cfg(test)]
pub use cut::plain;
pub use cut::{Portrait, SIZES, cut, preview, square_of};
pub use read::{Sheet, read};

/// Bytes that a file may have.
pub const LARGEST_FILE: usize = 5 * 1024 * 1024;

/// Pixels that a file may unfold to: a telephone's photograph has half of that. What 24 million take, with what the decoder of
/// a progressive JPEG keeps beside them, is some 200 MB; so one file is read at a time.
pub const MOST_PIXELS: u64 = 24_000_000;

/// Pixels that the shorter side has to have; and that of a square that is cut out.
pub const LEAST_SIDE: u32 = 160;

/// How many files are read or written at once, in the whole process: each takes a core, and memory as said above.
static TURNS: Semaphore = Semaphore::const_new(1);

/// Why a file is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is larger than [`LARGEST_FILE`].
    Large,
    /// It is something else.
    Format,
    /// It would unfold to more than [`MOST_PIXELS`].
    Pixels(u32, u32),
    /// One of its sides has less than [`LEAST_SIDE`].
    Small(u32, u32),
    /// It begins like a picture, and can't be read as one.
    Broken,
}

/// What is the matter, for whoever chose the file.
impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Large => write!(f, "The file is larger than {} MiB.", LARGEST_FILE / (1024 * 1024)),
            Self::Format => write!(f, "The file is no JPEG, PNG or WebP."),
            Self::Pixels(width, height) => write!(
                f,
                "The picture has {width} × {height} pixels; {} million are taken at most.",
                MOST_PIXELS / 1_000_000
            ),
            Self::Small(width, height) => {
                write!(f, "The picture has {width} × {height} pixels; each side needs {LEAST_SIDE} at least.")
            }
            Self::Broken => write!(f, "The picture can’t be read: it is damaged, or was not copied whole."),
        }
    }
}

/// Works on pictures beside the requests, in turn. A turn lasts until the work is done, also where nobody waits for it any more.
pub async fn in_turn<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Refusal> + Send + 'static,
) -> Result<Result<T, Refusal>> {
    let turn = TURNS.acquire().await.map_err(Error::internal)?;
    let done = spawn_blocking(move || {
        let _turn = turn;
        work()
    });
    match done.await {
        // A decoder that stumbles over a file says of it what an error would.
        Err(stumbled) if stumbled.is_panic() => Ok(Err(Refusal::Broken)),
        done => done.map_err(Error::internal),
    }
}
