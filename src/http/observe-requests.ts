import type { FastifyInstance } from 'fastify';

/** Told of every request, when it comes and when its answer has gone. */
export interface RequestObserver {
  started(): void;
  answered(request: {
    readonly connector: string | undefined;
    readonly operation: string | undefined;
    readonly status: number;
    readonly seconds: number;
    /** Of these, what was spent waiting for the application. */
    readonly adapterSeconds: number;
  }): void;
}

type TraceStep = <Result>(name: string, work: () => Result | Promise<Result>) => Result | Promise<Result>;

/** Runs requests within spans. */
export interface RequestTracing {
  request<Result>(
    headers: object,
    facts: { readonly [name: string]: string | undefined },
    work: (step: TraceStep) => Promise<Result>,
  ): Promise<Result>;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** What the request spends waiting for the application; null before it gets there. */
    timing: { adapterMs: number } | null;
  }
}

export function observeRequests(app: FastifyInstance, observer: RequestObserver): void {
  app.addHook('onRequest', (_request, _reply, done) => {
    observer.started();
    done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    const { facts } = request.routeOptions.config;
    observer.answered({
      connector: facts?.connector,
      operation: facts?.operation,
      status: reply.statusCode,
      seconds: reply.elapsedTime / 1000,
      adapterSeconds: (request.timing?.adapterMs ?? 0) / 1000,
    });
    done();
  });
}
