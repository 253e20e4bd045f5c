/** French texts of rooms that were there before campus: what keeps one from being taken over. */
export const adoptedRoomsFr = {
  "adopt-place-taken":
    "Le salon {roomId} ne peut pas être repris comme {subject} : campus en gère déjà un à cette place. Reprenez-le à une autre place, ou mettez fin à cette décision : campus decide end room-adoption {roomId}.",
  "adopt-place-claimed":
    "{roomId} n'est pas repris comme {subject} : plusieurs salons sont décidés pour cette même place. Mettez fin aux décisions de trop avec campus decide end room-adoption.",
  "adopt-place-none":
    "{roomId} n'est pas repris comme {subject} : la politique n'y prévoit pas de salon (structure inconnue, fermée, hors établissement ou sans espace ; modèle ou règle inconnus).",
  "adopt-room-missing": "{roomId}, à reprendre comme {subject}, n'existe pas sur ce serveur : corrigez la décision ou mettez-y fin.",
  "adopt-room-replaced":
    "{roomId} n'est pas repris comme {subject} : il a été remplacé par {by}. Reprenez le nouveau, ou laissez l'ancien tel quel.",
  "adopt-room-is-space": "{roomId} n'est pas repris comme {subject} : c'est un espace, et un salon est attendu à cette place.",
  "adopt-room-is-no-space": "{roomId} n'est pas repris comme {subject} : c'est un salon, et un espace est attendu à cette place.",
  "adopt-room-version":
    "{roomId} n'est pas repris comme {subject} : sa version ({version}) n'est pas de celles que campus sait gérer (9 à 12). Faites-le mettre à niveau dans Element (/upgraderoom 11), puis reprenez le nouveau salon.",
  "adopt-room-encrypted":
    "{roomId} n'est pas repris comme {subject} : il est chiffré, ce qui ne se défait pas, et ses nouveaux membres n'en liraient rien. Laissez-le à ses membres.",
  "adopt-room-federated":
    "{roomId} n'est pas repris comme {subject} : il est partagé avec d'autres serveurs ({servers}). Laissez-le tel quel, ou faites-en sortir leurs membres.",
  "adopt-room-without-administrator":
    "{roomId} n'est pas repris comme {subject} : personne de ce serveur n'y a plus le niveau 100 qu'il faudrait donner à Agent Smith. Laissez-le tel quel ; campus en fera un neuf quand cette décision aura pris fin.",
  "adopt-room-differs":
    "Salon repris {subject} : {setting@setting} n'est pas ce que prévoit la politique[, trouvé « {found} »][, attendu « {expected} »]. Rien n'y est changé à ce passage ; ensuite policy.drift décide.",
} as const satisfies Readonly<Record<string, string>>;
