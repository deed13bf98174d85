import { expect, type APIRequestContext, type APIResponse, type Page } from '@playwright/test';
import { createHmac, randomUUID } from 'node:crypto';

export const PASSWORD = 'seven purple otters 42';

/** Long and without a place to break it, for the pages that show it on a phone. */
export function newEmail(): string {
  return `e2e${randomUUID().replaceAll('-', '')}@example.org`;
}

/** Signs up in this page's browser, so that its cookie is that of the sign-up. */
export async function signUpIn(page: Page, email: string): Promise<void> {
  await page.goto('/');
  const status = await page.evaluate(
    async ([address, password]) => {
      const answer = await fetch('/api/account', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ name: 'Ada Test', email: address, password }),
      });
      return answer.status;
    },
    [email, PASSWORD],
  );
  expect(status).toBe(202);
}

/** Somebody new, who signed up in this page's browser and confirmed the address there. */
export async function personIn(page: Page): Promise<string> {
  const email = newEmail();
  await signUpIn(page, email);
  await page.goto(await mailedPath(page.request, email));
  await page.locator('button:visible').click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('You are signed in');
  return email;
}

/** Whether somebody may come in by this password, from a client that has no cookies of a browser. */
export async function signIn(request: APIRequestContext, email: string, password: string, userAgent?: string): Promise<APIResponse> {
  return request.post('/api/user/auth', {
    data: { email, password },
    headers: userAgent ? { 'user-agent': userAgent } : {},
  });
}

/** The path of the link in the newest mail to this address that leads to this page; waits for the mail. */
export async function mailedPath(request: APIRequestContext, email: string, to = '/verify'): Promise<string> {
  let link = '';
  await expect
    .poll(async () => {
      const answer = await request.get('/dev/mail/messages', { params: { to: email } });
      const mails = (await answer.json()) as { items: { links: string[] }[] };
      link = mails.items.map(({ links }) => links[0] ?? '').find((first) => first.includes(`${to}#token=`)) ?? '';
      return link;
    })
    .not.toBe('');
  const url = new URL(link);
  return url.pathname + url.hash;
}

/** An access token of whoever is signed in in this page's browser. The page is one of ours. */
export async function tokenIn(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const answer = await fetch('/api/auth/refresh', { method: 'POST', headers: { 'x-app': 'web' } });
    return ((await answer.json()) as { token: string }).token;
  });
}

/** Somebody with a second factor. */
export interface Enrolled {
  email: string;
  /** A code that was not given before. */
  code: () => string;
  backupCodes: string[];
}

/** Somebody new, signed in in this page's browser, who has set up a second factor there. */
export async function enrolledIn(page: Page): Promise<Enrolled> {
  const email = await personIn(page);
  const headers = { authorization: `Bearer ${await tokenIn(page)}` };
  const setup = (await (await page.request.post('/api/user/2fa', { headers })).json()) as { secret: string };
  const code = authenticator(setup.secret);
  const answer = await page.request.put('/api/user/2fa', { headers, data: { code: code() } });
  expect(answer.status()).toBe(200);
  const { backup_codes: backupCodes } = (await answer.json()) as { backup_codes: string[] };
  return { email, code, backupCodes };
}

/** An authenticator app (RFC 6238). The server takes the codes of three steps; the one before is left out when it is about to go. */
function authenticator(secret: string): () => string {
  const key = fromBase32(secret);
  let step = 0;
  return () => {
    step = Math.max(step + 1, Math.floor((Date.now() / 1000 - 25) / 30));
    const count = Buffer.alloc(8);
    count.writeBigUInt64BE(BigInt(step));
    const hash = createHmac('sha1', key).update(count).digest();
    const number = hash.readUInt32BE((hash.at(-1) ?? 0) & 15) & 0x7fffffff;
    return String(number % 1_000_000).padStart(6, '0');
  };
}

function fromBase32(text: string): Buffer {
  const bits = [...text].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'));
  return Buffer.from((bits.join('').match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
}
