"""Events that are refused: calls, widgets, encryption. Part of matrix-campus, licensed AGPL-3.0-or-later."""

from typing import Any, Dict, List

from synapse.module_api import NOT_SPAM, EventBase

from .managed import ManagedRooms
from .settings import Settings
from .texts import CALLS, CHATS_OF_TWO, ENCRYPTION, refusal

ENCRYPTION_TYPE = "m.room.encryption"


def initial_state(config: Dict[str, Any]) -> List[Dict[str, Any]]:
    """State that a request to create a room brings along; what is malformed is refused by Synapse itself."""
    events = config.get("initial_state")
    return [one for one in events if isinstance(one, dict)] if isinstance(events, list) else []


class EventRules:
    """Asked about every event but memberships before it is stored, state included, never about those of a new room.

    Inside an encrypted room the server sees no type: calls there are only kept from a relay.
    """

    def __init__(self, settings: Settings, managed: ManagedRooms):
        self._settings = settings
        self._managed = managed

    async def check_event(self, event: EventBase) -> Any:
        if event.type in self._settings.refused_types:
            return refusal(CALLS)
        if event.type == ENCRYPTION_TYPE and event.is_state():
            return await self._check_encryption(event.room_id)
        if event.type == "m.room.join_rules" and self._settings.room_creation == "campus":
            return await self._check_opening(event)
        return NOT_SPAM

    async def _check_encryption(self, room_id: str) -> Any:
        refused = self._settings.encryption == "refused" or await self._managed.contains(room_id)
        return refusal(ENCRYPTION) if refused else NOT_SPAM

    async def _check_opening(self, event: EventBase) -> Any:
        """A chat of two that anybody could enter would be a room."""
        if event.content.get("join_rule") == "invite" or await self._managed.contains(event.room_id):
            return NOT_SPAM
        return refusal(CHATS_OF_TWO)
