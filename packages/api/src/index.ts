import openApiFetch, { type Client, type ClientOptions } from 'openapi-fetch';
import { authorized, type Credentials } from './credentials.js';
import type { components, paths } from './schema.js';

export type { Credentials } from './credentials.js';
export { ok, pages, ProblemError, type Page, type Place, type Problem } from './answers.js';
export type { components, operations, paths } from './schema.js';

/** The records of the API by name: `Schema['Project']`. */
export type Schema = components['schemas'];

export type Api = Client<paths>;

/** `baseUrl` is the server's address; `fetch` and `headers` are those of openapi-fetch. */
export type Options = Credentials & Pick<ClientOptions, 'fetch' | 'headers' | 'credentials'> & { baseUrl: string };

/** A client of the API that sends an API key, the access token of a session, or nothing. */
export function createClient({ key, token, refresh, fetch = globalThis.fetch, ...options }: Options): Api {
  return openApiFetch<paths>({ ...options, fetch: authorized({ key, token, refresh }, (request) => fetch(request)) });
}
