export { type CompiledAuth, compileAuth } from './compile-auth.js';
