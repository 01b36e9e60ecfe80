//! A small program over the terminal's guard, for the tests in `pty_terminal`: this test binary starts itself again
//! with the one ignored test below, and so has a program without one more crate or target.

use crate::pty::{Home, Session};
use ratatui::widgets::{Paragraph, Wrap};
use std::time::Duration;
use upnext::runtime::{Bell, Edited, Input, Keyboard, Signals, Suspended, Terminal, editor, fault, panic, wake};
use upnext::ui::{Code, Press};

/// Starts the program below.
pub(crate) fn start(home: &Home, env: &[(&str, &str)]) -> Session {
    let mut command = home.command(std::env::current_exe().unwrap());
    command.args(ARGS);
    command.env(ASKED, "1");
    for (name, value) in env {
        command.env(name, value);
    }
    Session::start(command, (100, 30))
}

/// As [`start`], but below a shell with job control that says when the program was stopped. The program is started by a
/// script of the same job, as by `cargo run`.
pub(crate) fn start_in_shell(home: &Home) -> Session {
    start_below(home, &format!("set -m; {RUN}; echo stopped by the shell; read -r _; fg >/dev/null; echo back $?"))
}

/// As [`start`], but in a window that was opened for a script: nobody could wake it.
pub(crate) fn start_in_script(home: &Home) -> Session {
    start_below(home, &format!("{RUN}; echo the script ends"))
}

/// How a script starts the program, whatever its name.
const RUN: &str = r#"bash -c '"$@"; exit $?' run "$@""#;

fn start_below(home: &Home, script: &str) -> Session {
    let mut command = home.command("bash");
    command.env(ASKED, "1");
    command.args(["-c", script, "script"]);
    command.arg(std::env::current_exe().unwrap());
    command.args(ARGS);
    Session::start(command, (100, 30))
}

/// Without it the program below is a test that does nothing, whoever runs all ignored tests.
const ASKED: &str = "UPNEXT_TEST_PROBE";
const ARGS: [&str; 5] = ["--exact", "probe::program", "--ignored", "--nocapture", "--test-threads=1"];

/// What the program shows.
#[derive(Default)]
struct State {
    presses: usize,
    note: String,
    flooding: bool,
}

#[test]
#[ignore = "a program that the tests of the terminal start"]
fn program() {
    if std::env::var_os(ASKED).is_none() {
        return;
    }
    panic::install(None);
    let (waker, bell) = wake::bell().unwrap();
    let signals = Signals::install(waker).unwrap();
    let mut terminal = Terminal::enter().unwrap();
    let mut state = State::default();
    let code = turn(&mut terminal, bell, &signals, &mut state);
    drop(terminal);
    std::process::exit(code);
}

/// The loop; answers with the exit code.
fn turn(terminal: &mut Terminal, bell: Bell, signals: &Signals, state: &mut State) -> i32 {
    let mut keyboard = Keyboard::new(bell);
    // A signal that came before is why the terminal is not waited for.
    let gone = || 128 + signals.pending().unwrap_or(1);
    loop {
        let drawn = terminal.draw(|frame| {
            fault("draw");
            if state.flooding {
                state.presses += 1;
                let noise = (state.presses % 26).to_string().repeat(5000);
                frame.render_widget(Paragraph::new(noise).wrap(Wrap { trim: false }), frame.area());
                return;
            }
            let text = format!("Backlog\npresses {}\nsize {:?}\n{}", state.presses, frame.area().as_size(), state.note);
            frame.render_widget(Paragraph::new(text), frame.area());
        });
        if drawn.is_err() {
            return gone();
        }
        let wait = if state.flooding { Duration::ZERO } else { Duration::from_millis(200) };
        let batch = keyboard.next_batch(wait);
        let Ok(batch) = batch else { return gone() };
        if let Some(signal) = signals.pending() {
            return 128 + signal;
        }
        if signals.resumed() {
            terminal.resume().unwrap();
        }
        for input in batch {
            match input {
                Input::Press(press) if press == Press::char('q') => return 0,
                Input::Press(press) => act(press, terminal, signals, state),
                Input::Paste(text) => state.note = format!("pasted {} {text}", text.len()),
                Input::Mouse(mouse) => state.note = format!("mouse {mouse:?}"),
                Input::Overflow(size) => state.note = format!("too long {size}"),
                Input::Background(colour) => state.note = format!("background {colour:?}"),
                Input::Resize(..) | Input::Focus(_) => {}
            }
        }
    }
}

fn act(press: Press, terminal: &mut Terminal, signals: &Signals, state: &mut State) {
    match press {
        Press { code: Code::Char('z'), ctrl: true } => {
            state.note = match terminal.suspend(signals).unwrap() {
                Suspended::Resumed => "resumed".to_owned(),
                Suspended::NoShell => "no shell to go back to".to_owned(),
            };
        }
        // A main thread that is stuck.
        Press { code: Code::Char('h'), .. } => loop {
            std::thread::park();
        },
        // A main thread that writes without end.
        Press { code: Code::Char('f'), .. } => state.flooding = true,
        // A main thread that is busy, while keys come in.
        Press { code: Code::Char('w'), .. } => std::thread::sleep(Duration::from_millis(300)),
        Press { code: Code::Char('e'), .. } => {
            terminal.leave().unwrap();
            let lent = signals.lend();
            let edited = editor::edit("text\n", "WEB-1.md", None);
            drop(lent);
            terminal.resume().unwrap();
            state.note = match edited {
                Ok(Edited::Unchanged) => "unchanged".to_owned(),
                Ok(Edited::Changed(draft)) => format!("edited {:?}", draft.text),
                Err(error) => error.to_string(),
            };
        }
        _ => state.presses += 1,
    }
}
