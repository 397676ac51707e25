import { InvalidValue } from 'scim-gateway/plugin';
import { isInterpreted } from './interpreted.js';

/** What can be filled into a command. */
export interface CommandValues {
  readonly id?: string;
  readonly member?: string;
}

/** A command of the options, ready to be filled in. */
export interface Command {
  readonly program: string;
  /** For people: the arguments with their placeholders. */
  readonly line: string;
  /**
   * The program and its arguments, each value within one argument.
   * @throws InvalidValue where a value cannot be one, or would be taken for an option
   */
  fill(values: CommandValues): readonly [program: string, ...rest: string[]];
}

/** Linux takes no argument of 128 KiB or more (MAX_ARG_STRLEN). */
const MAX_ARGUMENT_BYTES = 100_000;
/** What programs take for the dash of an option; PowerShell takes some of its look-alikes too. */
const DASHES = /^[-\u00ad\u2010-\u2015\u2212\ufe58\ufe63\uff0d]/;

type Piece = string | { readonly placeholder: keyof CommandValues };

/**
 * Compiles a command. `{id}` and `{member}` are filled in; `{{` and `}}` are braces.
 * @param allowed the placeholders that the operation has values for
 * @param where for errors: `User.get`
 * @throws Error a sentence that says what is wrong in the options
 */
export function compileCommand(
  parts: readonly string[],
  allowed: readonly (keyof CommandValues)[],
  where: string,
): Command {
  const [program, ...rest] = parts;
  if (program === undefined || program === '') throw new Error(`The command of ${where} names no program.`);
  if (parts.some((part) => part.includes('\0'))) throw new Error(`The command of ${where} holds a NUL character.`);
  if (/[{}]/.test(program)) throw new Error(`The command of ${where}: no value may choose the program.`);
  const optionsEnd = rest.indexOf('--');
  const fillers = rest.map((part, index) => {
    const pieces = parsePart(part, allowed, where);
    if (pieces.some((piece) => typeof piece === 'object') && isInterpreted(parts, index + 1)) {
      throw new Error(
        `The command of ${where} has ${JSON.stringify(part)} where ${program} reads a program: a value in it could run anything. Pass it as an argument of a script, or read it from stdin.`,
      );
    }
    const isSafe = optionsEnd >= 0 && optionsEnd < index;
    return (values: CommandValues) => fillPart(pieces, values, isSafe);
  });
  return {
    program,
    line: parts.map(quoted).join(' '),
    fill: (values) => [program, ...fillers.map((fill) => fill(values))],
  };
}

function parsePart(part: string, allowed: readonly (keyof CommandValues)[], where: string): readonly Piece[] {
  return part.split(/(\{\{|\}\}|\{[^{}]*\})/).flatMap((piece): Piece[] => {
    if (piece === '') return [];
    if (piece === '{{' || piece === '}}') return [piece.charAt(0)];
    if (!/[{}]/.test(piece)) return [piece];
    const name = allowed.find((candidate) => piece === `{${candidate}}`);
    if (name !== undefined) return [{ placeholder: name }];
    const known = allowed.length === 0 ? 'has no values to fill in' : `knows {${allowed.join('}, {')}}`;
    throw new Error(
      `The command of ${where} has "${piece}" in it, but ${where} ${known}. Write {{ and }} for braces; everything else stands on stdin.`,
    );
  });
}

function fillPart(pieces: readonly Piece[], values: CommandValues, isSafe: boolean): string {
  const argument = pieces.map((piece) => (typeof piece === 'string' ? piece : checked(values, piece))).join('');
  if (!isSafe && typeof pieces[0] === 'object' && DASHES.test(argument)) {
    throw new InvalidValue('A value that begins with a dash cannot be passed to this application.');
  }
  return argument;
}

function checked(values: CommandValues, { placeholder }: { readonly placeholder: keyof CommandValues }): string {
  const value = values[placeholder] ?? '';
  if (value === '' || value.includes('\0') || /\p{Surrogate}/u.test(value)) {
    throw new InvalidValue(`The ${placeholder} holds a character that this application cannot take, or nothing.`);
  }
  if (Buffer.byteLength(value) > MAX_ARGUMENT_BYTES) {
    throw new InvalidValue(`The ${placeholder} is too long for this application.`);
  }
  return value;
}

function quoted(part: string): string {
  return /^[\w@%+=:,./{}-]+$/.test(part) ? part : JSON.stringify(part);
}
