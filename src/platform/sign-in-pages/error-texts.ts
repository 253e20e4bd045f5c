/** What people read when a sign-in fails, and which of Synapse's answers mean it (Synapse 1.117.0, 1.118.0, 1.163.2). */
import type { Message } from "./page.ts";

export interface ErrorCase {
  /** Jinja condition over `error` and `description`; the last case has none. */
  readonly when: string | null;
  readonly message: Message;
  /** Whether beginning again can help. */
  readonly again: boolean;
}

const isOne = (...codes: readonly string[]): string => `error in [${codes.map((code) => `"${code}"`).join(", ")}]`;

const locked: ErrorCase = {
  when: '"(campus-locked)" in description',
  again: false,
  message: {
    fr: {
      title: "Votre compte de messagerie est désactivé",
      what: [
        "Vous êtes bien identifié, mais votre compte de messagerie est désactivé. Rien n'est perdu : vos salons et vos messages sont gardés.",
      ],
      steps: [
        "C'est le cas lorsqu'un contrat ou une affectation a pris fin, ou par mesure de sécurité.",
        "Si vous travaillez toujours ici, faites-le savoir à l'assistance : le compte peut être rouvert.",
      ],
    },
    en: {
      title: "Your messaging account is locked",
      what: ["You were recognised, but your messaging account is locked. Nothing is lost: your rooms and messages are kept."],
      steps: [
        "This happens when a contract or an assignment has ended, or as a safety measure.",
        "If you still work here, tell the help desk: the account can be opened again.",
      ],
    },
  },
};

const service: ErrorCase = {
  when: '"(campus-service)" in description',
  again: false,
  message: {
    fr: {
      title: "Ce compte n'est à personne",
      what: ["L'identifiant que vous avez utilisé correspond à un compte de service de la messagerie : personne ne s'y connecte."],
      steps: ["Signalez-le à l'assistance, avec l'identifiant que vous avez saisi."],
    },
    en: {
      title: "This account is nobody's",
      what: ["The login you used is that of a service account of the messaging service: nobody signs in with it."],
      steps: ["Report it to the help desk, with the login you typed."],
    },
  },
};

const unknown: ErrorCase = {
  when: isOne("mapping_error"),
  again: false,
  message: {
    fr: {
      title: "Vous n'avez pas encore de compte de messagerie",
      what: ["Vous êtes bien identifié, mais aucun compte de messagerie ne correspond à votre identifiant."],
      steps: [
        "Vous venez d'arriver ? Le compte est créé automatiquement à partir de votre dossier, en général le lendemain : réessayez alors.",
        "Sinon, demandez à l'assistance si votre situation donne droit à un compte.",
      ],
    },
    en: {
      title: "You have no messaging account yet",
      what: ["You were recognised, but no messaging account matches your login."],
      steps: [
        "Have you just arrived? The account is made automatically from your staff record, usually by the next day: try again then.",
        "Otherwise, ask the help desk whether your situation gives right to an account.",
      ],
    },
  },
};

const refused: ErrorCase = {
  when: isOne("unauthorised", "access_denied"),
  again: false,
  message: {
    fr: {
      title: "Cette messagerie ne vous est pas ouverte",
      what: ["Vous êtes bien identifié, mais votre compte ne fait pas partie de ceux à qui cette messagerie est ouverte."],
      steps: [
        "Si vous avez plusieurs comptes (étudiant et personnel, par exemple), déconnectez-vous et reprenez avec l'autre.",
        "Si vous devriez y avoir accès, demandez-le à l'assistance.",
      ],
    },
    en: {
      title: "This messaging service is not open to you",
      what: ["You were recognised, but your account is not among those this messaging service is open to."],
      steps: [
        "If you have several accounts (student and staff, for instance), sign out and start again with the other one.",
        "If you should have access, ask the help desk for it.",
      ],
    },
  },
};

const expired: ErrorCase = {
  // The first code is spelt so in Synapse: CAS refused the ticket, used already (the page was reloaded) or too old.
  when: isOne("unsucessful_response", "unsuccessful_response", "missing_session", "mismatching_session", "invalid_session", "bad_session"),
  again: true,
  message: {
    fr: {
      title: "Cette connexion a expiré",
      what: ["L'adresse de cette page ne sert qu'une fois et pendant quelques secondes : elle a été rechargée, ou ouverte trop tard."],
      steps: ["Revenez à la messagerie et connectez-vous de nouveau. Ne rechargez pas cette page et n'en gardez pas l'adresse."],
    },
    en: {
      title: "This sign-in has expired",
      what: ["The address of this page works once, for a few seconds: it was reloaded, or opened too late."],
      steps: ["Go back to the messaging service and sign in again. Don't reload this page, and don't keep its address."],
    },
  },
};

const unavailable: ErrorCase = {
  when: isOne(
    "server_error",
    "missing_service_response",
    "no_user",
    "fetch_error",
    "provider_unavailable",
    "temporarily_unavailable",
    "invalid_token",
    "unknown_idp",
  ),
  again: true,
  message: {
    fr: {
      title: "Le service d'authentification n'a pas répondu comme prévu",
      what: ["La messagerie fonctionne, mais le service qui vérifie qui vous êtes lui a donné une réponse qu'elle n'a pas comprise."],
      steps: ["Réessayez dans quelques minutes.", "Si cela dure, prévenez l'assistance avec le code ci-dessous."],
    },
    en: {
      title: "The authentication service did not answer as expected",
      what: ["The messaging service works, but the service that checks who you are gave it an answer it did not understand."],
      steps: ["Try again in a few minutes.", "If it lasts, tell the help desk, with the code below."],
    },
  },
};

const other: ErrorCase = {
  when: null,
  again: true,
  message: {
    fr: {
      title: "La connexion n'a pas abouti",
      what: ["Une erreur imprévue a interrompu votre connexion. Votre compte n'est pas en cause et rien n'a été modifié."],
      steps: [
        "Revenez à la messagerie et connectez-vous de nouveau.",
        "Si cela recommence, prévenez l'assistance avec le code ci-dessous.",
      ],
    },
    en: {
      title: "The sign-in failed",
      what: ["An unexpected error interrupted your sign-in. Your account is not the cause and nothing was changed."],
      steps: ["Go back to the messaging service and sign in again.", "If it happens again, tell the help desk, with the code below."],
    },
  },
};

/** In the order of their conditions; the last one takes what is left. */
export const errorCases: readonly ErrorCase[] = [locked, service, unknown, refused, expired, unavailable, other];
