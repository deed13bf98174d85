// A small social network for trying things out: a provider of OpenID Connect that believes whatever somebody says of
// themselves. It forgets everything when it ends, and takes nobody anywhere but to this machine.
//
//   node e2e/network.mjs [port]      it listens on 127.0.0.1, without a port on a free one, and prints its address
//
// Its one client is `perigee`, with the secret `perigee-at-the-network`. Where a browser shows its form, a program posts
// to the address to which it was sent: sub (the id at the network), name, email, verified=on, picture, or answer=deny.
import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';

const CLIENT = 'perigee';
const SECRET = 'perigee-at-the-network';
const HERE = /^http:\/\/(localhost|127\.0\.0\.1)(:\d+)?\//;

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const kid = random();
/** What was asked and what was answered, by code. */
const visits = new Map();
let issuer;

const routes = {
  'GET /.well-known/openid-configuration': (_, response) =>
    json(response, 200, {
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/jwks`,
      response_types_supported: ['code'],
      response_modes_supported: ['query', 'form_post'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      token_endpoint_auth_methods_supported: ['client_secret_basic'],
      code_challenge_methods_supported: ['S256'],
      authorization_response_iss_parameter_supported: true,
    }),
  'GET /jwks': (_, response) =>
    json(response, 200, { keys: [{ ...publicKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'RS256' }] }),
  'GET /authorize': (request, response) => {
    const asked = question(request);
    if (asked) html(response, 'Who are you?', form(asked));
    else html(response, 'This cannot be asked', '<p>The client or the address is not known, or the challenge is missing.</p>', 400);
  },
  'POST /authorize': async (request, response) => {
    const asked = question(request);
    const person = new URLSearchParams(await text(request));
    const denied = person.get('answer') === 'deny';
    if (!asked || !(denied || person.get('sub'))) {
      html(response, 'This cannot be answered', '<p>An id is needed, or the question was wrong.</p>', 400);
      return;
    }
    const code = random();
    if (!denied) visits.set(code, { asked, person });
    sendBack(response, asked, { state: asked.get('state') ?? '', iss: issuer, ...(denied ? { error: 'access_denied' } : { code }) });
  },
  'POST /token': async (request, response) => {
    const sent = new URLSearchParams(await text(request));
    // A code comes once, whatever becomes of it.
    const visit = visits.get(sent.get('code'));
    visits.delete(sent.get('code'));
    if (request.headers.authorization !== `Basic ${btoa(`${CLIENT}:${SECRET}`)}`) {
      json(response, 401, { error: 'invalid_client' }, { 'www-authenticate': 'Basic realm="network"' });
    } else if (sent.get('grant_type') !== 'authorization_code' || !visit || !isRight(sent, visit.asked)) {
      json(response, 400, { error: 'invalid_grant' });
    } else {
      json(response, 200, { access_token: random(), token_type: 'Bearer', expires_in: 60, id_token: idToken(visit) });
    }
  },
};

/** What a client asks of a person, if it may. */
function question(request) {
  const asked = new URL(request.url, issuer).searchParams;
  const address = asked.get('redirect_uri');
  const allowed =
    asked.get('client_id') === CLIENT &&
    asked.get('response_type') === 'code' &&
    asked.get('code_challenge') &&
    asked.get('code_challenge_method') === 'S256' &&
    HERE.test(address) &&
    URL.canParse(address);
  return allowed ? asked : null;
}

function sendBack(response, asked, given) {
  const address = new URL(asked.get('redirect_uri'));
  if (asked.get('response_mode') !== 'form_post') {
    for (const [name, value] of Object.entries(given)) address.searchParams.set(name, value);
    response.writeHead(303, { location: address.href, 'cache-control': 'no-store' }).end();
    return;
  }
  const fields = Object.entries(given).map(([name, value]) => `<input type="hidden" name="${name}" value="${escaped(value)}">`);
  html(
    response,
    'On your way back',
    `<form method="post" action="${escaped(address.href)}">${fields.join('')}<button>Go on to ${escaped(address.host)}</button></form>
    <script>document.forms[0].submit()</script>`,
  );
}

/** The code is for the address that was asked with, and for who knows what the challenge was made of (RFC 7636 §4.6). */
function isRight(sent, asked) {
  const challenge = createHash('sha256').update(sent.get('code_verifier') ?? '').digest('base64url');
  return sent.get('redirect_uri') === asked.get('redirect_uri') && challenge === asked.get('code_challenge');
}

function idToken({ asked, person }) {
  const now = Math.floor(Date.now() / 1000);
  const said = Object.fromEntries(['sub', 'name', 'email', 'picture'].map((name) => [name, person.get(name) || undefined]));
  const verified = said.email && { email_verified: person.get('verified') === 'on' };
  const nonce = asked.get('nonce') ?? undefined;
  const claims = { iss: issuer, aud: CLIENT, iat: now, exp: now + 300, auth_time: now, nonce, ...said, ...verified };
  const signed = [{ alg: 'RS256', kid }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${signed}.${sign('sha256', Buffer.from(signed), privateKey).toString('base64url')}`;
}

function form(asked) {
  return `<p>${escaped(new URL(asked.get('redirect_uri')).host)} asks. This network believes whatever you say.</p>
    <form method="post">
      <p><label for="sub">Your id at this network</label><input id="sub" name="sub" value="ada" required></p>
      <p><label for="name">Your name</label><input id="name" name="name" value="Ada Lovelace"></p>
      <p><label for="email">Your e-mail address</label><input id="email" name="email" type="email" value="ada@example.org"></p>
      <p><label><input type="checkbox" name="verified" checked> The address is checked</label></p>
      <p><button name="answer" value="allow">Allow</button> <button name="answer" value="deny" formnovalidate>Deny</button></p>
    </form>`;
}

function html(response, title, body, status = 200) {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }).end(`<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>${title} – a network for trying out</title>
  <style>
    :root { color-scheme: light dark; font: 1.05rem/1.6 system-ui, sans-serif; }
    main { max-width: 26rem; margin: 2rem auto; padding: 0 1rem; }
    label[for] { display: block; }
    input:not([type=checkbox]) { box-sizing: border-box; width: 100%; }
    input, button { min-height: 2.2rem; padding: 0.3rem 0.7rem; font: inherit; vertical-align: middle; }
  </style>
</head>
<body>
  <main>
    <h1>${title}</h1>
    ${body}
  </main>
</body>
</html>
`);
}

function json(response, status, body, headers = {}) {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers }).end(JSON.stringify(body));
}

function escaped(value) {
  return value.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
}

function random() {
  return randomBytes(24).toString('base64url');
}

const server = createServer(async (request, response) => {
  const route = routes[`${request.method} ${request.url.split('?')[0]}`] ?? (() => json(response, 404, { error: 'not_found' }));
  try {
    await route(request, response);
  } catch (error) {
    // Such as a client that hung up; the others go on.
    console.error(error);
    response.destroy();
  }
});
server.listen(Number(process.argv[2] ?? 0), '127.0.0.1', () => {
  issuer = `http://127.0.0.1:${server.address().port}`;
  console.log(issuer);
});
