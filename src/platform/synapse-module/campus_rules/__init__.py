"""What no setting of Synapse can do for a campus. Part of matrix-campus, licensed AGPL-3.0-or-later.

    modules:
      - module: campus_rules.CampusRules
        config: {service_users: ["@_campus.connector:…", "@_campus.agent.smith:…"], managed_by: "@_campus.agent.smith:…"}

Every key of the configuration is described in settings.py; an unknown key or a wrong type stops Synapse at start and names
the key. Tried on Synapse 1.117.0, 1.118.0 and 1.163.2. Nothing here is asked of the database per message: the only
questions are cached rows of accounts, and the creation event of a room where encryption is turned on or somebody invited.
"""

from synapse.module_api import ModuleApi

from .events import EventRules
from .identities import IdentityRules
from .managed import ManagedRooms
from .red_list import RedList
from .rooms import RoomRules
from .settings import Settings, read_settings
from .sign_in import SignInRules

__all__ = ["CampusRules"]


class CampusRules:
    """Registers only the callbacks that the configuration asks for, so that a rule that is off costs nothing."""

    def __init__(self, settings: Settings, api: ModuleApi):
        managed = ManagedRooms(settings.managed_by, api)
        identities = IdentityRules(settings)
        events = EventRules(settings, managed)
        rooms = RoomRules(settings, managed, api)
        sign_in = SignInRules(settings, api)
        spam = {
            "check_event_for_spam": events.check_event,
            "check_login_for_spam": identities.check_login,
            "check_registration_for_spam": identities.check_registration,
        }
        if settings.hide_red_list:
            spam["check_username_for_spam"] = RedList(api).is_hidden
        if settings.room_creation == "campus":
            spam["user_may_invite"] = rooms.check_invite
            spam["user_may_send_3pid_invite"] = rooms.check_mail_invite
        api.register_spam_checker_callbacks(**spam)
        api.register_third_party_rules_callbacks(
            on_create_room=rooms.check_creation,
            check_can_deactivate_user=identities.check_deactivation,
        )
        api.register_account_validity_callbacks(on_user_login=sign_in.check_sso)

    @staticmethod
    def parse_config(config: object) -> Settings:
        """Called by Synapse when it reads its configuration, by its checker too."""
        return read_settings(config)
