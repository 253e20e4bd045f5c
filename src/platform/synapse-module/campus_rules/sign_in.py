"""Sign-ins through CAS or OIDC that end with a page instead of a client's raw error. Part of matrix-campus, licensed AGPL-3.0-or-later."""

from typing import Optional

from synapse.handlers.sso import MappingException
from synapse.module_api import ModuleApi

from .settings import Settings
from .texts import LOCKED, MARKS, SERVICE


class SignInRules:
    """Asked after the provider said who it is, before the browser goes back to the client with its token.

    Synapse shows what a MappingException says by the page sso_error.html, for CAS and for OIDC. Otherwise a locked person
    gets as far as the client, which shows the error 401 M_USER_LOCKED in its own words.
    """

    def __init__(self, settings: Settings, api: ModuleApi):
        self._settings = settings
        self._api = api

    async def check_sso(self, user_id: str, provider_type: Optional[str], provider: Optional[str]) -> None:
        if provider_type != "m.login.sso":
            return
        if user_id in self._settings.service_users:
            raise _page(SERVICE)
        if not self._settings.explain_locked:
            return
        account = await self._api.get_userinfo_by_id(user_id)
        if account is not None and account.locked:
            raise _page(LOCKED)


def _page(text: str) -> MappingException:
    return MappingException(f"{text} {MARKS[text]}")
