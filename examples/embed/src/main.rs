//! A capture in memory, on one thread, without files and without the program: what a service or a
//! plug-in does.

use ftpscope::{Analyzer, Input};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let capture = include_bytes!("../../../samples/passive.pcap");
    let analysis = Analyzer::new().run(Input::bytes(capture))?.whole()?;
    for session in &analysis.sessions {
        println!("{} → {}", session.client, session.server);
        for transfer in &session.transfers {
            let path = transfer.path.as_ref().map_or(&b""[..], |path| path.bytes());
            println!(
                "  {} {:?}: {} bytes, complete: {}",
                path.escape_ascii(),
                transfer.outcome,
                transfer.bytes,
                transfer.is_complete()
            );
        }
    }
    Ok(())
}
