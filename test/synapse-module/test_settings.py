"""The configuration is read strictly. Part of matrix-campus, licensed AGPL-3.0-or-later."""

import unittest

from fakes import CONNECTOR, REQUIRED, SMITH, open_module
from synapse.module_api.errors import ConfigError

from campus_rules import CampusRules


class SettingsTest(unittest.TestCase):
    def refused(self, config):
        with self.assertRaises(ConfigError) as caught:
            CampusRules.parse_config(config)
        return str(caught.exception), getattr(caught.exception, "path", None)

    def test_required_keys_alone_give_the_defaults(self):
        settings = CampusRules.parse_config(REQUIRED)
        self.assertEqual(settings.service_users, {CONNECTOR, SMITH})
        self.assertEqual((settings.encryption, settings.room_creation), ("people", "everybody"))
        self.assertTrue(settings.direct_chats and settings.hide_red_list and settings.explain_locked)

    def test_a_wrong_value_is_refused_by_its_key(self):
        wrong = {
            "service_users": [[], "@a:b", ["dubois"], [1], None],
            "managed_by": ["smith", None, [SMITH]],
            "refused_types": ["m.call", [1], [""], {"m.call": True}],
            "encryption": ["off", True, None],
            "room_creation": ["staff", False, []],
            "direct_chats": ["yes", 1, None],
            "hide_red_list": ["no", 0],
            "explain_locked": [None],
        }
        for key, values in wrong.items():
            for value in values:
                with self.subTest(key=key, value=value):
                    text, path = self.refused({**REQUIRED, key: value})
                    self.assertIn(f"campus_rules: {key}: expected", text)
                    self.assertEqual(tuple(path), (key,))

    def test_an_unknown_key_is_refused_and_the_known_ones_named(self):
        text, path = self.refused({**REQUIRED, "encrytion": "refused"})
        self.assertIn("encrytion: unknown key", text)
        self.assertIn("encryption", text)
        self.assertEqual(tuple(path), ("encrytion",))

    def test_a_missing_key_is_named(self):
        for key in REQUIRED:
            text, _ = self.refused({one: value for one, value in REQUIRED.items() if one != key})
            self.assertIn(f"{key}: missing", text)

    def test_no_configuration_at_all_is_refused(self):
        for config in (None, [], "x"):
            self.assertIn("expected keys and values", self.refused(config)[0])

    def test_a_rule_that_is_off_registers_nothing(self):
        names = {"check_username_for_spam", "user_may_invite", "user_may_send_3pid_invite"}
        api, _ = open_module(hide_red_list=False)
        self.assertFalse(names & set(api.callbacks))
        api, _ = open_module(room_creation="campus")
        self.assertTrue(names <= set(api.callbacks))


if __name__ == "__main__":
    unittest.main()
