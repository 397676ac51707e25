import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { ScimError } from '../scim/index.js';

/** A place in a walk. */
export interface CursorPlace {
  readonly walk: string;
  /** From 1. */
  readonly startIndex: number;
}

const MAC_BYTES = 16;

/** Makes and reads cursors (RFC 9865): opaque to clients, worth nothing when changed or with another question. */
export class Cursors {
  readonly #secret = randomBytes(32);

  /** @param key what is asked, and by whom */
  write({ walk, startIndex }: CursorPlace, key: string): string {
    const place = `${walk}.${startIndex.toString(36)}`;
    return `${place}.${this.#mac(place, key).toString('base64url')}`;
  }

  /** @throws ScimError 400 `invalidCursor` */
  read(cursor: string, key: string): CursorPlace {
    const [walk = '', position = '', mac = ''] = cursor.length <= 100 ? cursor.split('.') : [];
    const given = Buffer.from(mac, 'base64url');
    const right = this.#mac(`${walk}.${position}`, key);
    if (given.length !== right.length || !timingSafeEqual(given, right)) {
      throw new ScimError(400, 'The cursor is none of this query; begin with an empty cursor.', {
        scimType: 'invalidCursor',
      });
    }
    return { walk, startIndex: Number.parseInt(position, 36) };
  }

  #mac(place: string, key: string): Buffer {
    return createHmac('sha256', this.#secret).update(`${place}\n${key}`).digest().subarray(0, MAC_BYTES);
  }
}
