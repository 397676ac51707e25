import type { AttributePath } from '../filter/ast.js';
import type { ResolvedAttribute } from '../schema/compile-type.js';
import type { OnTolerated } from '../schema/tolerances.js';

/** One change of a PATCH (RFC 7644 section 3.5.2), read and resolved. A path-less operation has become one for each attribute. */
export interface PatchOperation {
  readonly op: 'add' | 'remove' | 'replace';
  readonly path: AttributePath;
  /** Where the path leads. */
  readonly target: ResolvedAttribute;
  /** As the client sent it. */
  readonly value?: unknown;
}

export interface PatchOptions {
  readonly onTolerated?: OnTolerated;
}
