//! The argument parser's caller and the exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    upnext::cli::main()
}
