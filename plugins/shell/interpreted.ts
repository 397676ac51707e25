/** Options after which the next argument is a program's text, by the interpreter's name. */
const textOptions: readonly (readonly [interpreter: RegExp, option: RegExp])[] = [
  [/^(ba|da|a|k|mk|z|fi|c|tc)?sh$/, /^-[a-z]*c$/],
  [/^(su|runuser)$/, /^(-[a-z]*c|--command)$/],
  [/^python[\d.]*$/, /^-[A-Za-z]*c$/],
  [/^(perl|ruby)[\d.]*$/, /^-[A-Za-z]*[eE]$/],
  [/^(node|php)[\d.]*$/, /^(-[a-z]*[er]|--eval)$/],
];
/** Options after which all further arguments are. */
const restOptions: readonly (readonly [interpreter: RegExp, option: RegExp])[] = [
  [/^(pwsh|powershell)$/, /^-c(o(m(m(a(nd?)?)?)?)?)?$/i],
  [/^cmd$/i, /^\/[ck]$/i],
  // What is run at the other end is read by a shell there.
  [/^ssh$/, /^/],
];

/**
 * Whether an argument would be read as a program's text: a value within it could do anything. Looks through what starts
 * interpreters, such as `sudo` and `env`.
 */
export function isInterpreted(parts: readonly string[], index: number): boolean {
  const before = parts.slice(0, index);
  return before.some((part, at) => {
    const name = part.slice(Math.max(part.lastIndexOf('/'), part.lastIndexOf('\\')) + 1).replace(/\.exe$/i, '');
    const options = before.slice(at + 1);
    const [last = ''] = options.slice(-1);
    const isNext = textOptions.some(([interpreter, option]) => interpreter.test(name) && option.test(last));
    if (isNext && !options.slice(0, -1).some(isScript)) return true;
    return restOptions.some(
      ([interpreter, option]) =>
        interpreter.test(name) && (name === 'ssh' || options.some((argument) => option.test(argument))),
    );
  });
}

/** What follows a script is the script's own. */
function isScript(argument: string): boolean {
  return /[./]/.test(argument) && !argument.startsWith('-');
}
