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
