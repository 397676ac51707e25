import { constants, copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

/**
 * Copies files into a folder of their own for as long as they are looked at: nothing appears beside the originals, and a
 * gateway that serves them is not disturbed. The folder is readable by this user only, and gone however the process ends.
 * @throws Error of the system where a file cannot be read
 */
export async function withCopies<Result>(
  files: readonly string[],
  work: (folder: string, names: readonly string[]) => Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'scim-gateway-init-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  try {
    const names = files.map((file, index) => {
      const name = files.slice(0, index).some((other) => basename(other) === basename(file))
        ? `${index + 1}-${basename(file)}`
        : basename(file);
      copyFileSync(file, join(folder, name), constants.COPYFILE_FICLONE);
      return name;
    });
    return await work(folder, names);
  } finally {
    process.removeListener('exit', remove);
    remove();
  }
}
