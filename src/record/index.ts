/** Records what a client sends through a proxy, as a file for `replay`, without secrets and personal data. */
export { createRecordingProxy } from './proxy.js';
export { createRecording, type Recording } from './recording.js';
export { writeProfile } from './write-profile.js';
