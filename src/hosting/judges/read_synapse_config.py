"""Has Synapse's own classes read sets of configuration files, as `python -m synapse.config` does for one; prints a JSON line for each refusal.

Standard input: {"sets": [[path, ...], ...]}. Nothing is started and nothing is written.
"""

import json
import sys

from synapse.config._base import ConfigError, read_config_files
from synapse.config.appservice import load_appservices
from synapse.config.homeserver import HomeServerConfig


def causes(error):
    while error is not None:
        yield getattr(error, "msg", None) or f"{type(error).__name__}: {error}"
        error = error.__cause__


def said(error):
    return ": ".join(causes(error))


def tell(file, error):
    path = [str(part) for part in (getattr(error, "path", None) or [])]
    print(json.dumps({"file": file, "path": ".".join(path), "words": said(error)}))


def culprit(files):
    """The setting without which Synapse accepts the rest: it doesn't name it for a value of a wrong kind."""
    settings = read_config_files(files)
    for name in settings:
        others = {key: value for key, value in settings.items() if key != name}
        try:
            HomeServerConfig(files).parse_config_dict(others, config_dir_path="", data_dir_path="")
        except Exception:
            continue
        return name
    return ""


def tell_plain(files, error):
    try:
        name = culprit(files)
    except Exception:  # The files are no YAML at all.
        name = ""
    print(json.dumps({"file": files[-1], "path": name, "words": said(error)}))


def read(files):
    arguments = [part for file in files for part in ("--config-path", file)]
    try:
        return HomeServerConfig.load_config("", arguments)
    except ConfigError as error:
        tell(files[-1], error) if error.path else tell_plain(files, error)
    except Exception as error:
        tell_plain(files, error)
    return None


def read_registrations(file, config):
    names = config.appservice.app_service_config_files
    try:
        load_appservices(config.server.server_name, names)
    except ConfigError as error:
        # Synapse quotes the token that two of them share.
        words = "Cannot reuse as_token" if "as_token across" in str(error.msg) else error.msg
        tell(file, ConfigError(words, ["app_service_config_files"]))
    except Exception as error:
        tell(file, ConfigError(f"{type(error).__name__}: {error}", ["app_service_config_files"]))


def main():
    for index, files in enumerate(json.load(sys.stdin)["sets"]):
        config = read(files)
        if config is None and index == 0:
            return  # The shared file: every other set would repeat it.
        if index == 0:
            read_registrations(files[0], config)


main()
