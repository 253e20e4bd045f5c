"""Who makes rooms, and with what inside. Part of matrix-campus, licensed AGPL-3.0-or-later."""

from typing import Any, Dict

from synapse.module_api import NOT_SPAM, ModuleApi

from .events import ENCRYPTION_TYPE, initial_state
from .managed import ManagedRooms
from .settings import Settings
from .texts import CALLS, CHATS_OF_TWO, ENCRYPTION, ROOMS, refusal, refuse


def is_chat_of_two(config: Dict[str, Any]) -> bool:
    """What a client asks for when somebody opens a direct chat, with nothing that would make it a room for more."""
    invited = config.get("invite")
    creation = config.get("creation_content")
    opening = any(
        one.get("type") == "m.room.join_rules" and one.get("content") != {"join_rule": "invite"}
        for one in initial_state(config)
    )
    return (
        config.get("is_direct") is True
        and isinstance(invited, list)
        and len(invited) == 1
        and not config.get("invite_3pid")
        and not config.get("room_alias_name")
        and config.get("visibility", "private") == "private"
        and config.get("preset", "private_chat") in ("private_chat", "trusted_private_chat")
        and not (isinstance(creation, dict) and creation.get("type"))
        and not opening
    )


class RoomRules:
    """`check_creation` sees the whole request on every version, administrators' too; Synapse 1.117 shows it to no other callback.

    The upgrade of an existing room is not a creation: its creator may always do it.
    """

    def __init__(self, settings: Settings, managed: ManagedRooms, api: ModuleApi):
        self._settings = settings
        self._managed = managed
        self._api = api

    async def check_creation(self, requester: Any, config: Dict[str, Any], is_requester_admin: bool) -> None:
        creator = requester.user.to_string()
        types = {str(one.get("type")) for one in initial_state(config)}
        if types & self._settings.refused_types:
            raise refuse(CALLS)
        if ENCRYPTION_TYPE in types and (self._settings.encryption == "refused" or creator == self._settings.managed_by):
            raise refuse(ENCRYPTION)
        if self._settings.room_creation == "everybody" or is_requester_admin or creator in self._settings.service_users:
            return
        if not (self._settings.direct_chats and is_chat_of_two(config)):
            raise refuse(ROOMS)

    async def check_invite(self, inviter: str, invitee: str, room_id: str) -> Any:
        """Only where campus alone makes rooms: into a room that a person made, nobody is invited as a third."""
        if inviter in self._settings.service_users or await self._managed.contains(room_id):
            return NOT_SPAM
        members = await self._api.get_room_state(room_id, [("m.room.member", None)])
        others = [
            event
            for (_, user), event in members.items()
            if user != invitee and event.content.get("membership") in ("join", "invite")
        ]
        return refusal(CHATS_OF_TWO) if len(others) > 1 else NOT_SPAM

    async def check_mail_invite(self, inviter: str, medium: str, address: str, room_id: str) -> Any:
        return NOT_SPAM if inviter in self._settings.service_users else refusal(CHATS_OF_TWO)
