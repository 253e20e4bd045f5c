/** The Synapse module that refuses what no setting can: loaded from the folder of rendered files. */

/** Python path of the class; its file is `moduleFile` in a folder that PYTHONPATH names. */
export const moduleName = "campus_rules.CampusRules";
export const moduleFile = "campus_rules.py";

/**
 * Spam-checker callbacks of Synapse's module API (1.163.2): events other than memberships are seen before they are stored,
 * state included; the state given at a room's creation is seen by the callback about creation; sign-ins by whatever way.
 * Inside an encrypted room the server sees no type.
 */
export const moduleText = `"""Rules of campus that Synapse has no setting for. Rendered: edits are lost at the next start."""
from synapse.module_api import NOT_SPAM, ModuleApi
from synapse.module_api.errors import Codes


class CampusRules:
    def __init__(self, config: dict, api: ModuleApi):
        self._refused_types = frozenset(config["refused_types"])
        self._service_users = frozenset(config["service_users"])
        api.register_spam_checker_callbacks(
            check_event_for_spam=self.check_event,
            user_may_create_room=self.check_room,
            check_login_for_spam=self.check_login,
        )

    async def check_event(self, event):
        return Codes.FORBIDDEN if event.type in self._refused_types else NOT_SPAM

    async def check_room(self, user, room_config):
        initial = room_config.get("initial_state") or []
        refused = any(isinstance(one, dict) and one.get("type") in self._refused_types for one in initial)
        return Codes.FORBIDDEN if refused else NOT_SPAM

    async def check_login(self, user, *details):
        return Codes.FORBIDDEN if user in self._service_users else NOT_SPAM
`;
