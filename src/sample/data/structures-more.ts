/** The structures that only the samples above 500 people have, same columns as the first ones. */
export const moreStructures = `
SREC|HS_R46|BIOCONNECT|Biologie du cartilage, biotechnologie et télémédecine|HS_U10|=9
SREC|HS_R47|CREC|Centre de Recherche en Environnement Côtier|HS_U09|=44
SREC|HS_R48|CRISCO|Centre de Recherche Inter-Langues sur la Signification en Contexte|HS_U11|=43
SREC|HS_R49|CERREV|Centre de Recherche Risques et Vulnérabilités|HS_U12|=48
COMP|HS_U19|UFR-PSYCHO|UFR de Psychologie|UNIV|110
COMP|HS_U20|ESIX|École d'ingénieurs|UNIV|130
COMP|HS_U21|UFR-ECO|UFR Économie|UNIV|120
COMP|HS_U22|UFR-ARTS|UFR Arts du spectacle|UNIV|70
COMP|HS_U23|UFR-GEO|UFR Géosciences|UNIV|80
COMP|HS_U24|PHARMA|UFR de Pharmacie|UNIV|140
COMP|HS_U25|ODONTO|UFR d'Odontologie|UNIV|40
COMP|HS_U26|IPAG|Préparation à l'administration générale|UNIV|20
COMP|HS_U27|IFR|Formation continue|UNIV|30
COMP|HS_U28|ISPA|Institut des plastiques|UNIV|0|2024-08-31
SREC|HS_R01|ALPHA|Laboratoire d'algorithmique|HS_U09,EXT_CNRS|60
SREC|HS_R02|BETA|Laboratoire de mathématiques|HS_U09,EXT_CNRS|55
SREC|HS_R03|GAMMA|Laboratoire de catalyse|HS_U20,EXT_CNRS|62
SREC|HS_R04|DELTA|Laboratoire de chimie moléculaire|HS_U20,EXT_CNRS|48
SREC|HS_R05|EPSILON|Laboratoire de physique corpusculaire|HS_U09,EXT_CNRS|52
SREC|HS_R06|ZETA|Cognition et vieillissement|HS_U19,EXT_INSERM|26
SREC|HS_R07|ETA|Imagerie cérébrale|HS_U10,EXT_INSERM|38
SREC|HS_R08|THETA|Physiopathologie|HS_U10,EXT_INSERM|30
SREC|HS_R09|IOTA|Nutrition & prévention|HS_U10|18
SREC|HS_R10|KAPPA|Espaces et sociétés|HS_U12|36
SREC|HS_R11|LAMBDA|Histoire culturelle|HS_U12|28
SREC|HS_R12|MU|Lettres, arts, scènes|HS_U22|32
SREC|HS_R14|XI|Droit fondamental|HS_U17|30
SREC|HS_R15|OMICRON|Institut de droit privé|HS_U17|24
SREC|HS_R16|PI|Gestion et territoires|HS_U15|26
SREC|HS_R17|RHO|Éducation et formation|HS_U16|34
SREC|HS_R19|TAU|Géomorphologie continentale|HS_U23|27
SREC|HS_R20|UPSILON|Archéologie des mondes anciens|HS_U12|13
SREC|HS_R21|PHI|@250|HS_U21|17
SREC|HS_R22|CHI|Microbiologie de l'environnement|HS_U24|19
SREC|HS_R24|OMEGA|Traductologie|HS_U11|=1
SREC|HS_R25||Atelier de cartographie|HS_U23|=0
SREC|HS_R26|MEMO|Mémoires et récits|HS_U12|=2
SREC|HS_R71|OPTA|Optique avancée|HS_U09|0|2022-12-31
SREC|HS_R72|GRECA|Groupe de recherche en calcul|HS_U09|0|2021-08-31
SREC|HS_R73|BIO2|Biologie intégrée|HS_U10|0|2024-12-31|HS_R46
SREC|HS_R74|CRED|Économie du développement|HS_U21|0|2023-08-31|HS_R42
SREC|HS_R75|LASLA|Analyse statistique des langues|HS_U11|0|2022-08-31
SREC|HS_R76|MRSH2|Maison des humanités|HS_U12|0|2020-12-31
SREC|HS_R77|TOXI|Toxicologie|HS_U24|0|2026-08-27
SREC|HS_R78|PHARE|Phares et balises|HS_U23|0|2025-06-30
SCEN|HS_C18|DHS|Hygiène & sécurité|UNIV|14
SCEN|HS_C19|DIRVED|Enseignement à distance|UNIV|18
SCEN|HS_C20|DPIL|Pilotage et qualité|HS_C02|17
SCEN|HS_C21|ACHATS|Direction des achats|HS_C02|19
SCEN|HS_C26|AUDIT|Audit interne|UNIV|4
SCEN|HS_C29|COUR|Courrier|HS_C14|8
SCEN|HS_C30|GARD|Gardiennage|HS_C14|22
SCEN|HS_C31|ESPV|Espaces verts|HS_C14|28
SCEN|HS_C34|HAND|Relais handicap|HS_C16|11
SCEN|HS_C35|ORIENT|Orientation et insertion|HS_C16|26
SCEN|HS_C36|DPO|Protection des données|UNIV|=2
SCEN|HS_C37||Médiation|UNIV|=1
SCEN|HS_C70|CRI|Centre de ressources informatiques|UNIV|0|2019-12-31|HS_C68
SCEN|HS_C71|STAGE|Bureau des stages|HS_C16|0|2024-01-31|HS_C35
SCEN|HS_C72|TELE|Téléphonie|HS_C68|0|2026-08-27
SCOM|HS_S22|PUD|Presses universitaires|UNIV|9
SCOM|HS_S23|CLUB|Action culturelle|UNIV|10
SCOM|HS_S25|CRES|Crèche|UNIV|12
SCOM|HS_S26|ANIM|Centre d'animalerie|UNIV|13
SCOM|HS_S27|JARDIN|Jardin botanique|UNIV|=2
SCOM|HS_S28|OFFSET|Ancien atelier d'impression|UNIV|0|2022-06-30|HS_S24
BIBL|HS_B04|BU-IUT|Bibliothèque de l'IUT|HS_S01|6
BIBL|HS_B05|BU-MER|Bibliothèque de la côte|HS_S01|4
BIBL|HS_B06|BU-INSPE|Bibliothèque de l'Inspé|HS_S01|9
BIBL|HS_B07|BU-STAPS|Bibliothèque du sport|HS_S01|5
BIBL|HS_B08|BU-HIST|Bibliothèque d'histoire|HS_S01|=1
BIBL|HS_B09|BU-ANC|Ancienne bibliothèque|HS_S01|0|2018-08-31
DEPT|HS_D094|BIO|Département de biologie|HS_U09|58
DEPT|HS_D095|MATHS|Département de mathématiques|HS_U09|52
DEPT|HS_D096|MECA|Département de mécanique|HS_U09|0|2021-12-31
DEPT|HS_D101|MED|Département de médecine|HS_U10|120
DEPT|HS_D102|KINE|Département de kinésithérapie|HS_U10|24
DEPT|HS_D103|ORTHO|Département d'orthophonie|HS_U10|0|2019-08-31
DEPT|HS_D121|HIST|Département d'histoire|HS_U12|42
DEPT|HS_D122|GEO|Département de géographie|HS_U12|34
DEPT|HS_D142|GB|Génie biologique|HS_U14|36
DEPT|HS_D143|MMI|Multimédia et Internet|HS_U14|30
DEPT|HS_D144|RT|Réseaux et télécommunications|HS_U14|28
DEPT|HS_D281|PLAST|Département des plastiques|HS_U28|16
DEPT|HS_D282|COMPO|Département des composites|HS_U28|12
DEPT|HS_D171|DPUB|Département de droit public|HS_U17|32
DEPT|HS_D172|DPRI|Département de droit privé|HS_U17|36
DEPT|HS_D173|AES|Administration économique et sociale|HS_U17|0|2022-08-31
SSAD|HS_C101|PAIE|Pôle paie|HS_C10|18
SSAD|HS_C681|ASSIST|Assistance & proximité|HS_C68|20
SSAD|HS_C682|INFRA|Infrastructures|HS_C68|16
SSAD|HS_C6821||Cellule stockage|HS_C682|=2
SSAD|HS_C683|SOCLE|Socle logiciel|HS_C68|=0
ANTN|HS_A03|IUT-SUD|Antenne du Sud|HS_U14|20
ANTN|HS_A05|INSPE-OUEST|Antenne de l'Ouest|HS_U16|10
ANTN|HS_A06|UFR-VAL|Antenne du Val|HS_U11|0|2020-08-31
ED|HS_E03|ED-BIO|École doctorale de biologie|UNIV|40
ED|HS_E04|ED-HIST|École doctorale d'histoire|UNIV|28
ED|HS_E05|ED-MATHS|École doctorale de mathématiques|UNIV|26
ED|HS_E06|ED-ECO|École doctorale d'économie|UNIV|16
TL|HS_T02|FABLAB|Atelier de fabrication|UNIV|5|2027-01-31
ANTN|HS_A07||Antenne des îles|HS_U14|0|2021-06-30
`;

/** Entries that are not the university's own: never counted as structures, always ignored. */
export const foreignStructures = `
FICT|HS_F01|FICT|Structure fictive de paye|UNIV|0
EXT|EXT_CNRS|CNRS|Organisme de recherche partenaire||0
EXT|EXT_INSERM|INSERM|Institut de santé partenaire||0
CONS|HS_K01|CA|Conseil d'administration|UNIV|0
`;
