/** French texts of `campus adopt rooms`. */
export const adoptRoomTextsFr = {
  "help.adopt.rooms": "liste les salons et espaces que campus ne gère pas, avec des propositions ; --from décide en nombre",
  "help.adopt.propose": "liste les propositions (c'est aussi ce qui est fait sans option)",
  "help.adopt.csv": "écrit les propositions dans un fichier à relire (room;structure;template;…)",
  "help.adopt.from": "reprend les salons de ce fichier relu : tous, ou aucun si une ligne ne va pas",
  "help.adopt.room": "décide qu'un salon ou espace existant est celui d'une structure, ou d'une règle",
  "help.adopt.room.id": "identifiant (!…) ou adresse (#…) du salon",
  "help.adopt.structure": "code ou sigle de la structure, ou rule:CLÉ pour un salon par règle",
  "help.adopt.template": "modèle : space, general, annonces, encadrement ou l'un de ceux du site",
  "help.adopt.release": "rend à ses membres un salon repris : campus l'oublie et le laisse tel quel",
  "usage.room-adoptions": "lignes illisibles dans {file} : {lines} (attendu : room;structure;template). Rien n'a été décidé",
  "usage.rooms-refused": "rien n'a été décidé :\n{lines}",
  "usage.rooms-repeated": "plusieurs places pour un même salon : {names}. Rien n'a été décidé",
  "adopt.rooms.line": "ligne {line} : ",
  "adopt.rooms.proposed": "{count} {count#proposition#propositions} :",
  "adopt.rooms.others": "{count} {count#autre salon ou espace nommé, hors connecteur#autres salons et espaces nommés, hors connecteur} :",
  "adopt.rooms.unnamed":
    "{count} {count#salon sans nom, laissé de côté#salons sans nom, laissés de côté} (conversations privées pour la plupart).",
  "adopt.rooms.space": "espace",
  "adopt.rooms.room": "salon",
  "adopt.rooms.same-name": "même nom",
  "adopt.rooms.same-alias": "même adresse",
  "adopt.rooms.people": "{common} des {expected} personnes attendues[ et {others} autres]",
  "adopt.rooms.ambiguous": "ambigu : à vous de choisir",
  "adopt.rooms.written":
    "{count} {count#proposition écrite#propositions écrites} dans {file}. Relisez, retirez ce qui ne va pas, puis : campus adopt rooms --from {file} --why « … »",
  "adopt.rooms.next":
    "Pour décider : campus adopt room SALON STRUCTURE MODÈLE --why « … », ou en nombre : campus adopt rooms --csv FICHIER, relire, puis --from FICHIER --why « … ».",
  "adopt.rooms.waits": "La reprise attend une approbation, par deux personnes dans une structure sensible : campus sync --approve-as NOM.",
} as const satisfies Readonly<Record<string, string>>;
