"""The module's configuration, read strictly. Part of matrix-campus, licensed AGPL-3.0-or-later."""

import re
from dataclasses import dataclass, fields
from typing import Any, Callable, Dict, FrozenSet

from synapse.module_api.errors import ConfigError

USER_ID = re.compile(r"@[^:\s]+:\S+")


@dataclass(frozen=True)
class Settings:
    """Keys of the configuration; those without a default are required."""

    #: Ids of the service identities: nobody signs in as them, registers their names, or deactivates them.
    service_users: FrozenSet[str]
    #: Id of the creator of managed rooms (Agent Smith).
    managed_by: str
    #: Types of events nobody may send or put into a new room: calls and widgets where they are off.
    refused_types: FrozenSet[str] = frozenset()
    #: "people": rooms made by people may be encrypted, managed ones never. "refused": no room may.
    encryption: str = "people"
    #: "everybody", or "campus": only the service identities make rooms.
    room_creation: str = "everybody"
    #: Where room_creation is "campus": people may still open a chat of two.
    direct_chats: bool = True
    #: The directory search never finds an account whose user type is the red list's (see red_list.py).
    hide_red_list: bool = True
    #: A locked person is told so by a page during the sign-in, instead of by their client afterwards.
    explain_locked: bool = True


def _user(key: str, value: Any) -> str:
    if isinstance(value, str) and USER_ID.fullmatch(value):
        return value
    raise _refused(key, f"expected a user id such as @name:server, got {value!r}")


def _users(key: str, value: Any) -> FrozenSet[str]:
    if not isinstance(value, list) or not value:
        raise _refused(key, f"expected a list of at least one user id, got {value!r}")
    return frozenset(_user(key, one) for one in value)


def _types(key: str, value: Any) -> FrozenSet[str]:
    if isinstance(value, list) and all(isinstance(one, str) and one for one in value):
        return frozenset(value)
    raise _refused(key, f"expected a list of event types, got {value!r}")


def _flag(key: str, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    raise _refused(key, f"expected true or false, got {value!r}")


def _one_of(*allowed: str) -> Callable[[str, Any], str]:
    def read(key: str, value: Any) -> str:
        if isinstance(value, str) and value in allowed:
            return value
        raise _refused(key, f"expected {' or '.join(allowed)}, got {value!r}")

    return read


_READERS: Dict[str, Callable[[str, Any], Any]] = {
    "service_users": _users,
    "managed_by": _user,
    "refused_types": _types,
    "encryption": _one_of("people", "refused"),
    "room_creation": _one_of("everybody", "campus"),
    "direct_chats": _flag,
    "hide_red_list": _flag,
    "explain_locked": _flag,
}
_REQUIRED = ("service_users", "managed_by")
assert set(_READERS) == {field.name for field in fields(Settings)}


def _refused(key: str, text: str) -> ConfigError:
    return ConfigError(f"campus_rules: {key}: {text}", (key,))


def read_settings(config: Any) -> Settings:
    """Settings from the `config` of the `modules` entry; ConfigError names the first key that can't be used."""
    if not isinstance(config, dict):
        raise ConfigError(f"campus_rules: expected keys and values, got {config!r}")
    for key in config:
        if key not in _READERS:
            raise _refused(str(key), "unknown key; known ones: " + ", ".join(_READERS))
    for key in _REQUIRED:
        if key not in config:
            raise _refused(key, "missing")
    return Settings(**{key: _READERS[key](key, value) for key, value in config.items()})
