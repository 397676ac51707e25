/** CEL, bounded: published as `scim-gateway/expression`. */
export { compileExpression, type Expression, ExpressionError, type Read } from './compile-expression.js';
