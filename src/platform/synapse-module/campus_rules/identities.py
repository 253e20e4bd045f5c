"""The service identities are nobody's account. Part of matrix-campus, licensed AGPL-3.0-or-later."""

from typing import Any, Optional

from synapse.module_api import NOT_SPAM
from synapse.spam_checker_api import RegistrationBehaviour

from .settings import Settings
from .texts import SERVICE, refusal


class IdentityRules:
    """Sign-ins whatever the provider, registrations, deactivations. The app service's own requests pass through none of them.

    Nothing here about being removed from managed rooms: their levels forbid it already, and the only callback that
    sees it loads the whole state of the room for every event sent.
    """

    def __init__(self, settings: Settings):
        self._users = settings.service_users
        # Compared without case: CAS logins are folded to localparts, and two that differ by it would be told apart by nobody.
        self._localparts = frozenset(user[1:].split(":", 1)[0].lower() for user in settings.service_users)

    async def check_login(self, user_id: str, *details: Any) -> Any:
        """The last step of every sign-in; with CAS it comes after the page of sign_in.py, which most people see instead."""
        return refusal(SERVICE) if user_id in self._users else NOT_SPAM

    async def check_registration(self, email: Any, username: Optional[str], *details: Any) -> RegistrationBehaviour:
        """Not asked about the registration by which the app service itself makes them."""
        if username is not None and username.lower() in self._localparts:
            return RegistrationBehaviour.DENY
        return RegistrationBehaviour.ALLOW

    async def check_deactivation(self, user_id: str, by_admin: bool) -> bool:
        """Refused to administrators too: Agent Smith would leave every managed room, and no one could put it back."""
        return user_id not in self._users
