export { type AddressList, compileAddressList, isAddressRange, isEverybody, withoutMapping } from './address-list.js';
export { AuthUnusable } from './auth-unusable.js';
export type { Presented } from './authenticator.js';
export type { ClientAuthorities } from './client-authorities.js';
export { type CompiledAuth, compileAuth } from './compile-auth.js';
export type { Access, Principal, Rights } from './principal.js';
export { maySee, refusalOf } from './rights.js';
export { hashSecret, isHash, parseHash } from './scrypt-hash.js';
