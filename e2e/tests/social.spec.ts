import { expect, test, type Page } from '@playwright/test';
import { enrolledIn, mailedPath, newEmail, personIn, tokenIn } from './people.ts';

// The networks of e2e/serve stand at 127.0.0.1 and the server at localhost, so each of these ways crosses sites.
// "posted" sends people back by a form, as Apple does.

function title(page: Page) {
  return page.getByRole('heading', { level: 1 });
}

/** Says at the network who one is, and allows it. The id there is the address, which nobody else in these tests has. */
async function allow(page: Page, email: string, checked = true): Promise<void> {
  await expect(page).toHaveURL(/^http:\/\/127\.0\.0\.1:/);
  await page.getByLabel('Your id at this network').fill(email);
  await page.getByLabel('Your name').fill('Ada Network');
  await page.getByLabel('Your e-mail address').fill(email);
  await page.getByLabel('The address is checked').setChecked(checked);
  await page.getByRole('button', { name: 'Allow' }).click();
}

async function signInBy(page: Page, network: string, email: string): Promise<void> {
  await page.goto(`/api/auth/social/${network}`);
  await allow(page, email);
}

/** Links a network to whoever is signed in in this page's browser, to which the answer's cookie has to go. */
async function link(page: Page, email: string): Promise<void> {
  const { url } = (await call(page, 'POST', '/api/user/social/acme/link')) as { url: string };
  await page.goto(url);
  await allow(page, email);
}

/** Asks the server from within the page, with the cookies of its browser. */
async function call(page: Page, method: string, path: string): Promise<unknown> {
  const token = await tokenIn(page);
  return page.evaluate(
    async ([verb, address, bearer]) => {
      const answer = await fetch(address, { method: verb, headers: { authorization: `Bearer ${bearer}` } });
      return answer.status === 204 ? null : ((await answer.json()) as unknown);
    },
    [method, path, token] as const,
  );
}

async function signOut(page: Page): Promise<void> {
  const status = await page.evaluate(async () => (await fetch('/api/auth', { method: 'DELETE', headers: { 'x-app': 'web' } })).status);
  expect(status).toBe(204);
  expect(await cookies(page)).not.toContain('__Host-refresh');
}

async function cookies(page: Page): Promise<string[]> {
  return (await page.context().cookies()).map(({ name }) => name);
}

/** The page is there, its address has nothing behind it, and it says this and nothing else to who comes back. */
async function landed(page: Page, path: string, sentence?: string): Promise<void> {
  await expect(page).toHaveURL(path);
  await expect(page.getByRole('status').locator('p:visible')).toHaveText(sentence ? [sentence] : []);
  expect(page.url()).not.toContain('#');
}

const CANCELLED = 'You did not allow it at the network. Begin again, or sign in another way.';
const INVALID_STATE = 'This did not begin in this browser, it took too long, or it is completed already. Begin again.';
const LINKED = 'The network is linked to you now. You can sign in by it.';
const LINK_FIRST = 'Somebody has an account with this address. Sign in to it, and link the network in the profile.';

test('who did not allow it at the network is told so, and is not signed in', async ({ page }) => {
  for (const network of ['acme', 'posted']) {
    await page.goto(`/api/auth/social/${network}`);
    await page.getByRole('button', { name: 'Deny' }).click();
    await landed(page, '/signin', CANCELLED);
    expect(await cookies(page)).toEqual([]);
    await page.reload();
    await landed(page, '/signin');
  }
});

test('S-070: a way back counts once, gone again or opened again', async ({ page }) => {
  let callback = '';
  page.on('request', (request) => {
    if (request.url().includes('/callback?')) callback = request.url();
  });
  const email = newEmail();
  await signInBy(page, 'acme', email);
  await landed(page, '/dashboard');

  await page.goBack();
  await allow(page, email);
  await landed(page, '/signin', INVALID_STATE);
  await page.goto(callback);
  await landed(page, '/signin', INVALID_STATE);
  // The session of the first time is still there.
  expect(await cookies(page)).toContain('__Host-refresh');
});

test('S-070: a way back counts in the browser that set out, and in no other', async ({ page, browser }) => {
  await page.goto('/api/auth/social/acme');
  const other = await browser.newPage();
  await other.goto(page.url());
  await allow(other, newEmail());
  await landed(other, '/signin', INVALID_STATE);
  expect(await cookies(other)).toEqual([]);
  await other.close();
});

for (const network of ['acme', 'posted']) {
  test(`by the network "${network}" a newcomer has an account and is signed in`, async ({ page }) => {
    const email = newEmail();
    await signInBy(page, network, email);
    await landed(page, '/dashboard');
    expect(await cookies(page)).toContain('__Host-refresh');
    expect(await cookies(page)).not.toContain('__Host-social');

    const status = await call(page, 'GET', '/api/auth');
    expect(status).toMatchObject({ authenticated: true, verified: true, social_token: true, user: { email, name: 'Ada Network' } });
    await signOut(page);
    await signInBy(page, network, email);
    await landed(page, '/dashboard');
    expect(await call(page, 'GET', '/api/auth')).toMatchObject({ authenticated: true, user: { email } });
  });
}

test('an address that the network has not checked is confirmed by a mail, in the browser that was there', async ({ page, browser }) => {
  await page.goto('/api/auth/social/acme');
  await allow(page, newEmail(), false);
  await expect(page).toHaveURL('/signup');
  await expect(title(page)).toHaveText('One more step');
  expect(await cookies(page)).not.toContain('__Host-refresh');
  const email = newEmail();
  await page.getByLabel('Your e-mail address').fill(email);
  await page.getByRole('button', { name: 'Mail me a link' }).click();
  await expect(title(page)).toHaveText('Look into your mailbox');

  const path = await mailedPath(page.request, email, '/social');
  const other = await browser.newPage();
  await other.goto(path);
  await other.getByRole('button', { name: 'Confirm my address' }).click();
  await expect(title(other)).toHaveText('Please open the link elsewhere');
  await expect(other.getByText('It works only in the browser in which you chose the network.')).toBeVisible();
  expect(await cookies(other)).toEqual([]);
  await other.close();

  for (let visit = 0; visit < 3; visit++) await page.goto(path);
  expect(await cookies(page)).not.toContain('__Host-refresh');
  await page.getByRole('button', { name: 'Confirm my address' }).click();
  await expect(title(page)).toHaveText('You are signed in');
  expect(await call(page, 'GET', '/api/auth')).toMatchObject({ verified: true, social_token: true, user: { email } });

  await page.goto('/');
  await page.goto(path);
  await page.getByRole('button', { name: 'Confirm my address' }).click();
  await expect(title(page)).toHaveText('This link no longer works');
});

test('a linked network lets its person in without a password, until it is unlinked', async ({ page }) => {
  const email = await personIn(page);
  await link(page, email);
  await landed(page, '/account/profile', LINKED);
  await signOut(page);
  await signInBy(page, 'acme', email);
  await landed(page, '/dashboard');
  expect(await call(page, 'GET', '/api/auth')).toMatchObject({ social_token: true, user: { email, name: 'Ada Test' } });

  const { items } = (await call(page, 'GET', '/api/user/social')) as { items: { id: string; network: string }[] };
  expect(items.map(({ network }) => network)).toEqual(['acme']);
  await call(page, 'DELETE', `/api/user/social/${items[0]?.id}`);
  expect(await call(page, 'GET', '/api/user/social')).toEqual({ items: [] });
  await signOut(page);
  await signInBy(page, 'acme', email);
  await landed(page, '/signin', LINK_FIRST);
  expect(await cookies(page)).not.toContain('__Host-refresh');
});

test('S-088: after the network somebody with a second factor is asked for a code', async ({ page }) => {
  const { email, code } = await enrolledIn(page);
  await link(page, email);
  await landed(page, '/account/profile', LINKED);
  await page.context().clearCookies();

  await signInBy(page, 'acme', email);
  await expect(page).toHaveURL('/otp');
  await expect(title(page)).toHaveText('Enter your code');
  expect(await cookies(page)).not.toContain('__Host-refresh');
  await page.getByLabel('Code', { exact: true }).fill(code());
  await page.keyboard.press('Enter');
  await expect(page.getByText(`You are signed in as ${email}.`)).toBeVisible();
  expect(await cookies(page)).toContain('__Host-refresh');
});
