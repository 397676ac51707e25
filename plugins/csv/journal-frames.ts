import { crc32 } from 'node:zlib';
import type { Entry } from './operations.js';

/**
 * A frame is what one fsync makes durable: mark, sequence number, length, checksum over number and payload, payload (the
 * entries as JSON). As a frame is written only after the one before is durable, a broken frame with a whole one behind
 * it is damage, and a broken frame at the end is a write that nobody was told of.
 */
export interface Frame {
  readonly sequence: number;
  readonly entries: readonly Entry[];
}

const MARK = Buffer.from('\u0000SCJ1\r\n\u0000', 'latin1');
const HEAD = MARK.length + 8 + 4 + 4;

export function encodeFrame({ sequence, entries }: Frame): Buffer {
  const payload = Buffer.from(JSON.stringify(entries), 'utf8');
  const frame = Buffer.allocUnsafe(HEAD + payload.length);
  MARK.copy(frame);
  frame.writeBigUInt64LE(BigInt(sequence), MARK.length);
  frame.writeUInt32LE(payload.length, MARK.length + 8);
  payload.copy(frame, HEAD);
  frame.writeUInt32LE(checksum(frame, 0, payload.length), MARK.length + 12);
  return frame;
}

/** All frames of a segment, and where it stops being whole (its length where it is whole). */
export function decodeFrames(bytes: Buffer): { readonly frames: readonly Frame[]; readonly end: number } {
  const frames: Frame[] = [];
  let at = 0;
  while (at < bytes.length) {
    const frame = frameAt(bytes, at);
    if (!frame) break;
    frames.push({ sequence: frame.sequence, entries: JSON.parse(frame.payload.toString('utf8')) as Entry[] });
    at = frame.end;
  }
  return { frames, end: at };
}

/** Whether a whole frame begins anywhere behind `start`. */
export function hasFrameAfter(bytes: Buffer, start: number): boolean {
  let at = bytes.indexOf(MARK, start);
  while (at >= 0) {
    if (frameAt(bytes, at)) return true;
    at = bytes.indexOf(MARK, at + 1);
  }
  return false;
}

function frameAt(
  bytes: Buffer,
  at: number,
): { readonly sequence: number; readonly payload: Buffer; readonly end: number } | undefined {
  if (at + HEAD > bytes.length || !bytes.subarray(at, at + MARK.length).equals(MARK)) return undefined;
  const length = bytes.readUInt32LE(at + MARK.length + 8);
  const end = at + HEAD + length;
  if (end > bytes.length || bytes.readUInt32LE(at + MARK.length + 12) !== checksum(bytes, at, length)) return undefined;
  const sequence = Number(bytes.readBigUInt64LE(at + MARK.length));
  return { sequence, payload: bytes.subarray(at + HEAD, end), end };
}

function checksum(bytes: Buffer, at: number, length: number): number {
  const number = bytes.subarray(at + MARK.length, at + MARK.length + 12);
  return crc32(bytes.subarray(at + HEAD, at + HEAD + length), crc32(number));
}
