import { cpSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DockerfileParser, type Instruction, type JSONInstruction } from 'dockerfile-ast';
import { root } from '../helpers/gateway.js';

export interface AssembledImage {
  /** The command lines, as in the image. */
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly health: readonly string[];
  readonly user: string;
  readonly ports: readonly string[];
  /** A path of the image, where it lies here. */
  path(inImage: string): string;
}

/**
 * Makes in `folder` what the last stage of a Dockerfile has under /app. What comes from the stage that builds is taken from
 * this tree, which `npm run build` has built; of its packages only those that are not for development.
 */
export function assembleImage(dockerfile: string, folder: string): AssembledImage {
  const all = DockerfileParser.parse(readFileSync(dockerfile, 'utf8')).getInstructions();
  const stage = all.slice(all.map((one) => one.getKeyword()).lastIndexOf('FROM') + 1);
  const args = (keyword: string): readonly string[] => textsOf(last(stage, keyword));
  let workdir = '/';
  for (const instruction of stage) {
    const words = textsOf(instruction);
    if (instruction.getKeyword() === 'WORKDIR') workdir = words[0] ?? '/';
    if (instruction.getKeyword() !== 'COPY') continue;
    const [from = '', to = ''] = words.filter((word) => !word.startsWith('--'));
    copy(from.replace(/^\/src\//, ''), join(folder, workdir, to));
  }
  const health = args('HEALTHCHECK');
  return {
    entrypoint: jsonOf(last(stage, 'ENTRYPOINT')),
    command: jsonOf(last(stage, 'CMD')),
    health: health
      .slice(health.indexOf('CMD') + 1)
      .flatMap((word) => JSON.parse(`[${word.replace(/^\[|,$|\]$/g, '')}]`)),
    user: args('USER')[0] ?? '',
    ports: args('EXPOSE'),
    path: (inImage) => join(folder, inImage),
  };
}

function copy(from: string, to: string): void {
  if (from !== 'node_modules/') {
    cpSync(join(root, from), to.endsWith('/') && !from.endsWith('/') ? join(to, from) : to, { recursive: true });
    return;
  }
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    readonly packages: { readonly [path: string]: { readonly dev?: boolean; readonly devOptional?: boolean } };
  };
  for (const [path, { dev, devOptional }] of Object.entries(lock.packages)) {
    if (dev || devOptional || !/^node_modules\/(@[^/]+\/)?[^/]+$/.test(path)) continue;
    const target = join(to, path.slice('node_modules/'.length));
    mkdirSync(dirname(target), { recursive: true });
    symlinkSync(join(root, path), target);
  }
}

function last(stage: readonly Instruction[], keyword: string): Instruction {
  const found = stage.filter((one) => one.getKeyword() === keyword).at(-1);
  if (!found) throw new Error(`the last stage has no ${keyword}`);
  return found;
}

function textsOf(instruction: Instruction): readonly string[] {
  return instruction.getArguments().map((argument) => argument.getValue());
}

function jsonOf(instruction: Instruction): readonly string[] {
  return (instruction as JSONInstruction).getJSONStrings().map((argument) => argument.getJSONValue());
}
