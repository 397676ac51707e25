/** Plays files of requests against a SCIM server and checks each answer. The form of the files: docs/replay-format.md */
export { type PlayOptions, play, type StepResult } from './play.js';
export { type Profile, ProfileUnusable, type Step } from './profile.js';
export { readProfile } from './read-profile.js';
export { variablesOf } from './variables.js';
