/** The 60 structures of the small samples, the awkward ones first: type|code|acronym|label|parents|members at 8,886 (= exact)|closing day|successor. */
export const firstStructures = `
ETAB|UNIV||Université de Démonstration||24
SCEN|HS_C68|DSI|Direction du système d'information|UNIV|70
SCEN|HS_C02|DGS|Direction générale des services|UNIV,HS_C03|12
SSAD|HS_C03|SG|Secrétariat général|HS_C02|12
SCEN|HS_C10|DRH|Direction des ressources humaines|HS_C02|90
SCEN|HS_C12|AC|Agence Comptable|UNIV|=22
COMP|HS_U09|UFR-SCI|UFR des Sciences|UNIV|420
COMP|HS_U10|UFR-SANTE|UFR Santé|UNIV|520
COMP|HS_U11|UFR-LETTRES|UFR Langues & Lettres|UNIV|260
COMP|HS_U12|UFR-HIST|UFR Histoire – Géographie|UNIV|230
COMP|HS_U14|IUT|Institut universitaire de technologie (IUT)|UNIV|380
SREC|HS_R55|ABTE|Aliments Bioprocédés Toxicologie Environnements (ABTE)|HS_U10|=94
SREC|HS_R60|CIMAP|Centre de Recherche sur les Ions, les Matériaux et la Photonique|HS_U09,EXT_CNRS|=59
SCOM|HS_S20|CEMU|Centre d'Enseignement Multimédia Universitaire|UNIV|=76
SCOM|HS_S21||Carré international|UNIV|=117
SCOM|HS_S01|SCD|Service commun de la documentation|UNIV|60
BIBL|HS_B01|BU-SCI|Bibliothèque des Sciences  et Techniques|HS_S01|25
DEPT|HS_D091|INFO|Département d’informatique|HS_U09|60
SSAD|HS_D0911||Plateforme de calcul|HS_D091|=2
SCEN|HS_C22|LOG|Direction de la logistique|HS_C68|0|2024-06-30
SSAD|HS_C221||Équipe audiovisuelle "Œillet" <test> & simulation|HS_C22|9
TL|HS-T/01||La Grange – tiers-lieu|HS_ZZZ|6
SCEN|HS_C24|MARCHES|Bureau des marchés|UNIV|0|2026-08-27
SCOM|HS_S24|REPRO|Reprographie|UNIV|9|2026-09-15
SCEN|HS_C25|PATRIM|Mission patrimoine|UNIV|0|2025-12-31
SREC|HS_R61|PLATIN|@1024|HS_U09|14
SREC|HS_R62|SOLO|Observatoire des marées|HS_U09|=2
COMP|HS_U15|IAE|IAE – École de management|UNIV|180
COMP|HS_U16|INSPE|Institut du professorat et de l'éducation|UNIV|210
COMP|HS_U17|UFR-DROIT|UFR Droit, Administration|UNIV|240
COMP|HS_U18|STAPS|Sciences du sport (STAPS)|UNIV|120
SCEN|HS_C01|CAB|Présidence et cabinet|UNIV|14
SCEN|HS_C11|DAJ|Direction des affaires juridiques|HS_C02|16
SCEN|HS_C13|DAF|Direction des affaires financières|HS_C02|48
SCEN|HS_C14|DIRPAT|Direction du patrimoine|HS_C02|110
SCEN|HS_C15|COM|Direction de la communication|UNIV|22
SCEN|HS_C16|DEVE|Études et vie étudiante|UNIV|75
SCEN|HS_C17|DRV|Recherche et valorisation|UNIV|58
SCOM|HS_S44|MDE|Maison de l'étudiant|UNIV|12
SCOM|HS_S40|SUMPPS|Médecine préventive|HS_S44|24
SCOM|HS_S41|SUAPS|Activités physiques et sportives|UNIV|26
BIBL|HS_B02|BU-SANTE|Bibliothèque Santé|HS_S01|20
BIBL|HS_B03|BU-DROIT|Bibliothèque Droit Lettres|HS_S01|28
DEPT|HS_D092|PHYS|Département de physique|HS_U09|55
DEPT|HS_D093|CHIMIE|Département de chimie|HS_U09|50
DEPT|HS_D141|GEA|Gestion des entreprises et des administrations|HS_U14|45
SSAD|HS_D0931||Magasin central|HS_D093|=1
ANTN|HS_A01|IUT-NORD|Antenne du Nord|HS_U14|40
ANTN|HS_A02|IUT-MER|Antenne de la côte|HS_U14|32
SREC|HS_R40|BOREA|Biologie des Organismes et Écosystèmes Aquatiques|HS_U09,EXT_CNRS|=69
SREC|HS_R41|CERMN|Centre d'Études et de Recherche sur le Médicament de Normandie|HS_U10|=65
SREC|HS_R42|CREM|Centre de Recherche en Économie et Management|HS_U15|=46
SREC|HS_R43|CRAHAM|Centre de Recherches Archéologiques et Historiques Anciennes et Médiévales|HS_U12,EXT_CNRS|=52
SREC|HS_R44|EMERODE|Agroécologie - Mer & Littoral - Géosciences - Géographie - Microbiologie - Biodiversité - Biologie systémique|HS_U09|=7
SREC|HS_R45|BIOTARGEN|Biologie, Génétique et Thérapies ostéoArticulaires et Respiratoires|HS_U10|=12
SREC|HS_R70|LITTO|Laboratoire des littoraux|HS_U12|0|2023-12-31
ED|HS_E01|ED-SIMEM|École doctorale des sciences physiques|UNIV|35
ED|HS_E02|ED-DROIT|École doctorale de droit|UNIV|30
DEPT|HS_D111|ANGLAIS|Département d'anglais|HS_U11|40
DEPT|HS_D112|ESPAGNOL|Département d'espagnol|HS_U11|0|2025-08-31
`;
