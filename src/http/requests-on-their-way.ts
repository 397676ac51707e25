import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Requests that have no whole answer yet, so that a stop can wait for them. */
export class RequestsOnTheirWay {
  readonly #responses = new Map<Socket, Set<ServerResponse>>();
  #finishing: (() => void) | undefined;

  add({ socket }: IncomingMessage, response: ServerResponse): void {
    const onSocket = this.#responses.get(socket) ?? this.#connection(socket);
    onSocket.add(response);
    response.once('close', () => {
      onSocket.delete(response);
      this.#ended();
    });
    if (this.#finishing) lastOnItsConnection(response);
  }

  /**
   * Resolves when each has its answer; what has none after `withinMs` is cut off. Their connections are not used again.
   * @returns how many were cut off
   */
  async finish(withinMs: number): Promise<number> {
    for (const response of this.#all()) lastOnItsConnection(response);
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, withinMs);
      this.#finishing = () => {
        clearTimeout(timer);
        resolve();
      };
      this.#ended();
    });
    const cutOff = this.#all().length;
    for (const socket of this.#responses.keys()) socket.destroy();
    return cutOff;
  }

  /** A response that waits behind another one on its connection does not learn that the connection has ended. */
  #connection(socket: Socket): Set<ServerResponse> {
    const responses = new Set<ServerResponse>();
    this.#responses.set(socket, responses);
    socket.once('close', () => {
      this.#responses.delete(socket);
      this.#ended();
    });
    return responses;
  }

  #all(): readonly ServerResponse[] {
    return [...this.#responses.values()].flatMap((responses) => [...responses]);
  }

  #ended(): void {
    if (this.#finishing && this.#all().length === 0) this.#finishing();
  }
}

function lastOnItsConnection(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('connection', 'close');
}
