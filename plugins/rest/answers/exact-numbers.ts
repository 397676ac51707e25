const longNumber = /(?<![\d.])-?\d{16,}(?![\d.eE])/;
const stringsAndLongNumbers = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/g;

/**
 * Valid JSON in which whole numbers that a double cannot hold (64-bit ids) are texts, so that none of their digits is lost.
 */
export function exactNumbers(json: string): string {
  if (!longNumber.test(json)) return json;
  return json.replaceAll(stringsAndLongNumbers, (token) => {
    if (token.startsWith('"') || !/^-?\d{16,}$/.test(token)) return token;
    return Number.isSafeInteger(Number(token)) ? token : `"${token}"`;
  });
}
