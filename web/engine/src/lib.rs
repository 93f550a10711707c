//! ftpscope for a page in a browser: the engine as a module of WebAssembly that imports nothing, so
//! that nothing of a capture can leave the page by it, and nothing of the page can reach in.
//!
//! The page writes into the [`desk`], says what lies there, and reads what an export left in
//! [`output`]:
//!
//! | export | what lies on the desk | what it does |
//! |---|---|---|
//! | `desk(len)` | | gives the address of so many bytes to write to |
//! | `most()` | | the bytes of captures that it takes, all together |
//! | `capture(size)` | a name | begins a capture of so many bytes; 0 where there is no room |
//! | `piece()` | bytes | the next of that capture |
//! | `key_log()` | text | takes a key log; 0 where it is none, and the output says why: JSON, an object with the words of each language |
//! | `begin()` | JSON | starts the analysis with these options; 0 and the reason |
//! | `step(frames)` | | goes on by so many frames; 0 at the end |
//! | `share()` | | what of the analysis is done, from 0 to 1 |
//! | `make()` | JSON: a [`request`] | makes the output; 0 and the reason |
//! | `output()`, `output_len()` | | where it lies |
//! | `remarks()`, `remarks_len()` | | what its reader should know beside it: JSON, pairs of a message and a count |
//! | `panicked()`, `panicked_len()` | | what a panic said; the module is of no more use then |
//!
//! There is one analysis in a module. Who wants another one makes another instance, which gives the
//! memory back too.

mod engine;
mod filters;
mod request;

use std::cell::RefCell;
use std::sync::{Mutex, PoisonError};

use engine::Engine;

thread_local! {
    static ENGINE: RefCell<Engine> = RefCell::default();
}

/// What a panic said.
static PANICKED: Mutex<String> = Mutex::new(String::new());

/// Does something with the engine; what it fails at becomes the output.
fn with(work: impl FnOnce(&mut Engine) -> Result<bool, String>) -> u32 {
    std::panic::set_hook(Box::new(|panic| {
        *PANICKED.lock().unwrap_or_else(PoisonError::into_inner) = panic.to_string();
    }));
    ENGINE.with_borrow_mut(|engine| {
        let done = work(engine);
        let done = done.unwrap_or_else(|why| {
            engine.output = why.into_bytes();
            false
        });
        u32::from(done)
    })
}

// The exports hand out addresses and never follow one: the page reads and writes the memory from
// outside. The attribute is unsafe because two functions of one name could be linked; these names
// are ours alone.

/// Room for `len` bytes.
#[unsafe(no_mangle)]
pub extern "C" fn desk(len: u32) -> *mut u8 {
    ENGINE.with_borrow_mut(|engine| engine.desk(len as usize))
}

/// The bytes of captures that are taken, all together.
#[unsafe(no_mangle)]
pub extern "C" fn most() -> u32 {
    engine::MOST
}

/// Begins a capture of `size` bytes, whose name lies on the desk.
#[unsafe(no_mangle)]
pub extern "C" fn capture(size: u32) -> u32 {
    with(|engine| engine.capture(size as usize))
}

/// The next bytes of the capture lie on the desk.
#[unsafe(no_mangle)]
pub extern "C" fn piece() -> u32 {
    with(Engine::piece)
}

/// A key log lies on the desk.
#[unsafe(no_mangle)]
pub extern "C" fn key_log() -> u32 {
    with(Engine::key_log)
}

/// Starts the analysis.
#[unsafe(no_mangle)]
pub extern "C" fn begin() -> u32 {
    with(Engine::begin)
}

/// Goes on; 0 at the end.
#[unsafe(no_mangle)]
pub extern "C" fn step(frames: u32) -> u32 {
    with(|engine| engine.step(frames))
}

/// What is done of the analysis, from 0 to 1.
#[unsafe(no_mangle)]
pub extern "C" fn share() -> f64 {
    ENGINE.with_borrow(Engine::share)
}

/// Makes an output of the analysis.
#[unsafe(no_mangle)]
pub extern "C" fn make() -> u32 {
    with(Engine::make)
}

/// Where the output lies.
#[unsafe(no_mangle)]
pub extern "C" fn output() -> *const u8 {
    ENGINE.with_borrow(|engine| engine.output.as_ptr())
}

/// Its length.
#[unsafe(no_mangle)]
pub extern "C" fn output_len() -> u32 {
    ENGINE.with_borrow(|engine| engine.output.len() as u32)
}

/// What the reader of the output should know.
#[unsafe(no_mangle)]
pub extern "C" fn remarks() -> *const u8 {
    ENGINE.with_borrow(|engine| engine.remarks.as_ptr())
}

/// The length of that.
#[unsafe(no_mangle)]
pub extern "C" fn remarks_len() -> u32 {
    ENGINE.with_borrow(|engine| engine.remarks.len() as u32)
}

/// What a panic said.
#[unsafe(no_mangle)]
pub extern "C" fn panicked() -> *const u8 {
    PANICKED
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .as_ptr()
}

/// The length of that.
#[unsafe(no_mangle)]
pub extern "C" fn panicked_len() -> u32 {
    PANICKED
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .len() as u32
}
