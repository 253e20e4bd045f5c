"""Hand-written stand-ins for what Synapse gives the module. Part of matrix-campus, licensed AGPL-3.0-or-later."""

import asyncio
from types import SimpleNamespace

from campus_rules import CampusRules

SMITH = "@_campus.agent.smith:univ.example"
CONNECTOR = "@_campus.connector:univ.example"
CAMILLE = "@dubois001:univ.example"
JEAN = "@martin002:univ.example"
REQUIRED = {"service_users": [CONNECTOR, SMITH], "managed_by": SMITH}


def run(coroutine):
    return asyncio.run(coroutine)


def event(kind, room="!people", content=None, state_key="", sender=CAMILLE):
    made = SimpleNamespace(type=kind, room_id=room, content=content or {}, state_key=state_key, sender=sender)
    made.is_state = lambda: state_key is not None
    return made


def requester(user):
    return SimpleNamespace(user=SimpleNamespace(to_string=lambda: user))


class FakeApi:
    """Two rooms, a few accounts; counts what is asked."""

    def __init__(self):
        self.callbacks = {}
        self.asked = []
        self.members = {"!people": {CAMILLE: "join"}}
        self.creators = {"!managed": SMITH, "!people": CAMILLE}
        self.accounts = {CAMILLE: SimpleNamespace(user_type=None, locked=False)}

    def _register(self, **callbacks):
        self.callbacks.update(callbacks)

    register_spam_checker_callbacks = _register
    register_third_party_rules_callbacks = _register
    register_account_validity_callbacks = _register

    def is_mine(self, user_id):
        return user_id.endswith(":univ.example")

    async def get_userinfo_by_id(self, user_id):
        self.asked.append(user_id)
        return self.accounts.get(user_id)

    async def get_room_state(self, room_id, event_filter):
        self.asked.append(room_id)
        if event_filter == [("m.room.create", "")]:
            creator = self.creators.get(room_id)
            return {("m.room.create", ""): event("m.room.create", sender=creator)} if creator else {}
        members = self.members.get(room_id, {})
        return {("m.room.member", user): event("m.room.member", content={"membership": how}) for user, how in members.items()}


def open_module(**config):
    """(api, callbacks by name), configured as Synapse would."""
    api = FakeApi()
    CampusRules(CampusRules.parse_config({**REQUIRED, **config}), api)
    return api, SimpleNamespace(**api.callbacks)
