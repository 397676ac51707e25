import { plural, type SchemaSource } from './source.js';
import { USER } from './urns.js';

/** RFC 7643 section 4.1. */
export const userSchema: SchemaSource = {
  id: USER,
  name: 'User',
  description: 'A person who uses the application.',
  attributes: [
    {
      name: 'userName',
      description: 'The name that the person logs in with; unique without regard to case.',
      required: true,
      uniqueness: 'server',
    },
    {
      name: 'name',
      description: 'The parts of the person’s name.',
      subAttributes: [
        { name: 'formatted', description: 'The whole name, as it is shown.' },
        { name: 'familyName', description: 'The family name.' },
        { name: 'givenName', description: 'The given name.' },
        { name: 'middleName', description: 'The middle names.' },
        { name: 'honorificPrefix', description: 'The title before the name, such as Dr.' },
        { name: 'honorificSuffix', description: 'The suffix after the name, such as III.' },
      ],
    },
    { name: 'displayName', description: 'The name that is shown to others.' },
    { name: 'nickName', description: 'What the person likes to be called.' },
    { name: 'profileUrl', type: 'reference', referenceTypes: ['external'], description: 'A page about the person.' },
    { name: 'title', description: 'The job title.' },
    { name: 'userType', description: 'How the person belongs to the organisation, such as Employee.' },
    { name: 'preferredLanguage', description: 'Languages in the form of an Accept-Language header.' },
    { name: 'locale', description: 'Where dates and numbers are written as for this person, such as en-US.' },
    { name: 'timezone', description: 'The time zone by its IANA name, such as Europe/Paris.' },
    { name: 'active', type: 'boolean', description: 'Whether the person may use the application.' },
    {
      name: 'password',
      description: 'The password in clear; set, never shown.',
      mutability: 'writeOnly',
      returned: 'never',
      caseExact: true,
    },
    {
      name: 'emails',
      multiValued: true,
      description: 'E-mail addresses.',
      subAttributes: plural('e-mail address', ['work', 'home', 'other']),
    },
    {
      name: 'phoneNumbers',
      multiValued: true,
      description: 'Telephone numbers.',
      subAttributes: plural('telephone number', ['work', 'home', 'mobile', 'fax', 'pager', 'other']),
    },
    {
      name: 'ims',
      multiValued: true,
      description: 'Addresses for instant messages.',
      subAttributes: plural('address', ['aim', 'gtalk', 'icq', 'xmpp', 'msn', 'skype', 'qq', 'yahoo']),
    },
    {
      name: 'photos',
      multiValued: true,
      description: 'Pictures of the person.',
      subAttributes: plural('URL of the picture', ['photo', 'thumbnail'], {
        type: 'reference',
        referenceTypes: ['external'],
        caseExact: true,
      }),
    },
    {
      name: 'addresses',
      multiValued: true,
      description: 'Postal addresses.',
      subAttributes: [
        { name: 'formatted', description: 'The whole address, as it is written on a letter.' },
        { name: 'streetAddress', description: 'Street, number, and what else belongs to that line.' },
        { name: 'locality', description: 'The city.' },
        { name: 'region', description: 'The state or region.' },
        { name: 'postalCode', description: 'The postal code.' },
        { name: 'country', description: 'The country by its ISO 3166-1 alpha-2 code.' },
        { name: 'type', description: 'What it is for.', canonicalValues: ['work', 'home', 'other'] },
        { name: 'primary', type: 'boolean', description: 'Whether it is the preferred one; true at most once.' },
      ],
    },
    {
      name: 'groups',
      multiValued: true,
      mutability: 'readOnly',
      description: 'The groups that the person is a member of; changed through the groups.',
      subAttributes: [
        { name: 'value', mutability: 'readOnly', description: 'The id of the group.' },
        {
          name: '$ref',
          type: 'reference',
          referenceTypes: ['User', 'Group'],
          mutability: 'readOnly',
          description: 'The URL of the group.',
        },
        { name: 'display', mutability: 'readOnly', description: 'The name of the group.' },
        {
          name: 'type',
          mutability: 'readOnly',
          canonicalValues: ['direct', 'indirect'],
          description: 'Whether the person is in the group itself or in a group within it.',
        },
      ],
    },
    {
      name: 'entitlements',
      multiValued: true,
      description: 'What the person has a right to.',
      subAttributes: plural('entitlement'),
    },
    { name: 'roles', multiValued: true, description: 'The roles of the person.', subAttributes: plural('role') },
    {
      name: 'x509Certificates',
      multiValued: true,
      description: 'Certificates of the person.',
      subAttributes: plural('certificate, DER in base64', [], { type: 'binary', caseExact: true }),
    },
  ],
};
