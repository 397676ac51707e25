/** Exports of personnel systems, made up after real habits, each with the mapping that a person would write. */
export interface Case {
  readonly name: string;
  /** A header and rows; cells are separated by the first of `;`, tab and `,` that the header has. */
  readonly table: string;
  readonly id: string;
  /** Attribute and field, by short paths; a value table as `field A=true D=false`; a list as `field /;/`. */
  readonly attributes: { readonly [attribute: string]: string };
  readonly leftOut?: readonly string[];
  readonly groupColumn?: string;
}

const work = (part: string): string => `addresses.work.${part}`;

export const corpus: readonly Case[] = [
  {
    name: 'plain English, codes for status',
    table: `employee_no,login,first_name,last_name,mail,status
E001,ada,Ada,Lovelace,ada@example.com,A
E002,bob,Bob,Hope,bob@example.com,D
E003,cy,Cy,Twombly,cy@example.com,A`,
    id: 'employee_no',
    attributes: {
      userName: 'login',
      'name.givenName': 'first_name',
      'name.familyName': 'last_name',
      'emails.work': 'mail',
      active: 'status A=true D=false',
      displayName: '{first_name} {last_name}',
      'enterprise:employeeNumber': '{employee_no}',
    },
  },
  {
    name: 'camel case with a numeric key and booleans',
    table: `id,userName,firstName,lastName,email,isActive,departmentName
1,ada,Ada,Lovelace,ada@example.com,true,R&D
2,bob,Bob,Hope,bob@example.com,false,Sales
3,cy,Cy,Twombly,cy@example.com,true,R&D`,
    id: 'id sequence',
    attributes: {
      userName: 'userName',
      'name.givenName': 'firstName',
      'name.familyName': 'lastName',
      'emails.work': 'email',
      active: 'isActive true=true false=false',
      'enterprise:department': 'departmentName',
      displayName: '{firstName} {lastName}',
    },
  },
  {
    name: 'German, semicolons, words for status',
    table: `Personalnummer;Benutzername;Vorname;Nachname;E-Mail;Abteilung;Kostenstelle;Status
10023;mueller;Jörg;Müller;j.mueller@example.de;Einkauf;4711;aktiv
10024;weiss;Käthe;Weiß;k.weiss@example.de;Vertrieb;4712;inaktiv
10025;gross;Uwe;Groß;u.gross@example.de;Einkauf;4711;aktiv`,
    id: 'Personalnummer sequence',
    attributes: {
      userName: 'Benutzername',
      'name.givenName': 'Vorname',
      'name.familyName': 'Nachname',
      'emails.work': 'E-Mail',
      'enterprise:department': 'Abteilung',
      'enterprise:costCenter': 'Kostenstelle',
      active: 'Status aktiv=true inaktiv=false',
      displayName: '{Vorname} {Nachname}',
      'enterprise:employeeNumber': '{Personalnummer}',
    },
  },
  {
    name: 'German, Name beside Vorname, J/N, private data',
    table: `PersNr;Anrede;Vorname;Name;Geburtsdatum;Kennung;Handy;Telefon dienstlich;Mail privat;aktiv;Vorgesetzter
004711;Frau;Käthe;Weiß;03.02.1980;kweiss;0171 5550100;089 555 100;k@example.net;J;
004712;Herr;Uwe;Groß;13.12.1975;ugross;0171 5550101;089 555 101;u@example.net;N;004711
004713;Herr;Jan;Klein;01.01.1990;jklein;0171 5550102;089 555 102;j@example.net;J;004711`,
    id: 'PersNr',
    attributes: {
      userName: 'Kennung',
      'name.honorificPrefix': 'Anrede',
      'name.givenName': 'Vorname',
      'name.familyName': 'Name',
      'phones.mobile': 'Handy',
      'phones.work': 'Telefon dienstlich',
      'emails.home': 'Mail privat',
      active: 'aktiv J=true N=false',
      'enterprise:manager.value': 'Vorgesetzter',
      displayName: '{Vorname} {Name}',
      'enterprise:employeeNumber': '{PersNr}',
    },
    leftOut: ['Geburtsdatum'],
  },
  {
    name: 'French, nom beside prénom, O/N',
    table: `matricule;identifiant;prénom;nom;courriel;téléphone;service;ville;actif
M01;zmoreau;Zoé;Moreau;zoe@example.fr;+33 1 55 31 00 01;Achats;Nîmes;O
M02;lpetit;Luc;Petit;luc@example.fr;+33 1 55 31 00 02;Ventes;Lyon;N
M03;edurand;Eve;Durand;eve@example.fr;+33 1 55 31 00 03;Achats;Lyon;O`,
    id: 'matricule',
    attributes: {
      userName: 'identifiant',
      'name.givenName': 'prénom',
      'name.familyName': 'nom',
      'emails.work': 'courriel',
      'phones.work': 'téléphone',
      'enterprise:department': 'service',
      [work('locality')]: 'ville',
      active: 'actif O=true N=false',
      displayName: '{prénom} {nom}',
      'enterprise:employeeNumber': '{matricule}',
    },
  },
  {
    name: 'French long names, a person reports to another',
    table: `Nom d'usage,Prénom,Civilité,Intitulé poste,Département,Matricule responsable,Matricule,Adresse e-mail,Téléphone portable,Statut
Petit,Luc,M.,Acheteur,Achats,M02,M01,luc@example.fr,06 55 50 10 00,Actif
Durand,Eve,Mme,Directrice,Achats,,M02,eve@example.fr,06 55 50 10 01,Actif
Roux,Max,M.,Vendeur,Ventes,M02,M03,max@example.fr,06 55 50 10 02,Inactif`,
    id: 'Matricule',
    attributes: {
      userName: 'Adresse e-mail',
      'emails.work': 'Adresse e-mail read',
      'name.familyName': "Nom d'usage",
      'name.givenName': 'Prénom',
      'name.honorificPrefix': 'Civilité',
      title: 'Intitulé poste',
      'enterprise:department': 'Département',
      'enterprise:manager.value': 'Matricule responsable',
      'phones.mobile': 'Téléphone portable',
      active: 'Statut Actif=true Inactif=false',
      displayName: "{Prénom} {Nom d'usage}",
      'enterprise:employeeNumber': '{Matricule}',
    },
  },
  {
    name: 'Spanish, nombre beside apellidos, alta and baja',
    table: `legajo,usuario,nombre,apellidos,correo,puesto,departamento,estado,país
L-1,jperez,José,Pérez Gil,jose@example.es,Analista,Sistemas,Alta,ES
L-2,mruiz,María,Ruiz,maria@example.es,Gerente,Ventas,Baja,ES
L-3,anaf,Ana,Fuentes,ana@example.es,Analista,Sistemas,Alta,MX`,
    id: 'legajo',
    attributes: {
      userName: 'usuario',
      'name.givenName': 'nombre',
      'name.familyName': 'apellidos',
      'emails.work': 'correo',
      title: 'puesto',
      'enterprise:department': 'departamento',
      active: 'estado Alta=true Baja=false',
      [work('country')]: 'país',
      displayName: '{nombre} {apellidos}',
      'enterprise:employeeNumber': '{legajo}',
    },
  },
  {
    name: 'Spanish, whole name only, S/N',
    table: `id_empleado,nombre completo,correo electrónico,teléfono móvil,activo,centro de coste
100,José Pérez,jose@example.es,+34 600 555 100,S,C1
101,María Ruiz,maria@example.es,+34 600 555 101,N,C2
102,Ana Fuentes,ana@example.es,+34 600 555 102,S,C1`,
    id: 'id_empleado sequence',
    attributes: {
      userName: 'correo electrónico',
      'emails.work': 'correo electrónico read',
      displayName: 'nombre completo',
      'phones.mobile': 'teléfono móvil',
      active: 'activo S=true N=false',
      'enterprise:costCenter': 'centro de coste',
      'enterprise:employeeNumber': '{id_empleado}',
    },
  },
  {
    name: 'a directory export',
    table: `objectGUID,sAMAccountName,userPrincipalName,givenName,sn,displayName,mail,telephoneNumber,department,title,accountEnabled
5f0c0a3e-1111-4222-8333-000000000001,ada,ada@corp.example,Ada,Lovelace,Ada Lovelace,ada@example.com,+44 20 5550 100,R&D,Analyst,TRUE
5f0c0a3e-1111-4222-8333-000000000002,bob,bob@corp.example,Bob,Hope,Bob Hope,bob@example.com,+44 20 5550 101,Stage,Comedian,FALSE
5f0c0a3e-1111-4222-8333-000000000003,cy,cy@corp.example,Cy,Twombly,Cy Twombly,cy@example.com,+44 20 5550 102,Art,Painter,TRUE`,
    id: 'objectGUID',
    attributes: {
      userName: 'sAMAccountName',
      'name.givenName': 'givenName',
      'name.familyName': 'sn',
      displayName: 'displayName',
      'emails.work': 'mail',
      'phones.work': 'telephoneNumber',
      'enterprise:department': 'department',
      title: 'title',
      active: 'accountEnabled TRUE=true FALSE=false',
      'custom:userPrincipalName': 'userPrincipalName',
    },
  },
  {
    name: 'only an e-mail address to log in with',
    table: `Email,Given Name,Family Name,Company
ada@example.com,Ada,Lovelace,Engines
bob@example.com,Bob,Hope,Stage`,
    id: 'id',
    attributes: {
      userName: 'Email',
      'emails.work': 'Email read',
      'name.givenName': 'Given Name',
      'name.familyName': 'Family Name',
      'enterprise:organization': 'Company',
      displayName: '{Given Name} {Family Name}',
    },
  },
  {
    name: 'prefixes, salutation in title, terminated as yes',
    table: `emp_id,emp_title,emp_first_name,emp_last_name,emp_email,emp_job_title,emp_terminated
11,Dr,Ada,Lovelace,ada@example.com,Analyst,N
12,Mr,Bob,Hope,bob@example.com,Comedian,Y
13,Ms,Cy,Twombly,cy@example.com,Painter,N`,
    id: 'emp_id sequence',
    attributes: {
      userName: 'emp_email',
      'emails.work': 'emp_email read',
      'name.honorificPrefix': 'emp_title',
      'name.givenName': 'emp_first_name',
      'name.familyName': 'emp_last_name',
      title: 'emp_job_title',
      active: 'emp_terminated N=true Y=false',
      displayName: '{emp_first_name} {emp_last_name}',
      'enterprise:employeeNumber': '{emp_id}',
    },
  },
  {
    name: 'two e-mail addresses, three phones, a fax',
    table: `staff_id,username,forename,surname,work_email,personal_email,office_phone,mobile_phone,home_phone,fax
S1,ada,Ada,Lovelace,ada@example.com,ada@home.example,+44 20 555 1000,+44 7000 5550 1,+44 30 555 1000,+44 20 555 9000
S2,bob,Bob,Hope,bob@example.com,bob@home.example,+44 20 555 1001,+44 7000 5550 2,,`,
    id: 'staff_id',
    attributes: {
      userName: 'username',
      'name.givenName': 'forename',
      'name.familyName': 'surname',
      'emails.work': 'work_email',
      'emails.home': 'personal_email',
      'phones.work': 'office_phone',
      'phones.mobile': 'mobile_phone',
      'phones.home': 'home_phone',
      'phones.fax': 'fax',
      displayName: '{forename} {surname}',
      'enterprise:employeeNumber': '{staff_id}',
    },
  },
  {
    name: 'e-mail addresses under a name that says nothing',
    table: `key,login,contact1,contact2
k1,ada,ada@example.com,ada@home.example
k2,bob,bob@example.com,bob@home.example
k3,cy,cy@example.com,cy@home.example`,
    id: 'key',
    attributes: { userName: 'login', 'emails.work': 'contact1', 'emails.home': 'contact2' },
  },
  {
    name: 'state of a country is not a state of employment',
    table: `worker_id,user_name,city,state,zip,country
W1,ada,Austin,TX,73301,US
W2,bob,Boston,MA,02101,US
W3,cy,Reno,NV,89501,US`,
    id: 'worker_id',
    attributes: {
      userName: 'user_name',
      [work('locality')]: 'city',
      [work('region')]: 'state',
      [work('postalCode')]: 'zip',
      [work('country')]: 'country',
      'enterprise:employeeNumber': '{worker_id}',
    },
  },
  {
    name: 'groups in a column of people',
    table: `uid;cn;mail;memberOf
u1;Ada Lovelace;ada@example.com;admins|staff
u2;Bob Hope;bob@example.com;staff
u3;Cy Twombly;cy@example.com;staff|art`,
    id: 'uid',
    attributes: { userName: 'mail', displayName: 'cn', 'emails.work': 'mail read' },
    groupColumn: 'memberOf |',
  },
  {
    name: 'roles and licences as lists',
    table: `id,login,roles,licences
a1,ada,admin;auditor,L1|L2
a2,bob,auditor,L1
a3,cy,reader;admin,L3|L1`,
    id: 'id',
    attributes: { userName: 'login', roles: 'roles /;/', entitlements: 'licences /|/' },
  },
  {
    name: 'what SCIM has no name for, dates and lists among it',
    table: `id;login;badge colour;hire date;skills;last seen
1001;ada;blue;2020-01-31;math|engines;2026-01-01T10:00:00Z
1002;bob;red;2021-02-28;jokes|golf|song;2026-01-02T11:30:00Z
1003;cy;blue;2019-05-01;paint;2026-01-03T09:15:00Z`,
    id: 'id sequence',
    attributes: {
      userName: 'login',
      'custom:badgeColour': 'badge colour',
      'custom:hireDate': 'hire date',
      'custom:skills': 'skills /|/',
      'custom:lastSeen': 'last seen dateTime',
    },
  },
  {
    name: 'secrets, private data and empty columns stay where they are',
    table: `id,login,password_hash,ssn,salary,pin,nickname
1,ada,$2b$10$aaaa,078-05-1120,100,1234,
2,bob,$2b$10$bbbb,078-05-1121,200,4321,`,
    id: 'id sequence',
    attributes: { userName: 'login' },
    leftOut: ['password_hash', 'ssn', 'salary', 'pin', 'nickname'],
  },
  {
    name: 'a password is written, not shown',
    table: `id,login,password
1,ada,one
2,bob,two`,
    id: 'id sequence',
    attributes: { userName: 'login', password: 'password' },
  },
  {
    name: 'managers by their e-mail address, which is the login; dates of which one tells day from month',
    table: `employee_no,email,manager,hire_date,left,review
1,Ada@example.com,,01.02.2020,03/04/2026,01/02/2026
2,bob@example.com,ada@example.com,24.12.2021,03/14/2026,03/04/2026
3,cy@example.com,ada@example.com,13.06.2022,,`,
    id: 'employee_no sequence',
    attributes: {
      userName: 'email',
      'emails.work': 'email read',
      'enterprise:manager.value': 'manager User.userName',
      'enterprise:employeeNumber': '{employee_no}',
      'custom:hireDate': 'hire_date DD.MM.YYYY',
      'custom:left': 'left MM/DD/YYYY',
      'custom:review': 'review',
    },
  },
  {
    name: 'managers by their login',
    table: `id,login,supervisor
1,ada,
2,bob,ada
3,cy,bob`,
    id: 'id sequence',
    attributes: { userName: 'login', 'enterprise:manager.value': 'supervisor User.userName' },
  },
  {
    name: 'the manager by name can only be shown',
    table: `employee id,login,manager
7,ada,Bob Hope
8,bob,Grace Hopper
9,cy,Bob Hope`,
    id: 'employee id sequence',
    attributes: {
      userName: 'login',
      'enterprise:manager.displayName': 'manager',
      'enterprise:employeeNumber': '{employee id}',
    },
  },
  {
    name: 'a numeric user id is a key, the account a login',
    table: `userid,account,full name,employment status
501,ada,Ada Lovelace,Active
502,bob,Bob Hope,Terminated
503,cy,Cy Twombly,Active`,
    id: 'userid sequence',
    attributes: {
      userName: 'account',
      displayName: 'full name',
      active: 'employment status Active=true Terminated=false',
    },
  },
  {
    name: 'everybody is active so far',
    table: `id,login,enabled
x1,ada,Y
x2,bob,Y`,
    id: 'id',
    attributes: { userName: 'login', active: 'enabled Y=true N=false' },
  },
  {
    name: 'a third status that nobody can read',
    table: `id,login,status
x1,ada,active
x2,bob,inactive
x3,cy,sabbatical
x4,dee,active`,
    id: 'id',
    attributes: { userName: 'login', active: 'status active=true inactive=false' },
  },
  {
    name: 'yes and no of something else is not being active',
    table: `id,login,parking permit
x1,ada,Y
x2,bob,N
x3,cy,Y`,
    id: 'id',
    attributes: { userName: 'login', 'custom:parkingPermit': 'parking permit' },
  },
  {
    name: 'tabs, contract and language',
    table: `person id\tuser\tfirst\tlast\temployment type\tlanguage\ttime zone\tlocale
p-1\tada\tAda\tLovelace\tpermanent\ten\tEurope/London\ten-GB
p-2\tbob\tBob\tHope\tcontractor\ten\tAmerica/New_York\ten-US`,
    id: 'person id',
    attributes: {
      userName: 'user',
      'name.givenName': 'first',
      'name.familyName': 'last',
      userType: 'employment type',
      preferredLanguage: 'language',
      timezone: 'time zone',
      locale: 'locale',
      displayName: '{first} {last}',
      'enterprise:employeeNumber': '{person id}',
    },
  },
  {
    name: 'a login that people share is no sure one',
    table: `id,login,mail
1,ward3,ada@example.com
2,ward3,bob@example.com
3,ward4,cy@example.com`,
    id: 'id sequence',
    attributes: { userName: 'login', 'emails.work': 'mail' },
  },
  {
    name: 'names that no Latin letter is in',
    table: `id,ログイン,部署
1,ada,営業
2,bob,開発`,
    id: 'id sequence',
    attributes: { userName: 'ログイン' },
    leftOut: ['部署'],
  },
];
