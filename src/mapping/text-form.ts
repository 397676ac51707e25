import { type Attribute, type JsonValue, ScimError } from '../scim/index.js';
import type { FieldCodec, FieldQuestions } from './codec.js';
import type { FieldRule } from './config.js';
import { isPresent, never, roughly } from './mapped-filter.js';
import { normalisePhone } from './phone-number.js';

type TextForm = Pick<FieldRule, 'case' | 'trim' | 'phone'>;

export function hasTextForm({ case: letters, trim, phone }: TextForm): boolean {
  return letters !== undefined || trim !== undefined || phone !== undefined;
}

/**
 * The codec with texts in one form, on both sides: what a client sees is what would be written, so that nothing changes
 * by being read and sent back.
 * @param leaf the attribute that holds the value
 * @param path for messages
 */
export function withTextForm(codec: FieldCodec, form: TextForm, leaf: Attribute, path: string): FieldCodec {
  const shape = createShape(form);
  const asks = questionsFor(form, leaf.caseExact, shape);
  return {
    ...codec,
    shapes: true,
    read(stored) {
      const value = codec.read(stored);
      return typeof value === 'string' ? shape(value) || undefined : value;
    },
    write(value: JsonValue) {
      if (typeof value !== 'string' || value === '') return codec.write(value);
      const shaped = shape(value);
      if (shaped === '' && leaf.required) throw blank(path);
      if (shaped !== undefined) return codec.write(shaped);
      throw new ScimError(400, `${path} must be a telephone number in this application.`, { scimType: 'invalidValue' });
    },
    ...(asks && { asks }),
  };
}

/** Nothing but blanks is nothing, and there must be something. */
function blank(path: string): ScimError {
  return new ScimError(400, `${path} is required, and cannot be blank.`, { scimType: 'invalidValue' });
}

/** undefined for a text that has no such form. */
type Shape = (text: string) => string | undefined;

function createShape({ case: letters, trim, phone }: TextForm): Shape {
  const country = phone === true ? undefined : phone;
  const cased = letters === 'upper' ? upperCase : (text: string): string => text.toLowerCase();
  return (text) => {
    const trimmed = trim ? text.trim() : text;
    const number = phone === undefined || trimmed === '' ? trimmed : normalisePhone(trimmed, country);
    return letters === undefined ? number : number && cased(number);
  };
}

/** Letters without a capital of their own, such as ß, stay: searches without regard to case find the text as it was. */
function upperCase(text: string): string {
  const upper = text.toUpperCase();
  return upper.toLowerCase() === text.toLowerCase() ? upper : text.replace(/[a-z]/g, (letter) => letter.toUpperCase());
}

/** undefined: the attribute and the field compare alike. */
function questionsFor(
  { case: letters, trim, phone }: TextForm,
  caseExact: boolean,
  shape: Shape,
): FieldQuestions | undefined {
  if (phone === undefined && trim === undefined && !caseExact) return undefined;
  const comparable = (text: string | undefined) => (caseExact ? text : text?.toLowerCase());
  const present = (field: string) => (trim || phone ? roughly(isPresent(field)) : isPresent(field));
  return {
    present,
    compare(field, operator, value) {
      const text = String(value);
      if (phone !== undefined || text === '') return roughly(isPresent(field));
      if (operator === 'eq' && comparable(shape(text)) !== comparable(text)) return never;
      if (operator !== 'eq' && operator !== 'co' && operator !== 'sw' && operator !== 'ew')
        return roughly(isPresent(field));
      const comparison = { field, value: text, type: 'string', caseExact: caseExact && letters === undefined } as const;
      // Blanks around it are the field's: the text is somewhere in it.
      if (trim) return { filter: { ...comparison, op: 'co' }, exact: false };
      return { filter: { ...comparison, op: operator }, exact: operator === 'eq' };
    },
  };
}
