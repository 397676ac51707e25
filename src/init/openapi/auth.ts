import { listOf, type Node, nodeOf, type OpenApiDocument, textOf } from './document.js';
import type { ApiOperation } from './operations.js';

/** How the gateway proves to the API who it is, as the rest plugin's options say it; secrets come from the environment. */
export interface ApiAuth {
  readonly auth: Node;
  /** Environment variables that must be set. */
  readonly variables: readonly string[];
  readonly reason: string;
}

const nothing: ApiAuth = { auth: { type: 'none' }, variables: [], reason: 'The document asks for no credentials.' };

/** The first way of those that the list of people takes and that the plugin knows. */
export function authOf(list: ApiOperation, document: OpenApiDocument): ApiAuth {
  const required = listOf(list.node.security ?? document.root.security).map(nodeOf);
  if (required.length === 0 || required.some((requirement) => Object.keys(requirement).length === 0)) return nothing;
  const schemes = nodeOf(nodeOf(document.root.components).securitySchemes ?? document.root.securityDefinitions);
  const names = required.flatMap((requirement) => Object.keys(requirement));
  for (const name of names) {
    const found = read(document.resolve(Object.hasOwn(schemes, name) ? schemes[name] : {}), name);
    if (found) return found;
  }
  return {
    ...nothing,
    reason: `The document asks for ${names.map((name) => `"${name}"`).join(' or ')}, which the plugin cannot do by itself: write "auth" or "headers" by hand.`,
  };
}

function read(scheme: Node, name: string): ApiAuth | undefined {
  const type = textOf(scheme.type);
  const kind = textOf(scheme.scheme).toLowerCase();
  if (type === 'basic' || (type === 'http' && kind === 'basic')) {
    const auth = { type: 'basic', username: '${env:API_USER}', password: '${env:API_PASSWORD}' };
    return { auth, variables: ['API_USER', 'API_PASSWORD'], reason: `"${name}" is Basic Auth.` };
  }
  if (type === 'http' && kind === 'bearer') {
    return {
      auth: { type: 'bearer', token: '${env:API_TOKEN}' },
      variables: ['API_TOKEN'],
      reason: `"${name}" is a bearer token.`,
    };
  }
  const header = textOf(scheme.name);
  if (type === 'apiKey' && scheme.in === 'header' && /^[\w-]+$/.test(header)) {
    const auth = { type: 'header', name: header, value: '${env:API_KEY}' };
    return { auth, variables: ['API_KEY'], reason: `"${name}" is the header ${header}.` };
  }
  return type === 'oauth2' ? readOAuth(scheme, name) : undefined;
}

function readOAuth(scheme: Node, name: string): ApiAuth | undefined {
  const flow = scheme.flow === 'application' ? scheme : nodeOf(nodeOf(scheme.flows).clientCredentials);
  const tokenUrl = textOf(flow.tokenUrl);
  if (!/^https?:\/\/[^/?#\s]+/.test(tokenUrl)) return undefined;
  const scope = Object.keys(nodeOf(flow.scopes)).join(' ');
  const auth = {
    type: 'oauth2',
    tokenUrl,
    clientId: '${env:API_CLIENT_ID}',
    clientSecret: '${env:API_CLIENT_SECRET}',
    ...(scope !== '' && { scope }),
  };
  const reason = `"${name}" is OAuth 2 with client credentials${scope === '' ? '' : '; take out the scopes that are not needed'}.`;
  return { auth, variables: ['API_CLIENT_ID', 'API_CLIENT_SECRET'], reason };
}
