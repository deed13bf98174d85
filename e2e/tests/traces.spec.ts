import { expect, test, type Page } from '@playwright/test';
import { enrolledIn, mailedPath, newEmail, PASSWORD, personIn, signIn } from './people.ts';

const FIREFOX = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0';
const LINKS = [
  '/verify#token',
  '/magic#token',
  '/otp#pending_token',
  '/resetpassword#token',
  '/email#token',
  '/notme#token',
  '/signup#social_token',
  '/social#token',
];
const NOTHING = { local: 0, session: 0, databases: [], caches: [], cookies: '', name: '', state: null };

/** Whatever a script could read, now or later, and what the history shows. */
async function expectNoTrace(page: Page, token: string): Promise<void> {
  const found = await page.evaluate(async () => ({
    local: localStorage.length,
    session: sessionStorage.length,
    databases: (await indexedDB.databases()).map(({ name }) => name),
    caches: await caches.keys(),
    cookies: document.cookie,
    name: window.name,
    state: history.state as unknown,
  }));
  expect(found).toEqual(NOTHING);
  expect(page.url()).not.toContain('token');
  expect(await page.content()).not.toContain(token);
}

function tokenOf(path: string): string {
  return path.slice(path.indexOf('#token=') + '#token='.length);
}

/** Sends the form, with something in its field. */
async function send(page: Page): Promise<void> {
  for (const field of await page.locator('input[name]:visible').all()) {
    await field.fill((await field.getAttribute('type')) === 'email' ? newEmail() : 'something else 17');
  }
  await page.locator('button:visible').click();
}

async function signedIn(page: Page): Promise<void> {
  await send(page);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('You are signed in');
}

for (const path of LINKS) {
  test(`S-051: ${path} keeps its token nowhere, opened, spent or gone back to`, async ({ page }) => {
    await page.goto('/');
    await page.goto(`${path}=canary`);
    await expectNoTrace(page, 'canary');
    await send(page);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(/no longer works|too long/);
    await expectNoTrace(page, 'canary');
    await page.goBack();
    await expectNoTrace(page, 'canary');
    await page.goForward();
    await expectNoTrace(page, 'canary');
  });
}

test('S-051: who came in by a link leaves nothing to scripts, and after signing out nothing at all', async ({ page }) => {
  const email = await personIn(page);
  await expectNoTrace(page, '#token=');
  await page.request.post('/api/auth/magic', { data: { email } });
  const path = await mailedPath(page.request, email, '/magic');
  await page.goto(path);
  await signedIn(page);
  await expectNoTrace(page, tokenOf(path));
  expect((await page.context().cookies()).map(({ name }) => name)).toContain('__Host-refresh');

  const status = await page.evaluate(async () => (await fetch('/api/auth', { method: 'DELETE', headers: { 'x-app': 'web' } })).status);
  expect(status).toBe(204);
  await expectNoTrace(page, tokenOf(path));
  expect((await page.context().cookies()).map(({ name }) => name)).not.toContain('__Host-refresh');
});

test('S-051: the token that one page hands over to the next is left at neither', async ({ page, request }) => {
  const email = await personIn(page);
  expect((await signIn(request, email, PASSWORD, FIREFOX)).status()).toBe(200);
  const path = await mailedPath(request, email, '/notme');
  await page.goto(path);
  // Read on its way: the page moves on at once, and its answers are gone with it.
  let token = '';
  await page.route('**/api/auth/disown', async (route) => {
    const response = await route.fetch();
    token = ((await response.json()) as { reset_token: string }).reset_token;
    await route.fulfill({ response });
  });
  await page.locator('button:visible').click();
  await expect(page).toHaveURL('/resetpassword');
  expect(token).toMatch(/^[\w-]{43}$/);
  await expectNoTrace(page, token);
  await page.goBack();
  await expectNoTrace(page, token);
  await expectNoTrace(page, tokenOf(path));
});

test('S-051: between the two steps of a sign-in nothing is left, and after them no more than before', async ({ page }) => {
  const { email, code } = await enrolledIn(page);
  await page.context().clearCookies();
  await page.request.post('/api/auth/magic', { data: { email } });
  const path = await mailedPath(page.request, email, '/magic');
  await page.goto(path);
  let token = '';
  await page.route('**/api/auth/magic/verify', async (route) => {
    const response = await route.fetch();
    token = ((await response.json()) as { pending_token: string }).pending_token;
    await route.fulfill({ response });
  });
  await send(page);
  await expect(page).toHaveURL('/otp');
  expect(token).toMatch(/^[\w-]{43}$/);
  await expectNoTrace(page, token);
  await page.locator('input[name]').fill(code());
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('You are signed in');
  await expectNoTrace(page, token);
  await page.goBack();
  await expectNoTrace(page, token);
  await expectNoTrace(page, tokenOf(path));
});

for (const network of ['acme', 'posted']) {
  test(`S-051: on the way through the network "${network}" nothing of its code and our tokens is left`, async ({ page }) => {
    const tokens: string[] = [];
    // What the network gives stands in the query or in the form, what we give in the fragment.
    page.on('response', (response) => {
      const { search, pathname } = new URL(response.url());
      if (!pathname.endsWith('/callback')) return;
      const given = new URLSearchParams(response.request().postData() ?? search);
      const { hash } = new URL(response.headers()['location'] ?? '', response.url());
      const ours = new URLSearchParams(hash.slice(1)).get('social_token');
      tokens.push(...[given.get('code'), given.get('state'), ours].filter((token) => token !== null));
    });
    await page.goto(`/api/auth/social/${network}`);
    await page.getByLabel('Your id at this network').fill(newEmail());
    await page.getByLabel('The address is checked').uncheck();
    await page.getByRole('button', { name: 'Allow' }).click();
    await expect(page).toHaveURL('/signup');
    expect(tokens).toHaveLength(3);
    for (const token of tokens) await expectNoTrace(page, token);

    const email = newEmail();
    await page.locator('input[name]').fill(email);
    await page.keyboard.press('Enter');
    const path = await mailedPath(page.request, email, '/social');
    await page.goto(path);
    await signedIn(page);
    for (const token of [...tokens, tokenOf(path)]) await expectNoTrace(page, token);
    await page.goBack();
    await expect(page).toHaveURL('/signup');
    for (const token of [...tokens, tokenOf(path)]) await expectNoTrace(page, token);
  });
}

test('S-067: the page of a link asks no other site, and tells none where it was', async ({ page, baseURL }) => {
  const strangers: string[] = [];
  const referrers: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(baseURL ?? '') && !request.url().startsWith('data:')) strangers.push(request.url());
    const referrer = request.headers()['referer'];
    if (referrer) referrers.push(referrer);
  });
  for (const path of LINKS) {
    await page.goto('/');
    await page.goto(`${path}=canary`);
    await send(page);
  }
  expect(strangers).toEqual([]);
  expect(referrers).toEqual([]);
});
