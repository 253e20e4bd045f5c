"""Which rooms campus manages. Part of matrix-campus, licensed AGPL-3.0-or-later."""

from typing import Dict

from synapse.module_api import ModuleApi

_REMEMBERED = 20_000


class ManagedRooms:
    """A room is managed when its creator is Agent Smith.

    The creator is the sender of the room's first event: signed in when it was sent, in every room version, and
    unchangeable ever since, unlike names, addresses, members or levels. So one answer per room may be kept for ever.
    """

    def __init__(self, creator: str, api: ModuleApi):
        self._creator = creator
        self._api = api
        self._known: Dict[str, bool] = {}

    async def contains(self, room_id: str) -> bool:
        known = self._known.get(room_id)
        if known is not None:
            return known
        state = await self._api.get_room_state(room_id, [("m.room.create", "")])
        creation = state.get(("m.room.create", ""))
        if creation is None:
            return False
        if len(self._known) >= _REMEMBERED:
            self._known.clear()
        self._known[room_id] = creation.sender == self._creator
        return self._known[room_id]
