"""What people read when something is refused, French first. Part of matrix-campus, licensed AGPL-3.0-or-later."""

from typing import Any, Dict, Tuple

from synapse.module_api.errors import Codes, SynapseError

CALLS = "Les appels et les widgets ne sont pas ouverts ici. / Calls and widgets are not available here."
ENCRYPTION = "Ce salon ne peut pas être chiffré. / This room cannot be encrypted."
ROOMS = "Seul l'établissement crée des salons ici. / Only the institution creates rooms here."
CHATS_OF_TWO = (
    "Seul l'établissement crée des salons ici ; une discussion reste à deux. / "
    "Only the institution creates rooms here; a chat stays between two people."
)
SERVICE = "Personne ne se connecte avec ce compte de service. / Nobody signs in with this service account."
LOCKED = "Votre compte est désactivé. / Your account is locked."

#: Put behind SERVICE and LOCKED where a page shows them: the sign-in pages know them by it, not by the sentence.
MARKS = {SERVICE: "(campus-service)", LOCKED: "(campus-locked)"}


def refusal(text: str) -> Tuple[Codes, Dict[str, Any]]:
    """Answer of a spam-checker callback; the sentence replaces Synapse's own, which speaks of spam."""
    return Codes.FORBIDDEN, {"error": text}


def refuse(text: str) -> SynapseError:
    """To be raised where a callback refuses by an exception."""
    return SynapseError(403, text, Codes.FORBIDDEN)
