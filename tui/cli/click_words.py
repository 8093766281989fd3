"""Click's own sentences, listed so that the catalogue holds them too.

Click looks its words up in the catalogue in use (``speak``); nothing here is called but that.
Sentences about mistakes in a program's code are left out: no owner sees them.
"""

from __future__ import annotations

import gettext
import os

from store.messages import N_, counted
from tui import language


def speak(code: str) -> None:
    """Make Click's own words come from our catalogue in the language ``code``.

    Click asks the process's default catalogue, and that asks $LANGUAGE first.
    """
    gettext.bindtextdomain(language.DOMAIN, str(language.LOCALE_DIR))
    gettext.textdomain(language.DOMAIN)
    os.environ["LANGUAGE"] = code


WORDS = (
    N_("%(prog)s, version %(version)s"),
    N_("Aborted!"),
    N_("Argument {name!r} takes {nargs} values."),
    N_("Choose from:\n\t{choices}"),
    N_("Commands"),
    N_("Confirm the action without prompting."),
    N_("Could not open file {filename!r}: {message}"),
    N_("Do you want to continue?"),
    N_("Error: The two entered values do not match."),
    N_("Error: invalid input"),
    N_("Error: {message}"),
    N_("Invalid value for {param_hint}: {message}"),
    N_("Invalid value: {message}"),
    N_("Missing argument"),
    N_("Missing command."),
    N_("Missing option"),
    N_("Missing parameter"),
    N_("No such command {name!r}."),
    N_("No such option {name!r}."),
    N_("Option {name!r} does not take a value."),
    N_("Options"),
    N_("Positional arguments"),
    N_("Show the version and exit."),
    N_("Show this message and exit."),
    N_("Usage:"),
    N_("default: {default}"),
    N_("directory"),
    N_("env var: {var}"),
    N_("file"),
    N_("path"),
    N_("required"),
    N_("{name} {filename!r} does not exist."),
    N_("{name} {filename!r} is a directory."),
    N_("{name} {filename!r} is a file."),
    N_("{name} {filename!r} is not readable."),
    N_("{name} {filename!r} is not writable."),
    N_("{value!r} is not a valid boolean. Recognized values: {states}"),
    N_("{value!r} is not a valid {number_type}."),
    N_("{value} is not in the range {range}."),
)
COUNTED = (
    counted("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)", "", {}),
    counted(
        "Got unexpected extra argument ({args})",
        "Got unexpected extra arguments ({args})",
        "args",
        {},
    ),
    counted(
        "Option {name!r} requires an argument.",
        "Option {name!r} requires {nargs} arguments.",
        "nargs",
        {},
    ),
    counted(
        "Takes {nargs} values but 1 was given.",
        "Takes {nargs} values but {len} were given.",
        "len",
        {},
    ),
    counted(
        "{value!r} does not match the format {format}.",
        "{value!r} does not match the formats {formats}.",
        "formats",
        {},
    ),
    counted("{value!r} is not {choice}.", "{value!r} is not one of {choices}.", "choices", {}),
)
