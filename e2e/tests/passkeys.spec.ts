import { expect, test, type Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { personIn, tokenIn } from './people.ts';

interface Passkey {
  id: string;
  name: string;
  last_used_at: string | null;
}

// The scripts of the guide run in the page as they are written there.
declare function addPasskey(token: string, name: string): Promise<Passkey>;
declare function signInByPasskey(): Promise<{ token: string; user: { email: string } }>;
declare function proveByPasskey(token: string): Promise<null>;
declare function listPasskeys(token: string): Promise<{ items: Passkey[] }>;
declare function renamePasskey(token: string, id: string, name: string): Promise<Passkey>;
declare function removePasskey(token: string, id: string): Promise<null>;
/** Why something was refused: the code of our problem, or the name of the browser's error. */
declare function reason(error: unknown): string;

const GUIDE = readFileSync(new URL('../../docs/guide/second-factor.md', import.meta.url), 'utf8');
const SCRIPTS = `${[...GUIDE.matchAll(/^```js\n(.*?)^```$/gms)].map(([, script]) => script).join('\n')}
  function reason(error) {
    return typeof error.code === 'string' ? error.code : error.name;
  }
  Object.assign(globalThis, { addPasskey, signInByPasskey, proveByPasskey, listPasskeys, renamePasskey, removePasskey, reason });`;

interface Device {
  /** How often each of its keys was used. */
  uses: () => Promise<number[]>;
  /** Whether it knows its person from now on. */
  verifies: (person: boolean) => Promise<void>;
}

/** A device with room for passkeys, in the browser of this page. */
async function deviceIn(page: Page, hasUserVerification: boolean): Promise<Device> {
  const browser = await page.context().newCDPSession(page);
  await browser.send('WebAuthn.enable');
  const { authenticatorId } = await browser.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification,
      isUserVerified: hasUserVerification,
      automaticPresenceSimulation: true,
    },
  });
  return {
    uses: async () => (await browser.send('WebAuthn.getCredentials', { authenticatorId })).credentials.map((key) => key.signCount),
    verifies: async (isUserVerified) => {
      await browser.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified });
    },
  };
}

/** Somebody signed in on a page of ours with the scripts of the guide, at a device. */
async function personAtDevice(page: Page, hasUserVerification = true): Promise<{ email: string; token: string; device: Device }> {
  await page.addInitScript({ content: SCRIPTS });
  const email = await personIn(page);
  const device = await deviceIn(page, hasUserVerification);
  await page.goto('/');
  return { email, token: await tokenIn(page), device };
}

async function signOut(page: Page): Promise<void> {
  const status = await page.evaluate(async () => (await fetch('/api/auth', { method: 'DELETE', headers: { 'x-app': 'web' } })).status);
  expect(status).toBe(204);
}

async function cookies(page: Page): Promise<string[]> {
  return (await page.context().cookies()).map(({ name }) => name);
}

test('a passkey is added, signs in alone, proves again who one is, is listed, renamed and removed', async ({ page }) => {
  const { email, token, device } = await personAtDevice(page);
  const added = await page.evaluate((bearer) => addPasskey(bearer, 'Laptop'), token);
  expect(added).toMatchObject({ name: 'Laptop', last_used_at: null });
  await signOut(page);
  expect(await cookies(page)).not.toContain('__Host-refresh');

  const answer = await page.evaluate(() => signInByPasskey());
  expect(answer.user.email).toBe(email);
  expect(await cookies(page)).toContain('__Host-refresh');
  expect(await page.evaluate((bearer) => proveByPasskey(bearer), answer.token)).toBeNull();
  const [uses] = await device.uses();
  expect(uses).toBeGreaterThan(1);

  const { items } = await page.evaluate((bearer) => listPasskeys(bearer), answer.token);
  expect(items).toHaveLength(1);
  expect(items[0]?.last_used_at).not.toBeNull();
  const renamed = await page.evaluate(([bearer, id]) => renamePasskey(bearer, id, 'Old laptop'), [answer.token, added.id] as const);
  expect(renamed.name).toBe('Old laptop');
  await page.evaluate(([bearer, id]) => removePasskey(bearer, id), [answer.token, added.id] as const);
  expect((await page.evaluate((bearer) => listPasskeys(bearer), answer.token)).items).toEqual([]);
  expect(await page.evaluate(() => signInByPasskey().then(() => 'in', reason))).toBe('invalid_passkey');
});

test('a device takes no second passkey for one person', async ({ page }) => {
  const { token } = await personAtDevice(page);
  await page.evaluate((bearer) => addPasskey(bearer, 'Laptop'), token);
  const again = await page.evaluate((bearer) => addPasskey(bearer, 'Laptop').then(() => 'added', reason), token);
  expect(again).toBe('InvalidStateError');
});

test('a device that does not verify its person is stopped by the browser', async ({ page }) => {
  const { token, device } = await personAtDevice(page);
  await page.evaluate((bearer) => addPasskey(bearer, 'Laptop'), token);
  await device.verifies(false);
  expect(await page.evaluate(() => signInByPasskey().then(() => 'in', reason))).toBe('NotAllowedError');
});

test('and by us where the page has asked for less', async ({ page }) => {
  const { token, device } = await personAtDevice(page);
  await page.evaluate((bearer) => addPasskey(bearer, 'Laptop'), token);
  await device.verifies(false);
  await page.evaluate(() => {
    const asked = PublicKeyCredential.parseRequestOptionsFromJSON.bind(PublicKeyCredential);
    PublicKeyCredential.parseRequestOptionsFromJSON = (options) => asked({ ...options, userVerification: 'discouraged' });
  });
  expect(await page.evaluate(() => signInByPasskey().then(() => 'in', reason))).toBe('invalid_passkey');
});

test('a device that cannot verify anybody gets no passkey, neither from the browser nor from us', async ({ page }) => {
  const { token } = await personAtDevice(page, false);
  const add = () => page.evaluate((bearer) => addPasskey(bearer, 'Stick').then(() => 'added', reason), token);
  expect(await add()).toBe('NotAllowedError');
  await page.evaluate(() => {
    const asked = PublicKeyCredential.parseCreationOptionsFromJSON.bind(PublicKeyCredential);
    PublicKeyCredential.parseCreationOptionsFromJSON = (options) =>
      asked({ ...options, authenticatorSelection: { residentKey: 'required', userVerification: 'discouraged' } });
  });
  expect(await add()).toBe('invalid_passkey');
});

test.describe('a page of another origin', () => {
  let other: Server;
  let origin: string;

  test.beforeAll(async () => {
    other = createServer((_, response) => response.setHeader('content-type', 'text/html').end('<!doctype html><title>Other</title>'));
    await new Promise<void>((listening) => other.listen(0, '127.0.0.1', listening));
    origin = `http://localhost:${(other.address() as AddressInfo).port}`;
  });

  test.afterAll(() => {
    other.close();
  });

  test('cannot ask us for a challenge', async ({ page, baseURL }) => {
    await page.addInitScript({ content: SCRIPTS });
    await page.goto(origin);
    const asked = await page.evaluate(
      (ours) => fetch(`${ours}/api/auth/passkey/verify/options`, { method: 'POST' }).then(() => 'answered', reason),
      baseURL,
    );
    expect(asked).toBe('TypeError');
  });

  test('cannot use what a passkey signs for it', async ({ page, request }) => {
    const { token, device } = await personAtDevice(page);
    await page.evaluate((bearer) => addPasskey(bearer, 'Laptop'), token);
    const before = await device.uses();
    const options = (await (await request.post('/api/auth/passkey/verify/options')).json()) as PublicKeyCredentialRequestOptionsJSON;
    await page.goto(origin);
    const credential = await page.evaluate(async (json) => {
      const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(json);
      return ((await navigator.credentials.get({ publicKey })) as PublicKeyCredential).toJSON() as unknown;
    }, options);
    expect(await device.uses()).not.toEqual(before);
    const answer = await request.post('/api/auth/passkey/verify', { data: { credential } });
    expect(answer.status()).toBe(401);
    expect(((await answer.json()) as { code: string }).code).toBe('invalid_passkey');
  });

  test('gets nothing from the device where the site is another one', async ({ page, baseURL }) => {
    const { token, device } = await personAtDevice(page);
    await page.evaluate((bearer) => addPasskey(bearer, 'Laptop'), token);
    const before = await device.uses();
    await page.goto((baseURL ?? '').replace('localhost', '127.0.0.1'));
    expect(await page.evaluate(() => signInByPasskey().then(() => 'in', reason))).toBe('SecurityError');
    expect(await device.uses()).toEqual(before);
  });
});
