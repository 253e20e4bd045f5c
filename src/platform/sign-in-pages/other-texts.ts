/** What people read on the other pages of the sign-in. */
import type { Message } from "./page.ts";

export const deactivated: Message = {
  fr: {
    title: "Votre compte de messagerie est fermé",
    what: ["Vous êtes bien identifié, mais votre compte de messagerie a été fermé définitivement après un départ."],
    steps: ["Si vous êtes de retour dans l'établissement, demandez à l'assistance de rouvrir un accès."],
  },
  en: {
    title: "Your messaging account is closed",
    what: ["You were recognised, but your messaging account was closed for good after a departure."],
    steps: ["If you are back in the institution, ask the help desk to open an access again."],
  },
};

export const badUser: Message = {
  fr: {
    title: "Ce n'est pas le même compte",
    what: ["Vous vous êtes identifié avec un autre compte que celui de votre messagerie. Rien n'a été fait."],
    steps: ["Fermez cette fenêtre, déconnectez-vous du service d'authentification, puis recommencez avec votre propre compte."],
  },
  en: {
    title: "This is not the same account",
    what: ["You signed in with another account than that of your messaging service. Nothing was done."],
    steps: ["Close this window, sign out of the authentication service, then start again with your own account."],
  },
};

export const redirectConfirm: Message = {
  fr: { title: "Continuer vers votre messagerie", what: ["Si vous continuez, cette application aura accès à votre compte :"], steps: [] },
  en: { title: "Continue to your messages", what: ["If you continue, this application will have access to your account:"], steps: [] },
};
export const redirectCaution = {
  fr: "Vous ne reconnaissez pas cette adresse ? Fermez la page et prévenez l'assistance.",
  en: "You don't recognise this address? Close the page and tell the help desk.",
};

export const authConfirm: Message = {
  fr: {
    title: "Confirmez que c'est bien vous",
    what: ["Votre application demande à faire ceci sur votre compte :"],
    steps: [],
  },
  en: { title: "Confirm that it is you", what: ["Your application asks to do this on your account:"], steps: [] },
};
export const authCaution = {
  fr: "Vous n'avez rien demandé ? Fermez la page et prévenez l'assistance : quelqu'un se sert peut-être de votre compte.",
  en: "You asked for nothing? Close the page and tell the help desk: somebody may be using your account.",
};

/** Synapse's words for what is asked (`description` of a request to confirm), and the French for them. */
export const askedFor: Readonly<Record<string, string>> = {
  "modify your account password": "changer votre mot de passe",
  "deactivate your account": "fermer votre compte",
  "add a third-party identifier to your account": "ajouter une adresse ou un numéro à votre compte",
  "remove device(s) from your account": "déconnecter un ou plusieurs de vos appareils",
  "remove a device from your account": "déconnecter un de vos appareils",
  "issue a new access token for your account": "connecter un nouvel appareil",
  "reset the device signing key on your account": "réinitialiser vos clés de chiffrement",
};

export const authSuccess: Message = {
  fr: { title: "Merci, c'est confirmé", what: ["Vous pouvez fermer cette fenêtre et revenir à votre application."], steps: [] },
  en: { title: "Thank you, it is confirmed", what: ["You can close this window and go back to your application."], steps: [] },
};

export const casDown: Message = {
  fr: {
    title: "Le service d'authentification ne répond pas",
    what: ["La messagerie n'a pas pu vérifier qui vous êtes : le service d'authentification de l'établissement est arrêté ou injoignable."],
    steps: [
      "Réessayez dans quelques minutes, en revenant à la messagerie plutôt qu'en rechargeant cette page.",
      "Là où vous êtes déjà connecté, la messagerie continue de fonctionner : ne vous déconnectez pas.",
    ],
  },
  en: {
    title: "The authentication service does not answer",
    what: ["The messaging service could not check who you are: the institution's authentication service is down or out of reach."],
    steps: [
      "Try again in a few minutes, by going back to the messaging service rather than reloading this page.",
      "Where you are signed in already, the messaging service goes on working: don't sign out.",
    ],
  },
};
