import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createClient, ok, pages, ProblemError, type Schema } from '@perigee/api';

const baseUrl = given('PERIGEE_URL');
const api = createClient({ baseUrl, key: given('PERIGEE_KEY') });
const nowhere = '019b02c4-0000-7000-8000-000000000000';

function given(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is missing: e2e/clients starts these tests`);
  return value;
}

async function refusal(call: Promise<unknown>): Promise<ProblemError> {
  try {
    await call;
  } catch (error) {
    if (error instanceof ProblemError) return error;
    throw error;
  }
  throw new Error('It was not refused');
}

/** Answers by itself in the place of the server, and keeps what it was asked. */
function standIn(answer: (authorization: string | null) => Response) {
  const asked: { authorization: string | null; body: string }[] = [];
  const fetch = async (request: Request) => {
    const authorization = request.headers.get('Authorization');
    asked.push({ authorization, body: await request.text() });
    return answer(authorization);
  };
  return { asked, fetch };
}

function problem(status: number, code: string): Response {
  const headers = { 'Content-Type': 'application/problem+json' };
  return new Response(JSON.stringify({ status, code, detail: 'No.', trace_id: '5c8d' }), { status, headers });
}

test('what is not there is a problem with its code and a trace', async () => {
  const { error, response } = await api.GET('/api/project/{id}', { params: { path: { id: nowhere } } });
  assert.equal(response.status, 404);
  assert.equal(error?.code, 'not_found');
  assert.match(error?.trace_id ?? '', /^[0-9a-f]{32}$/);
});

test('a refusal can be thrown, and names the field', async () => {
  const { code, status, problem } = await refusal(ok(api.POST('/api/project', { body: { name: ' ' } })));
  assert.deepEqual([code, status, problem?.errors?.[0]?.field], ['invalid', 422, 'name']);
});

test('a key that was never issued is refused', async () => {
  const stranger = createClient({ baseUrl, key: `prg_test_${'0'.repeat(49)}` });
  assert.equal((await refusal(ok(stranger.GET('/api/project')))).code, 'unauthenticated');
});

test('a key does what its scopes say, and no more', async () => {
  assert.equal((await refusal(ok(api.GET('/api/account')))).code, 'scope_missing');
});

test('what something before the server answers has no code', async () => {
  const { fetch } = standIn(() => new Response('<h1>Bad gateway</h1>', { status: 502 }));
  const { code, status } = await refusal(ok(createClient({ baseUrl, key: 'k', fetch }).GET('/api/project')));
  assert.deepEqual([code, status], [undefined, 502]);
});

test('a key creates, reads, changes and deletes', async () => {
  const made = await ok(api.POST('/api/project', { body: { name: 'From TypeScript', notes: 'typed' } }));
  const path = { id: made.id };
  assert.deepEqual(await ok(api.GET('/api/project/{id}', { params: { path } })), made);
  const body = { archived: true };
  const changed: Schema['Project'] = await ok(api.PATCH('/api/project/{id}', { params: { path }, body }));
  assert.equal(changed.archived, true);
  assert.equal(await ok(api.DELETE('/api/project/{id}', { params: { path } })), undefined);
  assert.equal((await refusal(ok(api.GET('/api/project/{id}', { params: { path } })))).code, 'not_found');
});

test('the same request twice with one Idempotency-Key has one effect', async () => {
  const request = { params: { header: { 'Idempotency-Key': `twice-${process.pid}` } }, body: { name: 'Once' } };
  const first = await ok(api.POST('/api/project', request));
  const { data, response } = await api.POST('/api/project', request);
  assert.equal(data?.id, first.id);
  assert.equal(response.headers.get('Idempotency-Replayed'), 'true');
});

test('a list is walked page by page', async () => {
  const names = ['First page', 'Second page', 'Third page'];
  for (const name of names) await ok(api.POST('/api/project', { body: { name } }));
  const found: string[] = [];
  let calls = 0;
  const all = pages((place) => {
    calls++;
    return api.GET('/api/project', { params: { query: { limit: 1, ...place } } });
  });
  for await (const { name } of all) found.push(name);
  assert.deepEqual(found.filter((name) => names.includes(name)), names.reverse());
  assert.equal(calls, found.length);
});

test('a token is asked for at each request', async () => {
  const { asked, fetch } = standIn(() => Response.json({ items: [], next: null }));
  let token: string | undefined;
  const session = createClient({ baseUrl, token: () => token, fetch });
  await session.GET('/api/project');
  token = 'two';
  await session.GET('/api/project');
  assert.deepEqual(asked.map(({ authorization }) => authorization), [null, 'Bearer two']);
});

test('requests refused together renew the token once and are sent again', async () => {
  const { asked, fetch } = standIn((sent) => (sent === 'Bearer new' ? Response.json({ id: 1 }) : problem(401, 'unauthenticated')));
  let token = 'old';
  let renewals = 0;
  const refresh = async () => {
    renewals++;
    return (token = 'new');
  };
  const session = createClient({ baseUrl, token: () => token, refresh, fetch });
  const both = ['A', 'B'].map((name) => session.POST('/api/project', { body: { name } }));
  assert.deepEqual((await Promise.all(both)).map(({ response }) => response.status), [200, 200]);
  assert.equal(renewals, 1);
  const bodies = asked.filter(({ authorization }) => authorization === 'Bearer new').map(({ body }) => body);
  assert.deepEqual(bodies.sort(), ['{"name":"A"}', '{"name":"B"}']);
});

test('a token that cannot be renewed leaves the refusal, and a wrong password asks for no other token', async () => {
  let renewals = 0;
  const refresh = async () => {
    renewals++;
    return undefined;
  };
  const ended = createClient({ baseUrl, token: 'old', refresh, fetch: standIn(() => problem(401, 'unauthenticated')).fetch });
  assert.equal((await ended.GET('/api/project')).error?.code, 'unauthenticated');
  const wrong = createClient({ baseUrl, refresh, fetch: standIn(() => problem(401, 'invalid_credentials')).fetch });
  const body = { email: 'ada@example.com', password: 'wrong' };
  assert.equal((await wrong.POST('/api/auth', { body })).error?.code, 'invalid_credentials');
  assert.equal(renewals, 1);
});
