"""People on the red list are not found by the directory search. Part of matrix-campus, licensed AGPL-3.0-or-later."""

from typing import Any, Dict

from synapse.module_api import ModuleApi

#: User type that campus gives to accounts of the red list.
HIDDEN_TYPE = "support"


class RedList:
    """The mark is the user type `support`: every version knows it, only administrators see or set it.

    Synapse itself leaves such accounts out of its search table whenever it would write them there; this callback hides
    rows written before the mark. Types of one's own exist only from 1.132 on, and a server must know them to accept them.
    Besides the search, the type exempts from the consent to terms and from the count of monthly active users: nothing else.
    """

    def __init__(self, api: ModuleApi):
        self._api = api

    async def is_hidden(self, profile: Dict[str, Any]) -> bool:
        user_id = profile["user_id"]
        if not self._api.is_mine(user_id):
            return False
        # A cached row, dropped on every process when an administrator changes it: no query for people found before.
        account = await self._api.get_userinfo_by_id(user_id)
        return account is not None and account.user_type == HIDDEN_TYPE
