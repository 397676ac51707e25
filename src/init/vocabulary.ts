import { ENTERPRISE } from './urns.js';
import type { ValueKind } from './value-kinds.js';

/** What fields are called that hold an attribute. */
export interface Term {
  readonly attribute: string;
  /** Names as `namesOf` gives them, without blanks and accents, by language. */
  readonly names: { readonly en?: string; readonly de?: string; readonly fr?: string; readonly es?: string };
  /** What the values look like, where that can be told. */
  readonly kind?: ValueKind;
  /** The name alone says too little: the values must look like it, or must not. */
  readonly only?: ValueKind;
  readonly unless?: ValueKind;
  /** The name means this only where another field holds that attribute: `nom` beside `prénom`. */
  readonly beside?: string;
}

/** Where two terms share a name, the first that fits wins. */
export const userTerms: readonly Term[] = [
  {
    attribute: 'userName',
    names: {
      en: 'username login loginname loginid logon logonname samaccountname userprincipalname upn accountname networkid networkname adaccount aduser ntlogin ntid ssoid ssologin user account userid uid',
      de: 'benutzername benutzerkennung anmeldename anmeldung kennung benutzer loginkennung',
      fr: 'identifiant nomutilisateur nomdutilisateur utilisateur loginutilisateur',
      es: 'usuario nombreusuario nombredeusuario cuenta login',
    },
  },
  {
    attribute: 'externalId',
    names: { en: 'externalid extid oktaid externalkey', de: 'externeid', fr: 'idexterne', es: 'idexterno' },
  },
  {
    attribute: 'name.givenName',
    names: {
      en: 'firstname first fname givenname given forename namefirst namegiven namegivenname namefirstname',
      de: 'vorname vornamen rufname',
      fr: 'prenom prenoms',
      es: 'primernombre nombredepila nombrepila nombres',
    },
  },
  {
    attribute: 'name.familyName',
    names: {
      en: 'lastname last lname surname familyname family sn namelast namefamily namefamilyname namelastname',
      de: 'nachname nachnamen familienname zuname',
      fr: 'nomfamille nomdefamille nomusage nomdusage patronyme',
      es: 'apellido apellidos primerapellido apellidopaterno',
    },
  },
  { attribute: 'name.familyName', names: { fr: 'nom', de: 'name' }, beside: 'name.givenName' },
  { attribute: 'name.givenName', names: { es: 'nombre' }, beside: 'name.familyName' },
  {
    attribute: 'name.middleName',
    names: {
      en: 'middlename middle mi middleinitial mname namemiddle',
      de: 'zweitervorname weiterevornamen',
      fr: 'deuxiemeprenom secondprenom',
      es: 'segundonombre',
    },
  },
  {
    attribute: 'name.honorificPrefix',
    only: 'salutation',
    kind: 'salutation',
    names: {
      en: 'title prefix salutation honorific',
      de: 'anrede titel',
      fr: 'civilite titre',
      es: 'tratamiento titulo',
    },
  },
  { attribute: 'name.honorificSuffix', names: { en: 'suffix namesuffix honorificsuffix', de: 'namenszusatz' } },
  {
    attribute: 'displayName',
    names: {
      en: 'displayname name fullname cn commonname wholename nameformatted namedisplay',
      de: 'anzeigename vollername vollstandigername name',
      fr: 'nomcomplet nomaffiche nomprenom nom',
      es: 'nombrecompleto nombremostrar nombre',
    },
  },
  {
    attribute: 'nickName',
    names: { en: 'nickname knownas alias preferredname', de: 'spitzname', fr: 'surnom', es: 'apodo' },
  },
  {
    attribute: 'title',
    unless: 'salutation',
    names: {
      en: 'title jobtitle job position positiontitle positionname jobname jobdescription businesstitle worktitle roletitle',
      de: 'berufsbezeichnung stelle stellenbezeichnung funktion position jobtitel titel',
      fr: 'poste fonction intituleposte intitule emploi titre',
      es: 'cargo puesto puestodetrabajo titulo ocupacion',
    },
  },
  {
    attribute: 'userType',
    names: {
      en: 'usertype employeetype employmenttype workertype persontype stafftype contracttype type category employeeclass',
      de: 'mitarbeitertyp anstellungsart vertragsart beschaftigungsart mitarbeiterart',
      fr: 'typecontrat typedecontrat typeemploye contrat',
      es: 'tipoempleado tipodecontrato tipocontrato',
    },
  },
  {
    attribute: 'preferredLanguage',
    names: {
      en: 'language preferredlanguage lang langcode languagecode',
      de: 'sprache muttersprache',
      fr: 'langue',
      es: 'idioma lengua',
    },
  },
  { attribute: 'locale', names: { en: 'locale localecode' } },
  { attribute: 'timezone', names: { en: 'timezone tz', de: 'zeitzone', fr: 'fuseauhoraire', es: 'zonahoraria' } },
  {
    attribute: 'profileUrl',
    kind: 'url',
    only: 'url',
    names: { en: 'profileurl url homepage website profile link', de: 'webseite', fr: 'siteweb', es: 'sitioweb' },
  },
  {
    attribute: 'photos[type eq "photo"].value',
    kind: 'url',
    only: 'url',
    names: { en: 'photo photourl avatar avatarurl picture image', de: 'foto bild', fr: 'photo', es: 'foto' },
  },
  {
    attribute: 'emails[type eq "work"].value',
    kind: 'email',
    names: {
      en: 'email mail emailaddress workemail businessemail companyemail corporateemail primaryemail emailwork officeemail email1 mail1 emailid emailprimary smtp primarysmtp emailaddresswork',
      de: 'mailadresse emailadresse geschaftlicheemail emailgeschaftlich firmenmail dienstmail emaildienstlich',
      fr: 'courriel adressemail adresseemail adresseelectronique emailprofessionnel courrielprofessionnel mailpro emailpro',
      es: 'correo correoelectronico correocorporativo emailcorporativo correotrabajo emailtrabajo direcciondecorreo',
    },
  },
  {
    attribute: 'emails[type eq "home"].value',
    kind: 'email',
    names: {
      en: 'personalemail privateemail homeemail mail2 email2 secondaryemail emailhome emailpersonal emailsecondary recoveryemail',
      de: 'privatmail emailprivat privateemail privatemail mailprivat',
      fr: 'courrielpersonnel emailpersonnel mailperso emailperso',
      es: 'correopersonal emailpersonal',
    },
  },
  {
    attribute: 'emails[type eq "other"].value',
    kind: 'email',
    names: {
      en: 'otheremail alternateemail alternativeemail email3 mail3 emailother',
      de: 'weitereemail',
      fr: 'autreemail',
      es: 'otrocorreo',
    },
  },
  {
    attribute: 'phoneNumbers[type eq "mobile"].value',
    kind: 'phone',
    names: {
      en: 'mobile mobilephone mobilenumber mobileno cell cellphone cellnumber phonemobile workmobile mobilephonenumber',
      de: 'handy handynummer mobil mobiltelefon mobilnummer telefonmobil',
      fr: 'portable telephoneportable mobile telmobile telportable telephonemobile',
      es: 'movil telefonomovil celular',
    },
  },
  {
    attribute: 'phoneNumbers[type eq "work"].value',
    kind: 'phone',
    names: {
      en: 'phone workphone telephone telephonenumber officephone businessphone phonenumber tel phonework deskphone phone1 phoneno telno workphonenumber landline',
      de: 'telefon telefonnummer diensttelefon telefondienstlich telefongeschaftlich tel festnetz telefonnr rufnummer',
      fr: 'telephone telephonebureau telbureau telephoneprofessionnel telfixe tel telephonefixe',
      es: 'telefono telefonotrabajo telefonooficina telefonofijo',
    },
  },
  {
    attribute: 'phoneNumbers[type eq "home"].value',
    kind: 'phone',
    names: {
      en: 'homephone privatephone personalphone phonehome phone2',
      de: 'telefonprivat privattelefon',
      fr: 'telephonedomicile telephonepersonnel',
      es: 'telefonocasa telefonopersonal',
    },
  },
  {
    attribute: 'phoneNumbers[type eq "fax"].value',
    kind: 'phone',
    names: { en: 'fax faxnumber facsimile', de: 'faxnummer telefax', fr: 'telecopie', es: 'fax' },
  },
  {
    attribute: 'addresses[type eq "work"].streetAddress',
    unless: 'email',
    names: {
      en: 'street streetaddress address addressline1 address1 addressstreet workaddress officeaddress',
      de: 'strasse strassehausnummer anschrift',
      fr: 'adresse rue voie',
      es: 'direccion calle domicilio',
    },
  },
  {
    attribute: 'addresses[type eq "work"].locality',
    names: {
      en: 'city town locality worklocation location site office officelocation addresscity workcity',
      de: 'ort stadt standort arbeitsort dienstort',
      fr: 'ville lieu site commune',
      es: 'ciudad localidad sede municipio',
    },
  },
  {
    attribute: 'addresses[type eq "work"].region',
    unless: 'activity',
    names: {
      en: 'state region province stateprovince addressstate county',
      de: 'bundesland region',
      fr: 'region',
      es: 'provincia comunidad',
    },
  },
  {
    attribute: 'addresses[type eq "work"].postalCode',
    names: {
      en: 'zip zipcode postalcode postcode addresszip',
      de: 'plz postleitzahl',
      fr: 'codepostal cp',
      es: 'codigopostal',
    },
  },
  {
    attribute: 'addresses[type eq "work"].country',
    names: {
      en: 'country countrycode co c countryname workcountry addresscountry',
      de: 'land landeskennung',
      fr: 'pays',
      es: 'pais',
    },
  },
  {
    attribute: `${ENTERPRISE}:employeeNumber`,
    names: {
      en: 'employeenumber employeeno employeeid empid empno empnumber empnum personnelnumber personnelno staffid staffnumber staffno workerid payrollnumber personnumber personid associateid',
      de: 'personalnummer mitarbeiternummer persnr personalnr pernr mitarbeiternr mitarbeiterid',
      fr: 'matricule numeroemploye numerosalarie idsalarie',
      es: 'numeroempleado numempleado codigoempleado legajo idempleado',
    },
  },
  {
    attribute: `${ENTERPRISE}:costCenter`,
    names: {
      en: 'costcenter costcentre costcentercode costcentrecode cc costcenterid',
      de: 'kostenstelle kst kostenstellennummer',
      fr: 'centredecout centrecout centredecouts',
      es: 'centrodecoste centrocoste centrodecostes centrodecosto',
    },
  },
  {
    attribute: `${ENTERPRISE}:department`,
    names: {
      en: 'department dept departmentname deptname departmentcode deptcode departmentdescription orgunit organizationalunit team ou',
      de: 'abteilung abt abteilungsname organisationseinheit fachbereich',
      fr: 'departement service equipe nomservice',
      es: 'departamento area nombredepartamento',
    },
  },
  {
    attribute: `${ENTERPRISE}:division`,
    names: {
      en: 'division businessunit bu divisionname businessunitname',
      de: 'bereich sparte geschaftsbereich',
      fr: 'direction division',
      es: 'division unidaddenegocio',
    },
  },
  {
    attribute: `${ENTERPRISE}:organization`,
    names: {
      en: 'organization organisation company companyname legalentity companycode employer org',
      de: 'firma unternehmen gesellschaft buchungskreis mandant',
      fr: 'societe entreprise organisation',
      es: 'empresa sociedad organizacion compania',
    },
  },
  {
    attribute: 'password',
    names: { en: 'password passwd pwd', de: 'passwort kennwort', fr: 'motdepasse', es: 'contrasena clave' },
  },
  {
    attribute: 'roles',
    names: { en: 'roles role rolenames', de: 'rollen rolle', fr: 'roles', es: 'roles perfiles' },
  },
  {
    attribute: 'entitlements',
    names: {
      en: 'entitlements permissions privileges licenses licences rights',
      de: 'berechtigungen rechte lizenzen',
      fr: 'droits habilitations licences',
      es: 'permisos licencias derechos',
    },
  },
];

/** Names of what says whether somebody may come in. `inverted`: "yes" there means no. */
export const activeTerms = {
  plain: {
    en: 'active isactive enabled isenabled status state accountstatus employmentstatus userstatus employeestatus workerstatus accountenabled empstatus statuscode hrstatus recordstatus',
    de: 'aktiv istaktiv aktivkennzeichen beschaftigungsstatus freigegeben zustand',
    fr: 'actif estactif statut etat',
    es: 'activo estaactivo estado situacion vigente',
  },
  inverted: {
    en: 'disabled isdisabled inactive locked islocked blocked suspended issuspended terminated isterminated archived isarchived deleted isdeleted accountdisabled leaver deactivated',
    de: 'gesperrt deaktiviert inaktiv ausgetreten gekundigt geloscht',
    fr: 'desactive inactif bloque supprime sorti',
    es: 'desactivado inactivo bloqueado baja eliminado',
  },
} as const;

/** Names of what refers to another person of the same list. */
export const managerTerms = {
  en: 'manager managerid managerno managernumber managerempid managerempno manageremployeeid manageremployeenumber supervisor supervisorid reportsto reportstoid linemanager linemanagerid boss managername supervisorname managerlogin manageremail managerusername',
  de: 'vorgesetzter vorgesetzte vorgesetzterpersnr fuhrungskraft vorgesetztennummer vorgesetzternr leiter',
  fr: 'responsable superieur superieurhierarchique manager matriculeresponsable nplus1 n1',
  es: 'jefe supervisor responsable gerente jefedirecto idjefe',
} as const;

/** Names of keys that people have given to records for the purpose. */
export const keyTerms =
  'id guid uuid objectguid objectid objectsid key recordid rowid internalid immutableid systemid sysid pk userid uid personid accountid memberid groupid gid groupkey groupcode teamid gruppenid gruppennr idgroupe codegroupe idgrupo codigogrupo'.split(
    ' ',
  );

/** Names of lists of groups. */
export const groupListTerms = {
  en: 'groups group memberof groupnames teams memberships groupmembership',
  de: 'gruppen gruppe gruppenzugehorigkeit mitgliedvon',
  fr: 'groupes groupe',
  es: 'grupos grupo',
} as const;

/** What provisioning does not need, and nobody wants to have copied: left out unless a person says otherwise. */
export const privateTerms =
  'ssn socialsecuritynumber nationalid nationalidnumber taxid iban bankaccount salary wage pay payrate bonus birthdate dateofbirth dob birthday gender sex religion ethnicity maritalstatus nationality passport passportnumber disability gehalt geburtsdatum geburtstag geschlecht konfession steuernummer steuerid sozialversicherungsnummer svnummer familienstand staatsangehorigkeit salaire datenaissance datedenaissance sexe nir numerosecuritesociale salario fechanacimiento fechadenacimiento sexo dni nif rfc curp estadocivil'.split(
    ' ',
  );

/** What fields of a group are called. */
export const groupTerms: readonly Term[] = [
  {
    attribute: 'displayName',
    names: {
      en: 'displayname name groupname title team teamname cn label rolename',
      de: 'gruppenname bezeichnung anzeigename gruppe',
      fr: 'nom nomgroupe nomdugroupe libelle groupe',
      es: 'nombre nombregrupo grupo',
    },
  },
  {
    attribute: 'members',
    names: {
      en: 'members member memberids memberuids users userids memberlist people',
      de: 'mitglieder mitglied benutzer',
      fr: 'membres membre utilisateurs',
      es: 'miembros miembro usuarios integrantes',
    },
  },
  {
    attribute: 'urn:okta:custom:group:1.0:description',
    names: { en: 'description desc notes comment', de: 'beschreibung', fr: 'description', es: 'descripcion' },
  },
  { attribute: 'externalId', names: { en: 'externalid extid' } },
];

/** Words in the names of what nobody should read. */
export const secretWords =
  'password passwd pwd passwort kennwort contrasena passwordhash pwhash secret token hash salt pin apikey otp totp mfa privatekey'.split(
    ' ',
  );
