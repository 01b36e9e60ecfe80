//! Where things lie: the data, the config, the log. Nothing is made here.

use crate::domain::Now;
use crate::runtime::Places;
use crate::store::Writer;
use directories::ProjectDirs;
use std::env;
use std::path::PathBuf;

/// The data file's name in its folder.
const DATA: &str = "backlog.db";

/// The default file of the data; `None` without a home.
pub(super) fn data() -> Option<PathBuf> {
    let dirs = dirs().map(|d| d.data_dir().to_owned());
    dirs.or_else(|| xdg("XDG_DATA_HOME")).map(|folder| folder.join(DATA))
}

/// Where the person's own files lie.
pub(super) fn places() -> Places {
    Places { config: config(), home: home() }
}

/// The config file; `None` without a home.
fn config() -> Option<PathBuf> {
    let dirs = dirs().map(|d| d.config_dir().to_owned());
    dirs.or_else(|| xdg("XDG_CONFIG_HOME")).map(|folder| folder.join("config.toml"))
}

/// The program's log; `None` without a home.
pub(super) fn log() -> Option<PathBuf> {
    let dirs = dirs().map(|d| d.state_dir().unwrap_or_else(|| d.data_local_dir()).to_owned());
    dirs.or_else(|| xdg("XDG_STATE_HOME")).map(|folder| folder.join("upnext.log"))
}

/// The home folder, where the environment names one. The system's list of users is not asked: who runs a program
/// without a home did not mean somebody else's.
fn home() -> Option<PathBuf> {
    env::var_os("HOME").map(PathBuf::from).filter(|home| home.is_absolute())
}

/// The name kept with each step: the config's, else the system user's.
pub(super) fn author(config: Option<&str>) -> String {
    let user = |name| env::var(name).ok().filter(|user| !user.trim().is_empty());
    config.map(str::to_owned).or_else(|| user("USER")).or_else(|| user("LOGNAME")).unwrap_or_else(|| "somebody".into())
}

/// Who writes through this process. The window's name is shown where somebody else waits for it.
pub(super) fn writer(door: &str, author: String, now: Now) -> Writer {
    let time = now.at.utc().format("%Y-%m-%dT%H:%M:%S%.3f");
    Writer { author, window: format!("{door} {}-{time}", std::process::id()) }
}

fn dirs() -> Option<ProjectDirs> {
    home().and_then(|_| ProjectDirs::from("", "", "upnext"))
}

fn xdg(name: &str) -> Option<PathBuf> {
    env::var_os(name).map(PathBuf::from).filter(|folder| folder.is_absolute()).map(|folder| folder.join("upnext"))
}
