

mod corpus;
mod exchange;
mod journey;
mod probe;
mod pty;
mod pty_lifecycle;
mod pty_terminal;
mod stage;
mod store;
mod store_file;
mod store_history;
mod tidy;
