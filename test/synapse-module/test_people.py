"""The red list, service identities, locked people. Part of matrix-campus, licensed AGPL-3.0-or-later."""

import unittest
from types import SimpleNamespace

from fakes import CAMILLE, CONNECTOR, JEAN, SMITH, open_module, run
from synapse.handlers.sso import MappingException
from synapse.module_api import NOT_SPAM
from synapse.module_api.errors import Codes
from synapse.spam_checker_api import RegistrationBehaviour


class PeopleTest(unittest.TestCase):
    def test_only_accounts_that_bear_the_mark_are_hidden_from_the_search(self):
        api, rules = open_module()
        seen = {}
        for kind in (None, "bot", "support"):
            api.accounts[JEAN] = SimpleNamespace(user_type=kind, locked=False)
            seen[kind] = run(rules.check_username_for_spam({"user_id": JEAN, "display_name": "Jean", "avatar_url": None}))
        self.assertEqual(seen, {None: False, "bot": False, "support": True})
        self.assertFalse(run(rules.check_username_for_spam({"user_id": "@nobody:univ.example"})))

    def test_people_of_other_servers_are_not_asked_about(self):
        api, rules = open_module()
        self.assertFalse(run(rules.check_username_for_spam({"user_id": "@a:other.example"})))
        self.assertEqual(api.asked, [])

    def test_nobody_signs_in_as_a_service_identity(self):
        _, rules = open_module()
        for user in (SMITH, CONNECTOR):
            for provider in ("cas", "oidc-campus", None):
                code, fields = run(rules.check_login_for_spam(user, "DEVICE", None, [], provider))
                self.assertEqual(code, Codes.FORBIDDEN)
                self.assertIn("service", fields["error"])
        self.assertEqual(run(rules.check_login_for_spam(CAMILLE, None, None, [], "cas")), NOT_SPAM)
        self.assertEqual(run(rules.check_login_for_spam(CAMILLE, None, None, [])), NOT_SPAM)

    def test_their_names_are_not_registered(self):
        _, rules = open_module()
        for name in ("_campus.agent.smith", "_CAMPUS.Agent.Smith", "_campus.connector"):
            self.assertEqual(run(rules.check_registration_for_spam(None, name, [], None)), RegistrationBehaviour.DENY)
        for name in ("dubois001", None):
            self.assertEqual(run(rules.check_registration_for_spam(None, name, [])), RegistrationBehaviour.ALLOW)

    def test_they_are_not_deactivated_even_by_administrators(self):
        _, rules = open_module()
        for by_admin in (True, False):
            self.assertFalse(run(rules.check_can_deactivate_user(SMITH, by_admin)))
            self.assertTrue(run(rules.check_can_deactivate_user(CAMILLE, by_admin)))

    def refused_page(self, rules, user):
        with self.assertRaises(MappingException) as caught:
            run(rules.on_user_login(user, "m.login.sso", "cas"))
        return str(caught.exception)

    def test_a_locked_person_is_told_during_the_sign_in(self):
        api, rules = open_module()
        run(rules.on_user_login(CAMILLE, "m.login.sso", "cas"))
        api.accounts[CAMILLE].locked = True
        self.assertTrue(self.refused_page(rules, CAMILLE).endswith("(campus-locked)"))
        # Elsewhere Synapse has its own answer, and an exception of this kind would be an internal error.
        for kind in ("m.login.token", "m.login.password", None):
            run(rules.on_user_login(CAMILLE, kind, None))

    def test_the_page_may_be_left_out(self):
        api, rules = open_module(explain_locked=False)
        api.accounts[CAMILLE].locked = True
        run(rules.on_user_login(CAMILLE, "m.login.sso", "cas"))
        self.assertTrue(self.refused_page(rules, SMITH).endswith("(campus-service)"))
        run(rules.on_user_login("@nobody:univ.example", "m.login.sso", "cas"))

    def test_a_service_identity_is_refused_during_the_sign_in(self):
        api, rules = open_module()
        self.assertTrue(self.refused_page(rules, SMITH).endswith("(campus-service)"))
        self.assertEqual(api.asked, [])


if __name__ == "__main__":
    unittest.main()
