import type { components } from './schema.js';

/** What every refusal is (RFC 9457); programs go by its `code`. */
export type Problem = components['schemas']['Problem'];

/** What a call answers: `data` or `error`, and the response itself. */
interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** A part of a list, and where the next one begins. */
export interface Page<T> {
  items: T[];
  next: string | null;
}

/** A refusal, thrown by `ok` and `pages`. */
export class ProblemError extends Error {
  /** Stable, for programs; undefined when what answered was not the API, but something before it. */
  readonly code: Problem['code'] | undefined;
  readonly status: number;

  constructor(
    response: Response,
    /** The whole document, with `detail`, `errors` and `trace_id`. */
    readonly problem: Problem | undefined,
  ) {
    super(problem ? `${problem.code}: ${problem.detail} (trace ${problem.trace_id})` : `${response.status} from ${response.url}`);
    this.name = 'ProblemError';
    this.code = problem?.code;
    this.status = response.status;
  }
}

/** The data of a call, or a `ProblemError`. */
export async function ok<T>(call: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await call;
  if (!response.ok) throw new ProblemError(response, isProblem(response) ? (error as Problem) : undefined);
  return data as T;
}

/** Whether the API itself refuses, and not something before it. */
export function isProblem(response: Response): boolean {
  return response.headers.get('Content-Type')?.startsWith('application/problem+json') ?? false;
}

/** Where a page begins; the first one needs no cursor. */
export interface Place {
  cursor?: string;
}

/** All items of a list, page by page: `pages((place) => api.GET('/api/project', { params: { query: place } }))`. */
export async function* pages<T>(call: (place: Place) => Promise<Answer<Page<T>>>): AsyncGenerator<T, void> {
  let next: string | null = null;
  do {
    const page: Page<T> = await ok(call(next === null ? {} : { cursor: next }));
    yield* page.items;
    next = page.next;
  } while (next !== null);
}
