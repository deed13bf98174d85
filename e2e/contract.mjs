// Makes a Postman collection of the API's description, gives each request assertions from the same description,
// and runs it with newman: whoever imports the document into Postman gets requests that work.
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import newman from 'newman';
import postman from 'openapi-to-postmanv2';
import { send, signUp } from './person.mjs';

const base = process.env.PERIGEE_URL;
const spec = JSON.parse(await readFile(process.argv[2], 'utf8'));
const METHODS = ['POST', 'GET', 'PATCH', 'PUT', 'DELETE'];

/** Somebody who has signed up and confirmed: the example of the document, under an address of their own. */
async function person() {
  const form = { ...example(spec.paths['/api/account'].post.requestBody), email: `newman-${process.pid}@example.org` };
  return { email: form.email, token: await signUp(form) };
}

const example = (described) => described?.content?.['application/json']?.example;

/** What JSON Schema says where OpenAPI 3.0 says nullable. */
function jsonSchema(schema) {
  if (Array.isArray(schema)) return schema.map(jsonSchema);
  if (schema === null || typeof schema !== 'object') return schema;
  const { nullable, ...rest } = Object.fromEntries(Object.entries(schema).map(([k, v]) => [k, jsonSchema(v)]));
  return nullable ? { anyOf: [rest, { type: 'null' }] } : rest;
}

/** The operation's answers by status: content type, schema, and the headers that are always there. */
function answers(operation) {
  return Object.fromEntries(
    Object.entries(operation.responses).map(([status, { content = {}, headers = {} }]) => {
      const [type = ''] = Object.keys(content);
      const required = Object.keys(headers).filter((name) => headers[name].required);
      return [status, { type, headers: required, schema: type.endsWith('json') ? jsonSchema(content[type].schema) : null }];
    }),
  );
}

// The ids in an answer: its own, or those of its items.
function ids(body) {
  return body?.items?.map(({ id }) => id) ?? [body?.id];
}

// Runs inside newman; `ids`, `answers` and `shown` stand before it.
function check() {
  const answer = answers[pm.response.code];
  pm.test('status is documented', () => pm.expect(Object.keys(answers)).to.include(String(pm.response.code)));
  pm.test('content type is documented', () =>
    pm.expect((pm.response.headers.get('Content-Type') ?? '').split(';')[0]).to.equal(answer.type));
  pm.test('headers are documented', () => answer.headers.forEach((name) => pm.response.to.have.header(name)));
  if (answer.schema) {
    pm.test('body fits its schema', () => pm.response.to.have.jsonSchema(answer.schema, { unknownFormats: 'ignore' }));
  } else if (!answer.type) {
    pm.test('there is no body', () => pm.expect(pm.response.text()).to.equal(''));
  }
  // What the document shows under an id is from now on what the server gave in its place.
  if (shown.length > 0 && pm.response.code < 300) {
    const given = ids(pm.response.json());
    shown.slice(0, given.length).forEach((id, n) => pm.collectionVariables.set(id, given[n]));
  }
}

/** None for an operation that does no more than send a browser on. */
function goodExample(operation) {
  return example(Object.entries(operation.responses).find(([status]) => status < 300)?.[1]);
}

const ID = /^[0-9a-f-]{36}$/;

/** An id is a variable, for which the server may give another one; the network is that of e2e/serve. */
function pathValue(value) {
  return ID.test(value) ? `{{${value}}}` : value.replace('google', 'acme');
}

/** The ids of the document, each with itself as the value until the server gives another one. */
function documentedIds() {
  const values = Object.values(spec.paths).flatMap(Object.values).flatMap(({ parameters = [] }) => parameters.map(({ example }) => example));
  return values.filter((value) => ID.test(value)).map((value) => ({ key: value, value }));
}

function prepare(request, email) {
  const path = `/${request.request.url.path.join('/').replace(/:(\w+)/g, '{$1}')}`;
  const operation = spec.paths[path][request.request.method.toLowerCase()];
  const shown = ids(goodExample(operation)).filter(Boolean);
  for (const variable of request.request.url.variable) variable.value = pathValue(variable.value);
  if (request.request.body?.raw) request.request.body.raw = request.request.body.raw.replaceAll('ada@example.com', email);
  // On, it would shut out newman, which has shown one factor only, from all that comes after.
  if (operation.operationId === 'accountRequireSecondFactor') request.request.body.raw = '{"required": false}';
  // Optional headers and parameters of which the document shows no value are for others.
  const known = ({ value }) => value !== 'string';
  request.request.header = request.request.header.filter(known);
  request.request.url.query = request.request.url.query.filter(known);
  const script = `${ids} const answers = ${JSON.stringify(answers(operation))}; const shown = ${JSON.stringify(shown)}; (${check})();`;
  return { ...request, name: operation.operationId, event: [{ listen: 'test', script: { exec: [script] } }] };
}

/** First what makes something, last what takes it away: the smaller things before the larger. */
function order(a, b) {
  const rank = ({ request }) => METHODS.indexOf(request.method) * 100 - request.url.path.length;
  return rank(a) - rank(b);
}

const flat = (items) => items.flatMap((item) => (item.item ? flat(item.item) : [item]));

const converted = await promisify(postman.convert.bind(postman))(
  { type: 'json', data: spec },
  { requestParametersResolution: 'Example' },
);
if (!converted.result) throw new Error(`The description cannot be imported: ${converted.reason}`);
const collection = converted.output[0].data;
const { email, token } = await person();
collection.item = flat(collection.item).map((request) => prepare(request, email)).sort(order);
collection.variable = [{ key: 'baseUrl', value: base }, { key: 'bearerToken', value: token }, ...documentedIds()];

/** A request as whoever has an API key sends it: in the place of the token, and by Postman's own Basic Auth. */
async function byKey() {
  const { key } = await send('/api/key', { name: 'Postman', scopes: ['project.read'] }, token);
  const list = collection.item.find(({ name }) => name === 'projectList');
  const basic = { type: 'basic', basic: [{ key: 'username', value: key }, { key: 'password', value: '' }] };
  const item = [list, { ...list, request: { ...list.request, auth: basic } }];
  const variable = [{ key: 'baseUrl', value: base }, { key: 'bearerToken', value: key }];
  const { run } = await promisify(newman.run)({ collection: { ...collection, item, variable } });
  const codes = run.executions.map(({ response }) => response?.code);
  if (codes.join() !== '200,200') throw new Error(`With a key newman is answered ${codes}`);
}

await byKey();
const expected = Object.values(spec.paths).flatMap(Object.values).length;
const { run } = await promisify(newman.run)({ collection, ignoreRedirects: true });
for (const { item, response, requestError } of run.executions) {
  console.log(`${String(response?.code ?? requestError).padEnd(4)} ${item.name}`);
}
for (const { source, error } of run.failures) console.error(`${source.name}: ${error.test ?? ''} ${error.message}`);
const good = run.executions.filter(({ response }) => response?.code < 300).length;
console.log(`${run.executions.length} operations, ${good} with success; ${run.stats.assertions.total} assertions, ${run.failures.length} failed`);
process.exit(run.failures.length === 0 && run.executions.length === expected ? 0 : 1);
