/** The Synapse module that does what no setting can: its entry in `modules`, from what the site wants (Python: synapse-module/). */
import type { YamlValue } from "./yaml.ts";

/** Python path of the class; its package is the folder `moduleFolder` in one that PYTHONPATH names. */
export const moduleName = "campus_rules.CampusRules";
export const moduleFolder = "campus_rules";

export interface ModuleRules {
  /** Matrix ids of both service identities. */
  readonly serviceUsers: readonly string[];
  /** Matrix id of Agent Smith, creator of managed rooms. */
  readonly managedBy: string;
  /** Types of events nobody may send, nor put into a new room: calls and widgets where they are off. */
  readonly refusedTypes: readonly string[];
  /** people: rooms that people make may be encrypted, managed ones never; refused: no room. */
  readonly encryption: "people" | "refused";
  readonly roomCreation: "everybody" | "campus";
  /** Where campus alone makes rooms: people may still open a chat of two. */
  readonly directChats: boolean;
}

/** One entry of Synapse's `modules`; the package reads it strictly and stops Synapse over a key it doesn't know (settings.py). */
export function moduleEntry(rules: ModuleRules): YamlValue {
  return {
    module: moduleName,
    config: {
      service_users: rules.serviceUsers,
      managed_by: rules.managedBy,
      refused_types: rules.refusedTypes,
      encryption: rules.encryption,
      room_creation: rules.roomCreation,
      direct_chats: rules.directChats,
    },
  };
}

/** The first rules alone, in one file: what the one-process rendering still loads. */
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
