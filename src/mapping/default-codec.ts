import { compileFieldFilter, type FieldValue } from '../plugin/index.js';
import { type Attribute, ScimError } from '../scim/index.js';
import type { FieldCodec } from './codec.js';
import { compareField, hasValue } from './field-questions.js';
import { either, isPresent, opposite, roughly } from './mapped-filter.js';

/** The codec where an empty field means a value; it is also what is written where a client gives none. */
export function withDefault(codec: FieldCodec, value: string | number | boolean, leaf: Attribute): FieldCodec {
  const isEmpty = (field: string) => opposite(isPresent(field));
  return {
    read: (stored) => (stored === undefined || stored === null || stored === '' ? value : codec.read(stored)),
    write: (given) => codec.write(given === '' ? value : given),
    empty: written(codec, value),
    asks: {
      present: (field) => either([hasValue({ field, leaf, codec }), isEmpty(field)]),
      compare(field, operator, wanted) {
        const mapped = compareField({ field, leaf, codec }, operator, wanted);
        const ofDefault = compareField({ field: 'value', leaf }, operator, wanted);
        if (!ofDefault.filter || !ofDefault.exact) return either([roughly(mapped), roughly(isEmpty(field))]);
        return compileFieldFilter(ofDefault.filter)({ value }) ? either([mapped, isEmpty(field)]) : mapped;
      },
    },
  };
}

/** null where the rule is wrong: checks say so. */
function written(codec: FieldCodec, value: string | number | boolean): FieldValue {
  try {
    return codec.write(value);
  } catch (error) {
    if (error instanceof ScimError) return null;
    throw error;
  }
}
