import type { AttributePath } from '../filter/ast.js';
import type { ResolvedAttribute } from '../schema/compile-type.js';

/** One operation of a PATCH (RFC 7644 section 3.5.2), read and resolved. */
export interface PatchOperation {
  readonly op: 'add' | 'remove' | 'replace';
  /** Absent: the value holds the attributes. */
  readonly path?: AttributePath;
  /** Where the path leads; present with `path`. */
  readonly target?: ResolvedAttribute;
  readonly value?: unknown;
}
