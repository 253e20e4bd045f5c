"""Calls, widgets, encryption, and who makes rooms. Part of matrix-campus, licensed AGPL-3.0-or-later."""

import unittest

from fakes import CAMILLE, CONNECTOR, JEAN, SMITH, event, open_module, requester, run
from synapse.module_api import NOT_SPAM
from synapse.module_api.errors import Codes, SynapseError

CALL = "m.call.invite"
ENCRYPTION = "m.room.encryption"
CHAT = {"is_direct": True, "invite": [JEAN], "preset": "trusted_private_chat"}


def with_state(kind, content=None, **request):
    return {**request, "initial_state": [{"type": kind, "state_key": "", "content": content or {}}]}


class RoomTest(unittest.TestCase):
    def assert_refused(self, answer):
        code, fields = answer
        self.assertEqual(code, Codes.FORBIDDEN)
        self.assertRegex(fields["error"], r"^[A-ZÀ-Ý].+ / [A-Z].+\.$")

    def assert_creation_refused(self, rules, config, user=CAMILLE, admin=False):
        with self.assertRaises(SynapseError) as caught:
            run(rules.on_create_room(requester(user), config, admin))
        self.assertEqual((caught.exception.code, caught.exception.errcode), (403, Codes.FORBIDDEN))

    def test_refused_types_are_refused_later_and_at_creation_to_everybody(self):
        api, rules = open_module(refused_types=[CALL])
        self.assert_refused(run(rules.check_event_for_spam(event(CALL, state_key=None))))
        self.assertEqual(run(rules.check_event_for_spam(event("m.room.message", state_key=None))), NOT_SPAM)
        for user in (CAMILLE, SMITH):
            self.assert_creation_refused(rules, with_state(CALL), user, admin=True)
        run(rules.on_create_room(requester(CAMILLE), with_state("m.room.topic"), False))
        self.assertEqual(api.asked, [])

    def test_calls_that_are_on_are_let_through(self):
        _, rules = open_module()
        self.assertEqual(run(rules.check_event_for_spam(event(CALL, state_key=None))), NOT_SPAM)
        run(rules.on_create_room(requester(CAMILLE), with_state(CALL), False))

    def test_managed_rooms_are_never_encrypted_and_people_s_rooms_may_be(self):
        api, rules = open_module()
        self.assert_refused(run(rules.check_event_for_spam(event(ENCRYPTION, "!managed"))))
        self.assertEqual(run(rules.check_event_for_spam(event(ENCRYPTION, "!people"))), NOT_SPAM)
        self.assert_creation_refused(rules, with_state(ENCRYPTION), SMITH)
        run(rules.on_create_room(requester(CAMILLE), with_state(ENCRYPTION), False))
        run(rules.check_event_for_spam(event(ENCRYPTION, "!managed")))
        self.assertEqual(api.asked, ["!managed", "!people"], "asked once per room")

    def test_a_message_that_only_bears_the_name_is_not_looked_into(self):
        api, rules = open_module()
        self.assertEqual(run(rules.check_event_for_spam(event(ENCRYPTION, "!managed", state_key=None))), NOT_SPAM)
        self.assertEqual(api.asked, [])

    def test_a_room_without_a_first_event_is_not_remembered(self):
        api, rules = open_module()
        self.assertEqual(run(rules.check_event_for_spam(event(ENCRYPTION, "!new"))), NOT_SPAM)
        api.creators["!new"] = SMITH
        self.assert_refused(run(rules.check_event_for_spam(event(ENCRYPTION, "!new"))))

    def test_encryption_refused_means_in_every_room(self):
        _, rules = open_module(encryption="refused")
        self.assert_refused(run(rules.check_event_for_spam(event(ENCRYPTION, "!people"))))
        self.assert_creation_refused(rules, with_state(ENCRYPTION))

    def test_odd_initial_state_is_left_to_synapse(self):
        _, rules = open_module(refused_types=[CALL], encryption="refused")
        for odd in (None, "x", [1, "m.call.invite"], [{}], [{"type": None}]):
            run(rules.on_create_room(requester(CAMILLE), {"initial_state": odd}, False))

    def test_only_campus_makes_rooms_and_chats_of_two_stay(self):
        _, rules = open_module(room_creation="campus")
        for user, admin in ((SMITH, False), (CONNECTOR, False), (CAMILLE, True)):
            run(rules.on_create_room(requester(user), {}, admin))
        run(rules.on_create_room(requester(CAMILLE), CHAT, False))
        run(rules.on_create_room(requester(CAMILLE), with_state(ENCRYPTION, **CHAT), False))
        run(rules.on_create_room(requester(CAMILLE), with_state("m.room.join_rules", {"join_rule": "invite"}, **CHAT), False))
        more = [
            {"invite": []},
            {"invite": [JEAN, "@x:univ.example"]},
            {"invite": JEAN},
            {"invite_3pid": [{}]},
            {"is_direct": "true"},
            {"preset": "public_chat"},
            {"visibility": "public"},
            {"room_alias_name": "x"},
            {"creation_content": {"type": "m.space"}},
            with_state("m.room.join_rules", {"join_rule": "public"}),
        ]
        for change in ({}, *({**CHAT, **one} for one in more)):
            with self.subTest(change=change):
                self.assert_creation_refused(rules, change)

    def test_no_chat_of_two_where_the_site_wants_none(self):
        _, rules = open_module(room_creation="campus", direct_chats=False)
        self.assert_creation_refused(rules, CHAT)

    def test_a_chat_of_two_stays_of_two(self):
        api, rules = open_module(room_creation="campus")
        self.assertEqual(run(rules.user_may_invite(CAMILLE, JEAN, "!people")), NOT_SPAM)
        api.members["!people"][JEAN] = "invite"
        self.assertEqual(run(rules.user_may_invite(CAMILLE, JEAN, "!people")), NOT_SPAM)
        self.assert_refused(run(rules.user_may_invite(CAMILLE, "@x:univ.example", "!people")))
        api.members["!people"][JEAN] = "leave"
        self.assertEqual(run(rules.user_may_invite(CAMILLE, "@x:univ.example", "!people")), NOT_SPAM)
        self.assertEqual(run(rules.user_may_invite(CAMILLE, "@x:univ.example", "!managed")), NOT_SPAM)
        self.assertEqual(run(rules.user_may_invite(SMITH, "@x:univ.example", "!people")), NOT_SPAM)
        self.assert_refused(run(rules.user_may_send_3pid_invite(CAMILLE, "email", "a@b", "!people")))

    def test_a_chat_of_two_is_not_opened_to_everybody(self):
        _, rules = open_module(room_creation="campus")
        opening = {"join_rule": "public"}
        self.assert_refused(run(rules.check_event_for_spam(event("m.room.join_rules", content=opening))))
        self.assertEqual(run(rules.check_event_for_spam(event("m.room.join_rules", content={"join_rule": "invite"}))), NOT_SPAM)
        self.assertEqual(run(rules.check_event_for_spam(event("m.room.join_rules", "!managed", opening))), NOT_SPAM)
        _, everybody = open_module()
        self.assertEqual(run(everybody.check_event_for_spam(event("m.room.join_rules", content=opening))), NOT_SPAM)


if __name__ == "__main__":
    unittest.main()
