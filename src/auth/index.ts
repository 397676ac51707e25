export type { Presented } from './authenticator.js';
export { type CompiledAuth, compileAuth } from './compile-auth.js';
export type { Access, Principal, Rights } from './principal.js';
