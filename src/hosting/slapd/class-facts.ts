/** Facts of the eduPerson and SUPANN schemas: object classes and the attributes they require or allow. */

/** One a line: name|oid|superior class|kind|required attributes|allowed attributes, lists separated by commas. */
export const classFacts = `
eduPerson|1.3.6.1.4.1.5923.1.1.2|top|AUXILIARY||eduPersonAffiliation,eduPersonNickname,eduPersonOrgDN,eduPersonOrgUnitDN,eduPersonPrimaryAffiliation,eduPersonPrincipalName,eduPersonPrincipalNamePrior,eduPersonEntitlement,eduPersonPrimaryOrgUnitDN,eduPersonScopedAffiliation,eduPersonTargetedID,eduPersonAssurance,eduPersonUniqueId,eduPersonOrcid,eduPersonAnalyticsTag,eduPersonDisplayPronouns
supannPerson|1.3.6.1.4.1.7135.1.2.2.1|top|AUXILIARY||supannOrganisme,supannCivilite,supannAutreTelephone,supannAffectation,supannEmpId,supannCodeINE,supannEtuId,supannAliasLogin,supannParrainDN,supannActivite,supannEntiteAffectation,supannEntiteAffectationPrincipale,supannMailPerso,supannRole,supannRoleEntite,supannRoleGenerique,supannEtuAnneeInscription,supannEtuCursusAnnee,supannEtuDiplome,supannEtuElementPedagogique,supannEtuEtape,supannEtuInscription,supannEtuRegimeInscription,supannEtuSecteurDisciplinaire,supannEtuTypeDiplome,supannEtablissement,supannListeRouge,supannAutreMail,mailForwardingAddress,supannEmpCorps,supannTypeEntiteAffectation,supannRefId,supannNomDeNaissance,supannPrenomsEtatCivil,supannOIDCDateDeNaissance,supannOIDCGenre,supannCodeINSEEPaysDeNaissance,supannCodeINSEEVilleDeNaissance,supannFCSub,supannRessourceEtat,supannRessourceEtatDate,supannEmpProfil,supannExtProfil,supannCodePopulation,supannEmpDateFin,supannEtuDateFin,supannExtDateFin,supannConsentement,supannAdressePostalePrivee,supannTelephonePrive,supannMailPrive
supannOrg|1.3.6.1.4.1.7135.1.2.2.2|top|AUXILIARY||supannEtablissement
supannEntite|1.3.6.1.4.1.7135.1.2.2.3|top|AUXILIARY|supannCodeEntite|supannTypeEntite,supannCodeEntiteParent,supannRefId,labeledURI
supannFCPerson|1.3.6.1.4.1.7135.1.2.2.4|top|AUXILIARY|supannNomDeNaissance,supannPrenomsEtatCivil,supannOIDCDateDeNaissance,supannOIDCGenre,supannCodeINSEEPaysDeNaissance,supannFCSub|supannCodeINSEEVilleDeNaissance
supannCMS|1.3.6.1.4.1.7135.1.2.2.5|top|AUXILIARY||supannCMSId,supannCMSIdEtiquette,supannCMSAppId,supannCMSAppIdDomaine,supannCMSAffectation,supannCMSAppAffectation,supannCMSType,supannCMSSource,supannCMSDateFin
supannGroupe|1.3.6.1.4.1.7135.1.2.2.6|top|AUXILIARY||supannGroupeDateFin,supannGroupeAdminDN,supannGroupeLecteurDN,supannRefId
supannApplication|1.3.6.1.4.1.7135.1.2.2.7|applicationProcess|STRUCTURAL||displayName,labeledURI,mail,manager,owner,supannMailContact,supannRefId,userPassword
supannRessource|1.3.6.1.4.1.7135.1.2.2.8|top|AUXILIARY||supannRessourceEtat,supannRessourceEtatDate
`;
