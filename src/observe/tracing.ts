import type { Attributes, Span, Tracer } from '@opentelemetry/api';

/** Runs one step of a request within a span of its own. */
export type TraceStep = <Result>(name: string, work: () => Result | Promise<Result>) => Result | Promise<Result>;

/** Traces in OpenTelemetry's form; where they go is the business of the SDK that the process was started with. */
export interface Tracing {
  /** Runs a request within a span that goes on from the caller's (W3C Trace Context). */
  request<Result>(
    headers: object,
    facts: { readonly [name: string]: string | undefined },
    work: (step: TraceStep) => Promise<Result>,
  ): Promise<Result>;
}

/** `@opentelemetry/api` is not installed: the message says what to do. */
export class TracingUnavailable extends Error {}

/** @throws TracingUnavailable */
export async function createTracing(version: string): Promise<Tracing> {
  const api = await load();
  const tracer: Tracer = api.trace.getTracer('scim-gateway', version);

  const inSpan = async <Result>(span: Span, work: () => Promise<Result>): Promise<Result> => {
    try {
      return await api.context.with(api.trace.setSpan(api.context.active(), span), work);
    } catch (error) {
      span.setStatus({ code: api.SpanStatusCode.ERROR });
      const status = (error as { readonly status?: unknown }).status;
      if (typeof status === 'number') span.setAttribute('scim.status', status);
      throw error;
    } finally {
      span.end();
    }
  };
  const step: TraceStep = (name, work) =>
    inSpan(tracer.startSpan(name, { kind: api.SpanKind.CLIENT }), async () => work());
  return {
    request(headers, facts, work) {
      const attributes: Attributes = {};
      for (const [name, value] of Object.entries(facts)) if (value !== undefined) attributes[`scim.${name}`] = value;
      const parent = api.propagation.extract(api.context.active(), headers);
      const span = tracer.startSpan(
        `SCIM ${facts.operation ?? 'request'}`,
        { kind: api.SpanKind.SERVER, attributes },
        parent,
      );
      return api.context.with(parent, () => inSpan(span, () => work(step)));
    },
  };
}

async function load() {
  try {
    return await import('@opentelemetry/api');
  } catch (cause) {
    throw new TracingUnavailable(
      '"tracing" needs the package @opentelemetry/api, and an SDK that sends the traces somewhere: npm install @opentelemetry/api @opentelemetry/sdk-node',
      { cause },
    );
  }
}
