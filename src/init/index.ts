export { type FieldProfile, MOST_RECORDS, profileFields } from './field-profile.js';
export { readDocument } from './openapi/document.js';
export { proposeRest } from './openapi/propose-rest.js';
export { type DraftConnector, literal, OKTA_USER, planConfig } from './plan-config.js';
export { type Format, printConfig, printJson } from './print-config.js';
export { type Confidence, mappingOf, type ProposedMapping } from './proposal.js';
export { proposalText } from './proposal-text.js';
export {
  derivedGroupMapping,
  findGroupColumn,
  memberReferences,
  proposeGroupMapping,
} from './propose-groups.js';
export { proposeUserMapping } from './propose-user.js';
export { ENTRA_TITLE, OKTA_TITLE, oktaRows, section } from './sheets.js';
export { splitWords } from './split-words.js';
export { visible } from './visible.js';
export { wrap } from './wrap.js';
